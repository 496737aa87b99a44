package data

import (
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// batchRows is the most rows handed on at a time: few enough that they stay in a core's cache.
const batchRows = 32 << 10

// worker reads row groups, one at a time.
type worker struct {
	table   *Dataset
	id      int
	each    func(worker int, batch arrow.Record) error
	watch   *watch
	expand  decompressor
	lanes   []*lane
	group   place
	total   int64 // rows of the group
	settled []rowRange
	filters bool  // there are filters
	limit   int64 // first moment behind the last day
	schemas map[string]*arrow.Schema

	dates, amounts    *lane
	verdict           []reason
	chosen            []int32
	refused           *refusals
	read, kept, out   int64
	skipped           int64
	doubled           int64
	lines             [][2]uint64
	blanked           map[string]int64
	earliest, latest  int64
	reach             int64 // latest date up to the limit, whatever the filter
	rules             []rule
	words             map[string]map[string]*Word
	since, until      int64 // first moment of the days wanted, first behind them
	near              [2]int64
	seenRows          extremes
	sample            Sample
	names             map[uint64]string // of customers in the sample
	picked            []int32
	dateBuffer        []int64
	amountBuffer      []int64
	reading, computed []*lane // those with pages, those without
	where             string  // for errors: the column being read
	handing           bool    // the caller has the batch
}

func newWorker(t *Dataset, id int, each func(int, arrow.Record) error) *worker {
	return &worker{table: t, id: id, each: each, watch: new(watch), refused: newRefusals(t.spec.Table), blanked: map[string]int64{},
		limit: behind(t.spec.AsOf), since: from(t.spec.Since), until: behind(t.spec.Until), rules: rulesOf(t.spec.Table), words: map[string]map[string]*Word{}, names: map[uint64]string{},
		near:     [2]int64{from(t.spec.Near[0]), behind(t.spec.Near[1])},
		earliest: math.MaxInt64, latest: math.MinInt64, reach: math.MinInt64, schemas: map[string]*arrow.Schema{}}
}

// behind is the first moment behind a day, on the wall clock; there is none behind no day.
func behind(day time.Time) int64 {
	if day.IsZero() {
		return math.MaxInt64
	}
	y, m, d := day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC).UnixMicro()
}

// from is the first moment of a day, on the wall clock; no day has none.
func from(day time.Time) int64 {
	if day.IsZero() {
		return math.MinInt64
	}
	return behind(day) - microsPerDay
}

// readGroup reads one row group. What panics in it becomes an error: the decoders believe what they read.
func (w *worker) readGroup(file, group int) (err error) {
	f := &w.table.files[file]
	fail := func(err error) error {
		if w.where == "" {
			return fmt.Errorf("%s: %w", f.path, err)
		}
		return fmt.Errorf("%s: row group %d, column %s: %w", f.path, group, printable(w.where), err)
	}
	defer func() {
		if w.handing { // a panic of the caller's is not the file's fault
			return
		}
		if r := recover(); r != nil {
			err = fail(fmt.Errorf("the file is corrupt (%s)", printable(fmt.Sprint(r))))
		}
	}()
	w.where = ""
	in, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer in.Close()
	defer func() {
		if e := f.check(in); e != nil { // and so is what went wrong on the way
			err = e
		}
	}()
	w.group, w.total = place{file: file, group: group}, f.groups[group].rows
	if err := w.open(f, in, &f.groups[group]); err != nil {
		return fail(err)
	}
	if w.skip(f, &f.groups[group]) {
		w.watch.stop()
		return nil
	}
	w.findSettled(f, in, &f.groups[group])
	for w.pass(); w.group.row < w.total; w.pass() {
		n, err := w.pages()
		if err != nil {
			return fail(err)
		}
		w.takeBack(n)
		batch := w.judge(n)
		w.where = ""
		w.watch.stop()
		if batch != nil {
			if err := w.hand(batch); err != nil {
				return err
			}
		}
		w.watch.start(f.path)
		w.advance(n)
	}
	w.watch.stop()
	return nil
}

