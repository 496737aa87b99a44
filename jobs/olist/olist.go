// Package olist joins the files of the Olist sample as the README shows, for a run that compares or tests.
package olist

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"regulars/data"
)

// Join makes lines.parquet and reviews.parquet in a folder from the files in dir. It gives the number of reviews.
func Join(dir, to string) (reviews int, err error) {
	var o set
	for name, table := range map[string]*arrow.Table{"orders": &o.orders, "order_items": &o.items, "customers": &o.customers, "order_reviews": &o.reviews} {
		if *table, err = read(filepath.Join(dir, "olist_"+name+"_dataset.parquet")); err != nil {
			return 0, err
		}
	}
	people := lookup(o.customers, "customer_id", "customer_unique_id")
	customer, bought := lookup(o.orders, "order_id", "customer_id"), lookup(o.orders, "order_id", "order_purchase_timestamp")
	lines := write(filepath.Join(to, "lines.parquet"), o.items, []string{"customer_unique_id", "order_id", "order_purchase_timestamp", "price"}, func(i int) []string {
		order := text(o.items, "order_id", i)
		return []string{people[customer[order]], order, bought[order], text(o.items, "price", i)}
	})
	answers := write(filepath.Join(to, "reviews.parquet"), o.reviews, []string{"customer_unique_id", "review_creation_date", "review_score"}, func(i int) []string {
		return []string{people[customer[text(o.reviews, "order_id", i)]], text(o.reviews, "review_creation_date", i), text(o.reviews, "review_score", i)}
	})
	return int(o.reviews.NumRows()), errors.Join(lines, answers)
}

type set struct{ orders, items, customers, reviews arrow.Table }

func read(path string) (arrow.Table, error) {
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: 1 << 20}, memory.DefaultAllocator)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r.ReadTable(context.Background())
}

// text is a value of a table that is not longer than one batch.
func text(t arrow.Table, name string, i int) string {
	return t.Column(t.Schema().FieldIndices(name)[0]).Data().Chunk(0).ValueStr(i)
}

// lookup maps the values of one column to those of another in the same row.
func lookup(t arrow.Table, from, to string) map[string]string {
	m := map[string]string{}
	for i := range int(t.NumRows()) {
		m[text(t, from, i)] = text(t, to, i)
	}
	return m
}

// write writes a row for each of a table's, all strings but for price and review_score.
func write(path string, rows arrow.Table, names []string, of func(i int) []string) error {
	fields := make([]arrow.Field, len(names))
	for i, name := range names {
		fields[i] = arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
		if name == "price" || name == "review_score" {
			fields[i].Type = arrow.PrimitiveTypes.Float64
		}
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range int(rows.NumRows()) {
		for j, v := range of(i) {
			if err := b.Field(j).AppendValueFromString(v); err != nil {
				return fmt.Errorf("%s: row %d, %s: %w", path, i+1, names[j], err)
			}
		}
	}
	return data.WriteParquet(path, schema, b.NewRecord())
}
