package loyalty

import (
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Kinds adds up customers by kind of loyalty, and what those who repeat brought. It is filled customer by customer and does not grow with
// them.
type Kinds struct {
	asOf, start analytics.Day
	all         tally
	byKind      map[Kind]*tally
	byHabit     map[way]*tally
	loyal       tally           // who repeat
	then        kept            // who repeated a year ago
	lastYear    analytics.Total // net revenue of everybody
}

// tally is so many customers and their net revenue of the last 365 days.
type tally struct {
	n     int64
	spend analytics.Total
}

// way is how customers buy.
type way struct {
	repeats bool
	habit   Habit
}

// kept is what customers who repeated in the year before spent in it, and in the year after.
type kept struct {
	n             int64
	before, after analytics.Total
	aa, ab, bb    float64 // sums of squares and products
}

// NewKinds makes an accumulator for customers as of the question's date.
func NewKinds(q analytics.Question) *Kinds {
	return &Kinds{asOf: q.AsOf, start: q.Start, byKind: map[Kind]*tally{}, byHabit: map[way]*tally{}}
}

// Add adds a customer with a purchase.
func (k *Kinds) Add(m Member) {
	one := tally{n: 1}
	one.spend.Add(m.year[0].spend)
	k.all.merge(&one)
	entry(k.byKind, m.Kind).merge(&one)
	entry(k.byHabit, way{m.Repeats, m.Habit}).merge(&one)
	k.lastYear.Add(m.year[0].spend)
	if m.Repeats {
		k.loyal.merge(&one)
	}
	if m.year[1].occasions >= repeatsFrom {
		a, b := m.year[1].spend.Units(), m.year[0].spend.Units()
		past := kept{n: 1, aa: a * a, ab: a * b, bb: b * b}
		past.before.Add(m.year[1].spend)
		past.after.Add(m.year[0].spend)
		k.then.merge(&past)
	}
}

func entry[K comparable](m map[K]*tally, key K) *tally {
	if m[key] == nil {
		m[key] = &tally{}
	}
	return m[key]
}

func (t *tally) merge(o *tally) {
	t.n += o.n
	t.spend.Merge(o.spend)
}

func (p *kept) merge(o *kept) {
	p.n += o.n
	p.before.Merge(o.before)
	p.after.Merge(o.after)
	p.aa, p.ab, p.bb = p.aa+o.aa, p.ab+o.ab, p.bb+o.bb
}

// Merge adds other customers.
func (k *Kinds) Merge(o *Kinds) {
	k.all.merge(&o.all)
	k.loyal.merge(&o.loyal)
	k.then.merge(&o.then)
	k.lastYear.Merge(o.lastYear)
	for key, t := range o.byKind {
		entry(k.byKind, key).merge(t)
	}
	for key, t := range o.byHabit {
		entry(k.byHabit, key).merge(t)
	}
}

// Types is the customers by kind of loyalty, and by how they buy.
type Types struct {
	Loyal   analytics.Share // customers who repeat, of all with a purchase
	Asked   int64           // customers whose attachment is known
	Kinds   []TypeRow       // of customers who were asked, in a fixed order; empty where nobody was
	Habits  []TypeRow       // of all
	Revenue float64         // of the loyal ones, in the last 365 days
	Next    Next
}

// TypeRow is a kind or a way of buying. It is a row of the table loyalty_types.
type TypeRow struct {
	By        string  `col:"by"`              // "type", or "behaviour"
	Name      string  `col:"name"`            // a Kind, or a Habit
	Repeats   string  `col:"repeat,nullzero"` // "high" or "low"; empty where either
	Customers int64   `col:"customers"`
	Share     float64 `col:"share"`
	Low       float64 `col:"low"` // 95 % (Wilson)
	High      float64 `col:"high"`
	Revenue   float64 `col:"revenue"` // net, of the last 365 days
	OfRevenue float64 `col:"share_revenue"`
}

// Next is what the loyal customers of today may bring in the next 365 days: their revenue of the last 365 days times what those who
// were loyal a year ago brought after it, for each unit they had brought before.
//
// Assumed: the next year treats its customers as the last one did. The interval holds what comes from there being so many customers
// then and now, 95 % by the ratio estimator's normal approximation (Cochran 1977, Sampling Techniques, equation 6.13).
type Next struct {
	Known     bool     // there are two years of data and customers to learn from
	Then      int64    // customers who were loyal a year ago
	Ratio     Estimate // of their revenue after it to that before
	Revenue   Estimate // of the next year
	LastShare float64  // of everybody's revenue in the last year, what those who were loyal at its beginning brought
}

var kindOrder = []Kind{SuperValue, Incentive, Inertia, Monopoly, PriceLed, Latent, None}

// Types derives the result.
func (k *Kinds) Types() *Types {
	t := &Types{Loyal: analytics.ShareOf(k.loyal.n, k.all.n), Asked: k.all.n, Revenue: k.loyal.spend.Units(), Next: k.next()}
	whole := k.all
	if unasked := k.byKind[NotAsked]; unasked != nil {
		t.Asked -= unasked.n
		whole.spend.Merge(unasked.spend.Neg())
	}
	for _, kind := range kindOrder {
		if own := k.byKind[kind]; t.Asked > 0 && own != nil {
			t.Kinds = append(t.Kinds, own.row("type", string(kind), kind.repeats(), t.Asked, whole.spend))
		}
	}
	ways := slices.SortedFunc(maps.Keys(k.byHabit), func(a, b way) int { return slices.Index(wayOrder, a) - slices.Index(wayOrder, b) })
	for _, w := range ways {
		t.Habits = append(t.Habits, k.byHabit[w].row("behaviour", string(w.habit), w.level(), k.all.n, k.all.spend))
	}
	return t
}

var wayOrder = []way{{true, Captive}, {true, Discounted}, {true, Steady}, {true, Other}, {false, Captive}, {false, Discounted}, {false, Steady}, {false, Other}}

func (k Kind) repeats() string {
	switch k {
	case None:
		return ""
	case Latent, PriceLed:
		return "low"
	default:
		return "high"
	}
}

func (w way) level() string {
	if w.repeats {
		return "high"
	}
	return "low"
}

func (t *tally) row(by, name, repeats string, of int64, spend analytics.Total) TypeRow {
	s := analytics.ShareOf(t.n, of)
	return TypeRow{by, name, repeats, t.n, s.Share, s.Low, s.High, t.spend.Units(), t.spend.Units() / spend.Units()}
}

func (k *Kinds) next() Next {
	p := &k.then
	n, before, after := float64(p.n), p.before.Units(), p.after.Units()
	if k.start > k.asOf-2*year+1 || p.n < 2 || !(before > 0) {
		return Next{Ratio: unknown(), Revenue: unknown(), LastShare: math.NaN()}
	}
	ratio := after / before
	each := math.Max(0, p.bb-2*ratio*p.ab+ratio*ratio*p.aa) / (n - 1) // variance of a customer's revenue about the ratio
	spend, now := k.loyal.spend.Units(), float64(k.loyal.n)
	se := math.Sqrt(n*each) / before
	return Next{
		Known: true, Then: p.n, Ratio: around(ratio, se), LastShare: after / k.lastYear.Units(),
		Revenue: around(ratio*spend, math.Sqrt(squared(spend*se)+now*each)),
	}
}

// Table is loyalty_types.
func (t *Types) Table() analytics.Table {
	return analytics.TableOf("loyalty_types", slices.Concat(t.Kinds, t.Habits))
}
