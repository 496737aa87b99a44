package analytics

import (
	"fmt"
	"math"
	"time"
)

// Day is a calendar day in the reporting time zone, counted from 1970-01-01.
type Day int32

// NoDay stands where there is no date: a customer who never purchased has no first order.
const NoDay Day = math.MinInt32

// Clock is a time of day in the reporting time zone: milliseconds since midnight.
type Clock uint32

const secondsPerDay = 24 * 60 * 60

// DayOf is the calendar day that t shows on its own clock.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// NewDay is the day of a calendar date; values out of range roll over as in [time.Date].
func NewDay(year int, month time.Month, day int) Day {
	return DayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// ParseDay reads a date written as 2006-01-02.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return NoDay, fmt.Errorf("%q is not a date: write it as YYYY-MM-DD, for example 2011-12-09", s)
	}
	return DayOf(t), nil
}

// Time is midnight of the day, in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// String writes the day as 2006-01-02, and no day as the empty string.
func (d Day) String() string {
	if d == NoDay {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// AddMonths is the same day n months later, or the last day of that month where it is shorter.
func (d Day) AddMonths(n int) Day {
	y, m, day := d.Time().Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DayOf(first) + Day(min(day, last)-1)
}

// Grain is the width of a calendar period.
type Grain string

// The grains a cohort can have. Weeks begin on Monday (ISO 8601).
const (
	ByDay     Grain = "day"
	ByWeek    Grain = "week"
	ByMonth   Grain = "month"
	ByQuarter Grain = "quarter"
	ByYear    Grain = "year"
)

// Period numbers the calendar period that d falls in; the next period has the next number.
func (g Grain) Period(d Day) int {
	switch g {
	case ByDay:
		return int(d)
	case ByWeek:
		return int(math.Floor(float64(d+3) / 7)) // 1970-01-01 was a Thursday
	}
	t := d.Time()
	months := t.Year()*12 + int(t.Month()) - 1
	switch g {
	case ByQuarter:
		return months / 3
	case ByYear:
		return t.Year()
	default:
		return months
	}
}

// Start is the first day of a period.
func (g Grain) Start(period int) Day {
	switch g {
	case ByDay:
		return Day(period)
	case ByWeek:
		return Day(period*7 - 3)
	case ByQuarter:
		return NewDay(0, time.Month(period*3+1), 1)
	case ByYear:
		return NewDay(period, 1, 1)
	default:
		return NewDay(0, time.Month(period+1), 1)
	}
}

// End is the last day of a period.
func (g Grain) End(period int) Day { return g.Start(period+1) - 1 }

// Label names a period as people write it: 2011-12-09, 2011-W49, 2011-12, 2011-Q4 or 2011.
func (g Grain) Label(period int) string {
	t := g.Start(period).Time()
	switch g {
	case ByWeek:
		y, w := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case ByMonth:
		return t.Format("2006-01")
	case ByQuarter:
		return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())+2)/3)
	case ByYear:
		return t.Format("2006")
	default:
		return t.Format(time.DateOnly)
	}
}
