package pages

import (
	"slices"

	"regulars/analytics"
	"regulars/analytics/complaint"
	"regulars/charts"
)

// ComplaintsInput is what the Complaints page is made of.
type ComplaintsInput struct {
	Currency charts.Currency
	MinGroup int
	HasCost  bool              // what customers brought is margin, else net revenue
	Result   *complaint.Result // nil where no complaints were given
	Surveys  bool              // answers were given, so that the satisfied are known
	Low      float64           // ends of the scale of scores after a case
	High     float64
	Rule     analytics.StatusRule // when a customer counts as lost
}

// Complaints is the page of whether putting things right pays.
func Complaints(in ComplaintsInput) charts.Page {
	p := charts.Page{
		Name: "complaints", Title: both("Complaints", "抱怨"),
		Question: both("Does putting things right pay?", "妥善处理抱怨是否值得？"),
	}
	r := in.Result
	switch {
	case r == nil:
		p.Absent = complaintsAbsent
	case !in.enough(r.Customers): // several complaints of one person say little, and all of it about that person
		p.Answer = both("Too few customers have complained to say whether handling complaints pays.", "抱怨过的客户太少，无法判断处理是否值得。")
		p.Sections = []charts.Section{{ID: "times", Title: p.Answer, Small: charts.Sentence("Only %s; groups under %s are not shown.", "仅有 %s；少于 %s的分组不予展示。",
			charts.Plural(r.Customers, "customer has complained", "customers have complained", "位客户抱怨过"), charts.Plural(in.MinGroup, "customer", "customers", "位客户")), Note: in.counted()}}
	default:
		p.Answer, p.Cards = charts.Join(in.recoveryFinding(), in.worthFinding()), in.cards()
		p.Brief = in.handledFinding()
		p.Sections = []charts.Section{in.funnel(), in.losses()}
		if r.Recovery.Days > 0 {
			p.Sections = append(p.Sections, in.recovery())
		}
		p.Sections = append(p.Sections, in.times())
		if len(r.Handling) > 0 {
			p.Sections = append(p.Sections, in.handling())
		}
	}
	return p
}

var complaintsAbsent = &charts.Absent{
	Table: "complaints", Flag: "--complaints", Need: 3,
	Gives: both(
		"With it this page shows who complains, how long cases take, and whether customers come back when things are put right.",
		"有了它，本页将展示谁在抱怨、处理需多久，以及妥善处理后客户是否回来。",
	),
	Columns: []charts.Column{
		{Title: both("case", "案件"), Kind: charts.KindText, Key: "complaint_id"}, {Title: both("customer", "客户"), Kind: charts.KindText, Key: "customer_id"}, {Title: both("when it was opened", "提出日期"), Kind: charts.KindDate, Key: "opened_at"},
		{Title: both("when it was closed", "关闭日期"), Kind: charts.KindDate, Key: "closed_at"}, {Title: both("first reply", "首次回复日期"), Kind: charts.KindDate, Key: "replied_at"},
		{Title: both("promised for", "承诺日期"), Kind: charts.KindDate, Key: "promised_at"}, {Title: both("resolved, or another outcome", "是否解决或其他结果"), Kind: charts.KindText, Key: "outcome"},
		{Title: both("what about", "内容"), Kind: charts.KindText, Key: "category"}, {Title: both("by which channel", "渠道"), Kind: charts.KindText, Key: "channel"},
		{Title: both("score after it was closed", "处理后评分"), Kind: charts.KindNumber, Key: "satisfaction_after"}, {Title: both("what was paid", "补偿金额"), Kind: charts.KindMoney, Key: "compensation"},
	},
}

func (in ComplaintsInput) enough(n int64) bool { return n >= int64(max(1, in.MinGroup)) }

// counted is what the page rests on.
func (in ComplaintsInput) counted() charts.Text {
	r := in.Result
	t := charts.Sentence("n = %s by %s.", "n = %s，来自 %s。", charts.Plural(r.Count, "complaint", "complaints", "件抱怨"), charts.Plural(r.Customers, "customer", "customers", "位客户"))
	if r.Strangers > 0 {
		t = charts.Join(t, charts.Sentence("%s of them had bought nothing before and are in no funnel and no comparison of complainers.", "其中 %s此前没有购买，不计入抱怨者的漏斗与比较。", charts.Count(r.Strangers)))
	}
	if r.Backward > 0 {
		t = charts.Join(t, charts.Sentence("Without a time that can be right: %s closed before it was opened.", "时长不可信：%s的关闭日期早于提出日期。", charts.Plural(r.Backward, "case", "cases", "件")))
	}
	if r.Undated > 0 {
		t = charts.Join(t, charts.Sentence("Without a known time: %s resolved on a day that is not given.", "时长未知：%s已解决但未注明日期。", charts.Plural(r.Undated, "case", "cases", "件")))
	}
	if r.OffScale > 0 {
		t = charts.Join(t, charts.Sentence("Not on the scale of %s, and not counted: the scores after %s.", "超出 %s 量表而未计入：%s的事后评分。",
			charts.Range(charts.Same(plainNumber(in.Low)), charts.Same(plainNumber(in.High))), charts.Plural(r.OffScale, "case", "cases", "件")))
	}
	return t
}

