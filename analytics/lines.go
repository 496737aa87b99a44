package analytics

import (
	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

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
	for from, n := 0, len(c.at); from < n; {
		day := dayOf(c.at[from])
		r := Row{Order: c.orders[from], Day: day}
		to := w.run(&c, &r, from, arrow.Timestamp(day)*microsPerDay)
		if c.labelled {
			r.setLabels(w.rowLabels(from))
		}
		w.span.add(day, day)
		w.tails.row(w.customer.at(from), &r)
		from = to
	}
	return w.tails.err
}

// run adds up the lines of one customer, order, day and labels that begin at from, and gives their end.
func (w *Writer) run(c *transactionColumns, r *Row, from int, midnight arrow.Timestamp) int {
	at, first := from, c.at[from]
	for {
		if amount := Money(c.amount[at]); amount >= 0 {
			if c.at[at] < first || r.Purchases == 0 {
				first = c.at[at]
			}
			r.Purchases++
			r.Gross += amount
		} else {
			if c.at[at] < first && r.Purchases == 0 {
				first = c.at[at]
			}
			r.Refunds++
			r.Refunded -= amount
		}
		at++
		if at == len(c.at) || c.orders[at] != r.Order || uint64(c.at[at]-midnight) >= microsPerDay || !w.customer.same(at, at-1) ||
			c.labelled && w.rowLabels(at) != w.rowLabels(at-1) {
			break
		}
	}
	r.At = Clock((first - midnight) / microsPerMilli)
	for i := from; c.cost != nil && i < at; i++ {
		r.Cost += moneyAt(c.cost, i)
	}
	for i := from; c.discount != nil && i < at; i++ {
		r.Discount += moneyAt(c.discount, i)
	}
	return at
}

func (w *Writer) rowLabels(i int) rowLabels {
	return rowLabels{w.labels[0].at(i), w.labels[1].at(i), w.labels[2].at(i), w.labels[3].at(i)}
}

type transactionColumns struct {
	at             []arrow.Timestamp
	amount         []int64
	orders         []uint64
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
	if c.orders, err = w.orders(batch, c.at); err != nil {
		return c, err
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

// orders are what tells the orders of the batch's lines apart.
func (w *Writer) orders(batch arrow.Record, at []arrow.Timestamp) ([]uint64, error) {
	ids := find(batch, "order_id")
	if ids != nil {
		if err := w.order.bind("order_id", ids); err != nil {
			return nil, err
		}
		if w.order.numbers != nil && ids.NullN() == 0 && !w.ledger.byDay {
			return arrow.Uint64Traits.CastFromBytes(arrow.Int64Traits.CastToBytes(w.order.numbers)), nil
		}
	}
	w.orderKeys = w.orderKeys[:0]
	for i := range at {
		w.orderKeys = append(w.orderKeys, w.orderOf(ids, i, at[i]))
	}
	if w.ledger.byDay {
		for i := range at {
			w.orderKeys[i] = mix(w.orderKeys[i] ^ mix(uint64(dayOf(at[i]))))
		}
	}
	return w.orderKeys, nil
}

func (w *Writer) orderOf(ids arrow.Array, i int, at arrow.Timestamp) uint64 {
	if ids == nil || ids.IsNull(i) {
		return mix(uint64(at) ^ orderSalt)
	}
	if i > 0 && w.order.texts != nil && ids.IsValid(i-1) && w.order.same(i, i-1) {
		return w.orderKeys[i-1]
	}
	return w.order.at(i).order()
}

// shapeBits are how many bits of an order's number tell the shape of its id.
const shapeBits = 24

// order is the id as an order's number: that of a serial rises with it, as most shops number their orders, and two serials of one
// customer with the same digits are taken for one with a chance of 2⁻²⁴.
func (d *ident) order() uint64 {
	switch {
	case d.kind == numberIdent:
		return d.a
	case d.kind == serialIdent && d.a < 1<<(64-shapeBits):
		return d.a<<shapeBits | mix(d.b)>>(64-shapeBits)
	default:
		return d.hash
	}
}
