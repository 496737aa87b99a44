package retention

import (
	"math"
	"testing"

	"regulars/analytics"
)

// Newcombe (1998), table II, row (a), method 10: 56/70 − 48/80 lies between .0524 and .3339.
func TestCompare(t *testing.T) {
	c := compare(Share{70, 56}, Share{80, 48}, 1)
	near(t, "difference", c.Difference(), 0.2, 1e-15)
	near(t, "low", c.Low, 0.0524, 5e-5)
	near(t, "high", c.High, 0.3339, 5e-5)
	if !c.Clear() {
		t.Error("the difference is clear")
	}
	if compare(Share{70, 56}, Share{80, 48}, 3).Clear() {
		t.Error("it is not, when groups differ that much among themselves")
	}
}

func TestDispersion(t *testing.T) {
	for _, x := range []struct {
		groups []Share
		want   float64
	}{
		{[]Share{{100, 2}, {100, 38}}, 40.5}, {[]Share{{100, 20}, {100, 20}}, 1}, {[]Share{{100, 20}}, 1},
		{[]Share{{100, 0}, {50, 0}}, 1}, {nil, 1},
	} {
		near(t, "dispersion", dispersion(x.groups), x.want, 1e-12)
	}
}

// cohorts makes a base of monthly cohorts from January 2020; counts[i] is how many are new in month i and how many of them buy
// again in each month after it.
func cohorts(asOf string, counts ...[]int) *Cohorts {
	c := NewCohorts(analytics.Question{AsOf: day(asOf), Cohort: analytics.ByMonth})
	for i, row := range counts {
		for n := range row[0] {
			customer := customer()
			for offset, buy := range row {
				if n < buy {
					customer.Rows = append(customer.Rows, bought(day("2020-01-05").AddMonths(i+offset), 1e6))
				}
			}
			c.Add(&customer)
		}
	}
	return c
}

func TestLatest(t *testing.T) {
	c := cohorts("2020-05-15", []int{500, 400}, []int{100, 20}, []int{100, 10}, []int{9, 9}, []int{50})
	cohort, change, ok := c.Latest(10)
	if !ok || cohort != day("2020-03-01") || change.Now != (Share{100, 10}) || change.Before != (Share{100, 20}) {
		t.Errorf("got %v %+v %v", cohort, change, ok)
	}
	if _, change, _ = c.Latest(1000); change != (Comparison{}) {
		t.Errorf("got %+v", change)
	}
	if _, _, ok := cohorts("2020-02-28", []int{9, 9}, []int{50}).Latest(1); ok {
		t.Error("one cohort alone has nothing to be compared with")
	}
	cohort, change, ok = cohorts("2020-03-31", []int{100, 40}, []int{50, 10}).Latest(1)
	if !ok || cohort != day("2020-02-01") || change.Before != (Share{100, 40}) || !change.Clear() {
		t.Errorf("got %v %+v %v", cohort, change, ok)
	}
}

// TestLatestOfTheSeason has a December that returns more often than other months, in every year.
func TestLatestOfTheSeason(t *testing.T) {
	var counts [][]int
	for i := range 25 {
		back := 20
		if i%12 == 11 {
			back = 60
		}
		counts = append(counts, []int{100, back})
	}
	_, change, ok := cohorts("2022-01-31", counts...).Latest(10)
	if !ok || !change.Season || change.Now != (Share{100, 60}) || change.Before != (Share{100, 60}) || change.Clear() {
		t.Errorf("got %+v %v", change, ok)
	}
	if _, _, ok := cohorts("2020-12-31", []int{100, 40}, []int{50, 10}, []int{50, 10}).Latest(1); ok {
		t.Error("cohorts of spring are not the newest customers in December")
	}
}

func TestCourse(t *testing.T) {
	c := cohorts("2020-04-30", []int{100, 40, 30, 20}, []int{100, 40, 30}, []int{100, 1})
	change, ok := c.Course(2)
	if !ok || change.Before != (Share{200, 80}) || change.Now != (Share{200, 60}) || !change.Clear() {
		t.Errorf("got %+v", change)
	}
	if _, ok := c.Course(4); ok {
		t.Error("nobody could be watched for four months")
	}
	if _, ok := c.Course(0); ok {
		t.Error("period 0 is no later one")
	}
	if _, ok := NewCohorts(analytics.Question{}).Course(1); ok {
		t.Error("nobody at all")
	}
}

func TestChurnCompared(t *testing.T) {
	q := analytics.Question{Start: day("2020-01-01"), AsOf: day("2020-06-10")}
	m := NewMovement(q, after(31))
	add := func(from string, n int) {
		for range n {
			c := customer(bought(day(from), 1e6))
			m.Add(&c)
		}
	}
	add("2020-01-10", 50) // all lost in February, when who bought on the first day could not yet have been before
	add("2020-03-10", 40) // 40 of 40 lost in April
	add("2020-04-28", 5)  // 0 of 5 at the end of April, 5 of 5 in May
	change, ok := m.Churn()
	if !ok || change.Now != (Share{5, 5}) || change.Before != (Share{40, 40}) {
		t.Errorf("got %+v %v", change, ok)
	}
	if _, ok := NewMovement(q, after(31)).Churn(); ok {
		t.Error("nobody can be lost from nobody")
	}
}

func TestLastAndOver(t *testing.T) {
	months := cdnowMonths(t)
	last, before, ok := Last(months)
	if !ok || last.Month != "1998-06" || len(before) != 12 || before[11].Month != "1998-05" {
		t.Fatalf("got %s after %d months", last.Month, len(before))
	}
	year := Over(before)
	if year.Opening+year.New+year.Reactivated-year.Churned != year.Closing || year.Closing != last.Opening || year.Month != "1997-06" {
		t.Errorf("got %+v", year)
	}
	if got := sum(year.RevenueOpening, year.RevenueNew, year.RevenueReactivated, year.RevenueExpansion, year.RevenueContraction.Neg(), year.RevenueChurned.Neg()); got != year.RevenueClosing {
		t.Errorf("revenue closes at %v, not %v", got.Units(), year.RevenueClosing.Units())
	}
	if _, _, ok := Last(nil); ok {
		t.Error("no month is complete")
	}
	if _, _, ok := Last([]Month{{}}); ok {
		t.Error("the first month is not complete")
	}
	if got := Over(nil); got.Closing != 0 || !math.IsNaN(got.NRR) {
		t.Errorf("got %+v", got)
	}
}

func cdnowMonths(t *testing.T) []Month {
	customers := cdnow(t)
	q := analytics.Question{Start: day("1997-01-01"), AsOf: day("1998-06-30")}
	return fill(NewMovement(q, ruleOf(q, customers)), customers).Months()
}
