package data

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

var (
	errCut    = errors.New("a page ends before its values: the file is corrupt")
	errLevels = errors.New("a page has fewer levels than rows: the file is corrupt")
)

// levelsV1 reads the definition levels at the start of a page of the first kind and gives what follows them.
func (c *cursor) levelsV1(data []byte, e format.Encoding) ([]byte, error) {
	if e == format.BitPacked {
		n := (c.page.rows + 7) / 8
		if n > len(data) {
			return nil, errLevels
		}
		c.levels = grow(c.levels, c.page.rows)
		for i := range c.levels {
			c.levels[i] = data[i/8] >> (7 - i%8) & 1
		}
		c.define()
		return data[n:], nil
	}
	if len(data) < 4 {
		return nil, errLevels
	}
	n := int64(binary.LittleEndian.Uint32(data))
	if n > int64(len(data)-4) {
		return nil, errLevels
	}
	return data[4+n:], c.setLevels(data[4 : 4+n])
}

// setLevels reads run-length encoded levels of one bit: 1 where the row has a value.
func (c *cursor) setLevels(b []byte) error {
	first, n := binary.Uvarint(b)
	if n > 0 && n < len(b) && first&1 == 0 && first>>1 == uint64(c.page.rows) && b[n] == 1 {
		return nil // one run for all rows: there are no nulls
	}
	b, err := runs(b, 1, c.page.rows)
	if err != nil {
		return err
	}
	c.levels = grow(c.levels, c.page.rows+valuesAhead)
	levels, err := (&rle.Encoding{BitWidth: 1}).DecodeLevels(c.levels, b)
	if err != nil || len(levels) < c.page.rows {
		return errLevels
	}
	c.levels = levels[:c.page.rows]
	c.define()
	return nil
}

func (c *cursor) define() {
	present := 0
	for _, l := range c.levels {
		present += int(l & 1)
	}
	c.page.present = present
	if present < c.page.rows {
		c.page.defined = c.levels
	}
}

// runs checks a sequence of runs (RLE and bit-packed) that is to give n values, and cuts off what follows them. The decoder
// itself believes the lengths it reads.
func runs(b []byte, width uint, n int) ([]byte, error) {
	at, total := 0, 0
	for total < n {
		head, k := binary.Uvarint(b[at:])
		if k <= 0 {
			return nil, errLevels
		}
		at += k
		if head>>1 > uint64(n)+valuesAhead {
			return nil, errors.New("a run is longer than its page: the file is corrupt")
		}
		count, bytes := int(head>>1), int(width+7)/8
		if head&1 == 1 {
			if width == 0 && count > valuesAhead/8 { // parquet-java packs the last few values so, but no writer packs many
				return nil, errors.New("a page packs its values into no bits: the file is corrupt")
			}
			bytes = count * int(width)
			count *= 8
		}
		if count == 0 && k == len(b) {
			return nil, errLevels
		}
		total += count
		if bytes <= len(b)-at {
			at += bytes
			continue
		}
		if missing := total - n; head&1 == 1 && missing >= 0 && (count-missing)*int(width) <= 8*(len(b)-at) {
			return append(b[:len(b):len(b)], make([]byte, bytes-(len(b)-at)+slack)...)[:at+bytes], nil // the last run's padding is left out
		}
		return nil, errCut
	}
	if total > n+valuesAhead {
		return nil, errors.New("the runs are longer than their page: the file is corrupt")
	}
	return b[:at], nil
}

// indexes reads the page's places in the dictionary.
func (c *cursor) indexes(data []byte) error {
	if c.dict.n < 0 {
		return errors.New("a page refers to a dictionary that is not there: the file is corrupt")
	}
	if len(data) == 0 || data[0] > 32 {
		return errCut
	}
	used, err := runs(data[1:], uint(data[0]), c.page.present)
	if err != nil {
		return err
	}
	if need := c.page.present + valuesAhead; cap(c.codes) < need {
		c.codes = make([]int32, need+need/8)
	}
	codes, err := (&rle.Encoding{BitWidth: int(data[0])}).DecodeInt32(c.codes[:cap(c.codes)], used)
	if err != nil {
		return err
	}
	if len(codes) < c.page.present {
		return errCut
	}
	c.codes = codes
	c.page.codes = codes[:c.page.present]
	var largest uint32
	for _, code := range c.page.codes {
		largest = max(largest, uint32(code))
	}
	if int64(largest) >= int64(c.dict.n) {
		return fmt.Errorf("a page refers to entry %d of a dictionary of %d: the file is corrupt", largest, c.dict.n)
	}
	return nil
}

