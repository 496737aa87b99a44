package data

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean brings texts into the form in which they are compared: without blanks around them; whole numbers of ids without a fraction of
// zeros (10001.0, as pandas writes a column with gaps); words for nothing, such as NULL, as no value. It marks empty and oversized texts and
// makes sure that the rest are UTF-8: a byte that is not stands as \xNN, so that different texts stay different.
func (v *vector) clean(longest int, id bool) {
	ascii, blank := plainBytes(v.texts)
	shortest, most := v.lengths()
	untidy := blank || !ascii || shortest <= longestNull || id && v.fractions()
	if untidy = untidy && v.untidy(id); untidy {
		v.tidy(id)
	} else if ascii && shortest > 0 && most <= longest {
		return
	}
	valid := true
	for i := range v.n {
		switch n := int(v.offsets[i+1] - v.offsets[i]); {
		case n == 0:
			v.mark(i, absent)
		case n > longest:
			v.mark(i, bad)
		case !ascii && valid:
			valid = utf8.Valid(v.text(i))
		}
	}
	if !valid {
		v.escape()
	}
}

// lengths are those of the shortest and the longest text.
func (v *vector) lengths() (shortest, most int) {
	low, high, from := int32(math.MaxInt32), int32(0), v.offsets[0]
	for _, to := range v.offsets[1 : v.n+1] {
		low, high = min(low, to-from), max(high, to-from)
		from = to
	}
	return int(low), int(high)
}

// fractions tells whether there may be texts with a fraction of zeros.
func (v *vector) fractions() bool {
	from := v.offsets[0]
	for _, to := range v.offsets[1 : v.n+1] {
		if to > from && v.texts[to-1] == '0' && bytes.IndexByte(v.texts[from:to], '.') > 0 {
			return true
		}
		from = to
	}
	return false
}

// plainBytes tells whether all bytes are ASCII, and whether there may be blanks among them. It looks at many bytes at a time.
func plainBytes(b []byte) (ascii, blank bool) {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	all, low := uint64(0), uint64(0)
	for ; len(b) >= 32; b = b[32:] {
		x, y := binary.NativeEndian.Uint64(b), binary.NativeEndian.Uint64(b[8:])
		z, w := binary.NativeEndian.Uint64(b[16:]), binary.NativeEndian.Uint64(b[24:])
		all |= x | y | z | w
		low |= x - '!'*ones | y - '!'*ones | z - '!'*ones | w - '!'*ones // borrows into the highest bit of a byte below '!'
	}
	for _, c := range b {
		all |= uint64(c)
		low |= uint64(c) - '!'
	}
	return all&high == 0, low&high != 0
}

// lastOfNull are the bytes that words for nothing end with.
var lastOfNull = func() (is [256]bool) {
	for w := range nullWords {
		is[w[len(w)-1]], is[strings.ToUpper(w)[len(w)-1]] = true, true
	}
	return is
}()

func isNull(b []byte, id bool) bool {
	if len(b) > longestNull {
		return false
	}
	return nullForms[string(b)] || id && nullWords[strings.ToLower(string(b))]
}

// untidy tells whether tidy would change anything. Most texts show by their ends that they are fine.
func (v *vector) untidy(id bool) bool {
	for i := range v.n {
		b := v.text(i)
		if len(b) == 0 {
			continue
		}
		first, last := b[0], b[len(b)-1]
		suspect := first <= ' ' || last <= ' ' || first >= utf8.RuneSelf || last >= utf8.RuneSelf ||
			len(b) <= longestNull && lastOfNull[last] || id && last == '0' && bytes.IndexByte(b, '.') > 0
		if suspect && len(tidied(b, id)) != len(b) {
			return true
		}
	}
	return false
}

func (v *vector) tidy(id bool) {
	from := vector{texts: v.texts, offsets: append([]int32(nil), v.offsets...)}
	v.textBuffer = nil // v.texts may stand in it
	v.appendTexts(func(to []byte, i int) []byte { return append(to, tidied(from.text(i), id)...) })
}

// tidied is a text without blanks around it; nothing where it is a word for that; an id without a fraction of zeros.
func tidied(b []byte, id bool) []byte {
	b = bytes.TrimFunc(b, isBlank)
	if isNull(b, id) {
		return nil
	}
	if id {
		if whole, fraction, ok := bytes.Cut(b, []byte{'.'}); ok && len(fraction) > 0 && len(bytes.Trim(fraction, "0")) == 0 && isWhole(whole) {
			return whole
		}
	}
	return b
}

// isBlank tells of spaces of every width, control characters, and the marks without width that some programs put in front of texts.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200b' || r == '\ufeff'
}

// isWhole tells whether a text is a whole number as it would be written.
func isWhole(b []byte) bool {
	digits := bytes.TrimPrefix(b, []byte{'-'})
	if len(digits) == 0 || digits[0] == '0' && len(b) > 1 {
		return false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
