package data

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/parquet-go/parquet-go"
)

var anySchema = arrow.NewSchema([]arrow.Field{
	{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "truth", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "whole", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "double", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	{Name: "date", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	{Name: "decimal", Type: &arrow.Decimal128Type{Precision: 18, Scale: 2}, Nullable: true},
	{Name: "instant", Type: microsUTC, Nullable: true},
}, nil)

// anyRecord has random values, one in so many of them null, and so many distinct ones.
func anyRecord(random *rand.Rand, rows, nullEvery, distinct int) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, anySchema)
	for range rows {
		for _, f := range b.Fields() {
			if random.IntN(nullEvery) == 0 {
				f.AppendNull()
				continue
			}
			v := random.IntN(distinct) - distinct/2
			switch f := f.(type) {
			case *array.StringBuilder:
				f.Append(fmt.Sprint(v)[1:])
			case *array.BooleanBuilder:
				f.Append(v%3 == 0)
			case *array.Int64Builder:
				f.Append(int64(v) << 40)
			case *array.Float64Builder:
				f.Append(float64(v) / 7)
			case *array.Date32Builder:
				f.Append(arrow.Date32(v))
			case *array.Decimal128Builder:
				f.Append(decimal128.FromI64(int64(v)))
			case *array.TimestampBuilder:
				f.Append(arrow.Timestamp(v))
			}
		}
	}
	return b.NewRecord()
}

// TestParquetReadBack has two other readers read what was written, over several row groups, with and without a dictionary.
func TestParquetReadBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ rows, nullEvery, distinct int }{
		{1, 2, 10}, {9, 1, 10}, {100, 1 << 40, 10}, {40_000, 1 << 40, 1 << 30}, {40_000, 5, 3}, {40_000, 3, 3000}, {20_000, 7, 1 << 40}, {17_000, 2, 9000},
	} {
		r := anyRecord(random, c.rows, c.nullEvery, c.distinct)
		var out bytes.Buffer
		w, err := NewParquetWriter(&out, anySchema)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		byArrow(t, out.Bytes(), r)
		byParquetGo(t, out.Bytes(), r)
	}
}

