package audit

import "regulars/analytics"

// Year is the last twelve months and the twelve before them.
type Year struct {
	From, To         analytics.Day // the last twelve months
	Before, BeforeTo analytics.Day // the twelve before; both NoDay where the data do not reach back to their first day
}

// YearOf is the year that ends at the as-of date.
func YearOf(q analytics.Question) Year {
	y := Year{From: q.AsOf.AddMonths(-12) + 1, To: q.AsOf, Before: analytics.NoDay, BeforeTo: analytics.NoDay}
	if before := q.AsOf.AddMonths(-24) + 1; q.Start != analytics.NoDay && before >= q.Start {
		y.Before, y.BeforeTo = before, y.From-1
	}
	return y
}

// Known tells whether there are twelve months to compare with.
func (y Year) Known() bool { return y.Before != analytics.NoDay }

// did is what a customer did in a span of days.
type did struct {
	any, bought bool // a line; a purchase line
	orders      int
	net, profit analytics.Money
}

// add adds a row. Profit is net revenue less the cost of the goods; without costs it is net revenue.
func (d *did) add(r *analytics.Row) {
	d.any = true
	d.bought = d.bought || r.Purchases > 0
	d.net += r.Net()
	d.profit += r.Net() - r.Cost
	if r.NewOrder {
		d.orders++
	}
}

// of is what a customer did in the last twelve months and in the twelve before.
func (y Year) of(c *analytics.Customer) (now, before did) {
	for i := range c.Rows {
		switch r := &c.Rows[i]; {
		case r.Day >= y.From && r.Day <= y.To:
			now.add(r)
		case y.Known() && r.Day >= y.Before && r.Day <= y.BeforeTo:
			before.add(r)
		}
	}
	return now, before
}

// Profits is an accumulator of what customers left in the last twelve months, and in the twelve before: the first walk.
type Profits struct {
	year        Year
	now, before analytics.Multiset
}

// NewProfits makes an accumulator.
func NewProfits(q analytics.Question) *Profits { return &Profits{year: YearOf(q)} }

// Add adds a customer.
func (p *Profits) Add(c *analytics.Customer) {
	now, before := p.year.of(c)
	if now.any {
		p.now.Add(int64(now.profit))
	}
	if before.any {
		p.before.Add(int64(before.profit))
	}
}

// Merge adds the customers of another accumulator of the same question.
func (p *Profits) Merge(o *Profits) {
	p.now.Merge(&o.now)
	p.before.Merge(&o.before)
}

// Tenths are the tenths of both years.
func (p *Profits) Tenths() Tenths { return Tenths{tenthsOf(&p.now), tenthsOf(&p.before)} }

// Tenths tell which tenth a profit is in, 1 being the best: ⌈10 · mean rank / n⌉ from the best to the worst. So equal profits are in one
// tenth, and tenths of a base with many equal ones differ in size.
type Tenths struct{ now, before tenths }

// tenths are the least profits that are in the first, the first two … tenths.
type tenths [10]int64

func tenthsOf(profits *analytics.Multiset) (t tenths) {
	runs, n, better := profits.Runs(), profits.Len(), 0
	for i := range t {
		t[i] = 1<<63 - 1
	}
	for i := len(runs) - 1; i >= 0; i-- {
		tenth := (10*(2*better+runs[i].Count+1) + 2*n - 1) / (2 * n)
		for at := tenth - 1; at < len(t); at++ {
			t[at] = runs[i].Value
		}
		better += runs[i].Count
	}
	return t
}

// of is the tenth of a profit.
func (t *tenths) of(profit analytics.Money) int {
	for i := range t {
		if int64(profit) >= t[i] {
			return i + 1
		}
	}
	return len(t)
}
