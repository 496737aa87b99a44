package analytics

import (
	"encoding/binary"
	"math/bits"

	"github.com/zeebo/xxh3"
)

// ident is a [Key] as the ledger logs it. Its text may point into memory that is reused.
type ident struct {
	kind identKind
	a, b uint64 // the number, the UUID's 16 bytes, or the serial's number and shape
	text string
	hash uint64
}

type identKind uint8

const (
	numberIdent identKind = iota
	serialIdent           // text that ends in digits, such as C000017850
	uuidIdent             // in its usual form, 36 characters in lower case
	textIdent
)

func numberIdentOf(n int64) ident { return ident{a: uint64(n), hash: mix(uint64(n))} }

func pairIdent(kind identKind, a, b uint64) ident {
	return ident{kind: kind, a: a, b: b, hash: mix(a ^ mix(b))}
}

// identOf is the ident of a text id: a number where it is written as one, packed where it is a serial or a UUID.
func identOf(s string) ident {
	if len(s) == 36 {
		if a, b, ok := parseUUID(s); ok {
			return pairIdent(uuidIdent, a, b)
		}
	}
	if n, ok := canonicalInt(s); ok {
		return numberIdentOf(n)
	}
	if a, b, ok := parseSerial(s); ok {
		return pairIdent(serialIdent, a, b)
	}
	return ident{kind: textIdent, text: s, hash: xxh3.HashString(s)}
}

// identOfKey is the ident of a key.
func identOfKey(k Key) ident {
	if k.text == "" {
		return numberIdentOf(k.number)
	}
	return identOf(k.text)
}

// key is the ident as a key with text of its own.
func (d *ident) key() Key {
	if d.kind == numberIdent {
		return Key{number: int64(d.a)}
	}
	return Key{text: string(d.appendText(nil))}
}

// appendText writes a text id.
func (d *ident) appendText(b []byte) []byte {
	switch d.kind {
	case serialIdent:
		return appendSerial(b, d.a, d.b)
	case uuidIdent:
		var u [36]byte
		formatUUID(&u, d.a, d.b)
		return append(b, u[:]...)
	default:
		return append(b, d.text...)
	}
}

const (
	longestPrefix = 7  // bytes of a serial before its digits
	mostDigits    = 18 // of a serial
)

// parseSerial takes a text apart into the number it ends with, leading zeros included, and its shape: in the highest byte how many bytes
// stand before the number (3 bits) and how many digits it has (5 bits), in the others those bytes. A text has one such form at most.
func parseSerial(s string) (number, shape uint64, ok bool) {
	at, power := len(s), uint64(1)
	for ; at >= 8 && at > len(s)-16; at -= 8 {
		n, all := eightDigits(s[at-8 : at])
		if !all {
			break
		}
		number, power = number+n*power, power*1e8
	}
	for ; at > 0 && s[at-1]-'0' <= 9; at-- {
		if len(s)-at == mostDigits {
			return 0, 0, false
		}
		number, power = number+uint64(s[at-1]-'0')*power, power*10
	}
	if at == len(s) || at > longestPrefix {
		return 0, 0, false
	}
	for i := at - 1; i >= 0; i-- {
		shape = shape<<8 | uint64(s[i])
	}
	return number, uint64(at)<<61 | uint64(len(s)-at)<<56 | shape, true
}

// eightDigits reads eight decimal digits at once, by adding neighbours: first digits, then pairs, then fours.
func eightDigits(s string) (n uint64, ok bool) {
	x := word(s) ^ '0'*everyByte
	if (x|(x&(0x7f*everyByte)+0x76*everyByte))&(0x80*everyByte) != 0 {
		return 0, false
	}
	x = (x*10 + x>>8) & 0x00ff00ff00ff00ff
	x = (x*100 + x>>16) & 0x0000ffff0000ffff
	return (x*10_000 + x>>32) & 0xffffffff, true
}

// word is eight bytes as a number, the first lowest.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// appendSerial writes a serial's text.
func appendSerial(b []byte, number, shape uint64) []byte {
	prefix, digits := int(shape>>61), int(shape>>56&31)
	for i := range prefix {
		b = append(b, byte(shape>>(8*i)))
	}
	var text [mostDigits]byte
	for i := digits - 1; i >= 0; i-- {
		text[i] = byte('0' + number%10)
		number /= 10
	}
	return append(b, text[:digits]...)
}

func (d *ident) equal(o *ident) bool {
	return d.hash == o.hash && d.a == o.a && d.b == o.b && d.kind == o.kind && d.text == o.text
}

// mix spreads a number over all 64 bits (the finaliser of SplitMix64, Steele et al. 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// parseUUID reads 8-4-4-4-12 hexadecimal digits in lower case.
func parseUUID(s string) (a, b uint64, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return 0, 0, false
	}
	const low = 1<<32 - 1
	w, bad1 := eightHex(word(s))
	x, bad2 := eightHex(word(s[9:])&low | word(s[14:])<<32)
	y, bad3 := eightHex(word(s[19:])&low | word(s[24:])<<32)
	z, bad4 := eightHex(word(s[28:]))
	return w<<32 | x, y<<32 | z, bad1|bad2|bad3|bad4 == 0
}

const everyByte = 0x0101010101010101

// eightHex reads eight hexadecimal digits in lower case at once, the first lowest; bad is zero where they are.
func eightHex(x uint64) (n, bad uint64) {
	const high = 0x80 * everyByte
	// A sum below carries into a byte's highest bit where the byte is at least '0', beyond '9', at least 'a', beyond 'f'.
	plain := x &^ high
	digit := (plain + (0x80-'0')*everyByte) &^ (plain + (0x7f-'9')*everyByte)
	letter := (plain + (0x80-'a')*everyByte) &^ (plain + (0x7f-'f')*everyByte)
	bad = (x | ^(digit | letter)) & high
	n = bits.ReverseBytes64(x&(0x0f*everyByte) + x>>6&everyByte*9)
	n = (n | n>>4) & 0x00ff00ff00ff00ff
	n = (n | n>>8) & 0x0000ffff0000ffff
	return (n | n>>16) & 0xffffffff, bad
}

func formatUUID(to *[36]byte, a, b uint64) {
	binary.LittleEndian.PutUint64(to[0:], hex(a>>32))
	x := hex(a & 0xffffffff)
	binary.LittleEndian.PutUint32(to[9:], uint32(x))
	binary.LittleEndian.PutUint32(to[14:], uint32(x>>32))
	y := hex(b >> 32)
	binary.LittleEndian.PutUint32(to[19:], uint32(y))
	binary.LittleEndian.PutUint32(to[24:], uint32(y>>32))
	binary.LittleEndian.PutUint64(to[28:], hex(b&0xffffffff))
	to[8], to[13], to[18], to[23] = '-', '-', '-', '-'
}

// hex writes 32 bits as eight hexadecimal digits, the first lowest.
func hex(n uint64) uint64 {
	n = (n | n<<16) & 0x0000ffff0000ffff
	n = (n | n<<8) & 0x00ff00ff00ff00ff
	n = (n | n<<4) & (0x0f * everyByte)
	letters := (n + 6*everyByte) >> 4 & everyByte
	return bits.ReverseBytes64(n + '0'*everyByte + letters*('a'-'9'-1))
}
