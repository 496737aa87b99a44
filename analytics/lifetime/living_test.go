package lifetime

import (
	"testing"
)

var someLiving = []living{
	{0.2425945224, 30.9, 0.7929220172, 2.4259067768, nil},
	{3.25, 230, 0.79, 5.4, nil},
	{0.5, 20, 0.05, 0.4, nil},
	{30, 200, 1, 60, nil},
	{12, 40, 50, 200, nil},
}

// The distribution adds up to one, and its moments are those computed without it.
func TestDistribution(t *testing.T) {
	for _, l := range someLiving {
		sum, mean, pairs := 0.0, 0.0, 0.0
		for n := range 4000 {
			p := l.probability(n, 180)
			sum += p
			mean += float64(n) * p
			pairs += float64(n) * float64(n-1) * p
		}
		near(t, "total probability", sum, 1, 1e-9)
		near(t, "mean", mean, l.expected(180), 1e-9)
		near(t, "mean by quadrature", mean, l.byQuadrature(betaRule(l.a, l.b, fine), 180), 1e-9)
		near(t, "pairs", pairs, l.pairs(180), 1e-8)
	}
}

func TestQuantiles(t *testing.T) {
	for _, l := range someLiving {
		for _, alive := range []float64{1, 0.5, 0.03} {
			low, high := quantiles(l, alive, 180, 0.05, 0.95)
			sum, wantLow, wantHigh := 1-alive, -1, -1
			for n := 0; wantHigh < 0; n++ {
				sum += alive * l.probability(n, 180)
				if wantLow < 0 && sum >= 0.05 {
					wantLow = n
				}
				if sum >= 0.95 {
					wantHigh = n
				}
			}
			if low != wantLow || high != min(wantHigh, 180) {
				t.Errorf("%v, alive %g: got %d to %d, want %d to %d", l, alive, low, high, wantLow, wantHigh)
			}
		}
	}
}

// Who buys more than once a day and stays is counted with one occasion a day.
func TestQuantilesOfDaily(t *testing.T) {
	if low, high := quantiles(living{5000, 39, 0.1, 500, nil}, 1, 180, 0.05, 0.95); low != 180 || high != 180 {
		t.Errorf("got %d to %d, want 180 to 180", low, high)
	}
}

// Both ways to the expected purchases agree wherever both can be gone.
func TestSeriesAgainstQuadrature(t *testing.T) {
	tried := 0
	for _, s := range []float64{0.01, 0.24, 1, 3.2, 40, 900} {
		for _, a := range []float64{0.002, 0.3, 1, 1.5, 8} {
			for _, b := range []float64{0.1, 0.9, 2.4, 30, 950} {
				for _, z := range []float64{1e-5, 0.03, 0.4, 2, 11} {
					l := living{s, 100, a, b, nil}
					if e, ok := l.bySeries(100 * z); ok {
						near(t, "series", e, l.byQuadrature(betaRule(l.a, l.b, fine), 100*z), 1e-8)
						tried++
					}
				}
			}
		}
	}
	if tried < 300 {
		t.Errorf("the series served only %d points", tried)
	}
}

func TestTwoArrivals(t *testing.T) {
	for _, s := range []float64{0.2, 3, 500} {
		l := living{s: s}
		at := 1e-3 / (s + 3)
		near(t, "across the switch", l.twoArrivals(at*(1-1e-9)), l.twoArrivals(at*(1+1e-9)), 1e-7)
	}
}
