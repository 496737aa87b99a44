package lifetime

import "math"

// staying is what is known of a customer who is still active under Pareto/NBD: the customer buys at a rate λ ~ Gamma(a, k) and
// leaves at a rate μ ~ Gamma(s, b), independently.
type staying struct{ a, k, s, b float64 }

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
	weight float64 // the probability of that time
	ratio  float64 // time/(k + time)
	just   float64 // weight · P(N = n), once it is great enough for a number
	ln     float64 // ln P(N = n) until then
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
	return span{weight: weight, ratio: time / (c.k + time), ln: -c.a * math.Log1p(time/c.k)}
}

// next is weight · P(N = n) and moves on to n + 1, which is as likely times ratio · grow.
func (s *span) next(grow float64) float64 {
	const least = -600 // below it a number would underflow
	if s.just == 0 && s.ln > least {
		s.just, s.ln = s.weight*math.Exp(s.ln), math.Inf(-1)
	}
	now := s.just
	s.just *= s.ratio * grow
	if s.ln <= least {
		s.ln += math.Log(s.ratio * grow)
	}
	return now
}

// quantiles are the smallest numbers of purchases in the next t days that a customer, still active with probability alive, stays at or
// below with the probabilities low < high. No more than one occasion a day is counted.
func (c staying) quantiles(alive, t, low, high float64) (from, to int) {
	below := 1 - alive
	if below >= high {
		return 0, 0
	}
	spans := c.spans(make([]span, 0, 64), t)
	from = -1
	for n := 0; ; n++ {
		x, exactly := float64(n), 0.0
		grow := (c.a + x) / (x + 1)
		for i := range spans {
			exactly += spans[i].next(grow)
		}
		below += alive * exactly
		if from < 0 && (below >= low || x >= t) {
			from = n
		}
		if below >= high || x >= t {
			return from, n
		}
	}
}
