package pages

import (
	"regulars/analytics/driver"
	"regulars/charts"
)

// driverSections are what drives overall satisfaction, what drives coming back, and what kind of expectation each dimension meets. There are
// none where no dimension was asked about.
func (in SatisfactionInput) driverSections() (list []charts.Section) {
	if in.Drivers == nil || len(in.Result.Aspects) == 0 {
		return nil
	}
	overall, back := in.Drivers.Overall, in.Drivers.Repurchase
	list = append(list, in.shares(overall, "drivers", in.overallFinding(overall),
		both("Part of what is explained in overall satisfaction, by dimension, with 95% intervals", "总体满意度可解释部分的占比（按方面），附 95% 区间")))
	list = append(list, in.shares(back, "return-drivers", in.returnFinding(back),
		charts.Sentence("Part of what is explained in buying again within %s, by dimension, with 95%% intervals", "%s内再次购买可解释部分的占比（按方面），附 95%% 区间", charts.Days(float64(back.Days)))))
	if len(overall.Drivers) > 0 {
		list = append(list, in.contrast())
	}
	return list
}

// untold says why nothing can be said of what drives something.
func untold(m driver.Model, nobody, what charts.Text) charts.Text {
	switch {
	case m.N == 0:
		return nobody
	case m.N < m.Needed:
		return charts.Sentence("There are too few responses to tell %s: %s, and it takes %s.", "答卷太少，无法判断%s：现有 %s 份，需要 %s 份。", what, charts.Count(m.N), charts.Count(m.Needed))
	default:
		return charts.Sentence("The responses hardly differ, so they do not tell %s.", "各答卷几乎相同，因此无法判断%s。", what)
	}
}

func (in SatisfactionInput) overallFinding(m driver.Model) charts.Text {
	switch {
	case len(m.Drivers) == 0:
		return untold(m, both("Nobody was asked about the whole together with single dimensions, so what drives satisfaction cannot be told.", "没有人同时回答总体与各方面，因此无法判断满意的驱动因素。"),
			both("what drives overall satisfaction", "总体满意度的驱动因素"))
	case !m.Clear():
		return charts.Sentence("What customers think of single dimensions does not tell how satisfied they are overall: all together explain %s, no more than chance might.",
			"客户对各方面的看法不能说明其总体满意度：合计仅解释 %s，可能只是偶然。", charts.Percent(m.R2.Value))
	case len(m.Drivers) == 1:
		return charts.Sentence("What customers think of %s explains %s of how overall satisfaction varies.", "客户对%s的看法解释了总体满意度差异的 %s。", quotedDimension(m.Drivers[0].Dimension), charts.Percent(m.R2.Value))
	}
	first, second := m.Drivers[0], m.Drivers[1]
	explained := charts.Sentence("The dimensions together explain %s of how overall satisfaction varies.", "各方面合计解释了总体满意度差异的 %s。", charts.Percent(m.R2.Value))
	if !m.Leads() {
		return charts.Join(charts.Sentence("%s and %s go most with overall satisfaction (%s and %s of what is explained); which comes first cannot be told.",
			"%s与%s与总体满意度关系最大（占可解释部分的 %s 与 %s），孰先孰后无法区分。", quotedDimension(first.Dimension), quotedDimension(second.Dimension), charts.Percent(first.Share), charts.Percent(second.Share)), explained)
	}
	return charts.Join(charts.Sentence("%s goes most with overall satisfaction: %s of what is explained, before %s with %s.", "%s与总体满意度关系最大：占可解释部分的 %s，其次是%s（%s）。",
		quotedDimension(first.Dimension), charts.Percent(first.Share), quotedDimension(second.Dimension), charts.Percent(second.Share)), explained)
}

