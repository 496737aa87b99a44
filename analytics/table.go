package analytics

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

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
	for _, c := range columnsOf(reflect.TypeFor[T](), nil) {
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
	name  string
	index []int
	typ   reflect.Type
	null  string // "zero" or "negative": which values mean null
}

func columnsOf(t reflect.Type, at []int) []column {
	var cs []column
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(slices.Clone(at), i)
		tag, ok := f.Tag.Lookup("col")
		if f.Anonymous && !ok {
			cs = append(cs, columnsOf(f.Type, index)...)
		}
		if !ok {
			continue
		}
		name, null, _ := strings.Cut(tag, ",null")
		cs = append(cs, column{name, index, f.Type, null})
	}
	return cs
}

func (c column) build(rows reflect.Value) arrow.Array {
	b := array.NewBuilder(memory.DefaultAllocator, c.arrowType())
	defer b.Release()
	b.Reserve(rows.Len())
	for i := range rows.Len() {
		v := rows.Index(i).FieldByIndex(c.index)
		if c.null == "zero" && v.IsZero() || c.null == "negative" && v.Int() < 0 {
			b.AppendNull()
			continue
		}
		switch b := b.(type) {
		case *array.StringBuilder:
			b.Append(v.String())
		case *array.BooleanBuilder:
			b.Append(v.Bool())
		case *array.Int64Builder:
			b.Append(v.Int())
		case *array.Date32Builder:
			if Day(v.Int()) == NoDay {
				b.AppendNull()
			} else {
				b.Append(arrow.Date32(v.Int()))
			}
		case *array.Float64Builder:
			if x := units(v); math.IsNaN(x) || math.IsInf(x, 0) {
				b.AppendNull()
			} else {
				b.Append(x)
			}
		}
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

// units reads a float column; money comes in units of the currency.
func units(v reflect.Value) float64 {
	switch v.Type() {
	case moneyType:
		return Money(v.Int()).Units()
	case totalType:
		return v.Interface().(Total).Units()
	default:
		return v.Float()
	}
}
