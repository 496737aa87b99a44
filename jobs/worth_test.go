package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/analytics"
	"regulars/jobs/night"
)

// writeRows writes a table of texts, dates (Day), amounts (float64) and truths.
func writeRows(t *testing.T, path string, names []string, rows [][]any) string {
	t.Helper()
	var fields []arrow.Field
	for j, name := range names {
		var typ arrow.DataType = arrow.PrimitiveTypes.Float64
		switch rows[0][j].(type) {
		case string:
			typ = arrow.BinaryTypes.String
		case analytics.Day:
			typ = arrow.FixedWidthTypes.Date32
		case bool:
			typ = arrow.FixedWidthTypes.Boolean
		}
		fields = append(fields, arrow.Field{Name: name, Type: typ})
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	for _, row := range rows {
		for j, v := range row {
			switch v := v.(type) {
			case string:
				b.Field(j).(*array.StringBuilder).Append(v)
			case analytics.Day:
				b.Field(j).(*array.Date32Builder).Append(arrow.Date32(v))
			case float64:
				b.Field(j).(*array.Float64Builder).Append(v)
			case bool:
				b.Field(j).(*array.BooleanBuilder).Append(v)
			}
		}
	}
	writeRecord(t, path, b.NewRecord())
	return path
}

// bookBase is the base of the books' example: ten customers spend 120 every week for two years, but one of them stops after the first;
// each of the other nine brings one customer in the second.
func bookBase(t *testing.T) (sales, referrals string) {
	t.Helper()
	dir, last := t.TempDir(), analytics.NewDay(2024, 12, 30)
	var lines, brought [][]any
	for customer := range 10 {
		for week := range 104 {
			if customer < 9 || week >= 52 {
				lines = append(lines, []any{fmt.Sprintf("old%d", customer), last - analytics.Day(7*week), 120.0})
			}
		}
		if customer < 9 {
			friend := fmt.Sprintf("new%d", customer)
			lines = append(lines, []any{friend, last - analytics.Day(30*customer), 40.0})
			brought = append(brought, []any{fmt.Sprintf("old%d", customer), friend, last - analytics.Day(30*customer)})
		}
	}
	return writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, lines),
		writeRows(t, filepath.Join(dir, "referrals.parquet"), []string{"referrer_id", "referred_id", "referred_at"}, brought)
}

// TestBooksExampleOnThePage runs the job on a base that matches the example of the course books: the table has its figures exactly, and
// the Value page shows them.
func TestBooksExampleOnThePage(t *testing.T) {
	sales, referrals := bookBase(t)
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{sales}, nil)
		c.Inputs["referrals"] = []string{referrals}
		c.Currency, c.AsOf = "EUR", analytics.NewDay(2025, 1, 5) // the end of the last of 104 weeks
	})
	steps := lookup(readParquet(t, filepath.Join(latest, "tables", "textbook_value.parquet")), "step", "value")
	for step, want := range map[string]float64{"spend_per_week": 120, "value_a_year": 5760, "years": 10, "lifetime_value": 57600, "customers_reached": 10, "with_word_of_mouth": 576000} {
		if got, err := strconv.ParseFloat(steps[step], 64); err != nil || got != want {
			t.Errorf("%s: %s, want exactly %v", step, steps[step], want)
		}
	}
	page, err := os.ReadFile(filepath.Join(latest, "value.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, figure := range []string{"EUR\u00a05,760 a year", "EUR\u00a057,600 in 10 years", "EUR\u00a0576,000", "EUR\u00a05,760.00", "EUR\u00a057,600.00", "EUR\u00a0576,000.00"} {
		if !strings.Contains(string(page), figure) {
			t.Errorf("the Value page does not show %s", figure)
		}
	}
}

