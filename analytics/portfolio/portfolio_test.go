package portfolio

import (
	"math"
	"reflect"
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
	check(-1, Outlook{Value: 100, Purchases: 9}, 0, Costly) // a true loss, whatever is expected
	check(-1, Outlook{Lost: true, Value: nan, Purchases: nan}, 3, Costly)
	check(0, none, 0, Dormant)
	check(0, none, 3, Dormant)
	check(0, Outlook{Value: 1, Purchases: .5}, 0, Potential)
	check(0, Outlook{Value: 1, Purchases: .49}, 0, Dormant)
	check(0, Outlook{Value: 3.1, Purchases: .2}, 3, Potential)
	check(0, Outlook{Value: 3, Purchases: .2}, 3, Dormant)
	check(0, Outlook{Value: 5.9, Purchases: 2}, 3, Dormant)
	check(0, Outlook{Value: 6.1, Purchases: 2}, 3, Potential)
	check(0, Outlook{Lost: true, Value: 6.1, Purchases: 2}, 3, Potential)
}

func TestYear(t *testing.T) {
	c := buyer(10, 4, 635, 636, 1000, 1001) // the first is 365 days before, the last still to come
	check := func(q analytics.Question, spent, want float64) {
		t.Helper()
		if got := YearOf(c, q, analytics.MoneyOf(spent)); got.Margin.Units() != want || got.Service.Units() != spent {
			t.Errorf("got %+v, want %v", got, want)
		}
	}
	check(analytics.Question{AsOf: asOf}, 0, 20)
	check(analytics.Question{AsOf: asOf, HasCost: true}, 0, 12)
	check(analytics.Question{AsOf: asOf, HasCost: true}, 3, 9)
}

func TestLoss(t *testing.T) {
	check := func(y Year, want Loss) {
		t.Helper()
		if got := y.Loss(); got != want {
			t.Errorf("%+v: %v, want %v", y, got, want)
		}
	}
	check(Year{Margin: 0, Refunds: 5}, NoLoss)
	check(Year{Margin: -1, Refunds: 5, Discounts: 4, Service: 4}, Returns)
	check(Year{Margin: -1, Refunds: 5, Discounts: 6, Service: 4}, Discounts)
	check(Year{Margin: -1, Refunds: 5, Discounts: 6, Service: 7}, Service)
	check(Year{Margin: -1, Refunds: 5, Discounts: 5, Service: 5}, Returns)
	check(Year{Margin: -1}, Goods)
}

// TestAdvice is the table of the course text.
func TestAdvice(t *testing.T) {
	for class, want := range map[Class][4]string{
		A: {"high", "very high", "fair", "service"}, B: {"high", "high", "very high", "expertise"},
		C: {"very high", "fair", "high", "communication"}, D: {"high", "fair", "very high", "expertise"},
	} {
		a := class.Advice()
		if got := [4]string{a.Communication.String(), a.Service.String(), a.Expertise.String(), a.most()}; got != want {
			t.Errorf("%v: %v, want %v", class, got, want)
		}
	}
}

// TestLevels goes by hand: of M = 1000 the one with 300 has nobody above, the next two (200 each) have 30 %, two of 100 have 70 %, one of 60
// has 90 %, and the last two, of 20, have 96 %.
func TestLevels(t *testing.T) {
	margins := []analytics.Money{300, 200, 200, 100, 100, 60, 20, 20, 0, -500}
	m := NewMargins(func(c *analytics.Customer) (analytics.Money, bool) { return c.Rows[0].Gross, c.Rows[0].Day == 1 })
	other := NewMargins(m.of)
	for i, margin := range margins {
		to := []*Margins{m, other}[i%2]
		to.Add(&analytics.Customer{Rows: []analytics.Row{{Day: 1, Gross: margin}}})
		to.Add(&analytics.Customer{Rows: []analytics.Row{{Day: 2, Gross: 10000}}}) // not current
	}
	m.Merge(other)
	s := m.Scale()
	for i, want := range []Level{Partnership, Proactive, Proactive, Accountable, Accountable, Reactive, Basic, Basic, Basic, Basic} {
		if got := s.Of(margins[i]); got != want {
			t.Errorf("margin %d: %v, want %v", margins[i], got, want)
		}
	}
	nobody := NewMargins(m.of).Scale()
	if nobody.Of(5) != Basic || nobody.Of(0) != Basic {
		t.Errorf("of nobody: %+v", nobody)
	}
}

