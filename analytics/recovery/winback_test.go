package recovery

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func consider(w *WinBack, id int64, expected float64) {
	s := analytics.Summary{First: 0, Last: 60, Occasions: 4, Revenue: 9e6}
	w.Consider(&analytics.Customer{Key: analytics.NumberKey(id)}, s, 200, "At risk", expected, 0.25)
}

func TestLapsed(t *testing.T) {
	w := NewWinBack(3)
	consider(w, 7, 10)
	got := w.List[0]
	want := Lapsed{"7", "At risk", 60, 140, 20, 9e6, 40, 0.25, 10, BySilence}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	w.Consider(&analytics.Customer{}, analytics.Summary{Occasions: 1}, 200, "", 10, 1)
	consider(w, 8, 0)
	if w.Lapsed != 1 {
		t.Errorf("one-time buyers and customers worth nothing are counted: %d", w.Lapsed)
	}
}

func TestReason(t *testing.T) {
	check := func(want Reason, c analytics.Customer) {
		t.Helper()
		if got := reason(&c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	angry := analytics.Answer{Experience: 4, ScaleMin: 0, ScaleMax: 10}
	fine := analytics.Answer{Experience: 4.5, ScaleMin: 0, ScaleMax: 10}
	check(ByComplaint, analytics.Customer{Complaints: []analytics.Complaint{{Resolved: true}, {}}, Answers: []analytics.Answer{angry}})
	check(ByLowScore, analytics.Customer{Complaints: []analytics.Complaint{{Resolved: true}}, Answers: []analytics.Answer{fine, angry}})
	check(BySilence, analytics.Customer{Answers: []analytics.Answer{angry, fine}})
	check(BySilence, analytics.Customer{Answers: []analytics.Answer{{Experience: 1}}})
	check(BySilence, analytics.Customer{})
}

// TestBestAreKept compares the bounded list with sorting everything, in any order of input and any split.
func TestBestAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(1, 30), 0, 60).Draw(t, "values")
		keep := rapid.IntRange(1, 10).Draw(t, "keep")
		all, one, two := NewWinBack(1000), NewWinBack(keep), NewWinBack(keep)
		for i, v := range values {
			consider(all, int64(i), float64(v))
			consider([]*WinBack{one, two}[rapid.IntRange(0, 1).Draw(t, "part")], int64(i), float64(v))
		}
		one.Merge(two)
		all.trim()
		if want := all.List[:min(keep, len(values))]; !slices.Equal(one.List, want) {
			t.Fatal(fmt.Sprint(one.List, "\nwant\n", want))
		}
	})
}
