package audit

import (
	"sort"

	"regulars/analytics"
)

// maxPeriods bounds the periods, whatever dates the data hold: what lies before counts to the first.
const maxPeriods = 500

// calendar is the periods from the first day in the data to the as-of date, numbered from 0.
type calendar struct {
	grain analytics.Grain
	first int             // number of the first period by its grain
	ends  []analytics.Day // last day of each
}

func newCalendar(g analytics.Grain, q analytics.Question) calendar {
	last := g.Period(q.AsOf)
	c := calendar{grain: g, first: last}
	if q.Start != analytics.NoDay {
		c.first = min(max(g.Period(q.Start), last-maxPeriods+1), last)
	}
	for period := c.first; period <= last; period++ {
		c.ends = append(c.ends, g.End(period))
	}
	return c
}

// of is the period of a day.
func (c *calendar) of(d analytics.Day) int {
	return min(sort.Search(len(c.ends), func(i int) bool { return d <= c.ends[i] }), len(c.ends)-1)
}

func (c *calendar) start(period int) analytics.Day { return c.grain.Start(c.first + period) }

func (c *calendar) label(period int) string { return c.grain.Label(c.first + period) }

// each hands out the rows of each period in turn.
func (c *calendar) each(rows []analytics.Row, f func(period int, rows []analytics.Row)) {
	for period := 0; len(rows) > 0; period++ {
		if period == 0 {
			period = c.of(rows[0].Day)
		}
		n := 0
		for n < len(rows) && (rows[n].Day <= c.ends[period] || period == len(c.ends)-1) {
			n++
		}
		if n > 0 {
			f(period, rows[:n])
		}
		rows = rows[n:]
	}
}
