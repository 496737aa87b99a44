package sample

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"golang.org/x/sync/errgroup"
)

// maker is one sample in the making.
type maker struct {
	*shop
	dir string

	mu     sync.Mutex
	rows   map[string]int64
	sold   []map[uint8]int64 // lines by month and channel
	merged int               // months
	losses []loss            // in the order of customers
}

func (m *maker) make(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Join(m.dir, "truth"), 0o755); err != nil {
		return err
	}
	waiting, err := newSpill(filepath.Join(m.dir, "spill"), m.Months)
	if err != nil {
		return err
	}
	m.sold = make([]map[uint8]int64, m.Months)
	err = m.customers(ctx, waiting)
	if err == nil {
		err = m.transactions(ctx, waiting)
	}
	if err := errors.Join(err, waiting.remove()); err != nil {
		return err
	}
	if err := errors.Join(m.costs(), m.employees(), m.events()); err != nil {
		return err
	}
	return writeTruth(filepath.Join(m.dir, truthFile), m.Truth)
}

const chunkCustomers = 1 << 11

// made is what a chunk of customers left, table by table.
type made struct {
	records []arrow.Record
	losses  []loss
	err     error
}

// customers draws all customers, several chunks at a time, and writes what they did in the order of their numbers.
func (m *maker) customers(ctx context.Context, waiting *spill) (err error) {
	shelf, err := m.openShelf()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shelf.close(m)) }()
	group, ctx := errgroup.WithContext(ctx)
	queue := make(chan chan made, m.options.Threads)
	group.Go(func() error { return m.drawAll(ctx, waiting, queue) })
	group.Go(func() error {
		drawn := 0
		for next := range queue {
			chunk := <-next
			if err := errors.Join(chunk.err, shelf.write(chunk.records)); err != nil {
				return err
			}
			m.losses = append(m.losses, chunk.losses...)
			drawn = min(drawn+chunkCustomers, m.Customers)
			m.options.Progress(drawn, 2*m.Customers)
		}
		return nil
	})
	return group.Wait()
}

// drawAll starts the drawing of each chunk and queues its result; no more chunks are under way than the queue is long, and twice that
// are held.
func (m *maker) drawAll(ctx context.Context, waiting *spill, queue chan<- chan made) error {
	defer close(queue)
	var workers errgroup.Group
	workers.SetLimit(m.options.Threads)
	defer func() { _ = workers.Wait() }() // their errors are in the queue
	for from := 0; from < m.Customers; from += chunkCustomers {
		result := make(chan made, 1)
		select {
		case queue <- result:
		case <-ctx.Done():
			return ctx.Err()
		}
		workers.Go(func() error {
			result <- m.draw(ctx, from, waiting)
			return nil
		})
	}
	return nil
}

// draw draws a chunk of customers.
func (m *maker) draw(ctx context.Context, from int, waiting *spill) (chunk made) {
	var p, candidate person
	var lines []line
	b := newPages(m.shop)
	for n := from; n < min(from+chunkCustomers, m.Customers); n++ {
		if err := ctx.Err(); err != nil {
			return made{err: err}
		}
		m.live(n, &p)
		chunk.losses = m.lose(&p, chunk.losses)
		lines = m.linesOf(&p, lines)
		b.enter(&p, &candidate)
	}
	chunk.records = b.records()
	chunk.err = waiting.add(lines, func(at int64) int { return m.months[m.dayOf(at)] })
	return chunk
}

// transactions merges the runs of each month into its file, several months at a time.
func (m *maker) transactions(ctx context.Context, waiting *spill) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(m.options.Threads)
	for month := range m.Months {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return m.monthFile(month, waiting)
		})
	}
	return group.Wait()
}

const batchRows = 1 << 14

func (m *maker) monthFile(month int, waiting *spill) error {
	sold := map[uint8]int64{}
	name := m.first.AddDate(0, month, 0).Format("2006-01") + ".parquet"
	s, err := newSheet(filepath.Join(m.dir, "transactions", name), transactions)
	if err != nil {
		return err
	}
	batch := newRows(transactions)
	var failed error
	err = waiting.merge(month, func(l *line) {
		sold[l.channel]++
		m.enterLine(batch.add(), l)
		if batch.n == batchRows && failed == nil {
			failed = s.write(batch.record())
		}
	})
	if err := errors.Join(err, failed, s.write(batch.record()), s.close()); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows["transactions"] += s.rows
	m.sold[month] = sold
	m.merged++
	m.options.Progress(m.Customers+m.Customers*m.merged/m.Months, 2*m.Customers)
	return nil
}

func (m *maker) enterLine(r *rows, l *line) {
	customer, store, clerk := "", "", ""
	switch {
	case l.customer >= 0 && l.card:
		customer = cardID(int(l.customer))
	case l.customer >= 0:
		customer = customerID(int(l.customer))
	}
	if m.isStore(int(l.channel)) {
		store = storeName(int(l.store))
		clerk = clerkOf(int(l.store), l.order)
	}
	r.text(customer).number(l.order)
	if l.undated {
		r.null()
	} else {
		r.instant(l.at)
	}
	p := &m.products[l.product]
	r.text(p.id).text(p.category).number(l.quantity).cents(l.price).cents(p.cost).cents(l.discount).cents(l.amount)
	r.text(m.Channels[l.channel].Name).text(store).text(regionOf(int(l.store))).text(m.Currency).text(clerk)
}
