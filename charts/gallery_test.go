package charts

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/recovery"
)

// hostile are names that data may bring and that must stay names.
var hostile = []string{
	`<script>alert(1)</script>`, `</script><script>boom()</script>`, `{{.Boot}}`, `__f__function(){boom()}__f__`,
	`"quoted" 'names' & more`, "a\u2028b\u2029c", `<img src=x onerror=boom()>`, "\u202eright to left", "مرحبا بالعالم", "👩‍👩‍👧‍👦 家庭 🏠",
	`~0`, `@accent`, `{b}: {c}`, `javascript:boom()`, `</style><b>bold`, `]]>-->`, "tab\tand\nline", "__proto__", `\u003cscript\u003e`, `$&`, "constructor", "toString",
	"Donaudampfschifffahrtsgesellschaftskapitänsmütze GmbH & Co. KG", "中华人民共和国黑龙江省哈尔滨市南岗区西大直街有限责任公司第三分店",
}

var segmentNames = []Text{
	{"Champions", "冠军客户"}, {"Loyal customers", "忠诚客户"}, {"Potential loyalists", "潜在忠诚客户"}, {"New customers", "新客户"},
	{"Promising", "有潜力客户"}, {"Need attention", "需关注客户"}, {"About to sleep", "即将沉睡客户"}, {"At risk", "有流失风险客户"},
	{"Cannot lose them", "不能失去的客户"}, {"Hibernating", "沉睡客户"}, {"Lost", "已流失客户"},
}

var asOf = analytics.NewDay(2011, 12, 9)

// gallery is a report with every kind of page and chart, and with hostile names wherever data brings names.
func gallery() Report {
	actions, quality := sampleActions(), sampleQuality()
	segments := Page{
		Name: "segments", Title: Text{"Segments", "客户细分"}, Question: Text{"Who are our customers, and where are they moving?", "我们的客户是谁？他们在向哪里移动？"},
		Answer:   Text{"Champions are 22% of customers and bring 65% of revenue; 210 of them slipped away since November.", "冠军客户占 22%，贡献 65% 的收入；自 11 月以来有 210 位流失。"},
		Sections: []Section{gallerySection("grid", galleryGrid()), gallerySection("tree", galleryTree()), gallerySection("sankey", gallerySankey()), gallerySection("stack", galleryStack())},
	}
	retention := Page{
		Name: "retention", Title: Text{"Retention", "留存"}, Question: Text{"Do new customers stay?", "新客户会留下来吗？"},
		Answer:   Text{"41% of July's new customers came back within 30 days, 4 points below the year.", "7 月新客户中有 41% 在 30 天内回购，比全年低 4 个百分点。"},
		Sections: []Section{gallerySection("cohorts", galleryHeat()), gallerySection("curves", galleryLines(12)), gallerySection("survival", gallerySurvival()), gallerySection("movement", galleryWaterfall())},
	}
	value := Page{
		Name: "value", Title: Text{"Value", "客户价值"}, Question: Text{"What are they worth, and can we trust the forecast?", "客户值多少？预测可信吗？"},
		Sections: []Section{gallerySection("tracking", galleryLines(2)), gallerySection("whiskers", galleryWhiskers()), gallerySection("map", galleryScatter()), gallerySection("trap", galleryTrap()), gallerySection("hostile", galleryHostile()),
			{ID: "few", Title: Text{"Too few customers to say", "客户太少，无法判断"}, Small: Text{"Only 7 customers; groups under 10 are not shown.", "仅 7 位客户；少于 10 位的分组不予展示。"}}},
	}
	overview := Overview(OverviewInput{
		Currency: "GBP", AsOf: asOf, Compare: asOf - 30, Length: 30, Badge: quality.Badge(), Figures: sampleFigures(),
		Findings: []Finding{segments.Finding(), retention.Finding(), {Text{"Forecasts were 3% above what 2,357 customers then bought: they can be used.", "预测比 2,357 位客户的实际购买高 3%：可以采用。"}, "value"}},
		Actions:  actions.Top(3),
	})
	return Report{
		Header: Header{AsOf: asOf, Compare: asOf - 30, Start: analytics.NewDay(2010, 12, 1), Run: "2011-12-09-1", Version: "test", Rows: 406829, Currency: "GBP", Zone: "Europe/London", Badge: quality.Badge()},
		Pages:  []Page{overview, segments, retention, value, galleryAbsent(), Actions(actions), Quality(quality)},
	}
}

