package pages

import (
	"cmp"
	"slices"
	"strconv"

	"regulars/analytics"
	"regulars/analytics/retention"
	"regulars/charts"
)

// comparison is a set of groups whose time to the next purchase is compared.
type comparison struct {
	id         string
	groups     []retention.Group
	differs    bool                       // by more than chance would make
	ratios     map[string]retention.Ratio // of the groups against the rest; none where they are of the same customers
	ordered    bool                       // the groups keep their order
	names      map[string]charts.Text     // of the groups; those not in it keep their own
	what, head charts.Text                // what the groups are
	alike      charts.Text
	differ     charts.Text // a format of the best group, its share, the days, the share of the worst group and its name
	definition charts.Text
}

// comparisons are those of the page, in order.
func (in RetentionInput) comparisons() []comparison {
	list := []comparison{in.further(), comparison{
		id:   "channels",
		what: both("the channel of their first purchase", "首购渠道"), head: both("Channel of the first purchase", "首购渠道"),
		alike:      both("New customers come back equally often whichever channel they came through: the differences may be chance.", "无论来自哪个渠道，新客户回来的比例相近：差异可能出于偶然。"),
		differ:     both("Customers won through %[1]s come back most often: %[2]s within %[3]s, against %[4]s of those won through %[5]s.", "来自 %[1]s 的新客户回来最多：%[3]s内有 %[2]s，而来自 %[5]s 的为 %[4]s。"),
		definition: charts.Sentence("Time from the first to the second %s.", "从首个%[1]s到第二个%[1]s的时间。", occasion()),
	}.of(in.Second, "channel"), comparison{
		id:   "categories",
		what: both("the category of their first purchase", "首购品类"), head: both("Category of the first purchase", "首购品类"),
		alike:      both("New customers come back equally often whatever they bought first: the differences may be chance.", "无论首购何种品类，新客户回来的比例相近：差异可能出于偶然。"),
		differ:     both("Customers who began with %[1]s come back most often: %[2]s within %[3]s, against %[4]s of those who began with %[5]s.", "首购 %[1]s 的新客户回来最多：%[3]s内有 %[2]s，而首购 %[5]s 的为 %[4]s。"),
		definition: charts.Sentence("Time from the first to the second %s. Where the first day has several categories, the first by name counts.", "从首个%[1]s到第二个%[1]s的时间。首购当日有多个品类时，取名称排序最前者。", occasion()),
	}.of(in.Second, "category")}
	if in.Answer != nil {
		list = append(list, comparison{
			id: "scores", ordered: true,
			what: both("the score of their first answer", "首次评分"), head: both("Score of the first answer", "首次评分"),
			alike:      both("Whatever score customers give first, they buy again equally often afterwards: the differences may be chance.", "无论首次评分高低，客户之后再次购买的比例相近：差异可能出于偶然。"),
			differ:     both("Customers whose first score is %[1]s buy again most often after it: %[2]s within %[3]s, against %[4]s of those who gave %[5]s.", "首次评分为 %[1]s 的客户此后再次购买最多：%[3]s内有 %[2]s，而评分为 %[5]s 的为 %[4]s。"),
			definition: charts.Sentence("Time from the day of the first answer to the next %s, by the mean experience of that answer in whole points.", "从首次回答之日到其后首个%s的时间，按该次回答的平均体验分（取整）分组。", occasion()),
		}.of(in.Answer, "score"))
	}
	if in.Segment != nil {
		list = append(list, comparison{
			id: "segments", names: in.SegmentNames,
			what: charts.Sentence("their segment on %s", "%s所在细分", charts.Date(in.Compare)), head: both("Segment then", "当时的细分"),
			alike:      both("Customers of all segments have bought again equally often since: the differences may be chance.", "各细分客户此后再次购买的比例相近：差异可能出于偶然。"),
			differ:     both("Of the segments, %[1]s have bought again most often since: %[2]s within %[3]s, against %[4]s of %[5]s.", "各细分中，%[1]s此后再次购买最多：%[3]s内有 %[2]s，而%[5]s为 %[4]s。"),
			definition: charts.Sentence("Time from %[1]s to the next %[2]s, by the segment on %[1]s: today's segments are made of the very purchases counted here.", "从%[1]s到其后首个%[2]s的时间，按%[1]s所在细分分组：今日的细分正由此处所计的购买构成。", charts.Date(in.Compare), occasion()),
		}.of(in.Segment, "segment"))
	}
	return list
}

