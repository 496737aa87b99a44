package pages

import (
	"slices"

	"regulars/analytics/retention"
	"regulars/charts"
)

// month is how the base moved in the last complete month.
func (in RetentionInput) month() charts.Section {
	last, _, ok := retention.Last(in.Movement.Months())
	if !ok {
		return small("month", both("It is too early to say how the base moves.", "判断客户群如何变动还为时过早。"), both("No calendar month is complete yet.", "尚无完整的日历月。"))
	}
	return charts.Section{
		ID: "month", Title: charts.Join(grown(last, charts.Month(last.From)), in.losing()), Chart: bridge(last), Table: monthGrid([]retention.Month{last}),
		What: charts.Sentence("Current customers from the beginning to the end of %s", "%s初至月末的现有客户变动", charts.Month(last.From)),
		Note: charts.Sentence("n = %s current at the end of the month.", "n = %s（月末现有）。", people(last.Closing)), Definition: in.movementDefinition(),
	}
}

// grown is the finding: whether the base grew, and of what.
func grown(m retention.Month, when charts.Text) charts.Text {
	net, came := m.Closing-m.Opening, m.New+m.Reactivated
	switch {
	case net < 0 && came == 0:
		return charts.Sentence("In %s current customers fell by %s to %s, all of them lost, and nobody came or came back.", "%s现有客户减少 %s，降至 %s，均为流失，没有新增或回归。",
			when, charts.Count(-net), charts.Count(m.Closing))
	case net > 0 && m.Opening == 0:
		return charts.Sentence("In %s current customers came to %s, from none at the beginning of the data: %s came or came back, %s were lost.", "%s现有客户从数据之初的零达到 %s：新增或回归 %s，流失 %s。",
			when, charts.Count(m.Closing), charts.Count(came), charts.Count(m.Churned))
	case net > 0:
		return charts.Sentence("In %s current customers grew by %s to %s: %s came or came back, %s were lost.", "%s现有客户增加 %s，达到 %s：新增或回归 %s，流失 %s。",
			when, charts.Count(net), charts.Count(m.Closing), charts.Count(came), charts.Count(m.Churned))
	case net < 0:
		return charts.Sentence("In %s current customers fell by %s to %s: %s were lost, only %s came or came back.", "%s现有客户减少 %s，降至 %s：流失 %s，新增或回归仅 %s。",
			when, charts.Count(-net), charts.Count(m.Closing), charts.Count(m.Churned), charts.Count(came))
	default:
		return charts.Sentence("In %s current customers stayed at %s: as many came or came back as were lost (%s).", "%s现有客户保持在 %s：新增或回归与流失相抵（%s）。",
			when, charts.Count(m.Closing), charts.Count(m.Churned))
	}
}

// losing compares the share lost with the months before.
func (in RetentionInput) losing() charts.Text {
	c, ok := in.Movement.Churn()
	switch {
	case !ok || c.Now.Size < in.MinGroup:
		return charts.Text{}
	case !c.Clear():
		return charts.Sentence("Of those current before, %s were lost, no clear change from %s (%s).", "原有现有客户流失 %s，与%s（%s）相比无明显变化。", charts.Percent(c.Now.Rate()), monthsBefore(c), charts.Percent(c.Before.Rate()))
	case c.Difference() > 0:
		return charts.Sentence("Of those current before, %s were lost, more than in %s (%s).", "原有现有客户流失 %s，高于%s（%s）。", charts.Percent(c.Now.Rate()), monthsBefore(c), charts.Percent(c.Before.Rate()))
	default:
		return charts.Sentence("Of those current before, %s were lost, fewer than in %s (%s).", "原有现有客户流失 %s，低于%s（%s）。", charts.Percent(c.Now.Rate()), monthsBefore(c), charts.Percent(c.Before.Rate()))
	}
}

func monthsBefore(c retention.Comparison) charts.Text {
	if c.Season {
		return both("the same month of earlier years", "往年同月")
	}
	return both("the months before", "此前各月")
}

