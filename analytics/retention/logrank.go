package retention

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// LogRank is the log-rank test of several groups having one and the same survival curve (Mantel 1966; Peto & Peto 1972).
//
// Assumptions. Who is no longer watched is otherwise like who is, in every group; the test is best where one group's rate of
// events is the same multiple of another's throughout. At each time with d events among n at risk, nₖ of them in group k:
//
//	O − E = Σ w (dₖ − d nₖ/n)                                                  Mantel (1966), equation 8
//	Vₖₗ   = Σ w² d (n−d)/(n−1) · nₖ/n (δₖₗ − nₗ/n)                             the hypergeometric covariance
//	χ²    = (O − E)' V⁻¹ (O − E) on groups − 1 degrees of freedom, one group left out
//
// with w = 1 for the log-rank test, n for Gehan's (1965), √n for Tarone and Ware's (1977), the survival just before the time for Harrington
// and Fleming's (1982, ρ = 1), and Π(1 − d/(n+1)) up to the time for Peto and Peto's (1972).
type LogRank struct {
	Observed, Expected []float64 // events by group, as seen and as they would be on one common curve
	ChiSquared         float64
	Freedom            int     // degrees of freedom
	P                  float64 // NaN where there is nothing to test
}

// Differ tells whether the groups differ by more than chance would make.
func (l LogRank) Differ() bool { return analytics.Told(l.P) }

// LogRankOf tests samples, each with ascending times. At every time, the events of a group are compared with its share of
// those at risk, and their covariance is the hypergeometric one. All times count alike.
func LogRankOf(samples ...[]Count) LogRank {
	return weighted(func(moment) float64 { return 1 }, samples)
}

// GehanOf is the same test with every time weighted by the number at risk (Gehan 1965; Breslow 1970): it sees differences that come
// early, which the log-rank test may miss where curves cross. Observed and Expected are weighted too.
func GehanOf(samples ...[]Count) LogRank {
	return weighted(func(m moment) float64 { return m.atRisk }, samples)
}

// TaroneWareOf weights by the root of the number at risk, between the two.
func TaroneWareOf(samples ...[]Count) LogRank {
	return weighted(func(m moment) float64 { return math.Sqrt(m.atRisk) }, samples)
}

// PetoOf weights by Peto and Peto's estimate of survival, which unlike the number at risk does not depend on who was lost from sight.
func PetoOf(samples ...[]Count) LogRank {
	return weighted(func(m moment) float64 { return m.peto }, samples)
}

// HarringtonOf weights by the Kaplan–Meier survival just before each time, as R's survdiff does with rho = 1.
func HarringtonOf(samples ...[]Count) LogRank {
	return weighted(func(m moment) float64 { return m.before }, samples)
}

// moment is a time with events, over all samples.
type moment struct {
	atRisk float64
	before float64 // survival just before it
	peto   float64 // Π(1 − d/(n+1)) up to and with it
}

func weighted(weight func(moment) float64, samples [][]Count) LogRank {
	k := len(samples)
	r := LogRank{Observed: make([]float64, k), Expected: make([]float64, k), P: math.NaN(), ChiSquared: math.NaN()}
	if k < 2 {
		return r
	}
	v := mat.NewSymDense(k, nil)
	m := moment{before: 1, peto: 1}
	walk(samples, func(atRisk, events []float64) {
		n, d := floats.Sum(atRisk), floats.Sum(events)
		m.atRisk, m.peto = n, m.peto*(1-d/(n+1))
		r.add(v, weight(m), atRisk, events, n, d)
		m.before *= 1 - d/n
	})
	var tested []int
	for i, e := range r.Expected {
		if e > 0 { // some were at risk when something happened
			tested = append(tested, i)
		}
	}
	r.solve(v, tested)
	return r
}

// solve computes the statistic of the groups that were tested. The differences add up to zero, so the last is left out.
func (r *LogRank) solve(v *mat.SymDense, tested []int) {
	k := len(tested) - 1
	if k < 1 {
		return
	}
	covariance, difference := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i, a := range tested[:k] {
		difference.SetVec(i, r.Observed[a]-r.Expected[a])
		for j, b := range tested[:k] {
			covariance.SetSym(i, j, v.At(a, b))
		}
	}
	var cholesky mat.Cholesky
	var solved mat.VecDense
	if !cholesky.Factorize(covariance) || cholesky.SolveVecTo(&solved, difference) != nil {
		return // every event came to all that were left, so nothing was up to chance
	}
	r.Freedom = k
	r.ChiSquared = mat.Dot(difference, &solved)
	r.P = distuv.ChiSquared{K: float64(k)}.Survival(r.ChiSquared)
}

func (r *LogRank) add(v *mat.SymDense, w float64, atRisk, events []float64, n, d float64) {
	for i := range atRisk {
		r.Observed[i] += w * events[i]
		r.Expected[i] += w * d * atRisk[i] / n
		if n == 1 {
			continue
		}
		for j := i; j < len(atRisk); j++ {
			same := 0.0
			if i == j {
				same = 1
			}
			v.SetSym(i, j, v.At(i, j)+w*w*d*(n-d)/(n-1)*atRisk[i]/n*(same-atRisk[j]/n))
		}
	}
}

// walk calls f at each time with an event in any sample, with those at risk and the events by sample.
func walk(samples [][]Count, f func(atRisk, events []float64)) {
	atRisk, events := make([]float64, len(samples)), make([]float64, len(samples))
	next := make([]int, len(samples))
	for i, s := range samples {
		for _, c := range s {
			atRisk[i] += float64(c.Events + c.Censored)
		}
	}
	for {
		time, any := soonest(samples, next)
		if !any {
			return
		}
		total := 0.0
		for i, s := range samples {
			events[i] = 0
			if next[i] < len(s) && s[next[i]].Time == time {
				events[i] = float64(s[next[i]].Events)
			}
			total += events[i]
		}
		if total > 0 {
			f(atRisk, events)
		}
		for i, s := range samples {
			if next[i] < len(s) && s[next[i]].Time == time {
				atRisk[i] -= float64(s[next[i]].Events + s[next[i]].Censored)
				next[i]++
			}
		}
	}
}

func soonest(samples [][]Count, next []int) (time int, any bool) {
	for i, s := range samples {
		if next[i] < len(s) && (!any || s[next[i]].Time < time) {
			time, any = s[next[i]].Time, true
		}
	}
	return time, any
}
