package data

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

type csvWriter struct {
	to  io.Writer
	row []byte
}

// NewCSVWriter writes a table as RFC 4180 gives it, in UTF-8: a header, lines that end in CR LF, and quotes only where needed.
// A null is empty and an empty text is "". Dates are ISO 8601, and numbers are the shortest that read back the same. A text that
// a spreadsheet may take for a formula, because it begins with = + - @ (full-width too, and behind blanks), tab, CR or LF and is no number, gets
// an apostrophe before it.
func NewCSVWriter(w io.Writer, schema *arrow.Schema) (Writer, error) {
	c := &csvWriter{to: w}
	_, err := w.Write(CSVHeader(schema))
	return c, err
}

// AppendCSV appends the lines of a record to b, without a header, so that parts of a table can be put into words at the same time.
func AppendCSV(b []byte, r arrow.Record) ([]byte, error) {
	c := &csvWriter{row: b}
	err := c.append(r, func() error { return nil })
	return c.row, err
}

// CSVHeader is the first line.
func CSVHeader(schema *arrow.Schema) []byte {
	var line []byte
	for i, f := range schema.Fields() {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendCell(line, f.Name)
	}
	return append(line, '\r', '\n')
}

func (c *csvWriter) Write(r arrow.Record) error {
	return errors.Join(c.append(r, func() error { return c.flush(64 << 10) }), c.flush(0))
}

// append writes lines, and calls after each.
func (c *csvWriter) append(r arrow.Record, line func() error) error {
	cells := make([]printer, r.NumCols())
	for i, column := range r.Columns() {
		var err error
		if cells[i], err = printerOf(column); err != nil {
			return fmt.Errorf("column %s: %w", r.ColumnName(i), err)
		}
	}
	for row := range int(r.NumRows()) {
		for i, print := range cells {
			if i > 0 {
				c.row = append(c.row, ',')
			}
			c.row = print(c.row, row)
		}
		c.row = append(c.row, '\r', '\n')
		if err := line(); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvWriter) flush(above int) error {
	if len(c.row) <= above {
		return nil
	}
	_, err := c.to.Write(c.row)
	c.row = c.row[:0]
	return err
}

func (c *csvWriter) Close() error { return c.flush(0) }

// printer appends a value of a column in words.
type printer func(to []byte, i int) []byte

// printerOf puts a column into words; a null is empty.
func printerOf(a arrow.Array) (printer, error) {
	value, err := valuePrinter(a)
	if a.NullN() == 0 {
		return value, err
	}
	return func(to []byte, i int) []byte {
		if a.IsNull(i) {
			return to
		}
		return value(to, i)
	}, err
}

func valuePrinter(a arrow.Array) (printer, error) {
	switch a := a.(type) {
	case *array.String:
		return func(to []byte, i int) []byte { return appendText(to, a.Value(i)) }, nil
	case *array.Boolean:
		return func(to []byte, i int) []byte { return strconv.AppendBool(to, a.Value(i)) }, nil
	case *array.Int64:
		values := a.Int64Values()
		return func(to []byte, i int) []byte { return strconv.AppendInt(to, values[i], 10) }, nil
	case *array.Float64:
		values := a.Float64Values()
		return func(to []byte, i int) []byte { return appendNumber(to, values[i]) }, nil
	case *array.Date32:
		values := a.Date32Values()
		return func(to []byte, i int) []byte { return appendDate(to, values[i]) }, nil
	}
	return nil, fmt.Errorf("%s cannot be written as CSV", a.DataType())
}

// appendDate writes the years that have four digits by hand, since there are many dates and formatting by a layout is slow.
func appendDate(to []byte, d arrow.Date32) []byte {
	t := time.Unix(int64(d)*86400, 0).UTC()
	y, m, day := t.Date()
	if y < 1000 || y > 9999 {
		return t.AppendFormat(to, time.DateOnly)
	}
	two := func(n int) (byte, byte) { return byte('0' + n/10), byte('0' + n%10) }
	a, b := two(y / 100)
	c, e := two(y % 100)
	f, g := two(int(m))
	h, i := two(day)
	return append(to, a, b, c, e, '-', f, g, '-', h, i)
}

// appendNumber leaves out what is no number, and writes an exponent only where the digits would be many.
func appendNumber(to []byte, x float64) []byte {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return to
	}
	size := math.Abs(x)
	if size != 0 && (size < 1e-6 || size >= 1e21) {
		return strconv.AppendFloat(to, x, 'e', -1, 64)
	}
	if digits, places, ok := fewDigits(size); ok {
		if x < 0 {
			to = append(to, '-')
		}
		return appendDecimal(to, digits, places)
	}
	return strconv.AppendFloat(to, x, 'f', -1, 64)
}

