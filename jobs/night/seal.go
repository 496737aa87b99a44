package night

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/analytics"
)

// Seal is how what people are known by is written: as a keyed hash, in clear, or, without a key, not at all.
type Seal struct {
	Key   []byte
	Clear bool
}

// word is what stands for a value: its HMAC-SHA-256 in hexadecimal digits, or the value itself.
func (s Seal) word(value string) string {
	if s.Clear || value == "" {
		return value
	}
	return s.hash(value)
}

// hash is the HMAC-SHA-256 of a value in hexadecimal digits.
func (s Seal) hash(value string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte(value))
	return hex.EncodeToString(mac.Sum(nil))
}

// shows tells whether anything is written.
func (s Seal) shows() bool { return s.Clear || len(s.Key) > 0 }

func (s Seal) String() string {
	switch {
	case s.Clear:
		return "clear"
	case len(s.Key) > 0:
		return "hashed"
	default:
		return "left out"
	}
}

// leastKey is how many bytes a key has at least: phones are few enough to be tried one by one, so that only the key protects them.
const leastKey = 16

// SetKey takes a key, which has to be long enough.
func (s *Seal) SetKey(key string) error {
	if len(key) < leastKey {
		return fmt.Errorf("the key has %d bytes and needs %d at least: make one with openssl rand -hex 32", len(key), leastKey)
	}
	s.Key = []byte(key)
	return nil
}

// idColumns are those that name people.
var idColumns = []string{"customer_id", "referrer_id", "referred_id", "source_id"}

// hasher puts hashes in place of ids as they are read, so that no clear one gets any further.
type hasher struct {
	seal Seal
	seen map[string]string // the hashes of ids met lately
}

// hashersWith are one for each worker, where there is a key to hash ids with.
func hashersWith(key []byte, workers int) (all []*hasher) {
	for range workers {
		if len(key) > 0 {
			all = append(all, &hasher{Seal{Key: key}, map[string]string{}})
		}
	}
	return all
}

// ids is a batch with its ids hashed.
func (h *hasher) ids(batch arrow.Record) arrow.Record {
	fields, columns := slices.Clone(batch.Schema().Fields()), slices.Clone(batch.Columns())
	for i, f := range fields {
		if slices.Contains(idColumns, f.Name) {
			columns[i] = h.column(columns[i])
			fields[i].Type = columns[i].DataType()
			defer columns[i].Release()
		}
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, batch.NumRows())
}

func (h *hasher) column(a arrow.Array) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	defer b.Release()
	for i := range a.Len() {
		if a.IsNull(i) {
			b.AppendNull()
		} else {
			b.Append(h.of(textOf(a, i)))
		}
	}
	return b.NewArray()
}

// textOf is an id as text, good for as long as the batch.
func textOf(a arrow.Array, i int) string {
	switch a := a.(type) {
	case *array.String:
		return a.Value(i)
	case *array.Dictionary:
		return a.Dictionary().(*array.String).Value(a.GetValueIndex(i))
	}
	return a.ValueStr(i)
}

func (h *hasher) of(id string) string {
	const most = 1 << 16
	hash, ok := h.seen[id]
	if !ok {
		if len(h.seen) == most {
			clear(h.seen)
		}
		hash = h.seal.hash(id)
		h.seen[strings.Clone(id)] = hash
	}
	return hash
}

// contactIDs counts customers whose id is an e-mail address or a phone, by the look of it.
type contactIDs struct{ customers, emails, phones int }

func (c *contactIDs) Add(of *analytics.Customer) {
	id := of.Key.String()
	c.customers++
	switch {
	case looksEmail(id):
		c.emails++
	case looksPhone(id):
		c.phones++
	}
}

func (c *contactIDs) Merge(o *contactIDs) {
	c.customers, c.emails, c.phones = c.customers+o.customers, c.emails+o.emails, c.phones+o.phones
}

// are tells whether ids are contacts: an address is one surely, while among numbers some look like phones by chance.
func (c *contactIDs) are() bool { return c.emails > 0 || 2*c.phones > c.customers }

func looksEmail(id string) bool {
	name, host, ok := strings.Cut(id, "@")
	return ok && name != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(id, " /")
}

// looksPhone goes by how phones are written: with the sign for a country's code, or with the zero of a trunk, or as Chinese mobiles are; ids that are
// filled up with zeros are none.
func looksPhone(id string) bool {
	digits := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "/", "").Replace(id)
	plus := strings.HasPrefix(digits, "+")
	digits = strings.TrimPrefix(digits, "+")
	if strings.Trim(digits, "0123456789") != "" {
		return false
	}
	switch n := len(digits); {
	case plus:
		return n >= 8 && n <= 15
	case n == 11 && digits[0] == '1':
		return digits[1] >= '3'
	default:
		return n >= 10 && n <= 15 && digits[0] == '0' && (digits[1] != '0' || digits[2] != '0') && n <= 14
	}
}
