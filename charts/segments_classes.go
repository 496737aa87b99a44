package charts

import (
	"regulars/analytics/portfolio"
	"regulars/analytics/stage"
)

// ClassInput is what the Segments page shows of customers by turnover, worth, level of relationship and stage of loyalty.
type ClassInput struct {
	HasCost    bool // margins are known
	Forecast   bool // expected margins are known
	PerOrder   float64
	Cuts       portfolio.Cuts
	ABCD       []portfolio.ABCDRow
	Worth      []portfolio.WorthRow
	Levels     []portfolio.LevelRow // in the order of the segments given: those of the page
	Rule       stage.Rule
	Stages     []stage.Row
	StageFlows []stage.Flow
}

// classes are the sections on them; none where they were not worked out.
func (in SegmentsInput) classes() []Section {
	if len(in.ABCD) == 0 {
		return nil
	}
	list := []Section{in.abcd(), in.worth(), in.levels(), in.stages()}
	if in.compared() {
		list = append(list, in.stageFlows())
	}
	return list
}

var (
	abcdNames = [...]Text{
		{"A: often, profitable", "A：周转快、盈利高"}, {"B: often, less profitable", "B：周转快、盈利低"},
		{"C: seldom, less profitable", "C：周转慢、盈利低"}, {"D: seldom, profitable", "D：周转慢、盈利高"},
	}
	abcdColors      = [...]Color{Blue, Orange, Grey, Sky}
	shareColumn     = Column{Text{"Share of customers", "客户占比"}, KindPercent, "share_customers"}
	ofRevenueColumn = Column{Text{"Share of revenue", "收入占比"}, KindPercent, "share_revenue"}
)

// profitColumn is how profitable a class is.
func (in SegmentsInput) profitColumn() Column {
	if in.HasCost {
		return Column{Text{"Margin of revenue", "毛利率"}, KindPercent, "profitability"}
	}
	return Column{Text{"Revenue per purchase", "每次购买收入"}, KindMoney, "profitability"}
}

// profit is a figure of profitability in words.
func (in SegmentsInput) profit(x float64) Text {
	if in.HasCost {
		return Percent(x)
	}
	return in.Currency.Money(x)
}

func (in SegmentsInput) abcdFinding() Text {
	a, b := in.ABCD[portfolio.A], in.ABCD[portfolio.B]
	switch {
	case !in.enough(a.Customers):
		return Text{"Hardly any customer both buys often and profitably: those who buy often leave little, and those who leave much buy seldom.",
			"几乎没有客户既购买频繁又盈利高：频繁者盈利低，盈利高者购买少。"}
	case !in.enough(b.Customers) || !known(a.OfRevenue):
		return Sentence("%s of customers buy often and profitably (A): keep them close and let them set the example.",
			"%s 的客户购买频繁且盈利高（A）：维系亲密关系，让他们成为榜样。", Percent(a.OfAll))
	default:
		return Sentence("%s of customers buy often and profitably (A) and bring %s of revenue; as often but for less (B) buy %s, who bring %s and are the ones to reassure and teach.",
			"%s 的客户购买频繁且盈利高（A），贡献 %s 的收入；同样频繁但盈利低（B）的占 %s，贡献 %s，应打消其疑虑并讲清基本知识。",
			Percent(a.OfAll), Percent(a.OfRevenue), Percent(b.OfAll), Percent(b.OfRevenue))
	}
}

