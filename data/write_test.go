package data

import (
	"bytes"
	"math"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/parquet-go/parquet-go"
)

var outSchema = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "first, of all", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	{Name: "orders", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "revenue", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	{Name: "alive", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
}, nil)

func outRecord(ids ...string) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, outSchema)
	for i, id := range ids {
		if id == "null" {
			for _, f := range b.Fields() {
				f.AppendNull()
			}
			continue
		}
		b.Field(0).(*array.StringBuilder).Append(id)
		b.Field(1).(*array.Date32Builder).Append(arrow.Date32(i))
		b.Field(2).(*array.Int64Builder).Append(int64(i))
		b.Field(3).(*array.Float64Builder).Append([]float64{0.1, 1e300, math.NaN(), 1234567.5, -0.00000012}[i%5])
		b.Field(4).(*array.BooleanBuilder).Append(i%2 == 0)
	}
	return b.NewRecord()
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	w, err := NewCSVWriter(&out, outSchema)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []arrow.Record{outRecord("a", "-5", "null", `say "hi", 王`), outRecord("=1+1", "", " x", "@a", "+x\ny")} {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := "id,\"first, of all\",orders,revenue,alive\r\n" +
		"a,1970-01-01,0,0.1,true\r\n" +
		"-5,1970-01-02,1,1e+300,false\r\n" +
		",,,,\r\n" +
		"\"say \"\"hi\"\", 王\",1970-01-04,3,1234567.5,false\r\n" +
		"'=1+1,1970-01-01,0,0.1,true\r\n" +
		"\"\",1970-01-02,1,1e+300,false\r\n" +
		"\" x\",1970-01-03,2,,true\r\n" +
		"'@a,1970-01-04,3,1234567.5,false\r\n" +
		"\"'+x\ny\",1970-01-05,4,-1.2e-07,true\r\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

// TestParquetBytes shows that a table's bytes do not depend on how it is cut into records, and that another reader reads it.
func TestParquetBytes(t *testing.T) {
	var one, two bytes.Buffer
	write := func(to *bytes.Buffer, records ...arrow.Record) {
		w, err := NewParquetWriter(to, outSchema)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	all := outRecord("a", "b", "null", "王", "e")
	write(&one, all)
	write(&two, all.NewSlice(0, 2), all.NewSlice(2, 5))
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the bytes depend on the cut")
	}
	rows, err := parquet.Read[struct {
		ID      *string  `parquet:"id"`
		Orders  *int64   `parquet:"orders"`
		Revenue *float64 `parquet:"revenue"`
		Alive   *bool    `parquet:"alive"`
	}](bytes.NewReader(one.Bytes()), int64(one.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 5 || *rows[3].ID != "王" || rows[2].ID != nil || *rows[4].Revenue != -0.00000012 || *rows[1].Orders != 1 || *rows[1].Alive {
		t.Errorf("read back %v", rows)
	}
}

func TestParquetWithoutRows(t *testing.T) {
	path := t.TempDir() + "/none.parquet"
	if err := WriteParquet(path, outSchema); err != nil {
		t.Fatal(err)
	}
	if err := WriteCSV(path+".csv", outSchema); err != nil {
		t.Fatal(err)
	}
}
