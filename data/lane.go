package data

import (
	"errors"
	"io"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// lane carries one field of a file through its row groups: a page at a time, laid out by row and converted.
type lane struct {
	*field
	convert convert
	shape   shape
	cursor  cursor

	entries  vector          // converted dictionary of the chunk
	dict     arrow.ArrayData // the same for Arrow, where it is text
	found    [3][]bool       // by entry, whether it is one of the values to keep, to leave out, of refunds
	dense    vector          // converted values of a page
	rows     vector          // the same by row; of text by dictionary only the state
	codes    []uint32        // by row, where coded
	coded    bool
	validity []byte // bitmap of the page's rows, where it has other than fine ones
	at, n    int    // next row and rows of the page
	behind   int64  // rows to pass over before the next is read

	picked   vector   // of a batch from which rows were refused
	spread   []uint32 // codes of a page with nulls
	ranks    []int32  // of the rows of the page among those with a value, where they were asked for
	pickBits []byte
	flagBits []byte
}

// page makes the lane's next page current, where the last is used up.
func (l *lane) page() error {
	for l.behind > 0 {
		if err := l.pass(); err != nil {
			return err
		}
	}
	if l.at < l.n {
		return nil
	}
	if l.source < 0 {
		l.repeat()
		return nil
	}
	return l.decode()
}

// pass passes over rows that need not be read, and over whole pages of them without expanding these.
func (l *lane) pass() error {
	if l.source < 0 { // all its rows are the same
		l.behind = 0
		return nil
	}
	if left := min(int64(l.n-l.at), l.behind); left > 0 {
		l.at += int(left)
		l.behind -= left
		return nil
	}
	passed, err := l.cursor.pass(l.behind)
	if l.behind -= passed; passed > 0 || err != nil {
		return tooFew(err)
	}
	return l.decode()
}

func tooFew(err error) error {
	if err == io.EOF {
		return errors.New("it ends before the row group does: the file is corrupt")
	}
	return err
}

// decode makes the next page of the chunk current.
func (l *lane) decode() error {
	fresh, err := l.cursor.next()
	if err != nil {
		return tooFew(err)
	}
	if fresh {
		l.dictionary()
	}
	p := &l.cursor.page
	l.at, l.n, l.ranks = 0, p.rows, l.ranks[:0]
	if p.codes != nil {
		l.fromCodes(p)
	} else {
		l.fromValues(p)
	}
	l.setValidity()
	return nil
}

// noCodes stand for rows that all have a dictionary's first entry.
var noCodes = make([]uint32, batchRows)

// repeat makes a page of a constant.
func (l *lane) repeat() {
	if l.n == 0 {
		l.cursor.dict = values{n: 1, texts: []byte(l.value), offsets: []int32{0, int32(len(l.value))}}
		l.dictionary()
	}
	l.at, l.n = 0, batchRows
	l.fromCodes(&page{rows: l.n, codes: arrow.Int32Traits.CastFromBytes(arrow.Uint32Traits.CastToBytes(noCodes))})
	l.setValidity()
}

func (l *lane) dictionary() {
	l.convert(&l.entries, &l.cursor.dict)
	l.found = [3][]bool{}
	if l.shape == asTexts {
		l.dict = textData(&l.entries, 0, l.entries.n, nil, 0)
	}
}

func (l *lane) fromCodes(p *page) {
	codes := arrow.Uint32Traits.CastFromBytes(arrow.Int32Traits.CastToBytes(p.codes))
	if p.defined != nil {
		codes = l.spreadCodes(codes, p.defined)
	}
	l.coded = l.shape == asTexts
	l.codes = codes
	if l.coded {
		l.rows.reset(p.rows)
		l.rows.gatherState(&l.entries, codes)
	} else {
		l.rows.gather(&l.entries, codes, l.shape)
	}
	if p.defined != nil {
		for i, d := range p.defined {
			if d != 1 {
				l.rows.mark(i, absent)
			}
		}
	}
}

func (l *lane) spreadCodes(dense []uint32, defined []byte) []uint32 {
	if cap(l.spread) < len(defined) {
		l.spread = make([]uint32, len(defined)+len(defined)/8)
	}
	codes := l.spread[:len(defined)]
	at := 0
	for i, d := range defined {
		codes[i] = 0
		if d == 1 {
			codes[i] = dense[at]
			at++
		}
	}
	return codes
}

func (l *lane) fromValues(p *page) {
	l.coded, l.codes = false, nil
	if p.defined == nil {
		l.convert(&l.rows, &p.plain)
		return
	}
	l.convert(&l.dense, &p.plain)
	l.rows.spread(&l.dense, p.defined, l.shape)
}

func (l *lane) setValidity() {
	if l.rows.state == nil {
		return
	}
	l.validity = grow(l.validity, int(bitutil.BytesForBits(int64(l.n))))
	clear(l.validity)
	for i, s := range l.rows.state {
		if s == fine {
			l.validity[i/8] |= 1 << (i % 8)
		}
	}
}

// states are those of the next n rows; nil where all are fine.
func (l *lane) states(n int) []byte {
	if l.rows.state == nil {
		return nil
	}
	return l.rows.state[l.at : l.at+n]
}

// array wraps the next n rows without copying them.
func (l *lane) array(n int) arrow.Array {
	valid, nulls := []byte(nil), 0
	if s := l.states(n); s != nil {
		for _, x := range s {
			if x != fine {
				nulls++
			}
		}
		if nulls > 0 {
			valid = l.validity
		}
	}
	if l.coded {
		return dictArray(l.codes, l.at, n, valid, nulls, l.dict)
	}
	return l.wrap(&l.rows, l.at, n, valid, nulls)
}

// pick copies the chosen of the next rows.
func (l *lane) pick(chosen []int32) arrow.Array {
	v := &l.picked
	v.reset(len(chosen))
	valid, nulls := l.pickValidity(chosen)
	if l.coded {
		if cap(v.intBuffer) < len(chosen) {
			v.makeInts()
		}
		codes := arrow.Uint32Traits.CastFromBytes(arrow.Int64Traits.CastToBytes(v.intBuffer[:cap(v.intBuffer)]))[:len(chosen)]
		for i, at := range chosen {
			codes[i] = l.codes[l.at+int(at)]
		}
		return dictArray(codes, 0, len(chosen), valid, nulls, l.dict)
	}
	switch l.shape {
	case asInts:
		to, from := v.makeInts(), l.rows.ints[l.at:]
		for i, at := range chosen {
			to[i] = from[at]
		}
	case asFloats:
		to, from := v.makeFloats(), l.rows.floats[l.at:]
		for i, at := range chosen {
			to[i] = from[at]
		}
	case asTexts:
		v.appendTexts(func(b []byte, i int) []byte { return append(b, l.rows.text(l.at+int(chosen[i]))...) })
	}
	return l.wrap(v, 0, len(chosen), valid, nulls)
}

func (l *lane) pickValidity(chosen []int32) (valid []byte, nulls int) {
	if l.rows.state == nil {
		return nil, 0
	}
	l.pickBits = grow(l.pickBits, int(bitutil.BytesForBits(int64(len(chosen)))))
	clear(l.pickBits)
	for i, at := range chosen {
		if l.rows.state[l.at+int(at)] == fine {
			l.pickBits[i/8] |= 1 << (i % 8)
		} else {
			nulls++
		}
	}
	if nulls == 0 {
		return nil, 0
	}
	return l.pickBits, nulls
}

var (
	wallClock = &arrow.TimestampType{Unit: arrow.Microsecond}
	coded     = &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint32, ValueType: arrow.BinaryTypes.String}
)

