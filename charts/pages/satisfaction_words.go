package pages

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// headline is how satisfied customers are on the whole.
func (in SatisfactionInput) headline() charts.Text {
	w := in.Result.Whole
	switch s := w.TopTwo; {
	case in.enough(s.N) && !charts.Known(s.Low):
		return in.headlineBrief()
	case in.enough(s.N):
		return charts.Sentence("%s of answers %s give %s; the true share is likely %s.", "%[1]s的回答%[2]s给出%[3]s；真实占比很可能为 %[4]s。",
			charts.Percent(s.Share), in.aboutWhole(), in.best(), charts.Range(charts.Percent(s.Low), charts.Percent(s.High)))
	case in.enough(w.Experience.N):
		return charts.Sentence("Customers rate their experience %s on average, on scores that run from %s.", "客户的平均体验评分为 %s，评分范围为 %s。",
			in.score(w.Experience.Mean), in.scale())
	case in.enough(in.Result.NPS.N):
		return in.npsFinding()
	default:
		return both("Too few customers answered the overall question to say how satisfied they are on the whole.", "回答总体问题的客户太少，无法判断总体满意程度。")
	}
}

// headlineBrief is the headline without its interval.
func (in SatisfactionInput) headlineBrief() charts.Text {
	s := in.Result.Whole.TopTwo
	if !in.enough(s.N) {
		return in.headline()
	}
	return charts.Sentence("%s of answers %s give %s.", "%[1]s 的回答%[2]s给出%[3]s。", charts.Percent(s.Share), in.aboutWhole(), in.best())
}

func (in SatisfactionInput) aboutWhole() charts.Text {
	if in.Result.Asked {
		return both("to the overall question", "（总体问题）")
	}
	return both("about all dimensions", "（全部方面）")
}

// best is what the two best boxes are called.
func (in SatisfactionInput) best() charts.Text {
	s := in.Result.Scale
	switch span := s.Max - s.Min; {
	case in.Result.Rescaled > 0:
		return both("one of the best scores of their scale", "其量表中的高分")
	case span >= 2 && span <= 10:
		return charts.Sentence("%s or %s", " %s 分或 %s 分", charts.Same(plainNumber(s.Max-1)), charts.Same(plainNumber(s.Max)))
	default:
		return charts.Sentence("%s or more out of %s", " %s 分及以上（满分 %s 分）", charts.Same(plainNumber(s.Max-span/5)), charts.Same(plainNumber(s.Max)))
	}
}

// keyFinding is what should be mended first.
func (in SatisfactionInput) keyFinding() charts.Text {
	k := in.Result.Key
	if k == nil {
		return charts.Text{}
	}
	name := quotedDimension(k.Dimension)
	switch {
	case k.Worst.Mean >= 0:
		return charts.Sentence("Nothing falls short of what customers expect on average; the narrowest margin is in %s (%s).",
			"平均而言各方面均未低于客户期望；余地最小的是%s（%s）。", name, gapText(in.gapOf(k.Dimension).Mean))
	case k.Worst.Verdict() != analytics.Less:
		return charts.Sentence("%s comes out lowest against what customers expect (%s), but that may be chance.",
			"与期望相比%s最低（%s），但可能只是偶然。", name, gapText(in.gapOf(k.Dimension).Mean))
	case k.Next != "" && !k.Clear:
		return charts.Sentence("%s falls furthest short of what customers expect (%s)%s, yet the answers do not set it apart from %s.",
			"%s与客户期望的差距最大（%s）%s，但现有回答不足以将其与%s区分开。", name, gapText(in.gapOf(k.Dimension).Mean), weighing(k), quotedDimension(k.Next))
	default:
		return charts.Sentence("Mend %s first: it falls furthest short of what customers expect (%s)%s.",
			"应首先改进%s：它与客户期望的差距最大（%s）%s。", name, gapText(in.gapOf(k.Dimension).Mean), weighing(k))
	}
}

func weighing(k *satisfaction.Key) charts.Text {
	if k.Weighted {
		return both(", weighted by how much it matters", "，已按重要性加权")
	}
	return charts.Text{}
}

// gapOf is experience less expectation of a dimension.
func (in SatisfactionInput) gapOf(name string) satisfaction.Estimate {
	for _, d := range in.Result.Aspects {
		if d.Name == name {
			return d.Satisfaction
		}
	}
	return satisfaction.Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN()}
}

