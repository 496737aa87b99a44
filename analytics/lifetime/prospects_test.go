package lifetime

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
)

// someFits are fits of all models to small bases, whose parameters are rather uncertain.
func someFits(t testing.TB) map[string]*PurchaseFit {
	t.Helper()
	fits := map[string]*PurchaseFit{}
	for _, w := range worlds {
		fit := w.fit(patternsLived(w.draw(1500, 77)))
		if fit.Status != Converged {
			t.Fatal(fit.Note.EN)
		}
		fits[w.name] = &fit
	}
	return fits
}

var someHistories = []history{{0, 0, 30}, {1, 3, 30}, {4, 28, 30}, {9, 20, 24}}

// The standard errors are those of the delta method with exact slopes, but for how far the function bends within two standard errors.
func TestStandardErrors(t *testing.T) {
	for name, fit := range someFits(t) {
		p := newProspects(fit, outlook{horizon: 26, rate: 0.002}, nil)
		for _, h := range someHistories {
			got := p.score(h, nil)
			x, tx, at := int(h.x), float64(h.tx), float64(h.t)
			alive := func(m Purchases) float64 { return m.PAlive(x, tx, at) }
			nearly(t, name+" P(alive)", got.AliveError, delta(fit, alive), 0.1*got.AliveError+0.002)
			near(t, name+" purchases", got.PurchasesError, delta(fit, func(m Purchases) float64 { return m.Expected(x, tx, at, 26) }), 0.1)
			near(t, name+" residual", got.ResidualError, delta(fit, func(m Purchases) float64 { return alive(m) * m.ahead(x, at).residual(0.002) }), 0.15)
		}
	}
}

// delta is the standard error of a function of the parameters by exact slopes.
func delta(fit *PurchaseFit, of func(Purchases) float64) float64 {
	const step = 1e-4
	k := len(fit.Parameters)
	slopes := mat.NewVecDense(k, nil)
	for i := range k {
		below, above := fit.nearby(i, step)
		slopes.SetVec(i, (of(above)-of(below))/(2*step))
	}
	return math.Sqrt(mat.Inner(slopes, fit.covariance, slopes))
}

// The probabilities are the means over uncertain parameters: against so many drawn from their distribution.
func TestUncertainProbabilities(t *testing.T) {
	const draws = 3000
	for name, fit := range someFits(t) {
		logs := make([]float64, len(fit.Parameters))
		for i, p := range fit.Parameters {
			logs[i] = math.Log(p.Value)
		}
		normal, ok := distmv.NewNormal(logs, fit.covariance, rand.NewPCG(5, 6))
		if !ok {
			t.Fatal("no covariance")
		}
		p := newProspects(fit, outlook{horizon: 26, rate: 0}, nil)
		for _, h := range someHistories {
			got := p.score(h, nil)
			none, square := 0.0, 0.0
			for range draws {
				values := normal.Rand(nil)
				for i := range values {
					values[i] = math.Exp(values[i])
				}
				p0 := 1 - purchases(name, values).Returns(int(h.x), float64(h.tx), float64(h.t), 26)
				none += p0 / draws
				square += p0 * p0 / draws
			}
			nearly(t, name+" no purchase", got.None, none, 4*math.Sqrt((square-none*none)/draws)+0.001)
			if !math.IsNaN(got.Residual) {
				t.Errorf("without a discount the residual purchases are %g", got.Residual)
			}
		}
	}
}

// Bounds and probabilities against the distribution of each model around the fit.
func TestBounds(t *testing.T) {
	for name, fit := range someFits(t) {
		p := newProspects(fit, outlook{horizon: 26, rate: 0.002}, nil)
		for _, h := range someHistories {
			got := p.score(h, nil)
			sum, few, many := 0.0, -1, -1
			var told []float64
			var next []func() float64
			for _, m := range p.models[1:] {
				next = append(next, m.ahead(int(h.x), float64(h.t)).exactly(26))
			}
			for n := 0; many < 0 || n < 3; n++ {
				now := 0.0
				for i, m := range p.models[1:] {
					alive := m.PAlive(int(h.x), float64(h.tx), float64(h.t))
					now += alive * next[i]() / float64(len(next))
					if n == 0 {
						now += (1 - alive) / float64(len(next))
					}
				}
				told = append(told, now)
				if sum += now; few < 0 && sum >= 0.05 {
					few = n
				}
				if many < 0 && sum >= 0.95 {
					many = n
				}
			}
			if got.Least != few || got.Most != many {
				t.Errorf("%s, %v: %d to %d, want %d to %d", name, h, got.Least, got.Most, few, many)
			}
			for i, p := range []float64{got.None, got.One, got.Two} {
				nearly(t, name+" probability", p, told[i], 1e-12)
			}
		}
	}
}

