package lifetime

import (
	"math"

	"regulars/analytics"
)

// Score is what is forecast of one customer over the horizon. All is NaN for a customer without a purchase and where no model
// could be fitted. Its fields are columns of the table customers.
type Score struct {
	PAlive    float64 `col:"p_alive"`            // probability of still being active
	Purchases float64 `col:"expected_purchases"` // expected number of purchase occasions
	Spend     float64 `col:"expected_spend"`     // expected net revenue per occasion
	Value     float64 `col:"ltv"`                // Spend × discounted purchases × margin rate (1 unless costs are known)
	Low       float64 `col:"ltv_low"`            // nine times in ten the customer is worth Low to High or …
	High      float64 `col:"ltv_high"`           // … between; see Scorer
}

// Scorer forecasts customers. It may be used by several goroutines.
//
// Low and High bound the customer's own outcome, not the mean over customers like them: the 5 % and 95 % points of the number of
// purchases, including whether the customer is still active, at the expected spend and the average discount, and widened where
// needed to hold Value. They leave out how spend varies between occasions and the uncertainty of the parameters.
type Scorer struct {
	asOf          analytics.Day
	horizon, rate float64
	margin, mean  float64
	model         Purchases
	spend         *GammaGamma
}

// NewScorer makes a scorer from the models.
func NewScorer(b *Base, m Models, q analytics.Question) *Scorer {
	s := &Scorer{asOf: q.AsOf, horizon: float64(q.Horizon), rate: math.Log1p(q.DiscountRate) / 365, margin: 1, spend: m.Spend.Spend}
	if q.HasCost {
		s.margin = b.Spend.MarginRate()
	}
	s.mean = b.Spend.mean()
	if m.Chosen != nil {
		s.model = m.Chosen.Purchases
	}
	return s
}

func (s *Scorer) outlook(h history) Outlook {
	return s.model.Outlook(int(h.x), float64(h.tx), float64(h.t), s.horizon, s.rate)
}

// Score forecasts a customer, given the summary as of the as-of date.
func (s *Scorer) Score(sum analytics.Summary) Score {
	nan := math.NaN()
	if s.model == nil || sum.Occasions == 0 {
		return Score{nan, nan, nan, nan, nan, nan}
	}
	h := historyOf(sum, s.asOf)
	o := s.outlook(h)
	spend := s.spendOf(int(h.x), sum.Repeat)
	each := spend * s.margin
	if o.Expected > 0 {
		each *= o.Discounted / o.Expected
	}
	value, a, b := spend*s.margin*o.Discounted, each*float64(o.Low), each*float64(o.High)
	return Score{o.PAlive, o.Expected, spend, value, min(a, b, value), max(a, b, value)}
}

// ActiveOn is the probability that a customer was still active at the end of an earlier day, given the summary as of that day and the
// model of today; NaN where there is no model or no purchase yet.
func (s *Scorer) ActiveOn(sum analytics.Summary, day analytics.Day) float64 {
	if s.model == nil || sum.Occasions == 0 {
		return math.NaN()
	}
	h := historyOf(sum, day)
	return s.model.PAlive(int(h.x), float64(h.tx), float64(h.t))
}

// spendOf is the expected spend per occasion; without a spend model, the mean of all returning customers.
func (s *Scorer) spendOf(x int, repeat analytics.Money) float64 {
	if s.spend == nil {
		return s.mean
	}
	if x == 0 {
		return s.spend.Expected(0, 0)
	}
	return s.spend.Expected(x, repeat.Units()/float64(x))
}
