package lifetime

import (
	"gonum.org/v1/gonum/mathext"
	"math"
	"math/rand/v2"
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
	below := broughtBelow(s, model.living(2, 272), got.PAlive, history{2, 213, 272}, 44.69, got.High/(got.Value/got.Purchases/got.Spend))
	nearly(t, "probability of less than the high value", below, highest, 0.004)
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
	s := &Scorer{asOf: q.AsOf, margin: 1, models: &Models{}, ahead: newProspects(fit, outlook{horizon: 365, rate: 0.0003}, nil)}
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
	score := by.score(history{2, 3, 5}, nil)
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

// broughtBelow is the probability that a customer brings no more than y within a year, by the exact distributions.
func broughtBelow(s *Scorer, ahead living, alive float64, h history, repeat, y float64) float64 {
	g, next := s.models.Spend.Spend, ahead.exactly(365)
	sum, left := 1-alive+alive*next(), alive
	left = 1 - sum
	for n := 1; left > 1e-9 && n < 500; n++ {
		chance := alive * next()
		left -= chance
		sum += chance * mathext.RegIncBeta(float64(n)*g.P, g.P*float64(h.x)+g.Q, y/(y+g.V+repeat))
	}
	return sum
}

// The distribution of what several occasions bring is near the exact one, whatever customers are like; its quantiles are inverse to it.
func TestMoneyBrought(t *testing.T) {
	for _, m := range []money{{[]float64{0.3, 0.3, 0.2, 0.2}, 6.25, 3.74, 0.5}, {[]float64{0.04, 0.5, 0.46}, 2, 14, 3}, {[]float64{0, 0, 0, 0.2, 0.2, 0.6}, 0.8, 6, 9}} {
		for _, y := range []float64{0.2, 1, 3, 10, 40} {
			exact := m.chance[0]
			for n, chance := range m.chance[1:] {
				exact += chance * mathext.RegIncBeta(float64(n+1)*m.p, m.q, y/(y+m.unit))
			}
			nearly(t, "probability", m.below(y), exact, 0.005)
		}
		for _, level := range []float64{lowest, 0.5, highest} {
			for _, guess := range []float64{0.01, 1, 300} {
				got := m.quantile(level, guess)
				if m.chance[0] >= level != (got == 0) || got > 0 && (m.below(got/1.01) > level || m.below(1.01*got) < level) {
					t.Errorf("the %g quantile is %g, below it is %g", level, got, m.below(got))
				}
			}
		}
	}
}

// The value interval holds nine in ten of what customers bring: they are drawn, bought, spent and left by the models.
func TestValueIntervals(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 32))
	truth, p, q, v := []float64{0.8, 30, 0.6, 4}, 6.0, 4.0, 15.0
	live, fit := liveGeometric(true), GammaGamma{p, q, v, 20}
	purchases := PurchaseFit{Fit: Fit{Model: MBGNBDName}, Purchases: NewMBGNBD(truth[0], truth[1], truth[2], truth[3])}
	s := &Scorer{margin: 1, models: &Models{Spend: SpendFit{Spend: &fit}}, ahead: newProspects(&purchases, outlook{horizon: ahead}, nil)}
	held, plain, n := 0, 0, 4000
	for range n {
		c := live(random, truth)
		nu, repeat, then := gamma(random, q)/v, 0.0, 0.0
		for range c.X {
			repeat += gamma(random, p) / nu
		}
		for range c.then {
			then += gamma(random, p) / nu
		}
		of := s.spendOf(seen{history{x: int32(c.X)}, analytics.MoneyOf(repeat)})
		score := s.ahead.score(history{int32(c.X), int32(c.TX + 0.5), int32(c.T + 0.5)}, of.model)
		if counts := s.ahead.score(history{int32(c.X), int32(c.TX + 0.5), int32(c.T + 0.5)}, nil); then <= of.each*counts.High && then >= of.each*counts.Low {
			plain++
		}
		if score.worth(of.each, 0); then >= score.Low && then <= score.High {
			held++
		}
	}
	t.Logf("held %.3f, without spend %.3f", float64(held)/float64(n), float64(plain)/float64(n))
	if share := float64(held) / float64(n); share < 0.9 || share > 0.97 || plain >= held {
		t.Errorf("intervals hold %.3f of what customers brought, counts alone %.3f", share, float64(plain)/float64(n))
	}
}