// tens are the powers of ten that a double holds exactly.
var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// fewDigits finds the digits and decimal places of a number of at least 1e-6 that has no more than 15 digits, as money and rounded figures have; for
// them it takes a third of the time that finding the shortest digits of any number does. It is exact: digits and power are doubles without an
// error and a division rounds correctly, so the quotient is the double nearest to the decimal; and no other decimal of 15 digits has the same double.
func fewDigits(x float64) (digits uint64, places int, ok bool) {
	const most = 1e15
	if x < 1e-6 || x > most-1 {
		return 0, 0, false
	}
	exponent := int(math.Float64bits(x)>>52) - 1022 // x is below 2 to the power of it
	places = max(0, 14-exponent*1233>>12)           // log10 2 is about 1233/4096; may be one too many or too few
	n := int64(x*tens[places] + 0.5)
	if n >= most {
		places--
		n = int64(x*tens[places] + 0.5)
	}
	if float64(n)/tens[places] != x {
		return 0, 0, false
	}
	digits = uint64(n)
	for _, zeros := range [...]struct {
		power uint64
		n     int
	}{{1e8, 8}, {1e4, 4}, {1e2, 2}, {1e1, 1}} {
		if digits%zeros.power == 0 {
			digits /= zeros.power
			places -= zeros.n
		}
	}
	return digits, places, true
}

// appendDecimal appends digits with a point before so many of them, or with so many zeros where places is negative.
func appendDecimal(to []byte, digits uint64, places int) []byte {
	if places <= 0 {
		return strconv.AppendUint(to, digits*powers[-places], 10)
	}
	n := places + 1 // a zero before the point at least
	for n < len(powers) && digits >= powers[n] {
		n++
	}
	from := len(to)
	to = slices.Grow(to, n+1)[:from+n+1]
	point := from + n - places
	whole := putDigits(to[point+1:], digits)
	to[point] = '.'
	putDigits(to[from:point], whole)
	return to
}

// putDigits fills b with the last digits of n, and gives those before them.
func putDigits(b []byte, n uint64) uint64 {
	for len(b) >= 2 {
		two := n % 100
		n /= 100
		b[len(b)-2], b[len(b)-1] = byte('0'+two/10), byte('0'+two%10)
		b = b[:len(b)-2]
	}
	if len(b) == 1 {
		b[0] = byte('0' + n%10)
		n /= 10
	}
	return n
}

func appendText(to []byte, s string) []byte {
	if s == "" {
		return append(to, `""`...)
	}
	if formula(s) {
		s = "'" + s
	}
	return appendCell(to, s)
}

// formula tells whether a spreadsheet may take a text for one: it may pass over blanks, and what is not to be seen, before the first sign.
func formula(s string) bool {
	switch b := s[0]; {
	case b == '\t', b == '\r', b == '\n':
		return true
	case b == '+', b == '-':
		_, err := strconv.ParseFloat(s, 64)
		return err != nil
	case b == '=', b == '@':
		return true
	case b > ' ' && b < utf8.RuneSelf: // nearly all texts
		return false
	}
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	sign, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("=+-@＝＋－＠", sign)
}

func needsQuotes(s string) bool {
	for i := range len(s) {
		if b := s[i]; b == '"' || b == ',' || b == '\r' || b == '\n' {
			return true
		}
	}
	return len(s) > 0 && (s[0] == ' ' || s[len(s)-1] == ' ')
}

func appendCell(to []byte, s string) []byte {
	if !needsQuotes(s) {
		return append(to, s...)
	}
	to = append(to, '"')
	for _, b := range []byte(s) {
		if b == '"' {
			to = append(to, '"')
		}
		to = append(to, b)
	}
	return append(to, '"')
}
