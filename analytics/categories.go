package analytics

import (
	"cmp"
	"slices"
)

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
