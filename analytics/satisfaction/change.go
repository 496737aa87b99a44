package satisfaction

import (
	"math"
	"slices"

	"regulars/analytics"
)

// change compares the last three complete months that have answers with the three before them, or else the last with the one before.
func (v *view) change(asked bool) Change {
	places := slices.DeleteFunc(v.whole(asked), func(p place) bool {
		return !v.survey.complete(p.month) || v.survey.cells[p].experience.n == 0
	})
	if len(places) == 0 {
		return Change{}
	}
	last := places[len(places)-1].month
	for _, months := range []int{3, 1} {
		before := v.between(places, last-2*months+1, last-months)
		now := v.between(places, last-months+1, last)
		if now.n < 2 || before.n < 2 || !now.varies() && !before.varies() || places[0].month > last-2*months+1 {
			continue
		}
		c := welch(before, now)
		c.Months = months
		c.From, c.To = analytics.ByMonth.Start(last-2*months+1), analytics.ByMonth.End(last)
		return c
	}
	return Change{}
}

func (v *view) between(places []place, from, to int) spread {
	var in []place
	for _, p := range places {
		if p.month >= from && p.month <= to {
			in = append(in, p)
		}
	}
	return v.pool(in).experience
}

// welch is the difference of two means whose variances may differ (Welch 1947).
func welch(before, now spread) Change {
	a, b := before.variance()/float64(before.n), now.variance()/float64(now.n)
	degrees := (a + b) * (a + b) / (a*a/float64(before.n-1) + b*b/float64(now.n-1))
	half := analytics.StudentQuantile(degrees) * math.Sqrt(a+b)
	c := Change{Before: before.estimate(), Now: now.estimate(), By: now.mean - before.mean}
	c.Low, c.High = c.By-half, c.By+half
	return c
}
