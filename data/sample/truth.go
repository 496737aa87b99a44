package sample

import (
	"math"
	"time"
)

// Truth is every parameter the shop is generated from. Times are in days, money in the currency.
type Truth struct {
	Customers int    `json:"customers"`
	Months    int    `json:"months"`
	Seed      uint64 `json:"seed"`
	First     string `json:"first_day"`
	Last      string `json:"last_day"`
	Currency  string `json:"currency"`

	// Purchases: the Pareto/NBD process (Schmittlein, Morrison & Colombo 1987). A customer's λ is his orders a day while active, on
	// a day whose factors (season, weekday, promotion) multiply to their mean over all days.
	R     float64 `json:"r"`     // λ ~ Gamma(r, alpha)
	Alpha float64 `json:"alpha"` // days
	S     float64 `json:"s"`     // μ ~ Gamma(s, beta): dropout a day, times the factor of satisfaction
	Beta  float64 `json:"beta"`  // days

	// Spend: Gamma–Gamma (Fader & Hardie 2013). What an order costs is Gamma(p, ν) with ν ~ Gamma(q, v), after discounts.
	P float64 `json:"p"`
	Q float64 `json:"q"`
	V float64 `json:"v"`

	Growth     float64     `json:"growth"`          // new customers a day at the end against the start
	Season     [12]float64 `json:"season"`          // factor of a day by month, January first
	Weekdays   [7]float64  `json:"weekdays"`        // factor of a day by weekday, Sunday first
	Hours      [24]int     `json:"hours"`           // orders by hour, in proportion
	MeanFactor float64     `json:"mean_day_factor"` // mean of all days' factors, by which they are divided
	Promotions []Promotion `json:"promotions"`

	Channels       []Share `json:"channels"`         // home channels of customers
	OtherChannel   float64 `json:"other_channel"`    // share of orders in a channel drawn anew
	DealSeekers    float64 `json:"deal_seekers"`     // share of customers
	SeekerPromoted float64 `json:"seeker_promoted"`  // share of a deal seeker's orders in a promotion that use it
	OtherPromoted  float64 `json:"other_promoted"`   // the same for others
	SeekerCoupon   float64 `json:"seeker_coupon"`    // share of a deal seeker's orders outside promotions that have a coupon
	OtherCoupon    float64 `json:"other_coupon"`     // the same for others
	CouponDiscount float64 `json:"coupon_discount"`  // of the price
	LateRate       float64 `json:"late_delivery"`    // of orders outside stores
	FreeRate       float64 `json:"free_item_rate"`   // of orders, with a free sample among the lines
	RefundRate     float64 `json:"refund_rate"`      // of orders, of which the first line is taken back
	GuestRate      float64 `json:"guest_rate"`       // of orders, without a customer
	NoDateRate     float64 `json:"no_date_rate"`     // of lines
	Favourite      float64 `json:"favourite_lines"`  // share of lines in the customer's favourite category
	LinesMean      float64 `json:"lines_mean_extra"` // mean of the exponential behind the lines after the first

	// Satisfaction: a latent score from 0 to 10 per customer. Below PlateauFrom customers leave sooner, above PlateauTo later;
	// between them the score makes no difference.
	SatisfactionMean float64   `json:"satisfaction_mean"`
	SatisfactionSD   float64   `json:"satisfaction_sd"`
	StoreEffect      float64   `json:"store_effect"` // points of satisfaction for each point its employees are above the mean of 7
	Employees        []float64 `json:"employees"`    // level of each store's employees
	PlateauFrom      float64   `json:"plateau_from"`
	PlateauTo        float64   `json:"plateau_to"`
	BelowFactor      float64   `json:"below_factor"` // each point below multiplies dropout by so much
	AboveFactor      float64   `json:"above_factor"` // each point above multiplies it by so much
	Panel            float64   `json:"panel"`        // share of customers who answer surveys
	FirstAnswer      float64   `json:"first_answer"` // share of the panel's first orders that are answered
	AnswerRate       float64   `json:"answer_rate"`  // the same of later orders
	AnswerNoise      float64   `json:"answer_noise_sd"`
	LateAnswer       float64   `json:"late_answer"` // points a late delivery takes off an answer
	Aspects          []Aspect  `json:"aspects"`

	LowComplains    float64 `json:"low_complains"`    // share of orders that end in a complaint, of customers below the plateau
	OtherComplains  float64 `json:"other_complains"`  // of other customers
	LateComplains   float64 `json:"late_complains"`   // more, of late deliveries
	ResolvedRate    float64 `json:"resolved_rate"`    // of complaints
	UnresolvedLeave float64 `json:"unresolved_leave"` // factor of dropout after an unresolved complaint; a resolved one has none

	// Replies and promises: what is done about a complaint. They move nothing by themselves; what is resolved is replied to sooner.
	ReplyResolved   float64 `json:"reply_days_resolved"`   // mean days to the first reply
	ReplyUnresolved float64 `json:"reply_days_unresolved"` // the same where it is not resolved in the end
	Promised        float64 `json:"promised"`              // share of complaints for which a day is promised, two to seven days ahead

	// Interviews: one answer each of some customers about other aspects, whose kinds are known, and in their own words.
	Interviewed float64 `json:"interviewed"` // share of customers
	Kinds       []Kind  `json:"kinds"`
	OverallSD   float64 `json:"interview_overall_sd"` // noise of the overall score
	Commented   float64 `json:"commented"`            // share of interviews with a comment

	// Contacts: each quarter's lists. A part of those on a list is held out at random.
	ContactRate   float64 `json:"contact_rate"`   // share of those who qualify that come on a list
	HeldOut       float64 `json:"held_out"`       // of a list
	ContactEffect float64 `json:"contact_effect"` // on the chance of an order within 60 days

	LossMakers float64 `json:"loss_makers"` // share of customers with three orders or more on whom more is spent than they leave
	LossFactor float64 `json:"loss_factor"` // what serving them costs, as a multiple of their margin

	NoEffect string `json:"event_without_effect"` // an event that changed nothing

	ReferredRate  float64 `json:"referred_rate"`   // of customers, where an active customer is found who refers
	OtherRefers   float64 `json:"other_refers"`    // weight of a customer who is not above the plateau as a referrer
	SecondAccount float64 `json:"second_account"`  // of people, who buy in stores under a card with an id of its own
	AppAccount    float64 `json:"app_account"`     // of people
	ChineseNames  float64 `json:"chinese_names"`   // of people
	FamilyPhone   float64 `json:"family_phone"`    // of people, who share a phone with the others of a family of four
	ShopPhone     float64 `json:"shop_phone"`      // of store cards, entered under the phone of the store
	Prospects     float64 `json:"prospects"`       // accounts that never bought, for each customer
	PhoneRegion   string  `json:"phone_region"`    // of phones without a country
	DotsIgnored   string  `json:"dots_ignored_at"` // the provider at which dots in an address make no difference; tags make none anywhere
	WalletShare   float64 `json:"wallet_rate"`     // of customers whose whole spend is known
	Monopoly      float64 `json:"monopoly"`        // share of them who spend it all here
}

