package charts

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var keep = flag.String("pages", "", "write the gallery of pages into this folder and keep it")

// written writes the gallery and says where.
func written(t *testing.T) string {
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	if err := Write(dir, gallery()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSameReportSameBytes(t *testing.T) {
	a, b := written(t), t.TempDir()
	if err := Write(b, gallery()); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(b, "*.html"))
	if len(files) != 7 {
		t.Fatalf("%d pages", len(files))
	}
	for _, f := range files {
		x, _ := os.ReadFile(filepath.Join(a, filepath.Base(f)))
		y, _ := os.ReadFile(f)
		if string(x) != string(y) {
			t.Errorf("%s differs between two writes", filepath.Base(f))
		}
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPagesAreLightAndClosed(t *testing.T) {
	dir := written(t)
	for _, p := range gallery().Pages {
		html := read(t, dir, p.Name+".html")
		if len(html) > 150<<10 {
			t.Errorf("%s: %d bytes", p.Name, len(html))
		}
		if m := regexp.MustCompile(`(src|href)="(https?:)?//`).FindString(html); m != "" {
			t.Errorf("%s refers to the network: %s", p.Name, m)
		}
		if strings.Count(html, "<script") != strings.Count(html, "</script>") || strings.Count(html, "boom()</script>") > 0 {
			t.Errorf("%s: a name became a script", p.Name)
		}
		boot := html[strings.Index(html, "<script>")+8:]
		boot = boot[:strings.Index(boot, "</script>")]
		if !strings.Contains(html, "'"+hash([]byte(boot))+"'") {
			t.Errorf("%s: the policy does not name the script", p.Name)
		}
	}
}

func TestOneLanguage(t *testing.T) {
	r := gallery()
	r.Header.Langs = []string{"en"}
	dir := t.TempDir()
	if err := Write(dir, r); err != nil {
		t.Fatal(err)
	}
	html := read(t, dir, "retention.html")
	body := html[strings.Index(html, "<body"):]
	for _, zh := range []string{"留存", "定义", "zh-Hans", "首次购买"} {
		if strings.Contains(body, zh) {
			t.Errorf("an English page says %s", zh)
		}
	}
	r.Header.Langs = []string{"de"}
	if err := Write(dir, r); err == nil {
		t.Error("German is no error")
	}
}

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

// BenchmarkRender writes a report with every kind of page and chart.
func BenchmarkRender(b *testing.B) {
	dir, report := b.TempDir(), gallery()
	for b.Loop() {
		if err := Write(dir, report); err != nil {
			b.Fatal(err)
		}
	}
}
