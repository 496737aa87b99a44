package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/data"
	"regulars/jobs/night"
)

// sold is one line of the edge cases: who, on which day, for how much.
type sold struct {
	customer string
	day      int
	amount   float64
}

// edges are bases in which models have nothing to learn, or too much.
var edges = map[string][]sold{
	"one customer":    {{"a", 20000, 10}, {"a", 20030, 12}, {"a", 20100, 9}},
	"one purchase":    {{"a", 20000, 10}},
	"one free order":  {{"a", 20000, 0}},
	"one day":         soldBy(200, func(i int) []sold { return []sold{{fmt.Sprint(i), 20000, 10}} }),
	"refunds only":    soldBy(40, func(i int) []sold { return []sold{{fmt.Sprint(i), 20000 + i, -5}} }),
	"all bought once": soldBy(400, func(i int) []sold { return []sold{{fmt.Sprint(i), 20000 + i, 10 + float64(i%7)}} }),
	"nobody ever left": soldBy(60, func(i int) (all []sold) {
		for d := i % 9; d < 730; d += 9 + i%5 {
			all = append(all, sold{fmt.Sprint(i), 20000 + d, 20 + float64(i%3)})
		}
		return all
	}),
	"three extremes": soldBy(303, func(i int) (all []sold) {
		if i < 300 {
			return []sold{{fmt.Sprint(i), 20000 + i, 10}, {fmt.Sprint(i), 20300 + (i*37)%300, 1e9}}
		}
		for d := range 700 {
			all = append(all, sold{fmt.Sprint(i), 20000 + d, math.Pow(10, float64(i-300)*3)})
		}
		return all
	}),
}

func soldBy(customers int, of func(i int) []sold) (all []sold) {
	for i := range customers {
		all = append(all, of(i)...)
	}
	return all
}

// noNumber is a figure that is none.
var noNumber = regexp.MustCompile(`(?i)\b(nan|[+-]?inf(inity)?)\b|[+-]Inf`)

// TestEdges runs the whole night on bases at the edge, with every model: a report with numbers or a refusal in words, and never a figure that is none.
func TestEdges(t *testing.T) {
	long(t)
	for name, all := range edges {
		for _, model := range []string{"auto", "bgbb"} {
			t.Run(name+" "+model, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "transactions.parquet")
				writeEdge(t, path, all)
				f, latest := overnight(t, func(c *night.Config) {
					c.Inputs["transactions"] = []string{path}
					c.Model = model
				})
				for _, m := range f.Models {
					if m.Note == "" {
						t.Errorf("%s is %s without words", m.Model, m.Status)
					}
				}
				checkFigures(t, latest)
			})
		}
	}
}

func writeEdge(t *testing.T, path string, all []sold) {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String}, {Name: "date", Type: arrow.FixedWidthTypes.Date32}, {Name: "amount", Type: arrow.PrimitiveTypes.Float64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, l := range all {
		b.Field(0).(*array.StringBuilder).Append(l.customer)
		b.Field(1).(*array.Date32Builder).Append(arrow.Date32(l.day))
		b.Field(2).(*array.Float64Builder).Append(l.amount)
	}
	if err := data.WriteParquet(path, schema, b.NewRecord()); err != nil {
		t.Fatal(err)
	}
}

// checkFigures looks for figures that are none in every table and on every page.
func checkFigures(t *testing.T, latest string) {
	t.Helper()
	for _, pattern := range []string{"tables/*.csv", "*.html", "run.json"} {
		found, err := filepath.Glob(filepath.Join(latest, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, path := range found {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range bytes.Split(content, []byte("\n")) {
				if at := noNumber.FindIndex(l); at != nil && !strings.Contains(string(l), "function") {
					t.Errorf("%s: …%s…", filepath.Base(path), l[max(0, at[0]-60):min(len(l), at[1]+20)])
				}
			}
		}
	}
}
