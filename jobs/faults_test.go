//go:build unix

package main

import (
	"fmt"
	"go/build"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"regulars/data"
	"regulars/jobs/night"
)

// These tests are attacks that once succeeded.

// smallShop writes 300 lines of nine customers.
func smallShop(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lines.parquet")
	writeLines(t, path, 300, arrow.PrimitiveTypes.Float64)
	return path
}

// asNobody runs the program as a user whom permissions bind, wherever it stands: root may do everything.
func asNobody(t *testing.T, args ...string) (stderr string, code int) {
	t.Helper()
	c := program(args...)
	if os.Getuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		c.Path = filepath.Join(t.TempDir(), "regulars")
		b, err := os.ReadFile(os.Args[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(c.Path, b, 0o755); err != nil {
			t.Fatal(err)
		}
		open(t, c.Path)
	}
	var errs strings.Builder
	c.Stderr = &errs
	if err := c.Run(); err != nil {
		if _, ok := err.(*exec.ExitError); !ok {
			t.Fatal(err)
		}
	}
	return errs.String(), c.ProcessState.ExitCode()
}

// open lets everybody reach a path, and gives what is there to nobody, where that takes root.
func open(t *testing.T, path string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	for dir := filepath.Dir(path); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(path, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, 65534, 65534)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func mustPublish(t *testing.T, args ...string) (stderr string) {
	t.Helper()
	_, stderr, code := regulars(t, nil, args...)
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	return stderr
}

// TestSameFileTwice counts a file once however it is given, and says so where it has two names.
func TestSameFileTwice(t *testing.T) {
	lines, out := smallShop(t), filepath.Join(t.TempDir(), "out")
	b, err := os.ReadFile(lines)
	if err != nil {
		t.Fatal(err)
	}
	copied := put(t, filepath.Join(filepath.Dir(lines), "copy of lines.parquet"), b)
	stderr := mustPublish(t, "run", "--quiet", "--out", out, "--transactions", lines, "--transactions", filepath.Dir(lines)+"/./lines.parquet", "--transactions", copied)
	var f night.RunFile
	readJSON(t, filepath.Join(out, "latest", "run.json"), &f)
	if f.Rows.Read != 300 {
		t.Errorf("%d rows read", f.Rows.Read)
	}
	if warned := strings.Join(f.Warnings, "; "); !strings.Contains(stderr, copied) || !strings.Contains(stderr, lines) || !strings.Contains(warned, lines+" has the content of "+copied) {
		t.Errorf("not warned of: %s\n%s", warned, stderr)
	}
}

// TestStateInTrouble costs a warning, not the report.
func TestStateInTrouble(t *testing.T) {
	lines := smallShop(t)
	for name, at := range map[string]func(dir string) (state string){
		"a file in its place":        func(dir string) string { return put(t, filepath.Join(dir, "state"), []byte("x")) },
		"below a file":               func(dir string) string { return filepath.Join(put(t, filepath.Join(dir, "file"), nil), "state") },
		"a folder in its lock's":     func(dir string) string { return made(t, dir, "state", ".lock") },
		"a folder in its manifest's": func(dir string) string { return made(t, dir, "state", "state.json") },
		"read only":                  func(dir string) string { return readOnly(t, filepath.Join(dir, "state")) },
		"not to be made":             func(dir string) string { return filepath.Join(readOnly(t, filepath.Join(dir, "none")), "state") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			out := filepath.Join(dir, "open", "out")
			made(t, dir, "open", "out")
			open(t, out)
			state := at(dir)
			open(t, lines)
			stderr, code := asNobody(t, "run", "--quiet", "--out", out, "--transactions", lines, "--state", state)
			if code != 0 || !strings.Contains(stderr, "level=WARN") {
				t.Fatalf("exit code %d: %s", code, stderr)
			}
			var f night.RunFile
			readJSON(t, filepath.Join(out, "latest", "run.json"), &f)
			if warned := strings.Join(f.Warnings, "; "); f.Rows.Read != 300 || !strings.Contains(warned, "--state is in trouble") {
				t.Errorf("%d rows; %s", f.Rows.Read, warned)
			}
			if left, _ := filepath.Glob(filepath.Join(state, "*_ledger-*")); len(left) > 0 {
				t.Errorf("left are %v", left)
			}
		})
	}
}

// made makes a folder in a folder, and gives the first, which belongs to nobody.
func made(t *testing.T, dir, first, then string) string {
	t.Helper()
	path := filepath.Join(dir, first)
	if err := os.MkdirAll(filepath.Join(path, then, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	return path
}

func readOnly(t *testing.T, path string) string {
	t.Helper()
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	open(t, path)
	if err := os.Chmod(path, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(path, 0o755) })
	return path
}

// TestPublishedAllTheSame has what comes after the report is out go wrong, and what earlier nights left stay in the way.
func TestPublishedAllTheSame(t *testing.T) {
	lines, out := smallShop(t), filepath.Join(t.TempDir(), "out")
	args := []string{"run", "--quiet", "--out", out, "--transactions", lines, "--keep", "1", "--as-of"}
	mustPublish(t, append(args, "2025-05-01")...)
	open(t, out)
	open(t, lines)
	first, err := os.Readlink(filepath.Join(out, "latest"))
	if err != nil {
		t.Fatal(err)
	}
	killed := filepath.Join(out, "runs", ".2025-05-03-00000000.tmp", "tables")
	if err := os.MkdirAll(filepath.Join(killed, "part"), 0o755); err != nil {
		t.Fatal(err)
	}
	open(t, filepath.Dir(killed))
	for _, dir := range []string{filepath.Join(out, first), killed} {
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	}
	stderr, code := asNobody(t, append(args, "2025-05-02")...)
	if code != 0 || strings.Count(stderr, "level=WARN") != 2 || !strings.Contains(stderr, "an old report cannot be removed") || !strings.Contains(stderr, "an unfinished report cannot be removed") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	if now, _ := os.Readlink(filepath.Join(out, "latest")); now == first {
		t.Error("the new report is not the latest")
	}
}

// TestNowhereToPrint publishes though standard output takes nothing.
func TestNowhereToPrint(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	defer full.Close()
	c := program("run", "--out", t.TempDir(), "--transactions", smallShop(t))
	var errs strings.Builder
	c.Stdout, c.Stderr = full, &errs
	if err := c.Run(); err != nil || !strings.Contains(errs.String(), "cannot be printed") {
		t.Errorf("%v: %s", err, errs.String())
	}
}

// TestInTheWay fails before anything is read, and leaves no report behind.
func TestInTheWay(t *testing.T) {
	for _, name := range []string{"latest", ".latest.tmp"} {
		out := t.TempDir()
		if err := os.Mkdir(filepath.Join(out, name), 0o755); err != nil {
			t.Fatal(err)
		}
		_, stderr, code := regulars(t, nil, "run", "--out", out, "--transactions", smallShop(t))
		if code != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, name+" is not a link that this program made") {
			t.Errorf("exit code %d: %s", code, stderr)
		}
		if left, _ := filepath.Glob(filepath.Join(out, "runs", "*")); len(left) > 0 {
			t.Errorf("left are %v", left)
		}
	}
}

// TestNamesOfLists exports segments whose names cannot be those of files or sheets.
func TestNamesOfLists(t *testing.T) {
	for name, file := range map[string]string{
		"...": "45a16587", "nul": "nul-2677725b", "about": "about", strings.Repeat("long ", 60) + "x": strings.Repeat("long-", 16) + "fbcdcabd", strings.Repeat("𠮷", 20): strings.Repeat("𠮷", 20),
		"a/b:c*?[]'": "a-b-c",
	} {
		out := filepath.Join(t.TempDir(), "a[b")
		config := put(t, filepath.Join(t.TempDir(), "c.yaml"), fmt.Appendf(nil, "segments: [{name: %q, action: Keep, where: [{r: 1-5, f: 1-5}]}]\nexport: [%q]\n", name, name))
		mustPublish(t, "run", "--quiet", "--out", out, "--transactions", smallShop(t), "--config", config)
		for _, ending := range []string{".csv", ".xlsx", ".parquet"} {
			if _, err := os.Stat(filepath.Join(out, "latest", "exports", file+ending)); err != nil {
				left, _ := os.ReadDir(filepath.Join(out, "latest", "exports"))
				t.Errorf("%q: %v; there are %v", name, err, left)
			}
		}
	}
}

// TestCustomerWithoutOut spills into no output folder, which need not exist.
func TestCustomerWithoutOut(t *testing.T) {
	out, scratch := filepath.Join(t.TempDir(), "none"), t.TempDir()
	stdout, stderr, code := regulars(t, []string{"TMPDIR=" + scratch, "GOGC=100"}, "customer", "Ca", "--out", out, "--transactions", smallShop(t), "--max-memory", "1K")
	if code != 0 || !strings.Contains(stdout, "Ca") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("the output folder was made")
	}
	if left, _ := os.ReadDir(scratch); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
}

