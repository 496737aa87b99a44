package winback

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
	Customer string        `col:"customer_id" en:"customer to call" zh:"应联系的客户"`
	Segment  string        `col:"segment" en:"RFM segment of the customer" zh:"客户所在的 RFM 细分"`
	Purpose  Purpose       `col:"purpose" en:"win back, settle, ask or win share" zh:"win back 赢回、settle 了结问题、ask 询问、win share 争取份额"`
	Reason   Reason        `col:"reason,nullzero" en:"why: complaint, price, low score or silence; empty where it is none of these" zh:"原因：complaint 抱怨、price 价格、low score 低分、silence 沉默；都不是则为空"`
	About    string        `col:"about,nullzero" en:"category of the complaint, or dimension that scored low" zh:"抱怨的类别或得分低的方面"`
	Last     analytics.Day `col:"last_order" en:"day of the last purchase" zh:"最近一次购买的日期"`
	Category string        `col:"last_category,nullzero" en:"category bought from last; the first by name of several" zh:"最近购买的品类；同日有多个时取名称排序最前者"`
	Channel  string        `col:"last_channel,nullzero" en:"channel of the last purchase" zh:"最近购买的渠道"`
	Value    float64       `col:"value" unit:"currency" en:"value at stake within the horizon" zh:"预测期内的可挽回价值"`
}

// CallsSchema describes the table calls.
var CallsSchema = analytics.SchemaOf[Call](analytics.Schema{
	Name:      "calls",
	Row:       "customer to call, the first 1,000 by value at stake",
	RowZH:     "应联系的客户，按可挽回价值取前一千名",
	Meaning:   "whom to call first, and what about",
	MeaningZH: "应先联系谁、为何事",
})

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
	last := c.LastPurchase()
	call.Category, call.Channel = l.reasons.labels.Name(last.Category), l.reasons.labels.Name(last.Channel)
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
	return analytics.TableOf(CallsSchema, l.List, omit...)
}
