package lifetime

import (
	"cmp"
	"maps"
	"slices"

	"regulars/analytics"
)

// Pattern is a purchase history as the models see it, and how many customers have it.
type Pattern struct {
	X         int     // repeat purchase occasions
	TX        float64 // days from the first to the last occasion
	T         float64 // days from the first occasion to the as-of date
	Customers int
}

// history is the key of a pattern: x, t_x and T in whole days.
type history struct{ x, tx, t int32 }

func historyOf(s analytics.Summary, asOf analytics.Day) history {
	return history{int32(s.Occasions - 1), int32(s.Last - s.First), int32(asOf - s.First)}
}

func (h history) compare(o history) int {
	return cmp.Or(cmp.Compare(h.x, o.x), cmp.Compare(h.tx, o.tx), cmp.Compare(h.t, o.t))
}

func (h history) pattern(customers int) Pattern {
	return Pattern{int(h.x), float64(h.tx), float64(h.t), customers}
}

// Patterns counts the customers of each distinct history. Customers without a purchase are left out.
type Patterns struct {
	asOf   analytics.Day
	counts map[history]int
}

// NewPatterns makes an accumulator of histories as of the end of a day.
func NewPatterns(asOf analytics.Day) *Patterns {
	return &Patterns{asOf: asOf, counts: map[history]int{}}
}

// Add counts a customer, given the summary as of the day.
func (p *Patterns) Add(s analytics.Summary) {
	if s.Occasions > 0 {
		p.counts[historyOf(s, p.asOf)]++
	}
}

// Merge adds the customers of another accumulator.
func (p *Patterns) Merge(o *Patterns) {
	for h, n := range o.counts {
		p.counts[h] += n
	}
}

// Sorted lists the distinct histories by x, t_x and T.
func (p *Patterns) Sorted() []Pattern {
	sorted := make([]Pattern, 0, len(p.counts))
	for _, h := range p.histories() {
		sorted = append(sorted, h.pattern(p.counts[h]))
	}
	return sorted
}

func (p *Patterns) histories() []history {
	return slices.SortedFunc(maps.Keys(p.counts), history.compare)
}
