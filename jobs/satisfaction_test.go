package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/data"
	"regulars/jobs/night"
)

// gapBase is a survey of 20 customers whose averages are those of the course books' example of the experience gap.
func gapBase(t *testing.T) (sales, answers string) {
	dir, day := t.TempDir(), analytics.NewDay(2024, 3, 1)
	var lines, rows [][]any
	for i := range 20 {
		id, off := fmt.Sprint("c", i), float64(i%2*2-1) // one point more for half of them, one less for the others
		lines = append(lines, []any{id, day, 10.0})
		for _, d := range []struct {
			name                                       string
			experience, expectation, importance, ideal any
		}{
			{"convenience", 5 + off, 7.0, 9.0, 10.0}, {"product", 6 + off, 7.0, 8.0, 10.0},
			{"price", 7 + off, 7.0, 8.0, 10.0}, {"brand image", 7 + off, 7.0, 6.0, 10.0},
		} {
			rows = append(rows, []any{id, day, d.name, d.experience, d.expectation, d.importance, d.ideal, 0.0, 10.0})
		}
	}
	return writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, lines),
		writeRows(t, filepath.Join(dir, "answers.parquet"), []string{"customer_id", "answered_at", "dimension", "experience", "expectation", "importance", "ideal", "scale_min", "scale_max"}, rows)
}

// TestGapExampleOnThePage runs the job on a base that matches the course books' example of the experience gap: the table has its
// figures exactly, and the Satisfaction page shows them and names the key experience.
func TestGapExampleOnThePage(t *testing.T) {
	sales, answers := gapBase(t)
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{sales}, nil)
		c.Inputs["surveys"] = []string{answers}
	})
	table := readTable(t, latest, "satisfaction")
	for dimension, want := range map[string][]float64{ // a, b, c = a − b, d, d·c, e, a − e
		"convenience": {5, 7, -2, 9, -18, 10, -5}, "product": {6, 7, -1, 8, -8, 10, -4},
		"price": {7, 7, 0, 8, 0, 10, -3}, "brand image": {7, 7, 0, 6, 0, 10, -3},
	} {
		for i, column := range []string{"experience", "expectation", "satisfaction", "importance", "weighted", "ideal", "gap"} {
			if got, err := strconv.ParseFloat(lookup(table, "dimension", column)[dimension], 64); err != nil || got != want[i] {
				t.Errorf("%s, %s: %v, want exactly %v", dimension, column, got, want[i])
			}
		}
	}
	told := surveysOf(t, latest)
	if k := told.Key; k.Dimension != "convenience" || k.Gap != -18 || k.N != 20 || !k.Weighted || !k.Clear {
		t.Errorf("the key experience in run.json: %+v", k)
	}
	if v := told.Verdicts["key_experience"]; v.Verdict != "less" || v.N != 20 || v.Reason != "" {
		t.Errorf("its verdict: %+v", v)
	}
	if v := told.Verdicts["experience_change"]; v.Verdict != "" || v.Reason == "" {
		t.Errorf("a change of one asking: %+v", v)
	}
	page, err := os.ReadFile(filepath.Join(latest, "satisfaction.html"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Mend “convenience” first: it falls furthest short of what customers expect (−2), weighted by how much it matters."; !strings.Contains(string(page), want) {
		t.Errorf("the page does not say: %s", want)
	}
	for _, row := range strings.Split(string(page), "<tr>") {
		cells := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(row, " ")), " ")
		if figures, ok := strings.CutPrefix(cells, "convenience 便利性 "); ok {
			// The interval is Student's: 2 ± 2.093·√(20/19)/√20.
			equal(t, "n, a, b, c, its interval, d, d·c, e and a − e on the page", figures, "20 5 7 −2 −2.480 −1.520 9 −18 10 −5")
			return
		}
	}
	t.Error("the page has no row of convenience")
}

// toldSurveys is what run.json says of the answers.
type toldSurveys struct {
	Key struct {
		Dimension       string
		Gap             float64
		N               int64
		Weighted, Clear bool
	} `json:"key_experience"`
	ResponseRate float64 `json:"response_rate"`
	Expectations []struct {
		Dimension, Kind, Reason string
		N                       int64
	}
	Kinds []struct {
		Kind      string
		Customers int64
		OfRevenue float64 `json:"share_revenue"`
	} `json:"loyalty_kinds"`
	Verdicts map[string]struct {
		Verdict, Reason string
		N               int64
	}
}

