// Package nextbuy tells what customers of a category buy next that they had not bought (关联购买), against what all buy next.
//
// A step is an order, by the clock, in which a customer who has bought before buys in a category, or several, for the first time. The
// customers of a category are those who had it and made a step later; each is counted once, at the first. Of these, the share that bought a
// given category is taken among those who had not had it, and compared with that of all steps of customers who had not had it: their ratio is
// the lift. Its interval is by the delta method on the logarithm, the customers of the category being a part of all.
package nextbuy

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
)

// Steps counts steps between categories. It is an accumulator.
type Steps struct {
	question analytics.Question
	place    map[analytics.Label]int
	names    []analytics.Label
	from     []tally // by place: steps of the category's customers
	all      tally   // all steps
}

// tally is steps by the category that they led to, and how many of them were of customers who had had it already.
type tally struct {
	steps   int
	to, had []int // by place; as long as there are any
}

func (t *tally) add(to, had []int) {
	t.steps++
	for _, at := range to {
		count(&t.to, at, 1)
	}
	for _, at := range had {
		count(&t.had, at, 1)
	}
}

func count(counts *[]int, at, n int) {
	if at >= len(*counts) {
		*counts = append(*counts, make([]int, at+1-len(*counts))...)
	}
	(*counts)[at] += n
}

// New makes an accumulator.
func New(q analytics.Question) *Steps { return &Steps{question: q, place: map[analytics.Label]int{}} }

// of is the place of a category.
func (s *Steps) of(name analytics.Label) int {
	at, ok := s.place[name]
	if !ok {
		at = len(s.names)
		s.place[name], s.names, s.from = at, append(s.names, name), append(s.from, tally{})
	}
	return at
}

// Add adds a customer.
func (s *Steps) Add(c *analytics.Customer) {
	known := c.Until(s.question.AsOf)
	var room [16]int
	places, had, stepped := room[:0], 0, 0
	for had < len(known.Categories) {
		to := had
		for to < len(known.Categories) && known.Categories[to].FirstWith(&known.Categories[had]) {
			places = append(places, s.of(known.Categories[to].Name))
			to++
		}
		if had > 0 {
			s.all.add(places[had:], places[:had])
			for _, category := range places[stepped:had] {
				s.from[category].add(places[had:], places[:had])
			}
		}
		stepped, had = had, to
	}
}

// Merge adds the customers of another accumulator.
func (s *Steps) Merge(o *Steps) {
	places := make([]int, len(o.names)) // all of them first, for a new one moves the tallies
	for at, name := range o.names {
		places[at] = s.of(name)
	}
	for at := range o.from {
		s.from[places[at]].merge(&o.from[at], places)
	}
	s.all.merge(&o.all, places)
}

func (t *tally) merge(o *tally, places []int) {
	t.steps += o.steps
	for at, n := range o.to {
		count(&t.to, places[at], n)
	}
	for at, n := range o.had {
		count(&t.had, places[at], n)
	}
}

// share is how many steps of customers who had not had a category led to it, and how many such steps there were.
func (t *tally) share(to int) (n, of int) { return at(t.to, to), t.steps - at(t.had, to) }

func at(counts []int, i int) int {
	if i < len(counts) {
		return counts[i]
	}
	return 0
}

// Row is a row of the table next_purchase.
type Row struct {
	From      string  `col:"category" en:"category that customers had bought from" zh:"客户已购买过的品类"`
	To        string  `col:"next_category" en:"category that they had not" zh:"其尚未购买过的品类"`
	N         int     `col:"n" unit:"customers" en:"customers of category who had not bought next_category, at their first later purchase in a new category" zh:"购买过 category、未购买过 next_category，且之后首次购买新品类的客户数"`
	Customers int     `col:"customers" unit:"customers" en:"of these, who bought next_category" zh:"其中购买 next_category 者"`
	Share     float64 `col:"share" unit:"share" en:"their share" zh:"其占比"`
	Low       float64 `col:"share_low" unit:"share" en:"lower end of its 95 % interval (Wilson)" zh:"其 95% 区间下限（Wilson）"`
	High      float64 `col:"share_high" unit:"share" en:"upper end of its 95 % interval (Wilson)" zh:"其 95% 区间上限（Wilson）"`
	Base      float64 `col:"share_all" unit:"share" en:"the same share among all purchases in a new category by customers who had not bought next_category" zh:"所有未购买过 next_category 的客户在购买新品类时的同一比例"`
	Lift      float64 `col:"lift" unit:"ratio" en:"share ÷ share_all: 1 where customers of category buy it next as all do" zh:"share ÷ share_all：与全体相同为 1"`
	LiftLow   float64 `col:"lift_low" unit:"ratio" en:"lower end of the 95 % interval of lift (delta method); empty where nobody did" zh:"lift 的 95% 区间下限（delta 法）；无人则为空"`
	LiftHigh  float64 `col:"lift_high" unit:"ratio" en:"upper end likewise" zh:"上限，同上"`
}

