package lifetime

import (
	"fmt"
	"math"
	"testing"

	"regulars/analytics"
)

// cdnowBase is the base of the CDNOW sample as of its last day.
func cdnowBase(t testing.TB) (*Base, analytics.Question) {
	t.Helper()
	q := analytics.Question{Start: analytics.NewDay(1997, 1, 1), AsOf: analytics.NewDay(1998, 6, 30), Horizon: 365, DiscountRate: 0.1}
	return baseOf(cdnow(t), q), q
}

func baseOf(customers []analytics.Customer, q analytics.Question) *Base {
	b := NewBase(q)
	for i := range customers {
		b.Add(&customers[i])
	}
	return b
}

type holdoutOracle struct {
	Tracking map[string]map[string]float64 `json:"tracking_cumulative"`
	Holdout  map[string]struct {
		SumPred   float64 `json:"sum_pred"`
		SumActual float64 `json:"sum_actual"`
		MAE       float64
		ByX       [][3]float64 `json:"by_x_0_to_7plus"`
	} `json:"holdout_39w"`
}

func TestFamousHoldout(t *testing.T) {
	b, _ := cdnowBase(t)
	all := oracle[holdoutOracle](t, "oracles/btyd.json")
	for theirs, ours := range map[string]string{"BG/NBD": BGNBDName, "MBG/NBD": MBGNBDName, "Pareto/NBD": ParetoNBDName} {
		want, c := all.Holdout[theirs], b.Validation.Check(ours)
		if c.Model != ours || c.Split != calibrationEnd || c.Days != 273 || c.Customers != 2357 {
			t.Errorf("checked %s on %d customers over %d days after %s", c.Model, c.Customers, c.Days, c.Split)
		}
		near(t, "expected", c.Forecast.Expected, want.SumPred, 1e-8)
		near(t, "actual", c.Forecast.Actual, want.SumActual, 0)
		near(t, "mean absolute error", c.Forecast.MAE, want.MAE, 1e-8)
		if len(c.Holdout) != len(want.ByX) {
			t.Fatalf("%d classes of x, want %d", len(c.Holdout), len(want.ByX))
		}
		for x, r := range c.Holdout {
			near(t, "expected by x", r.Expected, want.ByX[x][0], 1e-8)
			near(t, "actual by x", r.Actual, want.ByX[x][1], 1e-12)
			near(t, "customers by x", float64(r.Customers), want.ByX[x][2], 0)
		}
		naive := all.Holdout["naive_same_rate(x/T*39)"]
		near(t, "naive error", c.SameRate.MAE, naive.MAE, 1e-10)
		near(t, "naive sum", c.SameRate.Expected, naive.SumPred, 1e-10)
	}
}

func TestFamousTracking(t *testing.T) {
	b, _ := cdnowBase(t)
	all := oracle[holdoutOracle](t, "oracles/btyd.json").Tracking
	for theirs, ours := range map[string]string{"BG/NBD": BGNBDName, "MBG/NBD": MBGNBDName, "Pareto/NBD": ParetoNBDName} {
		c := b.Validation.Check(ours)
		if len(c.Tracking) != 78 {
			t.Fatalf("%d weeks, want 78", len(c.Tracking))
		}
		compared := 0
		for _, r := range c.Tracking {
			want, ok := all[fmt.Sprint(7*r.Week-1)]
			if !ok {
				continue
			}
			compared++
			near(t, "actual", float64(r.Actual), want["actual"], 0)
			near(t, "expected", r.Expected, want[theirs], 1e-8)
			if !(r.Low < r.Expected && r.Expected < r.High) {
				t.Errorf("week %d: %g is not between %g and %g", r.Week, r.Expected, r.Low, r.High)
			}
		}
		if compared != 2 {
			t.Errorf("compared %d weeks, want those that end on days 272 and 545", compared)
		}
	}
}

// The other days of the oracle end no week of ours, so the sum is made here.
func TestFamousTrackingByDay(t *testing.T) {
	b, _ := cdnowBase(t)
	for day, want := range oracle[holdoutOracle](t, "oracles/btyd.json").Tracking {
		var d, actual int
		fmt.Sscan(day, &d)
		for name, model := range famousModels() {
			sum := 0.0
			for born, n := range b.Validation.births[:min(d+1, len(b.Validation.births))] {
				sum += float64(n) * model.Expected(0, 0, 0, float64(d-born))
			}
			near(t, name+" expected on day "+day, sum, want[name], 1e-10)
		}
		for _, n := range b.Validation.repeats[:d+1] {
			actual += n
		}
		near(t, "actual on day "+day, float64(actual), want["actual"], 0)
	}
}

// The model is better than both naive forecasts on CDNOW, and a forecast by the truth would beat it.
func TestVerdict(t *testing.T) {
	b, _ := cdnowBase(t)
	c := b.Validation.Check(BGNBDName)
	if v := c.Verdict(); v != Beats {
		t.Errorf("the verdict is %s: %+v %+v", v, c.SameRate, c.SamePeriod)
	}
	if !(c.Forecast.Capture > 0.3 && c.Forecast.Capture < 1) || c.Forecast.Gain != 0 {
		t.Errorf("the best tenth made %g of the purchases", c.Forecast.Capture)
	}
	forecasts := []forecast{
		{outcome: outcome{history{3, 5, 9}, 4}, customers: 5, expected: 3, sameRate: 4},
		{outcome: outcome{history{0, 0, 9}, 0}, customers: 5, expected: 1, sameRate: 0},
	}
	a := accuracy(forecasts, func(f forecast) float64 { return f.sameRate })
	near(t, "error of the truth", a.MAE+1, 1, 0)
	near(t, "gain against the truth", a.Gain, -1, 1e-15)
	near(t, "capture", accuracy(forecasts, func(f forecast) float64 { return f.expected }).Capture, 0.2, 1e-12)
	lost := Check{Model: BGNBDName, SameRate: a, SamePeriod: a}
	if lost.Verdict() != Loses {
		t.Errorf("a forecast by the truth must beat the model: %s", lost.Verdict())
	}
}

// The value of the oracle is discounted month by month.
func TestFamousValue(t *testing.T) {
	for name, model := range famousModels() {
		for _, c := range oracle[customerOracle](t, "oracles/btyd.json").Customers.Rows {
			value, before := 0.0, 0.0
			for month := 1; month <= 12; month++ {
				e := model.Expected(c.X, c.TX, c.T, 7*4.345*float64(month))
				value += (e - before) * c.ExpectedSpend / math.Pow(1.01, float64(month))
				before = e
			}
			near(t, name+" value", value, c.Models[name].CLV, 1e-10)
		}
	}
}
