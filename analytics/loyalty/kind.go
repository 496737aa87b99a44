package loyalty

// Five kinds of loyalty (Dick & Basu 1994, Journal of the Academy of Marketing Science 22, cross attachment and repeat purchase).
//
// Assumed: who bought on two days or more of the last 365 repeats; who gave, on the last answers, three quarters of the scale or more on
// average of recommendation, relationship and the overall question is attached. Why somebody repeats without being attached is read
// from the purchases, the first that holds of:
//
//   - monopoly: 95 % or more of the customer's known spending on our kind of goods is here, so that there is no alternative;
//   - incentive: half of the orders or more were bought at a discount;
//   - inertia: nothing else. It is told apart whether they come to one place at steady gaps — always one store, or where stores are not known one
//     channel, with at least three gaps between purchases whose standard deviation is at most half of their mean — or out of habit.

import (
	"math"
	"strings"

	"regulars/analytics"
)

// Kind is a kind of loyalty, by attachment and repeat purchase.
type Kind string

// The kinds. The name of a customer who was never asked is empty.
const (
	SuperValue Kind = "super-value" // attached, repeats
	Incentive  Kind = "incentive"   // not attached, repeats, at a discount
	Inertia    Kind = "inertia"     // not attached, repeats, for no other reason than that
	Monopoly   Kind = "monopoly"    // not attached, repeats, has no alternative
	PriceLed   Kind = "price"       // not attached, doesn't repeat, buys at a discount
	Latent     Kind = "latent"      // attached, doesn't repeat
	None       Kind = "none"        // not attached, doesn't repeat
	NotAsked   Kind = ""
)

// Habit is how a customer buys, whatever was answered.
type Habit string

// The habits, of customers who repeat and of others.
const (
	Captive    Habit = "no alternative"
	Discounted Habit = "at a discount"
	Steady     Habit = "one place, steady"
	Other      Habit = "other"
)

const (
	year          = 365
	attachedFrom  = 0.75
	captiveFrom   = 0.95
	discountFrom  = 0.5
	steadyGaps    = 3
	steadySpread  = 0.5 // of the mean gap
	repeatsFrom   = 2
	recommendEnds = 10
)

// Member is what a customer's loyalty is.
type Member struct {
	Kind    Kind
	Habit   Habit
	Repeats bool
	Loyal   [2]bool // now, and 365 days ago: who comes back and is current
	year    [2]span // the 365 days to the as-of date, and those before
}

// span is what a customer bought in a span of days.
type span struct {
	occasions int
	spend     analytics.Money
	silent    int // days from the last purchase up to the end of the span, which may lie before it
	tenure    int // days from the very first purchase to the end of the span
}

// Judge tells the kinds of customers.
type Judge struct {
	asOf  analytics.Day
	rule  analytics.StatusRule
	scale analytics.Scale
	about []topic // of each dimension, by label
}

// topic is what a dimension tells of attachment.
type topic uint8

const (
	elsewhere topic = iota
	onWhole
	onRelationship
	topics
)

func topicOf(dimension string) topic {
	switch {
	case analytics.IsOverall(dimension):
		return onWhole
	case isRelationship(dimension):
		return onRelationship
	default:
		return elsewhere
	}
}

// NewJudge makes a judge of customers as of the question's date, who are current by a rule and whose answers are read on a scale.
func NewJudge(q analytics.Question, rule analytics.StatusRule, scale analytics.Scale) *Judge {
	j := &Judge{asOf: q.AsOf, rule: rule, scale: scale}
	for l := range q.Labels.Len() {
		j.about = append(j.about, topicOf(q.Labels.Name(analytics.Label(l))))
	}
	return j
}

func isRelationship(dimension string) bool {
	switch strings.ToLower(strings.TrimSpace(dimension)) {
	case "relationship", "关系":
		return true
	}
	return false
}