func (in ComplaintsInput) end(s complaint.State) complaint.End {
	i := slices.IndexFunc(in.Result.Ends, func(e complaint.End) bool { return e.State == s })
	return in.Result.Ends[i]
}

// complained adds up the ends of those who complained.
func (in ComplaintsInput) complained() (n, handled int64) {
	for _, s := range []complaint.State{complaint.Pleased, complaint.Angry, complaint.AfterUnknown, complaint.SettledAgain, complaint.Furious} {
		handled += in.end(s).Customers
	}
	return handled + in.end(complaint.NotHandled).Customers, handled
}

func (in ComplaintsInput) cards() []charts.Card {
	r, all := in.Result, in.Result.Times[0]
	cards := []charts.Card{
		{Label: both("Complaints", "抱怨"), Value: charts.Number(float64(r.Count)), Exact: charts.Count(r.Count), Note: charts.Plural(all.Open, "still open", "still open", "件未关闭")},
		{Label: both("Resolved", "已解决"), Value: charts.Percent(all.Rate), Note: charts.Sentence("likely %s", "很可能为 %s", charts.Range(charts.Percent(all.Low), charts.Percent(all.High)))},
	}
	if charts.Known(all.Median) {
		cards = append(cards, charts.Card{Label: both("Half are closed within", "半数关闭所需"), Value: charts.Days(all.Median), Note: in.ninetieth()})
	}
	for _, s := range []complaint.State{complaint.NotHandled, complaint.Silent} {
		if e := in.end(s); in.enough(e.Customers) {
			cards = append(cards, charts.Card{Label: charts.Sentence("Lost: %s", "流失：%s", stateWords[s]), Value: charts.Percent(e.Rate), Note: charts.Sentence("likely %s (%s)", "很可能为 %s（%s）",
				charts.Range(charts.Percent(e.Low), charts.Percent(e.High)), charts.Plural(e.Customers, "customer", "customers", "位客户"))})
		}
	}
	if w := r.Recovery.Worth; charts.Known(w.Low) {
		cards = append(cards, charts.Card{Label: both("What resolving one is worth, net of compensation", "妥善处理一件的价值（已扣补偿）"), Value: in.Currency.Money(w.Value),
			Note: charts.Sentence("likely %s, within %s", "很可能为 %s（%s内）", charts.Range(in.Currency.Money(w.Low), in.Currency.Money(w.High)), charts.Days(float64(r.Recovery.Days)))})
	}
	return cards
}

func (in ComplaintsInput) ninetieth() charts.Text {
	if x := in.Result.Times[0].Ninetieth; charts.Known(x) {
		return charts.Sentence("nine of ten %s", "九成在%s", within(x))
	}
	return both("nine of ten are not closed yet", "尚未有九成关闭")
}

var stateWords = map[complaint.State]charts.Text{
	complaint.Bought: both("Bought", "购买"), complaint.Satisfied: both("Satisfied", "满意"), complaint.Dissatisfied: both("Dissatisfied", "不满意"),
	complaint.NotAsked: both("Not asked", "未调查"), complaint.Complained: both("Complained", "抱怨"), complaint.Silent: both("Dissatisfied, said nothing", "不满但未作声"),
	complaint.Handled: both("Handled", "已处理"), complaint.NotHandled: both("Complained, not handled", "抱怨未获处理"), complaint.Pleased: both("Satisfied again", "重获满意"),
	complaint.Angry: both("Still angry", "仍不满"), complaint.AfterUnknown: both("Handled, not asked again", "已处理，未回访"),
	complaint.Again: both("Complained again", "再次投诉"), complaint.SettledAgain: both("Second complaint handled", "二次投诉已处理"), complaint.Furious: both("Angry after a second complaint", "二次投诉后愤怒"),
	complaint.TooRecent: both("Too recent to tell", "时间未满"),
	complaint.Stayed:    both("Stayed", "留存"), complaint.Lost: both("Lost", "流失"),
}

// nodeText is a state as short as the place in the funnel allows.
func nodeText(s complaint.State) charts.Text {
	switch s {
	case complaint.Silent:
		return both("Said nothing", "未作声")
	case complaint.NotHandled:
		return both("Not handled", "未处理")
	case complaint.AfterUnknown:
		return both("Not asked again", "未回访")
	case complaint.SettledAgain:
		return both("Handled again", "再次处理")
	case complaint.Furious:
		return both("Angry", "愤怒")
	default:
		return stateWords[s]
	}
}

