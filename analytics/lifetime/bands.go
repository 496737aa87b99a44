package lifetime

import (
	"math"
	"slices"

	"regulars/analytics"
)

// widths are what bands are multiplied with for nine months in ten at the rolling origins to have lain within them; 1 where there are none to go by.
type widths struct{ customers, whole float64 }

// prior is how many months the reckoning of the model counts as, beside those of the origins.
const prior = 12

// holding is the part of months that a band is to hold.
const holding = 0.9

// width makes nine in ten of the months lie within their bands, as far as there are months: the reckoned width counts as some of them.
func width(months []monthForecast) float64 {
	var sizes []float64
	for i := range months {
		if z := math.Abs(months[i].standard()); !math.IsNaN(z) && !math.IsInf(z, 0) {
			sizes = append(sizes, z)
		}
	}
	if len(sizes) == 0 {
		return 1
	}
	slices.Sort(sizes)
	n := float64(len(sizes))
	at := min(len(sizes)-1, int(math.Ceil(holding*(n+1)))-1)
	return math.Exp(n / (n + prior) * math.Log(max(sizes[at], 0.1)/ninety))
}

// checked are the months of a forecast at the origins that knew a season where today's does, those of one origin left out (−1 for none).
func (m *Models) checked(model string, whole bool, without int) (months []monthForecast) {
	for i, o := range m.Origins {
		for _, t := range o.Forecasts {
			if i != without && !o.Asked && o.Season == m.Season.Told && t.Forecast == model && t.Whole == whole {
				months = append(months, t.months...)
			}
		}
	}
	return months
}

// calibrate finds the widths of today's bands.
func (m *Models) calibrate(b *Base) {
	m.widths = widths{1, 1}
	if m.Chosen == nil {
		return
	}
	m.widths = widths{width(m.checked(m.Chosen.Model, false, -1)), width(m.checked(m.Chosen.Model, true, -1))}
	repeat, x := analytics.Total{}, 0
	for i := range b.panel.sorted() {
		if p, bought := b.panel.members[i].until(b.question.AsOf); bought {
			repeat.Add(p.repeat)
			x += int(p.x)
		}
	}
	m.each = repeat.Units() / float64(max(x, 1))
}

// BacktestRow is how one forecast fared at one origin. It is a row of the table backtests.
type BacktestRow struct {
	Origin       analytics.Day `col:"origin" en:"last day that was known when it was forecast" zh:"预测时已知的最后一天"`
	To           analytics.Day `col:"to" en:"last day forecast" zh:"预测的最后一天"`
	Days         int           `col:"days" unit:"days" en:"days forecast" zh:"预测天数"`
	Asked        bool          `col:"asked" en:"the origin is that of --calibration-end, not one of the rolling ones" zh:"起点由 --calibration-end 指定，而非滚动起点"`
	Season       bool          `col:"season" en:"a season could be told then" zh:"当时能判断季节"`
	Of           string        `col:"of" en:"customers: those known at the origin; business: those won later included" zh:"customers：起点时已有的客户；business：含之后新增的客户"`
	Forecast     string        `col:"forecast" en:"a model; same_rate: everyone goes on at the own rate; last_period: as much as in as many days before; last_year: as much as in the same days a year earlier" zh:"模型名；same_rate：各自频率不变；last_period：与此前同样天数相同；last_year：与上年同期相同"`
	Status       string        `col:"status,nullzero" en:"how the fit ended; empty for simple rules" zh:"拟合状态；简单方法为空"`
	Customers    int           `col:"customers" unit:"customers" en:"customers known at the origin, of a large base a part drawn at random" zh:"起点时已有的客户数（客户多时为随机抽取的一部分）"`
	Expected     float64       `col:"purchases_expected" unit:"occasions" en:"purchases expected; empty for the business" zh:"预期购买次数；business 为空"`
	Actual       float64       `col:"purchases_actual" unit:"occasions" en:"purchases made" zh:"实际购买次数"`
	Bias         float64       `col:"purchases_bias" unit:"ratio" en:"expected / actual − 1" zh:"预期/实际 − 1"`
	MAE          float64       `col:"purchases_mae" unit:"occasions" en:"mean absolute error of a customer" zh:"单个客户的平均绝对误差"`
	Capture      float64       `col:"purchases_capture" unit:"share" en:"share of the purchases made by the tenth of customers of whom most was expected" zh:"预期最高的十分之一客户所占的实际购买份额"`
	Money        float64       `col:"money_expected" unit:"currency" en:"net revenue expected" zh:"预期净收入"`
	MoneyActual  float64       `col:"money_actual" unit:"currency" en:"net revenue that came in" zh:"实际净收入"`
	MoneyBias    float64       `col:"money_bias" unit:"ratio" en:"expected / actual − 1" zh:"预期/实际 − 1"`
	MoneyMAE     float64       `col:"money_mae" unit:"currency" en:"mean absolute error of a customer" zh:"单个客户的平均绝对误差"`
	MoneyCapture float64       `col:"money_capture" unit:"share" en:"share of the net revenue from the tenth of customers of whom most was expected" zh:"预期最高的十分之一客户所占的实际净收入份额"`
	Months       int           `col:"months" unit:"months" en:"whole calendar months forecast" zh:"预测的完整月数"`
	Held         float64       `col:"months_held" unit:"share" en:"share of them within the band that holds nine in ten, as the other origins would have had it" zh:"落在九成区间内的月份比例（区间宽度由其他起点校准）"`
}

// BacktestsSchema describes the table backtests.
var BacktestsSchema = analytics.SchemaOf[BacktestRow](analytics.Schema{
	Name:      "backtests",
	Row:       "forecast at a day of the past",
	RowZH:     "过去某日的一个预测",
	Meaning:   "how forecasts fared at rolling origins, a quarter apart: everything is forecast from what was known then and compared with what happened",
	MeaningZH: "滚动起点检验：在相隔一季的过去各日，仅用当时已知的数据作全部预测，再与实际比较",
})

// Backtests are the rows of the table backtests.
func (m *Models) Backtests() (rows []BacktestRow) {
	for i, o := range m.Origins {
		for _, t := range o.Forecasts {
			r := BacktestRow{Origin: o.Day, To: o.To, Days: int(o.To - o.Day), Asked: o.Asked, Season: o.Season, Of: "customers", Forecast: t.Forecast, Status: string(t.Status),
				Customers: o.Customers, Expected: t.Purchases.Expected, Actual: t.Purchases.Actual, Bias: t.Purchases.Bias(), MAE: t.Purchases.MAE, Capture: t.Purchases.Capture,
				Money: t.Money.Expected, MoneyActual: t.Money.Actual, MoneyBias: t.Money.Bias(), MoneyMAE: t.Money.MAE, MoneyCapture: t.Money.Capture,
				Months: len(t.months), Held: held(t.months, width(m.checked(t.Forecast, t.Whole, i)))}
			if t.Whole {
				r.Of = "business"
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// held is the share of months within their bands; NaN without months.
func held(months []monthForecast, width float64) float64 {
	in := 0
	for i := range months {
		if math.Abs(months[i].standard()) <= ninety*width {
			in++
		}
	}
	return float64(in) / float64(len(months))
}

// BacktestTable is the table backtests.
func (m *Models) BacktestTable() analytics.Table {
	return analytics.TableOf(BacktestsSchema, m.Backtests())
}