// A fit without standard errors gives forecasts without them.
func TestNoErrors(t *testing.T) {
	fit := FitBGNBD(unending(600, 100, 31))
	if fit.covariance != nil {
		t.Fatal(fit.Note.EN)
	}
	s := newProspects(&fit, outlook{horizon: 365, rate: 0.0003}, nil).score(history{3, 200, 300}, nil)
	if !math.IsNaN(s.AliveError) || !math.IsNaN(s.PurchasesError) || s.Most < 1 || !(s.None > 0 && s.None < 1) {
		t.Errorf("%+v", s)
	}
}

// Residual purchases of who is active, E[λ/(λp + rate)] over λ and p, by mpmath 1.3.0 with 30 digits; Pareto/NBD E[λ] E[1/(μ + rate)].
func TestResidual(t *testing.T) {
	for _, c := range []struct {
		of   active
		rate float64
		want float64
	}{
		{living{3.25, 230, 0.79, 5.4, nil}, 0.00026112, 13.7209173614431074},
		{living{0.5, 400, 1.3, 2.4, nil}, 0.00026112, 1.51284409063154476},
		{living{30, 200, 1, 60, nil}, 0.00026112, 118.465028237130104},
		{staying{3.5, 340, 0.6, 350, nil}, 0.00026112, 13.1838923539806965},
		{staying{0.55, 74, 2.5, 82, nil}, 0.00026112, 0.392761334419298685},
	} {
		near(t, "residual", c.of.residual(c.rate), c.want, 1e-9)
	}
}

// The rules give the moments of the distributions that they stand for.
func TestRules(t *testing.T) {
	for _, s := range []float64{0.01, 0.24, 1, 7.5, 900} {
		r, mean, square := gammaRule(s, fine), 0.0, 0.0
		for i, g := range r.p {
			mean += r.w[i] * g
			square += r.w[i] * g * g
		}
		near(t, "mean of gamma", mean, s, 1e-9)
		near(t, "square of gamma", square, s*(s+1), 1e-9)
	}
}

// The standard error of the expected spend is that of the delta method by differences.
func TestSpendError(t *testing.T) {
	covariance := mat.NewSymDense(3, []float64{0.036, -0.0099, -0.0497, -0.0099, 0.006, 0.017, -0.0497, 0.017, 0.0725})
	g := GammaGamma{6.25, 3.74, 15.44, 35}
	for x, z := range map[int]float64{0: 0, 1: 20, 9: 300} {
		const step = 1e-5
		slopes := mat.NewVecDense(3, nil)
		for i := range 3 {
			at := func(by float64) float64 {
				v := [3]float64{g.P, g.Q, g.V}
				v[i] *= math.Exp(by)
				return (&GammaGamma{v[0], v[1], v[2], 35}).Expected(x, z)
			}
			slopes.SetVec(i, (at(step)-at(-step))/(2*step))
		}
		near(t, "standard error", g.doubt(x, z, covariance), math.Sqrt(mat.Inner(slopes, covariance, slopes)), 1e-6)
	}
}

// P(alive) from what a group of customers has in common is that of each by itself.
func TestSilences(t *testing.T) {
	fit := someFits(t)[ParetoNBDName]
	histories := []counted[history]{{history{2, 0, 20}, 1}, {history{2, 5, 20}, 1}, {history{2, 5, 60}, 1}, {history{2, 20, 20}, 1}, {history{2, 33, 700}, 1}}
	p := newProspects(fit, outlook{horizon: 26, rate: 0.002}, histories)
	if p.alike[2].silences == nil {
		t.Fatal("nothing in common")
	}
	for _, h := range histories {
		got := p.alive(p.alike[2], h.key)
		for i, m := range p.models {
			near(t, "P(alive)", got[i], m.PAlive(2, float64(h.key.tx), float64(h.key.t)), 1e-11)
		}
	}
}
