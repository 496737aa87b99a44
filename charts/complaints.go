package charts

import (
	"slices"

	"regulars/analytics/complaint"
)

// ComplaintsInput is what the Complaints page is made of.
type ComplaintsInput struct {
	Currency Currency
	MinGroup int
	Result   *complaint.Result // nil where no complaints were given
	Surveys  bool              // answers were given, so that the satisfied are known
	Low      float64           // ends of the scale of scores after a case
	High     float64
}

// Complaints is the page of whether putting things right pays.
func Complaints(in ComplaintsInput) Page {
	p := Page{
		Name: "complaints", Title: Text{"Complaints", "抱怨"},
		Question: Text{"Does putting things right pay?", "妥善处理抱怨是否值得？"},
	}
	r := in.Result
	switch {
	case r == nil:
		p.Absent = complaintsAbsent
	case !in.enough(r.Customers): // several complaints of one person say little, and all of it about that person
		p.Answer = Text{"Too few customers have complained to say whether handling complaints pays.", "抱怨过的客户太少，无法判断处理是否值得。"}
		p.Sections = []Section{{ID: "times", Title: p.Answer, Small: Sentence("Only %s; groups under %s are not shown.", "仅有 %s；少于 %s的分组不予展示。",
			Plural(r.Customers, "customer has complained", "customers have complained", "位客户抱怨过"), Plural(in.MinGroup, "customer", "customers", "位客户")), Note: in.counted()}}
	default:
		p.Answer, p.Cards = Join(in.recoveryFinding(), in.worthFinding()), in.cards()
		p.Brief = in.handledFinding()
		p.Sections = []Section{in.funnel(), in.losses()}
		if r.Recovery.Days > 0 {
			p.Sections = append(p.Sections, in.recovery())
		}
		p.Sections = append(p.Sections, in.times())
	}
	return p
}

var complaintsAbsent = &Absent{
	Table: "complaints", Flag: "--complaints", Need: 3,
	Gives: Text{
		"With it this page shows who complains, how long cases take, and whether customers come back when things are put right.",
		"有了它，本页将展示谁在抱怨、处理需多久，以及妥善处理后客户是否回来。",
	},
	Columns: []Column{
		{Text{"case", "案件"}, KindText, "complaint_id"}, {Text{"customer", "客户"}, KindText, "customer_id"}, {Text{"when it was opened", "提出日期"}, KindDate, "opened_at"},
		{Text{"when it was closed", "关闭日期"}, KindDate, "closed_at"}, {Text{"resolved, or another outcome", "是否解决或其他结果"}, KindText, "outcome"},
		{Text{"what about", "内容"}, KindText, "category"}, {Text{"by which channel", "渠道"}, KindText, "channel"},
		{Text{"score after it was closed", "处理后评分"}, KindNumber, "satisfaction_after"}, {Text{"what was paid", "补偿金额"}, KindMoney, "compensation"},
	},
}

func (in ComplaintsInput) enough(n int64) bool { return n >= int64(max(1, in.MinGroup)) }

// counted is what the page rests on.
func (in ComplaintsInput) counted() Text {
	r := in.Result
	t := Sentence("n = %s by %s.", "n = %s，来自 %s。", Plural(r.Count, "complaint", "complaints", "件抱怨"), Plural(r.Customers, "customer", "customers", "位客户"))
	if r.Strangers > 0 {
		t = Join(t, Sentence("%s of them had bought nothing before and are in no funnel and no comparison of complainers.", "其中 %s此前没有购买，不计入抱怨者的漏斗与比较。", Count(r.Strangers)))
	}
	if r.Backward > 0 {
		t = Join(t, Sentence("Without a time that can be right: %s closed before it was opened.", "时长不可信：%s的关闭日期早于提出日期。", Plural(r.Backward, "case", "cases", "件")))
	}
	if r.Undated > 0 {
		t = Join(t, Sentence("Without a known time: %s resolved on a day that is not given.", "时长未知：%s已解决但未注明日期。", Plural(r.Undated, "case", "cases", "件")))
	}
	if r.OffScale > 0 {
		t = Join(t, Sentence("Not on the scale of %s, and not counted: the scores after %s.", "超出 %s 量表而未计入：%s的事后评分。",
			Range(Same(plainNumber(in.Low)), Same(plainNumber(in.High))), Plural(r.OffScale, "case", "cases", "件")))
	}
	return t
}

