package lifetime

import (
	"fmt"
	"math"
	"slices"

	"regulars/analytics"
)

// clock is how a purchase model sees time: in days, where the grain is empty, or in calendar periods, each one opportunity to buy.
type clock struct{ grain analytics.Grain }

// CheckPeriod refuses a grain that cannot be a purchase opportunity, and one that the horizon in days does not hold once.
func CheckPeriod(grain analytics.Grain, horizon int) error {
	if !slices.Contains(periods, grain) {
		return fmt.Errorf("no period %q: choose day, week, month, quarter or year", grain)
	}
	if c := (clock{grain}); c.units(float64(horizon)) < 1 {
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

// units is a length of time ahead in units, whole ones where time is discrete.
func (c clock) units(days float64) float64 {
	if c.discrete() {
		return math.Round(days / c.length())
	}
	return days
}

// number is the unit of time that a day lies in.
func (c clock) number(day analytics.Day) int {
	if c.discrete() {
		return c.grain.Period(day)
	}
	return int(day)
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
		return seen{historyOf(sum, asOf), sum.Repeat}
	}
	first := c.number(sum.First)
	s := seen{history: history{t: int32(max(0, c.last(asOf)-first))}}
	for _, o := range of.Occasions() {
		at := int32(c.number(o.Day) - first)
		if at == 0 || at > s.t {
			continue
		}
		s.repeat += o.Net
		if at > s.tx {
			s.x, s.tx = s.x+1, at
		}
	}
	return s
}
