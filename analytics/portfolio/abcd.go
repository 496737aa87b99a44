// Package portfolio sorts customers by what they bring: the ABCD matrix of turnover and profitability, their worth, and the level of
// relationship that each segment deserves.
package portfolio

// The ABCD matrix (客户分类管理). Assumed: a customer's rhythm is the purchase occasions per year since the first purchase, over a year
// at least, so that one purchase yesterday is not 365 a year. Profitability is (revenue − cost) / revenue where costs are known, −1 where
// nothing is left of the revenue, else net revenue per occasion. Each is high above its cut point, by default the median over all
// customers with a purchase: A high/high, B high turnover/low profit, C low/low, D low turnover/high profit.

import (
	"math"

	"regulars/analytics"
)

// Class is a field of the ABCD matrix.
type Class int

// The classes.
const (
	A Class = iota // bought often, profitable
	B              // bought often, not profitable
	C              // bought seldom, not profitable
	D              // bought seldom, profitable
	classes
)

var classNames = [classes]string{"A", "B", "C", "D"}

func (c Class) String() string { return classNames[c] }

// classOf is the class of a customer by whether turnover and profitability are high.
func classOf(often, profitable bool) Class {
	switch {
	case often && profitable:
		return A
	case often:
		return B
	case profitable:
		return D
	default:
		return C
	}
}

const (
	year   = 365
	shares = analytics.MoneyScale // shares and rates are kept in millionths, as money is, so that medians are exact
)

// turnover is the occasions a year in millionths, of a customer with a purchase.
func turnover(s analytics.Summary, asOf analytics.Day) int64 {
	return int64(s.Occasions) * year * shares / int64(max(year, asOf-s.First))
}

// profit is the margin rate in millionths, or the net revenue per occasion where costs are not known.
func profit(s analytics.Summary, hasCost bool) int64 {
	switch {
	case !hasCost:
		return int64(s.Revenue) / int64(s.Occasions)
	case s.Revenue <= 0:
		return -shares
	default:
		return int64(math.RoundToEven(float64(s.Revenue-s.Cost) / float64(s.Revenue) * shares))
	}
}

// Base gathers turnover and profitability of all customers with a purchase. It is an accumulator.
type Base struct {
	asOf             analytics.Day
	hasCost          bool
	turnover, profit analytics.Multiset
}

// NewBase makes an accumulator.
func NewBase(q analytics.Question) *Base { return &Base{asOf: q.AsOf, hasCost: q.HasCost} }

// Add adds a customer.
func (b *Base) Add(c *analytics.Customer) {
	known := c.Until(b.asOf)
	if s := known.Summary(); s.Occasions > 0 {
		b.turnover.Add(turnover(s, b.asOf))
		b.profit.Add(profit(s, b.hasCost))
	}
}

// Merge adds the customers of another accumulator.
func (b *Base) Merge(o *Base) {
	b.turnover.Merge(&o.turnover)
	b.profit.Merge(&o.profit)
}

// Cuts are the cut points of the matrix: what lies above one is high.
type Cuts struct {
	Turnover   float64 // occasions a year
	Profit     float64 // a fraction of revenue where costs are known, else net revenue per occasion
	HasCost    bool
	TurnoverBy string // "median" or "config"
	ProfitBy   string

	asOf             analytics.Day
	turnover, profit int64
}

// Cuts are the given cut points, or the medians where these are NaN.
func (b *Base) Cuts(turnover, profit float64) Cuts {
	c := Cuts{HasCost: b.hasCost, asOf: b.asOf}
	c.turnover, c.TurnoverBy = cut(turnover, &b.turnover)
	c.profit, c.ProfitBy = cut(profit, &b.profit)
	c.Turnover, c.Profit = float64(c.turnover)/shares, float64(c.profit)/shares
	return c
}

func cut(given float64, of *analytics.Multiset) (at int64, by string) {
	if !math.IsNaN(given) {
		return int64(math.RoundToEven(given * shares)), "config"
	}
	return median(of.Runs(), of.Len()), "median"
}

// median is the middle value, or what lies between the two middle ones; zero without values.
func median(runs []analytics.Run, n int) int64 {
	low, below := int64(0), 0
	for i, run := range runs {
		below += run.Count
		if 2*below < n {
			continue
		}
		low = run.Value
		if 2*below == n {
			low += (runs[i+1].Value - run.Value) / 2
		}
		break
	}
	return low
}

// Of is the class of a customer with a purchase.
func (c Cuts) Of(s analytics.Summary) Class { return c.On(s, c.asOf) }

// On is the class of a customer with a purchase, summed up as of an earlier day, by the same cut points.
func (c Cuts) On(s analytics.Summary, day analytics.Day) Class {
	return classOf(turnover(s, day) > c.turnover, profit(s, c.HasCost) > c.profit)
}
