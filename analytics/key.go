package analytics

import (
	"cmp"
	"strconv"
	"strings"
)

// Key identifies a customer. Ids are text to users; one that is written as a whole number is kept as the number, so that
// 17850 in one file and "17850" in another are the same customer, while "00004" stays itself.
type Key struct {
	text   string
	number int64
}

// NumberKey is the key of a whole number.
func NumberKey(n int64) Key { return Key{number: n} }

// TextKey is the key of a text id.
func TextKey(s string) Key {
	if n, ok := canonicalInt(s); ok {
		return Key{number: n}
	}
	return Key{text: s}
}

// canonicalInt reads s as a whole number if that number would be written as s again.
func canonicalInt(s string) (int64, bool) {
	if len(s) == 0 || len(s) > 20 || s[0] > '9' {
		return 0, false
	}
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || digits[0] < '0' || (digits[0] == '0' && s != "0") {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// String is the id as users write it.
func (k Key) String() string {
	if k.text != "" {
		return k.text
	}
	return strconv.FormatInt(k.number, 10)
}

// Compare orders keys: numbers by value, then texts by bytes.
func (k Key) Compare(o Key) int {
	switch {
	case k.text == "" && o.text == "":
		return cmp.Compare(k.number, o.number)
	case k.text == "":
		return -1
	case o.text == "":
		return 1
	default:
		return strings.Compare(k.text, o.text)
	}
}