func surveysOf(t *testing.T, dir string) toldSurveys {
	t.Helper()
	var run struct{ Surveys toldSurveys }
	readJSON(t, filepath.Join(dir, "run.json"), &run)
	return run.Surveys
}

// checkTold checks that run.json names the kinds, of which *none* has less than a tenth of the revenue, and gives each verdict its n, or a reason.
func checkTold(t *testing.T, told toldSurveys) {
	t.Helper()
	if len(told.Expectations) < 6 || len(told.Kinds) < 4 || len(told.Verdicts) < 6 || !(told.ResponseRate > 0 && told.ResponseRate < 1) {
		t.Errorf("run.json: %+v", told)
	}
	for _, e := range told.Expectations {
		if (e.Kind == "") != (e.Reason != "") || e.N == 0 {
			t.Errorf("%+v", e)
		}
	}
	for _, k := range told.Kinds {
		if k.Kind == "none" && !(k.OfRevenue < 0.1) {
			t.Errorf("no kind of loyalty has %.0f %% of the revenue", 100*k.OfRevenue)
		}
	}
	for name, v := range told.Verdicts {
		if (v.Verdict == "") != (v.Reason != "") || v.N == 0 {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// TestSatisfactionOnTheSample holds competitors, delivered value and employees of the sample shop against its surveys and what it was
// generated from.
func TestSatisfactionOnTheSample(t *testing.T) {
	long(t)
	dir, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		c.Inputs["surveys"], c.Inputs["employees"] = []string{filepath.Join(dir, "surveys.parquet")}, []string{filepath.Join(dir, "employees.parquet")}
		c.Survey.Repeated = analytics.AllAnswers
	})
	var truth struct {
		StoreEffect float64 `json:"store_effect"`
	}
	readJSON(t, filepath.Join(dir, "truth", "parameters.json"), &truth)
	slope := readTable(t, latest, "employee_slope")
	if low, high := number(t, slope, "low", 0), number(t, slope, "high", 0); !(low <= truth.StoreEffect && truth.StoreEffect <= high) {
		t.Errorf("slope of %v … %v; stores were made with %v", low, high, truth.StoreEffect)
	}
	checkTold(t, surveysOf(t, latest))
	checkCompetitors(t, readTable(t, latest, "competitors"), readParquet(t, filepath.Join(dir, "surveys.parquet")))
	checkDriverLevels(t, readTable(t, latest, "drivers"), readTable(t, latest, "driver_levels"))
	delivered := lookup(readTable(t, latest, "delivered_value"), "part", "points")
	total := 0.0
	for part, sign := range map[string]float64{"product": 1, "service": 1, "personnel": 1, "image": 1, "money": -1, "time": -1, "delivered value": -1} {
		x, err := strconv.ParseFloat(delivered[part], 64)
		if err != nil || x == 0 {
			t.Errorf("%s: %v", part, delivered[part])
		}
		total += sign * x
	}
	if math.Abs(total) > 1e-6 {
		t.Errorf("values less costs are off the delivered value by %v", total)
	}
}

// checkDriverLevels checks that shares of drivers add up level by level.
func checkDriverLevels(t *testing.T, drivers, levels arrow.Table) {
	t.Helper()
	dimension, level := map[string]float64{}, map[string]float64{}
	for i := range int(drivers.NumRows()) {
		dimension[text(drivers, "target", i)] += number(t, drivers, "share", i)
	}
	for i := range int(levels.NumRows()) {
		level[text(levels, "target", i)+" "+text(levels, "level", i)] += number(t, levels, "share", i)
	}
	for target, sum := range dimension {
		near(t, "first levels of "+target, level[target+" 1"], sum, 1e-9)
		near(t, "second levels of "+target, level[target+" 2"], sum, 1e-9)
	}
}

// checkCompetitors works out our lead over each competitor from the survey's rows.
func checkCompetitors(t *testing.T, got, survey arrow.Table) {
	t.Helper()
	sum, n := map[string]float64{}, map[string]int{}
	ours, theirs := columnOf(survey, "experience"), columnOf(survey, "competitor_experience")
	for i := range ours {
		if lead := ours[i] - theirs[i]; !math.IsNaN(lead) {
			key := text(survey, "dimension", i) + " " + text(survey, "competitor", i)
			sum[key] += lead
			n[key]++
		}
	}
	for i := range int(got.NumRows()) {
		if competitor := text(got, "competitor", i); competitor != "all" {
			key := text(got, "dimension", i) + " " + competitor
			equal(t, "answers of "+key, text(got, "n", i), strconv.Itoa(n[key]))
			near(t, "lead of "+key, number(t, got, "lead", i), sum[key]/float64(n[key]), 1e-9)
			delete(n, key)
		}
	}
	if len(n) > 0 {
		t.Errorf("the table lacks %v", n)
	}
}

func TestDeliveredValueByConfig(t *testing.T) {
	path := filepath.Join(t.TempDir(), "night.yaml")
	put(t, path, []byte("delivered-value: {Lieferung: time, seat comfort: product}\ndriver-levels: {Lieferung: product/convenience}\n"))
	var cfg Config
	if err := readConfigFile(path, &cfg, nil); err != nil {
		t.Fatal(err)
	}
	if parts := cfg.Survey.Parts; len(parts) != 2 || parts["lieferung"] != "time" || parts["seat comfort"] != "product" {
		t.Errorf("got %v", parts)
	}
	if levels := cfg.Survey.Levels; len(levels) != 1 || levels["lieferung"].First != "product" || levels["lieferung"].Second != "convenience" {
		t.Errorf("got %v", levels)
	}
	for _, wrong := range []string{"price", "=product/price", "price=product"} {
		if err := setLevels(&cfg, wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
	for _, wrong := range []string{"price", "=money", "price=cheap"} {
		if err := setDelivered(&cfg, wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// TestSurveysAtTheEdge runs whole nights on one answer, one dimension, equal answers, and surveys and stores that no transaction knows.
func TestSurveysAtTheEdge(t *testing.T) {
	day := analytics.NewDay(2024, 3, 1)
	answer := func(id, dimension string, experience, competitor float64, store string) []any {
		return []any{id, day, dimension, experience, 5.0, 3.0, 5.0, 10.0, competitor, store}
	}
	equalAnswers := func(who, dimension string) (rows [][]any) {
		for i := range 30 {
			rows = append(rows, answer(fmt.Sprint(who, i%20), dimension, 4, 4, "north"))
		}
		return rows
	}
	one := equalAnswers("c", "price")[:1]
	for name, c := range map[string]struct {
		answers [][]any
		n       string // of the whole
	}{
		"one answer":    {one, "1"},
		"one dimension": {append(equalAnswers("c", "service"), answer("c1", "service", 1, 5, "south")), "20"},
		"all equal":     {append(equalAnswers("c", "price"), equalAnswers("c", "product")...), "40"},
		"no overlap":    {append(equalAnswers("x", "overall"), equalAnswers("x", "price")...), "20"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			var lines [][]any
			for i := range 20 {
				lines = append(lines, []any{fmt.Sprint("c", i), day - 9, 10.0}, []any{fmt.Sprint("c", i), day + analytics.Day(i), 10.0})
			}
			sales := writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, lines)
			survey := writeRows(t, filepath.Join(dir, "answers.parquet"), []string{"customer_id", "answered_at", "dimension", "experience", "expectation", "importance", "ideal", "recommend", "competitor_experience", "store"}, c.answers)
			staff := writeRows(t, filepath.Join(dir, "staff.parquet"), []string{"period", "store", "satisfaction"}, [][]any{{day, "north", 7.0}, {day, "east", 7.0}, {day, "west", 7.0}})
			_, latest := overnight(t, func(cfg *night.Config) {
				transactions(cfg, []string{sales}, nil)
				cfg.Inputs["surveys"], cfg.Inputs["employees"] = []string{survey}, []string{staff}
				cfg.Scales["surveys.experience"] = data.Scale{Min: 1, Max: 5}
			})
			measures := readTable(t, latest, "measures")
			equal(t, "first cut", text(measures, "cut", 0), "all")
			equal(t, "answers", text(measures, "n", 0), c.n)
			equal(t, "slope", text(readTable(t, latest, "employee_slope"), "slope", 0), "(null)")
			page, err := os.ReadFile(filepath.Join(latest, "satisfaction.html"))
			if err != nil || strings.Contains(string(page), "NaN") || strings.Contains(string(page), "Inf") {
				t.Errorf("the page has what is no number: %v", err)
			}
		})
	}
}
