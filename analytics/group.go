package analytics

import (
	"cmp"
	"context"
	"iter"
	"math/bits"
	"slices"
	"unsafe"
)

// grouper puts a bucket's entries beside each other by customer, and hands out the customers in the order of their ids. It works in
// memory that it keeps for the next bucket, which is so little that what is read at random stays in the processor's cache.
type grouper struct {
	ledger *Ledger
	err    error

	chunks  [][]byte
	read    []byte   // what came from scratch space
	index   []uint64 // open addressing by hash: its upper half, then 1 + number of the customer; 0 is free
	members []member // the customers, as they come
	facts   []fact
	grouped []fact   // the same by customer, in the order of ranks
	ends    []uint32 // of each customer's among them
	more    []place  // of what facts have more
	events  []event
	ranks   []rank
	spare   []rank
	texts   []byte // of keys

	customer   Customer
	history    history
	rows       []Row
	categories []Category
	answers    []Answer
	complaints []Complaint
	referrals  []Referral
	wallet     []Spending
	expenses   []Expense
	accounts   []Account
	contacts   []Contact
}

// member is a customer of the bucket.
type member struct {
	ident
	facts  uint32 // how many
	events uint32 // 1 + number of the last one; 0: none
}

// fact is a row of the log.
type fact struct {
	order     uint64
	gross     Money
	day       Day
	at        Clock
	purchases int32
	more      uint32 // 1 + number of the place where it goes on; 0: it does not
	member    uint32
}

// event is an entry of another kind.
type event struct {
	place
	before uint32 // 1 + number of the same customer's event before it; 0: none
}

// place is where in the chunks something is.
type place struct{ chunk, at uint32 }

