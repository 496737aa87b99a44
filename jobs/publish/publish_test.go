package publish

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// edition publishes a report with an id.
func edition(t *testing.T, out, id string) string {
	t.Helper()
	e, err := Begin(out, id)
	if err != nil {
		t.Fatal(err)
	}
	return finish(t, e, id)
}

func finish(t *testing.T, e *Edition, id string) string {
	t.Helper()
	b, _ := json.Marshal(map[string]string{"run": id})
	if err := os.WriteFile(filepath.Join(e.Dir, "run.json"), b, 0o644); err != nil {
		t.Fatal(err)
	}
	path, err := e.Publish()
	if err != nil || len(e.Troubles) > 0 {
		t.Fatal(err, e.Troubles)
	}
	return path
}

func left(t *testing.T, out string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(out, "runs"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// TestPrune keeps the newest reports by their dates, whatever times their folders have, and everything that is no report.
func TestPrune(t *testing.T) {
	out := t.TempDir()
	for _, id := range []string{"2024-03-01-00000003", "2024-01-01-00000001", "2024-02-01-00000002", "2024-02-01-00000002", "2024-04-01-00000004"} {
		edition(t, out, id)
	}
	runs := filepath.Join(out, "runs")
	for _, name := range []string{"mine", "2020-01-01-mine", "2020-01-01-0000000a", "2020-01-01-0000000b"} {
		if err := os.Mkdir(filepath.Join(runs, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(runs, "2020-01-01-0000000b", "run.json"), []byte(`{"run": "2024-03-01-00000003"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	future := time.Now().AddDate(50, 0, 0)
	if err := os.Chtimes(filepath.Join(runs, "2024-01-01-00000001"), future, future); err != nil {
		t.Fatal(err)
	}
	if err := Prune(out, 2); err != nil {
		t.Fatal(err)
	}
	if got, want := left(t, out), "2020-01-01-0000000a 2020-01-01-0000000b 2020-01-01-mine 2024-03-01-00000003 2024-04-01-00000004 mine"; got != want {
		t.Errorf("left are %s, want %s", got, want)
	}
	edition(t, out, "2024-01-01-00000001") // the latest is older than those kept
	if err := Prune(out, 1); err != nil {
		t.Fatal(err)
	}
	if got := left(t, out); !strings.Contains(got, "2024-01-01-00000001 2024-04-01-00000004 ") || strings.Contains(got, "2024-03") {
		t.Errorf("left are %s", got)
	}
}

// TestOutIsNoPattern has folders whose names would be patterns.
func TestOutIsNoPattern(t *testing.T) {
	for _, name := range []string{"a[b", "o?", "*"} {
		out := filepath.Join(t.TempDir(), name)
		other := filepath.Join(filepath.Dir(out), "ox", "runs", ".2024-01-01-00000009.tmp")
		if err := os.MkdirAll(other, 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := Begin(out, "2024-01-01-00000001"); err != nil {
			t.Fatal(err)
		}
		edition(t, out, "2024-01-01-00000001")
		if got := left(t, out); got != "2024-01-01-00000001" {
			t.Errorf("%s: left are %s", name, got)
		}
		if _, err := os.Stat(other); err != nil {
			t.Errorf("%s: another folder's was removed: %v", name, err)
		}
	}
}

// TestCheck finds what is in the way before a run takes its time.
func TestCheck(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"a folder":     func(path string) error { return os.Mkdir(path, 0o755) },
		"another file": func(path string) error { return os.WriteFile(path, []byte("my notes"), 0o644) },
	} {
		for _, at := range []string{"latest", ".latest.tmp"} {
			out := t.TempDir()
			if err := put(filepath.Join(out, at)); err != nil {
				t.Fatal(err)
			}
			if err := Check(out); err == nil || !strings.Contains(err.Error(), at+" is not a link that this program made: move it away") {
				t.Errorf("%s as %s: %v", name, at, err)
			}
		}
	}
	out := t.TempDir()
	edition(t, out, "2024-01-01-00000001")
	if err := errors.Join(Check(out), Check(filepath.Join(out, "new"))); err != nil {
		t.Error(err)
	}
	blocked := t.TempDir()
	if err := os.WriteFile(filepath.Join(blocked, "runs"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Check(blocked); err == nil {
		t.Error("a file as runs is taken")
	}
}

// TestWithoutLinks publishes where links are not allowed, then where they are, and back.
func TestWithoutLinks(t *testing.T) {
	out := t.TempDir()
	refuse := func(string, string) error { return errors.ErrUnsupported }
	for i, id := range []string{"2024-01-01-00000001", "2024-01-02-00000002", "2024-01-03-00000003", "2024-01-04-00000004"} {
		if err := Check(out); err != nil {
			t.Fatal(err)
		}
		e, err := Begin(out, id)
		if err != nil {
			t.Fatal(err)
		}
		linked := i == 2
		if !linked {
			e.link = refuse
		}
		path := finish(t, e, id)
		if latest, err := Latest(out); err != nil || latest != id {
			t.Errorf("the latest is %s, %v; want %s", latest, err, id)
		}
		b, err := os.ReadFile(filepath.Join(out, "latest"))
		if !linked && (err != nil || string(b) != "runs/"+id+"\n") {
			t.Errorf("latest holds %s, %v", b, err)
		}
		want := filepath.Join(path, "index.html")
		if linked {
			want = filepath.Join(out, "latest", "index.html")
		}
		if e.Front() != want {
			t.Errorf("the front page is %s, want %s", e.Front(), want)
		}
	}
	if err := Prune(out, 1); err != nil || left(t, out) != "2024-01-04-00000004" {
		t.Errorf("left are %s, %v", left(t, out), err)
	}
}

// TestNotLinked leaves no report behind that did not become the latest.
func TestNotLinked(t *testing.T) {
	out := t.TempDir()
	edition(t, out, "2024-01-01-00000001")
	e, err := Begin(out, "2024-01-02-00000002")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(out, ".latest.tmp", "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Publish(); err == nil {
		t.Error("published")
	}
	e.Discard()
	if latest, _ := Latest(out); latest != "2024-01-01-00000001" || left(t, out) != latest {
		t.Errorf("the latest is %s of %s", latest, left(t, out))
	}
}

// TestLock writes to no file but a lock.
func TestLock(t *testing.T) {
	out := t.TempDir()
	for range 2 {
		unlock, err := Lock(out)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Lock(out); !errors.Is(err, ErrLocked) {
			t.Errorf("locked twice: %v", err)
		}
		unlock()
	}
	precious := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(precious, []byte("do not touch"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, put := range map[string]func(path string) error{
		"a link":      func(path string) error { return os.Symlink(precious, path) },
		"a hard link": func(path string) error { return os.Link(precious, path) },
		"a folder":    func(path string) error { return os.Mkdir(path, 0o755) },
		"a pipe":      pipe,
	} {
		out := t.TempDir()
		if err := put(filepath.Join(out, ".lock")); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() {
			_, err := Lock(out)
			ended <- err
		}()
		select {
		case err := <-ended:
			if err == nil || errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), ".lock is not a lock that this program made") {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(time.Minute):
			t.Errorf("%s: locking it waits for ever", name)
		}
	}
	if b, err := os.ReadFile(precious); err != nil || string(b) != "do not touch" {
		t.Errorf("the file behind the link holds %q, %v", b, err)
	}
}

// TestUnfinished removes what killed runs left, and nothing else.
func TestUnfinished(t *testing.T) {
	out := t.TempDir()
	names := []string{".2024-01-01-00000001.tmp", ".2024-01-02-00000002-2.tmp", ".mine.tmp", "2024-01-01-00000001.tmp"}
	for _, name := range names {
		if err := os.MkdirAll(filepath.Join(out, "runs", name, "tables"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	edition(t, out, "2024-01-03-00000003")
	want := slices.Concat(names[2:], []string{"2024-01-03-00000003"})
	slices.Sort(want)
	if got := left(t, out); got != strings.Join(want, " ") {
		t.Errorf("left are %s, want %s", got, want)
	}
}
