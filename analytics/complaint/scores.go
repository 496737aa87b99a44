package complaint

import (
	"math"

	"regulars/analytics"
)

// Scores are the least and the greatest score after a case, which tell its scale where no survey does.
type Scores struct {
	Low, High float64 // infinite, Low above High, where there is no score
	asOf      analytics.Day
}

// NewScores makes an accumulator of the complaints up to the question's as-of date.
func NewScores(q analytics.Question) *Scores {
	return &Scores{Low: math.Inf(1), High: math.Inf(-1), asOf: q.AsOf}
}

// Add adds a customer.
func (s *Scores) Add(c *analytics.Customer) {
	for i := range c.Complaints {
		if p := &c.Complaints[i]; p.Opened <= s.asOf && !math.IsNaN(p.SatisfactionAfter) {
			s.Low, s.High = min(s.Low, p.SatisfactionAfter), max(s.High, p.SatisfactionAfter)
		}
	}
}

// Merge adds the customers of another accumulator.
func (s *Scores) Merge(o *Scores) { s.Low, s.High = min(s.Low, o.Low), max(s.High, o.High) }
