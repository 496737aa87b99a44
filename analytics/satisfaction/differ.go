package satisfaction

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// Differ is the chance that shares of groups are as unequal as these although they are of one kind: Pearson's χ² test of
// homogeneity, its statistic divided by the design effect: how many answers say as much as one of a customer of its own, since
// those of one customer are alike (Rao & Scott 1981, section 2). It is 1 where there is nothing to compare.
func Differ(shares []analytics.Share, design float64) (p float64) {
	var count, n, chi float64
	for _, s := range shares {
		count, n = count+float64(s.Count), n+float64(s.N)
	}
	mean := count / n
	if len(shares) < 2 || !(mean > 0 && mean < 1) {
		return 1
	}
	for _, s := range shares {
		if s.N > 0 {
			chi += float64(s.N) * math.Pow(s.Share-mean, 2) / (mean * (1 - mean))
		}
	}
	return distuv.ChiSquared{K: float64(len(shares) - 1)}.Survival(chi / design)
}

// Differ tells whether groups differ in their share of best scores by more than chance would make, with the mean design effect of the groups.
func (r *Result) Differ(groups []Group) bool {
	var shares []analytics.Share
	var n, design float64
	for _, g := range groups {
		top := g.Whole.TopTwo
		shares = append(shares, top)
		n, design = n+float64(top.N), design+float64(top.N)*math.Max(1, g.Whole.Design)
	}
	return n > 0 && analytics.Told(Differ(shares, design/n))
}
