package charts

import (
	"slices"

	"regulars/analytics/retention"
)

// month is how the base moved in the last complete month.
func (in RetentionInput) month() Section {
	last, _, ok := retention.Last(in.Movement.Months())
	if !ok {
		return small("month", Text{"It is too early to say how the base moves.", "判断客户群如何变动还为时过早。"}, Text{"No calendar month is complete yet.", "尚无完整的日历月。"})
	}
	return Section{
		ID: "month", Title: Join(grown(last, Month(last.From)), in.losing()), Chart: bridge(last), Table: monthGrid([]retention.Month{last}),
		What: Sentence("Active customers from the beginning to the end of %s", "%s初至月末的活跃客户变动", Month(last.From)),
		Note: Sentence("n = %s active at the end of the month.", "n = %s（月末活跃）。", people(last.Closing)), Definition: in.movementDefinition(),
	}
}

// grown is the finding: whether the base grew, and of what.
func grown(m retention.Month, when Text) Text {
	net, came := m.Closing-m.Opening, m.New+m.Reactivated
	switch {
	case net < 0 && came == 0:
		return Sentence("In %s active customers fell by %s to %s, all of them lost, and nobody came or came back.", "%s活跃客户减少 %s，降至 %s，均为流失，没有新增或回归。",
			when, Count(-net), Count(m.Closing))
	case net > 0 && m.Opening == 0:
		return Sentence("In %s active customers came to %s, from none at the beginning of the data: %s came or came back, %s were lost.", "%s活跃客户从数据之初的零达到 %s：新增或回归 %s，流失 %s。",
			when, Count(m.Closing), Count(came), Count(m.Churned))
	case net > 0:
		return Sentence("In %s active customers grew by %s to %s: %s came or came back, %s were lost.", "%s活跃客户增加 %s，达到 %s：新增或回归 %s，流失 %s。",
			when, Count(net), Count(m.Closing), Count(came), Count(m.Churned))
	case net < 0:
		return Sentence("In %s active customers fell by %s to %s: %s were lost, only %s came or came back.", "%s活跃客户减少 %s，降至 %s：流失 %s，新增或回归仅 %s。",
			when, Count(-net), Count(m.Closing), Count(m.Churned), Count(came))
	default:
		return Sentence("In %s active customers stayed at %s: as many came or came back as were lost (%s).", "%s活跃客户保持在 %s：新增或回归与流失相抵（%s）。",
			when, Count(m.Closing), Count(m.Churned))
	}
}

// losing compares the share lost with the months before.
func (in RetentionInput) losing() Text {
	c, ok := in.Movement.Churn()
	switch {
	case !ok || c.Now.Size < in.MinGroup:
		return Text{}
	case !c.Clear():
		return Sentence("Of those active before, %s were lost, no clear change from %s (%s).", "原有活跃客户流失 %s，与%s（%s）相比无明显变化。", Percent(c.Now.Rate()), monthsBefore(c), Percent(c.Before.Rate()))
	case c.Difference() > 0:
		return Sentence("Of those active before, %s were lost, more than in %s (%s).", "原有活跃客户流失 %s，高于%s（%s）。", Percent(c.Now.Rate()), monthsBefore(c), Percent(c.Before.Rate()))
	default:
		return Sentence("Of those active before, %s were lost, fewer than in %s (%s).", "原有活跃客户流失 %s，低于%s（%s）。", Percent(c.Now.Rate()), monthsBefore(c), Percent(c.Before.Rate()))
	}
}

func monthsBefore(c retention.Comparison) Text {
	if c.Season {
		return Text{"the same month of earlier years", "往年同月"}
	}
	return Text{"the months before", "此前各月"}
}

// bridge draws how the opening becomes the closing.
func bridge(m retention.Month) *Chart {
	return WaterfallChart(Waterfall{Kind: KindCount, Name: Text{"Active customers", "活跃客户"}, Steps: []Step{
		{Name: Text{"Start", "期初"}, Value: float64(m.Opening), Total: true},
		{Name: Text{"New", "新增"}, Value: float64(m.New)},
		{Name: Text{"Came back", "回归"}, Value: float64(m.Reactivated)},
		{Name: Text{"Lost", "流失"}, Value: -float64(m.Churned), Tone: Bad},
		{Name: Text{"End", "期末"}, Value: float64(m.Closing), Total: true},
	}})
}

func (in RetentionInput) movementDefinition() Text {
	return Join(Text{"Active: has bought, and is not lost.", "活跃：有过购买且未流失。"}, in.rule(),
		Text{"What comes after a month never changes what a customer was at its end.\nNew: first purchase in the month, as in the cohorts. Came back: lost at the end of the month before, with a purchase in this one. Lost: active before or come in the month, not active at its end. Opening + new + came back − lost = closing, for every month. In the first weeks of the data nobody can have been silent for long enough to be lost.",
			"之后发生的事不会改变客户在月末的状态。\n新增：当月首次购买，与同期群一致。回归：上月末已流失、当月有购买。流失：上月末活跃或当月到来、月末不再活跃。每月均有：期初 + 新增 + 回归 − 流失 = 期末。数据最初一段时间内，不可能有人沉默到足以算作流失。"})
}

