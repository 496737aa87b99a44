package lifetime

import (
	"math"
	"testing"

	"regulars/analytics"
)

// The discounted purchases against a sum over days, whose error falls as the square of the step: halving the
// step and extrapolating leaves 1e-9.
func TestDiscounted(t *testing.T) {
	for _, l := range append(someLiving, living{50, 100, 0.8, 2.4, nil}, living{0.3, 0.5, 1, 1, nil}, living{500, 280, 0.8, 502, nil}) {
		for _, rate := range []float64{0, math.Log(1.1) / 365, math.Log(2) / 365} {
			near(t, "discounted", l.discounted(365, rate), bySteps(l, 365, rate), 1e-9)
		}
	}
}

// bySteps is by the midpoint rule in ln(1 + u/k), with Richardson's extrapolation.
func bySteps(l living, h, rate float64) float64 {
	sum := func(n int) float64 {
		total, step := 0.0, math.Log1p(h/l.k)/float64(n)
		for i := range n {
			grown := math.Exp((float64(i) + 0.5) * step)
			u := l.k * (grown - 1)
			total += step * l.k * grown * math.Exp(-rate*u) * l.expected(u)
		}
		return total
	}
	a, b, c := sum(150), sum(300), sum(600)
	ab, bc := (4*b-a)/3, (4*c-b)/3
	return math.Exp(-rate*h)*l.expected(h) + rate*(16*bc-ab)/15
}

func TestScores(t *testing.T) {
	customers := cdnow(t)
	b, q := cdnowBase(t)
	models := b.Models(Auto)
	s := NewScorer(b, models, q)
	d := NewDistribution(analytics.ByMonth)
	equity := 0.0
	for i := range customers {
		sum := customers[i].Summary()
		score := s.Score(nil, sum)
		d.Add(sum, score)
		equity += score.Value
		if !(score.PAlive >= 0 && score.PAlive <= 1 && score.Purchases >= 0 && score.Spend > 0 &&
			score.Low >= 0 && score.Low <= score.Value && score.Value <= score.High && !math.IsInf(score.High, 0)) {
			t.Fatalf("customer %s: %+v", customers[i].Key, score)
		}
		if !(score.Value <= score.Spend*score.Purchases) {
			t.Fatalf("customer %s: discounting adds value: %+v", customers[i].Key, score)
		}
	}
	checkParts(t, d, equity)
}

// checkParts checks that cohorts, bands and tenths add up to the whole.
func checkParts(t *testing.T, d *Distribution, equity float64) {
	t.Helper()
	near(t, "equity", d.Equity.Units(), equity, 1e-6)
	var cohorts, bands analytics.Total
	customers, in, tenths, share := 0, 0, 0.0, 0.0
	for _, c := range d.Cohorts() {
		customers += c.Customers
		cohorts.Merge(c.Value)
	}
	for _, b := range d.Bands() {
		in += b.Customers
		bands.Merge(b.Value)
		if b.Customers > 0 && b.From > 0 && (b.Value.Units() < b.From*float64(b.Customers)*0.999999 || b.Value.Units() > b.To*float64(b.Customers)) {
			t.Errorf("band %+v", b)
		}
	}
	last := math.Inf(1)
	for _, r := range d.Tenths() {
		tenths += r.Customers
		share += r.Share
		near(t, "customers of a tenth", r.Customers, float64(d.Customers)/10, 1e-6)
		if r.Value > last*1.02 {
			t.Errorf("tenth %d is worth more than the one before", r.Tenth)
		}
		last = r.Value
	}
	if cohorts != d.Equity || bands != d.Equity || customers != d.Customers || in != d.Customers {
		t.Errorf("parts do not add up: %d and %d of %d customers", customers, in, d.Customers)
	}
	near(t, "shares of tenths", share, 1, 1e-9)
}

