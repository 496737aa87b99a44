package data

import (
	"math"
	"slices"
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

// compare has every flat column of the file read, so that lines can be compared: those that were recognised by what they mean, so that equal lines
// may be written in several ways, and the others as they are. For LatestBy the columns that tell a line from others do.
func (b *binder) compare() error {
	if by := b.spec.LatestBy; by != "" {
		if err := b.versioned(by); err != nil {
			return err
		}
	}
	if !b.spec.DropDuplicates {
		return nil
	}
	met := map[string]bool{}
	for i := range b.fields {
		f := &b.fields[i]
		f.compared = f.how != Computed && f.how != Constant && !b.readAlready(f)
		met[f.from] = true
	}
	for i, s := range b.sources {
		if !s.nested && s.meaning != unusable && !met[s.name] {
			b.fields = append(b.fields, field{column: column{name: s.name, kind: raw}, from: s.name, source: i, hidden: true, compared: true})
		}
	}
	for _, key := range sortedKeys(b.parts) {
		if !met[key] {
			b.fields = append(b.fields, field{column: column{name: key, kind: raw}, how: Partition, from: key, source: -1, value: b.parts[key], hidden: true, compared: true})
		}
	}
	return nil
}

// readAlready tells of a side of a product whose column is one of the table's too, which is compared in its place, whatever its file calls it.
func (b *binder) readAlready(f *field) bool {
	return f.kind == operand && slices.ContainsFunc(b.fields, func(o field) bool { return o.kind != operand && o.source == f.source })
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
	for i, line := range w.fingerprints(n, func(f *field) bool { return f.compared }) {
		if w.verdict[i] == 0 && !w.table.seen.fresh(line) {
			w.verdict[i] = duplicate
			any = true
		}
	}
	return any
}

// fingerprints are those of the next n lines by some of their fields.
func (w *worker) fingerprints(n int, by func(*field) bool) [][2]uint64 {
	w.lines = append(w.lines[:0], make([][2]uint64, n)...)
	fields := w.table.files[w.group.file].fields
	for i := range fields {
		if by(&fields[i]) {
			w.fingerprint(w.lanes[i])
		}
	}
	return w.lines
}

// fingerprint adds a lane's values to those of the lines. Adding does not depend on the order of columns, and a column
// that is null counts like one that is not there.
func (w *worker) fingerprint(l *lane) {
	name := xxh3.HashString(l.name)
	if l.kind == operand {
		name = xxh3.HashString(plainName(l.from))
	}
	state := l.states(len(w.lines))
	for i := range w.lines {
		if state == nil || state[i] == fine {
			w.lines[i] = with(w.lines[i], name, l.hash(l.at+i))
		} else if state[i] != absent {
			w.lines[i] = with(w.lines[i], name, xxh3.HashString(w.given(l, l.at+i)))
		}
	}
}

func with(line [2]uint64, name, x uint64) [2]uint64 {
	a := (x ^ name) * factor1
	b := (x + name) * factor2
	return [2]uint64{line[0] + (a^a>>29)*factor2, line[1] + (b^b>>31)*factor1}
}

// hash is of a row's value: the value itself where it is a number.
func (l *lane) hash(row int) uint64 {
	switch {
	case l.kind == operand && l.shape == asInts: // other files may have it as floats
		return math.Float64bits(float64(l.rows.ints[row]) / millionths)
	case l.shape == asInts:
		return uint64(l.rows.ints[row])
	case l.shape == asFloats:
		return math.Float64bits(l.rows.floats[row] + 0) // of both zeros the same
	case l.coded:
		return xxh3.Hash(l.entries.text(int(l.codes[row])))
	}
	return xxh3.Hash(l.rows.text(row))
}