// TestWorthOnTheSample holds the costs, trees and relationship values of the sample shop against what it was generated from.
func TestWorthOnTheSample(t *testing.T) {
	dir, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		for _, table := range night.Tables[1:] {
			c.Inputs[table] = []string{filepath.Join(dir, table+".parquet")}
		}
		c.AnswerValue = 2
	})
	path := func(table string) string { return filepath.Join(latest, "tables", table+".parquet") }
	var truth struct {
		Channels []struct {
			Name string  `json:"name"`
			Cost float64 `json:"acquisition_cost"`
		} `json:"channels"`
	}
	readJSON(t, filepath.Join(dir, "truth", "parameters.json"), &truth)
	cac := lookup(readParquet(t, path("equity")), "name", "cac")
	for _, c := range truth.Channels {
		got, _ := strconv.ParseFloat(cac[c.Name], 64)
		near(t, "cost of a customer by "+c.Name, got, c.Cost, 0.15)
	}
	checkRelationship(t, readParquet(t, path("customers")), readParquet(t, path("relationship")))
	people := readParquet(t, filepath.Join(dir, "truth", "customers.parquet"))
	by := lookup(people, "customer_id", "referrer_id")
	trees := readParquet(t, path("referral_trees"))
	referred := 0
	for i := range int(trees.NumRows()) {
		if customer, referrer := text(trees, "customer_id", i), text(trees, "referred_by", i); referrer != "(null)" {
			referred++
			if by[customer] != referrer {
				t.Errorf("%s was brought by %s, not %s", customer, by[customer], referrer)
			}
		}
	}
	if referred < 50 {
		t.Errorf("only %d were referred", referred)
	}
}

// checkRelationship checks that the five parts add up, of each customer and of all.
func checkRelationship(t *testing.T, customers, parts arrow.Table) {
	t.Helper()
	total := map[string]float64{}
	for i := range int(customers.NumRows()) {
		sum := 0.0
		for column, part := range map[string]string{"profitability": "profitability", "potential": "potential", "referral_value": "referral", "lifetime": "lifetime", "capability": "capability"} {
			v, _ := strconv.ParseFloat(text(customers, column, i), 64)
			total[part] += v
			sum += v
		}
		whole, _ := strconv.ParseFloat(text(customers, "relationship_value", i), 64)
		total["total"] += whole
		if math.Abs(whole-sum) > 1e-5 {
			t.Fatalf("%s: parts %v, value %v", text(customers, "customer_id", i), sum, whole)
		}
	}
	for part, value := range lookup(parts, "part", "value") {
		got, _ := strconv.ParseFloat(value, 64)
		if math.Abs(got-total[part]) > 0.01 || got == 0 {
			t.Errorf("%s: %v, customers %v", part, got, total[part])
		}
	}
}

// Costs of one customer are that customer's, whether there is a purchase or not; nothing is lost on the way.
func TestCostsOfOneCustomer(t *testing.T) {
	sales, _ := bookBase(t)
	dir, month := t.TempDir(), analytics.NewDay(2024, 12, 1)
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{sales}, nil)
		c.Inputs["costs"] = []string{
			writeRows(t, filepath.Join(dir, "own.parquet"), []string{"period", "kind", "amount", "customer_id"},
				[][]any{{month, "service", 12.5, "old1"}, {month, "acquisition", 3.0, "never bought"}}),
		}
	})
	path := func(table string) string { return filepath.Join(latest, "tables", table+".parquet") }
	spent := lookup(readParquet(t, path("customers")), "customer_id", "service_cost")
	equal(t, "spent on the customer", spent["old1"], "12.5")
	equal(t, "spent on another", spent["old2"], "0")
	equal(t, "spent on all buyers", lookup(readParquet(t, path("equity")), "by", "service_cost")["all"], "12.5")
	equal(t, "acquisition of buyers", lookup(readParquet(t, path("equity")), "by", "acquisition_cost")["all"], "0")
}

func TestAnswerValue(t *testing.T) {
	var c Config
	if err := setAnswerValue(&c, "2.5"); err != nil || c.AnswerValue != 2.5 {
		t.Errorf("%v, %v", c.AnswerValue, err)
	}
	for _, v := range []string{"", "-1", "NaN", "1e9", "two"} {
		if err := setAnswerValue(&c, v); err == nil || !strings.Contains(err.Error(), "amount from 0") {
			t.Errorf("%q: %v", v, err)
		}
	}
}
