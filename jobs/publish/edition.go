// Package publish keeps the reports of an output folder: one is written beside the others, unseen, until it takes its place as the latest in one
// step; old ones are removed; a lock keeps two runs apart.
package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Edition is a report while it is being written: a folder beside the published ones, which nobody sees until Publish.
//
//	out/latest → runs/<id>      swapped by a rename, so that there is a whole report at every moment
//	out/runs/<id>/              published
//	out/runs/.<id>.tmp/         an edition; what a killed run left is removed by the next
type Edition struct {
	Dir string // where to write

	out, id string
	done    bool
}

const unfinished = ".tmp"

// Begin makes the folder of an edition.
func Begin(out, id string) (*Edition, error) {
	runs := filepath.Join(out, "runs")
	if err := os.MkdirAll(runs, 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the folder of reports: %w", err)
	}
	if err := removeUnfinished(runs); err != nil {
		return nil, err
	}
	e := &Edition{out: out, id: id, Dir: filepath.Join(runs, "."+id+unfinished)}
	if err := os.Mkdir(e.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("cannot begin the report: %w", err)
	}
	return e, nil
}

// removeUnfinished removes what killed runs left; the lock keeps those of living ones away.
func removeUnfinished(runs string) error {
	left, err := filepath.Glob(filepath.Join(runs, ".*"+unfinished))
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("cannot remove an unfinished report: %w", err)
		}
	}
	return nil
}

// Discard removes the edition unless it was published.
func (e *Edition) Discard() {
	if !e.done {
		_ = os.RemoveAll(e.Dir)
	}
}

// Publish makes the edition the latest report and returns its folder. A report of the same id is replaced, but never while it is the
// latest: then the new one gets a number.
func (e *Edition) Publish() (string, error) {
	if err := syncTree(e.Dir); err != nil {
		return "", fmt.Errorf("cannot write the report to disk: %w", err)
	}
	runs := filepath.Join(e.out, "runs")
	id, err := e.free(runs)
	if err != nil {
		return "", err
	}
	if err := os.Rename(e.Dir, filepath.Join(runs, id)); err != nil {
		return "", fmt.Errorf("cannot publish the report: %w", err)
	}
	e.done = true
	if err := syncDir(runs); err != nil {
		return "", fmt.Errorf("cannot publish the report: %w", err)
	}
	return filepath.Join(runs, id), e.swap(filepath.Join("runs", id))
}

// free is the first of id, id-2, id-3 … that is not taken.
func (e *Edition) free(runs string) (string, error) {
	for n := 1; ; n++ {
		id := e.id
		if n > 1 {
			id = fmt.Sprintf("%s-%d", e.id, n)
		}
		_, err := os.Lstat(filepath.Join(runs, id))
		if errors.Is(err, fs.ErrNotExist) {
			return id, nil
		}
		if err != nil {
			return "", fmt.Errorf("cannot look for a free name: %w", err)
		}
	}
}

// swap points latest to a run, in one step.
func (e *Edition) swap(to string) error {
	latest := filepath.Join(e.out, "latest")
	if info, err := os.Lstat(latest); err == nil && info.Mode()&os.ModeSymlink == 0 {
		return fmt.Errorf("%s is not a link that this program made: move it away, then run again; the new report is in %s", latest, to)
	}
	next := filepath.Join(e.out, ".latest"+unfinished)
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Symlink(to, next); err != nil {
		return fmt.Errorf("cannot link the latest report: %w", err)
	}
	if err := os.Rename(next, latest); err != nil {
		return fmt.Errorf("cannot link the latest report: %w", err)
	}
	return syncDir(e.out)
}

// Prune removes the oldest reports beyond the newest keep, but never the latest.
func Prune(out string, keep int) error {
	runs := filepath.Join(out, "runs")
	entries, err := os.ReadDir(runs)
	if err != nil {
		return err
	}
	latest, err := os.Readlink(filepath.Join(out, "latest"))
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() || strings.HasPrefix(e.Name(), ".") })
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return modified(b).Compare(modified(a)) })
	for i, e := range entries {
		if i < keep || e.Name() == filepath.Base(latest) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(runs, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// syncTree forces a folder and all that is in it to disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return syncDir(path)
	})
}

// syncDir forces one file or folder to disk.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func modified(e fs.DirEntry) time.Time {
	info, err := e.Info()
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
