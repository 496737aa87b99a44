package sample

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// contact is what identifies a person.
type contact struct {
	given, family name
	chinese       bool
	consent       bool
	birthday      int64 // days since 1970
	phone         phone
	email         string // the part before the @, with its dots
	provider      string
}

const familySize = 4

// contactOf draws a person's contact. People of one family have one family name and share its phone.
func (s *shop) contactOf(person int) contact {
	rng := s.random(person, ofContact)
	c := contact{chinese: happens(rng, s.ChineseNames), consent: happens(rng, 0.85), birthday: int64(rng.IntN(57*365)) - 21*365}
	number := person
	if head := person - person%familySize; happens(s.random(head, ofFamily), s.FamilyPhone) {
		number, rng = head, s.random(head, ofContact)
		c.chinese = happens(rng, s.ChineseNames)
	}
	families, givens := latinFamily, latinGiven
	if c.chinese {
		families, givens = chineseFamily, chineseGiven
	}
	c.phone, c.family = phoneOf(number, c.chinese), oneOf(rng, families)
	own := s.random(person, ofGiven)
	c.given = oneOf(own, givens)
	if second := oneOf(own, givens); c.chinese && happens(own, 0.6) {
		c.given = name{c.given.written + second.written, c.given.plain + second.plain}
	}
	c.email, c.provider = c.given.plain+"."+c.family.plain+"."+pad(person, digitsOf(person)), "example.org"
	if happens(own, 0.7) {
		c.provider = "example.com"
	}
	return c
}

func digitsOf(n int) int {
	digits := 1
	for ; n > 9; n /= 10 {
		digits++
	}
	return digits
}

// accounts writes the accounts of a person in the sources that know him, each with what that source wrote down, and sometimes one of
// somebody who has never bought.
func (b *pages) accounts(p *person) {
	rng := b.random(p.number, ofAccounts)
	who := b.contactOf(p.number)
	b.enterAccount(p, p.number, "web", customerID(p.number), who, true, rng)
	if p.second {
		card := who
		if happens(rng, b.ShopPhone) {
			card.phone = shopPhone(p.store)
		}
		b.enterAccount(p, p.number, "store", cardID(p.number), card, true, rng)
	}
	if happens(rng, b.AppAccount) {
		b.enterAccount(p, p.number, "app", appID(p.number), who, true, rng)
	}
	if happens(rng, b.Prospects) {
		person := b.Customers + p.number
		b.enterAccount(p, person, "web", prospectID(p.number), b.contactOf(person), happens(rng, 0.5), rng)
	}
}

// enterAccount writes one account, opened at the time of a customer's first order and brought up to date later.
func (b *pages) enterAccount(p *person, person int, source, id string, who contact, qualified bool, rng *rand.Rand) {
	phone, email := who.phone.written(rng, b.PhoneRegion), who.mailed(rng, b.DotsIgnored)
	switch u := rng.Float64(); {
	case u < 0.1:
		phone = ""
	case u < 0.22:
		email = ""
	}
	updated := b.at(min(p.first+rng.IntN(200), b.days-1), rng.IntN(secondsPerDay))
	r := b.of[identities].add().text(source).text(id).text(phone).text(email).text(who.named(rng))
	if happens(rng, 0.3) {
		r.null()
	} else {
		r.date(who.birthday)
	}
	r.truth(who.consent).truth(qualified).instant(updated)
	b.of[truthAccounts].add().number(int64(person)).text(source).text(id)
}

// named is the name as one source has it.
func (c contact) named(rng *rand.Rand) string {
	switch u := rng.Float64(); {
	case c.chinese && u < 0.85:
		return c.family.written + c.given.written
	case c.chinese:
		return capital(c.family.plain) + " " + capital(c.given.plain)
	case u < 0.7:
		return c.given.written + " " + c.family.written
	case u < 0.85:
		return c.family.written + ", " + c.given.written
	case u < 0.93:
		return strings.ToUpper(c.given.plain + " " + c.family.plain)
	default:
		return capital(c.given.plain) + " " + capital(c.family.plain)
	}
}

func capital(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// mailed is the address as one source has it: in other case, with a tag, or with other dots where the provider ignores them.
func (c contact) mailed(rng *rand.Rand, dotsIgnored string) string {
	local, host := c.email, c.provider
	switch u := rng.Float64(); {
	case u < 0.1:
		local += "+" + oneOf(rng, []string{"shop", "news", "promo"})
	case u < 0.2 && host == dotsIgnored:
		local = strings.ReplaceAll(local, ".", "")
	case u < 0.35:
		local = capital(local)
	case u < 0.4:
		local, host = strings.ToUpper(local), strings.ToUpper(host)
	}
	return local + "@" + host
}
