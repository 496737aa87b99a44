package retention

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// A base worked by hand: 80 of 100 stay, 200 customers, 50 a year each, 10 %. Value .8/.3 · 50 = 133⅓; at 85 % .85/.25 · 50 = 170,
// 27.5 % more; profit next year 200 · .8 · 50 = 8,000 and 8,500.
func TestLever(t *testing.T) {
	points := Lever{Customers: 200, Before: 100, Stayed: 80, Years: 1, Margin: 50, Discount: 0.1}.Points()
	if len(points) != 11 {
		t.Fatalf("%d points", len(points))
	}
	now, five := points[0], points[5]
	near(t, "retention", five.Retention, .85, 1e-12)
	near(t, "profit", now.Profit, 8000, 1e-9)
	near(t, "profit at +5", five.Profit, 8500, 1e-9)
	near(t, "its change", five.ProfitChange, .0625, 1e-12)
	near(t, "value", now.Value, 400./3, 1e-9)
	near(t, "equity", now.Equity, 80_000./3, 1e-9)
	near(t, "equity at +5", five.Equity, 34_000, 1e-9)
	near(t, "its change", five.EquityChange, .275, 1e-12)
	near(t, "Reichheld", five.ReichheldLow, .25, 1e-12)
	near(t, "Reichheld", five.ReichheldHigh, .5, 1e-12)
	if now.EquityChange != 0 || now.Low != 0 || now.High != 0 {
		t.Errorf("nothing changes today: %+v", now)
	}
	// Wilson's interval of 80 of 100 is .711171 to .866634; .05 · 1.1/(r(1.05 − r)) there
	near(t, "low", five.Low, .055/(.711171*(1.05-.711171)), 1e-5)
	near(t, "high", five.High, .055/(.866634*(1.05-.866634)), 1e-5)
}

func TestLeverStopsWhereAllStay(t *testing.T) {
	points := Lever{Customers: 200, Before: 1000, Stayed: 965, Years: 1, Margin: 50}.Points()
	if last := points[len(points)-1]; last.Points != 3 || last.Retention >= 1 {
		t.Errorf("the last point is %+v", last)
	}
}

// Half a year in which 81 of 100 stay is a year in which 65.61 do.
func TestLeverOfHalfAYear(t *testing.T) {
	near(t, "retention", Lever{Before: 100, Stayed: 81, Years: .5}.Retention(), .6561, 1e-12)
}

func TestNoLever(t *testing.T) {
	for name, l := range map[string]Lever{
		"nobody": {}, "nobody left": {9, 10, 10, 1, 5, .1}, "nobody stayed": {9, 10, 0, 1, math.NaN(), .1},
		"a loss": {9, 10, 5, 1, -5, .1}, "no margin": {9, 10, 5, 1, 0, .1},
	} {
		if l.Known() || len(l.Points()) != 0 || l.Table().Record.NumRows() != 0 {
			t.Errorf("%s: there is a lever", name)
		}
	}
}

func TestLeverOnAnyBase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.IntRange(2, 1000).Draw(t, "before")
		l := Lever{
			Customers: rapid.IntRange(1, 1000).Draw(t, "customers"), Before: before, Stayed: rapid.IntRange(1, before-1).Draw(t, "stayed"),
			Years: rapid.Float64Range(.08, 1).Draw(t, "years"), Margin: rapid.Float64Range(.01, 1e6).Draw(t, "margin"),
			Discount: rapid.Float64Range(0, 1).Draw(t, "discount"),
		}
		for i, p := range l.Points() {
			today := l.Points()[0]
			if math.Abs(p.Equity/today.Equity-1-p.EquityChange) > 1e-9*(1+p.EquityChange) || math.Abs(p.Profit/today.Profit-1-p.ProfitChange) > 1e-9*(1+p.ProfitChange) {
				t.Fatalf("changes are not those of the figures: %+v", p)
			}
			if !(p.Low <= p.EquityChange*(1+1e-12) && p.EquityChange <= p.High*(1+1e-12)) || p.Retention >= 1 || p.Points != i {
				t.Fatalf("%+v", p)
			}
		}
	})
}
