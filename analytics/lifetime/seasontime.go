package lifetime

import (
	"math"

	"regulars/analytics"
)

// inSeason is how many purchases of all customers are expected within times, in days, by the chosen model fitted in the time of the season: it runs at
// the index of the month, so that a busy month is long, and customers buy in it at an even rate.
func (b *Base) inSeason(m *Models, times []float64) []float64 {
	since := m.Season.elapsed(b.asOf, -len(b.calendar.births))
	var patterns []Pattern
	for _, p := range b.Patterns.Sorted() {
		// To half a day, so that customers share times, which makes the fit quick.
		first, last := math.Round(2*since[int(p.T)])/2, math.Round(2*since[int(p.T-p.TX)])/2
		p.TX, p.T = first-last, first
		patterns = append(patterns, p)
	}
	ahead := m.Season.elapsed(b.asOf, int(times[len(times)-1]))
	fit := purchaseModelOf(m.Chosen.Model).fit(patterns)
	if !fit.Usable() {
		fit = *m.Chosen // as good as it goes
	}
	sums := make([]float64, len(times))
	for _, p := range patterns {
		alive, active := float64(p.Customers)*fit.Purchases.PAlive(p.X, p.TX, p.T), fit.Purchases.ahead(p.X, p.T)
		for i, time := range times {
			sums[i] += alive * active.expected(ahead[int(time)])
		}
	}
	return sums
}

// elapsed is the time of the season between a day and 0, 1, 2, … days after it, or before it where days are negative.
func (s *Season) elapsed(from analytics.Day, days int) []float64 {
	step, first := analytics.Day(1), from+1
	if days < 0 {
		step, first, days = -1, from, -days
	}
	time := []float64{0}
	for i := range days {
		day := first + step*analytics.Day(i)
		time = append(time, time[i]+s.Index[day.Time().Month()-1])
	}
	return time
}

// factors are what a season makes of the purchases of all customers within so many days, in ascending order; 1 where none is told, and for a year or
// more, which holds all seasons.
func (b *Base) factors(m *Models, days ...int) []float64 {
	factors, times := make([]float64, len(days)), make([]float64, len(days))
	for i := range days {
		factors[i], times[i] = 1, float64(days[i])
	}
	if !m.Season.Told || days[0] >= 365 || m.Chosen == nil || m.Chosen.clock.discrete() {
		return factors
	}
	with, without := b.inSeason(m, times), b.sums(m.Chosen, times)[0]
	for i := range days {
		if days[i] < 365 {
			factors[i] = with[i] / without[i]
		}
	}
	return factors
}
