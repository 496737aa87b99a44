package stage

import (
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

var question = analytics.Question{AsOf: 1000, Compare: 900}

var rule = Rule{Categories: 2, Accounts: true, Praise: true}

func buyer(days ...analytics.Day) *analytics.Customer {
	c := &analytics.Customer{}
	for i, d := range days {
		c.Rows = append(c.Rows, analytics.Row{Order: uint64(i), Day: d, Purchases: 1, NewOrder: true, Gross: 10e6})
	}
	return c
}

func answers(c *analytics.Customer, day analytics.Day, score float64) *analytics.Customer {
	c.Answers = append(c.Answers, analytics.Answer{Day: day, Recommend: score})
	return c
}

func broad(c *analytics.Customer, days ...analytics.Day) *analytics.Customer {
	for i, d := range days {
		c.Categories = append(c.Categories, analytics.Category{Name: analytics.Label(i + 1), First: d, Last: d})
	}
	return c
}

func account(c *analytics.Customer, day analytics.Day, qualified bool) *analytics.Customer {
	c.Accounts = append(c.Accounts, analytics.Account{Day: day, Qualified: qualified})
	return c
}

func TestOf(t *testing.T) {
	check := func(c *analytics.Customer, want Stage) {
		t.Helper()
		if got := rule.Of(c); got != want {
			t.Errorf("got %v, want %v: %+v", got, want, c)
		}
	}
	check(buyer(), None)
	check(account(buyer(), 5, false), Suspect)
	check(account(account(buyer(), 5, true), 6, false), Prospect)
	check(account(buyer(5), 5, true), FirstTime)
	check(buyer(5, 5), FirstTime) // two orders on one day
	check(buyer(5, 6), Repeat)
	check(broad(buyer(5, 6), 5, 6), Devoted)
	check(broad(buyer(5), 5, 5), FirstTime)
	check(broad(buyer(5, 6), 5), Repeat)
	check(answers(buyer(5, 6), 7, 9), Advocate)
	check(answers(buyer(5), 7, 10), FirstTime)
	check(answers(buyer(5, 6), 7, 8), Repeat)
	check(answers(answers(buyer(5, 6), 7, 9), 8, 3), Repeat) // would not any more
	check(answers(answers(buyer(5, 6), 7, 9), 8, math.NaN()), Advocate)
	check(&analytics.Customer{Rows: buyer(5, 6).Rows, Referrals: []analytics.Referral{{Day: 3}}}, Advocate)
	if got := (Rule{}).Of(broad(buyer(5, 6), 5, 6)); got != Repeat {
		t.Errorf("without a number of categories: %v", got)
	}
}

// TestTwoCategoriesTellNothing: nearly all of two is shown by whoever buys in both, so nobody is told to be devoted there.
func TestTwoCategoriesTellNothing(t *testing.T) {
	of := func(n int) int {
		b := NewBreadth(question)
		for range 30 {
			c := buyer(5)
			for i := range n {
				broad(c, analytics.Day(5+i))
			}
			b.Add(c)
		}
		return b.Categories()
	}
	for n, want := range []int{0, 0, 0, 3, 4, 4} {
		if got := of(n); got != want {
			t.Errorf("of %d categories %d make devoted, want %d", n, got, want)
		}
	}
}

// TestConversions counts by hand that devotion and advocacy are each of repeat customers.
func TestConversions(t *testing.T) {
	s := New(rule, question)
	for _, c := range []*analytics.Customer{
		account(buyer(), 5, false), account(buyer(), 5, true), account(buyer(100), 5, true), account(buyer(100), 5, false), // accounts: 4, qualified 2
		buyer(100, 120),                                   // repeat
		broad(buyer(100, 120), 100, 120),                  // devoted, no advocate
		answers(broad(buyer(100, 120), 100, 120), 130, 9), // both
		answers(buyer(100, 120), 130, 9),                  // advocate, not devoted
		answers(buyer(100, 120), 130, 9),
	} {
		s.Add(c)
	}
	got := map[string][2]int{}
	for _, c := range s.Conversions() {
		got[c.Of+" → "+c.Name] = [2]int{c.Count, c.N}
	}
	want := map[string][2]int{"suspect → prospect": {2, 4}, "prospect → first-time": {1, 2}, "first-time → repeat": {5, 7}, "repeat → devoted": {2, 5},
		"repeat → advocate": {3, 5}, "devoted → advocate": {1, 2}}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestCategories takes the median of the broadest tenth: of 20 customers the two with 9 and 6 categories, 7.5, of which 80 % are 6.
func TestCategories(t *testing.T) {
	b := NewBreadth(question)
	add := func(n int) {
		c := buyer(5)
		for i := range n {
			broad(c, analytics.Day(5+i))
		}
		b.Add(c)
	}
	if got := b.Categories(); got != 0 {
		t.Errorf("of nobody: %d", got)
	}
	for range 18 {
		add(1)
	}
	add(9)
	add(6)
	b.Add(broad(buyer(), 5, 6, 7)) // no purchase
	if got := b.Categories(); got != 6 {
		t.Errorf("got %d, want 6", got)
	}
	one := NewBreadth(question)
	one.Add(broad(buyer(5), 5))
	if got := one.Categories(); got != 0 {
		t.Errorf("who buys in one category is not devoted: %d", got)
	}
}

func of(t *testing.T, s *Stages, at Stage) Row {
	t.Helper()
	rows := s.Rows()
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Stage == at })
	if i < 0 {
		t.Fatalf("no row for %v", at)
	}
	return rows[i]
}

