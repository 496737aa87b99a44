package data

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/parquet-go/parquet-go/format"
)

const (
	maxPage     = 512 << 20 // bytes of one page, however well it compresses
	easyPage    = 64 << 20  // bytes a page may expand to from next to nothing
	maxRatio    = 256       // expansion that a larger page may claim
	maxHeader   = 1 << 20   // bytes of a page header, whose statistics may hold long texts
	readAhead   = 256 << 10 // bytes fetched at a time
	slack       = 64        // bytes behind a buffer that unpacking may read
	valuesAhead = 256       // values a packed run may hold beyond the last: DuckDB packs 256 at a time
)

// plainDictionary is what older writers call the encoding of a dictionary and of the places in it.
const plainDictionary format.Encoding = 2

// cursor reads the pages of one chunk in order. Its buffers are used again for the next page and the next chunk.
type cursor struct {
	source *source
	codec  format.CompressionCodec
	file   io.ReaderAt
	expand *decompressor

	at, end int64 // unread part of the chunk
	window  []byte
	start   int64 // offset of the window

	rows int64 // not yet read
	dict values
	met  bool // a dictionary since the last data page
	page page

	raw    []byte // expanded page
	levels []byte
	codes  []int32
	plain  values
}

// page is a decoded data page.
type page struct {
	rows    int
	defined []byte  // for each row 1 where it has a value; nil where all have
	present int     // rows with a value
	codes   []int32 // for each value its place in the dictionary; nil where the values stand in plain
	plain   values
}

// values are decoded values without nulls: of fixed width, or texts by offsets.
type values struct {
	n       int
	fixed   []byte
	texts   []byte
	offsets []int32 // n+1
	buffer  []byte  // that fixed or texts were decoded into, if any
}

func (c *cursor) open(file io.ReaderAt, s *source, k chunk, rows int64) error {
	if k.problem != "" {
		return errors.New(k.problem)
	}
	c.source, c.codec, c.file = s, k.codec, file
	c.at, c.end, c.rows = k.start, k.end, rows
	c.window, c.start = c.window[:0], 0
	c.dict.n, c.met = -1, false
	return nil
}

// next reads the next data page; io.EOF where the chunk's rows are all read. fresh tells that a dictionary came before it.
func (c *cursor) next() (fresh bool, err error) {
	for {
		if c.rows == 0 {
			return false, io.EOF
		}
		var h format.PageHeader
		if err := c.header(&h); err != nil {
			return false, err
		}
		body, err := c.body(&h)
		if err != nil {
			return false, err
		}
		switch h.Type {
		case format.DictionaryPage:
			if err := c.dictionary(&h, body); err != nil {
				return false, err
			}
			continue
		case format.DataPage, format.DataPageV2:
			if err := c.data(&h, body); err != nil {
				return false, err
			}
		default: // index pages carry nothing we need
			continue
		}
		if c.page.rows == 0 {
			continue
		}
		c.rows -= int64(c.page.rows)
		fresh, c.met = c.met, false
		return fresh, nil
	}
}

// pass passes over the next data page if it has at most so many rows, and gives how many it has; 0 where it has more.
func (c *cursor) pass(most int64) (rows int64, err error) {
	for {
		if c.rows == 0 {
			return 0, io.EOF
		}
		var h format.PageHeader
		from := c.at
		if err := c.header(&h); err != nil {
			return 0, err
		}
		if h.Type == format.DataPage || h.Type == format.DataPageV2 {
			if rows, err = c.rowsOf(&h); err != nil {
				return 0, err
			}
			if rows > most {
				c.at = from
				return 0, nil
			}
			c.at += int64(h.CompressedPageSize)
			if c.rows -= rows; rows > 0 {
				return rows, nil
			}
			continue
		}
		body, err := c.body(&h)
		if err == nil && h.Type == format.DictionaryPage {
			err = c.dictionary(&h, body)
		}
		if err != nil {
			return 0, err
		}
	}
}

// body takes the page behind its header.
func (c *cursor) body(h *format.PageHeader) ([]byte, error) {
	body, err := c.take(int64(h.CompressedPageSize))
	if err == nil && h.CRC != 0 && crc32.ChecksumIEEE(body) != uint32(h.CRC) {
		err = errors.New("a page's checksum is wrong: the file is corrupt")
	}
	return body, err
}

// header decodes the next page header and checks its sizes against the chunk.
func (c *cursor) header(h *format.PageHeader) error {
	for size := int64(4 << 10); ; size *= 16 {
		b, err := c.peek(min(size, c.end-c.at))
		if err != nil {
			return err
		}
		n, err := decodeThrift(b, h)
		if errors.Is(err, errShort) && size < maxHeader && int64(len(b)) < c.end-c.at {
			continue
		}
		if len(b) == 0 {
			return fmt.Errorf("%d rows are missing at its end: the file is corrupt", c.rows)
		}
		if err != nil {
			return fmt.Errorf("a page header is corrupt: %w", err)
		}
		c.at += int64(n)
		break
	}
	size, packed := int64(h.UncompressedPageSize), int64(h.CompressedPageSize)
	if size < 0 || packed < 0 || packed > c.end-c.at {
		return errors.New("a page lies outside its chunk: the file is corrupt")
	}
	return bearable(size, packed)
}

// bearable refuses what expands beyond all reason.
func bearable(size, from int64) error {
	if size > maxPage || size > easyPage && size/maxRatio > from {
		return fmt.Errorf("a page of %d bytes expands to %d: the file is corrupt or hostile; write it with smaller pages", from, size)
	}
	return nil
}