func (in ComplaintsInput) end(s complaint.State) complaint.End {
	i := slices.IndexFunc(in.Result.Ends, func(e complaint.End) bool { return e.State == s })
	return in.Result.Ends[i]
}

// complained adds up the ends of those who complained.
func (in ComplaintsInput) complained() (n, handled int64) {
	for _, s := range []complaint.State{complaint.Pleased, complaint.Angry, complaint.AfterUnknown} {
		handled += in.end(s).Customers
	}
	return handled + in.end(complaint.NotHandled).Customers, handled
}

func (in ComplaintsInput) cards() []Card {
	r, all := in.Result, in.Result.Times[0]
	cards := []Card{
		{Label: Text{"Complaints", "抱怨"}, Value: Number(float64(r.Count)), Exact: Count(r.Count), Note: Plural(all.Open, "still open", "still open", "件未关闭")},
		{Label: Text{"Resolved", "已解决"}, Value: Percent(all.Rate), Note: Sentence("likely %s", "很可能为 %s", Range(Percent(all.Low), Percent(all.High)))},
	}
	if known(all.Median) {
		cards = append(cards, Card{Label: Text{"Half are closed within", "半数关闭所需"}, Value: Days(all.Median), Note: in.ninetieth()})
	}
	for _, s := range []complaint.State{complaint.NotHandled, complaint.Silent} {
		if e := in.end(s); in.enough(e.Customers) {
			cards = append(cards, Card{Label: Sentence("Lost: %s", "流失：%s", stateWords[s]), Value: Percent(e.Rate), Note: Sentence("likely %s (%s)", "很可能为 %s（%s）",
				Range(Percent(e.Low), Percent(e.High)), Plural(e.Customers, "customer", "customers", "位客户"))})
		}
	}
	if w := r.Recovery.Worth; known(w.Low) {
		cards = append(cards, Card{Label: Text{"Difference in spend, resolved or not", "解决与否的花费差额"}, Value: in.Currency.Money(w.Value),
			Note: Sentence("likely %s, within %s", "很可能为 %s（%s内）", Range(in.Currency.Money(w.Low), in.Currency.Money(w.High)), Days(float64(r.Recovery.Days)))})
	}
	return cards
}

func (in ComplaintsInput) ninetieth() Text {
	if x := in.Result.Times[0].Ninetieth; known(x) {
		return Sentence("nine of ten %s", "九成在%s", within(x))
	}
	return Text{"nine of ten are not closed yet", "尚未有九成关闭"}
}

var stateWords = map[complaint.State]Text{
	complaint.Bought: {"Bought", "购买"}, complaint.Satisfied: {"Satisfied", "满意"}, complaint.Dissatisfied: {"Dissatisfied", "不满意"},
	complaint.NotAsked: {"Not asked", "未调查"}, complaint.Complained: {"Complained", "抱怨"}, complaint.Silent: {"Dissatisfied, silent", "不满但沉默"},
	complaint.Handled: {"Handled", "已处理"}, complaint.NotHandled: {"Complained, not handled", "抱怨未获处理"}, complaint.Pleased: {"Satisfied again", "重获满意"},
	complaint.Angry: {"Still angry", "仍不满"}, complaint.AfterUnknown: {"Handled, not asked again", "已处理，未回访"},
	complaint.Stayed: {"Stayed", "留存"}, complaint.Lost: {"Lost", "流失"},
}

// nodeText is a state as short as the place in the funnel allows.
func nodeText(s complaint.State) Text {
	switch s {
	case complaint.Silent:
		return Text{"Silent", "沉默"}
	case complaint.NotHandled:
		return Text{"Not handled", "未处理"}
	case complaint.AfterUnknown:
		return Text{"Not asked again", "未回访"}
	default:
		return stateWords[s]
	}
}