// TestEndless has files that never end, a second document, and names that a terminal would obey.
func TestEndless(t *testing.T) {
	lines := smallShop(t)
	dir := t.TempDir()
	hostile := filepath.Join(dir, "no\x1b\x07such\u202e.parquet")
	two := put(t, filepath.Join(dir, "two.yaml"), []byte("horizon: 90\n---\nhorizon: 80\n"))
	for _, c := range []struct {
		says string
		args []string
	}{
		{"more than 65536 bytes", []string{"--transactions", lines, "--hash-key-file", "/dev/zero"}},
		{"more than 16777216 bytes", []string{"--transactions", lines, "--config", "/dev/zero"}},
		{"more than one document", []string{"--transactions", lines, "--config", two}},
		{`no\x1b\asuch\u202e.parquet does not exist`, []string{"--transactions", hostile}},
		{"not a date from 1900 to 2200", []string{"--transactions", lines, "--as-of", "2700-01-01"}},
		{"not a date from 1900 to 2200", []string{"--transactions", lines, "--compare", "1700-01-01"}},
		{"--hash-ids needs a key", []string{"--transactions", lines, "--hash-ids"}},
	} {
		stdout, stderr, code := regulars(t, nil, append([]string{"run", "--quiet", "--out", filepath.Join(dir, "out")}, c.args...)...)
		if code != 2 || !strings.Contains(stderr, c.says) || strings.ContainsAny(stdout+stderr, "\x1b\x07\u202e") {
			t.Errorf("%v: exit code %d, %q", c.args, code, stderr)
		}
	}
	put(t, hostile, mustRead(t, lines))
	stdout, _, code := regulars(t, nil, "check", "--transactions", hostile, "--map", "transactions.channel=\x1b[31m")
	if code != 2 || strings.Contains(stdout, "\x1b") {
		t.Errorf("exit code %d: %q", code, stdout)
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// linesOf writes lines whose customers have these ids, each with two purchases, in a category.
func linesOf(t *testing.T, category string, ids ...string) string {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String}, {Name: "date", Type: arrow.FixedWidthTypes.Date32},
		{Name: "amount", Type: arrow.PrimitiveTypes.Float64}, {Name: "category", Type: arrow.BinaryTypes.String}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for i := range 2 * len(ids) {
		b.Field(0).(*array.StringBuilder).Append(ids[i/2])
		b.Field(1).(*array.Date32Builder).Append(arrow.Date32(19000 + i/2 + 200*(i%2)))
		b.Field(2).(*array.Float64Builder).Append(float64(10 + i))
		b.Field(3).(*array.StringBuilder).Append(category)
	}
	path := filepath.Join(t.TempDir(), "lines.parquet")
	if err := data.WriteParquet(path, schema, b.NewRecord()); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestHiddenCharacters reach no page.
func TestHiddenCharacters(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	lines := linesOf(t, "shoes\x1b[31m\x00", "a\x1b]0;owned\x07a", "b\x00", "c", "d")
	mustPublish(t, "run", "--quiet", "--out", out, "--transactions", lines)
	page := filepath.Join(t.TempDir(), "c.html")
	stdout, stderr, code := regulars(t, nil, "customer", "a\x1b]0;owned\x07a", "--transactions", lines, "--html", page)
	if code != 0 || strings.ContainsAny(stdout+stderr, "\x1b\x07\x00") {
		t.Errorf("exit code %d: %q %q", code, stdout, stderr)
	}
	pages := reportOf(t, out)
	pages["c.html"] = string(mustRead(t, page))
	for name, content := range pages {
		if strings.HasSuffix(name, ".html") && strings.ContainsAny(content, "\x1b\x07\x00") {
			t.Errorf("%s has a character that is not to be seen", name)
		}
	}
}

// TestCheckAgreesWithRun on a last date that is yet to come.
func TestCheckAgreesWithRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "future.parquet")
	writeLines(t, path, 40_000, arrow.PrimitiveTypes.Float64)
	for _, extra := range [][]string{nil, {"--as-of", "2025-01-01", "--compare", "2024-12-01"}, {"--compare", "2190-01-01"}} {
		_, said, checked := regulars(t, nil, append([]string{"check", "--transactions", path}, extra...)...)
		_, _, ran := regulars(t, nil, append([]string{"run", "--quiet", "--out", t.TempDir(), "--transactions", path}, extra...)...)
		if checked != ran {
			t.Errorf("%v: check ends with %d, run with %d: %s", extra, checked, ran, said)
		}
	}
}

