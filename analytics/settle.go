package analytics

import (
	"cmp"
	"math"
	"slices"
)

// settle merges the rows of each order and day, marks each order's first purchase and puts the rows in the order of the clock. It
// returns what is left.
func settle(rows []Row) []Row {
	for i := 1; i < len(rows); i++ {
		if a, b := &rows[i-1], &rows[i]; a.Day > b.Day || a.Day == b.Day && a.Order > b.Order {
			slices.SortFunc(rows, func(a, b Row) int { return byOrder(&a, &b) })
			break
		}
	}
	n, rising, timely := 0, true, true
	for i := 0; i < len(rows); n++ {
		to := i + 1
		for to < len(rows) && rows[to].Order == rows[i].Order && rows[to].Day == rows[i].Day {
			to++
		}
		if to > i+1 {
			rows[n] = joined(rows[i:to])
		} else if n < i {
			rows[n] = rows[i]
		}
		i = to
		if n > 0 {
			rising = rising && rows[n-1].Order < rows[n].Order
			timely = timely && rows[n-1].before(&rows[n])
		}
	}
	rows = rows[:n]
	if rising { // no order has two rows
		for i := range rows {
			rows[i].NewOrder = rows[i].Purchases > 0
		}
	} else {
		markFirsts(rows)
	}
	if !timely {
		slices.SortFunc(rows, byClock)
	}
	return rows
}

func byClock(a, b Row) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.At, b.At), cmp.Compare(a.Order, b.Order))
}

func byOrder(a, b *Row) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Order, b.Order)) }

// markFirsts marks each order's first row with a purchase among rows by day and order.
func markFirsts(rows []Row) {
	const few = 16
	if len(rows) <= few {
		for i := range rows {
			r := &rows[i]
			r.NewOrder = r.Purchases > 0 && !slices.ContainsFunc(rows[:i], func(o Row) bool { return o.Order == r.Order && o.NewOrder })
		}
		return
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Day, b.Day)) })
	begun := false
	for i := range rows {
		begun = begun && rows[i].Order == rows[i-1].Order
		rows[i].NewOrder = !begun && rows[i].Purchases > 0
		begun = begun || rows[i].NewOrder
	}
	slices.SortFunc(rows, func(a, b Row) int { return byOrder(&a, &b) })
}

// joined is the sum of rows of one order and day. Its time and each of its names are those of the first purchase line that has one or,
// without purchases, of the first refund; of several at one time the first by name.
func joined(rows []Row) Row {
	all := rows[0]
	first, channel, store, region := all.turn(), all.named(all.Channel), all.named(all.Store), all.named(all.Region)
	for i := range rows[1:] {
		r := &rows[1+i]
		all.Purchases += r.Purchases
		all.Refunds += r.Refunds
		all.Gross += r.Gross
		all.Refunded += r.Refunded
		all.Cost += r.Cost
		all.Discount += r.Discount
		first = min(first, r.turn())
		channel, store, region = min(channel, r.named(r.Channel)), min(store, r.named(r.Store)), min(region, r.named(r.Region))
	}
	all.At = Clock(first &^ refundsOnly)
	all.Channel, all.Store, all.Region = channel.label(), store.label(), region.label()
	return all
}

// turn orders rows of one day by the clock, purchases before refunds alone.
type turn uint32

const refundsOnly turn = 1 << 31

func (r *Row) turn() turn {
	if r.Purchases == 0 {
		return turn(r.At) | refundsOnly
	}
	return turn(r.At)
}

// named is a name with its turn before it, so that the smallest is the first.
type named uint64

const unnamed named = math.MaxUint64

func (r *Row) named(l Label) named {
	if l == 0 {
		return unnamed
	}
	return named(r.turn())<<32 | named(l)
}

func (n named) label() Label {
	if n == unnamed {
		return 0
	}
	return Label(n)
}
