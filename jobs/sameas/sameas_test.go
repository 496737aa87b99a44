package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/data"
)

// report makes a report of one table, one page and run.json.
func reportOf(t *testing.T, ids []string, values []float64, page string, run map[string]any) string {
	t.Helper()
	dir := t.TempDir()
	schema := arrow.NewSchema([]arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String}, {Name: "value", Type: arrow.PrimitiveTypes.Float64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	b.Field(0).(*array.StringBuilder).AppendValues(ids, nil)
	b.Field(1).(*array.Float64Builder).AppendValues(values, nil)
	written, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "tables"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := data.WriteParquet(filepath.Join(dir, "tables", "customers.parquet"), schema, b.NewRecord()); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"run.json": written, "segments.html": []byte(page)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const aPage = `<html><head><style>p {}</style><script>var a = 1</script></head><body data-run="r1"><p>Run r1: <b lang="en">12 customers</b><b lang="zh-Hans">12 位客户</b></p><script type="application/json">{"data":[1,2]}</script></body></html>`

func kpis(gini float64, more ...any) map[string]any {
	return map[string]any{"run": "r1", "version": "v1", "seconds": map[string]any{"read": 1}, "kpis": map[string]any{"gini": gini}, "warnings": more}
}

// TestEveryDifferenceIsFound changes one thing at a time.
func TestEveryDifferenceIsFound(t *testing.T) {
	ids, values := []string{"a", "b"}, []float64{1, 2}
	was := reportOf(t, ids, values, aPage, kpis(0.5, "one"))
	check := func(what string, ids []string, values []float64, page string, run map[string]any, want ...difference) {
		t.Helper()
		now := reportOf(t, ids, values, page, run)
		var got []difference
		for _, part := range []func(was, now string) ([]difference, error){compareTables, comparePages, compareRuns} {
			found, err := part(was, now)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, found...)
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %+v, not %+v", what, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %+v, not %+v", what, got[i], want[i])
			}
		}
	}
	other := kpis(0.5, "one")
	other["run"], other["version"], other["seconds"] = "r2", "v2", map[string]any{"write": 9}
	check("the same", ids, values, aPage, kpis(0.5, "one"))
	check("id, version and times", ids, values, strings.ReplaceAll(aPage, "r1", "r2"), other)
	check("script and style", ids, values, strings.NewReplacer("var a = 1", "var a = 2", "p {}", "b {}").Replace(aPage), kpis(0.5, "one"))
	check("a cell", ids, []float64{1, 2.0000000000000004}, aPage, kpis(0.5, "one"), difference{"tables/customers/value", "b", "2", "2.0000000000000004"})
	check("the order of rows", []string{"b", "a"}, []float64{2, 1}, aPage, kpis(0.5, "one"), difference{place: "tables/customers", was: "in one order", now: "in another"})
	check("a row", []string{"a", "c"}, values, aPage, kpis(0.5, "one"), difference{place: "tables/customers", row: "c", now: "a new row"},
		difference{place: "tables/customers", was: "in one order", now: "in another"}, difference{place: "tables/customers", row: "b", was: "a row"})
	check("text", ids, values, strings.Replace(aPage, "12 位", "13 位", 1), kpis(0.5, "one"),
		difference{place: "pages/segments", now: "13 位客户"}, difference{place: "pages/segments", was: "12 位客户"})
	check("the data of a chart", ids, values, strings.Replace(aPage, "[1,2]", "[1,3]", 1), kpis(0.5, "one"),
		difference{place: "pages/segments", now: `{"data":[1,3]}`}, difference{place: "pages/segments", was: `{"data":[1,2]}`})
	check("run.json", ids, values, aPage, kpis(0.6, "one", "two"),
		difference{place: "run.json/kpis.gini", was: "0.5", now: "0.6"}, difference{place: "run.json/warnings.1", now: "two"})
}

func TestTablesAndColumnsThatComeAndGo(t *testing.T) {
	x := &table{names: []string{"a"}, types: map[string]string{"a": "utf8"}, columns: map[string][]string{"a": {"1"}}, rows: 1}
	y := &table{names: []string{"b"}, types: map[string]string{"b": "utf8"}, columns: map[string][]string{"b": {"1"}}, rows: 1}
	if got := differ("t", nil, x); len(got) != 1 || got[0].now == "" {
		t.Errorf("a new table: %+v", got)
	}
	if got := differ("t", x, nil); len(got) != 1 || got[0].was == "" {
		t.Errorf("a table that is gone: %+v", got)
	}
	if got := differ("t", x, y); len(got) != 2 || got[0].place != "t/b" || got[1].place != "t/a" {
		t.Errorf("a column for another: %+v", got)
	}
}

// TestRules accepts so many differences of a kind, and no others.
func TestRules(t *testing.T) {
	file := filepath.Join(t.TempDir(), "accepted.yaml")
	read := func(text string) (rules, error) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return readRules(file)
	}
	list, err := read(`
- place: "*/tables/customers/value"
  now: '^9$'
  most: 1
  reason: because the test says so
`)
	if err != nil {
		t.Fatal(err)
	}
	check := func(failed bool, found ...difference) {
		t.Helper()
		if got := report(new(bytes.Buffer), "sample", list, found, 5); got != failed {
			t.Errorf("%+v: failed is %v", found, got)
		}
	}
	nine := difference{"tables/customers/value", "a", "1", "9"}
	check(false)
	check(false, nine)
	check(true, nine, nine)
	check(true, difference{"tables/customers/value", "a", "1", "8"})
	check(true, difference{"tables/customers/other", "a", "1", "9"})
	for _, wrong := range []string{"- {place: a}", "- {reason: because the test says so}", "- {place: a, reason: because the test says so, was: '('}", "- {place: a, reason: because the test says so, what: b}"} {
		if _, err := read(wrong); err == nil {
			t.Errorf("%s was taken", wrong)
		}
	}
	if _, err := readRules("accepted.yaml"); err != nil {
		t.Error(err)
	}
}
