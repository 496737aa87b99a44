package lifetime

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/optimize"
)

// memoryless makes customers who all buy at one rate, and leave at one rate or with one probability at purchases, or not at all.
func memoryless(n int, rate, dropout, leave float64, seed uint64) []Pattern {
	random := rand.New(rand.NewPCG(seed, 7))
	return histories(n, random, func() (float64, float64, func() bool) {
		left := math.Inf(1)
		if dropout > 0 {
			left = random.ExpFloat64() / dropout
		}
		return rate, left, func() bool { return random.Float64() < leave }
	})
}

// topOf is the maximum of a function of two logarithms, by a search that knows nothing of slopes.
func topOf(f func(a, b float64) float64, starts ...[]float64) float64 {
	best := math.Inf(1)
	for _, start := range starts {
		down := optimize.Problem{Func: func(at []float64) float64 { return -f(math.Exp(at[0]), math.Exp(at[1])) }}
		if r, err := optimize.Minimize(down, start, nil, &optimize.NelderMead{}); err == nil {
			best = min(best, r.F)
		}
	}
	return -best
}

func overPatterns(patterns []Pattern, each func(x, tx, t float64) float64) (sum float64) {
	for _, p := range patterns {
		sum += float64(p.Customers) * each(float64(p.X), p.TX, p.T)
	}
	return sum
}

// unmixedModels are the log-likelihoods of a history where customers don't differ, the limits of the models where r and α, and the parameters of leaving,
// run off together: those of having stayed and of having left after the last purchase.
var unmixedModels = map[string]func(x, tx, t, rate, leave float64) float64{
	BGNBDName: func(x, tx, t, rate, leave float64) float64 {
		stays, left := x*math.Log(1-leave)-rate*t, 0.0
		if x > 0 {
			left = leave * math.Exp((x-1)*math.Log(1-leave)-rate*tx-stays)
		}
		return x*math.Log(rate) + stays + math.Log1p(left)
	},
	MBGNBDName: func(x, tx, t, rate, leave float64) float64 {
		stays := (x+1)*math.Log(1-leave) - rate*t
		return x*math.Log(rate) + stays + math.Log1p(leave*math.Exp(x*math.Log(1-leave)-rate*tx-stays))
	},
	ParetoNBDName: func(x, tx, t, rate, leave float64) float64 {
		both := rate + leave
		return x*math.Log(rate) - both*t + math.Log1p(leave/both*math.Expm1(both*(t-tx)))
	},
}

// Customers without memory, who all buy at one rate and leave by one chance, are at a limit of the models. The fit is the limit's best, not a place on the
// way to it.
func TestWithoutMemory(t *testing.T) {
	for _, c := range []struct {
		model    string
		patterns []Pattern
	}{
		{ParetoNBDName, memoryless(1000, 1.0/40, 1.0/200, 0, 2)},
		{MBGNBDName, memoryless(1000, 1.0/40, 0, 0.1, 3)},
		{BGNBDName, memoryless(1000, 1.0/40, 0, 0.1, 3)},
	} {
		limit := topOf(func(rate, leave float64) float64 {
			return overPatterns(c.patterns, func(x, tx, t float64) float64 { return unmixedModels[c.model](x, tx, t, rate, leave) })
		}, []float64{-3, -3}, []float64{-4, -5})
		fit := purchaseModelOf(c.model).fit(c.patterns)
		t.Logf("%s: %s, %.4f, the limit's best is %.4f", c.model, fit.Status, fit.LogLikelihood, limit)
		if fit.LogLikelihood < limit-0.001 || fit.Status == Failed {
			t.Errorf("%s: %s at %v", c.model, fit.Status, fit.Parameters)
		}
	}
}

// Where nobody leaves, the best of all models is the NBD's, and they say why.
func TestRidgeOfNBD(t *testing.T) {
	for _, patterns := range [][]Pattern{memoryless(2000, 1.0/40, 0, 0, 1), unending(3000, 40, 2)} {
		nbd := topOf(func(r, alpha float64) float64 {
			return overPatterns(patterns, func(x, _, t float64) float64 {
				return lnGamma(r+x) - lnGamma(r) - x*math.Log(alpha) - (r+x)*math.Log1p(t/alpha)
			})
		}, []float64{0, 3}, []float64{4, 8})
		for _, fit := range []PurchaseFit{FitBGNBD(patterns), FitMBGNBD(patterns), FitParetoNBD(patterns)} {
			t.Logf("%s: %.4f, NBD %.4f, %v", fit.Model, fit.LogLikelihood, nbd, fit.Parameters)
			checkNoSign(t, fit)
			if off := fit.LogLikelihood - nbd; off < -0.001 || off > negligible {
				t.Errorf("%s: %v off the NBD's maximum", fit.Model, off)
			}
		}
	}
}

func checkNoSign(t *testing.T, fit PurchaseFit) {
	t.Helper()
	if fit.Status != Boundary || !strings.Contains(fit.Note.EN, "no sign that customers leave for good") || fit.Gradient > 0.01 {
		t.Errorf("%s: %s, %s, gradient %g", fit.Model, fit.Status, fit.Note.EN, fit.Gradient)
	}
}

// Where all customers spend alike, Gamma–Gamma is at its limit: a gamma distribution of what an occasion costs, of which everybody is expected to spend the
// mean.
func TestSpendAlike(t *testing.T) {
	for _, n := range []int{300, 3000} { // the first gives a summit that cannot be told from the limit
		random, spenders := rand.New(rand.NewPCG(5, 7)), []Spender(nil)
		for i := range n {
			x := 1 + i%12
			spenders = append(spenders, Spender{x, math.Round(gamma(random, 4*float64(x))/float64(x)*1000) / 100, 1})
		}
		limit := topOf(func(p, rate float64) (sum float64) {
			for _, s := range spenders {
				px, x := p*float64(s.X), float64(s.X)
				sum += px*math.Log(rate*x) + (px-1)*math.Log(s.Mean) - rate*x*s.Mean - lnGamma(px)
			}
			return sum
		}, []float64{1, -1})
		fit := FitGammaGamma(spenders)
		t.Logf("%s, %.4f, the limit's best is %.4f, %v", fit.Status, fit.LogLikelihood, limit, fit.Parameters)
		if off := fit.LogLikelihood - limit; fit.Status != Boundary || off < -0.001 || off > negligible {
			t.Fatalf("%s: %v off the limit; %s", fit.Status, off, fit.Note.EN)
		}
		nearly(t, "after one dear occasion", fit.Spend.Expected(1, 20), fit.Spend.Expected(0, 0), 0.3)
	}
}

// Γ(q+h)/Γ(q) is a product where h is whole; its logarithm and derivatives keep their digits however great q is.
func TestRisen(t *testing.T) {
	for _, q := range []float64{2.5, 9e3, 1.1e4, 6e6, 8e9} {
		for _, h := range []int{1, 7, 80} {
			ln, first, second := risen(q, float64(h))
			var want [3]float64
			for j := range h {
				y := q + float64(j)
				want[0], want[1], want[2] = want[0]+math.Log(y), want[1]+1/y, want[2]-1/(y*y)
			}
			near(t, "ln", ln, want[0], 1e-12)
			if q > 1e4 {
				near(t, "first", first, want[1], 1e-12)
				near(t, "second", second, want[2], 1e-12)
			} else {
				near(t, "first", first, want[1], 1e-9)
				near(t, "second", second, want[2], 1e-9)
			}
		}
	}
}
