package lifetime

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// Spend gathers what returning customers spent on their repeat occasions, the first one left out, as Fader & Hardie do.
// Customers whose repeat occasions brought nothing or less are left out: a free order or a refund says nothing about the
// size of purchases. It keeps 16 bytes per returning customer.
type Spend struct {
	spent         []spent
	Excluded      int // returning customers left out
	Revenue, Cost analytics.Total
}

type spent struct {
	x      int32
	repeat analytics.Money
}

// add adds a customer as the purchase model sees them.
func (s *Spend) add(sum analytics.Summary, as seen) {
	s.Revenue.Add(sum.Revenue)
	s.Cost.Add(sum.Cost)
	switch {
	case as.x < 1:
	case as.repeat <= 0:
		s.Excluded++
	default:
		s.spent = append(s.spent, spent{as.x, as.repeat})
	}
}

// Merge adds the customers of another accumulator.
func (s *Spend) Merge(o *Spend) {
	s.spent = append(s.spent, o.spent...)
	s.Excluded += o.Excluded
	s.Revenue.Merge(o.Revenue)
	s.Cost.Merge(o.Cost)
}

// Sorted lists the distinct pairs of x and mean spend by x, then spend.
func (s *Spend) Sorted() []Spender {
	slices.SortFunc(s.spent, func(a, b spent) int {
		return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.repeat, b.repeat))
	})
	var sorted []Spender
	var last spent
	for _, e := range s.spent {
		if n := len(sorted); n > 0 && e.x == last.x && e.repeat == last.repeat {
			sorted[n-1].Customers++
			continue
		}
		sorted = append(sorted, Spender{int(e.x), e.repeat.Units() / float64(e.x), 1})
		last = e
	}
	return sorted
}

// MarginRate is what is left of a unit of revenue after the cost of the goods, over all customers; 1 without revenue.
func (s *Spend) MarginRate() float64 {
	if revenue := s.Revenue.Units(); revenue > 0 {
		return 1 - s.Cost.Units()/revenue
	}
	return 1
}

// mean is the mean over returning customers of their mean spend; where there are none, zero.
func (s *Spend) mean() float64 {
	sum, n := 0.0, 0.0
	for _, e := range s.Sorted() {
		sum += e.Mean * float64(e.Customers)
		n += float64(e.Customers)
	}
	return sum / max(n, 1)
}
