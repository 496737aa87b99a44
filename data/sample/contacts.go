package sample

import (
	"fmt"
	"slices"
	"time"
)

// touch is a contact with a customer by a list, or that he was held out of it.
type touch struct {
	day  int
	list string
	held bool
}

const (
	listDays   = 60 // in which an order may follow from a contact
	silentDays = 30 // from which on a customer is won back or invited to a second purchase
)

// touch puts a customer on the lists of each quarter, in the middle of its second month: who has bought once and not for a while is invited
// to buy again, who has bought more often is won back. Those not held out order more often by the effect of a contact.
func (s *shop) touch(p *person) {
	rng, more := s.random(p.number, ofLists), s.random(p.number, ofListOrders)
	for quarter := s.first; ; quarter = quarter.AddDate(0, 3, 0) {
		middle := time.Date(quarter.Year(), (quarter.Month()-1)/3*3+2, 15, 0, 0, 0, 0, time.UTC)
		day := int(middle.Sub(s.first).Hours() / 24)
		if day >= s.days {
			return
		}
		chosen, held := happens(rng, s.ContactRate), happens(rng, s.HeldOut)
		list := s.listFor(p, day)
		if day < 0 || !chosen || list == "" {
			continue
		}
		p.touches = append(p.touches, touch{day, fmt.Sprintf("%s %d Q%d", list, middle.Year(), (middle.Month()+2)/3), held})
		if then := day + 1 + more.IntN(listDays); !held && happens(more, s.ContactEffect) && then < s.days {
			s.order(p, then, more)
			slices.SortStableFunc(p.orders, func(a, b order) int { return int(a.at - b.at) })
		}
	}
}

// listFor is the list that a customer qualifies for on a day; empty if for none. Guests are not known again.
func (s *shop) listFor(p *person, day int) string {
	last, orders := -1, 0
	for i := range p.orders {
		if o := &p.orders[i]; o.day < day && !o.guest {
			last, orders = o.day, orders+1
		}
	}
	switch {
	case orders == 0 || day-last <= silentDays:
		return ""
	case orders == 1:
		return "second purchase"
	default:
		return "win back"
	}
}

// touched writes the contacts as the business would hand them back: without a time where nobody was in touch.
func (b *pages) touched(p *person) {
	for _, t := range p.touches {
		r := b.of[contacts].add().text(customerID(p.number))
		if t.held {
			r.null()
		} else {
			r.instant(b.at(t.day, 10*3600))
		}
		r.text(t.list).truth(t.held)
	}
}
