package analytics

import (
	"errors"
	"sync"
	"sync/atomic"
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
	byDay   bool // order ids begin anew each day

	referred map[Key]string // whose an id is, where it is another's; see Unify

	hasCost, hasDiscount atomic.Bool

	mu        sync.Mutex // guards what is not of one customer
	writers   []*Writer
	costs     []Expense
	employees []EmployeeScore
	events    []Event
}

// NewLedger makes an empty ledger.
func NewLedger() *Ledger {
	return &Ledger{book: newLabelBook(), span: span{NoDay, NoDay}}
}

// CodedAs says how surveys write scores. It comes before the first batch.
func (l *Ledger) CodedAs(c Coding) { l.coding = c }

// OrdersByDay says that order ids begin anew each day, as receipt numbers do. It comes before the first batch.
func (l *Ledger) OrdersByDay() { l.byDay = true }

// Writer adds batches to the ledger. Each worker has its own.
type Writer struct {
	ledger          *Ledger
	customer, order keyColumn
	referred        keyColumn
	orderKeys       []uint64 // of a batch
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
