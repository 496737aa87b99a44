package pages

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// cutWords is how a cut is spoken of.
type cutWords struct {
	cut                       satisfaction.Cut
	id                        string
	column, one, many, by, of charts.Text
}

var cutsOfSurvey = []cutWords{
	{satisfaction.BySegment, "by-segment", both("Segment", "细分"), both("segment", "个细分"), both("segments", "个细分"), both("segment", "细分"),
		both("An answer counts to the segment that the customer was in on its day, by today's cut points.", "回答按客户当日所属细分计入，采用今天的分界点。")},
	{satisfaction.ByChannel, "by-channel", both("Channel", "渠道"), both("channel", "个渠道"), both("channels", "个渠道"), both("channel", "渠道"),
		both("The channel is that of the answer or, where it names none, of the customer's last purchase before it.", "渠道取自回答；未注明时取客户此前最近一次购买的渠道。")},
	{satisfaction.ByStore, "by-store", both("Store", "门店"), both("store", "家门店"), both("stores", "家门店"), both("store", "门店"),
		both("The store is that of the answer or, where it names none, of the customer's last purchase before it.", "门店取自回答；未注明时取客户此前最近一次购买的门店。")},
}

// groupsDefinition stands in the first of the sections; the others refer to it.
var groupsDefinition = both(
	"The finding is by a test of whether all shares are one (Pearson's χ², 5%), in which several answers of a customer count as far as they tell something of their own. The average weighted by importance is Σ importance × experience / Σ importance over the answers of all dimensions but the overall question that give both; its interval is that of a ratio. Shares have Wilson's interval, averages and the net promoter score Student's t, all at 95% with customers as independent. The file has every dimension, and the months.",
	"结论依据各占比是否相同的检验（皮尔逊 χ²，5%），同一客户的多次回答只按其自身信息量计入。按重要性加权的平均为 Σ 重要性×体验 / Σ 重要性，仅计总体问题以外、两者都有的回答，区间采用比率法。占比采用 Wilson 区间，平均值与净推荐值采用学生 t 分布，均为 95%，视各客户相互独立。文件中包含各方面与各月份。",
)

// mostGroups is how many groups a chart draws: the best and the worst half of them.
const mostGroups = 20

// groups are the sections of the cuts that have at least two groups with enough answers.
func (in SatisfactionInput) groups() (sections []charts.Section) {
	for _, w := range cutsOfSurvey {
		if shown, small := in.groupsOf(w.cut); len(shown) > 1 {
			s := in.groupSection(w, shown, small)
			if len(sections) > 0 {
				s.Definition = charts.Join(w.of, charts.Sentence("The other terms are those of “%s”.", "其他术语同“%s”。", sections[0].What))
			}
			sections = append(sections, s)
		}
	}
	return sections
}

// groupsOf are a cut's groups with enough answers, the worst first, and how many have too few.
func (in SatisfactionInput) groupsOf(cut satisfaction.Cut) (shown []satisfaction.Group, small int) {
	for _, g := range in.Groups {
		switch {
		case g.Cut != cut:
		case in.enough(g.Whole.TopTwo.N):
			shown = append(shown, g)
		default:
			small++
		}
	}
	slices.SortStableFunc(shown, func(a, b satisfaction.Group) int { return cmp.Compare(a.Whole.TopTwo.Share, b.Whole.TopTwo.Share) })
	return shown, small
}

func (in SatisfactionInput) groupName(g satisfaction.Group) charts.Text {
	if t, ok := in.SegmentNames[g.Name]; ok && g.Cut == satisfaction.BySegment {
		return t
	}
	return charts.Same(g.Name)
}