func (in SatisfactionInput) returnFinding(m driver.Model) charts.Text {
	switch {
	case len(m.Drivers) == 0:
		return untold(m, both("Nobody who answered had bought before and can be followed up, so what drives coming back cannot be told.", "没有作答前已购买且可跟踪的客户，因此无法判断再次购买的驱动因素。"),
			both("what drives coming back", "再次购买的驱动因素"))
	case !m.Clear():
		return charts.Sentence("What customers think of single dimensions does not tell who comes back: all together explain %s, no more than chance might.",
			"客户对各方面的看法不能说明谁会回来：合计仅解释 %s，可能只是偶然。", charts.Percent(m.R2.Value))
	case m.Little():
		return charts.Sentence("What customers think of single dimensions hardly tells who comes back: all together explain %s of it.", "客户对各方面的看法几乎不能说明谁会回来：合计仅解释 %s。", charts.Percent(m.R2.Value))
	case len(m.Drivers) == 1:
		return charts.Sentence("What customers think of %s explains %s of who comes back.", "客户对%s的看法解释了谁会回来的 %s。", quotedDimension(m.Drivers[0].Dimension), charts.Percent(m.R2.Value))
	}
	first, second := m.Drivers[0], m.Drivers[1]
	if !m.Leads() {
		return charts.Sentence("%s and %s tell most about who comes back (%s and %s of the %s that is explained); which comes first cannot be told.", "%s与%s最能说明谁会回来（占可解释的 %[5]s 中的 %[3]s 与 %[4]s），孰先孰后无法区分。",
			quotedDimension(first.Dimension), quotedDimension(second.Dimension), charts.Percent(first.Share), charts.Percent(second.Share), charts.Percent(m.R2.Value))
	}
	return charts.Sentence("%s tells most about who comes back: %s of the %s that is explained.", "%s最能说明谁会回来：占可解释的 %[3]s 中的 %[2]s。",
		quotedDimension(first.Dimension), charts.Percent(first.Share), charts.Percent(m.R2.Value))
}

func (in SatisfactionInput) shares(m driver.Model, id string, title, what charts.Text) charts.Section {
	if len(m.Drivers) == 0 {
		return charts.Section{ID: id, Title: title, Small: both("There is nothing to show.", "暂无可展示的内容。"), Note: charts.Sentence("n = %s.", "n = %s。", charts.Plural(m.N, "response", "responses", "份答卷"))}
	}
	s := charts.Section{
		ID: id, Title: title, What: what, Definition: driversDefinition,
		Note: charts.Join(driversNote(m), levelsNote(m)),
		Table: &charts.Grid{Name: "drivers", Columns: []charts.Column{
			dimensionColumn, {Title: both("Share of what is explained", "占可解释部分"), Kind: charts.KindPercent, Key: "share"},
			{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"}, {Title: both("Part of R²", "R² 中的份额"), Kind: charts.KindPercent, Key: "r2_part"},
		}},
	}
	bar := charts.Bar{}
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true, Name: both("Share of what is explained", "占可解释部分")}
	for _, d := range m.Drivers {
		s.Table.Rows = append(s.Table.Rows, []any{dimensionText(d.Dimension), d.Share, d.Low, d.High, d.Part})
		bars.Names = append(bars.Names, dimensionText(d.Dimension))
		bar.Values, bar.Low, bar.High = append(bar.Values, d.Share), append(bar.Low, d.Low), append(bar.High, d.High)
	}
	bars.Series = []charts.Bar{bar}
	s.Chart = charts.BarChart(bars)
	return s
}

// driversNote is what the shares rest on, and how many dimensions are left out.
func driversNote(m driver.Model) charts.Text {
	t := charts.Sentence("n = %s with all of these dimensions. An association, not an effect.", "n = %s（含全部这些方面）。这是关联而非因果。", charts.Plural(m.N, "response", "responses", "份答卷"))
	if m.Beyond == 0 {
		return t
	}
	return charts.Join(t, charts.Sentence("Left out: %s, beyond the twelve that most responses have.", "未计入：%s（仅计回答最多的十二个方面）。", charts.Plural(m.Beyond, "dimension", "dimensions", "个方面")))
}