func (v *values) clear() {
	v.n, v.fixed, v.texts, v.offsets = 0, nil, nil, append(v.offsets[:0], 0)
}

// own copies values that stand in a page's buffer, so that they outlive it.
func (v *values) own() {
	b := v.fixed
	if b == nil {
		b = v.texts
	}
	if len(b) > 0 && (len(v.buffer) == 0 || &b[0] != &v.buffer[0]) {
		v.buffer = grow(v.buffer, len(b))
		copy(v.buffer, b)
		b = v.buffer
	}
	if v.fixed != nil {
		v.fixed = b
	} else {
		v.texts = b
	}
}

// decode reads n values; they may alias data.
func (v *values) decode(s *source, e format.Encoding, data []byte, n int) error {
	v.n, v.fixed, v.texts = n, nil, nil
	switch {
	case s.physical == format.Boolean:
		return v.booleans(e, data)
	case e == format.Plain && s.physical == format.ByteArray:
		return v.plainTexts(data)
	case e == format.Plain:
		if n*s.width > len(data) {
			return errCut
		}
		v.fixed = data[:n*s.width]
		return nil
	case e == format.DeltaBinaryPacked && (s.physical == format.Int32 || s.physical == format.Int64):
		return v.deltas(s.physical, data)
	case e == format.DeltaLengthByteArray && s.physical == format.ByteArray:
		return v.deltaLengths(data)
	case e == format.DeltaByteArray && (s.physical == format.ByteArray || s.physical == format.FixedLenByteArray):
		return v.deltaTexts(s, data)
	case e == format.ByteStreamSplit && s.width > 0:
		return v.split(s, data)
	}
	return fmt.Errorf("a page of %s is encoded as %s, which is not supported", s, e)
}

func (v *values) booleans(e format.Encoding, data []byte) error {
	v.buffer = grow(v.buffer, v.n+valuesAhead)
	v.fixed = v.buffer[:v.n]
	if e == format.Plain {
		if v.n > 8*len(data) {
			return errCut
		}
		for i := range v.fixed {
			v.fixed[i] = data[i/8] >> (i % 8) & 1
		}
		return nil
	}
	if e != format.RLE || len(data) < 4 {
		return fmt.Errorf("a page of booleans is encoded as %s, which is not supported", e)
	}
	size := int64(binary.LittleEndian.Uint32(data))
	if size > int64(len(data)-4) {
		return errCut
	}
	used, err := runs(data[4:4+size], 1, v.n)
	if err != nil {
		return err
	}
	bits, err := (&rle.Encoding{BitWidth: 1}).DecodeLevels(v.buffer, used)
	if err != nil || len(bits) < v.n {
		return errCut
	}
	v.fixed = bits[:v.n]
	return nil
}

// resetOffsets makes room for n+1 offsets.
func (v *values) resetOffsets() {
	if cap(v.offsets) < v.n+1 {
		v.offsets = make([]int32, v.n+1, v.n+v.n/8+1)
	}
	v.offsets = v.offsets[:v.n+1]
	v.offsets[0] = 0
}

// plainTexts takes out the lengths that stand before every text, by moving the texts together where they stand.
func (v *values) plainTexts(data []byte) error {
	if 4*v.n > len(data) {
		return errCut
	}
	v.resetOffsets()
	at, to := 0, 0
	for i := range v.n {
		if len(data)-at < 4 {
			return errCut
		}
		size := int(binary.LittleEndian.Uint32(data[at:]))
		at += 4
		if size > len(data)-at {
			return errCut
		}
		// Short texts are moved together with what follows them, once there is so much room that nothing unread is written over.
		const block = 48
		if size <= block && at-to >= block && len(data)-at >= block {
			*(*[block]byte)(data[to:]) = *(*[block]byte)(data[at:])
		} else {
			copy(data[to:], data[at:at+size])
		}
		at += size
		to += size
		v.offsets[i+1] = int32(to)
	}
	v.texts = data[:to]
	return nil
}

