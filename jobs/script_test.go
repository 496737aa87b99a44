package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"

	"regulars/data"
	"regulars/data/sample"
	"regulars/jobs/night"
)

// TestMain lets the test binary stand in for the program, so that the tests run what users run.
func TestMain(m *testing.M) {
	if os.Getenv("REGULARS_BE_THE_PROGRAM") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

var full = flag.Bool("long", false, "attacks at full size: 270 kills, 170 limits of what can be written")

// long is for tests of what whole nights find out: under the race detector, which slows them tenfold, others run the same code.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes long")
	}
}

func program(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), "REGULARS_BE_THE_PROGRAM=1")
	return c
}

// regulars runs the program to its end.
func regulars(t *testing.T, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	c := program(args...)
	c.Env = append(c.Env, env...)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			t.Fatal(err)
		}
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// shop is a small sample that all tests share.
var shop = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "regulars-shop")
	if err != nil {
		return "", err
	}
	_, err = sample.Write(context.Background(), sample.Options{Customers: 3000, Months: 14, Seed: 5, Out: filepath.Join(dir, "shop")})
	return filepath.Join(dir, "shop"), err
})

func shopFlags(t *testing.T) []string {
	t.Helper()
	dir, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	flags := []string{"run", "--quiet", "--currency", "EUR", "--transactions", filepath.Join(dir, "transactions")}
	for _, table := range night.Tables[1:] {
		flags = append(flags, "--"+table, filepath.Join(dir, table+".parquet"))
	}
	return flags
}

// tree is every file below a folder but the lock with its content, links as what they point to.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == ".lock" {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		if d.Type()&fs.ModeSymlink != 0 {
			all[name], err = os.Readlink(path)
			return err
		}
		b, err := os.ReadFile(path)
		all[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// published runs the sample and hands back the output folder.
func published(t *testing.T, extra ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	_, stderr, code := regulars(t, nil, append(append(shopFlags(t), "--out", out), extra...)...)
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	return out
}

func put(t *testing.T, path string, content []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBadInput checks that every kind of bad input ends with its exit code and one line that names the culprit, and that the last report is
// as it was.
func TestBadInput(t *testing.T) {
	out, dir := published(t), t.TempDir()
	before := tree(t, out)
	source, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(source, "transactions", "2025-06.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	corrupt := bytes.Clone(whole)
	for i := 200; i < 1200; i++ {
		corrupt[i] ^= 0x5a
	}
	table := func(name string, rows int, price arrow.DataType) string {
		path := filepath.Join(dir, name)
		writeLines(t, path, rows, price)
		return path
	}
	empty := filepath.Join(dir, "no-parquet")
	put(t, filepath.Join(empty, "readme.txt"), []byte("nothing"))
	good := table("good.parquet", 10, arrow.PrimitiveTypes.Float64)
	for name, c := range map[string]struct {
		code  int
		names string // what the line must name
		args  []string
	}{
		"no such path":              {2, "nowhere.parquet", []string{"--transactions", filepath.Join(dir, "nowhere.parquet")}},
		"a folder without Parquet":  {2, "no-parquet", []string{"--transactions", empty}},
		"not Parquet":               {1, "text.parquet", []string{"--transactions", put(t, filepath.Join(dir, "text.parquet"), []byte("customer,date\n1,2\n"))}},
		"truncated":                 {1, "cut.parquet", []string{"--transactions", put(t, filepath.Join(dir, "cut.parquet"), whole[:len(whole)/2])}},
		"a corrupt page":            {1, "corrupt.parquet", []string{"--transactions", put(t, filepath.Join(dir, "corrupt.parquet"), corrupt)}},
		"zero rows":                 {2, "empty.parquet", []string{"--transactions", table("empty.parquet", 0, arrow.PrimitiveTypes.Float64)}},
		"a missing column":          {2, "amount", []string{"--transactions", good, "--map", "transactions.amount=turnover"}},
		"a wrong type":              {2, "wrong.parquet", []string{"--transactions", table("wrong.parquet", 10, arrow.FixedWidthTypes.Boolean)}},
		"an unknown flag":           {2, "frobnicate", []string{"--transactions", good, "--frobnicate"}},
		"a stray argument":          {2, "stray.parquet", []string{"--transactions", good, "stray.parquet"}},
		"an unknown config key":     {2, "line 2: horizont", []string{"--config", put(t, filepath.Join(dir, "bad.yaml"), []byte("currency: EUR\nhorizont: 90\n"))}},
		"an impossible date":        {2, "2025-02-30", []string{"--transactions", good, "--as-of", "2025-02-30"}},
		"an unknown config section": {2, "description_fr", []string{"--config", put(t, filepath.Join(dir, "segments.yaml"), []byte("segments:\n- name: All\n  description_fr: tous\n"))}},
		"a turnover below zero":     {2, "turnover: -3", []string{"--transactions", good, "--config", put(t, filepath.Join(dir, "turnover.yaml"), []byte("cut-points: {turnover: -3}\n"))}},
		"a profitability too great": {2, "profitability: 1e+300", []string{"--transactions", good, "--config", put(t, filepath.Join(dir, "profit.yaml"), []byte("cut-points: {profitability: 1e300}\n"))}},
		"a config key twice":        {2, "line 2: horizon", []string{"--config", put(t, filepath.Join(dir, "twice.yaml"), []byte("horizon: 90\nhorizon: 80\n"))}},
		"nothing left":              {2, "good.parquet", []string{"--transactions", good, "--where", "customer_id=nobody"}},
		"a date to come":            {2, "--as-of", []string{"--transactions", table("future.parquet", 40_000, arrow.PrimitiveTypes.Float64)}},
		"no transactions":           {2, "--transactions", nil},
		"too many bad rows":         {4, "bad_date", []string{"--transactions", table("bad.parquet", 100, arrow.PrimitiveTypes.Float64)}},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr, code := regulars(t, nil, append([]string{"run", "--quiet", "--out", out}, c.args...)...)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "regulars: ") || !strings.Contains(stderr, c.names) || strings.Contains(stderr, "goroutine") {
				t.Errorf("standard error is not one line that names %s:\n%s", c.names, stderr)
			}
			if stdout != "" {
				t.Errorf("standard output: %s", stdout)
			}
			if diff := cmp.Diff(before, tree(t, out)); diff != "" {
				t.Errorf("the last report is not as it was:\n%.500s", diff)
			}
		})
	}
}

