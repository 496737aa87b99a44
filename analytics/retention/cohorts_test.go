package retention

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func TestCohortsOfCDNOW(t *testing.T) {
	want := oracle[struct {
		Sample struct {
			Month map[string]struct {
				Size      int
				Active    []int
				Retention []float64
				Lasting   []int `json:"unbounded_active"`
			} `json:"calendar_month"`
			Revenue map[string][]float64
		} `json:"cohort_cdnow_sample"`
	}](t, "rfm_cohort.json").Sample
	q := analytics.Question{AsOf: day("1998-06-30"), Cohort: analytics.ByMonth}
	cells := fill(NewCohorts(q), cdnow(t)).Cells()
	if len(cells) != 18+17+16 {
		t.Fatalf("%d cells, want those of three cohorts", len(cells))
	}
	for _, c := range cells {
		w := want.Month[c.Cohort]
		if c.Size != w.Size || c.Customers != w.Active[c.Period] || !c.Complete {
			t.Errorf("%+v, want %d of %d", c, w.Active[c.Period], w.Size)
		}
		if c.Lasting != w.Lasting[c.Period] {
			t.Errorf("%s, period %d: %d last, want %d", c.Cohort, c.Period, c.Lasting, w.Lasting[c.Period])
		}
		near(t, "retention", c.Retention, w.Retention[c.Period], 1e-15)
		near(t, "revenue", c.Revenue.Units(), want.Revenue[c.Cohort][c.Period], 1e-6)
	}
}

// The cohorts of the CDNOW sample were won in the first three months; what came later is cut away.
func TestEarlierCohortsOfCDNOW(t *testing.T) {
	q := analytics.Question{AsOf: day("1997-03-31"), Cohort: analytics.ByMonth}
	cells := fill(NewCohorts(q), cdnow(t)).Cells()
	var got []int
	for _, c := range cells {
		got = append(got, c.Customers)
	}
	if want := []int{781, 124, 95, 857, 134, 719}; !slices.Equal(got, want) {
		t.Errorf("customers are %v, want %v", got, want)
	}
}