// bridge draws how the opening becomes the closing.
func bridge(m retention.Month) *charts.Chart {
	return charts.WaterfallChart(charts.Waterfall{Kind: charts.KindCount, Name: both("Current customers", "现有客户"), Steps: []charts.Step{
		{Name: both("Start", "期初"), Value: float64(m.Opening), Total: true},
		{Name: both("New", "新增"), Value: float64(m.New)},
		{Name: both("Came back", "回归"), Value: float64(m.Reactivated)},
		{Name: both("Lost", "流失"), Value: -float64(m.Churned), Tone: charts.Bad},
		{Name: both("End", "期末"), Value: float64(m.Closing), Total: true},
	}})
}

func (in RetentionInput) movementDefinition() charts.Text {
	return charts.Join(in.terms().define(TermCurrent, TermLost, TermSlowing), in.checked(),
		both("What comes after a month never changes what a customer was at its end.\nNew: first purchase in the month, as in the cohorts. Came back: lost at the end of the month before, with a purchase in this one. Lost in the month: current before or come in the month, no longer current at its end. Opening + new + came back − lost = closing, for every month. In the first weeks of the data nobody can have been silent for long enough to be lost.",
			"之后发生的事不会改变客户在月末的状态。\n新增：当月首次购买，与同期群一致。回归：上月末已流失、当月有购买。当月流失：上月末为现有客户或当月到来、月末已流失。每月均有：期初 + 新增 + 回归 − 流失 = 期末。数据最初一段时间内，不可能有人沉默到足以算作流失。"))
}

// sameDefinition refers to the definition of the section on the last month, which is long.
func sameDefinition() charts.Text {
	return both("Current, new, came back and lost mean what they do in the section on the last complete month; opening + new + came back − lost = closing here too.",
		"现有客户、新增、回归与流失的含义同“最近一个完整月”一节；此处同样有：期初 + 新增 + 回归 − 流失 = 期末。")
}

// lastMonths is how many complete months the year has.
const lastMonths = 12

// year is how the base moved over the last twelve complete months; there is none of a single month.
func (in RetentionInput) year() (charts.Section, bool) {
	months := in.complete(lastMonths)
	if len(months) < 2 {
		return charts.Section{}, false
	}
	all := retention.Over(months)
	when := charts.Sentence("the %d months to %s", "截至%[2]s的 %[1]d 个月，", len(months), charts.Month(months[len(months)-1].From))
	return charts.Section{
		ID: "year", Title: charts.Join(grown(all, when), replaced(all)), Chart: bridge(all), Table: monthGrid([]retention.Month{all}),
		What: charts.Sentence("Current customers over %s", "%s现有客户变动", when), Note: charts.Sentence("n = %s current at the end.", "n = %s（期末现有）。", people(all.Closing)),
		Definition: sameDefinition(),
	}, true
}

// replaced says how many came for each ten that were lost; at the beginning of the data that would mean little.
func replaced(m retention.Month) charts.Text {
	if m.Churned == 0 || m.Opening == 0 {
		return charts.Text{}
	}
	for10 := charts.Number(10 * float64(m.New+m.Reactivated) / float64(m.Churned))
	return charts.Sentence("For every 10 lost, %s came.", "每流失 10 位，新增或回归 %s 位。", for10)
}

// complete are the last complete months, at most n.
func (in RetentionInput) complete(n int) []retention.Month {
	months := in.Movement.Months()
	for len(months) > 0 && !months[len(months)-1].Complete {
		months = months[:len(months)-1]
	}
	return months[max(0, len(months)-n):]
}

// shownMonths is how many months the bars have.
const shownMonths = 24

// months are the movements month by month, the unfinished one marked.
func (in RetentionInput) months() charts.Section {
	months := in.Movement.Months()
	months = months[max(0, len(months)-shownMonths):]
	b := charts.Bars{Kind: charts.KindCount, Stacked: true, Name: both("Customers", "客户"), Series: []charts.Bar{
		{Name: both("New", "新增"), Color: charts.Blue, Values: monthly(months, func(m retention.Month) float64 { return float64(m.New) })},
		{Name: both("Came back", "回归"), Color: charts.Green, Values: monthly(months, func(m retention.Month) float64 { return float64(m.Reactivated) })},
		{Name: both("Lost", "流失"), Color: charts.Negative, Values: monthly(months, func(m retention.Month) float64 { return 0 - float64(m.Churned) })},
	}}
	for _, m := range months {
		b.Names = append(b.Names, monthName(m))
	}
	return charts.Section{
		ID: "months", Title: balance(in.complete(lastMonths)), Chart: charts.BarChart(b), Table: monthGrid(in.Movement.Months()),
		What:       both("Customers who came, came back (above) and were lost (below), by month", "各月新增、回归（上）与流失（下）的客户"),
		Note:       charts.Sentence("n = %s.", "n = %s。", charts.Plural(len(months), "month", "months", "个月")),
		Definition: sameDefinition(),
	}
}

