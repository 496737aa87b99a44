package pages

import (
	"regulars/analytics/nextbuy"
	"regulars/analytics/portfolio"
	"regulars/analytics/stage"
	"regulars/charts"
)

// ClassInput is what the Customers page shows of customers by turnover, worth, level of relationship and stage of loyalty.
type ClassInput struct {
	HasCost  bool // margins are known
	Forecast bool // expected margins are known
	PerOrder float64
	Cuts     portfolio.Cuts
	ABCD     []portfolio.ABCDRow
	Worth    []portfolio.WorthRow
	Losses   []portfolio.LossRow
	Levels   []portfolio.LevelRow // the highest first

	LevelSegments []portfolio.LevelSegmentRow
	Rule          stage.Rule
	Stages        []stage.Row
	Conversions   []stage.Conversion
	StageFlows    []stage.Flow
	Next          []nextbuy.Row // none where categories are not known
}

// classes are the sections on them; none where they were not worked out.
func (in CustomersInput) classes() []charts.Section {
	if len(in.ABCD) == 0 {
		return nil
	}
	list := []charts.Section{in.abcd(), in.worth(), in.levels(), in.stages()}
	if in.compared() {
		list = append(list, in.stageFlows())
	}
	if len(in.Next) > 0 {
		list = append(list, in.nextPurchase())
	}
	return list
}

var (
	abcdNames = [...]charts.Text{
		both("A: often, profitable", "A：周转快、盈利高"), both("B: often, less profitable", "B：周转快、盈利低"),
		both("C: seldom, less profitable", "C：周转慢、盈利低"), both("D: seldom, profitable", "D：周转慢、盈利高"),
	}
	abcdColors      = [...]charts.Color{charts.Blue, charts.Orange, charts.Grey, charts.Sky}
	shareColumn     = charts.Column{Title: both("Share of customers", "客户占比"), Kind: charts.KindPercent, Key: "share_customers"}
	ofRevenueColumn = charts.Column{Title: both("Share of revenue", "收入占比"), Kind: charts.KindPercent, Key: "share_revenue"}
)

// profitColumn is how profitable a class is.
func (in CustomersInput) profitColumn() charts.Column {
	if in.HasCost {
		return charts.Column{Title: both("Margin of revenue", "毛利率"), Kind: charts.KindPercent, Key: "profitability"}
	}
	return charts.Column{Title: both("Revenue per purchase", "每次购买收入"), Kind: charts.KindMoney, Key: "profitability"}
}

// profit is a figure of profitability in words.
func (in CustomersInput) profit(x float64) charts.Text {
	if in.HasCost {
		return charts.Percent(x)
	}
	return in.Currency.Money(x)
}

func (in CustomersInput) abcdFinding() charts.Text {
	a, b := in.ABCD[portfolio.A], in.ABCD[portfolio.B]
	switch {
	case !in.enough(a.Customers):
		return both("Hardly any customer both buys often and profitably: those who buy often leave little, and those who leave much buy seldom.",
			"几乎没有客户既购买频繁又盈利高：频繁者盈利低，盈利高者购买少。")
	case !in.enough(b.Customers) || !charts.Known(a.OfRevenue):
		return charts.Sentence("%s of customers buy often and profitably (A): keep them close and let them set the example.",
			"%s 的客户购买频繁且盈利高（A）：维系亲密关系，让他们成为榜样。", charts.Percent(a.OfAll))
	default:
		return charts.Sentence("%s of customers buy often and profitably (A) and bring %s of revenue; as often but for less (B) buy %s, who bring %s and are the ones to reassure and teach.",
			"%s 的客户购买频繁且盈利高（A），贡献 %s 的收入；同样频繁但盈利低（B）的占 %s，贡献 %s，应打消其疑虑并讲清基本知识。",
			charts.Percent(a.OfAll), charts.Percent(a.OfRevenue), charts.Percent(b.OfAll), charts.Percent(b.OfRevenue))
	}
}

