package charts

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/satisfaction"
)

// cutWords is how a cut is spoken of.
type cutWords struct {
	cut                       satisfaction.Cut
	id                        string
	column, one, many, by, of Text
}

var cutsOfSurvey = []cutWords{
	{satisfaction.BySegment, "by-segment", Text{"Segment", "细分"}, Text{"segment", "个细分"}, Text{"segments", "个细分"}, Text{"segment", "细分"},
		Text{"An answer counts to the segment that the customer was in on its day, by today's cut points.", "回答按客户当日所属细分计入，采用今天的分界点。"}},
	{satisfaction.ByChannel, "by-channel", Text{"Channel", "渠道"}, Text{"channel", "个渠道"}, Text{"channels", "个渠道"}, Text{"channel", "渠道"},
		Text{"The channel is that of the answer or, where it names none, of the customer's last purchase before it.", "渠道取自回答；未注明时取客户此前最近一次购买的渠道。"}},
	{satisfaction.ByStore, "by-store", Text{"Store", "门店"}, Text{"store", "家门店"}, Text{"stores", "家门店"}, Text{"store", "门店"},
		Text{"The store is that of the answer or, where it names none, of the customer's last purchase before it.", "门店取自回答；未注明时取客户此前最近一次购买的门店。"}},
}

// groupsDefinition stands in the first of the sections; the others refer to it.
var groupsDefinition = Text{
	"The finding is by a test of whether all shares are one (Pearson's χ², 5%), in which all answers of a customer count as one. The average weighted by importance is Σ importance × experience / Σ importance over the answers of all dimensions but the overall question that give both; its interval is that of a ratio. Shares have Wilson's interval, averages Student's t, the net promoter score the adjusted Wald interval, all at 95%. The file has every dimension, and the months.",
	"结论依据各占比是否相同的检验（皮尔逊 χ²，5%），同一客户的全部回答只算作一个。按重要性加权的平均为 Σ 重要性×体验 / Σ 重要性，仅计总体问题以外、两者都有的回答，区间采用比率法。占比采用 Wilson 区间，平均值采用学生 t 分布，净推荐值采用调整 Wald 区间，均为 95%。文件中包含各方面与各月份。",
}

// mostGroups is how many groups a chart draws: the best and the worst half of them.
const mostGroups = 20

// groups are the sections of the cuts that have at least two groups with enough answers.
func (in SatisfactionInput) groups() (sections []Section) {
	for _, w := range cutsOfSurvey {
		if shown, small := in.groupsOf(w.cut); len(shown) > 1 {
			s := in.groupSection(w, shown, small)
			if len(sections) > 0 {
				s.Definition = Join(w.of, Sentence("The other terms are those of “%s”.", "其他术语同“%s”。", sections[0].What))
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

func (in SatisfactionInput) groupName(g satisfaction.Group) Text {
	if t, ok := in.SegmentNames[g.Name]; ok && g.Cut == satisfaction.BySegment {
		return t
	}
	return Same(g.Name)
}

func (in SatisfactionInput) groupSection(w cutWords, shown []satisfaction.Group, small int) Section {
	s := Section{
		ID: w.id, Title: in.groupFinding(w, shown), Table: in.groupTable(w, shown),
		What:       Sentence("Share of answers %s that give %s, by %s, worst first, with 95%% intervals", "按%[3]s：%[1]s给出%[2]s的回答占比，由差到好，附 95%% 区间", in.aboutWhole(), in.best(), w.by),
		Note:       in.wholeNote(),
		Definition: Join(w.of, groupsDefinition),
	}
	if small > 0 {
		s.Note = Join(s.Note, Sentence("Not shown: %s with fewer than %s.", "未展示：%s的回答少于 %s。",
			Plural(small, w.one.EN, w.many.EN, w.many.ZH), Plural(in.MinGroup, "answer", "answers", "条")))
	}
	drawn := shown
	if len(shown) > mostGroups {
		drawn = slices.Concat(shown[:mostGroups/2], shown[len(shown)-mostGroups/2:])
		s.Note = Join(s.Note, Sentence("Drawn are the %s worst and the %s best.", "图中为最差与最好的各 %[1]s 个。", Count(mostGroups/2), Count(mostGroups/2)))
	}
	bars := Bars{Kind: KindPercent, Flat: true, Series: []Bar{{Color: Accent}}}
	for _, g := range drawn {
		b, share := &bars.Series[0], g.Whole.TopTwo
		bars.Names, b.Values = append(bars.Names, in.groupName(g)), append(b.Values, share.Share)
		b.Low, b.High = append(b.Low, share.Low), append(b.High, share.High)
	}
	s.Chart = BarChart(bars)
	return s
}

// groupFinding says whether the groups differ; they are sorted, the worst first.
func (in SatisfactionInput) groupFinding(w cutWords, shown []satisfaction.Group) Text {
	var shares []analytics.Share
	for _, g := range shown {
		shares = append(shares, g.Whole.TopTwo)
	}
	worst, best := shown[0], shown[len(shown)-1]
	design := math.Max(1, float64(in.Result.Whole.Experience.N)/float64(max(1, in.Result.Customers)))
	if satisfaction.Differ(shares, design) >= 0.05 {
		return Sentence("No difference between the %s %s is beyond chance: between %s and %s of answers give %s.", "%s %s之间的差异没有超出偶然：%s 至 %s 的回答给出%s。",
			Count(len(shown)), w.many, Percent(worst.Whole.TopTwo.Share), Percent(best.Whole.TopTwo.Share), in.best())
	}
	return Sentence("The %s %s differ by more than chance: in “%s” %s of answers give %s, in “%s” %s.",
		"%s %s之间的差异超出偶然：“%s”有 %s 的回答给出%s，“%s”为 %s。",
		Count(len(shown)), w.many, in.groupName(worst), Percent(worst.Whole.TopTwo.Share), in.best(), in.groupName(best), Percent(best.Whole.TopTwo.Share))
}

// groupTable has the measures of the whole in each group.
func (in SatisfactionInput) groupTable(w cutWords, shown []satisfaction.Group) *Grid {
	g := &Grid{Name: "measures", Columns: []Column{
		{w.column, KindText, "group"},
		{Text{"Answers", "回答数"}, KindCount, "n"},
		{Text{"Best scores", "高分占比"}, KindPercent, "top_two_box"},
		{Text{"from", "下限"}, KindPercent, "low"},
		{Text{"to", "上限"}, KindPercent, "high"},
		{Text{"Average", "平均"}, KindNumber, "experience"},
		{Text{"Weighted by importance", "按重要性加权"}, KindNumber, "weighted_average"},
		{Text{"Dissatisfied", "不满意"}, KindPercent, "dissatisfied"},
		{Text{"Delighted", "超满意"}, KindPercent, "delighted"},
		{Text{"Net promoter score", "净推荐值"}, KindNumber, "nps"},
		{Text{"from", "下限"}, KindNumber, "nps_low"},
		{Text{"to", "上限"}, KindNumber, "nps_high"},
	}}
	for _, of := range shown {
		d, n := of.Whole, of.NPS
		row := []any{in.groupName(of), d.Experience.N, d.TopTwo.Share, d.TopTwo.Low, d.TopTwo.High, d.Experience.Mean, d.ByImportance.Mean,
			d.Dissatisfied.Share, d.Delighted.Share, nil, nil, nil}
		if in.enough(n.N) {
			row[9], row[10], row[11] = math.Round(100*n.Score), math.Round(100*n.Low), math.Round(100*n.High)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
