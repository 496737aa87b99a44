package sample

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/data"
)

// sheet is a Parquet file being written.
type sheet struct {
	file *os.File
	to   data.Writer
	rows int64
}

func newSheet(path string, schema *arrow.Schema) (*sheet, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	w, err := data.NewParquetWriter(f, schema)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &sheet{file: f, to: w}, nil
}

// write writes a record and releases it.
func (s *sheet) write(r arrow.Record) error {
	defer r.Release()
	s.rows += r.NumRows()
	if err := s.to.Write(r); err != nil {
		return fmt.Errorf("%s: %w", s.file.Name(), err)
	}
	return nil
}

func (s *sheet) close() error { return errors.Join(s.to.Close(), s.file.Close()) }

// rows are rows of a table being filled in: row by row, each from left to right.
type rows struct {
	*array.RecordBuilder
	at int // column
	n  int
}

func newRows(schema *arrow.Schema) *rows {
	return &rows{RecordBuilder: array.NewRecordBuilder(memory.DefaultAllocator, schema)}
}

// add begins a row.
func (r *rows) add() *rows {
	r.at = 0
	r.n++
	return r
}

// record hands over the rows so far.
func (r *rows) record() arrow.Record {
	r.n = 0
	return r.NewRecord()
}

func (r *rows) next() array.Builder {
	r.at++
	return r.Field(r.at - 1)
}

// text is null if it is empty.
func (r *rows) text(s string) *rows {
	b := r.next().(*array.StringBuilder)
	if s == "" {
		b.AppendNull()
	} else {
		b.Append(s)
	}
	return r
}

func (r *rows) number(n int64) *rows {
	r.next().(*array.Int64Builder).Append(n)
	return r
}

// score is null if it is NaN.
func (r *rows) score(x float64) *rows {
	b := r.next().(*array.Float64Builder)
	if math.IsNaN(x) {
		b.AppendNull()
	} else {
		b.Append(x)
	}
	return r
}

func (r *rows) truth(b bool) *rows {
	r.next().(*array.BooleanBuilder).Append(b)
	return r
}

func (r *rows) cents(n int64) *rows {
	r.next().(*array.Decimal128Builder).Append(decimal128.FromI64(n))
	return r
}

// instant is seconds since 1970.
func (r *rows) instant(at int64) *rows {
	r.next().(*array.TimestampBuilder).Append(arrow.Timestamp(at * 1e6))
	return r
}

// date is a day since 1970.
func (r *rows) date(day int64) *rows {
	r.next().(*array.Date32Builder).Append(arrow.Date32(day))
	return r
}

func (r *rows) null() *rows {
	r.next().AppendNull()
	return r
}
