package lifetime

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
)

// Check is how the forecasts fared on the holdout. The models are fitted to the calibration period alone.
type Check struct {
	Start, Split, AsOf analytics.Day
	Days               int // of the holdout
	Customers          int // acquired in the calibration period
	Models             []PurchaseFit
	Model              string          // the one checked: that of the forecasts, or where it cannot be fitted, the next; empty if there is none
	Period             analytics.Grain // the opportunity to buy that it counts, empty where it counts days
	Forecast           Accuracy
	SameRate           Accuracy // naive: everyone buys on at the own rate x/T
	SamePeriod         Accuracy // naive: everyone buys as often again as in the calibration period
	Tracking           []TrackingRow
	Holdout            []HoldoutRow
	Note               Note // why there is no check, where there is none
	of                 *Validation
}

// Accuracy is a row of the table accuracy: how a forecast of each customer's purchases compares with what they bought.
type Accuracy struct {
	Expected float64 `col:"expected" unit:"occasions" en:"repeat purchases that the forecast expected of all customers in the holdout" zh:"预测的留出期重复购买总数"`
	Actual   float64 `col:"actual" unit:"occasions" en:"repeat purchases they made" zh:"实际的重复购买总数"`
	MAE      float64 `col:"mae" unit:"occasions" en:"mean absolute error of a customer's number" zh:"客户购买次数的平均绝对误差"`
	Bias     float64 `col:"bias" unit:"share" en:"expected / actual − 1; empty where nothing was bought" zh:"预测 / 实际 − 1；没有购买则为空"`
	Capture  float64 `col:"capture" unit:"share" en:"share of the purchases made by the tenth of customers forecast to buy most" zh:"预测购买最多的十分之一客户所占的实际购买"`
	Gain     float64 `col:"gain" unit:"occasions" en:"by how much the model's mean absolute error is smaller; 0 for the model itself" zh:"模型的平均绝对误差小多少；模型自身为 0"`
	Low      float64 `col:"gain_low" unit:"occasions" en:"lower end of the gain's 95 % interval" zh:"该差的 95% 区间下限"`
	High     float64 `col:"gain_high" unit:"occasions" en:"upper end of the gain's 95 % interval" zh:"该差的 95% 区间上限"`
}

// Verdict says whether the model beats the naive forecasts.
type Verdict string

// The verdicts. A model beats a forecast when the interval of the gain in mean absolute error lies above zero.
const (
	Beats     Verdict = "beats"     // it beats both
	Undecided Verdict = "undecided" // neither
	Loses     Verdict = "loses"     // at least one beats it
	Unchecked Verdict = "unchecked"
)

// Verdict compares the model with both naive forecasts.
func (c *Check) Verdict() Verdict {
	switch {
	case c.Model == "":
		return Unchecked
	case c.SameRate.High < 0 || c.SamePeriod.High < 0:
		return Loses
	case c.SameRate.Low > 0 && c.SamePeriod.Low > 0:
		return Beats
	default:
		return Undecided
	}
}

// Check refits the models to the calibration period and compares the forecast of the one named with the holdout.
func (v *Validation) Check(model string) Check {
	return v.checkOn(clock{}, model)
}

// checkOn does it on a clock of days.
func (v *Validation) checkOn(c clock, model string) Check {
	return v.check(model, func() []PurchaseFit { return fitPurchases(patternsOfHistories(v.histories(c)), c, nil) })
}

func (v *Validation) check(model string, fits func() []PurchaseFit) Check {
	c := Check{Start: v.Start, Split: v.Split, AsOf: v.AsOf, of: v}
	if !v.Possible() {
		c.Note = Note{"The data cover less than eight weeks, too little to check a forecast on.", "数据不足八周，无法检验预测。"}
		return c
	}
	c.Days = v.Days()
	m := Models{Purchases: fits()}
	if m.choose(model); m.Chosen == nil {
		m.choose(Auto)
	}
	c.Models = m.Purchases
	for _, n := range v.births {
		c.Customers += n
	}
	if m.Chosen == nil {
		c.Note = m.Note
		return c
	}
	c.Model, c.Period = m.Chosen.Model, m.Chosen.Period()
	forecasts := v.forecasts(m.Chosen.Purchases, m.Chosen.clock)
	c.Forecast = accuracy(forecasts, func(f forecast) float64 { return f.expected })
	c.SameRate = accuracy(forecasts, func(f forecast) float64 { return f.sameRate })
	c.SamePeriod = accuracy(forecasts, func(f forecast) float64 { return float64(f.x) })
	c.Holdout = holdout(forecasts)
	c.Tracking = v.tracking(m.Chosen)
	return c
}

