package retention

import (
	"math"
	"slices"

	"regulars/analytics"
)

// MinGaps is how many gaps between purchase occasions a customer needs for a rhythm of its own. The next gap is longer than the
// longest of n with chance 1/(n+1), so a few gaps say nothing about the longest 5 %.
const MinGaps = 10

// Quantile is the share of gaps that silence must outlast to mean churn.
const Quantile = 0.95

// NoRhythm is the silence in days that means churn where nobody in the data has bought twice.
const NoRhythm = 365

// Rule says when a customer counts as lost: when silent for longer than After days, or, where After is 0, for longer than
// 95 % of the customer's own gaps up to the last purchase, or, with fewer than MinGaps of these, for longer than Fallback
// days. Gaps after a date never change what the customer was on that date.
type Rule struct {
	After    int // days; 0 is each customer's own rhythm
	Fallback int // days: 95 % of the gaps that customers with fewer than MinGaps gaps ended by buying again
}

// Silence is the days of silence that mean churn for a customer without a rhythm of its own.
func (r Rule) Silence() int {
	if r.After > 0 {
		return r.After
	}
	return r.Fallback
}

// Rhythm is an accumulator of the gaps between purchase occasions that began while the customer had fewer than MinGaps: just
// those that a Rule's Fallback is for. Gaps that nobody has ended yet are not in it.
type Rhythm struct {
	q    analytics.Question
	gaps []int
	room []int
}

// NewRhythm makes an accumulator.
func NewRhythm(q analytics.Question) *Rhythm { return &Rhythm{q: q} }

// Add adds a customer.
func (r *Rhythm) Add(c *analytics.Customer) {
	known := c.Until(r.q.AsOf)
	r.room = known.Gaps(r.room[:0])
	for _, gap := range r.room[:min(len(r.room), MinGaps)] {
		r.count(gap)
	}
}

func (r *Rhythm) count(gap int) {
	gap = min(gap, MaxDays)
	if more := gap + 1 - len(r.gaps); more > 0 {
		r.gaps = append(r.gaps, make([]int, more)...)
	}
	r.gaps[gap]++
}

// Merge adds the customers of another accumulator.
func (r *Rhythm) Merge(o *Rhythm) {
	if more := len(o.gaps) - len(r.gaps); more > 0 {
		r.gaps = append(r.gaps, make([]int, more)...)
	}
	for i, n := range o.gaps {
		r.gaps[i] += n
	}
}

// Rule is the rule that follows from the gaps and the question.
func (r *Rhythm) Rule() Rule {
	rule := Rule{After: r.q.ChurnAfter, Fallback: NoRhythm}
	all, seen := 0, 0
	for _, n := range r.gaps {
		all += n
	}
	if all == 0 {
		return rule
	}
	for gap, n := range r.gaps {
		if seen += n; seen >= rank(all) {
			rule.Fallback = gap
			break
		}
	}
	return rule
}

// rank is which of n values in ascending order is the 95 % one: the smallest that at least 95 % do not exceed.
func rank(n int) int { return int(math.Ceil(Quantile * float64(n))) }

// until is the last day on which a customer still counts as active who buys nothing after last. Gaps are ascending.
func (r Rule) until(last analytics.Day, gaps []int) analytics.Day {
	days := int64(r.Fallback)
	switch {
	case r.After > 0:
		days = int64(r.After)
	case len(gaps) >= MinGaps:
		days = int64(gaps[rank(len(gaps))-1])
	}
	return analytics.Day(min(int64(last)+days, math.MaxInt32))
}

// spell is a purchase occasion, and the last day on which the customer still counts as active without another.
type spell struct{ day, until analytics.Day }

// timeline reads customers' spells; its slices are reused.
type timeline struct {
	rule   Rule
	spells []spell
	gaps   []int // ascending
}

// of lists a customer's spells in order.
func (t *timeline) of(c *analytics.Customer) []spell {
	t.spells, t.gaps = t.spells[:0], t.gaps[:0]
	occasions := c.Occasions()
	for i := range occasions {
		day := occasions[i].Day
		if i > 0 && t.rule.After <= 0 {
			gap := int(day) - int(occasions[i-1].Day)
			at, _ := slices.BinarySearch(t.gaps, gap)
			t.gaps = slices.Insert(t.gaps, at, gap)
		}
		t.spells = append(t.spells, spell{day, t.rule.until(day, t.gaps)})
	}
	return t.spells
}

// lost is the first day on which a customer counts as lost, which may lie ahead.
func (t *timeline) lost(c *analytics.Customer) (analytics.Day, bool) {
	spells := t.of(c)
	for i, s := range spells {
		if s.until == math.MaxInt32 {
			return 0, false
		}
		if i == len(spells)-1 || spells[i+1].day > s.until {
			return s.until + 1, true
		}
	}
	return 0, false
}

// Churned tells whether a customer has bought and counts as lost at the end of a day.
func (r Rule) Churned(c *analytics.Customer, asOf analytics.Day) bool {
	until, _ := r.Until(c, asOf)
	return until != analytics.NoDay && until < asOf
}

// Until is the last day on which a customer, as known at the end of a day, counts as active without another purchase, and whether that goes
// by the customer's own rhythm. It is NoDay for one who has not bought.
func (r Rule) Until(c *analytics.Customer, asOf analytics.Day) (day analytics.Day, own bool) {
	known := c.Until(asOf)
	occasions := known.Occasions()
	if len(occasions) == 0 {
		return analytics.NoDay, false
	}
	last := occasions[len(occasions)-1].Day
	if r.After > 0 || len(occasions) <= MinGaps {
		return r.until(last, nil), false
	}
	var room [64]int // more than nearly all customers have
	gaps := known.Gaps(room[:0])
	slices.Sort(gaps)
	return r.until(last, gaps), true
}
