package pages

import (
	"regulars/analytics/value"
	"regulars/charts"
)

// BooksInput is what the value formulas of the course books are filled with.
type BooksInput struct {
	Year  *value.Year
	Value value.Textbook
}

// textbook shows the value formula of the course books, step by step, and the margin multiple beside it.
func (in ValueInput) textbook() charts.Section {
	y, v := in.Books.Year, in.Books.Value
	s := charts.Section{ID: "textbook", Title: in.textbookTitle(), What: both("The value formula of the course books, filled from these data", "教科书价值公式（以本数据填入）")}
	switch {
	case !y.Known():
		s.Small = both("The data cover less than half a year, or nobody bought in the first half of them, so nobody can have stayed.", "数据不足半年，或前半期无人购买，因此无从得知谁留了下来。")
		return s
	case y.Before < in.MinGroup || y.Stayed == 0:
		s.Small = charts.Sentence("Of %s in the period before, %s bought again: too few for the formula.", "前期 %s中，%s再次购买：人数太少，无法套用公式。",
			charts.Plural(y.Before, "customer", "customers", "位客户"), charts.Plural(y.Stayed, "customer", "customers", "位"))
		return s
	}
	bars := charts.Bars{Kind: charts.KindMoney, Flat: true, Name: both("Value of a customer", "单个客户价值"), Series: []charts.Bar{{}}}
	for _, b := range []struct {
		name  charts.Text
		value float64
	}{
		{both("A year", "每年"), v.Yearly()},
		{charts.Sentence("%s", "%s", yearsText(v.Years)), v.Lifetime()},
		{both("By word of mouth", "口碑带来"), v.WithWordOfMouth()},
	} {
		if charts.Known(b.value) {
			bars.Names, bars.Series[0].Values = append(bars.Names, b.name), append(bars.Series[0].Values, b.value)
		}
	}
	s.Chart, s.Table, s.Open = charts.BarChart(bars), in.textbookGrid(), true
	s.Note = charts.Sentence("n = %s of %s to %s, of whom %s bought again after it.", "n = %[1]s（%[2]s 至 %[3]s），其中 %[4]s 位此后再次购买。",
		charts.Plural(y.Before, "customer", "customers", "位客户"), charts.Same((y.From - 1 - (y.To - y.From)).String()), charts.Same((y.From - 1).String()), charts.Count(y.Stayed))
	s.Definition = textbookDefinition
	return s
}

var textbookDefinition = both(
	"Value formula of the course books: spend per week × 4 weeks × 12 months × years, times the customers reached by word of mouth. A year of four-week months leaves four weeks of it out; nothing is discounted and no costs are taken off, so do not hold it against the other values on this page.\n"+
		"Spend per week: net revenue of those who bought in the last 52 weeks and in the 52 before, per customer and week. Years: ten as in the text, or as --value-years says; beside them the years that retention gives, 1 / (1 − retention), retention being the share of the buyers of the 52 weeks before who bought again. Word of mouth: customers whom those who stayed referred in the last 52 weeks and who bought, per customer and year, times the years. Where the data are shorter than two years, both periods are half of it and the figures are scaled to a year.\n"+
		"Margin multiple m·r/(1+d−r): yearly margin m, retention r, discount rate d: what a customer's future margins are worth today, the first after a year (Gupta & Lehmann 2005). Where costs are not known, m is net revenue.",
	"教科书价值公式：每周消费 × 4 周 × 12 个月 × 年数，再乘以口碑带来的客户数。按每月四周计，一年少算四周；不折现，也不扣除成本，因此不宜与本页其他价值相比。\n"+
		"每周消费：最近 52 周与前 52 周都有购买的客户，人均每周净收入。年数：按教科书为十年，或由 --value-years 指定；并列由留存率得出的年数 1 /（1 − 留存率），留存率为前 52 周的买家中再次购买的比例。口碑：留下的客户在最近 52 周推荐且已购买的客户数（每人每年），乘以年数。数据不足两年时，两个时期各取一半，并换算为一年。\n"+
		"毛利倍数 m·r/(1+d−r)：年毛利 m、留存率 r、折现率 d，即客户未来毛利的现值，首笔在一年之后（Gupta 与 Lehmann 2005）。成本未知时，m 为净收入。",
)

func yearsText(years float64) charts.Text {
	switch s := charts.Number(years); {
	case !charts.Known(years):
		return charts.None
	case s.EN == "1":
		return both("1 year", "1 年")
	default:
		return both(s.EN+" years", s.ZH+" 年")
	}
}

