package analytics

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

const (
	// chunkSize is how many bytes of the log are taken at a time; only an entry longer than that has a chunk of its own.
	chunkSize = 8 << 10
	// buckets is into how many logs customers are split by hash: so many that the log of one, and all it takes to group it, stays
	// in the processor's cache. The buckets of a partition follow each other.
	buckets      = Partitions * perPartition
	perPartition = 16
)

// bucket is the log of the customers whose ids hash to it.
type bucket struct {
	mu     sync.Mutex
	chunks []chunk
}

func bucketOf(hash uint64) int { return int(hash >> 54) }

// chunk is some entries, in memory or, where bytes is nil, in the scratch file.
type chunk struct {
	bytes []byte
	at    int64 // in the scratch file
	n     int
}

// take adds a chunk to a bucket.
func (l *Ledger) take(at int, b []byte) error {
	c := chunk{bytes: b, n: len(b)}
	if err := l.scratch.keep(&c); err != nil {
		return err
	}
	to := &l.buckets[at]
	to.mu.Lock()
	defer to.mu.Unlock()
	to.chunks = append(to.chunks, c)
	return nil
}

// scratch is where chunks go that memory has no room for. Its file has no name, so it is gone when the program is, however it ends.
type scratch struct {
	dir   string
	limit int64 // bytes of chunks in memory; 0: no limit
	held  atomic.Int64

	mu   sync.Mutex
	file *os.File
	end  int64
}

// keep leaves a chunk in memory if there is room, else writes it away.
func (s *scratch) keep(c *chunk) error {
	if s.limit == 0 || s.held.Add(int64(cap(c.bytes))) <= s.limit {
		return nil
	}
	s.held.Add(-int64(cap(c.bytes)))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		if err := s.open(); err != nil {
			return err
		}
	}
	if err := s.write(c.bytes, s.end); err != nil {
		return err
	}
	c.at, c.bytes = s.end, nil
	s.end += int64(c.n)
	return nil
}

func (s *scratch) write(b []byte, at int64) error {
	if _, err := s.file.WriteAt(b, at); err != nil {
		return fmt.Errorf("cannot write to scratch space in %s: %w", s.dir, err)
	}
	return nil
}

func (s *scratch) open() error {
	f, err := os.CreateTemp(s.dir, ".scratch-")
	if err == nil {
		err = os.Remove(f.Name())
	}
	if err != nil {
		return fmt.Errorf("cannot make scratch space in %s: %w", s.dir, err)
	}
	s.file = f
	return nil
}

// read reads a chunk that was written away into b, which is as long.
func (s *scratch) read(c chunk, b []byte) error {
	if _, err := s.file.ReadAt(b, c.at); err != nil {
		return fmt.Errorf("cannot read scratch space in %s: %w", s.dir, err)
	}
	return nil
}

// SpillAbove makes the ledger write what it logs beyond so many bytes to a file without a name in dir.
func (l *Ledger) SpillAbove(bytes int64, dir string) { l.scratch.limit, l.scratch.dir = bytes, dir }

// Spilled is how many bytes the ledger has written away.
func (l *Ledger) Spilled() int64 { return l.scratch.end }

// Discard gives back the ledger's scratch space.
func (l *Ledger) Discard() {
	if l.scratch.file != nil {
		_ = l.scratch.file.Close() // the file has no name, so nothing is left whether or not this fails
	}
}

// tails are a worker's last chunk of each bucket.
type tails struct {
	ledger *Ledger
	open   [buckets][]byte
	entry  []byte
	err    error
}

// row enters a row.
func (t *tails) row(who *ident, r *Row) {
	to := t.room(bucketOf(who.hash), rowRoom+len(who.text)+binary.MaxVarintLen32)
	at := len(*to)
	b := appendRow(append(*to, 0), who, r)
	if n := len(b) - at - 1; n < 0x80 {
		b[at] = byte(n)
	} else {
		t.entry = append(t.entry[:0], b[at+1:]...)
		b = append(binary.AppendUvarint(b[:at], uint64(n)), t.entry...)
	}
	*to = b
}

// add enters t.entry, which the customer's hash sends to its bucket.
func (t *tails) add(hash uint64) {
	n := len(t.entry)
	to := t.room(bucketOf(hash), n+binary.MaxVarintLen32)
	*to = append(binary.AppendUvarint(*to, uint64(n)), t.entry...)
}

// room is the open chunk of a bucket, with room for n bytes.
func (t *tails) room(at, n int) *[]byte {
	to := &t.open[at]
	if len(*to)+n > cap(*to) {
		t.renew(at, n)
	}
	return to
}

// renew hands over a bucket's open chunk and begins another.
func (t *tails) renew(at, n int) {
	if len(t.open[at]) > 0 {
		t.err = errors.Join(t.err, t.ledger.take(at, t.open[at]))
	}
	t.open[at] = make([]byte, 0, max(chunkSize, n))
}

// flush hands over what is left.
func (t *tails) flush() error {
	for at, b := range t.open {
		if len(b) > 0 {
			t.err = errors.Join(t.err, t.ledger.take(at, b))
		}
		t.open[at] = nil
	}
	return t.err
}