// abcd is the matrix of turnover and profitability, and what to do with each class.
func (in CustomersInput) abcd() charts.Section {
	h := charts.Heat{
		X: []charts.Text{both("less profitable", "盈利低"), both("profitable", "盈利高")}, Y: []charts.Text{both("often", "频繁"), both("seldom", "较少")},
		XName: both("Profitability", "盈利率"), YName: both("Turnover", "周转率"), Kind: charts.KindCount, ValueName: both("Customers", "客户数"), Height: 220,
	}
	place := [...][2]int{portfolio.A: {1, 0}, portfolio.B: {0, 0}, portfolio.C: {0, 1}, portfolio.D: {1, 1}}
	g := &charts.Grid{Name: "abcd", Columns: []charts.Column{{Title: both("Class", "类别"), Kind: charts.KindText, Key: "class"}, customersColumn, {Title: both("Change", "变化"), Kind: charts.KindNumber, Key: "change_customers"}, shareColumn, revenueColumn, ofRevenueColumn,
		{Title: both("Purchases a year", "年购买次数"), Kind: charts.KindNumber, Key: "turnover"}, in.profitColumn(),
		{Title: both("Focus of work", "工作重点"), Kind: charts.KindText, Key: "focus"}, {Title: both("Communication", "沟通能力"), Kind: charts.KindText, Key: "communication"},
		{Title: both("Service", "服务水平"), Kind: charts.KindText, Key: "service"}, {Title: both("Expertise", "专业能力"), Kind: charts.KindText, Key: "expertise"}}}
	small := 0
	for i, r := range in.ABCD {
		n, advice := r.Customers, r.Class.Advice()
		g.Rows = append(g.Rows, []any{abcdNames[i], in.count(n), in.changed(n, r.Before), in.hide(n, r.OfAll), in.hide(n, r.Revenue), in.hide(n, r.OfRevenue), in.hide(n, r.Turnover),
			in.hide(n, r.Profit), both(advice.Focus, advice.FocusZH),
			needNames[advice.Communication], needNames[advice.Service], needNames[advice.Expertise]})
		switch {
		case in.enough(n):
			h.Cells = append(h.Cells, charts.Cell{X: place[i][0], Y: place[i][1], Value: float64(n), Color: abcdColors[i],
				Label: charts.Sentence("%s: %s\n%s of revenue", "%s：%s\n收入的 %s", r.Name, charts.Count(n), charts.Percent(r.OfRevenue))})
		case n > 0:
			small++
		}
	}
	s := charts.Section{ID: "abcd", Title: in.abcdFinding(), What: both("Customers by how often they buy and how profitably", "按周转率与盈利率划分的客户"), Table: g, Open: true,
		Note: charts.Join(in.counted(), in.hidden(small), both("Seating at events: the course text puts A customers beside C customers.", "座位安排：教材主张将 A 类客户与 C 类客户安排在一起。")), Definition: in.abcdDefinition()}
	if len(h.Cells) > 0 {
		s.Chart = charts.HeatMap(h)
	}
	return s
}

// changed is how many more customers there are than before, where both counts may be shown.
func (in CustomersInput) changed(now, before int) any {
	if !in.compared() || !in.enough(now) || before > 0 && !in.enough(before) {
		return nil
	}
	return charts.Same(charts.Signed(float64(now-before), 0))
}

var needNames = [...]charts.Text{portfolio.Fair: both("fair", "一般"), portfolio.High: both("high", "较高"), portfolio.VeryHigh: both("very high", "很高")}

// cutText says where a cut point comes from.
func cutText(by string) charts.Text {
	if by == "config" {
		return both("set", "设定值")
	}
	return both("the median", "中位数")
}

func (in CustomersInput) abcdDefinition() charts.Text {
	if in.compared() {
		return charts.Join(in.cutsDefinition(), charts.Sentence("Change: since %s, by the same cut points.", "变化：自 %s以来，按相同的分界点。", charts.Date(in.Compare)))
	}
	return in.cutsDefinition()
}

