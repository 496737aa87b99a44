package loyalty

import "regulars/analytics"

// prior is what a customer had done by the day of the answer: how often bought, and how long ago the last time. Customers of one prior
// were about equally good when they answered, so differences among them are not those between good customers and others.
type prior uint8

var (
	occasionSteps = []int{2, 3, 5, 10} // 1, 2, 3–4, 5–9, 10 and more
	silenceSteps  = []int{31, 91, 181} // up to 30, 90, 180 days, and longer
	priors        = (len(occasionSteps) + 1) * (len(silenceSteps) + 1)
)

// priorOn is a customer's prior on a day. It is not ok for one who had bought nothing.
func priorOn(c *analytics.Customer, day analytics.Day) (p prior, ok bool) {
	past := c.Until(day)
	occasions := past.Occasions()
	n := len(occasions)
	if n == 0 {
		return 0, false
	}
	return prior(step(n, occasionSteps)*(len(silenceSteps)+1) + step(int(day-occasions[n-1].Day), silenceSteps)), true
}

func step(x int, steps []int) (i int) {
	for i < len(steps) && x >= steps[i] {
		i++
	}
	return i
}
