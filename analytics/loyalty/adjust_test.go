package loyalty

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"regulars/analytics"
)

// tabulate counts pairs.
func tabulate(xs, ys []float64) contingency {
	rows, columns := slices.Clone(xs), slices.Clone(ys)
	slices.Sort(rows)
	slices.Sort(columns)
	rows, columns = slices.Compact(rows), slices.Compact(columns)
	c := make(contingency, len(rows))
	for i := range c {
		c[i] = make([]float64, len(columns))
	}
	for i := range xs {
		x, _ := slices.BinarySearch(rows, xs[i])
		y, _ := slices.BinarySearch(columns, ys[i])
		c[x][y]++
	}
	return c
}

// scipy 1.17: rank correlations of outcomes with many values.
func TestRankCorrelations(t *testing.T) {
	type figures struct {
		N        int
		Spearman struct {
			Rho float64
			CI  []float64 `json:"ci_bonett_wright2000"`
		}
		Kendall struct {
			Tau float64
			CI  []float64 `json:"ci_fieller1957"`
		} `json:"kendall_tau_b"`
	}
	o := oracle[struct{ Correlation map[string]figures }](t, "satisfaction.json").Correlation
	delay, review := pairs(t, "olist_delay_review.csv", "delay", "review_score")
	rating, affairs := pairs(t, "fair.csv", "rate_marriage", "affairs")
	for name, c := range map[string]contingency{
		"olist_excerpt: delay vs review_score": tabulate(delay, review), "fair: rate_marriage vs affairs": tabulate(rating, affairs),
	} {
		want, rank, tau := o[name], c.spearman(), c.kendall()
		if _, _, n := c.sides(); want.N == 0 || n != float64(want.N) {
			t.Fatalf("%s: %v of %d", name, n, want.N)
		}
		check(t, "rho", rank.Value, want.Spearman.Rho, 1e-12)
		check(t, "rho low", rank.Low, want.Spearman.CI[0], 1e-12)
		check(t, "rho high", rank.High, want.Spearman.CI[1], 1e-12)
		check(t, "tau", tau.Value, want.Kendall.Tau, 1e-12)
		check(t, "tau low", tau.Low, want.Kendall.CI[0], 1e-12)
		check(t, "tau high", tau.High, want.Kendall.CI[1], 1e-12)
	}
}

func TestPriors(t *testing.T) {
	day := asOf - 100
	bought := func(days ...analytics.Day) *analytics.Customer {
		c := &analytics.Customer{}
		for _, d := range days {
			c.Rows = append(c.Rows, purchase(day-d, 1))
		}
		return c
	}
	for _, x := range []struct {
		c    *analytics.Customer
		want prior
		ok   bool
	}{
		{bought(), 0, false}, {bought(-1), 0, false}, {bought(0), 0, true}, {bought(30, -5), 0, true}, {bought(31), 1, true}, {bought(91), 2, true},
		{bought(181), 3, true}, {bought(9, 9, 9), 0, true}, {bought(40, 10), 4, true}, {bought(8, 7, 6, 5), 8, true}, {bought(9, 8, 7, 6, 5), 12, true},
		{bought(29, 28, 27, 26, 25, 24, 23, 22, 21, 20), 16, true},
		{&analytics.Customer{Rows: []analytics.Row{refund(day-5, 1)}}, 0, false},
	} {
		if p, ok := priorOn(x.c, day); p != x.want || ok != x.ok {
			t.Errorf("%v: %d, %v", x.c.Rows, p, ok)
		}
	}
}

// A score that only says how good a customer was before has a slope among all, and none among customers alike.
func TestGoodCustomersAnswerWell(t *testing.T) {
	r := &Result{Levels: []Level{{Score: 1}, {Score: 2}, {Score: 3}}}
	var cells []cell
	for level, share := range []int64{10, 50, 90} { // of regulars among 100 with the score
		cells = append(cells,
			cell{level, 0, &group{n: 100 - share, repurchased: (100 - share) / 5}},
			cell{level, 19, &group{n: share, repurchased: share * 4 / 5}})
	}
	r.adjust(cells)
	check(t, "raw", r.Adjusted.Raw.Value, .24, 1e-12)
	check(t, "within", r.Adjusted.Within.Value, 0, 1e-12)
	if !(r.Adjusted.Raw.Low > 0 && r.Adjusted.Within.Low < 0) {
		t.Errorf("got %+v", r.Adjusted)
	}
	for _, l := range r.Levels {
		check(t, "adjusted rate", l.Adjusted, .5, 1e-12) // half of all are regulars
		if !(l.AdjustedLow < .5 && .5 < l.AdjustedHigh) {
			t.Errorf("got %+v", l)
		}
	}
}

// The additive fit against the textbook formula of one regressor, and its refusal where score and prior are one.
func TestAdditiveFit(t *testing.T) {
	one := []cell{{0, 3, &group{n: 40, repurchased: 10}}, {1, 3, &group{n: 60, repurchased: 30}}}
	m, ok := newAdditive(2, one)
	if !ok {
		t.Fatal("no fit")
	}
	y, se := m.rate(1)
	residual := 40*.25*.75 + 60*.5*.5
	check(t, "rate", y, .5, 1e-12)
	check(t, "error", se, math.Sqrt(residual/98/60), 1e-12)
	if _, ok := newAdditive(2, []cell{{0, 0, &group{n: 40, repurchased: 10}}, {1, 3, &group{n: 60, repurchased: 30}}}); ok {
		t.Error("scores and priors that are one cannot be told apart")
	}
	if _, ok := newAdditive(0, nil); ok {
		t.Error("nobody can be fitted")
	}
}

