package audit

import (
	"math"

	"regulars/analytics"
)

// Ages are the ages at which cohorts are compared, in months.
var Ages = [4]int{3, 6, 12, 24}

// recent is how many months count as still buying.
const recent = 3

// cohorts are what customers did by the period in which they were won and by the period in which they did it, and at equal ages.
type cohorts struct {
	calendar
	asOf   analytics.Day
	turns  map[analytics.Day]turns // by first day
	size   []int                   // customers won in each period
	cells  [][]sum                 // by cohort, the last being of no cohort, and period
	ages   [][]sum                 // by cohort and age
	buying [][]int                 // by cohort and age: customers who bought again in its last months
	all    []sum                   // by cohort, whole life so far
}

// grainOf is a width of periods at which a history has neither few nor very many.
func grainOf(q analytics.Question) analytics.Grain {
	switch months := analytics.ByMonth.Period(q.AsOf) - analytics.ByMonth.Period(q.Start) + 1; {
	case q.Start == analytics.NoDay || months <= 24:
		return analytics.ByMonth
	case months <= 96:
		return analytics.ByQuarter
	default:
		return analytics.ByYear
	}
}

func newCohorts(q analytics.Question) cohorts {
	c := cohorts{calendar: newCalendar(grainOf(q), q), asOf: q.AsOf, turns: map[analytics.Day]turns{}}
	n := len(c.ends)
	c.size, c.all = make([]int, n), make([]sum, n)
	for range n {
		c.cells = append(c.cells, make([]sum, n))
		c.ages = append(c.ages, make([]sum, len(Ages)))
		c.buying = append(c.buying, make([]int, len(Ages)))
	}
	c.cells = append(c.cells, make([]sum, n))
	return c
}

// none is the place of what belongs to no cohort: refunds before a first purchase, for they are of purchases before the data began.
func (c *cohorts) none() int { return len(c.size) }

// turns are the days on which customers of one first day reach each age, and from which their last months before it are counted.
type turns [4]struct{ reached, recent analytics.Day }

func (c *cohorts) turnsOf(first analytics.Day) turns {
	t, ok := c.turns[first]
	if !ok {
		for at, months := range Ages {
			t[at].reached, t[at].recent = first.AddMonths(months), first.AddMonths(months-recent)
		}
		c.turns[first] = t
	}
	return t
}

// add adds a customer whose first purchase was on a day; NoDay without any.
func (c *cohorts) add(known *analytics.Customer, first analytics.Day) {
	before := 0 // rows
	for before < len(known.Rows) && (first == analytics.NoDay || known.Rows[before].Day < first) {
		before++
	}
	c.enter(c.none(), known.Rows[:before])
	if first == analytics.NoDay {
		return
	}
	cohort := c.of(first)
	c.size[cohort]++
	c.enter(cohort, known.Rows[before:])
	c.grow(cohort, known.Rows[before:], first)
}

// enter enters a customer's rows in the periods of a cohort.
func (c *cohorts) enter(cohort int, rows []analytics.Row) {
	c.each(rows, func(period int, rows []analytics.Row) {
		d := did{}
		for i := range rows {
			d.add(&rows[i])
		}
		c.cells[cohort][period].add(&d)
	})
}

// grow adds what a customer did up to each age, and in all.
func (c *cohorts) grow(cohort int, rows []analytics.Row, first analytics.Day) {
	d, still, at, turn := did{}, false, 0, c.turnsOf(first)
	for i := range rows {
		r := &rows[i]
		for ; at < len(Ages) && r.Day >= turn[at].reached; at++ {
			c.reach(cohort, at, &d, still)
			still = false
		}
		d.add(r)
		still = still || at < len(Ages) && r.Purchases > 0 && r.Day > first && r.Day >= turn[at].recent
	}
	for ; at < len(Ages); at++ {
		c.reach(cohort, at, &d, still)
		still = false
	}
	c.all[cohort].add(&d)
}

// reach enters what a customer did up to an age.
func (c *cohorts) reach(cohort, age int, d *did, still bool) {
	c.ages[cohort][age].add(d)
	if still {
		c.buying[cohort][age]++
	}
}

func (c *cohorts) merge(o *cohorts) {
	for i := range c.size {
		c.size[i] += o.size[i]
		c.all[i].merge(&o.all[i])
		for at := range Ages {
			c.ages[i][at].merge(&o.ages[i][at])
			c.buying[i][at] += o.buying[i][at]
		}
	}
	for i := range c.cells {
		for period := range c.cells[i] {
			c.cells[i][period].merge(&o.cells[i][period])
		}
	}
}

