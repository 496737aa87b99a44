package data

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow/float16"
	"github.com/parquet-go/parquet-go/format"
)

const (
	longestKey  = 4 << 10 // bytes of an id; a longer one is no id
	longestText = 1 << 20
)

// convert turns decoded values into canonical ones. It may alias them.
type convert func(to *vector, from *values)

// converter is how a source column becomes a canonical one.
func converter(s *source, k kind, zone *time.Location, keysAsText bool) (convert, shape, error) {
	var f convert
	sh := asInts
	switch k {
	case aKey:
		f, sh = keyConverter(s, keysAsText)
	case aDate:
		f = dateConverter(s, zone)
	case money:
		f = moneyConverter(s)
	case operand:
		if f, sh = moneyConverter(s), asInts; s.meaning == plain && (s.physical == format.Float || s.physical == format.Double) {
			f, sh = numberConverter(s, bad), asFloats
		}
	case number:
		f, sh = numberConverter(s, absent), asFloats
	case text:
		f, sh = textConverter(s, longestText), asTexts
	case flag:
		f = flagConverter(s)
	case raw:
		f = hashValues
	}
	if f == nil {
		return nil, 0, fmt.Errorf("is %s, which cannot be taken as %s", s, k)
	}
	return f, sh, nil
}

func (k kind) String() string {
	return [...]string{"an id", "a date", "an amount", "a number", "text", "yes or no", "a value", "a number"}[k]
}

// keyConverter keeps numbers as numbers and texts as texts.
func keyConverter(s *source, asText bool) (convert, shape) {
	if s.meaning == textual || s.meaning == uuid {
		return textConverter(s, longestKey), asTexts
	}
	whole := wholeConverter(s)
	if whole == nil || !asText {
		return whole, asInts
	}
	return func(to *vector, from *values) {
		whole(to, from)
		to.appendTexts(func(b []byte, i int) []byte { return strconv.AppendInt(b, to.ints[i], 10) })
		to.ints = nil
	}, asTexts
}

// wholeConverter reads whole numbers; a fraction is bad, NaN is absent (how pandas writes a missing id).
func wholeConverter(s *source) convert {
	switch {
	case s.meaning == plain && s.physical == format.Int64:
		return func(to *vector, from *values) {
			to.reset(from.n)
			to.ints = int64s(from.fixed)
		}
	case s.meaning == plain && s.physical == format.Int32:
		return wholes(func(to []int64, b []byte) {
			for i, x := range int32s(b) {
				to[i] = int64(x)
			}
		})
	case s.meaning == unsigned && s.physical == format.Int32:
		return wholes(func(to []int64, b []byte) {
			for i, x := range uint32s(b) {
				to[i] = int64(x)
			}
		})
	case s.meaning == unsigned && s.physical == format.Int64:
		return func(to *vector, from *values) {
			to.reset(from.n)
			to.ints = int64s(from.fixed)
			for i, x := range uint64s(from.fixed) {
				if x > math.MaxInt64 {
					to.mark(i, bad)
				}
			}
		}
	case s.meaning == decimal:
		return func(to *vector, from *values) {
			to.reset(from.n)
			ints := to.makeInts()
			s.decimals(from, func(i int, d int128) {
				var ok bool
				if ints[i], ok = d.whole(s.scale); !ok {
					to.mark(i, bad)
				}
			})
		}
	case s.meaning == plain && (s.physical == format.Float || s.physical == format.Double):
		floats := numberConverter(s, absent)
		return func(to *vector, from *values) {
			floats(to, from)
			ints := to.makeInts()
			for i, x := range to.floats {
				ints[i] = int64(x)
				if float64(ints[i]) != x && (to.state == nil || to.state[i] == fine) {
					to.mark(i, bad)
				}
			}
			to.floats = nil
		}
	}
	return nil
}

func wholes(widen func(to []int64, b []byte)) convert {
	return func(to *vector, from *values) {
		to.reset(from.n)
		widen(to.makeInts(), from.fixed)
	}
}

// numberConverter reads floats; what NaN stands for is the caller's to say, infinity is bad.
func numberConverter(s *source, nan byte) convert {
	fill := floatFiller(s)
	if fill == nil {
		return nil
	}
	return func(to *vector, from *values) {
		to.reset(from.n)
		fill(to, from)
		for i, x := range to.floats {
			if x-x != 0 { // NaN or infinite
				if math.IsNaN(x) {
					to.mark(i, nan)
				} else {
					to.mark(i, bad)
				}
			}
		}
	}
}

