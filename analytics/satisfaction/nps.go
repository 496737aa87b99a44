package satisfaction

import (
	"math"

	"regulars/analytics"
)

// recommended is how customers answered whether they would recommend.
type recommended struct {
	NPS
	scores clusters // 1 of a promoter, −1 of a detractor
}

// recommendations are a customer's, one a day, of the whole and of each month.
func (s *Survey) recommendations(c *analytics.Customer) {
	all := c.Recommendations()
	for _, a := range voiced(recent(all, s.question), s.question.Repeated) {
		s.recommend(ever, &a)
	}
	for _, of := range byMonth(all) {
		for _, a := range voiced(of, s.question.Repeated) {
			s.recommend(analytics.ByMonth.Period(a.Day), &a)
		}
	}
}

// recommend counts a recommendation.
func (s *Survey) recommend(month int, a *analytics.Answer) {
	n := s.nps[month]
	if n == nil {
		n = &recommended{}
		s.nps[month] = n
	}
	n.add(a.Recommend)
}

// promoting is 1 of a promoter, 0 of a passive and −1 of a detractor; NaN off the scale.
func promoting(recommend float64) float64 {
	switch {
	case !(recommend >= 0 && recommend <= 10):
		return math.NaN()
	case recommend >= 9:
		return 1
	case recommend > 6:
		return 0
	default:
		return -1
	}
}

func (n *recommended) add(recommend float64) {
	x := promoting(recommend)
	switch x {
	case 1:
		n.Promoters++
	case 0:
		n.Passives++
	case -1:
		n.Detractors++
	default:
		n.Outside++
		return
	}
	n.N++
	n.scores.add(analytics.MoneyOf(x), Scale{})
}

func (n *recommended) merge(o *recommended) {
	n.N += o.N
	n.Promoters += o.Promoters
	n.Passives += o.Passives
	n.Detractors += o.Detractors
	n.Outside += o.Outside
	n.scores.merge(&o.scores)
}

// derive fills in the score, its standard error and its interval: that of a mean of 1, 0 and −1. Where all say the same such an interval is a
// point, so it is then the adjusted Wald interval of as many customers, so that ten promoters of ten do not pass for certainty.
func (n *recommended) derive() NPS {
	r := n.NPS
	r.Score, r.SE, r.Low, r.High = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if n.N == 0 {
		return r
	}
	s := n.scores.average(asIs)
	r.Score = float64(n.Promoters-n.Detractors) / float64(n.N)
	if n.N > 1 {
		r.SE = math.Sqrt(s.variance)
	}
	switch {
	case !s.told():
	case n.N == n.Promoters || n.N == n.Passives || n.N == n.Detractors:
		r.SE = 0
		r.Low, r.High = adjustedWald(float64(n.Promoters)*s.groups/float64(n.N), float64(n.Detractors)*s.groups/float64(n.N), s.groups)
	default:
		r.Low, r.High = r.Score-s.half(), r.Score+s.half()
	}
	r.Low, r.High = math.Max(-1, r.Low), math.Min(1, r.High)
	return r
}

// adjustedWald is the interval of a net promoter score with 3/4 promoters, 3/2 passives and 3/4 detractors added (Rocks 2016, "Interval
// estimation for the net promoter score").
func adjustedWald(promoters, detractors, n float64) (low, high float64) {
	n += 3
	p, d := (promoters+0.75)/n, (detractors+0.75)/n
	half := analytics.Z * math.Sqrt((p+d-(p-d)*(p-d))/n)
	return p - d - half, p - d + half
}
