package analytics

import "math"

// Scale says how scores are read: where on its scale an experience lies, and what is low.
type Scale struct {
	Min, Max float64 // ends of the scale of answers that state none; equal where that is not known
	Low      float64 // the part of a scale, from its lower end, in which a score is low
}

// DefaultLow is the part of a scale in which a score is low where nothing else is said.
const DefaultLow = 0.4

// Ends are the ends of the scale of an answer: its own where it states one.
func (s Scale) Ends(a *Answer) (low, high float64) {
	if a.ScaleMin < a.ScaleMax {
		return a.ScaleMin, a.ScaleMax
	}
	return s.Min, s.Max
}

// Place is where an experience lies on its scale, from 0 at the lower end to 1 at the upper; NaN off the scale, or where that is not known.
func (s Scale) Place(a *Answer) float64 {
	low, high := s.Ends(a)
	return Place(a.Experience, low, high)
}

// Place is where a score lies between two ends, from 0 to 1; NaN where it does not.
func Place(score, low, high float64) float64 {
	if !(low < high && score >= low && score <= high) {
		return math.NaN()
	}
	return (score - low) / (high - low)
}

// IsLow tells whether a score at a place is low.
func (s Scale) IsLow(place float64) bool { return place <= s.Low }
