package data

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"sync/atomic"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// patience is how long a worker may go without finishing a page before its file is given up.
const patience = 2 * time.Minute

// watch notes since when a worker has been reading without progress, and what.
type watch struct {
	since atomic.Int64 // Unix nanoseconds; zero while nothing is being read
	path  atomic.Pointer[string]
}

func (w *watch) start(path string) {
	w.path.Store(&path)
	w.since.Store(time.Now().UnixNano())
}

func (w *watch) stop() { w.since.Store(0) }

// task is a row group to read, or a file to fingerprint.
type task struct{ file, group int }

const fingerprint = -1

// run works through the row groups of the files wanted. A worker that hangs in a corrupt file cannot be stopped; run returns without it.
func (t *Dataset) run(ctx context.Context, threads int, only func(int) bool, each func(int, arrow.Record) error) (Counts, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	tasks := t.tasks(only)
	var next atomic.Int64
	workers := make([]*worker, min(threads, len(tasks)))
	ended := make(chan error, len(workers))
	for i := range workers {
		workers[i] = newWorker(t, i, func(id int, batch arrow.Record) error {
			if err := ctx.Err(); err != nil { // a late worker must not hand on more
				return err
			}
			return each(id, batch)
		})
		go func() {
			ended <- workers[i].work(ctx, tasks, &next)
		}()
	}
	if err := t.wait(cancel, workers, ended); err != nil {
		return Counts{}, err
	}
	return t.collect(workers), nil
}

// tasks puts the fingerprints first, so that reading finds the files in memory.
func (t *Dataset) tasks(only func(file int) bool) (tasks []task) {
	for i, f := range t.files {
		if f.sum == "" {
			tasks = append(tasks, task{i, fingerprint})
		}
		if only != nil && !only(i) {
			continue
		}
		for g := range f.groups {
			if f.groups[g].rows > 0 {
				tasks = append(tasks, task{i, g})
			}
		}
	}
	return tasks
}

func (w *worker) work(ctx context.Context, tasks []task, next *atomic.Int64) error {
	for {
		i := int(next.Add(1)) - 1
		if i >= len(tasks) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		if at := tasks[i]; at.group == fingerprint {
			err = w.table.fingerprint(ctx, at.file)
		} else {
			err = w.readGroup(at.file, at.group)
		}
		if err != nil {
			return err
		}
	}
}

// wait ends when all workers have, at the first error, or when one makes no progress.
func (t *Dataset) wait(cancel func(), workers []*worker, ended <-chan error) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var first error
	for left := len(workers); left > 0; {
		select {
		case err := <-ended:
			left--
			if err != nil && first == nil {
				first = err
				cancel()
			}
		case <-tick.C:
			for _, w := range workers {
				if since := w.watch.since.Load(); since != 0 && time.Since(time.Unix(0, since)) > patience {
					return fmt.Errorf("%s: reading it made no progress for %s: the file is corrupt or its storage hangs", *w.watch.path.Load(), patience)
				}
			}
		}
	}
	return first
}

func (t *Dataset) collect(workers []*worker) Counts {
	counts := noCounts()
	refused := newRefusals(t.spec.Table)
	all, names := newExtremes(), map[uint64]string{}
	first, last, reach := int64(math.MaxInt64), int64(math.MinInt64), int64(math.MinInt64)
	for _, w := range workers {
		refused.merge(w.refused)
		counts.Read += w.read
		counts.Kept += w.kept
		counts.Filtered += w.out
		counts.Skipped += w.skipped
		counts.Duplicates += w.doubled
		first, last, reach = min(first, w.earliest), max(last, w.latest), max(reach, w.reach)
		counts.addWords(w.words)
		all.merge(&w.seenRows)
		counts.Sample.add(w.sample)
		maps.Copy(names, w.names)
		for name, n := range w.blanked {
			counts.Blanked[name] += n
		}
	}
	refused.report(t, &counts)
	if first <= last {
		counts.First, counts.Last = time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()
	}
	all.report(t, &counts)
	counts.Sample.name(names)
	if reach > math.MinInt64 {
		counts.Reach = time.UnixMicro(reach).UTC()
	}
	return counts
}

// fingerprint takes the fingerprint of a file, unless it is known.
func (t *Dataset) fingerprint(ctx context.Context, file int) error {
	f := &t.files[file]
	if f.sum != "" {
		return nil
	}
	in, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer in.Close()
	sum, err := sumOf(ctx, in)
	if err = cmp.Or(err, f.check(in)); err != nil {
		return err
	}
	f.sum = sum
	return nil
}

func sumOf(ctx context.Context, in io.Reader) (string, error) {
	h, b := sha256.New(), make([]byte, 1<<20)
	for {
		n, err := in.Read(b)
		h.Write(b[:n])
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return "", err
		}
	}
}
