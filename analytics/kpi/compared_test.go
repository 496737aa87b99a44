package kpi

import (
	"math"
	"math/rand/v2"
	"testing"

	"regulars/analytics"
)

func money(units float64) analytics.Money { return analytics.MoneyOf(units) }

func close(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestPeriodsCompared checks which days are compared, at their edges.
func TestPeriodsCompared(t *testing.T) {
	day := func(d int) analytics.Day { return analytics.Day(d) }
	p := NewCompared(analytics.Question{Start: 0, AsOf: 800, Compare: 769})
	for _, test := range []struct {
		what     string
		of       Figures
		from, to int
	}{{"now", p.now[0].Figures, 770, 800}, {"before", p.prior[0].Figures, 739, 769}, {"a year before", p.now[1].Figures, 406, 436},
		{"before that", p.prior[1].Figures, 375, 405}, {"two years before", p.now[2].Figures, 42, 72}, {"before that", p.prior[2].Figures, 11, 41}} {
		if test.of.From != day(test.from) || test.of.To != day(test.to) {
			t.Errorf("%s is %d to %d, want %d to %d", test.what, test.of.From, test.of.To, test.from, test.to)
		}
	}
	for _, test := range []struct{ start, now, prior int }{{0, 3, 3}, {11, 3, 3}, {12, 3, 2}, {42, 3, 2}, {43, 2, 2}, {375, 2, 2}, {376, 2, 1}, {406, 2, 1}, {407, 1, 1}, {739, 1, 1}, {740, 1, 0}} {
		p := NewCompared(analytics.Question{Start: day(test.start), AsOf: 800, Compare: 769})
		if len(p.now) != test.now || len(p.prior) != test.prior {
			t.Errorf("from day %d on %d and %d periods, want %d and %d", test.start, len(p.now), len(p.prior), test.now, test.prior)
		}
	}
	for _, test := range []struct{ days, shift int }{{30, 364}, {364, 364}, {365, 371}, {371, 371}, {372, 378}} {
		if p := NewCompared(analytics.Question{Start: 0, AsOf: 800, Compare: day(800 - test.days)}); p.Shift != test.shift {
			t.Errorf("%d days are compared with those %d before, want %d", test.days, p.Shift, test.shift)
		}
	}
	for _, ago := range []int{30, 180, 364, 400} { // the places agree with the days of the periods, overlapping ones included
		p := NewCompared(analytics.Question{Start: 0, AsOf: 3000, Compare: day(3000 - ago)})
		for d := range 3002 {
			now, prior := p.at(day(d))
			for at := range p.mine {
				s := p.period(at)
				in := day(d) >= s.From && day(d) <= s.To
				if in != (at == now || at == prior) {
					t.Fatalf("period of %d days: day %d and %d–%d: %v", ago, d, s.From, s.To, in)
				}
			}
		}
	}
}

// shop is a base with the same number of buyers, each for the same amount, on each day of every period; factor says how many times as
// much they spend on a day.
func shop(q analytics.Question, buyers int, factor func(day int) float64) *Compared {
	p := NewCompared(q)
	for i := range buyers {
		var c analytics.Customer
		for day := int(q.Start) + i%7; day <= int(q.AsOf); day += 7 {
			c.Rows = append(c.Rows, row(analytics.Day(day), 1, 0, money(10*factor(day)), 0, true))
		}
		p.Add(&c)
	}
	return p
}

// TestADecemberOfTheUsualSeason checks that a rise which is the season's every year is no finding, and one that is not, is.
func TestADecemberOfTheUsualSeason(t *testing.T) {
	start, asOf := analytics.NewDay(2023, 1, 1), analytics.NewDay(2025, 12, 31)
	q := analytics.Question{Start: start, AsOf: asOf, Compare: asOf.AddMonths(-1)}
	december := func(day int) float64 {
		if analytics.Day(day).Time().Month() == 12 {
			return 1.45
		}
		return 1
	}
	c := shop(q, 2000, december).Change(Revenue)
	if c.Years != 2 || !c.Step.Finding || c.Step.Change < 0.4 {
		t.Errorf("December is not above November: %+v", c.Step)
	}
	// The same days 364 days before reach a day or more into January, so a little of the step is left.
	if c.Beyond.Finding || math.Abs(c.Beyond.Change) > 0.06 {
		t.Errorf("the usual December is told as a finding: %+v", c.Beyond)
	}
	if c.OnYear.Finding {
		t.Errorf("the usual December is told as better than the last: %+v", c.OnYear)
	}
	better := func(day int) float64 {
		if day > int(q.Compare) {
			return 1.2 * december(day)
		}
		return december(day)
	}
	if c := shop(q, 2000, better).Change(Revenue); !c.Beyond.Finding || math.Abs(c.Beyond.Change-0.2) > 0.08 || !c.OnYear.Finding {
		t.Errorf("a December that is better than usual is no finding: %+v", c)
	}
	q.Start = asOf - 395 // thirteen months: on the year, but not beyond the season
	if c := shop(q, 50, december).Change(Revenue); c.Years != 0 || !math.IsNaN(c.Beyond.Change) || c.Beyond.Finding || math.IsNaN(c.OnYear.Change) {
		t.Errorf("the season is told from thirteen months: %+v", c)
	}
}

// TestErrorsOfChanges checks the standard errors by hand and against their definition, customer by customer.
func TestErrorsOfChanges(t *testing.T) {
	q := analytics.Question{Start: 0, AsOf: 393, Compare: 363} // 364 … 393 against 0 … 29
	p := NewCompared(q)
	p.Add(&analytics.Customer{Rows: []analytics.Row{row(5, 1, 0, money(10), 0, true), row(370, 1, 0, money(30), 0, true), row(371, 1, 0, money(10), 0, true)}})
	p.Add(&analytics.Customer{Rows: []analytics.Row{row(6, 1, 0, money(20), 0, true), row(7, 0, 1, 0, money(5), false)}})
	p.Add(&analytics.Customer{Rows: []analytics.Row{row(380, 1, 0, money(60), 0, true)}})
	c := p.Change(Revenue) // 40 + 60 = 100 against 10 + 15 = 25
	close(t, "on the year", c.OnYear.Change, 3)
	close(t, "its error", c.OnYear.SE, math.Sqrt((1600+3600)/1e4+(100.0+225)/625))
	close(t, "its upper end", c.OnYear.High, 4*math.Exp(2*c.OnYear.SE)-1)
	close(t, "error of buyers", p.Change(Buyers).OnYear.SE, 1)
	close(t, "error of orders", p.Change(Orders).OnYear.SE, math.Sqrt((4.0+1)/9+2.0/4))
	if c := p.Change(NewCustomers); c.Now != 1 || c.YearBefore != 2 {
		t.Errorf("%v new now and %v then", c.Now, c.YearBefore)
	}
	want := 0.0
	for _, x := range [][2]float64{{40, 2}, {60, 1}} {
		want += math.Pow(x[0]/100-x[1]/3, 2)
	}
	for _, x := range []float64{10, 15} {
		want += math.Pow(x/25-0.5, 2)
	}
	close(t, "error of revenue per order", p.Change(OrderValue).OnYear.SE, math.Sqrt(want))
	if c := p.Change(Returning); c.Now != 0.5 || c.YearBefore != 0 || !math.IsNaN(c.OnYear.Change) {
		t.Errorf("a share against none at all is %+v", c.OnYear)
	}
}

// TestTheSeasonOfSeveralYears checks the geometric mean of the years, and the variance that their differences add.
func TestTheSeasonOfSeveralYears(t *testing.T) {
	part := func(v float64) Part { return Part{v, 0.01} }
	c := BeyondSeason(part(300), part(100), [][2]Part{{part(200), part(100)}, {part(450), part(100)}})
	close(t, "change", c.Change, 3/math.Sqrt(2*4.5)-1)
	steps := []float64{math.Log(2), math.Log(4.5)}
	between := math.Pow(steps[0]-steps[1], 2) / 2 // of two values
	close(t, "error", c.SE, math.Sqrt(0.02+0.04/4+between))
	one := BeyondSeason(part(300), part(100), [][2]Part{{part(200), part(100)}})
	close(t, "error of one year", one.SE, math.Sqrt(0.04))
	if none := BeyondSeason(part(300), part(100), nil); !math.IsNaN(none.Change) || none.Finding {
		t.Errorf("without a year the season is told: %+v", none)
	}
	if c := ChangeOf(Revenue, part(300), part(100), part(1), [][2]Part{{part(200), part(0)}, {part(200), part(100)}}); c.Years != 1 || math.IsNaN(c.Beyond.Change) {
		t.Errorf("a year without revenue tells the season: %+v", c)
	}
}

// TestChanceIsNoFinding checks how often chance alone is told as a finding.
func TestChanceIsNoFinding(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 3))
	found := [2]int{}
	const rounds = 2000
	for range rounds {
		var parts [4]Part
		for i := range parts {
			sum, squares := 0.0, 0.0
			for range 400 {
				r := rng.ExpFloat64() * float64(rng.IntN(3)) // many buy nothing
				sum, squares = sum+r, squares+r*r
			}
			parts[i] = Part{sum, squares / (sum * sum)}
		}
		if OnYear(parts[0], parts[1]).Finding {
			found[0]++
		}
		if BeyondSeason(parts[0], parts[1], [][2]Part{{parts[2], parts[3]}}).Finding {
			found[1]++
		}
	}
	for i, n := range found {
		if share := float64(n) / rounds; share > 0.06 {
			t.Errorf("%d: chance is a finding %.3f of the time, want .05 or less", i, share)
		}
	}
}

