package satisfaction

import (
	"math"

	"regulars/analytics"
)

// add counts one recommendation.
func (n *NPS) add(recommend float64) {
	switch {
	case recommend < 0 || recommend > 10:
		n.Outside++
		return
	case recommend >= 9:
		n.Promoters++
	case recommend > 6:
		n.Passives++
	default:
		n.Detractors++
	}
	n.N++
}

func (n *NPS) merge(o *NPS) {
	n.N += o.N
	n.Promoters += o.Promoters
	n.Passives += o.Passives
	n.Detractors += o.Detractors
	n.Outside += o.Outside
}

// derive fills in the score, its standard error and its interval. The interval adds 3/4 promoters, 3/2 passives and 3/4
// detractors (Rocks 2016, "Interval estimation for the net promoter score"), so that eight promoters of eight do not
// pass for certainty.
func (n NPS) derive() NPS {
	n.Score, n.SE = netShare(float64(n.Promoters), float64(n.Detractors), float64(n.N))
	centre, se := netShare(float64(n.Promoters)+0.75, float64(n.Detractors)+0.75, float64(n.N)+3)
	n.Low, n.High = math.Max(-1, centre-analytics.Z*se), math.Min(1, centre+analytics.Z*se)
	if n.N == 0 {
		n.Low, n.High = math.NaN(), math.NaN()
	}
	return n
}

// netShare is the difference of two shares of the same n and its standard error; NaN where n is 0.
func netShare(promoters, detractors, n float64) (score, se float64) {
	score = (promoters - detractors) / n
	return score, math.Sqrt(math.Max(0, (promoters+detractors)/n-score*score) / n)
}
