package data

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/parquet-go/parquet-go/format"
)

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 86_400 * microsPerSecond
	julianEpoch     = 2_440_588 // the Julian day of 1970-01-01
)

// Dates before 1900 and after 2200 are taken for errors, such as the year 9999 for "never".
var (
	earliest = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	latest   = time.Date(2201, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro() - 1
)

// clock turns instants into the wall-clock time of a zone. It remembers the offset in force, which rarely changes.
type clock struct {
	zone             *time.Location
	from, to, offset int64 // microseconds
}

func (c *clock) wall(at int64) int64 {
	if at < c.from || at >= c.to {
		c.seek(at)
	}
	return at + c.offset
}

func (c *clock) seek(at int64) {
	t := time.UnixMicro(at).In(c.zone)
	_, seconds := t.Zone()
	from, to := t.ZoneBounds()
	c.from, c.to, c.offset = math.MinInt64, math.MaxInt64, int64(seconds)*microsPerSecond
	if !from.IsZero() {
		c.from = from.UnixMicro()
	}
	if !to.IsZero() {
		c.to = to.UnixMicro()
	}
}

// dateConverter reads times as microseconds on the wall clock of the zone. Instants are converted to it; local times and
// dates are taken as they are. Whole numbers must be written as 20111209.
func dateConverter(s *source, zone *time.Location) convert {
	if zone == nil {
		zone = time.UTC
	}
	c := &clock{zone: zone}
	var at func(from *values, i int) (micros int64, ok bool)
	switch {
	case s.meaning == date:
		at = func(from *values, i int) (int64, bool) { return int64(int32s(from.fixed)[i]) * microsPerDay, true }
	case s.physical == format.Int96:
		at = func(from *values, i int) (int64, bool) { return int96(from.fixed[12*i:]) }
	case s.meaning == timestamp && s.perUnit == 1e3:
		at = func(from *values, i int) (int64, bool) {
			ms := int64s(from.fixed)[i]
			return ms * 1000, ms >= math.MinInt64/1000 && ms <= math.MaxInt64/1000
		}
	case s.meaning == timestamp && s.perUnit == 1e6 && !s.instant:
		return asTheyAre
	case s.meaning == timestamp && s.perUnit == 1e6:
		at = func(from *values, i int) (int64, bool) { return int64s(from.fixed)[i], true }
	case s.meaning == timestamp:
		at = func(from *values, i int) (int64, bool) { return floorDiv(int64s(from.fixed)[i], 1000), true }
	case s.meaning == plain && (s.physical == format.Int32 || s.physical == format.Int64):
		return numberDates(s)
	case s.meaning == textual && s.width == 0:
		return textDates(c)
	default:
		return nil
	}
	return func(to *vector, from *values) {
		to.reset(from.n)
		ints := to.makeInts()
		for i := range ints {
			micros, ok := at(from, i)
			if !ok || micros < earliest-microsPerDay || micros > latest+microsPerDay {
				to.mark(i, bad)
				continue
			}
			if s.instant {
				micros = c.wall(micros)
			}
			to.setDate(i, micros)
		}
	}
}

func asTheyAre(to *vector, from *values) {
	to.reset(from.n)
	to.ints = int64s(from.fixed)
	for i, x := range to.ints {
		if x < earliest || x > latest {
			to.mark(i, bad)
		}
	}
}

func (v *vector) setDate(i int, wall int64) {
	v.ints[i] = wall
	if wall < earliest || wall > latest {
		v.mark(i, bad)
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// int96 reads nanoseconds of the day and the Julian day, as Spark, Hive and Impala write them.
func int96(b []byte) (int64, bool) {
	nanos, day := int64(binary.LittleEndian.Uint64(b)), int64(binary.LittleEndian.Uint32(b[8:]))-julianEpoch
	if nanos < 0 || nanos > 2*86_400e9 || day > 1e6 || day < -1e6 {
		return 0, false
	}
	return day*microsPerDay + nanos/1000, true
}

// numberDates reads whole numbers like 20111209.
func numberDates(s *source) convert {
	whole := wholeConverter(s)
	return func(to *vector, from *values) {
		whole(to, from)
		given := to.ints
		to.makeInts()
		for i, x := range given {
			t, ok := calendar(x/10_000, x/100%100, x%100)
			if !ok || x < 0 {
				to.mark(i, bad)
				continue
			}
			to.setDate(i, t)
		}
	}
}

// calendar is midnight of a day, where there is such a day.
func calendar(year, month, day int64) (int64, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	t := time.Date(int(year), time.Month(month), int(day), 0, 0, 0, 0, time.UTC)
	return t.UnixMicro(), t.Day() == int(day)
}

func textDates(c *clock) convert {
	return func(to *vector, from *values) {
		to.reset(from.n)
		to.makeInts()
		for i := range from.n {
			t := from.texts[from.offsets[i]:from.offsets[i+1]]
			if len(t) == 0 {
				to.mark(i, absent)
				continue
			}
			at, instant, ok := parseTime(t)
			if !ok {
				to.mark(i, bad)
				continue
			}
			if instant {
				at = c.wall(at)
			}
			to.setDate(i, at)
		}
	}
}

// parseTime reads 2011-12-09, 2011/12/09, 20111209 or 2011-12, and after a day a time of 12:50, 12:50:00 or 12:50:00.123456
// behind a space or T, and after that Z or an offset such as +02:00, which makes it an instant.
func parseTime(b []byte) (micros int64, instant, ok bool) {
	p := &scanner{b: b}
	year := p.digits(4)
	sep, dashed := p.sep("-/")
	month, day := p.digits(2), int64(1)
	if dashed {
		if p.done() && sep == '-' {
			micros, ok = calendar(year, month, 1)
			return micros, false, ok && !p.failed
		}
		p.expect(sep)
	}
	day = p.digits(2)
	micros, ok = calendar(year, month, day)
	if p.failed || !ok || p.done() {
		return micros, false, ok && !p.failed
	}
	if _, timed := p.sep(" T"); !timed {
		return 0, false, false
	}
	clock, valid := p.clock()
	offset, instant := p.offset()
	return micros + clock - offset, instant, valid && !p.failed && p.done()
}

// scanner reads a text from left to right and remembers whether it ever met something else than expected.
type scanner struct {
	b      []byte
	at     int
	failed bool
}

func (p *scanner) done() bool { return p.at == len(p.b) }

func (p *scanner) digits(n int) (x int64) {
	for range n {
		if p.done() || p.b[p.at] < '0' || p.b[p.at] > '9' {
			p.failed = true
			return 0
		}
		x = 10*x + int64(p.b[p.at]-'0')
		p.at++
	}
	return x
}

// sep takes one of the given characters where it stands next.
func (p *scanner) sep(any string) (byte, bool) {
	if p.done() {
		return 0, false
	}
	for i := range len(any) {
		if p.b[p.at] == any[i] {
			p.at++
			return any[i], true
		}
	}
	return 0, false
}

func (p *scanner) expect(c byte) {
	if _, ok := p.sep(string(c)); !ok {
		p.failed = true
	}
}

func (p *scanner) clock() (micros int64, ok bool) {
	hour := p.digits(2)
	p.expect(':')
	minute, second := p.digits(2), int64(0)
	if _, more := p.sep(":"); more {
		second = p.digits(2)
		if _, more := p.sep("."); more {
			unit := int64(microsPerSecond / 10)
			for start := p.at; !p.done() && p.b[p.at] >= '0' && p.b[p.at] <= '9' && p.at < start+9; unit /= 10 {
				micros += unit * p.digits(1)
			}
		}
	}
	return micros + ((hour*60+minute)*60+second)*microsPerSecond, hour < 24 && minute < 60 && second < 60
}

func (p *scanner) offset() (micros int64, instant bool) {
	c, ok := p.sep("Z+-")
	if !ok || c == 'Z' {
		return 0, ok
	}
	hours, minutes := p.digits(2), int64(0)
	if _, colon := p.sep(":"); colon || !p.done() {
		minutes = p.digits(2)
	}
	micros = (hours*60 + minutes) * 60 * microsPerSecond
	if c == '-' {
		micros = -micros
	}
	return micros, true
}
