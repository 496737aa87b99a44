// Package kpi computes the headline figures: what was sold, to how many, how many of them new, in the period that ends
// at the as-of date and in those of equal length before it.
package kpi

import "regulars/analytics"

// Periods is how many periods are kept, the last one first.
const Periods = 13

// Figures are the headline figures of one period.
type Figures struct {
	From, To analytics.Day
	Revenue  analytics.Total // net: purchases less refunds, each on its own date
	Refunds  analytics.Total // refunded money, positive
	Orders   int
	Buyers   int // customers with a purchase
	New      int // of these, with the first of their lives
}

// Returning is the share of the period's buyers who had bought before; NaN where nobody bought.
func (f Figures) Returning() float64 { return 1 - float64(f.New)/float64(f.Buyers) }

// OrderValue is net revenue per order, in units of the currency; NaN without orders.
func (f Figures) OrderValue() float64 { return f.Revenue.Units() / float64(f.Orders) }

// Changes are the verdicts on how figures moved from one period to the next. Money has none: what one customer spends is too uneven for a
// rule as simple as that of counts.
type Changes struct {
	Buyers, New, Returning analytics.Verdict
}

// Since is how the figures moved since an earlier period of equal length.
func (f Figures) Since(o Figures) Changes {
	return Changes{
		Buyers: analytics.Beyond(float64(f.Buyers-o.Buyers), analytics.CountNoise(f.Buyers, o.Buyers)),
		New:    analytics.Beyond(float64(f.New-o.New), analytics.CountNoise(f.New, o.New)),
		Returning: analytics.Beyond(f.Returning()-o.Returning(),
			analytics.ShareNoise(f.Returning(), float64(f.Buyers), o.Returning(), float64(o.Buyers))),
	}
}

// Base is an accumulator of the headline figures.
type Base struct {
	Period  [Periods]Figures // Period[0] ends at the as-of date, Period[1] at the comparison date
	Length  int              // days of a period
	Whole   Figures          // everything up to the as-of date
	Before  Figures          // everything up to the comparison date
	Net     int              // customers in all, those with refunds only included
	Lines   int              // all lines, refunds included
	started analytics.Day
}

// New makes an accumulator. A period is as long as the as-of date lies after the comparison date, one day at least.
func New(q analytics.Question) *Base {
	b := &Base{Length: max(1, int(q.AsOf-q.Compare)), started: q.Start}
	for i := range b.Period {
		to := q.AsOf - analytics.Day(i*b.Length)
		b.Period[i].From, b.Period[i].To = to-analytics.Day(b.Length)+1, to
	}
	b.Whole.From, b.Whole.To = q.Start, q.AsOf
	b.Before.From, b.Before.To = q.Start, q.Compare
	return b
}

// Covered is how many of the periods lie wholly within the data.
func (b *Base) Covered() int {
	n := 0
	for n < Periods && b.Period[n].From >= b.started {
		n++
	}
	return n
}

// Add adds a customer.
func (b *Base) Add(c *analytics.Customer) {
	if len(c.Rows) > 0 {
		b.Net++
	}
	for i := range c.Rows {
		b.Lines += int(c.Rows[i].Purchases) + int(c.Rows[i].Refunds)
	}
	b.Whole.add(c)
	b.Before.add(c)
	for i := range b.Period {
		b.Period[i].add(c)
	}
}

func (f *Figures) add(c *analytics.Customer) {
	done := c.Between(f.From, f.To)
	f.Revenue.Add(done.Net)
	f.Refunds.Add(done.Refunded)
	f.Orders += done.Orders
	if done.Occasions == 0 {
		return
	}
	f.Buyers++
	if c.Acquisition().Day >= f.From {
		f.New++
	}
}

// Merge adds the customers of another accumulator.
func (b *Base) Merge(o *Base) {
	b.Net += o.Net
	b.Lines += o.Lines
	b.Whole.merge(&o.Whole)
	b.Before.merge(&o.Before)
	for i := range b.Period {
		b.Period[i].merge(&o.Period[i])
	}
}

func (f *Figures) merge(o *Figures) {
	f.Revenue.Merge(o.Revenue)
	f.Refunds.Merge(o.Refunds)
	f.Orders += o.Orders
	f.Buyers += o.Buyers
	f.New += o.New
}

// Row is a row of the table kpis.
type Row struct {
	From             analytics.Day     `col:"from" en:"first day of the period" zh:"周期的第一天"`
	To               analytics.Day     `col:"to" en:"last day of the period" zh:"周期的最后一天"`
	Revenue          analytics.Total   `col:"revenue" unit:"currency" en:"net revenue: purchases less refunds, each on its own date" zh:"净收入：购买减退款，各按其日期计"`
	Refunds          analytics.Total   `col:"refunds" unit:"currency" en:"refunded money, as a positive number" zh:"退款金额（正数）"`
	Orders           int               `col:"orders" unit:"orders" en:"orders with a purchase" zh:"有购买的订单数"`
	Buyers           int               `col:"buyers" unit:"customers" en:"customers with a purchase" zh:"有购买的客户数"`
	New              int               `col:"new_customers" unit:"customers" en:"customers with their first purchase" zh:"首次购买的客户数"`
	Returning        float64           `col:"share_returning" unit:"share" en:"share of the buyers who had bought before the period" zh:"买家中此前已购买过的占比"`
	OrderValue       float64           `col:"revenue_per_order" unit:"currency" en:"net revenue divided by orders" zh:"净收入除以订单数"`
	BuyersVerdict    analytics.Verdict `col:"buyers_verdict" en:"whether buyers are more or less than in the period before, or as many for all that chance tells; empty where that is not known" zh:"买家较上一周期 more 更多、less 更少，或 chance（可能偶然）；未知则为空"`
	NewVerdict       analytics.Verdict `col:"new_verdict" en:"whether new customers are more or less than in the period before, or as many for all that chance tells; empty where that is not known" zh:"新客户较上一周期 more 更多、less 更少，或 chance（可能偶然）；未知则为空"`
	ReturningVerdict analytics.Verdict `col:"returning_verdict" en:"whether the share who had bought before is more or less than in the period before, or as many for all that chance tells; empty where that is not known" zh:"老客户占比较上一周期 more 更多、less 更少，或 chance（可能偶然）；未知则为空"`
}

// Schema describes the table kpis.
var Schema = analytics.SchemaOf[Row](analytics.Schema{
	Name:      "kpis",
	Row:       "period, the latest first",
	RowZH:     "周期，最近者在前",
	Meaning:   "headline figures of the periods compared",
	MeaningZH: "所比较各周期的主要数字",
})

// Table lists the covered periods, the latest first.
func (b *Base) Table() analytics.Table {
	var rows []Row
	covered := b.Period[:b.Covered()]
	for i, f := range covered {
		var c Changes
		if i+1 < len(covered) {
			c = f.Since(covered[i+1])
		}
		rows = append(rows, Row{
			From: f.From, To: f.To, Revenue: f.Revenue, Refunds: f.Refunds, Orders: f.Orders, Buyers: f.Buyers, New: f.New,
			Returning: f.Returning(), OrderValue: f.OrderValue(), BuyersVerdict: c.Buyers, NewVerdict: c.New, ReturningVerdict: c.Returning,
		})
	}
	return analytics.TableOf(Schema, rows)
}
