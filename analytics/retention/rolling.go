package retention

import (
	"cmp"

	"regulars/analytics"
)

// Rolling is an accumulator of what customers did in periods counted in days from their own first purchase, so that everybody
// has had the same time: period 0 holds the first purchase, period k the days from k lengths after it on. Only customers who
// could be watched for a whole period count in it.
type Rolling struct {
	Length int // days
	asOf   analytics.Day
	cells  []cell // of customers who were watched for the whole period
	sizes  []int  // customers by how many whole periods they were watched
}

// NewRolling makes an accumulator of periods about as long as the cohorts are wide: a day, 7, 30, 91 or 365 days.
func NewRolling(q analytics.Question) *Rolling {
	lengths := map[analytics.Grain]int{analytics.ByDay: 1, analytics.ByWeek: 7, analytics.ByMonth: 30, analytics.ByQuarter: 91, analytics.ByYear: 365}
	return &Rolling{Length: lengths[cmp.Or(q.Cohort, analytics.ByMonth)], asOf: q.AsOf}
}

// Add adds a customer.
func (r *Rolling) Add(c *analytics.Customer) {
	known := c.Until(r.asOf)
	rows := known.Rows[firstPurchase(known.Rows):]
	if len(rows) == 0 {
		return
	}
	first := int64(rows[0].Day)
	watched := int(min((int64(r.asOf)+1-first)/int64(r.Length), MaxPeriods))
	r.grow(watched + 1)
	r.sizes[watched]++
	seen := -1
	for i := range rows {
		row := &rows[i]
		at := int((int64(row.Day) - first) / int64(r.Length))
		if at >= watched {
			break
		}
		x := &r.cells[at]
		x.revenue.Add(row.Net())
		if row.NewOrder {
			x.orders++
		}
		if row.Purchases > 0 && seen < at {
			x.customers++
			seen = at
		}
	}
}

func (r *Rolling) grow(n int) {
	for len(r.sizes) < n {
		r.sizes, r.cells = append(r.sizes, 0), append(r.cells, cell{})
	}
}

// Merge adds the customers of another accumulator of the same question.
func (r *Rolling) Merge(o *Rolling) {
	r.grow(len(o.sizes))
	for i := range o.sizes {
		r.sizes[i] += o.sizes[i]
		r.cells[i].customers += o.cells[i].customers
		r.cells[i].orders += o.cells[i].orders
		r.cells[i].revenue.Merge(o.cells[i].revenue)
	}
}

// Rolled is a row of the table retention_rolling.
type Rolled struct {
	Period    int             `col:"period" unit:"periods" en:"periods of 1, 7, 30, 91 or 365 days, by the cohorts' grain, since the own first purchase" zh:"各自首购以来的周期（按队列粒度为 1、7、30、91 或 365 天）"`
	From      int             `col:"from_day" unit:"days" en:"days after the first purchase at which it begins" zh:"该周期自首购后第几天开始"`
	Size      int             `col:"size" unit:"customers" en:"customers watched for the whole period" zh:"观察满整个周期的客户数"`
	Customers int             `col:"customers" unit:"customers" en:"of these, with a purchase in it" zh:"其中在该周期有购买的客户数"`
	Retention float64         `col:"retention" unit:"share" en:"customers / size" zh:"留存率：有购买客户数 / 观察客户数"`
	Low       float64         `col:"low" unit:"share" en:"lower end of the 95 % interval of retention (Wilson)" zh:"retention 的 95% 区间下限（Wilson）"`
	High      float64         `col:"high" unit:"share" en:"upper end of the 95 % interval of retention (Wilson)" zh:"retention 的 95% 区间上限（Wilson）"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"their net revenue in the period" zh:"其在该周期的净收入"`
	Orders    int             `col:"orders" unit:"orders" en:"their orders in the period" zh:"其在该周期的订单数"`
}

// RollingSchema describes the table retention_rolling.
var RollingSchema = analytics.SchemaOf[Rolled](analytics.Schema{
	Name:      "retention_rolling",
	Row:       "period since each customer's own first purchase",
	RowZH:     "各客户自身首购以来的周期",
	Meaning:   "retention by each customer's own clock instead of the calendar",
	MeaningZH: "按各客户自身时钟而非日历计的留存率",
})

// Periods lists the periods that anybody was watched for.
func (r *Rolling) Periods() (periods []Rolled) {
	size := 0
	for _, n := range r.sizes {
		size += n
	}
	for i := range r.cells {
		if size -= r.sizes[i]; size == 0 {
			break
		}
		x := &r.cells[i]
		p := Rolled{Period: i, From: i * r.Length, Size: size, Customers: x.customers, Retention: float64(x.customers) / float64(size), Low: 1, High: 1, Revenue: x.revenue, Orders: x.orders}
		if i > 0 { // in the first period all have bought, by definition
			p.Low, p.High = analytics.Wilson(p.Retention, float64(size))
		}
		periods = append(periods, p)
	}
	return periods
}

// Table is the table retention_rolling.
func (r *Rolling) Table() analytics.Table {
	return analytics.TableOf(RollingSchema, r.Periods())
}
