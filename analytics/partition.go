package analytics

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"sync"
)

// partition holds the customers whose ids hash to it. While the ledger is filled, their rows are logged in the order
// they come; close sorts them by customer and keeps them packed.
type partition struct {
	mu     sync.Mutex
	index  []uint64 // open addressing: upper half tag, lower half 1 + position in keys; zero is free
	keys   []Key
	log    [][]byte // packed rows, each behind its customer's position; every chunk starts afresh
	last   Row      // the row before, within the chunk
	order  []uint32 // positions in keys, in the order of the keys
	packed [][]byte // for each customer in that order: number of categories, the categories, number of rows, the rows
	buyers int      // customers with rows
	span   span

	answers    events[Answer]
	complaints events[Complaint]
	referrals  events[Referral]
	wallet     events[Spending]
	expenses   events[Expense]
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
	rowSize    = 128      // more than a packed row and its customer can take
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
	p.keys = append(p.keys, k.key.clone())
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

// enter runs f with the position of a customer, under the partition's lock.
func (p *partition) enter(k hashedKey, f func(customer uint32)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p.position(k))
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
		l := r.labels()
		for i := range l {
			l[i] = final[l[i]]
		}
		r.setLabels(l)
		rows[next[customer]] = *r
		next[customer]++
	})
	return rows, from
}

func (p *partition) pack(rows []Row, from []uint32) error {
	var b []byte
	var categories []Category
	for _, i := range p.order {
		own := rows[from[i]:from[i+1]]
		if tooLarge(own) {
			return ErrTooLarge
		}
		categories = categoriesOf(own, categories)
		own = settle(own)
		if need := (len(own)+1)*rowSize + (len(categories)+1)*categorySize; cap(b)-len(b) < need {
			if len(b) > 0 {
				p.packed = append(p.packed, b)
			}
			b = make([]byte, 0, max(chunkSize, need))
		}
		b = appendCategories(b, categories)
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
	for i := range p.answers.logged {
		a := &p.answers.logged[i].item
		for _, l := range []*Label{&a.Dimension, &a.Competitor, &a.Store, &a.Employee, &a.Channel, &a.Region} {
			*l = final[*l]
		}
	}
	for i := range p.complaints.logged {
		c := &p.complaints.logged[i].item
		c.Category, c.Channel = final[c.Category], final[c.Channel]
	}
	for i := range p.expenses.logged {
		e := &p.expenses.logged[i].item
		e.Kind, e.Channel = final[e.Kind], final[e.Channel]
	}
	n := len(p.keys)
	p.answers.close(n, compareAnswers)
	p.complaints.close(n, compareComplaints)
	p.referrals.close(n, compareReferrals)
	p.wallet.close(n, compareSpending)
	p.expenses.close(n, compareExpenses)
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
	r.Channel, r.Store, r.Region = firstLabel(r.Channel, o.Channel), firstLabel(r.Store, o.Store), firstLabel(r.Region, o.Region)
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
