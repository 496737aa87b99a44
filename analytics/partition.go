package analytics

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// partition holds the customers whose ids hash to it. While the ledger is filled, entries are kept in the order they
// come; close sorts them by customer.
type partition struct {
	mu      sync.Mutex
	index   []uint64 // open addressing: upper half tag, lower half 1 + position in keys; zero is free
	keys    []Key
	runs    [][]entry[Row]
	answers []entry[Answer]
	cases   []entry[Complaint]

	order      []uint32 // positions in keys, in the order of the keys
	rows       []Row
	rowsFrom   []uint32 // rows of the customer at position i: rows[rowsFrom[i]:rowsFrom[i]+rowsLen[i]]
	rowsLen    []uint32
	answered   []Answer
	answerFrom []uint32
	complained []Complaint
	caseFrom   []uint32
}

// entry is something of a customer, who is given by position in the partition's keys.
type entry[T any] struct {
	customer uint32
	item     T
}

const (
	firstIndex = 1 << 8
	chunk      = 1 << 11 // entries; keeps the memory of a growing log within one chunk of what it holds
)

func (p *partition) init() { p.index = make([]uint64, firstIndex) }

// position finds the customer, or makes it. The caller holds the lock.
func (p *partition) position(k hashedKey) uint32 {
	mask := uint64(len(p.index) - 1)
	tag := k.hash << 6 >> 32 << 32 // the bits below those that chose the partition
	for at := k.hash & mask; ; at = (at + 1) & mask {
		slot := p.index[at]
		if slot == 0 {
			return p.insert(k, at, tag)
		}
		if slot>>32<<32 == tag && p.keys[uint32(slot)-1] == k.key {
			return uint32(slot) - 1
		}
	}
}

func (p *partition) insert(k hashedKey, at, tag uint64) uint32 {
	if k.key.text != "" {
		k.key.text = strings.Clone(k.key.text)
	}
	p.keys = append(p.keys, k.key)
	p.index[at] = tag | uint64(len(p.keys))
	if len(p.keys)*3 > len(p.index)*2 {
		p.grow()
	}
	return uint32(len(p.keys) - 1)
}

func (p *partition) grow() {
	p.index = make([]uint64, 2*len(p.index))
	mask := uint64(len(p.index) - 1)
	for i, key := range p.keys {
		k := hashKey(key)
		at := k.hash & mask
		for p.index[at] != 0 {
			at = (at + 1) & mask
		}
		p.index[at] = k.hash<<6>>32<<32 | uint64(i+1)
	}
}

func (p *partition) enterRuns(runs []run, at []int32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, i := range at {
		last := len(p.runs) - 1
		if last < 0 || len(p.runs[last]) == chunk {
			p.runs = append(p.runs, make([]entry[Row], 0, chunk))
			last++
		}
		p.runs[last] = append(p.runs[last], entry[Row]{p.position(runs[i].who), runs[i].Row})
	}
}

func (p *partition) enterAnswer(k hashedKey, a Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers = append(p.answers, entry[Answer]{p.position(k), a})
}

func (p *partition) enterComplaint(k hashedKey, c Complaint) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cases = append(p.cases, entry[Complaint]{p.position(k), c})
}

func (p *partition) close(final []Label) error {
	p.index = nil
	p.order = make([]uint32, len(p.keys))
	for i := range p.order {
		p.order[i] = uint32(i)
	}
	slices.SortFunc(p.order, func(a, b uint32) int { return p.keys[a].Compare(p.keys[b]) })
	for _, c := range p.runs {
		for i := range c {
			c[i].item.Channel, c[i].item.Store = final[c[i].item.Channel], final[c[i].item.Store]
		}
	}
	p.rows, p.rowsFrom = group(len(p.keys), p.runs)
	p.runs = nil
	p.rowsLen = make([]uint32, len(p.keys))
	for i := range p.keys {
		rows := p.rows[p.rowsFrom[i]:p.rowsFrom[i+1]]
		if tooLarge(rows) {
			return ErrTooLarge
		}
		p.rowsLen[i] = uint32(settle(rows))
	}
	for i := range p.answers {
		p.answers[i].item.Dimension = final[p.answers[i].item.Dimension]
	}
	p.answered, p.answerFrom = group(len(p.keys), [][]entry[Answer]{p.answers})
	p.complained, p.caseFrom = group(len(p.keys), [][]entry[Complaint]{p.cases})
	p.answers, p.cases = nil, nil
	for i := range p.keys {
		slices.SortFunc(p.answered[p.answerFrom[i]:p.answerFrom[i+1]], compareAnswers)
		slices.SortFunc(p.complained[p.caseFrom[i]:p.caseFrom[i+1]], compareComplaints)
	}
	return nil
}

