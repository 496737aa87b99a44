package lifetime

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// digamma is the derivative of ln Γ(x) for x > 0: by recurrence to x ≥ 10, then by the asymptotic series (DLMF 5.11.2). Its error is below 1e-15 of
// the greater of 1 and the result, where gonum's is 5e-11.
func digamma(x float64) float64 {
	sum := 0.0
	for ; x < 10; x++ {
		sum -= 1 / x
	}
	i := 1 / (x * x)
	series := i * (1.0/12 - i*(1.0/120-i*(1.0/252-i*(1.0/240-i*(1.0/132-i*(691.0/32760-i*(1.0/12)))))))
	return sum + math.Log(x) - 1/(2*x) - series
}

// trigamma is the second derivative of ln Γ(x), as the Hurwitz zeta function; gonum's error is below 1e-14.
func trigamma(x float64) float64 { return mathext.Zeta(2, x) }

// lnGamma is ln Γ(x) for x > 0, to 1e-14.
func lnGamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}
