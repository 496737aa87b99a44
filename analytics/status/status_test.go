package status

import (
	"math/rand/v2"
	"slices"
	"testing"

	"regulars/analytics"
)

// customer is one who bought for one unit on each of the days.
func customer(days ...int) *analytics.Customer {
	c := &analytics.Customer{}
	for i, d := range days {
		c.Rows = append(c.Rows, analytics.Row{Order: uint64(i), Day: analytics.Day(d), Purchases: 1, NewOrder: true, Gross: analytics.MoneyScale})
	}
	return c
}

// every is so many purchases with a gap of so many days.
func every(from, gap, n int) (days []int) {
	for i := range n {
		days = append(days, from+i*gap)
	}
	return days
}

func ruleOf(until, after int, customers ...*analytics.Customer) analytics.StatusRule {
	g := NewGaps(analytics.Day(until))
	for _, c := range customers {
		g.Add(c)
	}
	return g.Rule(after)
}

func TestRule(t *testing.T) {
	twenty := []int{0}
	for gap := 1; gap <= 20; gap++ { // one customer a gap, so that all are first gaps
		twenty = append(twenty, gap)
	}
	var base []*analytics.Customer
	for _, gap := range twenty[1:] {
		base = append(base, customer(0, gap))
	}
	for _, test := range []struct {
		name       string
		until      int
		after      int
		base       []*analytics.Customer
		slow, lost int
		gaps       int
	}{
		{"the 16th and the 19th of twenty, 1.5 times the 16th being longer", 99, 0, base, 16, 24, 20},
		{"asked for", 99, 10, base, 10, 10, 20},
		{"asked for, longer than the 80 % gap", 99, 50, base, 16, 50, 20},
		{"gaps that end later do not count", 10, 0, base, 8, 12, 10},
		{"nobody came back", 99, 0, []*analytics.Customer{customer(3), customer(5)}, 365, 365, 0},
		{"nobody came back, asked for", 99, 30, []*analytics.Customer{customer(3)}, 30, 30, 0},
		{"two purchases a day are one occasion", 99, 0, []*analytics.Customer{customer(3, 3, 7, 7)}, 4, 6, 1},
		{"only the first ten gaps", 999, 0, []*analytics.Customer{customer(append(every(0, 3, 11), every(90, 60, 10)...)...)}, 3, 4, 10},
	} {
		r := ruleOf(test.until, test.after, test.base...)
		if r.Everyone != (analytics.Limits{Slow: test.slow, Lost: test.lost}) || r.Gaps != test.gaps {
			t.Errorf("%s: %+v, want %d and %d on %d gaps", test.name, r, test.slow, test.lost, test.gaps)
		}
	}
	// The 95 % gap where it is the longer: gaps of 10 nineteen times and 100 once and again.
	r := analytics.NewStatusRule([]analytics.Run{{Value: 10, Count: 18}, {Value: 100, Count: 2}}, 0)
	if r.Everyone != (analytics.Limits{Slow: 10, Lost: 100}) {
		t.Errorf("the 95 %% gap is not taken: %+v", r)
	}
}

func TestStatusOnAnyDay(t *testing.T) {
	rule := analytics.StatusRule{Everyone: analytics.Limits{Slow: 20, Lost: 40}, Gaps: 1000}
	own := customer(every(0, 5, 11)...) // ten gaps of five days: S 5, L 7
	nearly := customer(every(0, 5, 10)...)
	refund := &analytics.Customer{Rows: []analytics.Row{{Day: 3, Refunds: 1, Refunded: 5}}}
	returned := customer(0, 100)
	back := customer(0)
	back.Rows = append(back.Rows, analytics.Row{Day: 30, Refunds: 1, Refunded: 5})
	free := customer(0, 15)
	free.Rows[1].Gross = 0
	for _, test := range []struct {
		name string
		c    *analytics.Customer
		day  int
		want analytics.Status
		own  bool
	}{
		{"before the first purchase", customer(10), 9, analytics.NotYet, false},
		{"on the day of the first purchase", customer(10), 10, analytics.New, false},
		{"silent for S", customer(10), 30, analytics.New, false},
		{"silent for longer than S", customer(10), 31, analytics.Slowing, false},
		{"silent for L", customer(10), 50, analytics.Slowing, false},
		{"silent for longer than L", customer(10), 51, analytics.Lost, false},
		{"two occasions", customer(0, 10), 30, analytics.Active, false},
		{"two purchases a day are one occasion", customer(10, 10), 12, analytics.New, false},
		{"refunds only", refund, 9, analytics.NotYet, false},
		{"a refund is no sign of life", back, 41, analytics.Lost, false},
		{"a free order is", free, 41, analytics.Slowing, false},
		{"an account", &analytics.Customer{Accounts: []analytics.Account{{}}}, 9, analytics.NotYet, false},
		{"own gaps", own, 55, analytics.Active, true},
		{"own gaps, slowing", own, 56, analytics.Slowing, true},
		{"own gaps, lost", own, 58, analytics.Lost, true},
		{"nine gaps go by everybody's", nearly, 58, analytics.Active, false},
		{"ten gaps of which the day knows nine", own, 49, analytics.Active, false},
		{"lost, whatever comes later", returned, 99, analytics.Lost, false},
		{"and active again", returned, 100, analytics.Active, false},
	} {
		got := rule.On(test.c, analytics.Day(test.day))
		if got.Status != test.want || got.Own != test.own {
			t.Errorf("%s: %v, own %v; want %v, %v", test.name, got.Status, got.Own, test.want, test.own)
		}
	}
	asked := analytics.StatusRule{After: 6, Everyone: analytics.Limits{Slow: 6, Lost: 6}, Gaps: 1000}
	if got := asked.On(own, 57).Status; got != analytics.Lost {
		t.Errorf("who was to be lost after 6 days is %v after 7", got)
	}
	if got := asked.On(own, 56); got.Status != analytics.Slowing || got.Limits != (analytics.Limits{Slow: 5, Lost: 6}) {
		t.Errorf("after 6 days %v within %+v", got.Status, got.Limits)
	}
}

