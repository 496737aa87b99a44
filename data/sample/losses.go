package sample

// loss is what serving a customer cost in a month, in cents.
type loss struct {
	period   int64 // first day of the month, counted from 1970
	customer string
	cents    int64
}

// lose makes some customers cost more than they leave: serving them takes so many times their margin, month by month.
func (m *maker) lose(p *person, to []loss) []loss {
	rng := m.random(p.number, ofLosses)
	chosen := happens(rng, m.LossMakers)
	if p.costly = chosen && len(p.orders) >= 3; !p.costly {
		return to
	}
	for i := 0; i < len(p.orders); {
		month, margin := m.months[p.orders[i].day], int64(0)
		for ; i < len(p.orders) && m.months[p.orders[i].day] == month; i++ {
			margin += m.margin(p, &p.orders[i])
		}
		to = append(to, loss{m.monthStart(month), customerID(p.number), 500 + int64(m.LossFactor*float64(max(0, margin)))})
	}
	return to
}

// margin is what an order leaves after the cost of its goods, in cents.
func (m *maker) margin(p *person, o *order) (cents int64) {
	for _, it := range p.items[o.from:o.to] {
		cents += it.amount() - it.quantity*m.products[it.product].cost
	}
	return cents
}