// Verdict tells whether customers of the category buy it next more or less than all do.
func (r *Row) Verdict() analytics.Verdict { return analytics.Apart(r.LiftLow, r.LiftHigh, 1, 1) }

// Schema describes the table next_purchase.
var Schema = analytics.SchemaOf[Row](analytics.Schema{
	Name:      "next_purchase",
	Row:       "pair of categories, by category and the greatest share first",
	RowZH:     "品类组合，按品类排列，占比高者在前",
	Meaning:   "what customers of a category buy next that they had not bought, against what all buy next",
	MeaningZH: "某品类的客户接下来购买哪些未曾购买的品类，与全体相比",
})

// Rows are the pairs that occurred.
func (s *Steps) Rows() (rows []Row) {
	for from, t := range s.from {
		for to := range s.names {
			if n, of := t.share(to); n > 0 && from != to {
				rows = append(rows, s.row(from, to, n, of))
			}
		}
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.Share, a.Share), cmp.Compare(a.To, b.To))
	})
	return rows
}

func (s *Steps) row(from, to, n, of int) Row {
	name := s.question.Labels.Name
	share, r := analytics.ShareOf(int64(n), int64(of)), Row{From: name(s.names[from]), To: name(s.names[to]), N: of, Customers: n}
	bought, all := s.all.share(to)
	base := float64(bought) / float64(all)
	r.Share, r.Low, r.High, r.Base, r.Lift = share.Share, share.Low, share.High, base, share.Share/base
	r.LiftLow, r.LiftHigh = math.NaN(), math.NaN()
	if others := all - of; others >= 0 {
		rest := 0.0 // variance of the share of the others
		if others > 0 {
			q := float64(bought-n) / float64(others)
			rest = max(0, q*(1-q)) / float64(others)
		}
		part := float64(of) / float64(all)
		se := math.Sqrt(sq(1/r.Share-part/base)*r.Share*(1-r.Share)/float64(of) + sq((1-part)/base)*rest)
		r.LiftLow, r.LiftHigh = r.Lift*math.Exp(-analytics.Z*se), r.Lift*math.Exp(analytics.Z*se)
	}
	return r
}

func sq(x float64) float64 { return x * x }

// Table is the table next_purchase.
func (s *Steps) Table() analytics.Table { return analytics.TableOf(Schema, s.Rows()) }

// Guess tells the most likely next category of a customer.
type Guess struct {
	likely map[analytics.Label][]analytics.Label // by the category that was last added, the likeliest first
	all    []analytics.Label                     // whatever it was
}

// enough is how many customers of a category it takes to go by what they bought next; else all do.
const enough = 30

// Guess ranks what comes next.
func (s *Steps) Guess() *Guess {
	g := &Guess{likely: map[analytics.Label][]analytics.Label{}, all: s.ranked(&s.all)}
	for from := range s.from {
		if s.from[from].steps >= enough {
			g.likely[s.names[from]] = s.ranked(&s.from[from])
		}
	}
	return g
}

// ranked are the categories by the share of steps that led to each, among customers who had not had it.
func (s *Steps) ranked(t *tally) (list []analytics.Label) {
	share := map[analytics.Label]float64{}
	for to, name := range s.names {
		if n, of := t.share(to); n > 0 {
			share[name], list = float64(n)/float64(of), append(list, name)
		}
	}
	slices.SortFunc(list, func(a, b analytics.Label) int { return cmp.Or(cmp.Compare(share[b], share[a]), cmp.Compare(a, b)) })
	return list
}

// Of is the likeliest next category of a customer, cut at the as-of date, that was not bought yet; zero where there is none.
func (g *Guess) Of(c *analytics.Customer) analytics.Label {
	if len(c.Categories) == 0 {
		return 0
	}
	last := c.Categories[len(c.Categories)-1].Name
	for _, list := range [][]analytics.Label{g.likely[last], g.all} {
		for _, name := range list {
			if !slices.ContainsFunc(c.Categories, func(had analytics.Category) bool { return had.Name == name }) {
				return name
			}
		}
	}
	return 0
}
