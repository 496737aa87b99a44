package analytics

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/zeebo/xxh3"
)

// The ledger logs what customers did as bytes, some fifteen an entry, because the first touch of memory costs more than packing. Every
// entry can be read on its own:
//
//	length of the rest, head (2 bytes), customer, then what happened
//
// The head holds what kind of entry it is and how customer and row are written: most numbers take as many bytes as they need, and the
// head says how many, so that they are read without a branch.
const (
	rowWholeCents = 1 << iota
	rowHasMore    // refunds, cost, discount or labels
	rowFlags      = iota

	whenShift      = rowFlags           // 2 bits: how day and time are written
	purchasesShift = whenShift + 2      // 2 bits: less one where there are one to three purchase lines; else 3
	grossShift     = purchasesShift + 2 // 2 bits: one of grossWidths
	orderShift     = grossShift + 2     // 3 bits: bytes of the order, less one
	identShift     = orderShift + 3     // 2 bits
	kindShift      = identShift + 2     // 3 bits
)

// manyPurchases says that the number of purchase lines follows.
const manyPurchases = 3

// grossWidths are the bytes that the purchases may take.
var grossWidths = [4]int{2, 3, 4, 8}

// How day and time of a row are written, in two bytes more each: most files have whole seconds, or days alone.
const (
	dayAlone    = iota // 16 bits, at midnight
	daySeconds         // 15 bits, then 17
	dayMillis          // 16 bits, then 27
	anyDay             // 32 bits, then 32
	secondBits  = 17
	milliBits   = 27
	milliSecond = 1000
)

// when is a row's day and time as they are written, and how.
func (r *Row) when() (x uint64, how uint) {
	day, at := uint64(uint32(r.Day)), uint64(r.At)
	switch seconds := at / milliSecond; {
	case at == 0 && day < 1<<16:
		return day, dayAlone
	case seconds*milliSecond == at && day < 1<<15:
		return day<<secondBits | seconds, daySeconds
	case day < 1<<16:
		return day<<milliBits | at, dayMillis
	default:
		return day<<32 | at, anyDay
	}
}

// setWhen reads what when wrote.
func (f *fact) setWhen(x uint64, how uint) {
	switch how {
	case dayAlone:
		f.day, f.at = Day(x), 0
	case daySeconds:
		f.day, f.at = Day(x>>secondBits), Clock(x&(1<<secondBits-1))*milliSecond
	case dayMillis:
		f.day, f.at = Day(x>>milliBits), Clock(x&(1<<milliBits-1))
	default:
		f.day, f.at = Day(int32(x>>32)), Clock(x)
	}
}

// What a row may have more.
const (
	rowHasRefunds = 1 << iota
	rowHasCost
	rowHasDiscount
	rowHasLabels
	moreWholeCents
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
	aContact
)

const cent = MoneyScale / 100

// width is how many bytes a number takes, at least one.
func width(x uint64) int { return (bits.Len64(x|1) + 7) / 8 }

// appendBytes writes the n low bytes of a number; b has room for eight.
func appendBytes(b []byte, x uint64, n int) []byte {
	binary.LittleEndian.PutUint64(b[len(b):len(b)+8], x)
	return b[:len(b)+n]
}

// zigzag writes small numbers of either sign as small numbers.
func zigzag(n int64) uint64 { return uint64(n)<<1 ^ uint64(n>>63) }

func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

// identRoom is the most bytes of a customer without a text, and what writing one may touch behind it.
const identRoom = 32

// appendIdent writes who it was; the head says how.
func appendIdent(b []byte, d *ident) []byte {
	b = slices.Grow(b, identRoom)
	switch d.kind {
	case numberIdent:
		return appendSized(b, zigzag(int64(d.a)))
	case serialIdent:
		b = appendSized(b, d.a)
		return appendBytes(append(b, byte(d.b>>56)), d.b, int(d.b>>61))
	case uuidIdent:
		return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, d.a), d.b)
	default:
		return append(binary.AppendUvarint(b, uint64(len(d.text))), d.text...)
	}
}

// appendSized writes a number after its width.
func appendSized(b []byte, x uint64) []byte {
	n := width(x)
	return appendBytes(append(b, byte(n)), x, n)
}

// rowRoom is the most bytes of a row, its customer's text left out.
const rowRoom = 128

