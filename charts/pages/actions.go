package pages

import (
	"cmp"
	"slices"
	"strings"

	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/winback"
	"regulars/charts"
)

// ActionsInput is what the Actions page is made of.
type ActionsInput struct {
	Currency  charts.Currency
	AsOf      analytics.Day
	Horizon   int              // days over which values are expected
	MinGroup  int              // smaller groups are not shown
	WinBack   *winback.WinBack // lost customers, best first; nil where there is no forecast
	Returns   winback.ReturnResult
	Calls     []winback.Call // best first
	Exported  []Exported
	Alerts    *alert.Alerts // nil without surveys
	AlertRule alert.Rule
	Segments  []SegmentAction      // what to do with each segment, any order
	Rule      analytics.StatusRule // when a customer counts as lost
}

func (in ActionsInput) terms() Terms {
	return Terms{Rule: in.Rule, Horizon: in.Horizon, MinGroup: in.MinGroup}
}

// SegmentAction is what to do with a segment.
type SegmentAction struct {
	Segment   string // English name; decides the colour
	Name      charts.Text
	Action    charts.Text // the suggested action, an imperative
	Customers int
	Revenue   float64 // net revenue so far
	Value     float64 // expected value over the horizon; NaN where there is no forecast
	AtRisk    float64 // of Value, what hangs on customers whom the model may not see again; NaN where it is not known
}

// Top are the n actions with the most value at stake; those of unknown value come last.
func (in ActionsInput) Top(n int) []charts.Action {
	var as []charts.Action
	if w := in.WinBack; w != nil && w.Lapsed > 0 {
		as = append(as, charts.Action{
			Title: charts.Sentence("Win back %s", "赢回 %s", charts.About(w.Lapsed, "lost regular", "lost regulars", "位流失的老客户")),
			Why: charts.Sentence("They are %s; this is what they may still bring within %s.",
				"他们%s；这是他们在 %s内仍可能带来的价值。", in.terms().meaning(TermLapsed), charts.Days(float64(in.Horizon))),
			Value: w.Expected, Page: "actions",
		})
	}
	for _, s := range in.Segments {
		if s.Customers < max(1, in.MinGroup) {
			continue
		}
		as = append(as, charts.Action{
			Title: charts.Sentence("%s: %s", "%s：%s", s.Name, clause(s.Action)),
			Why:   s.why(in),
			Value: s.stake(), Page: "actions",
		})
	}
	slices.SortStableFunc(as, func(a, b charts.Action) int { return compareStakes(b.Value, a.Value) })
	return as[:min(n, len(as))]
}

// clause is a sentence without its full stop.
func clause(t charts.Text) charts.Text {
	return both(strings.TrimRight(t.EN, ". "), strings.TrimRight(t.ZH, "。 "))
}

// compareStakes orders values; an unknown one is the least.
func compareStakes(a, b float64) int {
	switch {
	case charts.Known(a) && charts.Known(b):
		return cmp.Compare(a, b)
	case charts.Known(a):
		return 1
	case charts.Known(b):
		return -1
	default:
		return 0
	}
}

func (s SegmentAction) why(in ActionsInput) charts.Text {
	who := charts.Plural(s.Customers, "customer", "customers", "位客户")
	switch {
	case charts.Known(s.AtRisk) && charts.Known(s.Value):
		return charts.Sentence("%s, expected to bring %s within %s; %s of it hangs on customers whom the model may not see again.",
			"%s，预计 %[3]s内带来 %[2]s；其中 %[4]s 取决于可能已流失的客户。", who, in.Currency.Money(s.Value), charts.Days(float64(in.Horizon)), in.Currency.Money(s.AtRisk))
	case charts.Known(s.Value):
		return charts.Sentence("%s, expected to be worth this much within %s.", "%s，预计 %s内带来此价值。", who, charts.Days(float64(in.Horizon)))
	default:
		return charts.Sentence("%s who brought %s so far.", "%s，至今带来 %s。", who, in.Currency.Money(s.Revenue))
	}
}

// stake is the value at stake: what may be lost, or where that is not known, what is expected.
func (s SegmentAction) stake() float64 {
	if charts.Known(s.AtRisk) {
		return s.AtRisk
	}
	return s.Value
}

// Actions is the page that says whom to call on Monday.
func Actions(in ActionsInput) charts.Page {
	p := charts.Page{
		Name: "actions", Title: both("Actions", "行动"),
		Question: both("Whom do we call on Monday?", "周一该联系谁？"),
		Answer:   in.answer(),
	}
	if len(in.Calls) > 0 {
		p.Sections = append(p.Sections, in.calls())
	}
	if w := in.WinBack; w != nil && len(w.List) > 0 {
		p.Cards = []charts.Card{
			{Label: both("Lost regulars", "流失的老客户"), Value: charts.Number(float64(w.Lapsed)), Exact: charts.Count(w.Lapsed)},
			{Label: charts.Sentence("Worth winning back, %s", "可赢回价值（%s）", charts.Days(float64(in.Horizon))), Value: in.Currency.Money(w.Expected)},
			{Label: both("Held by the first 20 on the list", "名单前 20 位占比"), Value: charts.Percent(in.topShare(20))},
		}
		p.Sections = append(p.Sections, in.winBack())
	}
	p.Cards = append(p.Cards, in.alertCards()...)
	if in.Alerts != nil && in.Alerts.Pending()+in.Alerts.Counts[alert.Closed] > 0 {
		p.Sections = append(p.Sections, in.alerts())
	}
	if in.watched() {
		p.Cards = append(p.Cards, in.returnCard())
		p.Sections = append(p.Sections, in.returns(), in.silence(), in.reasons())
	}
	if len(in.Segments) > 0 {
		p.Sections = append(p.Sections, in.segments())
	}
	if len(in.Exported) > 0 {
		p.Sections = append(p.Sections, in.exports())
	}
	return p
}

