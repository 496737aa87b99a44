package retention

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func TestRollingCDNOW(t *testing.T) {
	want := oracle[struct {
		Sample struct {
			Rolling [][3]int `json:"rolling30_pooled_bucket_eligible_active"`
		} `json:"cohort_cdnow_sample"`
	}](t, "rfm_cohort.json").Sample.Rolling
	got := fill(NewRolling(analytics.Question{AsOf: day("1998-06-30")}), cdnow(t)).Periods()
	if len(got) != len(want) {
		t.Fatalf("%d periods, want %d", len(got), len(want))
	}
	for i, w := range want {
		if p := got[i]; [3]int{p.Period, p.Size, p.Customers} != w {
			t.Errorf("%+v, want %v", p, w)
		}
	}
}

// A period counts on the day it ends, whatever the grain; what comes after the last whole period is left out.
func TestRollingPeriods(t *testing.T) {
	for grain, length := range map[analytics.Grain]int{"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "": 30} {
		for extra, periods := range map[int]int{2*length - 2: 1, 2*length - 1: 2, 2 * length: 2} {
			if length == 1 && extra == 2*length {
				periods = 3
			}
			q := analytics.Question{AsOf: analytics.Day(extra), Cohort: grain}
			r := fill(NewRolling(q), []analytics.Customer{customer(bought(0, 5e6), refunded(analytics.Day(length), 2e6), bought(analytics.Day(2*length), 1e6))})
			if n := len(r.Periods()); n != periods {
				t.Errorf("%s, %d days later: %d periods, want %d", grain, extra, n, periods)
			}
		}
	}
}

func TestRollingInParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers, q := base(t), question(t)
		parts := rapid.SliceOfN(rapid.IntRange(0, 3), len(customers), len(customers)).Draw(t, "parts")
		fresh := func() *Rolling { return NewRolling(q) }
		whole := fill(fresh(), customers)
		if got := split(fresh, customers, parts).Periods(); !reflect.DeepEqual(got, whole.Periods()) {
			t.Fatal("partitions change the periods")
		}
		last := len(customers)
		for _, p := range whole.Periods() {
			if p.Size > last || p.Customers > p.Size || p.Customers > p.Orders || p.Period == 0 && p.Customers != p.Size {
				t.Fatalf("%+v", p)
			}
			last = p.Size
		}
	})
}
