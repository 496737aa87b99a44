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
	first, size := rows.UnsafePointer(), rows.Type().Elem().Size()
	at := func(i int) unsafe.Pointer { return unsafe.Add(first, uintptr(i)*size+c.offset) }
	switch typ := c.arrowType(); typ.ID() {
	case arrow.STRING, arrow.BOOL:
		return c.words(rows.Len(), at)
	case arrow.DATE32:
		return fill(typ, rows.Len(), func(i int) (Day, bool) { day := *(*Day)(at(i)); return day, day != NoDay })
	case arrow.INT64:
		whole := c.whole()
		return fill(typ, rows.Len(), func(i int) (int64, bool) {
			n := whole(at(i))
			return n, !(c.null == "zero" && n == 0 || c.null == "negative" && n < 0)
		})
	default:
		units := c.units()
		return fill(typ, rows.Len(), func(i int) (float64, bool) {
			x := units(at(i))
			return x, !(c.null == "zero" && x == 0 || math.IsNaN(x) || math.IsInf(x, 0))
		})
	}
}

// fill makes a column of values of fixed width, and of nulls where value is not ok.
func fill[T any](typ arrow.DataType, n int, value func(i int) (v T, ok bool)) arrow.Array {
	values, valid, nulls := make([]T, n), make([]byte, (n+7)/8), 0
	for i := range values {
		if v, ok := value(i); ok {
			values[i] = v
			valid[i/8] |= 1 << (i % 8)
		} else {
			nulls++
		}
	}
	memoryOf := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), n*int(unsafe.Sizeof(*new(T))))
	buffers := []*memory.Buffer{nil, memory.NewBufferBytes(memoryOf)}
	if nulls > 0 {
		buffers[0] = memory.NewBufferBytes(valid)
	}
	return array.MakeFromData(array.NewData(typ, n, buffers, nil, nulls, 0))
}

// words makes a column of texts or truths.
func (c column) words(n int, at func(i int) unsafe.Pointer) arrow.Array {
	b := array.NewBuilder(memory.DefaultAllocator, c.arrowType())
	defer b.Release()
	b.Reserve(n)
	for i := range n {
		switch b := b.(type) {
		case *array.StringBuilder:
			if s := *(*string)(at(i)); s != "" || c.null != "zero" {
				b.Append(s)
			} else {
				b.AppendNull()
			}
		case *array.BooleanBuilder:
			b.Append(*(*bool)(at(i)))
		}
	}
	return b.NewArray()
}

// whole reads a field of any type of whole number.
func (c column) whole() func(unsafe.Pointer) int64 {
	if c.typ.Kind() == reflect.Int {
		return func(at unsafe.Pointer) int64 { return int64(*(*int)(at)) }
	}
	return func(at unsafe.Pointer) int64 { return reflect.NewAt(c.typ, at).Elem().Int() }
}

// units reads a float field; money comes in units of the currency.
func (c column) units() func(unsafe.Pointer) float64 {
	switch {
	case c.typ == moneyType:
		return func(at unsafe.Pointer) float64 { return (*(*Money)(at)).Units() }
	case c.typ == totalType:
		return func(at unsafe.Pointer) float64 { return (*(*Total)(at)).Units() }
	case c.typ.Kind() == reflect.Float32:
		return func(at unsafe.Pointer) float64 { return float64(*(*float32)(at)) }
	default:
		return func(at unsafe.Pointer) float64 { return *(*float64)(at) }
	}
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
