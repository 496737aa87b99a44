package lifetime

import (
	"cmp"

	"regulars/analytics"
)

// Validation gathers what is needed to check forecasts on a part of the data that the models have not seen. The first half of the
// observed days, in whole weeks, is the calibration period, the rest the holdout: 39 and 39 weeks for CDNOW, as in the
// literature. For BG/BB it is the first half of the periods that have ended. Only customers acquired in the calibration period take part.
type Validation struct {
	Start, Split, AsOf analytics.Day // the calibration period is Start to Split, the holdout the days after it to AsOf
	clock              clock
	first              int // the unit of time that holds Start
	outcomes           tally[outcome]
	births             []int // first purchases by unit of time since Start, up to Split
	repeats            []int // repeat purchases of these customers by unit of time since Start
}

// outcome is a history in the calibration period and the purchases in the holdout after it.
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

// leastWeeks is how long the calibration period must be for a check; for BG/BB, as many periods.
const leastWeeks = 4

// NewValidation makes an accumulator for data from start to asOf, in days.
func NewValidation(start, asOf analytics.Day) *Validation { return newValidation(clock{}, start, asOf) }

func newValidation(c clock, start, asOf analytics.Day) *Validation {
	v := &Validation{Start: start, Split: analytics.NoDay, AsOf: asOf, clock: c, outcomes: tally[outcome]{compare: outcome.compare}}
	if start == analytics.NoDay || asOf < start {
		return v
	}
	v.first = c.number(start)
	units := c.last(asOf) - v.first + 1
	calibration := units / (2 * v.step()) * v.step()
	if calibration >= leastWeeks*v.step() {
		v.Split, v.AsOf = c.end(v.first+calibration-1), c.end(v.first+units-1)
		v.births, v.repeats = make([]int, calibration), make([]int, units)
	}
	return v
}

// step is how many units of time make a row of the table tracking.
func (v *Validation) step() int {
	if v.clock.discrete() {
		return 1
	}
	return 7
}

// Possible tells whether the data are long enough for a check.
func (v *Validation) Possible() bool { return v.Split != analytics.NoDay }

// Days is the length of the holdout.
func (v *Validation) Days() int { return int(v.AsOf - v.Split) }

// units is the length of the holdout in units of time.
func (v *Validation) units() float64 { return float64(len(v.repeats) - len(v.births)) }

// Add adds a customer, cut at the as-of date, with its summary.
func (v *Validation) Add(c *analytics.Customer, s analytics.Summary) {
	if !v.Possible() || s.Occasions == 0 || s.First > v.Split || s.First < v.Start {
		return
	}
	born := v.clock.number(s.First) - v.first
	v.births[born]++
	o, last := outcome{history: history{t: int32(len(v.births) - 1 - born)}}, born
	for _, bought := range c.Occasions() {
		at := v.clock.number(bought.Day) - v.first
		if at == last || at >= len(v.repeats) {
			continue
		}
		last = at
		v.repeats[at]++
		if at < len(v.births) {
			o.x++
			o.tx = int32(at - born)
		} else {
			o.then++
		}
	}
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
