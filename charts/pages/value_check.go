package pages

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/charts"
)

// checkDefinition says how forecasts are checked.
func (in ValueInput) checkDefinition() charts.Text {
	purchase := occasion()
	if p := in.Check.Period; p != "" {
		purchase = occasionIn(both(periodWord(p).EN, "一"+periodWord(p).ZH))
	}
	return charts.Sentence("The purchase model is fitted again to the first half of the data, up to %s, and forecasts the purchases of the %s acquired until then. "+
		"What they bought in the %s after it is compared with the forecast.\nA purchase is a %s; the first one of each customer is not counted.",
		"用截至%s的前一半数据重新拟合购买模型，并预测在此之前获得的 %s的购买；再与其后 %s的实际购买比较。\n一次购买指%s；每位客户的首次购买不计。",
		charts.Date(in.Check.Split), charts.Plural(in.Check.Customers, "customer", "customers", "位客户"), charts.Days(float64(in.Check.Days)), purchase)
}

func (in ValueInput) checkNote() charts.Text {
	return charts.Sentence("n = %s acquired by %s.", "n = %s，获得于%s及之前。", charts.Plural(in.Check.Customers, "customer", "customers", "位客户"), charts.Date(in.Check.Split))
}

// tracking shows forecast and fact by week.
func (in ValueInput) tracking() charts.Section {
	actual := charts.Line{Name: both("bought", "实际"), Color: charts.Muted}
	expected := charts.Line{Name: both("expected", "预期"), Color: charts.Accent, Band: true, Dashed: true}
	grid := &charts.Grid{Name: "tracking", Total: len(in.Check.Tracking), Columns: []charts.Column{{Title: in.weekWord(), Kind: charts.KindCount, Key: "week"}, {Title: both("Ends", "截止"), Kind: charts.KindDate, Key: "week_end"},
		{Title: both("Bought", "实际"), Kind: charts.KindCount, Key: "actual"}, {Title: both("Expected", "预期"), Kind: charts.KindNumber, Key: "expected"}, {Title: both("Low", "下限"), Kind: charts.KindNumber, Key: "low"}, {Title: both("High", "上限"), Kind: charts.KindNumber, Key: "high"}}}
	for _, r := range thinned(in.Check.Tracking) {
		x := float64(r.End)
		actual.Points = append(actual.Points, charts.Point{X: x, Y: float64(r.Actual)})
		expected.Points = append(expected.Points, charts.Point{X: x, Y: charts.RoundTo(r.Expected, 1), Low: charts.RoundTo(r.Low, 1), High: charts.RoundTo(r.High, 1)})
		grid.Rows = append(grid.Rows, []any{r.Week, r.End, r.Actual, r.Expected, r.Low, r.High})
	}
	return charts.Section{
		ID: "tracking", Title: in.trackingTitle(),
		What: both("Repeat purchases so far: what customers bought and what was expected; the band holds nine in ten outcomes if the model is right", "累计的重复购买：实际与预期；若模型正确，九成结果落在阴影带内"),
		Chart: charts.LineChart(charts.Lines{Series: []charts.Line{actual, expected}, XKind: charts.KindDate, YKind: charts.KindCount, YName: both("Repeat purchases", "重复购买"),
			Marks: []charts.Mark{{X: charts.At(float64(in.Check.Split)), Name: both("the forecast begins", "预测开始")}}}),
		Table: grid, Note: in.checkNote(), Definition: in.checkDefinition(),
	}
}

// mostTracked is how many weeks tracking draws and lists: the files have all.
const mostTracked = 80

// thinned are evenly spaced weeks up to the last, no more than can be read.
func thinned(rows []lifetime.TrackingRow) (shown []lifetime.TrackingRow) {
	by := (len(rows) + mostTracked - 1) / mostTracked
	for i, r := range rows {
		if (len(rows)-1-i)%by == 0 {
			shown = append(shown, r)
		}
	}
	return shown
}

func (in ValueInput) weekWord() charts.Text {
	if in.Check.Period == "" {
		return both("Week", "周")
	}
	return both("Period", "期")
}

func (in ValueInput) trackingTitle() charts.Text {
	rows := in.Check.Tracking
	last := rows[len(rows)-1]
	total := charts.Sentence("By %s customers had made %s repeat purchases", "截至%s，客户共重复购买 %s 次", charts.Date(last.End), charts.Count(last.Actual))
	switch off := float64(last.Actual)/last.Expected - 1; {
	case last.Verdict() == analytics.Chance:
		return charts.Sentence("%s; the model expected %s, which is as close as chance allows.", "%s；模型预期 %s 次，差距在偶然范围内。", total, charts.Count(int64(math.Round(last.Expected))))
	case off > 0:
		return charts.Sentence("%s, %s more than the model expected: it misses something, such as a season or a promotion.", "%s，比模型预期多 %s：模型遗漏了某些因素，如季节或促销。", total, charts.Percent(off))
	default:
		return charts.Sentence("%s, %s fewer than the model expected: customers leave faster than it thinks.", "%s，比模型预期少 %s：客户流失快于模型的判断。", total, charts.Percent(-off))
	}
}

