package analytics

import (
	"cmp"
	"slices"
)

// moment is when something was bought: the day, the time and, at one time, the order.
type moment struct {
	day   Day
	at    Clock
	order uint64
}

func (m moment) compare(o moment) int {
	return cmp.Or(cmp.Compare(m.day, o.day), cmp.Compare(m.at, o.at), cmp.Compare(m.order, o.order))
}

// after tells whether a category was bought from after another; of several in one order the first by name was the last.
func (c *Category) after(o *Category) bool {
	return cmp.Or(cmp.Compare(c.Last, o.Last), c.last.compare(o.last), cmp.Compare(o.Name, c.Name)) > 0
}

// categoriesOf are the categories of a customer's purchases, in the order of their first purchases, those of one order by name. It takes
// them off the rows, whose grain is the order, and uses into for the result.
func categoriesOf(rows []Row, into []Category) []Category {
	into = into[:0]
	for i := range rows {
		r := &rows[i]
		name := r.category
		r.category = 0
		if name == 0 || r.Purchases == 0 {
			continue
		}
		when := moment{r.Day, r.At, r.Order}
		at := slices.IndexFunc(into, func(c Category) bool { return c.Name == name })
		if at < 0 {
			into = append(into, Category{Name: name, First: r.Day, Last: r.Day, first: when, last: when})
			continue
		}
		c := &into[at]
		if when.compare(c.first) < 0 {
			c.First, c.first = r.Day, when
		}
		if when.compare(c.last) > 0 {
			c.Last, c.last = r.Day, when
		}
	}
	slices.SortFunc(into, func(a, b Category) int { return cmp.Or(a.first.compare(b.first), cmp.Compare(a.Name, b.Name)) })
	return into
}

// FirstWith tells whether a category was first bought from in the same order as another.
func (c *Category) FirstWith(o *Category) bool { return c.First == o.First && c.first == o.first }
