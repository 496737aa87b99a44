package loyalty

import "math"

// Point is what is known of an outcome at one value of x: how many, their sum and the sum of their squares. It is all that a least
// squares fit needs, however many customers it stands for.
type Point struct {
	X               float64
	N, Sum, Squares float64
}

func (p Point) mean() float64 { return p.Sum / p.N }

// within is the sum of squares about the point's own mean.
func (p Point) within() float64 { return math.Max(0, p.Squares-p.Sum*p.Sum/p.N) }

// pointsOf are the levels with repurchase as a share.
func pointsOf(levels []Level) []Point {
	points := make([]Point, len(levels))
	for i, l := range levels {
		again := float64(l.Repurchased)
		points[i] = Point{X: l.Score, N: float64(l.N), Sum: again, Squares: again}
	}
	return points
}
