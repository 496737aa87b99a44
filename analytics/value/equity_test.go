package value

import (
	"math"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

const (
	acquisition analytics.Label = iota + 1
	gift
	retention
	service
	store
	web
)

func costQuestion() analytics.Question {
	q := question()
	q.Labels = analytics.NewLabels([]string{"Acquisition", "gift", "retention", "service", "store", "web"})
	q.Start, q.AsOf = analytics.NewDay(2024, 1, 1), analytics.NewDay(2024, 12, 31)
	return q
}

func expense(month int, kind, channel analytics.Label, units float64) analytics.Expense {
	return analytics.Expense{Day: analytics.NewDay(2024, 1, 1).AddMonths(month - 1), Kind: kind, Channel: channel, Amount: analytics.MoneyOf(units)}
}

// bought is a purchase of 10 with goods for 4.
func bought(month, day int, channel analytics.Label) analytics.Row {
	d := analytics.NewDay(2024, 1, day).AddMonths(month - 1)
	return analytics.Row{Order: uint64(d), Day: d, Channel: channel, Purchases: 1, NewOrder: true, Gross: 10e6, Cost: 4e6}
}

func ratesOf(q analytics.Question, costs []analytics.Expense, customers ...*analytics.Customer) *Rates {
	a := NewActivity(q)
	for _, c := range customers {
		a.Add(c)
	}
	return NewRates(costs, a, q, false)
}

func costsAre(t *testing.T, what string, got Costs, acquisition, retention, service float64) {
	t.Helper()
	if got != (Costs{analytics.MoneyOf(acquisition), analytics.MoneyOf(retention), analytics.MoneyOf(service)}) {
		t.Errorf("%s: got %v", what, got)
	}
}

// Two are won in the store in January for 30, one on the web for 8; the web's one buys again in February, when service costs 5 without a
// channel. What was spent in March, when nobody bought, and a channel where nobody buys.
func TestRates(t *testing.T) {
	q := costQuestion()
	one := &analytics.Customer{Rows: []analytics.Row{bought(1, 5, store)}}
	two := &analytics.Customer{Rows: []analytics.Row{bought(1, 9, store), bought(2, 1, store)}}
	three := &analytics.Customer{Rows: []analytics.Row{bought(1, 9, web), bought(2, 1, web), {Day: q.AsOf, Refunds: 1, Refunded: 1e6}},
		Expenses: []analytics.Expense{expense(5, retention, 0, 1.5), expense(5, gift, 0, 99)}}
	r := ratesOf(q, []analytics.Expense{
		expense(1, acquisition, store, 30), expense(1, acquisition, web, 8), expense(1, retention, store, 3), expense(1, service, gift, 6),
		expense(2, gift, web, 7), expense(2, service, 0, 5), expense(3, service, 0, 4), {Day: q.AsOf + 1, Kind: service, Amount: 9e6},
	}, one, two, three)
	costsAre(t, "one", r.Of(one), 15, 1.5, 2)
	costsAre(t, "two", r.Of(two), 15, 1.5, 4.5)
	costsAre(t, "three", r.Of(three), 8, 1.5, 4.5)
	if r.Left[Service].Units() != 4 || r.Left[Acquisition].Units() != 0 || r.Unknown.Units() != 7 {
		t.Errorf("left %v, unknown %v", r.Left, r.Unknown)
	}
	if got, want := r.PerOrder, (3.0+6+5)/5; math.Abs(got-want) > 1e-12 {
		t.Errorf("an order costs %v, want %v", got, want)
	}
	if !r.Covered(one.Rows[0].Day) || r.Covered(bought(2, 1, web).Day) || (*Rates)(nil).Covered(q.AsOf) {
		t.Error("acquisition costs are known for January, and for January alone")
	}
	costsAre(t, "no costs", (*Rates)(nil).Of(two), 0, 0, 0)
}

// Where only the store is looked at, what was spent on other channels and on all is nobody's.
func TestRatesOfAPart(t *testing.T) {
	q := costQuestion()
	c := &analytics.Customer{Rows: []analytics.Row{bought(1, 5, store)}}
	a := NewActivity(q)
	a.Add(c)
	r := NewRates([]analytics.Expense{expense(1, service, 0, 3), expense(1, service, store, 5), expense(1, service, web, 7)}, a, q, true)
	costsAre(t, "one", r.Of(c), 0, 0, 5)
	if row := r.Rows()[Service]; row.Given.Units() != 15 || row.Shared.Units() != 5 || row.Left.Units() != 10 {
		t.Errorf("%+v", row)
	}
}

// A yearly cost is shared among all orders of the year.
func TestYearlyCosts(t *testing.T) {
	q := costQuestion()
	q.Start = analytics.NewDay(2023, 1, 1)
	c := &analytics.Customer{Rows: []analytics.Row{bought(-6, 1, store), bought(3, 1, store), bought(9, 1, web)}}
	year := func(y int, units float64) analytics.Expense {
		return analytics.Expense{Day: analytics.NewDay(y, 1, 1), Kind: service, Amount: analytics.MoneyOf(units)}
	}
	costsAre(t, "years", ratesOf(q, []analytics.Expense{year(2023, 5), year(2024, 6)}, c).Of(c), 0, 0, 11)
}

// Whatever is spent: what customers carry and what is left add up to what was given, to the millionth.
func TestCostsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := costQuestion()
		var customers []*analytics.Customer
		channel := rapid.SampledFrom([]analytics.Label{0, store, web})
		for range rapid.IntRange(0, 6).Draw(t, "customers") {
			c := &analytics.Customer{}
			for m := 1; m <= 12; m++ {
				if rapid.Bool().Draw(t, "buys") {
					c.Rows = append(c.Rows, bought(m, 1, channel.Draw(t, "in")))
				}
			}
			customers = append(customers, c)
		}
		var costs []analytics.Expense
		for m := 1; m <= 12; m++ {
			for _, kind := range []analytics.Label{acquisition, retention, service} {
				costs = append(costs, expense(m, kind, channel.Draw(t, "for"), float64(rapid.IntRange(0, 1000).Draw(t, "amount"))/7))
			}
		}
		r := ratesOf(q, costs, customers...)
		e := NewEquity(r, q)
		for _, c := range customers {
			e.Add(c, Member{Summary: c.Summary(), Spent: r.Of(c), Expected: 3, Orders: 1})
		}
		rows := e.Rows()
		for _, row := range r.Rows() {
			if row.Shared.Units() > row.Given.Units() {
				t.Fatalf("more was shared than given: %+v", row)
			}
		}
		for kind := range kinds {
			shared := r.Left[kind]
			if len(rows) > 0 {
				shared.Merge([]analytics.Total{rows[0].Acquisition, rows[0].Retention, rows[0].Service}[kind])
			}
			if shared != r.Given[kind] {
				t.Fatalf("%s: %v given, %v found", kindNames[kind], r.Given[kind], shared)
			}
		}
		addUp(t, rows)
	})
}

