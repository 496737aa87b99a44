package pages

import (
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

var dimensionColumn = charts.Column{Title: both("Dimension", "方面"), Kind: charts.KindText, Key: "dimension"}

// gaps is experience against expectation; there is none without expectations.
func (in SatisfactionInput) gaps() charts.Section {
	by := func(d satisfaction.Dimension) satisfaction.Estimate { return d.Satisfaction }
	what := both("Experience less expectation, worst first, with 95% intervals", "体验减期望，由差到好，附 95% 区间")
	if k := in.Result.Key; k != nil && k.Weighted {
		by = func(d satisfaction.Dimension) satisfaction.Estimate { return d.Weighted }
		what = both("Experience less expectation times importance, worst first, with 95% intervals", "（体验减期望）乘以重要性，由差到好，附 95% 区间")
	}
	ds, small := in.shown(in.Result.Aspects, by)
	if len(ds) == 0 {
		return charts.Section{}
	}
	return charts.Section{
		ID: "gaps", Title: in.keyFinding(), What: what, Chart: dimensionBars(ds, by, charts.KindNumber), Table: gapTable(ds),
		Note: charts.Join(in.counted(), in.smallNote(small), in.scaleNote()),
		Definition: charts.Join(Terms{}.define(TermGap, TermKeyGap), both(
			"Importance d is on the scale it was asked on, the weighted gap d·c of the averages, ideal e, the gap to the ideal a − e over the answers that give both.\n"+
				"Example: experience 5, expectation 7: c = −2; importance 9: d·c = −18; ideal 10: a − e = −5.\n"+
				"Intervals are at 95%; the one of d·c takes the importance as given. A customer's answers count as one in them: v = Σ(Σ(y − p)/(1 − n/N))²/N² over customers with n of N answers, Student's t with G − 1 degrees, G = N²/Σn²; below ten such customers there is none. Where each has one answer these are the plain intervals.",
			"重要性 d（按其自身量表），加权差距 d·c（由平均值计算），理想 e，与理想的差距 a − e（仅计两者都有的回答）。\n"+
				"例：体验 5，期望 7，则 c = −2；重要性 9，则 d·c = −18；理想 10，则 a − e = −5。\n"+
				"区间为 95%，d·c 的区间视重要性为给定。同一客户的回答在区间中合为一体：对有 n 条（共 N 条）回答的客户求和，v = Σ(Σ(y − p)/(1 − n/N))²/N²，学生 t 分布自由度为 G − 1，G = N²/Σn²；不足十位时不给区间。每人一条回答时即为通常的区间。",
		)),
	}
}

// dimensionBars draws a measure of each dimension.
func dimensionBars(ds []satisfaction.Dimension, by func(satisfaction.Dimension) satisfaction.Estimate, kind charts.Kind) *charts.Chart {
	names, bar := make([]charts.Text, len(ds)), charts.Bar{Color: charts.Accent}
	for i, d := range ds {
		e := by(d)
		names[i] = dimensionText(d.Name)
		bar.Values, bar.Low, bar.High = append(bar.Values, e.Mean), append(bar.Low, e.Low), append(bar.High, e.High)
	}
	if slices.ContainsFunc(bar.Low, func(x float64) bool { return !charts.Known(x) }) {
		bar.Low, bar.High = nil, nil // where all answers of a dimension are equal there is no interval to draw
	}
	return charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bar}, Kind: kind, Flat: true})
}

func gapTable(ds []satisfaction.Dimension) *charts.Grid {
	g := &charts.Grid{Name: "satisfaction", Columns: []charts.Column{
		dimensionColumn,
		{Title: both("Answers with both", "两者都有的回答"), Kind: charts.KindCount, Key: "n_expectation"},
		{Title: both("Experience a", "体验 a"), Kind: charts.KindNumber, Key: "experience"},
		{Title: both("Expectation b", "期望 b"), Kind: charts.KindNumber, Key: "expectation"},
		{Title: both("c = a − b", "c = a − b"), Kind: charts.KindNumber, Key: "satisfaction"},
		{Title: both("c from", "c 下限"), Kind: charts.KindNumber, Key: "satisfaction_low"},
		{Title: both("c to", "c 上限"), Kind: charts.KindNumber, Key: "satisfaction_high"},
		{Title: both("Importance d", "重要性 d"), Kind: charts.KindNumber, Key: "importance"},
		{Title: both("Weighted d·c", "加权 d·c"), Kind: charts.KindNumber, Key: "weighted"},
		{Title: both("Ideal e", "理想 e"), Kind: charts.KindNumber, Key: "ideal"},
		{Title: both("a − e", "a − e"), Kind: charts.KindNumber, Key: "gap"},
	}}
	for _, d := range ds {
		c := d.Satisfaction
		g.Rows = append(g.Rows, []any{dimensionText(d.Name), c.N, d.Experience.Mean, d.Expectation.Mean, c.Mean, c.Low, c.High,
			d.Importance.Mean, d.Weighted.Mean, d.Ideal.Mean, d.Gap.Mean})
	}
	return g
}