func monthName(m retention.Month) charts.Text {
	if m.Complete {
		return charts.Same(m.Month)
	}
	return both(m.Month+" so far", m.Month+" 至今")
}

// balance is the finding: in how many months more came than went.
func balance(months []retention.Month) charts.Text {
	up := 0
	for _, m := range months {
		if m.Closing > m.Opening {
			up++
		}
	}
	switch {
	case len(months) == 0:
		return both("No calendar month is complete yet.", "尚无完整的日历月。")
	case len(months) == 1:
		return grown(months[0], charts.Month(months[0].From))
	case up == len(months):
		return charts.Sentence("More customers came than were lost in each of the last %s: the base has grown throughout.", "最近 %s每月新增与回归都多于流失：客户群持续增长。", charts.Plural(up, "complete month", "complete months", "个完整月"))
	case up == 0:
		return charts.Sentence("In none of the last %s did more customers come than were lost: the base is not growing.", "最近 %s中没有一个月新增与回归多于流失：客户群没有增长。", charts.Plural(len(months), "complete month", "complete months", "个完整月"))
	default:
		return charts.Sentence("In %d of the last %s more customers came than were lost.", "最近 %[2]s中有 %[1]d 个月新增与回归多于流失。", up, charts.Plural(len(months), "complete month", "complete months", "个完整月"))
	}
}

// revenue is how much of what customers stand for is kept from month to month.
func (in RetentionInput) revenue() charts.Section {
	kept := charts.Line{Name: both("With those who buy more", "含增购"), Dots: true, Color: charts.Accent}
	floor := charts.Line{Name: both("Without them", "不含增购"), Dots: true, Color: charts.Muted}
	l := charts.Lines{YKind: charts.KindPercent, Loose: true, YName: both("Revenue kept", "收入保留率"), Marks: []charts.Mark{{Y: charts.At(1), Name: charts.Same("100%")}}}
	months := in.complete(shownMonths)
	var last retention.Month
	for _, m := range months {
		if !charts.Known(m.NRR) {
			continue
		}
		x := float64(len(l.X))
		l.X = append(l.X, charts.Same(m.Month))
		kept.Points, floor.Points = append(kept.Points, charts.Point{X: x, Y: m.NRR}), append(floor.Points, charts.Point{X: x, Y: m.GRR})
		last = m
	}
	if len(kept.Points) == 0 {
		return small("revenue", both("It is too early to say how much revenue stays.", "判断能保留多少收入还为时过早。"),
			charts.Sentence("A complete month after the first %s is needed.", "需要最初 %s之后的一个完整月。", charts.Plural(in.Movement.Window, "month", "months", "个月")))
	}
	l.Series = []charts.Line{kept, floor}
	return charts.Section{
		ID: "revenue", Title: in.keeping(last), Chart: charts.LineChart(l), Table: in.revenueGrid(),
		What:       charts.Sentence("Of the revenue that current customers stood for at the beginning of each month, the part kept at its end", "各月初现有客户所代表收入在月末的保留比例"),
		Note:       charts.Sentence("n = %s current at the beginning of %s.", "n = %s（%s初现有）。", people(last.Opening), charts.Month(last.From)),
		Definition: in.revenueDefinition(),
	}
}

func (in RetentionInput) revenueDefinition() charts.Text {
	return charts.Sentence("What a customer stands for: the net revenue of the last %[1]d months while current, and nothing once lost.\n%[2]s New and returning customers are in neither. Opening + new + came back + expansion − contraction − churned = closing, to the cent.\nBoth rates are shown from the first month that a whole %[1]d months lie before; a month that is not over has none.",
		"客户所代表的收入：作为现有客户期间最近 %[1]d 个月的净收入，流失后为零。\n%[2]s新增与回归客户均不计入。期初 + 新增 + 回归 + 扩张 − 收缩 − 流失 = 期末，精确到分。\n两个比率自前面有完整 %[1]d 个月的首个月份起展示；未结束的月份没有比率。", in.Movement.Window, in.terms().define(TermNRR, TermGRR))
}

