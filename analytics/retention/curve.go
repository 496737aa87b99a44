package retention

import (
	"math"
	"slices"

	"regulars/analytics"
)

// Count is how many were observed for just so many days: with the event at the end, and without it.
type Count struct {
	Time, Events, Censored int
}

// Point is one step of a survival curve.
type Point struct {
	Time     int
	AtRisk   int     // observed up to this time, without the event before it
	Events   int     // at this time
	Censored int     // last seen at this time, after its events
	Survival float64 // share still without the event after this time
	SE       float64 // Greenwood's standard error; NaN where survival is 0
	Low      float64 // 95 % log–log band; NaN where survival is 0
	High     float64
	Hazard   float64 // cumulative, until and with this time
}

// Curve is a Kaplan–Meier estimate: steps by time, from time 0 on.
//
//	S(t) = Π (1 − dᵢ/nᵢ) over event times up to t          Kaplan & Meier (1958)
//	H(t) = Σ dᵢ/nᵢ                                           Nelson (1972), Aalen (1978), the cumulative hazard
//	Var S(t) = S(t)² Σ dᵢ/(nᵢ(nᵢ − dᵢ))                     Greenwood (1926)
//
// It assumes that those who were observed for a short time are not otherwise different from those observed for long.
type Curve []Point

// CurveOf estimates a curve from counts, whose times are ascending and not negative. Counts are all it needs, so nothing
// is lost to the last bit. It is empty without counts.
func CurveOf(counts []Count) Curve {
	left := 0
	for _, c := range counts {
		left += c.Events + c.Censored
	}
	if left == 0 {
		return nil
	}
	curve := Curve{{AtRisk: left, Survival: 1, Low: 1, High: 1}}
	survival, variance, hazard := 1.0, 0.0, 0.0
	for _, c := range counts {
		p := Point{Time: c.Time, AtRisk: left, Events: c.Events, Censored: c.Censored}
		n, d := float64(left), float64(c.Events)
		survival *= 1 - d/n
		variance += d / (n * (n - d))
		hazard += d / n
		p.Survival, p.SE, p.Hazard = survival, survival*math.Sqrt(variance), hazard
		p.Low, p.High = LogLog.of(p.Survival, p.SE)
		curve = curve.with(p)
		left -= c.Events + c.Censored
	}
	return curve
}

// with appends a step; one at time 0 replaces the start.
func (c Curve) with(p Point) Curve {
	switch {
	case p.Events+p.Censored == 0:
		return c
	case p.Time == 0:
		c[0] = p
		return c
	default:
		return append(c, p)
	}
}

// Band is a way to put a confidence band around a curve.
type Band int

// The bands: S ± z·se; log S ± z·se/S; log(−log S) ± z·se/(S log S). The last stays within 0 and 1 by itself and holds its
// level best at both ends (Borgan & Liestøl 1990).
const (
	LogLog Band = iota
	Log
	Plain
)

// of is the band's 95 % interval of a survival s with standard error se, cut to 0 … 1; NaN where s is 0, as R gives.
func (b Band) of(s, se float64) (low, high float64) {
	switch {
	case !(s > 0):
		return math.NaN(), math.NaN()
	case s == 1:
		return 1, 1
	case b == Plain:
		low, high = s-analytics.Z*se, s+analytics.Z*se
	case b == Log:
		w := math.Exp(analytics.Z * se / s)
		low, high = s/w, s*w
	default:
		w := math.Exp(analytics.Z * se / (s * -math.Log(s)))
		low, high = math.Pow(s, w), math.Pow(s, 1/w)
	}
	return max(0, low), min(1, high)
}

// With is the curve with another band.
func (c Curve) With(b Band) Curve {
	c = slices.Clone(c)
	for i := range c {
		c[i].Low, c[i].High = b.of(c[i].Survival, c[i].SE)
	}
	return c
}

// At is the last step up to a time, and whether the curve reaches that far: whether anybody was at risk for so long.
func (c Curve) At(time int) (Point, bool) {
	i, found := slices.BinarySearchFunc(c, time, func(p Point, t int) int { return p.Time - t })
	switch {
	case found:
		return c[i], true
	case i == 0:
		return Point{}, false
	default:
		return c[i-1], i < len(c) || c[i-1].Survival == 0
	}
}

// Median is the first time at which half have had the event, with its 95 % interval by inverting the band (Brookmeyer &
// Crowley 1982). Each is +Inf where the curve does not come down so far.
func (c Curve) Median() (median, low, high float64) {
	const half = 0.5 + 1e-12 // a product of fractions may miss an exact half by rounding
	first := func(below func(Point) bool) float64 {
		if i := slices.IndexFunc(c, below); i >= 0 {
			return float64(c[i].Time)
		}
		return math.Inf(1)
	}
	median = first(func(p Point) bool { return p.Survival <= half })
	low = first(func(p Point) bool { return !(p.Low > half) }) // the band has no bounds where survival is 0
	high = first(func(p Point) bool { return p.High <= half })
	return median, low, high
}

// Restricted is the mean time until the event, counting no more than tau days of anybody: the area under the curve up to tau,
// with its standard error
//
//	√ Σ (area from tᵢ to tau)² dᵢ/(nᵢ(nᵢ − dᵢ))     Irwin (1949); Klein & Moeschberger (2003), equation 4.5.2
//
// It is NaN where tau lies beyond the last time observed.
func (c Curve) Restricted(tau int) (mean, se float64) {
	if _, ok := c.At(tau); !ok {
		return math.NaN(), math.NaN()
	}
	variance, end := 0.0, tau
	for _, p := range slices.Backward(c) {
		if p.Time > tau {
			continue
		}
		mean += p.Survival * float64(end-p.Time)
		end = p.Time
		if n, d := float64(p.AtRisk), float64(p.Events); d > 0 && n > d { // where all have the event, no area is left
			variance += mean * mean * d / (n * (n - d))
		}
	}
	return mean, math.Sqrt(variance)
}

// AtRisk is how many were still observed, without the event, just before a time.
func (c Curve) AtRisk(time int) int {
	for _, p := range c {
		if p.Time >= time {
			return p.AtRisk
		}
	}
	return 0
}

// Against is the verdict on the share with the event at a point against that at another; without a band the shares themselves are compared.
func (p Point) Against(o Point) analytics.Verdict {
	low, high := p.risen()
	otherLow, otherHigh := o.risen()
	return analytics.Apart(low, high, otherLow, otherHigh)
}

// risen is the interval of the share with the event.
func (p Point) risen() (low, high float64) {
	if math.IsNaN(p.Low) || math.IsNaN(p.High) {
		return 1 - p.Survival, 1 - p.Survival
	}
	return 1 - p.High, 1 - p.Low
}
