package sample

import (
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// books are the tables that are written customer by customer.
type books struct {
	surveys, complaints, referrals, identities, wallet, customers, accounts *sheet
}

func (m *maker) openBooks() (*books, error) {
	var b books
	var errs []error
	open := func(at **sheet, name string, fields ...arrow.Field) {
		s, err := newSheet(filepath.Join(m.dir, name+".parquet"), fields...)
		*at = s
		errs = append(errs, err)
	}
	open(&b.surveys, "surveys", field("customer_id", text), field("answered_at", instant), field("dimension", text), field("experience", score),
		field("expectation", score), field("importance", score), field("ideal", score), field("scale_min", score), field("scale_max", score),
		field("recommend", score), field("repurchase_intent", score))
	open(&b.complaints, "complaints", field("complaint_id", number), field("customer_id", text), field("opened_at", instant), field("closed_at", instant),
		field("category", text), field("channel", text), field("outcome", text), field("satisfaction_after", score), field("compensation", money))
	open(&b.referrals, "referrals", field("referrer_id", text), field("referred_id", text), field("referred_at", instant))
	open(&b.identities, "identities", field("source", text), field("source_id", text), field("phone", text), field("email", text), field("name", text),
		field("birthday", date), field("consent", truth), field("qualified", truth), field("updated_at", instant))
	open(&b.wallet, "wallet", field("customer_id", text), field("period", date), field("amount", money))
	open(&b.customers, "truth/customers", field("person", number), field("customer_id", text), field("first_day", date), field("leaves", date),
		field("lambda", score), field("mu", score), field("satisfaction", score), field("price_level", score), field("orders", number))
	open(&b.accounts, "truth/accounts", field("person", number), field("source", text), field("source_id", text))
	return &b, errors.Join(errs...)
}

func (b *books) close(m *maker) error {
	var errs []error
	for name, s := range map[string]*sheet{"surveys": b.surveys, "complaints": b.complaints, "referrals": b.referrals, "identities": b.identities, "wallet": b.wallet} {
		m.rows[name] = s.rows
		errs = append(errs, s.close())
	}
	return errors.Join(append(errs, b.customers.close(), b.accounts.close())...)
}

// enter writes all that is known of a customer but the lines.
func (b *books) enter(s *shop, p *person) error {
	rng := s.random(p.number, ofAnswers)
	leaves := p.leaves
	if leaves.After(s.options.Last) {
		leaves = time.Time{}
	}
	err := b.customers.add(int64(p.number), customerID(p.number), p.first, leaves, p.lambda, p.mu*s.dropout(p.satisfaction), p.satisfaction, p.dear, int64(len(p.orders)))
	if p.referrer >= 0 {
		err = errors.Join(err, b.referrals.add(customerID(p.referrer), customerID(p.number), p.first))
	}
	for i := range p.orders {
		o := &p.orders[i]
		if o.guest {
			continue
		}
		if rng.Float64() < s.AnswerRate {
			err = errors.Join(err, b.answer(s, p, o, rng))
		}
		if o.made {
			err = errors.Join(err, b.complain(s, p, o, rng))
		}
	}
	if rng.Float64() < 0.1 {
		err = errors.Join(err, b.spends(s, p, rng))
	}
	return errors.Join(err, b.accountsOf(s, p))
}

// aspects are the dimensions of a survey, with how much experience, expectation and importance lie above those overall.
var aspects = []struct {
	name                                string
	experience, expectation, importance float64
}{
	{"overall", 0, 0.3, 8}, {"price", -0.4, 0.2, 8.5}, {"brand image", 0.5, 0, 6}, {"relationship", 0.2, -0.2, 6.5},
	{"service", -0.2, 0.5, 8.8}, {"product", 0.6, 0.6, 9}, {"convenience", -1.1, 0.4, 7.8},
}

func (b *books) answer(s *shop, p *person, o *order, rng *rand.Rand) (err error) {
	at := o.at.Add(time.Duration(24+rng.IntN(96)) * time.Hour)
	if at.After(s.options.Last) {
		return nil
	}
	onScale := func(x float64) float64 { return math.Round(min(10, max(0, x))) }
	for _, a := range aspects {
		felt := p.satisfaction + a.experience + s.AnswerNoise*rng.NormFloat64()
		wanted := 7.2 + a.expectation + rng.NormFloat64()
		recommend, intent := math.NaN(), math.NaN()
		if a.name == "overall" {
			recommend, intent = onScale(felt+0.8+0.8*rng.NormFloat64()), onScale(felt+rng.NormFloat64())
		}
		err = errors.Join(err, b.surveys.add(p.account(o.channel), at, a.name, onScale(felt), onScale(wanted),
			onScale(a.importance+rng.NormFloat64()), onScale(9.3+0.7*rng.NormFloat64()), 0.0, 10.0, recommend, intent))
	}
	return err
}

var grounds = []string{"delivery", "quality", "price", "service", "billing"}

func (b *books) complain(s *shop, p *person, o *order, rng *rand.Rand) error {
	opened := o.at.Add(time.Duration(12+rng.IntN(200)) * time.Hour)
	if opened.After(s.options.Last) {
		return nil
	}
	ground := oneOf(rng, grounds)
	closed := opened.Add(time.Duration(4+rng.ExpFloat64()*90) * time.Hour)
	outcome, after, paid := "unresolved", 1+3*rng.Float64(), cents(0)
	if o.resolved {
		outcome, after, paid = "resolved", 5+5*rng.Float64(), cents(rng.IntN(2000))
	}
	if closed.After(s.options.Last) {
		return b.complaints.add(o.number, p.account(o.channel), opened, time.Time{}, ground, channels[o.channel], "", math.NaN(), nil)
	}
	return b.complaints.add(o.number, p.account(o.channel), opened, closed, ground, channels[o.channel], outcome, math.Round(after), paid)
}

// spends is what a customer spends with everybody in the category, year by year.
func (b *books) spends(s *shop, p *person, rng *rand.Rand) (err error) {
	share := 0.2 + 0.8*rng.Float64()
	own := map[int]int64{}
	for _, o := range p.orders {
		for _, i := range o.lines {
			own[o.at.Year()] += int64(float64(s.products[i.product].price*i.quantity) * p.dear * (1 - o.discount))
		}
	}
	for year := s.first.Year(); year <= s.options.Last.Year(); year++ {
		if own[year] > 0 {
			err = errors.Join(err, b.wallet.add(customerID(p.number), time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), cents(float64(own[year])/share)))
		}
	}
	return err
}

