package data

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// shared is a path in the folder of shared test data.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	root := os.Getenv("REGULARS_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("needs ../shared")
	}
	return filepath.Join(append([]string{root}, path...)...)
}

func TestOnlineRetail(t *testing.T) {
	spec := Spec{
		Table: "transactions",
		Paths: []string{shared(t, "data", "online_retail_by_month", "*.parquet")},
		Map:   map[string]string{"amount": "quantity*unit_price"},
	}
	var rows atomic.Int64
	customers := make([]map[int64]bool, 3)
	var amounts [3]int64
	report, err := Read(context.Background(), spec, 3, func(w int, b arrow.Record) error {
		rows.Add(b.NumRows())
		if customers[w] == nil {
			customers[w] = map[int64]bool{}
		}
		for _, id := range column64(b, "customer_id").Int64Values() {
			customers[w][id] = true
		}
		for _, x := range column64(b, "amount").Int64Values() {
			amounts[w] += x
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	all := map[int64]bool{}
	for _, m := range customers {
		for id := range m {
			all[id] = true
		}
	}
	missing := report.Refused["no_customer"]
	if report.Read != 541_909 || missing.Rows != 135_080 || report.Kept != 406_829 || rows.Load() != report.Kept || len(all) != 4_372 {
		t.Errorf("read %d, no_customer %d, kept %d, handed on %d, customers %d", report.Read, missing.Rows, report.Kept, rows.Load(), len(all))
	}
	total := amounts[0] + amounts[1] + amounts[2]
	if got := float64(total+missing.Amount) / 1e6; got != 9_747_747.934 { // sum of Quantity × UnitPrice over the file
		t.Errorf("all lines come to %.3f, of which %.3f without a customer", got, float64(missing.Amount)/1e6)
	}
	if report.First.Format("2006-01-02 15:04") != "2010-12-01 08:26" || report.Last.Format("2006-01-02 15:04") != "2011-12-09 12:50" {
		t.Errorf("dates %s to %s", report.First, report.Last)
	}
}

func column64(b arrow.Record, name string) *array.Int64 {
	return b.Column(b.Schema().FieldIndices(name)[0]).(*array.Int64)
}

func TestCDNOW(t *testing.T) {
	spec := Spec{Table: "transactions", Paths: []string{shared(t, "data", "cdnow", "cdnow_master.parquet")}}
	report, rows := mustLines(t, spec, 2)
	customers, days, free := map[string]bool{}, map[string]bool{}, 0
	for _, r := range rows {
		cells := strings.Split(r, " ")
		customers[cells[1]] = true
		days[cells[1]+cells[0]] = true
		if cells[2] == "amount=0" {
			free++
		}
	}
	if report.Kept != 69_659 || len(customers) != 23_570 || len(days) != 67_591 || free != 80 || len(report.Refused) > 0 {
		t.Errorf("%d lines of %d customers on %d customer-days, %d free; refused %v", report.Kept, len(customers), len(days), free, report.Refused)
	}
	if !customers["customer_id=00001"] {
		t.Error("the zeros before an id are lost")
	}
}

func TestOlist(t *testing.T) {
	report, rows := mustLines(t, Spec{Table: "surveys", Paths: []string{shared(t, "data", "olist_sample_5000", "olist_order_reviews_dataset.parquet")},
		Map: map[string]string{"customer_id": "order_id"}, Columns: []string{"expectation"}}, 2)
	if report.Kept != 4_988 || !strings.Contains(rows[0], "dimension=overall") || !strings.Contains(rows[0], "experience=") {
		t.Errorf("%d answers such as %s", report.Kept, rows[0])
	}
}

// readColumn reads one column of any file, as what suits its type best; hidden are the constants the table also needs.
func readColumn(path string, s source) (*Report, []string, error) {
	spec, name := others("surveys", "comment"), "comment"
	switch s.meaning {
	case decimal, half:
		name = "experience"
	case date, timestamp:
		name = "answered_at"
	default:
		if s.physical == format.Float || s.physical == format.Double {
			name = "experience"
		}
	}
	spec = others("surveys", name)
	delete(spec.Map, "experience")
	if name != "experience" {
		spec.Map["experience"] = "'1'"
	}
	spec.Paths = []string{path}
	spec.Map[name] = s.name
	report, rows, err := lines(spec, 2)
	for i := range rows {
		_, rows[i], _ = strings.Cut(rows[i], name+"=")
	}
	return report, rows, err
}

// TestGoodFiles reads every flat column of the format's own test files, and compares ids and texts with what parquet-go reads.
func TestGoodFiles(t *testing.T) {
	wrong := map[string]string{ // what is refused, with the reason
		"datapage_v1-corrupt-checksum.parquet":           "checksum is wrong",
		"rle-dict-uncompressed-corrupt-checksum.parquet": "checksum is wrong",
		"repeated_no_annotation.parquet":                 "the footer claims 0 rows",
		"column_chunk_key_value_metadata.parquet":        "no rows",
	}
	for _, path := range files(t, "parquet-good") {
		for _, s := range sourcesOf(t, path, wrong[filepath.Base(path)]) {
			report, got, err := readColumn(path, s)
			switch {
			case s.nested || s.meaning == unusable:
				if !errors.Is(err, ErrUsage) {
					t.Errorf("%s, %s: %v", path, s.name, err)
				}
			case wrong[filepath.Base(path)] != "":
				if err == nil || !strings.Contains(err.Error(), wrong[filepath.Base(path)]) {
					t.Errorf("%s, %s: %v", path, s.name, err)
				}
			case err != nil:
				t.Errorf("%s, %s: %v", path, s.name, err)
			case report.Read != report.Files[0].Rows:
				t.Errorf("%s, %s: %d of %d rows", path, s.name, report.Read, report.Files[0].Rows)
			case s.meaning == plain && (s.physical == format.Int32 || s.physical == format.Int64) || s.meaning == textual && s.physical == format.ByteArray:
				if want := elsewhere(t, path, s); want != nil && !slices.Equal(got, want) {
					t.Errorf("%s, %s: %v, want %v", path, s.name, got[:min(5, len(got))], want[:min(5, len(want))])
				}
			}
		}
	}
}

func files(t *testing.T, folder string) []string {
	paths, err := filepath.Glob(shared(t, "data", folder, "*.parquet"))
	if err != nil || len(paths) == 0 {
		t.Fatal("there are no files", err)
	}
	return paths
}

func sourcesOf(t *testing.T, path, wrong string) []source {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	foot, err := readFooter(f, info.Size())
	if err != nil {
		if wrong == "" || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	}
	return foot.sources
}

// elsewhere reads a column with parquet-go's rows; nil where it cannot.
func elsewhere(t *testing.T, path string, s source) (values []string) {
	defer func() {
		if recover() != nil {
			values = nil
		}
	}()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := pq.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil
	}
	column := f.Root().Column(s.name)
	pages := column.Pages()
	defer pages.Close()
	for {
		page, err := pages.ReadPage()
		if err == io.EOF {
			return sorted(values)
		}
		if err != nil {
			return nil
		}
		some := make([]pq.Value, page.NumValues())
		if n, err := page.Values().ReadValues(some); n < len(some) {
			t.Fatal(err)
		}
		for _, v := range some {
			text := "null"
			if trimmed := strings.TrimFunc(v.String(), isBlank); !v.IsNull() && trimmed != "" {
				text = trimmed
			}
			if !utf8.ValidString(text) {
				return nil
			}
			values = append(values, text)
		}
	}
}

func sorted(s []string) []string {
	slices.Sort(s)
	return s
}

// TestBadFiles shows that each of the format's corrupt files is refused as soon as its columns are read.
func TestBadFiles(t *testing.T) {
	for _, path := range files(t, "parquet-bad") {
		refused := ""
		for _, s := range sourcesOf(t, path, "any") {
			_, _, err := readColumn(path, s)
			if err == nil || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), path) {
				continue
			}
			if !errors.Is(err, ErrUsage) || refused == "" {
				refused = err.Error()
			}
		}
		if refused == "" {
			t.Errorf("%s is read", path)
		}
		t.Log(refused)
	}
}

func TestDropDuplicates(t *testing.T) {
	spec := Spec{Table: "transactions", Paths: []string{shared(t, "data", "online_retail_by_month")}, DropDuplicates: true,
		Map: map[string]string{"amount": "quantity*unit_price"}, Columns: []string{}}
	for threads := 1; threads < 4; threads++ {
		report, err := Read(context.Background(), spec, threads, func(int, arrow.Record) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if report.Kept != 401_604 || report.Duplicates != 5_225 { // the figures every tutorial on this file ends with
			t.Errorf("%d threads: %d kept, %d duplicates", threads, report.Kept, report.Duplicates)
		}
	}
}
