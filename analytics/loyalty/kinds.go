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
	inert       [2]tally        // of inertia: in one place at steady gaps, out of habit
	loyal       tally           // who come back and are current
	today       [classes]sum    // of them, by class
	then        [classes]kept   // who did and were a year ago
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

// sum is so many customers and what they spent in a year.
type sum struct {
	n     int64
	spend analytics.Total
}

// kept is what customers who repeated in a year spent in it, and in the year after.
type kept struct {
	sum
	after      analytics.Total
	aa, ab, bb float64 // sums of squares and products
}

// classes are those in which customers keep on differently: by days since the last purchase (up to 30, 90, 180 and more) and since the
// first (up to 90, 180, 365 and more).
const (
	classes     = silences * ages
	silences    = 4
	ages        = 4
	fewestAlike = 10 // customers of a class; with fewer the class of all ages stands in
)

var ageSteps = []int{91, 181, year}

func (s span) class() int { return step(s.silent, silenceSteps)*ages + step(s.tenure, ageSteps) }

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
	switch {
	case m.Kind == Inertia && m.Habit == Steady:
		k.inert[0].merge(&one)
	case m.Kind == Inertia:
		k.inert[1].merge(&one)
	}
	k.lastYear.Add(m.year[0].spend)
	if m.Loyal[0] {
		k.loyal.merge(&one)
		k.today[m.year[0].class()].add(m.year[0].spend)
	}
	if m.Loyal[1] {
		k.then[m.year[1].class()].add(m.year[1].spend, m.year[0].spend)
	}
}

func (p *sum) add(m analytics.Money) {
	p.n++
	p.spend.Add(m)
}

func (p *kept) add(before, after analytics.Money) {
	p.sum.add(before)
	p.after.Add(after)
	a, b := before.Units(), after.Units()
	p.aa, p.ab, p.bb = p.aa+a*a, p.ab+a*b, p.bb+b*b
}

func entry[K comparable](m map[K]*tally, key K) *tally {
	t := m[key]
	if t == nil {
		t = &tally{}
		m[key] = t
	}
	return t
}

func (t *tally) merge(o *tally) {
	t.n += o.n
	t.spend.Merge(o.spend)
}

func (p *sum) merge(o *sum) {
	p.n += o.n
	p.spend.Merge(o.spend)
}

func (p *kept) merge(o *kept) {
	p.sum.merge(&o.sum)
	p.after.Merge(o.after)
	p.aa, p.ab, p.bb = p.aa+o.aa, p.ab+o.ab, p.bb+o.bb
}

// Merge adds other customers.
func (k *Kinds) Merge(o *Kinds) {
	k.all.merge(&o.all)
	k.loyal.merge(&o.loyal)
	for i := range k.inert {
		k.inert[i].merge(&o.inert[i])
	}
	for i := range k.then {
		k.today[i].merge(&o.today[i])
		k.then[i].merge(&o.then[i])
	}
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
	Loyal   analytics.Share // customers who come back and are current, of all with a purchase
	Asked   int64           // customers whose attachment is known
	Kinds   []TypeRow       // of customers who were asked, in a fixed order; empty where nobody was
	Inertia []TypeRow       // the two ways of inertia, which add up to it
	Habits  []TypeRow       // of all
	Revenue float64         // of the loyal ones, in the last 365 days
	Next    Next
}

// The ways of inertia.
const (
	InOnePlace = "in one place at steady gaps"
	OutOfHabit = "out of habit"
)

