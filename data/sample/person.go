package sample

import (
	"math"
	"math/rand/v2"
	"slices"
)

// shop is what all people share while a sample is made. Nothing in it changes after newShop.
type shop struct {
	Truth
	calendar
	options  Options
	products []product
}

func newShop(o Options) *shop {
	s := &shop{Truth: truthOf(o), options: o, products: catalogue(o.Seed)}
	s.calendar = newCalendar(&s.Truth, o)
	return s
}

// person is a customer and all that he does up to the last day. Days are counted from the first of the sample.
type person struct {
	number       int
	first        int     // day of the first order
	leaves       int     // from this day on he buys nothing; it may lie behind the last day
	lifetime     float64 // days he would stay, were it not for complaints
	satisfaction float64
	lambda       float64 // orders a day
	mu           float64 // dropout a day, the factor of satisfaction included
	nu           float64 // rate of what an order costs: P/nu on average
	channel      int     // where most orders are made
	store        int     // where store orders are made
	favourite    int     // category
	seeker       bool    // of deals
	second       bool    // store orders are made under a card of its own
	panel        bool    // answers surveys

	orders  []order
	items   []item  // of all orders
	touches []touch // by lists of the shop
	costly  bool    // more is spent on him than he leaves
}

// longest is a lifetime that no sample outlasts, in days.
const longest = 36500

// character draws who a customer is. Customers are numbered in the order of their first days.
func (s *shop) character(number int, p *person) {
	rng := s.random(number, ofCharacter)
	u := (float64(number) + rng.Float64()) / float64(s.Customers)
	*p = person{
		number: number, first: min(dayWhen(s.arrived, u), s.days-1), lambda: gamma(rng, s.R, s.Alpha), nu: gamma(rng, s.Q, s.V),
		channel: s.channelFrom(rng.Float64()), store: rng.IntN(stores), favourite: rng.IntN(len(categories)),
		orders: p.orders[:0], items: p.items[:0], touches: p.touches[:0],
	}
	p.satisfaction = s.SatisfactionMean + s.SatisfactionSD*rng.NormFloat64() + s.StoreEffect*(s.Employees[p.store]-7)
	p.satisfaction = min(10, max(0, p.satisfaction))
	p.mu = gamma(rng, s.S, s.Beta) * s.dropout(p.satisfaction)
	p.lifetime = min(rng.ExpFloat64()/p.mu, longest)
	p.leaves = p.first + max(1, int(math.Ceil(p.lifetime)))
	p.seeker, p.second, p.panel = happens(rng, s.DealSeekers), happens(rng, s.SecondAccount), happens(rng, s.Panel)
}

func (s *shop) channelFrom(u float64) int {
	for i, c := range s.Channels {
		if u -= c.Share; u < 0 {
			return i
		}
	}
	return len(s.Channels) - 1
}

// live draws who a customer is and all his orders. The first comes on his first day; the others follow a Poisson process whose
// clock runs faster on busy days.
func (s *shop) live(number int, p *person) {
	s.character(number, p)
	rng := s.random(number, ofOrders)
	s.order(p, p.first, rng)
	for clock := s.busy[p.first+1]; ; {
		clock += rng.ExpFloat64() / p.lambda
		day := dayWhen(s.busy, clock)
		if day >= min(p.leaves, s.days) {
			break
		}
		s.order(p, day, rng)
	}
	slices.SortStableFunc(p.orders, func(a, b order) int { return int(a.at - b.at) })
	s.touch(p)
	for i := range p.orders {
		p.orders[i].number = int64(p.number+1)*ordersEach + int64(i)
	}
}

// referrer finds the active customer who brought another, and the day: at most three weeks before the first order. It is -1 if nobody did.
func (s *shop) referrer(p, candidate *person) (number, day int) {
	rng := s.random(p.number, ofReferral)
	if p.number == 0 || p.first == 0 || !happens(rng, s.ReferredRate) { // nobody came before the first
		return -1, 0
	}
	day = max(0, p.first-rng.IntN(21))
	for range 30 {
		s.character(rng.IntN(p.number), candidate)
		if candidate.first >= day || candidate.leaves <= day || !happens(rng, s.refers(candidate)) {
			continue
		}
		s.live(candidate.number, candidate) // complaints may have made him leave sooner
		if candidate.leaves > day {
			return candidate.number, day
		}
	}
	return -1, 0
}

func (s *shop) refers(p *person) float64 {
	if p.satisfaction > s.PlateauTo {
		return 1
	}
	return s.OtherRefers
}

// account is the id that orders in a channel are made under.
func (s *shop) account(p *person, channel int) string {
	if p.second && s.isStore(channel) {
		return cardID(p.number)
	}
	return customerID(p.number)
}

func (s *shop) isStore(channel int) bool { return s.Channels[channel].Name == "store" }

func customerID(number int) string { return "C" + pad(number+1, 7) }
func cardID(number int) string     { return "K" + pad(number+1, 7) }
func appID(number int) string      { return "A" + pad(number+1, 7) }
func prospectID(number int) string { return "V" + pad(number+1, 7) }

// onScale is a score as people give it, from 0 to 10.
func onScale(x float64) float64 { return math.Round(min(10, max(0, x))) }

func scored(rng *rand.Rand, mean, sd float64) float64 { return onScale(mean + sd*rng.NormFloat64()) }
