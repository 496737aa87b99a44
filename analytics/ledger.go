package analytics

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"golang.org/x/sync/errgroup"
)

// Partitions is how many parts customers are split into by hash. It is fixed, because results are merged part by part.
const Partitions = 64

// Ledger is the table of all orders, grouped by customer and in time order, with the customers' answers and complaints
// beside it. Fill it through one [Writer] per worker, then Close it, then [Scan] it.
type Ledger struct {
	parts  [Partitions]partition
	book   *labelBook
	labels *Labels

	hasCost, hasDiscount atomic.Bool

	mu        sync.Mutex // guards what is not of one customer
	costs     []Expense
	employees []EmployeeScore
}

// NewLedger makes an empty ledger.
func NewLedger() *Ledger {
	l := &Ledger{book: newLabelBook()}
	for i := range l.parts {
		l.parts[i].init()
	}
	return l
}

// Writer adds batches to the ledger. Each worker has its own.
type Writer struct {
	ledger          *Ledger
	customer, order keyColumn
	referred        keyColumn
	labels          [6]labelColumn
	resolved        Label // the outcome that says so
	runs            []run
	byPartition     [Partitions][]int32
}

// run is adjacent lines of one customer's order on one day, not yet entered.
type run struct {
	who hashedKey
	Row
}

// Writer makes a writer.
func (l *Ledger) Writer() *Writer {
	w := &Writer{ledger: l}
	w.resolved, _ = l.book.code("resolved")
	for i := range w.labels {
		w.labels[i] = labelColumn{book: l.book, known: map[string]Label{}}
	}
	return w
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
	w.runs = w.runs[:0]
	for i := range int(batch.NumRows()) {
		order, day := c.orderOf(i), dayOf(c.at[i])
		labels := rowLabels{w.labels[0].at(i), w.labels[1].at(i), w.labels[2].at(i), w.labels[3].at(i)}
		last := len(w.runs) - 1
		if last < 0 || w.runs[last].Order != order || w.runs[last].Day != day || w.runs[last].labels() != labels || !w.customer.same(i, i-1) {
			w.runs = append(w.runs, run{w.customer.at(i), Row{Order: order, Day: day}})
			last++
			w.runs[last].setLabels(labels)
		}
		r := &w.runs[last].Row
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
	w.enter()
	return nil
}

type transactionColumns struct {
	at             []arrow.Timestamp
	amount         []int64
	order          *keyColumn
	cost, discount *array.Int64
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
	return c, w.bindLabels(batch, "channel", "store", "region", "category")
}

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
	k := c.order.at(i)
	if k.key.text == "" {
		return uint64(k.key.number)
	}
	return k.hash
}

// enter hands the runs to their partitions, each locked once.
func (w *Writer) enter() {
	for i := range w.runs {
		p := partitionOf(w.runs[i].who.hash)
		w.byPartition[p] = append(w.byPartition[p], int32(i))
	}
	for p, at := range w.byPartition {
		if len(at) > 0 {
			w.ledger.parts[p].enterRuns(w.runs, at)
			w.byPartition[p] = at[:0]
		}
	}
}

func partitionOf(hash uint64) int { return int(hash >> 58) }

func (l *Ledger) partition(k hashedKey) *partition { return &l.parts[partitionOf(k.hash)] }

// ErrTooLarge says that one customer's amounts are beyond what exact sums hold.
var ErrTooLarge = errors.New("the amounts of one customer add up to more than 9.2 trillion: give amounts in thousands or millions of the currency")

// Close puts every customer's rows into time order, merges the lines of each order and fixes the labels. Nothing can be
// entered afterwards.
func (l *Ledger) Close(threads int) error {
	labels, final := l.book.sorted()
	l.labels = labels
	l.closeCosts(final)
	var group errgroup.Group
	next := make(chan int, Partitions)
	for p := range Partitions {
		next <- p
	}
	close(next)
	for range max(threads, 1) {
		group.Go(func() error {
			var scratch []Row
			var err error
			for p := range next {
				if scratch, err = l.parts[p].close(final, scratch); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// Labels are the names of channels, stores, categories, survey dimensions and all else that has a [Label].
func (l *Ledger) Labels() *Labels { return l.labels }

// HasCost tells whether any file gave costs, and HasDiscount whether any gave discounts.
func (l *Ledger) HasCost() bool { return l.hasCost.Load() }

// HasDiscount tells whether any file gave discounts.
func (l *Ledger) HasDiscount() bool { return l.hasDiscount.Load() }

// Span is the first and last day of the transactions; NoDay without any.
func (l *Ledger) Span() (first, last Day) {
	all := span{NoDay, NoDay}
	for i := range l.parts {
		all.add(l.parts[i].span.first, l.parts[i].span.last)
	}
	return all.first, all.last
}

// Customers is how many customers have transactions.
func (l *Ledger) Customers() int {
	n := 0
	for i := range l.parts {
		n += l.parts[i].buyers
	}
	return n
}
