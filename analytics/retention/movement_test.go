package retention

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

// silence is a rule by which silence of so many days means lost, for who has no gaps of the own to go by.
func silence(days int) analytics.StatusRule {
	return analytics.StatusRule{Everyone: analytics.Limits{Slow: days, Lost: days}}
}

// after is a rule by which silence of so many days means lost for everybody.
func after(days int) analytics.StatusRule {
	rule := silence(days)
	rule.After = days
	return rule
}

// ruleOf is the rule that follows from the customers' gaps.
func ruleOf(q analytics.Question, customers []analytics.Customer) analytics.StatusRule {
	var gaps analytics.Multiset
	for i := range customers {
		known := customers[i].Until(q.AsOf)
		days := known.Gaps(nil)
		for _, gap := range days[:min(len(days), analytics.OwnGaps)] {
			gaps.Add(int64(gap))
		}
	}
	return analytics.NewStatusRule(gaps.Runs(), q.ChurnAfter)
}

// What a customer was on a day does not change by what comes later.
func TestChurnLooksBackOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := silence(rapid.IntRange(1, 60).Draw(t, "fallback"))
		for _, c := range base(t) {
			on := start + analytics.Day(rapid.IntRange(0, 500).Draw(t, "on"))
			spells := (&timeline{rule: rule}).of(&c)
			active := false
			for _, s := range spells { // the last one counts: it may end before the one before it
				if s.day <= on {
					active = on <= s.until
				}
			}
			known := c.Until(on)
			if got, want := rule.On(&c, on).Status == analytics.Lost, known.Summary().Occasions > 0 && !active; got != want {
				t.Fatalf("churned is %v on %v, the whole history says %v", got, on, want)
			}
		}
	})
}

func units(m Month) string {
	return fmt.Sprint(m.RevenueOpening.Units(), m.RevenueNew.Units(), m.RevenueReactivated.Units(), m.RevenueExpansion.Units(),
		m.RevenueContraction.Units(), m.RevenueChurned.Units(), m.RevenueClosing.Units(), m.Revenue.Units())
}

// One customer by hand: 10 in January, 5 in February, silent for longer than 40 days at the end of April, back in June with 7.
// The window is three months of the six.
func TestMovementByHand(t *testing.T) {
	q := analytics.Question{Start: day("2020-01-10"), AsOf: day("2020-07-15")}
	m := fill(NewMovement(q, after(40)), []analytics.Customer{
		customer(bought(day("2020-01-10"), 10e6), bought(day("2020-02-25"), 5e6), refunded(day("2020-03-01"), 1e6), bought(day("2020-06-30"), 7e6)),
		customer(refunded(day("2020-05-05"), 2e6)),
	})
	if m.Window != 3 {
		t.Fatalf("the window is %d months, want half of six", m.Window)
	}
	months := m.Months()
	for i, want := range []struct {
		counts, revenue string
		nrr, churn      float64
		complete        bool
	}{
		{"2020-01 0 1 0 0 1", "0 10 0 0 0 0 10 10", math.NaN(), math.NaN(), true},
		{"2020-02 1 0 0 0 1", "10 0 0 5 0 0 15 5", math.NaN(), 0, true},
		{"2020-03 1 0 0 0 1", "15 0 0 0 1 0 14 -1", math.NaN(), 0, true},
		{"2020-04 1 0 0 1 0", "14 0 0 0 0 14 0 0", 0, 1, true},
		{"2020-05 0 0 0 0 0", "0 0 0 0 0 0 0 -2", math.NaN(), math.NaN(), true},
		{"2020-06 0 0 1 0 1", "0 0 7 0 0 0 7 7", math.NaN(), math.NaN(), true},
		{"2020-07 1 0 0 0 1", "7 0 0 0 0 0 7 0", math.NaN(), 0, false},
	} {
		got := months[i]
		if s := fmt.Sprintf("%s %d %d %d %d %d", got.Month, got.Opening, got.New, got.Reactivated, got.Churned, got.Closing); s != want.counts {
			t.Errorf("customers %s, want %s", s, want.counts)
		}
		if units(got) != want.revenue || got.Complete != want.complete {
			t.Errorf("%s: revenue %s, complete %v; want %s", got.Month, units(got), got.Complete, want.revenue)
		}
		near(t, got.Month+" nrr", got.NRR, want.nrr, 1e-15)
		near(t, got.Month+" churn", got.LogoChurn, want.churn, 1e-15)
	}
	if n := m.Table().Record.NumRows(); n != 7 {
		t.Errorf("the table has %d rows", n)
	}
}

