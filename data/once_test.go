package data

import (
	"context"
	cmdline "flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"
)

// copied writes a file of lines under several names, the content the same.
func copied(t *testing.T, dir string, names ...string) {
	t.Helper()
	b, err := os.ReadFile(arrowFile(t, "lines.parquet", jsonRecord(t, lineSchema, `[
		{"CustomerID": "a", "InvoiceDate": "2020-01-01T10:00:00", "Total": 1, "Country": "UK"},
		{"CustomerID": "b", "InvoiceDate": "2020-01-02T10:00:00", "Total": 2, "Country": "UK"}]`)))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFilesOnce gives the same data in several ways: two rows stay two, but where the names of folders tell them apart.
func TestFilesOnce(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	copied(t, dir, "S/1.parquet", "copies/a.parquet", "copies/b.parquet", "parts/region=DE/x.parquet", "parts/region=DE/z.parquet", "parts/region=FR/x.parquet", "parts/region=FR/y.parquet")
	for to, from := range map[string]string{"T": "S", "S/2.parquet": "1.parquet"} {
		if err := os.Symlink(from, to); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link("S/1.parquet", "hard.parquet"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		paths  []string
		rows   int64
		copies []Copy
	}{
		{[]string{"S/1.parquet", "./S/1.parquet", "S//1.parquet", "S/../S/1.parquet", dir + "/S/1.parquet"}, 2, nil},
		{[]string{"S/1.parquet", "S/1*.parquet"}, 2, nil},
		{[]string{"S"}, 2, []Copy{{"S/2.parquet", "S/1.parquet"}}},
		{[]string{"S/1.parquet", "T/1.parquet"}, 2, []Copy{{"T/1.parquet", "S/1.parquet"}}},
		{[]string{"S/1.parquet", "hard.parquet"}, 2, []Copy{{"hard.parquet", "S/1.parquet"}}},
		{[]string{"copies"}, 2, []Copy{{"copies/b.parquet", "copies/a.parquet"}}},
		{[]string{"parts"}, 4, []Copy{{"parts/region=DE/z.parquet", "parts/region=DE/x.parquet"}, {"parts/region=FR/y.parquet", "parts/region=FR/x.parquet"}}},
	} {
		report, _ := mustLines(t, Spec{Table: "transactions", Paths: c.paths, Columns: []string{}}, 2)
		if d := cmp.Diff(c.copies, report.Copies); report.Read != c.rows || d != "" {
			t.Errorf("%v: %d rows, want %d; %s", c.paths, report.Read, c.rows, d)
		}
	}
}

// TestExcept shows that folders are passed over where they lie below what is named, and are read where they are what is named.
func TestExcept(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	copied(t, dir, "S/1.parquet", "S/out/runs/x/tables/2.parquet", "S/out/in/3.parquet")
	if err := os.Symlink("S", "link"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path   string
		except []string
		want   string // how many files
	}{
		{"S", nil, "S/1.parquet S/out/in/3.parquet S/out/runs/x/tables/2.parquet"},
		{"S", []string{"S/out", "missing"}, "S/1.parquet"},
		{"link", []string{dir + "/S/out"}, "link/1.parquet"},
		{"S/*", []string{"link/out"}, "S/1.parquet"},
		{"S/*/*/*/*/*.parquet", []string{"S/out/in"}, "S/out/runs/x/tables/2.parquet"},
		{"S/out", []string{"S/out", "S/out/runs"}, "S/out/in/3.parquet"},
		{"S/out/in", []string{"S/out"}, "S/out/in/3.parquet"},
		{"S/out/in/3.parquet", []string{"S/out"}, "S/out/in/3.parquet"},
		{"S", []string{"."}, "S/1.parquet S/out/in/3.parquet S/out/runs/x/tables/2.parquet"},
	} {
		found, err := resolve([]string{c.path}, c.except)
		var got []string
		for _, in := range found {
			got = append(got, in.path)
		}
		slices.Sort(got)
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%s without %v: %v, %v; want %s", c.path, c.except, got, err, c.want)
		}
	}
}

// TestReplaced changes a file after its footer was read: neither its rows nor its fingerprint are taken, for they would be of two files.
func TestReplaced(t *testing.T) {
	ctx := context.Background()
	for name, change := range map[string]func(path string) error{
		"replaced by one as long": func(path string) error {
			if err := os.WriteFile(path+".new", make([]byte, size(t, path)), 0o644); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		},
		"written to": func(path string) error {
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.Write([]byte("more"))
			return err
		},
	} {
		for step, do := range map[string]func(*Dataset) error{
			"fingerprint": func(d *Dataset) error { return d.Fingerprint(ctx, 1) },
			"read": func(d *Dataset) error {
				_, err := d.Read(ctx, 1, nil, func(int, arrow.Record) error { return nil })
				return err
			},
			"read with a fingerprint taken": func(d *Dataset) error {
				d.files[0].sum = "taken"
				_, err := d.Read(ctx, 1, nil, func(int, arrow.Record) error { return nil })
				return err
			},
		} {
			dir := t.TempDir()
			copied(t, dir, "x.parquet")
			path := filepath.Join(dir, "x.parquet")
			d, err := Open(ctx, Spec{Table: "transactions", Paths: []string{path}}, 1)
			if err != nil {
				t.Fatal(err)
			}
			if err := change(path); err != nil {
				t.Fatal(err)
			}
			if err := do(d); err == nil || !strings.Contains(err.Error(), "x.parquet: the file was replaced or written to while it was being read") {
				t.Errorf("%s, %s: %v", name, step, err)
			}
		}
	}
}

// TestWrittenToWhileRead has the caller write to the file between two batches.
func TestWrittenToWhileRead(t *testing.T) {
	path := goFile(t, "sales.parquet", sales(100))
	spec := Spec{Table: "transactions", Paths: []string{path}, Map: map[string]string{"customer_id": "text", "ordered_at": "at", "amount": "cents"}}
	_, err := Read(context.Background(), spec, 1, func(int, arrow.Record) error { return os.Truncate(path, size(t, path)+1) })
	if err == nil || !strings.Contains(err.Error(), "was replaced or written to") {
		t.Errorf("got %v", err)
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

var long = cmdline.Bool("long", false, "attacks at full size: 40,000 damaged files, 100,000 columns")

// wide writes a table of so many columns that nobody asked for.
func wide(t testing.TB, columns int) string {
	t.Helper()
	fields := slices.Clone(lineSchema.Fields()[:3])
	for i := range columns {
		fields = append(fields, arrow.Field{Name: fmt.Sprint("column ", i), Type: arrow.PrimitiveTypes.Int64, Nullable: true})
	}
	return arrowFile(t, "wide.parquet", jsonRecord(t, arrow.NewSchema(fields, nil), `[
		{"CustomerID": "a", "InvoiceDate": "2020-01-01T10:00:00", "Total": 1}, {"CustomerID": "b", "InvoiceDate": "2020-01-01T10:00:00", "Total": 2}]`))
}

// TestManyColumns shows that the memory taken grows with the number of columns and not with its square, and so, where texts are joined, does the time.
func TestManyColumns(t *testing.T) {
	most := 8000
	if *long {
		most = 100_000
	}
	taken := func(columns int) uint64 {
		path := wide(t, columns)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		report, _ := mustLines(t, Spec{Table: "transactions", Paths: []string{path}, DropDuplicates: true}, 1)
		runtime.ReadMemStats(&after)
		seen, err := Inspect(context.Background(), Spec{Table: "transactions", Paths: []string{path}})
		if err != nil || report.Kept != 2 || len(seen.Unmapped) != columns || len(seen.And(seen).Unmapped) != columns {
			t.Errorf("%d columns: %d rows kept, %d columns not used, %v", columns, report.Kept, len(seen.Unmapped), err)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := taken(most/8), taken(most); many > 12*few {
		t.Errorf("%d columns take %d bytes and %d take %d, %.1f times as much", most/8, few, most, many, float64(many)/float64(few))
	}
}
