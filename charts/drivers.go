package charts

import (
	"regulars/analytics/driver"
)

// driverSections are what drives overall satisfaction, what drives coming back, and what kind of expectation each dimension meets. There are
// none where no dimension was asked about.
func (in SatisfactionInput) driverSections() (list []Section) {
	if in.Drivers == nil || len(in.Result.Aspects) == 0 {
		return nil
	}
	overall, back := in.Drivers.Overall, in.Drivers.Repurchase
	list = append(list, in.shares(overall, "drivers", in.overallFinding(overall),
		Text{"Part of what is explained in overall satisfaction, by dimension, with 95% intervals", "总体满意度可解释部分的占比（按方面），附 95% 区间"}))
	list = append(list, in.shares(back, "return-drivers", in.returnFinding(back),
		Sentence("Part of what is explained in buying again within %s, by dimension, with 95%% intervals", "%s内再次购买可解释部分的占比（按方面），附 95%% 区间", Days(float64(back.Days)))))
	if len(overall.Drivers) > 0 {
		list = append(list, in.contrast())
	}
	return list
}

// untold says why nothing can be said of what drives something.
func untold(m driver.Model, nobody, what Text) Text {
	switch {
	case m.N == 0:
		return nobody
	case m.N < m.Needed:
		return Sentence("There are too few responses to tell %s: %s, and it takes %s.", "答卷太少，无法判断%s：现有 %s 份，需要 %s 份。", what, Count(m.N), Count(m.Needed))
	default:
		return Sentence("The responses hardly differ, so they do not tell %s.", "各答卷几乎相同，因此无法判断%s。", what)
	}
}

func (in SatisfactionInput) overallFinding(m driver.Model) Text {
	switch {
	case len(m.Drivers) == 0:
		return untold(m, Text{"Nobody was asked about the whole together with single dimensions, so what drives satisfaction cannot be told.", "没有人同时回答总体与各方面，因此无法判断满意的驱动因素。"},
			Text{"what drives overall satisfaction", "总体满意度的驱动因素"})
	case !m.Clear():
		return Sentence("What customers think of single dimensions does not tell how satisfied they are overall: all together explain %s, no more than chance might.",
			"客户对各方面的看法不能说明其总体满意度：合计仅解释 %s，可能只是偶然。", Percent(m.R2.Value))
	case len(m.Drivers) == 1:
		return Sentence("What customers think of %s explains %s of how overall satisfaction varies.", "客户对%s的看法解释了总体满意度差异的 %s。", quotedDimension(m.Drivers[0].Dimension), Percent(m.R2.Value))
	}
	first, second := m.Drivers[0], m.Drivers[1]
	explained := Sentence("The dimensions together explain %s of how overall satisfaction varies.", "各方面合计解释了总体满意度差异的 %s。", Percent(m.R2.Value))
	if first.Low <= second.High {
		return Join(Sentence("%s and %s go most with overall satisfaction (%s and %s of what is explained); which comes first cannot be told.",
			"%s与%s与总体满意度关系最大（占可解释部分的 %s 与 %s），孰先孰后无法区分。", quotedDimension(first.Dimension), quotedDimension(second.Dimension), Percent(first.Share), Percent(second.Share)), explained)
	}
	return Join(Sentence("%s goes most with overall satisfaction: %s of what is explained, before %s with %s.", "%s与总体满意度关系最大：占可解释部分的 %s，其次是%s（%s）。",
		quotedDimension(first.Dimension), Percent(first.Share), quotedDimension(second.Dimension), Percent(second.Share)), explained)
}

// little is the R² from which on what is explained is worth sharing out in words.
const little = 0.01

