package lifetime

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"regulars/analytics"
)

// shared finds a file of ../shared, the data and oracles kept beside the repository.
func shared(t testing.TB, path string) string {
	t.Helper()
	dir := os.Getenv("REGULARS_SHARED")
	if dir == "" {
		dir, _ = filepath.Abs("../../../shared")
	}
	full := filepath.Join(dir, path)
	if _, err := os.Stat(full); err != nil {
		t.Skip("needs ../shared")
	}
	return full
}

func oracle[T any](t testing.TB, path string) (into T) {
	t.Helper()
	text, err := os.ReadFile(shared(t, path))
	if err == nil {
		err = json.Unmarshal(text, &into)
	}
	if err != nil {
		t.Fatal(err)
	}
	return into
}

// cdnow reads the CDNOW sample as customers in the order of the file.
func cdnow(t testing.TB) []analytics.Customer {
	t.Helper()
	r, err := file.OpenParquetFile(shared(t, "data/cdnow/cdnow_sample.parquet"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	pq, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := pq.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	batches := array.NewTableReader(table, 0)
	defer batches.Release()
	var rows []purchaseLine
	for batches.Next() {
		rows = append(rows, purchaseLines(t, batches.Record())...)
	}
	return customersOf(rows)
}

// purchaseLines reads masterid, sampleid, date and sales; the customer is the sampleid.
func purchaseLines(t testing.TB, batch arrow.Record) []purchaseLine {
	t.Helper()
	ids, ok1 := batch.Column(1).(*array.String)
	days, ok2 := batch.Column(2).(*array.Date32)
	sales, ok3 := batch.Column(4).(*array.Decimal128)
	if !ok1 || !ok2 || !ok3 {
		t.Fatalf("the sample has other columns than expected: %v", batch.Schema())
	}
	lines := make([]purchaseLine, batch.NumRows())
	for i := range lines {
		lines[i] = purchaseLine{ids.Value(i), analytics.Day(days.Value(i)), sales.Value(i).ToFloat64(2)}
	}
	return lines
}

type purchaseLine struct {
	customer string
	day      analytics.Day
	amount   float64
}

func customersOf(lines []purchaseLine) []analytics.Customer {
	at := map[string]int{}
	var all []analytics.Customer
	for i, l := range lines {
		k, ok := at[l.customer]
		if !ok {
			k = len(all)
			at[l.customer] = k
			all = append(all, analytics.Customer{Key: analytics.TextKey(l.customer)})
		}
		r := analytics.Row{Order: uint64(i), Day: l.day, NewOrder: l.amount >= 0}
		if m := analytics.MoneyOf(l.amount); m >= 0 {
			r.Purchases, r.Gross = 1, m
		} else {
			r.Refunds, r.Refunded = 1, -m
		}
		all[k].Rows = append(all[k].Rows, r)
	}
	return all
}

// patternsOf counts the customers' histories as of a day.
func patternsOf(customers []analytics.Customer, asOf analytics.Day) []Pattern {
	p := NewPatterns(asOf)
	for i := range customers {
		cut := customers[i].Until(asOf)
		p.Add(cut.Summary())
	}
	return p.Sorted()
}

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)) {
		t.Errorf("%s: got %.17g, want %.17g, off by %.2g", what, got, want, math.Abs(got-want)/math.Abs(want))
	}
}
