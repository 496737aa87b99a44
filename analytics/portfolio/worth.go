package portfolio

// Worth (价值分类). The margin of the last 365 days is net revenue, less the cost of goods and of serving the orders where these are known.
// A customer is alive who is not lost by the rule of churn and, where there is a forecast, more likely active than not. Expected margin is
// the forecast over the horizon; serving costs what the expected orders do, one at least. Where that cost is not known, half an
// expected purchase takes its place.

import (
	"math"

	"regulars/analytics"
)

// Worth is what keeping a customer is worth.
type Worth int

// The kinds of worth.
const (
	Keep       Worth = iota // profitable in the last 365 days, and alive
	Profitable              // profitable in the last 365 days, but likely gone
	Potential               // not profitable, but expected to bring more than serving costs
	Costly                  // neither
	worths
)

var worthNames = [worths]string{"keep", "profitable", "potentially profitable", "costly"}

func (w Worth) String() string { return worthNames[w] }

// Outlook is what is expected of a customer over the horizon.
type Outlook struct {
	Lost      bool    // by status
	Value     float64 // NaN without a forecast, as are the others: margin in units of the currency, before the cost of serving
	Purchases float64
}

// likely is the chance, and the expected purchases, from which something is more likely than not.
const likely = 0.5

// WorthOf judges a customer by the margin of the last 365 days and the outlook; perOrder is what serving an order costs in units
// of the currency, zero where that is not known.
func WorthOf(margin analytics.Money, o Outlook, perOrder float64) Worth {
	switch {
	case margin > 0 && !o.Lost:
		return Keep
	case margin > 0:
		return Profitable
	case perOrder > 0 && o.Value > perOrder*math.Max(1, o.Purchases), perOrder == 0 && o.Value > 0 && o.Purchases >= likely:
		return Potential
	default:
		return Costly
	}
}

// YearMargin is the margin of the 365 days to the as-of date.
func YearMargin(c *analytics.Customer, q analytics.Question, perOrder float64) (margin analytics.Money) {
	done := c.Between(q.AsOf-year+1, q.AsOf)
	margin = done.Net - analytics.Money(done.Orders)*analytics.MoneyOf(perOrder)
	if q.HasCost {
		margin -= done.Cost
	}
	return margin
}