// TestParquetMetadata has two other readers find what a schema says of a table and its columns.
func TestParquetMetadata(t *testing.T) {
	about := arrow.NewMetadata([]string{"table", "meaning_zh"}, []string{"customers", "客户"})
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "days", Type: arrow.PrimitiveTypes.Int64, Nullable: true, Metadata: arrow.NewMetadata([]string{"unit", "meaning_zh"}, []string{"days", "天数"})},
		{Name: "on", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	}, &about)
	write := func(schema *arrow.Schema) []byte {
		var out bytes.Buffer
		w, err := NewParquetWriter(&out, schema)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	written := write(schema)
	f, err := parquet.OpenFile(bytes.NewReader(written), int64(len(written)))
	if err != nil {
		t.Fatal(err)
	}
	if name, _ := f.Lookup("table"); name != "customers" {
		t.Errorf("parquet-go finds the table %q", name)
	}
	if zh, _ := f.Lookup("meaning_zh"); zh != "客户" {
		t.Errorf("parquet-go finds the meaning %q", zh)
	}
	table, err := pqarrow.ReadTable(context.Background(), bytes.NewReader(written), nil, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	days, on := table.Schema().Field(0), table.Schema().Field(1)
	if unit, _ := days.Metadata.GetValue("unit"); unit != "days" {
		t.Errorf("Arrow finds the unit %q", unit)
	}
	if zh, _ := days.Metadata.GetValue("meaning_zh"); zh != "天数" {
		t.Errorf("Arrow finds the meaning %q", zh)
	}
	if _, ok := on.Metadata.GetValue("unit"); ok || on.Type.ID() != arrow.DATE32 {
		t.Errorf("Arrow finds %v", on)
	}
	plain := arrow.NewSchema([]arrow.Field{{Name: "days", Type: arrow.PrimitiveTypes.Int64, Nullable: true}}, nil)
	if bytes.Contains(write(plain), []byte("ARROW:schema")) {
		t.Error("a table without metadata has some")
	}
}

func byArrow(t *testing.T, written []byte, want arrow.Record) {
	t.Helper()
	table, err := pqarrow.ReadTable(context.Background(), bytes.NewReader(written), nil, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.NumCols() {
		got, err := array.Concatenate(table.Column(int(i)).Data().Chunks(), memory.DefaultAllocator)
		if err != nil {
			t.Fatal(err)
		}
		if !array.Equal(got, want.Column(int(i))) {
			t.Errorf("column %s is %v, not %v", want.ColumnName(int(i)), got, want.Column(int(i)))
		}
	}
}

func byParquetGo(t *testing.T, written []byte, want arrow.Record) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(written), int64(len(written)))
	if err != nil {
		t.Fatal(err)
	}
	texts, doubles, at := want.Column(0).(*array.String), want.Column(3).(*array.Float64), 0
	for _, g := range f.RowGroups() {
		rows := make([]parquet.Row, g.NumRows())
		reader := g.Rows()
		if n, err := reader.ReadRows(rows); n != len(rows) {
			t.Fatalf("%d rows of %d: %v", n, len(rows), err)
		}
		for _, row := range rows {
			if row[0].IsNull() != texts.IsNull(at) || !row[0].IsNull() && row[0].String() != texts.Value(at) {
				t.Fatalf("row %d has the text %v", at, row[0])
			}
			if row[3].IsNull() != doubles.IsNull(at) || !row[3].IsNull() && row[3].Double() != doubles.Value(at) {
				t.Fatalf("row %d has the double %v", at, row[3])
			}
			at++
		}
		if err := reader.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if at != int(want.NumRows()) {
		t.Errorf("%d rows", at)
	}
}

// TestParquetBounds compares the bounds of row groups with the values.
func TestParquetBounds(t *testing.T) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, outSchema)
	var numbers []float64
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 20_000 {
		x := random.NormFloat64()
		if numbers = append(numbers, x); i == 17_000 {
			x = math.NaN()
		}
		b.Field(0).(*array.StringBuilder).Append(string(bytes.Repeat([]byte("x"), 1+i%9)))
		b.Field(1).(*array.Date32Builder).Append(arrow.Date32(i%50 - 25))
		b.Field(2).AppendNull()
		b.Field(3).(*array.Float64Builder).Append(x)
		b.Field(4).(*array.BooleanBuilder).Append(i == 5)
	}
	var out bytes.Buffer
	w, err := NewParquetWriter(&out, outSchema)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(b.NewRecord()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := file.NewParquetReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	got := func(group, column int) string {
		m, err := f.MetaData().RowGroup(group).ColumnChunk(column)
		if err != nil {
			t.Fatal(err)
		}
		s, err := m.Statistics()
		if err != nil {
			t.Fatal(err)
		}
		if s == nil {
			return "none"
		}
		switch s := s.(type) {
		case interface {
			Min() float64
			Max() float64
		}:
			if s.(interface{ HasMinMax() bool }).HasMinMax() {
				return fmt.Sprint(s.Min(), s.Max())
			}
		case interface {
			Min() int32
			Max() int32
		}:
			return fmt.Sprint(s.Min(), s.Max())
		case interface {
			Min() bool
			Max() bool
		}:
			return fmt.Sprint(s.Min(), s.Max())
		}
		return fmt.Sprintf("%d null", s.NullCount())
	}
	first := numbers[:groupRows]
	for i, want := range []string{"0 null", "-25 24", "16384 null", fmt.Sprint(slices.Min(first), slices.Max(first)), "false true"} {
		if is := got(0, i); is != want {
			t.Errorf("column %d: %s, not %s", i, is, want)
		}
	}
	if is := got(1, 3); is != "0 null" && is != "none" {
		t.Errorf("values that are no number are bounded by %s", is)
	}
	if m, _ := f.MetaData().RowGroup(0).ColumnChunk(0); m != nil {
		if s, _ := m.Statistics(); string(s.EncodeMin()) != "x" || string(s.EncodeMax()) != "xxxxxxxxx" {
			t.Errorf("texts from %q to %q", s.EncodeMin(), s.EncodeMax())
		}
	}
}
