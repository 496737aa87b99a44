package sample

import (
	"math"
	"math/rand/v2"
)

// order is one basket.
type order struct {
	number   int64
	day      int
	at       int64 // seconds since 1970
	channel  int
	guest    bool
	late     bool
	discount float64 // of the price
	from, to int     // of the person's items
	refunded int     // day on which the first line was taken back; 0 if it was not
	complaint
}

// complaint is what an order led to.
type complaint struct {
	opened, closed int // days; opened is 0 without a complaint, closed lies behind the last day if it is still open
	resolved       bool
	ground         string
}

// item is one line of an order. Its price and discount are in cents, and are zero for a free sample.
type item struct {
	product         int
	quantity, price int64
	discount        int64
}

func (i item) amount() int64 { return i.quantity*i.price - i.discount }

const (
	ordersEach = 1 << 12 // order numbers set aside for each customer
	dearest    = 1e8     // cents an order can cost
)

func (s *shop) order(p *person, day int, rng *rand.Rand) {
	if len(p.orders) == ordersEach {
		return
	}
	o := order{day: day, channel: p.channel, guest: happens(rng, s.GuestRate)}
	o.at = s.at(day, s.hours[rng.IntN(len(s.hours))]*3600+rng.IntN(3600))
	if happens(rng, s.OtherChannel) {
		o.channel = s.channelFrom(rng.Float64())
	}
	o.late = !s.isStore(o.channel) && happens(rng, s.LateRate)
	o.discount = s.discount(p, day, rng)
	s.fill(p, &o, rng)
	if happens(rng, s.RefundRate) {
		o.refunded = day + 2 + rng.IntN(20)
	}
	if !o.guest {
		s.complain(p, &o, rng)
	}
	p.orders = append(p.orders, o)
}

// discount is what an order is given off its price.
func (s *shop) discount(p *person, day int, rng *rand.Rand) float64 {
	promoted, coupon := s.OtherPromoted, s.OtherCoupon
	if p.seeker {
		promoted, coupon = s.SeekerPromoted, s.SeekerCoupon
	}
	switch promotion := s.promoted[day]; {
	case promotion != nil && happens(rng, promoted):
		return promotion.Discount
	case promotion == nil && happens(rng, coupon):
		return s.CouponDiscount
	default:
		return 0
	}
}

// fill puts lines into an order, so that they cost Gamma(P, ν) together.
func (s *shop) fill(p *person, o *order, rng *rand.Rand) {
	total := min(100*gamma(rng, s.P, p.nu), dearest)
	var weights [12]float64
	n, sum := 1+min(int(rng.ExpFloat64()*s.LinesMean), len(weights)-1), 0.0
	for i := range n {
		weights[i] = 0.15 + rng.ExpFloat64()
		sum += weights[i]
	}
	o.from = len(p.items)
	for i := range n {
		p.items = append(p.items, s.item(p, total*weights[i]/sum, o.discount, rng))
	}
	if happens(rng, s.FreeRate) {
		p.items = append(p.items, item{product: len(s.products) - 1, quantity: 1})
	}
	o.to = len(p.items)
}

// item is a line that costs about so many cents.
func (s *shop) item(p *person, cents, discount float64, rng *rand.Rand) item {
	i := item{quantity: 1}
	if cents > 200 && happens(rng, 0.22) {
		i.quantity = int64(2 + zipf(rng, 4))
	}
	i.price = max(1, int64(math.Round(cents/(1-discount)/float64(i.quantity))))
	i.discount = int64(math.Round(float64(i.price*i.quantity) * discount))
	category := p.favourite
	if !happens(rng, s.Favourite) {
		category = zipf(rng, len(categories))
	}
	i.product = productFor(rng, category, i.price)
	return i
}

var grounds = []string{"quality", "service", "price", "billing"}

// complain draws whether an order leads to a complaint. One that is not resolved shortens the time that the customer will
// still stay, as a dropout so many times as high does.
func (s *shop) complain(p *person, o *order, rng *rand.Rand) {
	rate := s.OtherComplains
	if p.satisfaction < s.PlateauFrom {
		rate = s.LowComplains
	}
	ground := oneOf(rng, grounds)
	if o.late {
		rate, ground = rate+s.LateComplains, "delivery"
	}
	opened := o.day + 1 + rng.IntN(9)
	if !happens(rng, rate) || opened >= s.days {
		return
	}
	o.complaint = complaint{opened, opened + int(rng.ExpFloat64()*5), happens(rng, s.ResolvedRate), ground}
	if left := p.leaves - opened; !o.resolved && left > 0 {
		p.leaves = opened + max(1, int(math.Ceil(float64(left)/s.UnresolvedLeave)))
	}
}
