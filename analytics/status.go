package analytics

import (
	"math"
	"slices"
)

// Status is what a customer is on a day, in one word, the same wherever it stands.
type Status int8

// The statuses. Who is new, active or slowing is current.
const (
	NotYet  Status = iota // an account without a purchase, or refunds only
	New                   // one occasion, not silent for long; nothing says that new customers stay
	Active                // two occasions or more, not silent for long
	Slowing               // silent for longer than usual, not yet lost
	Lost                  // silent for longer than the rule allows
)

// Statuses is how many there are.
const Statuses = int(Lost) + 1

// String is the word.
func (s Status) String() string {
	return [Statuses]string{"not yet", "new", "active", "slowing", "lost"}[s]
}

// Current tells whether a customer counts as one today: new, active or slowing.
func (s Status) Current() bool { return s == New || s == Active || s == Slowing }

// OwnGaps is how many gaps between purchase occasions a customer needs to go by them. The next gap is longer than the longest of n with
// chance 1/(n+1), so a few say nothing about the longest twentieth.
const OwnGaps = 10

// NoGaps is the silence in days that means lost where nobody in the data has bought twice.
const NoGaps = 365

// Limits are the days of silence beyond which a customer is slowing and lost; Slow is never above Lost.
type Limits struct{ Slow, Lost int }

// StatusRule says when a customer is slowing and when lost: by the own gaps with OwnGaps of them or more, else by everybody's. Gaps that
// end after a day never change what the customer was on it.
type StatusRule struct {
	After    int    // days of silence that mean lost for everybody, as was asked for; 0 means that the gaps decide
	Everyone Limits // of customers with fewer than OwnGaps gaps
	Gaps     int    // how many gaps Everyone rests on; 0 where nobody has bought twice
}

// NewStatusRule is the rule that follows from gaps in days, ascending, each with its count, and from the silence asked for (0: none).
func NewStatusRule(gaps []Run, after int) StatusRule {
	r := StatusRule{After: after}
	for _, g := range gaps {
		r.Gaps += g.Count
	}
	if r.Gaps == 0 {
		r.Everyone = Limits{NoGaps, NoGaps}
		if after > 0 {
			r.Everyone = Limits{after, after}
		}
		return r
	}
	r.Everyone = r.limits(runAt(gaps, gapRank(r.Gaps, 80)), runAt(gaps, gapRank(r.Gaps, 95)))
	return r
}

// gapRank is which of n gaps in ascending order is the quantile of so many per cent: the ⌈q·n⌉-th.
func gapRank(n, percent int) int { return (n*percent + 99) / 100 }

// runAt is the value at a place, counted from 1, among values with their counts.
func runAt(runs []Run, place int) int {
	for _, r := range runs {
		if place -= r.Count; place <= 0 {
			return int(r.Value)
		}
	}
	return 0
}

// limits are S = the 80 % gap and L = max(95 % gap, 1.5·S) in whole days, or L as asked for, and S no longer than that.
func (r StatusRule) limits(gap80, gap95 int) Limits {
	if r.After > 0 {
		return Limits{min(gap80, r.After), r.After}
	}
	return Limits{gap80, max(gap95, gap80*3/2)}
}

// Limits are those of a customer with such gaps, ascending, and whether they are the own.
func (r StatusRule) Limits(gaps []int) (limits Limits, own bool) {
	n := len(gaps)
	if n < OwnGaps {
		return r.Everyone, false
	}
	return r.limits(gaps[gapRank(n, 80)-1], gaps[gapRank(n, 95)-1]), true
}

// Until is the last day on which a customer who last bought on a day is current without another purchase.
func (l Limits) Until(last Day) Day { return Day(min(int64(last)+int64(l.Lost), math.MaxInt32)) }

// Standing is a customer's status on a day with what it rests on.
type Standing struct {
	Status    Status
	Occasions int
	Last      Day    // of the purchases; NoDay without any
	Limits    Limits // zero without a purchase
	Own       bool   // Limits come from the customer's own gaps
}

// Until is the last day on which the customer is current without another purchase; NoDay without any.
func (s *Standing) Until() Day {
	if s.Last == NoDay {
		return NoDay
	}
	return s.Limits.Until(s.Last)
}

// On is what a customer is at the end of a day. It is the one place where a status is decided.
func (r StatusRule) On(c *Customer, day Day) Standing {
	known := c.Until(day)
	occasions := known.Occasions()
	s := Standing{Occasions: len(occasions), Last: NoDay}
	if s.Occasions == 0 {
		return s
	}
	s.Last, s.Limits = occasions[s.Occasions-1].Day, r.Everyone
	if s.Occasions > OwnGaps {
		var room [64]int // more than nearly all customers have
		gaps := known.Gaps(room[:0])
		slices.Sort(gaps)
		s.Limits, s.Own = r.Limits(gaps)
	}
	s.Status = s.Limits.status(int64(day)-int64(s.Last), s.Occasions)
	return s
}

// status is that of a customer who has bought on so many occasions, after days of silence.
func (l Limits) status(silent int64, occasions int) Status {
	switch {
	case silent > int64(l.Lost):
		return Lost
	case silent > int64(l.Slow):
		return Slowing
	case occasions == 1:
		return New
	default:
		return Active
	}
}
