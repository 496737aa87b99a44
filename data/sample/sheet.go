package sample

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/data"
)

// cents is an amount of money in a sheet.
type cents int64

var (
	text    = arrow.BinaryTypes.String
	number  = arrow.PrimitiveTypes.Int64
	score   = arrow.PrimitiveTypes.Float64
	truth   = arrow.FixedWidthTypes.Boolean
	date    = arrow.FixedWidthTypes.Date32
	instant = &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	money   = &arrow.Decimal128Type{Precision: 18, Scale: 2}
)

// sheet is a Parquet file that is written row by row.
type sheet struct {
	path  string
	file  *os.File
	to    data.Writer
	batch *array.RecordBuilder
	held  int
	rows  int64
}

const batchRows = 1 << 15

func newSheet(path string, fields ...arrow.Field) (*sheet, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	schema := arrow.NewSchema(fields, nil)
	w, err := data.NewParquetWriter(f, schema)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &sheet{path: path, file: f, to: w, batch: array.NewRecordBuilder(memory.DefaultAllocator, schema)}, nil
}

func field(name string, t arrow.DataType) arrow.Field {
	return arrow.Field{Name: name, Type: t, Nullable: true}
}

// add appends a row. Empty texts, zero times, NaN and nil are null.
func (s *sheet) add(values ...any) error {
	for i, v := range values {
		if isNull(v) {
			s.batch.Field(i).AppendNull()
			continue
		}
		switch b := s.batch.Field(i).(type) {
		case *array.StringBuilder:
			b.Append(v.(string))
		case *array.Int64Builder:
			b.Append(v.(int64))
		case *array.Float64Builder:
			b.Append(v.(float64))
		case *array.BooleanBuilder:
			b.Append(v.(bool))
		case *array.Date32Builder:
			b.Append(arrow.Date32FromTime(v.(time.Time)))
		case *array.TimestampBuilder:
			b.Append(arrow.Timestamp(v.(time.Time).UnixMicro()))
		case *array.Decimal128Builder:
			b.Append(decimal128.FromI64(int64(v.(cents))))
		}
	}
	s.rows++
	if s.held++; s.held < batchRows {
		return nil
	}
	return s.flush()
}

func isNull(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case float64:
		return math.IsNaN(v)
	case time.Time:
		return v.IsZero()
	default:
		return false
	}
}

func (s *sheet) flush() error {
	s.held = 0
	r := s.batch.NewRecord()
	defer r.Release()
	if err := s.to.Write(r); err != nil {
		return fmt.Errorf("%s: %w", s.path, err)
	}
	return nil
}

func (s *sheet) close() error {
	return errors.Join(s.flush(), s.to.Close(), s.file.Close())
}
