package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/data/sample"
	"regulars/jobs/night"
)

// In the sample a case that is not resolved shortens the time that a customer stays, and one that is resolved does nothing: so handling pays,
// and there is no recovery paradox, though complainers are better customers than others.
func TestComplaintsOnTheSample(t *testing.T) {
	long(t)
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 12000, Months: 30, Seed: 11, Out: dir}); err != nil {
		t.Fatal(err)
	}
	f, latest := overnight(t, func(c *night.Config) {
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
	// Nothing that is done about a case but resolving it brings anybody back in the sample, and prompt replies are those of cases that are
	// resolved.
	handling := readTable(t, latest, "complaint_handling")
	for i := range int(handling.NumRows()) {
		step, verdict := text(handling, "step", i), text(handling, "verdict", i)
		t.Logf("%s: %.3f, %s", step, number(t, handling, "share", i), verdict)
		if verdict == "more" || verdict == "less" || f.Verdicts["complaint_"+strings.ReplaceAll(step, " ", "_")] != analytics.Verdict(verdict) {
			t.Errorf("%s goes with %q, and run.json says %q", step, verdict, f.Verdicts["complaint_"+strings.ReplaceAll(step, " ", "_")])
		}
	}
	if handling.NumRows() != 4 {
		t.Errorf("%d steps of handling", handling.NumRows())
	}
	if low, high := number(t, difference, "low", 3), number(t, difference, "high", 3); text(difference, "what", 3) != "gain" || f.KPIs["complaint_resolved_gain"] <= low || f.KPIs["complaint_resolved_gain"] >= high {
		t.Errorf("%v in run.json, %v to %v in the table", f.KPIs["complaint_resolved_gain"], low, high)
	}
	times := readTable(t, latest, "complaints")
	if n := number(t, times, "complaints", 0); n != float64(f.Tables["complaints"].Kept) {
		t.Errorf("%v complaints of %d", n, f.Tables["complaints"].Kept)
	}
	var truth struct {
		ResolvedRate float64 `json:"resolved_rate"`
	}
	readJSON(t, filepath.Join(dir, "truth", "parameters.json"), &truth)
	low, high := number(t, times, "low", 0), number(t, times, "high", 0)
	if low > truth.ResolvedRate || high < truth.ResolvedRate {
		t.Errorf("resolved %v to %v, true is %v", low, high, truth.ResolvedRate)
	}
	// Cases take whole days of an exponential time with a mean of 5: 5 ln 2 = 3.5 for half of them, 5 ln 10 = 11.5 for nine of ten.
	if half, most := number(t, times, "median_days", 0), number(t, times, "p90_days", 0); half != 3 || most != 11 {
		t.Errorf("half are closed within %v days, nine of ten within %v", half, most)
	}
	page := contentOf(t, filepath.Join(latest, "complaints.html"))
	if !strings.Contains(page, "Putting things right goes with coming back") || !strings.Contains(page, "Between a resolved complaint and none there is no clear difference") {
		t.Error("the page says something else")
	}
}

// Complaints with which there is nothing to compare: the page says so, and no figure is a number that is none.
func TestComplaintsAtTheEdge(t *testing.T) {
	long(t)
	day := analytics.NewDay(2024, 3, 1)
	complain := func(n int, of func(i int) []any) (rows [][]any) {
		for i := range n {
			rows = append(rows, append([]any{fmt.Sprint("case ", i)}, of(i)...))
		}
		return rows
	}
	for name, of := range map[string]struct {
		complaints [][]any
		says       string
	}{
		"one": {complain(1, func(int) []any { return []any{"7", day + 90, day + 91, "resolved", 4.0} }), "Too few customers have complained"},
		"many of one customer": {complain(50, func(i int) []any {
			return []any{"7", day + analytics.Day(90+i), day + analytics.Day(91+i), "resolved", 4.0}
		}), "Too few customers have complained"},
		"none resolved":          {complain(60, func(i int) []any { return []any{fmt.Sprint(i), day + 60, day + 70, "refused", 1.0} }), "Too few of the complaints that lie back far enough were resolved"},
		"of strangers":           {complain(40, func(i int) []any { return []any{fmt.Sprint("x", i), day + 60, day + 70, "resolved", 4.0} }), "Too few buyers have complained"},
		"before any purchase":    {complain(40, func(i int) []any { return []any{fmt.Sprint(i), day - 900, day - 890, "resolved", 4.0} }), "Too few buyers have complained"},
		"closed before opened":   {complain(40, func(i int) []any { return []any{fmt.Sprint(i), day + 60, day + 50, "resolved", 4.0} }), "40 cases closed before it was opened"},
		"all answered otherwise": {complain(40, func(i int) []any { return []any{fmt.Sprint(i), day + 60, day + 61, "resolved", -99.0} }), "customers complained; 100% of them"},
	} {
		dir := t.TempDir()
		var sales [][]any
		for i := range 100 {
			sales = append(sales, []any{fmt.Sprint(i), day + analytics.Day(i%30), 10.0}, []any{fmt.Sprint(i), day + analytics.Day(100+i*3), 10.0})
		}
		writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, sales)
		writeRows(t, filepath.Join(dir, "complaints.parquet"), []string{"complaint_id", "customer_id", "opened_at", "closed_at", "outcome", "satisfaction_after"}, of.complaints)
		_, latest := overnight(t, func(c *night.Config) {
			transactions(c, []string{filepath.Join(dir, "sales.parquet")}, nil)
			c.Inputs["complaints"] = []string{filepath.Join(dir, "complaints.parquet")}
			c.ChurnAfter = 100 // so that there is time to see who is lost
		})
		page := contentOf(t, filepath.Join(latest, "complaints.html"))
		if !strings.Contains(page, of.says) || noNumber.MatchString(page) {
			t.Errorf("%s: the page does not say %q, or has a figure that is none: %s", name, of.says, noNumber.FindString(page))
		}
		for _, table := range []string{"complaints", "complaint_ends", "recovery", "recovery_difference"} {
			if found := noNumber.FindString(contentOf(t, filepath.Join(latest, "tables", table+".csv"))); found != "" {
				t.Errorf("%s: table %s has %s", name, table, found)
			}
		}
	}
}

// Without surveys it is still known who is satisfied after a complaint.
func TestComplaintsWithoutSurveys(t *testing.T) {
	dir, day := t.TempDir(), analytics.NewDay(2024, 3, 1)
	var sales, complaints [][]any
	for i := range 40 {
		id := string(rune('A' + i))
		sales = append(sales, []any{id, day + analytics.Day(i), 10.0}, []any{id, day + 50, 10.0})
		complaints = append(complaints, []any{id, id, day + analytics.Day(i+1), day + analytics.Day(i+2), "resolved", float64(1 + i%5)})
	}
	sales = append(sales, []any{"A", day + 500, 10.0}) // so that all have been followed for long enough
	writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, sales)
	writeRows(t, filepath.Join(dir, "complaints.parquet"), []string{"complaint_id", "customer_id", "opened_at", "closed_at", "outcome", "satisfaction_after"}, complaints)
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "sales.parquet")}, nil)
		c.Inputs["complaints"] = []string{filepath.Join(dir, "complaints.parquet")}
	})
	ends := readTable(t, latest, "complaint_ends")
	for i := range int(ends.NumRows()) {
		if got, want := number(t, ends, "customers", i), map[string]float64{"still angry": 16, "satisfied again": 24}[text(ends, "state", i)]; got != want {
			t.Errorf("%v are %s, want %v", got, text(ends, "state", i), want)
		}
	}
}