func galleryAbsent() Page {
	return Page{
		Name: "satisfaction", Title: Text{"Satisfaction", "满意"}, Question: Text{"What do they think, and what should we mend?", "客户怎么想？我们该改进什么？"},
		Absent: &Absent{Table: "surveys", Flag: "--surveys", Gives: Text{"With it this page shows what customers think, where experience falls short, and what drives it.", "有了它，本页将展示客户的看法、体验差距及其驱动因素。"},
			Columns: []Column{{Text{"customer", "客户"}, KindText, "customer_id"}, {Text{"date of the answer", "回答日期"}, KindDate, "answered_at"}, {Text{"what was asked about", "评价维度"}, KindText, "dimension"}, {Text{"score given", "评分"}, KindNumber, "experience"}, {Text{"score expected", "期望"}, KindNumber, "expectation"}}, Need: 4},
	}
}

func gallerySection(id string, c *Chart) Section {
	return Section{
		ID: id, Title: Text{"41% of July's new customers came back within 30 days, 4 points below the year: the fall is all in the app channel.", "7 月新客户中有 41% 在 30 天内回购，比全年低 4 个百分点：下降全部来自 App 渠道。"},
		What: Text{"What is drawn, in a few words", "图中所示内容"}, Chart: c, Note: Sentence("n = %s", "n = %s", Plural(4339, "customer", "customers", "位客户")),
		Table:      &Grid{Name: "cohorts", Columns: []Column{{Text{"Segment", "细分"}, KindText, ""}, {Text{"Customers", "客户数"}, KindCount, ""}, {Text{"Revenue", "收入"}, KindMoney, ""}, {Text{"Share", "占比"}, KindPercent, ""}, {Text{"Change", "变化"}, KindPoints, ""}}, Rows: galleryRows(260)},
		Definition: Text{"Retention: the share of a cohort's customers with a purchase in the period.\nA second paragraph.", "留存率：该队列客户中在该期有购买的比例。\n第二段。"},
	}
}

func galleryRows(n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{segmentNames[i%11], 1000 * i, 1234567.891 / float64(i+1), 1 / float64(i+2), 0.012 * float64(i%5-2)}
	}
	return rows
}

func galleryGrid() *Chart {
	h := Heat{XName: Text{"Frequency score", "频率得分"}, YName: Text{"Recency score", "近度得分"}, Kind: KindCount, ValueName: Text{"Customers", "客户数"}}
	for i := range 5 {
		h.X, h.Y = append(h.X, Count(i+1)), append(h.Y, Count(5-i))
		for j := range 5 {
			s := segmentNames[(i*5+j*3)%11]
			h.Cells = append(h.Cells, Cell{X: j, Y: i, Value: float64(40 + i*300 + j), Label: Text{s.EN + "\n" + Count(40+i*300+j).EN, s.ZH + "\n" + Count(40+i*300+j).ZH}, Color: SegmentColor(s.EN)})
		}
	}
	return HeatMap(h)
}

func galleryTree() *Chart {
	t := Treemap{Kind: KindCount}
	for i, s := range segmentNames {
		t.Items = append(t.Items, Item{Name: s, Value: 2000 / float64(i*i+1), Color: SegmentColor(s.EN), Detail: Percent(0.65 / float64(i+1))})
	}
	return TreemapChart(t)
}

func gallerySankey() *Chart {
	s := Sankey{Kind: KindCount, Left: Date(asOf - 30), Right: Date(asOf)}
	for range 2 {
		for _, n := range segmentNames {
			s.Nodes = append(s.Nodes, Node{n, SegmentColor(n.EN)})
		}
	}
	for i := range 11 {
		for d := -2; d <= 2; d++ {
			if j := i + d; j >= 0 && j < 11 {
				s.Flows = append(s.Flows, Flow{i, 11 + j, 400 / float64(1+d*d) / float64(1+i)})
			}
		}
	}
	return SankeyChart(s)
}

func galleryStack() *Chart {
	b := Bars{Names: months(12), Kind: KindMoney, Name: Text{"Revenue (GBP)", "收入 (GBP)"}, Stacked: true}
	for k, n := range segmentNames[:4] {
		s := Bar{Name: n, Color: SegmentColor(n.EN)}
		for i := range 12 {
			s.Values = append(s.Values, float64((k+1)*100000+i*30000))
		}
		b.Series = append(b.Series, s)
	}
	return BarChart(b)
}

func months(n int) []Text {
	out := make([]Text, n)
	for i := range out {
		out[i] = Same(analytics.ByMonth.Label(2010*12 + 11 + i))
	}
	return out
}

func galleryHeat() *Chart {
	h := Heat{XName: Text{"Months after the first purchase", "首次购买后的月数"}, YName: Text{"Cohort", "队列"}, Y: months(13), Kind: KindPercent, ValueName: Text{"of the cohort bought", "的队列客户购买"}}
	for j := range 13 {
		h.X = append(h.X, Count(j))
		for i := range 13 - j {
			v := 1.0
			if j > 0 {
				v = 0.38 - 0.02*float64(i) + 0.01*float64(j)
			}
			h.Cells = append(h.Cells, Cell{X: j, Y: i, Value: v, Open: i+j == 12})
		}
	}
	return HeatMap(h)
}

