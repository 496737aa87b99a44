package value

import (
	"math"

	"regulars/analytics"
)

var none = math.NaN()

// Relationship is what a customer relationship is worth, in five parts. Its fields are columns of the table customers. Parts whose input
// is absent are zero.
type Relationship struct {
	Profitability analytics.Money `col:"profitability"`          // margin so far less what was spent to win, keep and serve
	Potential     analytics.Money `col:"potential,nullzero"`     // what is spent elsewhere, discounted, less the cost of cultivating; see [Potential]
	Referral      analytics.Money `col:"referral_value"`         // profitability and lifetime of the customers referred directly
	Lifetime      analytics.Money `col:"lifetime"`               // expected margin within the horizon, less the cost of keeping and serving
	Capability    analytics.Money `col:"capability"`             // answers and complaints given, at what one is worth
	Value         analytics.Money `col:"relationship_value"`     // the sum of the five
	Share         float64         `col:"wallet_share"`           // of the customer's wallet; NaN where it is not known
	Referred      int             `col:"referred"`               // customers referred directly
	Contributions int             `col:"contributions,nullzero"` // days with answers, and complaints
}

// Sum fills Value.
func (r *Relationship) Sum() {
	r.Value = r.Profitability + r.Potential + r.Referral + r.Lifetime + r.Capability
}

// Potential is what a customer would leave in a year by spending here what now goes elsewhere: that spending at the margin rate, less the
// cost of keeping and serving the orders it would take at the customer's mean spend per occasion, times the chance that the customer
// is still active, discounted by half a year, for it comes over the year. In units of the currency; zero where nothing goes elsewhere or a
// term is not known.
func Potential(s Share, marginRate, spend, perOrder, active, discount float64) float64 {
	v := s.ElseAYear * (marginRate - perOrder/spend) * active / math.Sqrt(1+discount)
	if s.ElseAYear == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// Contributions counts the days on which a customer answered, and the complaints made: what was told unasked and asked.
func Contributions(c *analytics.Customer) int {
	n, last := len(c.Complaints), analytics.NoDay
	for i := range c.Answers {
		if c.Answers[i].Day != last {
			n, last = n+1, c.Answers[i].Day
		}
	}
	return n
}

// PartRow is a part of the relationship value of all customers. It is a row of the table relationship.
type PartRow struct {
	Part      string          `col:"part"` // profitability … capability, and total
	Customers int             `col:"customers"`
	Value     analytics.Total `col:"value"`
	Mean      float64         `col:"mean"` // per customer of all
}

// Parts adds up the relationship values of customers.
type Parts struct {
	Customers int
	rows      [parts]PartRow
}

const parts = 6

var partNames = [parts]string{"profitability", "potential", "referral", "lifetime", "capability", "total"}

// Add adds a customer.
func (p *Parts) Add(r Relationship) {
	p.Customers++
	for i, v := range [parts]analytics.Money{r.Profitability, r.Potential, r.Referral, r.Lifetime, r.Capability, r.Value} {
		p.rows[i].Value.Add(v)
		if v != 0 {
			p.rows[i].Customers++
		}
	}
}

// Merge adds the customers of another accumulator.
func (p *Parts) Merge(o *Parts) {
	p.Customers += o.Customers
	for i := range p.rows {
		p.rows[i].Customers += o.rows[i].Customers
		p.rows[i].Value.Merge(o.rows[i].Value)
	}
}

// Rows are the five parts and their total.
func (p *Parts) Rows() []PartRow {
	rows := p.rows[:]
	for i := range rows {
		rows[i].Part, rows[i].Mean = partNames[i], rows[i].Value.Units()/float64(p.Customers)
	}
	return rows
}

// Total is the relationship value of all.
func (p *Parts) Total() analytics.Total { return p.rows[parts-1].Value }

// Table is the table relationship.
func (p *Parts) Table() analytics.Table { return analytics.Undescribed("relationship", p.Rows()) }