// keeping is the finding: whether the customers there would carry the base alone.
func (in RetentionInput) keeping(m retention.Month) charts.Text {
	switch r := charts.RoundTo((m.NRR-1)*100, 1); {
	case r > 0:
		return charts.Sentence("Customers current at the beginning of %s stand for %s more revenue at its end: the base grows even without new ones.", "%s初的现有客户到月末所代表的收入增加 %s：即使没有新客户，收入也在增长。",
			charts.Month(m.From), charts.Percent(m.NRR-1))
	case r < 0:
		return charts.Sentence("Customers current at the beginning of %s stand for %s less revenue at its end: new and returning ones must make up for it.", "%s初的现有客户到月末所代表的收入减少 %s：须靠新增与回归客户弥补。",
			charts.Month(m.From), charts.Percent(1-m.NRR))
	default:
		return charts.Sentence("Customers current at the beginning of %s stand for the same revenue at its end: what some buy less, others buy more.", "%s初的现有客户到月末所代表的收入不变：一些人少买，另一些人多买。", charts.Month(m.From))
	}
}

// monthGrid lists customers by month, the latest first.
func monthGrid(months []retention.Month) *charts.Grid {
	g := &charts.Grid{Name: "movement", Columns: []charts.Column{
		{Title: both("Month", "月份"), Kind: charts.KindText, Key: "month"}, {Title: both("Opening", "期初"), Kind: charts.KindCount, Key: "opening"}, {Title: both("New", "新增"), Kind: charts.KindCount, Key: "new"},
		{Title: both("Came back", "回归"), Kind: charts.KindCount, Key: "reactivated"}, {Title: both("Lost", "流失"), Kind: charts.KindCount, Key: "churned"}, {Title: both("Closing", "期末"), Kind: charts.KindCount, Key: "closing"},
		{Title: both("Share lost", "流失比例"), Kind: charts.KindPercent, Key: "logo_churn"}, {Title: both("Month is over", "月份已结束"), Kind: charts.KindText, Key: "complete"},
	}}
	g.Total = len(months)
	for _, m := range newest(months) {
		g.Rows = append(g.Rows, []any{monthName(m), m.Opening, m.New, m.Reactivated, m.Churned, m.Closing, finite(m.LogoChurn), m.Complete})
	}
	return g
}

// newest are the last months, the latest first: as many as the bars have.
func newest(months []retention.Month) []retention.Month {
	months = slices.Clone(months[max(0, len(months)-shownMonths):])
	slices.Reverse(months)
	return months
}

// revenueGrid lists revenue by month, the latest first.
func (in RetentionInput) revenueGrid() *charts.Grid {
	money := func(en, zh, key string) charts.Column {
		return charts.Column{Title: both(en, zh), Kind: charts.KindMoney, Key: "revenue_" + key}
	}
	g := &charts.Grid{Name: "movement", Columns: []charts.Column{
		{Title: both("Month", "月份"), Kind: charts.KindText, Key: "month"}, money("Opening", "期初", "opening"), money("New", "新增", "new"), money("Came back", "回归", "reactivated"),
		money("Expansion", "扩张", "expansion"), money("Contraction", "收缩", "contraction"), money("Churned", "流失", "churned"), money("Closing", "期末", "closing"),
		{Title: charts.Same("NRR"), Kind: charts.KindPercent, Key: "nrr"}, {Title: charts.Same("GRR"), Kind: charts.KindPercent, Key: "grr"},
	}}
	months := in.Movement.Months()
	g.Total = len(months)
	for _, m := range newest(months) {
		g.Rows = append(g.Rows, []any{monthName(m), m.RevenueOpening, m.RevenueNew, m.RevenueReactivated, m.RevenueExpansion,
			m.RevenueContraction, m.RevenueChurned, m.RevenueClosing, finite(m.NRR), finite(m.GRR)})
	}
	return g
}
