package lifetime

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mathext"
)

// living is what is known of a customer who is still active under a geometric model: the rate λ ~ Gamma(s, k), and after every
// purchase the customer leaves with probability p ~ Beta(a, b), independently.
type living struct {
	s, k, a, b float64
	shared     *rules // where they are at hand
}

// expected is the number of purchases expected in the next t days, E[(1 − e^(−λpt))/p], to a relative error of 1e-10.
func (l living) expected(t float64) float64 { return l.course()(t) }

// course is expected for several times; what they have in common is worked out once.
func (l living) course() func(t float64) float64 {
	return func(t float64) float64 {
		if e, ok := l.bySeries(t); ok {
			return e
		}
		if l.shared == nil {
			l.shared = &rules{p: betaRule(l.a, l.b, fine)}
		}
		return l.byQuadrature(l.shared.p, t)
	}
}

// byQuadrature is E[(1 − (1 + pz)^(−s))/p] over p with z = t/k. It holds for any parameters.
func (l living) byQuadrature(rule rule, t float64) float64 {
	z, sum := t/l.k, 0.0
	for i, p := range rule.p {
		sum -= rule.w[i] * math.Expm1(-l.s*math.Log1p(p*z)) / p
	}
	return sum
}

// bySeries is ten times as fast. It is Fader, Hardie & Lee (2005, eq. 10) after Euler's transformation of the
// hypergeometric function (DLMF 15.8.1), with the first term of the series taken into the bracket: so nothing is singular at a = 1.
// With c = a+b−1, z = t/k and w = z/(1+z),
//
//	E = c·[((1+z)^(1−a) − 1)/(1−a) − (1+z)^(1−a) · Σ_{n≥1} (c−s)_n (a)_{n−1} / ((c)_n n!) · wⁿ].
//
// It is not used where the series is slow or digits would cancel.
func (l living) bySeries(t float64) (e float64, ok bool) {
	const slow, alternating, long, cancelled, least = 0.93, 8, 100, 1e-2, 1e-3
	z, c := t/l.k, l.a+l.b-1
	w := z / (1 + z)
	if w > slow || c < least || l.s-c > alternating || l.a > long {
		return 0, false
	}
	term := (c - l.s) / c * w
	sum := term
	for n := 1.0; math.Abs(term) > 1e-17*math.Abs(sum); n++ {
		term *= (c - l.s + n) * (l.a + n - 1) / ((c + n) * (n + 1)) * w
		sum += term
	}
	growth := (1 - l.a) * math.Log1p(z)
	whole := math.Log1p(z)
	if growth != 0 {
		whole *= math.Expm1(growth) / growth
	}
	rest := whole - math.Exp(growth)*sum
	return c * rest, rest > cancelled*whole
}

// discounted is ∫₀ᵗ e^(−ru) dE(u), by parts e^(−rt) E(t) + r ∫₀ᵗ e^(−ru) E(u) du. In the variable ln(1 + u/k) the integrand is smooth, so
// that ten points a panel serve (Gauss–Legendre); the relative error is below 1e-9.
func (l living) discounted(t, rate float64) float64 {
	sum, expected := 0.0, l.course()
	if rate != 0 {
		length := math.Log1p(t / l.k)
		panels := math.Ceil(length * (1 + l.s*l.a/(l.a+l.b)/4))
		panels = min(max(panels, 1), 50)
		for p := range int(panels) {
			for i, at := range legendre.at {
				grown := math.Exp((float64(p) + at) * length / panels)
				u := l.k * (grown - 1)
				sum += legendre.weight[i] * length / panels * l.k * grown * math.Exp(-rate*u) * expected(u)
			}
		}
	}
	return math.Exp(-rate*t)*expected(t) + rate*sum
}

// legendre is the Gauss–Legendre rule on [0, 1] of ten points, short that of four.
var (
	legendre = legendreRule(10)
	short    = legendreRule(4)
)

func legendreRule(points int) (r struct{ at, weight []float64 }) {
	r.at, r.weight = make([]float64, points), make([]float64, points)
	quad.Legendre{}.FixedLocations(r.at, r.weight, 0, 1)
	return r
}

