// Package publish keeps the reports of an output folder: one is written beside the others, unseen, until it takes its place as the latest in one
// step; old ones are removed; a lock keeps two runs apart.
package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Edition is a report while it is being written: a folder beside the published ones, which nobody sees until Publish.
//
//	out/latest → runs/<id>      swapped by a rename, so that there is a whole report at every moment; where links are not allowed it is a
//	                            file that holds runs/<id>
//	out/runs/<id>/              published
//	out/runs/.<id>.tmp/         an edition; what a killed run left is removed by the next
type Edition struct {
	Dir string // where to write
	// Troubles are what went wrong beside the report and did not keep it from being published.
	Troubles []error

	out, id string
	done    bool
	link    func(to, path string) error
}

// Check makes sure that what is to be replaced in an output folder is what this program made, before a run takes its time.
func Check(out string) error {
	for _, name := range []string{"latest", ".latest" + unfinished} {
		path := filepath.Join(out, name)
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("cannot look into the output folder: %w", err)
		case info.Mode()&os.ModeSymlink != 0:
		default:
			if _, err := pointer(path); err != nil {
				return fmt.Errorf("%s is not a link that this program made: move it away, then run again", path)
			}
		}
	}
	runs := filepath.Join(out, "runs")
	if info, err := os.Stat(runs); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is not a folder: move it away, then run again", runs)
	}
	return nil
}

// Begin makes the folder of an edition.
func Begin(out, id string) (*Edition, error) {
	runs := filepath.Join(out, "runs")
	if err := os.MkdirAll(runs, 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the folder of reports: %w", err)
	}
	e := &Edition{out: out, id: id, link: os.Symlink}
	if runtime.GOOS == "windows" { // where links to folders need a right and cannot be replaced in one step
		e.link = func(string, string) error { return errors.ErrUnsupported }
	}
	e.removeUnfinished(runs)
	dir, err := free(runs, "."+id, unfinished)
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, fmt.Errorf("cannot begin the report: %w", err)
	}
	e.Dir = dir
	return e, nil
}

// removeUnfinished removes what killed runs left; the lock keeps those of living ones away. What cannot be removed is in nobody's way.
func (e *Edition) removeUnfinished(runs string) {
	entries, err := os.ReadDir(runs)
	if err != nil {
		e.trouble("unfinished reports cannot be removed: %w", err)
	}
	for _, entry := range entries {
		if unfinishedName.MatchString(entry.Name()) {
			if err := os.RemoveAll(filepath.Join(runs, entry.Name())); err != nil {
				e.trouble("an unfinished report cannot be removed: %w", err)
			}
		}
	}
}

func (e *Edition) trouble(format string, err error) {
	e.Troubles = append(e.Troubles, fmt.Errorf(format, err))
}

// Discard removes the edition unless it was published.
func (e *Edition) Discard() {
	if !e.done {
		_ = os.RemoveAll(e.Dir)
	}
}

// Publish makes the edition the latest report and returns its folder. A report of the same id stays; then the new one gets a number.
func (e *Edition) Publish() (string, error) {
	if err := syncTree(e.Dir); err != nil {
		return "", fmt.Errorf("cannot write the report to disk: %w", err)
	}
	runs := filepath.Join(e.out, "runs")
	to, err := free(runs, e.id, "")
	if err != nil {
		return "", err
	}
	if err := os.Rename(e.Dir, to); err != nil {
		return "", fmt.Errorf("cannot publish the report: %w", err)
	}
	e.Dir = to // from where it is discarded if it does not become the latest
	if err := syncFolder(runs); err != nil {
		e.trouble("the report may not survive a power failure: %w", err)
	}
	if err := e.swap("runs/" + filepath.Base(to)); err != nil {
		return "", err
	}
	e.done = true
	if err := syncFolder(e.out); err != nil {
		e.trouble("the report may not survive a power failure: %w", err)
	}
	return to, nil
}

// Front is the page to open, by an address that stays the same from night to night where links are allowed.
func (e *Edition) Front() string {
	latest := filepath.Join(e.out, "latest")
	if info, err := os.Lstat(latest); err == nil && info.Mode()&os.ModeSymlink != 0 {
		return filepath.Join(latest, "index.html")
	}
	return filepath.Join(e.Dir, "index.html")
}

// free is the first of id, id-2, id-3 … that is not taken, with an ending.
func free(runs, id, ending string) (string, error) {
	for n := 1; ; n++ {
		path := filepath.Join(runs, id+ending)
		if n > 1 {
			path = filepath.Join(runs, fmt.Sprintf("%s-%d%s", id, n, ending))
		}
		_, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
		if err != nil {
			return "", fmt.Errorf("cannot look for a free name: %w", err)
		}
	}
}

// swap points latest to a run, in one step.
func (e *Edition) swap(to string) error {
	next := filepath.Join(e.out, ".latest"+unfinished)
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot link the latest report: %w", err)
	}
	if e.link(to, next) != nil {
		if err := writeFile(next, to+"\n"); err != nil {
			return fmt.Errorf("cannot point to the latest report: %w", err)
		}
	}
	if err := os.Rename(next, filepath.Join(e.out, "latest")); err != nil {
		return fmt.Errorf("cannot link the latest report: %w", err)
	}
	return nil
}

func writeFile(path, content string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncTree forces all that is in a folder to disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return syncFolder(path)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0) // Windows lets only who may write
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// syncFolder forces the names in a folder to disk, but on Windows, which does so by itself.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
