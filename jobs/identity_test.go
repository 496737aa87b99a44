package main

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"

	"regulars/analytics"
	"regulars/data/sample"
)

// TestPeopleOfASample holds who was found to be whom against the sample's truth, by pairs of accounts, runs the job, and looks for what people
// are known by in every file it leaves.
func TestPeopleOfASample(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 4000, Months: 14, Seed: 3, Out: dir}); err != nil {
		t.Fatal(err)
	}
	adapt := func(c *Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		for _, table := range []string{"surveys", "identities", "referrals"} {
			c.Inputs[table] = []string{filepath.Join(dir, table+".parquet")}
		}
		c.Identity.Region, c.Identity.Dotless = "FR", []string{"example.com"}
	}
	cfg := DefaultConfig()
	adapt(&cfg)
	found, err := people(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	truth := readParquet(t, filepath.Join(dir, "truth/accounts.parquet"))
	persons, customers := map[string]int{}, map[string]int{}
	both := map[[2]string]int{}
	for i := range int(truth.NumRows()) {
		id := text(truth, "source_id", i)
		customer, ok := found.Customer(analytics.TextKey(id))
		if !ok {
			customer = id
		}
		person := text(truth, "person", i)
		persons[person]++
		customers[customer]++
		both[[2]string{person, customer}]++
	}
	right, given, made := pairsOf(both), pairsOf(persons), pairsOf(customers)
	t.Logf("%d pairs in truth, %d found, %d right: precision %.5f, recall %.5f", given, made, right, float64(right)/float64(made), float64(right)/float64(given))
	if float64(right) < 0.999*float64(made) || float64(right) < 0.97*float64(given) {
		t.Error("precision below 0.999 or recall below 0.97")
	}

	_, latest := night(t, adapt)
	table := readTable(t, latest, "customers")
	for i := range int(table.NumRows()) {
		if id := text(table, "customer_id", i); id[0] == 'K' && customers[id] == 0 {
			t.Errorf("%s is in the table customers, but is another customer's card", id)
		}
	}
	listed := 0
	for _, list := range []string{"winback", "calls"} {
		rows := readTable(t, latest, list)
		for i := range int(rows.NumRows()) {
			listed++
			if id := text(rows, "customer_id", i); found.Refuses(analytics.TextKey(id)) {
				t.Errorf("%s lists %s, who refuses", list, id)
			}
		}
	}
	if listed == 0 {
		t.Error("nobody is listed")
	}
	var secrets []string
	accounts := readParquet(t, filepath.Join(dir, "identities.parquet"))
	for i := 0; i < int(accounts.NumRows()); i += 40 {
		for _, column := range []string{"phone", "email", "name"} {
			if s := text(accounts, column, i); s != array.NullValueStr && len([]rune(s)) > 4 {
				secrets = append(secrets, s)
			}
		}
	}
	for _, file := range contents(t, filepath.Dir(latest)) {
		for _, s := range secrets {
			if strings.Contains(file.text, s) {
				t.Errorf("%s holds %q", file.name, s)
			}
		}
	}
}

// pairsOf counts the pairs within groups.
func pairsOf[K comparable](sizes map[K]int) (n int) {
	for _, size := range sizes {
		n += size * (size - 1) / 2
	}
	return n
}

type content struct{ name, text string }

// contents are all files below a folder, those that are compressed as the text they hold.
func contents(t *testing.T, dir string) (files []content) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		switch filepath.Ext(path) {
		case ".parquet":
			b = nil
			table := readParquet(t, path)
			for i := range int(table.NumCols()) {
				for _, chunk := range table.Column(i).Data().Chunks() {
					for row := range chunk.Len() {
						b = append(append(b, chunk.ValueStr(row)...), '\n')
					}
				}
			}
		case ".xlsx":
			b = unzipped(t, b)
		}
		files = append(files, content{path, string(b)})
		return err
	})
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	return files
}

func unzipped(t *testing.T, b []byte) (all []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, part...)
	}
	return all
}
