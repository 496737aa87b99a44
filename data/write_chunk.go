package data

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// chunkWriter holds a column of the row group being written.
type chunkWriter struct {
	name    string
	typ     format.Type
	defined []byte   // for each row 1 where it has a value
	values  []uint64 // for each value its bits; of texts, its number
	texts   []byte
	ends    []int // of each text
}

func (c *chunkWriter) reset() {
	c.defined, c.values, c.texts, c.ends = c.defined[:0], c.values[:0], c.texts[:0], c.ends[:0]
}

// add takes over a column of one of the types that elementOf takes.
func (c *chunkWriter) add(column arrow.Array) {
	c.define(column)
	switch a := column.(type) {
	case *array.String:
		for i := range a.Len() {
			if !a.IsNull(i) {
				c.values = append(c.values, uint64(len(c.ends)))
				c.texts = append(c.texts, a.Value(i)...)
				c.ends = append(c.ends, len(c.texts))
			}
		}
	case *array.Boolean:
		gather(c, a, func(i int) uint64 {
			if a.Value(i) {
				return 1
			}
			return 0
		})
	case *array.Int64:
		gatherBits(c, a, arrow.Uint64Traits.CastFromBytes(arrow.Int64Traits.CastToBytes(a.Int64Values())))
	case *array.Float64:
		gatherBits(c, a, arrow.Uint64Traits.CastFromBytes(arrow.Float64Traits.CastToBytes(a.Float64Values())))
	case *array.Date32:
		gatherBits(c, a, arrow.Uint32Traits.CastFromBytes(arrow.Date32Traits.CastToBytes(a.Date32Values())))
	case *array.Timestamp:
		gather(c, a, func(i int) uint64 { return uint64(a.Value(i)) })
	case *array.Decimal128:
		gather(c, a, func(i int) uint64 { return a.Value(i).LowBits() })
	}
}

// define notes which rows have a value.
func (c *chunkWriter) define(column arrow.Array) {
	from := len(c.defined)
	c.defined = append(c.defined, make([]byte, column.Len())...)
	nulls := column.NullN() > 0
	for i := range c.defined[from:] {
		c.defined[from+i] = 1
		if nulls && column.IsNull(i) {
			c.defined[from+i] = 0
		}
	}
}

func gather(c *chunkWriter, a arrow.Array, value func(i int) uint64) {
	for i := range a.Len() {
		if !a.IsNull(i) {
			c.values = append(c.values, value(i))
		}
	}
}

// gatherBits is gather for columns whose memory can be read as plain words.
func gatherBits[T uint32 | uint64](c *chunkWriter, a arrow.Array, words []T) {
	defined, at := c.defined[len(c.defined)-len(words):], len(c.values)
	c.values = slices.Grow(c.values, len(words))[:at+len(words)]
	for i, w := range words {
		c.values[at] = uint64(w) // which the next one replaces where this one is null
		at += int(defined[i])
	}
	c.values = c.values[:at]
}

// text is a text by its number.
func (c *chunkWriter) text(i uint64) []byte {
	from := 0
	if i > 0 {
		from = c.ends[i-1]
	}
	return c.texts[from:c.ends[i]]
}

// pageCoder makes pages. Its buffers are used again for the next chunk.
type pageCoder struct {
	zstd       *zstd.Encoder
	dictionary dictionary
	levels     []byte
	codes      []byte
	page       []byte // before compression
	packed     []byte
	chunks     []byte
}

// chunk makes the pages of a chunk that begins at an offset of the file: a dictionary where it pays, and one data page.
func (p *pageCoder) chunk(c *chunkWriter, at int64) ([]byte, format.ColumnMetaData, error) {
	m := format.ColumnMetaData{Type: c.typ, Encoding: []format.Encoding{format.Plain, format.RLE}, PathInSchema: []string{c.name},
		Codec: format.Zstd, NumValues: int64(len(c.defined))}
	coded := c.typ != format.Boolean && p.dictionary.of(c)
	values, encoding := c.values, format.Plain
	p.chunks = p.chunks[:0]
	if coded {
		values, encoding = p.dictionary.values, format.RLEDictionary
		m.Encoding, m.DictionaryPageOffset = append(m.Encoding, encoding), at
		p.page = c.appendPlain(p.page[:0], values)
		err := p.add(&m, format.PageHeader{Type: format.DictionaryPage,
			DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(len(values)), Encoding: format.Plain})})
		if err != nil {
			return nil, m, err
		}
	}
	m.DataPageOffset = at + int64(len(p.chunks))
	m.Statistics = c.statistics(values)
	if err := p.body(c, coded); err != nil {
		return nil, m, err
	}
	err := p.add(&m, format.PageHeader{Type: format.DataPage, DataPageHeader: thrift.New(format.DataPageHeader{NumValues: int32(len(c.defined)),
		Encoding: encoding, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE})})
	return p.chunks, m, err
}

// body fills the data page: which rows have values, and the values or their places in the dictionary.
func (p *pageCoder) body(c *chunkWriter, coded bool) (err error) {
	if p.levels, err = (&rle.Encoding{BitWidth: 1}).EncodeLevels(p.levels, c.defined); err != nil {
		return err
	}
	p.page = append(binary.LittleEndian.AppendUint32(p.page[:0], uint32(len(p.levels))), p.levels...)
	if !coded {
		p.page = c.appendPlain(p.page, c.values)
		return nil
	}
	width := max(1, bits.Len(uint(len(p.dictionary.values)-1)))
	if p.codes, err = (&rle.Encoding{BitWidth: width}).EncodeInt32(p.codes, p.dictionary.codes); err != nil {
		return err
	}
	p.page = append(append(p.page, byte(width)), p.codes...)
	return nil
}

