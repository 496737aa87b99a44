package lifetime

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"

	"regulars/analytics"
)

var today = analytics.NewDay(2024, 6, 30)

// bought makes a customer with purchases of 10 so many days before today.
func bought(ago ...int) analytics.Customer {
	var c analytics.Customer
	for i, d := range ago {
		c.Rows = append(c.Rows, analytics.Row{Order: uint64(i), Day: today - analytics.Day(d), Purchases: 1, NewOrder: true,
			Gross: analytics.MoneyOf(10 + float64((d*7)%5))})
	}
	return c
}

func repeated(n int, make func(i int) analytics.Customer) (all []analytics.Customer) {
	for i := range n {
		all = append(all, make(i))
	}
	return all
}

var degenerate = map[string][]analytics.Customer{
	"nobody":          nil,
	"one customer":    {bought(100, 50, 3)},
	"one purchase":    {bought(0)},
	"all bought once": repeated(500, func(i int) analytics.Customer { return bought(i % 300) }),
	"one day":         repeated(500, func(int) analytics.Customer { return bought(0) }),
	"refunds only": repeated(50, func(int) analytics.Customer {
		return analytics.Customer{Rows: []analytics.Row{{Day: today, Refunds: 1, Refunded: 5}}}
	}),
	"all alike":             repeated(300, func(int) analytics.Customer { return bought(300, 200, 100, 0) }),
	"nobody ever left":      repeated(300, func(i int) analytics.Customer { return regular(300, 5+i%20) }),
	"everybody left":        repeated(300, func(i int) analytics.Customer { return bought(700, 699-i%3) }),
	"three extremes":        {regular(270, 1), regular(270, 2), regular(270, 1)},
	"three among the quiet": append(repeated(300, func(i int) analytics.Customer { return bought(i) }), regular(300, 1), regular(300, 1), regular(300, 2)),
	"free orders":           repeated(100, func(i int) analytics.Customer { c := bought(300, 100+i); c.Rows[1].Gross = 0; return c }),
	"one spends all":        append(repeated(100, func(i int) analytics.Customer { return bought(300, 2*i) }), rich()),
	"same spend": repeated(100, func(i int) analytics.Customer {
		c := bought(300, 2*i)
		c.Rows[0].Gross, c.Rows[1].Gross = 1e7, 1e7
		return c
	}),
}

func regular(from, every int) analytics.Customer {
	var ago []int
	for d := from; d >= 0; d -= every {
		ago = append(ago, d)
	}
	return bought(ago...)
}

func rich() analytics.Customer {
	c := bought(200, 100, 50)
	c.Rows[2].Gross = analytics.MoneyOf(1e10)
	return c
}

// Every base gives figures or a refusal in words, and never a number that is none.
func TestDegenerate(t *testing.T) {
	for name, customers := range degenerate {
		t.Run(name, func(t *testing.T) {
			for _, name := range []string{Auto, BGBBName} {
				checkDegenerate(t, customers, name)
			}
		})
	}
}

func checkDegenerate(t *testing.T, customers []analytics.Customer, name string) {
	t.Helper()
	q := analytics.Question{Start: today - 700, AsOf: today, Horizon: 365, DiscountRate: 0.1, Model: name, Period: analytics.ByMonth}
	b := baseOf(customers, q)
	m := b.Models(name)
	for _, f := range m.Fits() {
		t.Logf("%s: %s %v", f.Model, f.Status, f.Parameters)
		checkWords(t, f.Note)
		if f.Usable() {
			for _, p := range f.Parameters {
				checkFinite(t, p.Name, p.Value)
			}
			checkFinite(t, "log-likelihood", f.LogLikelihood)
		}
	}
	checkWords(t, m.Note)
	checkScores(t, customers, NewScorer(b, m, q), m.Chosen != nil)
	checkCheck(t, b.Check(name))
	table := m.Table()
	table.Record.Release()
}

func checkScores(t *testing.T, customers []analytics.Customer, s *Scorer, possible bool) {
	d := NewDistribution(analytics.ByMonth)
	for i := range customers {
		sum := customers[i].Summary()
		score := s.Score(&customers[i], sum)
		d.Add(sum, score)
		if !possible || sum.Occasions == 0 {
			if !math.IsNaN(score.Value) {
				t.Errorf("a score without a model: %+v", score)
			}
			continue
		}
		for _, x := range []float64{score.PAlive, score.Purchases, score.Spend, score.Value, score.Low, score.High} {
			checkFinite(t, "score", x)
			if x < 0 {
				t.Errorf("negative score %+v", score)
			}
		}
	}
	d.Bands()
	d.Tenths()
}