// hand gives a batch to the caller.
func (w *worker) hand(batch arrow.Record) error {
	w.handing = true
	err := w.each(w.id, batch)
	w.handing = false
	return err
}

// open prepares a lane for each field of the file.
func (w *worker) open(f *openFile, in *os.File, g *rowGroup) error {
	w.watch.start(f.path)
	for len(w.lanes) < len(f.fields) {
		w.lanes = append(w.lanes, &lane{})
	}
	w.reading, w.computed, w.dates, w.amounts = w.reading[:0], w.computed[:0], nil, nil
	for i := range f.fields {
		l, c := w.lanes[i], &f.fields[i]
		w.where = c.from
		var err error
		if l.convert, l.shape, err = w.table.converter(f, c); err != nil {
			return err
		}
		l.field, l.at, l.n, l.behind, l.coded, l.found = c, 0, 0, 0, false, [3][]bool{}
		l.rows.reset(0)
		switch {
		case c.how == Computed:
			w.computed = append(w.computed, l)
		default:
			w.reading = append(w.reading, l)
		}
		if c.source >= 0 {
			l.cursor.expand = &w.expand
			if err := l.cursor.open(in, &f.sources[c.source], g.chunks[c.source], g.rows); err != nil {
				return err
			}
		}
		if c.required && c.kind == aDate {
			w.dates = l
		}
		if c.name == "amount" && c.kind == money {
			w.amounts = l
		}
	}
	return nil
}

// pages makes sure that every lane has rows and gives how many all have.
func (w *worker) pages() (int, error) {
	n := int(min(w.total-w.group.row, batchRows))
	if len(w.settled) > 0 {
		n = int(min(int64(n), w.settled[0].from-w.group.row))
	}
	for _, l := range w.reading {
		w.where = l.from
		if err := l.page(); err != nil {
			return 0, err
		}
		n = min(n, l.n-l.at)
	}
	for _, l := range w.computed {
		w.where = l.from
		l.multiply(w.lanes[l.sides[0]], w.lanes[l.sides[1]], n)
	}
	return n, nil
}

func (w *worker) advance(n int) {
	for _, l := range w.reading {
		l.at += n
	}
	w.group.row += int64(n)
}

// judge decides about the next n rows and gives the batch of those to hand on; nil where there are none.
func (w *worker) judge(n int) arrow.Record {
	w.read += int64(n)
	if cap(w.verdict) < n {
		w.verdict = make([]reason, batchRows)
	}
	w.verdict = w.verdict[:n]
	clear(w.verdict)
	any := w.filter(n)
	for i := range w.rules {
		r := &w.rules[i]
		l := w.lane(r.name)
		switch {
		case l == nil:
		case r.required:
			any = w.require(l, r.first, n) || any
			if r.kind == aDate {
				any = w.limitTo(l, r.first+2, n) || any
				any = w.keepNear(l, r.first+3, n) || any
			}
		case r.words != nil:
			any = w.refuseBad(l, r.first, n) || any
		case w.table.spec.Currency != "":
			any = w.inOneCurrency(l, r.first, n) || any
		}
	}
	if w.table.newest != nil {
		any = w.keepNewest(n) || any
	}
	if w.table.seen != nil {
		any = w.dropSeen(n) || any
	}
	w.count(n)
	if !any {
		return w.whole(n)
	}
	return w.rest(n)
}

func (w *worker) lane(name string) *lane {
	f := &w.table.files[w.group.file]
	for i := range f.fields {
		if k := f.fields[i].kind; f.fields[i].name == name && k != operand && k != raw {
			return w.lanes[i]
		}
	}
	return nil
}

