package value

import (
	"math"
	"slices"
	"strings"

	"regulars/analytics"
)

// The kinds of costs.
const (
	Acquisition = iota // of winning new customers
	Retention          // of keeping customers
	Service            // of serving them
	kinds
)

// kindNames are the kinds as the table of costs names them.
var kindNames = [kinds]string{"acquisition", "retention", "service"}

func kindOf(name string) (kind int, ok bool) {
	kind = slices.Index(kindNames[:], strings.ToLower(strings.TrimSpace(name)))
	return kind, kind >= 0
}

// Costs are what was spent on one customer or many.
type Costs [kinds]analytics.Money

// Activity counts what costs are shared out by: orders and new customers by month and channel. It is an accumulator.
type Activity struct {
	asOf   analytics.Day
	months months
	orders grid[int]
	won    grid[int] // by the channel of the first purchase
}

// grid holds a figure for each month and channel; channel 0 is none.
type grid[T int | analytics.Money] struct {
	first int // month
	cells [][]T
}

func (g *grid[T]) add(month int, channel analytics.Label, v T) {
	for len(g.cells) <= month-g.first {
		g.cells = append(g.cells, nil)
	}
	row := &g.cells[month-g.first]
	for len(*row) <= int(channel) {
		*row = append(*row, 0)
	}
	(*row)[channel] += v
}

func (g *grid[T]) at(month int, channel analytics.Label) T {
	if row := g.row(month); int(channel) < len(row) {
		return row[channel]
	}
	return 0
}

// row is a month by channel; nil for one that nothing fell in.
func (g *grid[T]) row(month int) []T {
	if i := month - g.first; i >= 0 && i < len(g.cells) {
		return g.cells[i]
	}
	return nil
}

func (g *grid[T]) merge(o *grid[T]) {
	for i, row := range o.cells {
		for channel, v := range row {
			g.add(o.first+i, analytics.Label(channel), v)
		}
	}
}

// sum is a month of a channel, or of all together for none.
func (g *grid[T]) sum(month int, channel analytics.Label) (n T) {
	if channel != 0 {
		return g.at(month, channel)
	}
	for _, v := range g.row(month) {
		n += v
	}
	return n
}

// NewActivity makes an accumulator.
func NewActivity(q analytics.Question) *Activity {
	a := &Activity{asOf: q.AsOf, months: newMonths(q)}
	if q.Start != analytics.NoDay {
		a.orders.first, a.won.first = analytics.ByMonth.Period(q.Start), analytics.ByMonth.Period(q.Start)
	}
	return a
}

// Add adds a customer.
func (a *Activity) Add(c *analytics.Customer) {
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Day > a.asOf {
			break
		}
		if r.NewOrder {
			a.orders.add(a.months.of(r.Day), r.Channel, 1)
		}
	}
	if won := c.Acquisition(); won.Day != analytics.NoDay && won.Day <= a.asOf {
		a.won.add(a.months.of(won.Day), won.Channel, 1)
	}
}

// Merge adds the customers of another accumulator.
func (a *Activity) Merge(o *Activity) {
	a.orders.merge(&o.orders)
	a.won.merge(&o.won)
}

// sold tells which channels anybody ever bought in.
func (a *Activity) sold() map[analytics.Label]bool {
	all := map[analytics.Label]bool{}
	for _, row := range a.orders.cells {
		for channel, n := range row {
			all[analytics.Label(channel)] = all[analytics.Label(channel)] || n > 0 && channel != 0
		}
	}
	return all
}

// months numbers the months of days, by a table, for it is asked for every order.
type months struct {
	start analytics.Day
	table []int
}

func newMonths(q analytics.Question) months {
	m := months{start: q.Start}
	if q.Start == analytics.NoDay {
		return m
	}
	for d := q.Start; d <= q.AsOf; d++ {
		m.table = append(m.table, analytics.ByMonth.Period(d))
	}
	return m
}

func (m months) of(d analytics.Day) int {
	if i := int(d) - int(m.start); i >= 0 && i < len(m.table) {
		return m.table[i]
	}
	return analytics.ByMonth.Period(d)
}

// CostRow is what became of the costs of a kind. It is a row of the table cost_shares.
type CostRow struct {
	Kind   string          `col:"kind" en:"acquisition, retention or service" zh:"acquisition 获客、retention 维系、service 服务"`
	Given  analytics.Total `col:"given" unit:"currency" en:"costs given by period" zh:"按期间给出的成本"`
	Shared analytics.Total `col:"shared" unit:"currency" en:"of these, shared among customers" zh:"其中已分摊给客户的"`
	Left   analytics.Total `col:"left" unit:"currency" en:"of these, what nobody can carry" zh:"其中无人可分摊的"`
}

// CostsSchema describes the table cost_shares.
var CostsSchema = analytics.SchemaOf[CostRow](analytics.Schema{
	Name:      "cost_shares",
	Row:       "kind of cost",
	RowZH:     "成本种类",
	Meaning:   "what became of the costs given: given = shared + left",
	MeaningZH: "所给成本的去向：给出 = 分摊 + 剩余",
})

// Rows are the kinds of costs.
func (r *Rates) Rows() (rows []CostRow) {
	for kind, name := range kindNames {
		shared := r.Given[kind]
		shared.Merge(r.Left[kind].Neg())
		rows = append(rows, CostRow{name, r.Given[kind], shared, r.Left[kind]})
	}
	return rows
}

