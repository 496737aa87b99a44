package main

import (
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/complaint"
	"regulars/analytics/satisfaction"
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
	if !strings.Contains(page, "Putting things right goes with coming back") || !strings.Contains(page, "Between a resolved complaint and none there is no clear difference") {
		t.Error("the page says something else")
	}
}

// Scores after complaints are on the survey's scale, or the one that is set, or the usual one that holds them all.
func TestScaleAfterComplaints(t *testing.T) {
	survey, set := satisfaction.Scale{Min: 0, Max: 10}, analytics.Coding{Min: 1, Max: 7}
	scores := &complaint.Scores{Low: 2, High: 5}
	for i, got := range []satisfaction.Scale{
		afterScale(survey, set, scores), afterScale(satisfaction.Scale{}, set, scores), afterScale(satisfaction.Scale{}, analytics.Coding{}, scores),
		afterScale(satisfaction.Scale{}, analytics.Coding{}, complaint.NewScores(analytics.Question{})),
	} {
		if want := [][2]float64{{0, 10}, {1, 7}, {1, 5}, {1, 5}}[i]; got.Min != want[0] || got.Max != want[1] {
			t.Errorf("%d: %+v, want %v", i, got, want)
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
	writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, sales)
	writeRows(t, filepath.Join(dir, "complaints.parquet"), []string{"complaint_id", "customer_id", "opened_at", "closed_at", "outcome", "satisfaction_after"}, complaints)
	_, latest := night(t, func(c *Config) {
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
