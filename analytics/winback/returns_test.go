package winback

import (
	"math"
	"testing"

	"regulars/analytics"
)

// The forecast of these tests is the money of the first day: what a customer will spend is decided by the test alone.
var byFirst = Then{
	Lapsed: func(c *analytics.Customer, at analytics.Day) bool { return c.Rows[len(c.Rows)-1].Day < at-30 },
	Forecast: func(_ *analytics.Customer, s analytics.Summary) (chance, value float64, known bool) {
		return 0.5, (s.Revenue - s.Repeat).Units(), s.Revenue > 0
	},
}

func bought(day analytics.Day, units float64) analytics.Row {
	return analytics.Row{Day: day, Purchases: 1, Gross: analytics.MoneyOf(units), NewOrder: true, Order: uint64(day)}
}

// Twenty lapsed regulars of whom the four of the highest forecast came back with 100 each; beside them customers who must not count.
func TestReturns(t *testing.T) {
	r, o := NewReturns(100, 200, byFirst, reasons), NewReturns(100, 200, byFirst, reasons)
	for i := range 20 {
		c := analytics.Customer{Key: analytics.NumberKey(int64(i)), Rows: []analytics.Row{bought(1, float64(i+1)), bought(20, 5)}}
		if i >= 16 {
			c.Rows = append(c.Rows, bought(150, 100), analytics.Row{Day: 160, Refunds: 1, Refunded: 1e6}, bought(201, 1000))
		}
		if i == 0 {
			c.Complaints = []analytics.Complaint{{Opened: 30}}
		}
		if i == 1 {
			c.Complaints = []analytics.Complaint{{Opened: 101}} // not known on the day
		}
		[]*Returns{r, o}[i%2].Add(&c)
	}
	once := analytics.Customer{Rows: []analytics.Row{bought(1, 50), bought(150, 9)}}
	active := analytics.Customer{Rows: []analytics.Row{bought(1, 50), bought(90, 9), bought(150, 9)}}
	r.Add(&once)
	r.Add(&active)
	r.Add(&analytics.Customer{})
	r.Merge(o)
	got := r.Result()
	check := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	check("lapsed", float64(got.All.Customers), 20)
	check("returned", got.All.Rate, 0.2)
	check("spent", got.All.Spent.Units(), 4*99)
	check("chance", got.All.Chance, 0.5)
	check("top tenth", got.Ranks[0].Share, 0.5)
	check("top tenth against the mean", got.Ranks[0].Lift, 5)
	check("beyond chance", got.Beyond, (99-19.8)/math.Sqrt(0.2*0.8*99*99/2*18/19))
	check("third tenth", got.Ranks[2].Spent.Units(), 0)
	if len(got.Reasons) != 2 || got.Reasons[0].Group != string(ByComplaint) || got.Reasons[0].Customers != 1 || got.Reasons[1].Customers != 19 {
		t.Errorf("reasons: %+v", got.Reasons)
	}
	customers := 0
	for _, row := range got.Ranks {
		customers += row.Customers
	}
	check("tenths", float64(customers), 20)
	if len(got.Silences) != 1 || got.Silences[0].Group != "31" || got.Silences[0].Customers != 20 {
		t.Errorf("silences: %+v", got.Silences)
	}
	if rows := got.Table().Record.NumRows(); rows != 14 {
		t.Errorf("%d rows", rows)
	}
}

// Groups by silence hold everybody once.
func TestSilences(t *testing.T) {
	r := NewReturns(1000, 1100, Then{Lapsed: func(*analytics.Customer, analytics.Day) bool { return true }, Forecast: byFirst.Forecast}, reasons)
	for _, silent := range []analytics.Day{0, 30, 31, 91, 92, 182, 183, 365, 366, 900} {
		r.Add(&analytics.Customer{Rows: []analytics.Row{bought(1, 5), bought(1000-silent, 5)}})
	}
	for i, row := range r.Result().Silences {
		if row.Customers != 2 || row.Group != []string{"0", "31", "92", "183", "366"}[i] {
			t.Errorf("%+v", row)
		}
	}
}

// Nobody came back, or nobody had lapsed: rates and shares are right or unknown.
func TestNoReturns(t *testing.T) {
	r := NewReturns(100, 200, byFirst, reasons)
	if got := r.Result(); got.All.Customers != 0 || !math.IsNaN(got.All.Rate) || got.Ranks != nil {
		t.Errorf("got %+v", got)
	}
	r.Add(&analytics.Customer{Rows: []analytics.Row{bought(1, 5), bought(20, 5)}})
	if got := r.Result(); got.All.Rate != 0 || !math.IsNaN(got.All.Lift) {
		t.Errorf("got %+v", got)
	}
	never := NewReturns(analytics.NoDay, 200, byFirst, reasons)
	never.Add(&analytics.Customer{Rows: []analytics.Row{bought(1, 5), bought(20, 5)}})
	if n := never.Result().All.Customers; n != 0 {
		t.Errorf("without an earlier day %d have lapsed on it", n)
	}
}
