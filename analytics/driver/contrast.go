package driver

import (
	"math"

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
	Unknown     Kind = ""            // too few failed or exceeded
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

// contrasts are the penalties and rewards of all dimensions. A dimension in which too few failed or exceeded is left out of the regression.
func (s *sample) contrasts(name func(analytics.Label) string, least int64) []Contrast {
	p := len(s.about)
	list := make([]Contrast, p)
	var variables []int
	for j, l := range s.about {
		c := &list[j]
		c.Dimension, c.N = name(l), int64(s.n())
		c.Failed, c.Exceeded = int64(s.whole.at(0, 1+p+j)), int64(s.whole.at(0, 1+2*p+j))
		if min(c.Failed, c.Exceeded) >= least {
			variables = append(variables, 1+p+j, 1+2*p+j)
		}
	}
	whole, ok := regress(s.whole, variables)
	if !ok || len(variables) == 0 {
		return list
	}
	var without [][]float64
	for block := range blocks {
		if r, ok := regress(s.without(block), variables); ok {
			without = append(without, r.coefficients)
		}
	}
	if len(without) < blocks {
		return list
	}
	for i := 0; i < len(variables); i += 2 {
		c := &list[variables[i]-1-p]
		figure := func(of func(b []float64) float64) Estimate {
			values := make([]float64, blocks)
			for k, b := range without {
				values[k] = of(b)
			}
			return jackknife(of(whole.coefficients), values)
		}
		c.Penalty = figure(func(b []float64) float64 { return b[1+i] })
		c.Reward = figure(func(b []float64) float64 { return b[2+i] })
		c.Asymmetry = figure(func(b []float64) float64 { return b[2+i] + b[1+i] })
		c.Kind = kindOf(c)
	}
	return list
}

// kindOf names what the intervals tell apart.
func kindOf(c *Contrast) Kind {
	hurts, delights := c.Penalty.High < 0, c.Reward.Low > 0
	switch {
	case !hurts && !delights:
		return NoKind
	case hurts && c.Asymmetry.High < 0:
		return Basic
	case delights && c.Asymmetry.Low > 0:
		return Latent
	default:
		return Performance
	}
}
