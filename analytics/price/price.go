// Package price tells which prices customers tolerate (Van Westendorp 1976, "NSS price sensitivity meter").
//
// Assumed: a customer's four prices are for the same thing as everybody's and mean what they say; customers answer independently.
//
// With the shares of customers
//
//	too cheap(x)     = share whose "too cheap" price is x or more,      cheap(x)  = the same of "cheap",
//	too expensive(x) = share whose "too expensive" price is x or less,  expensive(x) = the same of "expensive",
//
// the four crossings are: marginal cheapness (too cheap = expensive), least resistance (too cheap = too expensive), indifference
// (cheap = expensive), marginal expensiveness (cheap = too expensive). Between the prices that were named the curves are taken as straight.
//
// Interval of a crossing: the prices at which the two shares are not told apart at 95 % by the sign test of McNemar (1947),
// (f − g)² ≤ 1.96²·(f + g) for the customers f and g on the two curves; nobody with consistent prices is on both. It takes
// no form of distribution and needs no more than how often each price was named.
package price

import (
	"math"
	"slices"

	"regulars/analytics"
)

// Tolerance gathers the four prices. It grows with distinct prices, not with customers.
type Tolerance struct {
	question     analytics.Question
	at           map[analytics.Money]*named
	n            int64
	inconsistent int64
}

// named is how often a price was named as too cheap, cheap, expensive and too expensive.
type named [4]int64

// New makes an accumulator of the answers up to the question's as-of date.
func New(q analytics.Question) *Tolerance {
	return &Tolerance{question: q, at: map[analytics.Money]*named{}}
}

// Add adds a customer, who counts once, with the last answer that gives all four prices.
func (t *Tolerance) Add(c *analytics.Customer) {
	known := c.Until(t.question.AsOf)
	for _, a := range slices.Backward(known.Answers) {
		if prices, ok := four(&a); ok {
			t.enter(prices)
			return
		}
	}
}

// greatest is the greatest price that is taken, in units of the currency.
const greatest = 1e9

// four are the prices of an answer that gives them all.
func four(a *analytics.Answer) (prices [4]analytics.Money, ok bool) {
	for i, x := range [4]float64{a.TooCheap, a.Cheap, a.Expensive, a.TooExpensive} {
		if math.IsNaN(x) || math.Abs(x) > greatest {
			return prices, false
		}
		prices[i] = analytics.MoneyOf(x)
	}
	return prices, true
}

// enter counts prices that do not fall; cheap must be less than expensive, and too cheap than too expensive, too.
func (t *Tolerance) enter(prices [4]analytics.Money) {
	if !slices.IsSorted(prices[:]) || prices[0] < 0 || prices[1] == prices[2] {
		t.inconsistent++
		return
	}
	t.n++
	for i, p := range prices {
		if t.at[p] == nil {
			t.at[p] = &named{}
		}
		t.at[p][i]++
	}
}

// Merge adds other customers.
func (t *Tolerance) Merge(o *Tolerance) {
	t.n += o.n
	t.inconsistent += o.inconsistent
	for p, names := range o.at {
		if t.at[p] == nil {
			t.at[p] = &named{}
		}
		for i, n := range names {
			t.at[p][i] += n
		}
	}
}
