package queue

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

// The queue in parts, merged in any split, is that of the whole: the largest gains in order, sums of everybody, thanks last and in no sum.
func TestQueueOfParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.IntRange(1, 10).Draw(t, "keep")
		whole, one, two := New(1000, 2), New(keep, 2), New(keep, 2)
		var gain analytics.Total
		gains := rapid.SliceOfN(rapid.IntRange(1, 9), 0, 60).Draw(t, "gains")
		for i, g := range gains {
			r := Row{Customer: fmt.Sprint("c", i), Action: Actions[g%6], Gain: float64(g) / 2, Response: 0.05, Segment: []string{"a", "b"}[g%2], Deadline: analytics.Day(100 - i), HeldOut: g == 3}
			gain.Add(analytics.MoneyOf(r.Gain))
			part := []*Queue{one, two}[rapid.IntRange(0, 1).Draw(t, "part")]
			whole.Add(r)
			part.Add(r)
			if g == 5 {
				whole.Refuse(Hold)
				part.Refuse(Hold)
			}
		}
		for i := range 3 {
			r := Row{Customer: fmt.Sprint("t", i), Value: float64(i), Segment: "a", Deadline: 50}
			whole.Thank(r)
			two.Thank(r)
		}
		one.Merge(two)
		one.Sort()
		whole.Sort()
		kept := min(keep, len(gains))
		if want := append(append([]Row(nil), whole.List[:kept]...), whole.List[len(gains):]...); !reflect.DeepEqual(one.List, want) {
			t.Fatalf("%v\nwant\n%v", one.List, want)
		}
		if fmt.Sprint(one.Sums(), one.Segment("a")) != fmt.Sprint(whole.Sums(), whole.Segment("a")) {
			t.Fatalf("%+v\nwant\n%+v", one.Sums(), whole.Sums())
		}
		customers, seen := 0, map[string]bool{}
		var sum, parts analytics.Total
		for _, s := range whole.Sums() {
			if s.Cost != 2*float64(s.Customers) {
				t.Fatalf("%+v", s)
			}
			customers += s.Customers
			sum.Merge(s.Gain)
		}
		for _, s := range append(whole.Segment("a"), whole.Segment("b")...) {
			parts.Merge(s.Gain)
		}
		for i, r := range whole.List {
			if seen[r.Customer] || i > 0 && whole.List[i-1].Gain < r.Gain || (r.Action == Thank) != (i >= len(gains)) {
				t.Fatalf("row %d: %+v", i, r)
			}
			seen[r.Customer] = true
		}
		if sum != gain || parts != gain || customers != len(gains)+3 || len(seen) != customers || whole.List[len(gains)].Customer != "t2" {
			t.Fatalf("%v and %v, not %v; %d customers", sum, parts, gain, customers)
		}
	})
}

// Only so many are thanked, those of whom most is expected.
func TestThanks(t *testing.T) {
	q := New(10, 0)
	for i := range 3 * thanked {
		q.Thank(Row{Customer: fmt.Sprint(i), Value: float64(i)})
	}
	q.Sort()
	if len(q.List) != thanked || q.List[0].Value != 3*thanked-1 || q.List[thanked-1].Value != 2*thanked || q.Sums()[0].Customers != thanked {
		t.Errorf("%d thanked: %+v", len(q.List), q.Sums())
	}
}
