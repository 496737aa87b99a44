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

// Each answer counts by its importance; the error is that of a ratio (Cochran 1977, section 6.3).
func TestWeightedAverage(t *testing.T) {
	var customers [][]analytics.Answer
	xs, ds := []float64{1, 4, 5, 2, 2, 3, 5, 1, 4, 4}, []float64{9, 3, 0, 1, 7, 6, 2, 9, 5, 4}
	sum, weight, squares := 0.0, 0.0, 0.0
	for i := range xs {
		sum, weight = sum+xs[i]*ds[i], weight+ds[i]
		customers = append(customers, []analytics.Answer{answer("service", asOf, func(a *analytics.Answer) { a.Experience, a.Importance = xs[i], ds[i] })})
	}
	e := survey(question(), customers...).Aspects[0].ByImportance
	check(t, "mean", e.Mean, sum/weight, 1e-15)
	for i := range xs {
		squares += math.Pow(ds[i]*(xs[i]-e.Mean), 2)
	}
	half := analytics.StudentQuantile(9) * math.Sqrt(10.0/9*squares) / weight
	check(t, "low", e.Low, e.Mean-half, 1e-12)
	check(t, "high", e.High, e.Mean+half, 1e-12)
	if e := survey(question(), slices.Repeat(customers[:1], 10)...).Aspects[0].ByImportance; e.Mean != 1 || !math.IsNaN(e.Low) {
		t.Errorf("all equal: %+v", e)
	}
	for i := range customers {
		customers[i][0].Importance = 2
	}
	r := survey(question(), customers...).Aspects[0]
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
