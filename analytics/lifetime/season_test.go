package lifetime

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"regulars/analytics"
)

var xmas = [12]float64{0.8, 0.7, 0.9, 1, 1, 1, 0.8, 0.7, 1, 1.1, 1.4, 1.6}

// seasonal makes customers who come over the years, buy by the season and leave at a time;.
func seasonal(n int, start, end analytics.Day, index [12]float64, seed uint64) (all []analytics.Customer) {
	random := rand.New(rand.NewPCG(seed, 4))
	for i := range n {
		rate, left := gamma(random, 1.5)/45, random.ExpFloat64()/(gamma(random, 2)/1500)
		var c analytics.Customer
		first := start + analytics.Day(random.IntN(int(end-start)))
		for at := 0.0; at <= left && first+analytics.Day(at) <= end; at += random.ExpFloat64() / rate / 2 {
			day := first + analytics.Day(at)
			if at > 0 && (random.Float64()*2 > index[day.Time().Month()-1] || day == c.Rows[len(c.Rows)-1].Day) {
				continue
			}
			c.Rows = append(c.Rows, analytics.Row{Order: uint64(i*1000 + len(c.Rows)), Day: day, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(10 + float64(i%9))})
		}
		all = append(all, c)
	}
	return all
}

// future counts the purchases of known customers by month.
func future(customers []analytics.Customer, asOf analytics.Day, rows []MonthRow) []float64 {
	actual := make([]float64, len(rows))
	for i := range customers {
		known := customers[i].Until(asOf)
		if len(known.Rows) == 0 {
			continue
		}
		for _, r := range customers[i].Rows[len(known.Rows):] {
			for k := range rows {
				if r.Day >= rows[k].From && r.Day <= rows[k].To {
					actual[k]++
				}
			}
		}
	}
	return actual
}

// Three years of a base with a season, seen from its busiest and from its quietest time: the profile is found, and the months of the year after are
// forecast better with it than by the plain models.
func TestSeason(t *testing.T) {
	start, end := analytics.NewDay(2020, 1, 1), analytics.NewDay(2022, 12, 31)
	truth := normalized(xmas)
	customers := seasonal(6000, start, end+365, xmas, 1)
	for _, asOf := range []analytics.Day{end, analytics.NewDay(2022, 8, 31)} {
		q := analytics.Question{Start: start, AsOf: asOf, Horizon: 365, DiscountRate: 0.1}
		b := baseOf(customers, q)
		m := b.Models(Auto)
		s := m.Season
		if !s.Told || s.Days != int(asOf-start)+1 || !strings.Contains(s.Note.EN, "All forecasts carry the season of the last") {
			t.Fatalf("%+v", s)
		}
		for i, want := range truth {
			nearly(t, "index", s.Index[i], want, 0.06*want)
		}
		q.Season = NoSeason
		plain := baseOf(customers, q)
		pm := plain.Models(Auto)
		rows, without := b.Monthly(&m), plain.Monthly(&pm)
		actual := future(customers, asOf, rows)
		within, missed, missedPlain := 0, 0.0, 0.0
		for k, r := range rows {
			if actual[k] >= r.Low && actual[k] <= r.High {
				within++
			}
			missed += math.Abs(r.Expected - actual[k])
			missedPlain += math.Abs(without[k].Expected - actual[k])
		}
		if within < 9 || missed > missedPlain/2 || len(rows) != 12 {
			t.Errorf("as of %s %d months within their band, %g off with the season, %g without", asOf, within, missed, missedPlain)
		}
		if pm.Season.Told || pm.Season.Note != noteUnasked || pm.Chosen.clock.elapsed != nil {
			t.Errorf("a season that was not asked for: %+v", pm.Season)
		}
	}
}

// One forecast: over any horizon what is expected of all customers adds up to the months to come; a day more is a day's purchases more; a season is in all of it.
func TestOneForecast(t *testing.T) {
	start, asOf := analytics.NewDay(2020, 1, 1), analytics.NewDay(2022, 12, 31)
	customers := seasonal(1500, start, asOf, xmas, 2)
	for _, name := range []string{BGNBDName, ParetoNBDName} {
		q := analytics.Question{Start: start, AsOf: asOf, Horizon: 365, DiscountRate: 0.1}
		b := baseOf(customers, q)
		m := b.Models(name)
		if !m.Season.Told {
			t.Fatal(m.Season.Note.EN)
		}
		rows := b.Monthly(&m)
		sums := map[int]float64{}
		var usualSums [len(usual)]float64
		for _, days := range []int{31, 59, 364, 365} {
			q.Horizon = days
			s := NewScorer(b, m, q)
			usualSums = [len(usual)]float64{}
			for i := range customers {
				score := s.Score(&customers[i], customers[i].Summary())
				sums[days] += score.Purchases
				for k, v := range []float64{score.In30, score.In90, score.In180, score.In365} {
					usualSums[k] += v
				}
			}
		}
		near(t, "January", sums[31], rows[0].Expected, 1e-9)
		near(t, "February", sums[59]-sums[31], rows[1].Expected, 1e-9)
		year := 0.0
		for _, r := range rows {
			year += r.Expected
		}
		near(t, "the year", sums[365], year, 1e-9)
		near(t, "expected_365", usualSums[3], year, 1e-9)
		near(t, "expected_30", usualSums[0], sums[31]*30/31, 0.01)
		day := (sums[365] - sums[364]) / (rows[11].Expected / 31)
		if day < 0.9 || day > 1.1 {
			t.Errorf("%s: the last day brings %g of a day of December", name, day)
		}
		if quiet := rows[1].Expected / rows[1].Even; !(quiet < 0.8) || math.Abs(rows[1].Index-m.Season.Index[1]) > 1e-12 {
			t.Errorf("February brings %g of an even month", quiet)
		}
	}
}

