package lifetime

import "math"

// likely is a probability that changes by factors, in logarithms while it is too small for a number.
type likely struct {
	just float64 // once it is great enough
	ln   float64 // until then, afterwards NaN
}

// next gives the probability and multiplies it.
func (p *likely) next(by float64) float64 {
	const least = -600 // below it a number would underflow
	if p.ln > least {
		p.just, p.ln = math.Exp(p.ln), math.NaN()
	}
	now := p.just
	p.just *= by
	if p.ln <= least {
		p.ln += math.Log(by)
	}
	return now
}
