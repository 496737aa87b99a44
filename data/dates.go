package data

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
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
// dates are taken as they are. Numbers are read by their magnitude, see numberDate.
func dateConverter(s *source, r reading) convert {
	c := &clock{zone: cmp.Or(r.zone, time.UTC)}
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
	case s.meaning == plain && (s.physical == format.Float || s.physical == format.Double):
		return floatDates(s, c)
	case s.meaning != textual && wholeConverter(s) != nil:
		return numberDates(s, c)
	case s.meaning == textual && s.width == 0:
		return textDates(c, r.order)
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

// numberDates reads whole numbers.
func numberDates(s *source, c *clock) convert {
	whole := wholeConverter(s)
	return func(to *vector, from *values) {
		whole(to, from)
		given := to.ints
		to.makeInts()
		for i, x := range given {
			if to.state == nil || to.state[i] == fine {
				to.setNumberDate(i, x, c)
			}
		}
	}
}

// floatDates reads whole numbers that are written as floats, as by pandas where some are missing.
func floatDates(s *source, c *clock) convert {
	floats := numberConverter(s, absent)
	return func(to *vector, from *values) {
		floats(to, from)
		ints := to.makeInts()
		for i, x := range to.floats {
			if ints[i] = 0; to.state == nil || to.state[i] == fine {
				to.setNumberDate(i, int64(math.Floor(x)), c)
			}
		}
		to.floats = nil
	}
}

func (v *vector) setNumberDate(i int, x int64, c *clock) {
	at, instant, ok := numberDate(x)
	if !ok {
		v.mark(i, bad)
		return
	}
	if instant {
		at = c.wall(at)
	}
	v.setDate(i, at)
}

// numberDate reads a number as 201112, 20111209 or 20111209125000 where there is such a day, else as the time since 1970 in seconds,
// milliseconds, microseconds or nanoseconds, whichever lies between 1973 and 2200. No number can be read in two ways.
func numberDate(x int64) (micros int64, instant, ok bool) {
	switch {
	case x >= 190001 && x <= 220012:
		micros, ok = calendar(x/100, x%100, 1)
		return micros, false, ok
	case x >= 1900_01_01 && x <= 2200_12_31:
		micros, ok = calendar(x/10_000, x/100%100, x%100)
		return micros, false, ok
	case x >= 1900_01_01_000000 && x <= 2200_12_31_235959:
		micros, ok = calendar(x/1e10, x/1e8%100, x/1e6%100)
		hour, minute, second := x/1e4%100, x/100%100, x%100
		return micros + ((hour*60+minute)*60+second)*microsPerSecond, false, ok && hour < 24 && minute < 60 && second < 60
	case x >= 1e8 && x < 1e11:
		return x * microsPerSecond, true, true
	case x >= 1e11 && x < 1e14:
		return x * 1000, true, true
	case x >= 1e14 && x < 1e17:
		return x, true, true
	case x >= 1e17:
		return x / 1000, true, true
	}
	return 0, false, false
}

// calendar is midnight of a day, where there is such a day.
func calendar(year, month, day int64) (int64, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	t := time.Date(int(year), time.Month(month), int(day), 0, 0, 0, 0, time.UTC)
	return t.UnixMicro(), t.Day() == int(day)
}

func textDates(c *clock, order dateOrder) convert {
	return func(to *vector, from *values) {
		to.reset(from.n)
		to.makeInts()
		for i := range from.n {
			t := from.texts[from.offsets[i]:from.offsets[i+1]]
			at, instant, ok := parseTime(t)
			if !ok {
				if t = tidied(t, true); len(t) == 0 {
					to.mark(i, absent)
					continue
				}
				at, instant, ok = parseOther(t, order)
			}
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

// parseTime reads the forms that are usual: 2011-12-09, 2011/12/09, 20111209 or 2011-12, and after a day a time of 12:50, 12:50:00 or
// 12:50:00.123456 behind a space or T, and after that Z or an offset such as +02:00, which makes it an instant.
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

// dateOrder is in which order texts give the parts of a day: "dmy", "mdy", "ymd" or, where it was not said, "".
type dateOrder string

// DateOrder reads the order of day, month and year as users write it: DD/MM/YYYY, %m-%d-%y, d.M.yyyy.
func DateOrder(pattern string) (string, error) {
	var order []byte
	day, _, _ := strings.Cut(strings.TrimSpace(pattern), " ")
	for _, c := range []byte(strings.ToLower(day)) {
		switch {
		case (c == 'd' || c == 'm' || c == 'y') && !bytes.Contains(order, []byte{c}):
			order = append(order, c)
		case c >= 'a' && c <= 'z' && !bytes.Contains(order, []byte{c}):
			return "", fmt.Errorf("%q is not a form of dates: write the order of day, month and year, such as DD/MM/YYYY or MM/DD/YYYY; a time behind them is read as it is", pattern)
		}
	}
	switch o := string(order); o {
	case "dmy", "mdy", "ymd":
		return o, nil
	}
	return "", fmt.Errorf("%q is not a form of dates: write the order of day, month and year, such as DD/MM/YYYY or MM/DD/YYYY; a time behind them is read as it is", pattern)
}

// parseOther reads the rarer forms: numbers as numberDate does; 2011-1-9, 2011.01.09 and 2011年1月9日; the day in the order that the user gave;
// after a day a time of 9:05, 09:05:07, 9时5分 or 9:05 PM, with any blanks, and then Z, UTC, GMT, +02:00, +0200 or +02.
func parseOther(b []byte, order dateOrder) (micros int64, instant, ok bool) {
	p := &scanner{b: b}
	parts, lengths := [3]int64{}, [3]int{}
	for i := range parts {
		start := p.at
		for !p.done() && p.b[p.at] >= '0' && p.b[p.at] <= '9' && p.at-start < 19 {
			parts[i] = 10*parts[i] + int64(p.b[p.at]-'0')
			p.at++
		}
		lengths[i] = p.at - start
		if i == 0 && p.done() {
			return numberDate(parts[0])
		}
		if lengths[i] == 0 {
			return 0, false, false
		}
		if i < 2 && !p.anyOf("-", "/", ".", "年", "月") {
			return 0, false, false
		}
	}
	p.anyOf("日")
	year, month, day := parts[0], parts[1], parts[2]
	switch {
	case lengths[0] == 4:
	case order == "dmy":
		year, month, day = parts[2], parts[1], parts[0]
	case order == "mdy":
		year, month, day = parts[2], parts[0], parts[1]
	case order == "":
		return 0, false, false
	}
	if order != "" && year < 100 && (lengths[0] == 2 || lengths[2] == 2) { // as POSIX has it
		if year += 2000; year >= 2069 {
			year -= 100
		}
	}
	micros, ok = calendar(year, month, day)
	if p.blanks(); !ok || p.done() {
		return micros, false, ok
	}
	p.anyOf("T", "t")
	clock, ok := p.looseClock()
	if !ok {
		return 0, false, false
	}
	p.blanks()
	if p.anyOf("UTC", "GMT", "utc", "gmt", "z") {
		return micros + clock, true, p.done()
	}
	offset, instant := p.offset()
	return micros + clock - offset, instant, !p.failed && p.done()
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

// anyOf takes one of the given texts where it stands next.
func (p *scanner) anyOf(texts ...string) bool {
	for _, t := range texts {
		if bytes.HasPrefix(p.b[p.at:], []byte(t)) {
			p.at += len(t)
			return true
		}
	}
	return false
}

func (p *scanner) blanks() {
	for p.anyOf(" ", "\t") {
	}
}

// number takes one digit or two.
func (p *scanner) number() int64 {
	x := p.digits(1)
	if !p.done() && p.b[p.at] >= '0' && p.b[p.at] <= '9' {
		x = 10*x + p.digits(1)
	}
	return x
}

// looseClock reads a time of day that may have one digit for the hour, and AM or PM behind it.
func (p *scanner) looseClock() (micros int64, ok bool) {
	hour, minute, second, fraction := p.number(), int64(0), int64(0), int64(0)
	if !p.anyOf(":", "时", "点") {
		return 0, false
	}
	minute = p.number()
	p.anyOf("分")
	if p.anyOf(":") || !p.done() && p.b[p.at] >= '0' && p.b[p.at] <= '9' {
		second = p.number()
		if p.anyOf(".", ",") {
			fraction = p.fraction()
		}
		p.anyOf("秒")
	}
	p.blanks()
	afternoon := p.anyOf("PM", "pm", "Pm", "下午")
	if afternoon || p.anyOf("AM", "am", "Am", "上午") {
		if hour < 1 || hour > 12 {
			return 0, false
		}
		if hour %= 12; afternoon {
			hour += 12
		}
	}
	return fraction + ((hour*60+minute)*60+second)*microsPerSecond, !p.failed && hour < 24 && minute < 60 && second < 60
}

// fraction reads the digits of a second's fraction, of which nine at most are given.
func (p *scanner) fraction() (micros int64) {
	unit := int64(microsPerSecond / 10)
	for start := p.at; !p.done() && p.b[p.at] >= '0' && p.b[p.at] <= '9' && p.at < start+9; unit /= 10 {
		micros += unit * p.digits(1)
	}
	return micros
}

func (p *scanner) clock() (micros int64, ok bool) {
	hour := p.digits(2)
	p.expect(':')
	minute, second := p.digits(2), int64(0)
	if _, more := p.sep(":"); more {
		second = p.digits(2)
		if _, more := p.sep("."); more {
			micros = p.fraction()
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
