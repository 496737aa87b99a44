package analytics

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"strings"

	"github.com/zeebo/xxh3"
)

// ident is a [Key] as the ledger logs it. Its text may point into memory that is reused.
type ident struct {
	kind identKind
	a, b uint64 // the number, or the UUID's 16 bytes
	text string
	hash uint64
}

type identKind uint8

const (
	numberIdent identKind = iota
	uuidIdent             // in its usual form, 36 characters in lower case
	textIdent
)

func numberIdentOf(n int64) ident { return ident{a: uint64(n), hash: mix(uint64(n))} }

// identOf is the ident of a text id: a number where it is written as one, packed where it is a UUID.
func identOf(s string) ident {
	if n, ok := canonicalInt(s); ok {
		return numberIdentOf(n)
	}
	if a, b, ok := parseUUID(s); ok {
		return ident{kind: uuidIdent, a: a, b: b, hash: mix(a ^ mix(b))}
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
	switch d.kind {
	case numberIdent:
		return Key{number: int64(d.a)}
	case uuidIdent:
		var b [36]byte
		formatUUID(&b, d.a, d.b)
		return Key{text: string(b[:])}
	default:
		return Key{text: strings.Clone(d.text)}
	}
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

// nibble gives the value of a hexadecimal digit in lower case, and 0xff of any other byte.
var nibble = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i, c := range "0123456789abcdef" {
		t[c] = byte(i)
	}
	return t
}()

// parseUUID reads 8-4-4-4-12 hexadecimal digits in lower case.
func parseUUID(s string) (a, b uint64, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return 0, 0, false
	}
	var bad byte
	digits := func(x uint64, s string) uint64 {
		for i := range len(s) {
			n := nibble[s[i]]
			bad |= n
			x = x<<4 | uint64(n&15)
		}
		return x
	}
	a = digits(digits(digits(0, s[:8]), s[9:13]), s[14:18])
	b = digits(digits(0, s[19:23]), s[24:])
	return a, b, bad < 16
}

func formatUUID(to *[36]byte, a, b uint64) {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:], a)
	binary.BigEndian.PutUint64(raw[8:], b)
	hex.Encode(to[:8], raw[:4])
	hex.Encode(to[9:13], raw[4:6])
	hex.Encode(to[14:18], raw[6:8])
	hex.Encode(to[19:23], raw[8:10])
	hex.Encode(to[24:], raw[10:])
	to[8], to[13], to[18], to[23] = '-', '-', '-', '-'
}

// rank is where an ident stands in the order of [Key.Compare]: by class, then the first 16 bytes; the rest of long texts is compared
// only where these are equal.
type rank struct {
	hi, lo uint64
	group  uint32
	class  identKind
}

func (d *ident) rank(group uint32) rank {
	r := rank{group: group, class: textIdent}
	switch d.kind {
	case numberIdent:
		r.class, r.hi = numberIdent, d.a^1<<63
	case uuidIdent:
		var b [36]byte
		formatUUID(&b, d.a, d.b)
		r.hi, r.lo = binary.BigEndian.Uint64(b[:]), binary.BigEndian.Uint64(b[8:])
	default:
		var b [16]byte
		copy(b[:], d.text)
		r.hi, r.lo = binary.BigEndian.Uint64(b[:]), binary.BigEndian.Uint64(b[8:])
	}
	return r
}

func (r *rank) compare(o *rank) int {
	switch {
	case r.class != o.class:
		return cmp.Compare(r.class, o.class)
	case r.hi != o.hi:
		return cmp.Compare(r.hi, o.hi)
	default:
		return cmp.Compare(r.lo, o.lo)
	}
}
