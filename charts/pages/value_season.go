package pages

import (
	"math"

	"regulars/analytics/lifetime"
	"regulars/charts"
)

// months shows what the customers of today are expected to buy in the months to come, with the season where one is told.
func (in ValueInput) months() charts.Section {
	line := charts.Line{Name: both("expected", "预期"), Color: charts.Accent, Band: charts.Known(in.Models.Season.Noise), Dashed: true}
	grid := &charts.Grid{Name: "forecast", Columns: []charts.Column{{Title: both("Month", "月份"), Kind: charts.KindText, Key: "month"}, {Title: both("Expected", "预期"), Kind: charts.KindNumber, Key: "expected"},
		{Title: both("Low", "下限"), Kind: charts.KindNumber, Key: "low"}, {Title: both("High", "上限"), Kind: charts.KindNumber, Key: "high"}, {Title: both("Season", "季节"), Kind: charts.KindNumber, Key: "season"}}}
	for _, r := range in.Months {
		p := charts.Point{X: float64(r.From), Y: r.Expected}
		if line.Band {
			p.Low, p.High = r.Low, r.High
		}
		line.Points = append(line.Points, p)
		grid.Rows = append(grid.Rows, []any{r.Month, r.Expected, r.Low, r.High, r.Index})
	}
	return charts.Section{
		ID: "months", Title: in.monthsTitle(), What: both("Purchases expected of today's customers, by month; the band holds nine in ten outcomes", "现有客户各月的预期购买次数；九成结果落在阴影带内"),
		Chart: charts.LineChart(charts.Lines{Series: []charts.Line{line}, XKind: charts.KindDate, YKind: charts.KindCount, YName: both("Purchases", "购买次数")}),
		Table: grid, Note: charts.Join(in.customers(), charts.Text(in.Models.Season.Note)), Definition: charts.Join(charts.Sentence("Purchases are %s; new customers are not counted, so the line falls as customers leave.",
			"购买次数即%s；不含新客户，因此曲线随客户流失而下降。", occasions()), monthsDefinition),
	}
}

var monthsDefinition = both(
	"The first month may be a part of one. "+
		"Season: how many purchases a calendar month brings against an even year (1), from whole years, at least two, after a trend is taken out; it is told only where the months differ by more than chance (F test, 1%). "+
		"The model is then fitted again in a time that runs by the season. The band: how far off months were before, and the uncertainty of the parameters. Forecasts for single customers carry the season for horizons under a year; those for a year or more hold every season and rest on the model alone.",
	"首月可能不完整。"+
		"季节：某月购买次数与平均年份（1）之比，取自至少两个整年并去除趋势；仅当各月差异超出偶然（F 检验，1%）时采用。"+
		"此时模型按季节时间重新拟合。阴影带：以往各月的偏差及参数的不确定性。期限不足一年时，单个客户的预测也含季节因素；一年及以上则包含所有季节，仅依据模型。",
)

// monthsTitle names the busiest and the quietest month, where a season is told.
func (in ValueInput) monthsTitle() charts.Text {
	total, even := 0.0, 0.0
	best, least := in.Months[0], in.Months[0]
	for _, r := range in.Months {
		total += r.Expected
		even += r.Even
		if r.Index > best.Index {
			best = r
		}
		if r.Index < least.Index {
			least = r
		}
	}
	sum := charts.Sentence("Today's customers are expected to buy %s in the next twelve months", "现有客户预计在未来十二个月购买 %s", charts.About(int(math.Round(total)), "time", "times", "次"))
	if !in.Models.Season.Told {
		return charts.Join(charts.Sentence("%s.", "%s。", sum), in.noSeason())
	}
	title := charts.Sentence("%s; %s brings %s of an even month, %s only %s: plan stock and offers by it.", "%s；%s为平均月份的 %s，%s仅 %s：据此安排库存与优惠。",
		sum, calendarMonth(best), charts.Percent(best.Index), calendarMonth(least), charts.Percent(least.Index))
	switch off := total/even - 1; {
	case in.Horizon < 365:
		return title // then those forecasts carry the season too
	case off < -0.05:
		return charts.Join(title, charts.Sentence("That is %s less than the forecasts for single customers add up to, which take the busy time before the report for lasting.",
			"比单个客户预测之和少 %s：后者把报告前的旺季当作常态。", charts.Percent(-off)))
	case off > 0.05:
		return charts.Join(title, charts.Sentence("That is %s more than the forecasts for single customers add up to, which take the slack time before the report for lasting.",
			"比单个客户预测之和多 %s：后者把报告前的淡季当作常态。", charts.Percent(off)))
	default:
		return title
	}
}

func (in ValueInput) noSeason() charts.Text {
	switch {
	case in.Models.Season.Months < 24:
		return both("The data hold less than two whole years, so no season is in it.", "数据不足两个整年，因此不含季节因素。")
	default:
		return both("No season shows in the data.", "数据中看不出季节性。")
	}
}

func calendarMonth(r lifetime.MonthRow) charts.Text {
	month := r.From.Time().Month()
	return both(month.String(), charts.Count(int(month)).ZH+"月")
}
