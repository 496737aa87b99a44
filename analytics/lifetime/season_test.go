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

// Three years of a base with a season: the profile is found, and the months of the year after are forecast better with it than without.
func TestSeason(t *testing.T) {
	start, asOf := analytics.NewDay(2020, 1, 1), analytics.NewDay(2022, 12, 31)
	truth := Season{Index: xmas}.normalized()
	customers := seasonal(6000, start, asOf+365, xmas, 1)
	q := analytics.Question{Start: start, AsOf: asOf, Horizon: 59, DiscountRate: 0.1}
	b := baseOf(customers, q)
	m := b.Models(Auto)
	s := m.Season
	if !s.Told || s.Months != 36 || !strings.Contains(s.Note.EN, "last 3 years") {
		t.Fatalf("%+v", s)
	}
	for i, want := range truth.Index {
		nearly(t, "index", s.Index[i], want, 4*s.Noise/math.Sqrt(3)*want)
	}
	rows := b.Monthly(&m)
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
	within, with, without := 0, 0.0, 0.0
	for k, r := range rows {
		if actual[k] >= r.Low && actual[k] <= r.High {
			within++
		}
		with += math.Abs(r.Expected - actual[k])
		without += math.Abs(r.Even - actual[k])
	}
	if within < 9 || with > without/2 || len(rows) != 12 || rows[0].Month != "2023-01" || rows[11].To != analytics.NewDay(2023, 12, 31) {
		t.Errorf("%d months within their band, %g off with the season, %g without", within, with, without)
	}
	checkSeasonInScores(t, b, m, q)
}

// checkSeasonInScores: over January and February fewer purchases are expected than in an even year, over a year as many.
func checkSeasonInScores(t *testing.T, b *Base, m Models, q analytics.Question) {
	t.Helper()
	sum := analytics.Summary{First: q.AsOf - 300, Last: q.AsOf - 20, Occasions: 9, Repeat: analytics.MoneyOf(100)}
	with := NewScorer(b, m, q).Score(nil, sum).Purchases
	h := historyOf(sum, q.AsOf)
	even := m.Chosen.Purchases.Expected(int(h.x), float64(h.tx), float64(h.t), 59)
	rows := b.Monthly(&m)
	near(t, "two months", with/even, (rows[0].Expected+rows[1].Expected)/(rows[0].Even+rows[1].Even), 0.01)
	if !(with < 0.8*even) {
		t.Errorf("%g purchases with the season, %g without", with, even)
	}
	q.Horizon = 365
	whole := NewScorer(b, m, q).Score(nil, sum).Purchases
	near(t, "a year", whole, m.Chosen.Purchases.Expected(int(h.x), float64(h.tx), float64(h.t), 365), 1e-12)
}

// Exact ratios are split exactly, whatever month the years begin with; those without a season tell none.
func TestDecompose(t *testing.T) {
	truth := Season{Index: xmas}.normalized()
	for _, years := range []int{2, 3, 5} {
		for _, first := range []int{0, 1, 7} {
			var ratios, plain []float64
			random := rand.New(rand.NewPCG(uint64(years), uint64(first)))
			for i := range 12 * years {
				plain = append(plain, 0.05*random.NormFloat64())
				ratios = append(ratios, 0.2-0.01*float64(i)+math.Log(xmas[(first+i)%12]))
			}
			s := Season{Index: even()}.decompose(ratios, first)
			if !s.Told || s.Noise > 1e-12 {
				t.Errorf("told %t, noise %g", s.Told, s.Noise)
			}
			for i, want := range truth.Index {
				near(t, "index", s.Index[i], want, 1e-12)
			}
			if s := (Season{Index: even()}).decompose(plain, first); s.Told || s.Index != even() || s.Noise < 0.03 || s.Noise > 0.08 || s.Note != noteEvenYear {
				t.Errorf("a season from noise: %+v", s)
			}
		}
	}
	if s := (Season{Index: even()}).decompose(make([]float64, 24), 0); s.Told {
		t.Error("a season from nothing")
	}
}

// Where no season can be told, it is said why, and forecasts are as even as the model.
func TestNoSeason(t *testing.T) {
	start := analytics.NewDay(2021, 3, 15)
	for _, c := range []struct {
		customers int
		asOf      analytics.Day
		note      Note
		months    int
	}{
		{3000, analytics.NewDay(2023, 3, 30), noteNoYears, 12}, {3000, analytics.NewDay(2021, 12, 1), noteNoYears, 0}, {60, analytics.NewDay(2023, 4, 30), noteFewAMonth, 24},
	} {
		b := baseOf(seasonal(c.customers, start, c.asOf, xmas, 3), analytics.Question{Start: start, AsOf: c.asOf, Horizon: 30})
		m := b.Models(Auto)
		if m.Season.Told || m.Season.Note != c.note || m.Season.Months != c.months || b.factors(&m, 30)[0] != 1 {
			t.Errorf("%+v", m.Season)
		}
		for _, r := range b.Monthly(&m) {
			if math.Abs(r.Expected-r.Even) > 0 || math.IsNaN(r.Low) != math.IsNaN(m.Season.Noise) {
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
