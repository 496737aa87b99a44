package data

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// benchFile writes a million lines in time order, as a shop would export them, with ids as numbers, short texts or UUIDs.
func benchFile(b *testing.B, ids string) string {
	const rows = 1 << 20
	key := arrow.DataType(arrow.BinaryTypes.String)
	if ids == "int64" {
		key = arrow.PrimitiveTypes.Int64
	}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "customer_id", Type: key, Nullable: true},
		{Name: "ordered_at", Type: &arrow.TimestampType{Unit: arrow.Microsecond}, Nullable: true},
		{Name: "amount", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "order_id", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "quantity", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
	}, nil)
	r := rand.New(rand.NewPCG(1, 2))
	build := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	at, order := int64(1.6e15), int64(0)
	for range rows {
		if r.IntN(5) < 2 {
			order++
			at += r.Int64N(1e7)
		}
		customer := (order * 2654435761) % 200_000
		switch f := build.Field(0).(type) {
		case *array.Int64Builder:
			f.Append(customer)
		case *array.StringBuilder:
			if ids == "text" {
				f.Append(fmt.Sprintf("C%010d", customer))
			} else {
				f.Append(fmt.Sprintf("%08x-%04x-4000-8000-%012x", customer*7919, customer%65536, customer*104729))
			}
		}
		build.Field(1).(*array.TimestampBuilder).Append(arrow.Timestamp(at))
		build.Field(2).(*array.Float64Builder).Append(float64(r.IntN(100_000)) / 100)
		build.Field(3).(*array.Int64Builder).Append(order)
		build.Field(4).(*array.Int32Builder).Append(int32(1 + r.IntN(5)))
	}
	path := filepath.Join(b.TempDir(), "lines.parquet")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w, err := pqarrow.NewFileWriter(schema, f, parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithMaxRowGroupLength(rows/4)), pqarrow.DefaultWriterProps())
	if err != nil {
		b.Fatal(err)
	}
	if err := w.WriteBuffered(build.NewRecord()); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkRead reads the columns of a ledger; ns/value is what DESIGN compares readers by.
func BenchmarkRead(b *testing.B) {
	for _, ids := range []string{"int64", "text", "uuid"} {
		path := benchFile(b, ids)
		b.Run(ids, func(b *testing.B) {
			var values int64
			for b.Loop() {
				values = 0
				report, err := Read(context.Background(), Spec{Table: "transactions", Paths: []string{path}}, 1,
					func(_ int, r arrow.Record) error {
						values += r.NumRows() * r.NumCols()
						return nil
					})
				if err != nil || report.Kept != 1<<20 {
					b.Fatal(err, report)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(values), "ns/value")
		})
	}
}

// BenchmarkColumns opens and reads a file of many columns of which three are wanted; ten times the columns take ten times as long.
func BenchmarkColumns(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		path := wide(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := Read(context.Background(), Spec{Table: "transactions", Paths: []string{path}}, 1, func(int, arrow.Record) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