func (in SatisfactionInput) returnFinding(m driver.Model) Text {
	switch {
	case len(m.Drivers) == 0:
		return untold(m, Text{"Nobody who answered had bought before and can be followed up, so what drives coming back cannot be told.", "没有作答前已购买且可跟踪的客户，因此无法判断再次购买的驱动因素。"},
			Text{"what drives coming back", "再次购买的驱动因素"})
	case !m.Clear():
		return Sentence("What customers think of single dimensions does not tell who comes back: all together explain %s, no more than chance might.",
			"客户对各方面的看法不能说明谁会回来：合计仅解释 %s，可能只是偶然。", Percent(m.R2.Value))
	case m.R2.Value < little:
		return Sentence("What customers think of single dimensions hardly tells who comes back: all together explain %s of it.", "客户对各方面的看法几乎不能说明谁会回来：合计仅解释 %s。", Percent(m.R2.Value))
	case len(m.Drivers) == 1:
		return Sentence("What customers think of %s explains %s of who comes back.", "客户对%s的看法解释了谁会回来的 %s。", quotedDimension(m.Drivers[0].Dimension), Percent(m.R2.Value))
	}
	first, second := m.Drivers[0], m.Drivers[1]
	if first.Low <= second.High {
		return Sentence("%s and %s tell most about who comes back (%s and %s of the %s that is explained); which comes first cannot be told.", "%s与%s最能说明谁会回来（占可解释的 %[5]s 中的 %[3]s 与 %[4]s），孰先孰后无法区分。",
			quotedDimension(first.Dimension), quotedDimension(second.Dimension), Percent(first.Share), Percent(second.Share), Percent(m.R2.Value))
	}
	return Sentence("%s tells most about who comes back: %s of the %s that is explained.", "%s最能说明谁会回来：占可解释的 %[3]s 中的 %[2]s。",
		quotedDimension(first.Dimension), Percent(first.Share), Percent(m.R2.Value))
}

func (in SatisfactionInput) shares(m driver.Model, id string, title, what Text) Section {
	if len(m.Drivers) == 0 {
		return Section{ID: id, Title: title, Small: Text{"There is nothing to show.", "暂无可展示的内容。"}, Note: Sentence("n = %s.", "n = %s。", Plural(m.N, "response", "responses", "份答卷"))}
	}
	s := Section{
		ID: id, Title: title, What: what, Definition: driversDefinition,
		Note: driversNote(m),
		Table: &Grid{Name: "drivers", Columns: []Column{
			dimensionColumn, {Text{"Share of what is explained", "占可解释部分"}, KindPercent, "share"},
			{Text{"from", "下限"}, KindPercent, "low"}, {Text{"to", "上限"}, KindPercent, "high"}, {Text{"Part of R²", "R² 中的份额"}, KindPercent, "r2_part"},
		}},
	}
	bar := Bar{}
	bars := Bars{Kind: KindPercent, Flat: true, Name: Text{"Share of what is explained", "占可解释部分"}}
	for _, d := range m.Drivers {
		s.Table.Rows = append(s.Table.Rows, []any{dimensionText(d.Dimension), d.Share, d.Low, d.High, d.Part})
		bars.Names = append(bars.Names, dimensionText(d.Dimension))
		bar.Values, bar.Low, bar.High = append(bar.Values, d.Share), append(bar.Low, d.Low), append(bar.High, d.High)
	}
	bars.Series = []Bar{bar}
	s.Chart = BarChart(bars)
	return s
}

// driversNote is what the shares rest on, and how many dimensions are left out.
func driversNote(m driver.Model) Text {
	t := Sentence("n = %s with all of these dimensions. An association, not an effect.", "n = %s（含全部这些方面）。这是关联而非因果。", Plural(m.N, "response", "responses", "份答卷"))
	if m.Beyond == 0 {
		return t
	}
	return Join(t, Sentence("Left out: %s, beyond the twelve that most responses have.", "未计入：%s（仅计回答最多的十二个方面）。", Plural(m.Beyond, "dimension", "dimensions", "个方面")))
}

var driversDefinition = Text{
	"A dimension's part is what it adds to R² in a linear regression, averaged over all orders in which the dimensions can enter (Shapley value; Lindeman, Merenda and Gold 1980). Parts add up to R². Scores count as places on their scale. Intervals at 95% leave out one of twenty groups of customers in turn (jackknife). Whether anything is explained at all is told by the F test at 5%, for which a customer with several responses counts once.",
	"某方面的份额为其在线性回归中对 R² 的增量，对所有进入顺序取平均（Shapley 值；Lindeman、Merenda 与 Gold 1980）。各份额之和等于 R²。评分按其在量表上的位置计。95% 区间由依次剔除二十组客户之一得到（刀切法）。是否确有解释力依据 5% 水平的 F 检验，同一客户的多份答卷计为一份。",
}

