package analytics

import (
	"cmp"
	"slices"
)

// settle merges the rows of each order and day, marks each order's first purchase and puts the rows in time order. It
// returns what is left.
func settle(rows []Row) []Row {
	if len(rows) == 1 {
		rows[0].NewOrder = rows[0].Purchases > 0
		return rows
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Day, b.Day))
	})
	n := 0
	for i := range rows {
		if n > 0 && rows[n-1].Order == rows[i].Order && rows[n-1].Day == rows[i].Day {
			rows[n-1].add(&rows[i])
			continue
		}
		rows[n] = rows[i]
		n++
	}
	rows = rows[:n]
	begun := false
	for i := range rows {
		if i > 0 && rows[i].Order != rows[i-1].Order {
			begun = false
		}
		rows[i].NewOrder = !begun && rows[i].Purchases > 0
		begun = begun || rows[i].NewOrder
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Order, b.Order))
	})
	return rows
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
