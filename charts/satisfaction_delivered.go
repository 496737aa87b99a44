package charts

import (
	"regulars/analytics/satisfaction"
)

// delivered is what customers get less what it costs them; there is none where not both were asked about.
func (in SatisfactionInput) delivered() Section {
	d := in.Delivered
	if d == nil || !in.enough(d.Delivered.Experienced.N) {
		return Section{}
	}
	bars := Bars{Kind: KindNumber, Flat: true, Series: []Bar{{}}}
	grid := &Grid{Name: "delivered_value", Columns: []Column{
		{Text{"Part", "组成"}, KindText, "part"},
		{Text{"Points", "得分"}, KindNumber, "points"},
		{Text{"from", "下限"}, KindNumber, "low"},
		{Text{"to", "上限"}, KindNumber, "high"},
		{Text{"As expected", "期望"}, KindNumber, "expected"},
		{Text{"Competitors", "竞争对手"}, KindNumber, "competitors"},
	}}
	add := func(name Text, w satisfaction.Worth, sign float64, color Color) {
		e, b := w.Experienced, &bars.Series[0]
		grid.Rows = append(grid.Rows, []any{name, e.Mean, e.Low, e.High, w.Expected.Mean, w.Elsewhere.Mean})
		low, high := e.Low, e.High
		if !known(low) {
			low, high = e.Mean, e.Mean
		}
		if sign < 0 {
			low, high = -high, -low
		}
		bars.Names, b.Values = append(bars.Names, name), append(b.Values, sign*e.Mean)
		b.Low, b.High, b.Colors = append(b.Low, low), append(b.High, high), append(b.Colors, color)
	}
	for _, p := range d.Parts {
		name := Sentence("%s: %s", "%s：%s", partNames[p.Part], dimensionsText(p.Dimensions))
		if p.Part.Cost() {
			add(name, p.Worth, -1, Negative)
		} else {
			add(name, p.Worth, 1, Positive)
		}
	}
	add(Text{"Delivered value", "让渡价值"}, d.Delivered, 1, Accent)
	s := Section{
		ID: "delivered", Title: in.deliveredFinding(), Chart: BarChart(bars), Table: grid,
		What: Text{"Points of value, and of cost to the left, and what remains, with 95% intervals", "价值得分（成本向左）与余额，附 95% 区间"},
		Note: Sentence("n = %s who scored every part.", "n = %s，对各组成部分均有评分。", Plural(d.Delivered.Experienced.N, "customer", "customers", "位客户")),
		Definition: Text{
			"Delivered value is total value (product, service, personnel, image) less total cost (money, time, energy, mind). A value is the points that its dimensions score above the least of the scale; a cost the points they score below the greatest, for who is content with a price finds it low. A part is the mean of its dimensions, a total the sum of the parts asked about; a customer counts once. Dimensions are mapped to parts with --delivered-value. Intervals are at 95% (Student's t).",
			"让渡价值 = 总价值（产品、服务、人员、形象）− 总成本（货币、时间、体力、精神）。价值为其方面的评分高于量表最低分的分数；成本为评分低于最高分的分数，因为对价格满意的客户觉得它低。各组成部分取其方面的平均，总计为所问组成部分之和；每位客户计一次。方面与组成部分的对应由 --delivered-value 指定。区间为 95%（学生 t 分布）。",
		},
	}
	if d.Left > 0 {
		s.Note = Join(s.Note, Sentence("Left out: %s who scored only some.", "未计入：%s只对部分组成评分。", Plural(d.Left, "customer", "customers", "位客户")))
	}
	return s
}

func dimensionsText(names []string) Text {
	list := make([]Text, len(names))
	for i, name := range names {
		list[i] = dimensionText(name)
	}
	return And(list...)
}

// deliveredFinding says what is delivered, and how it compares with what was expected and with competitors.
func (in SatisfactionInput) deliveredFinding() Text {
	d := in.Delivered
	t := Sentence("Customers get %s points of value for %s points of cost: %s points are delivered.", "客户以 %[2]s 分成本获得 %[1]s 分价值：让渡价值为 %[3]s 分。",
		tenths(d.Value.Experienced.Mean), tenths(d.Cost.Experienced.Mean), tenths(d.Delivered.Experienced.Mean))
	if e := d.Lead.Expected; in.enough(e.N) {
		expected := tenths(d.Delivered.Expected.Mean)
		switch {
		case e.Low > 0:
			t = Join(t, Sentence("They expected less (%s).", "高于其期望（%s）。", expected))
		case e.High < 0:
			t = Join(t, Sentence("They expected more (%s).", "低于其期望（%s）。", expected))
		default:
			t = Join(t, Sentence("They expected about as much (%s).", "与其期望相当（%s）。", expected))
		}
	}
	if e := d.Lead.Elsewhere; in.enough(e.N) {
		theirs := tenths(d.Delivered.Elsewhere.Mean)
		switch {
		case e.Low > 0:
			t = Join(t, Sentence("Competitors deliver less in their eyes (%s).", "在客户看来竞争对手提供得更少（%s）。", theirs))
		case e.High < 0:
			t = Join(t, Sentence("Competitors deliver more in their eyes (%s).", "在客户看来竞争对手提供得更多（%s）。", theirs))
		default:
			t = Join(t, Sentence("Competitors deliver about as much in their eyes (%s).", "在客户看来竞争对手与我们相当（%s）。", theirs))
		}
	}
	return t
}

func tenths(x float64) Text { return Same(thousands(roundTo(x, 1), 1)) }

// partNames are the parts of delivered value as people call them.
var partNames = map[satisfaction.Part]Text{
	"product": {"product", "产品价值"}, "service": {"service", "服务价值"}, "personnel": {"personnel", "人员价值"}, "image": {"image", "形象价值"},
	"money": {"money", "货币成本"}, "time": {"time", "时间成本"}, "energy": {"energy", "体力成本"}, "mind": {"mind", "精神成本"},
}
