package analytics

import (
	"encoding/binary"
	"math"
	"unsafe"

	"github.com/zeebo/xxh3"
)

// The ledger logs what customers did as bytes, some fifteen an entry, because the first touch of memory costs more than packing. Every
// entry can be read on its own:
//
//	length of the rest, head (2 bytes), customer, then what happened
//
// The head holds what kind of entry it is and how customer and row are written.
const (
	rowWholeCents = 1 << iota
	rowHasRefunds
	rowHasCost
	rowHasDiscount
	rowHasLabels
	rowRawOrder      // the order takes 8 bytes
	rowOddDay        // the day does not fit into two bytes
	rowManyPurchases // the number of purchase lines is not one
	identShift       = iota
	kindShift        = identShift + 2
)

// kind is what an entry of the log is about.
type kind uint16

const (
	aRow kind = iota
	anAnswer
	aComplaint
	aReferral
	aSpending
	anExpense
	anAccount
)

const cent = MoneyScale / 100

// appendIdent writes who it was; the head says how.
func appendIdent(b []byte, d *ident) []byte {
	switch d.kind {
	case numberIdent:
		return binary.AppendVarint(b, int64(d.a))
	case uuidIdent:
		return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, d.a), d.b)
	default:
		return append(binary.AppendUvarint(b, uint64(len(d.text))), d.text...)
	}
}

// appendRow writes a row of a customer, without its length.
func appendRow(b []byte, who *ident, r *Row) []byte {
	head := uint16(who.kind) << identShift
	unit := Money(1)
	if r.Gross%cent == 0 && r.Refunded%cent == 0 && r.Cost%cent == 0 && r.Discount%cent == 0 {
		head, unit = head|rowWholeCents, cent
	}
	set := func(bit uint16, on bool) {
		if on {
			head |= bit
		}
	}
	labels := r.labels()
	set(rowHasRefunds, r.Refunds != 0)
	set(rowHasCost, r.Cost != 0)
	set(rowHasDiscount, r.Discount != 0)
	set(rowHasLabels, labels != rowLabels{})
	set(rowRawOrder, r.Order >= 1<<56)
	set(rowOddDay, r.Day < 0 || r.Day > math.MaxUint16)
	set(rowManyPurchases, r.Purchases != 1)
	b = appendIdent(binary.LittleEndian.AppendUint16(b, head), who)
	if head&rowRawOrder != 0 {
		b = binary.LittleEndian.AppendUint64(b, r.Order)
	} else {
		b = binary.AppendUvarint(b, r.Order)
	}
	if head&rowOddDay != 0 {
		b = binary.AppendVarint(b, int64(r.Day))
	} else {
		b = binary.LittleEndian.AppendUint16(b, uint16(r.Day))
	}
	if head&rowManyPurchases != 0 {
		b = binary.AppendUvarint(b, uint64(r.Purchases))
	}
	b = binary.AppendVarint(b, int64(r.Gross/unit))
	if head&rowHasRefunds != 0 {
		b = binary.AppendVarint(binary.AppendUvarint(b, uint64(r.Refunds)), int64(r.Refunded/unit))
	}
	if head&rowHasCost != 0 {
		b = binary.AppendVarint(b, int64(r.Cost/unit))
	}
	if head&rowHasDiscount != 0 {
		b = binary.AppendVarint(b, int64(r.Discount/unit))
	}
	if head&rowHasLabels != 0 {
		for _, l := range labels {
			b = binary.AppendUvarint(b, uint64(l))
		}
	}
	return b
}

// rowLabels are channel, store, region and category.
type rowLabels [4]Label

func (r *Row) labels() rowLabels { return rowLabels{r.Channel, r.Store, r.Region, r.category} }

func (r *Row) setLabels(l rowLabels) {
	r.Channel, r.Store, r.Region, r.category = l[0], l[1], l[2], l[3]
}

// appendEvent writes something else a customer did, without its length: who, when and what.
func appendEvent(b []byte, k kind, who *ident, day Day) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(k)<<kindShift|uint16(who.kind)<<identShift)
	return binary.AppendVarint(appendIdent(b, who), int64(day))
}

