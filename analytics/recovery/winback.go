// Package recovery finds lapsed customers worth winning back.
package recovery

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// Reason says what probably drove a customer away, the first that applies.
type Reason string

// The reasons, in the order they are tried.
const (
	ByComplaint Reason = "complaint" // a complaint that was never resolved
	ByLowScore  Reason = "low score" // the last answer lies in the lower 40 % of its scale
	BySilence   Reason = "silence"   // nothing but a silence longer than the customer's habit
)

// Lapsed is one customer to win back.
type Lapsed struct {
	Customer string          `col:"customer_id"`
	Segment  string          `col:"segment"`
	Last     analytics.Day   `col:"last_order"`
	Silent   int             `col:"silent_days"`
	Usual    float64         `col:"usual_gap_days"` // mean days between occasions
	Revenue  analytics.Money `col:"revenue"`        // so far
	AtStake  float64         `col:"value_at_stake"` // what the customer would spend within the horizon if still active
	Chance   float64         `col:"chance"`         // that the customer still is, by the purchase model
	Expected float64         `col:"expected_value"` // value at stake × chance, which ranks the list
	Reason   Reason          `col:"reason"`
}

// WinBack keeps the lapsed customers with the highest expected value, and counts all.
type WinBack struct {
	List     []Lapsed // best first once Done
	Lapsed   int      // repeat customers who have lapsed
	Expected float64  // their expected value, in units of the currency
	keep     int
}

// NewWinBack keeps the best keep customers.
func NewWinBack(keep int) *WinBack { return &WinBack{keep: keep} }

// Consider takes a customer who has lapsed, with the value expected within the horizon and the chance of being active, both
// from the purchase model. One-time buyers are left out: there is no habit that they broke.
func (w *WinBack) Consider(c *analytics.Customer, s analytics.Summary, asOf analytics.Day, segment string, expected, chance float64) {
	if s.Occasions < 2 || !(expected > 0) || !(chance > 0) {
		return
	}
	w.Lapsed++
	w.Expected += expected
	if len(w.List) == 2*w.keep {
		w.trim()
	}
	if len(w.List) >= w.keep && expected < w.List[w.keep-1].Expected {
		return
	}
	w.List = append(w.List, Lapsed{
		Customer: c.Key.String(), Segment: segment, Last: s.Last, Silent: int(asOf - s.Last),
		Usual: float64(s.Last-s.First) / float64(s.Occasions-1), Revenue: s.Revenue,
		AtStake: expected / chance, Chance: chance, Expected: expected, Reason: reason(c),
	})
	if len(w.List) == w.keep {
		w.trim()
	}
}

// trim sorts the list and cuts it to size; ties go by customer, so that the list does not depend on the order of input.
func (w *WinBack) trim() {
	slices.SortFunc(w.List, func(a, b Lapsed) int {
		return cmp.Or(-cmp.Compare(a.Expected, b.Expected), cmp.Compare(a.Customer, b.Customer))
	})
	w.List = w.List[:min(len(w.List), w.keep)]
}

// Merge adds the customers of another accumulator.
func (w *WinBack) Merge(o *WinBack) {
	w.List = append(w.List, o.List...)
	w.Lapsed += o.Lapsed
	w.Expected += o.Expected
	w.trim()
}

func reason(c *analytics.Customer) Reason {
	for _, p := range c.Complaints {
		if !p.Resolved {
			return ByComplaint
		}
	}
	if n := len(c.Answers); n > 0 && low(c.Answers[n-1]) {
		return ByLowScore
	}
	return BySilence
}

// lowShare is the part of the scale, from its lower end, that counts as a low score.
const lowShare = 0.4

func low(a analytics.Answer) bool {
	lowest, highest := a.ScaleMin, a.ScaleMax
	if !(highest > lowest) {
		return false
	}
	return a.Experience <= lowest+lowShare*(highest-lowest)
}

// Table lists the customers, best first.
func (w *WinBack) Table() analytics.Table {
	w.trim()
	return analytics.TableOf("winback", w.List)
}
