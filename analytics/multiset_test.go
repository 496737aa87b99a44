package analytics

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// countAll is a multiset the slow way.
func countAll(values []int64) []Run {
	var runs []Run
	for _, v := range slices.Sorted(slices.Values(values)) {
		if last := len(runs) - 1; last >= 0 && runs[last].Value == v {
			runs[last].Count++
		} else {
			runs = append(runs, Run{v, 1})
		}
	}
	return runs
}

func TestMultiset(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Int64Range(-5, 5), rapid.Int64Range(smallValues-3, smallValues+3), rapid.Int64())
		values := rapid.SliceOfN(value, 0, 60).Draw(t, "values")
		parts := make([]Multiset, rapid.IntRange(1, 4).Draw(t, "parts"))
		for _, v := range values {
			parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")].Add(v)
		}
		all := &parts[0]
		for i := range parts[1:] {
			all.Merge(&parts[i+1])
		}
		if got, want := all.Runs(), countAll(values); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		if all.Len() != len(values) {
			t.Fatalf("%d values, want %d", all.Len(), len(values))
		}
	})
}

// TestMultisetLevels adds enough values for many levels, and checks that what was shared by merging stays as it was.
func TestMultisetLevels(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var one, two, both Multiset
	var values, second []int64
	for i := range 9 * freshValues {
		v := r.Int64N(1 << 40)
		values = append(values, v)
		one.Add(v)
		if i%3 == 0 {
			second = append(second, v)
			two.Add(v)
		}
	}
	both.Merge(&one)
	both.Merge(&two)
	both.Add(-1)
	check := func(what string, m *Multiset, want []int64) {
		t.Helper()
		for range 2 { // reading must not change it
			if !slices.Equal(m.Runs(), countAll(want)) {
				t.Errorf("%s: values were lost or added", what)
			}
		}
		if len(m.levels) > 12 {
			t.Errorf("%s: %d levels are too many", what, len(m.levels))
		}
	}
	check("one", &one, values)
	check("two", &two, second)
	check("both", &both, slices.Concat(values, second, []int64{-1}))
}

func TestAddTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-3, 3)).Draw(t, "amount"))
		n := rapid.IntRange(0, 50).Draw(t, "times")
		var got, want Total
		got.AddTimes(m, n)
		for range n {
			want.Add(m)
		}
		if got != want {
			t.Fatalf("%d × %d: got %v, want %v", n, m, got, want)
		}
	})
}

func BenchmarkMultiset(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var m Multiset
	for b.Loop() {
		m.Add(r.Int64N(2_000_000) * 10_000)
	}
	b.ReportMetric(float64(len(m.Runs())), "runs")
}
