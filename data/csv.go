package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

type csvWriter struct {
	to  io.Writer
	row []byte
}

// NewCSVWriter writes a table as RFC 4180 gives it, in UTF-8: a header, lines that end in CR LF, and quotes only where needed.
// A null is empty and an empty text is "". Dates are ISO 8601, and numbers are the shortest that read back the same. A text that
// a spreadsheet would take for a formula, because it begins with = + - @, tab or CR and is no number, gets an apostrophe
// before it.
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
		line = appendCell(line, []byte(f.Name))
	}
	return append(line, '\r', '\n')
}

func (c *csvWriter) Write(r arrow.Record) error {
	return errors.Join(c.append(r, func() error { return c.flush(64 << 10) }), c.flush(0))
}

// append writes lines, and calls after each.
func (c *csvWriter) append(r arrow.Record, line func() error) error {
	cells := make([]func(to []byte, i int) []byte, r.NumCols())
	for i, column := range r.Columns() {
		var err error
		if cells[i], err = cellsOf(column); err != nil {
			return fmt.Errorf("column %s: %w", r.ColumnName(i), err)
		}
	}
	for row := range int(r.NumRows()) {
		for i, cell := range cells {
			if i > 0 {
				c.row = append(c.row, ',')
			}
			if !r.Column(i).IsNull(row) {
				c.row = cell(c.row, row)
			}
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

func cellsOf(a arrow.Array) (func(to []byte, i int) []byte, error) {
	switch a := a.(type) {
	case *array.String:
		return func(to []byte, i int) []byte { return appendText(to, a.Value(i)) }, nil
	case *array.Boolean:
		return func(to []byte, i int) []byte { return strconv.AppendBool(to, a.Value(i)) }, nil
	case *array.Int64:
		return func(to []byte, i int) []byte { return strconv.AppendInt(to, a.Value(i), 10) }, nil
	case *array.Float64:
		return func(to []byte, i int) []byte { return appendNumber(to, a.Value(i)) }, nil
	case *array.Date32:
		return func(to []byte, i int) []byte { return appendDate(to, a.Value(i)) }, nil
	}
	return nil, fmt.Errorf("%s cannot be written as CSV", a.DataType())
}

// appendDate writes the years that have four digits by hand, since there are many dates and formatting by a layout is slow.
func appendDate(to []byte, d arrow.Date32) []byte {
	t := d.ToTime()
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
	if size := math.Abs(x); size != 0 && (size < 1e-6 || size >= 1e21) {
		return strconv.AppendFloat(to, x, 'e', -1, 64)
	}
	return strconv.AppendFloat(to, x, 'f', -1, 64)
}

func appendText(to []byte, s string) []byte {
	if s == "" {
		return append(to, `""`...)
	}
	if bytes.IndexByte([]byte("=+-@\t\r"), s[0]) >= 0 {
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			s = "'" + s
		}
	}
	return appendCell(to, []byte(s))
}

func needsQuotes(b byte) bool { return b == '"' || b == ',' || b == '\r' || b == '\n' }

func appendCell(to, s []byte) []byte {
	if len(s) == 0 || !slices.ContainsFunc(s, needsQuotes) && s[0] != ' ' && s[len(s)-1] != ' ' {
		return append(to, s...)
	}
	to = append(to, '"')
	for _, b := range s {
		if b == '"' {
			to = append(to, '"')
		}
		to = append(to, b)
	}
	return append(to, '"')
}
