package loyalty

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Result derives the curve.
func (c *Curve) Result() *Result {
	r := &Result{}
	s := c.basis(r)
	r.Answered, r.Outside, r.Strangers = s.answered, s.outside, s.strangers
	i := s.longest()
	r.Days, r.Recent = c.days[i], s.within[i].recent
	spots := binned(r.onOneScale(s.within[i].at))
	r.Binned = spots.binned
	r.levels(spots)
	bought := again(r.Levels)
	r.Rank, r.Concordant = bought.spearman(), bought.kendall()
	cells := r.cells(spots)
	r.orders(cells)
	r.spending(cells)
	r.adjust(cells)
	r.Trap = Search(pointsOf(r.Levels))
	if r.Trap.Verdict == Found {
		r.Stake = r.stake(cells)
	}
	return r
}

// basis chooses what the score is.
func (c *Curve) basis(r *Result) *side {
	switch {
	case c.overall.answered > 0:
		r.Basis, r.Dimension = Overall, string(Overall)
		return &c.overall
	case len(c.dimensions) == 1:
		r.Basis = Only
		for l := range c.dimensions {
			r.Dimension = c.question.Labels.Name(l)
		}
	default:
		r.Basis = Mean
	}
	return &c.mean
}

// longest is the longest follow-up for which at least half of the customers were observed, or else the shortest.
func (s *side) longest() int {
	for i := len(s.within) - 1; i > 0; i-- {
		observed := int64(0)
		for _, g := range s.within[i].at {
			observed += g.n
		}
		if observed > 0 && observed >= s.within[i].recent {
			return i
		}
	}
	return 0
}

// spot is a place on the scale, in hundredths, and a prior.
type spot struct {
	key   int64
	prior prior
}

// spots are the customers on one scale.
type spots struct {
	at     map[spot]*group
	binned bool
}

// sorted are the spots by place, then prior, so that sums of floating-point figures do not depend on the order of a map.
func (s spots) sorted() []spot {
	return slices.SortedFunc(maps.Keys(s.at), func(a, b spot) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.prior, b.prior)) })
}

// keys are the places, rising.
func (s spots) keys() (keys []int64) {
	for _, at := range s.sorted() {
		keys = append(keys, at.key)
	}
	return slices.Compact(keys)
}

func (s spots) into(at spot) *group {
	if s.at[at] == nil {
		s.at[at] = &group{}
	}
	return s.at[at]
}

// onOneScale puts the groups on the stated scale that most customers answered on, end to end. Scores without a stated
// scale are taken to be on it.
func (r *Result) onOneScale(at map[score]*group) spots {
	scores := slices.SortedFunc(maps.Keys(at), func(a, b score) int {
		return cmp.Or(cmp.Compare(a.min, b.min), cmp.Compare(a.max, b.max), cmp.Compare(a.hundredths, b.hundredths), cmp.Compare(a.prior, b.prior))
	})
	to := commonest(scores, at)
	placed := spots{at: map[spot]*group{}}
	for _, s := range scores {
		key := int64(s.hundredths)
		if s.stated() && s.ends() != to {
			key = int64(math.RoundToEven(100*to.min + (float64(key)-100*s.min)*(to.max-to.min)/(s.max-s.min)))
			r.Rescaled += at[s].n
		}
		placed.into(spot{key, s.prior}).merge(at[s])
	}
	return placed
}

// commonest is the stated scale of most customers, as a score of zero; the lower one of equals.
func commonest(scores []score, at map[score]*group) (most score) {
	n := map[score]int64{}
	for _, s := range scores {
		if s.stated() {
			n[s.ends()] += at[s].n
		}
	}
	for _, s := range scores {
		if n[s.ends()] > n[most] {
			most = s.ends()
		}
	}
	return most
}

func (s score) stated() bool { return s.min < s.max }

func (s score) ends() score { return score{min: s.min, max: s.max} }

// mostLevels is how many levels a curve has at most, as many as the points of 0–10.
const mostLevels = 11

// binned rounds scores to the finest of the steps 0.5, 1, 2, 5, 10 … that leaves at most eleven levels, where there are more.
func binned(s spots) spots {
	keys := s.keys()
	if len(keys) <= mostLevels {
		return s
	}
	for decade := int64(1); ; decade *= 10 {
		for _, half := range []int64{50, 100, 200} {
			step := half * decade
			if nearest(keys[len(keys)-1], step)-nearest(keys[0], step) <= (mostLevels-1)*step {
				return s.rounded(step)
			}
		}
	}
}

