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
	Segment       string          `col:"segment" en:"name of the segment" zh:"细分名称"`
	Customers     int             `col:"customers" unit:"customers" en:"customers in it" zh:"该细分客户数"`
	Revenue       analytics.Total `col:"revenue" unit:"currency" en:"their net revenue so far" zh:"其迄今净收入"`
	CustomerShare float64         `col:"share_customers" unit:"share" en:"share of all customers with a purchase" zh:"占全部有购买客户的比例"`
	RevenueShare  float64         `col:"share_revenue" unit:"share" en:"share of all net revenue; empty where that is not above zero" zh:"占全部净收入的比例；全部净收入不大于零则为空"`
	Recency       float64         `col:"recency_days" unit:"days" en:"mean days since the last purchase occasion" zh:"距最近一次购买的平均天数"`
	Frequency     float64         `col:"frequency" unit:"occasions" en:"mean purchase occasions" zh:"平均购买次数"`
	Monetary      float64         `col:"monetary" unit:"currency" en:"mean net revenue" zh:"平均净收入"`
	Action        string          `col:"action" en:"what to do with them, in English" zh:"建议的行动（英文）"`
	Before        int             `col:"customers_before" unit:"customers" en:"customers in it at the comparison date" zh:"对比日该细分客户数"`
	Change        int             `col:"change_customers" unit:"customers" en:"customers now less those then" zh:"现在与当时客户数之差"`
	Margin        analytics.Total `col:"margin" unit:"currency" en:"net revenue less cost of goods so far" zh:"迄今净收入减商品成本"`
	LTV           analytics.Total `col:"ltv" unit:"currency" en:"value expected of its customers within the horizon" zh:"其客户在预测期内的预期价值"`
	Doubt         analytics.Total `col:"in_doubt" unit:"currency" en:"what of ltv hangs on customers who may have left: ltv times the chance of having left" zh:"其中取决于可能已离开客户的部分：ltv 乘以已离开的概率"`
	Valued        int             // customers whose expected value is known
}

// SegmentsSchema describes the table segments.
var SegmentsSchema = analytics.SchemaOf[Profile](analytics.Schema{
	Name:      "segments",
	Row:       "segment",
	RowZH:     "细分",
	Meaning:   "RFM segments: how many, what they brought and what to do",
	MeaningZH: "RFM 细分：人数、贡献与建议",
})

// Move is a row of the table migration: the customers who were in one segment and are in another, or the same.
type Move struct {
	From, To    ID              // From is 0 for customers who had not bought by the comparison date
	FromSegment string          `col:"from_segment" en:"segment at the comparison date; (new) for who had not bought by then" zh:"对比日所在细分；(new) 为当时尚未购买"`
	ToSegment   string          `col:"to_segment" en:"segment as of the report" zh:"截止日所在细分"`
	Customers   int             `col:"customers" unit:"customers" en:"customers who went so" zh:"如此变动的客户数"`
	Revenue     analytics.Total `col:"revenue" unit:"currency" en:"their net revenue up to the as-of date" zh:"其至截止日的净收入"`
}

// MigrationSchema describes the table migration.
var MigrationSchema = analytics.SchemaOf[Move](analytics.Schema{
	Name:      "migration",
	Row:       "pair of segments",
	RowZH:     "两个细分的组合",
	Meaning:   "which segment customers came from and went to",
	MeaningZH: "客户从哪个细分到哪个细分",
})

// Cell is a row of the table rfm_grid.
type Cell struct {
	R         int             `col:"r" unit:"score" en:"recency score, 1 (longest ago) to 5" zh:"近度评分，1（最久）至 5"`
	F         int             `col:"f" unit:"score" en:"frequency score, 1 (fewest) to 5" zh:"频度评分，1（最少）至 5"`
	Customers int             `col:"customers" unit:"customers" en:"customers with both scores" zh:"两项评分如此的客户数"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"their net revenue so far" zh:"其迄今净收入"`
	Segment   string          `col:"segment,nullzero" en:"segment that most of them are in; empty without any" zh:"其中多数所在的细分；没有客户则为空"`
	ID        ID
}

// GridSchema describes the table rfm_grid.
var GridSchema = analytics.SchemaOf[Cell](analytics.Schema{
	Name:      "rfm_grid",
	Row:       "recency score × frequency score",
	RowZH:     "近度评分 × 频度评分",
	Meaning:   "customers by recency and frequency",
	MeaningZH: "按近度与频度划分的客户",
})

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
		analytics.TableOf(SegmentsSchema, r.Profiles, omit...),
		analytics.TableOf(MigrationSchema, r.Moves),
		analytics.TableOf(GridSchema, r.Grid),
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

// outstanding is from how many times the mean spend of all customers a segment's stands out.
const outstanding = 1.2

// StandsOut says that a customer of a segment is worth clearly more than the average customer.
func (r Result) StandsOut(p Profile) bool { return p.Monetary/r.Total.Monetary >= outstanding }
