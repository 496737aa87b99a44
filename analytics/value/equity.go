package value

import (
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Member is a customer with a purchase, as the equity needs it.
type Member struct {
	Summary  analytics.Summary
	Spent    Costs
	Expected float64 // margin expected within the horizon; NaN where nothing can be forecast
	Orders   float64 // expected within the horizon
}

// Equity adds up what customers cost and bring, all together, by the channel of their first purchase and by acquisition cohort. Its memory
// does not grow with customers.
//
// Customers whose first purchase lies in months without acquisition costs are in the sums but not in CAC, LTV and payback, which compare
// what was spent on a customer with what that same customer brings.
type Equity struct {
	rates  *Rates
	q      analytics.Question
	grain  analytics.Grain
	groups map[groupKey]*group
	Idle   analytics.Total   // spent on customers who have not bought
	Direct analytics.Total   // of all that was spent, what the table of costs gives by customer
	months []analytics.Money // of the customer at hand
}

type groupKey struct {
	by string
	of int // the channel's label or the cohort's period
}

// The ways customers are grouped.
const (
	All       = "all"
	ByChannel = "channel"
	ByCohort  = "cohort"
)

type group struct {
	customers       int
	revenue, margin analytics.Total
	spent           [kinds]analytics.Total
	expected, serve analytics.Total // margin within the horizon, and the cost of keeping and serving for it
	covered         covered
}

// covered are those of a group whose acquisition costs are known.
type covered struct {
	customers    int
	acquisition  analytics.Total
	value        analytics.Total // margin less retention and service, so far and expected
	squares      float64         // of the values
	contribution []analytics.Total
	ages         []int // how many have so many whole months behind them
}

// NewEquity makes an accumulator; rates are nil without a table of costs. Cohorts are by month at the least, as costs are.
func NewEquity(rates *Rates, q analytics.Question) *Equity {
	e := &Equity{rates: rates, q: q, grain: q.Cohort, groups: map[groupKey]*group{}}
	if q.Cohort == analytics.ByDay || q.Cohort == analytics.ByWeek {
		e.grain = analytics.ByMonth
	}
	return e
}

// Add adds a customer as of the as-of date.
func (e *Equity) Add(c *analytics.Customer, m Member) {
	for _, x := range c.Expenses {
		if _, ok := kindOf(e.q.Labels.Name(x.Kind)); ok {
			e.Direct.Add(x.Amount)
		}
	}
	if m.Summary.Occasions == 0 {
		for _, spent := range m.Spent {
			e.Idle.Add(spent)
		}
		return
	}
	aged := e.aged(c, m)
	for _, k := range [...]groupKey{{All, 0}, {ByChannel, int(c.Acquisition().Channel)}, {ByCohort, e.grain.Period(m.Summary.First)}} {
		g := e.groups[k]
		if g == nil {
			g = new(group)
			e.groups[k] = g
		}
		g.add(m, e, aged)
	}
}

// monthsOf is how many whole months, of a twelfth of 365.25 days, so many days are.
func monthsOf(days int) int { return max(0, days) * 16 / 487 }

// aged is what a customer left in each whole month since the first purchase, good until the next customer; nil where the acquisition
// cost is not known.
func (e *Equity) aged(c *analytics.Customer, m Member) []analytics.Money {
	if !e.rates.Covered(m.Summary.First) {
		return nil
	}
	n := monthsOf(int(e.q.AsOf-m.Summary.First) + 1)
	e.months = slices.Grow(e.months[:0], n)[:n]
	clear(e.months)
	by := e.months
	add := func(day analytics.Day, v analytics.Money) {
		if age := monthsOf(int(day - m.Summary.First)); age < len(by) {
			by[age] += v
		}
	}
	for i := range c.Rows {
		add(c.Rows[i].Day, e.margin(c.Rows[i].Net(), c.Rows[i].Cost))
	}
	e.rates.each(c, func(day analytics.Day, kind int, amount analytics.Money) {
		if kind != Acquisition {
			add(day, -amount)
		}
	})
	return by
}

func (e *Equity) margin(revenue, cost analytics.Money) analytics.Money {
	if e.q.HasCost {
		return revenue - cost
	}
	return revenue
}

func (g *group) add(m Member, e *Equity, aged []analytics.Money) {
	margin := e.margin(m.Summary.Revenue, m.Summary.Cost)
	g.customers++
	g.revenue.Add(m.Summary.Revenue)
	g.margin.Add(margin)
	for kind, spent := range m.Spent {
		g.spent[kind].Add(spent)
	}
	expected, serve := analytics.Money(0), analytics.Money(0)
	if !math.IsNaN(m.Expected) {
		expected = analytics.MoneyOf(m.Expected)
		if e.rates != nil {
			serve = analytics.MoneyOf(m.Orders * e.rates.PerOrder)
		}
	}
	g.expected.Add(expected)
	g.serve.Add(serve)
	if e.rates.Covered(m.Summary.First) {
		g.covered.add(m.Spent[Acquisition], margin-m.Spent[Retention]-m.Spent[Service]+expected-serve, aged)
	}
}

func (c *covered) add(acquisition, value analytics.Money, aged []analytics.Money) {
	c.customers++
	c.acquisition.Add(acquisition)
	c.value.Add(value)
	c.squares += value.Units() * value.Units()
	c.grow(len(aged) + 1)
	c.ages[len(aged)]++
	for i, v := range aged {
		c.contribution[i].Add(v)
	}
}

func (c *covered) grow(n int) {
	for len(c.ages) < n {
		c.ages = append(c.ages, 0)
		c.contribution = append(c.contribution, analytics.Total{})
	}
}

// Merge adds the customers of another accumulator.
func (e *Equity) Merge(o *Equity) {
	e.Idle.Merge(o.Idle)
	e.Direct.Merge(o.Direct)
	for k, from := range o.groups {
		g := e.groups[k]
		if g == nil {
			e.groups[k] = from
			continue
		}
		g.merge(from)
	}
}

func (g *group) merge(o *group) {
	g.customers += o.customers
	g.revenue.Merge(o.revenue)
	g.margin.Merge(o.margin)
	for kind := range g.spent {
		g.spent[kind].Merge(o.spent[kind])
	}
	g.expected.Merge(o.expected)
	g.serve.Merge(o.serve)
	c, from := &g.covered, &o.covered
	c.customers += from.customers
	c.acquisition.Merge(from.acquisition)
	c.value.Merge(from.value)
	c.squares += from.squares
	c.grow(len(from.ages))
	for i := range from.ages {
		c.ages[i] += from.ages[i]
		c.contribution[i].Merge(from.contribution[i])
	}
}

// EquityRow is a group of customers. It is a row of the table equity.
type EquityRow struct {
	By          string          `col:"by" en:"all, channel (of the first purchase) or cohort" zh:"all 全部、channel 首购渠道、cohort 获客队列"`
	Name        string          `col:"name,nullzero" en:"which channel or cohort; empty for all, and for customers without a channel" zh:"渠道或队列的名称；全部及无渠道的客户为空"`
	Customers   int             `col:"customers" unit:"customers" en:"customers with a purchase" zh:"有购买的客户数"`
	Revenue     analytics.Total `col:"revenue" unit:"currency" en:"their net revenue so far" zh:"其迄今净收入"`
	Margin      analytics.Total `col:"margin" unit:"currency" en:"net revenue less cost of goods so far, where known" zh:"迄今净收入减（已知的）商品成本"`
	Acquisition analytics.Total `col:"acquisition_cost" unit:"currency" en:"what was spent on winning them" zh:"获得他们的成本"`
	Retention   analytics.Total `col:"retention_cost" unit:"currency" en:"what was spent on keeping them" zh:"维系他们的成本"`
	Service     analytics.Total `col:"service_cost" unit:"currency" en:"what was spent on serving them" zh:"服务他们的成本"`
	Expected    analytics.Total `col:"expected_margin" unit:"currency" en:"margin expected within the horizon" zh:"预测期内的预期毛利"`
	Serve       analytics.Total `col:"expected_cost" unit:"currency" en:"cost expected of keeping and serving for it" zh:"相应的预期维系与服务成本"`
	Equity      analytics.Total `col:"equity" unit:"currency" en:"expected margin less expected cost" zh:"预期毛利减预期成本"`
	Acquired    int             `col:"acquired" unit:"customers" en:"customers whose acquisition cost is known" zh:"获客成本已知的客户数"`
	CAC         float64         `col:"cac" unit:"currency" en:"acquisition cost of one of these" zh:"其人均获客成本"`
	LTV         float64         `col:"ltv" unit:"currency" en:"what one of these leaves, so far and within the horizon, after retention and service" zh:"其人均贡献：迄今及预测期内，扣除维系与服务成本"`
	Low         float64         `col:"ltv_low" unit:"currency" en:"lower end of the 95 % interval of ltv, from how much customers differ" zh:"ltv 的 95% 区间下限（来自客户间差异）"`
	High        float64         `col:"ltv_high" unit:"currency" en:"upper end of the 95 % interval of ltv" zh:"ltv 的 95% 区间上限"`
	Ratio       float64         `col:"ltv_cac" unit:"ratio" en:"ltv / cac" zh:"价值与获客成本之比"`
	Payback     int             `col:"payback_months,nullzero" unit:"months" en:"months until one of these has left the acquisition cost; empty where not within those observed" zh:"收回获客成本所需月数；观察期内未收回则为空"`
	Observed    int             `col:"observed_months" unit:"months" en:"months over which enough customers were watched" zh:"有足够客户可观察的月数"`

	Cumulated []float64 // left by the end of each observed month, less the CAC
}

// EquitySchema describes the table equity.
var EquitySchema = analytics.SchemaOf[EquityRow](analytics.Schema{
	Name:      "equity",
	Row:       "all; channel of the first purchase; cohort of acquisition",
	RowZH:     "全部；首购渠道；获客队列",
	Meaning:   "customer equity: what customers cost, have left and may leave yet",
	MeaningZH: "客户资产：客户花费多少、已贡献多少、还将贡献多少",
})

// paybackRow is a row of the table payback.
type paybackRow struct {
	By    string  `col:"by" en:"all, channel or cohort" zh:"all 全部、channel 渠道、cohort 队列"`
	Name  string  `col:"name" en:"which channel or cohort" zh:"渠道或队列的名称"`
	Month int     `col:"months" unit:"months" en:"months since the first purchase" zh:"首购以来的月数"`
	Left  float64 `col:"left" unit:"currency" en:"left by one customer till then, less the cost of winning one" zh:"至此一位客户的贡献减获客成本"`
}

// PaybackSchema describes the table payback.
var PaybackSchema = analytics.SchemaOf[paybackRow](analytics.Schema{
	Name:      "payback",
	Row:       "all, channel or cohort × month since the first purchase",
	RowZH:     "全部、渠道或队列 × 首购以来的月数",
	Meaning:   "when new customers have paid for being won",
	MeaningZH: "新客户何时收回获客成本",
})

// PaybackTable is the table payback of rows of the table equity.
func PaybackTable(equity []EquityRow) analytics.Table {
	var rows []paybackRow
	for _, r := range equity {
		for i, left := range r.Cumulated {
			rows = append(rows, paybackRow{r.By, r.Name, i + 1, left})
		}
	}
	return analytics.TableOf(PaybackSchema, rows)
}

// MinObserved is how many customers a month of payback needs.
const MinObserved = 10

// Rows are all customers, then the channels by name, then the cohorts by time.
func (e *Equity) Rows() []EquityRow {
	var rows []EquityRow
	for _, by := range []string{All, ByChannel, ByCohort} {
		of := map[int]*group{}
		for k, g := range e.groups {
			if k.by == by {
				of[k.of] = g
			}
		}
		if by == ByChannel && len(of) == 1 && of[0] != nil {
			continue // no channels are given
		}
		for _, k := range slices.Sorted(maps.Keys(of)) {
			row := of[k].row()
			row.By, row.Name = by, map[string]string{ByChannel: e.q.Labels.Name(analytics.Label(max(k, 0)))}[by]
			if by == ByCohort {
				row.Name = e.grain.Label(k)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (g *group) row() EquityRow {
	c := &g.covered
	n := float64(c.customers)
	row := EquityRow{
		Customers: g.customers, Revenue: g.revenue, Margin: g.margin,
		Acquisition: g.spent[Acquisition], Retention: g.spent[Retention], Service: g.spent[Service],
		Expected: g.expected, Serve: g.serve, Equity: g.expected,
		Acquired: c.customers, CAC: c.acquisition.Units() / n, LTV: c.value.Units() / n, Ratio: math.NaN(),
	}
	row.Equity.Merge(g.serve.Neg())
	half := analytics.Z * math.Sqrt(max(0, c.squares/n-row.LTV*row.LTV)/(n-1))
	row.Low, row.High = row.LTV-half, row.LTV+half
	if row.CAC > 0 {
		row.Ratio = row.LTV / row.CAC
		row.payback(c)
	}
	return row
}

// payback adds up what the customers observed left, month by month.
func (row *EquityRow) payback(c *covered) {
	observed, left := c.customers, -row.CAC
	for month := range c.contribution {
		if observed -= c.ages[month]; observed < MinObserved {
			return
		}
		left += c.contribution[month].Units() / float64(observed)
		row.Cumulated = append(row.Cumulated, left)
		if row.Observed++; left >= 0 && row.Payback == 0 {
			row.Payback = row.Observed
		}
	}
}

// Against is the verdict on the return on the acquisition cost, value / cost, against that of other customers.
func (r EquityRow) Against(o EquityRow) analytics.Verdict {
	return analytics.Apart(r.Low/r.CAC, r.High/r.CAC, o.Low/o.CAC, o.High/o.CAC)
}
