// Package sample makes a realistic shop with a known truth: every table the program reads, from customers whose purchases,
// dropout, satisfaction, complaints and accounts follow the parameters of a [Truth], which is written beside them.
//
// Customers are drawn one by one, each from a random source of its own, and never kept: lines wait in sorted runs on disk, one for
// each month and chunk of customers, and are merged into monthly files. So memory does not grow with the sample, and the
// same seed gives the same bytes on any number of threads.
package sample

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Options say what to make. Zero fields mean the default.
type Options struct {
	Customers int       // 10,000
	Months    int       // 36
	Seed      uint64    // 0 is a seed like any other
	Last      time.Time // the last day; 2025-12-31
	Out       string    // the folder to make
	Threads   int       // all processors
}

// MaxCustomers is how many customers a sample can have: their numbers have seven digits.
const MaxCustomers = 9_999_999

func (o Options) withDefaults() (Options, error) {
	if o.Customers == 0 {
		o.Customers = 10_000
	}
	if o.Months == 0 {
		o.Months = 36
	}
	if o.Last.IsZero() {
		o.Last = time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	if o.Threads == 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	switch {
	case o.Out == "":
		return o, errors.New("no folder is given for the sample")
	case o.Customers < 1 || o.Customers > MaxCustomers:
		return o, fmt.Errorf("%d customers: give from 1 to %d", o.Customers, MaxCustomers)
	case o.Months < 1 || o.Months > 240:
		return o, fmt.Errorf("%d months: give from 1 to 240", o.Months)
	}
	return o, nil
}

// first is the first day: that of the month that makes Months of them.
func (o Options) first() time.Time {
	y, m, _ := o.Last.Date()
	return time.Date(y, m-time.Month(o.Months-1), 1, 0, 0, 0, 0, time.UTC)
}

// Summary says what was written.
type Summary struct {
	Out  string
	Rows map[string]int64 // by table
}

// truthFile is where the parameters stand; a folder without it was not made by this package and is never replaced.
const truthFile = "truth/parameters.json"

// Write makes a sample. It appears as a whole or not at all; an earlier sample in its place is replaced.
func Write(ctx context.Context, o Options) (Summary, error) {
	o, err := o.withDefaults()
	if err != nil {
		return Summary{}, err
	}
	if err := mayReplace(o.Out); err != nil {
		return Summary{}, err
	}
	making := filepath.Clean(o.Out) + ".making"
	if err := os.RemoveAll(making); err != nil {
		return Summary{}, err
	}
	defer func() { _ = os.RemoveAll(making) }()
	m := &maker{shop: newShop(o), dir: making, rows: map[string]int64{}}
	if err := m.make(ctx); err != nil {
		return Summary{}, err
	}
	if err := os.RemoveAll(o.Out); err != nil {
		return Summary{}, err
	}
	return Summary{o.Out, m.rows}, os.Rename(making, o.Out)
}

func mayReplace(out string) error {
	entries, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, truthFile)); err != nil {
		return fmt.Errorf("%s is there and is not a sample: name another folder", out)
	}
	return nil
}

// maker is one sample in the making.
type maker struct {
	*shop
	dir  string
	rows map[string]int64
	mu   sync.Mutex
}

func (m *maker) make(ctx context.Context) error {
	if err := m.customers(ctx); err != nil {
		return err
	}
	if err := m.transactions(ctx); err != nil {
		return err
	}
	if err := errors.Join(m.costs(), m.employees()); err != nil {
		return err
	}
	b, err := json.MarshalIndent(m.Truth, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(m.dir, truthFile), append(b, '\n'), 0o644)
}

const chunkCustomers = 1 << 12

// chunk is what a few thousand customers did: rows of the small tables, in order, and lines spilled to disk.
type chunk struct{ people []person }

