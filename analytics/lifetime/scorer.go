package lifetime

import (
	"math"
	"reflect"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"regulars/analytics"
)

// Score is what is forecast of one customer over the horizon. All is NaN, and counts are −1, for a customer without a purchase and where no model
// could be fitted. Its fields are columns of the table customers.
//
// Standard errors are those of the parameters, by the delta method; NaN where the fit has none. P(alive), purchases and spend are otherwise by the
// fitted parameters, while the probabilities and bounds of purchases are averaged over the uncertain parameters.
type Score struct {
	PAlive         float64 `col:"p_alive"`            // probability of still being active
	Purchases      float64 `col:"expected_purchases"` // expected number of purchase occasions; by BG/BB, of periods with one
	Spend          float64 `col:"expected_spend"`     // expected net revenue per occasion
	Value          float64 `col:"ltv"`                // Spend × discounted purchases × margin rate (1 unless costs are known)
	Low            float64 `col:"ltv_low"`            // nine times in ten the customer is worth Low to High or …
	High           float64 `col:"ltv_high"`           // … between; see Scorer
	AliveError     float64 `col:"p_alive_se"`
	PurchasesError float64 `col:"expected_purchases_se"`
	SpendError     float64 `col:"expected_spend_se"`
	ValueError     float64 `col:"ltv_se"`
	Least          int     `col:"purchases_low,nullnegative"`  // nine times in ten the customer buys no less and …
	Most           int     `col:"purchases_high,nullnegative"` // … no more often than this
	None           float64 `col:"p_0"`                         // probability of no purchase within the horizon
	One            float64 `col:"p_1"`                         // of just one
	Two            float64 `col:"p_2"`                         // of just two
	Residual       float64 `col:"dert"`                        // discounted expected residual transactions: purchases without end, discounted; NaN without a discount rate
	ResidualError  float64 `col:"dert_se"`
	In30           float64 `col:"expected_30"` // purchases expected in 30 days, and so on; NaN where BG/BB counts longer periods
	In90           float64 `col:"expected_90"`
	In180          float64 `col:"expected_180"`
	In365          float64 `col:"expected_365"`
}

// unscored is the score of a customer of whom nothing is forecast.
var unscored = func() Score {
	nan := math.NaN()
	return Score{nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, -1, -1, nan, nan, nan, nan, nan, nan, nan, nan, nan}
}()

// Scorer forecasts customers. It may be used by several goroutines.
//
// Low and High bound the customer's own outcome, not the mean over customers like them: the 5 % and 95 % points of the number of
// purchases, including whether the customer is still active and the uncertainty of the parameters, at the expected spend and the average discount,
// and widened where needed to hold Value. They leave out how spend varies between occasions.
type Scorer struct {
	asOf         analytics.Day
	clock        clock
	margin, mean float64
	ahead        *prospects // nil if there is no model
	spend        *GammaGamma
	doubt        *mat.SymDense // covariance of the logarithms of the parameters of spend, nil if unknown
}

// NewScorer makes a scorer from the models.
func NewScorer(b *Base, m Models, q analytics.Question) *Scorer {
	s := &Scorer{asOf: q.AsOf, margin: 1, mean: b.Spend.mean(), spend: m.Spend.Spend, doubt: m.Spend.covariance}
	if q.HasCost {
		s.margin = b.Spend.MarginRate()
	}
	if m.Chosen == nil {
		return s
	}
	basis := &b.basis
	if s.clock = m.Chosen.clock; s.clock.discrete() {
		basis = b.periods
		s.mean = basis.Spend.mean()
	}
	horizon, rate := s.clock.units(float64(q.Horizon)), math.Log1p(q.DiscountRate)/365*s.clock.length()
	days := append(usual[:], q.Horizon)
	slices.Sort(days)
	factors := b.factors(&m, days...)
	season := func(of int) float64 { return factors[slices.Index(days, of)] }
	s.ahead = newProspects(m.Chosen, horizon, rate, season(q.Horizon), nil)
	for i, d := range usual {
		s.ahead.usual[i] = stretch{s.clock.units(float64(d)), season(d)}
	}
	s.ahead.gather(basis.Patterns.counts.sorted())
	return s
}

// Score forecasts a customer, cut at the as-of date, with its summary.
func (s *Scorer) Score(c *analytics.Customer, sum analytics.Summary) Score {
	if s.ahead == nil || sum.Occasions == 0 {
		return unscored
	}
	as := s.clock.see(c, sum, s.asOf)
	score := s.ahead.score(as.history)
	spend, doubt := s.spendOf(as)
	score.worth(spend*s.margin, doubt*s.margin)
	score.Spend, score.SpendError = spend, doubt
	score.round()
	return score
}

