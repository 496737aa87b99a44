package value

import (
	"math"

	"regulars/analytics"
)

// Year compares the last 52 weeks with the 52 before: who of the customers stayed, and what those who did bought. Where the data are
// shorter the two periods are half of it each, in whole weeks, and yearly figures are scaled up. It is an accumulator.
//
// Those who stayed are watched over the whole period, so that spend per week is not thinned by customers who came or went in it.
type Year struct {
	Weeks         int           // of each period; 0 where the data are shorter than 26 weeks
	From, To      analytics.Day // the later period
	Before        int           // customers with a purchase in the period before
	Stayed        int           // of these, with one in the later period
	Buyers        int           // customers with a purchase in the later period
	Revenue, Cost analytics.Total
	hasCost       bool
}

// leastWeeks is how long each period must be: from a shorter one, who merely buys seldom would seem to have left.
const leastWeeks = 13

// NewYear makes an accumulator.
func NewYear(q analytics.Question) *Year {
	y := &Year{To: q.AsOf, hasCost: q.HasCost}
	if q.Start == analytics.NoDay || q.AsOf < q.Start {
		return y
	}
	if weeks := min(weeksToCompare, (int(q.AsOf-q.Start)+1)/14); weeks >= leastWeeks {
		y.Weeks, y.From = weeks, q.AsOf-analytics.Day(7*weeks)+1
	}
	return y
}

const weeksToCompare = 52

// Kept tells whether a customer bought in both periods, and in the one before.
func (y *Year) Kept(c *analytics.Customer) (before, kept bool) {
	before = c.Between(y.From-analytics.Day(7*y.Weeks), y.From-1).Occasions > 0
	return before, before && y.bought(c)
}

// Add adds a customer.
func (y *Year) Add(c *analytics.Customer) {
	if y.Weeks == 0 {
		return
	}
	before, kept := y.Kept(c)
	if before {
		y.Before++
	}
	if kept || y.bought(c) {
		y.Buyers++
	}
	if !kept {
		return
	}
	y.Stayed++
	later := c.Between(y.From, y.To)
	y.Revenue.Add(later.Net)
	y.Cost.Add(later.Cost)
}

// bought tells whether a customer bought in the later period.
func (y *Year) bought(c *analytics.Customer) bool {
	return c.Between(y.From, y.To).Occasions > 0
}

// Merge adds the customers of another accumulator.
func (y *Year) Merge(o *Year) {
	y.Before += o.Before
	y.Stayed += o.Stayed
	y.Buyers += o.Buyers
	y.Revenue.Merge(o.Revenue)
	y.Cost.Merge(o.Cost)
}

// Known tells whether there was anybody who could stay.
func (y *Year) Known() bool { return y.Weeks > 0 && y.Before > 0 }

// Years is the length of a period in years of 52 weeks.
func (y *Year) Years() float64 { return float64(y.Weeks) / weeksToCompare }

// Retention is the share of the customers of the period before who bought again, for a year; NaN where there was nobody.
func (y *Year) Retention() float64 {
	if !y.Known() {
		return math.NaN()
	}
	return math.Pow(float64(y.Stayed)/float64(y.Before), 1/y.Years())
}

// Stay is how many years a customer stays in the mean, 1/(1 − retention); NaN where nobody left.
func (y *Year) Stay() float64 {
	switch {
	case !y.Known() || y.Stayed == y.Before:
		return math.NaN()
	case y.Weeks == weeksToCompare:
		return float64(y.Before) / float64(y.Before-y.Stayed) // exact where the quotient is whole
	default:
		return 1 / (1 - y.Retention())
	}
}

// PerWeek is what a customer who stayed spent in a week, in units of the currency; NaN where nobody stayed.
func (y *Year) PerWeek() float64 {
	return y.Revenue.Units() / (float64(y.Stayed) * float64(y.Weeks))
}

// YearlyMargin is what a customer who stayed left in a year of 365 days: revenue less cost of goods where costs are known.
func (y *Year) YearlyMargin() float64 {
	margin := y.Revenue
	if y.hasCost {
		margin.Merge(y.Cost.Neg())
	}
	return margin.Units() / float64(y.Stayed) * 365 / float64(7*y.Weeks)
}

// Textbook fills the formula for so many years, given how many new customers those who stayed brought in the later period; a negative
// number means that referrals are not known.
func (y *Year) Textbook(years, brought int) Textbook {
	t := Textbook{PerWeek: y.PerWeek(), Years: float64(years), Brought: math.NaN()}
	if brought >= 0 {
		t.Brought = float64(brought) / float64(y.Stayed) / y.Years()
	}
	return t
}
