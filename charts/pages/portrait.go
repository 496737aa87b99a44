package pages

import (
	"slices"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/analytics/lifetime"
	"regulars/analytics/loyalty"
	"regulars/analytics/portfolio"
	"regulars/analytics/queue"
	"regulars/analytics/rfm"
	"regulars/analytics/stage"
	"regulars/charts"
)

// PortraitInput is what is known of one customer.
type PortraitInput struct {
	Currency charts.Currency
	AsOf     analytics.Day
	Horizon  int
	History  *analytics.Customer // as known at the as-of date
	Labels   *analytics.Labels
	Summary  analytics.Summary

	Score             rfm.Score
	Segment, Previous charts.Text // Previous is the zero Text for one who had not bought by the comparison date
	ABCD              portfolio.Class
	Worth             portfolio.Worth
	Stage             stage.Stage
	Level             portfolio.Level
	Next, Usual       string // the likeliest next category and the usual channel; empty where they are not known
	Loyalty           loyalty.Kind
	Standing          analytics.Standing
	Forecast          lifetime.Score
	Forecasts         bool // there is a purchase model
	Leaving           bool // which tells who may have left
	Active            []ActiveOn
	ToDo              *queue.Row // nil where nothing is to be done
	Accounts          []identity.Joined
	Golden            *identity.Golden // nil without an account
	Clear             bool             // contacts may be shown
}

// ActiveOn is how likely a customer was still active at the end of a day.
type ActiveOn struct {
	Day         analytics.Day
	Probability float64
}

// Portrait is the page of one customer: what was bought and said, what is expected, and why.
func Portrait(in PortraitInput) charts.Page {
	p := charts.Page{
		Name: "customer", Title: charts.Sentence("Customer %s", "客户 %s", charts.Same(in.History.Key.String())),
		Question: both("Who is this, what is expected, and why?", "这位客户是谁、预期如何、原因何在？"),
	}
	if in.Summary.Occasions == 0 {
		p.Answer = both("This customer has not bought anything by the as-of date.", "截至报告日，该客户尚未购买。")
	} else {
		p.Answer, p.Cards = in.answer(), in.cards()
		p.Findings = in.findings()
		p.Sections = append(p.Sections, in.purchases())
		if in.Leaving && len(in.Active) > 1 {
			p.Sections = append(p.Sections, in.active())
		}
	}
	if do := in.ToDo; do != nil {
		p.Actions = []charts.Action{{
			Title: charts.Sentence("Contact: %s", "联系：%s", actionWords[do.Action]), Value: do.Gain,
			Why: charts.Sentence("Reason: %s. By %s.", "原因：%s。期限：%s。", queueReason(*do), charts.Date(do.Deadline)),
		}}
	}
	for _, s := range []charts.Section{in.answers(), in.complaints(), in.referrals(), in.accounts()} {
		if s.Table != nil {
			p.Sections = append(p.Sections, s)
		}
	}
	return p
}

func (in PortraitInput) answer() charts.Text {
	s := in.Summary
	answer := charts.Sentence("“%s”: %s since %s, last on %s, for %s in all.", "“%s”：自 %[3]s起%[2]s，最近为 %[4]s，共 %[5]s。", in.Segment,
		both(charts.Plural(s.Occasions, "purchase", "purchases", "").EN, "购买 "+charts.Count(s.Occasions).ZH+" 次"), charts.Date(s.First), charts.Date(s.Last), in.Currency.Exact(s.Revenue.Units()))
	return answer
}

func (in PortraitInput) cards() []charts.Card {
	s := in.Summary
	cards := []charts.Card{
		{Label: both("Net revenue", "净收入"), Value: in.Currency.Money(s.Revenue.Units()), Exact: in.Currency.Exact(s.Revenue.Units())},
		{Label: capital(occasions()), Value: charts.Count(s.Occasions), Note: charts.Plural(s.Orders, "order", "orders", "笔订单")},
		{Label: both("Silent for", "沉默"), Value: charts.Days(float64(in.AsOf - s.Last))},
	}
	if !in.Forecasts {
		return cards
	}
	if in.Leaving {
		cards = append(cards, charts.Card{Label: both("Probability of buying again, by the model", "模型估计的再购买概率"), Value: charts.Percent(in.Forecast.PAlive)})
	}
	return append(cards,
		charts.Card{Label: charts.Sentence("Purchases within %s", "%s内购买次数", charts.Days(float64(in.Horizon))), Value: few(in.Forecast.Purchases)},
		charts.Card{
			Label: charts.Sentence("Worth within %s", "%s内价值", charts.Days(float64(in.Horizon))), Value: in.Currency.Money(in.Forecast.Value),
			Note: charts.Join(charts.Range(in.Currency.Money(in.Forecast.Low), in.Currency.Money(in.Forecast.High)), both("(nine times in ten)", "（九成把握）")),
		})
}