// peek gives n bytes ahead, good until the next peek or take.
func (c *cursor) peek(n int64) ([]byte, error) {
	if c.at < c.start || c.at+n > c.start+int64(len(c.window)) {
		c.window = grow(c.window, int(min(max(n, readAhead), c.end-c.at)))
		c.start = c.at
		if err := readFull(c.file, c.window, c.at); err != nil {
			c.window = c.window[:0]
			return nil, err
		}
	}
	from := c.at - c.start
	return c.window[from : from+n], nil
}

func (c *cursor) take(n int64) ([]byte, error) {
	b, err := c.peek(n)
	c.at += n
	return b, err
}

// grow gives a buffer of n bytes, its content undefined, with slack behind it.
func grow(b []byte, n int) []byte {
	if cap(b) < n+slack {
		b = make([]byte, n+slack+n/8)
	}
	return b[:n]
}

func (c *cursor) expanded(body []byte, size int32) ([]byte, error) {
	if c.codec == format.Uncompressed && len(body) == int(size) {
		return body, nil
	}
	c.raw = grow(c.raw, int(size))
	if err := c.expand.expand(c.codec, c.raw, body); err != nil {
		return nil, fmt.Errorf("a page does not expand: %w", err)
	}
	return c.raw, nil
}

func (c *cursor) dictionary(h *format.PageHeader, body []byte) error {
	if c.dict.n >= 0 || !h.DictionaryPageHeader.Valid {
		return errors.New("it has a misplaced dictionary: the file is corrupt")
	}
	if err := c.readDictionary(h, body); err != nil {
		return fmt.Errorf("its dictionary: %w", err)
	}
	c.met = true
	return nil
}

func (c *cursor) readDictionary(h *format.PageHeader, body []byte) error {
	d := &h.DictionaryPageHeader.V
	if d.Encoding != format.Plain && d.Encoding != plainDictionary {
		return fmt.Errorf("it is encoded as %s", d.Encoding)
	}
	data, err := c.expanded(body, h.UncompressedPageSize)
	if err != nil {
		return err
	}
	if d.NumValues < 0 || int(d.NumValues) > 8*len(data) {
		return fmt.Errorf("it claims %d entries in %d bytes: the file is corrupt", d.NumValues, len(data))
	}
	if err := c.dict.decode(c.source, format.Plain, data, int(d.NumValues)); err != nil {
		return err
	}
	c.dict.own()
	return nil
}

// rowsOf is how many rows a data page has.
func (c *cursor) rowsOf(h *format.PageHeader) (int64, error) {
	var rows int32
	switch {
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		rows = h.DataPageHeader.V.NumValues
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid:
		rows = h.DataPageHeaderV2.V.NumValues
	default:
		return 0, errors.New("a page header is incomplete: the file is corrupt")
	}
	if rows < 0 || int64(rows) > c.rows {
		return 0, errors.New("its pages have more rows than the row group: the file is corrupt")
	}
	return int64(rows), bearable(8*int64(rows), int64(h.CompressedPageSize))
}

func (c *cursor) data(h *format.PageHeader, body []byte) error {
	rows, err := c.rowsOf(h)
	if err != nil {
		return err
	}
	c.page = page{rows: int(rows), present: int(rows)}
	if rows == 0 {
		return nil
	}
	if h.Type == format.DataPage {
		return c.dataV1(h, body)
	}
	return c.dataV2(h, body)
}

func (c *cursor) dataV1(h *format.PageHeader, body []byte) error {
	data, err := c.expanded(body, h.UncompressedPageSize)
	if err != nil {
		return err
	}
	if c.source.nullable {
		if data, err = c.levelsV1(data, h.DataPageHeader.V.DefinitionLevelEncoding); err != nil {
			return err
		}
	}
	return c.values(h.DataPageHeader.V.Encoding, data)
}

func (c *cursor) dataV2(h *format.PageHeader, body []byte) error {
	v := &h.DataPageHeaderV2.V
	repetition, definition := int64(v.RepetitionLevelsByteLength), int64(v.DefinitionLevelsByteLength)
	if repetition < 0 || definition < 0 || repetition+definition > int64(len(body)) || repetition+definition > int64(h.UncompressedPageSize) {
		return errors.New("a page's levels lie outside it: the file is corrupt")
	}
	if v.NumRows != v.NumValues || !c.source.nullable && v.NumNulls != 0 {
		return errors.New("a page's counts contradict the schema: the file is corrupt")
	}
	if c.source.nullable {
		if err := c.setLevels(body[repetition : repetition+definition]); err != nil {
			return err
		}
	}
	if c.page.present != int(v.NumValues-v.NumNulls) {
		return errors.New("a page has other nulls than its header says: the file is corrupt")
	}
	data := body[repetition+definition:]
	if c.codec != format.Uncompressed && (!v.IsCompressed.Valid || v.IsCompressed.V) {
		size := h.UncompressedPageSize - int32(repetition+definition)
		if len(data) == 0 { // nothing to expand
			size = 0
		}
		var err error
		if data, err = c.expanded(data, size); err != nil {
			return err
		}
	}
	return c.values(v.Encoding, data)
}

// values decodes the values of the page, which follow its levels.
func (c *cursor) values(e format.Encoding, data []byte) error {
	if c.page.present == 0 {
		c.page.codes = nil
		c.plain.clear()
		c.page.plain = c.plain
		return nil
	}
	if e == plainDictionary || e == format.RLEDictionary {
		return c.indexes(data)
	}
	if err := c.plain.decode(c.source, e, data, c.page.present); err != nil {
		return err
	}
	c.page.plain = c.plain
	return nil
}
