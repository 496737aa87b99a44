package pages

import (
	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

// priorFinding says what is left of the curve among customers who were alike before they answered.
func (in LoyaltyInput) priorFinding() charts.Text {
	raw, within := in.Result.Adjusted.Raw, in.Result.Adjusted.Within
	switch {
	case !charts.Known(within.Low) || !charts.Known(raw.Low):
		return both("There are too few alike to set against what customers did before.", "情况相同的客户太少，无法与此前的行为对照。")
	case within.Verdict() == analytics.More:
		return charts.Sentence("Among customers who had bought as often and as recently before, a point more still goes with %s coming back (%s); among all it is %s.",
			"在此前购买同样频繁、同样新近的客户中，评分每高一分，回来的占比仍 %s（%s）；在全部客户中为 %s。",
			charts.Points(within.Value), charts.Range(charts.Points(within.Low), charts.Points(within.High)), charts.Points(raw.Value))
	case within.Verdict() == analytics.Less:
		return charts.Sentence("Among customers who had bought as often and as recently before, a point more goes with %s coming back (%s); among all it is %s.",
			"在此前购买同样频繁、同样新近的客户中，评分每高一分，回来的占比 %s（%s）；在全部客户中为 %s。",
			charts.Points(within.Value), charts.Range(charts.Points(within.Low), charts.Points(within.High)), charts.Points(raw.Value))
	case raw.Verdict() == analytics.More:
		return charts.Sentence("Good customers answer well: among customers who had bought as often and as recently before, the score no longer clearly tells who comes back (%s a point; among all %s).",
			"好客户才给好评：在此前购买同样频繁、同样新近的客户中，评分不再能明确区分谁会回来（每分 %s；全部客户中为 %s）。", charts.Points(within.Value), charts.Points(raw.Value))
	default:
		return charts.Sentence("Nor does the score clearly tell who comes back among customers who had bought as often and as recently before (%s a point).",
			"在此前购买同样频繁、同样新近的客户中，评分同样不能明确区分谁会回来（每分 %s）。", charts.Points(within.Value))
	}
}

// before is the curve set against what customers did before.
func (in LoyaltyInput) before(levels []loyalty.Level) charts.Section {
	s := charts.Section{
		ID: "before", Title: in.priorFinding(),
		What: charts.Sentence("Share who bought again within %s: as it was, and as if the customers of every score had been alike before, with 95%% interval",
			"%s内再次购买的占比：实际值，以及假设各评分的客户此前情况相同时的值，附 95%% 区间", charts.Days(float64(in.Result.Days))),
		Note: charts.Join(in.counted(), in.smallLevels(levels), in.caution()), Definition: priorDefinition,
	}
	alike := charts.Line{Name: both("Customers alike before", "此前情况相同"), Band: true, Dots: true, Color: charts.Accent}
	raw := charts.Line{Name: both("As it was", "实际"), Dashed: true, Color: charts.Muted}
	s.Table = &charts.Grid{Name: "loyalty_curve", Columns: []charts.Column{
		{Title: both("Score", "评分"), Kind: charts.KindText, Key: "score"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "n"}, {Title: both("As it was", "实际"), Kind: charts.KindPercent, Key: "rate"},
		{Title: both("Alike before", "此前情况相同"), Kind: charts.KindPercent, Key: "adjusted"}, {Title: both("from", "下限"), Kind: charts.KindPercent, Key: "adjusted_low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "adjusted_high"},
	}}
	for _, l := range levels {
		s.Table.Rows = append(s.Table.Rows, []any{in.score(l), l.N, l.Rate, l.Adjusted, l.AdjustedLow, l.AdjustedHigh})
		raw.Points = append(raw.Points, charts.Point{X: l.Score, Y: l.Rate})
		if charts.Known(l.Adjusted) && charts.Known(l.AdjustedLow) {
			alike.Points = append(alike.Points, charts.Point{X: l.Score, Y: l.Adjusted, Low: l.AdjustedLow, High: l.AdjustedHigh})
		}
	}
	if len(alike.Points) > 1 {
		s.Chart = charts.LineChart(charts.Lines{Series: []charts.Line{raw, alike}, XKind: charts.KindNumber, YKind: charts.KindPercent, XName: both("Score", "评分"), YName: both("Bought again", "再次购买")})
	}
	return s
}

var priorDefinition = both(
	"Alike before: of one class of purchase occasions up to the answer (1, 2, 3–4, 5–9, 10 and more) and of days since the last of them (up to 30, 90, 180, more). The rate is the sum of an effect of the score and one of the class, by least squares; shown for the classes of all customers together. A point's worth is the common slope within classes.\n"+
		"What makes a good customer is more than these classes hold, so this, too, is an association.",
	"此前情况相同：截至回答时购买次数（1、2、3–4、5–9、10 次及以上）与距上次购买天数（30、90、180 天以内，及更久）属同一类。比率为评分效应与类别效应之和，以最小二乘法拟合；按全部客户的类别构成展示。每分的值为类别内的共同斜率。\n"+
		"好客户的成因不止这些类别，因此这同样只是关联。",
)

// refer is the share who brought somebody after they answered.
func (in LoyaltyInput) refer(levels []loyalty.Level) charts.Section {
	names, bar := make([]charts.Text, len(levels)), charts.Bar{Color: charts.Accent}
	table := &charts.Grid{Name: "loyalty_curve", Columns: []charts.Column{
		{Title: both("Score", "评分"), Kind: charts.KindText, Key: "score"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "n"}, {Title: both("Brought somebody", "带来新客"), Kind: charts.KindPercent, Key: "referred"},
		{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "referred_low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "referred_high"},
	}}
	for i, l := range levels {
		names[i] = in.score(l)
		bar.Values, bar.Low, bar.High = append(bar.Values, l.Referred), append(bar.Low, l.ReferredLow), append(bar.High, l.ReferredHigh)
		table.Rows = append(table.Rows, []any{names[i], l.N, l.Referred, l.ReferredLow, l.ReferredHigh})
	}
	return charts.Section{
		ID: "referrals", Title: in.referFinding(levels),
		What: charts.Sentence("Share of customers who brought somebody within %s of their answer, by score, with 95%% intervals",
			"回答后 %s内带来新客的客户占比，按评分，附 95%% 区间", charts.Days(float64(in.Result.Days))),
		Chart: charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bar}, Kind: charts.KindPercent, XName: both("Score", "评分")}),
		Table: table, Note: charts.Join(in.counted(), in.smallLevels(levels), in.caution()),
		Definition: both("A referral counts on a later day than the answer. Intervals are Wilson's at 95%; the finding goes by the interval of Kendall's tau-b of score and bringing somebody.", "推荐须在回答日之后。区间为 95% Wilson 区间；结论依据评分与带来新客的 Kendall tau-b 的区间。"),
	}
}