// Somebody who comes and goes within a month is new and churned in it.
func TestComeAndGone(t *testing.T) {
	q := analytics.Question{Start: day("2020-01-01"), AsOf: day("2020-01-31")}
	got := fill(NewMovement(q, after(5)), []analytics.Customer{customer(bought(day("2020-01-02"), 3e6)), customer(bought(day("2020-01-30"), 4e6))}).Months()
	if len(got) != 1 || got[0].New != 2 || got[0].Churned != 1 || got[0].Passing != 1 || got[0].Closing != 1 || !got[0].Complete {
		t.Fatalf("got %+v", got)
	}
	if !math.IsNaN(got[0].LogoChurn) || got[0].RevenueClosing.Units() != 4 || got[0].RevenueChurned.Units() != 0 {
		t.Errorf("got %+v", got[0])
	}
}

func TestNoMovement(t *testing.T) {
	q := analytics.Question{Start: 5, AsOf: 5}
	m := fill(NewMovement(q, after(5)), []analytics.Customer{customer(refunded(5, 1)), customer(bought(6, 1)), customer()})
	if n := len(m.Months()); n != 0 || m.Table().Record.NumRows() != 0 {
		t.Errorf("%d months", n)
	}
}

// A stray date far away costs no memory and loses nobody.
func TestMovementReachesBack(t *testing.T) {
	q := analytics.Question{Start: -2_000_000_000, AsOf: 1000}
	m := fill(NewMovement(q, after(2_100_000_000)), []analytics.Customer{customer(bought(-2_000_000_000, 3e6)), customer(bought(1000, 1e6))})
	got := m.Months()
	if len(got) != MaxMonths || got[0].Opening != 1 || got[len(got)-1].Closing != 2 || !got[0].Complete {
		t.Errorf("%d months, the first %+v", len(got), got[0])
	}
}

func sum(totals ...analytics.Total) (t analytics.Total) {
	for _, x := range totals {
		t.Merge(x)
	}
	return t
}

func TestMovementCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers, q := base(t), question(t)
		rule := ruleOf(q, customers)
		m := fill(NewMovement(q, rule), customers)
		months := m.Months()
		var last Month
		for i, x := range months {
			if x.Opening+x.New+x.Reactivated-x.Churned != x.Closing {
				t.Fatalf("customers do not close: %+v", x)
			}
			if sum(x.RevenueOpening, x.RevenueNew, x.RevenueReactivated, x.RevenueExpansion, x.RevenueContraction.Neg(), x.RevenueChurned.Neg()) != x.RevenueClosing {
				t.Fatalf("revenue does not close: %s", units(x))
			}
			if i > 0 && (x.Opening != last.Closing || x.RevenueOpening != last.RevenueClosing) {
				t.Fatalf("%s does not open as %s closed", x.Month, last.Month)
			}
			if x.NRR < x.GRR || x.Passing > x.Churned || x.Complete != (i < len(months)-1 || q.AsOf+1 == analytics.ByMonth.Start(analytics.ByMonth.Period(q.AsOf)+1)) {
				t.Fatalf("%+v", x)
			}
			last = x
		}
		active, buyers, new := 0, 0, 0
		var worth analytics.Total
		for i := range customers {
			known := customers[i].Until(q.AsOf)
			if known.Summary().Occasions == 0 {
				continue
			}
			buyers++
			if rule.On(&customers[i], q.AsOf).Status != analytics.Lost {
				active++
				worth.Add(known.Summary().Revenue)
				earlier := known.Until(analytics.ByMonth.Start(analytics.ByMonth.Period(q.AsOf)-m.Window+1) - 1)
				worth.Add(-earlier.Summary().Revenue)
			}
		}
		for _, x := range months {
			new += x.New
		}
		if last.Closing != active || last.RevenueClosing != worth || new != buyers {
			t.Fatalf("closes with %d of %d worth %v; the customers say %d of %d, %v", last.Closing, new, last.RevenueClosing, active, buyers, worth)
		}
		parts := rapid.SliceOfN(rapid.IntRange(0, 3), len(customers), len(customers)).Draw(t, "parts")
		merged := split(func() *Movement { return NewMovement(q, rule) }, customers, parts)
		if !slices.Equal(merged.slots, m.slots) {
			t.Fatal("partitions change the movement")
		}
	})
}

