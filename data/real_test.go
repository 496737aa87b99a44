package data

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// shared is a path in the folder of shared test data.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	root := os.Getenv("REGULARS_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("needs ../shared")
	}
	return filepath.Join(append([]string{root}, path...)...)
}

func TestOnlineRetail(t *testing.T) {
	spec := Spec{
		Table: "transactions",
		Paths: []string{shared(t, "data", "online_retail_by_month", "*.parquet")},
		Map:   map[string]string{"amount": "quantity*unit_price"},
	}
	var rows atomic.Int64
	customers := make([]map[int64]bool, 3)
	var amounts [3]int64
	report, err := Read(context.Background(), spec, 3, func(w int, b arrow.Record) error {
		rows.Add(b.NumRows())
		if customers[w] == nil {
			customers[w] = map[int64]bool{}
		}
		for _, id := range column64(b, "customer_id").Int64Values() {
			customers[w][id] = true
		}
		for _, x := range column64(b, "amount").Int64Values() {
			amounts[w] += x
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	all := map[int64]bool{}
	for _, m := range customers {
		for id := range m {
			all[id] = true
		}
	}
	missing := report.Refused["no_customer"]
	if report.Read != 541_909 || missing.Rows != 135_080 || report.Kept != 406_829 || rows.Load() != report.Kept || len(all) != 4_372 {
		t.Errorf("read %d, no_customer %d, kept %d, handed on %d, customers %d", report.Read, missing.Rows, report.Kept, rows.Load(), len(all))
	}
	total := amounts[0] + amounts[1] + amounts[2]
	if got := float64(total+missing.Amount) / 1e6; got != 9_747_747.934 { // sum of Quantity × UnitPrice over the file
		t.Errorf("all lines come to %.3f, of which %.3f without a customer", got, float64(missing.Amount)/1e6)
	}
	if report.First.Format("2006-01-02 15:04") != "2010-12-01 08:26" || report.Last.Format("2006-01-02 15:04") != "2011-12-09 12:50" {
		t.Errorf("dates %s to %s", report.First, report.Last)
	}
	for _, c := range report.Columns {
		t.Log(c)
	}
	t.Log(report.Unmapped, missing, report.Files[0])
}

func column64(b arrow.Record, name string) *array.Int64 {
	return b.Column(b.Schema().FieldIndices(name)[0]).(*array.Int64)
}
