package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"regulars/analytics"
	"regulars/jobs/night"
	"regulars/jobs/olist"
)

// shared is the folder of real data and oracles, which not every machine has.
func shared(t *testing.T) string {
	dir := os.Getenv("REGULARS_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err != nil {
		t.Skip("needs ../shared")
	}
	return dir
}

// overnight runs the job and hands back run.json and the folder of the report.
func overnight(t *testing.T, adapt func(*night.Config)) (night.RunFile, string) {
	t.Helper()
	cfg := night.DefaultConfig()
	cfg.Out = t.TempDir()
	adapt(&cfg)
	if _, err := night.Run(context.Background(), cfg, slog.New(slog.DiscardHandler), nil); err != nil {
		t.Fatal(err)
	}
	latest := filepath.Join(cfg.Out, "latest")
	b, err := os.ReadFile(filepath.Join(latest, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f night.RunFile
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	for _, c := range f.Checks {
		if !c.Passed {
			t.Errorf("%s: %s", c.Name, c.Detail)
		}
	}
	return f, latest
}

func transactions(c *night.Config, paths []string, source map[string]string) {
	c.Inputs["transactions"] = paths
	c.Map["transactions"] = source
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)) {
		t.Errorf("%s: got %v, want %v within %g", what, got, want, relative)
	}
}

// TestOnlineRetail checks the counts published for the UCI set.
func TestOnlineRetail(t *testing.T) {
	dir := shared(t)
	f, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "data/online_retail_by_month/*.parquet")}, map[string]string{"amount": "quantity*unit_price"})
	})
	equal(t, "rows read", f.Rows.Read, 541909)
	equal(t, "refused without customer", f.Rows.Refused["no_customer"], 135080)
	equal(t, "rows kept", f.Rows.Kept, 541909-135080)
	equal(t, "customers with a purchase", f.KPIs["customers"], 4339)
	equal(t, "customers in the table", readTable(t, latest, "customers").NumRows(), 4372)
	equal(t, "as of", f.AsOf, "2011-12-09")
	equal(t, "inputs", len(f.Inputs), 13)
	near(t, "revenue", f.KPIs["revenue"], 8300065.814, 1e-12) // sum of Quantity × UnitPrice over lines with a customer
}

// TestCDNOWMaster checks the counts of the reference set, whose dates and free lines must all survive.
func TestCDNOWMaster(t *testing.T) {
	dir := shared(t)
	f, latest := overnight(t, func(c *night.Config) {
		c.Inputs["transactions"] = []string{filepath.Join(dir, "data/cdnow/cdnow_master.parquet")}
	})
	equal(t, "rows read", f.Rows.Read, 69659)
	equal(t, "rows kept", f.Rows.Kept, 69659)
	equal(t, "customers", f.KPIs["customers"], 23570)
	equal(t, "occasions", f.KPIs["occasions"], 67591)
	equal(t, "customers in the table", readTable(t, latest, "customers").NumRows(), 23570)
}

// TestCDNOWSample checks the models that a run fits as of the end of calibration against the published estimates, in days.
func TestCDNOWSample(t *testing.T) {
	dir := shared(t)
	f, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "data/cdnow/cdnow_sample.parquet")}, map[string]string{"customer_id": "sampleid"})
		c.AsOf = mustDay(t, "1997-09-30")
	})
	equal(t, "customers", f.KPIs["customers"], 2357)
	for _, m := range f.Models {
		switch m.Model {
		case "bgnbd":
			near(t, "r", m.Parameters["r"], .2425945224, 1e-6)
			near(t, "alpha", m.Parameters["alpha"], 7*4.413602019, 1e-6)
			near(t, "a", m.Parameters["a"], .7929220172, 1e-6)
			near(t, "b", m.Parameters["b"], 2.4259067768, 1e-6)
		case "gammagamma":
			equal(t, "returning", m.Customers, 946)
			near(t, "p", m.Parameters["p"], 6.2495722713, 1e-6)
			near(t, "q", m.Parameters["q"], 3.7442246671, 1e-6)
			near(t, "v", m.Parameters["v"], 15.4435209626, 1e-6)
			near(t, "log-likelihood", *m.LogLikelihood, -4055.917694802, 1e-10)
		}
	}
	equal(t, "customers in the table", readTable(t, latest, "customers").NumRows(), 2357)
}