// New customers of a month are the size of its cohort.
func TestNewIsCohort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers, q := base(t), question(t)
		q.Cohort = analytics.ByMonth
		size := map[string]int{}
		for _, c := range fill(NewCohorts(q), customers).Cells() {
			size[c.Cohort] = c.Size
		}
		for _, m := range fill(NewMovement(q, after(30)), customers).Months() {
			if m.New != size[m.Month] {
				t.Fatalf("%s has %d new customers and a cohort of %d", m.Month, m.New, size[m.Month])
			}
		}
	})
}

// The revenue of the months is the revenue of CDNOW's sample, 242,990.07 dollars with 2,357 new customers.
func TestMovementOfCDNOW(t *testing.T) {
	customers := cdnow(t)
	q := analytics.Question{Start: day("1997-01-01"), AsOf: day("1998-06-30")}
	rule := ruleOf(q, customers)
	m := fill(NewMovement(q, rule), customers)
	months := m.Months()
	var revenue, want analytics.Total
	new := 0
	for _, x := range months {
		revenue.Merge(x.Revenue)
		new += x.New
	}
	for i := range customers {
		want.Add(customers[i].Summary().Revenue)
	}
	if len(months) != 18 || revenue != want || new != 2357 || m.Window != 9 {
		t.Errorf("%d months, revenue %v of %v, %d customers, window %d", len(months), revenue.Units(), want.Units(), new, m.Window)
	}
}

func BenchmarkMovement(b *testing.B) {
	customers := many()
	q := analytics.Question{Start: start, AsOf: start + 1095}
	m := NewMovement(q, silence(120))
	b.ReportAllocs()
	for i := range b.N {
		m.Add(&customers[i%len(customers)])
	}
}

func BenchmarkChurned(b *testing.B) {
	customers := many()
	b.ReportAllocs()
	for i := range b.N {
		silence(120).On(&customers[i%len(customers)], start+1095)
	}
}

func BenchmarkNew(b *testing.B) {
	q := analytics.Question{Start: start, AsOf: start + 1095, Cohort: analytics.ByMonth}
	b.ReportAllocs()
	for range b.N {
		NewCohorts(q)
		NewMovement(q, silence(120))
	}
}

// A month's change is more than chance where more came than went by more than 1.96 roots of all who did either.
func TestVerdictOnAMonth(t *testing.T) {
	for _, x := range []struct {
		came, went int
		want       analytics.Verdict
	}{{100, 40, analytics.More}, {40, 100, analytics.Less}, {60, 50, analytics.Chance}, {0, 0, analytics.Untold}, {4, 0, analytics.More}, {3, 0, analytics.Chance}} {
		m := &Movement{slots: []slot{{closing: 200}, {new: x.came, churned: x.went, closing: 200 + x.came - x.went}}}
		if got := m.Months(); len(got) != 1 || got[0].Change != x.want {
			t.Errorf("%d came and %d went: %+v, want %q", x.came, x.went, got, x.want)
		}
	}
}
