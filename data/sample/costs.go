package sample

import (
	"errors"
	"path/filepath"
	"time"
)

// The costs of keeping and serving customers, in cents.
const (
	keepEach  = 22 // a line
	serveEach = 35 // a line
)

// costs are what was spent on customers each month and channel: to win them, to keep them and to serve them.
func (m *maker) costs() error {
	b, rng := newRows(costs), m.random(0, ofCosts)
	for month := range m.Months {
		period, won := m.monthStart(month), m.won(month)
		for i, c := range m.Channels {
			lines := float64(m.sold[month][uint8(i)])
			spend := func(kind string, cents float64) {
				b.add().date(period).text(kind).text(c.Name).cents(int64(cents * (0.9 + 0.2*rng.Float64()))).null()
			}
			spend("acquisition", 100*c.Cost*c.Share*won)
			spend("retention", keepEach*lines)
			spend("service", serveEach*lines)
		}
	}
	for _, l := range m.losses {
		b.add().date(l.period).text("service").null().cents(l.cents).text(l.customer)
	}
	return m.table("costs", b)
}

// won is how many customers came in a month, in expectation.
func (m *maker) won(month int) (n float64) {
	for d, of := range m.months {
		if of == month {
			n += (m.arrived[d+1] - m.arrived[d]) * float64(m.Customers)
		}
	}
	return n
}

// employees are how satisfied the employees of each store are, month by month.
func (m *maker) employees() error {
	b := newRows(employees)
	for store, level := range m.Employees {
		rng := m.random(store+1, ofCosts)
		for month := range m.Months {
			satisfaction := tenth(min(10, max(0, level+0.3*rng.NormFloat64())))
			b.add().text(storeName(store)).date(m.monthStart(month)).score(satisfaction)
		}
	}
	return m.table("employees", b)
}

// table writes a table that is small enough to be held.
func (m *maker) table(name string, b *rows) error {
	s, err := newSheet(filepath.Join(m.dir, name+".parquet"), b.Schema())
	if err != nil {
		return err
	}
	err = errors.Join(s.write(b.record()), s.close())
	m.rows[name] = s.rows
	return err
}

// monthStart is the first day of a month, counted from 1970.
func (m *maker) monthStart(month int) int64 {
	return m.first.AddDate(0, month, 0).Unix() / secondsPerDay
}

func newYear(year int) int64 {
	return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
}