// entryReader reads an entry of the log. The bytes are the ledger's own, so they are taken to be whole.
type entryReader struct {
	b      []byte
	head   uint16
	labels []Label // final label of each provisional one
}

func (d *entryReader) uvarint() uint64 {
	if d.b[0] < 0x80 {
		v := uint64(d.b[0])
		d.b = d.b[1:]
		return v
	}
	v, n := binary.Uvarint(d.b)
	d.b = d.b[n:]
	return v
}

func (d *entryReader) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *entryReader) word() uint64 {
	v := binary.BigEndian.Uint64(d.b)
	d.b = d.b[8:]
	return v
}

func (d *entryReader) half() uint16 {
	v := binary.LittleEndian.Uint16(d.b)
	d.b = d.b[2:]
	return v
}

func (d *entryReader) day() Day { return Day(d.varint()) }

func (d *entryReader) money() Money { return Money(d.varint()) }

func (d *entryReader) label() Label { return d.labels[d.uvarint()] }

// float reads what appendFloat wrote.
func (d *entryReader) float() float64 {
	switch v := d.varint(); v {
	case notGiven:
		return math.NaN()
	case notWhole:
		return math.Float64frombits(d.word())
	default:
		return float64(v)
	}
}

const (
	notGiven = math.MinInt32 + iota
	notWhole
)

func appendFloat(b []byte, x float64) []byte {
	switch {
	case math.IsNaN(x):
		return binary.AppendVarint(b, notGiven)
	case x == math.Trunc(x) && math.Abs(x) < 1<<20 && !(x == 0 && math.Signbit(x)):
		return binary.AppendVarint(b, int64(x))
	default:
		return binary.BigEndian.AppendUint64(binary.AppendVarint(b, notWhole), math.Float64bits(x))
	}
}

// kind begins an entry: it reads the head.
func (d *entryReader) kind() kind {
	d.head = d.half()
	return kind(d.head >> kindShift)
}

// ident reads who it was. Its text points into the log.
func (d *entryReader) ident() ident {
	switch identKind(d.head >> identShift & 3) {
	case numberIdent:
		return numberIdentOf(d.varint())
	case uuidIdent:
		a := d.word()
		b := d.word()
		return ident{kind: uuidIdent, a: a, b: b, hash: mix(a ^ mix(b))}
	default:
		text := d.text()
		return ident{kind: textIdent, text: text, hash: xxh3.HashString(text)}
	}
}

// text is a string in the log, which does not change any more.
func (d *entryReader) text() string {
	n := d.uvarint()
	s := unsafe.String(unsafe.SliceData(d.b), n)
	d.b = d.b[n:]
	return s
}

// skipIdent passes over the customer.
func (d *entryReader) skipIdent() {
	switch identKind(d.head >> identShift & 3) {
	case numberIdent:
		d.uvarint()
	case uuidIdent:
		d.b = d.b[16:]
	default:
		n := d.uvarint()
		d.b = d.b[n:]
	}
}

// row reads the rest of a row.
func (d *entryReader) row(r *Row) {
	*r = Row{Purchases: 1}
	if d.head&rowRawOrder != 0 {
		r.Order = binary.LittleEndian.Uint64(d.b)
		d.b = d.b[8:]
	} else {
		r.Order = d.uvarint()
	}
	if d.head&rowOddDay != 0 {
		r.Day = d.day()
	} else {
		r.Day = Day(d.half())
	}
	if d.head&rowManyPurchases != 0 {
		r.Purchases = int32(d.uvarint())
	}
	unit := Money(1)
	if d.head&rowWholeCents != 0 {
		unit = cent
	}
	r.Gross = d.money() * unit
	if d.head&rowHasRefunds != 0 {
		r.Refunds = int32(d.uvarint())
		r.Refunded = d.money() * unit
	}
	if d.head&rowHasCost != 0 {
		r.Cost = d.money() * unit
	}
	if d.head&rowHasDiscount != 0 {
		r.Discount = d.money() * unit
	}
	if d.head&rowHasLabels != 0 {
		r.setLabels(rowLabels{d.label(), d.label(), d.label(), d.label()})
	}
}
