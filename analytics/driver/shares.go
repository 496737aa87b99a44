package driver

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"

	"regulars/analytics"
)

// most is how many dimensions are told apart: every set of them is a regression.
const most = 12

// sample is the responses that have all chosen dimensions.
type sample struct {
	about  []analytics.Label
	beyond int // dimensions as frequent that are left out, being more than most
	whole  *moments
	blocks [blocks]*moments
}

// n is how many responses there are.
func (s *sample) n() float64 { return s.whole.products[0] }

// choose takes the dimensions that at least half of the responses have, and the responses that have them all.
func (p *panel) choose() *sample {
	count, all := map[analytics.Label]float64{}, 0.0
	keys := slices.Sorted(maps.Keys(p.sets))
	for _, key := range keys {
		for _, m := range p.sets[key] {
			if m == nil {
				continue
			}
			all += m.products[0]
			for _, l := range labelsOf(key) {
				count[l] += m.products[0]
			}
		}
	}
	var about []analytics.Label
	for l, n := range count {
		if 2*n >= all {
			about = append(about, l)
		}
	}
	slices.SortFunc(about, func(a, b analytics.Label) int { return cmp.Or(-cmp.Compare(count[a], count[b]), cmp.Compare(a, b)) })
	beyond := max(0, len(about)-most)
	about = about[:len(about)-beyond]
	slices.Sort(about)
	if len(about) == 0 {
		return nil
	}
	s := p.with(about, keys)
	s.beyond = beyond
	return s
}

// with adds up the responses that have all of some dimensions.
func (p *panel) with(about []analytics.Label, keys []string) *sample {
	s := &sample{about: about, whole: newMoments(1 + len(about) + 1)}
	for i := range s.blocks {
		s.blocks[i] = newMoments(s.whole.size)
	}
	for _, key := range keys {
		has := labelsOf(key)
		from := []int{0} // the variable of the set behind each variable of the sample
		for _, l := range about {
			at, ok := slices.BinarySearch(has, l)
			if !ok {
				from = nil
				break
			}
			from = append(from, 1+at)
		}
		if from == nil {
			continue
		}
		from = append(from, 1+len(has))
		for block, m := range p.sets[key] {
			if m == nil {
				continue
			}
			at := 0
			for i := range from {
				for j := i; j < len(from); j++ {
					s.blocks[block].products[at] += m.at(from[i], from[j])
					at++
				}
			}
		}
	}
	for _, b := range s.blocks {
		s.whole.merge(b)
	}
	return s
}

// without is the sample less one block.
func (s *sample) without(block int) *moments {
	rest := newMoments(s.whole.size)
	for i := range rest.products {
		rest.products[i] = s.whole.products[i] - s.blocks[block].products[i]
	}
	return rest
}

// covariances are those of the scores and the target, the last.
func covariances(m *moments, scores int) [][]float64 {
	at := make([]int, scores+1)
	for i := range scores {
		at[i] = 1 + i
	}
	at[scores] = m.size - 1
	return among(m, at)
}

// among are the covariances of some variables.
func among(m *moments, at []int) [][]float64 {
	n := m.products[0]
	c := make([][]float64, len(at))
	for i, a := range at {
		c[i] = make([]float64, len(at))
		for j, b := range at {
			c[i][j] = m.at(a, b)/n - m.at(0, a)/n*(m.at(0, b)/n)
		}
	}
	return c
}

// collinear is the part of a score's variance that must be its own for the score to enter a regression.
const collinear = 1e-9

// explained is the R² of the target on a set of scores; 0 where the target is always the same.
func explained(c [][]float64, set uint) float64 {
	p := len(c) - 1
	if !(c[p][p] > 1e-14) {
		return 0
	}
	var at []int
	for s := set; s != 0; s &= s - 1 {
		at = append(at, bits.TrailingZeros(s))
	}
	at = append(at, p)
	a := make([][]float64, len(at))
	for i, x := range at {
		a[i] = make([]float64, len(at))
		for j, y := range at {
			a[i][j] = c[x][y]
		}
	}
	last, sum := len(at)-1, 0.0
	for i := range last {
		if a[i][i] <= collinear*c[at[i]][at[i]] || a[i][i] <= 1e-14 {
			continue // it says nothing that those before have not said
		}
		sum += a[i][last] * a[i][last] / a[i][i]
		for j := i + 1; j < last; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k <= last; k++ {
				a[j][k] -= f * a[i][k]
			}
		}
	}
	return math.Min(1, sum/c[p][p])
}

// shapley are the parts of R² that each score brings.
func shapley(m *moments, scores int) (parts []float64, r2 float64) {
	c := covariances(m, scores)
	value := make([]float64, 1<<scores)
	for set := range value {
		value[set] = explained(c, uint(set))
	}
	weight := make([]float64, scores) // of a set by its size: size!·(p − 1 − size)!/p!
	for size := range weight {
		lower, _ := math.Lgamma(float64(size + 1))
		upper, _ := math.Lgamma(float64(scores - size))
		whole, _ := math.Lgamma(float64(scores + 1))
		weight[size] = math.Exp(lower + upper - whole)
	}
	parts = make([]float64, scores)
	for set := range value {
		for j := range parts {
			if set>>j&1 == 0 {
				parts[j] += weight[bits.OnesCount(uint(set))] * (value[set|1<<j] - value[set])
			}
		}
	}
	return parts, value[len(value)-1]
}

// Estimate is a figure with its 95 % interval; the bounds are NaN where they cannot be told.
type Estimate struct{ Value, Low, High float64 }

// jackknife is the interval of a figure from its values without each block (Kott 2001).
func jackknife(value float64, without []float64) Estimate {
	k := float64(len(without))
	squares := 0.0
	for _, x := range without {
		squares += (x - value) * (x - value)
	}
	half := analytics.StudentQuantile(k-1) * math.Sqrt((k-1)/k*squares)
	return Estimate{value, value - half, value + half}
}
