package analytics

import "slices"

// Row is what one customer did under one order id on one day: the grain of the ledger. It is additive, so ledgers of
// different files, nights or engines merge by (customer, order, day).
type Row struct {
	Order     uint64 // the order id, or its 64-bit hash where ids are text, or the time of the lines where there are none
	Day       Day
	Purchases int32 // lines with an amount of zero or more
	Refunds   int32 // lines with a negative amount
	Channel   Label // where bought: that of the first line that names one, purchases before refunds; of several at one time the first by name
	Store     Label // likewise
	Region    Label // likewise
	NewOrder  bool  // this row holds the order's first purchase line, so summing it over any prefix counts orders
	At        Clock // of the first purchase line of the day or, without one, of the first refund
	Gross     Money // sum of the purchase lines
	Refunded  Money // sum of the refund lines, as a positive number
	Cost      Money // cost of the goods, refunds taken off; zero unless the ledger has costs
	Discount  Money // discount granted; zero unless the ledger has discounts

	category Label // of the lines, until the ledger is closed: then the customer has the categories
}

// before tells whether a row stands before another by the clock: by day, then time, then order.
func (r *Row) before(o *Row) bool {
	if r.Day != o.Day {
		return r.Day < o.Day
	}
	return r.At < o.At || r.At == o.At && r.Order < o.Order
}

// Net is the revenue of the row: purchases less refunds.
func (r *Row) Net() Money { return r.Gross - r.Refunded }

// Label is the number of a channel, store, category, survey dimension or other name in the ledger's [Labels]. Labels are numbered in
// the order of their names, so comparing numbers compares names. Zero is no label.
type Label uint32

// Customer is one customer's whole history. Analyses read it and must not keep its slices: they are reused for the next
// customer. A customer known from surveys or complaints alone has no rows.
type Customer struct {
	Key        Key
	Rows       []Row       // by day, then time, then order
	Categories []Category  // bought from, in the order of their first purchases
	Answers    []Answer    // by day, then time, then dimension
	Complaints []Complaint // by day and time opened
	Referrals  []Referral  // made, by day and time
	Wallet     []Spending  // the whole spending in our categories, by day
	Expenses   []Expense   // spent on the customer, by day
	Accounts   []Account   // in the sources that know the customer, by day
	Contacts   []Contact   // made or held out, by day, those without one first

	history *history // shared by all cuts; nil for a customer put together by hand
}

// Until is the customer as known at the end of a day: the same history, cut.
func (c *Customer) Until(d Day) Customer {
	if c.Within(d) { // as most are
		return *c
	}
	return Customer{
		Key:        c.Key,
		Rows:       prefix(c.Rows, func(r *Row) bool { return r.Day <= d }),
		Categories: prefix(c.Categories, func(g *Category) bool { return g.First <= d }),
		Answers:    prefix(c.Answers, func(a *Answer) bool { return a.Day <= d }),
		Complaints: prefix(c.Complaints, func(p *Complaint) bool { return p.Opened <= d }),
		Referrals:  prefix(c.Referrals, func(r *Referral) bool { return r.Day <= d }),
		Wallet:     prefix(c.Wallet, func(w *Spending) bool { return w.Day <= d }),
		Expenses:   prefix(c.Expenses, func(e *Expense) bool { return e.Day <= d }),
		Accounts:   prefix(c.Accounts, func(a *Account) bool { return a.Day <= d }),
		Contacts:   prefix(c.Contacts, func(a *Contact) bool { return a.Day <= d }),
		history:    c.history,
	}
}

// Within tells whether all that is known of the customer was known at the end of a day, so that Until would cut nothing.
func (c *Customer) Within(d Day) bool {
	rows, categories, answers, complaints := len(c.Rows), len(c.Categories), len(c.Answers), len(c.Complaints)
	referrals, wallet, expenses, accounts, contacts := len(c.Referrals), len(c.Wallet), len(c.Expenses), len(c.Accounts), len(c.Contacts)
	return (rows == 0 || c.Rows[rows-1].Day <= d) &&
		(categories == 0 || c.Categories[categories-1].First <= d) &&
		(answers == 0 || c.Answers[answers-1].Day <= d) &&
		(complaints == 0 || c.Complaints[complaints-1].Opened <= d) &&
		(referrals == 0 || c.Referrals[referrals-1].Day <= d) &&
		(wallet == 0 || c.Wallet[wallet-1].Day <= d) &&
		(expenses == 0 || c.Expenses[expenses-1].Day <= d) &&
		(accounts == 0 || c.Accounts[accounts-1].Day <= d) &&
		(contacts == 0 || c.Contacts[contacts-1].Day <= d)
}

// prefix is the leading part of a sorted slice that satisfies in. Most customers have few rows and most cuts fall near
// the end, so it searches from there.
func prefix[T any](s []T, in func(*T) bool) []T {
	n := len(s)
	for n > 0 && !in(&s[n-1]) {
		n--
	}
	return s[:n]
}

// Summary is one customer's history as a few figures, as of the day it was cut at.
type Summary struct {
	First, Last Day   // of the purchases; NoDay without any
	Orders      int   // distinct order ids with a purchase line
	Occasions   int   // distinct days with a purchase line
	Lines       int   // all lines, refunds included
	Revenue     Money // net: purchases less refunds
	Refunds     Money // refunded money, as a positive number
	Repeat      Money // net revenue of all lines after the day of the first purchase, but for refunds of orders of that day, which their ids tell
	Cost        Money
	Discount    Money
}

// Summary sums up the customer's rows.
func (c *Customer) Summary() Summary {
	s := Summary{First: NoDay, Last: NoDay}
	first := c.Rows[:0] // those of the first day with a purchase
	for i := 0; i < len(c.Rows); {
		from, day, net, bought := i, c.Rows[i].Day, Money(0), false
		for ; i < len(c.Rows) && c.Rows[i].Day == day; i++ {
			r := &c.Rows[i]
			s.Lines += int(r.Purchases) + int(r.Refunds)
			s.Refunds += r.Refunded
			s.Cost += r.Cost
			s.Discount += r.Discount
			if r.NewOrder {
				s.Orders++
			}
			net += r.Net()
			bought = bought || r.Purchases > 0
			if len(first) > 0 {
				if s.Repeat += r.Gross; r.Refunded > 0 && !ordered(first, r.Order) {
					s.Repeat -= r.Refunded
				}
			}
		}
		s.Revenue += net
		if bought {
			s.Occasions++
			if s.Last = day; s.First == NoDay {
				s.First, first = day, c.Rows[from:i]
			}
		}
	}
	return s
}

// NetAfter is the net revenue of all lines after a day, but for refunds of orders with a purchase until then.
func (c *Customer) NetAfter(day Day) (net Money) {
	until := prefix(c.Rows, func(r *Row) bool { return r.Day <= day })
	for i := len(until); i < len(c.Rows); i++ {
		r := &c.Rows[i]
		if net += r.Gross; r.Refunded > 0 && !ordered(until, r.Order) {
			net -= r.Refunded
		}
	}
	return net
}

// Ordered tells whether the customer bought something on a day under an order.
func (c *Customer) Ordered(day Day, order uint64) bool {
	return slices.ContainsFunc(c.Rows, func(r Row) bool { return r.Day == day && r.Order == order && r.Purchases > 0 })
}

// ordered tells whether rows hold a purchase of an order.
func ordered(rows []Row, order uint64) bool {
	return slices.ContainsFunc(rows, func(r Row) bool { return r.Order == order && r.Purchases > 0 })
}