// topShare is the share of the value of all lost regulars that the first n hold.
func (in ActionsInput) topShare(n int) float64 {
	sum := 0.0
	for _, l := range in.WinBack.List[:min(n, len(in.WinBack.List))] {
		sum += l.Expected
	}
	return sum / in.WinBack.Expected
}

func (in ActionsInput) answer() charts.Text {
	w := in.WinBack
	switch {
	case w == nil:
		return both("No list can be ranked, because no forecast could be made.", "无法给名单排序，因为没有可用的预测。")
	case w.Lapsed == 0:
		return both("No regular is lost.", "没有老客户流失。")
	case len(w.List) <= 20:
		return charts.Sentence("%s may still bring %s within %s. Call them in the order of the list.",
			"%s在 %[3]s内仍可能带来 %[2]s。请按名单顺序联系。",
			charts.About(w.Lapsed, "lost regular", "lost regulars", "位流失的老客户"), in.Currency.Money(w.Expected), charts.Days(float64(in.Horizon)))
	default:
		return charts.Sentence("%s may still bring %s within %s. The first 20 on the list hold %s of it: call them first.",
			"%s在 %[3]s内仍可能带来 %[2]s，其中名单前 20 位占 %[4]s：先联系他们。",
			charts.About(w.Lapsed, "lost regular", "lost regulars", "位流失的老客户"), in.Currency.Money(w.Expected), charts.Days(float64(in.Horizon)), charts.Percent(in.topShare(20)))
	}
}

// segments says what to do with each segment.
func (in ActionsInput) segments() charts.Section {
	list, shown := slices.Clone(in.Segments), func(s SegmentAction) bool { return s.Customers >= in.MinGroup }
	slices.SortStableFunc(list, func(a, b SegmentAction) int { return compareStakes(b.stake(), a.stake()) })
	bars := charts.Bars{Kind: charts.KindMoney, Flat: true, Name: both("Value at stake", "涉及价值"), Series: []charts.Bar{{}}}
	var rows [][]any
	total, small := 0, 0
	for _, s := range list {
		total += s.Customers
		hide := func(figure float64) any { return figureFrom(in.MinGroup, s.Customers, figure) }
		rows = append(rows, []any{s.Name, s.Action, countFrom(in.MinGroup, s.Customers), hide(s.Revenue), hide(s.Value), hide(s.AtRisk)})
		if s.Customers > 0 && !shown(s) {
			small++
		}
		if charts.Known(s.stake()) && shown(s) {
			bars.Names = append(bars.Names, s.Name)
			bars.Series[0].Values = append(bars.Series[0].Values, s.stake())
			bars.Series[0].Colors = append(bars.Series[0].Colors, charts.SegmentColor(s.Segment))
		}
	}
	s := charts.Section{
		ID: "segments", Open: true,
		Title: both("What to do with each segment", "对各细分客户的建议行动"),
		Table: &charts.Grid{Name: "segments", Columns: []charts.Column{
			{Title: both("Segment", "细分"), Kind: charts.KindText, Key: "segment"}, {Title: both("Suggested action", "建议行动"), Kind: charts.KindText, Key: "action"},
			{Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Revenue so far", "累计收入"), Kind: charts.KindMoney, Key: "revenue"},
			{Title: both("Expected value", "预期价值"), Kind: charts.KindMoney, Key: "ltv"}, {Title: both("In doubt", "存疑"), Kind: charts.KindMoney, Key: "in_doubt"},
		}, Rows: rows},
		Note: charts.Join(charts.Sentence("n = %s.", "n = %s。", charts.Plural(total, "customer", "customers", "位客户")), smallGroups(in.MinGroup, small)),
		Definition: charts.Sentence("Expected value: what the segment's customers are expected to be worth within %s. In doubt: the part of it that hangs on customers whom the model may not see again, each customer's expected value times the model's probability that the customer does not buy again.",
			"预期价值：该细分客户在 %s内的预期价值。存疑：其中取决于可能已流失客户的部分，即每位客户的预期价值乘以其已流失的概率。", charts.Days(float64(in.Horizon))),
	}
	if len(bars.Names) > 0 {
		first := list[slices.IndexFunc(list, shown)]
		s.Title = charts.Sentence("“%s” has the most at stake, %s: %s.", "“%s”涉及价值最大，为 %s：%s。", first.Name, in.Currency.Money(first.stake()), clause(first.Action))
		s.What = both("Value at stake by segment", "各细分涉及的价值")
		s.Chart = charts.BarChart(bars)
	}
	return s
}