var firstLevels = map[string]charts.Text{
	"product": both("product", "产品"), "brand": both("brand", "品牌"), "relationship": both("relationship", "关系"), driver.Unplaced: both("other", "其他"),
}

// levelsNote is the shares of the first levels, where there are two or more.
func levelsNote(m driver.Model) charts.Text {
	var list []charts.Text
	for _, r := range m.Groups {
		if r.Level != 1 {
			continue
		}
		name, ok := firstLevels[r.First]
		if !ok {
			name = charts.Same(r.First)
		}
		list = append(list, charts.Sentence("%s %s", "%s %s", name, charts.Percent(r.Share)))
	}
	if len(list) < 2 {
		return charts.Text{}
	}
	return charts.Sentence("Added up by level: %s.", "按一级汇总：%s。", charts.And(list...))
}

var driversDefinition = both(
	"A dimension's part is what it adds to R² in a linear regression, averaged over all orders in which the dimensions can enter (Shapley value; Lindeman, Merenda and Gold 1980). Parts add up to R². Scores count as places on their scale. Intervals at 95% leave out one of twenty groups of customers in turn (jackknife). Whether anything is explained at all is told by the F test at 5%, for which a customer with several responses counts once.",
	"某方面的份额为其在线性回归中对 R² 的增量，对所有进入顺序取平均（Shapley 值；Lindeman、Merenda 与 Gold 1980）。各份额之和等于 R²。评分按其在量表上的位置计。95% 区间由依次剔除二十组客户之一得到（刀切法）。是否确有解释力依据 5% 水平的 F 检验，同一客户的多份答卷计为一份。",
)

var kindWords = map[driver.Kind]charts.Text{
	driver.Basic: both("basic: failing hurts more than twice as much as exceeding delights", "基本期望：不及之害是超出之益的两倍以上"), driver.Performance: both("performance: no difference shown between failing and exceeding", "绩效期望：不及与超出的影响无明显差别"),
	driver.Latent:  both("latent: exceeding delights more than twice as much as failing hurts", "潜在期望：超出之益是不及之害的两倍以上"),
	driver.Unknown: both("not told: too many scores at one end, or too few on a side of the median", "不作判断：一端评分过多，或中位数一侧评分过少"), driver.Same: both("not told apart from other dimensions", "无法与其他方面区分"),
}

