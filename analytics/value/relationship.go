package value

import (
	"math"

	"regulars/analytics"
)

var none = math.NaN()

// Relationship is what a customer relationship is worth, in five parts. Its fields are columns of the table customers. Parts whose input
// is absent are zero.
type Relationship struct {
	Profitability analytics.Money `col:"profitability" unit:"currency" en:"margin so far (net revenue where costs are not known) less what was spent to win, keep and serve" zh:"迄今毛利（成本未知则为净收入）减获客、维系与服务成本"`
	Potential     analytics.Money `col:"potential,nullzero" unit:"currency" en:"margin a year of what the customer now spends elsewhere, discounted, less the cost of cultivating; empty where nothing goes elsewhere or it is not known" zh:"客户目前花在别处的部分一年可得的毛利，折现并减培育成本；没有或未知则为空"` // what is spent elsewhere, discounted, less the cost of cultivating; see [Potential]
	Referral      analytics.Money `col:"referral_value" unit:"currency" en:"profitability and lifetime of the customers referred directly" zh:"直接推荐客户的盈利与未来价值"`
	Lifetime      analytics.Money `col:"lifetime" unit:"currency" en:"expected margin within the horizon, less the cost of keeping and serving" zh:"预测期内的预期毛利减维系与服务成本"`
	Capability    analytics.Money `col:"capability" unit:"currency" en:"answers and complaints given, at what one is worth (--answer-value)" zh:"所给回答与抱怨的价值（每条按 --answer-value）"`
	Value         analytics.Money `col:"relationship_value" unit:"currency" en:"the sum of the five" zh:"以上五项之和"`
	Share         float64         `col:"wallet_share" unit:"share" en:"share of the customer's whole spend in the category that is made here; empty where not known" zh:"客户在该品类全部花费中花在本店的比例；未知则为空"`
	Referred      int             `col:"referred" unit:"customers" en:"customers referred directly" zh:"直接推荐的客户数"`
	Contributions int             `col:"contributions,nullzero" unit:"number" en:"days with answers, and complaints" zh:"有回答的天数与抱怨次数之和"`
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
	Part      string          `col:"part" en:"profitability, potential, referral, lifetime, capability or total" zh:"profitability 盈利、potential 潜力、referral 推荐、lifetime 未来、capability 能力、total 合计"`
	Customers int             `col:"customers" unit:"customers" en:"customers with something in it" zh:"该项不为零的客户数"`
	Value     analytics.Total `col:"value" unit:"currency" en:"of all customers" zh:"全部客户的合计"`
	Mean      float64         `col:"mean" unit:"currency" en:"per customer of all" zh:"全部客户的人均"`
}

// RelationshipSchema describes the table relationship.
var RelationshipSchema = analytics.SchemaOf[PartRow](analytics.Schema{
	Name:      "relationship",
	Row:       "part of the relationship value, and total",
	RowZH:     "关系价值的组成及合计",
	Meaning:   "what relationships are worth, in five parts",
	MeaningZH: "客户关系价值的五个组成部分",
})

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
func (p *Parts) Table() analytics.Table { return analytics.TableOf(RelationshipSchema, p.Rows()) }
