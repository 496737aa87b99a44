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
	Even     float64       `col:"expected_without_season" unit:"occasions" en:"purchases expected of today's customers, without season" zh:"现有客户的预期购买次数（不含季节）"`
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
	MeaningZH: "现有客户未来各月的预期购买（不含未来新客）",
})

// Monthly is what the customers known on the as-of date are expected to buy in the twelve months after it, the first of which may be a part of one; new
// customers are not counted. None where time is discrete or there is no model.
//
// Where a season is told, Expected is by the same model fitted in the time of the season, in which a day of a busy month is longer, so that a busy
// month before the as-of date is not taken for more customers than there are. The band is log-normal: how far off months were before, about the
// season, and the uncertainty of the parameters.
func (b *Base) Monthly(m *Models) []MonthRow {
	if m.Chosen == nil || m.Chosen.clock.discrete() {
		return nil
	}
	rows := monthsAfter(b.asOf)
	var ends []float64
	for _, r := range rows {
		ends = append(ends, float64(r.To-b.asOf))
	}
	sums := b.sums(m.Chosen, ends)
	off := math.Hypot(m.Season.Noise, relativeError(sums))
	expected := sums[0]
	if m.Season.Told {
		expected = b.inSeason(m, ends)
	}
	for i := range rows {
		r := &rows[i]
		r.Even, r.Expected, r.Index = sums[0][i], expected[i], m.Season.mean(r.From, r.To)
		if i > 0 {
			r.Even, r.Expected = sums[0][i]-sums[0][i-1], expected[i]-expected[i-1]
		}
		r.Low, r.High = r.Expected*math.Exp(-ninety*off), r.Expected*math.Exp(ninety*off)
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

// sums are the purchases expected of all customers within times, by the fitted model and by those around it.
func (b *Base) sums(fit *PurchaseFit, times []float64) [][]float64 {
	p := &prospects{models: append([]Purchases{fit.Purchases}, fit.around()...)}
	sums := make([][]float64, len(p.models))
	for i := range sums {
		sums[i] = make([]float64, len(times))
	}
	histories := b.Patterns.counts.sorted()
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
				if i == 0 || k == len(times)-1 { // of the others only the whole is asked
					sums[i][k] += active[t][i] * ahead.expected(time)
				}
			}
		}
	}
}

// relativeError is the standard error of the last sum that comes from the parameters, as a part of it; 0 where it is not known.
func relativeError(sums [][]float64) float64 {
	last := len(sums[0]) - 1
	if len(sums) == 1 || sums[0][last] == 0 {
		return 0
	}
	var around []float64
	for _, s := range sums[1:] {
		around = append(around, s[last])
	}
	return standardError(around) / sums[0][last]
}

// mean is the mean index of the days from one to another.
func (s *Season) mean(from, to analytics.Day) float64 {
	sum := 0.0
	for d := from; d <= to; d++ {
		sum += s.Index[d.Time().Month()-1]
	}
	return sum / float64(to-from+1)
}

// MonthlyTable is the table forecast.
func MonthlyTable(rows []MonthRow) analytics.Table { return analytics.TableOf(ForecastSchema, rows) }
