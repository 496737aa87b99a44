package analytics

import (
	"math/bits"
	"slices"
)

// Run is a value and how often it is there.
type Run struct {
	Value int64
	Count int
}

// Multiset counts whole numbers exactly: days, occasions, amounts. It needs 16 bytes for each distinct value, however many
// values are added, and what it holds does not depend on the order in which they come. Its zero value is empty.
type Multiset struct {
	n      int
	small  []int   // counts of the values below smallValues, which days and occasions mostly are
	fresh  []int64 // other values, not yet counted
	levels [][]Run // each by rising value and less than half as long as the one before, so that there are few
}

const smallValues, freshValues = 4096, 4096

// Len is how many values were added.
func (m *Multiset) Len() int { return m.n }

// Add adds a value.
func (m *Multiset) Add(v int64) {
	m.n++
	if uint64(v) < smallValues {
		if m.small == nil {
			m.small = make([]int, smallValues)
		}
		m.small[v]++
		return
	}
	m.fresh = append(m.fresh, v)
	if len(m.fresh) == freshValues {
		m.count()
	}
}

// Merge adds the values of another multiset.
func (m *Multiset) Merge(o *Multiset) {
	m.n += o.n
	if m.small == nil {
		m.small = slices.Clone(o.small)
	} else {
		for v, n := range o.small {
			m.small[v] += n
		}
	}
	o.count()
	for _, runs := range o.levels {
		m.push(runs)
	}
}

// Runs are the distinct values, rising, with their counts. The slice must not be changed.
func (m *Multiset) Runs() []Run {
	m.count()
	var all []Run
	for v, n := range m.small {
		if n > 0 {
			all = append(all, Run{int64(v), n})
		}
	}
	for i := len(m.levels) - 1; i >= 0; i-- {
		all = mergeRuns(all, m.levels[i])
	}
	return all
}

// count turns the fresh values into runs.
func (m *Multiset) count() {
	if len(m.fresh) == 0 {
		return
	}
	slices.Sort(m.fresh)
	var runs []Run
	for _, v := range m.fresh {
		if last := len(runs) - 1; last >= 0 && runs[last].Value == v {
			runs[last].Count++
		} else {
			runs = append(runs, Run{v, 1})
		}
	}
	m.fresh = m.fresh[:0]
	m.push(runs)
}

// push adds runs as a level and merges levels of like length, so that each value is moved a logarithmic number of times.
func (m *Multiset) push(runs []Run) {
	m.levels = append(m.levels, runs)
	for last := len(m.levels) - 1; last > 0 && 2*len(m.levels[last]) >= len(m.levels[last-1]); last-- {
		m.levels[last-1] = mergeRuns(m.levels[last-1], m.levels[last])
		m.levels = m.levels[:last]
	}
}

// mergeRuns leaves both of its inputs as they are, because multisets may share them.
func mergeRuns(a, b []Run) []Run {
	if len(a) == 0 {
		return b
	}
	out := make([]Run, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].Value < b[0].Value:
			out, a = append(out, a[0]), a[1:]
		case a[0].Value > b[0].Value:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, Run{a[0].Value, a[0].Count + b[0].Count})
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// AddTimes adds an amount n times; n is not negative.
func (t *Total) AddTimes(m Money, n int) {
	hi, lo := bits.Mul64(uint64(max(m, -m)), uint64(n))
	product := Total{hi: int64(hi), lo: lo}
	if m < 0 {
		product = product.Neg()
	}
	t.Merge(product)
}