func TestRows(t *testing.T) {
	s := New(rule, question)
	for _, c := range []*analytics.Customer{
		account(buyer(), analytics.NoDay, false), account(buyer(), 950, true), // a suspect of old and a new prospect
		buyer(100), buyer(100, 120), buyer(100, 130), // 20 and 30 days to the second purchase
		broad(buyer(800, 840), 800, 910),                   // devoted since
		answers(answers(buyer(850, 860), 870, 10), 950, 2), // an advocate once, not now
		answers(buyer(950, 960), 955, 9),                   // new, an advocate on the day of the second purchase
	} {
		s.Add(c)
	}
	check := func(at Stage, customers, before, reached int, rate float64) {
		t.Helper()
		r := of(t, s, at)
		if r.Customers != customers || r.Before != before || r.Change != customers-before || r.Reached != reached || r.Rate != rate && !(math.IsNaN(r.Rate) && math.IsNaN(rate)) {
			t.Errorf("%v: %+v", at, r)
		}
	}
	check(Suspect, 1, 1, 2, math.NaN())
	check(Prospect, 1, 0, 1, 1./2)
	check(FirstTime, 1, 1, 6, 0) // nobody who was a prospect has bought
	check(Repeat, 3, 3, 5, 5./6)
	check(Devoted, 1, 0, 1, 1./5)
	check(Advocate, 1, 1, 1, 1./5)
	first := of(t, s, FirstTime)
	if first.Moved != 5 || first.MovedDays != 20 || first.Median != 20 { // 10, 10, 20, 30, 40 and one still there after 900
		t.Errorf("first-time: %+v", first)
	}
	if first.SoFar != 900 {
		t.Errorf("first-time, no further: %+v", first)
	}
	if prospect := of(t, s, Prospect); prospect.SoFar != 50 || !math.IsNaN(of(t, s, Suspect).SoFar) {
		t.Errorf("a prospect since day 950, a suspect since nobody knows: %+v", prospect)
	}
	repeat := of(t, s, Repeat) // 10 days and 70 to a higher stage, two still there; the last never stayed at it
	if repeat.Moved != 2 || repeat.MovedDays != 10 || repeat.Median != 70 {
		t.Errorf("repeat: %+v", repeat)
	}
	var moves []string
	for _, f := range s.Flows() {
		moves = append(moves, f.Then+" → "+f.Now)
	}
	want := []string{"(new) → prospect", "(new) → advocate", "suspect → suspect", "first-time → first-time", "repeat → repeat", "repeat → devoted", "advocate → repeat"}
	if !slices.Equal(moves, want) {
		t.Errorf("moves %v, want %v", moves, want)
	}
}