// customers draws all customers, several chunks at a time, and writes what they did in the order of their numbers.
func (m *maker) customers(ctx context.Context) (err error) {
	if err := os.MkdirAll(m.spills(), 0o755); err != nil {
		return err
	}
	books, err := m.openBooks()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, books.close(m)) }()
	chunks := (m.Customers + chunkCustomers - 1) / chunkCustomers
	for from := 0; from < chunks; from += m.options.Threads {
		made := make([]chunk, min(m.options.Threads, chunks-from))
		group, ctx := errgroup.WithContext(ctx)
		for i := range made {
			group.Go(func() error { return m.draw(ctx, from+i, &made[i]) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
		for _, c := range made {
			for i := range c.people {
				if err := books.enter(m.shop, &c.people[i]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (m *maker) spills() string { return filepath.Join(m.dir, "spill") }

func (m *maker) draw(ctx context.Context, number int, c *chunk) error {
	var lines []line
	for n := number * chunkCustomers; n < min((number+1)*chunkCustomers, m.Customers); n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		p := m.live(n)
		lines = m.linesOf(&p, lines)
		c.people = append(c.people, p)
	}
	return m.spill(m.spills(), number, lines)
}

// transactions merges the runs of each month into its file, several months at a time.
func (m *maker) transactions(ctx context.Context) error {
	var group errgroup.Group
	group.SetLimit(m.options.Threads)
	for month := range m.Months {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return m.monthFile(month)
		})
	}
	return errors.Join(group.Wait(), os.RemoveAll(m.spills()))
}

func (m *maker) monthFile(month int) error {
	paths, err := filepath.Glob(filepath.Join(m.spills(), fmt.Sprintf("%04d-*", month)))
	if err != nil || len(paths) == 0 {
		return err
	}
	slices.Sort(paths)
	name := m.first.AddDate(0, month, 0).Format("2006-01") + ".parquet"
	s, err := newSheet(filepath.Join(m.dir, "transactions", name), field("customer_id", text), field("order_id", number), field("ordered_at", instant),
		field("product_id", text), field("category", text), field("quantity", number), field("unit_price", money), field("unit_cost", money),
		field("discount", money), field("amount", money), field("channel", text), field("store", text), field("region", text),
		field("currency", text), field("employee", text))
	if err != nil {
		return err
	}
	err = merge(paths, func(l line) error { return s.add(m.lineRow(l)...) })
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	m.mu.Lock()
	m.rows["transactions"] += s.rows
	m.mu.Unlock()
	return nil
}

func (m *maker) lineRow(l line) []any {
	p := m.products[l.Product]
	at := time.Unix(l.At, 0).UTC()
	customer, store, employee := "", "", ""
	switch {
	case l.Customer >= 0 && l.Second:
		customer = cardID(int(l.Customer))
	case l.Customer >= 0:
		customer = customerID(int(l.Customer))
	}
	if channels[l.Channel] == "store" {
		store, employee = storeName(int(l.Store)), storeName(int(l.Store))+"-"+pad(int(l.Order%7)+1, 2)
	}
	if l.NoDate {
		at = time.Time{}
	}
	return []any{customer, l.Order, at, p.id, p.category, int64(l.Quantity), cents(l.Price), cents(p.cost), cents(l.Discount), cents(l.Amount),
		channels[l.Channel], store, regionOf(int(l.Store)), "EUR", employee}
}

// costs are what was spent on customers each month: to win them, by channel, to keep them and to serve them.
func (m *maker) costs() error {
	s, err := newSheet(filepath.Join(m.dir, "costs.parquet"), field("period", date), field("kind", text), field("channel", text), field("amount", money))
	if err != nil {
		return err
	}
	rng := m.random(-1, ofAccounts)
	for month := range m.Months {
		period := m.first.AddDate(0, month, 0)
		each := float64(m.Customers) / float64(m.Months)
		for i, channel := range channels {
			spent := each * []float64{3, 4, 2.5, 5}[i] * (0.8 + 0.4*rng.Float64())
			err = errors.Join(err, s.add(period, "acquisition", channel, cents(spent*100)))
		}
		err = errors.Join(err, s.add(period, "retention", "", cents(each*400)), s.add(period, "service", "", cents(each*250)))
	}
	m.rows["costs"] = s.rows
	return errors.Join(err, s.close())
}

// employees are how satisfied the employees of each store are, month by month.
func (m *maker) employees() error {
	s, err := newSheet(filepath.Join(m.dir, "employees.parquet"), field("store", text), field("period", date), field("satisfaction", score))
	if err != nil {
		return err
	}
	for store := range stores {
		rng := m.random(-2-store, ofAccounts)
		level := 7 + 0.8*rng.NormFloat64()
		for month := range m.Months {
			v := min(10, max(0, level+0.3*rng.NormFloat64()))
			err = errors.Join(err, s.add(storeName(store), m.first.AddDate(0, month, 0), math.Round(v*10)/10))
		}
	}
	m.rows["employees"] = s.rows
	return errors.Join(err, s.close())
}

func oneOf[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
