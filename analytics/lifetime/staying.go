package lifetime

import "math"

// staying is what is known of a customer who is still active under Pareto/NBD: the customer buys at a rate λ ~ Gamma(a, k) and
// leaves at a rate μ ~ Gamma(s, b), independently.
type staying struct {
	a, k, s, b float64
	shared     *rules // where they are at hand
}

// expected is the number of purchases expected in the next t days: E[λ] times the time expected to be active.
func (c staying) expected(t float64) float64 {
	time := c.b * math.Log1p(t/c.b)
	if y := (1 - c.s) * math.Log1p(t/c.b); y != 0 {
		time *= math.Expm1(y) / y
	}
	return c.a / c.k * time
}

// remaining is the probability of being active u days from now.
func (c staying) remaining(u float64) float64 { return math.Exp(-c.s * math.Log1p(u/c.b)) }

// discounted is the same with each purchase discounted by e^(−rate) a day.
func (c staying) discounted(t, rate float64) float64 {
	if rate == 0 {
		return c.expected(t)
	}
	return c.a / c.k * panels(t, func(u float64) float64 {
		return min(c.b+u, 4/((c.s+1)/(c.b+u)+math.Abs(rate)))
	}, func(u float64) float64 {
		return c.remaining(u) * math.Exp(-rate*u)
	})
}

// pairs is E[N(N−1)] of the number N of purchases in the next t days: E[λ²] times the mean square of the active time.
func (c staying) pairs(t float64) float64 {
	return c.a * (c.a + 1) / (c.k * c.k) * panels(t, func(u float64) float64 {
		return smoothest(0, c.b+u, c.s, c.b+u)
	}, func(u float64) float64 {
		return 2 * u * c.remaining(u)
	})
}

// span is one way the future may go: the customer stays active for a time, and what is known of the number n of purchases in it, which
// is negative binomial.
type span struct {
	likely         // P(N = n)
	weight float64 // the probability of that time
	ratio  float64 // time/(k + time)
}

// spans are leaving at times that integrate over all of them, and staying throughout.
func (c staying) spans(into []span, t float64) []span {
	for u := 0.0; u < t; {
		step := min(t-u, c.k+u, smoothest(0, c.b+u, c.s, c.b+u), 4*max(c.k/c.a, math.Sqrt(u*(c.k+u)/c.a)))
		for i, at := range legendre.at {
			v := u + at*step
			into = append(into, c.span(v, legendre.weight[i]*step*c.s/(c.b+v)*c.remaining(v)))
		}
		if u += step; c.remaining(u) < 1e-15 {
			return into
		}
	}
	return append(into, c.span(t, c.remaining(t)))
}

func (c staying) span(time, weight float64) span {
	return span{likely{ln: -c.a * math.Log1p(time/c.k)}, weight, time / (c.k + time)}
}

// next is weight · P(N = n) and moves on to n + 1, which is as likely times ratio · grow.
func (s *span) next(grow float64) float64 { return s.weight * s.likely.next(s.ratio*grow) }

// exactly starts the distribution of the number of purchases in the next t days.
func (c staying) exactly(t float64) func() float64 {
	spans, x := c.spans(make([]span, 0, 64), t), 0.0
	return func() float64 {
		sum, grow := 0.0, (c.a+x)/(x+1)
		for i := range spans {
			sum += spans[i].next(grow)
		}
		x++
		return sum
	}
}

// residual is discounted without end, the DERT of Fader, Hardie & Lee (2005): E[λ] E[1/(μ + rate)], averaged over μ by quadrature to a relative error
// of 1e-9.
func (c staying) residual(rate float64) float64 { return c.residualAfter(0, rate) }

// residualAfter is E[λ] E[e^(−μt)/(μ + rate)]: of who is active after the time t, μ is a Gamma(s, b + t).
func (c staying) residualAfter(t, rate float64) float64 {
	if c.shared == nil {
		c.shared = &rules{g: gammaRule(c.s, fine)}
	}
	sum := 0.0
	for i, g := range c.shared.g.p {
		sum += c.shared.g.w[i] / (g + rate*(c.b+t))
	}
	return c.a / c.k * (c.b + t) * c.remaining(t) * sum
}

func (c staying) rules(step float64) *rules { return &rules{g: gammaRule(c.s, step)} }

func (c staying) with(shared *rules) active {
	c.shared = shared
	return c
}
