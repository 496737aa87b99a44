package analytics

import (
	"math"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
)

func TestTableOf(t *testing.T) {
	type inner struct {
		R int8 `col:"r,nullzero"`
	}
	type row struct {
		ID    string `col:"id"`
		First Day    `col:"first"`
		Net   Money  `col:"net"`
		Sum   Total  `col:"sum"`
		inner
		Rate   float64 `col:"rate"`
		Hidden int
		Out    bool `col:"out"`
		Gone   int  `col:"gone"`
	}
	var sum Total
	sum.Add(-2_500_000)
	table := TableOf("t", []row{
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
	if empty := TableOf[row]("t", nil).Record; empty.NumRows() != 0 || empty.NumCols() != 8 || empty.Column(0).(*array.String).Len() != 0 {
		t.Errorf("no rows give %v", empty)
	}
}

func BenchmarkTableOf(b *testing.B) {
	type row struct {
		ID                     string  `col:"id"`
		First                  Day     `col:"first"`
		A, B, C, D, E, F, G, H float64 `col:"x"`
		R                      int8    `col:"r,nullzero"`
		M, N                   Money   `col:"m"`
		I, J, K, L             int     `col:"i"`
	}
	rows := make([]row, 100_000)
	for i := range rows {
		rows[i].ID = "C0012345"
		rows[i].First = Day(i)
	}
	for range b.N {
		TableOf("t", rows)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/row")
}
