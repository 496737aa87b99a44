package pages

import (
	"regulars/analytics"
	"regulars/analytics/status"
	"regulars/charts"
)

// statusNames are the words for what a customer is.
var statusNames = map[analytics.Status]charts.Text{
	analytics.NotYet: both("Not yet", "未购"), analytics.New: both("New", "新客"), analytics.Active: both("Active", "活跃"),
	analytics.Slowing: both("Slowing", "放缓"), analytics.Lost: both("Lost", "流失"),
}

// ruleTerm says what the statuses mean, in the days of the rule.
func ruleTerm(r analytics.StatusRule) charts.Text {
	return Terms{Rule: r}.define(TermLost, TermSlowing, TermActive, TermNewcomer, TermCurrent)
}

// statusTerm is what the statuses mean, on what the rule rests and how it has done.
func statusTerm(b *status.Base) charts.Text {
	return charts.Join(ruleTerm(b.Rule), ruleRests(b), ruleCheck(b), ruleWarning(b))
}

// ruleRests says how many go by their own gaps, and on how few gaps the rule rests where they are few.
func ruleRests(b *status.Base) charts.Text {
	own := charts.Sentence("%s by their own gaps.", "%s按自身间隔判定。", charts.Plural(b.Own, "customer goes", "customers go", "位客户"))
	if b.Rule.Gaps >= status.FewGaps {
		return own
	}
	return charts.Join(own, charts.Sentence("The rule rests on only %s.", "该规则仅依据 %s。", charts.Plural(b.Rule.Gaps, "gap between purchases", "gaps between purchases", "个购买间隔")))
}

// ruleCheck says what became of those whom the rule called lost half the history ago.
func ruleCheck(b *status.Base) charts.Text {
	if b.WereLost == 0 {
		return both("Nobody was lost half the history ago, so that the rule could not be checked.", "历史中点时无人流失，规则无从检验。")
	}
	return charts.Sentence("Checked: of %s lost on %s by the rule as it was then, %s have bought since.", "检验：按当时的规则，%[2]s已流失的 %[1]s中，%[3]s 此后又购买。",
		customersText(b.WereLost), charts.Date(b.Half), charts.Percent(b.Back()))
}

// ruleWarning says that the rule is too short for the base, where it is.
func ruleWarning(b *status.Base) charts.Text {
	if !b.TooShort() {
		return charts.Text{}
	}
	return charts.Sentence("More than %s of those once lost have bought since: the rule is too short for this base. --churn-after sets a longer silence.", "曾判为流失的客户中超过 %s 此后又购买：该规则对本客群过短，可用 --churn-after 设定更长的沉默期。", charts.Percent(status.TooShort))
}

// statusSections are what customers are, and how they moved since the comparison date.
func (in CustomersInput) statusSections() []charts.Section {
	b := in.Status
	if b == nil || !in.enough(b.Buyers()) {
		return nil
	}
	bars := charts.Bars{Kind: charts.KindCount, Name: both("Customers", "客户数"), Series: []charts.Bar{{}}}
	grid := &charts.Grid{Name: "status", Columns: []charts.Column{
		{Title: both("Status", "状态"), Kind: charts.KindText, Key: "status"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"},
		{Title: both("Share", "占比"), Kind: charts.KindPercent, Key: "share_customers"}, {Title: both("Revenue so far", "至今收入"), Kind: charts.KindMoney, Key: "revenue"},
		{Title: both("Revenue of 365 days", "近 365 天收入"), Kind: charts.KindMoney, Key: "revenue_365"},
	}}
	rows := b.Rows()
	for i, s := range status.Order {
		n := rows[i].Customers
		if s != analytics.NotYet && in.enough(n) {
			bars.Names, bars.Series[0].Values = append(bars.Names, statusNames[s]), append(bars.Series[0].Values, float64(n))
		}
		grid.Rows = append(grid.Rows, []any{statusNames[s], in.count(n), in.hide(n, rows[i].Share), in.hide(n, rows[i].Revenue.Units()), in.hide(n, rows[i].Year.Units())})
	}
	sections := []charts.Section{{
		ID: "status", Title: in.statusFinding(), What: both("Customers with a purchase by status", "有过购买的客户按状态"), Open: true, Chart: charts.BarChart(bars), Table: grid,
		Note: charts.Sentence("n = %s with a purchase up to %s.", "n = %s，截至%s有过购买。", customersText(b.Buyers()), charts.Date(b.AsOf)), Definition: statusTerm(b),
	}}
	for i, f := range in.StatusFlows {
		sections = append(sections, in.statusFlow(f, i))
	}
	return sections
}

// statusFinding says how many customers are current.
func (in CustomersInput) statusFinding() charts.Text {
	b := in.Status
	return charts.Join(charts.Sentence("%s of %s are current (%s active, %s slowing, %s new); %s are lost.", "%[2]s中，%[1]s 位为现有客户（活跃 %[3]s、放缓 %[4]s、新客 %[5]s），%[6]s 位已流失。",
		charts.Count(b.Current()), customersText(b.Buyers()), charts.Count(b.Count[analytics.Active]), charts.Count(b.Count[analytics.Slowing]),
		charts.Count(b.Count[analytics.New]), charts.Count(b.Count[analytics.Lost])), ruleWarning(b))
}

// statusFlow is how customers moved between statuses since a day.
func (in CustomersInput) statusFlow(f *status.Flows, i int) charts.Section {
	grid := &charts.Grid{Name: "status_flows", Columns: []charts.Column{
		{Title: charts.Sentence("On %s", "%s", charts.Date(f.From)), Kind: charts.KindText, Key: "from_status"}, {Title: charts.Sentence("On %s", "%s", charts.Date(f.To)), Kind: charts.KindText, Key: "to_status"},
		{Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Revenue since", "其间收入"), Kind: charts.KindMoney, Key: "revenue"},
	}}
	for _, from := range status.Order {
		for _, to := range status.Order {
			if n := f.Count[from][to]; n > 0 {
				grid.Rows = append(grid.Rows, []any{statusNames[from], statusNames[to], in.count(n), in.hide(n, f.Revenue[from][to].Units())})
			}
		}
	}
	back := f.Count[analytics.Lost][analytics.Active] + f.Count[analytics.Lost][analytics.Slowing]
	lost := f.Count[analytics.New][analytics.Lost] + f.Count[analytics.Active][analytics.Lost] + f.Count[analytics.Slowing][analytics.Lost]
	won := 0
	for _, to := range []analytics.Status{analytics.New, analytics.Active, analytics.Slowing, analytics.Lost} {
		won += f.Count[analytics.NotYet][to]
	}
	return charts.Section{
		ID:    [...]string{"status-flows", "status-year"}[i],
		Title: charts.Sentence("Since %s, %s were won, %s were lost and %s came back.", "自%s以来，新增 %s 位，流失 %s 位，回归 %s 位。", charts.Date(f.From), in.atLeast(won), in.atLeast(lost), in.atLeast(back)),
		What:  both("Customers by status on both days", "两个日期的客户状态"), Table: grid,
		Note:       charts.Sentence("n = %s.", "n = %s。", customersText(f.Customers())),
		Definition: ruleTerm(in.Status.Rule),
	}
}

// atLeast is a number of customers in a sentence, which does not tell small ones.
func (in CustomersInput) atLeast(n int) charts.Text {
	if n > 0 && n < in.MinGroup {
		return charts.Sentence("fewer than %s", "不足 %s", charts.Count(in.MinGroup))
	}
	return charts.Count(n)
}
