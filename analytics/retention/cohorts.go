package retention

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// MaxPeriods is how many periods back cohorts reach: 700 days, 13 years of weeks, 58 years of months. It bounds the
// table at 245,350 rows whatever dates the data hold; customers of earlier cohorts are counted in Older.
const MaxPeriods = 700

// Cohorts is an accumulator of what the customers of each first-purchase period did in the periods after it.
type Cohorts struct {
	Grain analytics.Grain
	AsOf  analytics.Day
	Older int             // customers whose cohort lies before the MaxPeriods last periods
	Early analytics.Total // net revenue that has no cell: of refunds before the first purchase and of customers without one
	last  int             // the period of AsOf
	ends  []analytics.Day // last days of the MaxPeriods last periods
	rows  [][]cell        // by periods before the last one, then offset; nil without customers
}

// cell is what one cohort did in one period.
type cell struct {
	customers, orders int
	last              int // customers whose last purchase was in it
	revenue           analytics.Total
}

// NewCohorts makes an accumulator at the grain q.Cohort, by month if that is empty.
func NewCohorts(q analytics.Question) *Cohorts {
	grain := cmp.Or(q.Cohort, analytics.ByMonth)
	c := &Cohorts{Grain: grain, AsOf: q.AsOf, last: grain.Period(q.AsOf), ends: make([]analytics.Day, MaxPeriods)}
	for i := range c.ends {
		c.ends[i] = c.Grain.End(c.last - MaxPeriods + 1 + i)
	}
	return c
}

// Add adds a customer.
func (c *Cohorts) Add(customer *analytics.Customer) {
	known := customer.Until(c.AsOf)
	first := firstPurchase(known.Rows)
	for i := range known.Rows[:first] {
		c.Early.Add(known.Rows[i].Net())
	}
	if first == len(known.Rows) {
		return
	}
	rows := known.Rows[first:]
	if rows[0].Day < c.Grain.Start(c.last-MaxPeriods+1) {
		c.Older++
		return
	}
	cohort, _ := slices.BinarySearch(c.ends, rows[0].Day)
	cells := c.cohort(MaxPeriods - 1 - cohort)
	offset, seen := 0, -1
	for i := range rows {
		r := &rows[i]
		for r.Day > c.ends[cohort+offset] {
			offset++
		}
		cells[offset].revenue.Add(r.Net())
		if r.NewOrder {
			cells[offset].orders++
		}
		if r.Purchases > 0 && seen < offset {
			cells[offset].customers++
			seen = offset
		}
	}
	cells[seen].last++
}

// firstPurchase is the index of the first row with a purchase line.
func firstPurchase(rows []analytics.Row) int {
	i := 0
	for i < len(rows) && rows[i].Purchases == 0 {
		i++
	}
	return i
}

// cohort is the cells of the cohort so many periods before the last.
func (c *Cohorts) cohort(ago int) []cell {
	for len(c.rows) <= ago {
		c.rows = append(c.rows, nil)
	}
	if c.rows[ago] == nil {
		c.rows[ago] = make([]cell, ago+1)
	}
	return c.rows[ago]
}

// Merge adds the customers of another accumulator of the same question.
func (c *Cohorts) Merge(o *Cohorts) {
	c.Older += o.Older
	c.Early.Merge(o.Early)
	for ago, from := range o.rows {
		if from == nil {
			continue
		}
		to := c.cohort(ago)
		for i := range from {
			to[i].customers += from[i].customers
			to[i].orders += from[i].orders
			to[i].last += from[i].last
			to[i].revenue.Merge(from[i].revenue)
		}
	}
}

// Cell is a row of the table cohorts: one cohort in one period.
type Cell struct {
	Cohort    string          `col:"cohort" en:"period of the first purchase, such as 2011-12 or 2011-W49" zh:"首购所在周期，如 2011-12 或 2011-W49"`
	Period    int             `col:"period" unit:"periods" en:"calendar periods since the cohort's own, which is 0" zh:"距首购周期的日历周期数（首购周期为 0）"`
	Size      int             `col:"size" unit:"customers" en:"customers of the cohort" zh:"队列客户数"`
	Customers int             `col:"customers" unit:"customers" en:"of these, with a purchase in the period" zh:"其中在该周期有购买的客户数"`
	Retention float64         `col:"retention" unit:"share" en:"customers / size" zh:"留存率：有购买客户数 / 队列客户数"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"net revenue of the cohort in the period, by line date, from the first purchase on" zh:"队列在该周期的净收入（按行日期，自首购起）"`
	Orders    int             `col:"orders" unit:"orders" en:"orders begun in the period" zh:"该周期开始的订单数"`
	Complete  bool            `col:"complete" en:"the period ended on or before the as-of date" zh:"该周期在截止日或之前结束"`
	Lasting   int             `col:"lasting" unit:"customers" en:"of the cohort, with a purchase in the period or a later one" zh:"队列中在该周期或之后有购买的客户数"`
}

