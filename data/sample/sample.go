// Package sample makes a realistic shop with a known truth: every table the program reads, from customers whose purchases,
// dropout, spend, satisfaction, complaints and accounts follow the parameters of a [Truth], which is written beside them.
//
// Customers are drawn one by one, each from random sources of its own, and never kept. Their order lines wait in a spill file, in
// sorted runs for each month and chunk of customers, and are merged into monthly files. So memory does not grow with the
// sample, and the same seed gives the same bytes on any number of threads.
package sample

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// Options say what to make. Zero fields mean the default.
type Options struct {
	Customers int       // 10,000
	Months    int       // 36
	Seed      uint64    // 0 is a seed like any other
	Last      time.Time // the last day; 2025-12-31
	Out       string    // the folder to make
	Threads   int       // all processors

	// ContactEffect is by how much a contact raises the chance of an order within 60 days. It is zero unless asked for, because orders
	// that follow from contacts are orders more.
	ContactEffect float64

	// Progress hears how much of the work is done. It is never called by two goroutines at once.
	Progress func(done, total int)
}

// MaxCustomers is how many customers a sample can have: their numbers have seven digits.
const MaxCustomers = 9_999_999

func (o Options) withDefaults() (Options, error) {
	if o.Customers == 0 {
		o.Customers = 10_000
	}
	if o.Months == 0 {
		o.Months = 36
	}
	if o.Last.IsZero() {
		o.Last = time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	y, m, d := o.Last.Date()
	o.Last = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if o.Threads == 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	return o, o.check()
}

// Check says what is wrong with the options, before anything is made.
func (o Options) Check() error {
	_, err := o.withDefaults()
	return err
}

func (o Options) check() error {
	switch {
	case o.Out == "":
		return errors.New("no folder is given for the sample")
	case slices.Contains([]string{".", "..", "/"}, filepath.Base(filepath.Clean(o.Out))):
		return fmt.Errorf("%s cannot be replaced as a whole: name a folder in it", o.Out)
	case o.Customers < 1 || o.Customers > MaxCustomers:
		return fmt.Errorf("%d customers: give from 1 to %d", o.Customers, MaxCustomers)
	case o.Months < 1 || o.Months > 240:
		return fmt.Errorf("%d months: give from 1 to 240", o.Months)
	case o.Threads < 1:
		return fmt.Errorf("%d threads: give at least one", o.Threads)
	case o.first().Year() < 1900 || o.Last.Year() > 2200:
		return fmt.Errorf("from %s to %s: give days between 1900 and 2200", o.first().Format(time.DateOnly), o.Last.Format(time.DateOnly))
	}
	return nil
}

// first is the first day: that of the month that makes Months of them.
func (o Options) first() time.Time {
	y, m, _ := o.Last.Date()
	return time.Date(y, m-time.Month(o.Months-1), 1, 0, 0, 0, 0, time.UTC)
}

// Summary says what was written.
type Summary struct {
	Out   string
	Files []string         // below Out, with slashes, sorted
	Rows  map[string]int64 // by table
}

// truthFile is where the parameters stand; a folder without it was not made by this package and is never replaced.
const truthFile = "truth/parameters.json"

// ErrNotASample says that the folder to write to has something else in it.
var ErrNotASample = errors.New("is there and is not a sample")

// Write makes a sample. It appears as a whole or not at all; an earlier sample in its place is replaced, anything else is an
// error.
func Write(ctx context.Context, o Options) (Summary, error) {
	o, err := o.withDefaults()
	if err != nil {
		return Summary{}, err
	}
	out := behindLink(o.Out)
	if err := mayReplace(out); err != nil {
		return Summary{}, err
	}
	beside, err := makeBeside(out)
	if err != nil {
		return Summary{}, err
	}
	defer func() { _ = os.RemoveAll(beside) }()
	m := &maker{shop: newShop(o), dir: filepath.Join(beside, "new"), rows: map[string]int64{}}
	if err := m.make(ctx); err != nil {
		return Summary{}, err
	}
	files, err := filesIn(m.dir)
	if err != nil {
		return Summary{}, err
	}
	return Summary{o.Out, files, m.rows}, replace(out, m.dir, filepath.Join(beside, "old"))
}

// behindLink is the folder that a link leads to, so that the link is kept and the sample is made on the disk it was meant for.
func behindLink(out string) string {
	if folder, err := filepath.EvalSymlinks(out); err == nil {
		return folder
	}
	return out
}

func mayReplace(out string) error {
	entries, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, truthFile)); err != nil {
		return fmt.Errorf("%s %w: name another folder", out, ErrNotASample)
	}
	return nil
}

// makeBeside makes a folder on the same disk as out, so that what is made there can be renamed.
func makeBeside(out string) (string, error) {
	parent := filepath.Dir(filepath.Clean(out))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", err
	}
	return os.MkdirTemp(parent, ".sample-*")
}

// replace puts the folder made in the place of out, and what was there aside; if that fails, what was there comes back.
func replace(out, made, aside string) error {
	err := os.Rename(out, aside)
	if errors.Is(err, fs.ErrNotExist) {
		return os.Rename(made, out)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(made, out); err != nil {
		return errors.Join(err, os.Rename(aside, out))
	}
	return nil
}

func filesIn(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files = append(files, filepath.ToSlash(name))
		return err
	})
	slices.Sort(files)
	return files, err
}

func writeTruth(path string, t Truth) error {
	b, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o644)
}
