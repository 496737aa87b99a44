package data

import (
	"cmp"
	"io"
	"math"
	"slices"

	"github.com/parquet-go/parquet-go/format"
)

// maxIndex is the longest index of a chunk's pages that is worth reading.
const maxIndex = 4 << 20

// rowRange is rows of a row group.
type rowRange struct{ from, until int64 }

// indexed is a page of a chunk, with the bounds of its values.
type indexed struct {
	rowRange
	bounds
	nulls bool // all of its values are null
}

// findSettled finds the rows of a row group of which the statistics of pages settle what becomes of them, as those of whole row groups do.
func (w *worker) findSettled(f *openFile, in io.ReaderAt, g *rowGroup) {
	w.settled, w.filters = nil, w.filtering(f)
	if w.filters && !w.reaches(f, g) {
		return
	}
	for i := range f.fields {
		l := w.lanes[i]
		if l.where == nil || l.source < 0 {
			continue
		}
		w.settle(in, g, l.source, func(p *indexed) bool {
			if p.nulls {
				return !slices.Contains(l.where, "")
			}
			return l.excludes(f, &p.bounds)
		})
	}
	if !w.filters && w.limited() {
		w.settle(in, g, w.dates.source, func(p *indexed) bool { return w.late(f, &p.bounds) })
	}
	slices.SortFunc(w.settled, func(a, b rowRange) int { return cmp.Compare(a.from, b.from) })
}

// settle adds the rows of a column's pages that are settled.
func (w *worker) settle(in io.ReaderAt, g *rowGroup, column int, is func(*indexed) bool) {
	for _, p := range pageIndex(in, &g.chunks[column], g.rows) {
		if is(&p) {
			w.settled = append(w.settled, p.rowRange)
		}
	}
}

// pass passes over the rows that are next, as far as they are settled, and counts them as if they had been read.
func (w *worker) pass() {
	from := w.group
	for len(w.settled) > 0 && w.settled[0].from <= w.group.row {
		w.group.row = max(w.group.row, w.settled[0].until)
		w.settled = w.settled[1:]
	}
	n := w.group.row - from.row
	if n == 0 {
		return
	}
	for _, l := range w.reading {
		l.behind += n
	}
	w.read += n
	w.skipped += n
	if w.filters {
		w.out += n
	} else {
		w.refused.noteAll(from, n)
	}
}

// pageIndex reads the index of a chunk's pages. It is empty where the writer made none, or one that contradicts itself.
func pageIndex(in io.ReaderAt, c *chunk, rows int64) (pages []indexed) {
	var index format.ColumnIndex
	var places format.OffsetIndex
	if !readStretch(in, c.index, &index) || !readStretch(in, c.offsets, &places) {
		return nil
	}
	n := len(places.PageLocations)
	if n == 0 || len(index.NullPages) != n || len(index.MinValues) != n || len(index.MaxValues) != n || places.PageLocations[0].FirstRowIndex != 0 {
		return nil
	}
	for i, at := range places.PageLocations {
		p := indexed{rowRange: rowRange{at.FirstRowIndex, rows}, nulls: index.NullPages[i]}
		if i+1 < n {
			p.until = places.PageLocations[i+1].FirstRowIndex
		}
		if p.until < p.from || p.until > rows {
			return nil
		}
		p.low, p.high = index.MinValues[i], index.MaxValues[i]
		p.noNulls = len(index.NullCounts) == n && index.NullCounts[i] == 0
		pages = append(pages, p)
	}
	return pages
}

// readStretch decodes the structure in a part of a file, if there is one.
func readStretch(in io.ReaderAt, s stretch, to any) bool {
	if s.n <= 0 || s.n > maxIndex || s.at <= 0 || s.at > math.MaxInt64-s.n {
		return false
	}
	b := make([]byte, s.n)
	if readFull(in, b, s.at) != nil {
		return false
	}
	_, err := decodeThrift(b, to)
	return err == nil
}