// group puts the items of each customer beside each other: those of customer i are items[from[i]:from[i+1]].
func group[T any](customers int, chunks [][]entry[T]) (items []T, from []uint32) {
	from = make([]uint32, customers+1)
	n := 0
	for _, c := range chunks {
		n += len(c)
		for i := range c {
			from[c[i].customer+1]++
		}
	}
	for i := range customers {
		from[i+1] += from[i]
	}
	next := slices.Clone(from)
	items = make([]T, n)
	for _, c := range chunks {
		for i := range c {
			items[next[c[i].customer]] = c[i].item
			next[c[i].customer]++
		}
	}
	return items, from
}

// settle merges the rows of each order and day, marks each order's first purchase and puts the rows in time order. It
// returns how many are left.
func settle(rows []Row) int {
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Day, b.Day))
	})
	n := 0
	for i := range rows {
		if n > 0 && rows[n-1].Order == rows[i].Order && rows[n-1].Day == rows[i].Day {
			rows[n-1].add(&rows[i])
			continue
		}
		rows[n] = rows[i]
		n++
	}
	rows = rows[:n]
	begun := false
	for i := range rows {
		if i > 0 && rows[i].Order != rows[i-1].Order {
			begun = false
		}
		rows[i].NewOrder = !begun && rows[i].Purchases > 0
		begun = begun || rows[i].NewOrder
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Order, b.Order))
	})
	return n
}

func (r *Row) add(o *Row) {
	r.Purchases += o.Purchases
	r.Refunds += o.Refunds
	r.Channel, r.Store = firstLabel(r.Channel, o.Channel), firstLabel(r.Store, o.Store)
	r.Gross += o.Gross
	r.Refunded += o.Refunded
	r.Cost += o.Cost
	r.Discount += o.Discount
}

func firstLabel(a, b Label) Label {
	if a == 0 || b == 0 {
		return a | b
	}
	return min(a, b)
}

// tooLarge tells whether any exact sum over the rows could overflow.
func tooLarge(rows []Row) bool {
	var size, carry, over uint64
	for i := range rows {
		for _, m := range [...]Money{rows[i].Gross, rows[i].Refunded, rows[i].Cost, rows[i].Discount} {
			size, carry = bits.Add64(size, uint64(max(m, -m)), 0)
			over |= carry
		}
	}
	return over != 0 || size > 1<<63-1
}

func compareAnswers(a, b Answer) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Dimension, b.Dimension),
		cmp.Compare(a.Experience, b.Experience), cmp.Compare(a.Expectation, b.Expectation),
		cmp.Compare(a.Importance, b.Importance), cmp.Compare(a.Ideal, b.Ideal), cmp.Compare(a.Recommend, b.Recommend),
		cmp.Compare(a.ScaleMin, b.ScaleMin), cmp.Compare(a.ScaleMax, b.ScaleMax))
}

func compareComplaints(a, b Complaint) int {
	resolved := func(c Complaint) int {
		if c.Resolved {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Opened, b.Opened), cmp.Compare(a.Closed, b.Closed), cmp.Compare(resolved(a), resolved(b)))
}

func (p *partition) customersWithRows() int {
	n := 0
	for _, l := range p.rowsLen {
		if l > 0 {
			n++
		}
	}
	return n
}
