package satisfaction

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/stat"

	"regulars/analytics"
)

var _ analytics.Accumulator[*Cuts] = (*Cuts)(nil)

// Two net promoter scores of 500 and 460 answers differ by 15.739 with z = 3.41; ../shared/oracles/satisfaction.json.
func TestNPSDifferenceOracle(t *testing.T) {
	var file struct {
		Test struct {
			Counts2    []int
			Diff, Z, P float64
		} `json:"nps_difference_test"`
	}
	oracle(t, "satisfaction.json", &file)
	d := nps(5, 2, 3, 4, 6, 15, 20, 60, 110, 120, 155).Less(nps(file.Test.Counts2...))
	check(t, "difference", 100*d.By, file.Test.Diff, 1e-12)
	check(t, "z", d.Z, file.Test.Z, 1e-12)
	check(t, "p", d.P, file.Test.P, 1e-15)
	if !(0 < d.Low && d.Low < d.By && d.By < d.High) {
		t.Errorf("interval %v … %v of %v", d.Low, d.High, d.By)
	}
}

// Eight promoters of eight against eight of eight: the difference of 0 is not certain.
func TestNPSDifferenceAtTheEnds(t *testing.T) {
	sure := nps(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8)
	if d := sure.Less(sure); d.By != 0 || !(d.Low < -0.2 && d.High > 0.2) {
		t.Errorf("got %+v", d)
	}
}

func TestNPSChange(t *testing.T) {
	monthly := func(scores ...float64) NPSChange {
		var answers []analytics.Answer
		for i, score := range scores {
			for range 20 {
				answers = append(answers, answer("overall", analytics.NewDay(2024, 12, 15).AddMonths(i+1-len(scores)), func(a *analytics.Answer) { a.Recommend = score }))
			}
		}
		customers := make([][]analytics.Answer, len(answers))
		for i, a := range answers {
			customers[i] = []analytics.Answer{a}
		}
		return survey(question(), customers...).NPSChange
	}
	if c := monthly(5, 5, 5, 9, 9, 9); c.Months != 3 || c.By != 2 || c.Now.N != 60 || !(c.Low > 1) {
		t.Errorf("three months: %+v", c)
	}
	if c := monthly(9, 5); c.Months != 1 || c.By != -2 || !(c.High < -1) {
		t.Errorf("one month: %+v", c)
	}
	if c := monthly(9); c.Months != 0 {
		t.Errorf("no month before: %+v", c)
	}
}

// With 25, 40 and 60 of 100 each, 125 of 300 in all, χ² is 100·((1/6)² + (1/60)² + (11/60)²)/(5/12·7/12); on two degrees of freedom
// the chance of more is e^(−χ²/2).
func TestDiffer(t *testing.T) {
	three := []analytics.Share{analytics.ShareOf(25, 100), analytics.ShareOf(40, 100), analytics.ShareOf(60, 100)}
	check(t, "p of four answers that count as one", Differ(three, 4), math.Exp(-100*(1/36.0+1/3600.0+121/3600.0)/(35/144.0)/8), 1e-12)
	check(t, "p", Differ(three, 1), math.Exp(-100*(1/36.0+1/3600.0+121/3600.0)/(35/144.0)/2), 1e-15)
	for _, same := range [][]analytics.Share{nil, {analytics.ShareOf(3, 4)}, {analytics.ShareOf(4, 4), analytics.ShareOf(9, 9)}, {analytics.ShareOf(0, 4), analytics.ShareOf(0, 9)}} {
		check(t, "nothing to compare", Differ(same, 1), 1, 0)
	}
}

// Each answer of 1, 4 and 5 counts by its importance of 9, 3 and 0: (9 + 12)/12; the error is that of a ratio.
func TestWeightedAverage(t *testing.T) {
	var answers []analytics.Answer
	xs, ds := []float64{1, 4, 5}, []float64{9, 3, 0}
	for i := range xs {
		answers = append(answers, answer("service", asOf, func(a *analytics.Answer) { a.Experience, a.Importance = xs[i], ds[i] }))
	}
	e := survey(question(), answers).Aspects[0].ByImportance
	check(t, "mean", e.Mean, 21.0/12, 1e-15)
	squares := 0.0
	for i := range xs {
		squares += math.Pow(ds[i]*(xs[i]-e.Mean), 2)
	}
	half := analytics.StudentQuantile(2) * math.Sqrt(1.5*squares) / 12
	check(t, "low", e.Low, e.Mean-half, 1e-12)
	check(t, "high", e.High, e.Mean+half, 1e-12)
	ones := []analytics.Answer{answers[0], answers[0]}
	if e := survey(question(), ones).Aspects[0].ByImportance; e.Mean != 1 || !math.IsNaN(e.Low) {
		t.Errorf("all equal: %+v", e)
	}
	for i := range answers {
		answers[i].Importance = 2
	}
	r := survey(question(), answers).Aspects[0]
	check(t, "equal weights", r.ByImportance.Mean, stat.Mean(xs, nil), 1e-15)
	check(t, "and their interval", r.ByImportance.High, r.Experience.High, 1e-12)
}

