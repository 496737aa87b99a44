package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"regulars/jobs/night"
)

// TestNightSameBytes runs two nights of a shop with a state, kills some in between, and holds what the last one wrote against a full run.
func TestNightSameBytes(t *testing.T) {
	source, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	sales, kept := filepath.Join(t.TempDir(), "sales"), filepath.Join(t.TempDir(), "state")
	args := shopFlags(t)
	args[slices.Index(args, "--transactions")+1] = sales
	report := func(out string, extra ...string) map[string]string {
		t.Helper()
		if _, stderr, code := regulars(t, nil, slices.Concat(args, []string{"--out", out}, extra)...); code != 0 || stderr != "" {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		return reportOf(t, out)
	}
	months, _ := filepath.Glob(filepath.Join(source, "transactions", "*.parquet"))
	for i, path := range months {
		put(t, filepath.Join(sales, filepath.Base(path)), []byte(contentOf(t, path)))
		if i == len(months)-4 {
			report(filepath.Join(t.TempDir(), "out"), "--state", kept)
		}
		if i > len(months)-4 {
			c := program(slices.Concat(args, []string{"--out", filepath.Join(t.TempDir(), "out"), "--state", kept})...)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(40*i) * time.Millisecond)
			_ = c.Process.Kill()
			_ = c.Wait()
		}
	}
	want, got := report(filepath.Join(t.TempDir(), "out")), report(filepath.Join(t.TempDir(), "out"), "--state", kept)
	var f night.RunFile
	if err := json.Unmarshal([]byte(got["run.json"]), &f); err != nil || f.State == nil || f.State.Known < len(months)-3 || f.State.Rebuilt != "" {
		t.Errorf("%v: %+v", err, f.State)
	}
	for name, content := range want {
		if name != "run.json" && got[name] != content {
			t.Errorf("with a state %s is another", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d files, %d without a state", len(got), len(want))
	}
}

// TestNightWithoutRoomForItsState lets the state fail: the report is published all the same, and says so.
func TestNightWithoutRoomForItsState(t *testing.T) {
	kept := filepath.Join(t.TempDir(), "state")
	if err := os.MkdirAll(filepath.Join(kept, "state.json"), 0o700); err != nil { // a folder, over which no file can be renamed
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	_, stderr, code := regulars(t, nil, append(shopFlags(t), "--out", out, "--state", kept)...)
	if code != 0 || !strings.Contains(stderr, "the next night will read files again") {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var f night.RunFile
	readJSON(t, filepath.Join(out, "latest", "run.json"), &f)
	if f.State == nil || f.State.Unsaved == "" {
		t.Errorf("%+v", f.State)
	}
}
