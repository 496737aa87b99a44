package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/data"
	"regulars/jobs/night"
)

// exampleNight runs the config file of that name, as the help topics have it, in a folder.
func exampleNight(t *testing.T, dir, name string) (night.RunFile, string) {
	t.Helper()
	put(t, filepath.Join(dir, name), example(t, name))
	c := program("run", "--quiet", "--config", name)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	latest := filepath.Join(dir, "out", "latest")
	b, err := os.ReadFile(filepath.Join(latest, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f night.RunFile
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	return f, latest
}

// columnOf is a column of numbers of a real file; nulls are NaN.
func columnOf(table arrow.Table, name string) (values []float64) {
	for i := range int(table.NumRows()) {
		x, err := strconv.ParseFloat(text(table, name, i), 64)
		if err != nil {
			x = math.NaN()
		}
		values = append(values, x)
	}
	return values
}

// meanBut is the mean of the values that are not a code, and how many there are.
func meanBut(values []float64, code float64) (mean float64, n int) {
	for _, x := range values {
		if x != code && !math.IsNaN(x) {
			mean += x
			n++
		}
	}
	return mean / float64(n), n
}

// checkDimension compares a row of the table satisfaction with a column of the file.
func checkDimension(t *testing.T, latest, dimension string, values []float64, code float64) {
	t.Helper()
	table := readTable(t, latest, "satisfaction")
	mean, n := meanBut(values, code)
	got, ok := lookup(table, "dimension", "experience")[dimension]
	if x, _ := strconv.ParseFloat(got, 64); !ok || math.Abs(x-mean) > 1e-9 || lookup(table, "dimension", "n")[dimension] != fmt.Sprint(n) {
		t.Errorf("%s: %s of %s answers; the file has %v of %d", dimension, got, lookup(table, "dimension", "n")[dimension], mean, n)
	}
}

// In the airline data 0 is not an answer.
func TestAirline(t *testing.T) {
	file := filepath.Join(shared(t), "data/airline_satisfaction/airline_passenger_satisfaction.parquet")
	dir := t.TempDir()
	link(t, file, dir)
	f, latest := exampleNight(t, dir, "airline.yaml")
	data := readParquet(t, file)
	checkDimension(t, latest, "wifi", columnOf(data, "In-flight Wifi Service"), 0)
	checkDimension(t, latest, "seat comfort", columnOf(data, "Seat Comfort"), 0)
	equal(t, "answers", f.Tables["surveys"].Read, 6*data.NumRows())
	equal(t, "inputs", len(f.Inputs), 2)
	page, err := os.ReadFile(filepath.Join(latest, "satisfaction.html"))
	if err != nil || !strings.Contains(string(page), "1 to 5") {
		t.Errorf("the page does not say the scale: %v", err)
	}
}

// In the corporate reputation survey −99 is not an answer.
func TestCorporateReputation(t *testing.T) {
	data := readParquet(t, filepath.Join(shared(t), "data/survey_corp_rep/corp_rep_data.parquet"))
	dir := t.TempDir()
	names := []string{"cusa", "cusl_1", "cusl_2", "cusl_3", "qual_1", "perf_2"}
	var rows [][]any
	for i := range int(data.NumRows()) {
		row := []any{strconv.Itoa(i + 1), 1.0}
		for _, name := range names {
			row = append(row, columnOf(data, name)[i])
		}
		rows = append(rows, row)
	}
	writeRows(t, filepath.Join(dir, "corp_rep.parquet"), append([]string{"customer", "visits"}, names...), rows)
	_, latest := exampleNight(t, dir, "corp_rep.yaml")
	checkDimension(t, latest, "overall", columnOf(data, "cusa"), -99)
	checkDimension(t, latest, "would recommend", columnOf(data, "cusl_1"), -99)
	if mean, n := meanBut(columnOf(data, "cusl_1"), -99); n == len(rows) || mean < 1 {
		t.Errorf("the file has no code: %d of %d answers", n, len(rows))
	}
}

// In the e-commerce data those who are satisfied leave more often, and the page says so.
func TestEcommerceChurn(t *testing.T) {
	file := filepath.Join(shared(t), "data/ecommerce_churn/E Commerce Dataset.parquet")
	data := readParquet(t, file)
	dir := t.TempDir()
	link(t, file, dir)
	var rows [][]any
	stayed, all := map[float64]float64{}, map[float64]float64{}
	scores, churn, spend := columnOf(data, "SatisfactionScore"), columnOf(data, "Churn"), columnOf(data, "CashbackAmount")
	for i := range scores {
		id := text(data, "CustomerID", i)
		rows = append(rows, []any{id, analytics.NewDay(2020, 1, 1), spend[i]})
		if all[scores[i]]++; churn[i] == 0 {
			stayed[scores[i]]++
			rows = append(rows, []any{id, analytics.NewDay(2020, 4, 1), spend[i]})
		}
	}
	writeRows(t, filepath.Join(dir, "lines.parquet"), []string{"CustomerID", "day", "amount"}, rows)
	_, latest := exampleNight(t, dir, "ecommerce.yaml")
	curve := readTable(t, latest, "loyalty_curve")
	equal(t, "scores", curve.NumRows(), 5)
	for i := range int(curve.NumRows()) {
		score := number(t, curve, "score", i)
		if got := number(t, curve, "rate", i); math.Abs(got-stayed[score]/all[score]) > 1e-12 {
			t.Errorf("score %v: %v came back; the file has %v", score, got, stayed[score]/all[score])
		}
	}
	page, err := os.ReadFile(filepath.Join(latest, "loyalty.html"))
	if err != nil || !strings.Contains(string(page), "Here customers who score us higher come back less often") {
		t.Errorf("the page does not say so: %v", err)
	}
}

func link(t *testing.T, file, dir string) {
	t.Helper()
	path, err := filepath.Abs(file)
	if err == nil {
		err = os.Symlink(path, filepath.Join(dir, filepath.Base(file)))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// surveyNight runs two customers' answers: one with a code, an answer off the scale and two on one day, one who answers twice.
func surveyNight(t *testing.T, adapt func(*night.Config)) string {
	t.Helper()
	dir, day := t.TempDir(), analytics.NewDay(2024, 3, 1)
	sales := writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, [][]any{{"a", day, 1.0}, {"b", day + 90, 1.0}})
	answers := writeRows(t, filepath.Join(dir, "answers.parquet"), []string{"customer_id", "answered_at", "experience", "importance", "recommend"}, [][]any{
		{"a", day, -99.0, -99.0, 0.0}, {"a", day + 1, 4.0, 3.0, 9.0}, {"a", day + 2, 2.0, 5.0, 7.0}, {"b", day + 3, 5.0, -99.0, 10.0}, {"b", day + 4, 9.0, 1.0, -99.0},
	})
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{sales}, nil)
		c.Inputs["surveys"] = []string{answers}
		c.Survey.Coding.Missing = []float64{-99, 0}
		c.Scales["surveys.experience"] = data.Scale{Min: 1, Max: 5}
		c.MaxBadRows, _ = night.ParseLimit("50%") // one of four answers is beyond its scale
		adapt(c)
	})
	return latest
}

