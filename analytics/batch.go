package analytics

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// find is a batch's column by name, or nil where the batch has none.
func find(batch arrow.Record, name string) arrow.Array {
	if at := batch.Schema().FieldIndices(name); len(at) > 0 {
		return batch.Column(at[0])
	}
	return nil
}

func wrongType(name string, a arrow.Array) error {
	if a == nil {
		return fmt.Errorf("the batch has no column %s", name)
	}
	return fmt.Errorf("column %s comes as %s, which the ledger does not take", name, a.DataType())
}

// keyColumn reads ids from a column of whole numbers, of strings, or of strings by dictionary, whose entries are
// resolved once for all batches that share the dictionary.
type keyColumn struct {
	array   arrow.Array
	numbers []int64
	texts   *array.String
	codes   []uint32
	shared  arrow.ArrayData // the dictionary that entries belong to
	entries []ident
	one     ident
}

func (c *keyColumn) bind(name string, a arrow.Array) error {
	c.array, c.numbers, c.texts, c.codes = a, nil, nil, nil
	switch a := a.(type) {
	case *array.Int64:
		c.numbers = a.Int64Values()
	case *array.String:
		c.texts = a
	case *array.Dictionary:
		codes, ok := a.Indices().(*array.Uint32)
		if !ok {
			return wrongType(name, a)
		}
		c.codes = codes.Uint32Values()
		return c.resolve(name, a)
	default:
		return wrongType(name, a)
	}
	return nil
}

func (c *keyColumn) resolve(name string, a *array.Dictionary) error {
	if c.shared != nil && c.shared == a.Data().Dictionary() {
		return nil
	}
	texts, ok := a.Dictionary().(*array.String)
	if !ok {
		return wrongType(name, a)
	}
	c.shared, c.entries = a.Data().Dictionary(), c.entries[:0]
	for i := range texts.Len() {
		c.entries = append(c.entries, identOf(texts.Value(i)))
	}
	return nil
}

// at is the id in row i, good until the next call. Its text points into the batch.
func (c *keyColumn) at(i int) *ident {
	switch {
	case c.codes != nil:
		return &c.entries[c.codes[i]]
	case c.numbers != nil:
		c.one = numberIdentOf(c.numbers[i])
	default:
		c.one = identOf(c.texts.Value(i))
	}
	return &c.one
}

// same tells whether rows i and j surely have the same id; it may miss some, where telling costs more than it saves.
func (c *keyColumn) same(i, j int) bool {
	switch {
	case c.codes != nil:
		return c.codes[i] == c.codes[j]
	case c.numbers != nil:
		return c.numbers[i] == c.numbers[j]
	default:
		return c.texts.Value(i) == c.texts.Value(j)
	}
}

// labelColumn reads names as provisional labels.
type labelColumn struct {
	book    *labelBook
	known   map[string]Label // of this worker, so that the book's lock is rarely taken
	array   arrow.Array
	texts   *array.String
	codes   []uint32
	shared  arrow.ArrayData
	entries []Label
}

// bind takes an absent column as one without names.
func (c *labelColumn) bind(name string, a arrow.Array) error {
	c.array, c.texts, c.codes = a, nil, nil
	switch a := a.(type) {
	case nil:
	case *array.String:
		c.texts = a
	case *array.Dictionary:
		codes, ok := a.Indices().(*array.Uint32)
		texts, ok2 := a.Dictionary().(*array.String)
		if !ok || !ok2 {
			return wrongType(name, a)
		}
		c.codes = codes.Uint32Values()
		c.resolve(texts, a.Data().Dictionary())
	default:
		return wrongType(name, a)
	}
	return nil
}

func (c *labelColumn) resolve(texts *array.String, from arrow.ArrayData) {
	if c.shared != nil && c.shared == from {
		return
	}
	c.shared, c.entries = from, c.entries[:0]
	for i := range texts.Len() {
		c.entries = append(c.entries, c.label(texts.Value(i)))
	}
}

func (c *labelColumn) label(name string) Label {
	if l, ok := c.known[name]; ok {
		return l
	}
	l, own := c.book.code(name)
	c.known[own] = l
	return l
}

func (c *labelColumn) at(i int) Label {
	switch {
	case c.array == nil || c.array.IsNull(i):
		return 0
	case c.codes != nil:
		return c.entries[c.codes[i]]
	default:
		return c.label(c.texts.Value(i))
	}
}

const (
	microsPerDay   = secondsPerDay * 1_000_000
	microsPerMilli = 1000
)

// times reads a column of wall-clock times; the values are microseconds since 1970-01-01 on the wall clock.
func times(batch arrow.Record, name string) ([]arrow.Timestamp, error) {
	if a, ok := find(batch, name).(*array.Timestamp); ok {
		return a.TimestampValues(), nil
	}
	return nil, wrongType(name, find(batch, name))
}

func dayOf(t arrow.Timestamp) Day {
	d := t / microsPerDay
	if t%microsPerDay < 0 {
		d--
	}
	return Day(d)
}

// clockOf is the time of day that t shows.
func clockOf(t arrow.Timestamp) Clock {
	return Clock((t - arrow.Timestamp(dayOf(t))*microsPerDay) / microsPerMilli)
}

// amounts reads a column of millionths; nil where the batch has none.
func amounts(batch arrow.Record, name string) (*array.Int64, error) {
	switch a := find(batch, name).(type) {
	case nil:
		return nil, nil
	case *array.Int64:
		return a, nil
	default:
		return nil, wrongType(name, a)
	}
}

// moneyAt is zero where there is no column or no value.
func moneyAt(a *array.Int64, i int) Money {
	if a == nil || a.IsNull(i) {
		return 0
	}
	return Money(a.Value(i))
}

// scores reads a column of numbers; nil where the batch has none.
func scores(batch arrow.Record, name string) (*array.Float64, error) {
	switch a := find(batch, name).(type) {
	case nil:
		return nil, nil
	case *array.Float64:
		return a, nil
	default:
		return nil, wrongType(name, a)
	}
}
