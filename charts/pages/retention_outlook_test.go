package pages

import (
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/retention"
	"regulars/charts"
)

// sectionTexts is a section of the page as its texts.
func sectionTexts(t *testing.T, p charts.Page, id, lang string) string {
	t.Helper()
	for _, s := range p.Sections {
		if s.ID == id {
			return retentionTexts(charts.Page{Sections: []charts.Section{s}}, lang)
		}
	}
	t.Fatalf("there is no section %s", id)
	return ""
}

func TestProjectionWords(t *testing.T) {
	for _, x := range []struct {
		name   string
		in     RetentionInput
		en, zh []string
	}{
		{"too early", new(shop).buy(20, 0, "2020-01-10").input("2020-03-15", 20, "month"),
			[]string{"It is too early to say how many new customers will last.", "Fewer than 3 whole periods"}, []string{"判断新客户将有多少能长期留下还为时过早。", "不足 3 个"}},
		{"all stay", new(shop).buy(20, 0, "2020-01-10", "2020-07-31").input("2020-07-31", 20, "month"),
			[]string{"All new customers go on buying in month 5: nobody has left yet.", "no interval"}, []string{"全部新客户仍在购买：尚无人离开。", "无区间"}},
		{"none stay", new(shop).buy(20, 0, "2020-01-10").buy(20, 0, "2020-01-10", "2020-02-10").buy(20, 0, "2020-01-10", "2020-02-10", "2020-03-10").input("2020-07-31", 20, "month"),
			[]string{"No new customer goes on buying in month 3."}, []string{"已没有新客户仍在购买。"}},
		{"the rest stay", new(shop).buy(30, 0, "2020-01-10").buy(20, 0, "2020-01-10", "2020-07-31").input("2020-07-31", 20, "month"),
			[]string{"40% of new customers go on buying in month 5; who stayed for the first has stayed since.", "no interval"}, []string{"留过第一期的此后都留下了。"}},
		{"alike", alike().input("2020-07-31", 20, "month"),
			[]string{"about 50.5% leave in each, and nothing shows that it gets fewer.", "takes them as alike"}, []string{"每期约有 50.5% 离开，且看不出逐期减少。", "视其相同"}},
		{"fewer and fewer", differing().input("2020-07-31", 20, "month"),
			[]string{"30% of new customers go on buying in month 5; in month 10 it should be", "the first decides most.", "The model misses what was observed by"}, []string{"第 10 个月预计为", "第一期最关键。", "模型与观察值最多相差"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := Retention(x.in)
			checkWording(t, p)
			for lang, wants := range map[string][]string{"en": x.en, "zh": x.zh} {
				got := sectionTexts(t, p, "projection", lang)
				for _, want := range wants {
					if !strings.Contains(got, want) {
						t.Errorf("there is no %q in\n%s", want, got)
					}
				}
			}
		})
	}
}

// Where the model has left the data behind, it is not asked about what comes after.
func TestProjectionAstray(t *testing.T) {
	in := differing().input("2020-07-31", 20, "month")
	last := &in.Projection.Points[4]
	last.SeenLow, last.SeenHigh, last.Low, last.High, last.Projected = .28, .32, .4, .5, .45
	p := Retention(in)
	checkWording(t, p)
	for lang, want := range map[string]string{
		"en": "30% of new customers go on buying in month 5, where the model has 45%: how many will last longer cannot be said from it.",
		"zh": "第 5 个月仍有 30% 的新客户在购买，而模型给出 45%：由此无法预知更久的留存。",
	} {
		if got := sectionTexts(t, p, "projection", lang); !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
}

// Bases at the edge give right figures or a refusal in words, at every grain.
func TestRetentionOfExtremeBases(t *testing.T) {
	refunds := new(shop).buy(20, 0, "2020-01-10")
	for i := range refunds.customers {
		refunds.customers[i].Rows[0] = analytics.Row{Day: refunds.customers[i].Rows[0].Day, Refunds: 1, Refunded: 5e6}
	}
	for name, s := range map[string]*shop{
		"nobody": new(shop), "refunds only": refunds, "one customer": new(shop).buy(1, 0, "2020-01-10"), "one day": new(shop).buy(50, 1, "2020-01-10"),
		"everyone once": new(shop).buy(50, 1, "2020-01-10").buy(50, 1, "2020-03-10").buy(50, 0, "2020-05-10"),
		"nobody left":   new(shop).buy(50, 1, "2020-01-10", "2020-02-10", "2020-03-10", "2020-04-10", "2020-05-10", "2020-06-10", "2020-06-30"),
	} {
		for _, grain := range []analytics.Grain{"day", "week", "month", "quarter", "year"} {
			for _, asOf := range []string{"2020-01-10", "2020-07-31", "2025-12-31"} {
				in := s.input(asOf, 0, grain)
				p := Retention(in)
				checkWording(t, p)
				for _, lang := range []string{"en", "zh"} {
					if got := retentionTexts(p, lang); strings.Contains(got, "NaN") || strings.Contains(got, "Inf") || strings.Contains(got, "%!") {
						t.Errorf("%s by %s as of %s:\n%s", name, grain, asOf, got)
					}
				}
				if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: in.AsOf, Run: "r"}, Pages: []charts.Page{p}}); err != nil {
					t.Errorf("%s by %s as of %s: %v", name, grain, asOf, err)
				}
			}
		}
	}
}