var kindWords = map[driver.Kind]Text{
	driver.Basic: {"basic: failing hurts more than exceeding delights", "基本期望：不及的损害大于超出的惊喜"}, driver.Performance: {"performance: no difference shown between failing and exceeding", "绩效期望：不及与超出的影响无明显差别"},
	driver.Latent: {"latent: exceeding delights more than failing hurts", "潜在期望：超出的惊喜大于不及的损害"}, driver.NoKind: {"neither can be shown", "均无法证实"},
	driver.Unknown: {"too few low, high or middling scores", "低分、高分或中间分太少"}, driver.Same: {"not told apart from other dimensions", "无法与其他方面区分"},
}

// contrast is what failing and exceeding do.
func (in SatisfactionInput) contrast() Section {
	list := in.Drivers.Contrasts
	s := Section{
		ID: "penalty-reward", Title: in.contrastFinding(), What: Text{"What low and high scores go with in overall satisfaction, against scores between, with 95% intervals", "低分与高分（相对中间分）对应的总体满意度差异，附 95% 区间"},
		Note: Sentence("n = %s. In parts of the scale, all dimensions taken together. An association, not an effect.", "n = %s。以量表长度为单位，同时考虑所有方面。这是关联而非因果。",
			Plural(in.Drivers.Overall.N, "response", "responses", "份答卷")),
		Definition: Text{
			"Penalty–reward contrast (Brandt 1987): overall satisfaction regressed on whether each dimension scored low (lower 40% of the scale) or high (upper 10%). Basic: a step down from the scores between costs more than a step up brings; latent: the other way round; performance: both or either, and no difference shown.",
			"惩罚—奖励对照（Brandt 1987）：以各方面是否低分（量表低 40%）或高分（高 10%）回归总体满意度。基本期望：自中间分每降一步之失大于每升一步之得；潜在期望：相反；绩效期望：有影响而两者差异不明。",
		},
		Table: &Grid{Name: "penalty_reward", Columns: []Column{
			dimensionColumn, {Text{"Low score", "低分"}, KindPoints, "penalty"}, {Text{"from", "下限"}, KindPoints, "penalty_low"}, {Text{"to", "上限"}, KindPoints, "penalty_high"},
			{Text{"High score", "高分"}, KindPoints, "reward"}, {Text{"from", "下限"}, KindPoints, "reward_low"}, {Text{"to", "上限"}, KindPoints, "reward_high"}, {Text{"Expectation", "期望类型"}, KindText, "kind"},
		}},
	}
	low, high := Bar{Name: Text{"Low score", "低分"}, Color: Negative}, Bar{Name: Text{"High score", "高分"}, Color: Positive}
	bars := Bars{Kind: KindPoints, Flat: true, Name: Text{"Overall satisfaction", "总体满意度"}}
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
		return Section{ID: s.ID, Title: s.Title, Note: s.Note, Small: Text{"There are too few low, high or middling scores, or the dimensions cannot be told apart.", "低分、高分或中间分太少，或各方面无法区分。"}}
	}
	bars.Series = []Bar{low, high}
	s.Chart = BarChart(bars)
	return s
}

// contrastFinding names the expectations of a kind.
func (in SatisfactionInput) contrastFinding() Text {
	of := map[driver.Kind][]string{}
	for _, c := range in.Drivers.Contrasts {
		of[c.Kind] = append(of[c.Kind], c.Dimension)
	}
	var t Text
	if names := of[driver.Basic]; len(names) > 0 {
		t = Join(t, Sentence("Do not fail in %s: that costs more than exceeding brings.", "%s不可失误：不及的损害大于超出的收获。", quotedDimensions(names)))
	}
	if names := of[driver.Latent]; len(names) > 0 {
		t = Join(t, Sentence("Exceed in %s: that delights more than failing hurts.", "%s值得超出期望：带来的惊喜大于不及的损害。", quotedDimensions(names)))
	}
	if names := of[driver.Performance]; len(names) > 0 {
		t = Join(t, Sentence("In %s better is better all along.", "%s越好越满意。", quotedDimensions(names)))
	}
	if t.IsZero() {
		return Text{"No dimension can be shown to hurt when it fails or to delight when it exceeds.", "没有任何方面能证实其不及有损或超出有益。"}
	}
	return t
}