// CohortsSchema describes the table cohorts.
var CohortsSchema = analytics.SchemaOf[Cell](analytics.Schema{
	Name:      "cohorts",
	Row:       "cohort × period",
	RowZH:     "队列 × 周期",
	Meaning:   "who of the customers won in a period bought again, and when",
	MeaningZH: "各时期获得的客户后来何时再购买",
})

// Cells lists the cohorts that have customers, the oldest first, each with every period up to the as-of date.
func (c *Cohorts) Cells() []Cell {
	var cells []Cell
	for ago, row := range slices.Backward(c.rows) {
		lasting := 0
		if len(row) > 0 {
			lasting = row[0].customers
		}
		for offset := range row {
			x, period := &row[offset], c.last-ago
			cells = append(cells, Cell{
				Cohort: c.Grain.Label(period), Period: offset, Size: row[0].customers, Customers: x.customers,
				Retention: float64(x.customers) / float64(row[0].customers), Revenue: x.revenue, Orders: x.orders,
				Complete: c.complete(period + offset), Lasting: lasting,
			})
			lasting -= x.last
		}
	}
	return cells
}

func (c *Cohorts) complete(period int) bool { return c.Grain.End(period) <= c.AsOf }

// Table is the table cohorts.
func (c *Cohorts) Table() analytics.Table { return analytics.TableOf(CohortsSchema, c.Cells()) }

// Average is a row of the table retention_curve: what share of customers bought so many periods after their first, over
// the cohorts that could be watched that long.
type Average struct {
	Period    int     `col:"period" unit:"periods" en:"calendar periods after the first purchase" zh:"首购之后的日历周期数"`
	Cohorts   int     `col:"cohorts" unit:"cohorts" en:"cohorts with a complete period at this distance" zh:"在此距离有完整周期的队列数"`
	Size      int     `col:"size" unit:"customers" en:"their customers" zh:"这些队列的客户数"`
	Customers int     `col:"customers" unit:"customers" en:"of these, with a purchase in the period" zh:"其中在该周期有购买的客户数"`
	Retention float64 `col:"retention" unit:"share" en:"customers / size: the average weighted by size" zh:"按规模加权的平均留存率"`
	Low       float64 `col:"low" unit:"share" en:"lower end of the 95 % interval of retention, widened by how much the cohorts differ" zh:"retention 的 95% 区间下限（按队列差异放宽）"`
	High      float64 `col:"high" unit:"share" en:"upper end of the 95 % interval of retention" zh:"retention 的 95% 区间上限"`
}

// CurveSchema describes the table retention_curve.
var CurveSchema = analytics.SchemaOf[Average](analytics.Schema{
	Name:      "retention_curve",
	Row:       "period after the first purchase",
	RowZH:     "首购之后的周期",
	Meaning:   "average retention of all cohorts",
	MeaningZH: "全部队列的平均留存率",
})

// Average is the size-weighted retention curve over complete cells. It ends where no cohort is complete.
//
// The interval is Wilson's (1927) with n divided by the dispersion φ = max(1, χ²/(m−1)) of the m cohorts about their
// average (McCullagh & Nelder 1989, section 4.5), since customers of one cohort are more alike than independent draws.
func (c *Cohorts) Average() []Average {
	var curve []Average
	for offset := range c.rows {
		cohorts := c.watched(offset)
		if len(cohorts) == 0 {
			break
		}
		all := pool(cohorts)
		a := Average{Period: offset, Cohorts: len(cohorts), Size: all.Size, Customers: all.Customers, Retention: all.Rate(), Low: 1, High: 1}
		if offset > 0 { // in their own period all have bought, by definition
			a.Low, a.High = analytics.Wilson(all.Rate(), float64(all.Size)/dispersion(cohorts))
		}
		curve = append(curve, a)
	}
	return curve
}

// watched are the cohorts whose period at the offset is complete, the newest first.
func (c *Cohorts) watched(offset int) (cohorts []Share) {
	for ago, row := range c.rows {
		if offset < len(row) && c.complete(c.last-ago+offset) {
			cohorts = append(cohorts, share(row, offset))
		}
	}
	return cohorts
}

// CurveTable is the table retention_curve.
func (c *Cohorts) CurveTable() analytics.Table {
	return analytics.TableOf(CurveSchema, c.Average())
}
