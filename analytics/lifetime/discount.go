package lifetime

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"regulars/analytics"
)

// discounting is by days of the calendar where the model's time runs by the season: with E(τ) the purchases expected within τ and v what a day
// later is worth,
//
//	Σ_{d=1..H} (E(τ(d)) − E(τ(d−1))) vᵈ = E(τ(H)) v^H + Σ_{d=1..H−1} E(τ(d)) (vᵈ − vᵈ⁺¹),
//
// whose last sum is a Gauss rule of few points, exact for polynomials, on stretches of τ in each of which E is smooth: a thousand days take some sixty
// points, to a relative error of 1e-9.
type discounting struct {
	horizon, years weighted
	after, worth   float64 // τ after three years, beyond which time runs evenly, and what is worth then
}

// weighted is a rule Σ weight · E(at).
type weighted struct{ at, weight []float64 }

// threeYears are the days over which purchases without end are summed by the calendar.
const threeYears = 1096

// discountBy is the discounting on a clock from a day on; nil where its time is that of the calendar.
func (c clock) discountBy(from analytics.Day, horizon int, rate float64) *discounting {
	if c.elapsed == nil {
		return nil
	}
	d := &discounting{after: c.units(from, threeYears), worth: math.Exp(-rate * threeYears)}
	d.horizon, d.years = c.days(from, horizon, rate), c.days(from, threeYears, rate)
	return d
}

// days is the rule for so many days.
func (c clock) days(from analytics.Day, days int, rate float64) weighted {
	v, stretch, end := math.Exp(-rate), 1.0, c.units(from, float64(days))
	all := weighted{[]float64{end}, []float64{math.Exp(-rate * float64(days))}}
	var part weighted
	for d := 1; d < days; d++ {
		at := c.units(from, float64(d))
		for ; at >= stretch; stretch *= 2 {
			all.add(part.compress())
			part = weighted{}
		}
		part.at, part.weight = append(part.at, at), append(part.weight, (1-v)*math.Pow(v, float64(d)))
	}
	all.add(part.compress())
	return all
}

func (w *weighted) add(o weighted) {
	w.at, w.weight = append(w.at, o.at...), append(w.weight, o.weight...)
}

// compress is the Gauss rule of the points as a discrete measure: its three-term recurrence (Stieltjes), then the eigenvalues of the Jacobi matrix
// (Golub & Welsch 1969).
func (w weighted) compress() weighted {
	const points = 8
	total := floats.Sum(w.weight)
	if len(w.at) <= points || total == 0 {
		return w
	}
	middle, half := (w.at[0]+w.at[len(w.at)-1])/2, (w.at[len(w.at)-1]-w.at[0])/2
	jacobi := mat.NewSymDense(points, nil)
	before, now, norm := make([]float64, len(w.at)), make([]float64, len(w.at)), 0.0
	for i := range now {
		now[i] = 1
	}
	for k := range points {
		square, shifted := 0.0, 0.0
		for i, p := range now {
			square += w.weight[i] * p * p
			shifted += w.weight[i] * p * p * (w.at[i] - middle) / half
		}
		a, b := shifted/square, 0.0
		if jacobi.SetSym(k, k, a); k > 0 {
			b = square / norm
			jacobi.SetSym(k-1, k, math.Sqrt(b))
		}
		for i, p := range now {
			now[i], before[i] = ((w.at[i]-middle)/half-a)*p-b*before[i], p
		}
		norm = square
	}
	var eigen mat.EigenSym
	eigen.Factorize(jacobi, true)
	var axes mat.Dense
	eigen.VectorsTo(&axes)
	rule := weighted{at: eigen.Values(nil), weight: make([]float64, points)}
	for i := range rule.at {
		rule.at[i] = middle + half*rule.at[i]
		rule.weight[i] = total * axes.At(0, i) * axes.At(0, i)
	}
	return rule
}

// of is the sum for an active customer.
func (w *weighted) of(ahead active) float64 {
	sum := 0.0
	for i, at := range w.at {
		sum += w.weight[i] * ahead.expected(at)
	}
	return sum
}

// residual is the discounted number of purchases without end.
func (d *discounting) residual(ahead active, rate float64) float64 {
	return d.years.of(ahead) + d.worth*ahead.residualAfter(d.after, rate)
}