// TypeRow is a kind or a way of buying. It is a row of the table loyalty_types.
type TypeRow struct {
	By        string  `col:"by" en:"type (of customers who were asked), inertia (its two ways, likewise) or behaviour (of all)" zh:"type 忠诚类型（被问过的客户），inertia 惰性的两种情形（同上），behaviour 购买方式（全部客户）"`
	Name      string  `col:"name" en:"the type or way of buying" zh:"类型或购买方式"`
	Repeats   string  `col:"repeat,nullzero" en:"high or low repeat purchase; empty where either" zh:"重复购买的高（high）低（low）；两者皆可则为空"`
	Customers int64   `col:"customers" unit:"customers" en:"customers of it" zh:"该类客户数"`
	Share     float64 `col:"share" unit:"share" en:"share of the customers counted" zh:"占所计客户的比例"`
	Low       float64 `col:"low" unit:"share" en:"lower end of the share's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High      float64 `col:"high" unit:"share" en:"upper end of the share's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Revenue   float64 `col:"revenue" unit:"currency" en:"their net revenue of the last 365 days" zh:"其最近 365 天的净收入"`
	OfRevenue float64 `col:"share_revenue" unit:"share" en:"share of the net revenue of those counted" zh:"占所计客户净收入的比例"`
}

// TypesSchema describes the table loyalty_types.
var TypesSchema = analytics.SchemaOf[TypeRow](analytics.Schema{
	Name:      "loyalty_types",
	Row:       "kind of loyalty, or way of buying",
	RowZH:     "忠诚类型或购买方式",
	Meaning:   "why customers come back: attachment, or want of a reason to leave",
	MeaningZH: "客户为何回来：真心依恋，还是没有理由离开",
})

// Next is what the loyal customers of today may bring in the next 365 days: what they spent in the last 365 times what those who were
// loyal a year ago brought after it for each unit they had spent in the year before, separately by days since the last purchase and
// since the first. It takes three years of data, so that there were customers of all ages a year ago.
//
// Assumed: the next year treats its customers as the last one did. The interval holds what comes from there being so many customers
// then and now, 95 % by the separate ratio estimator's normal approximation (Cochran 1977, Sampling Techniques, section 6.11).
type Next struct {
	Known     bool     // there are three years of data and customers to learn from
	Then      int64    // customers who were loyal a year ago
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
	for i, name := range [2]string{InOnePlace, OutOfHabit} {
		if own := &k.inert[i]; t.Asked > 0 && own.n > 0 {
			t.Inertia = append(t.Inertia, own.row("inertia", name, "high", t.Asked, whole.spend))
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
	case Latent, PriceLed, None:
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
	none := Next{Revenue: unknown(), LastShare: math.NaN()}
	var whole kept
	var value, variance float64
	for i := range k.then {
		whole.merge(&k.then[i])
		if k.today[i].n == 0 {
			continue
		}
		v, w, ok := k.alike(i).predict(k.today[i])
		if !ok {
			return none
		}
		value, variance = value+v, variance+w
	}
	if k.start > k.asOf-3*year+1 || k.loyal.n == 0 {
		return none
	}
	return Next{Known: true, Then: whole.n, LastShare: whole.after.Units() / k.lastYear.Units(), Revenue: around(value, math.Sqrt(variance))}
}

// alike is the customers of a class a year ago, or where they are few those as silent of all ages.
func (k *Kinds) alike(class int) *kept {
	if k.then[class].n >= fewestAlike {
		return &k.then[class]
	}
	var all kept
	for age := range ages {
		all.merge(&k.then[class/ages*ages+age])
	}
	return &all
}

// predict is what customers of today will spend if they do as these did, and its variance.
func (p *kept) predict(now sum) (value, variance float64, ok bool) {
	n, before := float64(p.n), p.spend.Units()
	if p.n < 2 || !(before > 0) {
		return 0, 0, false
	}
	ratio := p.after.Units() / before
	each := math.Max(0, p.bb-2*ratio*p.ab+ratio*ratio*p.aa) / (n - 1) // of a customer about the ratio
	return ratio * now.spend.Units(), squared(now.spend.Units()/before)*n*each + float64(now.n)*each, true
}

// Table is loyalty_types.
func (t *Types) Table() analytics.Table {
	return analytics.TableOf(TypesSchema, slices.Concat(t.Kinds, t.Inertia, t.Habits))
}