// forecast is what was forecast for customers with one outcome.
type forecast struct {
	outcome
	customers          float64
	expected, sameRate float64
}

func (v *Validation) forecasts(model Purchases, on clock) []forecast {
	ahead, even := v.units(on), v.units(v.clock)
	read := on.reading(v.Split, len(v.births))
	var all []forecast
	for _, c := range v.outcomes.sorted() {
		o := c.key
		f := forecast{outcome: o, customers: float64(c.customers)}
		if n := len(all); n > 0 && all[n-1].history == o.history {
			f.expected, f.sameRate = all[n-1].expected, all[n-1].sameRate
		} else {
			h := read(o.history)
			f.expected = model.Expected(int(h.x), float64(h.tx), float64(h.t), ahead)
			if o.x > 0 {
				f.sameRate = float64(o.x) / float64(o.t) * even
			}
		}
		all = append(all, f)
	}
	return all
}

func accuracy(forecasts []forecast, of func(forecast) float64) Accuracy {
	var a Accuracy
	n, wrong, gain, square := 0.0, 0.0, 0.0, 0.0
	for _, f := range forecasts {
		then, expected := float64(f.then), of(f)
		n += f.customers
		a.Expected += f.customers * expected
		a.Actual += f.customers * then
		miss := math.Abs(then - expected)
		d := miss - math.Abs(then-f.expected)
		wrong += f.customers * miss
		gain += f.customers * d
		square += f.customers * d * d
	}
	a.MAE, a.Bias, a.Capture = wrong/n, math.NaN(), math.NaN()
	if a.Actual > 0 {
		a.Bias = a.Expected/a.Actual - 1
		a.Capture = capture(forecasts, of, n/10) / a.Actual
	}
	a.Gain = gain / n
	half := 1.96 * math.Sqrt(max(0, square/n-a.Gain*a.Gain)/n)
	a.Low, a.High = a.Gain-half, a.Gain+half
	return a
}

// capture is how many purchases the given number of customers forecast to buy most made; of customers with equal forecasts it takes a
// part of each, so that their order does not matter.
func capture(forecasts []forecast, of func(forecast) float64, customers float64) float64 {
	type group struct{ level, customers, bought float64 }
	ranked := make([]group, len(forecasts))
	for i, f := range forecasts {
		ranked[i] = group{of(f), f.customers, f.customers * float64(f.then)}
	}
	slices.SortFunc(ranked, func(a, b group) int { return cmp.Compare(b.level, a.level) })
	bought := 0.0
	for i := 0; i < len(ranked) && customers > 0; {
		level, n, then := ranked[i].level, 0.0, 0.0
		for ; i < len(ranked) && ranked[i].level == level; i++ {
			n += ranked[i].customers
			then += ranked[i].bought
		}
		bought += then * min(1, customers/n)
		customers -= n
	}
	return bought
}

// HoldoutRow compares forecast and fact for customers with x repeat occasions in the calibration period. It is a row of the
// table holdout.
type HoldoutRow struct {
	X         int     `col:"x" unit:"occasions" en:"repeat purchases before the cut; 7 is seven and more" zh:"分割日前的重复购买次数；7 表示七次及以上"`
	Customers int     `col:"customers" unit:"customers" en:"customers with so many" zh:"该次数的客户数"`
	Actual    float64 `col:"actual" unit:"occasions" en:"purchases of one of them after it, on average" zh:"其后人均实际购买次数"`
	Expected  float64 `col:"expected" unit:"occasions" en:"purchases forecast for one of them after it, on average" zh:"其后人均预测购买次数"`
}

// HoldoutSchema describes the table holdout.
var HoldoutSchema = analytics.SchemaOf[HoldoutRow](analytics.Schema{
	Name:      "holdout",
	Row:       "number of repeat purchases before the cut",
	RowZH:     "分割日前的重复购买次数",
	Meaning:   "forecast and fact in the holdout, by how often customers had bought",
	MeaningZH: "按以往购买次数比较留出期的预测与实际",
})

const holdoutClasses = 8

func holdout(forecasts []forecast) []HoldoutRow {
	var classes [holdoutClasses]HoldoutRow
	for _, f := range forecasts {
		c := &classes[min(int(f.x), holdoutClasses-1)]
		c.Customers += int(f.customers)
		c.Actual += f.customers * float64(f.then)
		c.Expected += f.customers * f.expected
	}
	var rows []HoldoutRow
	for x, c := range classes {
		if n := float64(c.Customers); n > 0 {
			rows = append(rows, HoldoutRow{x, c.Customers, c.Actual / n, c.Expected / n})
		}
	}
	return rows
}
