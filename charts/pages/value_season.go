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
		ID: "months", Title: in.monthsTitle(), What: both("Purchases expected of customers won so far, by month; the band holds nine in ten outcomes", "已购客户各月的预期购买次数；九成结果落在阴影带内"),
		Chart: charts.LineChart(charts.Lines{Series: []charts.Line{line}, XKind: charts.KindDate, YKind: charts.KindCount, YName: both("Purchases", "购买次数")}),
		Table: grid, Note: charts.Join(in.customers(), charts.Text(in.Models.Season.Note)), Definition: charts.Join(charts.Sentence("Purchases are %s; new customers are not counted, so the line falls as customers leave.",
			"购买次数即%s；不含新客户，因此曲线随客户流失而下降。", occasions()), monthsDefinition),
	}
}

var monthsDefinition = both(
	"The first month may be a part of one. "+
		"Season: how many purchases a calendar month brings against an even year (1), found from the days of the data and the ages of the customers together, so that neither growth nor customers who leave are taken for one; it is told only with two years of data, 20 repeat purchases in every calendar month, and months that differ by more than chance (F test, 1%). "+
		"The models then run in a time in which a busy day is longer, for every horizon: the months here add up to what single customers are expected to buy. Pareto/NBD takes leaving to run with the season too, which is an approximation. The band: how far off months were before, the uncertainty of the parameters, and chance.",
	"首月可能不完整。"+
		"季节：某月购买次数与平均年份（1）之比，由日期与客户龄期两个因素共同估计，增长与流失不会被误认为季节；仅当数据满两年、每个月份的重复购买不少于 20 次、且各月差异超出偶然（F 检验，1%）时采用。"+
		"此时模型在“旺季日长”的时间中运行，适用于任何期限：各月之和等于单个客户预测之和。Pareto/NBD 假定流失也随季节进行，属近似。阴影带：以往各月的偏差、参数的不确定性及偶然因素。",
)

// monthsTitle names the busiest and the quietest month, where a season is told.
func (in ValueInput) monthsTitle() charts.Text {
	total := 0.0
	best, least := in.Months[0], in.Months[0]
	for _, r := range in.Months {
		total += r.Expected
		if r.Index > best.Index {
			best = r
		}
		if r.Index < least.Index {
			least = r
		}
	}
	sum := charts.Sentence("Customers won so far are expected to buy %s in the next twelve months", "已购客户预计在未来十二个月购买 %s", charts.About(int(math.Round(total)), "time", "times", "次"))
	if !in.Models.Season.Told {
		return charts.Join(charts.Sentence("%s.", "%s。", sum), charts.Text(in.Models.Season.Note))
	}
	return charts.Sentence("%s; %s brings %s of an even month, %s only %s: plan stock and offers by it.", "%s；%s为平均月份的 %s，%s仅 %s：据此安排库存与优惠。",
		sum, calendarMonth(best), charts.Percent(best.Index), calendarMonth(least), charts.Percent(least.Index))
}

func calendarMonth(r lifetime.MonthRow) charts.Text {
	month := r.From.Time().Month()
	return both(month.String(), charts.Count(int(month)).ZH+"月")
}
