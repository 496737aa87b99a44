package analytics

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// partition holds the customers whose ids hash to it. While the ledger is filled, their rows are logged in the order
// they come; close sorts them by customer and keeps them packed.
type partition struct {
	mu      sync.Mutex
	index   []uint64 // open addressing: upper half tag, lower half 1 + position in keys; zero is free
	keys    []Key
	log     [][]byte // packed rows, each behind its customer's position; every chunk starts afresh
	last    Row      // the row before, within the chunk
	answers []entry[Answer]
	cases   []entry[Complaint]

	order      []uint32 // positions in keys, in the order of the keys
	packed     [][]byte // for each customer in that order: number of rows, then the rows
	buyers     int      // customers with rows
	span       span
	answered   []Answer // of the customer at position i: answered[answerFrom[i]:answerFrom[i+1]]
	answerFrom []uint32
	complained []Complaint
	caseFrom   []uint32
}

// entry is something of a customer, who is given by position in the partition's keys.
type entry[T any] struct {
	customer uint32
	item     T
}

// span is the first and last day; NoDay before there is one.
type span struct{ first, last Day }

func (s *span) add(first, last Day) {
	if first == NoDay {
		return
	}
	if s.first == NoDay || first < s.first {
		s.first = first
	}
	s.last = max(s.last, last)
}

const (
	firstIndex = 1 << 8
	chunkSize  = 32 << 10 // bytes of packed rows that are taken at a time
	rowSize    = 96       // more than a packed row and its customer can take
)

func (p *partition) init() {
	p.index = make([]uint64, firstIndex)
	p.span = span{NoDay, NoDay}
}

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
		chunk := len(p.log) - 1
		if chunk < 0 || len(p.log[chunk])+rowSize > cap(p.log[chunk]) {
			p.log, p.last = append(p.log, make([]byte, 0, chunkSize)), Row{}
			chunk++
		}
		b := binary.AppendUvarint(p.log[chunk], uint64(p.position(runs[i].who)))
		p.log[chunk] = appendRow(b, &p.last, &runs[i].Row)
		p.last = runs[i].Row
	}
}

// logged calls f for every row of the log, with the position of its customer.
func (p *partition) logged(f func(customer uint32, r *Row)) {
	var r Row
	for _, chunk := range p.log {
		d := rowReader{b: chunk}
		for len(d.b) > 0 {
			customer := uint32(d.uvarint())
			d.row(&r)
			f(customer, &r)
		}
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

// close sorts the partition's customers and what they did. It uses scratch for the rows and hands it back, grown.
func (p *partition) close(final []Label, scratch []Row) ([]Row, error) {
	p.index = nil
	p.order = make([]uint32, len(p.keys))
	for i := range p.order {
		p.order[i] = uint32(i)
	}
	slices.SortFunc(p.order, func(a, b uint32) int { return p.keys[a].Compare(p.keys[b]) })
	scratch, from := p.unpack(final, scratch)
	p.log = nil
	if err := p.pack(scratch, from); err != nil {
		return scratch, err
	}
	p.closeEvents(final)
	return scratch, nil
}

// unpack puts the logged rows of each customer beside each other: those of the customer at position i are
// rows[from[i]:from[i+1]].
func (p *partition) unpack(final []Label, rows []Row) (_ []Row, from []uint32) {
	from = make([]uint32, len(p.keys)+1)
	p.logged(func(customer uint32, _ *Row) { from[customer+1]++ })
	next := offsets(from)
	rows = slices.Grow(rows[:0], int(from[len(p.keys)]))[:from[len(p.keys)]]
	p.logged(func(customer uint32, r *Row) {
		r.Channel, r.Store = final[r.Channel], final[r.Store]
		rows[next[customer]] = *r
		next[customer]++
	})
	return rows, from
}

// offsets turns counts, which stand one place up, into where each begins, and returns a copy.
func offsets(from []uint32) []uint32 {
	for i := 1; i < len(from); i++ {
		from[i] += from[i-1]
	}
	return slices.Clone(from)
}

func (p *partition) pack(rows []Row, from []uint32) error {
	var b []byte
	for _, i := range p.order {
		own := rows[from[i]:from[i+1]]
		if tooLarge(own) {
			return ErrTooLarge
		}
		own = settle(own)
		if cap(b)-len(b) < (len(own)+1)*rowSize {
			if len(b) > 0 {
				p.packed = append(p.packed, b)
			}
			b = make([]byte, 0, max(chunkSize, (len(own)+1)*rowSize))
		}
		b = binary.AppendUvarint(b, uint64(len(own)))
		if len(own) == 0 {
			continue
		}
		p.buyers++
		p.span.add(own[0].Day, own[len(own)-1].Day)
		var prev Row
		for j := range own {
			b = appendRow(b, &prev, &own[j])
			prev = own[j]
		}
	}
	p.packed = append(p.packed, b)
	return nil
}

func (p *partition) closeEvents(final []Label) {
	for i := range p.answers {
		p.answers[i].item.Dimension = final[p.answers[i].item.Dimension]
	}
	p.answered, p.answerFrom = group(len(p.keys), p.answers)
	p.complained, p.caseFrom = group(len(p.keys), p.cases)
	p.answers, p.cases = nil, nil
	for i := range p.keys {
		slices.SortFunc(p.answered[p.answerFrom[i]:p.answerFrom[i+1]], compareAnswers)
		slices.SortFunc(p.complained[p.caseFrom[i]:p.caseFrom[i+1]], compareComplaints)
	}
}

// group puts the items of each customer beside each other: those of customer i are items[from[i]:from[i+1]].
func group[T any](customers int, entries []entry[T]) (items []T, from []uint32) {
	from = make([]uint32, customers+1)
	for i := range entries {
		from[entries[i].customer+1]++
	}
	next := offsets(from)
	items = make([]T, len(entries))
	for i := range entries {
		items[next[entries[i].customer]] = entries[i].item
		next[entries[i].customer]++
	}
	return items, from
}

// settle merges the rows of each order and day, marks each order's first purchase and puts the rows in time order. It
// returns what is left.
func settle(rows []Row) []Row {
	if len(rows) == 1 {
		rows[0].NewOrder = rows[0].Purchases > 0
		return rows
	}
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
	return rows
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