func (f *fact) compare(o *fact) int {
	if f.day != o.day {
		return cmp.Compare(f.day, o.day)
	}
	return cmp.Compare(f.order, o.order)
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
			g.sort()
			g.scatter()
			from := uint32(0)
			for i := range g.ranks {
				number := g.ranks[i].group
				facts := g.grouped[from:g.ends[number]]
				from = g.ends[number]
				if g.err = g.build(&g.members[number], facts); g.err != nil || !yield(&g.customer) {
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
	g.clear(max(firstIndex, 1<<bits.Len(uint(len(g.members))))) // a bucket has about as many customers as the one before
	g.members, g.facts, g.more, g.events = g.members[:0], g.facts[:0], g.more[:0], g.events[:0]
	for n, chunk := range g.chunks {
		d := entryReader{b: chunk}
		for len(d.b) > 0 {
			length := int(d.uvarint())
			rest := d.b[length:]
			at := place{uint32(n), uint32(len(chunk) - len(d.b))}
			if d.kind() == aRow {
				g.fact(&d, at)
			} else {
				m := &g.members[g.number(d.ident())]
				g.events = append(g.events, event{at, m.events})
				m.events = uint32(len(g.events))
			}
			d.b = rest
		}
	}
}

// fact takes down a row that begins at a place.
func (g *grouper) fact(d *entryReader, at place) {
	before := len(d.b)
	f := fact{member: g.number(d.ident())}
	d.row(&f)
	if d.head&rowHasMore != 0 {
		at.at += uint32(2 + before - len(d.b))
		g.more = append(g.more, at)
		f.more = uint32(len(g.more))
	}
	g.facts = append(g.facts, f)
	g.members[f.member].facts++
}

// scatter puts each customer's facts beside each other, in the order in which the customers are handed out, so that they are read in
// one go.
func (g *grouper) scatter() {
	g.ends = slices.Grow(g.ends[:0], len(g.members))[:len(g.members)]
	sum := uint32(0)
	for i := range g.ranks {
		number := g.ranks[i].group
		g.ends[number] = sum
		sum += g.members[number].facts
	}
	g.grouped = slices.Grow(g.grouped[:0], len(g.facts))[:len(g.facts)]
	for i := range g.facts {
		to := &g.ends[g.facts[i].member]
		g.grouped[*to] = g.facts[i]
		*to++
	}
}

const firstIndex = 1 << 10

func (g *grouper) clear(size int) {
	g.index = slices.Grow(g.index[:0], size)[:size]
	clear(g.index)
}

// number is the customer's number, a new one if need be.
func (g *grouper) number(d ident) uint32 {
	mask := uint64(len(g.index) - 1)
	tag := d.hash >> 32 << 32
	for at := d.hash & mask; ; at = (at + 1) & mask {
		slot := g.index[at]
		if slot == 0 {
			g.members = append(g.members, member{ident: d})
			g.index[at] = tag | uint64(len(g.members))
			if 2*len(g.members) > len(g.index) {
				g.grow()
			}
			return uint32(len(g.members) - 1)
		}
		if slot^tag < 1<<32 && g.members[uint32(slot)-1].equal(&d) {
			return uint32(slot) - 1
		}
	}
}

func (g *grouper) grow() {
	g.clear(4 * len(g.index))
	mask := uint64(len(g.index) - 1)
	for i := range g.members {
		hash := g.members[i].hash
		at := hash & mask
		for g.index[at] != 0 {
			at = (at + 1) & mask
		}
		g.index[at] = hash>>32<<32 | uint64(i+1)
	}
}

// build puts together a customer.
func (g *grouper) build(m *member, facts []fact) error {
	named := g.takeRows(facts)
	if tooLarge(g.rows) {
		return ErrTooLarge
	}
	g.categories = g.categories[:0]
	if named {
		g.categories = categoriesOf(g.rows, g.categories)
	}
	g.rows = settle(g.rows)
	g.takeEvents(m)
	g.history.rows, g.history.made = g.rows, false
	g.customer = Customer{
		Key: g.key(&m.ident), Rows: g.rows, Categories: g.categories, Answers: g.answers, Complaints: g.complaints,
		Referrals: g.referrals, Wallet: g.wallet, Expenses: g.expenses, Accounts: g.accounts, Contacts: g.contacts,
		history: &g.history,
	}
	return nil
}

// takeRows takes a customer's facts as rows, by day and order. It tells whether any has a category.
func (g *grouper) takeRows(facts []fact) (named bool) {
	sortFacts(facts)
	g.rows = slices.Grow(g.rows[:0], len(facts))[:len(facts)]
	for i := range facts {
		f, r := &facts[i], &g.rows[i]
		*r = Row{Order: f.order, Day: f.day, At: f.at, Purchases: f.purchases, Gross: f.gross}
		if f.more != 0 {
			at := g.more[f.more-1]
			d := entryReader{b: g.chunks[at.chunk][at.at:], labels: g.ledger.final}
			d.more(r)
			named = named || r.category != 0
		}
	}
	return named
}

// sortFacts sorts what mostly is in order.
func sortFacts(s []fact) {
	if len(s) > 32 {
		slices.SortFunc(s, func(a, b fact) int { return a.compare(&b) })
		return
	}
	for i := 1; i < len(s); i++ {
		if s[i-1].compare(&s[i]) <= 0 {
			continue
		}
		x, at := s[i], i
		for ; at > 0 && x.compare(&s[at-1]) < 0; at-- {
			s[at] = s[at-1]
		}
		s[at] = x
	}
}

// takeEvents takes the customer's events.
func (g *grouper) takeEvents(m *member) {
	g.answers, g.complaints, g.referrals = g.answers[:0], g.complaints[:0], g.referrals[:0]
	g.wallet, g.expenses, g.accounts, g.contacts = g.wallet[:0], g.expenses[:0], g.accounts[:0], g.contacts[:0]
	if m.events == 0 {
		return
	}
	for at := m.events; at != 0; at = g.events[at-1].before {
		e := g.events[at-1]
		g.event(g.chunks[e.chunk][e.at:])
	}
	g.sortEvents()
}

// event reads an entry that is not a row.
func (g *grouper) event(b []byte) {
	d := entryReader{b: b, labels: g.ledger.final}
	kind := d.kind()
	d.ident()
	switch kind {
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
	case aContact:
		g.contacts = append(g.contacts, d.contact())
	}
}

func (g *grouper) sortEvents() {
	slices.SortFunc(g.answers, compareAnswers)
	slices.SortFunc(g.complaints, compareComplaints)
	slices.SortFunc(g.referrals, compareReferrals)
	slices.SortFunc(g.wallet, compareSpending)
	slices.SortFunc(g.expenses, compareExpenses)
	slices.SortFunc(g.accounts, compareAccounts)
	slices.SortFunc(g.contacts, compareContacts)
}

// key is the customer's key with text of its own. The texts of some customers share memory, which is given back when none of them is
// needed any more.
func (g *grouper) key(d *ident) Key {
	const shared = 1 << 10
	if d.kind == numberIdent {
		return Key{number: int64(d.a)}
	}
	if need := max(36, len(d.text)); cap(g.texts)-len(g.texts) < need {
		g.texts = make([]byte, 0, max(shared, need))
	}
	from := len(g.texts)
	g.texts = d.appendText(g.texts)
	return Key{text: unsafe.String(unsafe.SliceData(g.texts[from:]), len(g.texts)-from)}
}

// tooLarge tells whether any exact sum over the rows could overflow.
func tooLarge(rows []Row) bool {
	var any uint64
	for i := range rows {
		r := &rows[i]
		any |= size(r.Gross) | size(r.Refunded) | size(r.Cost) | size(r.Discount)
	}
	if bits.Len64(any)+bits.Len(uint(4*len(rows))) < 63 { // which nearly all are far below
		return false
	}
	var sum, carry, over uint64
	for i := range rows {
		for _, m := range [...]Money{rows[i].Gross, rows[i].Refunded, rows[i].Cost, rows[i].Discount} {
			sum, carry = bits.Add64(sum, size(m), 0)
			over |= carry
		}
	}
	return over != 0 || sum > 1<<63-1
}

func size(m Money) uint64 { return uint64(max(m, -m)) }