// Of the answers above, experiences of 4, 2 and 5 count, with importances of 3 and 5; recommendations are 0, 9, 7 and 10.
func TestSurveyCodes(t *testing.T) {
	for _, c := range []struct {
		repeated               analytics.Repeated
		n, experience          string
		importance, nps, asked string
	}{
		{analytics.AllAnswers, "3", "3.6666666666666665", "4", "0.25", "4"},
		{analytics.LastAnswer, "2", "3.5", "5", "0.5", "2"},
		{analytics.MeanAnswer, "2", "4", "4", "0", "2"},
	} {
		latest := surveyNight(t, func(cfg *night.Config) { cfg.Survey.Repeated = c.repeated })
		table, nps := readTable(t, latest, "satisfaction"), readTable(t, latest, "nps")
		all := int(nps.NumRows()) - 1
		for want, got := range map[string]string{
			"n " + c.n: "n " + text(table, "n", 0), "experience " + c.experience: "experience " + text(table, "experience", 0),
			"importance " + c.importance:      "importance " + text(table, "importance", 0),
			"nps " + c.nps + " of " + c.asked: "nps " + text(nps, "nps", all) + " of " + text(nps, "n", all),
		} {
			if got != want {
				t.Errorf("%s: %s, want %s", c.repeated, got, want)
			}
		}
	}
}