// TestCheckSaysNoWhereRunDoes has a filter that leaves nothing.
func TestCheckSaysNoWhereRunDoes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "good.parquet")
	writeLines(t, path, 10, arrow.PrimitiveTypes.Float64)
	stdout, stderr, code := regulars(t, nil, "check", "--transactions", path, "--where", "customer_id=nobody")
	if code != 2 || !strings.Contains(stderr, "--where") || !strings.Contains(stdout, "1 file, 10 rows") {
		t.Errorf("exit code %d; %s\n%s", code, stderr, stdout)
	}
}

// writeLines writes transactions whose amounts have a type; every seventh of a hundred has an impossible date.
func writeLines(t *testing.T, path string, rows int, price arrow.DataType) {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String}, {Name: "date", Type: arrow.FixedWidthTypes.Date32}, {Name: "amount", Type: price}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range rows {
		day := arrow.Date32(20000 + i)
		if rows == 100 && i%7 == 0 {
			day = arrow.Date32(2000000)
		}
		b.Field(0).(*array.StringBuilder).Append("C" + string(rune('a'+i%9)))
		b.Field(1).(*array.Date32Builder).Append(day)
		switch p := b.Field(2).(type) {
		case *array.Float64Builder:
			p.Append(float64(i))
		case *array.BooleanBuilder:
			p.Append(true)
		}
	}
	if err := data.WriteParquet(path, schema, b.NewRecord()); err != nil {
		t.Fatal(err)
	}
}