// accountsOf writes the accounts of a person in the sources that know him, each with what that source wrote down.
func (b *books) accountsOf(s *shop, p *person) (err error) {
	rng := s.random(p.number, ofAccounts)
	who := contactOf(s, p.number, rng)
	enter := func(source, id string, qualified bool) {
		phone, email := who.phone, who.email
		if rng.Float64() < 0.12 {
			phone = ""
		} else if rng.Float64() < 0.15 {
			email = ""
		}
		err = errors.Join(err,
			b.identities.add(source, id, written(rng, phone), mailed(rng, email), who.named(rng), who.birthday, who.consent, qualified, p.first),
			b.accounts.add(int64(p.number), source, id))
	}
	enter("web", customerID(p.number), true)
	if p.second {
		enter("store", cardID(p.number), true)
	}
	if rng.Float64() < 0.2 {
		enter("app", "A"+pad(p.number+1, 7), true)
	}
	if rng.Float64() < s.ProspectsShare {
		prospect := contactOf(s, p.number+MaxCustomers+1, rng)
		err = errors.Join(err,
			b.identities.add("web", "V"+pad(p.number+1, 7), prospect.phone, prospect.email, prospect.named(rng), prospect.birthday, prospect.consent, rng.Float64() < 0.5, p.first),
			b.accounts.add(int64(p.number+MaxCustomers+1), "web", "V"+pad(p.number+1, 7)))
	}
	return err
}

// contact is what identifies a person.
type contact struct {
	phone, email, given, family string
	chinese, consent            bool
	birthday                    time.Time
}

var (
	givenNames  = []string{"Ada", "Ben", "Clara", "David", "Elif", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Karla", "Liam", "Mona", "Nils", "Olga", "Paul", "Rosa", "Sven", "Tess", "Zoé"}
	familyNames = []string{"Abel", "Berger", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Hansen", "Ivanov", "Jansen", "Kowalski", "Lopez", "Müller", "Novak", "O'Brien", "Petrov", "Rossi", "Šimić", "Tóth", "Weber"}
	surnames    = []string{"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡"}
	characters  = []string{"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀", "霞", "平"}
)

// contactOf draws a person's contact. Phones are from ranges set aside for fiction, with more digits so that nobody shares one by chance; families
// share one.
func contactOf(s *shop, number int, rng *rand.Rand) contact {
	c := contact{chinese: rng.Float64() < 0.4, consent: rng.Float64() < 0.85, birthday: time.Date(1950+rng.IntN(55), time.Month(1+rng.IntN(12)), 1+rng.IntN(28), 0, 0, 0, 0, time.UTC)}
	if c.chinese {
		c.family, c.given = oneOf(rng, surnames), oneOf(rng, characters)
		if rng.Float64() < 0.6 {
			c.given += oneOf(rng, characters)
		}
	} else {
		c.family, c.given = oneOf(rng, familyNames), oneOf(rng, givenNames)
	}
	phone := number
	if family := number / 5; float64(mixed(family)%1000) < s.FamilyPhone*1000 {
		phone = family * 5
	}
	c.phone = "+44 7700 9" + pad(phone, 8)
	c.email = "customer." + pad(number, 8) + "@example.com"
	return c
}

func mixed(n int) uint64 { return (uint64(n) + 1) * 0x9e3779b97f4a7c15 >> 20 }

// named is the name as one source has it.
func (c contact) named(rng *rand.Rand) string {
	switch {
	case c.chinese:
		return c.family + c.given
	case rng.Float64() < 0.2:
		return c.family + ", " + c.given
	default:
		return c.given + " " + c.family
	}
}

// written is a phone number as one source has it.
func written(rng *rand.Rand, phone string) string {
	if phone == "" {
		return ""
	}
	switch rng.IntN(4) {
	case 0:
		return strings.ReplaceAll(phone, " ", "")
	case 1:
		return "0" + strings.TrimPrefix(phone, "+44 ")
	case 2:
		return "0044-" + strings.ReplaceAll(strings.TrimPrefix(phone, "+44 "), " ", "-")
	default:
		return phone
	}
}

// mailed is an address as one source has it.
func mailed(rng *rand.Rand, email string) string {
	if email == "" {
		return ""
	}
	switch rng.IntN(4) {
	case 0:
		return strings.ToUpper(email[:1]) + email[1:]
	case 1:
		name, host, _ := strings.Cut(email, "@")
		return name + "+shop@" + host
	default:
		return email
	}
}
