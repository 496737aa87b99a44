package audit

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"regulars/analytics"
)

const cent = analytics.MoneyScale / 100

func bought(day analytics.Day, cents, cost int) analytics.Row {
	return analytics.Row{Day: day, Purchases: 1, NewOrder: true, Gross: analytics.Money(cents) * cent, Cost: analytics.Money(cost) * cent}
}

// randomBase has refunds, free orders, refunds before any purchase, losses and equal profits.
func randomBase(rng *rand.Rand, q analytics.Question, n int) (base []*analytics.Customer) {
	days := int(q.AsOf-q.Start) + 40 // some rows lie after the as-of date
	for range n {
		c, step := &analytics.Customer{}, 1+rng.IntN(150)
		for day := rng.IntN(days); day < days; day += rng.IntN(step) + rng.IntN(2) {
			r := bought(q.Start+analytics.Day(day), rng.IntN(4)*500+rng.IntN(2)*rng.IntN(900), rng.IntN(900))
			switch rng.IntN(7) {
			case 0:
				r = analytics.Row{Day: r.Day, Refunds: 1, Refunded: r.Gross, Cost: -r.Cost}
			case 1:
				r.Gross = 0
			}
			c.Rows = append(c.Rows, r)
			if step == 1 && rng.IntN(30) == 0 {
				break
			}
		}
		base = append(base, c)
	}
	return base
}

func question(rng *rand.Rand) analytics.Question {
	start := analytics.NewDay(2020, 1, 1) + analytics.Day(rng.IntN(400))
	return analytics.Question{Start: start, AsOf: start + analytics.Day(rng.IntN(1300)), HasCost: true}
}

// auditOf fills the views, the base being split into parts that are merged.
func auditOf(q analytics.Question, base []*analytics.Customer, parts int) *Audit {
	var profits []*Profits
	for range parts {
		profits = append(profits, NewProfits(q))
	}
	for i, c := range base {
		known := c.Until(q.AsOf)
		profits[i%parts].Add(&known)
	}
	for _, p := range profits[1:] {
		profits[0].Merge(p)
	}
	var audits []*Audit
	for range parts {
		audits = append(audits, New(q, profits[0].Tenths()))
	}
	for i, c := range base {
		audits[i%parts].Add(c)
	}
	for _, a := range audits[1:] {
		audits[0].Merge(a)
	}
	return audits[0]
}

// sold is what the rows between two days come to.
func sold(base []*analytics.Customer, from, to analytics.Day) (revenue, profit analytics.Total) {
	for _, c := range base {
		for _, r := range c.Rows {
			if r.Day >= from && r.Day <= to {
				revenue.Add(r.Net())
				profit.Add(r.Net() - r.Cost)
			}
		}
	}
	return revenue, profit
}