// measures is the share of best scores and the average of each dimension.
func (in SatisfactionInput) measures() charts.Section {
	by, kind := topTwo, charts.KindPercent
	what := charts.Sentence("Share of answers that give %s, worst first, with 95%% intervals", "给出%s的回答占比，由差到好，附 95%% 区间", in.best())
	finding := in.bestAndWorst
	ds, small := in.shown(in.Result.Dimensions(), by)
	if len(ds) == 0 {
		by, kind, finding = experienceOf, charts.KindNumber, in.meansFinding
		what = both("Average experience, worst first, with 95% intervals", "平均体验，由差到好，附 95% 区间")
		ds, small = in.shown(in.Result.Dimensions(), by)
	}
	if len(ds) == 0 {
		return charts.Section{}
	}
	return charts.Section{
		ID: "measures", Title: finding(aspectsOf(ds)), What: what, Chart: dimensionBars(ds, by, kind), Table: measuresTable(ds),
		Note: charts.Join(in.index(), in.counted(), in.smallNote(small), in.scaleNote()),
		Definition: charts.Join(Terms{}.define(TermBest), both(
			"Their interval is Wilson's, that of the average Student's t, both at 95%. The average weighted by importance is Σ importance × experience / Σ importance over the answers about all dimensions but the overall question that give both.",
			"占比区间采用 Wilson 法，平均值区间采用学生 t 分布，均为 95%。按重要性加权的平均为 Σ 重要性×体验 / Σ 重要性，仅计总体问题以外、两者都有的回答。",
		)),
	}
}

// index is the average of all dimensions weighted by importance.
func (in SatisfactionInput) index() charts.Text {
	e := in.Result.Whole.ByImportance
	switch {
	case !in.enough(e.N):
		return charts.Text{}
	case !charts.Known(e.Low):
		return charts.Sentence("Weighted by importance, all dimensions together score %s.", "按重要性加权，各方面合计得 %s 分。", in.score(e.Mean))
	default:
		return charts.Sentence("Weighted by importance, all dimensions together score %s (likely %s).", "按重要性加权，各方面合计得 %s 分（很可能为 %s）。",
			in.score(e.Mean), charts.Range(in.score(e.Low), in.score(e.High)))
	}
}

// aspectsOf are the dimensions without the overall question, unless that is all there is.
func aspectsOf(ds []satisfaction.Dimension) []satisfaction.Dimension {
	if len(ds) == 1 {
		return ds
	}
	return slices.DeleteFunc(slices.Clone(ds), func(d satisfaction.Dimension) bool { return d.Name == satisfaction.Overall })
}

func topTwo(d satisfaction.Dimension) satisfaction.Estimate { return shareAsEstimate(d.TopTwo) }

func experienceOf(d satisfaction.Dimension) satisfaction.Estimate { return d.Experience }

func shareAsEstimate(s analytics.Share) satisfaction.Estimate {
	return satisfaction.Estimate{N: s.N, Mean: s.Share, Low: s.Low, High: s.High}
}