// TestHashIDs warns of ids that are contacts, and has none of them anywhere with the flag.
func TestHashIDs(t *testing.T) {
	ids := []string{"ann@example.org", "bob@example.org", "cid@example.org", "dan@example.org"}
	lines, out := linesOf(t, "shoes", ids...), filepath.Join(t.TempDir(), "out")
	args := []string{"--transactions", lines, "--out", out}
	if stderr := mustPublish(t, append([]string{"run", "--quiet"}, args...)...); !strings.Contains(stderr, "--hash-ids") {
		t.Errorf("not warned: %s", stderr)
	}
	var f night.RunFile
	readJSON(t, filepath.Join(out, "latest", "run.json"), &f)
	if !strings.Contains(strings.Join(f.Warnings, ";"), "--hash-ids") {
		t.Errorf("not warned: %v", f.Warnings)
	}
	env := []string{"REGULARS_HASH_KEY=0123456789abcdef0123456789abcdef"}
	args = append(args, "--hash-ids", "--export", "repeat", "--export", "winback", "--state", t.TempDir())
	for range 2 { // the second night has them from the state
		if _, stderr, code := regulars(t, env, append([]string{"run", "--quiet"}, args...)...); code != 0 || stderr != "" {
			t.Fatalf("exit code %d: %s", code, stderr)
		}
	}
	const hash = "07efee657b59073c3565c11a893c9931d20b667e29f4824bcf0b3f206da46319" // openssl dgst -sha256 -hmac KEY
	found := false
	for name, content := range reportOf(t, out) {
		if strings.Contains(content, "example.org") {
			t.Errorf("%s has an id in clear", name)
		}
		found = found || name == "tables/customers.csv" && strings.Contains(content, hash)
	}
	if !found {
		t.Errorf("the customers are not called by their hashes: %.300s", reportOf(t, out)["tables/customers.csv"])
	}
	stdout, stderr, code := regulars(t, env, append([]string{"customer", ids[0]}, args...)...)
	if code != 0 || !strings.Contains(stdout, hash[:20]) || strings.Contains(stdout, "example.org") {
		t.Errorf("exit code %d: %s %s", code, stdout, stderr)
	}
}

