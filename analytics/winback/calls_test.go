package winback

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func TestPurpose(t *testing.T) {
	const asOf = 1000
	check := func(what string, c analytics.Customer, p Prospect, want Call) {
		t.Helper()
		l := NewCalls(asOf, 10, reasons)
		c.Key, want.Customer = analytics.NumberKey(7), "7"
		p.Summary.Last, want.Last = 990, 990
		l.Consider(&c, p)
		switch {
		case want.Purpose == "" && len(l.List) > 0:
			t.Errorf("%s: called for %+v", what, l.List[0])
		case want.Purpose != "" && (len(l.List) != 1 || l.List[0] != want):
			t.Errorf("%s: got %+v, want %+v", what, l.List, want)
		}
	}
	regular := analytics.Summary{Occasions: 4}
	open := func(day analytics.Day) analytics.Customer {
		return analytics.Customer{Complaints: []analytics.Complaint{{Opened: day, Category: delivery}}}
	}
	low := analytics.Customer{Answers: []analytics.Answer{{Day: 995, Dimension: overall, Experience: 2}}}
	check("lapsed", open(5), Prospect{Summary: regular, Lapsed: true, Expected: 30, Potential: 99}, Call{Purpose: ToWinBack, Reason: ByComplaint, About: "delivery", Value: 30})
	check("lapsed after one purchase", open(5), Prospect{Summary: analytics.Summary{Occasions: 1}, Lapsed: true, Expected: 30}, Call{})
	check("complaint", open(911), Prospect{Summary: regular, Expected: 30, Potential: 20}, Call{Purpose: ToSettle, Reason: ByComplaint, About: "delivery", Value: 30})
	check("old complaint, bought since", open(910), Prospect{Summary: regular, Expected: 30}, Call{})
	check("low score", low, Prospect{Summary: regular, Expected: 30}, Call{Purpose: ToAsk, Reason: ByLowScore, Value: 30})
	check("more to win than to lose", low, Prospect{Summary: regular, Expected: 30, Potential: 31}, Call{Purpose: ToGrow, Value: 31})
	check("wallet", analytics.Customer{}, Prospect{Summary: regular, Expected: 30, Potential: 5}, Call{Purpose: ToGrow, Value: 5})
	check("next to nothing", open(5), Prospect{Summary: regular, Lapsed: true, Expected: 0.009}, Call{})
	check("nothing", analytics.Customer{}, Prospect{Summary: regular, Expected: 30}, Call{})
}

// The bounded list is the top of the sorted whole, in any split.
func TestBestCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.IntRange(1, 10).Draw(t, "keep")
		all, one, two := NewCalls(0, 1000, reasons), NewCalls(0, keep, reasons), NewCalls(0, keep, reasons)
		for i, v := range rapid.SliceOfN(rapid.IntRange(1, 30), 0, 60).Draw(t, "values") {
			c, p := &analytics.Customer{Key: analytics.NumberKey(int64(i))}, Prospect{Potential: float64(v)}
			all.Consider(c, p)
			[]*Calls{one, two}[rapid.IntRange(0, 1).Draw(t, "part")].Consider(c, p)
		}
		one.Merge(two)
		one.Sort()
		all.Sort()
		if want := all.List[:min(keep, len(all.List))]; !slices.Equal(one.List, want) {
			t.Fatalf("%v\nwant\n%v", one.List, want)
		}
	})
}
