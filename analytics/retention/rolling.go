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
	Period    int             `col:"period"`
	From      int             `col:"from_day"` // days after the first purchase
	Size      int             `col:"size"`     // customers watched for the whole period
	Customers int             `col:"customers"`
	Retention float64         `col:"retention"`
	Low       float64         `col:"low"` // Wilson's 95 % interval; customers bought at different times, so cohorts hardly matter
	High      float64         `col:"high"`
	Revenue   analytics.Total `col:"revenue"` // net
	Orders    int             `col:"orders"`
}

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
	return analytics.Undescribed("retention_rolling", r.Periods())
}
