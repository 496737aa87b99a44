package retention

import (
	"math"

	"regulars/analytics"
)

// Share is how many of a group did something.
type Share struct {
	Size, Customers int
}

// Rate is Customers / Size; NaN of nobody.
func (s Share) Rate() float64 { return float64(s.Customers) / float64(s.Size) }

// Comparison sets one share against an earlier one.
type Comparison struct {
	Now, Before Share
	Low, High   float64 // 95 % interval of the difference Now − Before, in fractions of 1
	Season      bool    // Before is of the same time of earlier years, so that no season is taken for a change
}

// Difference is Now − Before, in fractions of 1.
func (c Comparison) Difference() float64 { return c.Now.Rate() - c.Before.Rate() }

// Clear tells whether the difference is more than chance would make.
func (c Comparison) Clear() bool { return c.Verdict().Clear() }

// Verdict tells whether the share rose, fell, or may have moved by chance.
func (c Comparison) Verdict() analytics.Verdict { return analytics.Judge(c.Low, c.High) }

// compare gives the interval of Newcombe (1998, method 10): Wilson's intervals of both shares, combined. The earlier share is
// of several groups that differ among themselves by more than chance when dispersion is above 1; both intervals are widened
// by that.
func compare(now, before Share, dispersion float64) Comparison {
	low, high := analytics.Newcombe(now.Rate(), float64(now.Size)/dispersion, before.Rate(), float64(before.Size)/dispersion)
	return Comparison{Now: now, Before: before, Low: low, High: high}
}

// dispersion is χ²/(m−1) of m groups about their common share, and at least 1 (McCullagh & Nelder 1989, section 4.5).
func dispersion(groups []Share) float64 {
	all := pool(groups)
	p := all.Rate()
	if len(groups) < 2 || !(p > 0 && p < 1) {
		return 1
	}
	chi2 := 0.0
	for _, g := range groups {
		d := float64(g.Customers) - p*float64(g.Size)
		chi2 += d * d / (float64(g.Size) * p * (1 - p))
	}
	return max(1, chi2/float64(len(groups)-1))
}

func pool(groups []Share) (all Share) {
	for _, g := range groups {
		all.Size += g.Size
		all.Customers += g.Customers
	}
	return all
}

// recent is how many periods the newest cohort that can be compared may lie back and still be called new.
const recent = 3

// perYear is how many cohorts of a grain make a year; 0 where a period has no season.
var perYear = map[analytics.Grain]int{analytics.ByWeek: 52, analytics.ByMonth: 12, analytics.ByQuarter: 4}

// Latest sets the newest cohort of least customers or more that could be watched for a whole period after its own against cohorts
// before it: who came back in that period. These are the cohorts of the same time of earlier years, or all where there are none of
// those. The first cohort of the data holds customers of long standing as well, so it is left out where others remain. It reports
// false without a recent cohort to compare, or nothing to compare it with.
func (c *Cohorts) Latest(least int) (cohort analytics.Day, change Comparison, ok bool) {
	var before, season []Share
	newest := 0
	for ago, row := range c.rows {
		switch {
		case len(row) < 2 || !c.complete(c.last-ago+1):
		case !ok:
			if row[0].customers >= least {
				cohort, change.Now, newest, ok = c.Grain.Start(c.last-ago), share(row, 1), ago, true
			}
		default:
			before = append(before, share(row, 1))
			if year := perYear[c.Grain]; year > 0 && (ago-newest)%year == 0 && row[0].customers >= least && ago < len(c.rows)-1 {
				season = append(season, share(row, 1))
			}
		}
	}
	if n := len(before); n > 1 {
		before = before[:n-1]
	}
	if !ok || newest > recent || len(before) == 0 {
		return analytics.NoDay, Comparison{}, false
	}
	if len(season) > 0 {
		return cohort, ofSeason(change.Now, season), true
	}
	return cohort, compare(change.Now, pool(before), dispersion(before)), true
}

func ofSeason(now Share, season []Share) Comparison {
	c := compare(now, pool(season), dispersion(season))
	c.Season = true
	return c
}

func share(row []cell, offset int) Share { return Share{row[0].customers, row[offset].customers} }

// Course sets who bought in a later period against who bought in the first after their own, among the cohorts that could
// be watched that long.
func (c *Cohorts) Course(later int) (change Comparison, ok bool) {
	var now, before []Share
	for ago, row := range c.rows {
		if later > 0 && later < len(row) && c.complete(c.last-ago+later) {
			now, before = append(now, share(row, later)), append(before, share(row, 1))
		}
	}
	if len(now) == 0 {
		return Comparison{}, false
	}
	return compare(pool(now), pool(before), max(dispersion(now), dispersion(before))), true
}

// Last is the last complete month and those before it, at most twelve. It reports false where no month is complete.
func Last(months []Month) (last Month, before []Month, ok bool) {
	n := len(months)
	for n > 0 && !months[n-1].Complete {
		n--
	}
	if n == 0 {
		return Month{}, nil, false
	}
	return months[n-1], months[max(0, n-13) : n-1], true
}

// Churn sets the share of opening customers lost in the last complete month against that month of earlier years, or where there is
// none against the twelve months before it, as far as anybody could have been lost in them: at the beginning of the data nobody has
// been silent for long enough.
func (m *Movement) Churn() (change Comparison, ok bool) {
	months := m.Months()
	last, before, ok := Last(months)
	if !ok || last.Opening == 0 {
		return Comparison{}, false
	}
	if season := m.season(months, last); len(season) > 0 {
		return ofSeason(lost(last), season), true
	}
	var earlier []Share
	for _, x := range before {
		if x.Opening > 0 && m.settled(x) {
			earlier = append(earlier, lost(x))
		}
	}
	if len(earlier) == 0 {
		return Comparison{}, false
	}
	return compare(lost(last), pool(earlier), dispersion(earlier)), true
}

// season are the shares lost in the same month of earlier years.
func (m *Movement) season(months []Month, last Month) (season []Share) {
	for _, x := range months {
		if x.From < last.From && x.From.Time().Month() == last.From.Time().Month() && x.Opening > 0 && m.settled(x) {
			season = append(season, lost(x))
		}
	}
	return season
}

func lost(m Month) Share { return Share{m.Opening, m.Churned - m.Passing} }

// settled tells whether a first purchase on the first day could have been followed by the whole silence that means churn
// before the month began.
func (m *Movement) settled(x Month) bool {
	return int64(x.From) > int64(m.start)+int64(m.Rule.Everyone.Lost)
}

// Over adds months up to one: the opening of the first, the closing of the last, and all movements between. Its rates are
// unknown.
func Over(months []Month) Month {
	all := Month{NRR: math.NaN(), GRR: math.NaN(), LogoChurn: math.NaN(), Complete: true}
	for i, m := range months {
		if i == 0 {
			all.Month, all.From, all.Opening, all.RevenueOpening = m.Month, m.From, m.Opening, m.RevenueOpening
		}
		all.New += m.New
		all.Reactivated += m.Reactivated
		all.Churned += m.Churned
		all.Passing += m.Passing
		all.Closing = m.Closing
		all.RevenueNew.Merge(m.RevenueNew)
		all.RevenueReactivated.Merge(m.RevenueReactivated)
		all.RevenueExpansion.Merge(m.RevenueExpansion)
		all.RevenueContraction.Merge(m.RevenueContraction)
		all.RevenueChurned.Merge(m.RevenueChurned)
		all.RevenueClosing = m.RevenueClosing
		all.Revenue.Merge(m.Revenue)
		all.Complete = all.Complete && m.Complete
	}
	return all
}
