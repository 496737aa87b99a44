package loyalty

import (
	"math"

	"regulars/analytics"
)

// Stake is the trap in money: what its customers spent within the follow-up, and how much more those above it did.
type Stake struct {
	From, To  float64 // the least and greatest score strictly inside
	Customers int64
	Spend     float64  // net revenue within the follow-up
	Share     float64  // of the spend of all who count
	Above     int64    // customers with a score at its upper end or higher
	Raw       Estimate // how much more a customer above spent than one inside
	// Matched is the same among customers who had bought as often and as recently before the answer, weighted as those inside are; priors
	// with fewer than two customers on a side are left out, and Compared is the customers inside that remain.
	Matched  Estimate
	Compared int64
}

// stake weighs the trap: its customers are those with a score strictly between its ends, no others. It is nil where there are none.
func (r *Result) stake(cells []cell) *Stake {
	s := &Stake{From: math.NaN(), Raw: unknown(), Matched: unknown()}
	var all float64
	inside, above := make([]group, priors), make([]group, priors)
	for _, c := range cells {
		score := r.Levels[c.level].Score
		all += c.spend.Units()
		switch {
		case score <= r.Trap.From.Value:
		case score >= r.Trap.To.Value:
			above[c.prior].merge(c.group)
		default:
			inside[c.prior].merge(c.group)
			if math.IsNaN(s.From) {
				s.From = score
			}
			s.To = score
		}
	}
	if math.IsNaN(s.From) {
		return nil
	}
	s.compare(inside, above)
	s.Share = s.Spend / all
	return s
}

func (s *Stake) compare(inside, above []group) {
	var in, up group
	var weight, difference, variance float64
	for p := range inside {
		i, a := &inside[p], &above[p]
		in.merge(i)
		up.merge(a)
		if i.n < 2 || a.n < 2 {
			continue
		}
		w := float64(i.n)
		s.Compared += i.n
		weight += w
		difference += w * (a.meanSpend() - i.meanSpend())
		variance += w * w * (a.spendVariance()/float64(a.n) + i.spendVariance()/float64(i.n))
	}
	s.Customers, s.Spend, s.Above = in.n, in.spend.Units(), up.n
	s.Matched = around(difference/weight, math.Sqrt(variance)/weight)
	if in.n > 1 && up.n > 1 {
		s.Raw = around(up.meanSpend()-in.meanSpend(), math.Sqrt(up.spendVariance()/float64(up.n)+in.spendVariance()/float64(in.n)))
	}
}

func (g *group) meanSpend() float64 { return g.spend.Units() / float64(g.n) }

func (g *group) spendVariance() float64 {
	n, mean := float64(g.n), g.meanSpend()
	return math.Max(0, g.squares-n*mean*mean) / (n - 1)
}

// around is an estimate with its 95 % interval by the normal distribution; unknown where the error is.
func around(value, se float64) Estimate {
	if math.IsNaN(value) || math.IsNaN(se) {
		return unknown()
	}
	return Estimate{value, value - analytics.Z*se, value + analytics.Z*se}
}
