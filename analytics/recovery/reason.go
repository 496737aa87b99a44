package recovery

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
	ByLowScore  Reason = "low score" // another score of that day lies in the lower 40 % of its scale: the overall one, else any
	BySilence   Reason = "silence"   // nothing but a silence longer than the customer's habit
)

// Reasons reads customers' reasons.
type Reasons struct {
	labels    *analytics.Labels
	low, high float64 // ends of the scale of answers that do not state their own; equal where they are not known
}

// NewReasons makes a reader; low and high are the ends of the scale of answers that do not state their own, equal where not known.
func NewReasons(labels *analytics.Labels, low, high float64) *Reasons {
	return &Reasons{labels, low, high}
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
	case worst.place <= lowShare && isPrice(worst.name):
		return ByPrice, worst.name
	case overall.place <= lowShare:
		return ByLowScore, worst.name
	case math.IsNaN(overall.place) && worst.place <= lowShare:
		return ByLowScore, worst.name
	case onDiscount(c.Rows):
		return ByPrice, ""
	default:
		return BySilence, ""
	}
}

// lowShare is the part of the scale, from its lower end, that counts as a low score.
const lowShare = 0.4

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
		p := place{r.labels.Name(answers[i].Dimension), r.place(&answers[i])}
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

func (r *Reasons) place(a *analytics.Answer) float64 {
	low, high := a.ScaleMin, a.ScaleMax
	if !(high > low) {
		low, high = r.low, r.high
	}
	if !(high > low) {
		return math.NaN()
	}
	return (a.Experience - low) / (high - low)
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
