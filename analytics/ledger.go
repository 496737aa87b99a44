package analytics

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Partitions is how many parts customers are split into by hash. It is fixed, because results are merged part by part.
const Partitions = 64

// Ledger is the table of all orders, grouped by customer and in time order, with the customers' answers and complaints
// beside it. Fill it through one [Writer] per worker, then Close it, then [Scan] it.
type Ledger struct {
	buckets [buckets]bucket
	scratch scratch
	book    *labelBook
	labels  *Labels
	final   []Label // of each provisional label
	span    span
	coding  Coding

	referred map[Key]string // whose an id is, where it is another's; see Unify

	hasCost, hasDiscount atomic.Bool

	mu        sync.Mutex // guards what is not of one customer
	writers   []*Writer
	costs     []Expense
	employees []EmployeeScore
}

// NewLedger makes an empty ledger.
func NewLedger() *Ledger {
	return &Ledger{book: newLabelBook(), span: span{NoDay, NoDay}}
}

// CodedAs says how surveys write scores. It comes before the first batch.
func (l *Ledger) CodedAs(c Coding) { l.coding = c }

// Writer adds batches to the ledger. Each worker has its own.
type Writer struct {
	ledger          *Ledger
	customer, order keyColumn
	referred        keyColumn
	labels          [6]labelColumn
	resolved        Label // the outcome that says so
	tails           tails
	span            span
}

// Writer makes a writer.
func (l *Ledger) Writer() *Writer {
	w := &Writer{ledger: l, tails: tails{ledger: l}, span: span{NoDay, NoDay}}
	w.resolved, _ = l.book.code("resolved")
	for i := range w.labels {
		w.labels[i] = labelColumn{book: l.book, known: map[string]Label{}}
	}
	l.locked(func(l *Ledger) { l.writers = append(l.writers, w) })
	return w
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

// orderSalt keeps times, which stand in for order ids where there are none, apart from the ids.
const orderSalt = 0x5bd1e9955bd1e995

// Transactions enters a batch of lines with the columns customer_id, ordered_at and amount, and, where it has them, order_id, cost,
// discount, channel, store, region and category. The batch may be reused afterwards.
func (w *Writer) Transactions(batch arrow.Record) error {
	c, err := w.bindTransactions(batch)
	if err != nil {
		return err
	}
	// Lines of one order mostly follow each other: they are put together before they are entered.
	var r Row
	from := -1
	for i := range int(batch.NumRows()) {
		order, day := c.orderOf(i), dayOf(c.at[i])
		labels := rowLabels{}
		if c.labelled {
			labels = rowLabels{w.labels[0].at(i), w.labels[1].at(i), w.labels[2].at(i), w.labels[3].at(i)}
		}
		if from < 0 || r.Order != order || r.Day != day || r.labels() != labels || !w.customer.same(i, i-1) {
			if from >= 0 {
				w.enterRow(from, &r)
			}
			from, r = i, Row{Order: order, Day: day}
			r.setLabels(labels)
		}
		amount := Money(c.amount[i])
		if amount < 0 {
			r.Refunds++
			r.Refunded -= amount
		} else {
			r.Purchases++
			r.Gross += amount
		}
		r.Cost += moneyAt(c.cost, i)
		r.Discount += moneyAt(c.discount, i)
	}
	if from >= 0 {
		w.enterRow(from, &r)
	}
	return w.tails.err
}

// enterRow enters a row of the customer in row i of the batch.
func (w *Writer) enterRow(i int, r *Row) {
	w.span.add(r.Day, r.Day)
	who := w.customer.at(i)
	w.tails.entry = appendRow(w.tails.entry[:0], &who, r)
	w.tails.add(who.hash)
}

type transactionColumns struct {
	at             []arrow.Timestamp
	amount         []int64
	order          *keyColumn
	cost, discount *array.Int64
	labelled       bool // has any column of labels
}

func (w *Writer) bindTransactions(batch arrow.Record) (c transactionColumns, err error) {
	if err = w.customer.bind("customer_id", find(batch, "customer_id")); err != nil {
		return c, err
	}
	if c.at, err = times(batch, "ordered_at"); err != nil {
		return c, err
	}
	amount, err := amounts(batch, "amount")
	if err != nil {
		return c, err
	}
	if amount == nil {
		return c, wrongType("amount", nil)
	}
	c.amount = amount.Int64Values()
	if ids := find(batch, "order_id"); ids != nil {
		if err = w.order.bind("order_id", ids); err != nil {
			return c, err
		}
		c.order = &w.order
	}
	if c.cost, err = amounts(batch, "cost"); err != nil {
		return c, err
	}
	if c.discount, err = amounts(batch, "discount"); err != nil {
		return c, err
	}
	if c.cost != nil {
		w.ledger.hasCost.Store(true)
	}
	if c.discount != nil {
		w.ledger.hasDiscount.Store(true)
	}
	for _, name := range rowLabelNames {
		c.labelled = c.labelled || find(batch, name) != nil
	}
	return c, w.bindLabels(batch, rowLabelNames[:]...)
}

// rowLabelNames are the columns of a row's labels.
var rowLabelNames = [...]string{"channel", "store", "region", "category"}

// bindLabels finds the columns of names, which the batch need not have.
func (w *Writer) bindLabels(batch arrow.Record, names ...string) error {
	for i, name := range names {
		if err := w.labels[i].bind(name, find(batch, name)); err != nil {
			return err
		}
	}
	return nil
}

func (c *transactionColumns) orderOf(i int) uint64 {
	if c.order == nil || c.order.array.IsNull(i) {
		return mix(uint64(c.at[i]) ^ orderSalt)
	}
	if c.order.numbers != nil {
		return uint64(c.order.numbers[i])
	}
	id := c.order.at(i)
	if id.kind == numberIdent {
		return id.a
	}
	return id.hash
}

// ErrTooLarge says that one customer's amounts are beyond what exact sums hold.
var ErrTooLarge = errors.New("the amounts of one customer add up to more than 9.2 trillion: give amounts in thousands or millions of the currency")

// Close ends the filling: it fixes the labels. Nothing can be entered afterwards.
func (l *Ledger) Close() error {
	var err error
	for _, w := range l.writers {
		err = errors.Join(err, w.tails.flush())
		l.span.add(w.span.first, w.span.last)
	}
	l.writers = nil
	l.labels, l.final = l.book.sorted()
	l.closeCosts(l.final)
	return err
}

// Labels are the names of channels, stores, categories, survey dimensions and all else that has a [Label].
func (l *Ledger) Labels() *Labels { return l.labels }

// HasCost tells whether any file gave costs, and HasDiscount whether any gave discounts.
func (l *Ledger) HasCost() bool { return l.hasCost.Load() }

// HasDiscount tells whether any file gave discounts.
func (l *Ledger) HasDiscount() bool { return l.hasDiscount.Load() }

// Span is the first and last day of the transactions; NoDay without any.
func (l *Ledger) Span() (first, last Day) { return l.span.first, l.span.last }