// filter marks the rows that the user's filter takes out.
func (w *worker) filter(n int) (any bool) {
	mark := func(l *lane, values []string, found *[]bool, out bool, why reason) {
		has := l.matcher(values, found)
		for i := range w.verdict {
			if has(l.at+i) == out {
				w.verdict[i] = why
				any = true
			}
		}
	}
	for i := range w.table.files[w.group.file].fields {
		l := w.lanes[i]
		if l.field.where != nil {
			mark(l, l.field.where, &l.found[0], false, filtered)
		}
		if l.field.except != nil {
			mark(l, l.field.except, &l.found[1], true, filtered)
		}
	}
	return w.inDays(n) || any
}

// inDays marks the rows outside the days that the user wants.
func (w *worker) inDays(n int) (any bool) {
	if w.dates == nil || w.since == math.MinInt64 && w.until == math.MaxInt64 {
		return false
	}
	state := w.dates.states(n)
	for i, at := range w.dates.rows.ints[w.dates.at : w.dates.at+n] {
		if (at < w.since || at >= w.until) && (state == nil || state[i] == fine) {
			w.verdict[i] = apart
			any = true
		}
	}
	return any
}

// refuseBad marks rows where an optional column has a word that its vocabulary has not.
func (w *worker) refuseBad(l *lane, why reason, n int) (any bool) {
	for i, s := range l.states(n) {
		if s >= bad && w.verdict[i] == 0 {
			w.verdict[i] = why
			any = true
		}
	}
	return any
}

// require marks rows where a required column has no value (why) or a bad one (why+1).
func (w *worker) require(l *lane, why reason, n int) (any bool) {
	for i, s := range l.states(n) {
		if s != fine && w.verdict[i] == 0 {
			w.verdict[i] = why + reason(s-absent)
			any = true
		}
	}
	return any
}

func (w *worker) limitTo(l *lane, why reason, n int) (any bool) {
	if w.limit == math.MaxInt64 {
		return false
	}
	for i, at := range l.rows.ints[l.at : l.at+n] {
		if at >= w.limit && w.verdict[i] == 0 {
			w.verdict[i] = why
			any = true
		}
	}
	return any
}

// keepNear marks rows that lie far from all others in time.
func (w *worker) keepNear(l *lane, why reason, n int) (any bool) {
	if w.near[0] == math.MinInt64 && w.near[1] == math.MaxInt64 {
		return false
	}
	for i, at := range l.rows.ints[l.at : l.at+n] {
		if (at < w.near[0] || at >= w.near[1]) && w.verdict[i] == 0 {
			w.verdict[i] = why
			any = true
		}
	}
	return any
}

// whole hands on all n rows, as they lie.
func (w *worker) whole(n int) arrow.Record {
	w.kept += int64(n)
	if w.dates != nil {
		w.observe(w.dates.rows.ints[w.dates.at:w.dates.at+n], w.amountsOf(n), func(i int) int64 { return int64(i) })
		w.sampleLines(n, nil)
		w.reach = max(w.reach, w.latest)
	}
	return w.record(n, func(l *lane) arrow.Array { return l.array(n) }, nil)
}

// rest counts the rows taken out and hands on the others.
func (w *worker) rest(n int) arrow.Record {
	w.chosen = w.chosen[:0]
	for i, why := range w.verdict {
		switch why {
		case 0:
			w.chosen = append(w.chosen, int32(i))
		case filtered, apart:
			w.out++
		case duplicate:
			w.doubled++
		default:
			at := w.group
			at.row += int64(i)
			w.refuse(i, why, at)
		}
	}
	w.reachTo(len(w.verdict))
	if len(w.chosen) > 0 {
		w.observeChosen()
		w.sampleLines(n, w.chosen)
	}
	w.kept += int64(len(w.chosen))
	if len(w.chosen) == 0 {
		return nil
	}
	return w.record(len(w.chosen), func(l *lane) arrow.Array { return l.pick(w.chosen) }, w.chosen)
}

