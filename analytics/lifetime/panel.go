package lifetime

import (
	"cmp"
	"hash/fnv"
	"slices"

	"regulars/analytics"
)

// panel keeps what customers did day by day, so that forecasts can be made and checked as of any day: all customers, or where they did too much to keep, a
// part drawn by a hash of their ids, which is the same whatever the order and however they were spread over threads. It is an accumulator.
type panel struct {
	members []member
	deeds   int
	halved  int // times that half of the customers were left out
	limit   int // deeds that are kept at most
}

// deedsKept take 16 bytes each.
const deedsKept = 1 << 19

// member is a customer with a purchase.
type member struct {
	hash  uint64
	deeds []deed // by day
}

// deed is a day on which a customer bought, or something came back.
type deed struct {
	day  analytics.Day
	kind deedKind
	net  analytics.Money
}

type deedKind int32

const (
	occasion deedKind = iota // net of all lines of the day but those below
	refund                   // on a day without a purchase
	undone                   // refund of the first order
)

func newPanel() *panel { return &panel{limit: deedsKept} }

// add adds a customer with a purchase, cut at the as-of date.
func (p *panel) add(c *analytics.Customer, s analytics.Summary) {
	if s.Occasions == 0 {
		return
	}
	h := hashOf(c.Key)
	if !p.holds(h) {
		return
	}
	m := member{hash: h}
	for i := 0; i < len(c.Rows); {
		d := deed{c.Rows[i].Day, refund, 0}
		back := analytics.Money(0)
		for ; i < len(c.Rows) && c.Rows[i].Day == d.day; i++ {
			r := &c.Rows[i]
			if d.net += r.Net(); r.Purchases > 0 {
				d.kind = occasion
			}
			if r.Refunded > 0 && d.day > s.First && c.Ordered(s.First, r.Order) {
				back += r.Refunded
			}
		}
		if back > 0 {
			d.net += back
			m.deeds = append(m.deeds, deed{d.day, undone, -back})
		}
		if d.kind == occasion || d.net != 0 {
			m.deeds = append(m.deeds, d)
		}
	}
	p.members, p.deeds = append(p.members, m), p.deeds+len(m.deeds)
	p.thin()
}

func hashOf(k analytics.Key) uint64 {
	h := fnv.New64a()
	h.Write([]byte(k.String()))
	x := h.Sum64()
	x ^= x >> 32 // the first bits of FNV hardly know the last letters
	x *= 0x9e3779b97f4a7c15
	return x ^ x>>29
}

func (p *panel) holds(hash uint64) bool { return hash>>(64-p.halved) == 0 }

// thin leaves out half as often as it takes.
func (p *panel) thin() {
	for p.deeds > p.limit {
		p.halved++
		p.members = slices.DeleteFunc(p.members, func(m member) bool { return !p.holds(m.hash) })
		p.deeds = 0
		for i := range p.members {
			p.deeds += len(p.members[i].deeds)
		}
	}
}

func (p *panel) merge(o *panel) {
	if o.halved > p.halved {
		p.halved = o.halved
		p.members = slices.DeleteFunc(p.members, func(m member) bool { return !p.holds(m.hash) })
	}
	for _, m := range o.members {
		if p.holds(m.hash) {
			p.members = append(p.members, m)
		}
	}
	p.deeds = 0
	for i := range p.members {
		p.deeds += len(p.members[i].deeds)
	}
	p.thin()
}

// sorted are the customers in an order of their own.
func (p *panel) sorted() []member {
	slices.SortFunc(p.members, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), slices.CompareFunc(a.deeds, b.deeds, func(a, b deed) int {
			return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.kind, b.kind), cmp.Compare(a.net, b.net))
		}))
	})
	return p.members
}

// past is a customer as of a day: the history in calendar days, and what repeat occasions brought, refunds taken off.
type past struct {
	history
	first  analytics.Day
	repeat analytics.Money
	won    analytics.Money // what the first day brought, refunds of its orders taken off
}

// until is the customer as of the end of a day; false before the first purchase.
func (m *member) until(day analytics.Day) (p past, bought bool) {
	last := analytics.NoDay
	for _, d := range m.deeds {
		if d.day > day {
			break
		}
		switch {
		case d.kind == occasion && !bought:
			p.first, last, bought = d.day, d.day, true
			p.won += d.net
		case d.kind == occasion:
			p.x, last = p.x+1, d.day
			p.repeat += d.net
		case d.kind == undone || !bought:
			p.won += d.net
		default:
			p.repeat += d.net
		}
	}
	p.tx, p.t = int32(last-p.first), int32(day-p.first)
	return p, bought
}

// within is what the customer did after one day until another: occasions but for the first ever, and the net revenue of all.
func (m *member) within(after, until analytics.Day) (occasions int, net analytics.Money) {
	first := true
	for _, d := range m.deeds {
		if d.day > until {
			break
		}
		if d.day > after {
			if net += d.net; d.kind == occasion && !first {
				occasions++
			}
		}
		first = first && d.kind != occasion
	}
	return occasions, net
}
