package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/data/sample"
	"regulars/jobs/night"
)

// A definition says what the settings of the run have made of it, on the Data page and wherever a page quotes it.
func TestTermsFollowTheFlags(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(t.Context(), sample.Options{Customers: 300, Months: 12, Seed: 3, Out: dir}); err != nil {
		t.Fatal(err)
	}
	_, latest := overnight(t, func(c *night.Config) {
		c.ChurnAfter, c.Horizon, c.MinGroup, c.AsOf = 45, 90, 7, analytics.NoDay
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
	})
	for page, wants := range map[string][]string{
		"data.html":      {"silent for longer than 45 days", "沉默超过 45 天", "customer lifetime value over 90 days", "fewer than 7 customers", "以 UTC 的日期为准"},
		"actions.html":   {"Lost: silent for longer than 45 days, that is, without a purchase, as was asked for.", "流失：沉默超过 45 天（即未购买，按设定）。"},
		"retention.html": {"Lost: silent for longer than 45 days, that is, without a purchase, as was asked for."},
		"value.html":     {"Value (customer lifetime value over 90 days): "},
		"segments.html":  {`href="customers.html"`}, // the names of the first edition lead on
		"quality.html":   {`href="data.html"`},
	} {
		html := contentOf(t, filepath.Join(latest, page))
		for _, want := range wants {
			if !strings.Contains(html, want) {
				t.Errorf("%s does not say %q", page, want)
			}
		}
	}
}

// What pages call clear or chance stands in run.json and in the tables, in the same word.
func TestVerdictsStandInRunFileAndTables(t *testing.T) {
	long(t)
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(t.Context(), sample.Options{Customers: 12000, Months: 36, Seed: 5, Out: dir}); err != nil {
		t.Fatal(err)
	}
	run, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		for _, table := range []string{"surveys", "complaints"} {
			c.Inputs[table] = []string{filepath.Join(dir, table+".parquet")}
		}
	})
	table := func(name string) arrow.Table { return readParquet(t, filepath.Join(latest, "tables", name+".parquet")) }
	differences, kpis := table("recovery_difference"), table("kpis")
	for key, want := range map[string]string{
		"complaint_resolved": text(differences, "verdict", 0), "recovery_paradox": text(differences, "verdict", 1), "complaint_resolved_spend": text(differences, "verdict", 2),
		"complaint_resolved_gain": text(differences, "verdict", 3),
		"period_buyers":           text(kpis, "buyers_verdict", 0), "period_new": text(kpis, "new_verdict", 0), "period_returning": text(kpis, "returning_verdict", 0),
	} {
		if got := string(run.Verdicts[key]); got != want || got == "" {
			t.Errorf("%s: run.json says %q, the table %q", key, got, want)
		}
	}
	for _, key := range []string{"score_repurchase", "score_spend", "experience", "nps", "nps_change"} {
		if run.Verdicts[key] == analytics.Untold {
			t.Errorf("run.json has no verdict on %s", key)
		}
	}
	// The sample's customers come back the more often the better they score, and the loyalty page says so.
	said := strings.Contains(contentOf(t, filepath.Join(latest, "loyalty.html")), "Customers who score us higher come back more often")
	if said != (run.Verdicts["score_repurchase"] == analytics.More) {
		t.Errorf("the page says that they come back more often: %v; run.json: %q", said, run.Verdicts["score_repurchase"])
	}
	for i := range int(differences.NumRows()) {
		low, high := number(t, differences, "low", i), number(t, differences, "high", i)
		if got := analytics.Verdict(text(differences, "verdict", i)); got != analytics.Judge(low, high) {
			t.Errorf("row %d from %v to %v is %q", i, low, high, got)
		}
	}
}
