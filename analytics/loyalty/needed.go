package loyalty

import (
	"math"

	"regulars/analytics"
)

// neededFor is how many customers, with scores spread as these are, it takes to find a trap over the middle third of the levels of a
// curve with the same rise in all. With fewer than six levels the breaks can only be at levels, and are taken as known there.
func neededFor(points []Point, line Broken) float64 {
	last := len(points) - 1
	from, to := points[int(math.Round(float64(last)/3))].X, points[int(math.Round(2*float64(last)/3))].X
	outer := line.Slopes[0] * (points[last].X - points[0].X) / (points[last].X - to + from - points[0].X)
	trap := trial{breaks: [2]float64{from, to}, slopes: [3]float64{outer, 0, outer}}
	supposition := Broken{Breaks: trap.breaks[:], Slopes: trap.slopes[:]}
	variance := line.SSE / line.N
	supposed := make([]Point, len(points))
	for i, p := range points {
		y := supposition.At(p.X)
		supposed[i] = Point{X: p.X, N: p.N / line.N, Sum: y * p.N / line.N}
	}
	s := newSolver(supposed)
	none, _ := s.best(0)
	one, _ := s.best(1)
	needed := math.Max(preferred(none.miss/variance, 4), preferred(one.miss/variance, 2))
	cov := trap.covariance(supposed, 2, variance)
	if len(points) < 6 {
		cov = trap.atLevels(supposed, 2, variance)
	}
	needed = math.Max(needed, squared((z95+z90)*slopeError(cov, 1)/(line.Slopes[0]/2)))
	steepest := math.Max(slopeError(cov, 0), slopeError(cov, 2))
	needed = math.Max(needed, squared((analytics.Z+z90)*steepest/outer))
	if math.IsNaN(needed) {
		return math.Inf(1)
	}
	return needed
}

// preferred is with how many customers BIC prefers a curve with so many more parameters in nine of ten cases, where each customer adds
// miss to the likelihood ratio: the ratio is noncentral χ², near to normal with mean k + λ and variance 2(k + 2λ).
func preferred(miss, k float64) float64 {
	short := func(n float64) bool {
		ratio := n * miss
		return k+ratio-z90*math.Sqrt(2*(k+2*ratio)) < k*math.Log(n)
	}
	low, high := 10.0, 1e15
	if !(miss > 0) || short(high) {
		return math.Inf(1)
	}
	for high/low > 1.001 {
		if n := math.Sqrt(low * high); short(n) {
			low = n
		} else {
			high = n
		}
	}
	return high
}
