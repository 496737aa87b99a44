package sample

import (
	"sort"
	"time"
)

// newYears are the Chinese New Year's days; years outside have no promotion for it.
var newYears = map[int]string{
	2015: "02-19", 2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12",
	2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26",
	2029: "02-13", 2030: "02-03", 2031: "01-23", 2032: "02-11", 2033: "01-31", 2034: "02-19", 2035: "02-08",
}

// promotionsOf lists the promotions of every year that the sample touches.
func promotionsOf(o Options) (list []Promotion) {
	for year := o.first().Year(); year <= o.Last.Year(); year++ {
		add := func(name string, from time.Time, days int, lift, discount float64) {
			if from.AddDate(0, 0, days).After(o.first()) && !from.After(o.Last) {
				list = append(list, Promotion{name, from.Format(time.DateOnly), days, lift, discount, from})
			}
		}
		if day, ok := newYears[year]; ok {
			eve, _ := time.Parse("2006-01-02", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006-")+day)
			add("Chinese New Year", eve.AddDate(0, 0, -12), 12, 1.5, 0.1)
		}
		add("spring", time.Date(year, 4, 10, 0, 0, 0, 0, time.UTC), 10, 1.4, 0.15)
		add("11.11", time.Date(year, 11, 8, 0, 0, 0, 0, time.UTC), 5, 2.2, 0.25)
	}
	return list
}

// calendar is the days of a sample, numbered from the first.
type calendar struct {
	first    time.Time
	days     int
	months   []int        // month of a day
	promoted []*Promotion // of a day, or nil
	busy     []float64    // sum of the factors of the days before a day, divided by their mean
	arrived  []float64    // share of the customers who have come before a day
	hours    []int        // each as often as orders fall in it
}

func newCalendar(t *Truth, o Options) calendar {
	c := calendar{first: o.first(), days: int(o.Last.Sub(o.first()).Hours()/24) + 1}
	c.busy, c.arrived = []float64{0}, []float64{0}
	c.promoted = make([]*Promotion, c.days)
	for i := range t.Promotions {
		c.promote(&t.Promotions[i])
	}
	for d := range c.days {
		day := c.day(d)
		factor := t.Season[day.Month()-1] * t.Weekdays[day.Weekday()]
		if p := c.promoted[d]; p != nil {
			factor *= p.Lift
		}
		c.months = append(c.months, (day.Year()-c.first.Year())*12+int(day.Month()-c.first.Month()))
		c.busy = append(c.busy, c.busy[d]+factor)
		c.arrived = append(c.arrived, c.arrived[d]+factor*(1+(t.Growth-1)*float64(d)/float64(c.days)))
	}
	t.MeanFactor = c.busy[c.days] / float64(c.days)
	all := c.arrived[c.days]
	for d := range c.busy {
		c.busy[d] /= t.MeanFactor
		c.arrived[d] /= all
	}
	for hour, n := range t.Hours {
		for range n {
			c.hours = append(c.hours, hour)
		}
	}
	return c
}

func (c *calendar) promote(p *Promotion) {
	from := int(p.from.Sub(c.first).Hours() / 24)
	for d := max(from, 0); d < min(from+p.Days, c.days); d++ {
		c.promoted[d] = p
	}
}

func (c *calendar) day(n int) time.Time { return c.first.AddDate(0, 0, n) }

// at is a second of a day, counted from 1970.
func (c *calendar) at(day, second int) int64 {
	return c.first.Unix() + int64(day)*secondsPerDay + int64(second)
}

func (c *calendar) dayOf(at int64) int { return int((at - c.first.Unix()) / secondsPerDay) }

const secondsPerDay = 24 * 60 * 60

// dayWhen is the day on which a running sum over days passes x, or the number of days if it never does.
func dayWhen(sums []float64, x float64) int {
	return sort.Search(len(sums)-1, func(d int) bool { return sums[d+1] > x })
}
