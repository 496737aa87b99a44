package analytics

import "math"

// What a customer's history says, each rule once: what a purchase occasion is, the gaps between occasions, how a customer was won, what
// was bought last, what was done between two days. All of it holds for a customer as cut by [Customer.Until].

// Occasion is a purchase occasion: a day with a purchase line, and all that the customer did on it.
type Occasion struct {
	Day      Day
	Orders   int   // that began on it
	Net      Money // revenue, the day's refunds taken off
	Cost     Money
	Discount Money
	Channel  Label // of the day's first purchase; zero where it names none
	Store    Label // likewise
	Region   Label // likewise
}

// history is what was made of the rows of a customer in a [Scan], for all cuts of the customer.
type history struct {
	rows      []Row
	made      bool
	occasions []Occasion
}

// Occasions are the customer's purchase occasions in order. They are made when first asked for, and good until the next customer.
func (c *Customer) Occasions() []Occasion {
	h := c.history
	if h == nil || len(c.Rows) == 0 { // put together by hand
		return occasionsOf(c.Rows, nil)
	}
	if !h.made {
		h.occasions, h.made = occasionsOf(h.rows, h.occasions[:0]), true
	}
	last := c.Rows[len(c.Rows)-1].Day
	return prefix(h.occasions, func(o *Occasion) bool { return o.Day <= last })
}

// occasionsOf appends the occasions of rows in the order of the clock.
func occasionsOf(rows []Row, to []Occasion) []Occasion {
	for i := 0; i < len(rows); {
		day, bought := Occasion{Day: rows[i].Day}, false
		for ; i < len(rows) && rows[i].Day == day.Day; i++ {
			r := &rows[i]
			day.Net += r.Net()
			day.Cost += r.Cost
			day.Discount += r.Discount
			if r.NewOrder {
				day.Orders++
			}
			if !bought && r.Purchases > 0 {
				bought, day.Channel, day.Store, day.Region = true, r.Channel, r.Store, r.Region
			}
		}
		if bought {
			to = append(to, day)
		}
	}
	return to
}

// Gaps appends the days from each purchase occasion to the next, in order.
func (c *Customer) Gaps(to []int) []int {
	occasions := c.Occasions()
	for i := 1; i < len(occasions); i++ {
		to = append(to, int(occasions[i].Day)-int(occasions[i-1].Day))
	}
	return to
}

// Acquisition is how a customer was won: the first purchase by the clock. Names that it does not give are zero.
type Acquisition struct {
	Day                    Day // NoDay for who has not bought
	Channel, Store, Region Label
	Category               Label // the first by name of several in the first order
}

// Acquisition tells how the customer was won.
func (c *Customer) Acquisition() Acquisition {
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Purchases == 0 {
			continue
		}
		a := Acquisition{Day: r.Day, Channel: r.Channel, Store: r.Store, Region: r.Region}
		if len(c.Categories) > 0 && c.Categories[0].First == r.Day {
			a.Category = c.Categories[0].Name
		}
		return a
	}
	return Acquisition{Day: NoDay}
}

// LastPurchase is what a customer bought last by the clock. Names that are not known are zero.
type LastPurchase struct {
	Day      Day   // NoDay for who has not bought
	Net      Money // of the day's orders with a purchase
	Channel  Label
	Store    Label
	Category Label // of the whole history, not of one cut short; the first by name of several in one order
}

// LastPurchase tells what the customer bought last.
func (c *Customer) LastPurchase() LastPurchase {
	last := LastPurchase{Day: NoDay}
	for i := len(c.Rows) - 1; i >= 0 && (last.Day == NoDay || c.Rows[i].Day == last.Day); i-- {
		r := &c.Rows[i]
		if r.Purchases == 0 {
			continue
		}
		if last.Day == NoDay {
			last.Day, last.Channel, last.Store = r.Day, r.Channel, r.Store
		}
		last.Net += r.Net()
	}
	var latest *Category
	for i := range c.Categories {
		if g := &c.Categories[i]; latest == nil || g.after(latest) {
			latest, last.Category = g, g.Name
		}
	}
	return last
}

// Done is what a customer did in a span of days.
type Done struct {
	Occasions int // days with a purchase line
	Orders    int // that began
	Net       Money
	Refunded  Money // as a positive number
	Cost      Money
	Discount  Money
}

// Between sums up what the customer did from one day to another, both included.
func (c *Customer) Between(from, to Day) (d Done) {
	last := NoDay
	for i := len(c.Rows) - 1; i >= 0 && c.Rows[i].Day >= from; i-- { // most spans lie near the end
		r := &c.Rows[i]
		if r.Day > to {
			continue
		}
		d.Net += r.Net()
		d.Refunded += r.Refunded
		d.Cost += r.Cost
		d.Discount += r.Discount
		if r.NewOrder {
			d.Orders++
		}
		if r.Purchases > 0 && (d.Occasions == 0 || r.Day != last) {
			d.Occasions, last = d.Occasions+1, r.Day
		}
	}
	return d
}

// NextPurchase is the day of the first purchase after a day; NoDay where there is none.
func (c *Customer) NextPurchase(after Day) Day {
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Day > after && r.Purchases > 0 {
			return r.Day
		}
	}
	return NoDay
}

// Recommendations are a customer's answers that say whether they would recommend, one a day: the last by the clock, of several at one time
// the one about the first dimension by name.
func (c *Customer) Recommendations() (list []Answer) {
	for i := range c.Answers {
		a := &c.Answers[i]
		switch n := len(list); {
		case math.IsNaN(a.Recommend):
		case n == 0 || list[n-1].Day != a.Day:
			list = append(list, *a)
		case list[n-1].At != a.At:
			list[n-1] = *a
		}
	}
	return list
}

// LastRecommendation is the last recommendation that lies on the scale from 0 to 10; NaN where there is none.
func (c *Customer) LastRecommendation() float64 {
	list := c.Recommendations()
	for i := len(list) - 1; i >= 0; i-- {
		if x := list[i].Recommend; x >= 0 && x <= 10 {
			return x
		}
	}
	return math.NaN()
}

// UsualChannel is the channel in which the customer began the most orders, of equal ones the one bought in last; zero where none is named.
func (c *Customer) UsualChannel() (usual Label) {
	type use struct {
		channel Label
		orders  int
	}
	var room [8]use
	used, most := room[:0], 0
	for i := len(c.Rows) - 1; i >= 0; i-- { // the last first, so that it stands before equal ones
		r := &c.Rows[i]
		if !r.NewOrder || r.Channel == 0 {
			continue
		}
		at := 0
		for at < len(used) && used[at].channel != r.Channel {
			at++
		}
		if at == len(used) {
			used = append(used, use{channel: r.Channel})
		}
		used[at].orders++
	}
	for _, u := range used {
		if u.orders > most {
			most, usual = u.orders, u.channel
		}
	}
	return usual
}
