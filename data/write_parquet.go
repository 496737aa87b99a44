package data

import (
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/parquet-go/parquet-go"
)

// groupRows is the most rows of a row group: few enough to be held while they are written.
const groupRows = 1 << 14

// parquetWriter writes with parquet-go rather than with Arrow's own writer, which brings all of Arrow's compute kernels along and so
// takes a build longer than everything else here together.
type parquetWriter struct {
	w      *parquet.GenericWriter[any]
	group  int // rows in the row group so far
	values []parquet.Value
}

// NewParquetWriter writes a table as Parquet, compressed with zstd. Columns may be strings, booleans, whole numbers, doubles, dates, decimals of
// up to 18 digits, and instants in microseconds. The same records give the same bytes, however they are cut.
func NewParquetWriter(w io.Writer, schema *arrow.Schema) (Writer, error) {
	root := ordered{Group: parquet.Group{}}
	for _, f := range schema.Fields() {
		node, err := nodeOf(f)
		if err != nil {
			return nil, err
		}
		root.Group[f.Name] = parquet.Optional(node)
		root.names = append(root.names, f.Name)
	}
	to := parquet.NewGenericWriter[any](w, parquet.NewSchema("table", root), parquet.Compression(&parquet.Zstd), parquet.DictionaryMaxBytes(1<<17), parquet.CreatedBy("regulars", "", ""))
	return &parquetWriter{w: to}, nil
}

// ordered is a group whose columns stand in the order of the table; parquet-go's stand in that of their names.
type ordered struct {
	parquet.Group
	names []string
}

func (o ordered) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range o.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(o.names))
	for i, name := range o.names {
		fields[i] = byName[name]
	}
	return fields
}

func nodeOf(f arrow.Field) (parquet.Node, error) {
	switch t := f.Type.(type) {
	case *arrow.StringType:
		return parquet.Encoded(parquet.String(), &parquet.RLEDictionary), nil
	case *arrow.BooleanType:
		return parquet.Leaf(parquet.BooleanType), nil
	case *arrow.Int64Type:
		return parquet.Encoded(parquet.Int(64), &parquet.RLEDictionary), nil
	case *arrow.Float64Type:
		return parquet.Encoded(parquet.Leaf(parquet.DoubleType), &parquet.RLEDictionary), nil
	case *arrow.Date32Type:
		return parquet.Encoded(parquet.Date(), &parquet.RLEDictionary), nil
	case *arrow.TimestampType:
		if t.Unit == arrow.Microsecond && t.TimeZone == "UTC" {
			return parquet.Timestamp(parquet.Microsecond), nil
		}
	case *arrow.Decimal128Type:
		if t.Precision <= 18 {
			return parquet.Decimal(int(t.Scale), int(t.Precision), parquet.Int64Type), nil
		}
	}
	return nil, fmt.Errorf("column %s: tables have no columns of type %s", f.Name, f.Type)
}

func (p *parquetWriter) Write(r arrow.Record) error {
	const most = 1 << 12
	for from := int64(0); from < r.NumRows(); {
		n := min(r.NumRows()-from, most, int64(groupRows-p.group))
		if err := p.write(r.NewSlice(from, from+n)); err != nil {
			return err
		}
		from += n
		if p.group += int(n); p.group == groupRows {
			p.group = 0
			if err := p.w.Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// write writes column by column.
func (p *parquetWriter) write(r arrow.Record) error {
	defer r.Release()
	rows := int(r.NumRows())
	p.values = slices.Grow(p.values[:0], rows)[:rows]
	for c, to := range p.w.ColumnWriters() {
		column := r.Column(c)
		value := valueReader(column)
		for i := range rows {
			if column.IsNull(i) {
				p.values[i] = parquet.NullValue().Level(0, 0, c)
			} else {
				p.values[i] = value(i).Level(0, 1, c)
			}
		}
		if _, err := to.WriteRowValues(p.values); err != nil {
			return err
		}
	}
	return nil
}

// valueReader reads a column of one of the types that nodeOf takes.
func valueReader(column arrow.Array) func(i int) parquet.Value {
	switch a := column.(type) {
	case *array.String:
		bytes, first := a.ValueBytes(), a.ValueOffset(0)
		return func(i int) parquet.Value {
			return parquet.ByteArrayValue(bytes[a.ValueOffset(i)-first : a.ValueOffset(i+1)-first])
		}
	case *array.Boolean:
		return func(i int) parquet.Value { return parquet.BooleanValue(a.Value(i)) }
	case *array.Int64:
		return func(i int) parquet.Value { return parquet.Int64Value(a.Value(i)) }
	case *array.Float64:
		return func(i int) parquet.Value { return parquet.DoubleValue(a.Value(i)) }
	case *array.Date32:
		return func(i int) parquet.Value { return parquet.Int32Value(int32(a.Value(i))) }
	case *array.Timestamp:
		return func(i int) parquet.Value { return parquet.Int64Value(int64(a.Value(i))) }
	case *array.Decimal128:
		return func(i int) parquet.Value { return parquet.Int64Value(int64(a.Value(i).LowBits())) }
	default:
		return func(int) parquet.Value { return parquet.NullValue() }
	}
}

func (p *parquetWriter) Close() error { return p.w.Close() }