func (s spots) rounded(step int64) spots {
	bins := spots{at: map[spot]*group{}, binned: true}
	for _, at := range s.sorted() {
		bins.into(spot{nearest(at.key, step), at.prior}).merge(s.at[at])
	}
	return bins
}

// nearest rounds to a multiple of step, halves up.
func nearest(x, step int64) int64 {
	return int64(math.Floor(float64(x)/float64(step)+0.5)) * step
}

func (r *Result) levels(s spots) {
	whole := spots{at: map[spot]*group{}}
	for _, at := range s.sorted() {
		whole.into(spot{key: at.key}).merge(s.at[at])
	}
	var again int64
	for _, at := range whole.sorted() {
		g := whole.at[at]
		r.Levels = append(r.Levels, g.level(float64(at.key)/100))
		r.Customers += g.n
		again += g.repurchased
	}
	r.Again = analytics.ShareOf(again, r.Customers)
	isotonic(r.Levels)
	for i, y := range lowess(pointsOf(r.Levels), lowessShare, 0, 1) {
		r.Levels[i].Smooth = y
	}
}

// lowessShare is the share of customers in each local line, the usual one.
const lowessShare = 2.0 / 3

// cells are the customers by level and prior.
func (r *Result) cells(s spots) (cells []cell) {
	keys := s.keys()
	for _, at := range s.sorted() {
		level, _ := slices.BinarySearch(keys, at.key)
		cells = append(cells, cell{level, at.prior, s.at[at]})
	}
	return cells
}

// orders correlates score and orders.
func (r *Result) orders(cells []cell) {
	table := make(contingency, len(r.Levels))
	for i := range table {
		table[i] = make([]float64, mostOrders+1)
	}
	for _, c := range cells {
		for k, n := range c.times {
			table[c.level][k] += float64(n)
		}
	}
	r.RankOrders, r.ConcordantOrders = table.spearman(), table.kendall()
}

// spending is the straight line of spend over the score, whose error allows for spend that varies more among some scores (White 1980,
// Econometrica 48), and the correlation of score and bringing somebody.
func (r *Result) spending(cells []cell) {
	at, referred := make([]group, len(r.Levels)), make(contingency, len(r.Levels))
	var n, x, y float64
	for _, c := range cells {
		at[c.level].merge(c.group)
	}
	for i := range at {
		g := &at[i]
		referred[i] = []float64{float64(g.n - g.referred), float64(g.referred)}
		n, x, y = n+float64(g.n), x+float64(g.n)*r.Levels[i].Score, y+g.spend.Units()
	}
	var xx, xy, meat float64
	for i := range at {
		d := r.Levels[i].Score - x/n
		xx, xy = xx+float64(at[i].n)*d*d, xy+d*at[i].spend.Units()
	}
	slope := xy / xx
	for i := range at {
		g, d := &at[i], r.Levels[i].Score-x/n
		fit := y/n + slope*d
		meat += d * d * math.Max(0, g.squares-2*fit*g.spend.Units()+float64(g.n)*fit*fit)
	}
	r.ConcordantReferred, r.SpendSlope = referred.kendall(), unknown()
	if xx > 1e-9 && n > 2 {
		r.SpendSlope = around(slope, math.Sqrt(meat*n/(n-2))/xx)
	}
}

func (g *group) level(score float64) Level {
	s, n := analytics.ShareOf(g.repurchased, g.n), float64(g.n)
	l := Level{
		Score: score, N: g.n, Repurchased: g.repurchased, Rate: s.Share, Low: s.Low, High: s.High,
		Orders: float64(g.orders) / n, Spend: g.meanSpend(), SpendLow: math.NaN(), SpendHigh: math.NaN(),
	}
	referred := analytics.ShareOf(g.referred, g.n)
	l.Referred, l.ReferredLow, l.ReferredHigh = referred.Share, referred.Low, referred.High
	if g.n > 1 && g.low < g.high {
		half := analytics.StudentQuantile(n-1) * math.Sqrt(g.spendVariance()/n)
		l.SpendLow, l.SpendHigh = l.Spend-half, l.Spend+half
	}
	return l
}

// isotonic fills in the rates that never fall, by pooling neighbours that do (Ayer et al. 1955).
func isotonic(levels []Level) {
	type block struct{ n, k, levels int64 }
	var blocks []block
	for _, l := range levels {
		b := block{l.N, l.Repurchased, 1}
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.k*b.n < b.k*last.n {
				break
			}
			b = block{b.n + last.n, b.k + last.k, b.levels + last.levels}
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	i := 0
	for _, b := range blocks {
		for range b.levels {
			levels[i].Isotonic = float64(b.k) / float64(b.n)
			i++
		}
	}
}