// Rates are what each order and each new customer has to carry of the costs that are given by period and channel.
//
// The cost of a period and channel is shared equally among what it was spent on in that period and channel: acquisition among the customers
// with their first purchase in it, retention and service among the orders. A cost without a channel, or of one in which nobody ever bought,
// is shared among those of all channels. What nobody can carry, and the millionths by which equal shares do not come out, is Left: so
// Given = shared + Left, exactly. Costs of one customer need no sharing.
type Rates struct {
	From, To int // first and last month with acquisition costs; From > To where there are none
	Given    [kinds]analytics.Total
	Left     [kinds]analytics.Total
	Unknown  analytics.Total // of kinds that are none of the three
	PerOrder float64         // retention and service of an order in the last twelve months with such costs
	months   months
	rate     [kinds]grid[analytics.Money] // what is shared among all channels stands under none
	sold     map[analytics.Label]bool
	labels   *analytics.Labels
}

// NewRates shares out the costs that are not of one customer; they come by period. Where the ledger holds a part of the business only, what
// is not of a channel in it is left.
func NewRates(costs []analytics.Expense, a *Activity, q analytics.Question, part bool) *Rates {
	r := &Rates{From: math.MaxInt, To: math.MinInt, months: a.months, labels: q.Labels, sold: a.sold()}
	for kind := range r.rate {
		r.rate[kind].first = a.orders.first
	}
	var days []analytics.Day
	for _, e := range costs {
		days = append(days, e.Day)
	}
	width := periodMonths(days, 1)
	for _, e := range costs {
		kind, ok := kindOf(q.Labels.Name(e.Kind))
		switch {
		case e.Day > q.AsOf:
		case !ok:
			r.Unknown.Add(e.Amount)
		case part && !r.sold[e.Channel]:
			r.Given[kind].Add(e.Amount)
			r.Left[kind].Add(e.Amount)
		default:
			r.share(kind, e, width, a)
		}
	}
	r.perOrder(a)
	return r
}

func (r *Rates) share(kind int, e analytics.Expense, width int, a *Activity) {
	r.Given[kind].Add(e.Amount)
	first := analytics.ByMonth.Period(e.Day)
	if kind == Acquisition && e.Amount != 0 {
		r.From, r.To = min(r.From, first), max(r.To, first+width-1)
	}
	by := &a.orders
	if kind == Acquisition {
		by = &a.won
	}
	channel := e.Channel
	if !r.sold[channel] {
		channel = 0
	}
	n := 0
	for m := first; m < first+width; m++ {
		n += by.sum(m, channel)
	}
	if n == 0 {
		r.Left[kind].Add(e.Amount)
		return
	}
	each := e.Amount / analytics.Money(n)
	r.Left[kind].Add(e.Amount - each*analytics.Money(n))
	for m := first; m < first+width; m++ {
		if by.sum(m, channel) > 0 {
			r.rate[kind].add(m, channel, each)
		}
	}
}

// perOrder works out what an order cost to keep and serve in the last twelve months with such costs.
func (r *Rates) perOrder(a *Activity) {
	last := r.rate[Retention].first + max(len(r.rate[Retention].cells), len(r.rate[Service].cells)) - 1
	var spent analytics.Total
	orders := 0
	for m := last - 11; m <= last; m++ {
		for channel, n := range a.orders.row(m) {
			orders += n
			spent.AddTimes(r.of(Retention, m, analytics.Label(channel))+r.of(Service, m, analytics.Label(channel)), n)
		}
	}
	if orders > 0 {
		r.PerOrder = spent.Units() / float64(orders)
	}
}

// of is what an order or a new customer of a month and channel carries.
func (r *Rates) of(kind, month int, channel analytics.Label) analytics.Money {
	each := r.rate[kind].at(month, 0)
	if channel != 0 {
		each += r.rate[kind].at(month, channel)
	}
	return each
}

// Covered tells whether acquisition costs are known for customers who first bought on a day.
func (r *Rates) Covered(first analytics.Day) bool {
	if r == nil || first == analytics.NoDay {
		return false
	}
	m := r.months.of(first)
	return m >= r.From && m <= r.To
}

// Of is what was spent on a customer, as of the day the customer is cut at: the share of the costs by period, and what was spent on the
// customer alone.
func (r *Rates) Of(c *analytics.Customer) (spent Costs) {
	if r == nil {
		return spent
	}
	r.each(c, func(_ analytics.Day, kind int, amount analytics.Money) { spent[kind] += amount })
	return spent
}

// Served is what was spent on keeping and serving a customer from one day to another, both included.
func (r *Rates) Served(c *analytics.Customer, from, to analytics.Day) (spent analytics.Money) {
	if r == nil {
		return 0
	}
	r.each(c, func(day analytics.Day, kind int, amount analytics.Money) {
		if kind != Acquisition && day >= from && day <= to {
			spent += amount
		}
	})
	return spent
}

// each calls f for every cost of a customer.
func (r *Rates) each(c *analytics.Customer, f func(day analytics.Day, kind int, amount analytics.Money)) {
	if won := c.Acquisition(); won.Day != analytics.NoDay {
		f(won.Day, Acquisition, r.of(Acquisition, r.months.of(won.Day), won.Channel))
	}
	for i := range c.Rows {
		if row := &c.Rows[i]; row.NewOrder {
			month := r.months.of(row.Day)
			f(row.Day, Retention, r.of(Retention, month, row.Channel))
			f(row.Day, Service, r.of(Service, month, row.Channel))
		}
	}
	for _, e := range c.Expenses {
		if kind, ok := kindOf(r.labels.Name(e.Kind)); ok {
			f(e.Day, kind, e.Amount)
		}
	}
}
