package sample

import (
	"math"
	"math/rand/v2"
	"time"
)

// person is a customer and all that he does.
type person struct {
	number       int
	first        time.Time // day of the first order
	satisfaction float64
	lambda, mu   float64 // orders and dropout a day
	leaves       time.Time
	channel      int     // where most orders are made
	store        int     // where store orders are made
	dear         float64 // factor of the prices he buys at
	second       bool    // store orders are made under a card of its own
	referrer     int     // who brought him; -1 for nobody
	orders       []order
}

// order is one basket.
type order struct {
	number   int64
	at       time.Time
	channel  int
	guest    bool
	discount float64
	lines    []item
	refunded time.Time // zero if it was not
	complaint
}

// complaint is what a customer complains of after an order.
type complaint struct{ made, resolved bool }

type item struct {
	product  int
	quantity int64
}

// shop is what all people share while a sample is made.
type shop struct {
	Truth
	options  Options
	first    time.Time
	days     int
	rates    []float64 // factor of the rate by day
	highest  float64
	products []product
}

func newShop(o Options) *shop {
	s := &shop{Truth: truthOf(o), options: o, first: o.first(), products: catalogue(o.Seed)}
	s.days = int(o.Last.Sub(s.first).Hours()/24) + 1
	for d := range s.days {
		r := s.rate(s.day(d))
		s.rates = append(s.rates, r)
		s.highest = max(s.highest, r)
	}
	return s
}

func (s *shop) day(n int) time.Time { return s.first.AddDate(0, 0, n) }

// random is the source of one customer's chances, whatever thread asks.
func (s *shop) random(number int, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(s.Seed^purpose<<32, uint64(number)+1))
}

const (
	ofCharacter uint64 = iota + 1
	ofOrders
	ofAnswers
	ofAccounts
)

// character draws who a customer is. Customers are numbered in the order of their first orders, so those before have come earlier.
func (s *shop) character(number int) person {
	rng := s.random(number, ofCharacter)
	u := (float64(number) + rng.Float64()) / float64(s.Customers)
	p := person{
		number: number, referrer: -1,
		first:        s.day(min(int(s.acquired(u)*float64(s.days)), s.days-1)),
		satisfaction: min(10, max(0, s.SatisfactionMean+s.SatisfactionSD*rng.NormFloat64())),
		lambda:       gamma(rng, s.R, s.Alpha), mu: gamma(rng, s.S, s.Beta),
		channel: []int{0, 0, 1, 1, 1, 2, 2, 3}[rng.IntN(8)], store: rng.IntN(stores),
		dear: math.Exp(s.PriceLevel * rng.NormFloat64()),
	}
	p.second = rng.Float64() < s.SecondAccount
	p.leaves = p.first.Add(ofDays(rng.ExpFloat64() / (p.mu * s.dropout(p.satisfaction))))
	return p
}

// acquired is when the share u of customers has come, as a share of the days, where the rate grows in a straight line by Growth.
func (s *shop) acquired(u float64) float64 {
	g := s.Growth - 1
	if g == 0 {
		return u
	}
	return (math.Sqrt(1+u*g*(g+2)) - 1) / g
}

// live draws all orders of a customer.
func (s *shop) live(number int) person {
	p := s.character(number)
	rng := s.random(number, ofOrders)
	if number > 20 && rng.Float64() < s.ReferredRate {
		p.referrer = s.referrerOf(number, rng)
	}
	s.order(&p, rng, p.first.Add(clock(rng)))
	for at := p.first; ; {
		at = at.Add(ofDays(rng.ExpFloat64() / (p.lambda * s.highest)))
		if at.After(p.leaves) || at.Sub(s.first) >= time.Duration(s.days)*24*time.Hour {
			return p
		}
		day := int(at.Sub(s.first).Hours() / 24)
		if rng.Float64()*s.highest < s.rates[day] && day > int(p.first.Sub(s.first).Hours()/24) {
			s.order(&p, rng, s.day(day).Add(clock(rng)))
		}
	}
}

// referrerOf is an earlier customer who is above the plateau, or nobody.
func (s *shop) referrerOf(number int, rng *rand.Rand) int {
	for range 8 {
		earlier := rng.IntN(number)
		if s.character(earlier).satisfaction > s.PlateauTo && s.character(earlier).first.Before(s.character(number).first) {
			return earlier
		}
	}
	return -1
}

// ofDays is a number of days, a century at most.
func ofDays(days float64) time.Duration {
	return time.Duration(min(days, 36500) * float64(24*time.Hour))
}

func clock(rng *rand.Rand) time.Duration {
	hour := hourTable[rng.IntN(len(hourTable))]
	return time.Duration(hour)*time.Hour + time.Duration(rng.IntN(3600))*time.Second
}

const ordersEach = 1 << 12 // order numbers set aside for each customer

func (s *shop) order(p *person, rng *rand.Rand, at time.Time) {
	if len(p.orders) >= ordersEach-1 {
		return
	}
	o := order{number: int64(p.number+1)*ordersEach + int64(len(p.orders)), at: at, channel: p.channel}
	if rng.Float64() < 0.2 {
		o.channel = rng.IntN(len(channels))
	}
	o.guest = rng.Float64() < s.GuestRate
	if promotion := s.on(at); promotion != nil && rng.Float64() < 0.8 {
		o.discount = promotion.Discount
	}
	for range 1 + min(int(rng.ExpFloat64()*1.3), 9) {
		i := item{product: zipf(rng), quantity: 1}
		if rng.Float64() < 0.2 {
			i.quantity = int64(2 + rng.IntN(4))
		}
		o.lines = append(o.lines, i)
	}
	if rng.Float64() < s.RefundRate {
		o.refunded = at.AddDate(0, 0, 2+rng.IntN(20))
	}
	s.complain(p, rng, &o)
	p.orders = append(p.orders, o)
}

// complain draws whether an order leads to a complaint. One that is not resolved halves the time for which the customer would have stayed,
// which doubles the dropout.
func (s *shop) complain(p *person, rng *rand.Rand, o *order) {
	rate := s.ComplaintRate
	if p.satisfaction >= s.PlateauFrom {
		rate /= 10
	}
	o.complaint = complaint{made: rng.Float64() < rate, resolved: rng.Float64() < s.ResolvedRate}
	if o.made && !o.resolved && p.leaves.After(o.at) {
		p.leaves = o.at.Add(p.leaves.Sub(o.at) / 2)
	}
}

// account is the id that an order is made under.
func (p *person) account(channel int) string {
	if p.second && channels[channel] == "store" {
		return cardID(p.number)
	}
	return customerID(p.number)
}

func customerID(number int) string { return "C" + pad(number+1, 7) }
func cardID(number int) string     { return "K" + pad(number+1, 7) }
