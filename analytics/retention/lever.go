package retention

import (
	"math"

	"regulars/analytics"
)

// Reichheld's claim: five points more retention raise profit by 25 to 50 %, and more in some trades (Reichheld & Sasser 1990,
// "Zero defections"; Reichheld 1996, "The loyalty effect", chapter 2).
const (
	ReichheldPoints = 5
	ReichheldLow    = 0.25
	ReichheldHigh   = 0.50
	leverPoints     = 10
)

// Lever is what a higher share of customers who stay would be worth.
//
// Assumptions. Today's customers stay from year to year with the same chance r, and each who stays leaves the same margin m; more
// retention changes neither m nor the discount rate d, costs nothing, and brings customers who are like those who stay now. New
// customers are not counted.
//
//	profit next year  = N · r · m
//	value of one      = Σ m rᵗ/(1+d)ᵗ, t ≥ 1 = m · r/(1+d−r)          Gupta & Lehmann (2005), the margin multiple
//	equity            = N · value of one
//
// In shares of today's figure, neither N nor m matters: profit grows by Δ/r, equity by Δ(1+d)/(r(1+d−r−Δ)).
type Lever struct {
	Customers int     // N, today's
	Before    int     // customers who could stay for a period
	Stayed    int     // of these, who did
	Years     float64 // length of the period
	Margin    float64 // m, of a customer who stayed, a year
	Discount  float64 // d, yearly
}

// LeverPoint is a row of the table retention_lever.
type LeverPoint struct {
	Points        int     `col:"points" unit:"percentage points" en:"how many points higher yearly retention is; 0 is today" zh:"年留存率提高的百分点；0 为现状"`
	Retention     float64 `col:"retention" unit:"share" en:"yearly retention" zh:"年留存率"`
	Profit        float64 `col:"profit" unit:"currency" en:"margin of the last year's buyers next year" zh:"近一年买家下一年的毛利"`
	ProfitChange  float64 `col:"profit_change" unit:"share" en:"change of profit against today" zh:"profit 与现状相比的变化"`
	Value         float64 `col:"value" unit:"currency" en:"value today of one customer's future margins" zh:"一位客户未来毛利的现值"`
	Equity        float64 `col:"equity" unit:"currency" en:"value today of the future margins of all the last year's buyers" zh:"全部近一年买家未来毛利的现值"`
	EquityChange  float64 `col:"equity_change" unit:"share" en:"change of equity against today" zh:"equity 与现状相比的变化"`
	Low           float64 `col:"low" unit:"share" en:"lower end of the 95 % interval of equity_change, by that of retention" zh:"equity_change 的 95% 区间下限（由留存率的区间推得）"`
	High          float64 `col:"high" unit:"share" en:"upper end of the 95 % interval of equity_change, by that of retention" zh:"equity_change 的 95% 区间上限（由留存率的区间推得）"`
	ReichheldLow  float64 `col:"reichheld_low" unit:"share" en:"lower end of Reichheld's claim of 25 to 50 % for five points, in proportion" zh:"Reichheld 所称五个百分点 25% 至 50% 的下限（按比例）"`
	ReichheldHigh float64 `col:"reichheld_high" unit:"share" en:"upper end of that claim" zh:"该说法的上限"`
}

// LeverSchema describes the table retention_lever.
var LeverSchema = analytics.SchemaOf[LeverPoint](analytics.Schema{
	Name:      "retention_lever",
	Row:       "points of retention added",
	RowZH:     "提高的留存百分点",
	Meaning:   "what more retention would be worth",
	MeaningZH: "留存率提高值多少",
})

// Known tells whether the lever can be computed: somebody stayed, somebody left, and who stays leaves a margin.
func (l Lever) Known() bool {
	return l.Stayed > 0 && l.Stayed < l.Before && l.Margin > 0 && l.Customers > 0 && l.Discount >= 0 && l.Years > 0
}

// Retention is the share that stays for a year; NaN where nobody could.
func (l Lever) Retention() float64 { return l.yearly(Share{l.Before, l.Stayed}.Rate()) }

func (l Lever) yearly(share float64) float64 { return math.Pow(share, 1/l.Years) }

// Interval is the 95 % interval of Retention: Wilson's.
func (l Lever) Interval() (low, high float64) {
	low, high = analytics.Wilson(Share{l.Before, l.Stayed}.Rate(), float64(l.Before))
	return l.yearly(low), l.yearly(high)
}

// Points are today and +1 … +10 points, as far as retention stays below 1; none where the lever is not known.
func (l Lever) Points() (points []LeverPoint) {
	if !l.Known() {
		return nil
	}
	r := l.Retention()
	low, high := l.Interval()
	for k := 0; k <= leverPoints && r+float64(k)/100 < 1; k++ {
		more, part := float64(k)/100, float64(k)/ReichheldPoints
		p := LeverPoint{
			Points: k, Retention: r + more, Profit: float64(l.Customers) * (r + more) * l.Margin, ProfitChange: more / r,
			Value: l.Margin * l.multiple(r+more), EquityChange: l.gain(r, more),
			ReichheldLow: part * ReichheldLow, ReichheldHigh: part * ReichheldHigh,
		}
		p.Equity = float64(l.Customers) * p.Value
		p.Low, p.High = l.span(low, min(high, 1-more), more)
		points = append(points, p)
	}
	return points
}

// multiple is what a unit of yearly margin is worth.
func (l Lever) multiple(r float64) float64 { return r / (1 + l.Discount - r) }

// gain is by how much of today's the equity grows; infinite where all stay and nothing is discounted.
func (l Lever) gain(r, more float64) float64 {
	lost := 1 + l.Discount - r - more
	switch {
	case more == 0:
		return 0
	case lost < 1e-12:
		return math.Inf(1)
	default:
		return more * (1 + l.Discount) / (r * lost)
	}
}

// span is the least and the greatest gain over an interval of r, which ends where all stay. The gain falls with r up to the middle of 0 and 1+d−more, where
// r(1+d−r−more) is greatest, and rises from there.
func (l Lever) span(low, high, more float64) (least, greatest float64) {
	least = l.gain(min(max(low, (1+l.Discount-more)/2), high), more)
	return least, max(l.gain(low, more), l.gain(high, more))
}

// Table is the table retention_lever.
func (l Lever) Table() analytics.Table { return analytics.TableOf(LeverSchema, l.Points()) }

// Claim is the verdict on the change of the future value against Reichheld's claim.
func (p LeverPoint) Claim() analytics.Verdict {
	if p.Low >= p.ReichheldLow && p.High <= p.ReichheldHigh {
		return analytics.Within
	}
	return analytics.Apart(p.Low, p.High, p.ReichheldLow, p.ReichheldHigh)
}