// refuse counts a refused row and keeps what was wrong with it.
func (w *worker) refuse(i int, why reason, at place) {
	w.refused.note(why, at, w.amountAt(i))
	if !w.refused.wanted(why) {
		return
	}
	row := refusedRow{at: at}
	for k := range w.rules {
		if r := &w.rules[k]; why >= r.first && why < r.first+reason(len(r.reasons)) {
			l := w.lane(r.name)
			row.column, row.value = printable(l.from), w.given(l, l.at+i)
		}
	}
	w.refused.kept[why-1] = append(w.refused.kept[why-1], row)
}

// reachTo notes the latest date of all rows that are not outside the days wanted or after the last one.
func (w *worker) reachTo(n int) {
	if w.dates == nil {
		return
	}
	state := w.dates.states(n)
	for i, at := range w.dates.rows.ints[w.dates.at : w.dates.at+n] {
		if at > w.reach && at < min(w.limit, w.until, w.near[1]) && at >= w.since && (state == nil || state[i] == fine) {
			w.reach = at
		}
	}
}

func (w *worker) amountAt(i int) int64 {
	l := w.amounts
	if l == nil || l.rows.state != nil && l.rows.state[l.at+i] != fine {
		return 0
	}
	return l.rows.ints[l.at+i]
}

func (w *worker) record(n int, make func(*lane) arrow.Array, chosen []int32) arrow.Record {
	fields := w.table.files[w.group.file].fields
	var columns []arrow.Array
	var key []byte
	for i := range fields {
		if fields[i].hidden {
			continue
		}
		l := w.lanes[i]
		a := make(l)
		w.blank(l, n, chosen)
		columns = append(columns, a)
		key = append(key, byte(i), byte(a.DataType().ID()))
	}
	return array.NewRecord(w.schema(fields, columns, key), columns, int64(n))
}

// blank counts the values that are passed on as null because they could not be used.
func (w *worker) blank(l *lane, n int, chosen []int32) {
	if l.rows.state == nil {
		return
	}
	count := int64(0)
	if chosen == nil {
		for _, s := range l.states(n) {
			count += int64(s >> 1)
		}
	}
	for _, i := range chosen {
		count += int64(l.rows.state[l.at+int(i)] >> 1)
	}
	if count > 0 {
		w.blanked[l.name] += count
	}
}

func (w *worker) schema(fields []field, columns []arrow.Array, key []byte) *arrow.Schema {
	var names strings.Builder
	names.Write(key)
	for i := range fields {
		if !fields[i].hidden {
			names.WriteString(fields[i].name)
		}
	}
	name := names.String()
	if s := w.schemas[name]; s != nil {
		return s
	}
	var out []arrow.Field
	for i := range fields {
		if !fields[i].hidden {
			out = append(out, arrow.Field{Name: fields[i].name, Type: columns[len(out)].DataType(), Nullable: !fields[i].required})
		}
	}
	w.schemas[name] = arrow.NewSchema(out, nil)
	return w.schemas[name]
}

// multiply fills a computed lane with the product of the next n rows of two others.
func (l *lane) multiply(a, b *lane, n int) {
	l.at, l.n, l.coded = 0, n, false
	l.rows.reset(n)
	ints := l.rows.makeInts()
	sa, sb := a.states(n), b.states(n)
	for i := range ints {
		var s byte
		if sa != nil {
			s = sa[i]
		}
		if sb != nil && (s == fine || s == bad && sb[i] == absent) {
			s = sb[i]
		}
		if s != fine {
			l.rows.mark(i, s)
			continue
		}
		var ok bool
		if ints[i], ok = times(a, b, i); ok && l.factor != (factor{}) {
			ints[i], ok = l.factor.of(ints[i])
		}
		if !ok {
			l.rows.mark(i, bad)
		}
	}
	l.setValidity()
}

func times(a, b *lane, i int) (int64, bool) {
	if a.shape == asInts && b.shape == asInts {
		return product(a.rows.ints[a.at+i], b.rows.ints[b.at+i])
	}
	return productOf(a.float(i), b.float(i))
}

func (l *lane) float(i int) float64 {
	if l.shape == asFloats {
		return l.rows.floats[l.at+i]
	}
	return float64(l.rows.ints[l.at+i]) / millionths
}
