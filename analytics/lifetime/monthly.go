package lifetime

import (
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// monthsAhead is how far the table forecast goes.
const monthsAhead = 12

// MonthRow is what the customers of today are expected to buy in one of the months to come. It is a row of the table forecast.
type MonthRow struct {
	Month    string        // 2011-12
	Start    analytics.Day `col:"month" en:"first day of the month" zh:"月份的第一天"`
	From     analytics.Day `col:"from" en:"first day forecast in it" zh:"其中预测的第一天"`
	To       analytics.Day `col:"to" en:"last day forecast in it" zh:"其中预测的最后一天"`
	Even     float64       `col:"expected_without_season" unit:"occasions" en:"purchases expected of customers won so far, without season" zh:"已购客户的预期购买次数（不含季节）"`
	Index    float64       `col:"season" unit:"ratio" en:"factor of the month against the average one; 1 where no season is told" zh:"该月与平均月份之比；不采用季节时为 1"`
	Expected float64       `col:"expected" unit:"occasions" en:"purchases expected, with season; empty with bgbb" zh:"预期购买次数（含季节）；bgbb 模型为空"`
	Low      float64       `col:"low" unit:"occasions" en:"nine times in ten the month has no fewer, if the next year is like those before; empty from less than a year" zh:"若来年与往年相似，十次中九次不少于此；数据不足一年为空"`
	High     float64       `col:"high" unit:"occasions" en:"nine times in ten the month has no more, if the next year is like those before; empty from less than a year" zh:"若来年与往年相似，十次中九次不多于此；数据不足一年为空"`
}

// ForecastSchema describes the table forecast.
var ForecastSchema = analytics.SchemaOf[MonthRow](analytics.Schema{
	Name:      "forecast",
	Row:       "month to come",
	RowZH:     "未来的一个月",
	Meaning:   "what the customers of today are expected to buy, by month; customers to be won are not counted",
	MeaningZH: "已购客户未来各月的预期购买（不含未来新客）",
})

// Monthly is what the customers known on the as-of date are expected to buy in the twelve months after it, the first of which may be a part of one; new
// customers are not counted. None where time is discrete or there is no model.
//
// They add up to what is expected of each customer: it is one forecast. The band is log-normal: how far off months were before, the uncertainty of the
// parameters and what customers do by chance.
func (b *Base) Monthly(m *Models) []MonthRow {
	if m.Chosen == nil || m.Chosen.clock.discrete() {
		return nil
	}
	rows := monthsAfter(b.question.AsOf)
	var ends []float64
	for _, r := range rows {
		ends = append(ends, float64(r.To-b.question.AsOf))
	}
	inTime := make([]float64, len(ends))
	for i, days := range ends {
		inTime[i] = m.Chosen.clock.units(b.question.AsOf, days)
	}
	sums := m.sums(append(slices.Clone(inTime), ends...))
	expected, even := sums[0][:len(ends)], sums[0][len(ends):]
	off := math.Hypot(m.Season.Noise, relativeError(sums, len(ends)-1))
	for i := range rows {
		r := &rows[i]
		r.Even, r.Expected, r.Index = even[i], expected[i], inTime[i]/ends[i]
		if i > 0 {
			r.Even, r.Expected = even[i]-even[i-1], expected[i]-expected[i-1]
			r.Index = (inTime[i] - inTime[i-1]) / (ends[i] - ends[i-1])
		}
		wide := m.widths.customers * math.Hypot(off, math.Sqrt(1/max(r.Expected, 1)))
		r.Low, r.High = r.Expected*math.Exp(-ninety*wide), r.Expected*math.Exp(ninety*wide)
	}
	return rows
}

// monthsAfter are the months after a day, without figures.
func monthsAfter(day analytics.Day) (rows []MonthRow) {
	for p := analytics.ByMonth.Period(day + 1); len(rows) < monthsAhead; p++ {
		rows = append(rows, MonthRow{Month: analytics.ByMonth.Label(p), Start: analytics.ByMonth.Start(p), From: max(day+1, analytics.ByMonth.Start(p)), To: analytics.ByMonth.End(p)})
	}
	return rows
}

// sums are the purchases expected of all customers within times, by the chosen model and by those around it.
func (m *Models) sums(times []float64) [][]float64 {
	p := &prospects{models: append([]Purchases{m.Chosen.Purchases}, m.Chosen.around()...)}
	sums := make([][]float64, len(p.models))
	for i := range sums {
		sums[i] = make([]float64, len(times))
	}
	histories := m.histories
	for from := 0; from < len(histories); {
		to := from
		for to < len(histories) && histories[to].key.x == histories[from].key.x {
			to++
		}
		p.sum(sums, histories[from:to], times)
		from = to
	}
	return sums
}

// sum adds the purchases expected of customers with one x, of whom those with one T are taken together.
func (p *prospects) sum(sums [][]float64, histories []counted[history], times []float64) {
	x := histories[0].key.x
	group := &alike{rules: p.rules(int(x)), silences: p.silences(histories)}
	active := map[int32]*[most]float64{} // customers by T
	for _, h := range histories {
		at := active[h.key.t]
		if at == nil {
			at = &[most]float64{}
			active[h.key.t] = at
		}
		for i, alive := range p.alive(group, h.key) {
			at[i] += float64(h.customers) * alive
		}
	}
	for _, t := range slices.Sorted(maps.Keys(active)) {
		for i, m := range p.models {
			ahead := m.ahead(int(x), float64(t)).with(group.rules[i])
			for k, time := range times {
				if i == 0 || k == len(times)/2-1 { // of the others only the whole is asked
					sums[i][k] += active[t][i] * ahead.expected(time)
				}
			}
		}
	}
}

// relativeError is the standard error of a sum that comes from the parameters, as a part of it; 0 where it is not known.
func relativeError(sums [][]float64, at int) float64 {
	if len(sums) == 1 || sums[0][at] == 0 {
		return 0
	}
	var around []float64
	for _, s := range sums[1:] {
		around = append(around, s[at])
	}
	return standardError(around) / sums[0][at]
}

// MonthlyTable is the table forecast.
func MonthlyTable(rows []MonthRow) analytics.Table { return analytics.TableOf(ForecastSchema, rows) }