// abcd is the matrix of turnover and profitability, and what to do with each class.
func (in SegmentsInput) abcd() Section {
	h := Heat{
		X: []Text{{"less profitable", "盈利低"}, {"profitable", "盈利高"}}, Y: []Text{{"often", "频繁"}, {"seldom", "较少"}},
		XName: Text{"Profitability", "盈利率"}, YName: Text{"Turnover", "周转率"}, Kind: KindCount, ValueName: Text{"Customers", "客户数"}, Height: 220,
	}
	place := [...][2]int{portfolio.A: {1, 0}, portfolio.B: {0, 0}, portfolio.C: {0, 1}, portfolio.D: {1, 1}}
	g := &Grid{Name: "abcd", Columns: []Column{{Text{"Class", "类别"}, KindText, "class"}, customersColumn, {Text{"Change", "变化"}, KindNumber, "change_customers"}, shareColumn, revenueColumn, ofRevenueColumn,
		{Text{"Purchases a year", "年购买次数"}, KindNumber, "turnover"}, in.profitColumn(),
		{Text{"Focus of work", "工作重点"}, KindText, "focus"}, {Text{"Skills needed", "所需能力"}, KindText, "skills"}}}
	small := 0
	for i, r := range in.ABCD {
		n, advice := r.Customers, r.Class.Advice()
		g.Rows = append(g.Rows, []any{abcdNames[i], in.count(n), in.changed(n, r.Before), in.hide(n, r.OfAll), in.hide(n, r.Revenue), in.hide(n, r.OfRevenue), in.hide(n, r.Turnover),
			in.hide(n, r.Profit), Text{advice.Focus, advice.FocusZH}, Text{advice.Skills, advice.SkillsZH}})
		switch {
		case in.enough(n):
			h.Cells = append(h.Cells, Cell{X: place[i][0], Y: place[i][1], Value: float64(n), Color: abcdColors[i],
				Label: Sentence("%s: %s\n%s of revenue", "%s：%s\n收入的 %s", r.Name, Count(n), Percent(r.OfRevenue))})
		case n > 0:
			small++
		}
	}
	s := Section{ID: "abcd", Title: in.abcdFinding(), What: Text{"Customers by how often they buy and how profitably", "按周转率与盈利率划分的客户"}, Table: g, Open: true,
		Note: Join(in.counted(), in.hidden(small)), Definition: in.abcdDefinition()}
	if len(h.Cells) > 0 {
		s.Chart = HeatMap(h)
	}
	return s
}

// changed is how many more customers there are than before, where both counts may be shown.
func (in SegmentsInput) changed(now, before int) any {
	if !in.compared() || !in.enough(now) || before > 0 && !in.enough(before) {
		return nil
	}
	return Same(signed(float64(now-before), 0))
}

// cutText says where a cut point comes from.
func cutText(by string) Text {
	if by == "config" {
		return Text{"set", "设定值"}
	}
	return Text{"the median", "中位数"}
}

func (in SegmentsInput) abcdDefinition() Text {
	if in.compared() {
		return Join(in.cutsDefinition(), Sentence("Change: since %s, by the same cut points.", "变化：自 %s以来，按相同的分界点。", Date(in.Compare)))
	}
	return in.cutsDefinition()
}

func (in SegmentsInput) cutsDefinition() Text {
	turnover := Sentence("Turnover: days with a purchase a year, counted since the first one and over a year at least. Often: more than %s (%s).",
		"周转率：自首次购买起（至少按一年计）平均每年有购买的天数。频繁：高于 %s（%s）。", Same(significant(in.Cuts.Turnover, 3)), cutText(in.Cuts.TurnoverBy))
	if in.HasCost {
		return Join(turnover, Sentence("Profitability: revenue less cost of goods, as a share of revenue. Profitable: more than %s (%s).",
			"盈利率：（收入 − 商品成本）÷ 收入。盈利高：高于 %s（%s）。", in.profit(in.Cuts.Profit), cutText(in.Cuts.ProfitBy)))
	}
	return Join(turnover, Sentence("Profitability: net revenue per purchase, since costs are not known. Profitable: more than %s (%s).",
		"盈利率：因成本未知，取每次购买的净收入。盈利高：高于 %s（%s）。", in.profit(in.Cuts.Profit), cutText(in.Cuts.ProfitBy)))
}

var worthNames = [...]Text{
	portfolio.Keep: {"Keep", "保持"}, portfolio.Profitable: {"Profitable, likely gone", "盈利，但可能已流失"},
	portfolio.Potential: {"Potentially profitable", "潜在盈利"}, portfolio.Costly: {"Costly", "耗费"},
}

func (in SegmentsInput) worthFinding() Text {
	keep, gone := in.Worth[portfolio.Keep], in.Worth[portfolio.Profitable]
	switch {
	case !in.enough(keep.Customers):
		return Text{"Hardly any customer was profitable in the last 365 days and is still active.", "几乎没有客户在最近 365 天内盈利且仍活跃。"}
	case !in.enough(gone.Customers):
		return Sentence("%s are worth keeping: they %s in the last 365 days and are still active.", "%s值得保持：最近 365 天%s，且仍活跃。",
			customersText(keep.Customers), in.brought(keep))
	default:
		return Sentence("%s are worth keeping: they %s in the last 365 days and are still active. Another %s brought %s but are likely gone: win them back before spending on others.",
			"%s值得保持：最近 365 天%s，且仍活跃。另有 %s带来 %s，但可能已流失：应先赢回他们，再为其他客户花费。",
			customersText(keep.Customers), in.brought(keep), customersText(gone.Customers), in.Currency.Money(gone.Margin.Units()))
	}
}

