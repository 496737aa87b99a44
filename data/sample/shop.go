package sample

import (
	"math"
	"math/rand/v2"
	"time"
)

// Truth is every parameter the shop is generated from. Times are in days.
type Truth struct {
	Customers int    `json:"customers"`
	Months    int    `json:"months"`
	Seed      uint64 `json:"seed"`
	First     string `json:"first_day"`
	Last      string `json:"last_day"`

	// Purchases: the Pareto/NBD process (Schmittlein, Morrison & Colombo 1987), its rate times Season and promotions.
	R     float64 `json:"r"`     // λ ~ Gamma(R, Alpha): orders a day
	Alpha float64 `json:"alpha"` // days
	S     float64 `json:"s"`     // μ ~ Gamma(S, Beta): dropout a day, times the factor of satisfaction
	Beta  float64 `json:"beta"`  // days

	Growth     float64     `json:"growth"` // new customers of the last month against the first
	Season     [12]float64 `json:"season"` // factor of the rate by month, mean 1
	Promotions []Promotion `json:"promotions"`
	PriceLevel float64     `json:"price_level_sd"` // standard deviation of the logarithm of how dear a customer buys

	// Satisfaction: a latent score from 0 to 10 per customer. Below PlateauFrom customers leave sooner, above PlateauTo later;
	// between them the score makes no difference.
	SatisfactionMean float64 `json:"satisfaction_mean"`
	SatisfactionSD   float64 `json:"satisfaction_sd"`
	PlateauFrom      float64 `json:"plateau_from"`
	PlateauTo        float64 `json:"plateau_to"`
	BelowFactor      float64 `json:"below_factor"` // each point below multiplies dropout by so much
	AboveFactor      float64 `json:"above_factor"` // each point above multiplies it by so much
	AnswerNoise      float64 `json:"answer_noise_sd"`
	AnswerRate       float64 `json:"answer_rate"` // of orders

	RefundRate     float64 `json:"refund_rate"`     // of orders
	GuestRate      float64 `json:"guest_rate"`      // of orders, without a customer
	NoDateRate     float64 `json:"no_date_rate"`    // of lines
	ComplaintRate  float64 `json:"complaint_rate"`  // of orders of customers below the plateau; a tenth of it for others
	ResolvedRate   float64 `json:"resolved_rate"`   // of complaints; unresolved ones double dropout
	ReferredRate   float64 `json:"referred_rate"`   // of customers, by one acquired earlier who is above the plateau
	SecondAccount  float64 `json:"second_account"`  // of people, who buy in stores under a card of its own
	FamilyPhone    float64 `json:"family_phone"`    // of people, who share the phone of the five accounts about them
	ProspectsShare float64 `json:"prospects_share"` // of customers, accounts that never bought
}

// Promotion is a span of days with more orders at a discount.
type Promotion struct {
	Name     string  `json:"name"`
	From     string  `json:"from"` // month and day, every year
	Days     int     `json:"days"`
	Lift     float64 `json:"lift"`     // factor of the rate
	Discount float64 `json:"discount"` // of the price
	month    time.Month
	day      int
}

func truthOf(o Options) Truth {
	t := Truth{
		Customers: o.Customers, Months: o.Months, Seed: o.Seed,
		R: 0.75, Alpha: 55, S: 0.7, Beta: 120, Growth: 1.6,
		Season:     [12]float64{0.85, 0.9, 0.95, 0.95, 1.0, 0.95, 0.9, 0.9, 1.0, 1.05, 1.2, 1.35},
		PriceLevel: 0.45, SatisfactionMean: 6.9, SatisfactionSD: 1.9, PlateauFrom: 5, PlateauTo: 8, BelowFactor: 1.9, AboveFactor: 0.45,
		AnswerNoise: 0.7, AnswerRate: 0.07, RefundRate: 0.03, GuestRate: 0.02, NoDateRate: 0.0003, ComplaintRate: 0.05, ResolvedRate: 0.7,
		ReferredRate: 0.1, SecondAccount: 0.06, FamilyPhone: 0.02, ProspectsShare: 0.05,
		Promotions: []Promotion{
			{Name: "spring", From: "04-10", Days: 10, Lift: 1.4, Discount: 0.10, month: time.April, day: 10},
			{Name: "11.11", From: "11-08", Days: 5, Lift: 2.2, Discount: 0.20, month: time.November, day: 8},
		},
	}
	first := o.first()
	t.First, t.Last = first.Format(time.DateOnly), o.Last.Format(time.DateOnly)
	return t
}

