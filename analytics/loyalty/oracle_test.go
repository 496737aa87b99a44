package loyalty

import (
	"math"
	"slices"
	"strconv"
	"testing"
)

// The falling fit of review scores over delays, as scikit-learn 1.9 and R's isoreg have it. Stars are counted where levels count customers who
// bought again, and the delays come in reverse, for the fit rises.
func TestIsotonicFitOfDelays(t *testing.T) {
	python := oracle[struct {
		Delays struct {
			Decreasing map[string]float64 `json:"isotonic_decreasing"`
			SSE        float64            `json:"isotonic_SSE"`
		} `json:"olist_delay_satisfaction"`
	}](t, "satisfaction.json").Delays
	r := oracle[struct {
		Fit map[string]float64 `json:"iso_fit"`
	}](t, "satisfaction_r.json").Fit
	relative(t, "SSE", compareFalling(t, delays(t, math.Inf(-1), math.Inf(1)), python.Decreasing, 1e-9), python.SSE, 1e-9)
	compareFalling(t, delays(t, -40, 30), r, 1e-11) // R's is of the delays that breaks are searched in
}

// compareFalling compares the falling fit with that of a file and gives its sum of squares.
func compareFalling(t *testing.T, points []Point, want map[string]float64, within float64) (sse float64) {
	t.Helper()
	slices.Reverse(points)
	levels := make([]Level, len(points))
	for i, p := range points {
		levels[i] = Level{Score: -p.X, N: int64(p.N), Repurchased: int64(p.Sum)}
	}
	isotonic(levels)
	seen := 0
	for i, l := range levels {
		p := points[i]
		sse += p.Squares - 2*p.Sum*l.Isotonic + p.N*l.Isotonic*l.Isotonic
		at := strconv.Itoa(int(p.X))
		if x, ok := want[at]; ok {
			relative(t, "fit at "+at, l.Isotonic, x, within)
			seen++
		}
	}
	if seen != len(want) || seen < 10 {
		t.Errorf("%d of %d fits were compared", seen, len(want))
	}
	return sse
}

// Breaks, slopes and intercepts with their standard errors and BIC, as the file has them.
func TestBrokenLinesOfTheFile(t *testing.T) {
	o := oracle[struct {
		Delays struct {
			One struct {
				Breakpoint, Intercept, SSE float64
				Left                       float64 `json:"slope_left"`
				Right                      float64 `json:"slope_right"`
				BreakSE                    float64 `json:"se_breakpoint"`
				LeftSE                     float64 `json:"se_slope_left"`
				RightSE                    float64 `json:"se_slope_right"`
				Line                       float64 `json:"SSE_linear"`
			} `json:"segmented_1bp"`
			Two struct {
				Breakpoints, Slopes []float64
				Intercept, SSE      float64
				BreakSE             []float64 `json:"se_bp"`
				SlopeSE             []float64 `json:"se_slopes"`
			} `json:"segmented_2bp"`
			BIC map[string]float64 `json:"BIC_n_bp"`
		} `json:"olist_delay_satisfaction"`
	}](t, "satisfaction.json").Delays
	points := delays(t, -40, 30)
	var fits [3]Broken
	for k := range fits {
		fits[k], _ = broken(points, k)
		relative(t, "BIC", fits[k].BIC, o.BIC[strconv.Itoa(k)], 1e-9)
	}
	one, two := fits[1], fits[2]
	relative(t, "SSE of the line", fits[0].SSE, o.One.Line, 1e-11)
	relative(t, "SSE, one break", one.SSE, o.One.SSE, 1e-11)
	relative(t, "SSE, two breaks", two.SSE, o.Two.SSE, 1e-9)
	relative(t, "break", one.Breaks[0], o.One.Breakpoint, 1e-6)
	relative(t, "its error", one.BreakSE[0], o.One.BreakSE, 1e-6)
	relative(t, "intercept", one.Intercept, o.One.Intercept, 1e-7)
	relative(t, "left", one.Slopes[0], o.One.Left, 1e-4)
	relative(t, "right", one.Slopes[1], o.One.Right, 1e-6)
	relative(t, "error on the left", one.SlopeSE[0], o.One.LeftSE, 1e-6)
	relative(t, "error on the right", one.SlopeSE[1], o.One.RightSE, 1e-6)
	relative(t, "intercept, two breaks", two.Intercept, o.Two.Intercept, 1e-6)
	for i := range o.Two.Breakpoints {
		relative(t, "break of two", two.Breaks[i], o.Two.Breakpoints[i], 1e-5)
		relative(t, "its error", two.BreakSE[i], o.Two.BreakSE[i], 1e-5)
	}
	for i := range o.Two.Slopes {
		relative(t, "slope of three", two.Slopes[i], o.Two.Slopes[i], 1e-5)
		relative(t, "its error", two.SlopeSE[i], o.Two.SlopeSE[i], 1e-5)
	}
}

// Kendall's tau-b of fair by R, whose last digits come of a formula of its own.
func TestConcordanceByR(t *testing.T) {
	r := oracle[struct{ Kendall struct{ Tau float64 } }](t, "satisfaction_r.json").Kendall
	relative(t, "tau", fairCurve().Concordant.Value, r.Tau, 1e-13)
}
