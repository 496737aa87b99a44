package analytics

import (
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
)

func TestTableOf(t *testing.T) {
	type inner struct {
		R int8 `col:"r,nullzero" unit:"score" en:"recency score" zh:"近度评分"`
	}
	type row struct {
		ID    string `col:"id" en:"customer" zh:"客户"`
		First Day    `col:"first" en:"first purchase" zh:"首次购买"`
		Net   Money  `col:"net" unit:"currency" en:"net revenue" zh:"净收入"`
		Sum   Total  `col:"sum" unit:"currency" en:"sum" zh:"合计"`
		inner
		Rate   float64 `col:"rate" unit:"share" en:"share" zh:"占比"`
		Hidden int
		Out    bool `col:"out" en:"outside" zh:"在外"`
		Gone   int  `col:"gone" unit:"days" en:"days gone" zh:"离开天数"`
	}
	schema := SchemaOf[row](Schema{Name: "t", Row: "customer", RowZH: "客户", Meaning: "a test", MeaningZH: "测试"})
	var sum Total
	sum.Add(-2_500_000)
	table := TableOf(schema, []row{
		{"a", 0, 1_250_000, sum, inner{3}, 0.5, 1, true, 1},
		{"b", NoDay, 0, Total{}, inner{0}, math.NaN(), 1, false, 1},
		{"c", 1, 0, Total{}, inner{1}, math.Inf(1), 1, false, 1},
	}, "gone")
	got, err := table.Record.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"first":"1970-01-01","id":"a","net":1.25,"out":true,"r":3,"rate":0.5,"sum":-2.5}
