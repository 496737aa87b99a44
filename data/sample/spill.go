package sample

import (
	"bufio"
	"container/heap"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
)

// spill is a file in which lines wait in sorted runs, one for each month and chunk of customers. One file holds all runs, so that
// no number of them runs out of open files.
type spill struct {
	file *os.File
	mu   sync.Mutex
	end  int64
	runs [][]run // by month
}

// run is a stretch of the spill file.
type run struct{ from, bytes int64 }

func newSpill(path string, months int) (*spill, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &spill{file: f, runs: make([][]run, months)}, nil
}

// add sorts lines and writes them, as one run for each month.
func (s *spill) add(lines []line, monthOf func(at int64) int) error {
	slices.SortFunc(lines, func(a, b line) int { return compareLines(&a, &b) })
	buf := make([]byte, 0, len(lines)*lineSize)
	for i := range lines {
		buf = lines[i].append(buf)
	}
	from := s.reserve(int64(len(buf)))
	if _, err := s.file.WriteAt(buf, from); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(lines) > 0 {
		month := monthOf(lines[0].at)
		n := slices.IndexFunc(lines, func(l line) bool { return monthOf(l.at) != month })
		if n < 0 {
			n = len(lines)
		}
		bytes := int64(n * lineSize)
		s.runs[month] = append(s.runs[month], run{from, bytes})
		from, lines = from+bytes, lines[n:]
	}
	return nil
}

func (s *spill) reserve(bytes int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := s.end
	s.end += bytes
	return from
}

// mergeMemory is what the buffers of all runs of a month take together, in bytes.
const mergeMemory = 2 << 20

// merge hands the lines of a month to each, in order.
func (s *spill) merge(month int, each func(*line)) error {
	runs := s.runs[month]
	size := min(1<<16, max(lineSize, mergeMemory/max(1, len(runs))))
	var q cursors
	for _, r := range runs {
		c := &cursor{from: bufio.NewReaderSize(io.NewSectionReader(s.file, r.from, r.bytes), size), left: r.bytes / lineSize}
		if err := c.next(); err != nil {
			return fmt.Errorf("%s: %w", s.file.Name(), err)
		}
		q = append(q, c)
	}
	heap.Init(&q)
	for len(q) > 0 {
		each(&q[0].head)
		switch err := q[0].next(); {
		case err == nil:
			heap.Fix(&q, 0)
		case errors.Is(err, io.EOF):
			heap.Pop(&q)
		default:
			return fmt.Errorf("%s: %w", s.file.Name(), err)
		}
	}
	return nil
}

func (s *spill) remove() error { return errors.Join(s.file.Close(), os.Remove(s.file.Name())) }

// cursor reads a run line by line.
type cursor struct {
	from *bufio.Reader
	left int64 // lines still to be read
	head line
}

// next reads a line; it gives io.EOF after the last, and another error if the file ends before it.
func (c *cursor) next() error {
	if c.left == 0 {
		return io.EOF
	}
	c.left--
	b, err := c.from.Peek(lineSize)
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	c.head.decode(b)
	_, err = c.from.Discard(lineSize)
	return err
}

// cursors is a heap of runs by their next line.
type cursors []*cursor

func (q cursors) Len() int           { return len(q) }
func (q cursors) Less(i, j int) bool { return compareLines(&q[i].head, &q[j].head) < 0 }
func (q cursors) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *cursors) Push(x any)        { *q = append(*q, x.(*cursor)) }
func (q *cursors) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