func (in LoyaltyInput) referFinding(levels []loyalty.Level) charts.Text {
	lowest, highest := levels[0], levels[len(levels)-1]
	high, low := []any{in.score(highest), charts.Percent(highest.Referred)}, []any{in.score(lowest), charts.Percent(lowest.Referred)}
	switch tau := in.Result.ConcordantReferred; {
	case len(levels) == 1:
		return charts.Sentence("Of those who gave %s, %s brought somebody afterwards.", "评分 %s 的客户中有 %s 此后带来新客。", high...)
	case tau.Verdict() == analytics.More:
		return charts.Sentence("Satisfied customers bring others: of those who gave %s, %s brought somebody afterwards; of those who gave %s, %s.",
			"满意的客户会带来他人：评分 %s 的客户中有 %s 此后带来新客；评分 %s 的客户中有 %s。", append(high, low...)...)
	case tau.Verdict() == analytics.Less:
		return charts.Sentence("Here satisfied customers bring fewer others: of those who gave %s, %s brought somebody afterwards; of those who gave %s, %s.",
			"在这里，满意的客户带来的人更少：评分 %s 的客户中有 %s 此后带来新客；评分 %s 的客户中有 %s。", append(high, low...)...)
	default:
		return charts.Sentence("Who brings others does not clearly go with the score: of those who gave %s, %s brought somebody afterwards; of those who gave %s, %s.",
			"谁会带来他人与评分没有明确关系：评分 %s 的客户中有 %s 此后带来新客；评分 %s 的客户中有 %s。", append(high, low...)...)
	}
}