var stateColors = map[complaint.State]Color{
	complaint.Bought: Blue, complaint.Satisfied: Green, complaint.Dissatisfied: Orange, complaint.NotAsked: Grey, complaint.Complained: Purple,
	complaint.Silent: Orange, complaint.Handled: Sky, complaint.NotHandled: Orange, complaint.Pleased: Green, complaint.Angry: Orange,
	complaint.AfterUnknown: Grey, complaint.Stayed: Green, complaint.Lost: Muted,
}

// funnel is the way of customers from a purchase to where they are.
func (in ComplaintsInput) funnel() Section {
	s := Section{
		ID: "funnel", Title: in.funnelFinding(), What: Text{"Customers from a purchase to whether they stayed", "从购买到留存或流失的客户流向"},
		Note: Join(in.counted(), in.asked()), Definition: funnelDefinition,
		Table: &Grid{Name: "complaint_funnel", Columns: []Column{
			{Text{"From", "从"}, KindText, "from"}, {Text{"To", "到"}, KindText, "to"}, {Text{"Customers", "客户数"}, KindCount, "customers"}, {Text{"Net revenue so far", "累计净收入"}, KindMoney, "revenue"},
		}},
	}
	chart := Sankey{Kind: KindCount, Left: Text{"Bought", "购买"}, Right: Text{"Today", "如今"}, Height: 460, Wide: true}
	at := map[complaint.State]int{}
	node := func(s complaint.State) int {
		i, ok := at[s]
		if !ok {
			i = len(chart.Nodes)
			at[s] = i
			chart.Nodes = append(chart.Nodes, Node{nodeText(s), stateColors[s]})
		}
		return i
	}
	for _, f := range in.Result.Flows {
		if !in.enough(f.Customers) {
			continue
		}
		chart.Flows = append(chart.Flows, Flow{node(f.From), node(f.To), float64(f.Customers)})
		s.Table.Rows = append(s.Table.Rows, []any{stateWords[f.From], stateWords[f.To], f.Customers, f.Revenue})
	}
	if len(chart.Flows) > 0 {
		s.Chart = SankeyChart(chart)
	}
	return s
}

var funnelDefinition = Text{
	"Each customer with a purchase goes one way. Who complained is dissatisfied, and the last complaint counts; else it goes by the last day of answers, the overall one or the mean: below expectation where that is known, else in the lower half of the scale. Handled: resolved by the as-of date. Satisfied again: scored in the upper half of the scale afterwards. Lost: silent for longer than means churn.",
	"每位有购买的客户只走一条路径。抱怨过者视为不满意，以最后一次抱怨为准；否则看最近一次作答日的总体评分（或均值）：低于期望（已知期望时），否则处于量表下半。已处理：截至报告日已解决。重获满意：其后评分处于量表上半。流失：沉默时间超过流失阈值。",
}

func (in ComplaintsInput) asked() Text {
	if in.Surveys {
		return Text{}
	}
	return Text{"Without surveys nobody knows who is dissatisfied and silent.", "没有调查，就无法知道谁不满却沉默。"}
}

// funnelFinding says how many of the dissatisfied speak up.
func (in ComplaintsInput) funnelFinding() Text {
	complained, handled := in.complained()
	silent := in.end(complaint.Silent)
	switch {
	case !in.enough(complained) && !in.enough(silent.Customers):
		return Text{"Too few buyers have complained to follow where it led.", "抱怨过的购买者太少，无法追踪其去向。"}
	case !in.enough(complained):
		return Sentence("Few buyers have complained; %s were dissatisfied when asked and said nothing, and %s of those are lost.",
			"抱怨过的购买者很少；%s在调查中表示不满却未作声，其中 %s 已流失。", Plural(silent.Customers, "customer", "customers", "位客户"), Percent(silent.Rate))
	case !in.enough(silent.Customers):
		return Sentence("%s complained; %s of them have had their case handled.", "%s抱怨过；其中 %s 已获处理。",
			Plural(complained, "customer", "customers", "位客户"), Percent(float64(handled)/float64(complained)))
	}
	if silent.Customers > complained {
		return Sentence("Most dissatisfaction is silent: %s complained, %s were dissatisfied and said nothing, and %s of those are lost.",
			"多数不满没有声音：%s抱怨过，%s 位不满却未作声，其中 %s 已流失。", Plural(complained, "customer", "customers", "位客户"), Count(silent.Customers), Percent(silent.Rate))
	}
	return Sentence("%s complained; %s more were dissatisfied when asked and said nothing, and %s of those are lost.",
		"%s抱怨过；另有 %s 位在调查中表示不满却未作声，其中 %s 已流失。", Plural(complained, "customer", "customers", "位客户"), Count(silent.Customers), Percent(silent.Rate))
}

