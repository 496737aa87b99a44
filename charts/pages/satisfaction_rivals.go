package pages

import (
	"cmp"
	"slices"

	"regulars/analytics"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// rivals is how customers score us against competitors; there is none where they were not asked.
func (in SatisfactionInput) rivals() charts.Section {
	var against []satisfaction.Rivalry // all competitors together, by dimension
	small := 0
	grid := &charts.Grid{Name: "competitors", Columns: []charts.Column{
		dimensionColumn,
		{Title: both("Competitor", "竞争对手"), Kind: charts.KindText, Key: "competitor"},
		{Title: both("Answers", "回答数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("We", "我们"), Kind: charts.KindNumber, Key: "ours"},
		{Title: both("They", "对手"), Kind: charts.KindNumber, Key: "theirs"},
		{Title: both("Difference", "差距"), Kind: charts.KindNumber, Key: "lead"},
		{Title: both("from", "下限"), Kind: charts.KindNumber, Key: "low"},
		{Title: both("to", "上限"), Kind: charts.KindNumber, Key: "high"},
	}}
	for _, r := range in.Result.Rivalries {
		if !in.enough(r.Lead.N) {
			small++
			continue
		}
		if r.Competitor == satisfaction.All {
			against = append(against, r)
		}
		grid.Rows = append(grid.Rows, []any{dimensionText(r.Dimension), competitorText(r.Competitor), r.Lead.N, r.Ours.Mean, r.Theirs.Mean, r.Lead.Mean, r.Lead.Low, r.Lead.High})
	}
	if len(against) == 0 {
		return charts.Section{}
	}
	slices.SortStableFunc(against, func(a, b satisfaction.Rivalry) int { return cmp.Compare(a.Lead.Mean, b.Lead.Mean) })
	ds := make([]satisfaction.Dimension, len(against))
	for i, r := range against {
		ds[i] = satisfaction.Dimension{Name: r.Dimension, Experience: r.Lead}
	}
	s := charts.Section{
		ID: "competitors", Title: charts.Join(rivalsFinding(against), challengeFinding(in.Result.Challenge)), Chart: dimensionBars(ds, experienceOf, charts.KindNumber), Table: grid,
		What: both("Our score less the competitors', worst first, with 95% intervals", "我们的评分减竞争对手的评分，由差到好，附 95% 区间"),
		Note: charts.Sentence("n = %s.", "n = %s。", charts.Plural(most(against), "answer about a dimension at most", "answers about a dimension at most", "条回答（单个方面最多）")),
		Definition: both(
			"The mean difference of the two scores over the answers that score the dimension both with us and with a competitor; only customers who know one answer. A single competitor is named only where its lead holds although as many comparisons were made (Bonferroni). All competitors together rest on the same answers as delivered value. Intervals are at 95% (Student's t), with customers as independent.",
			"同时对我们与竞争对手打分的回答中，两者评分之差的平均；只有了解竞争对手的客户会作答。仅当考虑全部比较次数后（Bonferroni）其领先仍成立时，才点名单个竞争对手。区间为 95%（学生 t 分布），视各回答相互独立。",
		),
	}
	if small > 0 {
		s.Note = charts.Join(s.Note, charts.Sentence("Not shown: %s with fewer than %s.", "未展示：%s的回答少于 %s。",
			charts.Plural(small, "comparison", "comparisons", "项比较"), charts.Plural(in.MinGroup, "answer", "answers", "条")))
	}
	return s
}

func most(of []satisfaction.Rivalry) (n int64) {
	for _, r := range of {
		n = max(n, r.Lead.N)
	}
	return n
}

func competitorText(name string) charts.Text {
	switch name {
	case satisfaction.All:
		return both("all together", "全部")
	case "":
		return both("not named", "未注明")
	default:
		return charts.Same(name)
	}
}

// rivalsFinding says where competitors are surely better or worse; the dimensions are sorted, the worst first.
func rivalsFinding(against []satisfaction.Rivalry) charts.Text {
	var better, worse []charts.Text
	for _, r := range against {
		if r.Dimension == satisfaction.Overall && len(against) > 1 {
			continue
		}
		name := charts.Sentence("%s (%s)", "%s（%s）", quotedDimension(r.Dimension), gapText(r.Lead.Mean))
		switch {
		case r.Lead.Verdict() == analytics.More:
			better = append([]charts.Text{name}, better...)
		case r.Lead.Verdict() == analytics.Less:
			worse = append(worse, name)
		}
	}
	better, worse = better[:min(3, len(better))], worse[:min(3, len(worse))]
	switch {
	case len(better) > 0 && len(worse) > 0:
		return charts.Sentence("Competitors beat us in %s; we beat them in %s.", "竞争对手胜过我们的是%s；我们胜过他们的是%s。", charts.And(worse...), charts.And(better...))
	case len(worse) > 0:
		return charts.Sentence("Competitors beat us in %s, and nowhere are we clearly better.", "竞争对手胜过我们的是%s，我们没有明显更好的方面。", charts.And(worse...))
	case len(better) > 0:
		return charts.Sentence("We beat competitors in %s, and nowhere are they clearly better.", "我们胜过竞争对手的是%s，他们没有明显更好的方面。", charts.And(better...))
	default:
		return both("Customers see no clear difference between us and competitors.", "客户看不出我们与竞争对手有明显差异。")
	}
}

// challengeFinding names the competitor who beats us most in one dimension.
func challengeFinding(c *satisfaction.Rivalry) charts.Text {
	if c == nil {
		return charts.Text{}
	}
	return charts.Sentence("Of single competitors “%s” beats us most, in %s (%s).", "单个竞争对手中，“%s”领先我们最多，在%s方面（%s）。", charts.Same(c.Competitor), quotedDimension(c.Dimension), gapText(c.Lead.Mean))
}
