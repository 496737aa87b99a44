package portfolio

import (
	"math"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

const asOf = analytics.Day(1000)

func summary(first analytics.Day, occasions int, revenue, cost float64) analytics.Summary {
	return analytics.Summary{First: first, Last: first, Occasions: occasions, Revenue: analytics.MoneyOf(revenue), Cost: analytics.MoneyOf(cost)}
}

// buyer is a customer who bought for an amount on each day.
func buyer(amount, cost float64, days ...analytics.Day) *analytics.Customer {
	c := &analytics.Customer{}
	for i, d := range days {
		c.Rows = append(c.Rows, analytics.Row{Order: uint64(i), Day: d, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(amount), Cost: analytics.MoneyOf(cost)})
	}
	return c
}

func TestTurnover(t *testing.T) {
	check := func(s analytics.Summary, want int64) {
		t.Helper()
		if got := turnover(s, asOf); got != want {
			t.Errorf("%+v: got %d, want %d", s, got, want)
		}
	}
	check(summary(asOf, 1, 1, 0), 1e6)       // yesterday's customer bought once in what counts as a year
	check(summary(asOf-365, 4, 1, 0), 4e6)   // four in a year
	check(summary(asOf-730, 4, 1, 0), 2e6)   // four in two
	check(summary(asOf-1460, 1, 1, 0), 25e4) // one in four
}

func TestProfit(t *testing.T) {
	check := func(s analytics.Summary, hasCost bool, want int64) {
		t.Helper()
		if got := profit(s, hasCost); got != want {
			t.Errorf("%+v: got %d, want %d", s, got, want)
		}
	}
	check(summary(0, 4, 200, 150), false, 50e6)
	check(summary(0, 4, 200, 150), true, 25e4)
	check(summary(0, 4, 200, 300), true, -5e5)
	check(summary(0, 1, 0, 3), true, -1e6)
	check(summary(0, 1, -5, 0), true, -1e6)
	check(summary(0, 1, -5, 0), false, -5e6)
}

func TestMedian(t *testing.T) {
	check := func(want int64, values ...int64) {
		t.Helper()
		var m analytics.Multiset
		for _, v := range values {
			m.Add(v)
		}
		if got := median(m.Runs(), m.Len()); got != want {
			t.Errorf("median of %v: got %d, want %d", values, got, want)
		}
	}
	check(0)
	check(7, 7)
	check(4, 3, 5)
	check(5, 5, 5, 9, 1)
	check(3, 9, 3, 1)
	check(-2, -3, -1)
}

// TestABCD splits four customers at their medians: 2.5 purchases a year and a margin rate of 35 %.
func TestABCD(t *testing.T) {
	q := analytics.Question{AsOf: asOf, HasCost: true}
	base := NewBase(q)
	four := []*analytics.Customer{
		buyer(10, 2, 700, 720, 740, 760), buyer(10, 7, 700, 720, 740), buyer(10, 8, 990), buyer(10, 6, 980, 990),
		{Rows: []analytics.Row{{Day: 900, Refunds: 1, Refunded: 5e6}}}, // no purchase: not in the base
		buyer(10, 1, 1001), // after the as-of date
	}
	for _, c := range four {
		base.Add(c)
	}
	cuts := base.Cuts(math.NaN(), math.NaN())
	if cuts.Turnover != 2.5 || cuts.Profit != 0.35 || cuts.TurnoverBy != "median" {
		t.Errorf("cut points %+v", cuts)
	}
	check := func(c Cuts, i int, want Class) {
		t.Helper()
		if got := c.Of(four[i].Summary()); got != want {
			t.Errorf("customer %d: %v, want %v", i, got, want)
		}
	}
	check(cuts, 0, A)
	check(cuts, 1, B)
	check(cuts, 2, C)
	check(cuts, 3, D)
	own := base.Cuts(3, 0.85)
	check(own, 0, B) // four is above three, 0.80 is not above 0.85
	check(own, 1, C) // three is not above three
	if zero := base.Cuts(math.NaN(), 0); zero.Profit != 0 || zero.ProfitBy != "config" || zero.Of(four[1].Summary()) != A {
		t.Errorf("a cut point of zero: %+v", zero)
	}
	waning := summary(400, 4, 40, 8) // 3.65 a year by day 800, 2.43 by day 1,000
	if then, now := cuts.On(waning, 800), cuts.Of(waning); then != A || now != D {
		t.Errorf("on an earlier day %v, now %v", then, now)
	}
}

func TestWorthOf(t *testing.T) {
	nan := math.NaN()
	check := func(margin analytics.Money, o Outlook, perOrder float64, want Worth) {
		t.Helper()
		if got := WorthOf(margin, o, perOrder); got != want {
			t.Errorf("margin %d, %+v, %v an order: %v, want %v", margin, o, perOrder, got, want)
		}
	}
	none := Outlook{Value: nan, Purchases: nan}
	check(1, none, 0, Keep)
	check(1, Outlook{Lost: true, Value: nan, Purchases: nan}, 0, Profitable)
	check(0, none, 0, Costly)
	check(0, none, 3, Costly)
	check(0, Outlook{Value: 1, Purchases: .5}, 0, Potential)
	check(0, Outlook{Value: 1, Purchases: .49}, 0, Costly)
	check(0, Outlook{Value: -1, Purchases: 2}, 0, Costly)
	check(-5, Outlook{Value: 3.1, Purchases: .2}, 3, Potential)
	check(-5, Outlook{Value: 3, Purchases: .2}, 3, Costly)
	check(-5, Outlook{Value: 5.9, Purchases: 2}, 3, Costly)
}

func TestYearMargin(t *testing.T) {
	c := buyer(10, 4, 635, 636, 1000, 1001) // the first is 365 days before, the last still to come
	check := func(q analytics.Question, perOrder, want float64) {
		t.Helper()
		if got := YearMargin(c, q, perOrder).Units(); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	check(analytics.Question{AsOf: asOf}, 0, 20)
	check(analytics.Question{AsOf: asOf, HasCost: true}, 0, 12)
	check(analytics.Question{AsOf: asOf, HasCost: true}, 1.5, 9)
}

// TestLevelOf is Kotler's table.
func TestLevelOf(t *testing.T) {
	const few, many = Low, High
	check := func(size, margin Step, want Level) {
		t.Helper()
		if got := LevelOf(size, margin); got != want {
			t.Errorf("size %d, margin %d: %v, want %v", size, margin, got, want)
		}
	}
	check(many, High, Accountable)
	check(many, Middle, Reactive)
	check(many, Low, Basic)
	check(Middle, High, Proactive)
	check(Middle, Middle, Accountable)
	check(Middle, Low, Reactive)
	check(few, High, Partnership)
	check(few, Middle, Proactive)
	check(few, Low, Accountable)
}

func money(units float64) (t analytics.Total) {
	t.Add(analytics.MoneyOf(units))
	return t
}

func TestLevelsOf(t *testing.T) {
	rows := LevelsOf([]Group{
		{"crowd", 90, money(90), money(45)}, {"empty", 0, money(0), money(0)}, {"few", 10, money(910), money(455)}, {"rest", 50, money(500), money(250)},
	})
	if len(rows) != 3 {
		t.Fatalf("rows %+v", rows)
	}
	check := func(i int, segment, level string, each float64) {
		t.Helper()
		if r := rows[i]; r.Segment != segment || r.Name != level || r.Each != each {
			t.Errorf("row %d: %+v, want %s %s %v", i, r, segment, level, each)
		}
	}
	check(0, "few", "partnership", 45.5) // 10 of 50 each; 45.50 of 5 each
	check(1, "rest", "accountable", 5)   // 50 of 50; 5 of 5
	check(2, "crowd", "basic", 0.5)      // 90 of 50; 0.50 of 5
	if rows[0].Group != 2 || rows[0].OfAll != 10./150 || rows[0].OfRevenue != 910./1500 {
		t.Errorf("shares %+v", rows[0])
	}
}

func anyMember(t *rapid.T) Member {
	s := summary(analytics.Day(rapid.IntRange(0, 1000).Draw(t, "first")), rapid.IntRange(1, 50).Draw(t, "occasions"), 0, 0)
	s.Revenue = analytics.Money(rapid.Int64Range(-1e12, 1e12).Draw(t, "revenue"))
	s.Cost = analytics.Money(rapid.Int64Range(-1e11, 1e12).Draw(t, "cost"))
	return Member{
		Class: Class(rapid.IntRange(0, 3).Draw(t, "class")), Before: Class(rapid.IntRange(0, 3).Draw(t, "before")), Bought: rapid.Bool().Draw(t, "bought"), Worth: Worth(rapid.IntRange(0, 3).Draw(t, "worth")), Summary: s,
		Margin: analytics.Money(rapid.Int64Range(-1e12, 1e12).Draw(t, "margin")), Value: rapid.Float64Range(0, 1000).Draw(t, "value"),
	}
}

// TestPartsAddUp checks that classes and kinds of worth each add up to the customers and their revenue, in any order and any split.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(anyMember), 0, 40).Draw(t, "customers")
		whole, one, two := NewClasses(asOf), NewClasses(asOf), NewClasses(asOf)
		var revenue, margin, kept analytics.Total
		for _, m := range all {
			whole.Add(m)
			revenue.Add(m.Summary.Revenue)
			margin.Add(m.Margin)
			kept.Add(m.Summary.Revenue - m.Summary.Cost)
		}
		for _, m := range rapid.Permutation(all).Draw(t, "order") {
			[]*Classes{one, two}[rapid.IntRange(0, 1).Draw(t, "part")].Add(m)
		}
		one.Merge(two)
		if *one != *whole {
			t.Fatal("the sums depend on order or split")
		}
		n, known, r, m := 0, 0, analytics.Total{}, analytics.Total{}
		for _, m := range all {
			if m.Bought {
				known++
			}
		}
		for _, row := range whole.ABCD(true) {
			n += row.Customers
			known -= row.Before
			if row.Change != row.Customers-row.Before {
				t.Fatalf("change of %+v", row)
			}
			r.Merge(row.Revenue)
			m.Merge(row.Margin)
		}
		if n != len(all) || known != 0 || r != revenue || m != kept {
			t.Fatalf("classes: %d customers with %v, want %d with %v", n, r.Units(), len(all), revenue.Units())
		}
		n, r, m = 0, analytics.Total{}, analytics.Total{}
		for _, row := range whole.Worths() {
			n += row.Customers
			r.Merge(row.Revenue)
			m.Merge(row.Margin)
		}
		if n != len(all) || r != revenue || m != margin {
			t.Fatalf("worth: %d customers with %v, want %d with %v", n, r.Units(), len(all), revenue.Units())
		}
	})
}

// TestLevelsAddUp checks that the levels hold every customer of every segment.
func TestLevelsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var groups []Group
		n, revenue := 0, analytics.Total{}
		for range rapid.IntRange(0, 12).Draw(t, "segments") {
			g := Group{Customers: rapid.IntRange(0, 100).Draw(t, "customers")}
			if g.Customers > 0 {
				g.Revenue = money(rapid.Float64Range(-100, 1e6).Draw(t, "revenue"))
				g.Margin = money(rapid.Float64Range(-100, 1e6).Draw(t, "margin"))
			}
			n += g.Customers
			revenue.Merge(g.Revenue)
			groups = append(groups, g)
		}
		last := Partnership
		for _, r := range LevelsOf(groups) {
			if r.Level > last {
				t.Fatalf("levels are not in order: %v after %v", r.Level, last)
			}
			last, n = r.Level, n-r.Customers
			revenue.Merge(r.Revenue.Neg())
		}
		if n != 0 || revenue != (analytics.Total{}) {
			t.Fatalf("%d customers and %v of revenue are in no level", n, revenue.Units())
		}
	})
}
