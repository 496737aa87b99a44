package analytics

import (
	"cmp"
	"context"
	"iter"
	"math/bits"
	"slices"
)

// grouper puts a bucket's entries beside each other by customer, and hands out the customers in the order of their ids. It works in
// memory that it keeps for the next bucket: references into the log are grouped rather than the entries, so that what is written
// at random stays in the processor's cache.
type grouper struct {
	ledger *Ledger
	err    error

	chunks  [][]byte
	read    []byte   // what came from scratch space
	index   []uint32 // open addressing by hash: 1 + number of the customer; 0 is free
	idents  []ident  // of the customers, as they come
	owner   []uint32 // of each entry: number of its customer
	place   []uint64 // of each entry: chunk and offset
	from    []uint32 // the entries of customer i are grouped[from[i]:from[i+1]]
	next    []uint32
	grouped []uint64
	ranks   []rank

	customer   Customer
	rows       []Row
	categories []Category
	answers    []Answer
	complaints []Complaint
	referrals  []Referral
	wallet     []Spending
	expenses   []Expense
	accounts   []Account
}

// customersOf walks a partition's customers, bucket by bucket and in each in the order of their ids, until ctx ends. Why it ended early
// is in err.
func (g *grouper) customersOf(ctx context.Context, p int) iter.Seq[*Customer] {
	return func(yield func(*Customer) bool) {
		for at := range perPartition {
			if g.err = cmp.Or(ctx.Err(), g.load(&g.ledger.buckets[p*perPartition+at])); g.err != nil {
				return
			}
			g.group()
			for _, r := range g.ranks {
				if g.err = g.build(r.group); g.err != nil || !yield(&g.customer) {
					return
				}
			}
		}
	}
}

// load brings the bucket's chunks into memory.
func (g *grouper) load(from *bucket) error {
	need := 0
	for _, c := range from.chunks {
		if c.bytes == nil {
			need += c.n
		}
	}
	g.read = slices.Grow(g.read[:0], need)[:need]
	g.chunks = g.chunks[:0]
	room := g.read
	for _, c := range from.chunks {
		b := c.bytes
		if b == nil {
			b, room = room[:c.n], room[c.n:]
			if err := g.ledger.scratch.read(c, b); err != nil {
				return err
			}
		}
		g.chunks = append(g.chunks, b)
	}
	return nil
}

// group finds whose each entry is.
func (g *grouper) group() {
	g.idents, g.owner, g.place = g.idents[:0], g.owner[:0], g.place[:0]
	g.clear(firstIndex)
	for n, chunk := range g.chunks {
		d := entryReader{b: chunk}
		for len(d.b) > 0 {
			length := int(d.uvarint())
			rest := d.b[length:]
			at := len(chunk) - len(d.b)
			d.kind()
			g.owner = append(g.owner, g.number(d.ident()))
			g.place = append(g.place, uint64(n)<<32|uint64(at))
			d.b = rest
		}
	}
	g.scatter()
	g.sort()
}

const firstIndex = 1 << 10

func (g *grouper) clear(size int) {
	g.index = slices.Grow(g.index[:0], size)[:size]
	clear(g.index)
}

// number is the customer's number, a new one if need be.
func (g *grouper) number(d ident) uint32 {
	mask := uint64(len(g.index) - 1)
	for at := d.hash & mask; ; at = (at + 1) & mask {
		slot := g.index[at]
		if slot == 0 {
			g.idents = append(g.idents, d)
			g.index[at] = uint32(len(g.idents))
			if 2*len(g.idents) > len(g.index) {
				g.grow()
			}
			return uint32(len(g.idents) - 1)
		}
		if g.idents[slot-1].equal(&d) {
			return slot - 1
		}
	}
}

func (g *grouper) grow() {
	g.clear(4 * len(g.index))
	mask := uint64(len(g.index) - 1)
	for i := range g.idents {
		at := g.idents[i].hash & mask
		for g.index[at] != 0 {
			at = (at + 1) & mask
		}
		g.index[at] = uint32(i + 1)
	}
}

// scatter puts the places of each customer's entries beside each other.
func (g *grouper) scatter() {
	n := len(g.idents)
	g.from = slices.Grow(g.from[:0], n+1)[:n+1]
	clear(g.from)
	for _, i := range g.owner {
		g.from[i+1]++
	}
	for i := 1; i <= n; i++ {
		g.from[i] += g.from[i-1]
	}
	g.next = append(g.next[:0], g.from...)
	g.grouped = slices.Grow(g.grouped[:0], len(g.place))[:len(g.place)]
	for e, i := range g.owner {
		g.grouped[g.next[i]] = g.place[e]
		g.next[i]++
	}
}

func (g *grouper) sort() {
	g.ranks = g.ranks[:0]
	for i := range g.idents {
		g.ranks = append(g.ranks, g.idents[i].rank(uint32(i)))
	}
	slices.SortFunc(g.ranks, func(a, b rank) int {
		if a.hi != b.hi && a.class == b.class {
			if a.hi < b.hi {
				return -1
			}
			return 1
		}
		if c := a.compare(&b); c != 0 {
			return c
		}
		return g.idents[a.group].key().Compare(g.idents[b.group].key())
	})
}

// build puts together the customer of a number.
func (g *grouper) build(i uint32) error {
	g.rows, g.answers, g.complaints = g.rows[:0], g.answers[:0], g.complaints[:0]
	g.referrals, g.wallet, g.expenses = g.referrals[:0], g.wallet[:0], g.expenses[:0]
	g.accounts = g.accounts[:0]
	for _, at := range g.grouped[g.from[i]:g.from[i+1]] {
		g.entry(g.chunks[at>>32][uint32(at):])
	}
	if tooLarge(g.rows) {
		return ErrTooLarge
	}
	g.categories = categoriesOf(g.rows, g.categories[:0])
	g.rows = settle(g.rows)
	g.sortEvents()
	g.customer = Customer{
		Key: g.idents[i].key(), Rows: g.rows, Categories: g.categories, Answers: g.answers, Complaints: g.complaints,
		Referrals: g.referrals, Wallet: g.wallet, Expenses: g.expenses, Accounts: g.accounts,
	}
	return nil
}

// entry reads one entry of the customer.
func (g *grouper) entry(b []byte) {
	d := entryReader{b: b, labels: g.ledger.final}
	kind := d.kind()
	d.skipIdent()
	switch kind {
	case aRow:
		g.rows = append(g.rows, Row{})
		d.row(&g.rows[len(g.rows)-1])
	case anAnswer:
		g.answers = append(g.answers, d.answer())
	case aComplaint:
		g.complaints = append(g.complaints, d.complaint())
	case aReferral:
		g.referrals = append(g.referrals, d.referral(g.ledger.referred))
	case aSpending:
		g.wallet = append(g.wallet, Spending{d.day(), d.money()})
	case anExpense:
		g.expenses = append(g.expenses, Expense{d.day(), d.label(), d.label(), d.money()})
	case anAccount:
		g.accounts = append(g.accounts, d.account())
	}
}

func (g *grouper) sortEvents() {
	slices.SortFunc(g.answers, compareAnswers)
	slices.SortFunc(g.complaints, compareComplaints)
	slices.SortFunc(g.referrals, compareReferrals)
	slices.SortFunc(g.wallet, compareSpending)
	slices.SortFunc(g.expenses, compareExpenses)
	slices.SortFunc(g.accounts, compareAccounts)
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
