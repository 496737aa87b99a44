package pages

import (
	"math"
	"testing"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

// answered makes customers of whom so many gave each score, of whom a share bought again, 20 the more the better they scored.
func answered(counts map[float64]int, share func(score float64) float64) (all []analytics.Customer) {
	missing := math.NaN()
	for score, n := range counts {
		for i := range n {
			c := analytics.Customer{Answers: []analytics.Answer{{
				Day: asOf - 400, Dimension: 1, Experience: score, Expectation: missing, Importance: missing, Ideal: missing,
				Recommend: missing, ScaleMin: 0, ScaleMax: 10,
			}}}
			c.Rows = append(c.Rows, analytics.Row{Order: 1, Day: asOf - 403, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(20)})
			if float64(i) < share(score)*float64(n) {
				c.Rows = append(c.Rows, analytics.Row{Order: 2, Day: asOf - 390, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(20*score + float64(i%7))})
			}
			all = append(all, c)
		}
	}
	return all
}

func loyaltyPage(customers []analytics.Customer) (charts.Page, *loyalty.Result) {
	q := analytics.Question{AsOf: asOf, Start: asOf - 1200, Horizon: 365, MinGroup: 10, Labels: analytics.NewLabels([]string{"overall"})}
	curve := loyalty.New(q)
	for i := range customers {
		curve.Add(&customers[i])
	}
	r := curve.Result()
	judge, kinds := loyalty.NewJudge(q, analytics.StatusRule{Everyone: analytics.Limits{Slow: 365, Lost: 365}}, analytics.Scale{Max: 10}), loyalty.NewKinds(q)
	by := loyalty.NewBySegment(q, r, func(*analytics.Customer, analytics.Day) string { return "Loyal" })
	for i := range customers {
		kinds.Add(judge.Of(&customers[i], math.NaN()))
		by.Add(&customers[i])
	}
	in := LoyaltyInput{Currency: "GBP", Result: r, Referrals: true, Types: kinds.Types(), MinGroup: 10}
	for _, row := range by.Rows([]string{"Loyal"}) {
		in.Segments = append(in.Segments, SegmentCurve{both("Loyal", "忠诚"), row})
	}
	return Loyalty(in), r
}

func TestLoyaltyPageIsWrittenWhateverTheAnswers(t *testing.T) {
	rising := func(score float64) float64 { return score / 10 }
	trap := func(score float64) float64 { return .1 + .08*math.Min(score, 4) + .1*math.Max(0, score-7) }
	for name, customers := range map[string][]analytics.Customer{
		"one answer":   answered(map[float64]int{7: 1}, rising),
		"all equal":    answered(map[float64]int{7: 400}, rising),
		"two scores":   answered(map[float64]int{3: 40, 7: 60}, rising),
		"nobody again": answered(map[float64]int{1: 30, 4: 30, 6: 30, 8: 30, 9: 30}, func(float64) float64 { return 0 }),
		"all again":    answered(map[float64]int{1: 30, 4: 30, 6: 30, 8: 30, 9: 30}, func(float64) float64 { return 1 }),
		"all or none":  answered(map[float64]int{1: 30, 4: 30, 6: 30, 8: 30, 9: 30}, func(s float64) float64 { return math.Floor(s / 5) }),
		"falling":      answered(map[float64]int{1: 300, 4: 300, 6: 300, 8: 300, 9: 300}, func(s float64) float64 { return 1 - s/10 }),
		"small scores": answered(map[float64]int{1: 3, 4: 3, 6: 300, 8: 3, 9: 300}, rising),
		"nobody":       nil,
		"a trap": answered(map[float64]int{0: 900, 1: 900, 2: 900, 3: 900, 4: 900, 5: 900, 6: 900, 7: 900, 8: 900, 9: 900, 10: 900},
			trap),
	} {
		p, r := loyaltyPage(customers)
		if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: asOf, Run: "1", Version: "test"}, Pages: []charts.Page{p}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		checkTexts(t, name, p)
		if found := r.Trap.Verdict == loyalty.Found; found != (name == "a trap") || found != (r.Stake != nil) {
			t.Errorf("%s: %+v", name, r.Trap)
		}
		for _, table := range r.Tables() {
			table.Record.Release()
		}
	}
}