// TestKilledAtAnyMoment kills runs and checks that a whole report can be read at every time.
func TestKilledAtAnyMoment(t *testing.T) {
	out := published(t)
	before := tree(t, filepath.Join(out, "latest")+"/")
	kills := 12
	if *full {
		kills = 270
	}
	for range kills {
		c := program(append(shopFlags(t), "--out", out, "--horizon", "200")...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.IntN(700)) * time.Millisecond)
		if err := c.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		_ = c.Wait()
		latest := filepath.Join(out, "latest")
		var f night.RunFile
		readJSON(t, filepath.Join(latest, "run.json"), &f)
		for name := range before {
			if _, err := os.Stat(filepath.Join(latest, name)); err != nil {
				t.Fatal(err)
			}
		}
		if got := readTable(t, latest, "customers").NumRows(); float64(got) < f.KPIs["customers"] {
			t.Fatalf("%d customers in the table, %v in run.json", got, f.KPIs["customers"])
		}
	}
	if _, stderr, code := regulars(t, nil, append(shopFlags(t), "--out", out)...); code != 0 {
		t.Fatalf("the night after ends with %d: %s", code, stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(out, "runs", ".*")); len(left) > 0 {
		t.Errorf("unfinished reports are left: %v", left)
	}
}

func TestSignals(t *testing.T) {
	out := published(t)
	before := tree(t, out)
	for s, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		ended := false
		for try := 0; try < 20 && !ended; try++ {
			c := program(append(shopFlags(t), "--out", out, "--as-of", "2025-10-31")...)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(100+20*try) * time.Millisecond)
			_ = c.Process.Signal(s)
			_ = c.Wait()
			ended = c.ProcessState.ExitCode() == code
			if !ended && c.ProcessState.ExitCode() != 0 && c.ProcessState.ExitCode() != -1 {
				t.Fatalf("%v ends a run with %d, want %d", s, c.ProcessState.ExitCode(), code)
			}
			if c.ProcessState.ExitCode() == 0 {
				t.Skip("the run was over before the signal came")
			}
		}
		if !ended {
			t.Errorf("%v never ended a run with %d", s, code)
		}
	}
	after := tree(t, out)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the last report is not as it was:\n%.500s", diff)
	}
}

func TestOnlyOneRun(t *testing.T) {
	out := t.TempDir()
	l := flock.New(filepath.Join(out, ".lock"))
	if ok, err := l.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer func() { _ = l.Unlock() }()
	if _, stderr, code := regulars(t, nil, append(shopFlags(t), "--out", out)...); code != 11 || !strings.Contains(stderr, ".lock") {
		t.Errorf("exit code %d, want 11: %s", code, stderr)
	}
}