// TestTheAuditAddsUp checks each view against what was sold, to the cent and to the customer, for random bases in one and in parts.
func TestTheAuditAddsUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 5))
	for round := range 150 {
		q := question(rng)
		base := randomBase(rng, q, rng.IntN(60))
		a := auditOf(q, base, 1)
		sameTables(t, a, auditOf(q, base, 3))
		same := func(view string, got, want analytics.Total) {
			t.Helper()
			if got != want {
				t.Fatalf("round %d: %s adds up to %v, sold was %v", round, view, got.Units(), want.Units())
			}
		}
		revenue, profit := sold(base, a.Year.From, q.AsOf)
		var tenthRevenue, tenthProfit analytics.Total
		for _, row := range a.Tenths() {
			tenthRevenue.Merge(row.Revenue)
			tenthProfit.Merge(row.Profit)
			if product := float64(row.Customers) * row.OrdersEach * row.Average * row.MarginRate; row.Orders > 0 && !math.IsNaN(row.MarginRate) &&
				!math.IsInf(row.MarginRate, 0) && math.Abs(product-row.Profit.Units()) > 1e-6*math.Abs(product)+1e-6 {
				t.Fatalf("round %d: the factors of tenth %d come to %v, its profit is %v", round, row.Tenth, product, row.Profit.Units())
			}
		}
		same("one period", tenthRevenue, revenue)
		same("one period", tenthProfit, profit)

		if a.Year.Known() {
			_, earlier := sold(base, a.Year.Before, a.Year.BeforeTo)
			var then, now, change analytics.Total
			both := 0
			for _, row := range a.Moves() {
				then.Merge(row.Earlier)
				now.Merge(row.Later)
				change.Merge(row.Change)
				if row.Group == "both" {
					both += row.Customers
				}
			}
			same("two periods, before", then, earlier)
			same("two periods, now", now, profit)
			profit.Merge(earlier.Neg())
			same("two periods, change", change, profit)
			checkMoves(t, a, base)
		} else if a.Moves() != nil {
			t.Fatalf("round %d: years are compared of which one is not there", round)
		}

		all, allProfit := sold(base, math.MinInt32, q.AsOf)
		var cohorts, cohortProfit, none, lives, years analytics.Total
		won := 0
		for _, row := range a.Cohorts() {
			cohorts.Merge(row.Revenue)
			cohortProfit.Merge(row.Profit)
			if row.Cohort == "" {
				none.Merge(row.Revenue)
			} else if row.Age == 0 {
				won += row.Won
			}
		}
		for _, row := range a.EqualAge() {
			if row.Months == 0 {
				lives.Merge(row.Revenue)
				won -= row.Won
			}
		}
		for _, row := range a.Years() {
			years.Merge(row.Revenue)
		}
		same("cohorts", cohorts, all)
		same("cohorts", cohortProfit, allProfit)
		lives.Merge(none)
		same("whole lives", lives, all)
		same("years", years, all)
		if won != 0 {
			t.Fatalf("round %d: cohorts and ages differ by %d customers", round, won)
		}
	}
}

func sameTables(t *testing.T, a, b *Audit) {
	t.Helper()
	for i, table := range a.Tables() {
		other := b.Tables()[i]
		for c, column := range table.Record.Columns() {
			if x, y := column.String(), other.Record.Column(c).String(); x != y {
				t.Fatalf("%s.%s is %s in one and %s in parts", table.Name, table.Record.ColumnName(c), x, y)
			}
		}
	}
}

// checkMoves sums the groups anew.
func checkMoves(t *testing.T, a *Audit, base []*analytics.Customer) {
	t.Helper()
	want := map[string]int{}
	for _, c := range base {
		var did [2]bool
		change := analytics.Money(0)
		for _, r := range c.Rows {
			switch {
			case r.Day >= a.Year.Before && r.Day <= a.Year.BeforeTo:
				did[0], change = true, change-r.Net()+r.Cost
			case r.Day >= a.Year.From && r.Day <= a.Year.To:
				did[1], change = true, change+r.Net()-r.Cost
			}
		}
		group := map[[2]bool]string{{true, true}: "both", {true, false}: "before_only", {false, true}: "now_only"}[did]
		if group != "" {
			want[group+[]string{" fell", " same", " rose"}[cmp.Compare(change, 0)+1]]++
		}
	}
	got := map[string]int{}
	for _, row := range a.Moves() {
		got[row.Group+" "+row.Direction] += row.Customers
		if (row.Before == 0) != (row.Group == "now_only") || (row.Now == 0) != (row.Group == "before_only") {
			t.Fatalf("%+v", row)
		}
	}
	for group, n := range want {
		if got[group] != n {
			t.Fatalf("%d %s, want %d: %v", got[group], group, n, got)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("groups %v, want %v", got, want)
	}
}

// TestTenths checks that tenths are those of ⌈10 · mean rank / n⌉, computed by sorting.
func TestTenths(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 6))
	for range 300 {
		n := 1 + rng.IntN(60)
		var values []int64
		var set analytics.Multiset
		for range n {
			v := rng.Int64N(1+rng.Int64N(90)) - 20
			values = append(values, v)
			set.Add(v)
		}
		cuts := tenthsOf(&set)
		slices.SortFunc(values, func(a, b int64) int { return cmp.Compare(b, a) })
		for i, v := range values {
			first, last := slices.Index(values, v), i
			for last+1 < n && values[last+1] == v {
				last++
			}
			mean := float64(first+1+last+1) / 2
			want := int(math.Ceil(10*mean/float64(n) - 1e-9))
			if got := cuts.of(analytics.Money(v)); got != want {
				t.Fatalf("%v: %d is in tenth %d, want %d", values, v, got, want)
			}
		}
	}
	if cuts := tenthsOf(&analytics.Multiset{}); cuts.of(5) != 10 {
		t.Error("without anybody there is a first tenth")
	}
}

