package analytics

import (
	"math"
	"slices"
)

// Coding is how surveys write scores, where their files do not say so themselves.
type Coding struct {
	Min, Max float64   // ends of the scale; equal where it is not known
	Missing  []float64 // codes that stand for no answer, such as −99
}

// read takes codes out of an answer and states its scale.
func (c *Coding) read(a *Answer) {
	if !(a.ScaleMin < a.ScaleMax) && c.Min < c.Max {
		a.ScaleMin, a.ScaleMax = c.Min, c.Max
	}
	for _, score := range []*float64{&a.Experience, &a.Expectation, &a.Importance, &a.Ideal, &a.RepurchaseIntent, &a.CompetitorExperience} {
		c.clear(score)
	}
	if a.Recommend < 0 || a.Recommend > 10 { // its scale is known, so what lies on it is no code
		c.clear(&a.Recommend)
	}
	for _, price := range []*float64{&a.TooCheap, &a.Cheap, &a.Expensive, &a.TooExpensive} {
		if *price <= 0 { // a price may be 99
			c.clear(price)
		}
	}
}

func (c *Coding) clear(score *float64) {
	if slices.Contains(c.Missing, *score) {
		*score = math.NaN()
	}
}

// Repeated is which of a customer's several answers about one dimension count.
type Repeated string

// Which answers count.
const (
	AllAnswers Repeated = "all"
	LastAnswer Repeated = "last" // the last of the year up to the as-of date
	MeanAnswer Repeated = "mean" // one, with the means of all scores, on the last day
)
