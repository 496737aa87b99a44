package data

import (
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go/format"
)

// skip tells whether the statistics of a row group settle what becomes of all its rows, so that none need be read: the filter takes
// them out, or they lie after the as-of date. It counts them as if they had been read.
func (w *worker) skip(f *openFile, g *rowGroup) bool {
	filters := w.filtering(f)
	if filters && !w.reaches(f, g) {
		return false
	}
	for i := range f.fields {
		l := w.lanes[i]
		if l.where != nil && l.source >= 0 && l.excludes(f, &g.chunks[l.source].bounds) {
			w.read += g.rows
			w.out += g.rows
			w.skipped += g.rows
			return true
		}
	}
	if filters || !w.limited() || !w.late(f, &g.chunks[w.dates.source].bounds) {
		return false
	}
	w.read += g.rows
	w.skipped += g.rows
	w.refused.noteAll(w.group, g.rows)
	return true
}

// filtering tells whether the user's filter may take rows out.
func (w *worker) filtering(f *openFile) bool {
	return w.since > math.MinInt64 || w.until < math.MaxInt64 ||
		slices.ContainsFunc(f.fields, func(c field) bool { return c.where != nil || c.except != nil })
}

// reaches tells whether it is known how far the dates of a row group reach, so that rows that are taken out need not be read for that.
func (w *worker) reaches(f *openFile, g *rowGroup) bool {
	if !w.table.spec.AsOf.IsZero() || w.dates == nil {
		return true
	}
	if w.dates.source < 0 || !w.dates.between(f, &g.chunks[w.dates.source].bounds) {
		return false
	}
	last := w.dates.dense.ints[1]
	if last >= w.until || last < w.since {
		return false
	}
	w.reach = max(w.reach, last)
	return true
}

// limited tells whether rows may lie after the as-of date, and their dates may have statistics.
func (w *worker) limited() bool {
	return w.dates != nil && w.dates.source >= 0 && w.limit != math.MaxInt64
}

// late tells whether all rows with such dates surely lie after the as-of date. Where clocks are put back, wall time may run behind the world's
// by hours, so a day is left for that.
func (w *worker) late(f *openFile, b *bounds) bool {
	l := w.dates
	return b.noNulls && l.between(f, b) && l.dense.ints[0] >= w.limit+clockMargin(&f.sources[l.source])
}

func clockMargin(s *source) int64 {
	if s.instant {
		return microsPerDay
	}
	return 0
}

// Settled tells whether the statistics of a file show that none of its rows lies after the as-of date, so that a reading as of any later
// date finds the same in it.
func (t *Dataset) Settled(file int) (bool, error) {
	limit, f := behind(t.spec.AsOf), &t.files[file]
	if limit == math.MaxInt64 {
		return true, nil
	}
	at := slices.IndexFunc(f.fields, func(c field) bool { return c.required && c.kind == aDate })
	if at < 0 {
		return true, nil
	}
	l := &lane{field: &f.fields[at]}
	var err error
	if l.convert, l.shape, err = t.converter(f, l.field); err != nil {
		return false, err
	}
	for i := range f.groups {
		g := &f.groups[i]
		if g.rows > 0 && !(l.source >= 0 && l.between(f, &g.chunks[l.source].bounds) && l.dense.ints[1] < limit-clockMargin(&f.sources[l.source])) {
			return false, nil
		}
	}
	return true, nil
}

// between converts the least and greatest value as values are, if they are known and can be used, and if all others lie between them
// however they are written.
func (l *lane) between(f *openFile, c *bounds) bool {
	s := &f.sources[l.source]
	if len(c.low) == 0 || len(c.high) == 0 || l.factor != (factor{}) || l.kind == word {
		return false
	}
	v := values{n: 2, buffer: slices.Concat(c.low, c.high)}
	switch s.physical {
	case format.Int32, format.Int64, format.Float, format.Double:
		if len(c.low) != s.width || len(c.high) != s.width {
			return false
		}
		v.fixed = v.buffer
		if l.kind == aDate && s.meaning != date && s.meaning != timestamp && len(s.print(&v, 0)) != len(s.print(&v, 1)) {
			return false // numbers of several lengths may be dates of several forms
		}
	case format.ByteArray:
		// Dates and numbers may be written in several ways, so that their texts stand in another order than they do.
		if s.meaning != textual || l.shape != asTexts || !utf8.Valid(c.low) || !utf8.Valid(c.high) {
			return false
		}
		if len(tidied(c.low, l.kind == aKey)) != len(c.low) || len(tidied(c.high, l.kind == aKey)) != len(c.high) {
			return false
		}
		v.texts, v.offsets = v.buffer, []int32{0, int32(len(c.low)), int32(len(v.buffer))}
	default:
		return false
	}
	l.convert(&l.dense, &v)
	return l.dense.state == nil || l.dense.state[0] == fine && l.dense.state[1] == fine
}

// excludes tells whether no value between the bounds passes the filter, and no null does.
func (l *lane) excludes(f *openFile, b *bounds) bool {
	text := f.sources[l.source].meaning == textual // which may have words for nothing
	if slices.Contains(l.where, "") && (text || !b.noNulls) || !l.between(f, b) {
		return false
	}
	d := &l.dense
	switch {
	case l.shape == asTexts && l.kind == aKey:
		return text && !slices.ContainsFunc(l.where, func(v string) bool { return mayHold(v, string(d.text(0)), string(d.text(1))) })
	case l.shape == asTexts:
		return text && beyond(l.where, string(d.text(0)), string(d.text(1)))
	case l.shape == asFloats:
		return beyond(parsed(l.where, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) }), min(d.floats[0], d.floats[1]), max(d.floats[0], d.floats[1]))
	case l.kind == aDate:
		return !f.sources[l.source].instant && beyond(l.where, dayText(d.ints[0]), dayText(d.ints[1]))
	case l.kind == aKey:
		return beyond(parsed(l.where, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }), d.ints[0], d.ints[1])
	default:
		return false
	}
}

// mayHold tells whether an id may stand between the bounds, as it is or with a fraction of zeros.
func mayHold(id, low, high string) bool {
	return id >= low && id <= high || id+"/" > low && id+"." <= high // all that begin with the id and a point lie between these
}

// beyond tells whether every value lies outside low to high.
func beyond[T int64 | float64 | string](values []T, low, high T) bool {
	return !slices.ContainsFunc(values, func(v T) bool { return !(v < low || v > high) })
}
