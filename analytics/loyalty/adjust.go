package loyalty

// Adjustment for what customers did before they answered.
//
// Assumed: within customers of one prior (how often bought and how long ago, in 20 classes), the outcome is the sum of an effect of the
// score and one of the prior: y = aᵢ + bₛ, fitted by least squares. A score's adjusted rate is that of customers with this score and
// the priors of all: aᵢ + Σ Wₛ bₛ with Wₛ the share of prior s. The adjusted slope is the common slope within priors, the regression of
// y on the score with an intercept for each prior. What customers did before is more than these classes hold, so an adjusted figure is
// still an association.

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"regulars/analytics"
)

// Adjusted is the straight line through the curve, among all customers and among those who had bought as often and as recently.
type Adjusted struct {
	Raw, Within Estimate // rise of the rate with a point of the score
}

// cell is the customers of one level and prior.
type cell struct {
	level int
	prior prior
	*group
}

// adjust fills the adjusted rates of the levels; they stay unknown where priors and scores cannot be told apart.
func (r *Result) adjust(cells []cell) {
	r.Adjusted = Adjusted{Raw: r.slope(cells, func(prior) prior { return 0 }), Within: r.slope(cells, func(p prior) prior { return p })}
	for i := range r.Levels {
		l := &r.Levels[i]
		l.Adjusted, l.AdjustedLow, l.AdjustedHigh = math.NaN(), math.NaN(), math.NaN()
	}
	if m, ok := newAdditive(len(r.Levels), cells); ok {
		for i := range r.Levels {
			l := &r.Levels[i]
			y, se := m.rate(i)
			l.Adjusted, l.AdjustedLow, l.AdjustedHigh = clamp(y), clamp(y-analytics.Z*se), clamp(y+analytics.Z*se)
		}
	}
}

func clamp(share float64) float64 { return math.Min(1, math.Max(0, share)) }

// slope is the common slope within classes of priors.
func (r *Result) slope(cells []cell, class func(prior) prior) Estimate {
	type sums struct{ n, x, y, xx, xy, yy float64 }
	by := make([]sums, priors)
	for _, c := range cells {
		s, n, k, x := &by[class(c.prior)], float64(c.n), float64(c.repurchased), r.Levels[c.level].Score
		s.n, s.x, s.y, s.xx, s.xy, s.yy = s.n+n, s.x+n*x, s.y+k, s.xx+n*x*x, s.xy+k*x, s.yy+k
	}
	var xx, xy, yy, free float64
	for _, s := range by {
		if s.n > 0 {
			xx, xy, yy, free = xx+s.xx-s.x*s.x/s.n, xy+s.xy-s.x*s.y/s.n, yy+s.yy-s.y*s.y/s.n, free+s.n-1
		}
	}
	if free--; !(xx > 1e-9) || free < 1 {
		return unknown()
	}
	slope := xy / xx
	half := analytics.StudentQuantile(free) * math.Sqrt(math.Max(0, yy-slope*xy)/free/xx)
	return Estimate{slope, slope - half, slope + half}
}

// additive is the fit of an effect of the level and one of the prior.
type additive struct {
	levels  int
	columns []prior // that have a column: those there are, but for the first
	share   []float64
	beta    *mat.VecDense
	inverse *mat.SymDense
}

func newAdditive(levels int, cells []cell) (*additive, bool) {
	weight := make([]float64, priors)
	n := 0.0
	for _, c := range cells {
		weight[c.prior] += float64(c.n)
		n += float64(c.n)
	}
	m := &additive{levels: levels}
	for p, w := range weight {
		if w > 0 {
			m.columns, m.share = append(m.columns, prior(p)), append(m.share, w/n)
		}
	}
	if len(m.columns) == 0 {
		return nil, false
	}
	m.columns, m.share = m.columns[1:], m.share[1:]
	return m, m.fit(cells, n)
}

// row is the columns that are one in a cell: its level's, and its prior's unless that is the first.
func (m *additive) row(c cell) []int {
	if at := slices.Index(m.columns, c.prior); at >= 0 {
		return []int{c.level, m.levels + at}
	}
	return []int{c.level}
}

func (m *additive) fit(cells []cell, n float64) bool {
	p := m.levels + len(m.columns)
	gram, right, squares := mat.NewSymDense(p, nil), mat.NewVecDense(p, nil), 0.0
	for _, c := range cells {
		row := m.row(c)
		for i, a := range row {
			right.SetVec(a, right.AtVec(a)+float64(c.repurchased))
			for _, b := range row[i:] {
				gram.SetSym(a, b, gram.At(a, b)+float64(c.n))
			}
		}
		squares += float64(c.repurchased)
	}
	var chol mat.Cholesky
	if n <= float64(p) || !chol.Factorize(gram) || chol.Cond() > 1e10 {
		return false
	}
	m.beta, m.inverse = mat.NewVecDense(p, nil), mat.NewSymDense(p, nil)
	if chol.SolveVecTo(m.beta, right) != nil || chol.InverseTo(m.inverse) != nil {
		return false
	}
	m.inverse.ScaleSym(math.Max(0, squares-mat.Dot(m.beta, right))/(n-float64(p)), m.inverse)
	return true
}

// rate is the adjusted rate of a level with its standard error.
func (m *additive) rate(level int) (y, se float64) {
	contrast := mat.NewVecDense(m.beta.Len(), nil)
	contrast.SetVec(level, 1)
	for i, w := range m.share {
		contrast.SetVec(m.levels+i, w)
	}
	return mat.Dot(contrast, m.beta), math.Sqrt(mat.Inner(contrast, m.inverse, contrast))
}
