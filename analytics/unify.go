package analytics

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"maps"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// aliases are the idents that are another's, by hash; of several with one hash all are tried.
type aliases map[uint64][]alias

type alias struct{ from, to ident }

func (a aliases) of(d *ident) (ident, bool) {
	for _, x := range a[d.hash] {
		if x.from.equal(d) {
			return x.to, true
		}
	}
	return ident{}, false
}

// Unify brings what was logged under an id that is another's under that one: all gives the ids, and whose they are. It comes after Close and
// before the first [Scan].
func (l *Ledger) Unify(ctx context.Context, threads int, all iter.Seq2[Key, string]) error {
	l.referred = maps.Collect(all)
	known := aliases{}
	for key, id := range l.referred {
		from := identOfKey(key)
		known[from.hash] = append(known[from.hash], alias{from, identOf(id)})
	}
	if len(known) == 0 {
		return nil
	}
	var logged [buckets]int // what moves is added behind
	for at := range l.buckets {
		logged[at] = len(l.buckets[at].chunks)
	}
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range max(threads, 1) {
		group.Go(func() error {
			t := tails{ledger: l}
			for at := int(next.Add(1)) - 1; at < buckets; at = int(next.Add(1)) - 1 {
				for i := range logged[at] {
					if err := errors.Join(ctx.Err(), l.move(&l.buckets[at], i, known, &t)); err != nil {
						return err
					}
				}
			}
			return t.flush()
		})
	}
	return group.Wait()
}

// move takes the entries that are another's out of a chunk, and enters them under the other's id.
func (l *Ledger) move(b *bucket, i int, known aliases, t *tails) error {
	b.mu.Lock()
	c := b.chunks[i]
	b.mu.Unlock()
	bytes := c.bytes
	if bytes == nil {
		bytes = make([]byte, c.n)
		if err := l.scratch.read(c, bytes); err != nil {
			return err
		}
	}
	left := l.split(bytes, known, t)
	if len(left) == len(bytes) {
		return t.err
	}
	if c.n = len(left); c.bytes != nil {
		c.bytes = left
	} else if err := l.scratch.write(left, c.at); err != nil {
		return err
	}
	b.mu.Lock()
	b.chunks[i] = c
	b.mu.Unlock()
	return t.err
}

// split closes the gaps that moved entries leave.
func (l *Ledger) split(bytes []byte, known aliases, t *tails) []byte {
	left := bytes[:0]
	d := entryReader{b: bytes}
	for len(d.b) > 0 {
		whole := d.b
		length := int(d.uvarint())
		rest := d.b[length:]
		d.b = d.b[:length]
		d.kind()
		who := d.ident()
		if to, moves := known.of(&who); moves {
			head := d.head&^(3<<identShift) | uint16(to.kind)<<identShift
			t.entry = appendIdent(binary.LittleEndian.AppendUint16(t.entry[:0], head), &to)
			t.entry = append(t.entry, d.b...)
			t.add(to.hash)
		} else {
			left = append(left, whole[:len(whole)-len(rest)]...)
		}
		d.b = rest
	}
	return left
}
