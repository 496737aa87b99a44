package analytics

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// categorySize is more than a packed category can take.
const categorySize = 3 * binary.MaxVarintLen32

// categoriesOf are the categories of a customer's purchases, by first day, then label. It takes them off the rows, whose grain is the
// order, and uses into for the result.
func categoriesOf(rows []Row, into []Category) []Category {
	into = into[:0]
	for i := range rows {
		name := rows[i].category
		rows[i].category = 0
		if name == 0 || rows[i].Purchases == 0 {
			continue
		}
		at := slices.IndexFunc(into, func(c Category) bool { return c.Name == name })
		if at < 0 {
			into = append(into, Category{name, rows[i].Day, rows[i].Day})
			continue
		}
		into[at].First, into[at].Last = min(into[at].First, rows[i].Day), max(into[at].Last, rows[i].Day)
	}
	slices.SortFunc(into, func(a, b Category) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Name, b.Name)) })
	return into
}

// appendCategories writes their number and, of each, label, first day and how long until the last.
func appendCategories(b []byte, list []Category) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, c := range list {
		b = binary.AppendUvarint(b, uint64(c.Name))
		b = binary.AppendVarint(b, int64(c.First))
		b = binary.AppendUvarint(b, uint64(c.Last-c.First))
	}
	return b
}

// categories reads what appendCategories wrote.
func (d *rowReader) categories(into []Category) []Category {
	n := int(d.uvarint())
	into = into[:0]
	for range n {
		c := Category{Name: Label(d.uvarint()), First: Day(d.varint())}
		c.Last = c.First + Day(d.uvarint())
		into = append(into, c)
	}
	return into
}
