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
	"regulars/analytics/identity"
	"regulars/data/sample"
)

// TestPeopleAreFound holds who was found to be whom against the truth of several samples, by all their pairs of accounts: of one small
// sample, chance alone moves the shares by half a point.
func TestPeopleAreFound(t *testing.T) {
	long(t)
	right, given, made := 0, 0, 0
	for seed := range uint64(6) {
		dir := filepath.Join(t.TempDir(), "shop")
		o := sample.Options{Customers: 4000 + 6000*int((seed+1)%2), Months: 6, Seed: seed + 1, Out: dir}
		if _, err := sample.Write(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		found := peopleIn(t, dir)
		truth := readParquet(t, filepath.Join(dir, "truth/accounts.parquet"))
		persons, customers, both := map[string]int{}, map[string]int{}, map[[2]string]int{}
		for i := range int(truth.NumRows()) {
			person, customer := text(truth, "person", i), unified(found, text(truth, "source_id", i))
			persons[person]++
			customers[customer]++
			both[[2]string{person, customer}]++
		}
		right, given, made = right+pairsOf(both), given+pairsOf(persons), made+pairsOf(customers)
	}
	precision, recall := float64(right)/float64(made), float64(right)/float64(given)
	t.Logf("%d pairs in truth, %d found, %d right: precision %.5f, recall %.5f", given, made, right, precision, recall)
	if precision < 0.999 || recall < 0.97 {
		t.Errorf("precision %.5f, recall %.5f; want 0.999 and 0.97", precision, recall)
	}
}

// asSample is told what the sample's truth says of its phones and addresses.
func asSample(c *Config, dir string) {
	c.Inputs["identities"] = []string{filepath.Join(dir, "identities.parquet")}
	c.Identity.Region, c.Identity.Dotless = "FR", []string{"example.com"}
}

func peopleIn(t *testing.T, dir string) *identity.Result {
	t.Helper()
	cfg := DefaultConfig()
	asSample(&cfg, dir)
	found, err := people(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func unified(found *identity.Result, id string) string {
	if to, ok := found.Customer(analytics.TextKey(id)); ok {
		return to
	}
	return id
}

// TestPeopleOfASample runs the job on a sample and looks for second accounts among the customers, for people who refuse contact in the lists,
// and for what people are known by in every file.
func TestPeopleOfASample(t *testing.T) {
	long(t)
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 4000, Months: 14, Seed: 3, Out: dir}); err != nil {
		t.Fatal(err)
	}
	found := peopleIn(t, dir)
	adapt := func(c *Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		for _, table := range []string{"surveys", "referrals"} {
			c.Inputs[table] = []string{filepath.Join(dir, table+".parquet")}
		}
		asSample(c, dir)
		c.Export, c.Contacts = []string{"winback", "calls", "keep", "costly"}, seal{key: []byte(testKey)}
	}
	_, latest := night(t, adapt)
	table := readTable(t, latest, "customers")
	for i := range int(table.NumRows()) {
		if id := text(table, "customer_id", i); unified(found, id) != id {
			t.Errorf("%s is in the table customers, but is another customer's account", id)
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
		_, latest := night(t, func(c *Config) {
			transactions(c, []string{file("transactions")}, nil)
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
