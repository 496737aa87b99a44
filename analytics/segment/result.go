package segment

import (
	"math"

	"regulars/analytics"
)

// Result is the customer base by segment, and how it moved.
type Result struct {
	Table    *Table
	AsOf     analytics.Day
	Profiles []Profile // one for each segment, in the order of the table; empty ones too
	Total    Profile   // of all customers with a purchase
	Moves    []Move    // pairs with customers: by the segment before, new customers last, then by the segment now
	Grid     []Cell    // the 25 combinations of recency and frequency, by R and then F, rising
}

// Profile is a row of the table segments. Averages of no customers are NaN.
type Profile struct {
	ID            ID
	Segment       string          `col:"segment"`
	Customers     int             `col:"customers"`
	Revenue       analytics.Total `col:"revenue"` // net, so far
	CustomerShare float64         `col:"share_customers"`
	RevenueShare  float64         `col:"share_revenue"` // NaN where the net revenue of all is not positive
	Recency       float64         `col:"recency_days"`  // mean days since the last occasion
	Frequency     float64         `col:"frequency"`     // mean occasions
	Monetary      float64         `col:"monetary"`      // mean net revenue
	Action        string          `col:"action"`
	Before        int             `col:"customers_before"` // in the segment at the comparison date
	Change        int             `col:"change_customers"` // since then
	Margin        analytics.Total `col:"margin"`           // net revenue less cost; meaningful only where costs are known
	LTV           analytics.Total `col:"ltv"`              // expected value of its customers over the horizon
	Doubt         analytics.Total `col:"in_doubt"`         // what of it hangs on customers who may have left: LTV times the chance of having left
	Valued        int             // customers whose expected value is known
}

// Move is a row of the table migration: the customers who were in one segment and are in another, or the same.
type Move struct {
	From, To    ID              // From is 0 for customers who had not bought by the comparison date
	FromSegment string          `col:"from_segment"`
	ToSegment   string          `col:"to_segment"`
	Customers   int             `col:"customers"`
	Revenue     analytics.Total `col:"revenue"` // net, up to the as-of date
}

// Cell is a row of the table rfm_grid.
type Cell struct {
	R         int             `col:"r"`
	F         int             `col:"f"`
	Customers int             `col:"customers"`
	Revenue   analytics.Total `col:"revenue"`
	Segment   string          `col:"segment,nullzero"` // that most of the cell's customers are in; empty without any
	ID        ID
}

// Result derives the tables.
func (s *Segments) Result() Result {
	r := Result{Table: s.Table, AsOf: s.AsOf}
	var all sums
	for i := range s.of {
		all.merge(s.of[i])
	}
	before := s.before()
	for id := ID(1); int(id) <= s.Table.Len(); id++ {
		p := s.of[id].profile(all)
		p.ID, p.Segment, p.Action = id, s.Table.Name(id), s.Table.Segment(id).Action
		p.Before, p.Change = before[id], p.Customers-before[id]
		r.Profiles = append(r.Profiles, p)
		r.Total.Before += p.Before
	}
	known := r.Total.Before
	r.Total = all.profile(all)
	r.Total.Before, r.Total.Change = known, all.customers-known
	r.Moves, r.Grid = s.movesOf(), s.cells()
	return r
}

// before is how many customers were in each segment at the comparison date.
func (s *Segments) before() []int {
	n := make([]int, len(s.moves))
	for from := range s.moves {
		for to := range s.moves[from] {
			n[from] += s.moves[from][to].customers
		}
	}
	return n
}

func (s sums) profile(all sums) Profile {
	n := float64(s.customers)
	p := Profile{
		Customers: s.customers, Revenue: s.revenue, Valued: s.valued, LTV: s.ltv, Doubt: s.doubt,
		CustomerShare: n / float64(all.customers), RevenueShare: math.NaN(),
		Recency: float64(s.recency) / n, Frequency: float64(s.occasions) / n, Monetary: s.revenue.Units() / n,
	}
	if total := all.revenue.Units(); total > 0 {
		p.RevenueShare = s.revenue.Units() / total
	}
	p.Margin = s.revenue
	p.Margin.Merge(s.cost.Neg())
	return p
}

func (s *Segments) movesOf() []Move {
	var moves []Move
	enter := func(from ID) {
		for to, m := range s.moves[from] {
			if m.customers > 0 {
				moves = append(moves, Move{from, ID(to), s.Table.From(from), s.Table.Name(ID(to)), m.customers, m.revenue})
			}
		}
	}
	for from := 1; from < len(s.moves); from++ {
		enter(ID(from))
	}
	enter(0)
	return moves
}

func (s *Segments) cells() []Cell {
	var cells []Cell
	for r := range 5 {
		for f := range 5 {
			g := &s.grid[r][f]
			c := Cell{R: r + 1, F: f + 1, Customers: g.customers, Revenue: g.revenue}
			for id, n := range g.of {
				if n > g.of[c.ID] {
					c.ID = ID(id)
				}
			}
			c.Segment = s.Table.Name(c.ID)
			cells = append(cells, c)
		}
	}
	return cells
}

// Tables are segments, migration and rfm_grid. Margins are left out where costs are not known, expected values where
// there is no forecast.
func (r Result) Tables(hasCost bool) []analytics.Table {
	var omit []string
	if !hasCost {
		omit = append(omit, "margin")
	}
	if r.Total.Valued == 0 {
		omit = append(omit, "ltv", "in_doubt")
	}
	return []analytics.Table{
		analytics.Undescribed("segments", r.Profiles, omit...),
		analytics.Undescribed("migration", r.Moves),
		analytics.Undescribed("rfm_grid", r.Grid),
	}
}

// Turnover is how the customers of the comparison date moved between segments of recent customers and the others.
type Turnover struct {
	Known    int // had bought by the comparison date
	Stayed   int // of these, in the segment they were in
	Slipped  int // from a segment of recent customers into another, see [Table.Recent]
	Returned int // the other way
	New      int // bought for the first time since

	SlippedRevenue, ReturnedRevenue analytics.Total // net revenue of these customers, up to the as-of date
}

// Turnover adds up the moves.
func (r Result) Turnover() Turnover {
	var t Turnover
	for _, m := range r.Moves {
		if m.From == 0 {
			t.New += m.Customers
			continue
		}
		t.Known += m.Customers
		if m.From == m.To {
			t.Stayed += m.Customers
		}
		switch was, is := r.Table.Recent(m.From), r.Table.Recent(m.To); {
		case was && !is:
			t.Slipped += m.Customers
			t.SlippedRevenue.Merge(m.Revenue)
		case is && !was:
			t.Returned += m.Customers
			t.ReturnedRevenue.Merge(m.Revenue)
		}
	}
	return t
}