// wrap makes an array of n values from at on.
func (l *lane) wrap(v *vector, at, n int, valid []byte, nulls int) arrow.Array {
	switch {
	case l.kind == flag:
		return l.flags(v.ints[at:at+n], at, valid, nulls)
	case l.shape == asTexts:
		return array.MakeFromData(textData(v, at, n, valid, nulls))
	case l.shape == asFloats:
		return numbers(arrow.PrimitiveTypes.Float64, arrow.Float64Traits.CastToBytes(v.floats), at, n, valid, nulls)
	case l.kind == aDate:
		return numbers(wallClock, arrow.Int64Traits.CastToBytes(v.ints), at, n, valid, nulls)
	default:
		return numbers(arrow.PrimitiveTypes.Int64, arrow.Int64Traits.CastToBytes(v.ints), at, n, valid, nulls)
	}
}

func buffer(b []byte) *memory.Buffer {
	if b == nil {
		return nil
	}
	return memory.NewBufferBytes(b)
}

func numbers(t arrow.DataType, b []byte, at, n int, valid []byte, nulls int) arrow.Array {
	return array.MakeFromData(array.NewData(t, n, []*memory.Buffer{buffer(valid), buffer(b)}, nil, nulls, at))
}

func textData(v *vector, at, n int, valid []byte, nulls int) arrow.ArrayData {
	texts := v.texts
	if texts == nil {
		texts = []byte{}
	}
	buffers := []*memory.Buffer{buffer(valid), buffer(arrow.Int32Traits.CastToBytes(v.offsets)), buffer(texts)}
	return array.NewData(arrow.BinaryTypes.String, n, buffers, nil, nulls, at)
}

func dictArray(codes []uint32, at, n int, valid []byte, nulls int, dict arrow.ArrayData) arrow.Array {
	buffers := []*memory.Buffer{buffer(valid), buffer(arrow.Uint32Traits.CastToBytes(codes))}
	return array.NewDictionaryData(array.NewDataWithDictionary(coded, n, buffers, nulls, at, dict.(*array.Data)))
}

// flags packs 0 and 1 into bits, at the same offset as the validity they go with.
func (l *lane) flags(given []int64, at int, valid []byte, nulls int) arrow.Array {
	l.flagBits = grow(l.flagBits, int(bitutil.BytesForBits(int64(at+len(given)))))
	clear(l.flagBits)
	for i, x := range given {
		if x == 1 {
			bitutil.SetBit(l.flagBits, at+i)
		}
	}
	return numbers(arrow.FixedWidthTypes.Boolean, l.flagBits, at, len(given), valid, nulls)
}
