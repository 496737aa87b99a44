package analytics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Z is the 97.5 % point of the normal distribution, for intervals at 95 %.
const Z = 1.959963984540054

// StudentQuantile is the 97.5 % point of Student's t.
func StudentQuantile(degrees float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: degrees}.Quantile(0.975)
}

// Wilson is the 95 % interval of a share p observed on n (Wilson 1927). It stays within 0 and 1, and n need not be whole.
func Wilson(p, n float64) (low, high float64) { return WilsonAt(p, n, Z) }

// WilsonAt is Wilson's interval that reaches z standard errors.
func WilsonAt(p, n, z float64) (low, high float64) {
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	low, high = centre-half, centre+half
	if p == 0 {
		low = 0
	}
	if p == 1 {
		high = 1
	}
	return low, high
}

// Share is a share of N with its 95 % interval by [Wilson].
type Share struct {
	N, Count  int64
	Share     float64 // a fraction of 1; NaN where N is 0
	Low, High float64
}

// ShareOf is the share that count is of n.
func ShareOf(count, n int64) Share {
	if n == 0 {
		return Share{Share: math.NaN(), Low: math.NaN(), High: math.NaN()}
	}
	s := Share{N: n, Count: count, Share: float64(count) / float64(n)}
	s.Low, s.High = Wilson(s.Share, float64(n))
	return s
}

// Newcombe is the 95 % interval of the difference p − q of two shares, from their intervals by [Wilson] (Newcombe 1998, method 10).
func Newcombe(p, n, q, m float64) (low, high float64) {
	lp, hp := Wilson(p, n)
	lq, hq := Wilson(q, m)
	return p - q - math.Hypot(p-lp, hq-q), p - q + math.Hypot(hp-p, q-lq)
}
