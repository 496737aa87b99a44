package lifetime

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCenturiesApart has one customer in 1900 and one in 2026: only the days on which somebody was won are gone through, and the sums are those over
// all days.
func TestCenturiesApart(t *testing.T) {
	births := make([]int, 46_000)
	births[0], births[45_990] = 1, 3
	if diff := cmp.Diff([]won{{0, 1}, {45_990, 3}}, wonOn(births), cmp.AllowUnexported(won{})); diff != "" {
		t.Error(diff)
	}
	v := Validation{births: births, repeats: make([]int, 46_200)}
	byAge := make([]float64, len(v.repeats))
	for age := range byAge {
		byAge[age] = math.Sqrt(float64(age))
	}
	weeks := v.weekly((clock{}).places(0, len(v.repeats)), byAge)
	for _, week := range []int{0, 1, 6569, 6570, 6599} {
		want, day := 0.0, 7*week+6
		for born, n := range births[:min(day+1, len(births))] {
			want += float64(n) * byAge[day-born]
		}
		if weeks[week] != want {
			t.Errorf("week %d: %v, want %v", week, weeks[week], want)
		}
	}
}
