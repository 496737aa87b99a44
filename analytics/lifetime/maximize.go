package lifetime

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// surface gives a function of n variables with its gradient and Hessian, both exact.
type surface func(at []float64) (value float64, gradient []float64, hessian *mat.SymDense)

// summit is where a climb ended.
type summit struct {
	at       []float64
	value    float64
	gradient []float64
	hessian  *mat.SymDense
	reached  bool // the gradient is as good as zero; otherwise a variable is held at the edge of the box, or the climb ran out of steps
}

const (
	edge       = 16.0 // a logarithm beyond this is a parameter that runs off to zero or infinity
	flat       = 1e-11
	maxSteps   = 200
	maxPolish  = 6
	firstStep  = 1.0
	widestStep = 4.0
)

// climbFrom climbs from several starts and keeps the highest summit, the earlier one if they are level.
func climbFrom(f surface, starts [][]float64) summit {
	best := climb(f, starts[0])
	for _, start := range starts[1:] {
		best = higher(best, climb(f, start))
	}
	return best
}

// higher is the higher summit; if they are level, the one that was reached, or the former.
func higher(best, s summit) summit {
	if s.value > best.value+1e-12*(1+math.Abs(best.value)) || (s.reached && !best.reached && s.value > best.value-1e-9) {
		return s
	}
	return best
}

// climb maximizes f, scaled so that its values are of order one, from a start: Newton's method within a trust radius (Nocedal
// & Wright 2006, algorithms 4.1 and 4.3), then plain Newton steps for as long as they lower the gradient. Where a variable runs off, it is held at
// the edge, and the climb goes on by the others: so the limit is the best one, not the place where the climb left the box.
func climb(f surface, start []float64) summit { return climbWithin(f, start, edge) }

func climbWithin(f surface, start []float64, box float64) summit {
	here := evaluate(f, start)
	radius := firstStep
	for step := 0; step < maxSteps && !here.reached; step++ {
		move, gain := trustStep(here, radius)
		next := evaluate(f, floats.AddTo(make([]float64, len(move)), here.at, move))
		if gain < 1e-14*(1+math.Abs(here.value)) {
			break // no longer told from rounding by the value; the gradient is still good
		}
		switch ratio := (next.value - here.value) / gain; {
		case !(ratio > 0.25): // also when it is not a number
			radius = floats.Norm(move, 2) / 4
		case ratio > 0.75 && floats.Norm(move, 2) > 0.99*radius:
			radius = min(2*radius, widestStep)
		}
		if next.value > here.value {
			if floats.Norm(next.at, math.Inf(1)) >= box {
				return alongEdge(f, here.at, move, box)
			}
			here = next
		}
	}
	return polish(f, here)
}

// alongEdge climbs on from where a move from a point inside meets the edge of the box, the variable that meets it held there. The others have twice the
// room: where two run off together, the one is so many times the other.
func alongEdge(f surface, inside, move []float64, box float64) summit {
	part, held := 1.0, 0
	for i, x := range inside {
		if to := math.Copysign(box, move[i]); math.Abs(x+move[i]) >= box && (to-x)/move[i] <= part {
			part, held = (to-x)/move[i], i
		}
	}
	from := floats.AddScaledTo(make([]float64, len(move)), inside, part, move)
	from[held] = math.Copysign(box, move[held])
	if len(from) == 1 {
		return evaluate(f, from).atEdge()
	}
	whole := func(others []float64) []float64 { return slices.Insert(slices.Clone(others), held, from[held]) }
	best := climbWithin(func(others []float64) (float64, []float64, *mat.SymDense) {
		value, gradient, hessian := f(whole(others))
		return value, slices.Delete(gradient, held, held+1), without(hessian, held)
	}, slices.Delete(slices.Clone(from), held, held+1), 2*edge)
	return evaluate(f, whole(best.at)).atEdge()
}

// atEdge is a summit but for a variable that is held.
func (s summit) atEdge() summit {
	s.reached = false
	return s
}

// without leaves out a row and a column.
func without(m *mat.SymDense, at int) *mat.SymDense {
	n := m.SymmetricDim() - 1
	less := mat.NewSymDense(n, nil)
	place := func(i int) int {
		if i < at {
			return i
		}
		return i + 1
	}
	for i := range n {
		for j := i; j < n; j++ {
			less.SetSym(i, j, m.At(place(i), place(j)))
		}
	}
	return less
}

func evaluate(f surface, at []float64) summit {
	value, gradient, hessian := f(at)
	return summit{at, value, gradient, hessian, floats.Norm(gradient, math.Inf(1)) < flat}
}

// trustStep maximizes the quadratic model of f within the radius, and says what the model promises.
func trustStep(s summit, radius float64) (move []float64, gain float64) {
	n := len(s.at)
	var eigen mat.EigenSym
	eigen.Factorize(s.hessian, true)
	curve := eigen.Values(nil)
	var axes mat.Dense
	eigen.VectorsTo(&axes)
	slope := mat.NewVecDense(n, nil)
	slope.MulVec(axes.T(), mat.NewVecDense(n, s.gradient))
	length := func(shift float64) float64 {
		sum := 0.0
		for i := range n {
			sum += math.Pow(slope.AtVec(i)/(shift-curve[i]), 2)
		}
		return math.Sqrt(sum)
	}
	shift := shiftFor(curve[n-1], radius, length)
	along := mat.NewVecDense(n, nil)
	for i := range n {
		z := slope.AtVec(i) / (shift - curve[i])
		along.SetVec(i, z)
		gain += z*slope.AtVec(i) + z*z*curve[i]/2
	}
	step := mat.NewVecDense(n, nil)
	step.MulVec(&axes, along)
	return step.RawVector().Data, gain
}

// shiftFor finds how much to bend the surface downwards for the step to have the radius at most: none if it is
// bent downwards everywhere and the plain step is short enough, else by bisection.
func shiftFor(steepest, radius float64, length func(float64) float64) float64 {
	if steepest < 0 && length(0) <= radius {
		return 0
	}
	low := max(steepest, 0)
	width := 1e-12 * (1 + low)
	for length(low+width) > radius {
		width *= 4
	}
	high, low := low+width, low+width/4
	for range 60 {
		middle := (low + high) / 2
		if length(middle) > radius {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

func polish(f surface, s summit) summit {
	for range maxPolish {
		var factor mat.Cholesky
		down := mat.NewSymDense(len(s.at), nil)
		down.ScaleSym(-1, s.hessian)
		if !factor.Factorize(down) {
			return s
		}
		var move mat.VecDense
		if factor.SolveVecTo(&move, mat.NewVecDense(len(s.at), s.gradient)) != nil || mat.Norm(&move, 2) > 0.1 {
			return s
		}
		next := evaluate(f, floats.AddTo(make([]float64, len(s.at)), s.at, move.RawVector().Data))
		if !(floats.Norm(next.gradient, 2) < floats.Norm(s.gradient, 2)) {
			return s
		}
		s = next
	}
	return s
}
