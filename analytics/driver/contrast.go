package driver

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"regulars/analytics"
)

// Kind is what kind of expectation a dimension meets.
type Kind string

// The kinds.
const (
	Basic       Kind = "basic"       // only failing hurts (基本期望)
	Performance Kind = "performance" // failing hurts as much as exceeding delights
	Latent      Kind = "latent"      // only exceeding delights (潜在期望)
	NoKind      Kind = "none"        // neither can be told from nothing
	Same        Kind = "same"        // as others: which of them does it cannot be told
	Unknown     Kind = ""            // too few failed, exceeded or did neither
)

// Contrast is what failing and exceeding in a dimension do to overall satisfaction, in parts of its scale.
type Contrast struct {
	Dimension string
	N         int64 // responses
	Failed    int64 // with a low score
	Exceeded  int64 // with a high one
	Penalty   Estimate
	Reward    Estimate
	Asymmetry Estimate // reward less the size of the penalty
	Bend      Estimate // the same for each step of the score, since low scores may lie further from the middle than high ones do
	Kind      Kind
}

// regression is the least-squares fit of the target on 1 and some variables.
type regression struct {
	coefficients []float64
	covariance   *mat.SymDense // of the coefficients, under equal variances
}

// regress fits; it is not ok where the variables say the same.
func regress(m *moments, variables []int) (r regression, ok bool) {
	p := len(variables) + 1
	at := append([]int{0}, variables...)
	xx, xy := mat.NewSymDense(p, nil), mat.NewVecDense(p, nil)
	for i, a := range at {
		for j := i; j < p; j++ {
			xx.SetSym(i, j, m.at(a, at[j]))
		}
		xy.SetVec(i, m.at(a, m.size-1))
	}
	var factor mat.Cholesky
	var b mat.VecDense
	if !factor.Factorize(xx) || factor.Cond() > 1e12 || factor.SolveVecTo(&b, xy) != nil {
		return r, false
	}
	n := m.products[0]
	rest := m.at(m.size-1, m.size-1) - mat.Dot(&b, xy)
	r.covariance = mat.NewSymDense(p, nil)
	if err := factor.InverseTo(r.covariance); err != nil {
		return r, false
	}
	r.covariance.ScaleSym(math.Max(0, rest)/(n-float64(p)), r.covariance)
	r.coefficients = b.RawVector().Data
	return r, true
}

// contrasts are the penalties and rewards of all dimensions. A dimension in which too few failed, exceeded or did
// neither is left out of the regression.
func (s *sample) contrasts(name func(analytics.Label) string, least int64) []Contrast {
	p := len(s.about)
	list := make([]Contrast, p)
	var variables []int
	for j, l := range s.about {
		c := &list[j]
		c.Dimension, c.N = name(l), int64(s.n())
		c.Failed, c.Exceeded = int64(s.whole.at(0, 1+p+j)), int64(s.whole.at(0, 1+2*p+j))
		if min(c.Failed, c.Exceeded, c.N-c.Failed-c.Exceeded) >= least {
			variables = append(variables, 1+p+j, 1+2*p+j)
		}
	}
	variables = apart(s.whole, variables, list, p)
	whole, ok := regress(s.whole, variables)
	if !ok || len(variables) == 0 {
		return list
	}
	var without [][]float64
	var rests []*moments
	for block := range blocks {
		rest := s.without(block)
		if r, ok := regress(rest, variables); ok {
			without, rests = append(without, r.coefficients), append(rests, rest)
		}
	}
	if len(without) < blocks {
		return list
	}
	for i := 0; i < len(variables); i += 2 {
		j := variables[i] - 1 - p
		c := &list[j]
		figure := func(of func(b []float64, m *moments) float64) Estimate {
			values := make([]float64, blocks)
			for k, b := range without {
				values[k] = of(b, rests[k])
			}
			return jackknife(of(whole.coefficients, s.whole), values)
		}
		c.Penalty = figure(func(b []float64, _ *moments) float64 { return b[1+i] })
		c.Reward = figure(func(b []float64, _ *moments) float64 { return b[2+i] })
		c.Asymmetry = figure(func(b []float64, _ *moments) float64 { return b[2+i] + b[1+i] })
		c.Bend = figure(func(b []float64, m *moments) float64 {
			down, up := steps(m, p, j)
			return b[2+i]/up + b[1+i]/down
		})
		c.Kind = kindOf(c)
	}
	return list
}

// apart leaves out the dimensions whose failing or exceeding the others tell already: which of them does it cannot be known.
func apart(m *moments, variables []int, list []Contrast, p int) (kept []int) {
	if _, ok := regress(m, variables); ok {
		return variables
	}
	for i := 0; i < len(variables); i += 2 {
		rest := slices.Delete(slices.Clone(variables), i, i+2)
		if own(m, rest, variables[i]) && own(m, rest, variables[i+1]) {
			kept = append(kept, variables[i], variables[i+1])
		} else {
			list[variables[i]-1-p].Kind = Same
		}
	}
	return kept
}

// own tells whether a variable has something that others do not tell: R² of the variable on them is less than 1.
func own(m *moments, others []int, variable int) bool {
	at := append(slices.Clone(others), variable)
	n := m.products[0]
	c := make([][]float64, len(at))
	for i, a := range at {
		for _, b := range at {
			c[i] = append(c[i], m.at(a, b)/n-m.at(0, a)/n*(m.at(0, b)/n))
		}
	}
	return explained(c, 1<<len(others)-1) < 1-1e-9
}

// steps are how far the low scores of a dimension lie below those between, and the high ones above them, on average.
func steps(m *moments, p, j int) (down, up float64) {
	x, low, high := 1+j, 1+p+j, 1+2*p+j
	n, failed, exceeded := m.at(0, 0), m.at(0, low), m.at(0, high)
	middle := (m.at(0, x) - m.at(x, low) - m.at(x, high)) / (n - failed - exceeded)
	return middle - m.at(x, low)/failed, m.at(x, high)/exceeded - middle
}

// kindOf names what the intervals tell apart.
func kindOf(c *Contrast) Kind {
	hurts, delights := c.Penalty.High < 0, c.Reward.Low > 0
	switch {
	case !hurts && !delights:
		return NoKind
	case hurts && c.Bend.High < 0:
		return Basic
	case delights && c.Bend.Low > 0:
		return Latent
	default:
		return Performance
	}
}
