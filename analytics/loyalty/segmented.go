package loyalty

// Segmented regression: a straight line, and lines that bend at one or two unknown places.
//
// Assumed: outcomes are independent, their mean is a continuous broken line in x, and their variance is about the same everywhere.
// For a yes or no the last is an approximation, which is why the trap is judged by a bootstrap and not by these errors.
//
//	y = β₀ + β₁ x + Σ δₖ (x − ψₖ)₊
//
// The least sum of squares is found exactly (Hudson 1966, Journal of the American Statistical Association 61, section 3): each break
// is either at an observed x or between two neighbouring ones, where the lines on both sides are fitted apart and must meet. Standard
// errors are those of the regression linearised at the breaks (Muggeo 2003, Statistics in Medicine 22, equation 4), and
// BIC = n ln(SSE/n) + (2 + 2 breaks) ln n.

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Broken is a fitted line with breaks.
type Broken struct {
	N         float64
	Intercept float64   // at x = 0
	Breaks    []float64 // rising
	BreakSE   []float64
	Slopes    []float64 // from left to right, one more than breaks
	SlopeSE   []float64
	SSE, BIC  float64
}

// At is the height of the line at x.
func (b Broken) At(x float64) float64 {
	y := b.Intercept + b.Slopes[0]*x
	for k, at := range b.Breaks {
		y += (b.Slopes[k+1] - b.Slopes[k]) * math.Max(0, x-at)
	}
	return y
}

// join is where two lines meet: at the level itself, or somewhere between it and the next.
type join struct {
	level   int
	between bool
}

// column is a regressor: zero up to a level, then one, or the distance from its origin.
type column struct {
	after  int // the last level at which it is zero; −1 where there is none
	origin float64
	ramp   bool
}

// moments are sums over all levels from one on: of the weight times x to the 0, 1, 2, and of the outcome times x to the 0, 1. Outcomes
// are taken from their mean, so that little is lost in the difference of large sums.
type moments struct{ w0, w1, w2, y0, y1 float64 }

// broken fits lines with so many breaks, none, one or two. It is not ok where there are too few levels for them.
func broken(points []Point, breaks int) (Broken, bool) {
	best, ok := newSolver(points).best(breaks)
	if !ok {
		return Broken{}, false
	}
	return errorsOf(points, best, breaks), true
}

// solver fits by sums over the levels.
type solver struct {
	points []Point
	from   []moments // from[i] is over the levels i, i+1 …
	total  float64   // sum of squares of the level means about the grand mean
}

func newSolver(points []Point) *solver {
	s := &solver{points: points, from: make([]moments, len(points)+1)}
	s.sum()
	return s
}

// sum fills the sums; levels keep their x and n when their outcomes change.
func (s *solver) sum() {
	var n, y float64
	for _, p := range s.points {
		n, y = n+p.N, y+p.Sum
	}
	grand := y / n
	s.total = 0
	for i := len(s.points) - 1; i >= 0; i-- {
		p, m := s.points[i], s.from[i+1]
		d := p.Sum - p.N*grand
		s.total += d * d / p.N
		s.from[i] = moments{m.w0 + p.N, m.w1 + p.N*p.X, m.w2 + p.N*p.X*p.X, m.y0 + d, m.y1 + d*p.X}
	}
}

// trial is a fit at given joins.
type trial struct {
	breaks [2]float64
	slopes [3]float64
	miss   float64 // sum of squares of the level means about the lines
}

// best is the fit with the least sum of squares.
func (s *solver) best(breaks int) (best trial, ok bool) {
	best.miss = math.Inf(1)
	consider := func(joins ...join) {
		if t, good := s.try(joins); good && t.miss < best.miss {
			best, ok = t, true
		}
	}
	last := len(s.points) - 1
	switch breaks {
	case 0:
		if last > 0 {
			consider()
		}
	case 1:
		s.joins(1, last-1, consider)
	default:
		s.joins(1, last-2, func(first ...join) {
			least := first[0].level + 1
			if first[0].between {
				least++ // the line between needs two levels of its own, or one and a join at the other
			}
			s.joins(first[0].level+1, last-1, func(second ...join) {
				if second[0].level >= least || !second[0].between {
					consider(first[0], second[0])
				}
			})
		})
	}
	return best, ok
}

// joins calls f for every place of a break from one level up to another.
func (s *solver) joins(from, to int, f func(...join)) {
	for level := from; level <= to; level++ {
		f(join{level: level})
		if level < to {
			f(join{level, true})
		}
	}
}

// try fits with breaks at given joins. It is not good where lines that are fitted apart don't meet between the levels.
func (s *solver) try(joins []join) (t trial, good bool) {
	columns := [6]column{{after: -1}, {after: -1, ramp: true}}
	k := 2
	for _, j := range joins {
		at := s.points[j.level].X
		if j.between {
			columns[k] = column{j.level, at, false}
			k++
		}
		columns[k] = column{j.level, at, true}
		k++
	}
	beta, explained, ok := s.solve(columns[:k])
	if !ok {
		return t, false
	}
	t.miss, t.slopes[0] = s.total-explained, beta[1]
	k = 2
	for i, j := range joins {
		t.breaks[i] = s.points[j.level].X
		jump := 0.0
		if j.between {
			jump = beta[k]
			k++
		}
		turn := beta[k]
		k++
		t.slopes[i+1] = t.slopes[i] + turn
		if j.between {
			t.breaks[i] -= jump / turn
			if !(s.points[j.level].X < t.breaks[i] && t.breaks[i] < s.points[j.level+1].X) {
				return t, false
			}
		}
	}
	return t, true
}

