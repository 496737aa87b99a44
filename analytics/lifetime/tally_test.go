package lifetime

import (
	"cmp"
	"testing"

	"pgregory.net/rapid"
)

// TestTallyAgainstMap counts keys in two tallies that are merged, and in a map.
func TestTallyAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := map[int]int32{}
		tallies := [2]tally[int]{{compare: cmp.Compare[int]}, {compare: cmp.Compare[int]}}
		for i := range tallies {
			for _, key := range rapid.SliceOf(rapid.IntRange(-50, 50)).Draw(t, "keys") {
				tallies[i].add(key)
				if want[key]++; key == 50 {
					tallies[i].settle()
				}
			}
		}
		tallies[0].merge(&tallies[1])
		got := tallies[0].sorted()
		if len(got) != len(want) {
			t.Fatalf("%d keys, want %d", len(got), len(want))
		}
		for i, c := range got {
			if c.customers != want[c.key] || i > 0 && got[i-1].key >= c.key {
				t.Fatalf("%v at %d", c, i)
			}
		}
	})
}