func aboutDimension(name string) charts.Text {
	if name == satisfaction.Overall {
		return both("to the overall question", "对总体问题")
	}
	return charts.Sentence("about %s", "关于%s", quotedDimension(name))
}

// bestAndWorst compares the dimensions by the share of best scores; they are sorted, the worst first.
func (in SatisfactionInput) bestAndWorst(ds []satisfaction.Dimension) charts.Text {
	worst, best := ds[0], ds[len(ds)-1]
	name := quotedDimension(best.Name)
	switch {
	case len(ds) == 1:
		return charts.Sentence("%s of answers %s give %s.", "%[1]s%[2]s的回答给出%[3]s。", charts.Percent(best.TopTwo.Share), aboutDimension(best.Name), in.best())
	case worst.TopTwo.Share == best.TopTwo.Share:
		return charts.Sentence("%s of answers give %s, whatever is asked about.", "无论问及哪个方面，%s的回答给出%s。", charts.Percent(best.TopTwo.Share), in.best())
	case worst.TopTwo.Against(best.TopTwo) == analytics.Less:
		return charts.Sentence("Customers are happiest with %s, where %s of answers give %s, and least happy with %s, where %s do.",
			"客户对%s最满意，%s的回答给出%s；对%s最不满意，该占比为 %s。",
			name, charts.Percent(best.TopTwo.Share), in.best(), quotedDimension(worst.Name), charts.Percent(worst.TopTwo.Share))
	default:
		return charts.Sentence("Customers are about equally happy with everything asked: between %s and %s of answers give %s, and the difference may be chance.",
			"客户对各方面的满意程度相近：%s至%s的回答给出%s，差异可能只是偶然。", charts.Percent(worst.TopTwo.Share), charts.Percent(best.TopTwo.Share), in.best())
	}
}

// meansFinding is bestAndWorst where the best scores are not known.
func (in SatisfactionInput) meansFinding(ds []satisfaction.Dimension) charts.Text {
	worst, best := ds[0], ds[len(ds)-1]
	switch {
	case len(ds) == 1:
		return charts.Sentence("Customers rate %s %s on average.", "客户对%s的平均评分为 %s。", quotedDimension(best.Name), in.score(best.Experience.Mean))
	case worst.Experience.Against(best.Experience) == analytics.Less:
		return charts.Sentence("Customers rate %s best (%s) and %s worst (%s).", "客户对%s评价最高（%s），对%s评价最低（%s）。",
			quotedDimension(best.Name), in.score(best.Experience.Mean), quotedDimension(worst.Name), in.score(worst.Experience.Mean))
	default:
		return charts.Sentence("Customers rate everything asked about the same, between %s and %s; the difference may be chance.",
			"客户对各方面的评分相近，介于 %s 与 %s 之间；差异可能只是偶然。", in.score(worst.Experience.Mean), in.score(best.Experience.Mean))
	}
}

// levelsFinding says where expectations are missed most often; the dimensions are sorted, the worst first.
func (in SatisfactionInput) levelsFinding(ds []satisfaction.Dimension) charts.Text {
	first, last := ds[0], ds[len(ds)-1]
	switch {
	case len(ds) == 1:
		return charts.Sentence("%s of answers %s are below what the customer expected, %s above it.",
			"%[1]s%[2]s的回答低于客户期望，%[3]s高于期望。", charts.Percent(first.Dissatisfied.Share), aboutDimension(first.Name), charts.Percent(first.Delighted.Share))
	case first.Dissatisfied.Against(last.Dissatisfied) == analytics.More:
		return charts.Sentence("Expectations are missed most often in %s (%s of answers) and least often in %s (%s).",
			"最常未达到期望的是%s（%s的回答），最少的是%s（%s）。", quotedDimension(first.Name), charts.Percent(first.Dissatisfied.Share),
			quotedDimension(last.Name), charts.Percent(last.Dissatisfied.Share))
	default:
		return charts.Sentence("Expectations are missed about equally often everywhere: in %s to %s of answers.",
			"各方面未达到期望的比例相近：介于 %s 与 %s 之间。", charts.Percent(last.Dissatisfied.Share), charts.Percent(first.Dissatisfied.Share))
	}
}

