package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/analytics"
)

// A case is open the night after a low score, overdue when its deadline has passed, and closed once the customer has bought; the day it was
// opened stays the same, and who refuses contact is not listed.
func TestAlertsFromNightToNight(t *testing.T) {
	dir, day := t.TempDir(), analytics.NewDay(2024, 3, 1)
	file := func(name string) string { return filepath.Join(dir, name+".parquet") }
	sales := [][]any{{"a", day - 30, 10.0}, {"b", day - 20, 10.0}, {"c", day - 10, 10.0}, {"a", day, 10.0}}
	writeRows(t, file("sales-1"), []string{"customer_id", "ordered_at", "amount"}, sales)
	writeRows(t, file("surveys"), []string{"customer_id", "answered_at", "experience", "employee"}, [][]any{{"a", day, 1.0, "E1"}, {"b", day, 2.0, "E2"}, {"c", day, 1.0, "E2"}, {"b", day - 5, 5.0, "E1"}})
	writeRows(t, file("accounts"), []string{"source", "source_id", "consent"}, [][]any{{"crm", "c", false}})
	out := filepath.Join(dir, "out")
	var waiting string
	night := func(asOf analytics.Day) (cases []string) {
		t.Helper()
		_, stderr, code := regulars(t, nil, "run", "--quiet", "--transactions", file("sales-*"), "--surveys", file("surveys"), "--identities", file("accounts"),
			"--survey-scale", "1-5", "--as-of", asOf.String(), "--export", "alerts", "--hold-out", "0%", "--out", out)
		if code != 0 {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		waiting = contentOf(t, filepath.Join(out, "latest", "exports", "alerts.csv"))
		table := readTable(t, filepath.Join(out, "latest"), "alerts")
		for i := range int(table.NumRows()) {
			cases = append(cases, fmt.Sprint(text(table, "customer_id", i), " ", text(table, "status", i), " ", text(table, "opened", i), " ", text(table, "employee", i), " ", text(table, "closed_by", i)))
		}
		return cases
	}
	check := func(asOf analytics.Day, want ...string) {
		t.Helper()
		if d := cmp.Diff(want, night(asOf)); d != "" {
			t.Errorf("as of %s: %s", asOf, d)
		}
	}
	check(day+1, "a open 2024-03-01 E1 (null)", "b open 2024-03-01 E2 (null)")
	writeRows(t, file("sales-2"), []string{"customer_id", "ordered_at", "amount"}, [][]any{{"a", day + 5, 10.0}})
	check(day+8, "b overdue 2024-03-01 E2 (null)", "a closed 2024-03-01 E1 purchase")
	if strings.Count(waiting, "\n") != 2 || !strings.Contains(waiting, "overdue") {
		t.Errorf("whom to call: %s", waiting)
	}
	check(day+8, "b overdue 2024-03-01 E2 (null)", "a closed 2024-03-01 E1 purchase")
	check(day+1, "a open 2024-03-01 E1 (null)", "b open 2024-03-01 E2 (null)")
	check(day + 91)
}