func (in CustomersInput) cutsDefinition() charts.Text {
	turnover := charts.Join(in.terms().define(TermTurnover), charts.Sentence("Often: more than %s (%s).",
		"频繁：高于 %s（%s）。", charts.Same(charts.Significant(in.Cuts.Turnover, 3)), cutText(in.Cuts.TurnoverBy)))
	if in.HasCost {
		return charts.Join(turnover, charts.Sentence("Profitability: revenue less cost of goods, as a share of revenue. Profitable: more than %s (%s).",
			"盈利率：（收入 − 商品成本）÷ 收入。盈利高：高于 %s（%s）。", in.profit(in.Cuts.Profit), cutText(in.Cuts.ProfitBy)))
	}
	return charts.Join(turnover, charts.Sentence("Profitability: net revenue per purchase, since costs are not known. Profitable: more than %s (%s).",
		"盈利率：因成本未知，取每次购买的净收入。盈利高：高于 %s（%s）。", in.profit(in.Cuts.Profit), cutText(in.Cuts.ProfitBy)))
}

var worthNames = [...]charts.Text{
	portfolio.Keep: both("Keep", "保持"), portfolio.Profitable: both("Profitable, lost", "盈利，已流失"),
	portfolio.Potential: both("Potentially profitable", "潜在盈利"), portfolio.Dormant: both("Dormant", "沉睡"), portfolio.Costly: both("Costly", "赔本"),
}

func (in CustomersInput) worthFinding() charts.Text {
	return charts.Join(in.keepFinding(), in.lossFinding())
}

func (in CustomersInput) keepFinding() charts.Text {
	keep, gone := in.Worth[portfolio.Keep], in.Worth[portfolio.Profitable]
	switch {
	case !in.enough(keep.Customers):
		return both("Hardly any customer was profitable in the last 365 days and is current.", "几乎没有客户在最近 365 天内盈利且为现有客户。")
	case !in.enough(gone.Customers):
		return charts.Sentence("%s are worth keeping: they %s in the last 365 days and are current.", "%s值得保持：最近 365 天%s，且为现有客户。",
			customersText(keep.Customers), in.brought(keep))
	default:
		return charts.Sentence("%s are worth keeping: they %s in the last 365 days and are current. Another %s brought %s but are lost.",
			"%s值得保持：最近 365 天%s，且为现有客户。另有 %s带来 %s，但已流失。",
			customersText(keep.Customers), in.brought(keep), customersText(gone.Customers), in.Currency.Money(gone.Margin.Units()))
	}
}

var lossNames = [...]charts.Text{
	portfolio.NoLoss: {}, portfolio.Returns: both("returns", "退货"), portfolio.Discounts: both("discounts", "折扣"),
	portfolio.Service: both("service", "服务"), portfolio.Goods: both("goods that cost more than they brought", "商品成本高于收入"),
}

// lossFinding is what costly customers lost, and on what most of it went.
func (in CustomersInput) lossFinding() charts.Text {
	costly := in.Worth[portfolio.Costly]
	if !in.enough(costly.Customers) {
		return charts.Text{}
	}
	text := charts.Sentence("%s lost %s in these days", "%s在此期间亏损 %s", customersText(costly.Customers), in.Currency.Money(-costly.Margin.Units()))
	var most portfolio.LossRow
	for _, r := range in.Losses {
		if r.Lost.Units() > most.Lost.Units() {
			most = r
		}
	}
	if !in.enough(most.Customers) {
		return charts.Sentence("%s.", "%s。", text)
	}
	return charts.Sentence("%s, most of it on %s.", "%s，主要在于%s。", text, lossNames[most.On])
}

// brought is what customers brought, and whether that is margin or revenue.
func (in CustomersInput) brought(r portfolio.WorthRow) charts.Text {
	amount := in.Currency.Money(r.Margin.Units())
	if in.HasCost {
		return charts.Sentence("brought a margin of %s", "带来毛利 %s", amount)
	}
	return charts.Sentence("brought %s", "带来 %s", amount)
}

