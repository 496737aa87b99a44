package nextbuy

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"regulars/analytics"
)

// bought is a customer who first bought in each category on the day given beside it; several on one day are in one order.
func bought(days ...analytics.Day) *analytics.Customer {
	c := &analytics.Customer{}
	for name, day := range days {
		if day > 0 {
			c.Categories = append(c.Categories, analytics.Category{Name: analytics.Label(name + 1), First: day, Last: day})
		}
	}
	slices.SortStableFunc(c.Categories, func(a, b analytics.Category) int { return int(a.First - b.First) })
	return c
}

func steps(customers ...*analytics.Customer) *Steps {
	s := New(analytics.Question{AsOf: 100})
	for _, c := range customers {
		s.Add(c)
	}
	return s
}

func row(t *testing.T, s *Steps, from, to analytics.Label) Row {
	t.Helper()
	n, of := s.from[s.place[from]].share(s.place[to])
	return s.row(s.place[from], s.place[to], n, of)
}

// TestSteps counts by hand.
func TestSteps(t *testing.T) {
	s := steps(
		bought(1, 2, 3), // 1 then 2 then 3: of 1 next 2; of 2 next 3
		bought(1, 0, 2), // 1 then 3
		bought(1, 1, 5), // 1 and 2 in one order, then 3: of both next 3
		bought(5, 1, 5), // 2, then 1 and 3 in one order
		bought(3),       // no step
		bought(1, 200),  // none yet
	)
	check := func(from, to analytics.Label, customers, n int, share, base float64) {
		t.Helper()
		r := row(t, s, from, to)
		if r.Customers != customers || r.N != n || r.Share != share || math.Abs(r.Base-base) > 1e-12 || math.Abs(r.Lift-share/base) > 1e-12 {
			t.Errorf("%d to %d: %+v, want %d of %d, %v", from, to, r, customers, n, base)
		}
	}
	// Steps: {1}→2, {1,2}→3, {1}→3, {1,2}→3, {2}→{1,3}; who had not had 3: all five, of which four lead to it.
	check(1, 2, 1, 2, 1./2, 1./2) // of 1's customers the third had 2
	check(1, 3, 2, 3, 2./3, 4./5)
	check(2, 3, 3, 3, 1, 4./5)
	check(2, 1, 1, 1, 1, 1)
}

// TestNothing: whoever had bought what, the next category is drawn alike. So 95 of 100 intervals of the lift hold 1, and it is seldom told that a
// category leads to another.
func TestNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 16))
	held, told, all := 0, 0, 0
	for range 200 {
		s := New(analytics.Question{AsOf: 100})
		for range 400 {
			first, second := rng.IntN(6), rng.IntN(6)
			if first == second {
				continue
			}
			days := make([]analytics.Day, 6)
			days[first], days[second] = 1, 2
			s.Add(bought(days...))
		}
		r := row(t, s, 1, 2)
		all++
		if r.LiftLow <= 1 && r.LiftHigh >= 1 {
			held++
		}
		if r.Verdict() == analytics.More {
			told++
		}
	}
	if held < 183 || held > 198 || told > 12 {
		t.Errorf("of %d intervals %d hold 1, and %d tell more", all, held, told)
	}
}

// TestLead: who bought the first category buys the second next three times as often as others.
func TestLead(t *testing.T) {
	rng, s := rand.New(rand.NewPCG(8, 16)), New(analytics.Question{AsOf: 100})
	for range 3000 {
		days := make([]analytics.Day, 6)
		first := rng.IntN(6)
		days[first] = 1
		chance := .2
		if first == 0 {
			chance = .6
		}
		second := 1
		if rng.Float64() > chance || first == 1 {
			for second = 1; second == 1 || second == first; {
				second = rng.IntN(6)
			}
		}
		days[second] = 2
		s.Add(bought(days...))
	}
	r := row(t, s, 1, 2)
	if r.Verdict() != analytics.More || math.Abs(r.Share-.6) > .05 || r.LiftLow > .6/.28 || r.LiftHigh < .6/.28 { // of five firsts .6 and four times .2
		t.Errorf("%+v", r)
	}
	g := s.Guess()
	if got := g.Of(bought(1)); got != 2 {
		t.Errorf("after the first category %d is the likeliest, not the second", got)
	}
	if got := g.Of(bought(2, 1)); got == 1 || got == 2 || got == 0 {
		t.Errorf("%d is told to be next, which was bought", got)
	}
	if got := g.Of(bought(1, 1, 1, 1, 1, 1)); got != 0 {
		t.Errorf("who has bought in all is told %d", got)
	}
}

func TestMerge(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 16))
	q := analytics.Question{AsOf: 100}
	whole, parts := New(q), []*Steps{New(q), New(q), New(q)}
	for i := range 500 {
		days := make([]analytics.Day, 7)
		for j := range days {
			if days[j] = analytics.Day(max(0, rng.IntN(120)-60)); i < 250 && j > 2 {
				days[j] = 0 // so that parts meet the later categories in an order of their own
			}
		}
		c := bought(days...)
		whole.Add(c)
		parts[i/200].Add(c)
	}
	parts[0].Merge(parts[1])
	parts[0].Merge(parts[2])
	for from := analytics.Label(1); from <= 7; from++ {
		for to := analytics.Label(1); to <= 7; to++ {
			if a, b := row(t, whole, from, to), row(t, parts[0], from, to); from != to && !reflect.DeepEqual(a, b) {
				t.Fatalf("%d to %d: %+v in one, %+v in parts", from, to, a, b)
			}
		}
	}
	if !reflect.DeepEqual(whole.Guess(), parts[0].Guess()) {
		t.Error("the guesses differ in parts")
	}
}
