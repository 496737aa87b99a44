package lifetime

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// Season is the profile of the year: how many purchases a calendar month brings against an even year.
//
// Assumptions: the purchases of month t of the data are what the purchase model expects, which knows no season, times a trend times the index of the
// calendar month times noise (multiplicative decomposition; the fit is by least squares on logarithms, the months of whole years alone):
//
//	ln(bought_t / expected_t) = level + trend·t + ln index_{month(t)} + noise_t
//
// The months are told apart by the F test of the twelve indices against the noise, at the level of 1 %. It takes two whole years.
type Season struct {
	Index  [12]float64 // from January; its mean over the days of a year is 1. All 1 where no season is told
	Months int         // whole months of whole years that it rests on
	Told   bool
	Noise  float64 // standard deviation of ln(bought/expected) about the profile, NaN with less than a year
	Note   Note
}

// calendar counts first and repeat purchases by day since the first day of the data.
type calendar struct {
	start           analytics.Day
	births, repeats []int
}

func newCalendar(start, asOf analytics.Day) calendar {
	if start == analytics.NoDay || asOf < start {
		return calendar{}
	}
	days := int(asOf-start) + 1
	return calendar{start, make([]int, days), make([]int, days)}
}

func (c *calendar) add(of *analytics.Customer, s analytics.Summary) {
	if s.Occasions == 0 || len(c.births) == 0 || s.First < c.start {
		return
	}
	c.births[s.First-c.start]++
	for _, o := range of.Occasions() {
		c.repeats[o.Day-c.start]++
	}
	c.repeats[s.First-c.start]--
}

func (c *calendar) merge(o *calendar) {
	for i := range o.births {
		c.births[i] += o.births[i]
		c.repeats[i] += o.repeats[i]
	}
}

// months are the whole calendar months of the data: their periods from the first to the last.
func (c *calendar) months() (first, last int) {
	end := c.start + analytics.Day(len(c.births)) - 1
	return analytics.ByMonth.Period(c.start-1) + 1, analytics.ByMonth.Period(end+1) - 1
}

// expected is how many repeat purchases a model of days expects up to the end of a day.
func (c *calendar) expected(byAge []float64, day analytics.Day) float64 {
	sum, at := 0.0, int(day-c.start)
	for born, n := range c.births[:max(0, min(at+1, len(c.births)))] {
		sum += float64(n) * byAge[at-born]
	}
	return sum
}

// fewest repeat purchases a month must have had to say what its season is.
const fewest = 20

// season tells the season of the data by a model of days, which may be nil.
func (c *calendar) season(model Purchases) Season {
	s := Season{Index: even(), Noise: math.NaN(), Note: noteNoYears}
	first, last := c.months()
	if model == nil || len(c.births) == 0 || last-first+1 < 12 {
		return s
	}
	s.Months = (last - first + 1) / 12 * 12
	ratios, enough := c.ratios(model, last-s.Months+1, last)
	if !enough {
		s.Note = noteFewAMonth
		return s
	}
	if s.Months < 24 {
		s.Noise = stat.StdDev(ratios, nil)
		return s
	}
	return s.decompose(ratios, (last+1)%12)
}

// ratios are ln(bought/expected) of the months; not enough if one of them is too small.
func (c *calendar) ratios(model Purchases, from, to int) (ratios []float64, enough bool) {
	byAge := expectedOf(model, len(c.births))
	before := c.expected(byAge, analytics.ByMonth.Start(from)-1)
	for month := from; month <= to; month++ {
		bought, now := 0, c.expected(byAge, analytics.ByMonth.End(month))
		for _, n := range c.repeats[analytics.ByMonth.Start(month)-c.start : analytics.ByMonth.End(month)-c.start+1] {
			bought += n
		}
		if bought < fewest || !(now > before) {
			return nil, false
		}
		ratios = append(ratios, math.Log(float64(bought)/(now-before)))
		before = now
	}
	return ratios, true
}

// decompose splits the ratios of whole years, of which the first is that of a calendar month, January being 0.
func (s Season) decompose(ratios []float64, first int) Season {
	years := len(ratios) / 12
	var mean [12]float64
	trend, spread := 0.0, 0.0 // a year, from the same months of different years
	for i, r := range ratios {
		off := float64(i/12) - float64(years-1)/2
		mean[i%12] += r / float64(years)
		trend += r * off
		spread += off * off
	}
	trend /= spread
	level := 0.0
	for i := range mean {
		mean[i] -= trend * float64(i) / 12
		level += mean[i] / 12
	}
	between, within := 0.0, 0.0
	for i, r := range ratios {
		off := float64(i/12) - float64(years-1)/2
		fitted := mean[i%12] + trend*(off+float64(i%12)/12)
		within += (r - fitted) * (r - fitted)
		between += (mean[i%12] - level) * (mean[i%12] - level) // once a year
	}
	left := float64(len(ratios) - 13)
	s.Noise = math.Sqrt(within / left)
	s.Note = noteEvenYear
	if f := between / 11 / (within / left); within == 0 && between == 0 || (distuv.F{D1: 11, D2: left}).Survival(f) > 0.01 {
		return s
	}
	s.Told, s.Note = true, noteSeason(years)
	for i := range mean {
		s.Index[(first+i)%12] = math.Exp(mean[i] - level)
	}
	return s.normalized()
}

// normalized makes the mean over the days of a year 1.
func (s Season) normalized() Season {
	days, sum := [12]float64{31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}, 0.0
	for i, d := range days {
		sum += d * s.Index[i]
	}
	for i := range s.Index {
		s.Index[i] *= 365.2425 / sum
	}
	return s
}

var (
	noteNoYears = Note{"The data hold less than two whole years, so forecasts know no season: a part of the year may turn out higher or lower.",
		"数据不足两个整年，因此预测不含季节因素：年内各时段可能更高或更低。"}
	noteFewAMonth = Note{"Some months hold too few repeat purchases to tell a season, so forecasts know none.", "部分月份的重复购买太少，无法判断季节，因此预测不含季节因素。"}
	noteEvenYear  = Note{"The months differ by no more than chance, so forecasts know no season.", "各月差异不超出偶然范围，因此预测不含季节因素。"}
)

func noteSeason(years int) Note {
	return Note{fmt.Sprintf("Forecasts for less than a year carry the season of the last %d years.", years), fmt.Sprintf("不足一年的预测含最近 %d 年的季节因素。", years)}
}

func even() (index [12]float64) {
	for i := range index {
		index[i] = 1
	}
	return index
}
