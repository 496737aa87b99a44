package value

import (
	"math"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

// A quarter of 400 is spent here in the year that has ended; the year that has not counts for nothing.
func TestShareOfWallet(t *testing.T) {
	day := func(y, m int) analytics.Day { return analytics.NewDay(y, 1, 1).AddMonths(m - 1) }
	row := func(d analytics.Day, units float64) analytics.Row {
		return analytics.Row{Day: d, Purchases: 1, Gross: analytics.MoneyOf(units)}
	}
	c := &analytics.Customer{
		Rows:   []analytics.Row{row(day(2022, 5), 7), row(day(2023, 1), 60), row(day(2023, 12), 40), row(day(2024, 2), 500)},
		Wallet: []analytics.Spending{{Day: day(2023, 1), Amount: 400e6}, {Day: day(2024, 1), Amount: 900e6}},
	}
	s := ShareOf(c, 12, day(2024, 6))
	if !s.Known() || s.Rate() != 0.25 || s.ElseAYear != 300 {
		t.Errorf("%+v", s)
	}
	if s := ShareOf(c, 12, day(2025, 1)-1); s.Rate() != 600.0/1300 || s.ElseAYear != 400 {
		t.Errorf("%+v", s)
	}
	if s := ShareOf(c, 3, day(2024, 6)); s.ElseAYear != 4*400 {
		t.Errorf("by quarters %+v", s)
	}
	if s := ShareOf(&analytics.Customer{}, 12, 0); s.Known() || s.ElseAYear != 0 {
		t.Errorf("%+v", s)
	}
}

func TestPeriodMonths(t *testing.T) {
	months := func(days ...analytics.Day) int {
		p := NewPeriods(analytics.Question{AsOf: analytics.NewDay(2030, 1, 1)})
		for _, d := range days {
			o := NewPeriods(analytics.Question{AsOf: analytics.NewDay(2030, 1, 1)})
			o.Add(&analytics.Customer{Wallet: []analytics.Spending{{Day: d}, {Day: d}}})
			p.Merge(o)
		}
		return p.Months()
	}
	jan := analytics.NewDay(2023, 1, 1)
	for i, c := range []struct{ got, want int }{
		{months(), 1}, {months(jan), 12}, {months(jan.AddMonths(1)), 1}, {months(jan, jan.AddMonths(12)), 12},
		{months(jan, jan.AddMonths(3), jan.AddMonths(12)), 3}, {months(jan, jan.AddMonths(1), jan.AddMonths(12)), 1},
	} {
		if c.got != c.want {
			t.Errorf("%d: %d months, want %d", i, c.got, c.want)
		}
	}
}

func TestWallets(t *testing.T) {
	w, o := new(Wallets), new(Wallets)
	for _, own := range []analytics.Money{-1, 24, 25, 49, 94, 95, 130} {
		w.Add(Share{Own: own, Whole: 100})
	}
	w.Add(Share{})
	o.Add(Share{Own: 75, Whole: 100})
	w.Merge(o)
	counts := [walletBands]int{}
	var own analytics.Total
	for i, r := range w.Rows() {
		counts[i] = r.Customers
		own.Merge(r.Own)
	}
	if counts != [walletBands]int{2, 2, 0, 2, 2} || w.Customers != 8 || own != w.Own {
		t.Errorf("%v of %d", counts, w.Customers)
	}
	if rows := w.Table().Record.NumRows(); rows != walletBands {
		t.Errorf("%d rows", rows)
	}
}

// 600 a year elsewhere at a margin of half, in 12 orders of 50 that cost 2 each to keep and serve; the customer is active in four cases of five.
func TestPotential(t *testing.T) {
	got := Potential(Share{ElseAYear: 600}, 0.5, 50, 2, 0.8, 0.21)
	if want := (600*0.5 - 12*2) * 0.8 / 1.1; math.Abs(got-want) > 1e-9 {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, spend := range []float64{0, math.NaN()} {
		if got := Potential(Share{ElseAYear: 600}, 0.5, spend, 2, 0.8, 0.1); got != 0 {
			t.Errorf("spend %v: got %v", spend, got)
		}
	}
	if got := Potential(Share{}, 0.5, 0, 0, 0.8, 0.1); got != 0 {
		t.Errorf("nothing elsewhere: got %v", got)
	}
}

func TestContributions(t *testing.T) {
	c := analytics.Customer{Answers: []analytics.Answer{{Day: 1}, {Day: 1}, {Day: 4}}, Complaints: make([]analytics.Complaint, 2)}
	if got := Contributions(&c); got != 4 {
		t.Errorf("got %d", got)
	}
}

// The five parts add up to the value: of each customer, and of all together in any split.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := [2]*Parts{new(Parts), new(Parts)}
		money := rapid.Int64Range(-1e15, 1e15)
		draw := func(name string) analytics.Money { return analytics.Money(money.Draw(t, name)) }
		for range rapid.IntRange(0, 20).Draw(t, "customers") {
			r := Relationship{Profitability: draw("profitability"), Potential: draw("potential"), Referral: draw("referral"), Lifetime: draw("lifetime"), Capability: draw("capability")}
			r.Sum()
			p[rapid.IntRange(0, 1).Draw(t, "part")].Add(r)
		}
		p[0].Merge(p[1])
		rows := p[0].Rows()
		var sum analytics.Total
		for _, r := range rows[:5] {
			sum.Merge(r.Value)
		}
		if sum != rows[5].Value || rows[5].Part != "total" {
			t.Fatalf("parts %v, total %v", sum, rows[5].Value)
		}
	})
}
