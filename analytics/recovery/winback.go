// Package recovery finds lapsed customers worth winning back, and measures what became of those who had lapsed before.
package recovery

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// Lapsed is one customer to win back.
type Lapsed struct {
	Customer  string          `col:"customer_id"`
	Segment   string          `col:"segment"`
	Last      analytics.Day   `col:"last_order"`
	Silent    int             `col:"silent_days"`
	Usual     float64         `col:"usual_gap_days"` // mean days between occasions
	Revenue   analytics.Money `col:"revenue"`        // so far
	AtStake   float64         `col:"value_at_stake"` // what the customer would spend within the horizon on coming back
	Chance    float64         `col:"chance"`         // of buying again within the horizon, by the purchase model
	Expected  float64         `col:"expected_value"` // value at stake × chance, which ranks the list
	Reason    Reason          `col:"reason"`
	About     string          `col:"about,nullzero"`         // the complaint's category or the dimension that scored low
	LastSpend analytics.Money `col:"last_spend"`             // net revenue of the last occasion
	Category  string          `col:"last_category,nullzero"` // last bought from; the first by name of several
	Channel   string          `col:"last_channel,nullzero"`
}

// WinBack keeps the lapsed customers with the highest expected value, and counts all.
type WinBack struct {
	List     []Lapsed // best first once sorted; see Sort
	Lapsed   int      // repeat customers who have lapsed and may be contacted
	Expected float64  // their expected value, in units of the currency
	Refused  int      // those besides who do not want to be contacted; they are not listed
	keep     int
	reasons  *Reasons
	chance   func(*analytics.Customer, analytics.Summary) float64
}

// NewWinBack keeps the best keep customers; chance is that of buying again within the horizon, asked for those alone that come on the list.
func NewWinBack(keep int, reasons *Reasons, chance func(*analytics.Customer, analytics.Summary) float64) *WinBack {
	return &WinBack{keep: keep, reasons: reasons, chance: chance}
}

// Consider takes a customer who has lapsed, with the value expected within the horizon by the purchase model; contact tells whether the
// customer may be contacted. One-time buyers are left out: there is no habit that they broke.
func (w *WinBack) Consider(c *analytics.Customer, s analytics.Summary, asOf analytics.Day, segment string, expected float64, contact bool) {
	if s.Occasions < 2 || !(expected > 0) {
		return
	}
	if !contact {
		w.Refused++
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
	chance := w.chance(c, s)
	if !(chance > 0) {
		return // so surely gone that the chance is lost in rounding
	}
	l := Lapsed{
		Customer: c.Key.String(), Segment: segment, Last: s.Last, Silent: int(asOf - s.Last),
		Usual: float64(s.Last-s.First) / float64(s.Occasions-1), Revenue: s.Revenue,
		AtStake: expected / chance, Chance: chance, Expected: expected,
	}
	l.Reason, l.About = w.reasons.Of(c)
	l.LastSpend, l.Category, l.Channel = lastBought(c, s.Last, w.reasons.labels)
	w.List = append(w.List, l)
	if len(w.List) == w.keep {
		w.trim()
	}
}

// lastBought says for how much a customer bought on the last day of purchase, from which category, the first by name of several, and in
// which channel.
func lastBought(c *analytics.Customer, day analytics.Day, labels *analytics.Labels) (spend analytics.Money, category, channel string) {
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Day == day && r.Purchases > 0 {
			spend += r.Net()
			channel = labels.Name(r.Channel)
		}
	}
	last, of := analytics.NoDay, analytics.Label(0)
	for _, g := range c.Categories {
		if g.Last > last || g.Last == last && g.Name < of {
			last, of = g.Last, g.Name
		}
	}
	return spend, labels.Name(of), channel
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
	w.Refused += o.Refused
	if len(w.List) > 2*w.keep {
		w.trim()
	}
}

// Sort puts the list in order, after the last customer.
func (w *WinBack) Sort() { w.trim() }

// Table lists the customers as they are sorted; omit names the columns whose input is absent.
func (w *WinBack) Table(omit ...string) analytics.Table {
	return analytics.Undescribed("winback", w.List, omit...)
}
