package sample

import (
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
)

// shelf is the files of the tables that are written customer by customer.
type shelf []*sheet

func (m *maker) openShelf() (shelf, error) {
	var all shelf
	for _, b := range books {
		s, err := newSheet(filepath.Join(m.dir, filepath.FromSlash(b.name)+".parquet"), b.schema)
		if err != nil {
			return nil, errors.Join(err, all.close(m))
		}
		all = append(all, s)
	}
	return all, nil
}

func (all shelf) write(records []arrow.Record) (err error) {
	for i, r := range records {
		err = errors.Join(err, all[i].write(r))
	}
	return err
}

func (all shelf) close(m *maker) (err error) {
	for i, s := range all {
		if i < truthCustomers {
			m.rows[books[i].name] = s.rows
		}
		err = errors.Join(err, s.close())
	}
	return err
}

// pages are the rows of a chunk of customers in each of the books.
type pages struct {
	*shop
	of []*rows
}

func newPages(s *shop) *pages {
	p := &pages{shop: s}
	for _, b := range books {
		p.of = append(p.of, newRows(b.schema))
	}
	return p
}

func (b *pages) records() (list []arrow.Record) {
	for _, r := range b.of {
		list = append(list, r.record())
	}
	return list
}

// enter writes all that is known of a customer but his lines. The candidate is scratch space for the referrer.
func (b *pages) enter(p, candidate *person) {
	referrer := b.refer(p, candidate)
	b.truth(p, referrer)
	answers, after := b.random(p.number, ofAnswers), b.random(p.number, ofComplaints)
	for i := range p.orders {
		o := &p.orders[i]
		if p.panel && !o.guest && happens(answers, b.answers(i)) {
			b.answer(p, o, answers)
		}
		if o.opened > 0 {
			b.complains(p, o, after)
		}
	}
	b.spends(p)
	b.accounts(p)
	b.touched(p)
	b.interview(p)
}

// answers is how likely the panel answers after a customer's order.
func (b *pages) answers(order int) float64 {
	if order == 0 {
		return b.FirstAnswer
	}
	return b.AnswerRate
}

func (b *pages) refer(p, candidate *person) (referrer string) {
	number, day := b.referrer(p, candidate)
	if number < 0 {
		return ""
	}
	referrer = customerID(number)
	b.of[referrals].add().text(referrer).text(customerID(p.number)).instant(b.at(day, 0))
	return referrer
}

func (b *pages) truth(p *person, referrer string) {
	orders, made := int64(0), int64(0)
	for i := range p.orders {
		if !p.orders[i].guest {
			orders++
		}
		if p.orders[i].opened > 0 {
			made++
		}
	}
	b.of[truthCustomers].add().number(int64(p.number)).text(customerID(p.number)).date(b.epochDay(p.first)).date(b.epochDay(p.leaves)).
		score(p.lifetime).score(p.lambda).score(p.mu).score(b.P / p.nu).score(p.satisfaction).score(b.loyalty(p.satisfaction)).
		text(b.Channels[p.channel].Name).text(storeName(p.store)).text(categories[p.favourite]).truth(p.seeker).text(referrer).
		number(orders).number(made).truth(p.costly)
}

// epochDay is a day counted from 1970.
func (c *calendar) epochDay(day int) int64 { return c.first.Unix()/secondsPerDay + int64(day) }

func (b *pages) complains(p *person, o *order, rng *rand.Rand) {
	r := b.of[complaints].add().number(o.number).text(b.account(p, o.channel))
	opened := b.at(o.opened, 8*3600+rng.IntN(10*3600))
	closed := b.at(o.closed, secondsPerDay-1-rng.IntN(4*3600))
	after := scored(rng, 2.5, 1.2)
	compensation := int64(0)
	outcome := "unresolved"
	if o.resolved {
		after, compensation, outcome = scored(rng, 7.5, 1.3), 100*int64(rng.IntN(20)), "resolved"
	}
	r.instant(opened)
	if o.closed >= b.days {
		r.null().text(o.ground).text(b.Channels[o.channel].Name).null().null().null()
		closed = math.MaxInt64
	} else {
		r.instant(closed).text(o.ground).text(b.Channels[o.channel].Name).text(outcome).score(after).cents(compensation)
	}
	b.promises(r, o, opened, closed)
}

// promises writes when a complaint was first replied to, at the latest when it was closed, and by when it was to be settled.
func (b *pages) promises(r *rows, o *order, opened, closed int64) {
	rng, mean := random(b.Seed, int(o.number), ofPromises), b.ReplyUnresolved
	if o.resolved {
		mean = b.ReplyResolved
	}
	replied := min(opened+int64(rng.ExpFloat64()*mean*secondsPerDay), closed)
	promised := b.at(o.opened+2+rng.IntN(6), secondsPerDay-1)
	if b.dayOf(replied) >= b.days {
		r.null()
	} else {
		r.instant(replied)
	}
	if happens(rng, b.Promised) {
		r.instant(promised)
	} else {
		r.null()
	}
}

// spends writes what a customer spends with everybody in these categories, year by year.
func (b *pages) spends(p *person) {
	rng := b.random(p.number, ofWallet)
	if !happens(rng, b.WalletShare) {
		return
	}
	share := 0.2 + 0.75*rng.Float64()
	if happens(rng, b.Monopoly) {
		share = 0.95 + 0.05*rng.Float64()
	}
	for i := 0; i < len(p.orders); {
		year, cents := b.day(p.orders[i].day).Year(), int64(0)
		for ; i < len(p.orders) && b.day(p.orders[i].day).Year() == year; i++ {
			for _, it := range p.items[p.orders[i].from:p.orders[i].to] {
				cents += it.amount()
			}
		}
		b.of[wallet].add().text(customerID(p.number)).date(newYear(year)).cents(int64(float64(cents) / share))
	}
}
