package lifetime

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// Season is the profile of the year: how fast the time of the purchase models runs in a calendar month, and on the days of an event.
//
// Assumptions: with n(b) first purchases on day b, the repeat purchases of all customers on day d are Poisson with the mean
//
//	s(month of d) · e(event of d) · Σ_b n(b) f(d − b),
//
// f being free by age in days: a table of days by ages that two factors explain, fitted by iterative scaling (Deming & Stephan 1940), which is
// maximum likelihood. So neither growth nor customers who leave are taken for a season. The months are told apart by an F test of their deviance
// against what single months deviate from the fit; e is shrunk towards 1.
type Season struct {
	Index  [12]float64 // from January; its mean over the days of a year is 1. All 1 where no season is told
	Events []Effect    // that are told
	Days   int         // of data that it rests on
	Told   bool
	Noise  float64 // standard deviation of ln(bought/expected) of months about what the model expects, NaN with less than a year
	Note   Note
}

// Event is a promotion, a holiday or the like, from one day to another. Days to come are plans.
type Event struct {
	Name     string
	From, To analytics.Day
}

// Effect is how many times as many purchases the days of an event bring.
type Effect struct {
	Name   string
	Factor float64
}

const (
	seasonDays   = 730      // of data that it takes to tell a season
	longestDays  = 30 * 366 // of data that a season is sought in: some dates are mistakes
	fewest       = 20       // repeat purchases that each calendar month must have had
	scalings     = 60       // rounds of iterative scaling
	leastIndex   = 0.05     // of a month
	certain      = 0.01     // the level of the F test
	eventTimes   = 2        // past occurrences that it takes to tell an event,
	eventRepeats = 50       // and purchases on its days
	eventPrior   = 4        // an effect is shrunk as if so many purchases had been expected, and made, on days of the event
	yearDays     = 365.2425
)

// calendar counts first and repeat purchases by day since the first day of the data, and repeat purchases by days since the customer's first.
type calendar struct {
	start                 analytics.Day
	births, repeats, ages []int
	won                   []analytics.Money // what first days brought, refunds of their orders taken off
}

func newCalendar(start, asOf analytics.Day) calendar {
	if start == analytics.NoDay || asOf < start {
		return calendar{}
	}
	days := int(asOf-start) + 1
	return calendar{start, make([]int, days), make([]int, days), make([]int, days), make([]analytics.Money, days)}
}

func (c *calendar) add(of *analytics.Customer, s analytics.Summary) {
	if s.Occasions == 0 || len(c.births) == 0 || s.First < c.start {
		return
	}
	c.born(s.First, s.Revenue-s.Repeat)
	for _, o := range of.Occasions() {
		c.bought(s.First, o.Day)
	}
}

// born counts a customer.
func (c *calendar) born(first analytics.Day, won analytics.Money) {
	c.births[first-c.start]++
	c.won[first-c.start] += won
}

// bought counts an occasion of a customer who first bought on a day.
func (c *calendar) bought(first, day analytics.Day) {
	if day > first && int(day-c.start) < len(c.repeats) {
		c.repeats[day-c.start]++
		c.ages[day-first]++
	}
}

func (c *calendar) merge(o *calendar) {
	for i := range o.births {
		c.births[i] += o.births[i]
		c.repeats[i] += o.repeats[i]
		c.ages[i] += o.ages[i]
		c.won[i] += o.won[i]
	}
}

func (c *calendar) end() analytics.Day { return c.start + analytics.Day(len(c.births)) - 1 }

// cell is the days of one month of the data that belong to one event or none.
type cell struct {
	month  int       // January is 0
	event  int       // −1 is none
	bought float64   // repeat purchases
	chance []float64 // by age: customers who have it on one of the days
}

// cells splits the days; names are the events that have a factor.
func (c *calendar) cells(events []Event, names []string) []cell {
	type key struct{ month, event int }
	var cells []cell
	at := map[key]int{}
	for d := range c.births {
		day := c.start + analytics.Day(d)
		k := key{analytics.ByMonth.Period(day), slices.Index(names, eventOn(events, day))}
		i, ok := at[k]
		if !ok {
			i, at[k] = len(cells), len(cells)
			cells = append(cells, cell{month: int(day.Time().Month()) - 1, event: k.event, chance: make([]float64, len(c.births))})
		}
		cells[i].bought += float64(c.repeats[d])
		for age := 1; age <= d; age++ {
			cells[i].chance[age] += float64(c.births[d-age])
		}
	}
	return cells
}

// eventOn is the name of the first event that holds a day; empty where there is none.
func eventOn(events []Event, day analytics.Day) string {
	for _, e := range events {
		if e.From <= day && day <= e.To {
			return e.Name
		}
	}
	return ""
}

