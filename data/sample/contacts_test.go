package sample

import (
	"slices"
	"testing"
)

// TestLists checks who comes on a list, how many are held out, and that those contacted order more often by the effect and no more.
func TestLists(t *testing.T) {
	for _, effect := range []float64{0, 0.2} {
		s := drawn(t, 10_000)
		s.ContactEffect = effect
		var held mean
		var again [2]mean // contacted, held out
		var p person
		for n := range s.Customers {
			s.live(n, &p)
			seen := map[string]bool{}
			for _, c := range p.touches {
				held.add(one(c.held))
				if seen[c.list] {
					t.Fatalf("customer %d is twice on %s", n, c.list)
				}
				seen[c.list] = true
				before := slices.ContainsFunc(p.orders, func(o order) bool { return o.day > c.day-silentDays && o.day < c.day && !o.guest })
				if before || !slices.ContainsFunc(p.orders, func(o order) bool { return o.day < c.day }) {
					t.Fatalf("customer %d is on %s of day %d", n, c.list, c.day)
				}
				if c.day+listDays < s.days {
					again[bit(c.held)].add(one(slices.ContainsFunc(p.orders, func(o order) bool { return o.day > c.day && o.day <= c.day+listDays })))
				}
			}
		}
		held.near(t, "share held out", s.HeldOut)
		base := again[1].value()
		near(t, "share of those contacted who order", again[0].value(), base+effect*(1-base), again[0].se()+again[1].se())
		if held.n < 3000 {
			t.Errorf("only %v contacts", held.n)
		}
	}
}

// TestLossMakers checks that on whom the truth says more is spent than he leaves, more is.
func TestLossMakers(t *testing.T) {
	m := &maker{shop: drawn(t, 10_000)}
	var p person
	costly := 0
	for n := range m.Customers {
		m.live(n, &p)
		losses := m.lose(&p, nil)
		if p.costly != (len(losses) > 0) {
			t.Fatalf("customer %d: %d losses, costly %v", n, len(losses), p.costly)
		}
		if !p.costly {
			continue
		}
		costly++
		left := int64(0)
		for i := range p.orders {
			left += m.margin(&p, &p.orders[i])
		}
		for _, l := range losses {
			left -= l.cents
		}
		if left >= 0 {
			t.Errorf("customer %d leaves %d cents", n, left)
		}
	}
	if costly < 30 || costly > 125 {
		t.Errorf("%d loss-makers", costly)
	}
}