func checkCheck(t *testing.T, c Check) {
	if c.Model == "" {
		checkWords(t, c.Note)
		return
	}
	for _, r := range c.Tracking {
		checkFinite(t, "tracking", r.Expected+r.Low+r.High)
	}
	for _, r := range c.Holdout {
		checkFinite(t, "holdout", r.Actual+r.Expected)
	}
	checkFinite(t, "error", c.Forecast.MAE+c.SameRate.MAE+c.SamePeriod.MAE)
}

func checkFinite(t *testing.T, what string, x float64) {
	t.Helper()
	if math.IsNaN(x) || math.IsInf(x, 0) {
		t.Errorf("%s is %g", what, x)
	}
}

func checkWords(t *testing.T, n Note) {
	t.Helper()
	if n.EN == "" || n.ZH == "" {
		t.Errorf("no words: %+v", n)
	}
}

// The refusals and limits are those one would expect.
func TestStatuses(t *testing.T) {
	q := analytics.Question{Start: today - 700, AsOf: today, Horizon: 365}
	for name, want := range map[string]Status{
		"nobody": TooFew, "one customer": TooFew, "all bought once": TooFew, "one day": TooFew, "three extremes": TooFew,
		"nobody ever left": Boundary, "everybody left": Boundary,
	} {
		fit := baseOf(degenerate[name], q).Models(Auto).Purchases[0]
		if fit.Status != want {
			t.Errorf("%s: %s, want %s: %+v", name, fit.Status, want, fit.Parameters)
		}
	}
	b := baseOf(degenerate["nobody ever left"], q)
	s := NewScorer(b, b.Models(BGNBDName), q)
	c := regular(300, 10)
	if p := s.Score(&c, c.Summary()).PAlive; !(p > 0.999) {
		t.Errorf("where nobody leaves, P(alive) is %g", p)
	}
}

// Three extreme customers in the place of the first three of CDNOW, of hardcases.json ("OWN MLE: 3 whales BG/NBD"), in weeks.
func TestWhales(t *testing.T) {
	fit := FitBGNBD(withWhales(cdnow(t)))
	near(t, "log-likelihood", fit.LogLikelihood, 29414.508203140686, 1e-11)
	for i, want := range []float64{0.07791086944839262, 0.09890669287115844, 0.6365849449796295, 1.532481355837324} {
		near(t, fit.Parameters[i].Name, fit.Parameters[i].Value, want, 1e-8)
	}
}

func withWhales(customers []analytics.Customer) []Pattern {
	patterns := patternsOf(customers[3:], calibrationEnd)
	for i := range patterns {
		patterns[i].TX, patterns[i].T = patterns[i].TX/7, patterns[i].T/7
	}
	return append(patterns, Pattern{5000, 38, 38.5, 1}, Pattern{3000, 30, 38, 1}, Pattern{1500, 1, 38, 1})
}

// The famous spend model where its population has no mean.
func TestNoMeanSpend(t *testing.T) {
	g := GammaGamma{P: 2, Q: 0.9, V: 30, Mean: 44}
	near(t, "x=0", g.Expected(0, 0), 44, 0)
	near(t, "x=1", g.Expected(1, 20), 52.63157894736839, 1e-14)
	g.Q = 1
	near(t, "q=1, x=0", g.Expected(0, 0), 44, 0)
	near(t, "q=1, x=2", g.Expected(2, 50), 65, 1e-14)
	famous := GammaGamma{P: 6.25, Q: 3.74, V: 15.44}
	near(t, "one-time buyer", famous.Expected(0, 0), 35.21897810218978, 1e-14)
	near(t, "refunds", famous.Expected(3, -500), famous.Expected(3, 0), 0)
}

// simulated makes customers who live by the assumptions of a geometric model.
func simulated(n int, first bool, seed uint64) []Pattern {
	random := rand.New(rand.NewPCG(seed, 7))
	return histories(n, random, func() (rate, left float64, leaves func() bool) {
		rate = gamma(random, 0.8) / 60
		leave := beta(random, 0.9, 2.5)
		if first && random.Float64() < leave {
			return rate, 0, nil
		}
		return rate, math.Inf(1), func() bool { return random.Float64() < leave }
	})
}

