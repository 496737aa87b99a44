package kpi

import (
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func row(day analytics.Day, purchases, refunds int32, gross, refunded analytics.Money, first bool) analytics.Row {
	return analytics.Row{Day: day, Purchases: purchases, Refunds: refunds, Gross: gross, Refunded: refunded, NewOrder: first}
}

func TestFigures(t *testing.T) {
	q := analytics.Question{Start: 0, AsOf: 100, Compare: 70}
	b := New(q)
	b.Add(&analytics.Customer{Rows: []analytics.Row{row(10, 1, 0, 5e6, 0, true), row(75, 2, 0, 7e6, 0, true), row(100, 0, 1, 0, 2e6, false)}})
	b.Add(&analytics.Customer{Rows: []analytics.Row{row(71, 1, 0, 3e6, 0, true), row(71, 1, 0, 1e6, 0, true)}})
	b.Add(&analytics.Customer{Rows: []analytics.Row{row(69, 0, 1, 0, 9e6, false), row(80, 1, 0, 0, 0, true)}})
	b.Add(&analytics.Customer{Rows: []analytics.Row{row(101, 1, 0, 3e6, 0, true)}})
	last := b.Period[0]
	if got := last.Revenue.Units(); got != 9 {
		t.Errorf("revenue of days 71 to 100 is %v, want 7−2+3+1+0 = 9", got)
	}
	if last.Orders != 4 || last.Buyers != 3 || last.New != 2 || last.Refunds.Units() != 2 {
		t.Errorf("got %+v", last)
	}
	if got := b.Period[1].Revenue.Units(); got != -9 {
		t.Errorf("revenue of days 41 to 70 is %v, want −9", got)
	}
	if b.Covered() != 3 {
		t.Errorf("%d periods of 30 days fit into 101 days, want 3", b.Covered())
	}
	if b.Whole.Buyers != 3 || b.Before.Buyers != 1 || b.Net != 4 {
		t.Errorf("whole %+v, before %+v, net %d", b.Whole, b.Before, b.Net)
	}
	if rows := b.Table().Record.NumRows(); rows != 3 {
		t.Errorf("the table has %d rows, want 3", rows)
	}
}

// TestPeriodsAddUp checks that what the periods sold adds up to what was sold in all of them.
func TestPeriodsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := analytics.Question{Start: 0, AsOf: Periods*10 - 1, Compare: Periods*10 - 11}
		b := New(q)
		var want analytics.Total
		for range rapid.IntRange(0, 20).Draw(t, "customers") {
			var c analytics.Customer
			for day := range Periods * 10 {
				if rapid.IntRange(0, 9).Draw(t, "buys") == 0 {
					m := analytics.Money(rapid.Int64Range(0, 1e9).Draw(t, "money"))
					c.Rows = append(c.Rows, row(analytics.Day(day), 1, 0, m, 0, true))
					want.Add(m)
				}
			}
			b.Add(&c)
		}
		var got analytics.Total
		orders, fresh := 0, 0
		for _, f := range b.Period {
			got.Merge(f.Revenue)
			orders += f.Orders
			fresh += f.New
		}
		if got != want || b.Whole.Revenue != want || orders != b.Whole.Orders || fresh != b.Whole.Buyers {
			t.Fatalf("periods sell %v in %d orders to %d new; the whole is %+v", got, orders, fresh, b.Whole)
		}
	})
}

// A count varies by its root, a share as of independent buyers: 58 buyers more than 400 are more than chance makes (1.96 · √858 = 57.4), 57 are
// not (1.96 · √857 = 57.4); of new customers 30 more than 100 are (1.96 · √230 = 29.7), 29 are not.
func TestVerdictsOnFigures(t *testing.T) {
	before := Figures{Buyers: 400, New: 100}
	for _, x := range []struct {
		now  Figures
		want Changes
	}{
		{Figures{Buyers: 500, New: 200}, Changes{analytics.More, analytics.More, analytics.Less}},
		{Figures{Buyers: 457, New: 129}, Changes{analytics.Chance, analytics.Chance, analytics.Chance}},
		{Figures{Buyers: 458, New: 130}, Changes{analytics.More, analytics.More, analytics.Chance}},
		{Figures{Buyers: 300, New: 20}, Changes{analytics.Less, analytics.Less, analytics.More}},
		{Figures{}, Changes{analytics.Less, analytics.Less, analytics.Untold}},
	} {
		if got := x.now.Since(before); got != x.want {
			t.Errorf("%+v: %+v, want %+v", x.now, got, x.want)
		}
	}
}