// scaling is the two-factor fit.
type scaling struct {
	cells []cell
	ages  []int
	month [12]float64 // s, all 1 where months are not to differ
	event []float64   // e
	byAge []float64   // f
}

// scale fits months, if they are to differ, events and ages.
func scale(cells []cell, ages []int, months bool, events int) *scaling {
	s := &scaling{cells: cells, ages: ages, month: even(), event: make([]float64, events), byAge: make([]float64, len(ages))}
	for i := range s.event {
		s.event[i] = 1
	}
	for range scalings {
		s.round(months)
	}
	return s
}

func (s *scaling) factor(c *cell) float64 {
	if c.event < 0 {
		return s.month[c.month]
	}
	return s.month[c.month] * s.event[c.event]
}

func (s *scaling) scaleAges() {
	chance := make([]float64, len(s.ages))
	for i := range s.cells {
		factor := s.factor(&s.cells[i])
		for age, n := range s.cells[i].chance {
			chance[age] += factor * n
		}
	}
	for age, n := range chance {
		if s.byAge[age] = 0; n > 0 {
			s.byAge[age] = float64(s.ages[age]) / n
		}
	}
}

// even is what a cell would bring if factors were 1.
func (s *scaling) even(c *cell) float64 {
	sum := 0.0
	for age, n := range c.chance {
		sum += n * s.byAge[age]
	}
	return sum
}

// round scales months, events and ages once.
func (s *scaling) round(months bool) {
	var bought, expected [12]float64
	promoted, promised := make([]float64, len(s.event)), make([]float64, len(s.event))
	for i := range s.cells {
		c := &s.cells[i]
		even := s.even(c)
		bought[c.month] += c.bought
		expected[c.month] += even * s.factor(c) / s.month[c.month]
		if c.event >= 0 {
			promoted[c.event] += c.bought
			promised[c.event] += even * s.month[c.month]
		}
	}
	for m := range s.month {
		if months && expected[m] > 0 {
			s.month[m] = bought[m] / expected[m]
		}
	}
	for i := range s.event {
		s.event[i] = (promoted[i] + eventPrior) / (promised[i] + eventPrior)
	}
	s.scaleAges()
}

// deviance of the cells from the fit (Poisson), and what they deviate by (Pearson), with the number of those large enough to be asked.
func (s *scaling) deviance() (deviance, pearson float64, asked int) {
	const enough = 5 // purchases expected
	for i := range s.cells {
		c := &s.cells[i]
		e := s.even(c) * s.factor(c)
		if e <= 0 {
			continue
		}
		if c.bought > 0 {
			deviance += 2 * c.bought * math.Log(c.bought/e)
		}
		if deviance -= 2 * (c.bought - e); e >= enough {
			pearson += (c.bought - e) * (c.bought - e) / e
			asked++
		}
	}
	return deviance, pearson, asked
}

// season tells the season of the data, with the events that have happened often enough.
func (c *calendar) season(events []Event) Season {
	s := Season{Index: even(), Noise: math.NaN(), Note: noteNoYears, Days: len(c.births)}
	switch {
	case s.Days < seasonDays:
		return s
	case s.Days > longestDays:
		s.Note = noteTooLong
		return s
	}
	names := c.telling(events)
	cells := c.cells(events, names)
	if !enough(cells) {
		s.Note = noteFewAMonth
		return s
	}
	even, fit := scale(cells, c.ages, false, len(names)), scale(cells, c.ages, true, len(names))
	if s.Note = noteEvenYear; !fit.differs(even, len(names)) {
		return s
	}
	s.Told, s.Note, s.Index = true, noteSeason(s.Days), normalized(fit.month)
	for i, name := range names {
		s.Events = append(s.Events, Effect{name, fit.event[i]})
	}
	return s
}

// differs is the F test of the months against a fit with even ones.
func (s *scaling) differs(even *scaling, events int) bool {
	flat, _, _ := even.deviance()
	curved, pearson, asked := s.deviance()
	left := float64(asked - 13 - events)
	if left < 1 || !(flat > curved) {
		return false
	}
	return distuv.F{D1: 11, D2: left}.Survival((flat-curved)/11/(pearson/left)) < certain
}

// enough tells whether every calendar month has had the purchases that it takes.
func enough(cells []cell) bool {
	var bought [12]float64
	for _, c := range cells {
		bought[c.month] += c.bought
	}
	return slices.Min(bought[:]) >= fewest
}

