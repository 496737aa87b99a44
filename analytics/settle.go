package analytics

import (
	"cmp"
	"slices"
)

// settle merges the rows of each order and day, marks each order's first purchase and puts the rows in time order. It
// returns what is left.
func settle(rows []Row) []Row {
	for i := 1; i < len(rows); i++ {
		if a, b := &rows[i-1], &rows[i]; a.Day > b.Day || a.Day == b.Day && a.Order > b.Order {
			slices.SortFunc(rows, byTime)
			break
		}
	}
	n, rising := 0, true
	for i := range rows {
		if n > 0 && rows[n-1].Order >= rows[i].Order {
			if rows[n-1].Order == rows[i].Order && rows[n-1].Day == rows[i].Day {
				rows[n-1].add(&rows[i])
				continue
			}
			rising = false
		}
		if n < i {
			rows[n] = rows[i]
		}
		n++
	}
	rows = rows[:n]
	if !rising {
		markFirsts(rows)
		return rows
	}
	for i := range rows { // no order has two rows
		rows[i].NewOrder = rows[i].Purchases > 0
	}
	return rows
}

func byTime(a, b Row) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Order, b.Order)) }

// markFirsts marks each order's first row with a purchase among rows in time order.
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
	slices.SortFunc(rows, byTime)
}

func (r *Row) add(o *Row) {
	r.Purchases += o.Purchases
	r.Refunds += o.Refunds
	r.Channel, r.Store, r.Region = firstLabel(r.Channel, o.Channel), firstLabel(r.Store, o.Store), firstLabel(r.Region, o.Region)
	r.Gross += o.Gross
	r.Refunded += o.Refunded
	r.Cost += o.Cost
	r.Discount += o.Discount
}

func firstLabel(a, b Label) Label {
	if a == 0 || b == 0 {
		return a | b
	}
	return min(a, b)
}