// pairs is E[N(N−1)] of the number N of purchases in the next t days: 2(1−p)λ² ∫₀ᵗ u e^(−λpu) du over λ and p.
func (l living) pairs(t float64) float64 {
	rule, z, sum := betaRule(l.a, l.b, fine), t/l.k, 0.0
	for i, p := range rule.p {
		sum += rule.w[i] * (1 - p) * l.twoArrivals(p*z)
	}
	return 2 * z * z * sum
}

// twoArrivals is the probability 1 − (1+q)^(−s)·(1 + sq/(1+q)) of two arrivals or more at a Gamma(s) rate in the time q,
// divided by q²; by series where it would cancel. Its relative error is below 1e-10.
func (l living) twoArrivals(q float64) float64 {
	s := l.s
	if (s+3)*q < 1e-3 {
		return s * (s + 1) / 2 * (1 - 2*(s+2)*q/3 + (s+2)*(s+3)*q*q/4)
	}
	return -math.Expm1(-s*math.Log1p(q)+math.Log1p(s*q/(1+q))) / (q * q)
}

// probability is that of just n purchases in the next t days (Fader, Hardie & Lee 2005, eq. 8, with s, k and b in place of r, α
// and b): n arrivals and still active, or left at the n-th.
func (l living) probability(n int, t float64) float64 {
	x, w := float64(n), t/(l.k+t)
	lnStart := mathext.Lbeta(l.a, l.b)
	arrivals := lnChoose(l.s, x) + l.s*math.Log1p(-w)
	if n > 0 {
		arrivals += x * math.Log(w)
	}
	p := math.Exp(mathext.Lbeta(l.a, l.b+x) - lnStart + arrivals)
	if n > 0 {
		p += math.Exp(mathext.Lbeta(l.a+1, l.b+x-1)-lnStart) * mathext.RegIncBeta(x, l.s, w)
	}
	return p
}

// lnChoose is ln Γ(s+n)/(Γ(s) n!).
func lnChoose(s, n float64) float64 { return lnGamma(s+n) - lnGamma(s) - lnGamma(n+1) }

// exactly starts the distribution of the number of purchases in the next t days: n arrivals and still active, or left at the n-th.
func (l living) exactly(t float64) func() float64 {
	w := t / (l.k + t)
	arrivals := likely{ln: l.s * math.Log1p(-w)}
	x, tail, stayed := 0.0, 1.0, 1.0
	return func() float64 {
		just := arrivals.next(w * (l.s + x) / (x + 1))
		p := stayed * just
		if x > 0 {
			p += stayed * l.a / (l.b + x - 1) * tail
		}
		tail = max(0, tail-just)
		stayed *= (l.b + x) / (l.a + l.b + x)
		x++
		return p
	}
}

// residual is the number of purchases expected without end, each discounted by e^(−rate) a day: who buys at the rate λ and leaves at each purchase
// with the probability p has λ/(λp + rate) of them ahead. It is averaged over λ and p by quadrature, to a relative error of 1e-9.
func (l living) residual(rate float64) float64 { return l.residualAfter(0, rate) }

// residualAfter counts purchases beyond a time t, discounted from then on: with p, a customer is active then with the probability e^(−λpt), which
// makes λ a Gamma(s, k + pt) times (k/(k+pt))^s.
func (l living) residualAfter(t, rate float64) float64 {
	sum := 0.0
	if l.shared == nil {
		l.shared = newRules(l.s, l.a, l.b, fine)
	}
	p, g := &l.shared.p, &l.shared.g
	for i, leave := range p.p {
		part, c := 0.0, rate*(l.k+leave*t)
		for j, often := range g.p {
			part += g.w[j] * often / (often*leave + c)
		}
		sum += p.w[i] * part * math.Exp(-l.s*math.Log1p(leave*t/l.k))
	}
	return sum
}

// rules are quadrature rules for p and for kλ, which customers with one number of purchases have in common.
type rules struct {
	p, g rule
	step float64 // of quadratures that are not shared
}

func newRules(s, a, b, step float64) *rules {
	return &rules{betaRule(a, b, step), gammaRule(s, step), step}
}

func (l living) rules(step float64) *rules { return newRules(l.s, l.a, l.b, step) }

func (l living) with(shared *rules) active {
	l.shared = shared
	return l
}