// Share is a name and how much of the whole it has.
type Share struct {
	Name  string  `json:"name"`
	Share float64 `json:"share"`
	Cost  float64 `json:"acquisition_cost"` // of a new customer
}

// Promotion is a span of days with more orders, some at a discount.
type Promotion struct {
	Name     string  `json:"name"`
	From     string  `json:"from"`
	Days     int     `json:"days"`
	Lift     float64 `json:"lift"`     // factor of a day
	Discount float64 `json:"discount"` // of the price
	from     time.Time
}

// Aspect is a dimension of the surveys, with how much its scores differ from the customer's satisfaction.
type Aspect struct {
	Name        string  `json:"name"`
	Experience  float64 `json:"experience"`  // points above satisfaction
	Weight      float64 `json:"weight"`      // of satisfaction in the experience
	Expectation float64 `json:"expectation"` // mean
	Importance  float64 `json:"importance"`  // mean
}

// Kind is an aspect of the interviews. Its score is scattered about the middle of the scale, and moves the overall score by so much for
// each point below the middle and above.
type Kind struct {
	Name  string  `json:"name"`
	Kind  string  `json:"kind"` // basic, performance or latent
	SD    float64 `json:"sd"`
	Below float64 `json:"slope_below"`
	Above float64 `json:"slope_above"`
}

