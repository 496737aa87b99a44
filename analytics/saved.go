package analytics

import (
	"errors"
	"iter"
)

// Facts are what a ledger knows at some point of its filling beside what it has logged.
type Facts struct {
	Labels               []string // the provisional number of each is its place; some may be in no entry
	First, Last          Day      // of the transactions
	HasCost, HasDiscount bool
}

// Mark is a point in the filling of a ledger.
type Mark struct {
	Bytes  int64 // logged until then
	chunks [buckets]int
}

// Mark ends what the writers have begun, so that all that was entered is logged. No writer may be at work.
func (l *Ledger) Mark() (*Mark, error) {
	var err error
	for _, w := range l.writers {
		err = errors.Join(err, w.tails.flush())
		l.span.add(w.span.first, w.span.last)
	}
	var m Mark
	for at := range l.buckets {
		m.chunks[at] = len(l.buckets[at].chunks)
		for _, c := range l.buckets[at].chunks {
			m.Bytes += int64(c.n)
		}
	}
	return &m, err
}

// Facts are to be taken together with a [Mark].
func (l *Ledger) Facts() Facts {
	return Facts{l.book.names[1:], l.span.first, l.span.last, l.HasCost(), l.HasDiscount()}
}

// Restore begins an empty ledger, one with writers at most, where another was when its facts were taken. What it had logged then, or that part
// of it in which only the labels in use occur, is to be given to [Ledger.Relog] before anything else is entered.
func (l *Ledger) Restore(f Facts, inUse []string) {
	l.book.restore(f.Labels)
	for _, name := range inUse {
		l.book.code(name)
	}
	l.span.add(f.First, f.Last)
	l.hasCost.Store(f.HasCost)
	l.hasDiscount.Store(f.HasDiscount)
}

// Relog takes what [Ledger.Logged] gave, and keeps the bytes.
func (l *Ledger) Relog(bucket int, entries []byte) error { return l.take(bucket, entries) }

// Labels adds the names of all labels that the writer has met.
func (w *Writer) Labels(to map[string]bool) {
	for i := range w.labels {
		for name := range w.labels[i].known {
			to[name] = true
		}
	}
}

// Logged walks what was logged between two marks, in pieces of about 64 KiB with their buckets. The pieces may be kept.
func (l *Ledger) Logged(since, until *Mark) iter.Seq2[Piece, error] {
	const about = 64 << 10
	return func(yield func(Piece, error) bool) {
		for at := range l.buckets {
			var piece []byte
			for _, c := range l.buckets[at].chunks[since.chunks[at]:until.chunks[at]] {
				b := c.bytes
				if b == nil {
					b = make([]byte, c.n)
					if err := l.scratch.read(c, b); err != nil {
						yield(Piece{}, err)
						return
					}
				}
				if piece = append(piece, b...); len(piece) >= about {
					if !yield(Piece{at, piece}, nil) {
						return
					}
					piece = nil
				}
			}
			if len(piece) > 0 && !yield(Piece{at, piece}, nil) {
				return
			}
		}
	}
}

// Piece is some of what the bucket of that number logged.
type Piece struct {
	Bucket  int
	Entries []byte
}