// round keeps the digits that mean something, and more: four of a standard error, seven of the probability of a count, ten of what is expected besides
// the horizon asked for, and thirteen of the rest. It halves what these columns take in a CSV file.
func (s *Score) round() {
	for _, f := range [...]*float64{&s.AliveError, &s.PurchasesError, &s.SpendError, &s.ValueError, &s.ResidualError} {
		*f = significant(*f, 4)
	}
	for _, f := range [...]*float64{&s.None, &s.One, &s.Two} {
		*f = significant(*f, 7)
	}
	for _, f := range [...]*float64{&s.Residual, &s.In30, &s.In90, &s.In180, &s.In365} {
		*f = significant(*f, 10)
	}
	for _, f := range [...]*float64{&s.PAlive, &s.Purchases, &s.Spend, &s.Value, &s.Low, &s.High} {
		*f = significant(*f, 13)
	}
}

// significant is a figure to so many digits.
func significant(x float64, digits int) float64 {
	if !(math.Abs(x) > 1e-200) || math.IsInf(x, 0) {
		return x
	}
	scale := math.Pow10(digits - 1 - decade(math.Abs(x)))
	return math.Round(x*scale) / scale
}

// decade is the greatest n with 10ⁿ ≤ x.
func decade(x float64) int {
	_, exponent := math.Frexp(x)
	n := exponent*1233>>12 + 1 // log10 2 is about 1233/4096
	for x < math.Pow10(n) {
		n--
	}
	return n
}

// score is what is forecast of the purchases; Value, Low, High and ValueError are those of one unit of spend.
func (p *prospects) score(h history) Score {
	group := p.alike[h.x]
	ahead, alive := p.find(group, h), p.alive(group, h)
	var expected, residual [most]float64
	for i := range p.models {
		expected[i], residual[i] = alive[i]*ahead.expected[i], alive[i]*ahead.residual[i]
	}
	n := len(p.models)
	s := Score{PAlive: alive[0], Purchases: expected[0], Residual: residual[0], Value: alive[0] * ahead.discounted,
		AliveError: standardError(alive[1:n]), PurchasesError: standardError(expected[1:n]), ResidualError: standardError(residual[1:n])}
	for i, to := range [len(usual)]*float64{&s.In30, &s.In90, &s.In180, &s.In365} {
		*to = alive[0] * ahead.within[i]
	}
	factor := 1.0 // of the discount, which hardly depends on the parameters
	if ahead.expected[0] > 0 {
		factor = ahead.discounted / ahead.expected[0]
	}
	s.ValueError = factor * s.PurchasesError
	s.Least, s.Most = p.bounds(&alive, ahead, &s)
	s.Low, s.High = factor*float64(s.Least), factor*float64(s.Most)
	return s
}

// bounds are the least and the most purchases nine times in ten; on the way the probabilities of few purchases are told.
func (p *prospects) bounds(alive *[most]float64, ahead *prospect, s *Score) (least, greatest int) {
	least, greatest = -1, -1
	before, probabilities := 1.0, [told]*float64{&s.None, &s.One, &s.Two} // of more purchases than before
	for n := range ahead.more {
		now := p.meanProduct(alive, &ahead.more[n])
		if n < told {
			*probabilities[n] = max(0, before-now)
		}
		if before = now; least < 0 && 1-now >= lowest {
			least = n
		}
		if greatest < 0 && 1-now >= highest {
			greatest = n
		}
		if greatest >= 0 && n+1 >= told {
			break
		}
	}
	last := len(ahead.more) - 1
	if greatest < 0 {
		greatest = last
	}
	if least < 0 {
		least = last
	}
	return least, greatest
}

// worth turns purchases into money at a spend with a standard error.
func (s *Score) worth(spend, doubt float64) {
	value, a, b := spend*s.Value, spend*s.Low, spend*s.High
	s.ValueError = math.Hypot(spend*s.ValueError, s.Value*doubt)
	s.Value, s.Low, s.High = value, min(a, b, value), max(a, b, value)
}

// ActiveOn is the probability that a customer, cut at an earlier day, was still active at the end of it, by the model of today; NaN where there
// is no model or no purchase yet.
func (s *Scorer) ActiveOn(c *analytics.Customer, sum analytics.Summary, day analytics.Day) float64 {
	if s.ahead == nil || sum.Occasions == 0 {
		return math.NaN()
	}
	h := s.clock.see(c, sum, day).history
	return s.ahead.models[0].PAlive(int(h.x), float64(h.tx), float64(h.t))
}

// spendOf is the expected spend per occasion with the standard error that comes from the parameters; without a spend model, the mean of all
// returning customers.
func (s *Scorer) spendOf(as seen) (spend, doubt float64) {
	if s.spend == nil {
		return s.mean, math.NaN()
	}
	z := 0.0
	if as.x > 0 {
		z = as.repeat.Units() / float64(as.x)
	}
	return s.spend.Expected(int(as.x), z), s.spend.doubt(int(as.x), z, s.doubt)
}

// ScoreColumns are the columns of the table customers that hold a score.
func ScoreColumns() (names []string) {
	score := reflect.TypeFor[Score]()
	for i := range score.NumField() {
		name, _, _ := strings.Cut(score.Field(i).Tag.Get("col"), ",")
		names = append(names, name)
	}
	return names
}
