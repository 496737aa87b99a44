package loyalty

import (
	"math"

	"regulars/analytics"
)

// spearman is the rank correlation of score and repurchase, equal values sharing their mean rank, with the interval of
// Bonett & Wright (2000).
func spearman(levels []Level) Correlation {
	var n, again float64
	for _, l := range levels {
		n += float64(l.N)
		again += float64(l.Repurchased)
	}
	// The ranks of repurchase, which has two values only, correlate as the values do.
	var below, cov, varX float64
	for _, l := range levels {
		rank := below + float64(l.N)/2 - n/2
		below += float64(l.N)
		cov += rank * float64(l.Repurchased)
		varX += rank * rank * float64(l.N)
	}
	rho := cov / math.Sqrt(varX*again*(n-again)/n)
	return correlation(rho, math.Sqrt((1+rho*rho/2)/(n-3)))
}

// kendall is tau-b of score and repurchase, with the interval of Fieller, Hartley & Pearson (1957).
func kendall(levels []Level) Correlation {
	var concordant, discordant, stayed, left, tied float64
	for _, l := range levels {
		yes, no := float64(l.Repurchased), float64(l.N-l.Repurchased)
		concordant += yes * left
		discordant += no * stayed
		stayed += yes
		left += no
		tied += float64(l.N) * (float64(l.N) - 1) / 2
	}
	n := stayed + left
	pairs := n * (n - 1) / 2
	tau := (concordant - discordant) / math.Sqrt((pairs-tied)*stayed*left)
	return correlation(tau, math.Sqrt(0.437/(n-4)))
}

// correlation puts an interval around a correlation by Fisher's transformation, where se is the standard error there.
func correlation(r, se float64) Correlation {
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return Correlation{math.NaN(), math.NaN(), math.NaN()}
	}
	c := Correlation{Value: r, Low: math.NaN(), High: math.NaN()}
	if at := math.Atanh(r); !math.IsInf(at, 0) && se > 0 && !math.IsInf(se, 0) {
		c.Low, c.High = math.Tanh(at-analytics.Z*se), math.Tanh(at+analytics.Z*se)
	}
	return c
}
