package pages

import (
	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

var standingNames = map[string]charts.Text{
	loyalty.FirstYear: both("in their first year", "首年客户"), loyalty.Later: both("longer with us", "一年以上客户"),
	analytics.New.String(): both("new", "新客"), analytics.Active.String(): both("active", "活跃客户"), analytics.Slowing.String(): both("slowing", "放缓客户"), analytics.Lost.String(): both("lost", "已流失客户"),
}

// standings is the curve by how customers stood on the day of the answer; there is none where it can be told of fewer than two groups.
func (in LoyaltyInput) standings() charts.Section {
	bars := charts.Bars{Kind: charts.KindPoints, Flat: true, Name: both("Difference a point", "每分之差"), Series: []charts.Bar{{}}}
	grid := &charts.Grid{Name: "loyalty_standing", Columns: []charts.Column{
		{Title: both("On the day of the answer", "回答当日"), Kind: charts.KindText, Key: "standing"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "n"}, {Title: both("Bought again", "再次购买"), Kind: charts.KindPercent, Key: "rate"},
		{Title: both("Difference a point", "每分之差"), Kind: charts.KindPoints, Key: "slope"}, {Title: both("from", "下限"), Kind: charts.KindPoints, Key: "slope_low"}, {Title: both("to", "上限"), Kind: charts.KindPoints, Key: "slope_high"},
	}}
	var up []charts.Text
	for _, r := range in.Standings {
		if r.N < int64(in.MinGroup) || !charts.Known(r.From) {
			continue
		}
		name, b := standingNames[r.Standing], &bars.Series[0]
		bars.Names, b.Values, b.Low, b.High = append(bars.Names, name), append(b.Values, r.Slope), append(b.Low, r.From), append(b.High, r.To)
		grid.Rows = append(grid.Rows, []any{name, r.N, r.Rate, r.Slope, r.From, r.To})
		if r.Verdict == analytics.More {
			up = append(up, charts.Sentence("%s (%s)", "%s（%s）", name, charts.Points(r.Slope)))
		}
	}
	if len(bars.Names) < 2 {
		return charts.Section{}
	}
	title := both("Neither among newcomers nor among regulars does the score clearly tell who comes back.", "无论新客还是老客，评分都不能明确区分谁会回来。")
	if len(up) > 0 {
		title = charts.Sentence("By how customers stood when they answered, a point more clearly goes with coming back among those who were %s.", "按回答当日的情况，评分更高明确伴随更多回来的是：%s。", charts.And(up...))
	}
	return charts.Section{
		ID: "by-standing", Title: title, Chart: charts.BarChart(bars), Table: grid,
		What: both("How much more often customers came back for a point of score, by tenure and status on the day of the answer, with 95% intervals", "评分每高一分，客户多回来多少，按回答当日的客龄与状态，附 95% 区间"),
		Note: in.caution(),
		Definition: both(
			"The slope of a straight line through the shares who bought again, by score, of newcomers (365 days since the first purchase are not over) and regulars apart, and by status, so that curves are not mixed.",
			"再次购买占比随评分变化的直线斜率，首购未满 365 天者与其余客户分开，并按状态分开，以免混合不同的曲线。",
		),
	}
}

var changeNames = map[string]charts.Text{"fell": both("Score fell", "评分下降"), "same": both("Score stayed", "评分不变"), "rose": both("Score rose", "评分上升"), "all": both("All", "全部")}

// dynamics is change of score against change of buying; there is none where too few answered twice.
func (in LoyaltyInput) dynamics() charts.Section {
	if len(in.Dynamics) == 0 {
		return charts.Section{}
	}
	all := in.Dynamics[len(in.Dynamics)-1]
	bars := charts.Bars{Kind: charts.KindNumber, Flat: true, Name: both("Change of purchase occasions", "购买次数变化"), Series: []charts.Bar{{}}}
	grid := &charts.Grid{Name: "loyalty_dynamics", Columns: []charts.Column{
		{Title: both("Score", "评分"), Kind: charts.KindText, Key: "score"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Change of purchase occasions", "购买次数变化"), Kind: charts.KindNumber, Key: "occasions"}, {Title: both("from", "下限"), Kind: charts.KindNumber, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindNumber, Key: "high"},
	}}
	for _, r := range in.Dynamics {
		if r.N < int64(in.MinGroup) || !charts.Known(r.Low) {
			continue
		}
		b := &bars.Series[0]
		bars.Names, b.Values, b.Low, b.High = append(bars.Names, changeNames[r.Score]), append(b.Values, r.Change), append(b.Low, r.Low), append(b.High, r.High)
		grid.Rows = append(grid.Rows, []any{changeNames[r.Score], r.N, r.Change, r.Low, r.High})
	}
	if len(bars.Names) == 0 || !charts.Known(all.From) {
		return charts.Section{}
	}
	return charts.Section{
		ID: "dynamics", Title: dynamicsFinding(all), Chart: charts.BarChart(bars), Table: grid,
		What: charts.Sentence("Change of purchase occasions within %s of an answer, from the first to the last, with 95%% intervals", "自首次至末次回答，回答后 %s内购买次数的变化，附 95%% 区间", charts.Days(float64(in.Result.Days))),
		Note: charts.Sentence("n = %s who answered twice or more. An association, not an effect.", "n = %s，至少回答过两次。这是关联而非因果。", charts.Plural(all.N, "customer", "customers", "位客户")),
		Definition: both(
			"Of each customer the first and the last answer whose follow-ups do not overlap and are over. The finding goes by the slope of the change of occasions over the change of score, whose interval allows for unequal variances.",
			"每位客户取跟踪期互不重叠且已结束的首次与末次回答。结论依据购买次数变化对评分变化的斜率，其区间容许方差不等。",
		),
	}
}

func dynamicsFinding(all loyalty.ChangeRow) charts.Text {
	n := charts.Plural(all.N, "customer", "customers", "位客户")
	switch all.Verdict {
	case analytics.More:
		return charts.Sentence("Customers whose score rose came to buy more often than those whose score fell (%s who answered twice or more).", "评分上升的客户比评分下降的客户更多地增加了购买（%s至少回答过两次）。", n)
	case analytics.Less:
		return charts.Sentence("Customers whose score rose came to buy less often than those whose score fell (%s who answered twice or more).", "评分上升的客户反而比评分下降的客户减少了购买（%s至少回答过两次）。", n)
	default:
		return charts.Sentence("Whether a customer's score rose or fell does not tell how buying changed (%s who answered twice or more).", "客户评分的升降不能说明其购买的变化（%s至少回答过两次）。", n)
	}
}
