package data

import (
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
)

// What a value is good for.
const (
	fine    byte = iota
	absent       // null, or what stands for it: an empty id, a number that is NaN
	bad          // a value that cannot be used: a date of the year 9999, an infinite amount
	inexact      // an id in a float so large that others would look the same
)

// vector holds converted values in one of four shapes. Which one is fixed by the column.
type vector struct {
	n       int
	ints    []int64
	floats  []float64
	texts   []byte
	offsets []int32 // of texts, n+1
	state   []byte  // what each is good for; nil where all are fine

	intBuffer   []int64
	floatBuffer []float64
	textBuffer  []byte
	stateBuffer []byte
}

type shape int

const (
	asInts shape = iota
	asFloats
	asTexts
)

func (v *vector) reset(n int) {
	v.n, v.state = n, nil
	v.ints, v.floats, v.texts, v.offsets = nil, nil, nil, v.offsets[:0]
}

// makeInts gives the vector room for its n whole numbers.
func (v *vector) makeInts() []int64 {
	if cap(v.intBuffer) < v.n {
		v.intBuffer = make([]int64, v.n+v.n/8)
	}
	v.ints = v.intBuffer[:v.n]
	return v.ints
}

func (v *vector) makeFloats() []float64 {
	if cap(v.floatBuffer) < v.n {
		v.floatBuffer = make([]float64, v.n+v.n/8)
	}
	v.floats = v.floatBuffer[:v.n]
	return v.floats
}

// makeState gives the vector a state for each value, all fine at first.
func (v *vector) makeState() []byte {
	v.stateBuffer = grow(v.stateBuffer, v.n)
	clear(v.stateBuffer)
	v.state = v.stateBuffer
	return v.state
}

func (v *vector) mark(i int, s byte) {
	if v.state == nil {
		v.makeState()
	}
	v.state[i] = s
}

func (v *vector) text(i int) []byte { return v.texts[v.offsets[i]:v.offsets[i+1]] }

// appendTexts builds the vector's texts one by one.
func (v *vector) appendTexts(each func(to []byte, i int) []byte) {
	v.texts, v.offsets = v.textBuffer[:0], append(v.offsets[:0], 0)
	for i := range v.n {
		v.texts = each(v.texts, i)
		v.offsets = append(v.offsets, int32(len(v.texts)))
	}
	v.textBuffer = v.texts
}

// spread lays values out by row, with a gap where a row has none.
func (v *vector) spread(dense *vector, defined []byte, s shape) {
	v.reset(len(defined))
	state := v.makeState()
	switch s {
	case asInts:
		at, to := 0, v.makeInts()
		for i, d := range defined {
			if d == 1 {
				to[i] = dense.ints[at]
				at++
			} else {
				to[i] = 0
			}
		}
	case asFloats:
		at, to := 0, v.makeFloats()
		for i, d := range defined {
			if d == 1 {
				to[i] = dense.floats[at]
				at++
			} else {
				to[i] = 0
			}
		}
	case asTexts:
		v.texts, v.offsets = dense.texts, append(v.offsets[:0], 0)
		at := 0
		for _, d := range defined {
			at += int(d & 1)
			v.offsets = append(v.offsets, dense.offsets[at])
		}
	}
	at := 0
	for i, d := range defined {
		switch {
		case d != 1:
			state[i] = absent
		case dense.state != nil:
			state[i] = dense.state[at]
		}
		at += int(d & 1)
	}
}

// gather takes values from a dictionary by row.
func (v *vector) gather(dict *vector, codes []uint32, s shape) {
	v.reset(len(codes))
	switch {
	case s == asInts:
		to := v.makeInts()
		for i, c := range codes {
			to[i] = dict.ints[c]
		}
	case s == asFloats:
		to := v.makeFloats()
		for i, c := range codes {
			to[i] = dict.floats[c]
		}
	}
	v.gatherState(dict, codes)
}

func (v *vector) gatherState(dict *vector, codes []uint32) {
	if dict.state == nil {
		return
	}
	to := v.makeState()
	for i, c := range codes {
		to[i] = dict.state[c]
	}
}

func (v *vector) escape() {
	const hex = "0123456789ABCDEF"
	from := vector{texts: v.texts, offsets: append([]int32(nil), v.offsets...)}
	v.textBuffer = nil // v.texts may stand in it
	v.appendTexts(func(to []byte, i int) []byte {
		for t := from.text(i); len(t) > 0; {
			r, n := utf8.DecodeRune(t)
			if r == utf8.RuneError && n == 1 {
				to = append(to, '\\', 'x', hex[t[0]>>4], hex[t[0]&15])
			} else {
				to = append(to, t[:n]...)
			}
			t = t[n:]
		}
		return to
	})
}

func int32s(b []byte) []int32     { return arrow.Int32Traits.CastFromBytes(b) }
func int64s(b []byte) []int64     { return arrow.Int64Traits.CastFromBytes(b) }
func uint32s(b []byte) []uint32   { return arrow.Uint32Traits.CastFromBytes(b) }
func uint64s(b []byte) []uint64   { return arrow.Uint64Traits.CastFromBytes(b) }
func float32s(b []byte) []float32 { return arrow.Float32Traits.CastFromBytes(b) }
func float64s(b []byte) []float64 { return arrow.Float64Traits.CastFromBytes(b) }