// few is a number, of which less than a hundredth is only said to be so.
func few(n float64) charts.Text {
	if n > 0 && n < 0.01 {
		return charts.Same("<0.01")
	}
	return charts.Number(n)
}

// findings are the reasons of all that the customer is called.
func (in PortraitInput) findings() []charts.Finding {
	list := []charts.Text{in.segmentReason(), in.statusReason(), charts.Sentence("Turnover and profitability: %s. Worth: %s. Stage: %s.", "周转与盈利：%s。价值：%s。阶段：%s。",
		abcdNames[in.ABCD], worthNames[in.Worth], stageNames[in.Stage])}
	if in.Level != portfolio.NoLevel {
		list = append(list, charts.Sentence("Relationship: %s.", "关系水平：%s。", levelNames[in.Level]))
	}
	if in.Next != "" {
		list = append(list, charts.Sentence("Likeliest to buy next, of what was not bought yet: %s.", "最可能接着购买的新品类：%s。", charts.Same(in.Next)))
	}
	if in.Usual != "" {
		list = append(list, charts.Sentence("Usually buys by: %s.", "惯用渠道：%s。", charts.Same(in.Usual)))
	}
	if in.Loyalty != loyalty.NotAsked {
		list = append(list, charts.Sentence("Loyalty: %s.", "忠诚：%s。", kindNames[string(in.Loyalty)]))
	}
	if in.Golden != nil && in.Golden.Refuses.Value != "" {
		list = append(list, charts.Sentence("Refuses to be contacted (said to %s), and is in no list.", "拒绝联系（来源：%s），不列入任何名单。", charts.Same(in.Golden.Refuses.Source)))
	}
	var findings []charts.Finding
	for _, t := range list {
		findings = append(findings, charts.Finding{Text: t})
	}
	return findings
}

func (in PortraitInput) segmentReason() charts.Text {
	reason := charts.Sentence("“%s” because of %d for recency, %d for frequency and %d for revenue, each out of 5.", "属于“%s”：最近度 %d 分、频次 %d 分、金额 %d 分（满分均为 5）。",
		in.Segment, in.Score.R, in.Score.F, in.Score.M)
	switch {
	case in.Previous.IsZero():
		return charts.Join(reason, both("New since the comparison date.", "对比日之后新增。"))
	case in.Previous != in.Segment:
		return charts.Join(reason, charts.Sentence("At the comparison date: “%s”.", "对比日时为“%s”。", in.Previous))
	default:
		return reason
	}
}

// statusReason says what the customer is, and by which silence.
func (in PortraitInput) statusReason() charts.Text {
	silence, slow, lost := charts.Days(float64(in.AsOf-in.Standing.Last)), charts.Days(float64(in.Standing.Limits.Slow)), charts.Days(float64(in.Standing.Limits.Lost))
	by := both("as is usual here", "按整体惯例")
	if in.Standing.Own {
		by = both("by this customer's own gaps", "按该客户自身间隔")
	}
	switch in.Standing.Status {
	case analytics.Lost:
		return charts.Sentence("%s: silent for %s, longer than %s, %s.", "%s：沉默 %s，超过 %s（%s）。", statusNames[in.Standing.Status], silence, lost, by)
	case analytics.Slowing:
		return charts.Sentence("%s: silent for %s, longer than %s; lost after %s, %s.", "%s：沉默 %s，超过 %s；超过 %s为流失（%s）。", statusNames[in.Standing.Status], silence, slow, lost, by)
	default:
		return charts.Sentence("%s: silent for %s; slowing after %s, lost after %s, %s.", "%s：沉默 %s；超过 %s为放缓，超过 %s为流失（%s）。", statusNames[in.Standing.Status], silence, slow, lost, by)
	}
}

