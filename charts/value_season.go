package charts

import (
	"math"

	"regulars/analytics/lifetime"
)

// months shows what the customers of today are expected to buy in the months to come, with the season where one is told.
func (in ValueInput) months() Section {
	line := Line{Name: Text{"expected", "预期"}, Color: Accent, Band: known(in.Models.Season.Noise), Dashed: true}
	grid := &Grid{Name: "forecast", Columns: []Column{{Text{"Month", "月份"}, KindText, "month"}, {Text{"Expected", "预期"}, KindNumber, "expected"},
		{Text{"Low", "下限"}, KindNumber, "low"}, {Text{"High", "上限"}, KindNumber, "high"}, {Text{"Season", "季节"}, KindNumber, "season"}}}
	for _, r := range in.Months {
		p := Point{X: float64(r.From), Y: r.Expected}
		if line.Band {
			p.Low, p.High = r.Low, r.High
		}
		line.Points = append(line.Points, p)
		grid.Rows = append(grid.Rows, []any{r.Month, r.Expected, r.Low, r.High, r.Index})
	}
	return Section{
		ID: "months", Title: in.monthsTitle(), What: Text{"Purchases expected of today's customers, by month; the band holds nine in ten outcomes", "现有客户各月的预期购买次数；九成结果落在阴影带内"},
		Chart: LineChart(Lines{Series: []Line{line}, XKind: KindDate, YKind: KindCount, YName: Text{"Purchases", "购买次数"}}),
		Table: grid, Note: Join(in.customers(), Text(in.Models.Season.Note)), Definition: monthsDefinition,
	}
}

var monthsDefinition = Text{
	"Purchases are days with a purchase; new customers are not counted, so the line falls as customers leave. The first month may be a part of one. " +
		"Season: how many purchases a calendar month brings against an even year (1), from whole years, at least two, after a trend is taken out; it is told only where the months differ by more than chance (F test, 1%). " +
		"The model is then fitted again in a time that runs by the season. The band: how far off months were before, and the uncertainty of the parameters. Forecasts for single customers carry the season for horizons under a year; those for a year or more hold every season and rest on the model alone.",
	"购买指有购买的日子；不含新客户，因此曲线随客户流失而下降。首月可能不完整。" +
		"季节：某月购买次数与平均年份（1）之比，取自至少两个整年并去除趋势；仅当各月差异超出偶然（F 检验，1%）时采用。" +
		"此时模型按季节时间重新拟合。阴影带：以往各月的偏差及参数的不确定性。期限不足一年时，单个客户的预测也含季节因素；一年及以上则包含所有季节，仅依据模型。",
}

// monthsTitle names the busiest and the quietest month, where a season is told.
func (in ValueInput) monthsTitle() Text {
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
	sum := Sentence("Today's customers are expected to buy %s in the next twelve months", "现有客户预计在未来十二个月购买 %s", about(int(math.Round(total)), "time", "times", "次"))
	if !in.Models.Season.Told {
		return Join(Sentence("%s.", "%s。", sum), in.noSeason())
	}
	title := Sentence("%s; %s brings %s of an even month, %s only %s: plan stock and offers by it.", "%s；%s为平均月份的 %s，%s仅 %s：据此安排库存与优惠。",
		sum, calendarMonth(best), Percent(best.Index), calendarMonth(least), Percent(least.Index))
	switch off := total/even - 1; {
	case in.Horizon < 365:
		return title // then those forecasts carry the season too
	case off < -0.05:
		return Join(title, Sentence("That is %s less than the forecasts for single customers add up to, which take the busy time before the report for lasting.",
			"比单个客户预测之和少 %s：后者把报告前的旺季当作常态。", Percent(-off)))
	case off > 0.05:
		return Join(title, Sentence("That is %s more than the forecasts for single customers add up to, which take the quiet time before the report for lasting.",
			"比单个客户预测之和多 %s：后者把报告前的淡季当作常态。", Percent(off)))
	default:
		return title
	}
}

func (in ValueInput) noSeason() Text {
	switch {
	case in.Models.Season.Months < 24:
		return Text{"The data hold less than two whole years, so no season is in it.", "数据不足两个整年，因此不含季节因素。"}
	default:
		return Text{"No season shows in the data.", "数据中看不出季节性。"}
	}
}

func calendarMonth(r lifetime.MonthRow) Text {
	month := r.From.Time().Month()
	return Text{month.String(), Count(int(month)).ZH + "月"}
}