// contrast is what failing and exceeding do.
func (in SatisfactionInput) contrast() charts.Section {
	list := in.Drivers.Contrasts
	n := in.Drivers.Overall.N
	if len(list) > 0 {
		n = list[0].N
	}
	s := charts.Section{
		ID: "penalty-reward", Title: in.contrastFinding(), What: both("What a point below and above the median score goes with in overall satisfaction, with 95% intervals", "评分低于与高于中位数时，每一分对应的总体满意度变化，附 95% 区间"),
		Note: charts.Sentence("n = %s, each once. In points of the scale, all dimensions taken together. An association, not an effect.", "n = %s，每人一次。以量表分计，同时考虑所有方面。这是关联而非因果。",
			charts.Plural(n, "customer", "customers", "位客户")),
		Definition: both(
			"Penalty–reward contrast (after Brandt 1987): overall satisfaction regressed, for each dimension, on how far its score lies below and above the median, with an indicator for each end of the scale that holds more than 0.5% of scores, and errors that allow for unequal variances. Basic: the slope above is surely less than half of the slope below; latent: the reverse; performance: neither is shown. The tests of all dimensions together err in 5% at most (Holm). A dimension is not told with more than 20% of scores at one end or fewer than 10% on a side of the median.",
			"惩罚—奖励对照（据 Brandt 1987）：以各方面评分低于及高于中位数的程度回归总体满意度，占评分 0.5% 以上的量表端点各设一指示变量，误差容许方差不等。基本期望：上方斜率确定不足下方的一半；潜在期望：相反；绩效期望：均未证实。全部方面的检验合计误判率不超过 5%（Holm）。一端评分超过 20% 或中位数一侧不足 10% 时不作判断。",
		),
		Table: &charts.Grid{Name: "penalty_reward", Columns: []charts.Column{
			dimensionColumn, {Title: both("A point below", "低一分"), Kind: charts.KindNumber, Key: "penalty"}, {Title: both("from", "下限"), Kind: charts.KindNumber, Key: "penalty_low"}, {Title: both("to", "上限"), Kind: charts.KindNumber, Key: "penalty_high"},
			{Title: both("A point above", "高一分"), Kind: charts.KindNumber, Key: "reward"}, {Title: both("from", "下限"), Kind: charts.KindNumber, Key: "reward_low"}, {Title: both("to", "上限"), Kind: charts.KindNumber, Key: "reward_high"}, {Title: both("Expectation", "期望类型"), Kind: charts.KindText, Key: "kind"},
		}},
	}
	low, high := charts.Bar{Name: both("A point below the median costs", "低于中位数每分之失"), Color: charts.Negative}, charts.Bar{Name: both("A point above it brings", "高于中位数每分之得"), Color: charts.Positive}
	bars := charts.Bars{Kind: charts.KindNumber, Flat: true, Name: both("Overall satisfaction, points", "总体满意度（分）")}
	for _, c := range list {
		if c.Kind == driver.Unknown || c.Kind == driver.Same {
			s.Table.Rows = append(s.Table.Rows, []any{dimensionText(c.Dimension), nil, nil, nil, nil, nil, nil, kindWords[c.Kind]})
			continue
		}
		s.Table.Rows = append(s.Table.Rows, []any{dimensionText(c.Dimension), c.Penalty.Value, c.Penalty.Low, c.Penalty.High, c.Reward.Value, c.Reward.Low, c.Reward.High, kindWords[c.Kind]})
		bars.Names = append(bars.Names, dimensionText(c.Dimension))
		low.Values, low.Low, low.High = append(low.Values, c.Penalty.Value), append(low.Low, c.Penalty.Low), append(low.High, c.Penalty.High)
		high.Values, high.Low, high.High = append(high.Values, c.Reward.Value), append(high.Low, c.Reward.Low), append(high.High, c.Reward.High)
	}
	if len(bars.Names) == 0 {
		return charts.Section{ID: s.ID, Title: s.Title, Note: s.Note, Small: both("There are too few low, high or middling scores, or the dimensions cannot be told apart.", "低分、高分或中间分太少，或各方面无法区分。")}
	}
	bars.Series = []charts.Bar{low, high}
	s.Chart = charts.BarChart(bars)
	return s
}

// contrastFinding names the expectations of a kind.
func (in SatisfactionInput) contrastFinding() charts.Text {
	of := map[driver.Kind][]string{}
	for _, c := range in.Drivers.Contrasts {
		of[c.Kind] = append(of[c.Kind], c.Dimension)
	}
	var t charts.Text
	if names := of[driver.Basic]; len(names) > 0 {
		t = charts.Join(t, charts.Sentence("Do not fail in %s: a point less costs more than twice what a point more brings.", "%s不可失误：每低一分之失是每高一分之得的两倍以上。", quotedDimensions(names)))
	}
	if names := of[driver.Latent]; len(names) > 0 {
		t = charts.Join(t, charts.Sentence("Exceed in %s: a point more brings more than twice what a point less costs.", "%s值得超出期望：每高一分之得是每低一分之失的两倍以上。", quotedDimensions(names)))
	}
	if !t.IsZero() {
		return t
	}
	if names := of[driver.Performance]; len(names) > 0 {
		return charts.Sentence("No dimension is shown to hurt much more when it fails than it delights when it exceeds, or the reverse; compared: %s.", "没有任何方面证实不及之害远大于超出之益，或相反；比较了%s。", quotedDimensions(names))
	}
	return both("No dimension can be shown to hurt when it fails or to delight when it exceeds.", "没有任何方面能证实其不及有损或超出有益。")
}