// of fills in the groups, their test and their ratios.
func (c comparison) of(s *retention.Survival, by string) comparison {
	c.groups, c.differs, c.ratios = s.Groups(by), s.Test(by).Differ(), map[string]retention.Ratio{}
	for i, r := range s.Ratios(by) {
		c.ratios[c.groups[i].Name] = r
	}
	return c
}

// further compares the times after the first, second … purchase. They are of the same customers, so no test is made of them.
func (in RetentionInput) further() comparison {
	c := comparison{
		id: "further", ordered: true,
		what: both("how often they had bought", "此前购买次数"), head: both("After purchase number", "第几次购买之后"),
		alike:      both("Customers come back about as often after each purchase.", "每次购买之后，客户回来的比例相近。"),
		differ:     both("The habit grows: after purchase %[1]s, %[2]s of customers buy again within %[3]s, against %[4]s after purchase %[5]s.", "习惯在增长：第 %[1]s 次购买之后，%[3]s内有 %[2]s 的客户再次购买，而第 %[5]s 次之后为 %[4]s。"),
		definition: charts.Sentence("Time from one %s to the next, of all who came so far.", "从一个%[1]s到下一个%[1]s的时间，对象为所有走到这一步的客户。", occasion()),
	}
	for i, s := range append([]*retention.Survival{in.Second}, in.Further...) {
		if curve := s.Curve(); len(curve) > 0 {
			c.groups = append(c.groups, retention.Group{Name: strconv.Itoa(i + 1), Customers: curve[0].AtRisk, Curve: curve})
		}
	}
	return c
}

// member is one group at the common horizon.
type member struct {
	retention.Group
	point retention.Point
}

func (c comparison) name(m member) charts.Text {
	if name, ok := c.names[m.Name]; ok {
		return name
	}
	return charts.Same(m.Name)
}

// compared is the section of a comparison; there is none without two groups that are large enough.
func (in RetentionInput) compared(c comparison) (charts.Section, bool) {
	days, list := in.comparable(c)
	if len(list) < 2 {
		return charts.Section{}, false
	}
	bar := charts.Bar{Name: both("Bought again", "再次购买")}
	b := charts.Bars{Kind: charts.KindPercent, Flat: true, Name: charts.Sentence("Bought again within %s", "%s内再次购买", charts.Days(float64(days)))}
	g := &charts.Grid{Name: "survival_summary", Columns: []charts.Column{
		{Title: c.head, Kind: charts.KindText}, {Title: both("Customers", "客户"), Kind: charts.KindCount, Key: "customers"}, {Title: b.Name, Kind: charts.KindPercent},
		{Title: both("Low", "下限"), Kind: charts.KindPercent}, {Title: both("High", "上限"), Kind: charts.KindPercent}, {Title: both("Half have by day", "半数达成天数"), Kind: charts.KindCount, Key: "median_days"},
	}}
	if c.ratios != nil {
		g.Columns = append(g.Columns, charts.Column{Title: both("Pace against the rest", "相对其余的速度"), Kind: charts.KindNumber, Key: "hazard_ratio"},
			charts.Column{Title: both("Low", "下限"), Kind: charts.KindNumber, Key: "hazard_ratio_low"}, charts.Column{Title: both("High", "上限"), Kind: charts.KindNumber, Key: "hazard_ratio_high"})
	}
	n := 0
	for _, m := range list {
		p := risen(days, m.point)
		b.Names = append(b.Names, c.name(m))
		bar.Values, bar.Low, bar.High = append(bar.Values, p.Y), append(bar.Low, p.Low), append(bar.High, p.High)
		median, _, _ := m.Curve.Median()
		row := []any{c.name(m), m.Customers, p.Y, p.Low, p.High, finite(median)}
		if r, ok := c.ratios[m.Name]; ok {
			row = append(row, finite(r.Ratio), finite(r.Low), finite(r.High))
		}
		g.Rows = append(g.Rows, row)
		n += m.Customers
	}
	b.Series = []charts.Bar{bar}
	s := charts.Section{
		ID: c.id, Title: charts.Join(c.finding(days, list), c.pace(list)), Chart: charts.BarChart(b), Table: g,
		What: charts.Sentence("Share of customers who bought again within %s, by %s, with 95%% intervals", "按%[2]s统计的 %[1]s内再次购买比例及 95%% 区间", charts.Days(float64(days)), c.what),
		Note: charts.Join(charts.Sentence("n = %s.", "n = %s。", people(n)), charts.Sentence("Groups with fewer than %d customers are not shown.", "客户少于 %d 位的组未展示。", in.MinGroup)),
		Definition: charts.Join(c.definition, both("Kaplan–Meier by group. Whether the groups differ is told by the log-rank test over the whole curves of all groups, at 5%: it says nothing about why, since groups may hold different customers. Pace: Cox's hazard ratio of the group against all others (Efron's ties), with 95% interval; where it changes with time (Grambsch and Therneau's test, at 5%) it is an average.",
			"各组的 Kaplan–Meier 估计。各组是否有差异由全部组整条曲线的 log-rank 检验判断（5% 水平）：它不说明原因，因为各组客户可能本就不同。速度：该组相对其余各组的 Cox 风险比（Efron 处理同日事件）及 95% 区间；若比值随时间变化（Grambsch–Therneau 检验，5% 水平），则为平均值。")),
	}
	if c.id == "further" {
		s.Note = charts.Sentence("n = %s after the first purchase.", "首购之后 n = %s。", people(list[0].Customers))
		s.Definition = charts.Join(c.definition, both("Kaplan–Meier after each purchase; the finding tells only what the intervals do.", "每次购买之后的 Kaplan–Meier 估计；结论仅依据区间。"))
	}
	return s, true
}

