package loyalty

import "regulars/analytics"

// Result is the satisfaction–loyalty curve. A customer counts who had bought up to the day of the answer and was
// observed for Days after it.
type Result struct {
	Days       int             // follow-up: bought again on a day after the answer's, up to so many days later
	Basis      Basis           // what the score is
	Dimension  string          // its name, where it is one dimension
	Answered   int64           // customers with a score
	Outside    int64           // scores beyond their scale, taken as not given
	Strangers  int64           // of Answered, those who had bought nothing up to the answer; not counted
	Recent     int64           // of Answered, those answered less than Days before the as-of date; not counted
	Customers  int64           // who count
	Rescaled   int64           // of these, those who answered on another scale than most; put on it, end to end
	Binned     bool            // scores are rounded to the levels, because there were more distinct ones
	Again      analytics.Share // of all who count
	Levels     []Level
	Rank       Correlation // Spearman's rho of score and repurchase
	Concordant Correlation // Kendall's tau-b of score and repurchase

	RankOrders, ConcordantOrders Correlation // the same of score and orders, fifteen or more counting as fifteen

	ConcordantReferred Correlation // Kendall's tau-b of score and bringing somebody
	SpendSlope         Estimate    // of the spend, in units of the currency a point of the score

	Adjusted Adjusted // for what customers did before they answered
	Trap     Trap
	Stake    *Stake // nil where no trap was found
}

// Basis is what the score of a customer is.
type Basis string

// The bases, the first that there is.
const (
	Overall Basis = "overall" // the answer to the overall question
	Only    Basis = "only"    // the answer about the survey's only dimension
	Mean    Basis = "mean"    // the mean of the answers about all dimensions that day
)

// Level is the customers with one score.
type Level struct {
	Score       float64 `col:"score"`
	N           int64   `col:"n"`
	Repurchased int64   `col:"repurchased"`
	Rate        float64 `col:"rate"`
	Low         float64 `col:"low"` // of Rate, 95 % (Wilson 1927)
	High        float64 `col:"high"`
	Isotonic    float64 `col:"isotonic"` // the rate that never falls with the score, closest to Rate by least squares
	Smooth      float64 `col:"lowess"`   // LOWESS through two thirds of the customers, within 0 and 1
	// Adjusted is the rate if the customers of every score had bought as often and as recently before; NaN where that can't be told.
	Adjusted     float64 `col:"adjusted"`
	AdjustedLow  float64 `col:"adjusted_low"` // 95 %
	AdjustedHigh float64 `col:"adjusted_high"`
	Orders       float64 `col:"orders"`    // after the answer, per customer
	Spend        float64 `col:"spend"`     // net revenue after the answer, per customer
	SpendLow     float64 `col:"spend_low"` // 95 % (Student's t); NaN for fewer than two customers or all equal
	SpendHigh    float64 `col:"spend_high"`
	Referred     float64 `col:"referred"` // share of customers who brought somebody after the answer
	ReferredLow  float64 `col:"referred_low"`
	ReferredHigh float64 `col:"referred_high"`
}

// Correlation is a rank correlation with its 95 % interval; NaN where score or repurchase do not vary.
type Correlation struct {
	Value, Low, High float64
}