// Discounted by the calendar, day by day: the Gauss rule gives what the plain sum gives, and what is without end what years of days give.
func TestDiscountByCalendar(t *testing.T) {
	s := Season{Index: normalized(xmas), Told: true}
	asOf := analytics.NewDay(2022, 10, 31)
	c := clock{elapsed: s.operate(asOf-900, asOf, nil)}
	rate := math.Log1p(0.1) / 365
	for _, m := range []Purchases{NewBGNBD(0.3, 4, 0.8, 2.5), NewMBGNBD(1, 40, 0.6, 3), NewParetoNBD(0.6, 12, 0.7, 20)} {
		fit := PurchaseFit{Fit: Fit{Model: BGNBDName}, Purchases: m, clock: c}
		p := newProspects(&fit, c.outlook(analytics.Question{AsOf: asOf, Horizon: 365, DiscountRate: 0.1}), nil)
		for _, h := range []history{{0, 0, 0}, {0, 0, 300}, {5, 80, 90}, {40, 300, 300}} {
			got, ahead := p.find(nil, h), m.ahead(int(h.x), float64(h.t))
			sum := func(from, to int) (sum float64) {
				before := ahead.expected(c.units(asOf, float64(from)))
				for d := from + 1; d <= to; d++ {
					now := ahead.expected(c.units(asOf, float64(d)))
					sum += (now - before) * math.Pow(1.1, -float64(d)/365)
					before = now
				}
				return sum
			}
			near(t, "discounted", got.discounted, sum(0, 365), 1e-9)
			endless := sum(0, threeYears) + math.Pow(1.1, -threeYears/365.0)*ahead.residualAfter(c.units(asOf, threeYears), rate)
			near(t, "residual", got.residual[0], endless, 1e-8)
			near(t, "without season", ahead.residualAfter(0, rate), ahead.discounted(3000, rate)+math.Exp(-3000*rate)*ahead.residualAfter(3000, rate), 1e-6)
		}
	}
}

// Operational time: whole years are as long as in the calendar, busy months longer; a history is read off it as its days are; before and after, time runs evenly.
func TestOperationalTime(t *testing.T) {
	events := []Event{{"sale", analytics.NewDay(2023, 3, 3), analytics.NewDay(2023, 3, 4)}}
	s := Season{Index: normalized(xmas), Told: true, Events: []Effect{{"sale", 3}}}
	asOf := analytics.NewDay(2022, 12, 31)
	o := s.operate(asOf-1000, asOf, events)
	c := clock{elapsed: o}
	plain := (&Season{Index: normalized(xmas), Told: true}).operate(asOf-1000, asOf, nil)
	near(t, "a year", clock{elapsed: plain}.units(asOf, 365), 365, 1e-3)
	near(t, "January", c.units(asOf, 31), 31*s.Index[0], 1e-12)
	near(t, "a sale", c.units(asOf+60, 4)-clock{elapsed: plain}.units(asOf+60, 4), 2*2*s.Index[2], 1e-9)
	if got := c.units(asOf+reach, 10); math.Abs(got-10) > 1e-9 || c.number(asOf) != 0 || math.Abs(o.end(asOf-1010)-o.end(asOf-1000)+10) > 1e-9 {
		t.Errorf("beyond the season ten days are %g", got)
	}
	h := c.reading(asOf, 900)(history{3, 400, 700})
	sum := analytics.Summary{First: asOf - 700, Last: asOf - 300, Occasions: 4}
	if seen := c.see(nil, sum, asOf).history; seen != h {
		t.Errorf("read as %v and seen as %v", h, seen)
	}
	if even := (&Season{Index: even()}); even.operate(asOf-10, asOf, nil) != nil || (clock{}).reading(asOf, 9)(history{1, 2, 3}) != (history{1, 2, 3}) {
		t.Error("without a season time is that of the calendar")
	}
}

