package sample

import (
	"cmp"
	"encoding/binary"
)

// line is one line of an order as it waits for its month.
type line struct {
	at       int64 // seconds since 1970
	order    int64
	customer int32  // -1 is a guest
	number   uint16 // of the line within the order
	product  uint16
	quantity int64
	price    int64 // cents, each
	discount int64 // cents
	amount   int64 // cents
	channel  uint8
	store    uint8
	card     bool // bought under the second account
	undated  bool
}

const lineSize = 8 + 8 + 4 + 2 + 2 + 4*8 + 4

func (l *line) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(l.at))
	b = binary.LittleEndian.AppendUint64(b, uint64(l.order))
	b = binary.LittleEndian.AppendUint32(b, uint32(l.customer))
	b = binary.LittleEndian.AppendUint16(b, l.number)
	b = binary.LittleEndian.AppendUint16(b, l.product)
	for _, n := range [...]int64{l.quantity, l.price, l.discount, l.amount} {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return append(b, l.channel, l.store, bit(l.card), bit(l.undated))
}

func (l *line) decode(b []byte) {
	number := func(at int) int64 { return int64(binary.LittleEndian.Uint64(b[at:])) }
	*l = line{
		at: number(0), order: number(8), customer: int32(binary.LittleEndian.Uint32(b[16:])),
		number: binary.LittleEndian.Uint16(b[20:]), product: binary.LittleEndian.Uint16(b[22:]),
		quantity: number(24), price: number(32), discount: number(40), amount: number(48),
		channel: b[56], store: b[57], card: b[58] == 1, undated: b[59] == 1,
	}
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// compareLines puts lines in the order of a monthly file. Lines that compare as equal are equal.
func compareLines(a, b *line) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order), cmp.Compare(a.number, b.number), cmp.Compare(a.amount, b.amount))
}

// linesOf are the lines of a person's orders, and those of what was taken back by the last day.
func (s *shop) linesOf(p *person, to []line) []line {
	rng := s.random(p.number, ofLines)
	for i := range p.orders {
		o := &p.orders[i]
		l := line{customer: int32(p.number), order: o.number, channel: uint8(o.channel), store: uint8(p.store)}
		l.card = p.second && s.isStore(o.channel)
		if o.guest {
			l.customer = -1
		}
		for n, it := range p.items[o.from:o.to] {
			l.at, l.number, l.product = o.at, uint16(n), uint16(it.product)
			l.quantity, l.price, l.discount, l.amount = it.quantity, it.price, it.discount, it.amount()
			l.undated = happens(rng, s.NoDateRate)
			to = append(to, l)
			if n == 0 && o.refunded > 0 && o.refunded < s.days {
				l.at, l.undated = o.at+int64(o.refunded-o.day)*secondsPerDay, false
				l.quantity, l.discount, l.amount = -l.quantity, -l.discount, -l.amount
				to = append(to, l)
			}
		}
	}
	return to
}