// comparable are the groups that are large enough, the best first, at the longest horizon they all reach.
func (in RetentionInput) comparable(c comparison) (days int, list []member) {
	var groups []retention.Group
	for _, g := range c.groups {
		if g.Customers >= in.MinGroup && in.watched(g.Curve, 7) {
			groups = append(groups, g)
		}
	}
	for _, h := range horizons {
		if !slices.ContainsFunc(groups, func(g retention.Group) bool { return !in.watched(g.Curve, h.days) }) {
			days = h.days
			break
		}
	}
	for _, g := range groups {
		p, _ := g.Curve.At(days)
		list = append(list, member{g, p})
	}
	if !c.ordered {
		slices.SortStableFunc(list, func(a, b member) int { return cmp.Compare(a.point.Survival, b.point.Survival) })
	}
	return days, list
}

// finding says which group's customers return most and least, where that is more than chance.
func (c comparison) finding(days int, list []member) charts.Text {
	by := func(a, b member) int { return cmp.Compare(a.point.Survival, b.point.Survival) }
	best, worst := slices.MinFunc(list, by), slices.MaxFunc(list, by)
	if c.id == "further" {
		best, worst = list[len(list)-1], list[0]
	}
	if !c.clear(best, worst) {
		return c.alike
	}
	return charts.Sentence(c.differ.EN, c.differ.ZH, c.name(best), charts.Percent(1-best.point.Survival), charts.Days(float64(days)), charts.Percent(1-worst.point.Survival), c.name(worst))
}

// clear tells whether the groups differ by more than chance.
func (c comparison) clear(best, worst member) bool {
	if c.id == "further" {
		return best.point.Against(worst.point) == analytics.More
	}
	return c.differs && best.point.Survival < worst.point.Survival
}

// pace adds how much faster than the rest the best group comes back, where that is more than chance.
func (c comparison) pace(list []member) charts.Text {
	by := func(a, b member) int { return cmp.Compare(a.point.Survival, b.point.Survival) }
	best, worst := slices.MinFunc(list, by), slices.MaxFunc(list, by)
	r, ok := c.ratios[best.Name]
	if !ok || !c.clear(best, worst) || r.Verdict() != analytics.More {
		return charts.Text{}
	}
	ratio, interval := times(r.Ratio), charts.Range(times(r.Low), times(r.High))
	switch {
	case !r.Changes():
		return charts.Sentence("On any day they come back %s times as often as all others (%s).", "任何一天，他们回来的可能性都是其余客户的 %s 倍（%s）。", ratio, interval)
	case r.Drift.Rises:
		return charts.Sentence("On average they come back %s times as often as all others (%s), and the lead grows with time.", "平均而言，他们回来的可能性是其余客户的 %s 倍（%s），且差距随时间扩大。", ratio, interval)
	default:
		return charts.Sentence("On average they come back %s times as often as all others (%s); the lead is greatest at first.", "平均而言，他们回来的可能性是其余客户的 %s 倍（%s），起初差距最大。", ratio, interval)
	}
}

// times is a ratio, to a tenth below ten.
func times(ratio float64) charts.Text { return charts.Number(charts.RoundTo(ratio, 1)) }