// alike halve in each month.
func alike() *shop {
	return leaving(512, 256, 128, 64, 32, 20)
}

// differing leave ever less.
func differing() *shop {
	return leaving(1000, 500, 400, 350, 320, 300)
}

// leaving are customers of whom so many last until each month after January.
func leaving(lasting ...int) *shop {
	months := []string{"2020-01-10", "2020-02-10", "2020-03-10", "2020-04-10", "2020-05-10", "2020-06-10"}
	s := new(shop)
	for i, n := range lasting {
		if i+1 < len(lasting) {
			n -= lasting[i+1]
		}
		s.buy(n, 0, months[:i+1]...)
	}
	return s
}

func TestLeverWords(t *testing.T) {
	half := retention.Lever{Customers: 500, Before: 40_000, Stayed: 20_000, Years: 1, Margin: 50, Discount: .1}
	with := func(before, stayed int, margin float64) retention.Lever {
		l := half
		l.Before, l.Stayed, l.Margin = before, stayed, margin
		return l
	}
	for _, x := range []struct {
		name   string
		lever  retention.Lever
		cost   bool
		en, zh []string
	}{
		{"too few", with(3, 2, 50), false, []string{"cannot be said", "Fewer than 5 customers could have stayed"}, []string{"无法判断", "不足 5 位客户"}},
		{"nobody stayed", with(30, 0, 50), false, []string{"Nobody stayed from one period"}, []string{"没有客户从前一时期留到后一时期"}},
		{"nobody left", with(30, 30, 50), false, []string{"Nobody left from one period"}, []string{"无人离开"}},
		{"a loss", with(30, 20, -1), true, []string{"bring no profit"}, []string{"留下的客户不带来利润"}},
		{"all but a few", with(1000, 995, 50), true, []string{"Less than one point"}, []string{"不足一个百分点"}},
		{"less", half, true, []string{"5 points more retention would raise the future value of the last year's buyers by 20% (", "next year's profit from them by 10%: less than the 25% to 50%", "leaves GBP\u00a050 a year after the cost of goods; discounted at 10%"},
			[]string{"留存率提高 5 个百分点", "低于 Reichheld 研究中的", "扣除商品成本后"}},
		{"within", with(40_000, 33_000, 50), false, []string{": within the 25% to 50%", "Costs are not known"}, []string{"之内", "成本未知"}},
		{"more", with(40_000, 37_600, 50), false, []string{": more than the 25% to 50%"}, []string{"高于 Reichheld 研究中的"}},
		{"no difference", with(40, 31, 50), false, []string{"no clear difference from the 25% to 50%"}, []string{"无明显差别"}},
		{"two points", with(4000, 3900, 50), false, []string{"2 points more retention"}, []string{"留存率提高 2 个百分点"}},
		{"undiscounted", retention.Lever{Customers: 5, Before: 60, Stayed: 58, Years: 1, Margin: 50}, false, []string{"3 points more retention would raise the future value of the last year's buyers by 931% and next"}, []string{"提高 931%"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			in := new(shop).buy(20, 0, "2020-01-10").input("2020-03-15", 20, "month")
			in.Lever, in.HasCost = x.lever, x.cost
			p := Retention(in)
			checkWording(t, p)
			for lang, wants := range map[string][]string{"en": x.en, "zh": x.zh} {
				got := sectionTexts(t, p, "lever", lang)
				for _, want := range wants {
					if !strings.Contains(got, want) {
						t.Errorf("there is no %q in\n%s", want, got)
					}
				}
				if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") {
					t.Errorf("no number in\n%s", got)
				}
			}
			if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: in.AsOf, Run: "r"}, Pages: []charts.Page{p}}); err != nil {
				t.Error(err)
			}
		})
	}
}