,{"first":null,"id":"b","net":0,"out":false,"r":null,"rate":null,"sum":0}
,{"first":"1970-01-02","id":"c","net":0,"out":false,"r":1,"rate":null,"sum":0}
]`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if empty := TableOf[row](schema, nil).Record; empty.NumRows() != 0 || empty.NumCols() != 8 || empty.Column(0).(*array.String).Len() != 0 {
		t.Errorf("no rows give %v", empty)
	}
}

// TestSchema reads back what a schema says of a table, of which columns may be left out, as Arrow metadata and as rows of the dictionary.
func TestSchema(t *testing.T) {
	type row struct {
		ID   string `col:"id" en:"customer" zh:"客户"`
		Net  Money  `col:"net" unit:"currency" en:"net revenue" zh:"净收入"`
		Gone int    `col:"gone" unit:"days" en:"days gone" zh:"离开天数"`
	}
	schema := SchemaOf[row](Schema{Name: "t", Row: "a customer", RowZH: "一位客户", Meaning: "a test", MeaningZH: "测试"})
	table := TableOf(schema, []row{{"a", 1, 2}}, "gone")
	if got := table.Record.Schema().Metadata().String(); got != `["table": "t", "row": "a customer", "row_zh": "一位客户", "meaning": "a test", "meaning_zh": "测试"]` {
		t.Errorf("metadata of the table: %s", got)
	}
	if got := table.Record.Schema().Field(1).Metadata.String(); got != `["unit": "currency", "meaning": "net revenue", "meaning_zh": "净收入"]` {
		t.Errorf("metadata of net: %s", got)
	}
	dictionary := Dictionary([]Schema{table.Schema}).Record
	text := func(column, row int) string { return dictionary.Column(column).(*array.String).Value(row) }
	if got, want := text(0, 0)+text(1, 0)+text(2, 0), "tidtext"; got != want || !dictionary.Column(3).IsNull(0) {
		t.Errorf("the dictionary says %s, want %s", got, want)
	}
	if got, want := text(1, 1)+text(2, 1)+text(3, 1)+text(4, 1)+text(5, 1), "netdoublecurrencynet revenue净收入"; got != want {
		t.Errorf("the dictionary says %s, want %s", got, want)
	}
	if got, want := text(0, 2)+text(1, 2), "dictionarytable"; got != want { // gone is gone
		t.Errorf("the dictionary says %s, want %s", got, want)
	}
	if beside := table.Beside(table); len(beside.Columns) != 4 || !beside.Record.Schema().Equal(beside.Arrow()) || beside.Record.ColumnName(1) != "id" {
		t.Errorf("a table beside itself has the columns %v", beside.Record.Schema())
	}
}

// TestSchemaIsComplete takes each part of a description away.
func TestSchemaIsComplete(t *testing.T) {
	whole := Schema{Name: "t", Row: "customer", RowZH: "客户", Meaning: "a test", MeaningZH: "测试"}
	type (
		fine struct {
			A int `col:"a" unit:"days" en:"days" zh:"天数"`
		}
		noEN struct {
			A int `col:"a" unit:"days" zh:"天数"`
		}
		noZH struct {
			A int `col:"a" unit:"days" en:"days"`
		}
		blank struct {
			A int `col:"a" unit:"days" en:" " zh:"天数"`
		}
		swapped struct {
			A int `col:"a" unit:"days" en:"天数" zh:"days"`
		}
		noUnit struct {
			A float64 `col:"a" en:"days" zh:"天数"`
		}
		strange struct {
			A Money `col:"a" unit:"dollars" en:"money" zh:"金额"`
		}
		measured struct {
			A string `col:"a" unit:"days" en:"days" zh:"天数"`
		}
		twice struct {
			fine
			B int `col:"a" unit:"days" en:"days" zh:"天数"`
		}
		needless struct {
			A int `unit:"days" en:"days" zh:"天数"`
		}
		forgotten struct {
			A int `col:"a"`
		}
	)
	says := func(want string, describe func()) {
		t.Helper()
		defer func() {
			t.Helper()
			if got, _ := recover().(string); !strings.Contains(got, want) || want == "" && got != "" {
				t.Errorf("%q, want it to say %q", got, want)
			}
		}()
		describe()
	}
	says("", func() { SchemaOf[fine](whole) })
	says("column a: say in its tag what it means in English", func() { SchemaOf[noEN](whole) })
	says("column a: say in its tag what it means in Chinese", func() { SchemaOf[noZH](whole) })
	says("column a: say in its tag what it means in English", func() { SchemaOf[blank](whole) })
	says("column a: say in its tag what it means in English", func() { SchemaOf[swapped](whole) })
	says("column a: give its unit", func() { SchemaOf[noUnit](whole) })
	says("column a: give its unit", func() { SchemaOf[strange](whole) })
	says("column a is no number and has no unit", func() { SchemaOf[measured](whole) })
	says("column a is there twice", func() { SchemaOf[twice](whole) })
	says("field A has a description and no column", func() { SchemaOf[needless](whole) })
	says("column a: say in its tag what it means in English", func() { SchemaOf[forgotten](whole) })
	says("table t has rows of type analytics.fine", func() { TableOf(SchemaOf[fine](whole), []noEN{}) })
	for _, part := range []func(*Schema) *string{
		func(s *Schema) *string { return &s.Name }, func(s *Schema) *string { return &s.Row }, func(s *Schema) *string { return &s.RowZH },
		func(s *Schema) *string { return &s.Meaning }, func(s *Schema) *string { return &s.MeaningZH },
	} {
		about := whole
		*part(&about) = ""
		says("the table needs Name, Row, RowZH, Meaning and MeaningZH", func() { SchemaOf[fine](about) })
	}
}

func BenchmarkTableOf(b *testing.B) {
	type eight struct {
		A float64 `col:"a" unit:"number" en:"a number" zh:"数"`
		B float64 `col:"b" unit:"number" en:"a number" zh:"数"`
		C float64 `col:"c" unit:"number" en:"a number" zh:"数"`
		D float64 `col:"d" unit:"number" en:"a number" zh:"数"`
		E int     `col:"e" unit:"number" en:"a number" zh:"数"`
		F int     `col:"f" unit:"number" en:"a number" zh:"数"`
		G int     `col:"g" unit:"number" en:"a number" zh:"数"`
		H int     `col:"h" unit:"number" en:"a number" zh:"数"`
	}
	type row struct {
		ID    string `col:"id" en:"customer" zh:"客户"`
		First Day    `col:"first" en:"first purchase" zh:"首次购买"`
		R     int8   `col:"r,nullzero" unit:"score" en:"recency score" zh:"近度评分"`
		Net   Money  `col:"net" unit:"currency" en:"net revenue" zh:"净收入"`
		eight
	}
	schema := SchemaOf[row](Schema{Name: "t", Row: "customer", RowZH: "客户", Meaning: "a test", MeaningZH: "测试"})
	rows := make([]row, 100_000)
	for i := range rows {
		rows[i].ID = "C0012345"
		rows[i].First = Day(i)
	}
	for range b.N {
		TableOf(schema, rows)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/row")
}
