package data

import (
	"sync"

	"github.com/zeebo/xxh3"
)

// fingerprints remembers which lines were seen, by 128 bits over all columns of their file: 40 bytes a line.
type fingerprints struct {
	shards [64]struct {
		sync.Mutex
		seen map[[2]uint64]struct{}
	}
}

func newFingerprints() *fingerprints {
	f := new(fingerprints)
	for i := range f.shards {
		f.shards[i].seen = map[[2]uint64]struct{}{}
	}
	return f
}

// fresh tells whether a line is the first of its kind.
func (f *fingerprints) fresh(line [2]uint64) bool {
	s := &f.shards[line[0]>>58]
	s.Lock()
	defer s.Unlock()
	_, known := s.seen[line]
	if !known {
		s.seen[line] = struct{}{}
	}
	return !known
}

// compare adds every flat column of the file, hidden, so that lines can be compared.
func (b *binder) compare() {
	if !b.spec.DropDuplicates {
		return
	}
	for i, s := range b.sources {
		if !s.nested && s.meaning != unusable {
			b.fields = append(b.fields, field{column: column{name: s.name, kind: raw}, from: s.name, source: i, hidden: true})
		}
	}
	for _, key := range sortedKeys(b.parts) {
		b.fields = append(b.fields, field{column: column{name: key, kind: raw}, how: Partition, from: key, source: -1, value: b.parts[key], hidden: true})
	}
}

// hashValues reads values as hashes of their bytes; a column of another type in another file has other lines.
func hashValues(to *vector, from *values) {
	to.reset(from.n)
	ints := to.makeInts()
	width := len(from.fixed) / max(from.n, 1)
	for i := range ints {
		if width > 0 {
			ints[i] = int64(xxh3.Hash(from.fixed[i*width : (i+1)*width]))
		} else {
			ints[i] = int64(xxh3.Hash(from.texts[from.offsets[i]:from.offsets[i+1]]))
		}
	}
}

const (
	factor1 = 0x9e3779b97f4a7c15 // odd numbers without a pattern in their bits
	factor2 = 0xc2b2ae3d27d4eb4f
)

// dropSeen marks lines that were seen before, in any file, among those not refused. Which of equal lines stays makes no difference.
func (w *worker) dropSeen(n int) (any bool) {
	w.lines = append(w.lines[:0], make([][2]uint64, n)...)
	for _, l := range w.reading {
		if l.kind == raw {
			l.fingerprint(w.lines)
		}
	}
	for i, line := range w.lines {
		if w.verdict[i] == 0 && !w.table.seen.fresh(line) {
			w.verdict[i] = duplicate
			any = true
		}
	}
	return any
}

// fingerprint adds the lane's values to those of the lines. Adding does not depend on the order of columns, and a column
// that is null counts like one that is not there.
func (l *lane) fingerprint(lines [][2]uint64) {
	name := xxh3.HashString(l.name)
	state := l.states(len(lines))
	for i, x := range l.rows.ints[l.at : l.at+len(lines)] {
		if state != nil && state[i] != fine {
			continue
		}
		a := (uint64(x) ^ name) * factor1
		b := (uint64(x) + name) * factor2
		lines[i][0] += (a ^ a>>29) * factor2
		lines[i][1] += (b ^ b>>31) * factor1
	}
}
