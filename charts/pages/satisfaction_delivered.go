package pages

import (
	"regulars/analytics"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// delivered is what customers get less what it costs them; there is none where not both were asked about.
func (in SatisfactionInput) delivered() charts.Section {
	d := in.Delivered
	if d == nil || !in.enough(d.Delivered.Experienced.N) {
		return charts.Section{}
	}
	bars := charts.Bars{Kind: charts.KindNumber, Flat: true, Series: []charts.Bar{{}}}
	grid := &charts.Grid{Name: "delivered_value", Columns: []charts.Column{
		{Title: both("Part", "组成"), Kind: charts.KindText, Key: "part"},
		{Title: both("Points", "得分"), Kind: charts.KindNumber, Key: "points"},
		{Title: both("from", "下限"), Kind: charts.KindNumber, Key: "low"},
		{Title: both("to", "上限"), Kind: charts.KindNumber, Key: "high"},
		{Title: both("As expected", "期望"), Kind: charts.KindNumber, Key: "expected"},
		{Title: both("Competitors", "竞争对手"), Kind: charts.KindNumber, Key: "competitors"},
	}}
	add := func(name charts.Text, w satisfaction.Worth, sign float64, color charts.Color) {
		e, b := w.Experienced, &bars.Series[0]
		grid.Rows = append(grid.Rows, []any{name, e.Mean, e.Low, e.High, w.Expected.Mean, w.Elsewhere.Mean})
		low, high := e.Low, e.High
		if !charts.Known(low) {
			low, high = e.Mean, e.Mean
		}
		if sign < 0 {
			low, high = -high, -low
		}
		bars.Names, b.Values = append(bars.Names, name), append(b.Values, sign*e.Mean)
		b.Low, b.High, b.Colors = append(b.Low, low), append(b.High, high), append(b.Colors, color)
	}
	for _, p := range d.Parts {
		name := charts.Sentence("%s: %s", "%s：%s", partNames[p.Part], dimensionsText(p.Dimensions))
		if p.Part.Cost() {
			add(name, p.Worth, -1, charts.Negative)
		} else {
			add(name, p.Worth, 1, charts.Positive)
		}
	}
	add(both("Delivered value", "让渡价值"), d.Delivered, 1, charts.Accent)
	s := charts.Section{
		ID: "delivered", Title: in.deliveredFinding(), Chart: charts.BarChart(bars), Table: grid,
		What: both("Points of value, and of cost to the left, and what remains, with 95% intervals", "价值得分（成本向左）与余额，附 95% 区间"),
		Note: charts.Sentence("n = %s who scored every part.", "n = %s，对各组成部分均有评分。", charts.Plural(d.Delivered.Experienced.N, "customer", "customers", "位客户")),
		Definition: both(
			"Delivered value is total value (product, service, personnel, image) less total cost (money, time, energy, mind). A value is the points that its dimensions score above the least of the scale; a cost the points they score below the greatest, for who is content with a price finds it low. A part is the mean of its dimensions, a total the sum of the parts asked about; a customer counts once. Dimensions are mapped to parts with --delivered-value. Intervals are at 95% (Student's t).",
			"让渡价值 = 总价值（产品、服务、人员、形象）− 总成本（货币、时间、体力、精神）。价值为其方面的评分高于量表最低分的分数；成本为评分低于最高分的分数，因为对价格满意的客户觉得它低。各组成部分取其方面的平均，总计为所问组成部分之和；每位客户计一次。方面与组成部分的对应由 --delivered-value 指定。区间为 95%（学生 t 分布）。",
		),
	}
	if d.Left > 0 {
		s.Note = charts.Join(s.Note, charts.Sentence("Left out: %s who scored only some.", "未计入：%s只对部分组成评分。", charts.Plural(d.Left, "customer", "customers", "位客户")))
	}
	return s
}

func dimensionsText(names []string) charts.Text {
	list := make([]charts.Text, len(names))
	for i, name := range names {
		list[i] = dimensionText(name)
	}
	return charts.And(list...)
}

// deliveredFinding says what is delivered, and how it compares with what was expected and with competitors.
func (in SatisfactionInput) deliveredFinding() charts.Text {
	d := in.Delivered
	t := charts.Sentence("Customers get %s points of value for %s points of cost: %s points are delivered.", "客户以 %[2]s 分成本获得 %[1]s 分价值：让渡价值为 %[3]s 分。",
		tenths(d.Value.Experienced.Mean), tenths(d.Cost.Experienced.Mean), tenths(d.Delivered.Experienced.Mean))
	if e := d.Lead.Expected; in.enough(e.N) {
		expected := tenths(d.Delivered.Expected.Mean)
		switch {
		case e.Verdict() == analytics.More:
			t = charts.Join(t, charts.Sentence("They expected less (%s).", "高于其期望（%s）。", expected))
		case e.Verdict() == analytics.Less:
			t = charts.Join(t, charts.Sentence("They expected more (%s).", "低于其期望（%s）。", expected))
		default:
			t = charts.Join(t, charts.Sentence("They expected about as much (%s).", "与其期望相当（%s）。", expected))
		}
	}
	if e := d.Lead.Elsewhere; in.enough(e.N) {
		theirs := tenths(d.Delivered.Elsewhere.Mean)
		switch {
		case e.Verdict() == analytics.More:
			t = charts.Join(t, charts.Sentence("Competitors deliver less in their eyes (%s).", "在客户看来竞争对手提供得更少（%s）。", theirs))
		case e.Verdict() == analytics.Less:
			t = charts.Join(t, charts.Sentence("Competitors deliver more in their eyes (%s).", "在客户看来竞争对手提供得更多（%s）。", theirs))
		default:
			t = charts.Join(t, charts.Sentence("Competitors deliver about as much in their eyes (%s).", "在客户看来竞争对手与我们相当（%s）。", theirs))
		}
	}
	return t
}

func tenths(x float64) charts.Text { return charts.Same(charts.Decimal(charts.RoundTo(x, 1), 1)) }

// partNames are the parts of delivered value as people call them.
var partNames = map[satisfaction.Part]charts.Text{
	"product": both("product", "产品价值"), "service": both("service", "服务价值"), "personnel": both("personnel", "人员价值"), "image": both("image", "形象价值"),
	"money": both("money", "货币成本"), "time": both("time", "时间成本"), "energy": both("energy", "体力成本"), "mind": both("mind", "精神成本"),
}