// sameDefinition refers to the definition of the section on the last month, which is long.
func sameDefinition() Text {
	return Text{"Active, new, came back and lost mean what they do in the section on the last complete month; opening + new + came back − lost = closing here too.",
		"活跃、新增、回归与流失的含义同“最近一个完整月”一节；此处同样有：期初 + 新增 + 回归 − 流失 = 期末。"}
}

// lastMonths is how many complete months the year has.
const lastMonths = 12

// year is how the base moved over the last twelve complete months; there is none of a single month.
func (in RetentionInput) year() (Section, bool) {
	months := in.complete(lastMonths)
	if len(months) < 2 {
		return Section{}, false
	}
	all := retention.Over(months)
	when := Sentence("the %d months to %s", "截至%[2]s的 %[1]d 个月，", len(months), Month(months[len(months)-1].From))
	return Section{
		ID: "year", Title: Join(grown(all, when), replaced(all)), Chart: bridge(all), Table: monthGrid([]retention.Month{all}),
		What: Sentence("Active customers over %s", "%s活跃客户变动", when), Note: Sentence("n = %s active at the end.", "n = %s（期末活跃）。", people(all.Closing)),
		Definition: sameDefinition(),
	}, true
}

// replaced says how many came for each ten that were lost; at the beginning of the data that would mean little.
func replaced(m retention.Month) Text {
	if m.Churned == 0 || m.Opening == 0 {
		return Text{}
	}
	for10 := Number(10 * float64(m.New+m.Reactivated) / float64(m.Churned))
	return Sentence("For every 10 lost, %s came.", "每流失 10 位，新增或回归 %s 位。", for10)
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
func (in RetentionInput) months() Section {
	months := in.Movement.Months()
	months = months[max(0, len(months)-shownMonths):]
	b := Bars{Kind: KindCount, Stacked: true, Name: Text{"Customers", "客户"}, Series: []Bar{
		{Name: Text{"New", "新增"}, Color: Blue, Values: monthly(months, func(m retention.Month) float64 { return float64(m.New) })},
		{Name: Text{"Came back", "回归"}, Color: Green, Values: monthly(months, func(m retention.Month) float64 { return float64(m.Reactivated) })},
		{Name: Text{"Lost", "流失"}, Color: Negative, Values: monthly(months, func(m retention.Month) float64 { return 0 - float64(m.Churned) })},
	}}
	for _, m := range months {
		b.Names = append(b.Names, monthName(m))
	}
	return Section{
		ID: "months", Title: balance(in.complete(lastMonths)), Chart: BarChart(b), Table: monthGrid(in.Movement.Months()),
		What:       Text{"Customers who came, came back (above) and were lost (below), by month", "各月新增、回归（上）与流失（下）的客户"},
		Note:       Sentence("n = %s.", "n = %s。", Plural(len(months), "month", "months", "个月")),
		Definition: sameDefinition(),
	}
}

func monthName(m retention.Month) Text {
	if m.Complete {
		return Same(m.Month)
	}
	return Text{m.Month + " so far", m.Month + " 至今"}
}

// balance is the finding: in how many months more came than went.
func balance(months []retention.Month) Text {
	up := 0
	for _, m := range months {
		if m.Closing > m.Opening {
			up++
		}
	}
	switch {
	case len(months) == 0:
		return Text{"No calendar month is complete yet.", "尚无完整的日历月。"}
	case len(months) == 1:
		return grown(months[0], Month(months[0].From))
	case up == len(months):
		return Sentence("More customers came than were lost in each of the last %s: the base has grown throughout.", "最近 %s每月新增与回归都多于流失：客户群持续增长。", Plural(up, "complete month", "complete months", "个完整月"))
	case up == 0:
		return Sentence("In none of the last %s did more customers come than were lost: the base is not growing.", "最近 %s中没有一个月新增与回归多于流失：客户群没有增长。", Plural(len(months), "complete month", "complete months", "个完整月"))
	default:
		return Sentence("In %d of the last %s more customers came than were lost.", "最近 %[2]s中有 %[1]d 个月新增与回归多于流失。", up, Plural(len(months), "complete month", "complete months", "个完整月"))
	}
}

// revenue is how much of what customers stand for is kept from month to month.
func (in RetentionInput) revenue() Section {
	kept := Line{Name: Text{"With those who buy more", "含增购"}, Dots: true, Color: Accent}
	floor := Line{Name: Text{"Without them", "不含增购"}, Dots: true, Color: Muted}
	l := Lines{YKind: KindPercent, Loose: true, YName: Text{"Revenue kept", "收入保留率"}, Marks: []Mark{{Y: At(1), Name: Same("100%")}}}
	months := in.complete(shownMonths)
	var last retention.Month
	for _, m := range months {
		if !known(m.NRR) {
			continue
		}
		x := float64(len(l.X))
		l.X = append(l.X, Same(m.Month))
		kept.Points, floor.Points = append(kept.Points, Point{X: x, Y: m.NRR}), append(floor.Points, Point{X: x, Y: m.GRR})
		last = m
	}
	if len(kept.Points) == 0 {
		return small("revenue", Text{"It is too early to say how much revenue stays.", "判断能保留多少收入还为时过早。"},
			Sentence("A complete month after the first %s is needed.", "需要最初 %s之后的一个完整月。", Plural(in.Movement.Window, "month", "months", "个月")))
	}
	l.Series = []Line{kept, floor}
	return Section{
		ID: "revenue", Title: in.keeping(last), Chart: LineChart(l), Table: in.revenueGrid(),
		What:       Sentence("Of the revenue that active customers stood for at the beginning of each month, the part kept at its end", "各月初活跃客户所代表收入在月末的保留比例"),
		Note:       Sentence("n = %s active at the beginning of %s.", "n = %s（%s初活跃）。", people(last.Opening), Month(last.From)),
		Definition: in.revenueDefinition(),
	}
}

func (in RetentionInput) revenueDefinition() Text {
	return Sentence("What a customer stands for: the net revenue of the last %d months while active, and nothing once lost.\nNRR (net revenue retention) = (opening + expansion − contraction − churned) / opening. GRR (gross revenue retention) leaves expansion out. New and returning customers are in neither. Opening + new + came back + expansion − contraction − churned = closing, to the cent.\nBoth rates are shown from the first month that a whole %d months lie before; a month that is not over has none.",
		"客户所代表的收入：活跃期间最近 %d 个月的净收入，流失后为零。\nNRR（净收入保留率）=（期初 + 扩张 − 收缩 − 流失）÷ 期初。GRR（总收入保留率）不含扩张。新增与回归客户均不计入。期初 + 新增 + 回归 + 扩张 − 收缩 − 流失 = 期末，精确到分。\n两个比率自前面有完整 %d 个月的首个月份起展示；未结束的月份没有比率。", in.Movement.Window, in.Movement.Window)
}

// keeping is the finding: whether the customers there would carry the base alone.
func (in RetentionInput) keeping(m retention.Month) Text {
	switch r := roundTo((m.NRR-1)*100, 1); {
	case r > 0:
		return Sentence("Customers active at the beginning of %s stand for %s more revenue at its end: the base grows even without new ones.", "%s初的活跃客户到月末所代表的收入增加 %s：即使没有新客户，收入也在增长。",
			Month(m.From), Percent(m.NRR-1))
	case r < 0:
		return Sentence("Customers active at the beginning of %s stand for %s less revenue at its end: new and returning ones must make up for it.", "%s初的活跃客户到月末所代表的收入减少 %s：须靠新增与回归客户弥补。",
			Month(m.From), Percent(1-m.NRR))
	default:
		return Sentence("Customers active at the beginning of %s stand for the same revenue at its end: what some buy less, others buy more.", "%s初的活跃客户到月末所代表的收入不变：一些人少买，另一些人多买。", Month(m.From))
	}
}

// monthGrid lists customers by month, the latest first.
func monthGrid(months []retention.Month) *Grid {
	g := &Grid{Name: "movement", Columns: []Column{
		{Text{"Month", "月份"}, KindText, "month"}, {Text{"Opening", "期初"}, KindCount, "opening"}, {Text{"New", "新增"}, KindCount, "new"},
		{Text{"Came back", "回归"}, KindCount, "reactivated"}, {Text{"Lost", "流失"}, KindCount, "churned"}, {Text{"Closing", "期末"}, KindCount, "closing"},
		{Text{"Share lost", "流失比例"}, KindPercent, "logo_churn"}, {Text{"Month is over", "月份已结束"}, KindText, "complete"},
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
func (in RetentionInput) revenueGrid() *Grid {
	money := func(en, zh, key string) Column { return Column{Text{en, zh}, KindMoney, "revenue_" + key} }
	g := &Grid{Name: "movement", Columns: []Column{
		{Text{"Month", "月份"}, KindText, "month"}, money("Opening", "期初", "opening"), money("New", "新增", "new"), money("Came back", "回归", "reactivated"),
		money("Expansion", "扩张", "expansion"), money("Contraction", "收缩", "contraction"), money("Churned", "流失", "churned"), money("Closing", "期末", "closing"),
		{Same("NRR"), KindPercent, "nrr"}, {Same("GRR"), KindPercent, "grr"},
	}}
	months := in.Movement.Months()
	g.Total = len(months)
	for _, m := range newest(months) {
		g.Rows = append(g.Rows, []any{monthName(m), m.RevenueOpening, m.RevenueNew, m.RevenueReactivated, m.RevenueExpansion,
			m.RevenueContraction, m.RevenueChurned, m.RevenueClosing, finite(m.NRR), finite(m.GRR)})
	}
	return g
}
