package lifetime

import (
	"math"

	"regulars/analytics"
)

// Score is what is forecast of one customer over the horizon. All is NaN for a customer without a purchase and where no model
// could be fitted. Its fields are columns of the table customers.
type Score struct {
	PAlive    float64 `col:"p_alive"`            // probability of still being active
	Purchases float64 `col:"expected_purchases"` // expected number of purchase occasions; by BG/BB, of periods with one
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
	clock         clock
	horizon, rate float64 // in units of the clock
	margin, mean  float64
	model         Purchases
	spend         *GammaGamma
}

// NewScorer makes a scorer from the models.
func NewScorer(b *Base, m Models, q analytics.Question) *Scorer {
	s := &Scorer{asOf: q.AsOf, margin: 1, spend: m.Spend.Spend}
	if m.Chosen != nil {
		s.model, s.clock = m.Chosen.Purchases, m.Chosen.clock
	}
	s.horizon, s.rate = s.clock.units(float64(q.Horizon)), math.Log1p(q.DiscountRate)/365*s.clock.length()
	if q.HasCost {
		s.margin = b.Spend.MarginRate()
	}
	s.mean = b.Spend.mean()
	if s.clock.discrete() {
		s.mean = b.periods.Spend.mean()
	}
	return s
}

func (s *Scorer) outlook(h history) Outlook {
	return s.model.Outlook(int(h.x), float64(h.tx), float64(h.t), s.horizon, s.rate)
}

// Score forecasts a customer, cut at the as-of date, with its summary.
func (s *Scorer) Score(c *analytics.Customer, sum analytics.Summary) Score {
	nan := math.NaN()
	if s.model == nil || sum.Occasions == 0 {
		return Score{nan, nan, nan, nan, nan, nan}
	}
	as := s.clock.see(c, sum, s.asOf)
	o := s.outlook(as.history)
	spend := s.spendOf(as)
	each := spend * s.margin
	if o.Expected > 0 {
		each *= o.Discounted / o.Expected
	}
	value, a, b := spend*s.margin*o.Discounted, each*float64(o.Low), each*float64(o.High)
	return Score{o.PAlive, o.Expected, spend, value, min(a, b, value), max(a, b, value)}
}

// ActiveOn is the probability that a customer, cut at an earlier day, was still active at the end of it, by the model of today; NaN where there
// is no model or no purchase yet.
func (s *Scorer) ActiveOn(c *analytics.Customer, sum analytics.Summary, day analytics.Day) float64 {
	if s.model == nil || sum.Occasions == 0 {
		return math.NaN()
	}
	h := s.clock.see(c, sum, day).history
	return s.model.PAlive(int(h.x), float64(h.tx), float64(h.t))
}

// spendOf is the expected spend per occasion; without a spend model, the mean of all returning customers.
func (s *Scorer) spendOf(as seen) float64 {
	switch {
	case s.spend == nil:
		return s.mean
	case as.x == 0:
		return s.spend.Expected(0, 0)
	default:
		return s.spend.Expected(int(as.x), as.repeat.Units()/float64(as.x))
	}
}
