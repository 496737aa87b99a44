package winback

import (
	"math"
	"strings"

	"regulars/analytics"
)

// Reason says what probably drove a customer away, the first that applies.
type Reason string

// The reasons, in the order they are tried.
const (
	ByComplaint Reason = "complaint" // a complaint that was never resolved
	ByPrice     Reason = "price"     // the price scored low and no better than anything else on the last day of answers, or most purchases were on discount
	ByLowScore  Reason = "low score" // another score of that day is low on its scale: the overall one, else any
	BySilence   Reason = "silence"   // nothing but a silence longer than the customer's habit
)

// Reasons reads customers' reasons.
type Reasons struct {
	labels *analytics.Labels
	scale  analytics.Scale
}

// NewReasons makes a reader of scores on a scale.
func NewReasons(labels *analytics.Labels, scale analytics.Scale) *Reasons {
	return &Reasons{labels, scale}
}

// Of is a customer's reason, with what it was about where that is known: the complaint's category, or the dimension that scored low.
func (r *Reasons) Of(c *analytics.Customer) (reason Reason, about string) {
	for _, p := range c.Complaints {
		if !p.Resolved {
			return ByComplaint, r.labels.Name(p.Category)
		}
	}
	worst, overall := r.lastScores(c.Answers)
	switch {
	case r.scale.IsLow(worst.place) && isPrice(worst.name):
		return ByPrice, worst.name
	case r.scale.IsLow(overall.place):
		return ByLowScore, worst.name
	case math.IsNaN(overall.place) && r.scale.IsLow(worst.place):
		return ByLowScore, worst.name
	case onDiscount(c.Rows):
		return ByPrice, ""
	default:
		return BySilence, ""
	}
}

// place is where on its scale a dimension scored: 0 at the lower end, 1 at the upper.
type place struct {
	name  string
	place float64
}

// lastScores are the worst score of the last day with answers, a price before another that is as bad, and the overall one; NaN
// where there is none.
func (r *Reasons) lastScores(answers []analytics.Answer) (worst, overall place) {
	worst.place, overall.place = math.NaN(), math.NaN()
	if len(answers) == 0 {
		return worst, overall
	}
	last := answers[len(answers)-1].Day
	for i := len(answers) - 1; i >= 0 && answers[i].Day == last; i-- {
		p := place{r.labels.Name(answers[i].Dimension), r.scale.Place(&answers[i])}
		switch {
		case analytics.IsOverall(p.name):
			overall = p
		case math.IsNaN(p.place):
		case math.IsNaN(worst.place), p.place < worst.place, p.place == worst.place && isPrice(p.name):
			worst = p
		}
	}
	return worst, overall
}

func isPrice(name string) bool {
	return strings.EqualFold(name, "price") || strings.EqualFold(name, "prices") || strings.HasPrefix(name, "价格")
}

// onDiscount tells whether more than half of a customer's purchases were on discount.
func onDiscount(rows []analytics.Row) bool {
	bought, discounted := 0, 0
	for i := range rows {
		if rows[i].Purchases == 0 {
			continue
		}
		bought++
		if rows[i].Discount > 0 {
			discounted++
		}
	}
	return 2*discounted > bought
}
