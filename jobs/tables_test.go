package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"regulars/analytics"
	"regulars/jobs/night"
)

// described are the columns that dictionary.parquet of a report has, as "name type unit meaning meaning_zh", by table.
func described(t *testing.T, latest string) map[string][]string {
	t.Helper()
	dictionary, all := readTable(t, latest, "dictionary"), map[string][]string{}
	for i := range int(dictionary.NumRows()) {
		var cells []string
		for _, name := range []string{"column", "type", "unit", "meaning", "meaning_zh"} {
			cells = append(cells, text(dictionary, name, i))
		}
		table := text(dictionary, "table", i)
		all[table] = append(all[table], strings.Join(cells, " | "))
	}
	return all
}

// written are the columns that the files of a report have, in the same words: what Arrow's reader finds in each.
func written(t *testing.T, latest string) map[string][]string {
	t.Helper()
	types := map[arrow.Type]string{arrow.STRING: "text", arrow.DATE32: "date", arrow.BOOL: "boolean", arrow.INT64: "integer", arrow.FLOAT64: "double"}
	paths, _ := filepath.Glob(filepath.Join(latest, "tables", "*.parquet"))
	all := map[string][]string{}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".parquet")
		schema, about := readTable(t, latest, name).Schema(), keyValues(t, path)
		if about["table"] != name || about["row"] == "" || about["row_zh"] == "" || about["meaning"] == "" || about["meaning_zh"] == "" {
			t.Errorf("%s.parquet says of itself %v", name, about)
		}
		for _, f := range schema.Fields() {
			of := func(key, none string) string {
				if v, ok := f.Metadata.GetValue(key); ok {
					return v
				}
				return none
			}
			all[name] = append(all[name], strings.Join([]string{f.Name, types[f.Type.ID()], of("unit", "(null)"), of("meaning", ""), of("meaning_zh", "")}, " | "))
		}
	}
	return all
}

// keyValues are the metadata of a file as parquet-go finds them.
func keyValues(t *testing.T, path string) map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(file, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, kv := range f.Metadata().KeyValueMetadata {
		all[kv.Key] = kv.Value
	}
	return all
}

// TestDictionary compares the table dictionary with the files of a report that has every input: each table, each column, in its order and of its
// type, and what the files themselves say of them.
func TestDictionary(t *testing.T) {
	out := published(t, "--export", "A", "--export", "winback", "--clear-contacts")
	latest := filepath.Join(out, "latest")
	files := written(t, latest)
	if diff := cmp.Diff(files, described(t, latest)); diff != "" {
		t.Errorf("the files (-) and the dictionary (+) differ:\n%s", diff)
	}
	var missing []string
	listed := map[string][]string{}
	for _, s := range night.Schemas() {
		for _, c := range s.Columns {
			unit := c.Unit
			if unit == "" {
				unit = "(null)"
			}
			listed[s.Name] = append(listed[s.Name], strings.Join([]string{c.Name, c.TypeName(), unit, c.Meaning, c.MeaningZH}, " | "))
		}
		if files[s.Name] == nil {
			missing = append(missing, s.Name)
		}
	}
	if diff := cmp.Diff([]string{"audit_two_periods", "loyalty_stake", "export", "contacts_back"}, missing); diff != "" { // the shop is younger than two years and has no trap; lists lie in exports
		t.Errorf("tables of night.Schemas that no run writes:\n%s", diff)
	}
	for name, columns := range files {
		if listed[name] == nil {
			t.Errorf("a run writes the table %s: add its schema to those of its subject in jobs/night (baseSchemas, segmentSchemas …)", name)
		}
		for _, c := range columns {
			if !slices.Contains(listed[name], c) {
				t.Errorf("table %s has the column %s, of which its schema does not know", name, c)
			}
		}
	}
	list := readParquet(t, filepath.Join(latest, "exports", "abcd-a.parquet")).Schema()
	for i, f := range list.Fields() {
		if want := listed["export"][i]; !strings.HasPrefix(want, f.Name+" | ") {
			t.Errorf("column %d of an exported list is %s, described is %s", i, f.Name, want)
		}
		if zh, _ := f.Metadata.GetValue("meaning_zh"); zh == "" {
			t.Errorf("column %s of an exported list does not say what it means", f.Name)
		}
	}
}

// TestDictionaryOfLess runs on transactions alone: what is absent is not described.
func TestDictionaryOfLess(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	if _, stderr, code := regulars(t, nil, append(shopFlags(t)[:6], "--out", out)...); code != 0 {
		t.Fatal(stderr)
	}
	latest := filepath.Join(out, "latest")
	got := described(t, latest)
	if diff := cmp.Diff(written(t, latest), got); diff != "" {
		t.Errorf("the files (-) and the dictionary (+) differ:\n%s", diff)
	}
	if got["nps"] != nil || strings.Contains(strings.Join(got["customers"], "\n"), "satisfaction") {
		t.Errorf("the dictionary describes surveys, of which there are none: %v", got["customers"])
	}
}