func floatFiller(s *source) convert {
	switch {
	case s.meaning == plain && s.physical == format.Double:
		return func(to *vector, from *values) { to.floats = float64s(from.fixed) }
	case s.meaning == plain && s.physical == format.Float:
		return func(to *vector, from *values) {
			floats := to.makeFloats()
			for i, x := range float32s(from.fixed) {
				floats[i] = widen(x)
			}
		}
	case s.meaning == half:
		return func(to *vector, from *values) {
			floats := to.makeFloats()
			for i := range floats {
				floats[i] = float64(float16.FromLEBytes(from.fixed[2*i:]).Float32())
			}
		}
	case s.meaning == decimal:
		return func(to *vector, from *values) {
			floats := to.makeFloats()
			s.decimals(from, func(i int, d int128) { floats[i] = d.float(s.scale) })
		}
	case s.physical == format.Boolean:
		return func(to *vector, from *values) {
			floats := to.makeFloats()
			for i, b := range from.fixed {
				floats[i] = float64(b)
			}
		}
	case s.physical == format.Int32 || s.physical == format.Int64:
		whole := wholeConverter(s)
		if whole == nil {
			return nil
		}
		return func(to *vector, from *values) {
			whole(to, from)
			floats := to.makeFloats()
			for i, x := range to.ints {
				floats[i] = float64(x)
			}
			to.ints = nil
		}
	}
	return nil
}

// widen is the number that a 32-bit float was written for: 25.55, not 25.549999237.
func widen(x float32) float64 {
	if wide := float64(x); wide == math.Trunc(wide) || wide-wide != 0 {
		return wide
	}
	wide, _ := strconv.ParseFloat(strconv.FormatFloat(float64(x), 'g', -1, 32), 64)
	return wide
}

func flagConverter(s *source) convert {
	if s.physical == format.Boolean {
		return func(to *vector, from *values) {
			to.reset(from.n)
			ints := to.makeInts()
			for i, b := range from.fixed {
				ints[i] = int64(b)
			}
		}
	}
	if s.physical != format.Int32 && s.physical != format.Int64 {
		return nil
	}
	whole := wholeConverter(s)
	if whole == nil {
		return nil
	}
	return func(to *vector, from *values) {
		whole(to, from)
		for i, x := range to.ints {
			if x != 0 && x != 1 {
				to.mark(i, bad)
			}
		}
	}
}

// textConverter reads texts up to so many bytes, and numbers as they are written.
func textConverter(s *source, longest int) convert {
	switch {
	case s.meaning == uuid:
		return func(to *vector, from *values) {
			to.reset(from.n)
			to.appendTexts(func(b []byte, i int) []byte { return appendUUID(b, from.fixed[16*i:]) })
		}
	case s.meaning == textual:
		return func(to *vector, from *values) {
			to.reset(from.n)
			to.texts, to.offsets = from.texts, append(to.offsets[:0], from.offsets...)
			if s.width > 0 {
				to.fixedTexts(from.fixed, s.width)
			}
			to.clean(longest)
		}
	case s.physical == format.Boolean:
		return func(to *vector, from *values) {
			to.reset(from.n)
			to.appendTexts(func(b []byte, i int) []byte { return strconv.AppendBool(b, from.fixed[i] == 1) })
		}
	}
	if whole := wholeConverter(s); whole != nil && s.scale == 0 && s.physical != format.Float && s.physical != format.Double {
		return func(to *vector, from *values) {
			whole(to, from)
			to.appendTexts(func(b []byte, i int) []byte { return strconv.AppendInt(b, to.ints[i], 10) })
			to.ints = nil
		}
	}
	if s.meaning != plain {
		return nil
	}
	floats := numberConverter(s, absent)
	if floats == nil {
		return nil
	}
	return func(to *vector, from *values) {
		floats(to, from)
		to.appendTexts(func(b []byte, i int) []byte { return strconv.AppendFloat(b, to.floats[i], 'f', -1, 64) })
		to.floats = nil
	}
}

func (v *vector) fixedTexts(b []byte, width int) {
	v.texts, v.offsets = b, v.offsets[:0]
	for i := range v.n + 1 {
		v.offsets = append(v.offsets, int32(i*width))
	}
}

func appendUUID(to, b []byte) []byte {
	const hex = "0123456789abcdef"
	for i, x := range b[:16] {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			to = append(to, '-')
		}
		to = append(to, hex[x>>4], hex[x&15])
	}
	return to
}

// numberText reads the numbers in constants and in the names of folders, such as year=2024.
func numberText(to *vector, from *values) {
	to.reset(from.n)
	floats := to.makeFloats()
	for i := range floats {
		t := string(from.texts[from.offsets[i]:from.offsets[i+1]])
		var err error
		if floats[i], err = strconv.ParseFloat(t, 64); err != nil {
			to.mark(i, bad)
		}
		if t == "" {
			to.mark(i, absent)
		}
	}
}
