package lifetime

import "math"

// rule is a quadrature rule: Σ w·f(p) is the expectation of f over p.
type rule struct{ p, w []float64 }

const (
	ruleStep = 0.05   // of the double-exponential grid
	ruleCut  = 46.0   // nats below the peak at which a tail is dropped (1e-20)
	tiniest  = 1e-300 // stands for a p that would underflow; functions of p have reached their limit long before
)

// betaRule is a rule for p ~ Beta(a, b) and any positive a and b: the trapezoidal rule on a double-exponential grid (Takahasi &
// Mori 1974) of the logit of p, centred on its peak and as fine as the peak is narrow. For smooth functions of ln p its
// error is below 1e-9 of the result.
func betaRule(a, b float64) rule {
	peak, width := math.Log(a/b), 3*min(1, math.Sqrt(1/a+1/b))
	density := func(y float64) float64 { return -a*softplus(-y) - b*softplus(y) }
	top, sum := density(peak), 0.0
	var r rule
	add := func(i int) bool {
		v := float64(i) * ruleStep
		y := peak + width*math.Sinh(v)
		d := density(y) - top
		if !(d > -ruleCut) {
			return false
		}
		w := math.Exp(d) * math.Cosh(v)
		r.p, r.w = append(r.p, max(tiniest, math.Exp(-softplus(-y)))), append(r.w, w)
		sum += w
		return true
	}
	for i := 0; add(i); i++ {
	}
	for i := -1; add(i); i-- {
	}
	for i := range r.w {
		r.w[i] /= sum
	}
	return r
}

// softplus is ln(1 + e^y).
func softplus(y float64) float64 { return max(y, 0) + math.Log1p(math.Exp(-math.Abs(y))) }
