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
	groups := r.onOneScale(s.within[i].at)
	r.Binned = len(groups) > mostLevels
	if r.Binned {
		groups = binned(groups)
	}
	r.levels(groups)
	r.Rank, r.Concordant = spearman(r.Levels), kendall(r.Levels)
	r.Flat = flat(r.Levels, int64(c.question.MinGroup))
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

// onOneScale puts the groups on the stated scale that most customers answered on, end to end. Scores without a stated
// scale are taken to be on it. The keys are hundredths.
func (r *Result) onOneScale(at map[score]*group) map[int64]*group {
	scores := slices.SortedFunc(maps.Keys(at), func(a, b score) int {
		return cmp.Or(cmp.Compare(a.min, b.min), cmp.Compare(a.max, b.max), cmp.Compare(a.hundredths, b.hundredths))
	})
	to := commonest(scores, at)
	groups := map[int64]*group{}
	for _, s := range scores {
		key := int64(s.hundredths)
		if s.stated() && s.ends() != to {
			key = int64(math.RoundToEven(100*to.min + (float64(key)-100*s.min)*(to.max-to.min)/(s.max-s.min)))
			r.Rescaled += at[s].n
		}
		into(groups, key).merge(at[s])
	}
	return groups
}

func into(groups map[int64]*group, key int64) *group {
	if groups[key] == nil {
		groups[key] = &group{}
	}
	return groups[key]
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

// binned rounds scores to the finest of the steps 0.5, 1, 2, 5, 10 … that leaves at most eleven levels.
func binned(groups map[int64]*group) map[int64]*group {
	keys := slices.Sorted(maps.Keys(groups))
	for decade := int64(1); ; decade *= 10 {
		for _, half := range []int64{50, 100, 200} {
			step := half * decade
			if nearest(keys[len(keys)-1], step)-nearest(keys[0], step) <= (mostLevels-1)*step {
				return regroup(groups, keys, step)
			}
		}
	}
}

func regroup(groups map[int64]*group, keys []int64, step int64) map[int64]*group {
	bins := map[int64]*group{}
	for _, key := range keys {
		into(bins, nearest(key, step)).merge(groups[key])
	}
	return bins
}

// nearest rounds to a multiple of step, halves up.
func nearest(x, step int64) int64 {
	return int64(math.Floor(float64(x)/float64(step)+0.5)) * step
}

func (r *Result) levels(groups map[int64]*group) {
	var again int64
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		g := groups[key]
		r.Levels = append(r.Levels, g.level(float64(key)/100))
		r.Customers += g.n
		again += g.repurchased
	}
	r.Again = analytics.ShareOf(again, r.Customers)
	isotonic(r.Levels)
}

func (g *group) level(score float64) Level {
	s, n := analytics.ShareOf(g.repurchased, g.n), float64(g.n)
	l := Level{
		Score: score, N: g.n, Repurchased: g.repurchased, Rate: s.Share, Low: s.Low, High: s.High,
		Orders: float64(g.orders) / n, Spend: g.spend.Units() / n, SpendLow: math.NaN(), SpendHigh: math.NaN(),
	}
	if g.n > 1 && g.low < g.high {
		variance := math.Max(0, g.squares-n*l.Spend*l.Spend) / (n - 1)
		half := analytics.StudentQuantile(n-1) * math.Sqrt(variance/n)
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

// flat is the longest stretch of neighbouring levels with at least so many customers each whose intervals have a rate in
// common, the one with most customers of equals.
func flat(levels []Level, least int64) *Flat {
	levels = slices.DeleteFunc(slices.Clone(levels), func(l Level) bool { return l.N < max(1, least) })
	var best *Flat
	longest := 2
	for i := range levels {
		low, high, n := 0.0, 1.0, int64(0)
		for j := i; j < len(levels); j++ {
			low, high = math.Max(low, levels[j].Low), math.Min(high, levels[j].High)
			if low > high {
				break
			}
			n += levels[j].N
			if long := j - i + 1; long > longest || best != nil && long == longest && n > best.N {
				best, longest = &Flat{From: levels[i].Score, To: levels[j].Score, N: n}, long
			}
		}
	}
	return best
}

// Table is the curve to take away: loyalty_curve.
func (r *Result) Table() analytics.Table { return analytics.TableOf("loyalty_curve", r.Levels) }
