package pages

import (
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/value"
	"regulars/charts"
)

// all is the row of all customers; there is one wherever anybody bought.
func (in ValueInput) all() value.EquityRow {
	if len(in.Equity) == 0 {
		return value.EquityRow{CAC: math.NaN(), LTV: math.NaN(), Ratio: math.NaN()}
	}
	return in.Equity[0]
}

// by lists the groups of a kind that are large enough to show and whose acquisition costs are known.
func (in ValueInput) by(kind string) (list []value.EquityRow) {
	for _, r := range in.Equity {
		if r.By == kind && r.Acquired >= max(in.MinGroup, 2) && charts.Known(r.Ratio) {
			list = append(list, r)
		}
	}
	return list
}

// equity compares what customers bring with what it cost to win them, by channel.
func (in ValueInput) equity() charts.Section {
	all := in.all()
	s := charts.Section{
		ID: "equity", Title: in.equityTitle(), What: both("Value of a new customer for each unit spent on winning one, by channel of the first purchase, with 95% intervals", "每单位获客成本带来的客户价值（按首购渠道，含 95% 区间）"),
		Note: in.equityNote(), Definition: in.costsDefinition(),
	}
	if all.Acquired < in.MinGroup || !charts.Known(all.Ratio) {
		s.Small = both("No acquisition costs fall in months in which enough customers were won.", "有足够新客户的月份没有获客成本数据。")
		return s
	}
	rows := in.by(value.ByChannel)
	slices.SortStableFunc(rows, func(a, b value.EquityRow) int { return compareStakes(b.Ratio, a.Ratio) })
	bars := charts.Bars{Kind: charts.KindNumber, Flat: true, Name: both("Value ÷ acquisition cost", "价值 ÷ 获客成本"), Series: []charts.Bar{{}}, Marks: breakEven(rows)}
	for _, r := range append([]value.EquityRow{all}, rows...) {
		b := &bars.Series[0]
		bars.Names = append(bars.Names, channelName(r))
		b.Values, b.Low, b.High = append(b.Values, r.Ratio), append(b.Low, r.Low/r.CAC), append(b.High, r.High/r.CAC)
	}
	s.Chart, s.Table, s.Open = charts.BarChart(bars), equityGrid(both("Channel", "渠道"), append([]value.EquityRow{all}, rows...)), true
	return s
}

// breakEven marks where a customer pays for itself, if any group comes near.
func breakEven(rows []value.EquityRow) []charts.Mark {
	if !slices.ContainsFunc(rows, func(r value.EquityRow) bool { return r.Ratio < 2 }) {
		return nil
	}
	return []charts.Mark{{Y: charts.At(1), Name: both("pays for itself", "收支相抵")}}
}

func channelName(r value.EquityRow) charts.Text {
	switch {
	case r.By == value.All:
		return both("All", "全部")
	case r.Name == "":
		return both("(no channel)", "（无渠道）")
	default:
		return charts.Same(r.Name)
	}
}

func equityGrid(first charts.Text, rows []value.EquityRow) *charts.Grid {
	g := &charts.Grid{Name: "equity", Columns: []charts.Column{
		{Title: first, Kind: charts.KindText, Key: "name"}, {Title: both("Customers won", "获得客户"), Kind: charts.KindCount, Key: "acquired"}, {Title: both("Cost of one", "获客成本"), Kind: charts.KindMoney, Key: "cac"},
		{Title: both("Value of one", "客户价值"), Kind: charts.KindMoney, Key: "ltv"}, {Title: both("from", "下限"), Kind: charts.KindMoney, Key: "ltv_low"}, {Title: both("to", "上限"), Kind: charts.KindMoney, Key: "ltv_high"},
		{Title: both("Value ÷ cost", "价值 ÷ 成本"), Kind: charts.KindNumber, Key: "ltv_cac"}, {Title: both("Months to pay back", "回本月数"), Kind: charts.KindCount, Key: "payback_months"},
		{Title: both("Still to come from all", "全体未来价值"), Kind: charts.KindMoney, Key: "equity"},
	}}
	for _, r := range rows {
		g.Rows = append(g.Rows, []any{channelName(r), r.Acquired, r.CAC, r.LTV, r.Low, r.High, r.Ratio, paidBack(r), r.Equity})
	}
	return g
}

