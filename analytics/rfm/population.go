package rfm

import "regulars/analytics"

// Population is an accumulator of the values of all customers with a purchase, as of a day.
type Population struct {
	AsOf      analytics.Day
	Recency   analytics.Multiset // days since the last occasion
	Frequency analytics.Multiset // occasions
	Monetary  analytics.Multiset // net revenue, as analytics.Money
}

// NewPopulation makes an accumulator of the population as of the end of a day.
func NewPopulation(asOf analytics.Day) *Population { return &Population{AsOf: asOf} }

// Add adds a customer's history up to the as-of day.
func (p *Population) Add(c *analytics.Customer) {
	known := c.Until(p.AsOf)
	p.Enter(known.Summary())
}

// Enter adds a customer by the summary as of the as-of day. A customer without a purchase is left out.
func (p *Population) Enter(s analytics.Summary) {
	if s.Occasions == 0 {
		return
	}
	p.Recency.Add(int64(p.AsOf - s.Last))
	p.Frequency.Add(int64(s.Occasions))
	p.Monetary.Add(int64(s.Revenue))
}

// Merge adds the customers of another accumulator as of the same day.
func (p *Population) Merge(o *Population) {
	p.Recency.Merge(&o.Recency)
	p.Frequency.Merge(&o.Frequency)
	p.Monetary.Merge(&o.Monetary)
}

// Customers is how many customers have a purchase.
func (p *Population) Customers() int { return p.Monetary.Len() }

// Scale is the quantile scale of the population.
func (p *Population) Scale() Scale {
	s := Scale{Method: Quantile, Customers: p.Customers(), Recency: [4]int{-1, -1, -1, -1}}
	recency := p.Recency.Runs()
	below := 0
	have := 1
	for i := len(recency) - 1; i >= 0; i-- { // the longest ago is the worst
		for score := scoreOf(below, recency[i].Count, s.Customers); have < score; have++ {
			s.Recency[have-1] = int(recency[i].Value)
		}
		below += recency[i].Count
	}
	for i, v := range rising(p.Frequency.Runs(), s.Customers) {
		s.Frequency[i] = int(v)
	}
	for i, v := range rising(p.Monetary.Runs(), s.Customers) {
		s.Monetary[i] = analytics.Money(v)
	}
	return s
}

// rising are the least values that score 2, 3, 4 and 5 where more is better.
func rising(runs []analytics.Run, n int) [4]int64 {
	cuts := [4]int64{noValue, noValue, noValue, noValue}
	below, have := 0, 1
	for _, run := range runs {
		for score := scoreOf(below, run.Count, n); have < score; have++ {
			cuts[have-1] = run.Value
		}
		below += run.Count
	}
	return cuts
}

// scoreOf is ⌈5 · mean rank / n⌉ of count customers of equal value, ranked above below others. The mean rank is
// below + (count+1)/2, doubled here to stay among whole numbers.
func scoreOf(below, count, n int) int {
	twice := 2*below + count + 1
	return (5*twice + 2*n - 1) / (2 * n)
}