// brought is what customers brought, and whether that is margin or revenue.
func (in SegmentsInput) brought(r portfolio.WorthRow) Text {
	amount := in.Currency.Money(r.Margin.Units())
	if in.HasCost {
		return Sentence("brought a margin of %s", "带来毛利 %s", amount)
	}
	return Sentence("brought %s", "带来 %s", amount)
}

// worth is what keeping each customer is worth.
func (in SegmentsInput) worth() Section {
	customers, revenue := Bar{Name: Text{"Share of customers", "客户占比"}, Color: Muted}, Bar{Name: Text{"Share of revenue", "收入占比"}, Color: Accent}
	var names []Text
	margin := Column{Text{"Margin of the last 365 days", "最近 365 天毛利"}, KindMoney, "margin_365"}
	if !in.HasCost {
		margin.Title = Text{"Revenue of the last 365 days", "最近 365 天收入"}
	}
	g := &Grid{Name: "worth", Columns: []Column{{Text{"Worth", "价值"}, KindText, "class"}, customersColumn, shareColumn, revenueColumn, ofRevenueColumn, margin,
		{Text{"Expected", "预期"}, KindMoney, "expected_margin"}}}
	small := 0
	for i, r := range in.Worth {
		n := r.Customers
		row := []any{worthNames[i], in.count(n), in.hide(n, r.OfAll), in.hide(n, r.Revenue), in.hide(n, r.OfRevenue), in.hide(n, r.Margin), nil}
		if in.Forecast {
			row[len(row)-1] = in.hide(n, r.Expected)
		}
		g.Rows = append(g.Rows, row)
		switch {
		case in.enough(n) && known(r.OfRevenue):
			names = append(names, worthNames[i])
			customers.Values, revenue.Values = append(customers.Values, r.OfAll), append(revenue.Values, r.OfRevenue)
		case n > 0:
			small++
		}
	}
	s := Section{ID: "worth", Title: in.worthFinding(), What: Text{"Share of customers and of revenue so far, by what keeping them is worth", "按价值分类的客户占比与迄今收入占比"}, Table: g,
		Note: Join(in.counted(), in.hidden(small)), Definition: in.worthDefinition()}
	if len(names) > 0 {
		s.Chart = BarChart(Bars{Names: names, Series: []Bar{revenue, customers}, Kind: KindPercent, Flat: true})
	}
	return s
}

func (in SegmentsInput) worthDefinition() Text {
	margin := Text{"Margin: net revenue of the last 365 days; costs are not known.", "毛利：最近 365 天净收入；成本未知。"}
	switch {
	case in.HasCost && in.PerOrder > 0:
		margin = Text{"Margin: net revenue of the last 365 days less the cost of goods and of serving the orders.", "毛利：最近 365 天净收入减商品成本与服务成本。"}
	case in.HasCost:
		margin = Text{"Margin: net revenue of the last 365 days less the cost of goods.", "毛利：最近 365 天净收入减商品成本。"}
	case in.PerOrder > 0:
		margin = Text{"Margin: net revenue of the last 365 days less the cost of serving the orders.", "毛利：最近 365 天净收入减服务成本。"}
	}
	potential := Text{"Without a forecast nobody can be told to be potentially profitable.", "没有预测时无法判断潜在盈利。"}
	switch {
	case in.Forecast && in.PerOrder > 0:
		potential = Sentence("Potentially profitable: not so, but expected to bring more than serving costs, %s an order and one order at least.",
			"潜在盈利：目前未盈利，但预期毛利高于服务成本（每单 %s，至少一单）。", in.Currency.Money(in.PerOrder))
	case in.Forecast:
		potential = Text{"Potentially profitable: not so, but expected to buy (half a purchase or more); what serving costs is not known.",
			"潜在盈利：目前未盈利，但预期会购买（预期购买 0.5 次及以上）；服务成本未知。"}
	}
	return Join(margin, Text{"Keep: a margin above zero, and still active: not lost, and more likely active than not. Profitable: a margin above zero, but likely gone.",
		"保持：毛利大于零且仍活跃（未流失，且活跃的可能性不低于一半）。盈利：毛利大于零，但可能已流失。"}, potential, Text{"Costly: none of these.", "耗费：以上皆非。"})
}