// paidBack is the months until a customer is paid back, nothing where it has not happened.
func paidBack(r value.EquityRow) any {
	if r.Payback == 0 {
		return nil
	}
	return r.Payback
}

func (in ValueInput) equityTitle() charts.Text {
	all := in.all()
	if all.Acquired < in.MinGroup || !charts.Known(all.Ratio) {
		return both("What it costs to win a customer is not known", "获客成本未知")
	}
	whole := charts.Sentence("Winning a customer costs %s and brings %s, %s times as much.", "获得一位客户花费 %s，带来 %s，是成本的 %s 倍。",
		in.Currency.Money(all.CAC), in.Currency.Money(all.LTV), charts.Number(all.Ratio))
	if all.Ratio < 1 {
		whole = charts.Sentence("Winning a customer costs %s and brings only %s: new customers lose money.", "获得一位客户花费 %s，只带来 %s：新客户亏损。", in.Currency.Money(all.CAC), in.Currency.Money(all.LTV))
	}
	return charts.Join(whole, in.channels())
}

// channels compares the best channel with the worst.
func (in ValueInput) channels() charts.Text {
	rows := in.by(value.ByChannel)
	if len(rows) < 2 {
		return charts.Text{}
	}
	compare := func(a, b value.EquityRow) int { return compareStakes(a.Ratio, b.Ratio) }
	best, worst := slices.MaxFunc(rows, compare), slices.MinFunc(rows, compare)
	if best.Against(worst) != analytics.More {
		return both("The channels do not clearly differ.", "各渠道差异不明显。")
	}
	return charts.Sentence("“%s” returns most, %s times; “%s” least, %s times.", "“%s”回报最高，%s 倍；“%s”最低，%s 倍。",
		channelName(best), charts.Number(best.Ratio), channelName(worst), charts.Number(worst.Ratio))
}

func (in ValueInput) equityNote() charts.Text {
	all := in.all()
	n := charts.Sentence("n = %s won in months with acquisition costs, of %s.", "n = %s（在有获客成本的月份获得），共 %s。",
		charts.Plural(all.Acquired, "customer", "customers", "位客户"), charts.Plural(all.Customers, "customer", "customers", "位客户"))
	if all.Equity.Units() != 0 {
		n = charts.Join(n, charts.Sentence("Still to come: %s expected, less %s to keep and serve for it.", "未来价值：预期 %s，减去为此所需的维系与服务成本 %s。",
			in.Currency.Money(all.Expected.Units()), in.Currency.Money(all.Serve.Units())))
	}
	left := 0.0
	for _, r := range in.Rates.Rows() {
		left += r.Left.Units()
	}
	if left >= 1 {
		n = charts.Join(n, charts.Sentence("%s of the costs fell in months and channels in which nobody counted here was won or bought, and is on no customer.", "%s 的成本所在月份和渠道没有此处所计的新客户或购买，未计入任何客户。", in.Currency.Money(left)))
	}
	if unknown := in.Rates.Unknown.Units(); unknown != 0 {
		n = charts.Join(n, charts.Sentence("%s is of a kind other than acquisition, retention or service, and is left out.", "%s 不属于获客、维系或服务成本，未计入。", in.Currency.Money(unknown)))
	}
	return n
}

func (in ValueInput) costsDefinition() charts.Text {
	basis := both("net revenue, as costs of goods are not given", "净收入（未提供商品成本）")
	if in.HasCost {
		basis = both("margin, net revenue less the cost of goods", "毛利（净收入减商品成本）")
	}
	return charts.Sentence("Costs of a month and channel are shared equally: acquisition among the customers whose first purchase fell in it, retention and service among the orders; costs without a channel, or of one in which nobody ever bought, among those of all channels; costs of one customer are that customer's.\n"+
		"Cost of one (CAC): acquisition cost per customer won. Value of one (LTV): %s so far and expected within %s, less retention and service, so far and for the expected orders at the last twelve months' cost of an order (%s). from, to: 95%% interval, from how much customers differ. Still to come (customer equity): the expected part alone, of all customers.",
		"某月某渠道的成本平均分摊：获客成本由首购落在其中的客户分摊，维系与服务成本由订单分摊；无渠道或该渠道从无购买的成本由全部渠道分摊；指明客户的成本归该客户。\n"+
			"获客成本（CAC）：每位新客户的获客成本。客户价值（LTV）：至今及 %[2]s内预期的%[1]s，减去至今及预期订单的维系与服务成本（按最近十二个月每单成本 %[3]s）。上下限：95%% 区间，来自客户间差异。未来价值（客户资产）：仅指全体客户的预期部分。",
		basis, in.within(), in.Currency.Money(in.Rates.PerOrder))
}

