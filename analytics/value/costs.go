package value

import (
	"maps"
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
	orders map[cell]int
	won    map[cell]int // by the channel of the first purchase
	sold   map[analytics.Label]bool
}

// cell is a month and a channel; everyChannel stands for all together.
type cell struct {
	month   int
	channel analytics.Label
}

const everyChannel = math.MaxUint32

// NewActivity makes an accumulator.
func NewActivity(q analytics.Question) *Activity {
	return &Activity{asOf: q.AsOf, months: newMonths(q), orders: map[cell]int{}, won: map[cell]int{}, sold: map[analytics.Label]bool{}}
}

// Add adds a customer.
func (a *Activity) Add(c *analytics.Customer) {
	first := true
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Day > a.asOf {
			break
		}
		if r.NewOrder {
			count(a.orders, a.months.of(r.Day), r.Channel)
			a.sold[r.Channel] = r.Channel != 0
		}
		if first && r.Purchases > 0 {
			count(a.won, a.months.of(r.Day), r.Channel)
			first = false
		}
	}
}

func count(of map[cell]int, month int, channel analytics.Label) {
	of[cell{month, channel}]++
	of[cell{month, everyChannel}]++
}

// Merge adds the customers of another accumulator.
func (a *Activity) Merge(o *Activity) {
	for k, n := range o.orders {
		a.orders[k] += n
	}
	for k, n := range o.won {
		a.won[k] += n
	}
	maps.Copy(a.sold, o.sold)
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
	rate     [kinds]map[cell]analytics.Money
	labels   *analytics.Labels
}

// NewRates shares out the costs that are not of one customer; they come by period.
func NewRates(costs []analytics.Expense, a *Activity, q analytics.Question) *Rates {
	r := &Rates{From: math.MaxInt, To: math.MinInt, months: a.months, labels: q.Labels}
	for kind := range r.rate {
		r.rate[kind] = map[cell]analytics.Money{}
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
	by := a.orders
	if kind == Acquisition {
		by = a.won
	}
	channel := e.Channel
	if !a.sold[channel] {
		channel = everyChannel
	}
	n := 0
	for m := first; m < first+width; m++ {
		n += by[cell{m, channel}]
	}
	if n == 0 {
		r.Left[kind].Add(e.Amount)
		return
	}
	each := e.Amount / analytics.Money(n)
	r.Left[kind].Add(e.Amount - each*analytics.Money(n))
	for m := first; m < first+width; m++ {
		r.rate[kind][cell{m, channel}] += each
	}
}

// perOrder works out what an order cost to keep and serve in the last twelve months with such costs.
func (r *Rates) perOrder(a *Activity) {
	last := math.MinInt
	for _, kind := range []int{Retention, Service} {
		for k := range r.rate[kind] {
			last = max(last, k.month)
		}
	}
	var spent analytics.Total
	orders := 0
	for k, n := range a.orders {
		if k.month <= last-12 || k.month > last {
			continue
		}
		if k.channel == everyChannel {
			orders += n
		}
		spent.AddTimes(r.rate[Retention][k], n)
		spent.AddTimes(r.rate[Service][k], n)
	}
	if orders > 0 {
		r.PerOrder = spent.Units() / float64(orders)
	}
}

// of is what an order or a new customer of a month and channel carries.
func (r *Rates) of(kind, month int, channel analytics.Label) analytics.Money {
	return r.rate[kind][cell{month, channel}] + r.rate[kind][cell{month, everyChannel}]
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

// each calls f for every cost of a customer.
func (r *Rates) each(c *analytics.Customer, f func(day analytics.Day, kind int, amount analytics.Money)) {
	first := true
	for i := range c.Rows {
		row := &c.Rows[i]
		month := r.months.of(row.Day)
		if first && row.Purchases > 0 {
			first = false
			f(row.Day, Acquisition, r.of(Acquisition, month, row.Channel))
		}
		if row.NewOrder {
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