// histories makes customers of 200 to 499 days with a rate of buying who leave at a time, or after a purchase.
func histories(n int, random *rand.Rand, customer func() (rate, left float64, leaves func() bool)) []Pattern {
	p := NewPatterns(0)
	for i := range n {
		rate, left, leaves := customer()
		h := history{t: int32(200 + i%300)}
		for t := random.ExpFloat64() / rate; t < min(left, float64(h.t)); t += random.ExpFloat64() / rate {
			h.x++
			h.tx = int32(math.Round(t))
			if leaves != nil && leaves() {
				break
			}
		}
		p.counts.add(h)
	}
	return p.Sorted()
}

func beta(random *rand.Rand, a, b float64) float64 {
	x, y := gamma(random, a), gamma(random, b)
	return x / (x + y)
}

// gamma draws Gamma(shape, 1) by Marsaglia & Tsang (2000).
func gamma(random *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(random, shape+1) * math.Pow(random.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := math.Pow(1+c*x, 3)
		if v > 0 && math.Log(random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func TestRecovery(t *testing.T) {
	for _, fit := range []PurchaseFit{FitBGNBD(simulated(60000, false, 1)), FitMBGNBD(simulated(60000, true, 2))} {
		if fit.Status != Converged {
			t.Fatalf("%s: %s", fit.Model, fit.Status)
		}
		for i, truth := range []float64{0.8, 60, 0.9, 2.5} {
			p := fit.Parameters[i]
			if math.Abs(p.Value-truth) > 3.5*p.SE || p.SE > truth/5 {
				t.Errorf("%s: %s is %g ± %g, the truth is %g", fit.Model, p.Name, p.Value, p.SE, truth)
			}
		}
	}
}

// unending makes customers who buy for ever, each at their own rate of Gamma(1.5, alpha).
func unending(n int, alpha float64, seed uint64) []Pattern {
	random := rand.New(rand.NewPCG(seed, 99))
	return histories(n, random, func() (rate, left float64, _ func() bool) { return gamma(random, 1.5) / alpha, math.Inf(1), nil })
}

// Where customers buy for ever, the models say so, and forecast as the NBD does.
func TestNobodyLeaves(t *testing.T) {
	patterns := unending(3000, 40, 2)
	for _, fit := range []PurchaseFit{FitBGNBD(patterns), FitMBGNBD(patterns), FitParetoNBD(patterns)} {
		checkNobodyLeaves(t, fit)
		r, alpha := fit.Parameters[0], fit.Parameters[1]
		if !(math.Abs(r.Value/1.5-1) < 0.1 && math.Abs(alpha.Value/40-1) < 0.1) || !math.IsNaN(r.SE) {
			t.Errorf("%s: %v, %v", fit.Model, r, alpha)
		}
	}
}

func checkNobodyLeaves(t *testing.T, fit PurchaseFit) {
	t.Helper()
	if fit.Status != Boundary || fit.Purchases == nil {
		t.Fatalf("%s: %s, %v", fit.Model, fit.Status, fit.Parameters)
	}
	r, alpha := fit.Parameters[0].Value, fit.Parameters[1].Value
	nearly(t, fit.Model+" P(alive)", fit.Purchases.PAlive(5, 250, 300), 1, 0.03)
	near(t, fit.Model+" expected", fit.Purchases.Expected(5, 250, 300, 100), (r+5)/(alpha+300)*100, 0.05)
}

// Such customers may by chance give a summit, which no test would tell from the limit; its parameters of leaving mean nothing, its forecasts do.
func TestNobodyLeavesBySummit(t *testing.T) {
	for _, fit := range []PurchaseFit{FitBGNBD(unending(60, 100, 16)), FitMBGNBD(unending(600, 100, 31)), FitParetoNBD(unending(150, 100, 57)),
		FitMBGNBD(unending(600, 100, 135))} { // the last climb ends on the way to the limit, where it is flat
		checkNobodyLeaves(t, fit)
		if !strings.Contains(fit.Note.EN, fmt.Sprintf("%s and %s, which", fit.Parameters[2].Name, fit.Parameters[3].Name)) {
			t.Errorf("%s: %s", fit.Model, fit.Note.EN)
		}
	}
	if fit := FitBGNBD(unending(60, 100, 64)); fit.Status != NotIdentified || fit.Usable() {
		t.Errorf("%s: %s with %v, though the limit is less likely", fit.Model, fit.Status, fit.Parameters)
	}
}

// In days, weeks and months of 30.4375 days alpha and beta are in those units and all else is the same, forecasts too.
func TestUnits(t *testing.T) {
	days := patternsOf(cdnow(t), calibrationEnd)
	for _, fit := range []func([]Pattern) PurchaseFit{FitBGNBD, FitMBGNBD, FitParetoNBD} {
		a := fit(days)
		for _, unit := range []float64{7, 30.4375} {
			scaled := inUnits(days, 1/unit)
			b := fit(scaled)
			for i, p := range a.Parameters {
				length := map[string]float64{"alpha": unit, "beta": unit}[p.Name]
				if p.Name == "beta" && a.Model != ParetoNBDName {
					t.Fatal(a.Model)
				}
				near(t, a.Model+" "+p.Name, p.Value, max(length, 1)*b.Parameters[i].Value, 1e-9)
				near(t, a.Model+" se of "+p.Name, p.SE, max(length, 1)*b.Parameters[i].SE, 1e-8)
			}
			rate := math.Log(1.1) / 365
			inDays, inUnits := newProspects(&a, outlook{horizon: 365, rate: rate}, nil), newProspects(&b, outlook{horizon: 365 / unit, rate: rate * unit}, nil)
			for i, p := range days {
				if i%20 > 0 {
					continue
				}
				one, two := inDays.make(p.X, p.T, inDays.rules(p.X)), inUnits.make(p.X, scaled[i].T, inUnits.rules(p.X))
				alive, there := a.Purchases.PAlive(p.X, p.TX, p.T), b.Purchases.PAlive(p.X, scaled[i].TX, scaled[i].T)
				near(t, a.Model+" P(alive)", there, alive, 1e-9)
				near(t, a.Model+" expected", two.expected[0], one.expected[0], 1e-9)
				near(t, a.Model+" discounted", two.discounted, one.discounted, 1e-9)
				near(t, a.Model+" residual", two.residual[0], one.residual[0], 1e-9)
				for n := range min(len(one.more), len(two.more)) {
					nearly(t, a.Model+" distribution", inUnits.mean(&two.more[n]), inDays.mean(&one.more[n]), 1e-9)
				}
				near(t, a.Model+" returns", b.Purchases.Returns(p.X, scaled[i].TX, scaled[i].T, 90/unit), a.Purchases.Returns(p.X, p.TX, p.T, 90), 1e-9)
			}
		}
	}
}

// The order of customers and how they are split into partitions changes nothing.
func TestOrder(t *testing.T) {
	customers := cdnow(t)
	_, q := cdnowBase(t)
	whole := baseOf(customers, q)
	random := rand.New(rand.NewPCG(3, 4))
	random.Shuffle(len(customers), func(i, j int) { customers[i], customers[j] = customers[j], customers[i] })
	parts := NewBase(q)
	for i := 0; i < len(customers); i += 500 {
		parts.Merge(baseOf(customers[i:min(i+500, len(customers))], q))
	}
	a, b := whole.Models(Auto), parts.Models(Auto)
	if !reflect.DeepEqual(a.Purchases, b.Purchases) || !reflect.DeepEqual(a.Spend, b.Spend) {
		t.Errorf("the fits differ:\n%+v\n%+v", a, b)
	}
	if x, y := whole.Validation.Check(Auto), parts.Validation.Check(Auto); !reflect.DeepEqual(x.Tracking, y.Tracking) || !reflect.DeepEqual(x.Holdout, y.Holdout) || x.Forecast != y.Forecast {
		t.Error("the checks differ")
	}
	one, two := NewScorer(whole, a, q), NewScorer(parts, b, q)
	for i := range customers {
		if s := customers[i].Summary(); one.Score(nil, s) != two.Score(nil, s) {
			t.Fatalf("customer %s: %+v, %+v", customers[i].Key, one.Score(nil, s), two.Score(nil, s))
		}
	}
}

// The most likely model is chosen, or the one asked for.
func TestChoice(t *testing.T) {
	b, _ := cdnowBase(t)
	m := b.Models(Auto)
	best := slices.MaxFunc(m.Purchases, func(f, g PurchaseFit) int { return cmp.Compare(f.LogLikelihood, g.LogLikelihood) }).Model
	for _, name := range []string{Auto, BGNBDName, MBGNBDName, ParetoNBDName} {
		want := name
		if name == Auto {
			want = best
		}
		m := b.Models(name)
		if m.Chosen.Model != want || !m.Chosen.Selected {
			t.Errorf("--model %s chose %s", name, m.Chosen.Model)
		}
		for _, f := range m.Purchases {
			if f.Selected != (f.Model == want) {
				t.Errorf("--model %s: %s is selected: %t", name, f.Model, f.Selected)
			}
		}
		if CheckModel(name) != nil {
			t.Errorf("%s is refused", name)
		}
	}
	m.Purchases[0].Status = NotIdentified
	if m.choose(BGNBDName); m.Chosen == nil || m.Chosen.Model != BGNBDName || !strings.Contains(m.Note.EN, m.Purchases[0].Note.EN) {
		t.Errorf("a model that was asked for is used, and its status told: %+v", m.Note)
	}
	if m.choose(Auto); m.Chosen.Model == BGNBDName {
		t.Error("a fit that is not usable is used unasked")
	}
	m.Purchases[0].Status, m.Purchases[0].Purchases = Failed, nil
	if m.choose(BGNBDName); m.Chosen != nil {
		t.Errorf("%s is used where another was asked for", m.Chosen.Model)
	}
	if CheckModel("nbd") == nil {
		t.Error("nbd is not refused")
	}
}

func TestModelTable(t *testing.T) {
	b, _ := cdnowBase(t)
	m := b.Models(Auto)
	table := m.Table()
	defer table.Record.Release()
	column := func(name string) *array.Float64 {
		return table.Record.Column(table.Record.Schema().FieldIndices(name)[0]).(*array.Float64)
	}
	near(t, "r", column("r").Value(0), m.Purchases[0].Parameters[0].Value, 0)
	near(t, "se_b", column("se_b").Value(1), m.Purchases[1].Parameters[3].SE, 0)
	near(t, "beta", column("beta").Value(2), m.Purchases[2].Parameters[3].Value, 0)
	near(t, "se_s", column("se_s").Value(2), m.Purchases[2].Parameters[2].SE, 0)
	near(t, "v", column("v").Value(3), m.Spend.Parameters[2].Value, 0)
	if !column("p").IsNull(0) || !column("r").IsNull(3) || !column("a").IsNull(2) || !column("s").IsNull(0) {
		t.Error("a parameter that a model does not have must be null")
	}
}

func BenchmarkFit(b *testing.B) {
	patterns := simulated(1_000_000, true, 3)
	b.Logf("%d patterns", len(patterns))
	for b.Loop() {
		FitMBGNBD(patterns)
	}
}

// BenchmarkScore is what the forecast of a customer costs once the prospects are made.
func BenchmarkScore(b *testing.B) {
	for name, fit := range map[string]PurchaseFit{MBGNBDName: FitMBGNBD(simulated(20_000, true, 3)), ParetoNBDName: FitParetoNBD(simulatedPareto(20_000, 3))} {
		b.Run(name, func(b *testing.B) {
			var histories []counted[history]
			for i := range 300 {
				histories = append(histories, counted[history]{history{int32(i % 12), 150, 300 + int32(i%200)}, 2})
			}
			slices.SortFunc(histories, func(a, b counted[history]) int { return a.key.compare(b.key) })
			p := newProspects(&fit, outlook{horizon: 365, rate: 0.0002}, histories)
			i := 0
			for b.Loop() {
				p.score(histories[i%300].key, nil)
				i++
			}
		})
	}
}

// BenchmarkProspects is what it costs to make the prospects of one x and T.
func BenchmarkProspects(b *testing.B) {
	for name, fit := range map[string]PurchaseFit{MBGNBDName: FitMBGNBD(simulated(20_000, true, 3)), ParetoNBDName: FitParetoNBD(simulatedPareto(20_000, 3))} {
		b.Run(name, func(b *testing.B) {
			i := 0
			for b.Loop() {
				newProspects(&fit, outlook{horizon: 365, rate: 0.0002}, []counted[history]{{history{int32(i % 12), 150, 300}, 2}, {history{int32(i % 12), 150, 310}, 2}, {history{int32(i % 12), 150, 320}, 2},
					{history{int32(i % 12), 150, 330}, 2}, {history{int32(i % 12), 150, 340}, 2}, {history{int32(i % 12), 150, 350}, 2}, {history{int32(i % 12), 150, 360}, 2}})
				i++
			}
		})
	}
}
