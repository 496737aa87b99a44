package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"

	"regulars/analytics"
)

// exportBase is three customers of one class, of whom one refuses contact, one has a formula for a name, and one has no account.
func exportBase(t *testing.T) (sales, accounts string) {
	t.Helper()
	dir, day := t.TempDir(), analytics.NewDay(2024, 3, 1)
	sales = writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, [][]any{
		{"c1", day, 10.0}, {"c2", day, 20.0}, {"c3", day, 30.0}, {"c3", day + 40, 30.0}, {"=c4", day + 1, 30.0},
	})
	accounts = writeRows(t, filepath.Join(dir, "accounts.parquet"), []string{"source", "source_id", "phone", "email", "name", "consent"}, [][]any{
		{"crm", "c1", "+33 6 39 98 00 01", "Ann@Example.org", "=HYPERLINK(\"x\")", true},
		{"crm", "c2", "+33 6 39 98 00 02", "bo@example.org", "Bo Lind", false},
	})
	return sales, accounts
}

const testKey = "a key for this test alone"

// export runs the base with a list of everybody who has bought once.
func export(t *testing.T, env []string, extra ...string) (out, stderr string) {
	t.Helper()
	sales, accounts := exportBase(t)
	out = filepath.Join(t.TempDir(), "out")
	_, stderr, code := regulars(t, env, append([]string{"run", "--quiet", "--transactions", sales, "--identities", accounts, "--export", "First-Time", "--out", out}, extra...)...)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	return filepath.Join(out, "latest", "exports"), stderr
}

