package main

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"regulars/analytics"
	"regulars/data/sample"
	"regulars/jobs/night"
)

// TestForecastsTellTheLostApart makes the list of win-back as of an earlier day of a generated base and counts what the listed then spent: the tenth of
// whom most was expected must hold at least three times what a tenth holds by chance.
func TestForecastsTellTheLostApart(t *testing.T) {
	long(t)
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 6000, Months: 24, Seed: 11, Out: dir}); err != nil {
		t.Fatal(err)
	}
	run := func(asOf analytics.Day) string {
		_, latest := overnight(t, func(c *night.Config) {
			c.AsOf = asOf
			transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		})
		return filepath.Join(latest, "tables")
	}
	then, now := run(analytics.NewDay(2025, 6, 30)), run(analytics.NoDay)
	before, after := revenueOf(t, then), revenueOf(t, now)
	listed := readParquet(t, filepath.Join(then, "winback.parquet"))
	rows := make([]int, listed.NumRows())
	for i := range rows {
		rows[i] = i
	}
	slices.SortFunc(rows, func(a, b int) int { return -cmp.Compare(number(t, listed, "value", a), number(t, listed, "value", b)) })
	spent := func(from, to int) (sum float64) {
		for _, i := range rows[from:to] {
			id := text(listed, "customer_id", i)
			sum += after[id] - before[id]
		}
		return sum
	}
	n := int(listed.NumRows())
	top, tenth := spent(0, n/10), spent(0, n)/10
	t.Logf("%d listed; the top tenth then spent %.0f, a tenth by chance %.0f: %.1f times as much", n, top, tenth, top/tenth)
	if n < 1000 || !(top >= 3*tenth) {
		t.Errorf("of %d listed the top tenth spent %.0f, a tenth by chance %.0f", n, top, tenth)
	}
}

func revenueOf(t *testing.T, tables string) map[string]float64 {
	t.Helper()
	of := map[string]float64{}
	for id, revenue := range lookup(readParquet(t, filepath.Join(tables, "customers.parquet")), "customer_id", "revenue") {
		x, err := strconv.ParseFloat(revenue, 64)
		if err != nil {
			t.Fatal(err)
		}
		of[id] = x
	}
	return of
}
