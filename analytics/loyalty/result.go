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
	Score       float64 `col:"score" unit:"points" en:"overall score of the first answer with enough time after it" zh:"有足够观察期的首次总体评分"`
	N           int64   `col:"n" unit:"customers" en:"customers who gave it" zh:"给出该分的客户数"`
	Repurchased int64   `col:"repurchased" unit:"customers" en:"of these, who bought again within the follow-up" zh:"其中在跟踪期内再次购买的客户数"`
	Rate        float64 `col:"rate" unit:"share" en:"share who bought again" zh:"再次购买的占比"`
	Low         float64 `col:"low" unit:"share" en:"lower end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High        float64 `col:"high" unit:"share" en:"upper end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Isotonic    float64 `col:"isotonic" unit:"share" en:"the rate that never falls with the score, closest by least squares" zh:"随评分不下降且最接近观察值的比率（最小二乘）"`
	Smooth      float64 `col:"lowess" unit:"share" en:"the rate smoothed over two thirds of the customers (LOWESS), within 0 and 1" zh:"取三分之二客户平滑的比率（LOWESS），限于 0 至 1"`
	// Adjusted is the rate if the customers of every score had bought as often and as recently before; NaN where that can't be told.
	Adjusted     float64 `col:"adjusted" unit:"share" en:"the rate had the customers of every score bought as often and as recently before; empty where that cannot be told" zh:"假设各评分客户此前购买同样多、同样近时的比率；无法判断则为空"`
	AdjustedLow  float64 `col:"adjusted_low" unit:"share" en:"lower end of the 95 % interval of adjusted" zh:"adjusted 的 95% 区间下限"`
	AdjustedHigh float64 `col:"adjusted_high" unit:"share" en:"upper end of the 95 % interval of adjusted" zh:"adjusted 的 95% 区间上限"`
	Orders       float64 `col:"orders" unit:"orders" en:"orders of a customer after the answer, on average" zh:"回答后人均订单数"`
	Spend        float64 `col:"spend" unit:"currency" en:"net revenue of a customer after the answer, on average" zh:"回答后人均净收入"`
	SpendLow     float64 `col:"spend_low" unit:"currency" en:"lower end of the spend's 95 % interval (Student's t)" zh:"其 95% 区间下限（学生 t）"`
	SpendHigh    float64 `col:"spend_high" unit:"currency" en:"upper end of the spend's 95 % interval (Student's t)" zh:"其 95% 区间上限（学生 t）"`
	Referred     float64 `col:"referred" unit:"share" en:"share of customers who brought somebody after the answer" zh:"回答后带来新客的客户占比"`
	ReferredLow  float64 `col:"referred_low" unit:"share" en:"lower end of the 95 % interval of referred (Wilson)" zh:"referred 的 95% 区间下限（Wilson）"`
	ReferredHigh float64 `col:"referred_high" unit:"share" en:"upper end of the 95 % interval of referred (Wilson)" zh:"referred 的 95% 区间上限（Wilson）"`
}

// CurveSchema describes the table loyalty_curve.
var CurveSchema = analytics.SchemaOf[Level](analytics.Schema{
	Name:      "loyalty_curve",
	Row:       "score",
	RowZH:     "评分",
	Meaning:   "how coming back goes with satisfaction; an association, not an effect",
	MeaningZH: "再次购买与满意度的关系（相关，而非因果）",
})

// Correlation is a rank correlation with its 95 % interval; NaN where score or repurchase do not vary.
type Correlation struct {
	Value, Low, High float64
}

// Verdict tells whether one rises with the other, falls, or either by chance.
func (c Correlation) Verdict() analytics.Verdict { return analytics.Judge(c.Low, c.High) }