func (in ValueInput) textbookTitle() charts.Text {
	y, v := in.Books.Year, in.Books.Value
	if !y.Known() || y.Before < in.MinGroup || y.Stayed == 0 {
		return both("The books' value formula cannot be filled", "无法套用教科书价值公式")
	}
	year := charts.Sentence("A customer who stays spends %s a week, by the books %s a year", "留下的客户每周消费 %s，按教科书公式每年 %s",
		in.Currency.Money(v.PerWeek), in.Currency.Money(v.Yearly()))
	switch {
	case !charts.Known(v.Brought):
		return charts.Sentence("%s and %s in %s; what word of mouth adds is not known without referrals.", "%s，%[3]s共 %[2]s；没有推荐数据，口碑价值未知。",
			year, in.Currency.Money(v.Lifetime()), yearsText(v.Years))
	case v.Reached() < 1:
		return charts.Sentence("%s and %s in %s; word of mouth brings less than one customer each.", "%s，%[3]s共 %[2]s；口碑人均带来不足一位客户。",
			year, in.Currency.Money(v.Lifetime()), yearsText(v.Years))
	default:
		return charts.Sentence("%s and %s in %s; with the %s brought by word of mouth it is %s.", "%s，%[3]s共 %[2]s；加上口碑带来的 %[4]s，达 %[5]s。",
			year, in.Currency.Money(v.Lifetime()), yearsText(v.Years), reachedText(v.Reached()), in.Currency.Money(v.WithWordOfMouth()))
	}
}

func reachedText(n float64) charts.Text {
	s := charts.Number(n)
	if s.EN == "1" {
		return both("one customer", "1 位客户")
	}
	return both(s.EN+" customers", s.ZH+" 位客户")
}

func (in ValueInput) textbookGrid() *charts.Grid {
	y, v := in.Books.Year, in.Books.Value
	r, m := y.Retention(), y.YearlyMargin()
	multiple := value.Multiple(r, in.Discount)
	margin := both("Yearly margin of a customer who stays", "留下客户的年毛利")
	if !in.HasCost {
		margin = both("Yearly net revenue of a customer who stays", "留下客户的年净收入")
	}
	return &charts.Grid{Name: "textbook_value", Columns: []charts.Column{
		{Title: both("Step", "步骤"), Kind: charts.KindText, Key: "step"}, {Title: both("Figure", "数值"), Kind: charts.KindText, Key: "value"}, {Title: both("How", "计算"), Kind: charts.KindText, Key: "source"},
	}, Rows: [][]any{
		{both("Spend per week", "每周消费"), in.Currency.Exact(v.PerWeek), both("net revenue of those who stayed, per customer and week", "留下的客户人均每周净收入")},
		{both("Value a year", "年价值"), in.Currency.Exact(v.Yearly()), both("× 4 weeks × 12 months", "× 4 周 × 12 个月")},
		{both("Years", "年数"), yearsText(v.Years), both("as the text supposes, or as set", "按教科书假定或设定")},
		{both("Value over these years", "全部年数的价值"), in.Currency.Exact(v.Lifetime()), both("value a year × years", "年价值 × 年数")},
		{both("Customers brought by word of mouth", "口碑带来的客户"), charts.Number(v.Reached()), charts.Sentence("%s a year × years", "每年 %s 位 × 年数", charts.Number(v.Brought))},
		{both("Value by word of mouth", "口碑价值"), in.Currency.Exact(v.WithWordOfMouth()), both("value over these years × customers brought", "全部年数的价值 × 带来的客户")},
		{both("Years by retention", "由留存率得出的年数"), yearsText(y.Stay()), both("1 / (1 − retention)", "1 /（1 − 留存率）")},
		{both("Value over the years by retention", "由留存率得出年数的价值"), in.Currency.Exact(v.Yearly() * y.Stay()), both("value a year × years by retention", "年价值 × 由留存率得出的年数")},
		{both("Retention a year", "年留存率"), charts.Percent(r), both("of the buyers of the period before, who bought again", "前期买家中再次购买的比例")},
		{margin, in.Currency.Exact(m), both("of those who stayed, in 365 days", "留下的客户，365 天")},
		{both("Margin multiple", "毛利倍数"), charts.Number(multiple), charts.Sentence("r / (1 + d − r) at d = %s", "r /（1 + d − r），d = %s", charts.Percent(in.Discount))},
		{both("Value by the multiple", "按倍数计的价值"), in.Currency.Exact(m * multiple), both("margin × multiple", "毛利 × 倍数")},
	}}
}
