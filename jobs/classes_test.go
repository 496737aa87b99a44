package main

import (
	"cmp"
	"context"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/data/sample"
	"regulars/jobs/night"
)

// TestClassesAddUp runs the job on a generated base with every table and checks that each table of classes counts the customers whom
// the table customers puts in it, and that suspects and prospects are the accounts under which nobody bought.
func TestClassesAddUp(t *testing.T) {
	long(t)
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 1500, Months: 18, Seed: 5, Out: dir}); err != nil {
		t.Fatal(err)
	}
	f, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		for _, table := range []string{"surveys", "referrals", "identities", "costs"} {
			c.Inputs[table] = []string{filepath.Join(dir, table+".parquet")}
		}
	})
	customers := readTable(t, latest, "customers")
	check := func(table, class, column string) {
		t.Helper()
		rows := readTable(t, latest, table)
		counts, revenue := byClass(t, customers, column)
		for i := range int(rows.NumRows()) {
			name := text(rows, class, i)
			if name == "suspect" || name == "prospect" {
				continue
			}
			equal(t, table+" "+name, number(t, rows, "customers", i), counts[name])
			near(t, "revenue of "+table+" "+name, number(t, rows, "revenue", i), revenue[name], 1e-9)
			delete(counts, name)
		}
		equal(t, "classes that are not in "+table, len(counts), 0)
	}
	check("segments", "segment", "segment")
	check("abcd", "class", "abcd")
	check("worth", "class", "worth")
	check("stages", "class", "stage")
	check("relationship_levels", "class", "relationship_level")
	checkLevels(t, customers)
	bought := lookup(customers, "customer_id", "occasions")
	accounts := readParquet(t, filepath.Join(dir, "identities.parquet"))
	links, idle := readTable(t, latest, "identity_links"), map[string]bool{}
	one, other := lookup(links, "source_id", "customer_id"), lookup(links, "other_source_id", "customer_id")
	for i := range int(accounts.NumRows()) {
		id := text(accounts, "source_id", i)
		id = cmp.Or(one[id], other[id], id)
		if n := bought[id]; n == "" || n == "0" {
			idle[id] = true
		}
	}
	stages, flows, people := readTable(t, latest, "stages"), readTable(t, latest, "stage_flows"), 0.0
	equal(t, "people without a purchase", number(t, stages, "customers", 0)+number(t, stages, "customers", 1), float64(len(idle)))
	for i := range int(flows.NumRows()) {
		people += number(t, flows, "customers", i)
	}
	equal(t, "people in flows", people, f.KPIs["customers"]+float64(len(idle)))
}

// checkLevels holds each customer's level against its definition.
func checkLevels(t *testing.T, customers arrow.Table) {
	t.Helper()
	var margins []float64
	all := 0.0
	current := func(i int) bool {
		return text(customers, "occasions", i) != "0" && text(customers, "status", i) != "lost"
	}
	for i := range int(customers.NumRows()) {
		if current(i) {
			margins = append(margins, number(t, customers, "ltv", i))
			all += max(0, number(t, customers, "ltv", i))
		}
	}
	seen := map[string]bool{}
	for i := range int(customers.NumRows()) {
		if !current(i) {
			equal(t, "level of who is not current", text(customers, "relationship_level", i), "(null)")
			continue
		}
		own, larger, want := number(t, customers, "ltv", i), 0.0, "basic"
		for _, m := range margins {
			if m > own {
				larger += max(0, m)
			}
		}
		switch share := larger / all; {
		case own <= 0:
		case share < .2:
			want = "partnership"
		case share < .5:
			want = "proactive"
		case share < .8:
			want = "accountable"
		case share < .95:
			want = "reactive"
		}
		seen[want] = true
		equal(t, "level of "+text(customers, "customer_id", i), text(customers, "relationship_level", i), want)
	}
	equal(t, "levels", len(seen), 5)
}

// byClass counts the customers with a purchase, and adds up their revenue, by a column.
func byClass(t *testing.T, customers arrow.Table, column string) (counts, revenue map[string]float64) {
	t.Helper()
	counts, revenue = map[string]float64{}, map[string]float64{}
	for i := range int(customers.NumRows()) {
		if text(customers, "occasions", i) == "0" {
			continue
		}
		name := text(customers, column, i)
		if name == "(null)" { // who is not current has no level
			continue
		}
		counts[name]++
		revenue[name] += number(t, customers, "revenue", i)
	}
	return counts, revenue
}

func number(t *testing.T, table arrow.Table, column string, i int) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text(table, column, i), 64)
	if err != nil {
		t.Fatalf("column %s, row %d: %v", column, i, err)
	}
	return x
}