// dropout is the factor of a customer's dropout rate.
func (t *Truth) dropout(satisfaction float64) float64 {
	switch {
	case satisfaction < t.PlateauFrom:
		return math.Pow(t.BelowFactor, t.PlateauFrom-satisfaction)
	case satisfaction > t.PlateauTo:
		return math.Pow(t.AboveFactor, satisfaction-t.PlateauTo)
	default:
		return 1
	}
}

// on is the promotion of a day, or nil.
func (t *Truth) on(day time.Time) *Promotion {
	for i := range t.Promotions {
		p := &t.Promotions[i]
		from := time.Date(day.Year(), p.month, p.day, 0, 0, 0, 0, time.UTC)
		if !day.Before(from) && day.Before(from.AddDate(0, 0, p.Days)) {
			return p
		}
	}
	return nil
}

// rate is the factor of the purchase rate on a day.
func (t *Truth) rate(day time.Time) float64 {
	f := t.Season[day.Month()-1] * weekdays[day.Weekday()]
	if p := t.on(day); p != nil {
		f *= p.Lift
	}
	return f
}

var weekdays = [7]float64{0.9, 0.9, 0.9, 0.95, 1, 1.2, 1.15} // Sunday first; mean 1

// hours are the shares of orders by hour.
var hours = [24]int{1, 0, 0, 0, 0, 1, 2, 3, 5, 7, 8, 8, 9, 8, 7, 7, 7, 8, 9, 10, 9, 7, 4, 2}

var hourTable = func() (table []int) {
	for hour, n := range hours {
		for range n {
			table = append(table, hour)
		}
	}
	return table
}()

var (
	channels   = []string{"store", "web", "app", "marketplace"}
	regions    = []string{"North", "South", "East", "West"}
	categories = []string{"Home", "Kitchen", "Garden", "Toys", "Books", "Beauty", "Sports", "Food"}
)

const (
	stores   = 24
	products = 800
)

func storeName(n int) string    { return "S" + pad(n+1, 3) }
func regionOf(store int) string { return regions[store%len(regions)] }

// product is one article. Its price is fixed for all time.
type product struct {
	id       string
	category string
	price    int64 // cents
	cost     int64 // cents
}

// catalogue makes the products of a seed; the first are bought most.
func catalogue(seed uint64) []product {
	rng := rand.New(rand.NewPCG(seed, 1<<40))
	list := make([]product, products)
	for i := range list {
		price := int64(math.Exp(rng.NormFloat64()*0.8+2.6) * 100)
		list[i] = product{"P" + pad(i+1, 4), categories[rng.IntN(len(categories))], max(price, 99), 0}
		list[i].cost = int64(float64(list[i].price) * (0.45 + 0.25*rng.Float64()))
		if i%199 == 198 {
			list[i].price, list[i].cost = 0, 40 // free samples
		}
	}
	return list
}

func pad(n, width int) string {
	b := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}

// zipf draws the number of a product, the first most often.
func zipf(rng *rand.Rand) int { return int(math.Exp(rng.Float64()*math.Log(products+1))) - 1 }

// gamma draws from a gamma distribution with a shape and a rate (Marsaglia & Tsang 2000).
func gamma(rng *rand.Rand, shape, rate float64) float64 {
	if shape < 1 {
		return gamma(rng, shape+1, rate) * math.Pow(1-rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-rng.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v / rate
		}
	}
}