// worth is what keeping each customer is worth.
func (in CustomersInput) worth() charts.Section {
	customers, revenue := charts.Bar{Name: both("Share of customers", "客户占比"), Color: charts.Muted}, charts.Bar{Name: both("Share of revenue", "收入占比"), Color: charts.Accent}
	var names []charts.Text
	margin := charts.Column{Title: both("Margin of the last 365 days", "最近 365 天毛利"), Kind: charts.KindMoney, Key: "margin_365"}
	if !in.HasCost {
		margin.Title = both("Revenue of the last 365 days", "最近 365 天收入")
	}
	g := &charts.Grid{Name: "worth", Columns: []charts.Column{{Title: both("Worth", "价值"), Kind: charts.KindText, Key: "class"}, customersColumn, shareColumn, revenueColumn, ofRevenueColumn, margin,
		{Title: both("Expected", "预期"), Kind: charts.KindMoney, Key: "expected_margin"}}}
	small := 0
	for i, r := range in.Worth {
		n := r.Customers
		row := []any{worthNames[i], in.count(n), in.hide(n, r.OfAll), in.hide(n, r.Revenue), in.hide(n, r.OfRevenue), in.hide(n, r.Margin), nil}
		if in.Forecast {
			row[len(row)-1] = in.hide(n, r.Expected)
		}
		g.Rows = append(g.Rows, row)
		switch {
		case in.enough(n) && charts.Known(r.OfRevenue):
			names = append(names, worthNames[i])
			customers.Values, revenue.Values = append(customers.Values, r.OfAll), append(revenue.Values, r.OfRevenue)
		case n > 0:
			small++
		}
	}
	s := charts.Section{ID: "worth", Title: in.worthFinding(), What: both("Share of customers and of revenue so far, by what keeping them is worth", "按价值分类的客户占比与迄今收入占比"), Table: g,
		Note: charts.Join(in.counted(), in.hidden(small)), Definition: in.worthDefinition()}
	if len(names) > 0 {
		s.Chart = charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{revenue, customers}, Kind: charts.KindPercent, Flat: true})
	}
	return s
}

func (in CustomersInput) worthDefinition() charts.Text {
	margin := both("Margin: net revenue of the last 365 days; costs are not known.", "毛利：最近 365 天净收入；成本未知。")
	switch {
	case in.HasCost && in.PerOrder > 0:
		margin = both("Margin: net revenue of the last 365 days less the cost of goods and what was spent on keeping and serving the customer.", "毛利：最近 365 天净收入减商品成本及维系、服务成本。")
	case in.HasCost:
		margin = both("Margin: net revenue of the last 365 days less the cost of goods.", "毛利：最近 365 天净收入减商品成本。")
	case in.PerOrder > 0:
		margin = both("Margin: net revenue of the last 365 days less what was spent on keeping and serving the customer.", "毛利：最近 365 天净收入减维系、服务成本。")
	}
	potential := both("Without a forecast nobody can be told to be potentially profitable.", "没有预测时无法判断潜在盈利。")
	switch {
	case in.Forecast && in.PerOrder > 0:
		potential = charts.Sentence("Potentially profitable: a margin of zero, but expected to bring more than serving costs, %s an order and one order at least.",
			"潜在盈利：毛利为零，但预期毛利高于服务成本（每单 %s，至少一单）。", in.Currency.Money(in.PerOrder))
	case in.Forecast:
		potential = both("Potentially profitable: a margin of zero, but expected to buy (half a purchase or more); what serving costs is not known.",
			"潜在盈利：毛利为零，但预期会购买（预期购买 0.5 次及以上）；服务成本未知。")
	}
	return charts.Join(margin, both("Costly: a margin below zero, a true loss. Keep: above zero, and current. Profitable: above zero, but lost.",
		"赔本：毛利小于零，确有亏损。保持：毛利大于零且为现有客户。盈利：毛利大于零，但已流失。"), potential, both("Dormant: neither, with a margin of zero.", "沉睡：毛利为零且不属潜在盈利。"),
		both("What a loss went on: the greatest of refunds, discounts, and what was spent on keeping and serving the customer.", "亏损所在：退款、折扣、维系与服务成本中最大者。"))
}

var levelNames = [...]charts.Text{
	portfolio.Basic:       both("Basic: sell, and leave it at that", "基本型：售后不再主动联系"),
	portfolio.Reactive:    both("Reactive: invite questions and complaints", "反应型：鼓励客户提问与投诉"),
	portfolio.Accountable: both("Accountable: ask whether all is well", "责任型：售后主动询问是否满意"),
	portfolio.Proactive:   both("Proactive: write with advice and news", "主动型：经常主动提供建议与新信息"),
	portfolio.Partnership: both("Partnership: work on it together", "伙伴型：与客户共同改进"),
}

