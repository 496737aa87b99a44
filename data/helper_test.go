package data

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	pq "github.com/parquet-go/parquet-go"
)

// lines reads a table and gives its rows as text, sorted, so that the order of batches does not matter.
func lines(spec Spec, threads int) (*Report, []string, error) {
	var mu sync.Mutex
	var rows []string
	report, err := Read(context.Background(), spec, threads, func(_ int, b arrow.Record) error {
		mu.Lock()
		defer mu.Unlock()
		for i := range int(b.NumRows()) {
			var cells []string
			for c, f := range b.Schema().Fields() {
				cells = append(cells, f.Name+"="+cell(b.Column(c), i))
			}
			rows = append(rows, strings.Join(cells, " "))
		}
		return nil
	})
	slices.Sort(rows)
	return report, rows, err
}

func cell(a arrow.Array, i int) string {
	if a.IsNull(i) {
		return "null"
	}
	switch a := a.(type) {
	case *array.Dictionary:
		return a.Dictionary().(*array.String).Value(int(a.Indices().(*array.Uint32).Value(i)))
	case *array.Timestamp:
		return a.Value(i).ToTime(arrow.Microsecond).Format("2006-01-02T15:04:05.999999")
	case *array.Int64:
		return fmt.Sprint(a.Value(i))
	case *array.Float64:
		return fmt.Sprint(a.Value(i))
	case *array.String:
		return a.Value(i)
	case *array.Boolean:
		return fmt.Sprint(a.Value(i))
	}
	return "unexpected " + a.DataType().String()
}

// mustLines reads what has to be readable.
func mustLines(t testing.TB, spec Spec, threads int) (*Report, []string) {
	t.Helper()
	report, rows, err := lines(spec, threads)
	if err != nil {
		t.Fatal(err)
	}
	if refused := report.Filtered + report.Kept + report.Duplicates; report.Kept != int64(len(rows)) || refused+refusedRows(report) != report.Read {
		t.Fatalf("the counts do not add up: %+v with %d rows handed on", report, len(rows))
	}
	return report, rows
}

func refusedRows(r *Report) (n int64) {
	for _, x := range r.Refused {
		n += x.Rows
	}
	return n
}

// arrowFile writes a record with Arrow's writer.
func arrowFile(t testing.TB, name string, record arrow.Record, options ...parquet.WriterProperty) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := pqarrow.NewFileWriter(record.Schema(), f, parquet.NewWriterProperties(options...), pqarrow.NewArrowWriterProperties())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteBuffered(record); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// goFile writes rows with parquet-go.
func goFile[T any](t testing.TB, name string, rows []T, options ...pq.WriterOption) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := pq.NewGenericWriter[T](f, options...)
	for i := range rows { // one by one, since pages end between calls
		if _, err := w.Write(rows[i : i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// jsonRecord makes a record from JSON, in which decimals and dates are texts.
func jsonRecord(t testing.TB, schema *arrow.Schema, json string) arrow.Record {
	t.Helper()
	r, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(json))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
