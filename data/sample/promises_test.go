package sample

import (
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
)

// TestPromises checks that complaints are replied to between their opening and their closing, sooner where they are resolved in the end,
// and that days are promised ahead.
func TestPromises(t *testing.T) {
	made := write(t, Options{Customers: 10_000, Months: 24, Seed: 5})
	table := read(t, filepath.Join(made.Out, "complaints.parquet"))
	opened, closed := columnOf[*array.Timestamp](table, "opened_at"), columnOf[*array.Timestamp](table, "closed_at")
	replied, promised := columnOf[*array.Timestamp](table, "replied_at"), columnOf[*array.Timestamp](table, "promised_at")
	outcome := texts(table, "outcome")
	days := map[string]*mean{"resolved": {}, "unresolved": {}}
	var given mean
	for i := range int(table.NumRows()) {
		given.add(one(promised.IsValid(i)))
		if promised.IsValid(i) && promised.Value(i) <= opened.Value(i) {
			t.Fatalf("row %d is promised for before it was opened", i)
		}
		if replied.IsNull(i) {
			continue
		}
		if replied.Value(i) < opened.Value(i) || closed.IsValid(i) && replied.Value(i) > closed.Value(i) {
			t.Fatalf("row %d is replied to at another time than between opening and closing", i)
		}
		if outcome.IsValid(i) {
			days[outcome.Value(i)].add(float64(replied.Value(i)-opened.Value(i)) / 1e6 / secondsPerDay)
		}
	}
	given.near(t, "share promised", 0.8)
	if soon, late := days["resolved"], days["unresolved"]; soon.value()+5*(soon.se()+late.se()) > late.value() {
		t.Errorf("%v days to a reply where resolved, %v where not", soon.value(), late.value())
	}
}