const overall = "overall"

func truthOf(o Options) Truth {
	t := Truth{
		Customers: o.Customers, Months: o.Months, Seed: o.Seed, Currency: "EUR",
		First: o.first().Format(time.DateOnly), Last: o.Last.Format(time.DateOnly),
		R: 1.4, Alpha: 25, S: 1, Beta: 70, P: 4, Q: 3.6, V: 29, Growth: 1.6,
		Season:   [12]float64{0.85, 0.9, 0.95, 0.95, 1.0, 0.95, 0.85, 0.9, 1.0, 1.05, 1.15, 1.45},
		Weekdays: [7]float64{0.9, 0.85, 0.9, 0.95, 1, 1.2, 1.2},
		Hours:    [24]int{1, 0, 0, 0, 0, 1, 2, 3, 5, 7, 8, 8, 9, 8, 7, 7, 7, 8, 9, 10, 9, 7, 4, 2},
		Channels: []Share{{"store", 0.3, 9}, {"web", 0.35, 14}, {"app", 0.2, 11}, {"marketplace", 0.15, 22}}, OtherChannel: 0.15,
		DealSeekers: 0.2, SeekerPromoted: 0.95, OtherPromoted: 0.6, SeekerCoupon: 0.35, OtherCoupon: 0.04, CouponDiscount: 0.1,
		LateRate: 0.06, FreeRate: 0.02, RefundRate: 0.04, GuestRate: 0.02, NoDateRate: 0.0003, Favourite: 0.4, LinesMean: 2,
		SatisfactionMean: 6.6, SatisfactionSD: 2.1, StoreEffect: 0.6, PlateauFrom: 5, PlateauTo: 8, BelowFactor: 1.8, AboveFactor: 0.4,
		Panel: 0.17, FirstAnswer: 0.85, AnswerRate: 0.3, AnswerNoise: 0.5, LateAnswer: 1.5, Aspects: aspects,
		LowComplains: 0.05, OtherComplains: 0.005, LateComplains: 0.12, ResolvedRate: 0.7, UnresolvedLeave: 2.5,
		ReferredRate: 0.12, OtherRefers: 0.1, SecondAccount: 0.08, AppAccount: 0.25, ChineseNames: 0.4, FamilyPhone: 0.03, ShopPhone: 0.04,
		ReplyResolved: 0.7, ReplyUnresolved: 3, Promised: 0.8,
		Interviewed: 0.3, Kinds: kinds, OverallSD: 0.8, Commented: 0.5,
		ContactRate: 0.5, HeldOut: 0.1, ContactEffect: o.ContactEffect, LossMakers: 0.01, LossFactor: 1.5, NoEffect: "new website",
		Prospects: 0.05, PhoneRegion: "FR", DotsIgnored: "example.com", WalletShare: 0.1, Monopoly: 0.1,
	}
	for store := range stores {
		rng := random(o.Seed, store, ofStore)
		t.Employees = append(t.Employees, tenth(7+0.9*rng.NormFloat64()))
	}
	t.Promotions = promotionsOf(o)
	return t
}

var aspects = []Aspect{
	{overall, 0, 1, 7.5, 8}, {"price", -0.4, 0.7, 7.4, 8.5}, {"brand image", 0.5, 0.6, 7.2, 6}, {"relationship", 0.2, 0.8, 7, 6.5},
	{"service", -0.2, 0.9, 7.7, 8.8}, {"product", 0.6, 0.9, 7.8, 9}, {"convenience", -1.1, 0.8, 7.6, 7.8},
}

var kinds = []Kind{
	{"delivery", "basic", 1.6, 0.6, 0}, {"packaging", "performance", 1.6, 0.35, 0.35}, {"extras", "latent", 1.6, 0, 0.6},
}

// dropout is the factor of a customer's dropout.
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

// loyalty is how much longer than on the plateau a customer stays in expectation: the reverse of his dropout.
func (t *Truth) loyalty(satisfaction float64) float64 { return 1 / t.dropout(satisfaction) }

func tenth(x float64) float64 { return math.Round(x*10) / 10 }