// purchases are the orders, the last first, and what they brought by month.
func (in PortraitInput) purchases() charts.Section {
	s := charts.Section{
		ID: "purchases", What: both("Net revenue by month", "各月净收入"), Open: true,
		Title: in.purchasesTitle(),
		Table: &charts.Grid{Columns: []charts.Column{
			{Title: both("Day", "日期"), Kind: charts.KindDate}, {Title: both("Where", "渠道"), Kind: charts.KindText}, {Title: both("Lines", "明细行"), Kind: charts.KindCount},
			{Title: both("Bought", "购买"), Kind: charts.KindMoney}, {Title: both("Refunded", "退款"), Kind: charts.KindMoney}, {Title: both("Discount", "折扣"), Kind: charts.KindMoney},
		}},
		Note: charts.Sentence("n = %s", "n = %s", charts.Plural(in.Summary.Lines, "line", "lines", "行")),
	}
	for _, r := range slices.Backward(in.History.Rows) {
		s.Table.Rows = append(s.Table.Rows, []any{r.Day, in.place(r.Channel, r.Store), int(r.Purchases) + int(r.Refunds), r.Gross, r.Refunded, r.Discount})
	}
	months := charts.Bars{Kind: charts.KindMoney, Name: both("Net revenue", "净收入"), Series: []charts.Bar{{}}}
	rows := in.History.Rows
	month := analytics.ByMonth
	for m := month.Period(rows[0].Day); m <= month.Period(in.AsOf); m++ {
		net := analytics.Money(0)
		for ; len(rows) > 0 && month.Period(rows[0].Day) == m; rows = rows[1:] {
			net += rows[0].Net()
		}
		months.Names, months.Series[0].Values = append(months.Names, charts.Month(month.Start(m))), append(months.Series[0].Values, net.Units())
	}
	s.Chart = charts.BarChart(months)
	return s
}

// active shows how likely the customer was still one, month by month.
func (in PortraitInput) active() charts.Section {
	first, last := in.Active[0], in.Active[len(in.Active)-1]
	line := charts.Line{Name: both("probability of buying again", "再次购买的概率"), Color: charts.Accent}
	grid := &charts.Grid{Columns: []charts.Column{{Title: both("Day", "日期"), Kind: charts.KindDate}, {Title: both("Probability of buying again", "再次购买的概率"), Kind: charts.KindPercent}}}
	for _, a := range in.Active {
		line.Points = append(line.Points, charts.Point{X: float64(a.Day), Y: a.Probability})
		grid.Rows = append(grid.Rows, []any{a.Day, a.Probability})
	}
	return charts.Section{
		ID: "active", Title: charts.Sentence("The model's probability of buying again: %s on %s, %s on %s.", "模型给出的再次购买概率：%[2]s为 %[1]s，%[4]s为 %[3]s。",
			charts.Percent(first.Probability), charts.Date(first.Day), charts.Percent(last.Probability), charts.Date(last.Day)),
		What:  both("Probability of not having left for good, at the ends of months", "各月末尚未永久流失的概率"),
		Chart: charts.LineChart(charts.Lines{Series: []charts.Line{line}, XKind: charts.KindDate, YKind: charts.KindPercent, YName: line.Name}), Table: grid,
		Note:       charts.Sentence("n = %s", "n = %s", charts.Plural(in.Summary.Occasions, "purchase", "purchases", "次购买")),
		Definition: both("By the purchase model of today, from what was known of the customer on each day.", "按当前购买模型，根据各日当时已知的购买记录计算。"),
	}
}

func (in PortraitInput) purchasesTitle() charts.Text {
	orders := charts.Plural(in.Summary.Orders, "order", "orders", "笔订单")
	if n := in.refundDays(); n > 0 {
		return charts.Sentence("%s; refunds on %s.", "%s；%s有退款。", orders, charts.Plural(n, "day", "days", "天"))
	}
	return charts.Sentence("%s, no refunds.", "%s，无退款。", orders)
}

// refundDays counts days, since an order may be refunded on several, and a refund need not name an order.
func (in PortraitInput) refundDays() (n int) {
	last := analytics.NoDay
	for i := range in.History.Rows {
		if r := &in.History.Rows[i]; r.Refunds > 0 && r.Day != last {
			n, last = n+1, r.Day
		}
	}
	return n
}

// place is a channel and store, as far as they are known.
func (in PortraitInput) place(channel, store analytics.Label) charts.Text {
	return boughtLast(in.Labels.Name(channel), in.Labels.Name(store))
}

