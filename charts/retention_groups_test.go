package charts

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"regulars/analytics"
)

// of gives the customers added last a category and a score.
func (s *shop) of(n int, category analytics.Label, score float64) *shop {
	for i := range s.customers[len(s.customers)-n:] {
		c := &s.customers[len(s.customers)-n+i]
		c.Categories = []analytics.Category{{Name: category, First: c.Rows[0].Day}}
		if !math.IsNaN(score) {
			c.Answers = []analytics.Answer{{Day: c.Rows[0].Day, Experience: score}}
		}
	}
	return s
}

// Some of the better group come late and some of the worse come at all, so that there is a pace to tell, to a tenth.
func TestPaceWords(t *testing.T) {
	nan := math.NaN()
	s := new(shop).buy(60, 0, "2020-01-10", "2020-01-15").of(60, 1, nan).buy(20, 0, "2020-01-10", "2020-01-25").of(20, 1, nan).buy(20, 0, "2020-01-10", "2020-01-20").of(20, 2, nan).buy(60, 0, "2020-01-10").of(60, 2, nan)
	p := Retention(s.input("2020-03-31", 20, "month"))
	checkWording(t, p)
	in := s.input("2020-03-31", 20, "month")
	r := in.Second.Ratios("category")[0]
	tenth := func(x float64) float64 { return math.Round(10*x) / 10 }
	for lang, want := range map[string]string{
		"en": fmt.Sprintf("On any day they come back %v times as often as all others (%v to %v).", tenth(r.Ratio), tenth(r.Low), tenth(r.High)),
		"zh": fmt.Sprintf("任何一天，他们回来的可能性都是其余客户的 %v 倍（%v 至 %v）。", tenth(r.Ratio), tenth(r.Low), tenth(r.High)),
	} {
		if got := sectionTexts(t, p, "categories", lang); !strings.Contains(strings.NewReplacer("<b>", "", "</b>", "").Replace(got), want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
	if got := sectionTexts(t, p, "further", "en"); strings.Contains(got, "On any day") {
		t.Error("the times after each purchase are of the same customers, and have no ratio")
	}
}

func TestComparisonWords(t *testing.T) {
	nan := math.NaN()
	back := new(shop).buy(40, 1, "2020-01-10", "2020-01-15").of(40, 1, 9).buy(40, 1, "2020-01-10").of(40, 2, 2)
	same := new(shop).buy(40, 1, "2020-01-10", "2020-01-15").of(40, 1, 9).buy(40, 1, "2020-01-10", "2020-01-15").of(40, 2, 2)
	habit := new(shop).buy(80, 0, "2020-01-10", "2020-01-15", "2020-01-20").buy(80, 0, "2020-01-10").of(80, 0, nan)
	even := new(shop).buy(40, 0, "2020-01-10", "2020-01-15", "2020-01-20").buy(40, 0, "2020-01-10", "2020-01-15").buy(80, 0, "2020-01-10")
	segments := func(again string) *shop {
		return new(shop).buy(40, 0, "2020-01-10", "2020-01-15", again).buy(40, 0, "2020-01-10")
	}
	for _, x := range []struct {
		name, id string
		shop     *shop
		en, zh   string
	}{
		{"category matters", "categories", back, "Customers who began with <b>app</b> come back most often: 100% within 60 days, against 0% of those who began with web.", "首购 <b>app</b> 的新客户回来最多：60 天内有 100%，而首购 web 的为 0%。"},
		{"category does not", "categories", same, "equally often whatever they bought first", "无论首购何种品类"},
		{"score matters", "scores", back, "whose first score is 9 buy again most often after it: 100% within 60 days, against 0% of those who gave 2.", "首次评分为 9 的客户此后再次购买最多：60 天内有 100%，而评分为 2 的为 0%。"},
		{"score does not", "scores", same, "Whatever score customers give first", "无论首次评分高低"},
		{"segment matters", "segments", segments("2020-02-10"), "Of the segments, Loyal have bought again most often since", "各细分中，忠诚客户此后再次购买最多"},
		{"segment does not", "segments", segments("2020-01-20"), "Customers of all segments have bought again equally often since", "各细分客户此后再次购买的比例相近"},
		{"a habit", "further", habit, "The habit grows: after purchase 2, 100% of customers buy again within 60 days, against 50% after purchase 1.", "第 2 次购买之后，60 天内有 100% 的客户再次购买，而第 1 次之后为 50%。"},
		{"no habit", "further", even, "about as often after each purchase", "每次购买之后，客户回来的比例相近"},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := Retention(x.shop.input("2020-03-31", 20, "month"))
			checkWording(t, p)
			for lang, want := range map[string]string{"en": x.en, "zh": x.zh} {
				if got := sectionTexts(t, p, x.id, lang); !strings.Contains(got, want) {
					t.Errorf("there is no %q in\n%s", want, got)
				}
			}
		})
	}
}