func galleryLines(n int) *Chart {
	l := Lines{XKind: KindNumber, YKind: KindPercent, X: months(13), YName: Text{"Bought again", "再次购买"}}
	for k := range n {
		line := Line{Name: months(13)[k], Band: n == 2 && k == 1, Dashed: k == 1}
		if n == 2 {
			line.Name = []Text{{"Actual purchases", "实际购买"}, {"Expected by the model", "模型预期"}}[k]
		}
		for i := range 13 - k {
			y := 0.3 + 0.02*float64(k) + 0.05*math.Sin(float64(i))
			line.Points = append(line.Points, Point{X: float64(i), Y: y, Low: y - 0.04, High: y + 0.04, Open: i == 12-k && k == 0})
		}
		l.Series = append(l.Series, line)
	}
	return LineChart(l)
}

func gallerySurvival() *Chart {
	l := Lines{XKind: KindDays, YKind: KindPercent, XName: Text{"Days since the first purchase", "首次购买后的天数"}, YName: Text{"Have bought again", "已再次购买"}, YMin: At(0)}
	for k, name := range []Text{{"App", "App"}, {"Shop", "门店"}, {"Web", "网站"}} {
		line := Line{Name: name, Band: true, Step: true}
		for i := range 60 {
			y := 1 - math.Exp(-float64(i)*float64(k+1)/60)
			line.Points = append(line.Points, Point{X: float64(i * 6), Y: y, Low: y - 0.03, High: y + 0.03})
		}
		l.Series = append(l.Series, line)
	}
	l.Marks = []Mark{{X: At(90), Name: Text{"90 days", "90 天"}}}
	return LineChart(l)
}

func galleryWaterfall() *Chart {
	return WaterfallChart(Waterfall{Kind: KindCount, Name: Text{"Active customers", "活跃客户"}, Steps: []Step{
		{Name: Text{"Opening", "期初"}, Value: 2814, Total: true}, {Name: Text{"New", "新增"}, Value: 320}, {Name: Text{"Reactivated", "重新激活"}, Value: 141},
		{Name: Text{"Churned", "流失"}, Value: -512}, {Name: Text{"Closing", "期末"}, Value: 2763, Total: true}}})
}

func galleryWhiskers() *Chart {
	b := Bars{Kind: KindPercent, Names: []Text{{"Price", "价格"}, {"Service", "服务"}, {"Convenience", "便利性"}, {"Product", "产品"}, {"Brand image", "品牌形象"}},
		Series: []Bar{{Name: Text{"This year", "今年"}, Values: []float64{.5, .6, .7, .65, .8}, Low: []float64{.45, .55, .66, .6, .7}, High: []float64{.55, .65, .74, .7, .9}},
			{Name: Text{"Last year", "去年"}, Values: []float64{.4, .5, .6, .7, .75}, Low: []float64{.35, .45, .56, .65, .6}, High: []float64{.45, .55, .64, .75, .85}}}}
	return BarChart(b)
}

func galleryScatter() *Chart {
	s := Scatter{XKind: KindNumber, YKind: KindNumber, XName: Text{"Performance", "表现"}, YName: Text{"Importance", "重要性"}, Loose: true,
		Corners: [4]Text{{"Mend first", "优先改进"}, {"Keep up", "继续保持"}, {"Low priority", "低优先级"}, {"Possible overkill", "可能过度"}},
		Marks:   []Mark{{X: At(7.1)}, {Y: At(6.8)}},
		Series:  []Dots{{Name: Text{"Dimensions", "维度"}}}}
	for i, n := range []Text{{"Price", "价格"}, {"Service", "服务"}, {"Convenience", "便利性"}, {"Product", "产品"}, {"Brand image", "品牌形象"}, {"Relationship", "关系"}} {
		s.Series[0].Dots = append(s.Series[0].Dots, Dot{X: 6.2 + 0.3*float64(i), Y: 7.9 - 0.4*float64(i*i%5), Name: n})
	}
	return ScatterChart(s)
}

func galleryTrap() *Chart {
	l := Lines{XKind: KindNumber, YKind: KindPercent, XName: Text{"Satisfaction score", "满意度评分"}, YName: Text{"Bought again within a year", "一年内再次购买"}, Spans: []Span{{4, 7, Text{"trap", "陷阱"}}}}
	raw := Line{Name: Text{"Observed", "观测"}, Band: true, Dots: true}
	for i := range 11 {
		y := 0.2 + 0.06*math.Min(float64(i), 4) + 0.08*math.Max(0, float64(i)-7)
		raw.Points = append(raw.Points, Point{X: float64(i), Y: y, Low: y - 0.05, High: y + 0.05})
	}
	l.Series = []Line{raw}
	return LineChart(l)
}