// paybackDefinition is when a customer counts as paid back.
func paybackDefinition() charts.Text {
	return charts.Sentence("Months to pay back: until the customers won have left, per customer, as much as it cost to win one, after goods, retention and service; each month (365.25/12 days) is a mean over those watched for all of it, at least %s of them. Costs are shared as in the section on acquisition by channel.",
		"回本月数：新客户人均贡献（扣除商品、维系与服务成本）达到获客成本所需月数；每月（365.25/12 天）取观察满该月客户的平均，至少 %s 位。成本分摊同上文各渠道获客部分。", charts.Count(value.MinObserved))
}

// payback shows how what customers leave catches up with what it cost to win them.
func (in ValueInput) payback() charts.Section {
	all := in.all()
	s := charts.Section{
		ID: "payback", Title: in.paybackTitle(), What: both("What a customer has left since the first purchase, less the cost of winning one, by channel", "首购以来客户人均贡献减获客成本（按渠道）"),
		Note:       charts.Sentence("n = %s won in months with acquisition costs.", "n = %s（在有获客成本的月份获得）。", charts.Plural(all.Acquired, "customer", "customers", "位客户")),
		Definition: paybackDefinition(),
	}
	if len(all.Cumulated) == 0 || all.Acquired < in.MinGroup {
		s.Small = both("Nobody has been watched for a month since an acquisition whose cost is known.", "尚无获客成本已知的客户被观察满一个月。")
		return s
	}
	lines := charts.Lines{XKind: charts.KindNumber, YKind: charts.KindMoney, XName: both("Months since the first purchase", "首购后月数"), YName: in.moneyAxis(), Marks: []charts.Mark{{Y: charts.At(0), Name: both("paid back", "回本")}}}
	s.Table = &charts.Grid{Name: "payback", Columns: []charts.Column{{Title: both("Month", "月"), Kind: charts.KindCount, Key: "months"}}, Rows: make([][]any, min(len(all.Cumulated), mostMonths))}
	for month := range s.Table.Rows {
		s.Table.Rows[month] = []any{month + 1}
	}
	for _, r := range append([]value.EquityRow{all}, in.by(value.ByChannel)...) {
		line := charts.Line{Name: channelName(r), Dashed: r.By == value.All}
		if r.By == value.All {
			line.Color = charts.Muted
		}
		s.Table.Columns = append(s.Table.Columns, charts.Column{Title: channelName(r), Kind: charts.KindMoney})
		for month := range s.Table.Rows {
			left := math.NaN()
			if month < len(r.Cumulated) {
				left = r.Cumulated[month]
				line.Points = append(line.Points, charts.Point{X: float64(month + 1), Y: left})
			}
			s.Table.Rows[month] = append(s.Table.Rows[month], left)
		}
		lines.Series = append(lines.Series, line)
	}
	s.Chart = charts.LineChart(lines)
	return s
}

// mostMonths is how far payback is drawn, and how many cohorts are.
const mostMonths = 24

func (in ValueInput) moneyAxis() charts.Text {
	if in.Currency == "" {
		return both("per customer", "人均")
	}
	return charts.Sentence("%s per customer", "%s / 人", string(in.Currency))
}

