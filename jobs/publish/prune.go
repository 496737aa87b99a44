package publish

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unfinished ends the name of what is not published yet.
const unfinished = ".tmp"

// An id is the as-of date, eight digits of a hash and, from the second edition of the same id on, a number.
const idPattern = `(\d{4}-\d\d-\d\d)-([0-9a-f]{8})(?:-(\d{1,9}))?`

var (
	idName         = regexp.MustCompile(`^` + idPattern + `$`)
	unfinishedName = regexp.MustCompile(`^\.` + idPattern + regexp.QuoteMeta(unfinished) + `$`)
)

// Latest is the id of the latest report.
func Latest(out string) (string, error) {
	path := filepath.Join(out, "latest")
	to, err := os.Readlink(path)
	if err != nil {
		to, err = pointer(path)
	}
	return filepath.Base(to), err
}

// pointer is what a file that stands for a link leads to.
func pointer(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > 256 {
		return "", fmt.Errorf("%s does not point to a report", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	to := strings.TrimSpace(string(b))
	if id, ok := strings.CutPrefix(to, "runs/"); !ok || !idName.MatchString(id) {
		return "", fmt.Errorf("%s does not point to a report", path)
	}
	return to, nil
}

// published is a report in a folder of reports.
type published struct {
	id, day string
	number  int
	written int64 // by the folder's time
}

// Prune removes the oldest reports beyond the newest keep, by as-of date and then by when they were written, but never the latest, nor anything that is not a
// report. What cannot be removed stays, and is told of.
func Prune(out string, keep int) error {
	runs := filepath.Join(out, "runs")
	entries, err := os.ReadDir(runs)
	if err != nil {
		return fmt.Errorf("old reports cannot be removed: %w", err)
	}
	latest, err := Latest(out)
	if err != nil {
		return fmt.Errorf("old reports cannot be removed: %w", err)
	}
	var all []published
	for _, e := range entries {
		if p, ok := reportIn(runs, e); ok {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b published) int { // newest first
		return cmp.Or(strings.Compare(b.day, a.day), cmp.Compare(b.written, a.written), cmp.Compare(b.number, a.number), strings.Compare(b.id, a.id))
	})
	var errs error
	for _, p := range all[min(keep, len(all)):] {
		if p.id != latest {
			if err := os.RemoveAll(filepath.Join(runs, p.id)); err != nil {
				errs = errors.Join(errs, fmt.Errorf("an old report cannot be removed: %w", err))
			}
		}
	}
	return errs
}

// reportIn tells whether a folder is a report: it has an id for a name and says so itself.
func reportIn(runs string, e fs.DirEntry) (p published, ok bool) {
	parts := idName.FindStringSubmatch(e.Name())
	if parts == nil || !e.IsDir() {
		return p, false
	}
	b, err := os.ReadFile(filepath.Join(runs, e.Name(), "run.json"))
	var said struct {
		Run string `json:"run"`
	}
	if err != nil || json.Unmarshal(b, &said) != nil || said.Run != parts[1]+"-"+parts[2] {
		return p, false
	}
	p = published{id: e.Name(), day: parts[1]}
	p.number, _ = strconv.Atoi(parts[3])
	if info, err := e.Info(); err == nil && info.ModTime().Before(time.Now()) { // a time to come says nothing
		p.written = info.ModTime().Unix()
	}
	return p, true
}
