package data

import (
	"bytes"
	"fmt"
	"io"
	"math"
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
	for i, f := range schema.Fields() {
		if i > 0 {
			c.row = append(c.row, ',')
		}
		c.row = appendCell(c.row, []byte(f.Name))
	}
	c.row = append(c.row, '\r', '\n')
	return c, c.flush(0)
}

func (c *csvWriter) Write(r arrow.Record) error {
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
		if err := c.flush(64 << 10); err != nil {
			return err
		}
	}
	return c.flush(0)
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
		return func(to []byte, i int) []byte {
			return a.Value(i).ToTime().AppendFormat(to, time.DateOnly)
		}, nil
	}
	return nil, fmt.Errorf("%s cannot be written as CSV", a.DataType())
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

func appendCell(to, s []byte) []byte {
	if len(s) == 0 || !bytes.ContainsAny(s, "\",\r\n") && s[0] != ' ' && s[len(s)-1] != ' ' {
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