func galleryHostile() *Chart {
	b := Bars{Kind: KindMoney, Flat: true, Series: []Bar{{Name: Same(hostile[0])}}}
	for i, n := range hostile {
		b.Names = append(b.Names, Same(n))
		b.Series[0].Values = append(b.Series[0].Values, float64(100000-3000*i))
	}
	return BarChart(b)
}

func sampleFigures() []Figure {
	spark := []float64{520, 480, 610, 590, 700, 640, 660, 720, 810, 1020, 1090, 1190, 1084}
	scaled := func(k float64) []float64 {
		out := make([]float64, len(spark))
		for i, y := range spark {
			out[i] = y * k
		}
		return out
	}
	return []Figure{
		{Key: FigureRevenue, Now: 1084321.5, Before: 1190233, Spark: scaled(1000)},
		{Key: FigureBuyers, Now: 1664, Before: 1711, Spark: scaled(1.6)},
		{Key: FigureReturning, Now: .806, Before: .791, Spark: scaled(0.0007)},
		{Key: FigureOrderValue, Now: 447.13, Before: 437.9, Spark: scaled(0.4)},
		{Key: FigureActive, Now: 2941.2, Before: math.NaN(), Low: 2890, High: 2990, N: 4339},
		{Key: FigureFuture, Now: 5841221, Before: 5640000, Low: 5500000, High: 6200000},
		{Key: FigureOrders, Now: 2425, Before: 2718},
		{Key: FigureNPS, Now: .32, Before: .35, N: 812},
	}
}

func sampleActions() ActionsInput {
	w := recovery.NewWinBack(200, nil, nil)
	w.Lapsed, w.Expected = 412, 84211
	for i := range 60 {
		id := hostile[i%len(hostile)]
		if i >= len(hostile) {
			id = Count(12000 + i).EN
		}
		w.List = append(w.List, recovery.Lapsed{Customer: id, Segment: "At risk", Last: asOf - 200, Silent: 200, Usual: 31.5, Revenue: analytics.MoneyOf(8123.5), AtStake: 4000 / float64(i+1), Chance: 0.31, Expected: 1240 / float64(i+1), Reason: recovery.BySilence})
	}
	in := ActionsInput{Currency: "GBP", AsOf: asOf, Horizon: 365, MinGroup: 10, WinBack: w, Returns: sampleReturns(0.4)}
	for i, id := range hostile {
		purpose := []recovery.Purpose{recovery.ToSettle, recovery.ToGrow, recovery.ToWinBack}[i%3]
		in.Calls = append(in.Calls, recovery.Call{Customer: id, Segment: "At risk", Purpose: purpose, Reason: recovery.ByComplaint, About: id, Last: asOf - 20, Category: id, Channel: "web", Value: 900 / float64(i+1)})
	}
	for i, n := range segmentNames {
		in.Segments = append(in.Segments, SegmentAction{Segment: n.EN, Name: n, Action: Text{"reward them and ask for a referral", "给予奖励并请其推荐"}, Customers: 100 * (i + 1), Revenue: 9e6 / float64(i+1), Value: 4e6 / float64(i+1), AtRisk: 3e5 / float64(1+(i-7)*(i-7))})
	}
	return in
}

func sampleQuality() QualityInput {
	return QualityInput{
		Currency: "GBP", AsOf: asOf, LastDay: asOf, Read: 541909, Kept: 406829, Unattributed: 1447682.12, Revenue: 8300065.81,
		Inputs:  []Input{{"transactions", "data/online_retail_by_month/2010-12.parquet", 42481, 512345, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", analytics.NewDay(2010, 12, 1), analytics.NewDay(2010, 12, 23)}},
		Refused: []Refused{{"transactions", "no_customer", 135080, 1447682.12, false}, {"transactions", "after_as_of", 12, math.NaN(), false}},
		Gate:    Gate{Table: "transactions", Rows: 0, Share: 0, Limit: "1%", Allowed: 5419},
		Mapping: []Mapped{{"transactions", "customer_id", "CustomerID", "recognised"}, {"transactions", "amount", "quantity*unit_price", "given"}},
		Checks:  []Check{{Text{"Segments add up to all customers", "各细分之和等于全部客户"}, true, Text{"4,339 = 4,339", "4,339 = 4,339"}}},
		Models:  []ModelStatus{{"bgnbd", "converged", Text{"The gradient is zero and the Hessian is negative definite.", "梯度为零，Hessian 负定。"}, 4339, true}},
		Options: []Option{{"--as-of", "2011-12-09"}, {"--lang", "both"}},
	}
}
