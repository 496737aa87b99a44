package segment

import (
	"math"

	"regulars/analytics"
)

// Member is one customer with a purchase, as the accumulator takes it.
type Member struct {
	R, F, M int               // scores at the as-of date
	Now     ID                // segment at the as-of date
	Before  ID                // segment at the comparison date; 0 where the customer had not bought by then
	Summary analytics.Summary // as of the as-of date
	LTV     float64           // expected value over the horizon in units of the currency; NaN where it is not known
	Doubt   float64           // what of LTV hangs on the customer not having left; NaN likewise
}

// Segments is an accumulator of who is in which segment. Its sums are exact, so that parts add up to totals.
type Segments struct {
	Table *Table
	AsOf  analytics.Day
	of    []sums   // by segment
	moves [][]sums // by segment before, then now
	grid  [5][5]gridSums
}

// sums are of some customers.
type sums struct {
	customers, recency, occasions, valued int
	revenue, cost, ltv, doubt             analytics.Total
}

type gridSums struct {
	customers int
	revenue   analytics.Total
	of        []int // customers by segment
}

// NewSegments makes an accumulator as of a day.
func NewSegments(t *Table, asOf analytics.Day) *Segments {
	s := &Segments{Table: t, AsOf: asOf, of: make([]sums, t.Len()+1), moves: make([][]sums, t.Len()+1)}
	for i := range s.moves {
		s.moves[i] = make([]sums, t.Len()+1)
	}
	for r := range 5 {
		for f := range 5 {
			s.grid[r][f].of = make([]int, t.Len()+1)
		}
	}
	return s
}

// Add adds a customer. One without a segment has no purchase and is left out.
func (s *Segments) Add(m Member) {
	if m.Now == 0 {
		return
	}
	s.of[m.Now].add(m, s.AsOf)
	s.moves[m.Before][m.Now].add(m, s.AsOf)
	cell := &s.grid[m.R-1][m.F-1]
	cell.customers++
	cell.revenue.Add(m.Summary.Revenue)
	cell.of[m.Now]++
}

func (s *sums) add(m Member, asOf analytics.Day) {
	s.customers++
	s.recency += int(asOf - m.Summary.Last)
	s.occasions += m.Summary.Occasions
	s.revenue.Add(m.Summary.Revenue)
	s.cost.Add(m.Summary.Cost)
	if !math.IsNaN(m.LTV) && !math.IsInf(m.LTV, 0) {
		s.valued++
		s.ltv.Add(analytics.MoneyOf(m.LTV))
		s.doubt.Add(analytics.MoneyOf(m.Doubt))
	}
}

// Merge adds the customers of another accumulator with the same table and day.
func (s *Segments) Merge(o *Segments) {
	for i := range s.of {
		s.of[i].merge(o.of[i])
		for j := range s.moves[i] {
			s.moves[i][j].merge(o.moves[i][j])
		}
	}
	for r := range 5 {
		for f := range 5 {
			a, b := &s.grid[r][f], &o.grid[r][f]
			a.customers += b.customers
			a.revenue.Merge(b.revenue)
			for i, n := range b.of {
				a.of[i] += n
			}
		}
	}
}

func (s *sums) merge(o sums) {
	s.customers += o.customers
	s.recency += o.recency
	s.occasions += o.occasions
	s.valued += o.valued
	s.revenue.Merge(o.revenue)
	s.cost.Merge(o.cost)
	s.ltv.Merge(o.ltv)
	s.doubt.Merge(o.doubt)
}
