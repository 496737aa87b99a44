package recovery

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// Purpose is what a call is for.
type Purpose string

// The purposes of calls.
const (
	ToWinBack Purpose = "win back"  // a lapsed regular; the value is that of WinBack
	ToSettle  Purpose = "settle"    // a customer still active with a fresh complaint that is not resolved; the value is all that is expected
	ToAsk     Purpose = "ask"       // one with a fresh low score; likewise
	ToGrow    Purpose = "win share" // one who spends elsewhere; the value is the potential
)

// Call is a customer to call. It is a row of the table calls.
type Call struct {
	Customer string        `col:"customer_id"`
	Segment  string        `col:"segment"`
	Purpose  Purpose       `col:"purpose"`
	Reason   Reason        `col:"reason,nullzero"`
	About    string        `col:"about,nullzero"`
	Last     analytics.Day `col:"last_order"`
	Category string        `col:"last_category,nullzero"`
	Channel  string        `col:"last_channel,nullzero"`
	Value    float64       `col:"value"` // at stake within the horizon, in units of the currency
}

// Prospect is what is known of a customer who may be called.
type Prospect struct {
	Summary   analytics.Summary
	Segment   string
	Lapsed    bool
	Expected  float64 // value within the horizon; NaN where nothing can be forecast
	Potential float64 // what may be won of the spending elsewhere
}

// Calls keeps the calls with the most value at stake, one for each customer. It is filled customer by customer.
type Calls struct {
	List    []Call // best first once sorted; see Sort
	asOf    analytics.Day
	keep    int
	reasons *Reasons
}

// NewCalls keeps the best keep calls.
func NewCalls(asOf analytics.Day, keep int, reasons *Reasons) *Calls {
	return &Calls{asOf: asOf, keep: keep, reasons: reasons}
}

// leastValue is what must be at stake for a call: less than that rounds to nothing.
const leastValue = 0.01

// freshDays is how long a complaint or low score calls for an answer though the customer has bought since.
const freshDays = 90

// Consider takes a customer, cut at the as-of date.
func (l *Calls) Consider(c *analytics.Customer, p Prospect) {
	do, reason, about, value := l.purpose(c, p)
	if !(value >= leastValue) || len(l.List) >= l.keep && value < l.List[l.keep-1].Value {
		return
	}
	call := Call{Customer: c.Key.String(), Segment: p.Segment, Purpose: do, Reason: reason, About: about, Last: p.Summary.Last, Value: value}
	_, call.Category, call.Channel = lastBought(c, p.Summary.Last, l.reasons.labels)
	l.List = append(l.List, call)
	if n := len(l.List); n == l.keep || n == 2*l.keep {
		l.Sort()
	}
}

// purpose is what is most worth calling a customer for.
func (l *Calls) purpose(c *analytics.Customer, p Prospect) (do Purpose, reason Reason, about string, value float64) {
	if p.Lapsed {
		if p.Summary.Occasions > 1 && p.Expected > 0 {
			reason, about = l.reasons.Of(c)
			return ToWinBack, reason, about, p.Expected
		}
		return "", "", "", 0
	}
	fresh := l.fresh(c, p.Summary.Last)
	reason, about = l.reasons.Of(&fresh)
	switch {
	case reason != BySilence && p.Expected > 0 && !(p.Potential > p.Expected):
		return purposeOf[reason], reason, about, p.Expected
	case p.Potential > 0:
		return ToGrow, "", "", p.Potential
	default:
		return "", "", "", 0
	}
}

var purposeOf = map[Reason]Purpose{ByComplaint: ToSettle, ByLowScore: ToAsk, ByPrice: ToAsk}

// fresh is a customer with no more than the complaints and answers since the last purchase or of the last freshDays.
func (l *Calls) fresh(c *analytics.Customer, last analytics.Day) analytics.Customer {
	since := min(last, l.asOf-freshDays+1)
	from := func(n int, day func(i int) analytics.Day) int {
		for n > 0 && day(n-1) >= since {
			n--
		}
		return n
	}
	return analytics.Customer{
		Complaints: c.Complaints[from(len(c.Complaints), func(i int) analytics.Day { return c.Complaints[i].Opened }):],
		Answers:    c.Answers[from(len(c.Answers), func(i int) analytics.Day { return c.Answers[i].Day }):],
	}
}

// Merge adds the calls of another accumulator.
func (l *Calls) Merge(o *Calls) {
	l.List = append(l.List, o.List...)
	if len(l.List) > 2*l.keep {
		l.Sort()
	}
}

// Sort puts the list in order and cuts it; ties go by customer.
func (l *Calls) Sort() {
	slices.SortFunc(l.List, func(a, b Call) int {
		return cmp.Or(-cmp.Compare(a.Value, b.Value), cmp.Compare(a.Customer, b.Customer))
	})
	l.List = l.List[:min(len(l.List), l.keep)]
}

// Table lists the calls as they are sorted; omit names the columns whose input is absent.
func (l *Calls) Table(omit ...string) analytics.Table {
	return analytics.Undescribed("calls", l.List, omit...)
}
