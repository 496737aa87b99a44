package kpi

import (
	"math"

	"regulars/analytics"
)

// YearDays is how many days a year before is: whole weeks, so that weekdays stand against the same weekdays.
const YearDays = 364

// maxYears bounds how many earlier years are looked at.
const maxYears = 30

// sums are a period's figures with the squares that say how much single customers weigh in them.
type sums struct {
	Figures
	gross        analytics.Total
	revenue2     analytics.Total // Σ r² over customers, in millionths of millionths
	revenueOrder analytics.Total // Σ r·orders
	orders2      int             // Σ orders²
}

// own is what one customer did in a period.
type own struct {
	net, refunds, gross analytics.Money
	orders              int
	bought              bool
}

func (s *sums) add(o *own, isNew bool) {
	s.Revenue.Add(o.net)
	s.Refunds.Add(o.refunds)
	s.gross.Add(o.gross)
	s.revenue2.AddProduct(o.net, o.net)
	s.revenueOrder.AddTimes(o.net, o.orders)
	s.orders2 += o.orders * o.orders
	s.Orders += o.orders
	if o.bought {
		s.Buyers++
	}
	if isNew {
		s.New++
	}
}

func (s *sums) merge(o *sums) {
	s.Figures.merge(&o.Figures)
	s.gross.Merge(o.gross)
	s.revenue2.Merge(o.revenue2)
	s.revenueOrder.Merge(o.revenueOrder)
	s.orders2 += o.orders2
}

// Compared compares the headline period with the same days of earlier years and, beyond the season, with the days just before it, and
// explains the change on the year by who bought. It is an accumulator.
type Compared struct {
	Days  int // of a period: as many as the as-of date lies after the comparison date, one at least
	Shift int // days that a year before is
	asOf  analytics.Day
	now   []sums // the period, and the same one, two … years before, as far as the data reach back to their starts
	prior []sums // the period just before each; no more than now, and one fewer where the data do not reach back so far
	cause cause

	mine  []own // of the customer being added: now, then prior
	moved []int // of them, those that are not empty
}

// NewCompared makes an accumulator.
func NewCompared(q analytics.Question) *Compared {
	p := &Compared{Days: max(1, int(q.AsOf-q.Compare)), Shift: YearDays, asOf: q.AsOf}
	if p.Days > p.Shift {
		p.Shift = (p.Days + 6) / 7 * 7
	}
	for y := range maxYears {
		to := q.AsOf - analytics.Day(y*p.Shift)
		from := to - analytics.Day(p.Days) + 1
		if y > 0 && from < q.Start {
			break
		}
		p.now = append(p.now, sums{Figures: Figures{From: from, To: to}})
		if from -= analytics.Day(p.Days); from >= q.Start {
			p.prior = append(p.prior, sums{Figures: Figures{From: from, To: to - analytics.Day(p.Days)}})
		}
	}
	p.mine = make([]own, len(p.now)+len(p.prior))
	return p
}

// at gives the places of the periods that a day is in; -1 where it is in none.
func (p *Compared) at(day analytics.Day) (now, prior int) {
	ago := int(p.asOf) - int(day)
	place := func(ago, n int) int {
		if y := ago / p.Shift; ago >= 0 && ago%p.Shift < p.Days && y < n {
			return y
		}
		return -1
	}
	now, prior = place(ago, len(p.now)), place(ago-p.Days, len(p.prior))
	if prior >= 0 {
		prior += len(p.now)
	}
	return now, prior
}

// Add adds a customer.
func (p *Compared) Add(c *analytics.Customer) {
	first := analytics.NoDay
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Day > p.asOf {
			break
		}
		if first == analytics.NoDay && r.Purchases > 0 {
			first = r.Day
		}
		now, prior := p.at(r.Day)
		p.take(now, r)
		p.take(prior, r)
	}
	if len(p.now) > 1 {
		p.cause.add(&p.mine[1], &p.mine[0], first > p.now[1].To)
	}
	for _, at := range p.moved {
		s := p.period(at)
		s.add(&p.mine[at], p.mine[at].bought && first >= s.From && first <= s.To)
		p.mine[at] = own{}
	}
	p.moved = p.moved[:0]
}

func (p *Compared) period(at int) *sums {
	if at < len(p.now) {
		return &p.now[at]
	}
	return &p.prior[at-len(p.now)]
}

// take adds a row to what the customer did in a period.
func (p *Compared) take(at int, r *analytics.Row) {
	if at < 0 {
		return
	}
	if len(p.moved) == 0 || p.moved[len(p.moved)-1] != at && !contains(p.moved, at) {
		p.moved = append(p.moved, at)
	}
	o := &p.mine[at]
	o.net += r.Net()
	o.refunds += r.Refunded
	o.gross += r.Gross
	o.bought = o.bought || r.Purchases > 0
	if r.NewOrder {
		o.orders++
	}
}

func contains(list []int, x int) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// Merge adds the customers of another accumulator of the same question.
func (p *Compared) Merge(o *Compared) {
	for i := range p.now {
		p.now[i].merge(&o.now[i])
	}
	for i := range p.prior {
		p.prior[i].merge(&o.prior[i])
	}
	p.cause.merge(&o.cause)
}

// Part is a figure of one period, or on one day, with the variance of its logarithm.
type Part struct{ Value, Variance float64 }

// Counted is a count of customers.
func Counted(n int) Part { return Part{float64(n), 1 / float64(n)} }

// Unknown is a figure that is not known.
func Unknown() Part { return Part{math.NaN(), math.NaN()} }

// part is a figure of the period, with Σᵢ(yᵢ/Y − xᵢ/X)² over customers i for a ratio Y/X, and Σᵢyᵢ²/Y² for a sum Y.
func (s *sums) part(f Name) Part {
	revenue, orders := s.Revenue.Units(), float64(s.Orders)
	ofRevenue := s.revenue2.Units() / analytics.MoneyScale / (revenue * revenue)
	ofOrders := float64(s.orders2) / (orders * orders)
	switch f {
	case Revenue:
		return Part{revenue, ofRevenue}
	case Orders:
		return Part{orders, ofOrders}
	case Buyers:
		return Counted(s.Buyers)
	case NewCustomers:
		return Counted(s.New)
	case Returning:
		return Part{s.Returning(), 1/float64(s.Buyers-s.New) - 1/float64(s.Buyers)}
	default:
		return Part{s.OrderValue(), max(0, ofRevenue-2*s.revenueOrder.Units()/(revenue*orders)+ofOrders)}
	}
}
