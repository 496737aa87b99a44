package loyalty

import (
	"math"

	"regulars/analytics"
)

// followUps are the lengths of follow-up in days that are kept side by side; the result uses the longest for which
// enough customers were observed.
var followUps = []int{30, 60, 90, 180}

// Curve gathers first answers and what came after them. It grows with distinct scores, not with customers.
type Curve struct {
	question   analytics.Question
	days       []int // of follow-up
	overall    side
	mean       side
	dimensions map[analytics.Label]bool // with scores
}

// side is the curve on one basis.
type side struct {
	answered, outside, strangers int64
	within                       []window // for each length of follow-up
}

// window is the curve with one length of follow-up.
type window struct {
	recent int64
	at     map[score]*group
}

// score is a score in hundredths, the scale it was given on, where that is stated, and what the customer had done before.
type score struct {
	hundredths int32
	min, max   float64 // both zero where the scale is not stated
	prior      prior
}

// mostOrders is from where on more orders count as many in rank correlations.
const mostOrders = 15

// group is the customers with one score and prior.
type group struct {
	n, repurchased, orders, referred int64

	times     [mostOrders + 1]int64 // customers by orders, mostOrders or more together
	spend     analytics.Total
	squares   float64 // of the spend
	low, high analytics.Money
}

// New makes an accumulator of the answers up to the question's as-of date. No follow-up is longer than the question's
// horizon.
func New(q analytics.Question) *Curve {
	c := &Curve{question: q, dimensions: map[analytics.Label]bool{}}
	for _, d := range followUps {
		if q.Horizon <= 0 || d <= q.Horizon {
			c.days = append(c.days, d)
		}
	}
	if len(c.days) == 0 {
		c.days = []int{q.Horizon}
	}
	c.overall, c.mean = c.side(), c.side()
	return c
}

func (c *Curve) side() side {
	s := side{within: make([]window, len(c.days))}
	for i := range s.within {
		s.within[i].at = map[score]*group{}
	}
	return s
}

// Add adds a customer.
func (c *Curve) Add(customer *analytics.Customer) {
	if len(customer.Answers) == 0 {
		return
	}
	known := customer.Until(c.question.AsOf)
	for i := range known.Answers {
		if a := &known.Answers[i]; !math.IsNaN(a.Experience) {
			c.dimensions[a.Dimension] = true
		}
	}
	c.add(&c.overall, &known, c.isOverall)
	c.add(&c.mean, &known, func(analytics.Label) bool { return true })
}

// add enters the customer's first answer about the dimensions that count.
func (c *Curve) add(s *side, customer *analytics.Customer, counts func(analytics.Label) bool) {
	at, day, ok := s.first(customer.Answers, counts)
	if !ok {
		return
	}
	s.answered++
	if at.prior, ok = priorOn(customer, day); !ok {
		s.strangers++
		return
	}
	for i, days := range c.days {
		w := &s.within[i]
		if day+analytics.Day(days) > c.question.AsOf {
			w.recent++
			continue
		}
		g := w.at[at]
		if g == nil {
			g = &group{}
			w.at[at] = g
		}
		g.add(after(customer, day, days))
	}
}

// limit is the greatest score that is taken.
const limit = 1000

// first is the mean score of the first day with a usable answer, of those on the scale of that day's first.
func (s *side) first(answers []analytics.Answer, counts func(analytics.Label) bool) (at score, day analytics.Day, ok bool) {
	sum, n := 0.0, 0
	for i := range answers {
		a := &answers[i]
		if n > 0 && a.Day != day {
			break
		}
		if math.IsNaN(a.Experience) || !counts(a.Dimension) {
			continue
		}
		on, inside := place(a)
		if !inside {
			s.outside++
			continue
		}
		if n == 0 {
			at, day = on, a.Day
		}
		if on == at {
			sum += a.Experience
			n++
		}
	}
	if n == 0 {
		return at, day, false
	}
	at.hundredths = int32(math.RoundToEven(sum / float64(n) * 100))
	return at, day, true
}

// place is the scale of an answer, and whether its experience is on it.
func place(a *analytics.Answer) (on score, inside bool) {
	if a.ScaleMin < a.ScaleMax && math.Abs(a.ScaleMin) <= limit && math.Abs(a.ScaleMax) <= limit {
		return score{min: a.ScaleMin, max: a.ScaleMax}, a.ScaleMin <= a.Experience && a.Experience <= a.ScaleMax
	}
	return score{}, math.Abs(a.Experience) <= limit
}

func (c *Curve) isOverall(l analytics.Label) bool {
	return analytics.IsOverall(c.question.Labels.Name(l))
}

// outcome is what a customer did after an answer.
type outcome struct {
	orders   int64
	again    bool
	referred bool // somebody
	spend    analytics.Money
}

// after is what the customer did from the day after the answer, for so many days. Refunds of earlier purchases lower
// the spend, as they lower the revenue of these days.
func after(c *analytics.Customer, day analytics.Day, days int) (o outcome) {
	then := c.Between(day+1, day+analytics.Day(days))
	o.spend, o.orders, o.again = then.Net, int64(then.Orders), then.Occasions > 0
	for _, r := range c.Referrals {
		o.referred = o.referred || r.Day > day && r.Day <= day+analytics.Day(days)
	}
	return o
}

func (g *group) add(o outcome) {
	one := group{n: 1, orders: o.orders, squares: o.spend.Units() * o.spend.Units(), low: o.spend, high: o.spend}
	one.spend.Add(o.spend)
	one.times[min(o.orders, mostOrders)] = 1
	if o.again {
		one.repurchased = 1
	}
	if o.referred {
		one.referred = 1
	}
	g.merge(&one)
}

func (g *group) merge(o *group) {
	if o.n == 0 {
		return
	}
	if g.n == 0 {
		g.low, g.high = o.low, o.high
	}
	g.n += o.n
	g.repurchased += o.repurchased
	g.orders += o.orders
	g.referred += o.referred
	for i, n := range o.times {
		g.times[i] += n
	}
	g.spend.Merge(o.spend)
	g.squares += o.squares
	g.low, g.high = min(g.low, o.low), max(g.high, o.high)
}

// Merge adds other customers.
func (c *Curve) Merge(o *Curve) {
	for l := range o.dimensions {
		c.dimensions[l] = true
	}
	c.overall.merge(&o.overall)
	c.mean.merge(&o.mean)
}

func (s *side) merge(o *side) {
	s.answered += o.answered
	s.outside += o.outside
	s.strangers += o.strangers
	for i := range s.within {
		w := &s.within[i]
		w.recent += o.within[i].recent
		for at, g := range o.within[i].at {
			if w.at[at] == nil {
				w.at[at] = &group{}
			}
			w.at[at].merge(g)
		}
	}
}