func (v *values) deltas(typ format.Type, data []byte) error {
	bits := byte(32)
	if typ == format.Int64 {
		bits = 64
	}
	n, _, err := deltaLen(data, bits)
	if err != nil || n != v.n {
		return errCut
	}
	v.buffer = grow(v.buffer, v.n*int(bits)/8)
	if bits == 32 {
		out, err := new(delta.BinaryPackedEncoding).DecodeInt32(arrow.Int32Traits.CastFromBytes(v.buffer), data)
		v.fixed = arrow.Int32Traits.CastToBytes(out)
		return err
	}
	out, err := new(delta.BinaryPackedEncoding).DecodeInt64(arrow.Int64Traits.CastFromBytes(v.buffer), data)
	v.fixed = arrow.Int64Traits.CastToBytes(out)
	return err
}

// deltaLen walks a delta-packed block without unpacking it and gives its count and its length in bytes. The decoder itself
// believes the count.
func deltaLen(b []byte, bits byte) (count, size int, err error) {
	var head [3]uint64
	at := 0
	for i := range head {
		v, k := binary.Uvarint(b[at:])
		if k <= 0 {
			return 0, 0, errCut
		}
		head[i], at = v, at+k
	}
	_, k := binary.Varint(b[at:])
	if k <= 0 {
		return 0, 0, errCut
	}
	at += k
	block, minis, total := head[0], head[1], head[2]
	if block == 0 || block > 1<<16 || minis == 0 || minis > 1<<10 || block%minis != 0 || total > 1<<31 {
		return 0, 0, errCut
	}
	per := int(block / minis)
	for left := int(total) - 1; left > 0; {
		_, k := binary.Varint(b[at:])
		if k <= 0 || at+k+int(minis) > len(b) {
			return 0, 0, errCut
		}
		widths := b[at+k : at+k+int(minis)]
		at += k + int(minis)
		for _, w := range widths {
			if left <= 0 {
				break
			}
			if w > bits || per*int(w)/8 > len(b)-at {
				return 0, 0, errCut
			}
			at += per * int(w) / 8
			left -= per
		}
	}
	return int(total), at, nil
}

// lengths reads a delta-packed block of n lengths and gives what follows it.
func lengths(data []byte, n int) ([]int32, []byte, error) {
	count, size, err := deltaLen(data, 32)
	if err != nil || count != n {
		return nil, nil, errCut
	}
	out, err := new(delta.BinaryPackedEncoding).DecodeInt32(make([]int32, n), data[:size])
	if err != nil || len(out) != n {
		return nil, nil, errCut
	}
	return out, data[size:], nil
}

func (v *values) deltaLengths(data []byte) error {
	sizes, rest, err := lengths(data, v.n)
	if err != nil {
		return err
	}
	v.resetOffsets()
	to := 0
	for i, size := range sizes {
		if size < 0 || int(size) > len(rest)-to {
			return errCut
		}
		to += int(size)
		v.offsets[i+1] = int32(to)
	}
	v.texts = rest[:to]
	return nil
}

// deltaTexts rebuilds texts of which each gives only how it differs from the one before.
func (v *values) deltaTexts(s *source, data []byte) error {
	prefixes, rest, err := lengths(data, v.n)
	if err != nil {
		return err
	}
	suffixes, rest, err := lengths(rest, v.n)
	if err != nil {
		return err
	}
	size := int64(len(rest))
	for _, p := range prefixes {
		size += int64(p)
	}
	if err := bearable(size, int64(len(data))); err != nil {
		return err
	}
	if size < 0 {
		return errCut
	}
	v.resetOffsets()
	v.buffer = grow(v.buffer, int(size))
	from, to := 0, 0
	for i, p := range prefixes {
		n := int(suffixes[i])
		if p < 0 || n < 0 || int(p) > to-from || n > len(rest) || s.width > 0 && int(p)+n != s.width {
			return errCut
		}
		next := to
		to += copy(v.buffer[to:], v.buffer[from:from+int(p)])
		to += copy(v.buffer[to:], rest[:n])
		rest, from = rest[n:], next
		v.offsets[i+1] = int32(to)
	}
	if s.width > 0 {
		v.fixed = v.buffer[:to]
	} else {
		v.texts = v.buffer[:to]
	}
	return nil
}

func (v *values) split(s *source, data []byte) error {
	if len(data) != v.n*s.width {
		return errCut
	}
	v.buffer = grow(v.buffer, len(data))
	out, err := new(bytestreamsplit.Encoding).DecodeFixedLenByteArray(v.buffer, data, s.width)
	v.fixed = out
	return err
}