// An event of its own: promotions that come on other days each year are told beside the months, shrunk; one that came once is not.
func TestEvents(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	start := analytics.NewDay(2021, 1, 1)
	c := newCalendar(start, start+3*365)
	sale := []Event{{"sale", start + 100, start + 104}, {"sale", start + 500, start + 504}, {"sale", start + 790, start + 794}, {"fair", start + 300, start + 304}, {"sale", start + 1200, start + 1204}}
	for d := range c.births {
		c.births[d] = 10
		for age := 1; age <= d; age++ {
			rate := 10 * 0.01 * math.Exp(-float64(age)/300) * xmas[(start+analytics.Day(d)).Time().Month()-1]
			if name := eventOn(sale, start+analytics.Day(d)); name == "sale" {
				rate *= 3
			}
			if n := poisson(random, rate); n > 0 {
				c.repeats[d] += n
				c.ages[age] += n
			}
		}
	}
	s := c.season(sale)
	if !s.Told || len(s.Events) != 1 || s.Events[0].Name != "sale" || math.Abs(s.Events[0].Factor-3) > 0.5 || s.Events[0].Factor >= 3.2 {
		t.Fatalf("%+v", s)
	}
	for i, want := range normalized(xmas) {
		nearly(t, "index", s.Index[i], want, 0.05*want)
	}
	if s.on(start+1202, sale) != s.Index[(start+1202).Time().Month()-1]*s.Events[0].Factor || s.on(start+300, sale) != s.Index[(start+300).Time().Month()-1] {
		t.Error("the plan of a sale, or a fair that came once, is not as told")
	}
}

func poisson(random *rand.Rand, mean float64) (n int) {
	for at := random.ExpFloat64(); at < mean; at += random.ExpFloat64() {
		n++
	}
	return n
}

// A season is hardly ever told where there is none, though customers come in waves, leave, and buy more in some months than in others by chance.
func TestNoSeasonFromNothing(t *testing.T) {
	start, told, sets := analytics.NewDay(2021, 1, 1), 0, 150
	for set := range sets {
		random := rand.New(rand.NewPCG(uint64(set), 8))
		c := newCalendar(start, start+800)
		shock := map[int]float64{}
		for d := range c.births {
			c.births[d] = 2 + 3*((d/40)%3)
			month := analytics.ByMonth.Period(start + analytics.Day(d))
			if shock[month] == 0 {
				shock[month] = math.Exp(0.1 * random.NormFloat64())
			}
			for age := 1; age <= d; age++ {
				if n := poisson(random, float64(c.births[d-age])*0.01*math.Exp(-float64(age)/200)*shock[month]); n > 0 {
					c.repeats[d] += n
					c.ages[age] += n
				}
			}
		}
		if c.season(nil).Told {
			told++
		}
	}
	t.Logf("%d of %d told", told, sets)
	if told > 6 {
		t.Errorf("%d seasons of %d sets without one", told, sets)
	}
}

// Where no season can be told, it is said why, and forecasts are as even as the model.
func TestNoSeason(t *testing.T) {
	start := analytics.NewDay(2021, 3, 15)
	for _, c := range []struct {
		customers int
		asOf      analytics.Day
		note      Note
	}{
		{3000, analytics.NewDay(2023, 3, 12), noteNoYears}, {3000, analytics.NewDay(2021, 12, 1), noteNoYears}, {30, analytics.NewDay(2023, 4, 30), noteFewAMonth},
	} {
		b := baseOf(seasonal(c.customers, start, c.asOf, xmas, 3), analytics.Question{Start: start, AsOf: c.asOf, Horizon: 30})
		m := b.Models(Auto)
		if m.Season.Told || m.Season.Note != c.note || m.Season.Index != even() {
			t.Errorf("%+v", m.Season)
		}
		for _, r := range b.Monthly(&m) {
			if math.Abs(r.Expected-r.Even) > 0 || r.Index != 1 {
				t.Errorf("%+v", r)
			}
		}
	}
	empty := NewBase(analytics.Question{Start: analytics.NoDay, AsOf: 100})
	m := empty.Models(Auto)
	if m.Season.Told || empty.Monthly(&m) != nil {
		t.Errorf("nobody has a season: %+v", m.Season)
	}
}

// The months to come add up to the expected purchases of all customers.
func TestMonthlySum(t *testing.T) {
	for _, name := range []string{BGNBDName, ParetoNBDName} {
		b, q := cdnowBase(t)
		m := b.Models(name)
		s := NewScorer(b, m, q)
		months, scores := 0.0, 0.0
		for _, r := range b.Monthly(&m) {
			months += r.Even
		}
		customers := cdnow(t)
		for i := range customers {
			scores += s.Score(&customers[i], customers[i].Summary()).Purchases
		}
		near(t, name+" sum", months, scores, 1e-9)
	}
}
