package lifetime

import (
	"cmp"

	"regulars/analytics"
)

// Validation gathers what is needed to check forecasts on a part of the data that the models have not seen. The first half of the
// observed days, in whole weeks, is the calibration period, the rest the holdout: 39 and 39 weeks for CDNOW, as in the
// literature. Only customers acquired in the calibration period take part.
type Validation struct {
	Start, Split, AsOf analytics.Day // the calibration period is Start to Split, the holdout the days after it to AsOf
	outcomes           tally[outcome]
	births             []int // first purchases by day since Start, up to Split
	repeats            []int // repeat occasions of these customers by day since Start
}

// outcome is a history in the calibration period and the occasions in the holdout after it.
type outcome struct {
	history
	then int32
}

func (o outcome) compare(p outcome) int {
	if c := o.history.compare(p.history); c != 0 {
		return c
	}
	return cmp.Compare(o.then, p.then)
}

// leastWeeks is how long the calibration period must be for a check.
const leastWeeks = 4

// NewValidation makes an accumulator for data from start to asOf.
func NewValidation(start, asOf analytics.Day) *Validation {
	v := &Validation{Start: start, Split: analytics.NoDay, AsOf: asOf, outcomes: tally[outcome]{compare: outcome.compare}}
	if start == analytics.NoDay || asOf < start {
		return v
	}
	days := int(asOf-start) + 1
	if weeks := days / 14; weeks >= leastWeeks {
		v.Split = start + analytics.Day(7*weeks) - 1
		v.births, v.repeats = make([]int, 7*weeks), make([]int, days)
	}
	return v
}

// Possible tells whether the data are long enough for a check.
func (v *Validation) Possible() bool { return v.Split != analytics.NoDay }

// Days is the length of the holdout.
func (v *Validation) Days() int { return int(v.AsOf - v.Split) }

// Add adds a customer, cut at the as-of date, with its summary.
func (v *Validation) Add(c *analytics.Customer, s analytics.Summary) {
	if !v.Possible() || s.Occasions == 0 || s.First > v.Split || s.First < v.Start {
		return
	}
	v.births[s.First-v.Start]++
	o := outcome{history: history{t: int32(v.Split - s.First)}}
	c.Occasions(func(day analytics.Day, _ int, _ analytics.Money) {
		if day == s.First {
			return
		}
		v.repeats[day-v.Start]++
		if day <= v.Split {
			o.x++
			o.tx = int32(day - s.First)
		} else {
			o.then++
		}
	})
	v.outcomes.add(o)
}

// Merge adds the customers of another accumulator.
func (v *Validation) Merge(o *Validation) {
	v.outcomes.merge(&o.outcomes)
	for i, n := range o.births {
		v.births[i] += n
	}
	for i, n := range o.repeats {
		v.repeats[i] += n
	}
}

// patterns are the histories of the calibration period.
func (v *Validation) patterns() (list []Pattern) {
	outcomes := v.outcomes.sorted()
	for i, c := range outcomes {
		if i > 0 && outcomes[i-1].key.history == c.key.history {
			list[len(list)-1].Customers += int(c.customers)
		} else {
			list = append(list, c.key.pattern(int(c.customers)))
		}
	}
	return list
}