// holdout shows forecast and fact by how often customers had bought before.
func (in ValueInput) holdout() charts.Section {
	actual, expected := charts.Bar{Name: both("bought", "实际"), Color: charts.Muted}, charts.Bar{Name: both("expected", "预期"), Color: charts.Accent}
	grid := &charts.Grid{Name: "holdout", Columns: []charts.Column{{Title: both("Repeat purchases before", "此前重复购买次数"), Kind: charts.KindText, Key: "x"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"},
		{Title: both("Bought after, mean", "其后实际均值"), Kind: charts.KindNumber, Key: "actual"}, {Title: both("Expected, mean", "预期均值"), Kind: charts.KindNumber, Key: "expected"}}}
	var names []charts.Text
	for _, r := range in.Check.Holdout {
		names = append(names, timesBefore(r.X))
		actual.Values, expected.Values = append(actual.Values, r.Actual), append(expected.Values, r.Expected)
		grid.Rows = append(grid.Rows, []any{timesBefore(r.X), r.Customers, r.Actual, r.Expected})
	}
	return charts.Section{
		ID: "holdout", Title: in.holdoutTitle(),
		What: both("Purchases per customer after the cut, by repeat purchases before it", "按此前重复购买次数划分的其后人均购买次数"),
		Chart: charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{actual, expected}, Kind: charts.KindNumber, Name: both("Purchases per customer", "人均购买次数"),
			XName: both("Repeat purchases before", "此前重复购买次数")}),
		Table: grid, Note: in.checkNote(), Definition: in.checkDefinition(),
	}
}

func timesBefore(x int) charts.Text {
	if x == 7 {
		return charts.Same("7+")
	}
	return charts.Count(x)
}

// holdoutTitle names the class in which most purchases were missed.
func (in ValueInput) holdoutTitle() charts.Text {
	worst, most := lifetime.HoldoutRow{}, 0.0
	for _, r := range in.Check.Holdout {
		if missed := float64(r.Customers) * (r.Actual - r.Expected); math.Abs(missed) > math.Abs(most) {
			worst, most = r, missed
		}
	}
	bought := in.Check.Forecast.Actual
	who := charts.Sentence("customers with %s repeat purchases", "重复购买 %s 次的客户", timesBefore(worst.X))
	if worst.X == 1 {
		who.EN = "customers with 1 repeat purchase"
	}
	switch size := charts.Number(math.Abs(most)); {
	case math.Abs(most) < 0.02*bought:
		return both("The forecast is right for rare and frequent buyers alike.", "无论购买少或多的客户，预测都准确。")
	case most > 0:
		return charts.Sentence("The forecast is furthest off for %s: they made %s purchases more than expected.", "对%s的预测偏差最大：比预期多购买 %s 次。", who, size)
	default:
		return charts.Sentence("The forecast is furthest off for %s: they made %s purchases fewer than expected.", "对%s的预测偏差最大：比预期少购买 %s 次。", who, size)
	}
}

// accuracy compares the model with two simple rules.
func (in ValueInput) accuracy() charts.Section {
	rules := []struct {
		name charts.Text
		lifetime.Accuracy
	}{
		{charts.Sentence("model (%s)", "模型（%s）", modelName(in.Check.Model)), in.Check.Forecast},
		{both("rule: at the same rate", "方法：频率不变"), in.Check.SameRate},
		{both("rule: as often as before", "方法：次数不变"), in.Check.SamePeriod},
	}
	grid := &charts.Grid{Name: "accuracy", Columns: []charts.Column{{Title: both("Forecast", "预测"), Kind: charts.KindText, Key: "forecast"}, {Title: both("Purchases forecast", "预测购买"), Kind: charts.KindCount, Key: "expected"}, {Title: both("Purchases made", "实际购买"), Kind: charts.KindCount, Key: "actual"},
		{Title: both("Off in total", "总量偏差"), Kind: charts.KindPercent, Key: "bias"}, {Title: both("Off per customer", "人均误差"), Kind: charts.KindNumber, Key: "mae"}, {Title: both("Found by the top tenth", "前十分之一命中"), Kind: charts.KindPercent, Key: "capture"}}}
	bars := charts.Bar{Name: both("Purchases off, mean per customer", "人均偏差（次）")}
	var names []charts.Text
	for i, r := range rules {
		names = append(names, r.name)
		bars.Values = append(bars.Values, r.MAE)
		bars.Colors = append(bars.Colors, []charts.Color{charts.Accent, charts.Muted, charts.Muted}[i])
		grid.Rows = append(grid.Rows, []any{r.name, r.Expected, r.Actual, r.Bias, r.MAE, r.Capture})
	}
	return charts.Section{
		ID: "accuracy", Title: in.trust(), What: both("How far forecasts were off, per customer; less is better", "每位客户的预测偏差；越小越好"),
		Chart: charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bars}, Kind: charts.KindNumber, Name: bars.Name, Flat: true}),
		Table: grid, Note: in.checkNote(),
		Definition: charts.Join(in.checkDefinition(), charts.Sentence("\nAt the same rate: each customer goes on at the repeat purchases per day since the first. As often as before: each makes as many repeat purchases again as up to the cut. Off per customer is the mean absolute error. The model is said to beat a rule when the 95%% interval of the difference lies above zero: %s against the first rule, %s against the second. Found by the top tenth: the share of all purchases made by the tenth of customers that the forecast puts first.",
			"\n频率不变：每位客户保持首次购买以来的日均重复购买次数。次数不变：每位客户再次购买与分割日前相同的次数。人均误差为平均绝对误差。当差值的 95%% 区间大于零时，认为模型优于该方法：对第一种方法为 %s，对第二种为 %s。前十分之一命中：预测排名前十分之一的客户占全部购买的比例。",
			gainRange(in.Check.SameRate), gainRange(in.Check.SamePeriod))),
	}
}

func gainRange(a lifetime.Accuracy) charts.Text {
	return charts.Range(charts.Same(charts.Signed(charts.RoundTo(a.Low, 3), 3)), charts.Same(charts.Signed(charts.RoundTo(a.High, 3), 3)))
}
