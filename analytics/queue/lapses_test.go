package queue

import (
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

// Lapses that are counted before everybody's rule is known are those that the rule finds.
func TestLapsesByTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := analytics.Question{AsOf: 400, Start: 1, Horizon: rapid.SampledFrom([]int{50, 365}).Draw(t, "horizon"), ChurnAfter: rapid.SampledFrom([]int{0, 40}).Draw(t, "after")}
		rule := analytics.NewStatusRule([]analytics.Run{{Value: int64(rapid.IntRange(1, 30).Draw(t, "gap")), Count: 9}}, q.ChurnAfter)
		one, two := NewLapses(q), NewLapses(q)
		if want := analytics.Day(400 - min(100, q.Horizon)); one.Since != want {
			t.Fatalf("since %d, not %d", one.Since, want)
		}
		var want [2][bands][2]int
		for range rapid.IntRange(0, 12).Draw(t, "customers") {
			var c analytics.Customer
			for at := range rapid.IntRange(1, 16).Draw(t, "occasions") {
				last := analytics.Day(0)
				if at > 0 {
					last = c.Rows[at-1].Day
				}
				c.Rows = append(c.Rows, analytics.Row{Day: last + analytics.Day(rapid.IntRange(1, 250).Draw(t, "gap")), Purchases: 1, Order: uint64(at)})
			}
			if s := rule.On(&c, one.Since); s.Status == analytics.Lost {
				ratio := float64(one.Since-s.Last) / float64(s.Limits.Lost)
				b := 0
				for _, limit := range []float64{2, 4} {
					b += index(ratio > limit)
				}
				next := c.NextPurchase(one.Since)
				want[index(s.Occasions == 1)][b][index(next != analytics.NoDay && next <= q.AsOf)]++
			}
			[]*Lapses{one, two}[rapid.IntRange(0, 1).Draw(t, "part")].Add(&c)
		}
		one.Merge(two)
		if got := one.Returned(rule); got.counts != want {
			t.Fatalf("%v, not %v", got.counts, want)
		}
	})
}
