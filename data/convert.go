package data

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
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

// reading is what decides how values are read, beside their types.
type reading struct {
	zone         *time.Location
	keysAsText   bool
	decimalComma bool      // texts have a comma before the fraction
	order        dateOrder // of the parts of dates in texts
}

// converter is how a source column becomes a canonical one.
func converter(s *source, c *column, r reading) (convert, shape, error) {
	var f convert
	sh := asInts
	switch c.kind {
	case aKey:
		f, sh = keyConverter(s, r.keysAsText)
	case aDate:
		f = dateConverter(s, r)
	case money:
		f = moneyConverter(s, r.decimalComma)
	case operand:
		if f, sh = moneyConverter(s, r.decimalComma), asInts; s.meaning == plain && (s.physical == format.Float || s.physical == format.Double) {
			f, sh = numberConverter(s, bad), asFloats
		}
	case number:
		if f, sh = numberConverter(s, absent), asFloats; s.meaning == textual {
			f = textNumbers(r.decimalComma)
		}
	case text:
		if f, sh = textConverter(s, longestText, false), asTexts; f != nil && c.name == currency.name {
			f = translated(f, func(written string) (string, bool) { return CurrencyCode(written), true })
		}
	case word:
		f, sh = wordConverter(s, c.words), asTexts
	case flag:
		f = flagConverter(s, c.words)
	case raw:
		f = hashValues
	}
	if f == nil {
		return nil, 0, fmt.Errorf("is %s, which cannot be taken as %s", s, c.kind)
	}
	return f, sh, nil
}

func (k kind) String() string {
	return [...]string{"an id", "a date", "an amount", "a number", "text", "one of a few words", "yes or no", "a value", "a number"}[k]
}

// keyConverter keeps numbers as numbers and texts as texts.
func keyConverter(s *source, asText bool) (convert, shape) {
	switch {
	case s.meaning == textual || s.meaning == uuid:
		return textConverter(s, longestKey, true), asTexts
	case s.meaning == decimal && asText:
		return decimalKeys(s), asTexts
	case s.meaning == unsigned && s.physical == format.Int64 && asText:
		return func(to *vector, from *values) {
			to.reset(from.n)
			given := uint64s(from.fixed)
			to.appendTexts(func(b []byte, i int) []byte { return strconv.AppendUint(b, given[i], 10) })
		}, asTexts
	}
	whole := wholeConverter(s)
	if whole != nil && (s.physical == format.Float || s.physical == format.Double) {
		whole = exactly(whole, s)
	}
	if whole == nil || !asText {
		return whole, asInts
	}
	return func(to *vector, from *values) {
		whole(to, from)
		to.appendTexts(func(b []byte, i int) []byte { return strconv.AppendInt(b, to.ints[i], 10) })
		to.ints = nil
	}, asTexts
}

// exactly marks whole numbers in floats that are so large that the next one would look the same: they are not what was meant.
func exactly(whole convert, s *source) convert {
	most := int64(1<<53 - 1)
	if s.physical == format.Float {
		most = 1<<24 - 1
	}
	return func(to *vector, from *values) {
		whole(to, from)
		for i, x := range to.ints {
			if (x > most || x < -most) && (to.state == nil || to.state[i] != absent) {
				to.mark(i, inexact)
			}
		}
	}
}

// decimalKeys reads ids that are decimals of any size; a fraction other than zeros is bad.
func decimalKeys(s *source) convert {
	return func(to *vector, from *values) {
		to.reset(from.n)
		var digits [][]byte
		s.decimals(from, func(i int, d int128) {
			x, rest := new(big.Int).QuoRem(d.big(), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(s.scale)), nil), new(big.Int))
			if rest.Sign() != 0 {
				to.mark(i, bad)
			}
			if d.negative {
				x.Neg(x)
			}
			digits = append(digits, x.Append(nil, 10))
		})
		to.appendTexts(func(b []byte, i int) []byte { return append(b, digits[i]...) })
	}
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