func TestExportInClear(t *testing.T) {
	dir, _ := export(t, nil, "--clear-contacts")
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("a folder with clear contacts has mode %v: %v", info.Mode(), err)
	}
	rows := readParquet(t, filepath.Join(dir, "first-time.parquet"))
	if rows.NumRows() != 2 || text(rows, "customer_id", 1) != "c1" || text(rows, "name", 1) != `=HYPERLINK("x")` || text(rows, "phone", 1) != "+33639980001" || text(rows, "email", 1) != "ann@example.org" {
		t.Errorf("%v", rows)
	}
	csv, err := os.ReadFile(filepath.Join(dir, "first-time.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\r\n'=c4,,,,", `c1,"'=HYPERLINK(""x"")",+33639980001,ann@example.org,`} {
		if !strings.Contains(string(csv), want) {
			t.Errorf("no %q in %s", want, csv)
		}
	}
	sheet, err := os.ReadFile(filepath.Join(dir, "first-time.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if all := string(unzipped(t, sheet)); strings.Contains(all, "<f>") || !strings.Contains(all, "HYPERLINK") {
		t.Error("the workbook holds a formula, or not the name as text")
	}
	for _, file := range contents(t, filepath.Dir(filepath.Dir(dir))) {
		if strings.Contains(file.text, "Bo Lind") || strings.Contains(file.text, "98 00 02") || !strings.Contains(file.name, "exports") && strings.Contains(file.text, "+33639980001") {
			t.Errorf("%s holds what it may not", file.name)
		}
	}
}

// A hashed contact is what openssl dgst -sha256 -hmac gives for the same key, from a file as from the environment.
func TestExportHashed(t *testing.T) {
	const want = "93b82727aa8a65ed818793aa9a1aed6bfeb91cb3357413069ef9baaee10cdce4"
	key := put(t, filepath.Join(t.TempDir(), "key"), []byte(testKey+"\n"))
	for _, how := range []struct{ env, flags []string }{{nil, []string{"--hash-key-file", key}}, {[]string{"REGULARS_HASH_KEY=" + testKey}, nil}} {
		dir, stderr := export(t, how.env, how.flags...)
		rows := readParquet(t, filepath.Join(dir, "first-time.parquet"))
		if got := text(rows, "phone", 1); got != want || stderr != "" {
			t.Errorf("phone is %s, want %s; %s", got, want, stderr)
		}
		if got := text(rows, "phone", 0); got != array.NullValueStr {
			t.Errorf("somebody without an account has phone %s", got)
		}
		golden := readTable(t, filepath.Dir(dir), "golden_records")
		if text(golden, "phone", 0) != want || text(golden, "phone_source", 0) != "crm" || text(golden, "may_contact", 1) != "false" {
			t.Errorf("%v", golden)
		}
	}
}

func TestExportWithoutKey(t *testing.T) {
	dir, stderr := export(t, nil)
	csv, err := os.ReadFile(filepath.Join(dir, "first-time.csv"))
	if err != nil || !strings.HasPrefix(string(csv), "customer_id,segment,") {
		t.Errorf("%s: %v", csv, err)
	}
	if !strings.Contains(stderr, "hash-key-file") {
		t.Errorf("nothing says why contacts are left out: %s", stderr)
	}
}

func TestExportSaidWrong(t *testing.T) {
	sales, _ := exportBase(t)
	short := put(t, filepath.Join(t.TempDir(), "key"), []byte("short\n"))
	for _, c := range []struct{ flag, value, says string }{
		{"--export", "nobody", "there is no such list"}, {"--export", "", "empty"}, {"--hash-key-file", short, "needs 16"}, {"--hash-key-file", short + "x", "no such file"},
	} {
		_, stderr, code := regulars(t, nil, "run", "--transactions", sales, "--out", filepath.Join(t.TempDir(), "out"), c.flag, c.value)
		if code != 2 || !strings.Contains(stderr, c.says) {
			t.Errorf("%s %q: exit %d: %s", c.flag, c.value, code, stderr)
		}
	}
	if _, stderr, code := regulars(t, nil, "run", "--transactions", sales, "--out", filepath.Join(t.TempDir(), "out"), "--export", "calls", "--export", "Calls"); code != 2 || !strings.Contains(stderr, "twice") {
		t.Errorf("exit %d: %s", code, stderr)
	}
}

// A segment may have the name of a list of the Actions page: each is had by its own name.
func TestExportOfNamesakes(t *testing.T) {
	config := put(t, filepath.Join(t.TempDir(), "segments.yaml"), []byte("segments:\n- {name: Calls, where: [{f: 1-5}]}\n"))
	for _, c := range []struct{ list, column string }{{"segment=calls", "abcd"}, {"calls", "gain"}} {
		dir, _ := export(t, nil, "--config", config, "--export", c.list)
		rows := readParquet(t, filepath.Join(dir, "calls.parquet"))
		if len(rows.Schema().FieldIndices(c.column)) == 0 {
			t.Errorf("--export %s has no column %s: %v", c.list, c.column, rows.Schema())
		}
	}
	sales, _ := exportBase(t)
	_, stderr, code := regulars(t, nil, "run", "--transactions", sales, "--out", filepath.Join(t.TempDir(), "out"), "--config", config, "--export", "calls", "--export", "segment=calls")
	if code != 2 || !strings.Contains(stderr, "file name of another list") {
		t.Errorf("exit %d: %s", code, stderr)
	}
}

// The lists of all classes of one grouping hold every customer once, but for those who refuse contact and those held out.
func TestExportsAddUp(t *testing.T) {
	flags := []string{"--clear-contacts"}
	for _, class := range []string{"A", "B", "C", "D"} {
		flags = append(flags, "--export", class)
	}
	latest := filepath.Join(published(t, flags...), "latest")
	seen, table, refused, held := map[string]bool{}, readTable(t, latest, "exports"), 0.0, 0.0
	for i := range int(table.NumRows()) {
		rows := readParquet(t, filepath.Join(latest, strings.TrimSuffix(text(table, "file", i), ".csv")+".parquet"))
		for row := range int(rows.NumRows()) {
			if id := text(rows, "customer_id", row); seen[id] {
				t.Errorf("%s is listed twice", id)
			} else {
				seen[id] = true
			}
		}
		refused += number(t, table, "left_out_for_refusal", i)
		held += number(t, table, "held_out", i)
	}
	customers := readTable(t, latest, "customers")
	buyers := 0.0
	for i := range int(customers.NumRows()) {
		if text(customers, "abcd", i) != array.NullValueStr {
			buyers++
		}
	}
	if refused == 0 || held == 0 || float64(len(seen))+refused+held != buyers {
		t.Errorf("%d listed, %v left out and %v held out of %v", len(seen), refused, held, buyers)
	}
}