// CohortRow is a row of the table audit_cohorts: what a cohort did in a period. Along a cohort it is the life of those won together,
// down a period the revenue of all by when they were won.
type CohortRow struct {
	Cohort   string          `col:"cohort,nullzero" en:"period of the first purchase; empty: refunds of purchases before the data began" zh:"首次购买所在时期；空值为数据开始前购买的退款"`
	Period   string          `col:"period" en:"period in which the figures fall: month, quarter or year by the length of the history" zh:"数据所在时期：按历史长短为月、季或年"`
	Start    analytics.Day   `col:"period_start" en:"first day of the period" zh:"该时期的第一天"`
	Age      int             `col:"age,nullnegative" unit:"periods" en:"periods since the cohort was won, 0 being its first" zh:"距首购时期的期数，0 为首期"`
	Won      int             `col:"customers_won" unit:"customers" en:"customers of the cohort" zh:"该同期群的客户数"`
	Buyers   int             `col:"customers" unit:"customers" en:"of these, customers with a purchase in the period" zh:"其中当期有购买的客户数"`
	Share    float64         `col:"share_buying" unit:"share" en:"their share" zh:"其占比"`
	Orders   int             `col:"orders" unit:"orders" en:"their orders in the period" zh:"当期订单数"`
	Each     float64         `col:"orders_each" unit:"orders" en:"orders per customer who bought" zh:"每位购买客户的订单数"`
	Average  float64         `col:"average_order" unit:"currency" en:"net revenue per order" zh:"每单净收入"`
	Revenue  analytics.Total `col:"revenue" unit:"currency" en:"net revenue of the cohort in the period" zh:"该同期群当期净收入"`
	Profit   analytics.Total `col:"profit" unit:"currency" en:"net revenue less cost of the goods; net revenue where costs are not known" zh:"净收入减商品成本；成本未知时为净收入"`
	PerWon   float64         `col:"profit_per_customer" unit:"currency" en:"profit from the first period to this, per customer won" zh:"从首期至当期的累计利润，按赢得客户人均"`
	Complete bool            `col:"complete" en:"whether the period ended on or before the as-of date" zh:"该时期是否已在截至日或之前结束"`
}

// Cohorts are all cohorts in all periods from their first on.
func (a *Audit) Cohorts() (rows []CohortRow) {
	c := &a.cohorts
	for cohort := range c.cells {
		var life analytics.Total
		for period := range c.cells[cohort] {
			s := &c.cells[cohort][period]
			row := CohortRow{
				Period: c.label(period), Start: c.start(period), Age: -1, Buyers: s.buyers, Orders: s.orders,
				Revenue: s.revenue, Profit: s.profit, Share: math.NaN(), PerWon: math.NaN(), Complete: c.ends[period] <= c.asOf,
				Each: float64(s.orders) / float64(s.buyers), Average: s.revenue.Units() / float64(s.orders),
			}
			switch {
			case cohort == c.none():
				if s.customers == 0 {
					continue
				}
			case period < cohort || c.size[cohort] == 0:
				continue
			default:
				life.Merge(s.profit)
				row.Cohort, row.Age, row.Won = c.label(cohort), period-cohort, c.size[cohort]
				row.Share, row.PerWon = float64(s.buyers)/float64(row.Won), life.Units()/float64(row.Won)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// AgeRow is a row of the table audit_equal_age: what the customers of a cohort did up to an age, each counted from the own first
// purchase.
type AgeRow struct {
	Cohort  string          `col:"cohort" en:"period of the first purchase" zh:"首次购买所在时期"`
	Months  int             `col:"months,nullzero" unit:"months" en:"age in months from each customer’s first purchase; empty: the whole life so far" zh:"自各客户首次购买起的月数；空值为迄今全部"`
	Won     int             `col:"customers_won" unit:"customers" en:"customers of the cohort; only ages that all of them have reached are told" zh:"该同期群客户数；仅列全体客户均已达到的年龄"`
	Still   float64         `col:"share_buying" unit:"share" en:"share who bought again in the last three of these months" zh:"在其中最后三个月再次购买的比例"`
	Orders  int             `col:"orders" unit:"orders" en:"orders up to the age" zh:"至该年龄的订单数"`
	Each    float64         `col:"orders_each" unit:"orders" en:"orders per customer won" zh:"人均订单数（按赢得客户）"`
	Average float64         `col:"average_order" unit:"currency" en:"net revenue per order" zh:"每单净收入"`
	Revenue analytics.Total `col:"revenue" unit:"currency" en:"net revenue up to the age" zh:"至该年龄的净收入"`
	Profit  analytics.Total `col:"profit" unit:"currency" en:"net revenue less cost of the goods up to the age; net revenue where costs are not known" zh:"至该年龄的净收入减商品成本；成本未知时为净收入"`
	PerWon  float64         `col:"profit_per_customer" unit:"currency" en:"profit per customer won" zh:"按赢得客户人均利润"`
}

// EqualAge are the cohorts at each age that all of their customers have reached, and over their whole lives.
func (a *Audit) EqualAge() (rows []AgeRow) {
	c := &a.cohorts
	for cohort := range c.size {
		n := c.size[cohort]
		if n == 0 {
			continue
		}
		of := func(months int, s *sum, still float64) AgeRow {
			return AgeRow{
				Cohort: c.label(cohort), Months: months, Won: n, Still: still, Orders: s.orders, Each: float64(s.orders) / float64(n),
				Average: s.revenue.Units() / float64(s.orders), Revenue: s.revenue, Profit: s.profit, PerWon: s.profit.Units() / float64(n),
			}
		}
		for at, months := range Ages {
			if c.ends[cohort].AddMonths(months)-1 <= c.asOf {
				rows = append(rows, of(months, &c.ages[cohort][at], float64(c.buying[cohort][at])/float64(n)))
			}
		}
		rows = append(rows, of(0, &c.all[cohort], math.NaN()))
	}
	return rows
}
