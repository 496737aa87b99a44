package lifetime

import (
	"fmt"
	"math"
	"slices"

	"regulars/analytics"
)

// clock is how a purchase model sees time: in days, where the grain is empty, or in calendar periods, each one opportunity to buy. Days are those of
// the calendar, or where a season is told, of operational time, in which a busy day is longer, so that customers buy at an even rate in it.
type clock struct {
	grain   analytics.Grain
	elapsed *operational // nil for calendar time
}

// operational is τ, the integral of how fast time runs (Cox 1955; Feller 1971, II.10 "operational time"). It is exact for models whose customers leave at
// purchases; under Pareto/NBD leaving runs with the season too. Histories are read off it in whole days, each place rounded by itself, so that errors do not
// add up and customers share times; what lies ahead is not rounded.
type operational struct {
	from analytics.Day // the first day
	at   []float64     // at the end of each day; outside it runs by calendar days. It is zero at the as-of date
}

// reach is how many days ahead of the as-of date the season is laid out; beyond, years hold all seasons alike.
const reach = 3 * 1461

// operate lays the season out around a day.
func (s *Season) operate(start, asOf analytics.Day, events []Event) *operational {
	if !s.Told {
		return nil
	}
	o := &operational{from: start, at: make([]float64, int(asOf-start)+1+reach)}
	sum := 0.0
	for i := range o.at {
		sum += s.on(start+analytics.Day(i), events)
		o.at[i] = sum
	}
	zero := o.at[asOf-start]
	for i := range o.at {
		o.at[i] -= zero
	}
	return o
}

// end is τ at the end of a day.
func (o *operational) end(day analytics.Day) float64 {
	switch i, last := int(day-o.from), len(o.at)-1; {
	case i < 0:
		return o.at[0] + float64(i)
	case i > last:
		return o.at[last] + float64(i-last)
	default:
		return o.at[i]
	}
}

// CheckPeriod refuses a grain that cannot be a purchase opportunity, and one that the horizon in days does not hold once.
func CheckPeriod(grain analytics.Grain, horizon int) error {
	if !slices.Contains(periods, grain) {
		return fmt.Errorf("no period %q: choose day, week, month, quarter or year", grain)
	}
	if c := (clock{grain: grain}); c.units(0, float64(horizon)) < 1 {
		return fmt.Errorf("a horizon of %d days does not hold a %s: choose a shorter period or a longer horizon", horizon, grain)
	}
	return nil
}

var periods = []analytics.Grain{analytics.ByDay, analytics.ByWeek, analytics.ByMonth, analytics.ByQuarter, analytics.ByYear}

// discrete tells whether time passes in opportunities.
func (c clock) discrete() bool { return c.grain != "" }

// length is the mean number of days in a unit of time.
func (c clock) length() float64 {
	const year = 365.2425 // of the Gregorian calendar
	switch c.grain {
	case analytics.ByWeek:
		return 7
	case analytics.ByMonth:
		return year / 12
	case analytics.ByQuarter:
		return year / 4
	case analytics.ByYear:
		return year
	default:
		return 1
	}
}

// units is the time from the end of a day to so many days later in units, whole ones where time is discrete.
func (c clock) units(from analytics.Day, days float64) float64 {
	switch {
	case c.discrete():
		return math.Round(days / c.length())
	case c.elapsed != nil:
		return c.elapsed.end(from+analytics.Day(days)) - c.elapsed.end(from)
	default:
		return days
	}
}

// number is the unit of time that a day lies in.
func (c clock) number(day analytics.Day) int {
	switch {
	case c.discrete():
		return c.grain.Period(day)
	case c.elapsed != nil:
		return int(math.Round(c.elapsed.end(day)))
	default:
		return int(day)
	}
}

// last is the last unit of time that has ended by the end of a day.
func (c clock) last(day analytics.Day) int { return c.number(day+1) - 1 }

// end is the last day of a unit of time.
func (c clock) end(unit int) analytics.Day {
	if c.discrete() {
		return c.grain.End(unit)
	}
	return analytics.Day(unit)
}

// seen is a customer as a purchase model sees them, and the net revenue of the repeat purchases it sees.
type seen struct {
	history
	repeat analytics.Money
}

// see is a customer with a purchase, cut at a day, on the clock. Where time is discrete, t is the number of opportunities, the periods after
// that of the first purchase that have ended; x how many of them hold a purchase; and t_x the last one that does.
func (c clock) see(of *analytics.Customer, sum analytics.Summary, asOf analytics.Day) seen {
	if !c.discrete() {
		first := c.number(sum.First)
		return seen{history{int32(sum.Occasions - 1), int32(c.number(sum.Last) - first), int32(c.number(asOf) - first)}, sum.Repeat}
	}
	first := c.number(sum.First)
	s := seen{history: history{t: int32(max(0, c.last(asOf)-first))}}
	ended := of.Until(c.end(first + int(s.t)))
	s.repeat = ended.NetAfter(c.end(first))
	for _, o := range ended.Occasions() {
		if at := int32(c.number(o.Day) - first); at > s.tx {
			s.x, s.tx = s.x+1, at
		}
	}
	return s
}

// reading reads histories in calendar days as of a day, which go back so many days at most, off the clock.
func (c clock) reading(asOf analytics.Day, oldest int) func(history) history {
	if c.elapsed == nil {
		return func(h history) history { return h }
	}
	ago := make([]int32, oldest+1) // τ between so many days ago and the day
	for i := range ago {
		ago[i] = int32(c.number(asOf) - c.number(asOf-analytics.Day(i)))
	}
	return func(h history) history { return history{h.x, ago[h.t] - ago[h.t-h.tx], ago[h.t]} }
}

// convert reads all histories in calendar days as of a day off the clock.
func (c clock) convert(histories []counted[history], asOf analytics.Day) []counted[history] {
	if c.elapsed == nil || len(histories) == 0 {
		return histories
	}
	oldest := int32(0)
	for _, h := range histories {
		oldest = max(oldest, h.key.t)
	}
	read, list := c.reading(asOf, int(oldest)), make([]counted[history], len(histories))
	for i, h := range histories {
		list[i] = counted[history]{read(h.key), h.customers}
	}
	slices.SortFunc(list, func(a, b counted[history]) int { return a.key.compare(b.key) })
	merged := list[:1]
	for _, h := range list[1:] {
		if last := &merged[len(merged)-1]; last.key == h.key {
			last.customers += h.customers
		} else {
			merged = append(merged, h)
		}
	}
	return merged
}

// places are the units of time that pass until the end of each of so many days, or periods, counted from the first.
func (c clock) places(first analytics.Day, units int) []int {
	places := make([]int, units)
	for i := range places {
		if places[i] = i; c.elapsed != nil {
			places[i] = c.number(first+analytics.Day(i)) - c.number(first)
		}
	}
	return places
}