// TestEqualAge checks ages and cohorts by hand.
func TestEqualAge(t *testing.T) {
	day := analytics.NewDay
	q := analytics.Question{Start: day(2024, 1, 1), AsOf: day(2025, 7, 14), HasCost: true}
	a := auditOf(q, []*analytics.Customer{
		{Rows: []analytics.Row{bought(day(2024, 1, 15), 1000, 400), bought(day(2024, 4, 14), 2000, 0), bought(day(2024, 4, 15), 4000, 0), bought(day(2025, 1, 14), 500, 0)}},
		{Rows: []analytics.Row{{Day: day(2024, 1, 3), Refunds: 1, Refunded: 300 * cent}, bought(day(2024, 1, 31), 100, 0)}},
		{Rows: []analytics.Row{bought(day(2025, 5, 1), 900, 0)}},
		{Rows: []analytics.Row{{Day: day(2024, 2, 3), Refunds: 1, Refunded: 200 * cent}}},
	}, 2)
	type figures struct {
		cohort                 string
		months, won, orders    int
		still, revenue, perWon float64
	}
	var got []figures
	for _, r := range a.EqualAge() {
		still := r.Still
		if math.IsNaN(still) {
			still = -1
		}
		got = append(got, figures{r.Cohort, r.Months, r.Won, r.Orders, still, r.Revenue.Units(), r.PerWon})
	}
	want := []figures{
		{"2024-01", 3, 2, 3, 0.5, 31, 13.5}, {"2024-01", 6, 2, 4, 0.5, 71, 33.5}, {"2024-01", 12, 2, 5, 0.5, 76, 36}, {"2024-01", 0, 2, 5, -1, 76, 36},
		{"2025-05", 0, 1, 1, -1, 9, 9},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, r := range a.Cohorts() {
		switch {
		case r.Cohort == "" && r.Revenue.Units() != map[string]float64{"2024-01": -3, "2024-02": -2}[r.Period]:
			t.Errorf("of no cohort: %v in %s", r.Revenue.Units(), r.Period)
		case r.Cohort == "2024-01" && r.Period == "2024-04" && (r.Age != 3 || r.Buyers != 1 || r.Share != 0.5 || r.Each != 2 || r.Average != 30 || r.PerWon != 33.5):
			t.Errorf("January's customers in April: %+v", r)
		case r.Period == "2025-07" && r.Complete, r.Period == "2025-06" && !r.Complete:
			t.Errorf("%s is complete: %v", r.Period, r.Complete)
		}
	}
	for _, r := range a.Years() {
		if r.Year == 2025 && (r.Revenue.Units() != 14 || r.WonBefore.Units() != 5 || r.Complete) || r.Year == 2024 && (r.WonBefore.Units() != 0 || !r.Complete) {
			t.Errorf("%+v", r)
		}
	}
}

// TestOldDates checks that a row of centuries ago is counted and does not make a table of centuries.
func TestOldDates(t *testing.T) {
	q := analytics.Question{Start: analytics.NewDay(1000, 1, 1), AsOf: analytics.NewDay(2025, 12, 31)}
	a := auditOf(q, []*analytics.Customer{{Rows: []analytics.Row{bought(q.Start, 100, 0), bought(q.AsOf, 200, 0)}}, {Rows: []analytics.Row{bought(q.AsOf, 400, 0)}}}, 1)
	var sum analytics.Total
	for _, r := range a.Cohorts() {
		sum.Merge(r.Revenue)
	}
	if n := len(a.Cohorts()); sum.Units() != 7 || n > maxPeriods+1 {
		t.Errorf("%d rows with %v, want at most %d with 7", n, sum.Units(), maxPeriods+1)
	}
}