func (in ValueInput) paybackTitle() charts.Text {
	all := in.all()
	if len(all.Cumulated) == 0 || all.Acquired < in.MinGroup {
		return both("How soon a new customer pays back is not known", "新客户回本时间未知")
	}
	if all.Payback == 0 {
		return charts.Sentence("New customers have not paid back what they cost within %s.", "新客户在 %s内未能回本。", monthsText(all.Observed))
	}
	title := charts.Sentence("A new customer has paid back its cost after %s.", "新客户 %s后回本。", monthsText(all.Payback))
	slow := all
	for _, r := range in.by(value.ByChannel) {
		if r.Payback == 0 && len(r.Cumulated) >= all.Payback {
			return charts.Join(title, charts.Sentence("Through “%s” not within %s.", "经“%s”获得的客户 %s内未回本。", channelName(r), monthsText(r.Observed)))
		}
		if r.Payback > slow.Payback {
			slow = r
		}
	}
	if slow.Payback > all.Payback {
		return charts.Join(title, charts.Sentence("It takes longest through “%s”, %s.", "经“%s”获得的客户最慢，需 %s。", channelName(slow), monthsText(slow.Payback)))
	}
	return title
}

func monthsText(n int) charts.Text { return charts.Plural(n, "month", "months", "个月") }

// acquisition shows what each cohort cost to win and what it brings.
func (in ValueInput) acquisition() charts.Section {
	rows := in.by(value.ByCohort)
	s := charts.Section{
		ID: "acquisition", Title: in.acquisitionTitle(rows), What: both("Value of a new customer for each unit spent on winning one, by time of the first purchase, with 95% intervals", "每单位获客成本带来的客户价值（按首购时间，含 95% 区间）"),
		Note: charts.Sentence("n = %s in %s.", "n = %s，%s。", charts.Plural(in.all().Acquired, "customer", "customers", "位客户"), charts.Plural(len(rows), "cohort", "cohorts", "个队列")),
		Definition: both("Cost, value and intervals as in the section on acquisition by channel, for the customers of a cohort. Young cohorts have had less time to buy, but their expected value is counted.",
			"成本、价值与区间同上文各渠道获客部分，按队列计。新队列购买时间较短，但计入其预期价值。"),
	}
	if len(rows) == 0 {
		s.Small = both("No cohort with known acquisition costs is large enough to show.", "没有获客成本已知且人数足够的队列。")
		return s
	}
	bars := charts.Bars{Kind: charts.KindNumber, Name: both("Value ÷ acquisition cost", "价值 ÷ 获客成本"), Series: []charts.Bar{{}}, Marks: breakEven(rows)}
	for _, r := range rows[max(0, len(rows)-mostMonths):] {
		b := &bars.Series[0]
		bars.Names = append(bars.Names, charts.Same(r.Name))
		b.Values, b.Low, b.High = append(b.Values, r.Ratio), append(b.Low, r.Low/r.CAC), append(b.High, r.High/r.CAC)
	}
	s.Chart, s.Table = charts.BarChart(bars), equityGrid(both("Cohort", "队列"), rows[max(0, len(rows)-mostMonths):])
	s.Table.Total = len(rows)
	return s
}

// acquisitionTitle compares what a customer cost lately with before.
func (in ValueInput) acquisitionTitle(rows []value.EquityRow) charts.Text {
	half := len(rows) / 2
	if half == 0 {
		return both("Too few cohorts to compare what customers cost", "队列太少，无法比较获客成本")
	}
	before, now := meanCAC(rows[:half]), meanCAC(rows[half:])
	figures := []any{in.Currency.Money(now), charts.Same(rows[half].Name), in.Currency.Money(before), charts.Percent(math.Abs(now/before - 1))}
	switch change := now/before - 1; {
	case math.Abs(change) < 0.05:
		return charts.Sentence("Winning a customer has cost %s since %s, about as much as before (%s).", "自 %[2]s 以来，获得一位客户花费 %[1]s，与之前（%[3]s）大致相同。", figures[:3]...)
	case change > 0:
		return charts.Sentence("Winning a customer has cost %s since %s, %[4]s more than before (%[3]s).", "自 %[2]s 以来，获得一位客户花费 %[1]s，比之前（%[3]s）高 %[4]s。", figures...)
	default:
		return charts.Sentence("Winning a customer has cost %s since %s, %[4]s less than before (%[3]s).", "自 %[2]s 以来，获得一位客户花费 %[1]s，比之前（%[3]s）低 %[4]s。", figures...)
	}
}

// meanCAC is the cost of winning one customer over several cohorts.
func meanCAC(rows []value.EquityRow) float64 {
	cost, n := 0.0, 0
	for _, r := range rows {
		cost += r.CAC * float64(r.Acquired)
		n += r.Acquired
	}
	return cost / float64(n)
}
