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
	births             []int    // first purchases by unit of time since Start, up to Split
	repeats            []int    // repeat purchases of these customers by unit of time since Start
	calendar           calendar // up to Split, for the season; empty where time is discrete
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
func NewValidation(start, asOf analytics.Day) *Validation {
	return newValidation(clock{}, start, asOf, half)
}

// half is the part of so many units of time that forecasts are fitted to, in whole rows of the table tracking.
func half(units, step int) int { return units / (2 * step) * step }

// twoYears is the part that tells a season, where that leaves half a year.
func twoYears(units, step int) int {
	const whole, rest = 105 * 7, 26 * 7
	if step != 7 || units < whole+rest {
		return 0
	}
	return max(whole, half(units, step))
}

// until is the part up to a day.
func until(day, start analytics.Day) func(units, step int) int {
	return func(units, _ int) int { return max(0, min(int(day-start)+1, units-1)) }
}

func newValidation(c clock, start, asOf analytics.Day, part func(units, step int) int) *Validation {
	v := &Validation{Start: start, Split: analytics.NoDay, AsOf: asOf, clock: c, outcomes: tally[outcome]{compare: outcome.compare}}
	if start == analytics.NoDay || asOf < start {
		return v
	}
	v.first = c.number(start)
	units := c.last(asOf) - v.first + 1
	calibration := part(units, v.step())
	if calibration >= leastWeeks*v.step() {
		v.Split, v.AsOf = c.end(v.first+calibration-1), c.end(v.first+units-1)
		v.births, v.repeats = make([]int, calibration), make([]int, units)
		if !c.discrete() {
			v.calendar = newCalendar(start, v.Split)
		}
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

// units is the length of the holdout in units of time on a clock.
func (v *Validation) units(on clock) float64 {
	if on.elapsed != nil {
		return on.units(v.Split, float64(v.Days()))
	}
	return float64(len(v.repeats) - len(v.births))
}

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
	v.calendar.add(c, s)
}

// Merge adds the customers of another accumulator.
func (v *Validation) Merge(o *Validation) {
	v.outcomes.merge(&o.outcomes)
	v.calendar.merge(&o.calendar)
	for i, n := range o.births {
		v.births[i] += n
	}
	for i, n := range o.repeats {
		v.repeats[i] += n
	}
}

// histories are those of the calibration period on a clock.
func (v *Validation) histories(on clock) []counted[history] {
	var list []counted[history]
	outcomes := v.outcomes.sorted()
	for i, c := range outcomes {
		if i > 0 && outcomes[i-1].key.history == c.key.history {
			list[len(list)-1].customers += c.customers
		} else {
			list = append(list, counted[history]{c.key.history, c.customers})
		}
	}
	return on.convert(list, v.Split)
}