// telling are the names of the events that have happened often enough.
func (c *calendar) telling(events []Event) (told []string) {
	times, bought := map[string]int{}, map[string]int{}
	for _, e := range events {
		from, to := max(e.From, c.start), min(e.To, c.end())
		if from > to {
			continue
		}
		times[e.Name]++
		for d := from; d <= to; d++ {
			bought[e.Name] += c.repeats[d-c.start]
		}
	}
	for _, e := range events {
		if times[e.Name] >= eventTimes && bought[e.Name] >= eventRepeats && !slices.Contains(told, e.Name) {
			told = append(told, e.Name)
		}
	}
	return told
}

// normalized makes the mean over the days of a year 1, with none below the least.
func normalized(index [12]float64) [12]float64 {
	days := [12]float64{31, 28.2425, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	for range 2 { // the second time for the months that were raised
		sum := 0.0
		for i, d := range days {
			sum += d * index[i]
		}
		for i := range index {
			index[i] = max(leastIndex, index[i]*yearDays/sum)
		}
	}
	return index
}

// on is how fast time runs on a day.
func (s *Season) on(day analytics.Day, events []Event) float64 {
	factor := s.Index[day.Time().Month()-1]
	if len(s.Events) > 0 {
		name := eventOn(events, day)
		for _, e := range s.Events {
			if e.Name == name {
				return factor * e.Factor
			}
		}
	}
	return factor
}

var (
	noteNoYears = Note{"The data hold less than two whole years, so forecasts know no season: a part of the year may turn out higher or lower.",
		"数据不足两个整年，因此预测不含季节因素：年内各时段可能更高或更低。"}
	noteFewAMonth = Note{"Some months hold too few repeat purchases to tell a season, so forecasts know none.", "部分月份的重复购买太少，无法判断季节，因此预测不含季节因素。"}
	noteEvenYear  = Note{"The months differ by no more than chance, so forecasts know no season.", "各月差异不超出偶然范围，因此预测不含季节因素。"}
	noteTooLong   = Note{"The data reach back further than 30 years, so forecasts know no season: correct dates that cannot be.", "数据跨度超过 30 年，因此预测不含季节因素：请更正不可能的日期。"}
	noteUnasked   = Note{"Forecasts know no season, as asked.", "按要求，预测不含季节因素。"}
)

func noteSeason(days int) Note {
	years := int(math.Round(float64(days) / yearDays * 10))
	en, zh := fmt.Sprintf("%d.%d", years/10, years%10), fmt.Sprintf("%d.%d", years/10, years%10)
	if years%10 == 0 {
		en, zh = fmt.Sprint(years/10), fmt.Sprint(years/10)
	}
	return Note{fmt.Sprintf("All forecasts carry the season of the last %s years.", en), fmt.Sprintf("所有预测均含最近 %s 年的季节因素。", zh)}
}

// noise is how far off months were in which enough was bought to ask: the standard deviation of ln(bought/expected), beyond what chance does to counts,
// widened for a season that was fitted to them and is to be used on others. NaN with fewer than twelve.
func (c *calendar) noise(fit *PurchaseFit) float64 {
	first, last := c.months()
	if fit == nil || len(c.births) == 0 || last-first+1 < 12 {
		return math.NaN()
	}
	places := fit.clock.places(c.start, len(c.births))
	byAge := expectedOf(fit.Purchases, places[len(places)-1]+1)
	square, chance, n := 0.0, 0.0, 0.0
	before := c.expected(places, byAge, analytics.ByMonth.Start(first)-1)
	for month := first; month <= last; month++ {
		bought, now := 0, c.expected(places, byAge, analytics.ByMonth.End(month))
		for _, n := range c.repeats[analytics.ByMonth.Start(month)-c.start : analytics.ByMonth.End(month)-c.start+1] {
			bought += n
		}
		if expected := now - before; bought >= fewest && expected > 0 {
			r := math.Log(float64(bought) / expected)
			square, chance, n = square+r*r, chance+1/expected, n+1
		}
		before = now
	}
	free := 0.0
	if fit.clock.elapsed != nil {
		free = 12
	}
	if n < 12 || n <= free {
		return math.NaN()
	}
	return math.Sqrt(max(0, square/(n-free)-chance/n) * (1 + free/n))
}

// months are the whole calendar months of the data: their periods from the first to the last.
func (c *calendar) months() (first, last int) {
	return analytics.ByMonth.Period(c.start-1) + 1, analytics.ByMonth.Period(c.end()+1) - 1
}

// expected is how many repeat purchases a model expects up to the end of a day.
func (c *calendar) expected(places []int, byAge []float64, day analytics.Day) float64 {
	sum, at := 0.0, int(day-c.start)
	for born, n := range c.births[:max(0, min(at+1, len(c.births)))] {
		sum += float64(n) * byAge[places[at]-places[born]]
	}
	return sum
}

func even() (index [12]float64) {
	for i := range index {
		index[i] = 1
	}
	return index
}