// prioritiesFinding names what matters more than average and is surely experienced worse than average.
func prioritiesFinding(ds []satisfaction.Dimension, experience, importance float64) charts.Text {
	var names []string
	for _, d := range ds {
		if d.Priority(experience, importance) {
			names = append(names, d.Name)
		}
	}
	if len(names) == 0 {
		return both("Nothing that matters more than average is clearly experienced worse than average.", "在重要性高于平均的方面中，没有体验明显低于平均的。")
	}
	what := both("it", "")
	if len(names) > 1 {
		what = both("them", "")
	}
	return charts.Sentence("Concentrate on %[1]s: customers hold %[2]s more important than average and experience %[2]s worse than average.",
		"应集中改进%[1]s：客户认为其重要性高于平均，而体验低于平均。", quotedDimensions(names), what)
}

// trendFinding says whether experience has changed.
func (in SatisfactionInput) trendFinding() charts.Text {
	c := in.Result.Change
	now, before := in.score(c.Now.Mean), in.score(c.Before.Mean)
	switch c.Verdict() {
	case analytics.More:
		return charts.Sentence("Experience has improved on the year: %s on average against %s, with as many new and old customers (%s).",
			"体验同比改善：平均 %s，此前一年为 %s，新老客户构成相同（%s）。", now, before, gapText(c.By))
	case analytics.Less:
		return charts.Sentence("Experience has worsened on the year: %s on average against %s, with as many new and old customers (%s).",
			"体验同比下降：平均 %s，此前一年为 %s，新老客户构成相同（%s）。", now, before, gapText(c.By))
	case analytics.Untold:
		return both("There are too few answers of new and old customers in both years to tell whether satisfaction changes.", "两年中新老客户的回答太少，无法判断满意度是否变化。")
	default:
		return charts.Sentence("Experience has not clearly changed on the year: %s on average against %s, with as many new and old customers; the difference may be chance.",
			"体验同比没有明显变化：平均 %s，此前一年为 %s，新老客户构成相同；差异可能只是偶然。", now, before)
	}
}

// npsChange says whether the net promoter score has changed.
func (in SatisfactionInput) npsChange() charts.Text {
	c := in.Result.NPSChange
	now, before := npsText(c.Now.Mean), npsText(c.Before.Mean)
	switch c.Verdict() {
	case analytics.More:
		return charts.Sentence("It has risen on the year: %s against %s, with as many new and old customers.", "同比上升：%s，此前一年为 %s，新老客户构成相同。", now, before)
	case analytics.Less:
		return charts.Sentence("It has fallen on the year: %s against %s, with as many new and old customers.", "同比下降：%s，此前一年为 %s，新老客户构成相同。", now, before)
	case analytics.Untold:
		return charts.Text{}
	default:
		return charts.Sentence("It has not clearly changed on the year: %s against %s, with as many new and old customers.", "同比没有明显变化：%s，此前一年为 %s，新老客户构成相同。", now, before)
	}
}

// npsFinding says whether more customers would recommend than would not.
func (in SatisfactionInput) npsFinding() charts.Text {
	n := in.Result.NPS
	promoters, detractors := charts.Percent(float64(n.Promoters)/float64(n.N)), charts.Percent(float64(n.Detractors)/float64(n.N))
	switch {
	case n.Verdict() == analytics.Untold:
		return charts.Sentence("%s would recommend us, %s would not; too few customers said so to tell which are more.", "%s 愿意推荐，%s 不愿推荐；作答客户太少，无法分出多少。", promoters, detractors)
	case n.Verdict() == analytics.More:
		return charts.Sentence("More customers would recommend us than would not: %s against %s, a score of %s (likely %s).",
			"愿意推荐的客户多于不愿推荐的：%s 对 %s，净推荐值为 %s（很可能为 %s）。", promoters, detractors, npsText(n.Score), charts.Range(npsText(n.Low), npsText(n.High)))
	case n.Verdict() == analytics.Less:
		return charts.Sentence("More customers would warn of us than would recommend us: %[2]s against %[1]s, a score of %[3]s (likely %[4]s).",
			"不愿推荐的客户多于愿意推荐的：%[2]s 对 %[1]s，净推荐值为 %[3]s（很可能为 %[4]s）。", promoters, detractors, npsText(n.Score), charts.Range(npsText(n.Low), npsText(n.High)))
	default:
		return charts.Sentence("About as many customers would recommend us as would not: %s and %s, and the answers do not tell which are more.",
			"愿意推荐与不愿推荐的客户大致相当：%s 与 %s，现有回答无法分出多少。", promoters, detractors)
	}
}
