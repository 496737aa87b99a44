package charts

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestWriteRefuses(t *testing.T) {
	bad := BarChart(Bars{Names: []Text{Same("a")}, Series: []Bar{{Values: []float64{math.NaN()}}}})
	for want, pages := range map[string][]Page{
		"page ../x":             {{Name: "../x"}},
		"section a: bars":       {{Name: "p", Sections: []Section{{ID: "a", Chart: bad}}}},
		`section "a": an id`:    {{Name: "p", Sections: []Section{{ID: "a"}, {ID: "a"}}}},
		`section "a b": an id`:  {{Name: "p", Sections: []Section{{ID: "a b"}}}},
		"has 1 cells for 0 col": {{Name: "p", Sections: []Section{{ID: "a", Table: &Grid{Rows: [][]any{{1}}}}}}},
	} {
		if err := Write(t.TempDir(), Report{Pages: pages}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestMovedRefuses(t *testing.T) {
	pages := []Page{{Name: "new", Title: Text{"New", "新"}}, {Name: "other", Title: Text{"Other", "其他"}}}
	for want, m := range map[string]Moved{
		"no page has the new name": {"old", "gone"},
		"a page has the old name":  {"other", "new"},
		"is not a file name":       {"../old", "new"},
	} {
		if err := Write(t.TempDir(), Report{Pages: pages, Moved: []Moved{m}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// Text can be read by people with weak eyes: 4.5 to 1 (WCAG 2.2, 1.4.3), on panels and on the page, by day and by night.
func TestContrast(t *testing.T) {
	css, _ := assets.ReadFile("assets/page.css")
	day, night, _ := strings.Cut(string(css), "@media screen and (prefers-color-scheme: dark)")
	for scheme, part := range map[string]string{"light": day, "dark": night[:400]} {
		color := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z]+): #([0-9a-f]{6})`).FindAllStringSubmatch(part, -1) {
			color[m[1]] = luminance(t, m[2])
		}
		for _, ink := range []string{"ink", "soft", "accent", "good", "bad", "watch"} {
			for _, ground := range []string{"panel", "page"} {
				a, b := color[ink]+.05, color[ground]+.05
				if ratio := max(a, b) / min(a, b); ratio < 4.5 {
					t.Errorf("%s: %s on %s: %.2f", scheme, ink, ground, ratio)
				}
			}
		}
	}
}

// luminance is the relative luminance of an sRGB colour (WCAG 2.2).
func luminance(t *testing.T, hex string) float64 {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	part := func(v uint64) float64 {
		c := float64(v) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n>>16) + 0.7152*part(n>>8&255) + 0.0722*part(n&255)
}