func (in PortraitInput) answers() charts.Section {
	s := charts.Section{ID: "answers", Title: charts.Sentence("%s to surveys.", "调查%s。", charts.Plural(len(in.History.Answers), "answer", "answers", "份回答")), Open: true}
	for _, a := range slices.Backward(in.History.Answers) {
		s.AddRow([]any{a.Day, aboutText(in.Labels.Name(a.Dimension)), a.Experience, a.Expectation, a.Recommend, in.Labels.Name(a.Store)},
			charts.Column{Title: both("Day", "日期"), Kind: charts.KindDate}, charts.Column{Title: both("About", "关于"), Kind: charts.KindText}, charts.Column{Title: both("Experience", "体验"), Kind: charts.KindNumber},
			charts.Column{Title: both("Expectation", "期望"), Kind: charts.KindNumber}, charts.Column{Title: both("Would recommend", "推荐意愿"), Kind: charts.KindNumber}, charts.Column{Title: both("Store", "门店"), Kind: charts.KindText})
	}
	return s
}

func (in PortraitInput) complaints() charts.Section {
	s := charts.Section{ID: "complaints", Title: charts.Sentence("%s.", "%s。", charts.Plural(len(in.History.Complaints), "complaint", "complaints", "次投诉")), Open: true}
	for _, c := range slices.Backward(in.History.Complaints) {
		outcome := both("not resolved", "未解决")
		if c.Resolved {
			outcome = both("resolved", "已解决")
		}
		s.AddRow([]any{c.Opened, aboutText(in.Labels.Name(c.Category)), outcome, c.Closed, c.SatisfactionAfter, c.Compensation},
			charts.Column{Title: both("Opened", "提出"), Kind: charts.KindDate}, charts.Column{Title: both("About", "关于"), Kind: charts.KindText}, charts.Column{Title: both("Outcome", "结果"), Kind: charts.KindText},
			charts.Column{Title: both("Closed", "关闭"), Kind: charts.KindDate}, charts.Column{Title: both("Satisfied after", "事后满意度"), Kind: charts.KindNumber}, charts.Column{Title: both("Compensation", "补偿"), Kind: charts.KindMoney})
	}
	return s
}

func (in PortraitInput) referrals() charts.Section {
	s := charts.Section{ID: "referrals", Title: charts.Sentence("Brought %s.", "带来 %s。", charts.Plural(len(in.History.Referrals), "customer", "customers", "位客户")), Open: true}
	for _, r := range in.History.Referrals {
		s.AddRow([]any{r.Day, r.Referred.String()}, charts.Column{Title: both("Day", "日期"), Kind: charts.KindDate}, charts.Column{Title: both("Customer", "客户"), Kind: charts.KindText})
	}
	return s
}

// accounts are the accounts by which the customer is known, and what of them is the golden record's.
func (in PortraitInput) accounts() charts.Section {
	s := charts.Section{ID: "accounts", Title: charts.Sentence("Known by %s.", "共有 %s。", charts.Plural(len(in.Accounts), "account", "accounts", "个账户")), Open: true}
	for _, k := range in.Accounts {
		why := both("first account", "首个账户")
		if k.Reason != "" {
			why = reasonWords[k.Reason]
		}
		s.AddRow([]any{k.Account.Source, k.Account.ID, why, k.Account.Updated, in.fields(k.Account.Source, k.Account.Updated)},
			charts.Column{Title: both("Source", "来源"), Kind: charts.KindText}, charts.Column{Title: both("Id", "编号"), Kind: charts.KindText}, charts.Column{Title: both("Joined by", "合并依据"), Kind: charts.KindText},
			charts.Column{Title: both("Updated", "更新"), Kind: charts.KindDate}, charts.Column{Title: both("Gives the golden record", "黄金记录取用"), Kind: charts.KindText})
	}
	return s
}

// fields are the fields of the golden record that come from a source, with their values where these may be shown.
func (in PortraitInput) fields(source string, updated analytics.Day) charts.Text {
	var list []charts.Text
	for _, f := range []struct {
		name  charts.Text
		field identity.Field
	}{
		{both("name", "姓名"), in.Golden.Name}, {both("phone", "电话"), in.Golden.Phone}, {both("e-mail", "邮箱"), in.Golden.Email},
		{both("birthday", "生日"), in.Golden.Birthday},
	} {
		switch {
		case f.field.Value == "" || f.field.Source != source || f.field.Updated != updated:
		case in.Clear:
			list = append(list, charts.Sentence("%s %s", "%s %s", f.name, charts.Same(f.field.Value)))
		default:
			list = append(list, f.name)
		}
	}
	if len(list) == 0 {
		return charts.None
	}
	return charts.And(list...)
}
