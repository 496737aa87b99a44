package pages

import (
	"regulars/analytics/alert"
	"regulars/charts"
)

// alertsShown is how many cases the page lists.
const alertsShown = 30

var alertWords = map[alert.Status]charts.Text{alert.Overdue: both("overdue", "逾期"), alert.Open: both("open", "待处理"), alert.Closed: both("closed", "已关闭")}

// alertCards are how many cases wait, and what hangs on them.
func (in ActionsInput) alertCards() []charts.Card {
	a := in.Alerts
	if a == nil || a.Pending() == 0 {
		return nil
	}
	card := charts.Card{Label: both("Low scores waiting for somebody", "待跟进的低分"), Value: charts.Number(float64(a.Pending())), Exact: charts.Count(a.Pending())}
	if n := a.Counts[alert.Overdue]; n > 0 {
		card.Note = charts.Sentence("%s overdue", "%s 个逾期", charts.Count(n))
	}
	return []charts.Card{card}
}

// alerts is the list of low scores that nobody has answered to.
func (in ActionsInput) alerts() charts.Section {
	a := in.Alerts
	s := charts.Section{
		ID: "alerts", Title: in.alertsTitle(), Open: true,
		What: both("Cases of the last 90 days: overdue, open, closed", "最近 90 天的个案：逾期、待处理、已关闭"), Note: in.alertsNote(),
		Definition: charts.Sentence("A case opens with an answer in the lower %s of its scale: the overall one of the day, or, where that was not asked, any other. It is due within %s, and closed when the customer answers or buys on a later day. After 90 days it is closed to this list. At stake: what is expected of the customer within %s. Owner: the employee or store that the answer names.",
			"评分处于量表低 %s 区间时立案：以当天总体评分为准，未问总体时以任一评分为准。期限为 %s；客户在其后的日子作答或购买即关闭。90 天后不再列于此。涉及价值：%s内的预期价值。负责人：回答中注明的员工或门店。",
			charts.Percent(in.AlertRule.Scale.Low), charts.Days(float64(in.AlertRule.Days)), charts.Days(float64(in.Horizon))),
		Table: &charts.Grid{Name: "alerts", Total: len(a.List), Columns: []charts.Column{
			{Title: both("Customer", "客户"), Kind: charts.KindText, Key: "customer_id"}, {Title: both("Case", "个案"), Kind: charts.KindText, Key: "status"}, {Title: both("Score", "评分"), Kind: charts.KindText, Key: "score"},
			{Title: both("About", "关于"), Kind: charts.KindText, Key: "about"}, {Title: both("Owner", "负责人"), Kind: charts.KindText, Key: "employee"}, {Title: both("Answered", "作答"), Kind: charts.KindDate, Key: "opened"},
			{Title: both("Due", "期限"), Kind: charts.KindDate, Key: "deadline"}, {Title: both("Segment", "细分"), Kind: charts.KindText, Key: "segment"}, {Title: both("At stake", "涉及价值"), Kind: charts.KindMoney, Key: "value_at_stake"},
		}},
	}
	waiting := a.Waiting()
	for _, c := range waiting[:min(len(waiting), alertsShown)] {
		s.Table.Rows = append(s.Table.Rows, []any{c.Customer, alertWords[c.Status], scoreOf(c), alertAbout(c), owner(c), c.Opened, c.Deadline, in.segmentName(c.Segment), c.Value})
	}
	bars := charts.Bars{Kind: charts.KindCount, Flat: true, Name: both("Cases", "个案"), Series: []charts.Bar{{}}}
	for _, status := range []alert.Status{alert.Overdue, alert.Open, alert.Closed} {
		bars.Names, bars.Series[0].Values = append(bars.Names, alertWords[status]), append(bars.Series[0].Values, float64(a.Counts[status]))
	}
	s.Chart = charts.BarChart(bars)
	return s
}

// scoreOf is a score with the end of its scale: "2 of 5".
func scoreOf(c alert.Case) charts.Text {
	return charts.Sentence("%s of %s", "%s / %s", charts.Same(plainNumber(c.Score)), charts.Same(plainNumber(c.Highest)))
}

func alertAbout(c alert.Case) charts.Text {
	if c.About == "" {
		return both("overall", "总体")
	}
	return aboutText(c.About)
}

func owner(c alert.Case) charts.Text {
	switch {
	case c.Employee != "":
		return charts.Same(c.Employee)
	case c.Store != "":
		return charts.Same(c.Store)
	default:
		return charts.None
	}
}

func (in ActionsInput) alertsTitle() charts.Text {
	a := in.Alerts
	late := a.Counts[alert.Overdue]
	cases, wait := charts.Plural(a.Pending(), "low score", "low scores", "个低分"), both("wait", "")
	if a.Pending() == 1 {
		wait.EN = "waits"
	}
	switch {
	case a.Pending() == 0:
		return both("Every low score of the last 90 days has been followed by an answer or a purchase.", "最近 90 天的每个低分此后都有作答或购买。")
	case late == 0:
		return charts.Sentence("%s of the last 90 days %[2]s for somebody, none of them overdue.", "最近 90 天有 %[1]s%[2]s待跟进，均未逾期。", cases, wait)
	case a.AtStake > 0:
		return charts.Sentence("%s of the last 90 days %[4]s for somebody, %[2]s of them overdue, with %[3]s at stake.", "最近 90 天有 %[1]s%[4]s待跟进，其中 %[2]s 个逾期，涉及 %[3]s。", cases, charts.Count(late), in.Currency.Money(a.AtStake), wait)
	default:
		return charts.Sentence("%s of the last 90 days %[3]s for somebody, %[2]s of them overdue.", "最近 90 天有 %[1]s%[3]s待跟进，其中 %[2]s 个逾期。", cases, charts.Count(late), wait)
	}
}

func (in ActionsInput) alertsNote() charts.Text {
	a := in.Alerts
	all := a.Pending() + a.Counts[alert.Closed]
	t := charts.Sentence("n = %s, of which %s closed (%s after the deadline).", "n = %s，其中 %s 个已关闭（%s 个超过期限）。", charts.Plural(all, "case", "cases", "个个案"), charts.Count(a.Counts[alert.Closed]), charts.Count(a.Late))
	if a.Refused > 0 {
		t = charts.Join(t, charts.Sentence("Not listed: %s of customers who refuse contact.", "未列出：%s，其客户拒绝联系。", charts.Plural(a.Refused, "case", "cases", "个个案")))
	}
	return t
}
