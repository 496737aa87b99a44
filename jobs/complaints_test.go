package main

import (
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"regulars/data/sample"
)

// In the sample a case that is not resolved shortens the time that a customer stays, and one that is resolved does nothing: so handling pays,
// and there is no recovery paradox, though complainers are better customers than others.
func TestComplaintsOnTheSample(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 12000, Months: 30, Seed: 11, Out: dir}); err != nil {
		t.Fatal(err)
	}
	f, latest := night(t, func(c *Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		c.Inputs["surveys"] = []string{filepath.Join(dir, "surveys.parquet")}
		c.Inputs["complaints"] = []string{filepath.Join(dir, "complaints.parquet")}
	})
	difference := readTable(t, latest, "recovery_difference")
	for i, against := range []string{"not resolved", "never complained"} {
		value, low := number(t, difference, "value", i), number(t, difference, "low", i)
		t.Logf("%s: %.3f from %.3f", against, value, low)
		if i == 0 && low <= 0 || i == 1 && math.Abs(value) > 0.04 {
			t.Errorf("resolved less %s: %v from %v", against, value, low)
		}
	}
	groups := readTable(t, latest, "recovery")
	if number(t, groups, "rate", 0)-number(t, groups, "rate", 2) < 0.3 {
		t.Error("complainers are no better customers here, so the test shows nothing")
	}
	funnel, ends := readTable(t, latest, "complaint_funnel"), readTable(t, latest, "complaint_ends")
	out, reached := 0.0, 0.0
	for i := range int(funnel.NumRows()) {
		if text(funnel, "from", i) == "bought" {
			out += number(t, funnel, "customers", i)
		}
	}
	for i := range int(ends.NumRows()) {
		reached += number(t, ends, "customers", i)
	}
	if out != f.KPIs["customers"] || reached != out {
		t.Errorf("%v customers bought, %v go into the funnel, %v come out", f.KPIs["customers"], out, reached)
	}
	times := readTable(t, latest, "complaints")
	if n := number(t, times, "complaints", 0); n != float64(f.Tables["complaints"].Kept) {
		t.Errorf("%v complaints of %d", n, f.Tables["complaints"].Kept)
	}
	page := contentOf(t, filepath.Join(latest, "complaints.html"))
	if !strings.Contains(page, "Putting things right goes with coming back") || !strings.Contains(page, "They cannot be told from who never complained") {
		t.Error("the page says something else")
	}
}