// addUp checks that channels and cohorts each add up to all.
func addUp(t *rapid.T, rows []EquityRow) {
	for _, by := range []string{ByChannel, ByCohort} {
		var sum EquityRow
		for _, r := range rows {
			if r.By == by {
				sum.Customers += r.Customers
				sum.Margin.Merge(r.Margin)
				sum.Equity.Merge(r.Equity)
				sum.Service.Merge(r.Service)
			}
		}
		if len(rows) > 0 && sum.Customers > 0 && (sum.Customers != rows[0].Customers || sum.Margin != rows[0].Margin || sum.Equity != rows[0].Equity || sum.Service != rows[0].Service) {
			t.Fatalf("%s: %+v, all %+v", by, sum, rows[0])
		}
	}
}

// Twelve customers won in January for 15 each leave 6 − 1 a month: that is paid back after three months.
func TestPayback(t *testing.T) {
	q := costQuestion()
	var customers []*analytics.Customer
	for range 12 {
		c := &analytics.Customer{}
		for m := range 12 { // 31 days apart, which is a purchase in every calendar month and every month since the first
			row := bought(1, 3, store)
			row.Day, row.Order = row.Day+analytics.Day(31*m), uint64(m)
			c.Rows = append(c.Rows, row)
		}
		customers = append(customers, c)
	}
	costs := []analytics.Expense{expense(1, acquisition, store, 12*15)}
	for m := 1; m <= 12; m++ {
		costs = append(costs, expense(m, service, store, 12))
	}
	r := ratesOf(q, costs, customers...)
	e, o := NewEquity(r, q), NewEquity(r, q)
	for i, c := range customers {
		[]*Equity{e, o}[i%2].Add(c, Member{Summary: c.Summary(), Spent: r.Of(c), Expected: 20, Orders: 5})
	}
	idle := &analytics.Customer{}
	e.Add(idle, Member{Spent: Costs{5e6}})
	e.Merge(o)
	row := e.Rows()[0]
	check := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	check("customers", float64(row.Customers), 12)
	check("CAC", row.CAC, 15)
	check("LTV", row.LTV, 12*6-12+20-5)
	check("LTV : CAC", row.Ratio, 75.0/15)
	check("payback", float64(row.Payback), 3)
	check("observed", float64(row.Observed), 11)
	check("after the third month", row.Cumulated[2], 0)
	check("equity", row.Equity.Units(), 12*(20-5))
	check("idle", e.Idle.Units(), 5)
	if rows := e.Rows(); len(rows) != 3 || rows[1].Name != "store" || rows[2].Name != "2024-01" {
		t.Errorf("%+v", rows)
	} else if got := PaybackTable(rows[:1]).Record; got.NumRows() != 11 || got.Column(2).ValueStr(2) != "3" || got.ColumnName(3) != "left" {
		t.Errorf("the table payback is %v", got)
	}
}

// Without costs there is equity, and nothing is paid back.
func TestEquityWithoutCosts(t *testing.T) {
	q := costQuestion()
	e := NewEquity(nil, q)
	c := &analytics.Customer{Rows: []analytics.Row{bought(1, 3, 0)}}
	e.Add(c, Member{Summary: c.Summary(), Expected: 20, Orders: 5})
	e.Add(c, Member{Summary: c.Summary(), Expected: math.NaN(), Orders: math.NaN()})
	rows := e.Rows()
	if len(rows) != 2 || rows[0].Equity.Units() != 20 || !math.IsNaN(rows[0].CAC) || !math.IsNaN(rows[0].Ratio) || rows[0].Payback != 0 || rows[0].Margin.Units() != 12 {
		t.Errorf("%+v", rows)
	}
}
