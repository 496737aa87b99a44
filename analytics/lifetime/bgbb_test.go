package lifetime

import (
	"math"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// donations are the 22 histories of the 11,104 donors of Fader, Hardie & Shang (2010).
func donations(t testing.TB) (patterns []Pattern) {
	t.Helper()
	type cell struct {
		X  int32 `parquet:"frequency"`
		TX int32 `parquet:"recency"`
		N  int32 `parquet:"periods"`
		C  int32 `parquet:"weights"`
	}
	cells, err := parquet.ReadFile[cell](shared(t, "data/donations/donations.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cells {
		patterns = append(patterns, Pattern{int(c.X), float64(c.TX), float64(c.N), int(c.C)})
	}
	return patterns
}

type donationOracle struct {
	BGBB struct {
		Params, SE  map[string]float64
		LL          float64
		CovLog      [][]float64 `json:"cov_log"`
		Predictions []struct {
			X         int
			TX, N     float64
			CET       float64 `json:"cet_5"`
			AliveNext float64 `json:"palive_next"`
			AliveAtN  float64 `json:"palive_at_n"`
		} `json:"predictions_at_MLE"`
	} `json:"bgbb_donations"`
}

func TestFamousDonations(t *testing.T) {
	want := oracle[donationOracle](t, "oracles/btyd.json").BGBB
	fit := FitBGBB(donations(t))
	if fit.Status != Converged || fit.Customers != 11104 || fit.Patterns != 22 {
		t.Errorf("%s with %d donors of %d kinds", fit.Status, fit.Customers, fit.Patterns)
	}
	near(t, "log-likelihood", fit.LogLikelihood, want.LL, 1e-13)
	for i, p := range fit.Parameters {
		near(t, p.Name, p.Value, want.Params[p.Name], 1e-9)
		near(t, "se of "+p.Name, p.SE, want.SE[p.Name], 1e-8)
		for j := range fit.Parameters {
			near(t, "covariance", fit.covariance.At(i, j), want.CovLog[i][j], 1e-8)
		}
	}
	m := NewBGBB(want.Params["alpha"], want.Params["beta"], want.Params["gamma"], want.Params["delta"])
	for _, p := range want.Predictions {
		alive := m.PAlive(p.X, p.TX, p.N)
		near(t, "P(alive)", alive, p.AliveAtN, 1e-11)
		near(t, "P(alive at the next)", alive*m.trying(p.X, p.N).later(1), p.AliveNext, 1e-11)
		near(t, "expected", m.Expected(p.X, p.TX, p.N, 5), p.CET, 1e-11)
	}
}

var someBGBB = []BGBB{{1.2035, 0.7497, 0.6567, 2.7834}, {0.3, 5, 1, 9}, {40, 60, 0.05, 0.4}, {2, 0.1, 30, 200}}

// Both derivatives against differences of what they derive.
func TestBGBBDerivatives(t *testing.T) {
	checkDerivatives(t, bgbbLikelihood(sampleOf([]Pattern{{0, 0, 6, 30}, {0, 0, 0, 3}, {1, 1, 6, 5}, {1, 4, 9, 2}, {3, 5, 5, 4}, {3, 3, 12, 6}, {12, 12, 12, 1}, {12, 20, 80, 2}}, 1)))
}

// The likelihoods of all histories of n opportunities add up to one: there are C(t_x − 1, x − 1) ways to history (x, t_x).
func TestBGBBHistories(t *testing.T) {
	const n = 7
	for _, m := range someBGBB {
		sum := math.Exp(m.logLikelihood(Pattern{0, 0, n, 1}))
		for tx := 1; tx <= n; tx++ {
			ways := 1.0
			for x := 1; x <= tx; x++ {
				sum += ways * math.Exp(m.logLikelihood(Pattern{x, float64(tx), n, 1}))
				ways *= float64(tx-x) / float64(x)
			}
		}
		near(t, "sum of likelihoods", sum, 1, 1e-13)
	}
}

func (m *BGBB) logLikelihood(p Pattern) float64 {
	value, _, _ := bgbbLikelihood(sampleOf([]Pattern{p}, 1))([]float64{math.Log(m.Alpha), math.Log(m.Beta), math.Log(m.Gamma), math.Log(m.Delta)})
	return value
}

// What follows a history is another history: P(alive), the chance of a purchase and the distribution of purchases all follow from the
// likelihoods of the longer ones.
func TestBGBBAgainstLikelihood(t *testing.T) {
	for _, m := range someBGBB {
		for _, h := range []Pattern{{0, 0, 4, 1}, {2, 3, 9, 1}, {5, 5, 5, 1}, {1, 1, 30, 1}} {
			silent := h
			silent.T += 3
			none := math.Exp(m.logLikelihood(silent) - m.logLikelihood(h))
			nearly(t, "a purchase", m.Returns(h.X, h.TX, h.T, 3), 1-none, 1e-12)
			once := h
			once.X, once.TX, once.T = h.X+1, h.T+1, h.T+1
			chance := math.Exp(m.logLikelihood(once) - m.logLikelihood(h))
			near(t, "the next purchase", m.Expected(h.X, h.TX, h.T, 1), chance, 1e-11)
			y := m.trying(h.X, h.T)
			near(t, "P(alive)", m.PAlive(h.X, h.TX, h.T)*y.later(1)*y.a/(y.a+y.b), chance, 1e-11)
		}
	}
}

// The distribution adds up to one, and its moments and quantiles are those computed without it.
func TestTrying(t *testing.T) {
	for _, y := range []trying{{1.2, 0.7, 0.66, 2.8, 0}, {30, 400, 1, 60, 0}, {0.3, 5, 0.05, 0.4, 0}, {2000, 1, 0.5, 400, 0}} {
		for _, h := range []float64{1, 12, 365} {
			next := y.exactly(h)
			sum, mean, pairs, none := 0.0, 0.0, 0.0, 0.0
			low, high := -1, -1
			for n := 0.0; n <= h; n++ {
				p := next()
				if n == 0 {
					none = p
				}
				sum += p
				mean += n * p
				pairs += n * (n - 1) * p
				if low < 0 && 0.4+0.6*sum >= 0.5 {
					low = int(n)
				}
				if high < 0 && 0.4+0.6*sum >= 0.95 {
					high = int(n)
				}
			}
			near(t, "total probability", sum, 1, 1e-10)
			near(t, "mean", mean, y.discounted(h, 0), 1e-10)
			nearly(t, "pairs", pairs, y.pairs(h), 1e-10*(1+pairs))
			nearly(t, "none", none, 1-y.returns(h), 1e-12)
			if a, b := quantiles(y, 0.6, h, 0.5, 0.95); a != low || b != high {
				t.Errorf("%v over %g: got %d to %d, want %d to %d", y, h, a, b, low, high)
			}
		}
	}
}

// Without end the discounted sum is the paper's eq. 14 (mpmath 1.3.0, 30 digits).
func TestBGBBResidual(t *testing.T) {
	m := NewBGBB(1.2035223516019466, 0.7497163581729491, 0.6567182084417823, 2.7834422325770656)
	for h, want := range map[Pattern]float64{
		{0, 0, 6, 1}: 0.11475271563248869581, {1, 1, 6, 1}: 0.13496245420016143215,
		{4, 5, 6, 1}: 3.1970914784937356102, {6, 6, 6, 1}: 5.9098942456431887964,
	} {
		near(t, "DERT", m.PAlive(h.X, h.TX, h.T)*m.ahead(h.X, h.T).residual(math.Log(1.1)), want, 1e-9)
	}
}