// Scores are those of the models, put together by the definition of lifetime value.
func TestScoreByHand(t *testing.T) {
	b, q := cdnowBase(t)
	q.HasCost = true
	b.Spend.Cost.Add(analytics.MoneyOf(b.Spend.Revenue.Units() * 0.4))
	models := b.Models(BGNBDName)
	s := NewScorer(b, models, q)
	sum := analytics.Summary{First: q.AsOf - 272, Last: q.AsOf - 59, Occasions: 3, Repeat: analytics.MoneyOf(44.69)}
	got := s.Score(nil, sum)
	model := models.Chosen.Purchases.(*BGNBD)
	near(t, "P(alive)", got.PAlive, model.PAlive(2, 213, 272), 1e-12)
	near(t, "purchases", got.Purchases, model.Expected(2, 213, 272, 365), 1e-12)
	near(t, "spend", got.Spend, models.Spend.Spend.Expected(2, 22.345), 1e-12)
	rate := math.Log(1.1) / 365
	near(t, "value", got.Value, 0.6*got.Spend*got.PAlive*bySteps(model.living(2, 272), 365, rate), 1e-8)
	if got.Least != 0 || got.Low != 0 {
		t.Errorf("a customer who may be gone may be worth nothing; got %d, %g", got.Least, got.Low)
	}
	near(t, "high", got.High, got.Value/got.Purchases*float64(got.Most), 1e-12)
	near(t, "error of the value", got.ValueError/got.Value, math.Hypot(got.PurchasesError/got.Purchases, got.SpendError/got.Spend), 2e-3) // of four digits
	near(t, "residual", got.Residual, got.PAlive*model.living(2, 272).residual(rate), 1e-9)
	if sum := got.None + got.One + got.Two; !(sum < 1 && got.None > got.One && got.One > got.Two) {
		t.Errorf("the probabilities are %g, %g and %g", got.None, got.One, got.Two)
	}
}

// ActiveOn at the as-of date is what Score says.
func TestActiveOnTheAsOfDate(t *testing.T) {
	q := analytics.Question{Start: 0, AsOf: 400, Horizon: 365, DiscountRate: 0.1, Model: Auto}
	fit := &PurchaseFit{Purchases: NewBGNBD(0.24, 4.41, 0.79, 2.43)}
	s := &Scorer{asOf: q.AsOf, margin: 1, ahead: newProspects(fit, outlook{horizon: 365, rate: 0.0003}, nil)}
	sum := analytics.Summary{First: 10, Last: 200, Occasions: 4}
	if got, want := s.ActiveOn(nil, sum, q.AsOf), s.Score(nil, sum).PAlive; math.Abs(got-want) > 1e-12 || !(got < s.ActiveOn(nil, sum, 210)) {
		t.Errorf("active with %v, the score says %v", got, want)
	}
	if got := s.ActiveOn(nil, analytics.Summary{}, 9); !math.IsNaN(got) {
		t.Errorf("nobody is active with %v", got)
	}
}

// The usual horizons are told whatever the horizon asked for; by BG/BB they are whole periods.
func TestUsualHorizons(t *testing.T) {
	b, q := cdnowBase(t)
	q.Horizon = 77
	m := b.Models(ParetoNBDName)
	sum := analytics.Summary{First: q.AsOf - 272, Last: q.AsOf - 59, Occasions: 3, Repeat: analytics.MoneyOf(44.69)}
	got := NewScorer(b, m, q).Score(nil, sum)
	for days, purchases := range map[int]float64{30: got.In30, 90: got.In90, 180: got.In180, 365: got.In365, 77: got.Purchases} {
		near(t, "expected", purchases, m.Chosen.Purchases.Expected(2, 213, 272, float64(days)), 1e-9)
	}
	by := &prospects{models: []Purchases{NewBGBB(1.2, 0.7, 0.6, 2.8)}, outlook: outlook{horizon: 4, further: []float64{0, 1, 2, 4}}}
	score := by.score(history{2, 3, 5})
	near(t, "a year by quarters", score.In365, by.models[0].Expected(2, 3, 5, 4), 1e-12)
	if !math.IsNaN(score.In30) || !(score.In90 < score.In180) {
		t.Errorf("by quarters: %g in a month, %g and %g", score.In30, score.In90, score.In180)
	}
}

func TestSignificant(t *testing.T) {
	for x, want := range map[float64]float64{0.0123456789: 0.01235, -98765.4: -98770, 1: 1, 0: 0, 1e-250: 1e-250, 9.99996: 10} {
		if got := significant(x, 4); got != want {
			t.Errorf("%g becomes %g, want %g", x, got, want)
		}
	}
	if !math.IsNaN(significant(math.NaN(), 4)) {
		t.Error("what is not known is rounded")
	}
}
