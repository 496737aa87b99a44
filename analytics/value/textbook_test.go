package value

import (
	"math"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func exactly(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want exactly %v", what, got, want)
	}
}

// The example of the course books comes out to the last digit.
func TestTextbookExample(t *testing.T) {
	v := Textbook{PerWeek: 120, Years: 10, Brought: 1}
	exactly(t, "a year", v.Yearly(), 5760)
	exactly(t, "ten years", v.Lifetime(), 57600)
	exactly(t, "with word of mouth", v.WithWordOfMouth(), 576000)
}

// Gupta & Lehmann's table of multiples at a discount rate of 12 %.
func TestMultiple(t *testing.T) {
	for _, c := range []struct{ r, d, want float64 }{{0.6, 0.12, 1.15}, {0.7, 0.12, 1.67}, {0.8, 0.12, 2.5}, {0.9, 0.12, 4.09}, {0.9, 0.10, 4.5}, {0.6, 0.10, 1.2}} {
		if got := math.Round(100*Multiple(c.r, c.d)) / 100; got != c.want {
			t.Errorf("r %v, d %v: got %v, want %v", c.r, c.d, got, c.want)
		}
	}
}

// The multiple is the sum of the margins of all years, each with the chance that the customer is still there.
func TestMultipleIsASeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, d := rapid.Float64Range(0, 0.95).Draw(t, "r"), rapid.Float64Range(0, 0.5).Draw(t, "d")
		sum, term := 0.0, 1.0
		for term > 1e-18 {
			term *= r / (1 + d)
			sum += term
		}
		if math.Abs(sum-Multiple(r, d)) > 1e-9*(1+sum) {
			t.Fatalf("r %v, d %v: %v, series %v", r, d, Multiple(r, d), sum)
		}
	})
}

var asOf = analytics.NewDay(2024, 12, 31)

func weekly(until, units float64) *analytics.Customer {
	c := new(analytics.Customer)
	for week := 103; float64(week) >= until; week-- {
		c.Rows = append(c.Rows, analytics.Row{Day: asOf - analytics.Day(7*week), Purchases: 1, NewOrder: true, Order: uint64(week),
			Gross: analytics.MoneyOf(units), Cost: analytics.MoneyOf(units / 4)})
	}
	return c
}

func question() analytics.Question {
	return analytics.Question{Start: asOf - 728, AsOf: asOf, HasCost: true, DiscountRate: 0.1, Horizon: 365, Cohort: analytics.ByMonth}
}

// Ten customers buy for 120 every week; one of them stops before the last 52 weeks; each of the others brings one customer.
func TestYearIsTheBooksExample(t *testing.T) {
	y, o := NewYear(question()), NewYear(question())
	for range 9 {
		o.Add(weekly(0, 120))
	}
	y.Add(weekly(52, 999))
	y.Add(&analytics.Customer{Rows: []analytics.Row{{Day: asOf, Purchases: 1, Gross: 5e6}}}) // new this year: neither stayed nor left
	y.Merge(o)
	v := y.Textbook(10, 9)
	exactly(t, "per week", v.PerWeek, 120)
	exactly(t, "years", v.Years, 10)
	exactly(t, "a year", v.Yearly(), 5760)
	exactly(t, "lifetime", v.Lifetime(), 57600)
	exactly(t, "with word of mouth", v.WithWordOfMouth(), 576000)
	exactly(t, "retention", y.Retention(), 0.9)
	if got, want := y.YearlyMargin(), 120*0.75*365/7; math.Abs(got-want) > 1e-9 {
		t.Errorf("margin: got %v, want %v", got, want)
	}
	rows := map[string]float64{}
	for _, r := range y.Rows(y.Textbook(7, 9), 0.1, "EUR") {
		rows[r.Step] = r.Value
	}
	exactly(t, "seven years", rows["lifetime_value"], 7*5760)
	exactly(t, "years by retention", rows["years_by_retention"], 10)
	exactly(t, "value by retention", rows["value_by_retention"], 57600)
	if n := TextbookTable(y.Rows(v, 0.1, "EUR")).Record.NumRows(); n != 16 {
		t.Errorf("%d rows", n)
	}
}

// What cannot be known is NaN and never infinite.
func TestYearUnknown(t *testing.T) {
	check := func(what string, y *Year) {
		t.Helper()
		if v := y.Textbook(10, -1); !math.IsNaN(y.Stay()) || !math.IsNaN(v.Lifetime()) || !math.IsNaN(v.WithWordOfMouth()) {
			t.Errorf("%s: %+v", what, v)
		}
	}
	check("nobody", NewYear(question()))
	q := question()
	q.Start = asOf - 26*7 + 2
	short := NewYear(q)
	short.Add(weekly(0, 1))
	check("a day less than half a year", short)
	all := NewYear(question())
	all.Add(weekly(0, 120))
	if v := all.Textbook(10, 1); !math.IsNaN(all.Stay()) || v.Lifetime() != 57600 || v.WithWordOfMouth() != 576000 {
		t.Errorf("nobody left: %+v for %v years", v, all.Stay())
	}
	q.Start = analytics.NoDay
	check("no data", NewYear(q))
}

// Half a year against half a year: retention of a year is the square.
func TestShorterPeriods(t *testing.T) {
	q := question()
	q.Start = asOf - 7*52 + 1
	y := NewYear(q)
	for i := range 4 {
		y.Add(weekly([]float64{0, 0, 0, 26}[i], 10))
	}
	if y.Weeks != 26 || y.Before != 4 || y.Stayed != 3 {
		t.Fatalf("%+v", y)
	}
	if got, want := y.Retention(), 0.75*0.75; math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
	exactly(t, "per week", y.PerWeek(), 10)
	exactly(t, "brought", y.Textbook(10, 3).Brought, 2)
}
