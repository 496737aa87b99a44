package lifetime

import "math"

// trying is what is known of a customer who is still active under BG/BB: at every opportunity the customer first leaves with a probability
// θ ~ Beta(c, d), and otherwise buys with a probability p ~ Beta(a, b), independently.
type trying struct {
	a, b, c, d float64
	step       float64 // of quadratures; 0 is a fine one
}

// later is the probability of being active at the k-th opportunity from now.
func (y trying) later(k int) float64 {
	kept := 1.0
	for j := range k {
		kept *= (y.d + float64(j)) / (y.c + y.d + float64(j))
	}
	return kept
}

// expected is the number of purchases expected at the next h opportunities.
func (y trying) expected(h float64) float64 { return y.discounted(h, 0) }

// residual is discounted without end: E[f(1−θ)/(1 − f(1−θ))] times E[p], f being e^(−rate), averaged over θ by quadrature to a relative error of 1e-9.
func (y trying) residual(rate float64) float64 {
	step := y.step
	if step == 0 {
		step = fine
	}
	sum, rule := 0.0, betaRule(y.c, y.d, step)
	for i, leave := range rule.p {
		sum += rule.w[i] * (1 - leave) / (math.Expm1(rate) + leave) // the same times 1/f above and below
	}
	return y.a / (y.a + y.b) * sum
}

// residualAfter is not asked of opportunities, which know no season.
func (y trying) residualAfter(float64, float64) float64 { return math.NaN() }

// discounted is the number of purchases expected at the next h opportunities, each discounted by e^(−rate) an opportunity.
func (y trying) discounted(h, rate float64) float64 {
	kept, sum, factor := 1.0, 0.0, math.Exp(-rate)
	for k := 0.0; k < h; k++ {
		kept *= (y.d + k) / (y.c + y.d + k) * factor
		sum += kept
	}
	return y.a / (y.a + y.b) * sum
}

// returns is the probability of a purchase at one of the next h opportunities, as the sum of those of a first one at each.
func (y trying) returns(h float64) float64 {
	kept, silent, sum := 1.0, 1.0, 0.0
	for k := 0.0; k < h; k++ {
		kept *= (y.d + k) / (y.c + y.d + k)
		sum += kept * silent * y.a / (y.a + y.b + k)
		silent *= (y.b + k) / (y.a + y.b + k)
	}
	return sum
}

// pairs is E[N(N−1)] of the number N of purchases at the next h opportunities: E[p²] times that of the opportunities while active.
func (y trying) pairs(h float64) float64 {
	kept, sum, n := 1.0, 0.0, y.a+y.b
	for k := 0.0; k < h; k++ {
		kept *= (y.d + k) / (y.c + y.d + k)
		sum += 2 * k * kept
	}
	return y.a * (y.a + 1) / (n * (n + 1)) * sum
}

// exactly starts the distribution of the number of purchases at the next h opportunities: each call of what it gives is the probability
// of the next number, from 0 on. It sums over how many opportunities k the customer stays for.
func (y trying) exactly(h float64) func() float64 {
	stretches := make([]likely, int(h)+1) // by k: the probability of k opportunities, with n purchases at them
	stays, silent := 0.0, 0.0
	for i := range stretches {
		k := float64(i)
		stretches[i].ln = stays + silent
		if k < h {
			stretches[i].ln += math.Log(y.c / (y.c + y.d + k))
		}
		stays += math.Log((y.d + k) / (y.c + y.d + k))
		silent += math.Log((y.b + k) / (y.a + y.b + k))
	}
	n := 0
	return func() float64 {
		sum, x := 0.0, float64(n)
		for i := n; i < len(stretches); i++ {
			k := float64(i)
			sum += stretches[i].next((k - x) / (x + 1) * (y.a + x) / (y.b + k - x - 1))
		}
		n++
		return sum
	}
}

func (y trying) rules(step float64) *rules { return &rules{step: step} }

func (y trying) with(shared *rules) active {
	y.step = shared.step
	return y
}