// losses are who is lost at each end of the funnel.
func (in ComplaintsInput) losses() Section {
	s := Section{
		ID: "losses", Title: in.lossFinding(), What: Text{"Share of customers who are lost, by where the funnel led them, with 95% intervals", "各路径终点的客户流失率，附 95% 区间"},
		Note: in.counted(), Open: true,
		Definition: Text{"Intervals are Wilson's at 95%. Who is lost is compared as it is: those who complain differ from others in more than that.", "区间为 95% Wilson 区间。此处按实际情况比较：抱怨者与他人的差别不止于此。"},
		Table: &Grid{Name: "complaint_ends", Columns: []Column{
			{Text{"Where", "终点"}, KindText, "state"}, {Text{"Customers", "客户数"}, KindCount, "customers"}, {Text{"Lost", "流失"}, KindPercent, "rate"},
			{Text{"from", "下限"}, KindPercent, "low"}, {Text{"to", "上限"}, KindPercent, "high"},
			{Text{"Net revenue so far", "累计净收入"}, KindMoney, "revenue"}, {Text{"Of it lost", "其中流失"}, KindMoney, "lost_revenue"},
		}},
	}
	bars := Bars{Kind: KindPercent, Flat: true, Name: Text{"Lost", "流失"}, Series: []Bar{{}}}
	for _, e := range in.worstFirst() {
		bars.Names = append(bars.Names, stateWords[e.State])
		b := &bars.Series[0]
		b.Values, b.Low, b.High, b.Colors = append(b.Values, e.Rate), append(b.Low, e.Low), append(b.High, e.High), append(b.Colors, stateColors[e.State])
		s.Table.Rows = append(s.Table.Rows, []any{stateWords[e.State], e.Customers, e.Rate, e.Low, e.High, e.Revenue, e.LostRevenue})
	}
	if len(bars.Names) > 0 {
		s.Chart = BarChart(bars)
	}
	return s
}

// worstFirst are the ends with enough customers, the greatest loss first.
func (in ComplaintsInput) worstFirst() []complaint.End {
	ends := slices.DeleteFunc(slices.Clone(in.Result.Ends), func(e complaint.End) bool { return !in.enough(e.Customers) })
	slices.SortStableFunc(ends, func(a, b complaint.End) int { return compareStakes(b.Rate, a.Rate) })
	return ends
}

func (in ComplaintsInput) lossFinding() Text {
	ends := in.worstFirst()
	if len(ends) < 2 {
		return Text{"There are too few customers at each end to compare who is lost.", "各终点的客户太少，无法比较流失。"}
	}
	worst, best := ends[0], ends[len(ends)-1]
	if worst.Low <= best.High {
		return Sentence("Where the funnel led customers does not clearly tell who is lost: between %s and %s at all ends.", "路径终点不能明确区分谁会流失：各终点流失率在 %s 与 %s 之间。", Percent(best.Rate), Percent(worst.Rate))
	}
	return Sentence("“%s” loses most: %s of them are gone; of “%s” it is %s.", "“%s”流失最多：%s 已流失；“%s”为 %s。", stateWords[worst.State], Percent(worst.Rate), stateWords[best.State], Percent(best.Rate))
}
