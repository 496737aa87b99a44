package analytics

import "math"

// Verdict is what can be said, at 95 %, of a difference, a slope or a score: whether it is more than nothing, or less, or may be chance.
// Tables, run.json and pages have one from here, so that none calls a finding what another calls noise.
type Verdict string

// The verdicts. Untold is the zero value: there is no interval, as where there are too few.
const (
	Untold Verdict = ""
	More   Verdict = "more"   // the whole interval lies above
	Less   Verdict = "less"   // the whole interval lies below
	Chance Verdict = "chance" // the interval holds both
	Within Verdict = "within" // of an interval against a range: it lies inside
)

// Significance is the chance of an error below which a test tells something.
const Significance = 0.05

// Told says whether a test with this p-value tells something; one without does not.
func Told(p float64) bool { return p < Significance }

// Judge is the verdict on an estimate with its interval, against zero.
func Judge(low, high float64) Verdict { return Apart(low, high, 0, 0) }

// Apart is the verdict on an estimate with its interval against another's: the intervals must not overlap, which is stricter than an
// interval of the difference.
func Apart(low, high, otherLow, otherHigh float64) Verdict {
	switch {
	case math.IsNaN(low) || math.IsNaN(high) || math.IsNaN(otherLow) || math.IsNaN(otherHigh):
		return Untold
	case low > otherHigh:
		return More
	case high < otherLow:
		return Less
	default:
		return Chance
	}
}

// Beyond is the verdict on a change: whether it is more than noise, which is how far chance alone takes it 19 times in 20. Noise that is not
// known is NaN or zero.
func Beyond(change, noise float64) Verdict {
	if !(noise > 0) {
		return Untold
	}
	return Apart(change-noise, change+noise, 0, 0)
}

// Clear says that a verdict is one way or the other.
func (v Verdict) Clear() bool { return v == More || v == Less }

// CountNoise is the noise of the change from one count to another: a count of independent events varies by its root (Poisson).
func CountNoise[N int | int64](now, before N) float64 {
	return Z * math.Sqrt(float64(now)+float64(before))
}

// ShareNoise is the noise of the change from one share to another, each of so many independent customers.
func ShareNoise(now, n, before, m float64) float64 {
	return Z * math.Sqrt(now*(1-now)/n+before*(1-before)/m)
}

// Against is the verdict on a share against another.
func (s Share) Against(o Share) Verdict { return Apart(s.Low, s.High, o.Low, o.High) }