var stateColors = map[complaint.State]charts.Color{
	complaint.Bought: charts.Blue, complaint.Satisfied: charts.Green, complaint.Dissatisfied: charts.Orange, complaint.NotAsked: charts.Grey, complaint.Complained: charts.Purple,
	complaint.Silent: charts.Orange, complaint.Handled: charts.Sky, complaint.NotHandled: charts.Orange, complaint.Pleased: charts.Green, complaint.Angry: charts.Orange,
	complaint.AfterUnknown: charts.Grey, complaint.Again: charts.Purple, complaint.SettledAgain: charts.Sky, complaint.Furious: charts.Orange, complaint.TooRecent: charts.Grey, complaint.Stayed: charts.Green, complaint.Lost: charts.Muted,
}

// funnel is the way of customers from a purchase to where they are.
func (in ComplaintsInput) funnel() charts.Section {
	s := charts.Section{
		ID: "funnel", Title: in.funnelFinding(), What: both("Customers from a purchase to whether they stayed", "从购买到留存或流失的客户流向"),
		Note: charts.Join(in.counted(), in.asked()), Definition: in.funnelDefinition(),
		Table: &charts.Grid{Name: "complaint_funnel", Columns: []charts.Column{
			{Title: both("From", "从"), Kind: charts.KindText, Key: "from"}, {Title: both("To", "到"), Kind: charts.KindText, Key: "to"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Net revenue so far", "累计净收入"), Kind: charts.KindMoney, Key: "revenue"},
		}},
	}
	chart := charts.Sankey{Kind: charts.KindCount, Left: both("Bought", "购买"), Right: charts.Sentence("%s later", "%s后", charts.Days(float64(in.within()))), Height: 460, Wide: true}
	at := map[complaint.State]int{}
	node := func(s complaint.State) int {
		i, ok := at[s]
		if !ok {
			i = len(chart.Nodes)
			at[s] = i
			chart.Nodes = append(chart.Nodes, charts.Node{Name: nodeText(s), Color: stateColors[s]})
		}
		return i
	}
	for _, f := range in.Result.Flows {
		if !in.enough(f.Customers) {
			continue
		}
		chart.Flows = append(chart.Flows, charts.Flow{From: node(f.From), To: node(f.To), Value: float64(f.Customers)})
		s.Table.Rows = append(s.Table.Rows, []any{stateWords[f.From], stateWords[f.To], f.Customers, f.Revenue})
	}
	if len(chart.Flows) > 0 {
		s.Chart = charts.SankeyChart(chart)
	}
	return s
}

func (in ComplaintsInput) funnelDefinition() charts.Text {
	terms := Terms{Rule: in.Rule}
	return charts.Join(charts.Sentence(
		"Each customer with a purchase goes one way. Who complained is dissatisfied, and is followed for %[2]s from the first complaint. Others are followed for as long from a day drawn among those of their answers, or, where nobody asked, among those on which they were not lost yet, and go by the answers until then, the overall one or the mean: %[1]s where that is known, else in the lower half of the scale. Handled, and complained again: within these days. Satisfied again: scored in the upper half of the scale afterwards. Whose days are not over yet is too recent to tell.",
		"每位有购买的客户只走一条路径。抱怨过者视为不满意，自首次抱怨起跟踪 %[2]s；其他客户自随机抽取的一天起跟踪同样长的时间（有作答者抽取作答日，未调查者抽取尚未流失的一天），按截至当天的总体评分（或均值）判断：%[1]s（已知期望时），否则处于量表下半。已处理、再次投诉：均在此期间。重获满意：其后评分处于量表上半。跟踪期未满者不作判断。",
		terms.meaning(TermDissatisfied), charts.Days(float64(in.within()))), terms.define(TermLost))
}

// within is how many days later it is asked who is lost.
func (in ComplaintsInput) within() int { return in.Result.Ends[0].Days }

func (in ComplaintsInput) asked() charts.Text {
	if in.Surveys {
		return charts.Text{}
	}
	return both("Without surveys nobody knows who is dissatisfied and says nothing.", "没有调查，就无法知道谁不满却未作声。")
}

// funnelFinding says how many of the dissatisfied speak up.
func (in ComplaintsInput) funnelFinding() charts.Text {
	complained, handled := in.complained()
	silent := in.end(complaint.Silent)
	switch {
	case !in.enough(complained) && !in.enough(silent.Customers):
		return both("Too few buyers have complained to follow where it led.", "抱怨过的购买者太少，无法追踪其去向。")
	case !in.enough(complained):
		return charts.Sentence("Few buyers have complained; %s were dissatisfied when asked and said nothing, and %s of those are lost.",
			"抱怨过的购买者很少；%s在调查中表示不满却未作声，其中 %s 已流失。", charts.Plural(silent.Customers, "customer", "customers", "位客户"), charts.Percent(silent.Rate))
	case !in.enough(silent.Customers):
		return charts.Sentence("%s complained; %s of them have had their case handled.", "%s抱怨过；其中 %s 已获处理。",
			charts.Plural(complained, "customer", "customers", "位客户"), charts.Percent(float64(handled)/float64(complained)))
	}
	if silent.Customers > complained {
		return charts.Sentence("Most dissatisfaction is never told: %s complained, %s were dissatisfied and said nothing, and %s of those are lost.",
			"多数不满没有声音：%s抱怨过，%s 位不满却未作声，其中 %s 已流失。", charts.Plural(complained, "customer", "customers", "位客户"), charts.Count(silent.Customers), charts.Percent(silent.Rate))
	}
	return charts.Sentence("%s complained; %s more were dissatisfied when asked and said nothing, and %s of those are lost.",
		"%s抱怨过；另有 %s 位在调查中表示不满却未作声，其中 %s 已流失。", charts.Plural(complained, "customer", "customers", "位客户"), charts.Count(silent.Customers), charts.Percent(silent.Rate))
}

// losses are who is lost at each end of the funnel.
func (in ComplaintsInput) losses() charts.Section {
	s := charts.Section{
		ID: "losses", Title: in.lossFinding(), What: charts.Sentence("Share of customers who are lost %s after the complaint, or after the day drawn for the others, by where the funnel led them, with 95%% intervals", "抱怨（或抽取日）%s后各路径终点的客户流失率，附 95%% 区间", charts.Days(float64(in.within()))),
		Note: in.counted(), Open: true,
		Definition: both("Intervals are Wilson's at 95%. Who is lost is compared as it is: those who complain differ from others in more than that.", "区间为 95% Wilson 区间。此处按实际情况比较：抱怨者与他人的差别不止于此。"),
		Table: &charts.Grid{Name: "complaint_ends", Columns: []charts.Column{
			{Title: both("Where", "终点"), Kind: charts.KindText, Key: "state"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Lost", "流失"), Kind: charts.KindPercent, Key: "rate"},
			{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"},
			{Title: both("Net revenue so far", "累计净收入"), Kind: charts.KindMoney, Key: "revenue"}, {Title: both("Of it lost", "其中流失"), Kind: charts.KindMoney, Key: "lost_revenue"},
		}},
	}
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true, Name: both("Lost", "流失"), Series: []charts.Bar{{}}}
	for _, e := range in.worstFirst() {
		bars.Names = append(bars.Names, stateWords[e.State])
		b := &bars.Series[0]
		b.Values, b.Low, b.High, b.Colors = append(b.Values, e.Rate), append(b.Low, e.Low), append(b.High, e.High), append(b.Colors, stateColors[e.State])
		s.Table.Rows = append(s.Table.Rows, []any{stateWords[e.State], e.Customers, e.Rate, e.Low, e.High, e.Revenue, e.LostRevenue})
	}
	if len(bars.Names) > 0 {
		s.Chart = charts.BarChart(bars)
	}
	return s
}

// worstFirst are the ends with enough customers, the greatest loss first.
func (in ComplaintsInput) worstFirst() []complaint.End {
	ends := slices.DeleteFunc(slices.Clone(in.Result.Ends), func(e complaint.End) bool { return !in.enough(e.Customers) || e.State == complaint.TooRecent })
	slices.SortStableFunc(ends, func(a, b complaint.End) int { return compareStakes(b.Rate, a.Rate) })
	return ends
}

func (in ComplaintsInput) lossFinding() charts.Text {
	ends := in.worstFirst()
	if len(ends) < 2 {
		return both("There are too few customers at each end to compare who is lost.", "各终点的客户太少，无法比较流失。")
	}
	worst, best := ends[0], ends[len(ends)-1]
	if worst.Against(best) != analytics.More {
		return charts.Sentence("Where the funnel led customers does not clearly tell who is lost: between %s and %s at all ends.", "路径终点不能明确区分谁会流失：各终点流失率在 %s 与 %s 之间。", charts.Percent(best.Rate), charts.Percent(worst.Rate))
	}
	return charts.Sentence("“%s” loses most: %s of them are lost; of “%s” it is %s.", "“%s”流失最多：%s 已流失；“%s”为 %s。", stateWords[worst.State], charts.Percent(worst.Rate), stateWords[best.State], charts.Percent(best.Rate))
}
