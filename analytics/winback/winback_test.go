package winback

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

var (
	labels  = analytics.NewLabels([]string{"app", "delivery", "garden", "overall", "price", "service", "toys"})
	reasons = NewReasons(labels, analytics.Scale{Max: 10, Low: analytics.DefaultLow})
)

const (
	app analytics.Label = iota + 1
	delivery
	garden
	overall
	price
	service
	toys
)

func quarter(*analytics.Customer, analytics.Summary) float64 { return 0.25 }

func consider(w *WinBack, id int64, expected float64) {
	s := analytics.Summary{First: 0, Last: 60, Occasions: 4, Revenue: 9e6}
	w.Consider(&analytics.Customer{Key: analytics.NumberKey(id)}, s, 200, "At risk", expected, true)
}

func TestLapsed(t *testing.T) {
	w := NewWinBack(3, reasons, quarter)
	consider(w, 7, 10)
	got := w.List[0]
	want := Lapsed{Customer: "7", Segment: "At risk", Last: 60, Silent: 140, Usual: 20, Revenue: 9e6, AtStake: 40, Chance: 0.25, Expected: 10, Reason: BySilence}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	w.Consider(&analytics.Customer{}, analytics.Summary{Occasions: 1}, 200, "", 10, true)
	consider(w, 8, 0)
	w.Consider(&analytics.Customer{}, analytics.Summary{Occasions: 2}, 200, "", 10, false)
	if w.Refused != 1 || len(w.List) != 1 || w.Expected != 10 {
		t.Errorf("who refuses contact is not counted apart: %+v", w)
	}
	other := NewWinBack(3, reasons, quarter)
	if other.Merge(w); other.Refused != 1 {
		t.Errorf("merged: %d refuse", other.Refused)
	}
	if w.Lapsed != 1 {
		t.Errorf("one-time buyers and customers worth nothing are counted: %d", w.Lapsed)
	}
}

// The last thing bought is of the last day of purchase: refunds and earlier days don't count.
func TestLastBought(t *testing.T) {
	c := analytics.Customer{
		Rows: []analytics.Row{{Day: 1, Purchases: 1, Gross: 5e6, Channel: toys}, {Day: 60, Purchases: 2, Gross: 7e6, Channel: app},
			{Day: 60, Purchases: 1, Gross: 2e6, Refunded: 1e6, Channel: app}, {Day: 80, Refunds: 1, Refunded: 3e6, Channel: toys}},
		Categories: []analytics.Category{{Name: toys, First: 1, Last: 60}, {Name: delivery, First: 2, Last: 3}, {Name: garden, First: 60, Last: 60}},
	}
	w := NewWinBack(3, reasons, quarter)
	w.Consider(&c, c.Summary(), 200, "", 10, true)
	if got := w.List[0]; got.LastSpend != 8e6 || got.Category != "garden" || got.Channel != "app" {
		t.Errorf("got %+v", got)
	}
}

func TestReason(t *testing.T) {
	check := func(want Reason, about string, c analytics.Customer) {
		t.Helper()
		if got, what := reasons.Of(&c); got != want || what != about {
			t.Errorf("got %q about %q, want %q about %q", got, what, want, about)
		}
	}
	answer := func(day analytics.Day, dimension analytics.Label, score float64) analytics.Answer {
		return analytics.Answer{Day: day, Dimension: dimension, Experience: score, ScaleMin: math.NaN(), ScaleMax: math.NaN()}
	}
	solved := []analytics.Complaint{{Resolved: true}}
	dear := []analytics.Answer{answer(2, overall, 3), answer(2, price, 2), answer(2, service, 2)}
	check(ByComplaint, "delivery", analytics.Customer{Complaints: []analytics.Complaint{{Resolved: true}, {Category: delivery}}, Answers: dear})
	check(ByPrice, "price", analytics.Customer{Complaints: solved, Answers: dear})
	check(ByLowScore, "service", analytics.Customer{Answers: []analytics.Answer{answer(2, overall, 4), answer(2, price, 4), answer(2, service, 3)}})
	check(ByLowScore, "", analytics.Customer{Answers: []analytics.Answer{answer(2, overall, 4)}})
	check(ByLowScore, "service", analytics.Customer{Answers: []analytics.Answer{answer(2, service, 4)}})
	check(BySilence, "", analytics.Customer{Answers: []analytics.Answer{answer(2, overall, 4.5), answer(2, service, 1)}})
	check(BySilence, "", analytics.Customer{Answers: append(dear, answer(3, overall, 9))})
	check(BySilence, "", analytics.Customer{})
	five := analytics.Answer{Dimension: overall, Experience: 3, ScaleMin: 1, ScaleMax: 5}
	check(BySilence, "", analytics.Customer{Answers: []analytics.Answer{five}})
	bargain, full := analytics.Row{Purchases: 1, Discount: 1}, analytics.Row{Purchases: 1}
	check(ByPrice, "", analytics.Customer{Rows: []analytics.Row{bargain, full, bargain, {Refunds: 1}}})
	check(BySilence, "", analytics.Customer{Rows: []analytics.Row{bargain, full}})
}

// Without a known scale nothing is a low score.
func TestReasonWithoutScale(t *testing.T) {
	c := analytics.Customer{Answers: []analytics.Answer{{Dimension: overall, Experience: 1}}}
	if got, _ := NewReasons(labels, analytics.Scale{Low: analytics.DefaultLow}).Of(&c); got != BySilence {
		t.Errorf("got %q", got)
	}
}

// TestBestAreKept compares the bounded list with sorting everything, in any order of input and any split.
func TestBestAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(1, 30), 0, 60).Draw(t, "values")
		keep := rapid.IntRange(1, 10).Draw(t, "keep")
		all, one, two := NewWinBack(1000, reasons, quarter), NewWinBack(keep, reasons, quarter), NewWinBack(keep, reasons, quarter)
		for i, v := range values {
			consider(all, int64(i), float64(v))
			consider([]*WinBack{one, two}[rapid.IntRange(0, 1).Draw(t, "part")], int64(i), float64(v))
		}
		one.Merge(two)
		one.Sort()
		all.Sort()
		if want := all.List[:min(keep, len(values))]; !slices.Equal(one.List, want) {
			t.Fatal(fmt.Sprint(one.List, "\nwant\n", want))
		}
	})
}
