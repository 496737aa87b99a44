package analytics

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Table is a named result that users take away as Parquet, CSV and Excel.
type Table struct {
	Name   string
	Record arrow.Record
}

// TableOf makes a table of rows, which are structs whose fields carry a tag `col:"name"`; fields without one are left
// out, and so are the columns named in omit (those whose input is absent). Fields may be of type string, bool, Day, Money,
// Total, and any int or float type, or a struct embedded for its columns. There is a null where a Day is NoDay, a float
// is NaN or infinite, for fields tagged `col:"name,nullzero"` where the value is zero, and for `col:"name,nullnegative"`
// where it is below zero.
func TableOf[T any](name string, rows []T, omit ...string) Table {
	var fields []arrow.Field
	var columns []arrow.Array
	v := reflect.ValueOf(rows)
	for _, c := range columnsOf(reflect.TypeFor[T](), 0) {
		if slices.Contains(omit, c.name) {
			continue
		}
		a := c.build(v)
		fields = append(fields, arrow.Field{Name: c.name, Type: a.DataType(), Nullable: true})
		columns = append(columns, a)
	}
	return Table{Name: name, Record: array.NewRecord(arrow.NewSchema(fields, nil), columns, int64(len(rows)))}
}

type column struct {
	name   string
	offset uintptr // within a row
	typ    reflect.Type
	null   string // "zero" or "negative": which values mean null
}

func columnsOf(t reflect.Type, at uintptr) []column {
	var cs []column
	for i := range t.NumField() {
		f := t.Field(i)
		tag, ok := f.Tag.Lookup("col")
		if f.Anonymous && !ok {
			cs = append(cs, columnsOf(f.Type, at+f.Offset)...)
		}
		if !ok {
			continue
		}
		name, null, _ := strings.Cut(tag, ",null")
		cs = append(cs, column{name, at + f.Offset, f.Type, null})
	}
	return cs
}

// build fills the column. It reads the fields where they lie in memory, because reflection takes ten times as long and there may be millions
// of rows.
func (c column) build(rows reflect.Value) arrow.Array {
	f := fields{rows.UnsafePointer(), rows.Type().Elem().Size(), c.offset, rows.Len()}
	zeros := c.null != "zero" // are values, not nulls
	number := func(x float64) (float64, bool) { return x, (x != 0 || zeros) && !math.IsNaN(x) && !math.IsInf(x, 0) }
	switch c.typ {
	case dayType:
		return fill(f, c.arrowType(), func(d Day) (Day, bool) { return d, d != NoDay })
	case moneyType:
		return fill(f, c.arrowType(), func(m Money) (float64, bool) { return number(m.Units()) })
	case totalType:
		return fill(f, c.arrowType(), func(t Total) (float64, bool) { return number(t.Units()) })
	}
	switch c.typ.Kind() {
	case reflect.String:
		return texts(f, zeros)
	case reflect.Bool:
		return truths(f)
	case reflect.Float32:
		return fill(f, c.arrowType(), func(x float32) (float64, bool) { return number(float64(x)) })
	case reflect.Float64:
		return fill(f, c.arrowType(), number)
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

func wholes[F int | int8 | int16 | int32 | int64](f fields, c column) arrow.Array {
	zeros, negatives := c.null != "zero", c.null != "negative" // are values, not nulls
	return fill(f, c.arrowType(), func(n F) (int64, bool) { return int64(n), (n != 0 || zeros) && (n >= 0 || negatives) })
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

func (c column) arrowType() arrow.DataType {
	switch {
	case c.typ == dayType:
		return arrow.FixedWidthTypes.Date32
	case c.typ == moneyType, c.typ == totalType, c.typ.Kind() == reflect.Float64, c.typ.Kind() == reflect.Float32:
		return arrow.PrimitiveTypes.Float64
	case c.typ.Kind() == reflect.String:
		return arrow.BinaryTypes.String
	case c.typ.Kind() == reflect.Bool:
		return arrow.FixedWidthTypes.Boolean
	case c.typ.ConvertibleTo(reflect.TypeFor[int64]()) && reflect.Zero(c.typ).CanInt():
		return arrow.PrimitiveTypes.Int64
	default:
		panic(fmt.Sprintf("analytics: column %s: no table type for %s", c.name, c.typ))
	}
}