// TestEverySchemaIsListed finds all schemas in the source. One that describes a part of a table only needs no place in the list.
func TestEverySchemaIsListed(t *testing.T) {
	listed := []string{"contacts"} // columns of exported lists
	for _, s := range night.Schemas() {
		if slices.Contains(listed, s.Name) {
			t.Errorf("%s is listed twice", s.Name)
		}
		listed = append(listed, s.Name)
	}
	name := regexp.MustCompile(`^"(\w+)"$`)
	found := 0
	for _, root := range []string{"../analytics", "night"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				l, ok := n.(*ast.CompositeLit)
				if !ok || !strings.HasSuffix(strings.Trim(fmt.Sprint(l.Type), "&{}"), "Schema") {
					return true
				}
				for _, e := range l.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok && fmt.Sprint(kv.Key) == "Name" {
						if v, ok := kv.Value.(*ast.BasicLit); ok {
							if table := name.FindStringSubmatch(v.Value); table != nil && !slices.Contains(listed, table[1]) {
								t.Errorf("%s describes the table %s: add its schema to those of its subject in jobs/night (baseSchemas, segmentSchemas …)", path, table[1])
							}
							found++
						}
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < len(listed) {
		t.Errorf("%d schemas in the source, %d listed", found, len(listed))
	}
}

// TestWorkbookBeginsWithATable reads the first sheet as a program would that asks for no other, and the last.
func TestWorkbookBeginsWithATable(t *testing.T) {
	out := published(t)
	f, err := excelize.OpenFile(filepath.Join(out, "latest", "report.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	sheets := f.GetSheetList()
	rows := func(sheet string) [][]string {
		all, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	table := readTable(t, filepath.Join(out, "latest"), "kpis")
	first := rows(sheets[0])
	if sheets[0] != "kpis" || f.GetActiveSheetIndex() != 0 || len(first) != int(table.NumRows())+1 || first[0][0] != "from" || first[0][2] != "revenue" {
		t.Errorf("the first sheet is %s and begins with %v", sheets[0], first[0])
	}
	about := rows("about")
	if last := sheets[len(sheets)-1]; last != "about" {
		t.Errorf("the last sheet is %s", last)
	}
	if len(about) != len(sheets)+1 { // a header, and customers, but not about itself
		t.Errorf("the sheet about has %d rows for %d sheets", len(about), len(sheets))
	}
	schemas := map[string]analytics.Schema{}
	for _, s := range night.Schemas() {
		schemas[s.Name] = s
	}
	for i, row := range about[1:] {
		name := append([]string{"customers"}, sheets...)[i]
		s := schemas[name]
		want := []string{"tables/" + name + ".csv", s.Meaning, s.Row, s.MeaningZH, s.RowZH}
		if strings.Trim(row[0], "()") != name || s.Meaning == "" || !slices.Equal(row[2:], want) {
			t.Errorf("the sheet about says %v of %s", row, name)
		}
	}
}

// TestTablesCommand prints every table, and every column of each.
func TestTablesCommand(t *testing.T) {
	all, _, code := regulars(t, nil, "tables")
	if code != 0 {
		t.Fatal(code)
	}
	for _, s := range night.Schemas() {
		if !strings.Contains(all, s.Name+" ") || !strings.Contains(all, s.Meaning) || !strings.Contains(all, s.MeaningZH) {
			t.Errorf("regulars tables does not say what %s is", s.Name)
		}
		one, _, code := regulars(t, nil, "tables", s.Name, "--lang", "both")
		if code != 0 || !strings.Contains(one, s.Row) || !strings.Contains(one, s.RowZH) {
			t.Errorf("exit %d; regulars tables %s does not say what a row is", code, s.Name)
		}
		for _, c := range s.Columns {
			if !strings.Contains(one, "\n"+c.Name+" ") || !strings.Contains(one, c.Meaning+"\n") || !strings.Contains(one, c.MeaningZH+"\n") {
				t.Errorf("regulars tables %s does not say what %s is", s.Name, c.Name)
			}
		}
	}
	want := `kpis  headline figures of the periods compared
      a row: period, the latest first

column             type     unit       meaning
from               date                first day of the period
to                 date                last day of the period
revenue            double   currency   net revenue: purchases less refunds, each on its own date
refunds            double   currency   refunded money, as a positive number
orders             integer  orders     orders with a purchase
buyers             integer  customers  customers with a purchase
new_customers      integer  customers  customers with their first purchase
share_returning    double   share      share of the buyers who had bought before the period
revenue_per_order  double   currency   net revenue divided by orders
buyers_verdict     text                whether buyers are more or less than in the period before, or as many for all that chance tells; empty where that is not known
new_verdict        text                whether new customers are more or less than in the period before, or as many for all that chance tells; empty where that is not known
returning_verdict  text                whether the share who had bought before is more or less than in the period before, or as many for all that chance tells; empty where that is not known
`
	for _, args := range [][]string{{"tables", "kpis", "--lang", "en"}, {"tables", "--lang", "en", "kpis"}, {"tables", "--name", "kpis", "--lang", "en"}} {
		if got, stderr, _ := regulars(t, nil, args...); got != want {
			t.Errorf("%v prints\n%s%s", args, got, stderr)
		}
	}
	if got, _, _ := regulars(t, []string{"REGULARS_LANG=zh"}, "tables", "kpis"); !strings.Contains(got, "周期的第一天") || strings.Contains(got, "first day") {
		t.Errorf("in Chinese: %s", got)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"tables", "custmers"}, `there is no table "custmers"; did you mean customers?`},
		{[]string{"tables", "zzz"}, "regulars tables lists all"},
		{[]string{"tables", "kpis", "customers"}, "one table at a time"},
		{[]string{"tables", "--lang", "fr"}, "fr"},
	} {
		if stdout, stderr, code := regulars(t, nil, c.args...); code != 2 || stdout != "" || !strings.Contains(stderr, c.says) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit %d, %s%s", c.args, code, stdout, stderr)
		}
	}
}
