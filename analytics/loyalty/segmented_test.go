package loyalty

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"
)

func relative(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	check(t, what, got, want, within*math.Max(1e-300, math.Abs(want)))
}

// The delay of a parcel in days and the score of the review, −40 to 30 days: statsmodels 0.15, piecewise-regression 1.5, R segmented 1.6-2.
func TestBrokenLinesOfDelays(t *testing.T) {
	points := delays(t, -40, 30)
	none, ok0 := broken(points, 0)
	one, ok1 := broken(points, 1)
	two, ok2 := broken(points, 2)
	if !ok0 || !ok1 || !ok2 || one.N != 5106 {
		t.Fatalf("got %+v, %+v, %+v", none, one, two)
	}
	relative(t, "SSE of the line", none.SSE, 7882.487249665926, 1e-11)
	relative(t, "SSE, one break", one.SSE, 7170.557153844878, 1e-11)
	relative(t, "break", one.Breaks[0], -5.253095678580076, 1e-6)
	relative(t, "intercept", one.Intercept, 4.300316801880067, 1e-7)
	relative(t, "left", one.Slopes[0], 0.0002043719191778398, 1e-4)
	relative(t, "right", one.Slopes[1], -0.13889118244242782, 1e-6)
	relative(t, "error of the break", one.BreakSE[0], 0.457644870637112, 1e-6)
	relative(t, "error on the left", one.SlopeSE[0], 0.002895056628764211, 1e-7)
	relative(t, "error on the right", one.SlopeSE[1], 0.005875883668262906, 1e-6)
	relative(t, "SSE, two breaks", two.SSE, 7018.0937973938535, 1e-11)
	for i, want := range []float64{-0.23841875508694554, 4.413190402646288} {
		relative(t, "breaks", two.Breaks[i], want, 1e-6)
	}
	for i, want := range []float64{0.26702363163995757, 0.5001242998592582} {
		relative(t, "errors of the breaks", two.BreakSE[i], want, 1e-6)
	}
	for i, want := range []float64{-0.004140112333080195, -0.5059251818115857, -0.028288989708984857} {
		relative(t, "slopes", two.Slopes[i], want, 1e-6)
	}
	for i, want := range []float64{0.0024589168712081874, 0.05996072790559697, 0.013565331729764128} {
		relative(t, "errors of the slopes", two.SlopeSE[i], want, 1e-6)
	}
	for i, want := range []float64{2234.2403041935045, 1767.98198766704, 1675.3216314406081} {
		relative(t, "BIC", []Broken{none, one, two}[i].BIC, want, 1e-10)
	}
}

func TestBrokenLinesByR(t *testing.T) {
	r := oracle[struct {
		Seg1 struct {
			Psi, SE float64
			Slope   [][]float64
			SSE     float64
		} `json:"seg1"`
	}](t, "satisfaction_r.json").Seg1
	one, _ := broken(delays(t, -40, 30), 1)
	relative(t, "break", one.Breaks[0], r.Psi, 1e-6)
	relative(t, "error of the break", one.BreakSE[0], r.SE, 1e-6)
	relative(t, "SSE", one.SSE, r.SSE, 1e-11)
	for i := range r.Slope {
		relative(t, "slope", one.Slopes[i], r.Slope[i][0], 3e-5) // five digits are given
		relative(t, "its error", one.SlopeSE[i], r.Slope[i][1], 3e-5)
	}
}

func TestBrokenLineIsFoundExactly(t *testing.T) {
	for _, breaks := range [][]float64{{3, 6}, {3.5, 6.25}, {2, 6.5}, {2.5, 7}, {1, 8}} {
		var points []Point
		for x := range 10 {
			y := 1 + 2*float64(x) - 2.5*math.Max(0, float64(x)-breaks[0]) + 3*math.Max(0, float64(x)-breaks[1])
			points = append(points, Point{X: float64(x), N: 3, Sum: 3 * y, Squares: 3 * y * y})
		}
		b, ok := broken(points, 2)
		if !ok {
			t.Fatalf("%v: not found", breaks)
		}
		for i, want := range []float64{2, -.5, 2.5} {
			check(t, "slope", b.Slopes[i], want, 1e-9)
		}
		check(t, "first break", b.Breaks[0], breaks[0], 1e-9)
		check(t, "second break", b.Breaks[1], breaks[1], 1e-9)
		check(t, "intercept", b.Intercept, 1, 1e-9)
		check(t, "SSE", b.SSE, 0, 1e-9)
	}
}

func TestTooFewLevelsForBreaks(t *testing.T) {
	level := func(n int) (points []Point) {
		for x := range n {
			points = append(points, Point{X: float64(x), N: 10, Sum: float64(x % 3), Squares: float64(x % 3)})
		}
		return points
	}
	for n, most := range []int{-1, -1, 0, 1, 2, 2} {
		for breaks := range 3 {
			if _, ok := broken(level(n), breaks); ok != (breaks <= most) {
				t.Errorf("%d levels, %d breaks: %v", n, breaks, ok)
			}
		}
	}
}

// statsmodels 0.15 and scipy 1.17 on the delays.
func TestLowessOfDelays(t *testing.T) {
	o := oracle[struct {
		Delays map[string]json.RawMessage `json:"olist_delay_satisfaction"`
	}](t, "satisfaction.json").Delays
	var fit map[string]float64
	if err := json.Unmarshal(o["lowess(frac=0.3000,it=0,delta=0.000)"], &fit); err != nil {
		t.Fatal(err)
	}
	points := delays(t, math.Inf(-1), math.Inf(1))
	smooth := lowess(points, 0.3, 1, 5)
	if len(fit) != 17 {
		t.Fatalf("%d values in the oracle", len(fit))
	}
	for i, p := range points {
		if want, ok := fit[strconv.Itoa(int(p.X))]; ok {
			check(t, "lowess at "+strconv.Itoa(int(p.X)), smooth[i], want, 1e-9)
		}
	}
}

// R's data set cars (Ezekiel 1930) and lowess(cars, f = 0.2, iter = 0).
func TestLowessOfCars(t *testing.T) {
	o := oracle[struct {
		It0     struct{ Y []float64 } `json:"lowess_cars_f02_it0"`
		Default struct{ X []float64 } `json:"lowess_cars_default"`
	}](t, "satisfaction_r.json")
	stopping := []float64{2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26,
		54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85}
	points := gather(o.Default.X, stopping, 0, 100)
	smooth := lowess(points, 0.2, 0, 1000)
	at := 0
	for i, p := range points {
		for range int(p.N) {
			check(t, "lowess", smooth[i], o.It0.Y[at], 1e-9)
			at++
		}
	}
}

func TestLowessStaysInRange(t *testing.T) {
	points := []Point{{1, 10, 0, 0}, {2, 10, 0, 0}, {3, 10, 9, 9}, {4, 10, 10, 10}, {5, 10, 10, 10}}
	for i, y := range lowess(points, 2.0/3, 0, 1) {
		if !(0 <= y && y <= 1) {
			t.Errorf("at %v: %v", points[i].X, y)
		}
	}
	if y := lowess(points[:1], 2.0/3, 0, 1); y[0] != 0 {
		t.Errorf("one point: %v", y)
	}
}