// TestLevelsByDefinition holds the scale against the definition, customer by customer.
func TestLevelsByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		margins := rapid.SliceOfN(rapid.Int64Range(-5, 60), 1, 60).Draw(t, "margins")
		m := NewMargins(func(c *analytics.Customer) (analytics.Money, bool) { return c.Rows[0].Gross, true })
		all := int64(0)
		for _, margin := range margins {
			m.Add(&analytics.Customer{Rows: []analytics.Row{{Gross: analytics.Money(margin)}}})
			all += max(0, margin)
		}
		s := m.Scale()
		for _, margin := range margins {
			larger, want := int64(0), Basic
			for _, other := range margins {
				if other > margin && other > 0 {
					larger += other
				}
			}
			switch share := float64(larger) / float64(all); {
			case margin <= 0:
			case share < .2:
				want = Partnership
			case share < .5:
				want = Proactive
			case share < .8:
				want = Accountable
			case share < .95:
				want = Reactive
			}
			if got := s.Of(analytics.Money(margin)); got != want {
				t.Fatalf("margin %d of %v: %v, want %v", margin, margins, got, want)
			}
		}
	})
}

func anyMember(t *rapid.T) Member {
	s := summary(analytics.Day(rapid.IntRange(0, 1000).Draw(t, "first")), rapid.IntRange(1, 50).Draw(t, "occasions"), 0, 0)
	s.Revenue = analytics.Money(rapid.Int64Range(-1e12, 1e12).Draw(t, "revenue"))
	s.Cost = analytics.Money(rapid.Int64Range(-1e11, 1e12).Draw(t, "cost"))
	return Member{
		Class: Class(rapid.IntRange(0, 3).Draw(t, "class")), Before: Class(rapid.IntRange(0, 3).Draw(t, "before")), Bought: rapid.Bool().Draw(t, "bought"), Worth: Worth(rapid.IntRange(0, 4).Draw(t, "worth")), Summary: s,
		Year: Year{
			Margin: analytics.Money(rapid.Int64Range(-1e12, 1e12).Draw(t, "margin")), Refunds: analytics.Money(rapid.Int64Range(0, 1e12).Draw(t, "refunds")),
			Service: analytics.Money(rapid.Int64Range(0, 1e12).Draw(t, "service")),
		},
		Value: rapid.Float64Range(0, 1000).Draw(t, "value"), Level: Level(rapid.IntRange(0, 5).Draw(t, "level")), Segment: rapid.StringMatching("[abc]").Draw(t, "segment"),
		Prized: analytics.Money(rapid.Int64Range(-1e12, 1e12).Draw(t, "prized")),
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
			margin.Add(m.Year.Margin)
			kept.Add(m.Summary.Revenue - m.Summary.Cost)
		}
		for _, m := range rapid.Permutation(all).Draw(t, "order") {
			[]*Classes{one, two}[rapid.IntRange(0, 1).Draw(t, "part")].Add(m)
		}
		one.Merge(two)
		if !reflect.DeepEqual(one, whole) {
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
		current, places, losers, lost, prized := 0, 0, 0, analytics.Total{}, analytics.Total{}
		for _, m := range all {
			if m.Level != NoLevel {
				current++
				prized.Add(m.Prized)
			}
			if m.Year.Margin < 0 {
				losers++
				lost.Add(-m.Year.Margin)
			}
		}
		for _, row := range whole.Levels() {
			current -= row.Customers
			prized.Merge(row.Margin.Neg())
			for _, place := range whole.LevelSegments() {
				if place.Level == row.Level {
					places += place.Customers
				}
			}
			places -= row.Customers
		}
		for _, row := range whole.Losses() {
			losers -= row.Customers
			lost.Merge(row.Lost.Neg())
		}
		if current != 0 || places != 0 || losers != 0 || prized != (analytics.Total{}) || lost != (analytics.Total{}) {
			t.Fatalf("levels lack %d customers with %v, their segments %d, losses %d with %v", current, prized.Units(), places, losers, lost.Units())
		}
	})
}