// prized is what levels go by: "expected margin".
func (in CustomersInput) prized() charts.Text {
	margin := both("revenue", "收入")
	if in.HasCost {
		margin = both("margin", "毛利")
	}
	if in.Forecast {
		return charts.Sentence("expected %s", "预期%s", margin)
	}
	return charts.Sentence("%s of the last 365 days", "最近 365 天%s", margin)
}

// levelFinding is how few the first are, and what may be spent on each.
func (in CustomersInput) levelFinding() charts.Text {
	first := in.Levels[0]
	switch {
	case !charts.Known(first.OfMargin):
		return charts.Sentence("Current customers have no %s, so the basic level will do for all.", "现有客户没有%s，均以基本型维护即可。", in.prized())
	case !in.enough(first.Customers):
		return charts.Sentence("Fewer than %s customers make the first fifth of the %s: know each of them.", "不足 %s 位客户即贡献%s的前五分之一：应逐一熟识。", charts.Count(in.MinGroup), in.prized())
	default:
		return charts.Sentence("%s, %s of the current ones, make the first fifth of the %s: a partnership with each may cost up to %s.",
			"%s（占现有客户 %s）贡献%s的前五分之一：与每位建立伙伴关系的投入至多 %s。", customersText(first.Customers), charts.Percent(first.OfAll), in.prized(), in.Currency.Money(first.Each))
	}
}

// levels are the levels of relationship of current customers.
func (in CustomersInput) levels() charts.Section {
	each, whole := in.prized(), charts.Sentence("Share of %s", "%s占比", in.prized())
	g := &charts.Grid{Name: "relationship_levels", Columns: []charts.Column{{Title: both("Level", "关系水平"), Kind: charts.KindText, Key: "class"}, customersColumn, shareColumn,
		{Title: charts.Sentence("%s of each", "人均%s", capital(each)), Kind: charts.KindMoney, Key: "margin_each"}, {Title: whole, Kind: charts.KindPercent, Key: "share_margin"},
		{Title: both("Segments they stand in", "所在细分"), Kind: charts.KindText}}}
	small := 0
	for _, r := range in.Levels {
		n := r.Customers
		if n > 0 && !in.enough(n) {
			small++
		}
		g.Rows = append(g.Rows, []any{levelNames[r.Level], in.count(n), in.hide(n, r.OfAll), in.hide(n, r.Each), in.hide(n, r.OfMargin), in.levelPlaces(r.Level)})
	}
	s := charts.Section{
		ID: "levels", Title: in.levelFinding(), What: both("Level of relationship that current customers deserve", "现有客户应有的关系水平"), Table: g, Open: true,
		Note: charts.Join(in.hidden(small), in.withoutModel()),
		Definition: charts.Sentence("After Kotler: few customers with a high margin deserve a partnership, many with a low one the basic level. Current customers by the share of the %s of all that those with a larger one bring: under 20%% partnership, under 50%% proactive, under 80%% accountable, under 95%% reactive, else basic; equal ones have an equal level.",
			"依据科特勒：客户少而盈利高者宜伙伴型，客户多而盈利低者宜基本型。按%s更高者合计占全体的比例划分现有客户：不足 20%% 伙伴型，不足 50%% 主动型，不足 80%% 责任型，不足 95%% 反应型，其余基本型；相等者同级。", in.prized()),
	}
	return s
}

// withoutModel says what the levels go by where nothing is forecast.
func (in CustomersInput) withoutModel() charts.Text {
	if in.Forecast {
		return charts.Text{}
	}
	return charts.Sentence("Without a purchase model the levels go by the %s.", "没有购买模型时，关系水平按%s划分。", in.prized())
}

// levelPlaces are the segments that most customers of a level stand in.
func (in CustomersInput) levelPlaces(l portfolio.Level) any {
	var list []charts.Text
	for _, r := range in.LevelSegments {
		if r.Level == l && in.enough(r.Customers) && len(list) < 3 {
			list = append(list, in.named(r.Segment))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return charts.And(list...)
}

// named is the name of a segment.
func (in CustomersInput) named(name string) charts.Text {
	for _, p := range in.Segments.Profiles {
		if p.Segment == name {
			return in.name(p.ID)
		}
	}
	return charts.Same(name)
}