// appendRow writes a row of a customer, without its length.
func appendRow(b []byte, who *ident, r *Row) []byte {
	b = slices.Grow(b, rowRoom+len(who.text))
	more, head := r.more(), uint16(who.kind)<<identShift
	gross := r.Gross
	if cents := gross / cent; cents*cent == gross && (more == 0 || r.Refunded%cent == 0 && r.Cost%cent == 0 && r.Discount%cent == 0) {
		gross, head = cents, head|rowWholeCents
	}
	amount := zigzag(int64(gross))
	grossCode := grossCodes[width(amount)]
	orderWidth := width(r.Order)
	purchases := min(uint32(r.Purchases-1), manyPurchases)
	head |= uint16(orderWidth-1)<<orderShift | uint16(grossCode)<<grossShift | uint16(purchases)<<purchasesShift
	if more != 0 {
		head |= rowHasMore
	}
	when, how := r.when()
	head |= uint16(how) << whenShift
	b = appendIdent(binary.LittleEndian.AppendUint16(b, head), who)
	b = appendBytes(b, r.Order, orderWidth)
	b = appendBytes(b, amount, grossWidths[grossCode])
	b = appendBytes(b, when, 2*int(how+1))
	if purchases == manyPurchases {
		b = binary.LittleEndian.AppendUint32(b, uint32(r.Purchases))
	}
	if more != 0 {
		b = r.appendMore(b, more, head&rowWholeCents != 0)
	}
	return b
}

// grossCodes are the places in grossWidths of the least width that holds so many bytes.
var grossCodes = [9]uint8{0, 0, 0, 1, 2, 3, 3, 3, 3}

// more is what the row has beside its purchases.
func (r *Row) more() (more byte) {
	if r.Refunds != 0 || r.Refunded != 0 {
		more |= rowHasRefunds
	}
	if r.Cost != 0 {
		more |= rowHasCost
	}
	if r.Discount != 0 {
		more |= rowHasDiscount
	}
	if r.labels() != (rowLabels{}) {
		more |= rowHasLabels
	}
	return more
}

func (r *Row) appendMore(b []byte, more byte, wholeCents bool) []byte {
	unit := Money(1)
	if wholeCents {
		more, unit = more|moreWholeCents, cent
	}
	b = append(b, more)
	if more&rowHasRefunds != 0 {
		b = binary.AppendVarint(binary.AppendUvarint(b, uint64(r.Refunds)), int64(r.Refunded/unit))
	}
	if more&rowHasCost != 0 {
		b = binary.AppendVarint(b, int64(r.Cost/unit))
	}
	if more&rowHasDiscount != 0 {
		b = binary.AppendVarint(b, int64(r.Discount/unit))
	}
	if more&rowHasLabels != 0 {
		for _, l := range r.labels() {
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

func (d *entryReader) varint() int64 { return unzigzag(d.uvarint()) }

// bytes reads a number of n bytes.
func (d *entryReader) bytes(n int) uint64 {
	x := load(d.b) & (math.MaxUint64 >> (64 - 8*n))
	d.b = d.b[n:]
	return x
}

// load gives the next eight bytes, of which the log may end before the last.
func load(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.LittleEndian.Uint64(b)
	}
	var last [8]byte
	copy(last[:], b)
	return binary.LittleEndian.Uint64(last[:])
}

// sized reads what appendSized wrote.
func (d *entryReader) sized() uint64 {
	n := int(d.b[0])
	d.b = d.b[1:]
	return d.bytes(n)
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

func (d *entryReader) clock() Clock { return Clock(d.uvarint()) }

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
		return numberIdentOf(unzigzag(d.sized()))
	case serialIdent:
		a := d.sized()
		shape := uint64(d.b[0])
		d.b = d.b[1:]
		return pairIdent(serialIdent, a, shape<<56|d.bytes(int(shape>>5)))
	case uuidIdent:
		a := d.word()
		return pairIdent(uuidIdent, a, d.word())
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

// row reads the rest of a row but for what only some rows have, which follows.
func (d *entryReader) row(r *fact) {
	head := d.head
	r.order = d.bytes(int(head>>orderShift&7) + 1)
	gross := Money(unzigzag(d.bytes(grossWidths[head>>grossShift&3])))
	if head&rowWholeCents != 0 {
		gross *= cent
	}
	r.gross = gross
	how := uint(head >> whenShift & 3)
	r.setWhen(d.bytes(2*int(how+1)), how)
	if r.purchases = int32(head>>purchasesShift&3) + 1; r.purchases > manyPurchases {
		r.purchases = int32(d.bytes(4))
	}
}

// more reads what a row has beside its purchases.
func (d *entryReader) more(r *Row) {
	more, unit := d.b[0], Money(1)
	d.b = d.b[1:]
	if more&moreWholeCents != 0 {
		unit = cent
	}
	if more&rowHasRefunds != 0 {
		r.Refunds = int32(d.uvarint())
		r.Refunded = d.money() * unit
	}
	if more&rowHasCost != 0 {
		r.Cost = d.money() * unit
	}
	if more&rowHasDiscount != 0 {
		r.Discount = d.money() * unit
	}
	if more&rowHasLabels != 0 {
		r.setLabels(rowLabels{d.label(), d.label(), d.label(), d.label()})
	}
}