// TestSameBytes checks that threads, the order of rows and the split into files change no byte of any table, and that the same command gives
// the same bytes of everything.
func TestSameBytes(t *testing.T) {
	source, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	shuffled := filepath.Join(t.TempDir(), "shuffled")
	shuffle(t, filepath.Join(source, "transactions"), shuffled, 5)
	shuffle(t, filepath.Join(source, "surveys.parquet"), shuffled+"-surveys", 3)
	want := reportOf(t, published(t, "--threads", "1"))
	check := func(what string, only string, extra ...string) {
		t.Helper()
		for name, content := range reportOf(t, published(t, extra...)) {
			if strings.HasPrefix(name, only) && name != "run.json" && content != want[name] {
				t.Errorf("%s changes %s", what, name)
			}
		}
	}
	check("three threads", "", "--threads", "3")
	args := []string{}
	for _, a := range shopFlags(t) {
		switch a {
		case filepath.Join(source, "transactions"):
			a = shuffled
		case filepath.Join(source, "surveys.parquet"):
			a = shuffled + "-surveys"
		}
		args = append(args, a)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, stderr, code := regulars(t, nil, append(args, "--out", out, "--threads", "2")...); code != 0 {
		t.Fatal(stderr)
	}
	got := reportOf(t, out)
	for name, content := range want {
		if strings.HasPrefix(name, "tables/refused.") { // which says where in the files rows are
			continue
		}
		if strings.HasPrefix(name, "tables/") && got[name] != content {
			t.Errorf("shuffling and splitting changes %s", name)
		}
	}
}

func reportOf(t *testing.T, out string) map[string]string {
	t.Helper()
	return tree(t, filepath.Join(out, "latest")+"/")
}

// shuffle writes all rows of Parquet files in random order to several new files.
func shuffle(t *testing.T, from, to string, files int) {
	t.Helper()
	paths := []string{from}
	if info, err := os.Stat(from); err != nil {
		t.Fatal(err)
	} else if info.IsDir() {
		paths, _ = filepath.Glob(filepath.Join(from, "*.parquet"))
	}
	var rows []json.RawMessage
	var schema *arrow.Schema
	for _, path := range paths {
		table := readParquet(t, path)
		schema = table.Schema()
		r := array.NewTableReader(table, -1)
		for r.Next() {
			b, err := r.Record().MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			var part []json.RawMessage
			if err := json.Unmarshal(b, &part); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, part...)
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range files {
		part, err := json.Marshal(rows[len(rows)*i/files : len(rows)*(i+1)/files])
		if err != nil {
			t.Fatal(err)
		}
		record, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, bytes.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		writeRecord(t, filepath.Join(to, string(rune('z'-i))+".parquet"), record)
	}
}

// TestPrecedence checks flag before environment before file before default.
func TestPrecedence(t *testing.T) {
	config := put(t, filepath.Join(t.TempDir(), "night.yaml"), []byte("horizon: 100\ncohort: quarter\ndiscount-rate: 0.2\nmin-group: 7\nwhere:\n  channel: [web, app]\n"))
	out := filepath.Join(t.TempDir(), "out")
	env := []string{"REGULARS_COHORT=week", "REGULARS_HORIZON=50", "REGULARS_CONFIG=" + config}
	if _, stderr, code := regulars(t, env, append(shopFlags(t), "--out", out, "--horizon", "30")...); code != 0 {
		t.Fatal(stderr)
	}
	var f night.RunFile
	readJSON(t, filepath.Join(out, "latest", "run.json"), &f)
	equal(t, "horizon", f.Settings["horizon"], any("30"))
	equal(t, "cohort", f.Settings["cohort"], any("week"))
	equal(t, "discount rate", f.Settings["discount-rate"], any("0.2"))
	equal(t, "model", f.Settings["model"], any("auto"))
	if diff := cmp.Diff(any([]any{"channel=web", "channel=app"}), f.Settings["where"]); diff != "" {
		t.Error(diff)
	}
	if f.Rows.Filtered == 0 {
		t.Error("the filter of the file kept every line")
	}
}

// TestEarlierAsOf checks that today's files give the tables of an earlier night.
func TestEarlierAsOf(t *testing.T) {
	source, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	then := t.TempDir()
	paths, _ := filepath.Glob(filepath.Join(source, "transactions", "*.parquet"))
	for _, path := range paths {
		if filepath.Base(path) <= "2025-09.parquet" {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(then, filepath.Base(path)), b)
		}
	}
	flags := func(transactions string) []string {
		return []string{"run", "--quiet", "--transactions", transactions, "--as-of", "2025-09-30", "--out", filepath.Join(t.TempDir(), "out")}
	}
	night, today := flags(then), flags(filepath.Join(source, "transactions"))
	for _, args := range [][]string{night, today} {
		if _, stderr, code := regulars(t, nil, args...); code != 0 {
			t.Fatal(stderr)
		}
	}
	want, got := reportOf(t, night[len(night)-1]), reportOf(t, today[len(today)-1])
	for name, content := range want {
		if strings.HasPrefix(name, "tables/refused.") { // which says where in the files rows are
			continue
		}
		if strings.HasPrefix(name, "tables/") && got[name] != content {
			t.Errorf("%s is not what it was that night", name)
		}
	}
}

// TestSweep checks that no file of apache/parquet-testing makes the program panic or hang: each is read, or refused in one line.
func TestSweep(t *testing.T) {
	dir := shared(t)
	for folder, codes := range map[string]string{"parquet-bad": "12", "parquet-good": "0124"} {
		paths, _ := filepath.Glob(filepath.Join(dir, "data", folder, "*.parquet"))
		if len(paths) == 0 {
			t.Fatal("no files")
		}
		for _, path := range paths {
			_, stderr, code := regulars(t, nil, "check", "--transactions", path)
			if !strings.Contains(codes, string(rune('0'+code))) {
				t.Errorf("%s ends with %d: %s", path, code, stderr)
			}
			if code != 0 && (strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, filepath.Base(path))) {
				t.Errorf("%s: not one line that names the file: %s", path, stderr)
			}
		}
	}
}
