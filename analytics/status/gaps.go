package status

import "regulars/analytics"

// Gaps is an accumulator of the gaps between purchase occasions that began while the customer had fewer than [analytics.OwnGaps]: just
// those that the rule for everybody is for. Gaps that nobody has ended by a day are not in it.
type Gaps struct {
	until analytics.Day
	days  analytics.Multiset
	room  []int // reused
}

// NewGaps makes an accumulator of the gaps that had ended by a day.
func NewGaps(until analytics.Day) *Gaps { return &Gaps{until: until} }

// Add adds a customer.
func (g *Gaps) Add(c *analytics.Customer) {
	known := c.Until(g.until)
	g.room = known.Gaps(g.room[:0])
	for _, days := range g.room[:min(len(g.room), analytics.OwnGaps)] {
		g.days.Add(int64(days))
	}
}

// Merge adds the customers of another accumulator.
func (g *Gaps) Merge(o *Gaps) { g.days.Merge(&o.days) }

// Rule is the rule that follows from the gaps and the silence that was asked for; 0 means none was.
func (g *Gaps) Rule(after int) analytics.StatusRule {
	return analytics.NewStatusRule(g.days.Runs(), after)
}