// TestMedian follows Kaplan and Meier by hand: of six, events at 1, 3 and 6 and three lost from sight at 2, 3 and 7 leave 5/6, 5/6·3/4 and
// 5/6·3/4·1/2.
func TestMedian(t *testing.T) {
	var moved, stays analytics.Multiset
	for _, d := range []int64{1, 3, 6} {
		moved.Add(d)
	}
	for _, d := range []int64{2, 3, 7} {
		stays.Add(d)
	}
	if got := median(&moved, &stays); got != 6 {
		t.Errorf("got %v, want 6", got)
	}
	if got := median(&moved, nil); got != 3 {
		t.Errorf("of those who moved: %v, want 3", got)
	}
	for range 9 {
		stays.Add(100)
	}
	if got := median(&moved, &stays); !math.IsNaN(got) {
		t.Errorf("fewer than half ever move: %v", got)
	}
	if got := median(&analytics.Multiset{}, nil); !math.IsNaN(got) {
		t.Errorf("of nobody: %v", got)
	}
}

func TestUnknownStagesAreLeftOut(t *testing.T) {
	s := New(Rule{}, question)
	s.Add(buyer(5))
	s.Add(buyer(5, 6))
	var names []string
	for _, r := range s.Rows() {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, []string{"first-time", "repeat"}) {
		t.Errorf("rows %v", names)
	}
	if tables := s.Tables(); tables[0].Record.NumRows() != 2 || tables[1].Record.NumRows() != 1 || tables[2].Record.NumRows() != 2 {
		t.Error("tables are not as long")
	}
}

func anybody(t *rapid.T) *analytics.Customer {
	day := rapid.Map(rapid.IntRange(800, 1050), func(d int) analytics.Day { return analytics.Day(d) })
	days := rapid.SliceOfN(day, 0, 4)
	sorted := func(name string) []analytics.Day { return slices.Sorted(slices.Values(days.Draw(t, name))) }
	c := broad(buyer(sorted("bought")...))
	if len(c.Rows) > 0 {
		broad(c, sorted("categories")...)
	}
	for _, d := range sorted("answers") {
		answers(c, d, float64(rapid.IntRange(7, 10).Draw(t, "recommend")))
	}
	for _, d := range sorted("accounts") {
		account(c, d, rapid.Bool().Draw(t, "qualified"))
	}
	return c
}

// TestPartsAddUp checks that stages add up to all people at both dates, that those from the first purchase on are the customers, and
// that neither order nor split matters.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(anybody), 0, 30).Draw(t, "people")
		whole, one, two := New(rule, question), New(rule, question), New(rule, question)
		buyers, accounts, revenue := 0, 0, analytics.Total{}
		for _, c := range all {
			whole.Add(c)
			known := c.Until(question.AsOf)
			switch s := known.Summary(); {
			case s.Occasions > 0:
				buyers++
				revenue.Add(s.Revenue)
			case len(known.Accounts) > 0:
				accounts++
			}
		}
		for _, c := range rapid.Permutation(all).Draw(t, "order") {
			[]*Stages{one, two}[rapid.IntRange(0, 1).Draw(t, "part")].Add(c)
		}
		one.Merge(two)
		if !slices.Equal(one.Flows(), whole.Flows()) {
			t.Fatal("the flows depend on order or split")
		}
		for i, r := range one.Rows() {
			w := whole.Rows()[i]
			if r.Customers != w.Customers || r.Revenue != w.Revenue || r.Moved != w.Moved || r.Median != w.Median && !math.IsNaN(r.Median) {
				t.Fatalf("%+v against %+v", r, w)
			}
			switch {
			case r.Stage >= FirstTime:
				buyers -= r.Customers
				revenue.Merge(r.Revenue.Neg())
			default:
				accounts -= r.Customers
			}
			if r.Reached < r.Customers || r.Change != r.Customers-r.Before {
				t.Fatalf("%+v", r)
			}
		}
		if buyers != 0 || accounts != 0 || revenue != (analytics.Total{}) {
			t.Fatalf("%d customers, %d accounts and %v of revenue are at no stage", buyers, accounts, revenue.Units())
		}
	})
}
