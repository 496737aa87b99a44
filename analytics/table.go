package analytics

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Table is a named result that users take away as Parquet, CSV and Excel.
type Table struct {
	Schema // of the columns that are there
	Record arrow.Record
}

// TableOf makes a table of rows. To make a new table, say side by side what a row is and what the table is:
//
//	// Lapsed is one customer to win back. It is a row of the table winback.
//	type Lapsed struct {
//		Customer string          `col:"customer_id" en:"customer" zh:"客户"`
//		Silent   int             `col:"silent_days" unit:"days" en:"days since the last purchase" zh:"距最近一次购买的天数"`
//		Revenue  analytics.Money `col:"revenue" unit:"currency" en:"net revenue so far" zh:"迄今净收入"`
//		rank     int             // no column
//	}
//
//	// WinBackSchema describes the table winback.
//	var WinBackSchema = analytics.SchemaOf[Lapsed](analytics.Schema{
//		Name: "winback",
//		Row:  "lapsed customer, the most promising first", RowZH: "流失客户，最有望赢回者在前",
//		Meaning: "whom to win back, and why they left", MeaningZH: "应赢回哪些客户，及其流失原因",
//	})
//
//	func (w *WinBack) Table(absent ...string) analytics.Table { return analytics.TableOf(WinBackSchema, w.List, absent...) }
//
// and add WinBackSchema to the schemas of its subject in jobs/night (actionSchemas): a test fails otherwise.
//
// A field with col is a column, and its tag says what the column means, in English (en) and Chinese (zh), and for a number its unit, one of [Units];
// fields without col are left out. A meaning is a phrase for a reader who has the table alone: what is counted, of whom, since when, and what an
// empty cell means where that is not plain; of an interval, at what level and by which method. It has no double quotes and no backquotes.
//
// Columns named in omit, whose input is absent, are left out. Fields may be of type string, bool, Day, Money, Total, and any int or float type, or a
// struct embedded for its columns. There is a null where a Day is NoDay, a float is NaN or infinite, for fields tagged `col:"name,nullzero"`
// where the value is zero, and for `col:"name,nullnegative"` where it is below zero.
func TableOf[T any](s Schema, rows []T, omit ...string) Table {
	if s.row != reflect.TypeFor[T]() {
		panic(fmt.Sprintf("table %s has rows of type %s, not %s", s.Name, s.row, reflect.TypeFor[T]()))
	}
	s = s.Without(omit...)
	columns := make([]arrow.Array, len(s.Columns))
	v := reflect.ValueOf(rows)
	for i, c := range s.Columns {
		columns[i] = c.build(v)
	}
	return Table{s, array.NewRecord(s.arrow, columns, int64(len(rows)))}
}

// Beside is a table with the columns of another behind its first.
func (t Table) Beside(more Table) Table {
	s := t.Schema.Beside(more.Schema)
	columns := slices.Insert(slices.Clone(t.Record.Columns()), 1, more.Record.Columns()...)
	return Table{s, array.NewRecord(s.arrow, columns, t.Record.NumRows())}
}

// build fills the column. It reads the fields where they lie in memory, because reflection takes ten times as long and there may be millions
// of rows.
func (c Column) build(rows reflect.Value) arrow.Array {
	f := fields{rows.UnsafePointer(), rows.Type().Elem().Size(), c.offset, rows.Len()}
	zeros := c.null != "zero" // are values, not nulls
	number := func(x float64) (float64, bool) { return x, (x != 0 || zeros) && !math.IsNaN(x) && !math.IsInf(x, 0) }
	switch c.typ {
	case dayType:
		return fill(f, c.Type, func(d Day) (Day, bool) { return d, d != NoDay })
	case moneyType:
		return fill(f, c.Type, func(m Money) (float64, bool) { return number(m.Units()) })
	case totalType:
		return fill(f, c.Type, func(t Total) (float64, bool) { return number(t.Units()) })
	}
	switch c.typ.Kind() {
	case reflect.String:
		return texts(f, zeros)
	case reflect.Bool:
		return truths(f)
	case reflect.Float32:
		return fill(f, c.Type, func(x float32) (float64, bool) { return number(float64(x)) })
	case reflect.Float64:
		return fill(f, c.Type, number)
	case reflect.Int8:
		return wholes[int8](f, c)
	case reflect.Int16:
		return wholes[int16](f, c)
	case reflect.Int32:
		return wholes[int32](f, c)
	case reflect.Int64:
		return wholes[int64](f, c)
	default:
		return wholes[int](f, c)
	}
}

// fields are one field of all rows.
type fields struct {
	first        unsafe.Pointer // row
	size, offset uintptr        // of a row, and of the field in it
	n            int            // rows
}

// at is the field of a row, of type F.
func at[F any](f fields, i int) F { return *(*F)(unsafe.Add(f.first, uintptr(i)*f.size+f.offset)) }

func wholes[F int | int8 | int16 | int32 | int64](f fields, c Column) arrow.Array {
	zeros, negatives := c.null != "zero", c.null != "negative" // are values, not nulls
	return fill(f, c.Type, func(n F) (int64, bool) { return int64(n), (n != 0 || zeros) && (n >= 0 || negatives) })
}

// fill makes a column of values of fixed width, and of nulls where value is not ok.
func fill[F, T any](f fields, typ arrow.DataType, value func(F) (v T, ok bool)) arrow.Array {
	values, valid, nulls := make([]T, f.n), make([]byte, (f.n+7)/8), 0
	for i := range values {
		if v, ok := value(at[F](f, i)); ok {
			values[i] = v
			valid[i/8] |= 1 << (i % 8)
		} else {
			nulls++
		}
	}
	memoryOf := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), f.n*int(unsafe.Sizeof(*new(T))))
	buffers := []*memory.Buffer{nil, memory.NewBufferBytes(memoryOf)}
	if nulls > 0 {
		buffers[0] = memory.NewBufferBytes(valid)
	}
	return array.MakeFromData(array.NewData(typ, f.n, buffers, nil, nulls, 0))
}

// texts makes a column of texts; an empty one is null unless empty ones are values.
func texts(f fields, empty bool) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	size := 0
	for i := range f.n {
		size += len(at[string](f, i))
	}
	b.Reserve(f.n)
	b.ReserveData(size)
	for i := range f.n {
		if s := at[string](f, i); s != "" || empty {
			b.Append(s)
		} else {
			b.AppendNull()
		}
	}
	return b.NewArray()
}

func truths(f fields) arrow.Array {
	b := array.NewBooleanBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Reserve(f.n)
	for i := range f.n {
		b.UnsafeAppend(at[bool](f, i))
	}
	return b.NewArray()
}

var (
	dayType   = reflect.TypeFor[Day]()
	moneyType = reflect.TypeFor[Money]()
	totalType = reflect.TypeFor[Total]()
)

func arrowType(column string, typ reflect.Type) arrow.DataType {
	switch {
	case typ == dayType:
		return arrow.FixedWidthTypes.Date32
	case typ == moneyType, typ == totalType, typ.Kind() == reflect.Float64, typ.Kind() == reflect.Float32:
		return arrow.PrimitiveTypes.Float64
	case typ.Kind() == reflect.String:
		return arrow.BinaryTypes.String
	case typ.Kind() == reflect.Bool:
		return arrow.FixedWidthTypes.Boolean
	case typ.ConvertibleTo(reflect.TypeFor[int64]()) && reflect.Zero(typ).CanInt():
		return arrow.PrimitiveTypes.Int64
	default:
		panic(fmt.Sprintf("analytics: column %s: no table type for %s", column, typ))
	}
}
