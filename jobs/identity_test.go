package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/data"
	"regulars/data/sample"
	"regulars/jobs/night"
)

// asSample is told what the sample's truth says of its phones and addresses.
func asSample(c *night.Config, dir string) {
	c.Inputs["identities"] = []string{filepath.Join(dir, "identities.parquet")}
	c.Identity.Region, c.Identity.Dotless = "FR", []string{"example.com"}
}

// TestPeopleOfASample runs the job on a sample and looks for second accounts among the customers, for people who refuse contact in the lists,
// and for what people are known by in every file.
func TestPeopleOfASample(t *testing.T) {
	long(t)
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 4000, Months: 14, Seed: 3, Out: dir}); err != nil {
		t.Fatal(err)
	}
	adapt := func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		for _, table := range []string{"surveys", "referrals"} {
			c.Inputs[table] = []string{filepath.Join(dir, table+".parquet")}
		}
		asSample(c, dir)
		c.Export, c.Contacts = []string{"winback", "calls", "keep", "costly"}, night.Seal{Key: []byte(testKey)}
	}
	_, latest := overnight(t, adapt)
	links, golden := readTable(t, latest, "identity_links"), readTable(t, latest, "golden_records")
	one, other := lookup(links, "source_id", "customer_id"), lookup(links, "other_source_id", "customer_id")
	mayContact := lookup(golden, "customer_id", "may_contact")
	table := readTable(t, latest, "customers")
	for i := range int(table.NumRows()) {
		if id := text(table, "customer_id", i); cmp.Or(one[id], other[id], id) != id {
			t.Errorf("%s is in the table customers, but is another customer's account", id)
		}
	}
	listed := 0
	for _, list := range []string{"winback", "calls"} {
		rows := readTable(t, latest, list)
		for i := range int(rows.NumRows()) {
			listed++
			if id := text(rows, "customer_id", i); mayContact[id] == "false" {
				t.Errorf("%s lists %s, who refuses", list, id)
			}
		}
	}
	if refuse := slices.Collect(maps.Values(mayContact)); listed == 0 || !slices.Contains(refuse, "false") {
		t.Errorf("%d are listed, of %d people", listed, len(refuse))
	}
	var secrets []string
	accounts := readParquet(t, filepath.Join(dir, "identities.parquet"))
	for i := 0; i < int(accounts.NumRows()); i += 40 {
		for _, column := range []string{"phone", "email", "name"} {
			if s := text(accounts, column, i); s != array.NullValueStr && len([]rune(s)) > 4 {
				secrets = append(secrets, s, strings.ToLower(s))
			}
		}
		if phone := identity.Phone(text(accounts, "phone", i), "FR"); phone != "" {
			secrets = append(secrets, phone)
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

// Every table is counted under the customer, whichever account its rows name: rows under a second account give the tables that rows under
// the first give.
func TestEveryTableIsRekeyed(t *testing.T) {
	tables := func(id string) map[string]string {
		dir, day := t.TempDir(), analytics.NewDay(2024, 3, 1)
		file := func(name string) string { return filepath.Join(dir, name+".parquet") }
		accounts := [][]any{}
		for _, n := range []string{"1", "2"} {
			phone := "+33 6 39 98 00 0" + n
			accounts = append(accounts, []any{"crm", "c" + n, phone, "Ann " + n}, []any{"crm", "d" + n, "", "Bo"}, []any{"web", "w" + n, phone, "Ann " + n})
		}
		writeRows(t, file("identities"), []string{"source", "source_id", "phone", "name"}, accounts)
		var lines [][]any
		for week := range analytics.Day(60) {
			lines = append(lines, []any{id + "1", day + 7*week, 20.0}, []any{id + "2", day + 8*week, 30.0})
		}
		writeRows(t, file("transactions"), []string{"customer_id", "ordered_at", "amount"}, lines)
		writeRows(t, file("surveys"), []string{"customer_id", "answered_at", "dimension", "experience"}, [][]any{{id + "1", day + 9, "overall", 8.0}})
		writeRows(t, file("complaints"), []string{"complaint_id", "customer_id", "opened_at", "category"}, [][]any{{"1", id + "1", day + 10, "delivery"}})
		writeRows(t, file("referrals"), []string{"referrer_id", "referred_id", "referred_at"}, [][]any{{id + "1", id + "2", day}})
		writeRows(t, file("costs"), []string{"period", "kind", "amount", "customer_id"}, [][]any{{day, "service", 5.0, id + "1"}})
		writeRows(t, file("wallet"), []string{"customer_id", "period", "amount"}, [][]any{{id + "1", day, 500.0}})
		_, latest := overnight(t, func(c *night.Config) {
			transactions(c, []string{file("transactions")}, nil)
			c.Scales["surveys.experience"] = data.Scale{Min: 0, Max: 10} // one answer does not show it
			for _, table := range []string{"surveys", "complaints", "referrals", "costs", "wallet", "identities"} {
				c.Inputs[table] = []string{file(table)}
			}
		})
		return tree(t, filepath.Join(latest, "tables"))
	}
	first, second := tables("c"), tables("w")
	if !strings.Contains(first["customers.csv"], "c1,") || !strings.Contains(first["customers.csv"], "c2,") {
		t.Fatalf("the customers are %s", first["customers.csv"])
	}
	for name, want := range first {
		if second[name] != want {
			t.Errorf("%s differs for rows under the second account", name)
		}
	}
}

func contentOf(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
