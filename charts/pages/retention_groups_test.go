package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/retention"
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

// What is said of the pace depends on whether it is clear, and on whether it is the same at all times.
func TestPaceWords(t *testing.T) {
	list := []member{{retention.Group{Name: "app"}, retention.Point{Survival: .2}}, {retention.Group{Name: "web"}, retention.Point{Survival: .6}}}
	even, fades, grows := retention.Drift{ChiSquared: 1}, retention.Drift{ChiSquared: 9}, retention.Drift{ChiSquared: 9, Rises: true}
	for _, x := range []struct {
		p      float64
		r      retention.Ratio
		en, zh string
	}{
		{.01, retention.Ratio{Ratio: 1.56, Low: 1.2, High: 12.04, Drift: even}, "On any day they come back 1.6 times as often as all others (1.2 to 12).", "任何一天，他们回来的可能性都是其余客户的 1.6 倍（1.2 至 12）。"},
		{.01, retention.Ratio{Ratio: 1.56, Low: 1.2, High: 2, Drift: fades}, "On average they come back 1.6 times as often as all others (1.2 to 2); the lead is greatest at first.", "平均而言，他们回来的可能性是其余客户的 1.6 倍（1.2 至 2），起初差距最大。"},
		{.01, retention.Ratio{Ratio: 1.56, Low: 1.2, High: 2, Drift: grows}, "On average they come back 1.6 times as often as all others (1.2 to 2), and the lead grows with time.", "平均而言，他们回来的可能性是其余客户的 1.6 倍（1.2 至 2），且差距随时间扩大。"},
		{.01, retention.Ratio{Ratio: 1.56, Low: .9, High: 2, Drift: even}, "", ""},
		{.01, retention.Ratio{Ratio: math.NaN(), Low: math.NaN(), High: math.NaN()}, "", ""},
		{.06, retention.Ratio{Ratio: 1.56, Low: 1.2, High: 2, Drift: even}, "", ""},
	} {
		got := comparison{id: "channels", differs: retention.LogRank{P: x.p}.Differ(), ratios: map[string]retention.Ratio{"app": x.r}}.pace(list)
		if got != (both(x.en, x.zh)) {
			t.Errorf("p %v, %+v: %q", x.p, x.r, got)
		}
	}
	if got := (comparison{id: "further"}).pace(list); !got.IsZero() {
		t.Errorf("the times after each purchase are of the same customers, and have no ratio: %q", got)
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
