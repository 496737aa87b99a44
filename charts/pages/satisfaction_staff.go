package pages

import (
	"math"

	"regulars/analytics"
	"regulars/charts"
)

// staff is how employees' and customers' satisfaction go together by store; there is none without employees' scores.
func (in SatisfactionInput) staff() charts.Section {
	e := in.Staff
	if e == nil {
		return charts.Section{}
	}
	s := charts.Section{
		ID: "employees", Title: in.staffFinding(), What: both("Customers' average experience by employees' satisfaction, a point a store, with the line through them", "各门店客户平均体验与员工满意度，每点为一家门店，附拟合线"),
		Note: charts.Sentence("n = %s.", "n = %s。", charts.Plural(len(e.Stores), "store", "stores", "家门店")),
		Definition: both(
			"Employees' score: the mean of the store's scores over its periods. Customers' score: the mean experience of the answers that belong to the store, by the overall question where it is asked. The slope is that of least squares in which each store counts once, its interval Student's at 95% with two degrees of freedom less than stores. It is an association: good management may cause both.",
			"员工评分：该门店各期评分的平均。客户评分：属于该门店的回答的平均体验（有总体问题时取总体问题）。斜率由最小二乘法得出，每家门店计一次，区间为 95%（学生 t 分布，自由度为门店数减二）。这只是关联：良好的管理可能同时带来两者。",
		),
	}
	if e.Left > 0 {
		s.Note = charts.Join(s.Note, charts.Sentence("Left out: %s with fewer than %s.", "未计入：%s的回答少于 %s。",
			charts.Plural(e.Left, "store", "stores", "家门店"), charts.Plural(in.MinGroup, "answer", "answers", "条")))
	}
	if !charts.Known(e.Slope.Mean) {
		s.Small = both("It takes three stores or more with employees' scores that differ.", "至少需要三家员工评分不同的门店。")
		return s
	}
	in.staffChart(&s)
	return s
}

func (in SatisfactionInput) staffChart(s *charts.Section) {
	s.Table = &charts.Grid{Name: "employee_value", Columns: []charts.Column{
		{Title: both("Store", "门店"), Kind: charts.KindText, Key: "store"},
		{Title: both("Employees", "员工"), Kind: charts.KindNumber, Key: "employees"},
		{Title: both("Answers", "回答数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Customers", "客户"), Kind: charts.KindNumber, Key: "customers"},
		{Title: both("from", "下限"), Kind: charts.KindNumber, Key: "low"},
		{Title: both("to", "上限"), Kind: charts.KindNumber, Key: "high"},
	}}
	low, high, dots := math.Inf(1), math.Inf(-1), charts.Dots{Color: charts.Accent}
	for _, p := range in.Staff.Stores {
		x, c := p.Employees.Mean, p.Customers
		low, high = math.Min(low, x), math.Max(high, x)
		dots.Dots = append(dots.Dots, charts.Dot{X: x, Y: c.Mean})
		s.Table.Rows = append(s.Table.Rows, []any{p.Store, x, c.N, c.Mean, c.Low, c.High})
	}
	line := charts.Line{}
	for _, x := range []float64{low, high} {
		line.Points = append(line.Points, charts.Point{X: x, Y: in.Staff.Intercept + in.Staff.Slope.Mean*x})
	}
	s.Chart = charts.ScatterChart(charts.Scatter{
		Series: []charts.Dots{dots}, Lines: []charts.Line{line}, XKind: charts.KindNumber, YKind: charts.KindNumber, Loose: true,
		XName: both("Employees' satisfaction", "员工满意度"), YName: both("Customers' experience", "客户体验"),
	})
}

// staffFinding says whether customers are happier where employees are.
func (in SatisfactionInput) staffFinding() charts.Text {
	e := in.Staff.Slope
	switch {
	case !charts.Known(e.Mean):
		return both("There are too few stores to tell whether customers are happier where employees are.", "门店太少，无法判断员工更满意的门店客户是否也更满意。")
	case e.Verdict() == analytics.More:
		return charts.Sentence("Customers are happier where employees are: a point more of theirs goes with %s points more of customers' experience (likely %s).",
			"员工更满意的门店，客户也更满意：员工每高一分，客户体验相应高 %s 分（很可能为 %s）。", charts.Same(charts.Decimal(e.Mean, 2)), charts.Range(gapText(e.Low), gapText(e.High)))
	case e.Verdict() == analytics.Less:
		return charts.Sentence("Customers are less happy where employees are happier: a point more of theirs goes with %s points less of customers' experience (likely %s).",
			"员工更满意的门店，客户反而较不满意：员工每高一分，客户体验相应低 %s 分（很可能为 %s）。", charts.Same(charts.Decimal(-e.Mean, 2)), charts.Range(gapText(e.Low), gapText(e.High)))
	default:
		return charts.Sentence("Employees' satisfaction does not tell how happy a store's customers are: a point of it may go with %s points of their experience.",
			"员工满意度不能说明门店客户的满意程度：员工每高一分，客户体验的差异可能为 %s 分。", charts.Range(gapText(e.Low), gapText(e.High)))
	}
}