// Of tells a customer's kind; wallet is the share of wallet, NaN where it is not known.
func (j *Judge) Of(c *analytics.Customer, wallet float64) Member {
	known := c.Until(j.asOf)
	m := Member{year: j.years(&known)}
	for i := range m.Loyal {
		m.Loyal[i] = j.loyal(&known, j.asOf-analytics.Day(i*year))
	}
	m.Repeats, m.Habit = m.year[0].occasions >= repeatsFrom, habit(&known, wallet)
	if a := j.attachment(&known); !math.IsNaN(a) {
		m.Kind = kind(a >= attachedFrom, m.Repeats, m.Habit)
	}
	return m
}

// Window is how many days back a loyal customer has two occasions: a year, or twice the silence that means lost where that is longer, so
// that a base that buys once a year has loyal customers too.
func Window(rule analytics.StatusRule) int { return max(year, 2*rule.Everyone.Lost) }

// loyal tells whether a customer has two occasions or more in the window to a day and is current on it.
func (j *Judge) loyal(c *analytics.Customer, day analytics.Day) bool {
	from := analytics.Day(max(int64(day)-int64(Window(j.rule))+1, math.MinInt32))
	return c.Between(from, day).Occasions >= repeatsFrom && j.rule.On(c, day).Status.Current()
}

func kind(attached, repeats bool, h Habit) Kind {
	switch {
	case attached && repeats:
		return SuperValue
	case attached:
		return Latent
	case repeats && h == Captive:
		return Monopoly
	case repeats && h == Discounted:
		return Incentive
	case repeats:
		return Inertia
	case h == Discounted:
		return PriceLed
	default:
		return None
	}
}

func (j *Judge) years(c *analytics.Customer) (years [2]span) {
	won, occasions := c.Acquisition().Day, c.Occasions()
	for i := range years {
		y, end := &years[i], j.asOf-analytics.Day(i*year)
		done := c.Between(end-year+1, end)
		y.occasions, y.spend = done.Occasions, done.Net
		for n := len(occasions); n > 0; n-- {
			if last := occasions[n-1].Day; last <= end {
				y.silent, y.tenure = int(end-last), int(end-won)
				break
			}
		}
	}
	return years
}

// attachment is the mean of the last recommendation, relationship and overall answer, each as a share of its scale; NaN where there are
// none.
func (j *Judge) attachment(c *analytics.Customer) float64 {
	var sum, n float64
	var seen [topics]bool
	if r := c.LastRecommendation(); !math.IsNaN(r) {
		sum, n = r/recommendEnds, 1
	}
	for i := len(c.Answers) - 1; i >= 0; i-- {
		a := &c.Answers[i]
		about := j.about[a.Dimension]
		if about == elsewhere || seen[about] {
			continue
		}
		if x := j.scale.Place(a); !math.IsNaN(x) {
			sum, n, seen[about] = sum+x, n+1, true
		}
	}
	return sum / n
}

// habit reads how a customer buys.
func habit(c *analytics.Customer, wallet float64) Habit {
	orders, discounted := 0, 0
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Purchases > 0 {
			orders++
			if r.Discount > 0 {
				discounted++
			}
		}
	}
	switch {
	case wallet >= captiveFrom:
		return Captive
	case orders > 0 && float64(discounted) >= discountFrom*float64(orders):
		return Discounted
	case onePlace(c) && steady(c):
		return Steady
	default:
		return Other
	}
}

// onePlace tells that all was bought in one store or, where no stores are known, by one channel.
func onePlace(c *analytics.Customer) bool {
	store, channel := true, true
	first := -1
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Purchases == 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		store = store && r.Store == c.Rows[first].Store
		channel = channel && r.Channel == c.Rows[first].Channel
	}
	if first < 0 {
		return false
	}
	if c.Rows[first].Store != 0 || !store {
		return store
	}
	return channel && c.Rows[first].Channel != 0
}

func steady(c *analytics.Customer) bool {
	var n, sum, squares float64
	var room [64]int
	for _, days := range c.Gaps(room[:0]) {
		gap := float64(days)
		n, sum, squares = n+1, sum+gap, squares+gap*gap
	}
	if n < steadyGaps {
		return false
	}
	mean := sum / n
	return math.Sqrt(math.Max(0, squares-n*mean*mean)/(n-1)) <= steadySpread*mean
}