func flagConverter(s *source, words vocabulary) convert {
	switch {
	case s.physical == format.Boolean:
		return func(to *vector, from *values) {
			to.reset(from.n)
			ints := to.makeInts()
			for i, b := range from.fixed {
				ints[i] = int64(b)
			}
		}
	case s.meaning == textual:
		texts := textConverter(s, longestText, true)
		return func(to *vector, from *values) {
			texts(to, from)
			ints := to.makeInts()
			for i := range ints {
				ints[i] = 0
				if to.state != nil && to.state[i] != fine {
					continue
				}
				switch value, ok := words.of(string(to.text(i))); {
				case !ok:
					to.mark(i, bad)
				case value == "true":
					ints[i] = 1
				}
			}
		}
	}
	whole := wholeConverter(s)
	if whole == nil {
		return nil
	}
	return func(to *vector, from *values) {
		whole(to, from)
		for i, x := range to.ints {
			if x != 0 && x != 1 && (to.state == nil || to.state[i] == fine) {
				to.mark(i, bad)
			}
		}
	}
}

// wordConverter reads the words of a closed column as what they stand for; other words are bad.
func wordConverter(s *source, words vocabulary) convert {
	texts := textConverter(s, longestText, true)
	if texts == nil {
		return nil
	}
	return translated(texts, words.of)
}

// translated replaces texts by what they stand for; those that stand for nothing are bad.
func translated(texts convert, of func(string) (string, bool)) convert {
	return func(to *vector, from *values) {
		texts(to, from)
		means := make([]string, to.n)
		for i := range means {
			if to.state != nil && to.state[i] != fine {
				continue
			}
			var ok bool
			if means[i], ok = of(string(to.text(i))); !ok {
				to.mark(i, bad)
			}
		}
		to.textBuffer = nil // the texts may stand in it
		to.appendTexts(func(b []byte, i int) []byte { return append(b, means[i]...) })
	}
}

// textConverter reads texts up to so many bytes, and numbers as they are written.
func textConverter(s *source, longest int, id bool) convert {
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
			to.clean(longest, id)
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

// textNumbers reads numbers that are written as text.
func textNumbers(comma bool) convert {
	return func(to *vector, from *values) {
		to.reset(from.n)
		floats := to.makeFloats()
		for i := range floats {
			floats[i] = 0
			switch number, ok := digitsOf(from.texts[from.offsets[i]:from.offsets[i+1]], comma); {
			case !ok:
				to.mark(i, bad)
			case len(number) == 0:
				to.mark(i, absent)
			default:
				x, err := strconv.ParseFloat(string(number), 64)
				if floats[i] = x; err != nil || x-x != 0 {
					to.mark(i, bad)
				}
			}
		}
	}
}

// digitsOf is a number as programs write it: without blanks and without separators between thousands, with a point before the fraction. It is
// empty where the text stands for nothing, and not ok where it is no number, or one of which it is not certain what its separators mean: without
// decimalComma a comma is one between thousands only where a point follows, with it a point is one only between groups of three digits.
func digitsOf(b []byte, comma bool) (number []byte, ok bool) {
	if b = tidied(b, true); len(b) == 0 || isNull(b, true) {
		return nil, true
	}
	point, thousands := byte('.'), byte(',')
	if comma {
		point, thousands = thousands, point
	}
	whole, fraction, fractional := bytes.Cut(b, []byte{point})
	groups := bytes.IndexByte(whole, thousands) >= 0
	if groups && (!comma && !fractional || !grouped(whole, thousands)) {
		return nil, false
	}
	for _, c := range whole {
		if c != thousands {
			number = append(number, c)
		}
	}
	if fractional {
		number = append(append(number, '.'), fraction...)
	}
	return number, isNumber(number)
}

// grouped tells whether separators stand before each three digits.
func grouped(whole []byte, thousands byte) bool {
	parts := bytes.Split(bytes.TrimLeft(whole, "+-"), []byte{thousands})
	for i, p := range parts {
		if len(p) != 3 && i > 0 || len(p) == 0 || len(p) > 3 {
			return false
		}
	}
	return true
}

// isNumber tells whether a text is a decimal number, maybe with an exponent: nothing that only programmers write, such as 0x1F or 1_000.
func isNumber(b []byte) bool {
	digits := 0
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.', (c == 'e' || c == 'E') && digits > 0:
		case (c == '+' || c == '-') && (i == 0 || b[i-1] == 'e' || b[i-1] == 'E'):
		default:
			return false
		}
	}
	return digits > 0
}