func measuresTable(ds []satisfaction.Dimension) *charts.Grid {
	g := &charts.Grid{Name: "satisfaction", Columns: []charts.Column{
		dimensionColumn,
		{Title: both("Answers", "回答数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Best scores", "高分占比"), Kind: charts.KindPercent, Key: "top_two_box"},
		{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"},
		{Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"},
		{Title: both("Average experience", "平均体验"), Kind: charts.KindNumber, Key: "experience"},
		{Title: both("from", "下限"), Kind: charts.KindNumber, Key: "experience_low"},
		{Title: both("to", "上限"), Kind: charts.KindNumber, Key: "experience_high"},
	}}
	for _, d := range ds {
		e := d.Experience
		g.Rows = append(g.Rows, []any{dimensionText(d.Name), e.N, d.TopTwo.Share, d.TopTwo.Low, d.TopTwo.High, e.Mean, e.Low, e.High})
	}
	return g
}

// priorities is the importance–performance map; there is none without importance.
func (in SatisfactionInput) priorities() charts.Section {
	ds, small := in.shown(in.Result.Aspects, func(d satisfaction.Dimension) satisfaction.Estimate { return d.Importance })
	if len(ds) < 2 {
		return charts.Section{}
	}
	var experience, importance float64
	dots := make([]charts.Dot, len(ds))
	table := &charts.Grid{Name: "satisfaction", Columns: []charts.Column{
		dimensionColumn,
		{Title: both("Answers", "回答数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Experience", "体验"), Kind: charts.KindNumber, Key: "experience"},
		{Title: both("Importance", "重要性"), Kind: charts.KindNumber, Key: "importance"},
	}}
	for i, d := range ds {
		experience += d.Experience.Mean / float64(len(ds))
		importance += d.Importance.Mean / float64(len(ds))
		dots[i] = charts.Dot{X: d.Experience.Mean, Y: d.Importance.Mean, Name: dimensionText(d.Name)}
		table.Rows = append(table.Rows, []any{dimensionText(d.Name), d.Experience.N, d.Experience.Mean, d.Importance.Mean})
	}
	return charts.Section{
		ID: "priorities", Title: prioritiesFinding(ds, experience, importance),
		What: both("Importance against experience; the lines are the averages of the dimensions", "重要性与体验；线为各方面的平均"),
		Chart: charts.ScatterChart(charts.Scatter{
			Series: []charts.Dots{{Name: dimensionColumn.Title, Dots: dots}}, XKind: charts.KindNumber, YKind: charts.KindNumber,
			XName: both("Experience", "体验"), YName: both("Importance", "重要性"), Loose: true,
			Marks:   []charts.Mark{{X: charts.At(experience)}, {Y: charts.At(importance)}},
			Corners: [4]charts.Text{both("Concentrate here", "重点改进"), both("Keep it up", "继续保持"), both("Low priority", "低优先级"), both("Perhaps too much", "可能过度")},
		}),
		Table: table, Note: charts.Join(in.counted(), in.smallNote(small)),
		Definition: both(
			"Importance–performance map (Martilla & James 1977). A dimension is named in the finding if its importance lies above the average of the dimensions and the whole 95% interval of its experience below theirs. With few dimensions the averages depend on what was asked.",
			"重要性—绩效图（Martilla & James 1977）。若某方面的重要性高于各方面平均，且其体验的 95% 区间整体低于平均，则在结论中点名。方面较少时，平均值取决于所问的内容。",
		),
	}
}

// levels is how many are dissatisfied, satisfied and delighted; there is none without expectations.
func (in SatisfactionInput) levels() charts.Section {
	ds, small := in.shown(in.Result.Dimensions(), func(d satisfaction.Dimension) satisfaction.Estimate { return shareAsEstimate(d.Dissatisfied) })
	if len(ds) == 0 {
		return charts.Section{}
	}
	slices.Reverse(ds)
	names := make([]charts.Text, len(ds))
	bars := []charts.Bar{
		{Name: both("Dissatisfied", "不满意"), Color: charts.Negative}, {Name: both("Satisfied", "基本满意"), Color: charts.Muted}, {Name: both("Delighted", "超满意"), Color: charts.Positive},
	}
	table := &charts.Grid{Name: "satisfaction", Columns: []charts.Column{
		dimensionColumn,
		{Title: both("Dissatisfied", "不满意"), Kind: charts.KindCount, Key: "dissatisfied"},
		{Title: both("Satisfied", "基本满意"), Kind: charts.KindCount, Key: "satisfied"},
		{Title: both("Delighted", "超满意"), Kind: charts.KindCount, Key: "delighted"},
		{Title: both("Dissatisfied, share", "不满意占比"), Kind: charts.KindPercent},
		{Title: both("from", "下限"), Kind: charts.KindPercent},
		{Title: both("to", "上限"), Kind: charts.KindPercent},
	}}
	for i, d := range ds {
		names[i] = dimensionText(d.Name)
		for j, s := range []analytics.Share{d.Dissatisfied, d.Satisfied, d.Delighted} {
			bars[j].Values = append(bars[j].Values, s.Share)
		}
		low := d.Dissatisfied
		table.Rows = append(table.Rows, []any{names[i], low.Count, d.Satisfied.Count, d.Delighted.Count, low.Share, low.Low, low.High})
	}
	return charts.Section{
		ID: "levels", Title: in.levelsFinding(aspectsOf(ds)), What: both("Share of answers below, at and above expectation", "低于、等于、高于期望的回答占比"),
		Chart: charts.BarChart(charts.Bars{Names: names, Series: bars, Kind: charts.KindPercent, Flat: true, Stacked: true}), Table: table,
		Note: charts.Join(in.counted(), in.smallNote(small)),
		Definition: charts.Join(Terms{}.define(TermDissatisfied, TermSatisfied, TermDelighted), both(
			"Over the answers that give both. Intervals are Wilson's at 95%.",
			"仅计两者都有的回答。区间为 95% Wilson 区间。",
		)),
	}
}

// trend is the average experience by month.
func (in SatisfactionInput) trend() charts.Section {
	var months []satisfaction.Month
	small := 0
	for _, m := range in.Result.Trend {
		switch {
		case !m.Whole:
		case in.enough(m.Experience.N):
			months = append(months, m)
		default:
			small++
		}
	}
	if len(months) < 2 {
		return charts.Section{}
	}
	line := charts.Line{Name: both("Average experience", "平均体验"), Band: true, Dots: true}
	table := &charts.Grid{Name: "satisfaction_trend", Columns: []charts.Column{
		{Title: both("Month", "月份"), Kind: charts.KindText, Key: "month"},
		{Title: both("Answers", "回答数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Average experience", "平均体验"), Kind: charts.KindNumber, Key: "experience"},
		{Title: both("from", "下限"), Kind: charts.KindNumber, Key: "low"},
		{Title: both("to", "上限"), Kind: charts.KindNumber, Key: "high"},
	}}
	first := analytics.ByMonth.Period(months[0].Month)
	for _, m := range months {
		e := m.Experience
		table.Rows = append(table.Rows, []any{monthLabel(m.Month, m.Complete), e.N, e.Mean, e.Low, e.High})
		p := charts.Point{X: float64(analytics.ByMonth.Period(m.Month) - first), Y: e.Mean, Low: e.Low, High: e.High, Open: !m.Complete}
		if !charts.Known(e.Low) {
			p.Low, p.High = e.Mean, e.Mean
		}
		line.Points = append(line.Points, p)
	}
	return charts.Section{
		ID: "trend", Title: in.trendFinding(), What: both("Average experience by month, with 95% intervals", "各月平均体验，附 95% 区间"),
		Chart: charts.LineChart(charts.Lines{
			X: monthNames(months[0].Month, months[len(months)-1].Month), Series: []charts.Line{line}, YKind: charts.KindNumber, Loose: true,
			YName: charts.Sentence("Score, %s", "评分，%s", in.scale()),
		}),
		Table: table, Note: charts.Join(in.wholeNote(), in.smallMonths(small)),
		Definition: both(
			"The finding compares the answers of the last 365 days with those of the 365 before, each customer once in each, by the 95% interval of the difference. Both years are weighted to the later one's shares of days since the first purchase (0–89, 90–364, 365 and more); with fewer than 30 customers in one of these in either year nothing is told. The months are not weighted, so they show who was asked too. A month that is not finished is drawn hollow.",
			"结论比较最近 365 天与此前 365 天的回答，每位客户在每年中计一次，依据差值的 95% 区间。两年均按后一年的客龄构成（首购后 0–89 天、90–364 天、365 天及以上）加权；任一年中任一档少于 30 位客户则不作判断。各月未加权，因此也反映受访者的构成。未结束的月份以空心点表示。",
		),
	}
}

func (in SatisfactionInput) wholeNote() charts.Text {
	n := charts.Plural(in.Result.Whole.Experience.N, "answer", "answers", "条回答")
	return charts.Sentence("n = %s %s.", "n = %s%s。", n, in.aboutWhole())
}

func (in SatisfactionInput) smallMonths(small int) charts.Text {
	if small == 0 {
		return charts.Text{}
	}
	return charts.Sentence("Not shown: %s with fewer than %s.", "未展示：%s的回答少于 %s。",
		charts.Plural(small, "month", "months", "个月"), charts.Plural(in.MinGroup, "answer", "answers", "条"))
}

func monthLabel(month analytics.Day, complete bool) charts.Text {
	t := charts.Same(analytics.ByMonth.Label(analytics.ByMonth.Period(month)))
	if complete {
		return t
	}
	return charts.Sentence("%s (not finished)", "%s（未结束）", t)
}

// monthNames are all months from one to another.
func monthNames(from, to analytics.Day) (names []charts.Text) {
	for m := analytics.ByMonth.Period(from); m <= analytics.ByMonth.Period(to); m++ {
		names = append(names, charts.Same(analytics.ByMonth.Label(m)))
	}
	return names
}

// promoters is who would recommend; there is none where that was not asked.
func (in SatisfactionInput) promoters() charts.Section {
	n := in.Result.NPS
	if n.N == 0 {
		return charts.Section{}
	}
	s := charts.Section{
		ID: "recommend",
		Definition: charts.Join(Terms{}.define(TermNPS), both(
			"The interval is that of the mean of 1, 0 and −1 at 95%, with customers as independent; where all say the same, the adjusted Wald interval (Rocks 2016), so that few answers never pass for certainty. The change is that of the last 365 days on the 365 before, told as that of the average experience is.",
			"区间为 1、0、−1 均值的 95% 区间，视各客户相互独立；回答全部相同时采用调整 Wald 区间（Rocks 2016），因此少量回答不会显得确定无疑。变化为最近 365 天与此前 365 天之比较，方法同平均体验的变化。",
		)),
		Note: charts.Sentence("n = %s.", "n = %s。", charts.Plural(n.N, "recommendation", "recommendations", "条推荐回答")),
	}
	if n.Outside > 0 {
		s.Note = charts.Join(s.Note, charts.Sentence("%s not on 0–10 and not counted.", "%s不在 0–10 之内，未计入。", charts.Plural(n.Outside, "recommendation was", "recommendations were", "条推荐回答")))
	}
	if !in.enough(n.N) {
		s.Title = both("Too few customers said whether they would recommend us.", "说明是否愿意推荐的客户太少。")
		s.Small = in.tooFew(n.N)
		return s
	}
	s.Title, s.What = charts.Join(in.npsFinding(), in.npsChange()), both("Promoters, passives and detractors by month", "各月推荐者、中立者与贬损者")
	in.promoterChart(&s)
	return s
}

// promoterChart draws the split by month, or of all where no month has enough answers.
func (in SatisfactionInput) promoterChart(s *charts.Section) {
	var names []charts.Text
	bars := []charts.Bar{
		{Name: both("Promoters (9–10)", "推荐者（9–10）"), Color: charts.Positive}, {Name: both("Passives (7–8)", "中立者（7–8）"), Color: charts.Muted},
		{Name: both("Detractors (0–6)", "贬损者（0–6）"), Color: charts.Negative},
	}
	s.Table = &charts.Grid{Name: "nps", Columns: []charts.Column{
		{Title: both("Month", "月份"), Kind: charts.KindText, Key: "period"},
		{Title: both("Answers", "回答数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Promoters", "推荐者"), Kind: charts.KindCount, Key: "promoters"},
		{Title: both("Passives", "中立者"), Kind: charts.KindCount, Key: "passives"},
		{Title: both("Detractors", "贬损者"), Kind: charts.KindCount, Key: "detractors"},
		{Title: both("Score", "净推荐值"), Kind: charts.KindNumber, Key: "nps"},
		{Title: both("from", "下限"), Kind: charts.KindNumber, Key: "low"},
		{Title: both("to", "上限"), Kind: charts.KindNumber, Key: "high"},
	}}
	row := func(name charts.Text, n satisfaction.NPS) {
		s.Table.Rows = append(s.Table.Rows, []any{name, n.N, n.Promoters, n.Passives, n.Detractors,
			math.Round(n.Score * 100), math.Round(n.Low * 100), math.Round(n.High * 100)})
	}
	draw := func(name charts.Text, n satisfaction.NPS) {
		names = append(names, name)
		for i, count := range []int64{n.Promoters, n.Passives, n.Detractors} {
			bars[i].Values = append(bars[i].Values, float64(count)/float64(n.N))
		}
	}
	small := 0
	for _, m := range in.Result.NPSTrend {
		if !in.enough(m.N) {
			small++
			continue
		}
		row(monthLabel(m.Month, m.Complete), m.NPS)
		draw(monthLabel(m.Month, m.Complete), m.NPS)
	}
	all := both("All", "全部")
	row(all, in.Result.NPS)
	if len(names) == 0 {
		draw(all, in.Result.NPS)
	}
	s.Note = charts.Join(s.Note, in.smallMonths(small))
	s.Chart = charts.BarChart(charts.Bars{Names: names, Series: bars, Kind: charts.KindPercent, Stacked: true})
}