// product is the sum over all outcomes of the product of two regressors.
func (s *solver) product(a, b column) float64 {
	m := s.from[max(a.after, b.after)+1]
	switch {
	case a.ramp && b.ramp:
		return m.w2 - (a.origin+b.origin)*m.w1 + a.origin*b.origin*m.w0
	case a.ramp:
		return m.w1 - a.origin*m.w0
	case b.ramp:
		return m.w1 - b.origin*m.w0
	default:
		return m.w0
	}
}

// solve is least squares by Cholesky; explained is the sum of squares that the regressors take up.
func (s *solver) solve(columns []column) (beta [6]float64, explained float64, ok bool) {
	var l [6][6]float64
	var z [6]float64
	for i, c := range columns {
		m := s.from[c.after+1]
		z[i] = m.y0
		if c.ramp {
			z[i] = m.y1 - c.origin*m.y0
		}
		for j := 0; j <= i; j++ {
			x := s.product(c, columns[j])
			whole := x
			for k := range j {
				x -= l[i][k] * l[j][k]
			}
			if j < i {
				l[i][j] = x / l[j][j]
				continue
			}
			if !(x > 1e-12*whole) {
				return beta, 0, false
			}
			l[i][i] = math.Sqrt(x)
		}
		for k := range i {
			z[i] -= l[i][k] * z[k]
		}
		z[i] /= l[i][i]
		explained += z[i] * z[i]
	}
	for i := len(columns) - 1; i >= 0; i-- {
		x := z[i]
		for k := i + 1; k < len(columns); k++ {
			x -= l[k][i] * beta[k]
		}
		beta[i] = x / l[i][i]
	}
	return beta, explained, true
}

// errorsOf takes the standard errors from the regression linearised at the breaks found.
func errorsOf(points []Point, t trial, breaks int) Broken {
	var n, within, atMean float64
	for _, p := range points {
		n, within, atMean = n+p.N, within+p.within(), atMean+p.Sum
	}
	b := Broken{N: n, Breaks: slices.Clone(t.breaks[:breaks]), Slopes: slices.Clone(t.slopes[:breaks+1]), SSE: within + t.miss}
	b.BIC = n*math.Log(b.SSE/n) + float64(2+2*breaks)*math.Log(n)
	for _, p := range points {
		atMean -= p.N * b.At(p.X)
	}
	b.Intercept = atMean / n
	cov := t.covariance(points, breaks, b.SSE/(n-float64(2+2*breaks)))
	for i := range breaks + 1 {
		b.SlopeSE = append(b.SlopeSE, slopeError(cov, i))
	}
	for i := range breaks {
		b.BreakSE = append(b.BreakSE, breakError(cov, 2+breaks+i))
	}
	return b
}

// covariance is that of the intercept, the first slope, the turns and the breaks, in this order; nil where there are too few levels to
// tell them apart.
func (t trial) covariance(points []Point, breaks int, variance float64) *mat.Dense {
	return invert(t.information(points, breaks, 2+2*breaks), variance)
}

// atLevels is the covariance with the breaks taken as known.
func (t trial) atLevels(points []Point, breaks int, variance float64) *mat.Dense {
	return invert(t.information(points, breaks, 2+breaks), variance)
}

func (t trial) information(points []Point, breaks, p int) *mat.Dense {
	information := mat.NewDense(p, p, nil)
	row := mat.NewVecDense(p, nil)
	for _, at := range points {
		row.SetVec(0, 1)
		row.SetVec(1, at.X)
		for k := range breaks {
			d, past := at.X-t.breaks[k], 0.0
			if d > 0 {
				past = 1
			}
			row.SetVec(2+k, d*past)
			if p > 2+breaks {
				row.SetVec(2+breaks+k, (t.slopes[k]-t.slopes[k+1])*past)
			}
		}
		information.RankOne(information, at.N, row, row)
	}
	return information
}

func invert(information *mat.Dense, variance float64) *mat.Dense {
	var cov mat.Dense
	if err := cov.Inverse(information); err != nil || !(variance > 0) {
		return nil
	}
	cov.Scale(variance, &cov)
	return &cov
}

// slopeError is the standard error of the sum of the first slope and the turns up to the i-th.
func slopeError(cov *mat.Dense, i int) float64 {
	if cov == nil {
		return math.NaN()
	}
	v := 0.0
	for a := 1; a <= 1+i; a++ {
		for b := 1; b <= 1+i; b++ {
			v += cov.At(a, b)
		}
	}
	return math.Sqrt(v)
}

func breakError(cov *mat.Dense, at int) float64 {
	if cov == nil {
		return math.NaN()
	}
	return math.Sqrt(cov.At(at, at))
}