// TestOwnFoldersAreNoInput has the output folder and the state below the folder of inputs.
func TestOwnFoldersAreNoInput(t *testing.T) {
	lines := smallShop(t)
	dir := filepath.Dir(lines)
	for range 2 {
		mustPublish(t, "run", "--quiet", "--transactions", dir, "--out", filepath.Join(dir, "reports"), "--state", filepath.Join(dir, "kept"))
	}
	if err := os.RemoveAll(filepath.Join(dir, "reports")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		mustPublish(t, "run", "--quiet", "--transactions", dir, "--out", dir)
	}
	var f night.RunFile
	readJSON(t, filepath.Join(dir, "latest", "run.json"), &f)
	if len(f.Inputs) != 1 {
		t.Errorf("read were %v", f.Inputs)
	}
}

// TestThreads has one processor for one thread, whatever else the program does.
func TestThreads(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("there is one processor only")
	}
	c := program("run", "--quiet", "--out", t.TempDir(), "--transactions", smallShop(t), "--threads", "1")
	c.Env = append(c.Env, "GODEBUG=schedtrace=1")
	var errs strings.Builder
	c.Stderr = &errs
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, "gomaxprocs=1 ") {
		t.Errorf("at last %s", last)
	}
}

// TestZones shows that zones are known where the machine has no files of them: they are linked in.
func TestZones(t *testing.T) {
	p, err := build.ImportDir(".", 0)
	if err != nil || !slices.Contains(p.Imports, "time/tzdata") {
		t.Errorf("time/tzdata is not linked in: %v", err)
	}
}

// TestFullDisk lets the program write so many KiB to a file and no more: the last report stays as it was, unless another took its place as a whole.
func TestFullDisk(t *testing.T) {
	lines, out := smallShop(t), filepath.Join(t.TempDir(), "out")
	args := []string{"run", "--quiet", "--transactions", lines, "--out", out, "--export", "repeat"}
	mustPublish(t, append(args, "--as-of", "2025-05-01")...)
	before := tree(t, out)
	step := 40
	if *full {
		step = 2
	}
	failed := 0
	for most := 0; most < 340; most += step {
		c := program(append(args, "--as-of", "2025-05-02", "--state", filepath.Join(t.TempDir(), "state"))...)
		c.Args = append([]string{"sh", "-c", fmt.Sprintf(`ulimit -f %d; exec "$0" "$@"`, 2*most)}, append([]string{c.Path}, c.Args[1:]...)...)
		c.Path = "/bin/sh"
		var errs strings.Builder
		c.Stderr = &errs
		_ = c.Run()
		if c.ProcessState.ExitCode() == 0 {
			continue
		}
		failed++
		said := strings.TrimSpace(errs.String())
		last := said[strings.LastIndex(said, "\n")+1:]
		if c.ProcessState.ExitCode() != 1 || !strings.HasPrefix(last, "regulars: ") || !strings.Contains(last, "file too large") {
			t.Errorf("%d KiB: exit code %d: %s", most, c.ProcessState.ExitCode(), said)
		}
		if diff := cmp.Diff(before, tree(t, out)); diff != "" {
			t.Fatalf("%d KiB: the last report is not as it was: %.500s", most, diff)
		}
	}
	if failed == 0 {
		t.Error("nothing failed")
	}
}
