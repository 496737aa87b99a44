// Package winback finds lapsed customers worth winning back, and measures what became of those who had lapsed before.
package winback

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// Lapsed is one customer to win back.
type Lapsed struct {
	Customer  string          `col:"customer_id" en:"customer to win back" zh:"应赢回的客户"`
	Segment   string          `col:"segment" en:"RFM segment of the customer" zh:"客户所在的 RFM 细分"`
	Last      analytics.Day   `col:"last_order" en:"day of the last purchase" zh:"最近一次购买的日期"`
	Silent    int             `col:"silent_days" unit:"days" en:"days since then" zh:"距最近一次购买的天数"`
	Usual     float64         `col:"usual_gap_days" unit:"days" en:"mean days between the customer's purchase occasions" zh:"客户购买的平均间隔天数"`
	Revenue   analytics.Money `col:"revenue" unit:"currency" en:"net revenue so far" zh:"迄今净收入"`
	AtStake   float64         `col:"value_at_stake" unit:"currency" en:"what the customer would spend within the horizon on coming back" zh:"若回来，预测期内的预期花费"`
	Chance    float64         `col:"chance" unit:"probability" en:"chance of buying again within the horizon, by the purchase model" zh:"按购买模型，预测期内再次购买的概率"`
	Expected  float64         `col:"expected_value" unit:"currency" en:"value at stake × chance, by which the list is ranked" zh:"可挽回价值 × 概率，名单按此排序"`
	Reason    Reason          `col:"reason" en:"complaint, price, low score or silence" zh:"原因：complaint 抱怨、price 价格、low score 低分、silence 沉默"`
	About     string          `col:"about,nullzero" en:"category of the complaint, or dimension that scored low" zh:"抱怨的类别或得分低的方面"`
	LastSpend analytics.Money `col:"last_spend" unit:"currency" en:"net revenue of the last purchase occasion" zh:"最近一次购买的净收入"`
	Category  string          `col:"last_category,nullzero" en:"category bought from last; the first by name of several" zh:"最近购买的品类；同日有多个时取名称排序最前者"`
	Channel   string          `col:"last_channel,nullzero" en:"channel of the last purchase" zh:"最近购买的渠道"`
}

// WinBackSchema describes the table winback.
var WinBackSchema = analytics.SchemaOf[Lapsed](analytics.Schema{
	Name:      "winback",
	Row:       "lost customer, the first 10,000 by expected value",
	RowZH:     "流失客户，按预期价值取前一万名",
	Meaning:   "customers who bought repeatedly and are lost, by what they may still bring",
	MeaningZH: "重复购买过而已流失的客户，按仍可能带来的价值排序",
})

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
	last := c.LastPurchase()
	l.LastSpend, l.Category, l.Channel = last.Net, w.reasons.labels.Name(last.Category), w.reasons.labels.Name(last.Channel)
	w.List = append(w.List, l)
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
	w.Refused += o.Refused
	if len(w.List) > 2*w.keep {
		w.trim()
	}
}

// Sort puts the list in order, after the last customer.
func (w *WinBack) Sort() { w.trim() }

// Table lists the customers as they are sorted; omit names the columns whose input is absent.
func (w *WinBack) Table(omit ...string) analytics.Table {
	return analytics.TableOf(WinBackSchema, w.List, omit...)
}