func TestCohortCells(t *testing.T) {
	q := analytics.Question{AsOf: day("2020-03-15"), Cohort: analytics.ByMonth}
	c := fill(NewCohorts(q), []analytics.Customer{
		customer(refunded(day("2019-12-30"), 1e6), bought(day("2020-01-01"), 9e6), bought(day("2020-01-31"), 1e6),
			refunded(day("2020-02-01"), 4e6), bought(day("2020-03-15"), 2e6), bought(day("2020-03-16"), 7e6)),
		customer(bought(day("2020-01-31"), 0)),
		customer(refunded(day("2020-01-05"), 5e6)),
		customer(bought(day("2020-03-01"), 3e6)),
		customer(bought(day("2020-03-16"), 3e6)),
		customer(),
	})
	got := c.Cells()
	total := func(units float64) (t analytics.Total) { t.Add(analytics.MoneyOf(units)); return t }
	want := []Cell{
		{"2020-01", 0, 2, 2, 1, total(10), 3, true, 2},
		{"2020-01", 1, 2, 0, 0, total(-4), 0, true, 1},
		{"2020-01", 2, 2, 1, 0.5, total(2), 1, false, 1},
		{"2020-03", 0, 1, 1, 1, total(3), 1, false, 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if c.Early != total(-6) {
		t.Errorf("early is %v, want −6: a refund before the first purchase, and one without any", c.Early.Units())
	}
	if n := c.Table().Record.NumRows(); n != 4 {
		t.Errorf("the table has %d rows", n)
	}
}

func TestCohortLabels(t *testing.T) {
	for grain, want := range map[analytics.Grain]string{
		analytics.ByDay: "2011-12-09", analytics.ByWeek: "2011-W49", analytics.ByMonth: "2011-12",
		analytics.ByQuarter: "2011-Q4", analytics.ByYear: "2011", "": "2011-12",
	} {
		q := analytics.Question{AsOf: day("2011-12-31"), Cohort: grain}
		cells := fill(NewCohorts(q), []analytics.Customer{customer(bought(day("2011-12-09"), 1))}).Cells()
		if cells[0].Cohort != want {
			t.Errorf("the cohort by %s is %q, want %q", grain, cells[0].Cohort, want)
		}
	}
}

func TestCompleteOnTheLastDay(t *testing.T) {
	for asOf, want := range map[string]bool{"2020-02-28": false, "2020-02-29": true, "2020-03-01": true} {
		q := analytics.Question{AsOf: day(asOf), Cohort: analytics.ByMonth}
		if got := fill(NewCohorts(q), []analytics.Customer{customer(bought(day("2020-02-01"), 1))}).Cells()[0].Complete; got != want {
			t.Errorf("as of %s February is complete: %v", asOf, got)
		}
	}
}

func TestCohortsReachBack(t *testing.T) {
	q := analytics.Question{AsOf: 1000, Cohort: analytics.ByDay}
	c := fill(NewCohorts(q), []analytics.Customer{customer(bought(1000-MaxPeriods, 1)), customer(bought(1000-MaxPeriods+1, 1)),
		customer(bought(-2_000_000_000, 1))})
	if n := len(c.Cells()); c.Older != 2 || n != MaxPeriods {
		t.Errorf("%d customers are older, %d cells", c.Older, n)
	}
}

func TestNoCohorts(t *testing.T) {
	c := fill(NewCohorts(analytics.Question{AsOf: 1000}), []analytics.Customer{customer(refunded(10, 1))})
	if len(c.Cells()) != 0 || len(c.Average()) != 0 || c.Table().Record.NumRows() != 0 || c.CurveTable().Record.NumRows() != 0 {
		t.Error("a base of refunds has cohorts")
	}
}

// Two cohorts of 100 that behave alike: the interval is Wilson's for 40 of 200. When they differ, 2 and 38 of 100,
// χ² = Σ 18²/16 = 40.5 divides n.
func TestAverage(t *testing.T) {
	q := analytics.Question{AsOf: day("2020-03-31"), Cohort: analytics.ByMonth}
	base := func(first, second int) *Cohorts {
		var customers []analytics.Customer
		for i := range 100 {
			a, b := customer(bought(day("2020-01-10"), 1)), customer(bought(day("2020-02-10"), 1))
			if i < first {
				a.Rows = append(a.Rows, bought(day("2020-02-10"), 1))
			}
			if i < second {
				b.Rows = append(b.Rows, bought(day("2020-03-10"), 1))
			}
			customers = append(customers, a, b)
		}
		return fill(NewCohorts(q), customers)
	}
	alike := base(20, 20).Average()
	if len(alike) != 3 || alike[1].Cohorts != 2 || alike[1].Size != 200 || alike[1].Customers != 40 || alike[2].Size != 100 {
		t.Fatalf("got %+v", alike)
	}
	near(t, "low", alike[1].Low, 0.15045200926098115, 1e-12)
	near(t, "high", alike[1].High, 0.26085518656537876, 1e-12)
	low, high := analytics.Wilson(0.2, 200/40.5)
	differing := base(2, 38).Average()
	near(t, "low of cohorts that differ", differing[1].Low, low, 1e-12)
	near(t, "high of cohorts that differ", differing[1].High, high, 1e-12)
}

// An unfinished period is not in the average.
func TestAverageIsOfCompletePeriods(t *testing.T) {
	q := analytics.Question{AsOf: day("2020-03-30"), Cohort: analytics.ByMonth}
	a := fill(NewCohorts(q), []analytics.Customer{customer(bought(day("2020-01-10"), 1)), customer(bought(day("2020-02-10"), 1))}).Average()
	if len(a) != 2 || a[1].Cohorts != 1 || a[0].Cohorts != 2 {
		t.Errorf("got %+v", a)
	}
}

func TestCohortsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers, q := base(t), question(t)
		c := fill(NewCohorts(q), customers)
		cells := c.Cells()
		revenue, size, orders := c.Early, 0, 0
		for _, x := range cells {
			revenue.Merge(x.Revenue)
			orders += x.Orders
			if x.Period == 0 {
				size += x.Size
			}
			if x.Customers > x.Size || x.Customers > x.Orders || x.Period == 0 && x.Customers != x.Size {
				t.Fatalf("%+v", x)
			}
		}
		var want analytics.Total
		buyers, ordered := 0, 0
		for i := range customers {
			known := customers[i].Until(q.AsOf)
			s := known.Summary()
			want.Add(s.Revenue)
			ordered += s.Orders
			if s.Occasions > 0 {
				buyers++
			}
		}
		if revenue != want || size != buyers || orders != ordered {
			t.Fatalf("cells have %d customers, %d orders, %v; the base %d, %d, %v", size, orders, revenue, buyers, ordered, want)
		}
		parts := rapid.SliceOfN(rapid.IntRange(0, 3), len(customers), len(customers)).Draw(t, "parts")
		if merged := split(func() *Cohorts { return NewCohorts(q) }, customers, parts); !slices.Equal(merged.Cells(), cells) || merged.Early != c.Early {
			t.Fatal("partitions change the cells")
		}
	})
}

// A further customer changes no other cohort's cells.
func TestCustomerIsInOneCohort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers, q := base(t), question(t)
		if len(customers) == 0 {
			return
		}
		known := customers[0].Until(q.AsOf)
		cohort := ""
		if s := known.Summary(); s.Occasions > 0 {
			cohort = q.Cohort.Label(q.Cohort.Period(s.First))
		}
		others := func(c []Cell) []Cell { return slices.DeleteFunc(c, func(x Cell) bool { return x.Cohort == cohort }) }
		with, without := others(fill(NewCohorts(q), customers).Cells()), others(fill(NewCohorts(q), customers[1:]).Cells())
		if !slices.Equal(with, without) {
			t.Fatal("other cohorts change")
		}
	})
}

// many is a base for benchmarks: mostly one purchase, some with dozens, over three years.
func many() []analytics.Customer {
	customers := make([]analytics.Customer, 10_000)
	x := uint64(1)
	next := func(n uint64) uint64 { x = x*6364136223846793005 + 1442695040888963407; return x >> 33 % n }
	for i := range customers {
		d := start + analytics.Day(next(900))
		for range 1 + next(3)*next(3)*next(5) {
			customers[i].Rows = append(customers[i].Rows, bought(d, analytics.Money(next(1e9))))
			d += analytics.Day(1 + next(60))
		}
	}
	return customers
}

func BenchmarkCohorts(b *testing.B) {
	customers := many()
	q := analytics.Question{Start: start, AsOf: start + 1095, Cohort: analytics.ByMonth}
	c := NewCohorts(q)
	b.ReportAllocs()
	for i := range b.N {
		c.Add(&customers[i%len(customers)])
	}
}