// bases are random bases with refunds, free orders and accounts.
func randomBase(rng *rand.Rand, n int) (base []*analytics.Customer) {
	for range n {
		c, day := &analytics.Customer{}, rng.IntN(300)
		if rng.IntN(4) == 0 {
			c.Accounts = []analytics.Account{{Day: analytics.Day(rng.IntN(400))}}
		}
		scale := 1 + rng.IntN(60)
		for range rng.IntN(25) {
			row := analytics.Row{Day: analytics.Day(day), Purchases: 1, NewOrder: true, Gross: analytics.Money(rng.IntN(5000)) * 10_000}
			if rng.IntN(6) == 0 {
				row = analytics.Row{Day: analytics.Day(day), Refunds: 1, Refunded: analytics.Money(rng.IntN(3000)) * 10_000}
			}
			c.Rows = append(c.Rows, row)
			day += rng.IntN(scale)
		}
		base = append(base, c)
	}
	return base
}

// TestFlowsAddUp checks that flows open at what the customers were and close at what they are, to the customer and to the cent, however
// the base is split.
func TestFlowsAddUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 2))
	for round := range 200 {
		base := randomBase(rng, 1+rng.IntN(80))
		q := analytics.Question{Start: 0, AsOf: analytics.Day(200 + rng.IntN(300))}
		from := q.AsOf - analytics.Day(1+rng.IntN(200))
		rule := ruleOf(int(q.AsOf), []int{0, 0, 45}[rng.IntN(3)], base...)
		then := ruleOf(int(HalfAgo(q)), rule.After, base...)
		whole, early, parts := NewBase(q, rule, then), NewBase(analytics.Question{AsOf: from}, rule, then), []*Flows{NewFlows(rule, from, q.AsOf), NewFlows(rule, from, q.AsOf)}
		merged := NewBase(q, rule, then)
		var between analytics.Total
		for i, c := range base {
			whole.Add(c)
			early.Add(c)
			parts[i%2].Add(c)
			one := NewBase(q, rule, then)
			one.Add(c)
			merged.Merge(one)
			for _, r := range c.Rows {
				if r.Day > from && r.Day <= q.AsOf {
					between.Add(r.Net())
				}
			}
		}
		f := parts[0]
		f.Merge(parts[1])
		var revenue analytics.Total
		for _, s := range Order {
			if f.Closing(s) != whole.Count[s] {
				t.Fatalf("round %d: flows close at %d %v, %d are", round, f.Closing(s), s, whole.Count[s])
			}
			if s != analytics.NotYet && f.Opening(s) != early.Count[s] {
				t.Fatalf("round %d: flows open at %d %v, %d were", round, f.Opening(s), s, early.Count[s])
			}
			for _, to := range Order {
				revenue.Merge(f.Revenue[s][to])
			}
		}
		if revenue != between {
			t.Fatalf("round %d: flows hold %v, customers spent %v", round, revenue.Units(), between.Units())
		}
		if f.Count[analytics.New][analytics.NotYet]+f.Count[analytics.Active][analytics.New] > 0 {
			t.Fatalf("round %d: who has bought becomes a customer to be", round)
		}
		if *merged != *whole {
			t.Fatalf("round %d: the base in parts is another", round)
		}
		back := 0
		for _, c := range base {
			days := slices.DeleteFunc(slices.Clone(c.Rows), func(r analytics.Row) bool { return r.Purchases == 0 })
			if then.On(c, whole.Half).Status == analytics.Lost && slices.ContainsFunc(days, func(r analytics.Row) bool { return r.Day > whole.Half && r.Day <= q.AsOf }) {
				back++
			}
		}
		if back != whole.Returned {
			t.Fatalf("round %d: %d of the lost came back, %d are told", round, back, whole.Returned)
		}
	}
}

func TestTheCheckOfTheRule(t *testing.T) {
	q := analytics.Question{Start: 0, AsOf: 100} // half is day 50
	then := analytics.StatusRule{After: 20, Everyone: analytics.Limits{Slow: 20, Lost: 20}}
	now := analytics.StatusRule{After: 60, Everyone: analytics.Limits{Slow: 60, Lost: 60}} // by which nobody was lost on day 50
	b := NewBase(q, now, then)
	for _, c := range []*analytics.Customer{customer(0), customer(5), customer(9, 80), customer(29), customer(30), customer(40), customer(29, 101)} {
		b.Add(c)
	}
	if b.Half != 50 || b.WereLost != 5 || b.Returned != 1 || b.Back() != 0.2 || b.TooShort() {
		t.Errorf("of %d lost on day %v %d came back", b.WereLost, b.Half, b.Returned)
	}
	b.Add(customer(0, 51))
	if b.Returned != 2 || !b.TooShort() {
		t.Errorf("a third came back, and the rule is not too short: %v", b.Back())
	}
	if HalfAgo(analytics.Question{Start: 5, AsOf: 5}) != analytics.NoDay || HalfAgo(analytics.Question{Start: analytics.NoDay, AsOf: 5}) != analytics.NoDay {
		t.Error("a history of a day has a half")
	}
}
