package sample

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// line is one line of an order as it waits in a run for its month.
type line struct {
	At       int64 // seconds since 1970, UTC
	Order    int64
	Number   uint16 // of the line within the order
	Product  uint16
	Quantity int32
	Price    int64 // cents, each
	Discount int64 // cents
	Amount   int64 // cents
	Customer int32 // -1 is a guest
	Second   bool  // under the second account
	NoDate   bool
	Channel  uint8
	Store    uint8
}

var lineSize = binary.Size(line{})

func compareLines(a, b line) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Order, b.Order), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Amount, b.Amount))
}

// linesOf are the lines of a person's orders, and of what was taken back by the last day.
func (s *shop) linesOf(p *person, to []line) []line {
	rng := s.random(p.number, ofOrders+16)
	for _, o := range p.orders {
		for i, it := range o.lines {
			product := s.products[it.product]
			price := int64(float64(product.price) * p.dear)
			discount := int64(float64(price*it.quantity) * o.discount)
			l := line{
				At: o.at.Unix(), Order: o.number, Number: uint16(i), Product: uint16(it.product), Quantity: int32(it.quantity), Price: price,
				Discount: discount, Amount: price*it.quantity - discount, Customer: int32(p.number), Channel: uint8(o.channel), Store: uint8(p.store),
				Second: p.second && channels[o.channel] == "store", NoDate: rng.Float64() < s.NoDateRate,
			}
			if o.guest {
				l.Customer = -1
			}
			to = append(to, l)
			if i == 0 && !o.refunded.IsZero() && !o.refunded.After(s.options.Last) && l.Amount > 0 {
				l.At, l.Quantity, l.Discount, l.Amount, l.NoDate = o.refunded.Unix(), -l.Quantity, -l.Discount, -l.Amount, false
				to = append(to, l)
			}
		}
	}
	return to
}

// month numbers a time by its month since the first one.
func (s *shop) month(at int64) int {
	t := time.Unix(at, 0).UTC()
	return (t.Year()-s.first.Year())*12 + int(t.Month()) - int(s.first.Month())
}

// spill writes the lines of a chunk of customers as one sorted run for each month.
func (s *shop) spill(dir string, chunk int, lines []line) error {
	slices.SortFunc(lines, compareLines)
	for len(lines) > 0 {
		month := s.month(lines[0].At)
		n := slices.IndexFunc(lines, func(l line) bool { return s.month(l.At) != month })
		if n < 0 {
			n = len(lines)
		}
		if err := writeRun(filepath.Join(dir, fmt.Sprintf("%04d-%06d", month, chunk)), lines[:n]); err != nil {
			return err
		}
		lines = lines[n:]
	}
	return nil
}

func writeRun(path string, lines []line) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = binary.Write(w, binary.LittleEndian, lines)
	return errors.Join(err, w.Flush(), f.Close())
}

// runReader reads a run line by line.
type runReader struct {
	file *os.File
	from *bufio.Reader
	buf  []byte
	head line
}

func (r *runReader) next() error {
	if _, err := io.ReadFull(r.from, r.buf); err != nil {
		return err
	}
	_, err := binary.Decode(r.buf, binary.LittleEndian, &r.head)
	return err
}

// merge hands the lines of sorted runs to each in order. Its memory is a small buffer a run.
func merge(paths []string, each func(line) error) (err error) {
	var q runs
	defer func() {
		for _, r := range q {
			err = errors.Join(err, r.file.Close())
		}
	}()
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		r := &runReader{file: f, from: bufio.NewReaderSize(f, 1<<13), buf: make([]byte, lineSize)}
		if err := r.next(); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
		}
		q = append(q, r)
	}
	heap.Init(&q)
	for len(q) > 0 {
		if err := each(q[0].head); err != nil {
			return err
		}
		switch err := q[0].next(); {
		case err == nil:
			heap.Fix(&q, 0)
		case errors.Is(err, io.EOF):
			if err := heap.Pop(&q).(*runReader).file.Close(); err != nil {
				return err
			}
		default:
			return err
		}
	}
	return nil
}

// runs is a heap of runs by their next line.
type runs []*runReader

func (q runs) Len() int           { return len(q) }
func (q runs) Less(i, j int) bool { return compareLines(q[i].head, q[j].head) < 0 }
func (q runs) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *runs) Push(x any)        { *q = append(*q, x.(*runReader)) }
func (q *runs) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
