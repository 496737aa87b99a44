package night

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"regulars/analytics"
	"regulars/analytics/identity"
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

// contactRow is how a customer is reached.
type contactRow struct {
	Name  string `col:"name,nullzero"`
	Phone string `col:"phone,nullzero"`
	Email string `col:"email,nullzero"`
}

func (s Seal) contact(g *identity.Golden) contactRow {
	return contactRow{s.word(g.Name.Value), s.word(g.Phone.Value), s.word(g.Email.Value)}
}

var contactColumns = []string{"name", "phone", "email"}

// goldenRow is what is known of a person, and from where. Clear contacts are for lists alone, so here they are hashed or left out.
type goldenRow struct {
	Customer string `col:"customer_id,nullzero"`
	Accounts int    `col:"accounts"`
	contactRow
	Birthday        string        `col:"birthday,nullzero"`
	NameSource      string        `col:"name_source,nullzero"`
	NameUpdated     analytics.Day `col:"name_updated"`
	PhoneSource     string        `col:"phone_source,nullzero"`
	PhoneUpdated    analytics.Day `col:"phone_updated"`
	EmailSource     string        `col:"email_source,nullzero"`
	EmailUpdated    analytics.Day `col:"email_updated"`
	BirthdaySource  string        `col:"birthday_source,nullzero"`
	BirthdayUpdated analytics.Day `col:"birthday_updated"`
	Contact         bool          `col:"may_contact"`
	RefusalSource   string        `col:"refusal_source,nullzero"`
	RefusalUpdated  analytics.Day `col:"refusal_updated"`
}

// goldenTable is the table golden_records, a row for each person.
func (r *results) goldenTable() analytics.Table {
	s := Seal{Key: r.cfg.Contacts.Key}
	var omit []string
	if !s.shows() {
		omit = append(omit, append(contactColumns, "birthday")...)
		s.Clear = true // so that nothing is hashed for columns that are not there
	}
	var rows []goldenRow
	for g := range r.people.Golden() {
		rows = append(rows, goldenRow{
			g.Customer, g.Accounts, s.contact(&g), s.word(g.Birthday.Value), g.Name.Source, updated(g.Name), g.Phone.Source, updated(g.Phone),
			g.Email.Source, updated(g.Email), g.Birthday.Source, updated(g.Birthday), g.Refuses.Value == "", g.Refuses.Source, updated(g.Refuses),
		})
	}
	return analytics.Undescribed("golden_records", rows, omit...)
}

// updated is when a field was; there is no day where there is no field.
func updated(f identity.Field) analytics.Day {
	if f.Value == "" {
		return analytics.NoDay
	}
	return f.Updated
}