// shoppers answer in two months about two dimensions; the first two bought in a store before.
func shoppers() (analytics.Question, []analytics.Customer) {
	q := question()
	q.Labels = analytics.NewLabels([]string{"app", "north", "overall", "price", "south"})
	const app, north, overall, price, south = 1, 2, 3, 4, 5
	say := func(day analytics.Day, dimension analytics.Label, x float64, store analytics.Label) analytics.Answer {
		a := answer("", day, func(a *analytics.Answer) { a.Experience, a.Importance, a.Recommend, a.Store = x, x, 2*x, store })
		a.Dimension = dimension
		return a
	}
	may, june := analytics.NewDay(2024, 5, 9), analytics.NewDay(2024, 6, 9)
	return q, []analytics.Customer{
		{Rows: []analytics.Row{{Day: may - 9, Store: north, Channel: app}, {Day: may + 1, Store: south}}, Answers: []analytics.Answer{say(may, overall, 5, 0), say(may, price, 4, 0)}},
		{Rows: []analytics.Row{{Day: may - 9, Store: north}}, Answers: []analytics.Answer{say(june, overall, 3, south), say(june, price, 2, south)}},
		{Answers: []analytics.Answer{say(june, price, 1, 0)}},
	}
}

func cutsOf(q analytics.Question, customers []analytics.Customer) (*Result, *Cuts) {
	whole := New(q)
	for i := range customers {
		whole.Add(&customers[i])
	}
	r := whole.Result()
	s := NewCuts(q, r, func(c *analytics.Customer, _ analytics.Day) string {
		if len(c.Rows) == 0 {
			return ""
		}
		return "buyers"
	})
	for i := range customers {
		s.Add(&customers[i])
	}
	return r, s
}

func TestCuts(t *testing.T) {
	r, s := cutsOf(shoppers())
	groups := s.Groups()
	got := map[string]float64{}
	for _, g := range groups {
		got[string(g.Cut)+" "+g.Name+" whole"] = g.Whole.Experience.Mean
		for _, a := range g.Aspects {
			got[string(g.Cut)+" "+g.Name+" "+a.Name] = a.Experience.Mean
		}
		got[string(g.Cut)+" "+g.Name+" nps"] = g.NPS.Score
	}
	want := map[string]float64{
		"all all whole": 4, "all all price": 7.0 / 3, "all all nps": -1.0 / 3,
		"month 2024-05 whole": 5, "month 2024-05 price": 4, "month 2024-05 nps": 1,
		"month 2024-06 whole": 3, "month 2024-06 price": 1.5, "month 2024-06 nps": -1,
		"segment buyers whole": 4, "segment buyers price": 3, "segment buyers nps": 0,
		"channel app whole": 5, "channel app price": 4, "channel app nps": 1,
		"store north whole": 5, "store north price": 4, "store north nps": 1,
		"store south whole": 3, "store south price": 2, "store south nps": -1,
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-15)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(r.Whole, groups[0].Whole, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("all answers are not the result: %s", diff)
	}
	if rows := CutsTable(groups).Record.NumRows(); rows != int64(2*len(groups)) {
		t.Errorf("%d rows of %d groups with a whole and a price each", rows, len(groups))
	}
}

// The whole of the weighted average is that of the aspects: 4·4 + 2·2 + 1·1 over 7.
func TestWholeWeightedAverage(t *testing.T) {
	r, _ := cutsOf(shoppers())
	check(t, "weighted", r.Whole.ByImportance.Mean, 3, 1e-15)
}

func TestCutsMergeAsOne(t *testing.T) {
	q, customers := shoppers()
	r, whole := cutsOf(q, customers)
	merged := NewCuts(q, r, whole.segment)
	for _, c := range slices.Backward(customers) {
		part := NewCuts(q, r, whole.segment)
		part.Add(&c)
		merged.Merge(part)
	}
	if diff := cmp.Diff(whole.Groups(), merged.Groups(), cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		t.Error(diff)
	}
}

func TestCutsOfNothing(t *testing.T) {
	_, s := cutsOf(question(), []analytics.Customer{{}})
	if groups := s.Groups(); len(groups) != 0 {
		t.Errorf("got %+v", groups)
	}
}
