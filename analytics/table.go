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
	b := array.NewBuilder(memory.DefaultAllocator, c.arrowType())
	defer b.Release()
	b.Reserve(rows.Len())
	add := c.adder(b)
	first, size := rows.UnsafePointer(), rows.Type().Elem().Size()
	for i := range rows.Len() {
		add(unsafe.Add(first, uintptr(i)*size+c.offset))
	}
	return b.NewArray()
}

// adder gives how the value of a field is added to the column.
func (c column) adder(b array.Builder) func(unsafe.Pointer) {
	switch b := b.(type) {
	case *array.StringBuilder:
		return func(at unsafe.Pointer) {
			if s := *(*string)(at); s != "" || c.null != "zero" {
				b.Append(s)
			} else {
				b.AppendNull()
			}
		}
	case *array.BooleanBuilder:
		return func(at unsafe.Pointer) { b.Append(*(*bool)(at)) }
	case *array.Date32Builder:
		return func(at unsafe.Pointer) {
			if day := *(*Day)(at); day != NoDay {
				b.UnsafeAppend(arrow.Date32(day))
			} else {
				b.AppendNull()
			}
		}
	case *array.Int64Builder:
		whole := c.whole()
		return func(at unsafe.Pointer) {
			if n := whole(at); c.null == "zero" && n == 0 || c.null == "negative" && n < 0 {
				b.AppendNull()
			} else {
				b.UnsafeAppend(n)
			}
		}
	case *array.Float64Builder:
		units := c.units()
		return func(at unsafe.Pointer) {
			if x := units(at); c.null == "zero" && x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
				b.AppendNull()
			} else {
				b.UnsafeAppend(x)
			}
		}
	}
	panic(fmt.Sprintf("analytics: column %s: no builder for %s", c.name, c.typ))
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
