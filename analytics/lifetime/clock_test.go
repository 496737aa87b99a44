package lifetime

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"regulars/analytics"
)

// A history in months: the month of the first purchase is no opportunity, nor is the one that has not ended; two purchases in a month are one.
func TestSeenByMonth(t *testing.T) {
	var c analytics.Customer
	for i, d := range []analytics.Day{analytics.NewDay(2024, 1, 5), analytics.NewDay(2024, 1, 30), analytics.NewDay(2024, 2, 1), analytics.NewDay(2024, 4, 10),
		analytics.NewDay(2024, 4, 11), analytics.NewDay(2024, 6, 3)} {
		c.Rows = append(c.Rows, analytics.Row{Order: uint64(i), Day: d, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(math.Pow(10, float64(i)))})
	}
	months := clock{grain: analytics.ByMonth}
	for _, want := range []struct {
		asOf  analytics.Day
		h     history
		spent float64
	}{
		{analytics.NewDay(2024, 6, 29), history{2, 3, 4}, 11100},
		{analytics.NewDay(2024, 6, 30), history{3, 5, 5}, 111100},
		{analytics.NewDay(2024, 1, 31), history{0, 0, 0}, 0},
	} {
		cut := c.Until(want.asOf)
		got := months.see(&cut, cut.Summary(), want.asOf)
		if got.history != want.h || got.repeat.Units() != want.spent {
			t.Errorf("as of %s: %v with %g, want %v with %g", want.asOf, got.history, got.repeat.Units(), want.h, want.spent)
		}
	}
}

func TestCheckPeriod(t *testing.T) {
	for _, bad := range []struct {
		grain   analytics.Grain
		horizon int
	}{{"fortnight", 365}, {"", 365}, {analytics.ByYear, 90}, {analytics.ByMonth, 10}} {
		if CheckPeriod(bad.grain, bad.horizon) == nil {
			t.Errorf("%q over %d days is not refused", bad.grain, bad.horizon)
		}
	}
	for grain, want := range map[analytics.Grain]float64{analytics.ByDay: 365, analytics.ByWeek: 52, analytics.ByMonth: 12, analytics.ByQuarter: 4, analytics.ByYear: 1} {
		if err := CheckPeriod(grain, 365); err != nil || (clock{grain: grain}).units(0, 365) != want {
			t.Errorf("%s: %v, %g periods", grain, err, clock{grain: grain}.units(0, 365))
		}
	}
}

// monthly makes customers who live by the assumptions of BG/BB, month by month from January 2021, and start in the first year.
func monthly(n int, months int, m BGBB, random *rand.Rand) (all []analytics.Customer) {
	for i := range n {
		p, leave := beta(random, m.Alpha, m.Beta), beta(random, m.Gamma, m.Delta)
		var c analytics.Customer
		for at := i % 12; at < months; at++ {
			if at > i%12 {
				if random.Float64() < leave {
					break
				}
				if random.Float64() >= p {
					continue
				}
			}
			c.Rows = append(c.Rows, analytics.Row{Order: uint64(at), Day: analytics.NewDay(2021, 1, 1+random.IntN(28)).AddMonths(at), Purchases: 1, NewOrder: true,
				Gross: analytics.MoneyOf(5 + 20*random.ExpFloat64())})
		}
		all = append(all, c)
	}
	return all
}

// From customers to forecasts: BG/BB finds the truth of a simulated base, beats both naive forecasts on the half it has not seen, and scores every customer.
func TestMonthlyBase(t *testing.T) {
	truth := BGBB{1.2, 2, 0.7, 6}
	end := analytics.NewDay(2023, 12, 31)
	customers := monthly(6000, 36, truth, rand.New(rand.NewPCG(11, 12)))
	q := analytics.Question{Start: analytics.NewDay(2021, 1, 1), AsOf: end, Horizon: 365, DiscountRate: 0.1, Model: BGBBName, Period: analytics.ByMonth}
	b := baseOf(customers, q)
	m := b.Models(BGBBName)
	if m.Chosen == nil || m.Chosen.Model != BGBBName || m.Chosen.Status != Converged || m.Chosen.Period() != analytics.ByMonth || len(m.Purchases) != 4 {
		t.Fatalf("chose %+v of %d", m.Chosen, len(m.Purchases))
	}
	for i, want := range []float64{truth.Alpha, truth.Beta, truth.Gamma, truth.Delta} {
		p := m.Chosen.Parameters[i]
		if math.Abs(p.Value-want) > 3.5*p.SE || p.SE > want/3 {
			t.Errorf("%s is %g ± %g, the truth is %g", p.Name, p.Value, p.SE, want)
		}
	}
	c := b.Check(BGBBName)
	if c.Model != BGBBName || c.Split != analytics.NewDay(2022, 6, 30) || c.AsOf != end || len(c.Tracking) != 36 || c.Verdict() != Beats {
		t.Errorf("the check: %s, split %s, %d rows, %s, off by %g", c.Model, c.Split, len(c.Tracking), c.Verdict(), c.Forecast.Bias)
	}
	last := c.Tracking[35]
	if last.End != end || !(last.Low < float64(last.Actual) && float64(last.Actual) < last.High) || !last.Holdout || c.Tracking[17].Holdout {
		t.Errorf("the last row of tracking is %+v", last)
	}
	s := NewScorer(b, m, q)
	model := m.Chosen.Purchases
	for i := range customers[:50] {
		sum := customers[i].Summary()
		h := m.Chosen.clock.see(&customers[i], sum, end).history
		score := s.Score(&customers[i], sum)
		near(t, "expected", score.Purchases, model.Expected(int(h.x), float64(h.tx), float64(h.t), 12), 1e-12)
		returns, expected := m.Chosen.Forecast(&customers[i], sum, end, 365)
		near(t, "forecast", expected, score.Purchases, 1e-12)
		near(t, "returns", returns, model.Returns(int(h.x), float64(h.tx), float64(h.t), 12), 0)
		near(t, "active", s.ActiveOn(&customers[i], sum, end), score.PAlive, 1e-12)
	}
}

// A model that was asked for and cannot be fitted is not replaced by another; the check takes the next, so that there is something to see.
func TestMonthlyCannotBeFitted(t *testing.T) {
	customers := cdnow(t)
	_, q := cdnowBase(t)
	q.Model, q.Period = BGBBName, analytics.ByYear
	b := baseOf(customers, q)
	m := b.Models(BGBBName)
	if m.Chosen != nil || m.Purchases[0].Usable() || !strings.Contains(m.Note.EN, "asked for cannot be fitted") {
		t.Errorf("chose %v: %s", m.Chosen, m.Note.EN)
	}
	if c := b.Check(BGBBName); c.Model == "" || c.Model == BGBBName {
		t.Errorf("checked %q", c.Model)
	}
}
