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
}

// NewRhythm makes an accumulator.
func NewRhythm(q analytics.Question) *Rhythm { return &Rhythm{q: q} }

// Add adds a customer.
func (r *Rhythm) Add(c *analytics.Customer) {
	known := c.Until(r.q.AsOf)
	last, n := analytics.NoDay, 0
	for i := range known.Rows {
		row := &known.Rows[i]
		if row.Purchases == 0 || row.Day == last {
			continue
		}
		if last != analytics.NoDay {
			r.count(int(row.Day) - int(last))
			if n++; n == MinGaps {
				break
			}
		}
		last = row.Day
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
func (r Rule) until(last analytics.Day, gaps []int32) analytics.Day {
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
	gaps   []int32 // ascending
}

// of lists a customer's spells in order.
func (t *timeline) of(c *analytics.Customer) []spell {
	t.spells, t.gaps = t.spells[:0], t.gaps[:0]
	for i := range c.Rows {
		row := &c.Rows[i]
		n := len(t.spells)
		switch {
		case row.Purchases == 0, n > 0 && t.spells[n-1].day == row.Day:
			continue
		case n > 0 && t.rule.After <= 0:
			gap := gapDays(t.spells[n-1].day, row.Day)
			at, _ := slices.BinarySearch(t.gaps, gap)
			t.gaps = slices.Insert(t.gaps, at, gap)
		}
		t.spells = append(t.spells, spell{row.Day, t.rule.until(row.Day, t.gaps)})
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
	last, gaps := lastPurchase(known.Rows)
	switch {
	case last == analytics.NoDay:
		return analytics.NoDay, false
	case r.After > 0 || gaps < MinGaps:
		return r.until(last, nil), false
	default:
		var room [64]int32 // more than nearly all customers have
		return r.until(last, sortedGaps(known.Rows, room[:0])), true
	}
}

// sortedGaps appends the days between successive purchase occasions, ascending.
func sortedGaps(rows []analytics.Row, gaps []int32) []int32 {
	last := analytics.NoDay
	for i := range rows {
		if rows[i].Purchases == 0 || rows[i].Day == last {
			continue
		}
		if last != analytics.NoDay {
			gaps = append(gaps, gapDays(last, rows[i].Day))
		}
		last = rows[i].Day
	}
	slices.Sort(gaps)
	return gaps
}

// gapDays is how many days lie between two occasions, as far as gaps are told apart.
func gapDays(from, to analytics.Day) int32 { return int32(min(int64(to)-int64(from), MaxDays)) }

// lastPurchase is the day of the last purchase and the number of gaps between occasions before it.
func lastPurchase(rows []analytics.Row) (last analytics.Day, gaps int) {
	last, gaps = analytics.NoDay, -1
	for i := range rows {
		if rows[i].Purchases > 0 && rows[i].Day != last {
			last = rows[i].Day
			gaps++
		}
	}
	return last, gaps
}