var levelNames = [...]Text{
	portfolio.Basic:       {"Basic: sell, and leave it at that", "基本型：售后不再主动联系"},
	portfolio.Reactive:    {"Reactive: invite questions and complaints", "反应型：鼓励客户提问与投诉"},
	portfolio.Accountable: {"Accountable: ask whether all is well", "责任型：售后主动询问是否满意"},
	portfolio.Proactive:   {"Proactive: write with advice and news", "主动型：经常主动提供建议与新信息"},
	portfolio.Partnership: {"Partnership: work on it together", "伙伴型：与客户共同改进"},
}

var (
	sizeSteps   = [...]Text{{"few", "少"}, {"middling", "中"}, {"many", "多"}}
	marginSteps = [...]Text{{"low", "低"}, {"middling", "中"}, {"high", "高"}}
)

// levelFinding names the segments that deserve the most.
func (in SegmentsInput) levelFinding() Text {
	var best []Text
	top := portfolio.Basic
	for _, r := range in.Levels {
		if !in.enough(r.Customers) {
			continue
		}
		if len(best) == 0 {
			top = r.Level
		}
		if r.Level == top {
			best = append(best, in.levelSegment(r))
		}
	}
	switch {
	case len(best) == 0:
		return tooSmall
	case top <= portfolio.Reactive:
		return Text{"No segment is small and profitable enough for personal care: good service on request will do.", "没有细分小而盈利到需要专人维护：按需提供良好服务即可。"}
	case top == portfolio.Proactive && len(best) == 1:
		return Sentence("%s deserves more care than the others: get in touch with its customers before they do.", "%s比其他细分更值得关注：应先于客户主动联系。", best[0])
	case top == portfolio.Accountable:
		return Sentence("%s deserve a question now and then whether all is well; no segment is small and profitable enough for more.", "%s值得不时询问是否满意；没有细分小而盈利到需要更多。", And(best...))
	case top == portfolio.Partnership:
		return Sentence("%s: so few and so profitable that each customer deserves a partner in the house.", "%s：客户少而盈利高，每位都值得有专人作为伙伴。", And(best...))
	default:
		return Sentence("%s deserve more care than the others: get in touch with them before they do.", "%s比其他细分更值得关注：应先于客户主动联系。", And(best...))
	}
}

func (in SegmentsInput) levelSegment(r portfolio.LevelRow) Text {
	return in.quoted(in.Segments.Profiles[r.Group].ID)
}

// levels are the levels of relationship recommended for the segments.
func (in SegmentsInput) levels() Section {
	each := Column{Text{"Margin each", "人均毛利"}, KindMoney, "margin_each"}
	if !in.HasCost {
		each.Title = Text{"Revenue each", "人均收入"}
	}
	g := &Grid{Name: "relationship_levels", Columns: []Column{segmentColumn, customersColumn, {Text{"How many", "客户多少"}, KindText, ""}, each,
		{Text{"How profitable", "盈利高低"}, KindText, ""}, {Text{"Recommended", "建议的关系水平"}, KindText, "class"}}}
	small := 0
	for _, r := range in.Levels {
		if !in.enough(r.Customers) {
			small++
			continue
		}
		g.Rows = append(g.Rows, []any{in.name(in.Segments.Profiles[r.Group].ID), r.Customers, sizeSteps[r.Size], r.Each, marginSteps[r.Margin], levelNames[r.Level]})
	}
	return Section{
		ID: "levels", Title: in.levelFinding(), What: Text{"Level of relationship recommended for each segment", "各细分建议的关系水平"}, Table: g, Open: true,
		Note: Join(in.counted(), in.hidden(small)),
		Definition: Text{"After Kotler: few customers with a high margin deserve a partnership, many with a low one the basic level; each step towards fewer or more profitable is one level up. Few and many: under a half, over one and a half of the segments' mean size. Low and high: the same of the mean per customer.",
			"依据科特勒：客户少而盈利高者宜伙伴型，客户多而盈利低者宜基本型；客户每少一档或盈利每高一档，提升一级。少与多：低于细分平均规模的一半、高于其一倍半；盈利低与高：以人均值按同样比例划分。"},
	}
}