// add compresses the page and puts it behind the others with its header.
func (p *pageCoder) add(m *format.ColumnMetaData, h format.PageHeader) error {
	p.packed = p.zstd.EncodeAll(p.page, p.packed[:0])
	h.UncompressedPageSize, h.CompressedPageSize = int32(len(p.page)), int32(len(p.packed))
	var protocol thrift.CompactProtocol
	header, err := thrift.Marshal(&protocol, &h)
	if err != nil {
		return err
	}
	p.chunks = append(append(p.chunks, header...), p.packed...)
	m.TotalUncompressedSize += int64(len(header) + len(p.page))
	m.TotalCompressedSize += int64(len(header) + len(p.packed))
	return nil
}

// appendPlain appends values in the encoding PLAIN.
func (c *chunkWriter) appendPlain(to []byte, values []uint64) []byte {
	switch c.typ {
	case format.ByteArray:
		for _, v := range values {
			text := c.text(v)
			to = append(binary.LittleEndian.AppendUint32(to, uint32(len(text))), text...)
		}
	case format.Boolean:
		from := len(to)
		to = append(to, make([]byte, (len(values)+7)/8)...)
		for i, v := range values {
			to[from+i/8] |= byte(v) << (i % 8)
		}
	case format.Int32:
		for _, v := range values {
			to = binary.LittleEndian.AppendUint32(to, uint32(v))
		}
	default:
		for _, v := range values {
			to = binary.LittleEndian.AppendUint64(to, v)
		}
	}
	return to
}

// statistics are the bounds of the values, where they have an order and are short.
func (c *chunkWriter) statistics(values []uint64) format.Statistics {
	s := format.Statistics{NullCount: int64(len(c.defined) - len(c.values))}
	if len(values) > 0 {
		s.MinValue, s.MaxValue = c.bounds(values)
	}
	if len(s.MinValue) > maxBound || len(s.MaxValue) > maxBound {
		s.MinValue, s.MaxValue = nil, nil
	}
	return s
}

func (c *chunkWriter) bounds(values []uint64) (low, high []byte) {
	plain := func(low, high uint64) ([]byte, []byte) {
		return c.appendPlain(nil, []uint64{low}), c.appendPlain(nil, []uint64{high})
	}
	switch c.typ {
	case format.ByteArray:
		low, high = c.text(values[0]), c.text(values[0])
		for _, v := range values {
			if text := c.text(v); string(text) < string(low) {
				low = text
			} else if string(text) > string(high) {
				high = text
			}
		}
		return slices.Clone(low), slices.Clone(high)
	case format.Double:
		floats := arrow.Float64Traits.CastFromBytes(arrow.Uint64Traits.CastToBytes(values))
		low, high := slices.Min(floats), slices.Max(floats)
		if math.IsNaN(low) {
			return nil, nil
		}
		if low == 0 { // which may stand for either zero
			low = math.Copysign(0, -1)
		}
		return plain(math.Float64bits(low), math.Float64bits(high+0))
	case format.Int32:
		low, high := int32(values[0]), int32(values[0])
		for _, v := range values {
			low, high = min(low, int32(v)), max(high, int32(v))
		}
		return plain(uint64(low), uint64(high))
	default:
		whole := arrow.Int64Traits.CastFromBytes(arrow.Uint64Traits.CastToBytes(values))
		return plain(uint64(slices.Min(whole)), uint64(slices.Max(whole)))
	}
}

const (
	maxDistinct = 1 << 12 // values of a dictionary
	slotBits    = 13
	glance      = 1 << 10 // values after which it shows whether there will be more
)

// dictionary numbers the values of a chunk in the order they first come in.
type dictionary struct {
	values []uint64
	codes  []int32              // of each value of the chunk
	slots  [1 << slotBits]int32 // hash table of codes, each plus one
	texts  map[string]int32     // likewise for texts
}

// of numbers the values, unless more than half are new, or too many are, or will be: a glance at maxDistinct values in equal shares sees 88 % new ones.
func (d *dictionary) of(c *chunkWriter) bool {
	d.values, d.codes, d.texts = d.values[:0], slices.Grow(d.codes[:0], len(c.values)), map[string]int32{}
	clear(d.slots[:])
	first, most := min(glance, len(c.values)), min(maxDistinct, len(c.values)/2)
	d.number(c, c.values[:first], most)
	if first == glance && len(d.values) > glance*9/10 {
		return false
	}
	d.number(c, c.values[first:], most)
	return len(c.values) > 0 && len(d.codes) == len(c.values)
}

// number goes on numbering values until there are more than most.
func (d *dictionary) number(c *chunkWriter, values []uint64, most int) {
	if c.typ == format.ByteArray {
		d.ofTexts(c, values, most)
	} else {
		d.ofWords(values, most)
	}
}

func (d *dictionary) ofTexts(c *chunkWriter, values []uint64, most int) {
	for _, v := range values {
		text := c.text(v)
		code, known := d.texts[string(text)]
		if !known {
			if len(d.values) == most {
				return
			}
			code = int32(len(d.values))
			d.texts[string(text)] = code
			d.values = append(d.values, v)
		}
		d.codes = append(d.codes, code)
	}
}

func (d *dictionary) ofWords(values []uint64, most int) {
	for _, v := range values {
		slot := v * 0x9E3779B97F4A7C15 >> (64 - slotBits) // Knuth's multiplicative hash, by the golden ratio
		for d.slots[slot] != 0 && d.values[d.slots[slot]-1] != v {
			slot = (slot + 1) % (1 << slotBits)
		}
		if d.slots[slot] == 0 {
			if len(d.values) == most {
				return
			}
			d.values = append(d.values, v)
			d.slots[slot] = int32(len(d.values))
		}
		d.codes = append(d.codes, d.slots[slot]-1)
	}
}