// randomCustomer has purchases, free ones and refunds in whole cents or less.
func randomCustomer(rng *rand.Rand, days int, unit analytics.Money) *analytics.Customer {
	var c analytics.Customer
	for day := rng.IntN(days); day < days; day += rng.IntN(120) {
		r := row(analytics.Day(day), 1, 0, analytics.Money(rng.Int64N(9999))*unit, 0, rng.IntN(8) > 0)
		switch rng.IntN(8) {
		case 0:
			r = row(analytics.Day(day), 0, 1, 0, analytics.Money(rng.Int64N(9999))*unit, false)
		case 1:
			r.Gross = 0
		case 2:
			r.Refunds, r.Refunded = 1, analytics.Money(rng.Int64N(999))*unit
		}
		c.Rows = append(c.Rows, r)
	}
	return &c
}

// TestTheBridgeAddsUp checks that the steps lead from one revenue to the other exactly, that their customers are those who bought, and
// each step against the formula.
func TestTheBridgeAddsUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 4))
	for round := range 300 {
		q := analytics.Question{Start: 0, AsOf: 800}
		q.Compare = q.AsOf - analytics.Day(1+rng.IntN(390))
		unit := []analytics.Money{10_000, 1}[rng.IntN(2)]
		whole, a, b := NewCompared(q), NewCompared(q), NewCompared(q)
		var base []*analytics.Customer
		for i := range rng.IntN(60) {
			c := randomCustomer(rng, 830, unit)
			base = append(base, c)
			whole.Add(c)
			if i%2 == 0 {
				a.Add(c)
			} else {
				b.Add(c)
			}
		}
		a.Merge(b)
		steps := whole.Bridge()
		for i, s := range a.Bridge() {
			if s != steps[i] {
				t.Fatalf("round %d: in parts %+v, in one %+v", round, s, steps[i])
			}
		}
		sum, by := analytics.Total{}, map[string]Step{}
		for _, s := range steps[:len(steps)-1] {
			sum.Merge(s.Amount)
		}
		for _, s := range steps {
			by[s.Step] = s
		}
		if want := steps[len(steps)-1].Amount; sum != want {
			t.Fatalf("round %d: the steps lead to %v, revenue is %v", round, sum.Units(), want.Units())
		}
		if now := by[StepWon].Customers + by[StepBack].Customers + by[StepOrders].Customers; now != by[StepNow].Customers {
			t.Fatalf("round %d: %d of the steps bought now, %d did", round, now, by[StepNow].Customers)
		}
		if then := by[StepGone].Customers + by[StepOrders].Customers; then != by[StepBefore].Customers {
			t.Fatalf("round %d: %d of the steps bought then, %d did", round, then, by[StepBefore].Customers)
		}
		checkSteps(t, whole, base, by)
	}
	if steps := NewCompared(analytics.Question{Start: 700, AsOf: 800, Compare: 770}).Bridge(); steps != nil {
		t.Errorf("a year is bridged that is not there: %v", steps)
	}
}