func (in SatisfactionInput) groupSection(w cutWords, shown []satisfaction.Group, small int) charts.Section {
	s := charts.Section{
		ID: w.id, Title: in.groupFinding(w, shown), Table: in.groupTable(w, shown),
		What:       charts.Sentence("Share of answers %s that give %s, by %s, worst first, with 95%% intervals", "按%[3]s：%[1]s给出%[2]s的回答占比，由差到好，附 95%% 区间", in.aboutWhole(), in.best(), w.by),
		Note:       in.wholeNote(),
		Definition: charts.Join(w.of, groupsDefinition),
	}
	if small > 0 {
		s.Note = charts.Join(s.Note, charts.Sentence("Not shown: %s with fewer than %s.", "未展示：%s的回答少于 %s。",
			charts.Plural(small, w.one.EN, w.many.EN, w.many.ZH), charts.Plural(in.MinGroup, "answer", "answers", "条")))
	}
	drawn := shown
	if len(shown) > mostGroups {
		drawn = slices.Concat(shown[:mostGroups/2], shown[len(shown)-mostGroups/2:])
		s.Note = charts.Join(s.Note, charts.Sentence("Drawn are the %s worst and the %s best.", "图中为最差与最好的各 %[1]s 个。", charts.Count(mostGroups/2), charts.Count(mostGroups/2)))
	}
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true, Series: []charts.Bar{{Color: charts.Accent}}}
	for _, g := range drawn {
		b, share := &bars.Series[0], g.Whole.TopTwo
		bars.Names, b.Values = append(bars.Names, in.groupName(g)), append(b.Values, share.Share)
		if !charts.Known(share.Low) { // its answers are those of too few customers
			share.Low, share.High = share.Share, share.Share
		}
		b.Low, b.High = append(b.Low, share.Low), append(b.High, share.High)
	}
	s.Chart = charts.BarChart(bars)
	return s
}

// groupFinding says whether the groups differ; they are sorted, the worst first.
func (in SatisfactionInput) groupFinding(w cutWords, shown []satisfaction.Group) charts.Text {
	worst, best := shown[0], shown[len(shown)-1]
	if !in.Result.Differ(shown) {
		return charts.Sentence("No difference between the %s %s is beyond chance: between %s and %s of answers give %s.", "%s %s之间的差异没有超出偶然：%s 至 %s 的回答给出%s。",
			charts.Count(len(shown)), w.many, charts.Percent(worst.Whole.TopTwo.Share), charts.Percent(best.Whole.TopTwo.Share), in.best())
	}
	return charts.Sentence("The %s %s differ by more than chance: in “%s” %s of answers give %s, in “%s” %s.",
		"%s %s之间的差异超出偶然：“%s”有 %s 的回答给出%s，“%s”为 %s。",
		charts.Count(len(shown)), w.many, in.groupName(worst), charts.Percent(worst.Whole.TopTwo.Share), in.best(), in.groupName(best), charts.Percent(best.Whole.TopTwo.Share))
}

// groupTable has the measures of the whole in each group.
func (in SatisfactionInput) groupTable(w cutWords, shown []satisfaction.Group) *charts.Grid {
	g := &charts.Grid{Name: "measures", Columns: []charts.Column{
		{Title: w.column, Kind: charts.KindText, Key: "group"},
		{Title: both("Answers", "回答数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Best scores", "高分占比"), Kind: charts.KindPercent, Key: "top_two_box"},
		{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"},
		{Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"},
		{Title: both("Average", "平均"), Kind: charts.KindNumber, Key: "experience"},
		{Title: both("Weighted by importance", "按重要性加权"), Kind: charts.KindNumber, Key: "weighted_average"},
		{Title: both("Dissatisfied", "不满意"), Kind: charts.KindPercent, Key: "dissatisfied"},
		{Title: both("Delighted", "超满意"), Kind: charts.KindPercent, Key: "delighted"},
		{Title: both("Net promoter score", "净推荐值"), Kind: charts.KindNumber, Key: "nps"},
		{Title: both("from", "下限"), Kind: charts.KindNumber, Key: "nps_low"},
		{Title: both("to", "上限"), Kind: charts.KindNumber, Key: "nps_high"},
	}}
	for _, of := range shown {
		d, n := of.Whole, of.NPS
		row := []any{in.groupName(of), d.Experience.N, d.TopTwo.Share, d.TopTwo.Low, d.TopTwo.High, d.Experience.Mean, d.ByImportance.Mean,
			d.Dissatisfied.Share, d.Delighted.Share, nil, nil, nil}
		if in.enough(n.N) {
			row[9] = math.Round(100 * n.Score)
			if charts.Known(n.Low) {
				row[10], row[11] = math.Round(100*n.Low), math.Round(100*n.High)
			}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
