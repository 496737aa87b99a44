package data

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	pq "github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"
)

type skipRow struct {
	Customer string    `parquet:"customer_id"`
	Date     time.Time `parquet:"date,timestamp(microsecond)"`
	Amount   float64   `parquet:"amount"`
	Store    *int64    `parquet:"order_id,optional"`
	Region   *string   `parquet:"region,optional,dict"`
}

// TestSkippingChangesNothing reads the same rows in row groups of a few, in pages of a few, and in one page that holds too much to be skipped.
func TestSkippingChangesNothing(t *testing.T) {
	skipped, pages := int64(0), int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		var rows []skipRow
		for i := range rapid.IntRange(1, 60).Draw(rt, "rows") {
			r := skipRow{Customer: fmt.Sprint("c", i/8), Date: start.AddDate(0, 0, i/4), Amount: float64(i / 5)}
			if rapid.IntRange(0, 9).Draw(rt, "store") > 0 {
				store := int64(i/6) - 2
				r.Store = &store
			}
			if rapid.IntRange(0, 9).Draw(rt, "region") > 0 {
				region := []string{"Ägypten", "", "UK", "中国"}[i/10%4]
				r.Region = &region
			}
			rows = append(rows, r)
		}
		spec := Spec{Table: "transactions", Columns: []string{"order_id", "region"}, Where: map[string][]string{}}
		if rapid.Bool().Draw(rt, "limited") {
			spec.AsOf = start.AddDate(0, 0, rapid.IntRange(0, 14).Draw(rt, "as of"))
		}
		for column, values := range map[string][]string{
			"customer_id": {"c0", "c3", "c30", "x"}, "region": {"", "UK", "中国", "Ä"}, "order_id": {"-2", "0", "5", "x", ""}, "amount": {"0", "7", "0.5"},
			"ordered_at": {"2020-01-01", "2020-01-09", "2021-01-01"},
		} {
			if rapid.IntRange(0, 3).Draw(rt, column) == 0 {
				spec.Where[column] = rapid.SliceOfN(rapid.SampledFrom(values), 1, 2).Draw(rt, "values")
			}
		}
		read := func(name string, options ...pq.WriterOption) (*Report, []string) {
			spec.Paths = []string{goFile(t, name, rows, options...)}
			return mustLines(t, spec, 1)
		}
		one, wanted := read("one.parquet")
		some, got := read("some.parquet", pq.MaxRowsPerRowGroup(5))
		many, same := read("many.parquet", pq.PageBufferSize(rapid.IntRange(20, 120).Draw(rt, "page")), pq.DataPageVersion(rapid.IntRange(1, 2).Draw(rt, "version")), pq.Compression(&pq.Snappy))
		skipped += some.Skipped
		if many.Skipped < many.Read {
			pages += many.Skipped
		}
		if d := cmp.Diff([][]string{wanted, wanted}, [][]string{got, same}); d != "" {
			rt.Fatal(d)
		}
		counts := func(r *Report) map[string]int64 {
			all := map[string]int64{"read": r.Read, "kept": r.Kept, "filtered": r.Filtered}
			for reason, refused := range r.Refused {
				all[reason] = refused.Rows
			}
			return all
		}
		if d := cmp.Diff([]map[string]int64{counts(one), counts(one)}, []map[string]int64{counts(some), counts(many)}); d != "" {
			rt.Fatal(d)
		}
	})
	if skipped == 0 || pages == 0 {
		t.Errorf("%d rows of row groups and %d of pages were skipped", skipped, pages)
	}
}

// TestMixedDates reads dates written in two ways: as texts they stand in another order, so that their statistics tell nothing.
func TestMixedDates(t *testing.T) {
	type row struct {
		Customer, Date string
		Amount         float64
	}
	path := goFile(t, "mixed.parquet", []row{{"a", "2024-12-01", 1}, {"b", "2024/01/01", 2}})
	spec := Spec{Table: "transactions", Paths: []string{path}, AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	r, lines := mustLines(t, spec, 1)
	if r.Kept != 1 || r.Refused["after_as_of"].Rows != 1 {
		t.Errorf("%v, %+v", lines, r)
	}
}

// TestSettled asks of files with days from 1 to 9 March whether all of their rows come before another day.
func TestSettled(t *testing.T) {
	var rows []skipRow
	for d := range 9 {
		rows = append(rows, skipRow{Customer: "c", Date: time.Date(2024, 3, 1+d, 23, 0, 0, 0, time.UTC)})
	}
	spec := Spec{Table: "transactions", Paths: []string{goFile(t, "days.parquet", rows, pq.MaxRowsPerRowGroup(3))}}
	for day, want := range map[int]bool{0: true, 8: false, 9: false, 10: true} { // an instant may be a day behind on another clock
		if spec.AsOf = (time.Time{}); day > 0 {
			spec.AsOf = time.Date(2024, 3, day, 0, 0, 0, 0, time.UTC)
		}
		set, err := Open(context.Background(), spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := set.Settled(0); err != nil || got != want {
			t.Errorf("as of %d March: settled is %v, %v; want %v", day, got, err, want)
		}
	}
}
