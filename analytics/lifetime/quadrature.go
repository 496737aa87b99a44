package lifetime

import "math"

// rule is a quadrature rule: Σ w·f(p) is the expectation of f over p.
type rule struct{ p, w []float64 }

const (
	fine    = 0.05   // step of the double-exponential grid
	coarse  = 0.15   // the same where six digits will do
	ruleCut = 46.0   // nats below the peak at which a tail is dropped (1e-20)
	tiniest = 1e-300 // stands for a p that would underflow; functions of p have reached their limit long before
)

// betaRule is a rule for p ~ Beta(a, b) and any positive a and b: the trapezoidal rule on a double-exponential grid (Takahasi &
// Mori 1974) of the logit of p, centred on its peak and as fine as the peak is narrow. For smooth functions of ln p its
// error is below 1e-9 of the result with a fine step, below 1e-5 with a coarse one.
func betaRule(a, b, step float64) rule {
	width := 3 * min(1, math.Sqrt(1/a+1/b))
	return ruleAbout(math.Log(a/b), width, step, func(y float64) float64 { return -a*softplus(-y) - b*softplus(y) }, func(y float64) float64 { return math.Exp(-softplus(-y)) })
}

// gammaRule is the same for g ~ Gamma(s, 1), on a grid of ln g.
func gammaRule(s, step float64) rule {
	width := 3 * min(1, math.Sqrt(1/s))
	return ruleAbout(math.Log(s), width, step, func(y float64) float64 { return s*y - math.Exp(y) }, math.Exp)
}

// ruleAbout is a rule for a function of y, whose density is given in logarithms with its peak and about its width.
func ruleAbout(peak, width, step float64, density, value func(y float64) float64) (r rule) {
	top, sum := density(peak), 0.0
	add := func(i int) bool {
		v := float64(i) * step
		y := peak + width*math.Sinh(v)
		d := density(y) - top
		if !(d > -ruleCut) {
			return false
		}
		w := math.Exp(d) * math.Cosh(v)
		r.p, r.w = append(r.p, max(tiniest, value(y))), append(r.w, w)
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