// checkSteps sums each step anew, from the rows and the periods alone.
func checkSteps(t *testing.T, p *Compared, base []*analytics.Customer, by map[string]Step) {
	t.Helper()
	var won, back, gone, refunds analytics.Total
	g, o := [2]int64{}, [2]int64{} // of the kept
	for _, c := range base {
		var bought [2]bool
		var gross, orders [2]int64
		first := analytics.NoDay
		for _, r := range c.Rows {
			if r.Purchases > 0 && first == analytics.NoDay {
				first = r.Day
			}
			for i, s := range []*sums{&p.now[1], &p.now[0]} {
				if r.Day < s.From || r.Day > s.To {
					continue
				}
				bought[i] = bought[i] || r.Purchases > 0
				gross[i] += int64(r.Gross)
				if r.NewOrder {
					orders[i]++
				}
				refunds.Add(analytics.Money(1-2*i) * r.Refunded)
			}
		}
		switch {
		case bought[0] && bought[1]:
			for i := range g {
				g[i], o[i] = g[i]+gross[i], o[i]+orders[i]
			}
		case bought[0]:
			gone.Add(-analytics.Money(gross[0]))
		case bought[1] && first > p.now[1].To:
			won.Add(analytics.Money(gross[1]))
		case bought[1]:
			back.Add(analytics.Money(gross[1]))
		}
	}
	for name, want := range map[string]analytics.Total{StepWon: won, StepBack: back, StepGone: gone, StepRefunds: refunds} {
		if by[name].Amount != want {
			t.Fatalf("%s is %v, want %v", name, by[name].Amount.Units(), want.Units())
		}
	}
	if o[0] > 0 && o[1] > 0 {
		want := float64(o[1]-o[0]) * (float64(g[0])/float64(o[0]) + float64(g[1])/float64(o[1])) / 2 / analytics.MoneyScale
		if got := by[StepOrders].Amount; math.Abs(got.Units()-want) > 0.005001 || got.Int().Int64()%10_000 != 0 {
			t.Fatalf("the part of the orders is %v, want %v in whole cents", got.Units(), want)
		}
	} else if by[StepOrders].Amount != (analytics.Total{}) {
		t.Fatalf("orders that did not begin have a part: %v", by[StepOrders].Amount.Units())
	}
}