func spent(n int64, mean, sd float64) *group {
	g := &group{n: n}
	for i := range n {
		x := mean + sd
		if i%2 == 0 {
			x = mean - sd
		}
		g.spend.Add(analytics.MoneyOf(x))
		g.squares += x * x
	}
	return g
}

// The trap's customers are exactly those with a score strictly between its ends: who is at an end is not among them.
func TestStake(t *testing.T) {
	r := &Result{Levels: []Level{{Score: 1}, {Score: 2}, {Score: 2.1}, {Score: 3}, {Score: 4}, {Score: 4.9}, {Score: 5}}}
	r.Trap = Trap{From: Estimate{Value: 2}, To: Estimate{Value: 4.9}}
	s := r.stake([]cell{
		{0, 0, spent(10, 5, 1)}, {1, 0, spent(10, 10, 2)}, {2, 0, spent(10, 10, 2)}, {3, 7, spent(20, 30, 2)}, {3, 9, spent(8, 50, 2)},
		{4, 0, spent(20, 10, 2)}, {5, 0, spent(10, 16, 2)}, {6, 7, spent(40, 31, 2)},
	})
	if s.From != 2.1 || s.To != 4 || s.Customers != 58 || s.Above != 50 || s.Compared != 50 {
		t.Fatalf("got %+v", s)
	}
	inside := 10*10.0 + 20*10 + 20*30 + 8*50
	check(t, "spend", s.Spend, inside, 1e-9)
	check(t, "share", s.Share, inside/(inside+50+100+160+1240), 1e-12)
	check(t, "raw", s.Raw.Value, 1400.0/50-inside/58, 1e-9)
	check(t, "matched", s.Matched.Value, (30*6.0+20*1)/50, 1e-9)
	of := func(n float64) float64 { return 4 * n / (n - 1) / n } // variance of a mean
	se := math.Sqrt(900*(of(10)+4*30.0/29/30)+400*(of(40)+of(20))) / 50
	check(t, "interval", s.Matched.High-s.Matched.Value, analytics.Z*se, 1e-9)
}

func TestStakeWithoutScoresInside(t *testing.T) {
	r := &Result{Levels: []Level{{Score: 1}, {Score: 5}}}
	r.Trap = Trap{From: Estimate{Value: 30}, To: Estimate{Value: 40}}
	if s := r.stake([]cell{{0, 0, spent(4, 1, 0)}, {1, 0, spent(4, 1, 0)}}); s != nil {
		t.Errorf("got %+v", s)
	}
}

func TestBySegment(t *testing.T) {
	q := question()
	r := rand.New(rand.NewPCG(11, 12))
	customers := random(r, 2000)
	whole := curve(q, customers...)
	on := func(c *analytics.Customer, day analytics.Day) string {
		if len(c.Rows) == 0 || c.Rows[len(c.Rows)-1].Day > day {
			return ""
		}
		return []string{"A", "B"}[len(c.Rows)%2]
	}
	all, parts := NewBySegment(q, whole, on), []*BySegment{NewBySegment(q, whole, on), NewBySegment(q, whole, on)}
	for i := range customers {
		all.Add(&customers[i])
		parts[i%2].Add(&customers[i])
	}
	rows := all.Rows([]string{"A", "B", "C"})
	if len(rows) != 2 || rows[0].Segment != "A" || rows[0].N+rows[1].N != whole.Customers || rows[0].Repurchased+rows[1].Repurchased != whole.Again.Count {
		t.Errorf("%d customers in %+v", whole.Customers, rows)
	}
	parts[1].Merge(parts[0])
	if merged := parts[1].Rows([]string{"A", "B"}); !slices.Equal(merged, rows) {
		t.Errorf("another split gives another result: %+v", merged)
	}
}

// Three points by hand: spends 0, 2 at 1; 4, 4 at 2; 6, 10 at 3. The slope is 3.5.
func TestSpendSlope(t *testing.T) {
	r := &Result{Levels: []Level{{Score: 1}, {Score: 2}, {Score: 3}}}
	r.spending([]cell{{0, 0, spent(2, 1, 1)}, {1, 0, spent(2, 4, 0)}, {2, 0, spent(2, 8, 2)}})
	check(t, "slope", r.SpendSlope.Value, 3.5, 1e-12)
	mean := 26.0 / 6
	meat := squared(0-(mean-3.5)) + squared(2-(mean-3.5)) + squared(6-(mean+3.5)) + squared(10-(mean+3.5))
	check(t, "interval", r.SpendSlope.High-3.5, analytics.Z*math.Sqrt(meat*6/4)/4, 1e-12)
	r.Levels = r.Levels[:1]
	if r.spending([]cell{{0, 0, spent(5, 1, 1)}}); !math.IsNaN(r.SpendSlope.Low) || !math.IsNaN(r.ConcordantReferred.Value) {
		t.Errorf("one score: %+v", r.SpendSlope)
	}
}
