package analytics

import "encoding/binary"

// The ledger keeps rows as bytes, about a dozen a row instead of 64, because the first touch of memory costs more than
// packing. A row is written against the one before it:
//
//	flags, order (difference as varint, or 8 bytes), day (difference), [purchases], gross, [refunds, refunded], [cost],
//	[discount], [which labels differ, those labels]
//
// Signed numbers are zigzag varints; money is in hundredths of the currency where all of the row's amounts are whole
// hundredths, else in millionths.
const (
	rowWholeCents = 1 << iota
	rowHasRefunds
	rowHasCost
	rowHasDiscount
	rowNewLabels // some labels are not those of the row before
	rowNewOrder
	rowRawOrder
	rowManyPurchases // the number of purchase lines is not one
)

const cent = MoneyScale / 100

// rawOrder is the difference from which eight plain bytes are shorter than a varint.
const rawOrder = 1 << 55

func (r *Row) flags(prev *Row, order int64) byte {
	f := byte(0)
	set := func(bit byte, on bool) {
		if on {
			f |= bit
		}
	}
	set(rowWholeCents, r.Gross%cent == 0 && r.Refunded%cent == 0 && r.Cost%cent == 0 && r.Discount%cent == 0)
	set(rowHasRefunds, r.Refunds != 0)
	set(rowHasCost, r.Cost != 0)
	set(rowHasDiscount, r.Discount != 0)
	set(rowNewLabels, r.labels() != prev.labels())
	set(rowNewOrder, r.NewOrder)
	set(rowRawOrder, order >= rawOrder || order <= -rawOrder)
	set(rowManyPurchases, r.Purchases != 1)
	return f
}

// appendRow writes r against prev.
func appendRow(b []byte, prev, r *Row) []byte {
	order := int64(r.Order - prev.Order)
	f := r.flags(prev, order)
	b = append(b, f)
	if f&rowRawOrder != 0 {
		b = binary.LittleEndian.AppendUint64(b, r.Order)
	} else {
		b = binary.AppendVarint(b, order)
	}
	b = binary.AppendVarint(b, int64(r.Day)-int64(prev.Day))
	if f&rowManyPurchases != 0 {
		b = binary.AppendUvarint(b, uint64(r.Purchases))
	}
	unit := Money(1)
	if f&rowWholeCents != 0 {
		unit = cent
	}
	b = binary.AppendVarint(b, int64(r.Gross/unit))
	if f&rowHasRefunds != 0 {
		b = binary.AppendUvarint(b, uint64(r.Refunds))
		b = binary.AppendVarint(b, int64(r.Refunded/unit))
	}
	if f&rowHasCost != 0 {
		b = binary.AppendVarint(b, int64(r.Cost/unit))
	}
	if f&rowHasDiscount != 0 {
		b = binary.AppendVarint(b, int64(r.Discount/unit))
	}
	if f&rowNewLabels != 0 {
		b = appendLabels(b, prev.labels(), r.labels())
	}
	return b
}

// rowLabels are channel, store, region and category.
type rowLabels [4]Label

func (r *Row) labels() rowLabels { return rowLabels{r.Channel, r.Store, r.Region, r.category} }

func (r *Row) setLabels(l rowLabels) {
	r.Channel, r.Store, r.Region, r.category = l[0], l[1], l[2], l[3]
}

func appendLabels(b []byte, prev, now rowLabels) []byte {
	differ := len(b)
	b = append(b, 0)
	for i := range now {
		if now[i] != prev[i] {
			b[differ] |= 1 << i
			b = binary.AppendUvarint(b, uint64(now[i]))
		}
	}
	return b
}

// rowReader reads what appendRow wrote.
type rowReader struct {
	b    []byte
	prev Row
	now  rowLabels
}

func (d *rowReader) uvarint() uint64 {
	if len(d.b) > 0 && d.b[0] < 0x80 {
		v := uint64(d.b[0])
		d.b = d.b[1:]
		return v
	}
	v, n := binary.Uvarint(d.b)
	d.b = d.b[n:]
	return v
}

func (d *rowReader) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// row reads one row. The bytes are the ledger's own, so they are taken to be whole.
func (d *rowReader) row(r *Row) {
	f := d.b[0]
	d.b = d.b[1:]
	*r = Row{Purchases: 1, NewOrder: f&rowNewOrder != 0}
	if f&rowRawOrder != 0 {
		r.Order = binary.LittleEndian.Uint64(d.b)
		d.b = d.b[8:]
	} else {
		r.Order = d.prev.Order + uint64(d.varint())
	}
	r.Day = d.prev.Day + Day(d.varint())
	if f&rowManyPurchases != 0 {
		r.Purchases = int32(d.uvarint())
	}
	unit := Money(1)
	if f&rowWholeCents != 0 {
		unit = cent
	}
	r.Gross = Money(d.varint()) * unit
	if f&rowHasRefunds != 0 {
		r.Refunds = int32(d.uvarint())
		r.Refunded = Money(d.varint()) * unit
	}
	if f&rowHasCost != 0 {
		r.Cost = Money(d.varint()) * unit
	}
	if f&rowHasDiscount != 0 {
		r.Discount = Money(d.varint()) * unit
	}
	if f&rowNewLabels != 0 {
		d.labels()
	}
	r.setLabels(d.now)
	d.prev.Order, d.prev.Day = r.Order, r.Day
}

func (d *rowReader) labels() {
	differ := d.b[0]
	d.b = d.b[1:]
	for i := range d.now {
		if differ&(1<<i) != 0 {
			d.now[i] = Label(d.uvarint())
		}
	}
}
