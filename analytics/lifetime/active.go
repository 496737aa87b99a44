package lifetime

// active is what is known of a customer who is still active, of the time ahead in units of the model.
type active interface {
	expected(h float64) float64         // purchases in h
	discounted(h, rate float64) float64 // the same, each discounted by e^(−rate) a unit of time
	residual(rate float64) float64      // the same without end; the rate is positive
	// rules are quadrature rules that all customers with the same number of purchases share; with uses them.
	rules(step float64) *rules
	with(*rules) active
	// residualAfter is what residual has beyond a time, discounted from then on.
	residualAfter(time, rate float64) float64
	// exactly starts the distribution of the number of purchases in h: each call of what it gives is the probability of the next number, from 0 on.
	exactly(h float64) func() float64
}

// quantiles are the smallest numbers of purchases in the time h that a customer, still active with a probability, stays at or below with the
// probabilities low < high. No more than one purchase a unit of time is counted.
func quantiles(of active, alive, h, low, high float64) (from, to int) {
	next, below := of.exactly(h), 1-alive
	if below >= high {
		return 0, 0
	}
	from = -1
	for n := 0; ; n++ {
		below += alive * next()
		if from < 0 && (below >= low || float64(n) >= h) {
			from = n
		}
		if below >= high || float64(n) >= h {
			return from, n
		}
	}
}