// Refunds on any day reduce what is forecast; who brought nothing on repeat occasions, or has none, is one of the population.
func TestSpendOfRefunds(t *testing.T) {
	b, q := cdnowBase(t)
	m := b.Models(BGNBDName)
	s := NewScorer(b, m, q)
	mean := m.Spend.Spend.Expected(0, 0)
	for repeat, want := range map[float64]float64{0: mean, -20: mean, 60: m.Spend.Spend.Expected(2, 30), 40: m.Spend.Spend.Expected(2, 20)} {
		near(t, "spend", s.spendOf(seen{history{x: 2}, analytics.MoneyOf(repeat)}).each, want, 1e-12)
	}
	near(t, "spend without a repeat", s.spendOf(seen{}).each, mean, 1e-12)
	row := func(order uint64, day analytics.Day, amount float64) analytics.Row {
		if amount < 0 {
			return analytics.Row{Order: order, Day: day, Refunds: 1, Refunded: analytics.MoneyOf(-amount)}
		}
		return analytics.Row{Order: order, Day: day, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(amount)}
	}
	c := analytics.Customer{Rows: []analytics.Row{row(1, 10, 50), row(9, 12, -5), row(1, 15, -50), row(2, 20, 80), row(2, 33, -30)}}
	if got := c.Summary().Repeat.Units(); got != 45 || c.NetAfter(10).Units() != 45 {
		t.Errorf("the repeat spend is %g, want 80 − 30 − 5: the refund of the first order is not of it", got)
	}
}

// Where frequent buyers spend more, spend is fitted by bands, and each customer's is that of the own band; where they don't, there are none.
func TestSpendByFrequency(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 42))
	draw := func(power float64) (spenders []Spender) {
		for i := range 6000 {
			x := 1 + i*i/(6000*6000/12)
			mean := math.Pow(float64(x), power) * 15 / gamma(random, 4)
			spenders = append(spenders, Spender{x, mean * gamma(random, 6*float64(x)) / float64(x), 1})
		}
		return spenders
	}
	even, c, bands := fitSpend(draw(0))
	if len(bands) > 0 || math.Abs(c.Rho) > 0.06 || c.Low > 0 || c.High < 0 || !even.Usable() {
		t.Errorf("%+v, %d bands", c, len(bands))
	}
	m := Models{}
	m.Spend, m.Frequency, m.Bands = fitSpend(draw(0.5))
	if !m.Frequency.Matters() || len(m.Bands) < 2 || m.Bands[0].From != 1 || m.Bands[len(m.Bands)-1].To < 12 {
		t.Fatalf("%+v, %d bands", m.Frequency, len(m.Bands))
	}
	for i, band := range m.Bands {
		if i > 0 && band.From != m.Bands[i-1].To+1 {
			t.Errorf("a band from %d after one to %d", band.From, m.Bands[i-1].To)
		}
		if m.spendFor(band.From) != &m.Bands[i].SpendFit || m.spendFor(band.To) != &m.Bands[i].SpendFit {
			t.Error("a customer of another band")
		}
		if truth := 15 / 3.0 * 6; i > 0 && !(m.Bands[i].Spend.Expected(0, 0) > truth*math.Sqrt(float64(band.From))/1.1) {
			t.Errorf("those who return %d to %d times are expected to spend %g", band.From, band.To, m.Bands[i].Spend.Expected(0, 0))
		}
	}
	if rows := m.SpendRows(); len(rows) != len(m.Bands) || rows[0].Rho != m.Frequency.Rho || m.spendFor(0) != &m.Bands[0].SpendFit || m.spendFor(999) != &m.Bands[len(m.Bands)-1].SpendFit {
		t.Error("the rows are not those of the bands")
	}
	if flat := correlate([]Spender{{2, 5, 9}}); flat.Matters() || !math.IsNaN(flat.Rho) {
		t.Errorf("%+v", flat)
	}
}
