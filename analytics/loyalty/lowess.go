package loyalty

import (
	"math"
	"slices"
)

// lowess smooths by local straight lines through the nearest share of all outcomes, weighted by the tricube of their distance, without
// robustness steps: those take the rarer of two outcomes for a mistake (Cleveland 1979, Journal of the American Statistical
// Association 74). What leaves the range of the outcomes is put back to its end. The values are at the points' x, which must rise.
func lowess(points []Point, share, low, high float64) []float64 {
	n := 0.0
	for _, p := range points {
		n += p.N
	}
	nearest := math.Max(2, math.Floor(share*n+1e-10))
	fit := make([]float64, len(points))
	for i, p := range points {
		fit[i] = math.Min(high, math.Max(low, local(points, p.X, reach(points, p.X, nearest))))
	}
	return fit
}

// reach is the distance to the last of so many nearest outcomes.
func reach(points []Point, x, nearest float64) float64 {
	byDistance := slices.Clone(points)
	slices.SortFunc(byDistance, func(a, b Point) int {
		if math.Abs(a.X-x) < math.Abs(b.X-x) {
			return -1
		}
		return 1
	})
	for _, p := range byDistance {
		if nearest -= p.N; nearest <= 0 {
			return math.Abs(p.X - x)
		}
	}
	return math.Abs(byDistance[len(byDistance)-1].X - x)
}

// local is the value at x of the weighted line; of the weighted mean where all weight is at one point.
func local(points []Point, x, reach float64) float64 {
	var w, wx, wy, wxx, wxy float64
	for _, p := range points {
		d := p.X - x
		weight := p.N * tricube(math.Abs(d), reach)
		w, wx, wy = w+weight, wx+weight*d, wy+weight*p.mean()
		wxx, wxy = wxx+weight*d*d, wxy+weight*d*p.mean()
	}
	spread := wxx - wx*wx/w
	if math.Sqrt(spread/w) <= 0.001*(points[len(points)-1].X-points[0].X) {
		return wy / w
	}
	slope := (wxy - wx*wy/w) / spread
	return wy/w - slope*wx/w
}

// tricube is (1 − (d/reach)³)³, and as in Cleveland's program one very near and zero at the reach.
func tricube(d, reach float64) float64 {
	switch {
	case d <= 0.001*reach:
		return 1
	case d > 0.999*reach:
		return 0
	default:
		u := d / reach
		v := 1 - u*u*u
		return v * v * v
	}
}