// TestCDNOWCohorts checks the table cohorts of the whole sample against the matrix of rfm_cohort.json.
func TestCDNOWCohorts(t *testing.T) {
	dir := shared(t)
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "data/cdnow/cdnow_sample.parquet")}, map[string]string{"customer_id": "sampleid"})
	})
	var oracle struct {
		Sample struct {
			Month map[string]struct {
				Size   int64   `json:"size"`
				Active []int64 `json:"active"`
			} `json:"calendar_month"`
		} `json:"cohort_cdnow_sample"`
	}
	readJSON(t, filepath.Join(dir, "oracles/rfm_cohort.json"), &oracle)
	r := readTable(t, latest, "cohorts")
	cells := 0
	for i := range int(r.NumRows()) {
		cohort := column[*array.String](r, "cohort").Value(i)
		period := int(column[*array.Int64](r, "period").Value(i))
		want := oracle.Sample.Month[cohort]
		equal(t, cohort+" size", column[*array.Int64](r, "size").Value(i), want.Size)
		equal(t, cohort+" customers", column[*array.Int64](r, "customers").Value(i), want.Active[period])
		cells++
	}
	want := 0
	for _, c := range oracle.Sample.Month {
		want += len(c.Active)
	}
	equal(t, "cells", cells, want)
}

// TestOlist runs the Olist orders, joined beforehand as the topic examples shows, with the reviews as surveys.
func TestOlist(t *testing.T) {
	dir := filepath.Join(shared(t), "data/olist_sample_5000")
	joined := t.TempDir()
	reviews, err := olist.Join(dir, joined)
	if err != nil {
		t.Fatal(err)
	}
	f, latest := exampleNight(t, joined, "olist.yaml")
	if got := f.KPIs["customers"]; got < 4900 || got > 4991 {
		t.Errorf("%v customers; 4,991 people ordered, and a few orders have no items", got)
	}
	s := readTable(t, latest, "satisfaction")
	equal(t, "dimensions", s.NumRows(), 1)
	equal(t, "dimension", column[*array.String](s, "dimension").Value(0), "overall")
	late := f.Tables["surveys"].Refused["after_as_of"]
	equal(t, "answers, and those given after the last order", f.Tables["surveys"].Kept+late, int64(reviews))
	if n := column[*array.Int64](s, "n").Value(0); n < 3000 || n > 4000 { // of 19 months, those of the last 365 days
		t.Errorf("%d customers answered in the last 365 days", n)
	}
}

func readTable(t *testing.T, latest, name string) arrow.Table {
	t.Helper()
	return readParquet(t, filepath.Join(latest, "tables", name+".parquet"))
}

func readParquet(t *testing.T, path string) arrow.Table {
	t.Helper()
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: 1 << 20}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// column is a column of a table that is not longer than one batch.
func column[A arrow.Array](table arrow.Table, name string) A {
	return table.Column(table.Schema().FieldIndices(name)[0]).Data().Chunk(0).(A)
}

func text(table arrow.Table, name string, i int) string {
	return column[arrow.Array](table, name).ValueStr(i)
}

// lookup maps the values of one column to those of another in the same row.
func lookup(table arrow.Table, from, to string) map[string]string {
	m := map[string]string{}
	for i := range int(table.NumRows()) {
		m[text(table, from, i)] = text(table, to, i)
	}
	return m
}

func mustDay(t *testing.T, s string) analytics.Day {
	t.Helper()
	d, err := analytics.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func writeRecord(t *testing.T, path string, r arrow.Record) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := pqarrow.NewFileWriter(r.Schema(), f, nil, pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(r), w.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestOpportunities runs the whole night with the model of discrete opportunities, and without one that fits.
func TestOpportunities(t *testing.T) {
	dir := shared(t)
	f, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "data/cdnow/cdnow_sample.parquet")}, map[string]string{"customer_id": "sampleid"})
		c.Model, c.Period = "bgbb", analytics.ByWeek
	})
	equal(t, "period", f.Settings["period"], any("week"))
	equal(t, "first model", f.Models[0].Model, "bgbb")
	equal(t, "used", f.Models[0].Selected, true)
	equal(t, "status", f.Models[0].Status, "converged")
	equal(t, "customers", f.Models[0].Customers, 2357)
	equal(t, "weeks of tracking", readTable(t, latest, "tracking").NumRows(), 78)
	for _, name := range []string{"alpha", "beta", "gamma", "delta"} {
		if !(f.Models[0].Parameters[name] > 0) {
			t.Errorf("%s is %g", name, f.Models[0].Parameters[name])
		}
	}
}
