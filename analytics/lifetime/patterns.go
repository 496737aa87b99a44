package lifetime

import (
	"cmp"

	"regulars/analytics"
)

// Pattern is a purchase history as the models see it, and how many customers have it.
type Pattern struct {
	X         int     // repeat purchase occasions; for BG/BB, opportunities with a purchase
	TX        float64 // days from the first to the last occasion; for BG/BB, opportunities, as T
	T         float64 // days from the first occasion to the as-of date
	Customers int
}

// history is the key of a pattern: x, t_x and T in whole days or opportunities.
type history struct{ x, tx, t int32 }

func historyOf(s analytics.Summary, asOf analytics.Day) history {
	return history{int32(s.Occasions - 1), int32(s.Last - s.First), int32(asOf - s.First)}
}

func (h history) compare(o history) int {
	switch {
	case h.x != o.x:
		return cmp.Compare(h.x, o.x)
	case h.tx != o.tx:
		return cmp.Compare(h.tx, o.tx)
	default:
		return cmp.Compare(h.t, o.t)
	}
}

func (h history) pattern(customers int) Pattern {
	return Pattern{int(h.x), float64(h.tx), float64(h.t), customers}
}

// Patterns counts the customers of each distinct history. Customers without a purchase are left out.
type Patterns struct {
	asOf   analytics.Day
	counts tally[history]
}

// NewPatterns makes an accumulator of histories as of the end of a day.
func NewPatterns(asOf analytics.Day) *Patterns {
	return &Patterns{asOf: asOf, counts: tally[history]{compare: history.compare}}
}

// Add counts a customer, given the summary as of the day.
func (p *Patterns) Add(s analytics.Summary) {
	if s.Occasions > 0 {
		p.counts.add(historyOf(s, p.asOf))
	}
}

// Merge adds the customers of another accumulator.
func (p *Patterns) Merge(o *Patterns) { p.counts.merge(&o.counts) }

// Sorted lists the distinct histories by x, t_x and T.
func (p *Patterns) Sorted() []Pattern { return patternsOfHistories(p.counts.sorted()) }

func patternsOfHistories(counts []counted[history]) []Pattern {
	sorted := make([]Pattern, len(counts))
	for i, c := range counts {
		sorted[i] = c.key.pattern(int(c.customers))
	}
	return sorted
}
