package analytics

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

// orders are the lines of so many orders in time order, two to an order, of a fifth as many customers.
func orders(n int) (lines []line) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		l := line{fmt.Sprint(rng.IntN(n/5 + 1)), fmt.Sprint(i + 1), int64(i) * 1e9, 1_990_000, "", ""}
		lines = append(lines, l, l)
	}
	return lines
}

// count counts customers and rows.
type count struct{ customers, rows int }

func (c *count) Add(customer *Customer) {
	c.customers++
	c.rows += len(customer.Rows)
}

func (c *count) Merge(o *count) {
	c.customers += o.customers
	c.rows += o.rows
}

func benchmarkScan(b *testing.B, orders int, batches ...arrow.Record) {
	l := NewLedger()
	w := l.Writer()
	for _, batch := range batches {
		if err := w.Transactions(batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		all, err := Scan(context.Background(), l, 1, func() *count { return new(count) })
		if err != nil || all.rows != orders {
			b.Fatal(all, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(orders), "ns/order")
}

// BenchmarkGroup brings the orders of customers together.
func BenchmarkGroup(b *testing.B) {
	const n = 1 << 18
	benchmarkScan(b, n, batchOf(orders(n), asNumbers))
}

// BenchmarkMerge brings them together where each order stands in two files, and customers in no order in the second.
func BenchmarkMerge(b *testing.B) {
	const n = 1 << 18
	first := orders(n)
	second := append([]line(nil), first...)
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(second), func(i, j int) { second[i], second[j] = second[j], second[i] })
	benchmarkScan(b, n, batchOf(first, asNumbers), batchOf(second, asNumbers))
}
