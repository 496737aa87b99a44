package portfolio

// Worth (价值分类), the first that holds, m being the margin of the last 365 days: net revenue less the cost of goods, where it is known, and
// what was spent on keeping and serving the customer in these days, where that is. Expected margin is the forecast over the horizon; serving
// costs what the expected orders do, one at least. Where that cost is not known, half an expected purchase takes its place.

import (
	"math"

	"regulars/analytics"
)

// Worth is what keeping a customer is worth.
type Worth int

// The kinds of worth.
const (
	Keep       Worth = iota // m > 0, and current
	Profitable              // m > 0, and lost
	Potential               // m = 0, but expected to bring more than serving costs
	Dormant                 // m = 0, and not expected to
	Costly                  // m < 0: a true loss
	worths
)

var worthNames = [worths]string{"keep", "profitable", "potentially profitable", "dormant", "costly"}

func (w Worth) String() string { return worthNames[w] }

// Outlook is what is expected of a customer over the horizon.
type Outlook struct {
	Lost      bool    // by status
	Value     float64 // NaN without a forecast, as are the others: margin in units of the currency, before the cost of serving
	Purchases float64
}

// likely is the expected purchases from which one is more likely than not.
const likely = 0.5

// WorthOf judges a customer by the margin of the last 365 days and the outlook; perOrder is what serving an order costs in units
// of the currency, zero where that is not known.
func WorthOf(margin analytics.Money, o Outlook, perOrder float64) Worth {
	switch {
	case margin < 0:
		return Costly
	case margin > 0 && !o.Lost:
		return Keep
	case margin > 0:
		return Profitable
	case perOrder > 0 && o.Value > perOrder*math.Max(1, o.Purchases), perOrder == 0 && o.Purchases >= likely:
		return Potential
	default:
		return Dormant
	}
}

// Year is what a customer left in the 365 days to the as-of date, and what took from it.
type Year struct {
	Margin    analytics.Money
	Refunds   analytics.Money // a positive number, as are the others
	Discounts analytics.Money
	Service   analytics.Money // spent on keeping and serving the customer
}

// YearOf is the last 365 days of a customer on whom so much was spent in them.
func YearOf(c *analytics.Customer, q analytics.Question, spent analytics.Money) Year {
	done := c.Between(q.AsOf-year+1, q.AsOf)
	y := Year{Margin: done.Net - spent, Refunds: done.Refunded, Discounts: done.Discount, Service: spent}
	if q.HasCost {
		y.Margin -= done.Cost
	}
	return y
}

// Loss is what most of a loss went on.
type Loss int

// The kinds of loss.
const (
	NoLoss Loss = iota
	Returns
	Discounts
	Service
	Goods // none of the others: the goods cost more than they brought
	losses
)

var lossNames = [losses]string{"", "returns", "discounts", "service", "goods"}

func (l Loss) String() string { return lossNames[l] }

// Loss is the greatest of returns, discounts and service, the first of equal ones; NoLoss where nothing was lost.
func (y Year) Loss() Loss {
	if y.Margin >= 0 {
		return NoLoss
	}
	most, on := analytics.Money(0), Goods
	for i, amount := range [...]analytics.Money{y.Refunds, y.Discounts, y.Service} {
		if amount > most {
			most, on = amount, Returns+Loss(i)
		}
	}
	return on
}
