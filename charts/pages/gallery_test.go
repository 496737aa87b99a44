package pages

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/kpi"
	"regulars/analytics/queue"
	"regulars/charts"
)

// hostile are names that data may bring and that must stay names.
var hostile = []string{
	`<script>alert(1)</script>`, `</script><script>boom()</script>`, `{{.Boot}}`, `__f__function(){boom()}__f__`,
	`"quoted" 'names' & more`, "a\u2028b\u2029c", `<img src=x onerror=boom()>`, "\u202eright to left", "مرحبا بالعالم", "👩‍👩‍👧‍👦 家庭 🏠",
	`~0`, `@accent`, `{b}: {c}`, `javascript:boom()`, `</style><b>bold`, `]]>-->`, "tab\tand\nline", "__proto__", `\u003cscript\u003e`, `$&`, "constructor", "toString",
	"Donaudampfschifffahrtsgesellschaftskapitänsmütze GmbH & Co. KG", "中华人民共和国黑龙江省哈尔滨市南岗区西大直街有限责任公司第三分店",
}

var segmentNames = []charts.Text{
	both("Champions", "冠军客户"), both("Loyal customers", "忠诚客户"), both("Potential loyalists", "潜在忠诚客户"), both("New customers", "新客户"),
	both("Promising", "有潜力客户"), both("Need attention", "需关注客户"), both("About to sleep", "即将沉睡客户"), both("At risk", "有流失风险客户"),
	both("Cannot lose them", "不能失去的客户"), both("Hibernating", "沉睡客户"), both("Lost", "已流失客户"),
}

var asOf = analytics.NewDay(2011, 12, 9)

// gallery is a report with every kind of page and chart, and with hostile names wherever data brings names.
func gallery() charts.Report {
	actions, data := sampleActions(), sampleData()
	customers := charts.Page{
		Name: "customers", Title: both("Customers", "客群"), Question: both("Who are our customers, and where are they moving?", "我们的客户是谁？他们在向哪里移动？"),
		Answer:   both("Champions are 22% of customers and bring 65% of revenue; 210 of them slipped away since November.", "冠军客户占 22%，贡献 65% 的收入；自 11 月以来有 210 位流失。"),
		Sections: []charts.Section{gallerySection("grid", galleryGrid()), gallerySection("tree", galleryTree()), gallerySection("sankey", gallerySankey()), gallerySection("stack", galleryStack())},
	}
	retention := charts.Page{
		Name: "retention", Title: both("Retention", "留存"), Question: both("Do new customers stay?", "新客户会留下来吗？"),
		Answer:   both("41% of July's new customers came back within 30 days, 4 points below the year.", "7 月新客户中有 41% 在 30 天内回购，比全年低 4 个百分点。"),
		Sections: []charts.Section{gallerySection("cohorts", galleryHeat()), gallerySection("curves", galleryLines(12)), gallerySection("survival", gallerySurvival()), gallerySection("movement", galleryWaterfall())},
	}
	value := charts.Page{
		Name: "value", Title: both("Value", "客户价值"), Question: both("What are they worth, and can we trust the forecast?", "客户值多少？预测可信吗？"),
		Sections: []charts.Section{gallerySection("tracking", galleryLines(2)), gallerySection("whiskers", galleryWhiskers()), gallerySection("map", galleryScatter()), gallerySection("trap", galleryTrap()), gallerySection("hostile", galleryHostile()),
			{ID: "few", Title: both("Too few customers to say", "客户太少，无法判断"), Small: both("Only 7 customers; groups under 10 are not shown.", "仅 7 位客户；少于 10 位的分组不予展示。")}},
	}
	overview := Overview(OverviewInput{
		Currency: "GBP", AsOf: asOf, Compare: asOf - 30, Length: 30, Badge: data.Badge(), Figures: sampleFigures(),
		Findings: []charts.Finding{customers.Finding(), retention.Finding(), {Text: both("Forecasts were 3% above what 2,357 customers then bought: they can be used.", "预测比 2,357 位客户的实际购买高 3%：可以采用。"), Page: "value"}},
		Actions:  actions.Top(3),
	})
	return charts.Report{
		Header: charts.Header{AsOf: asOf, Compare: asOf - 30, Start: analytics.NewDay(2010, 12, 1), Run: "2011-12-09-1", Version: "test", Rows: 406829, Currency: "GBP", Zone: "Europe/London", Badge: data.Badge()},
		Pages:  []charts.Page{overview, customers, retention, value, galleryAbsent(), Actions(actions), Data(data)},
		Moved:  Moved(),
	}
}

func galleryAbsent() charts.Page {
	return charts.Page{
		Name: "satisfaction", Title: both("Satisfaction", "满意"), Question: both("What do they think, and what should we mend?", "客户怎么想？我们该改进什么？"),
		Absent: &charts.Absent{Table: "surveys", Flag: "--surveys", Gives: both("With it this page shows what customers think, where experience falls short, and what drives it.", "有了它，本页将展示客户的看法、体验差距及其驱动因素。"),
			Columns: []charts.Column{{Title: both("customer", "客户"), Kind: charts.KindText, Key: "customer_id"}, {Title: both("date of the answer", "回答日期"), Kind: charts.KindDate, Key: "answered_at"}, {Title: both("what was asked about", "评价维度"), Kind: charts.KindText, Key: "dimension"}, {Title: both("score given", "评分"), Kind: charts.KindNumber, Key: "experience"}, {Title: both("score expected", "期望"), Kind: charts.KindNumber, Key: "expectation"}}, Need: 4},
	}
}

func gallerySection(id string, c *charts.Chart) charts.Section {
	return charts.Section{
		ID: id, Title: both("41% of July's new customers came back within 30 days, 4 points below the year: the fall is all in the app channel.", "7 月新客户中有 41% 在 30 天内回购，比全年低 4 个百分点：下降全部来自 App 渠道。"),
		What: both("What is drawn, in a few words", "图中所示内容"), Chart: c, Note: charts.Sentence("n = %s", "n = %s", charts.Plural(4339, "customer", "customers", "位客户")),
		Table:      &charts.Grid{Name: "cohorts", Columns: []charts.Column{{Title: both("Segment", "细分"), Kind: charts.KindText}, {Title: both("Customers", "客户数"), Kind: charts.KindCount}, {Title: both("Revenue", "收入"), Kind: charts.KindMoney}, {Title: both("Share", "占比"), Kind: charts.KindPercent}, {Title: both("Change", "变化"), Kind: charts.KindPoints}}, Rows: galleryRows(260)},
		Definition: both("Retention: the share of a cohort's customers with a purchase in the period.\nA second paragraph.", "留存率：该队列客户中在该期有购买的比例。\n第二段。"),
	}
}

func galleryRows(n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{segmentNames[i%11], 1000 * i, 1234567.891 / float64(i+1), 1 / float64(i+2), 0.012 * float64(i%5-2)}
	}
	return rows
}

func galleryGrid() *charts.Chart {
	h := charts.Heat{XName: both("Frequency score", "频率得分"), YName: both("Recency score", "近度得分"), Kind: charts.KindCount, ValueName: both("Customers", "客户数")}
	for i := range 5 {
		h.X, h.Y = append(h.X, charts.Count(i+1)), append(h.Y, charts.Count(5-i))
		for j := range 5 {
			s := segmentNames[(i*5+j*3)%11]
			h.Cells = append(h.Cells, charts.Cell{X: j, Y: i, Value: float64(40 + i*300 + j), Label: both(s.EN+"\n"+charts.Count(40+i*300+j).EN, s.ZH+"\n"+charts.Count(40+i*300+j).ZH), Color: charts.SegmentColor(s.EN)})
		}
	}
	return charts.HeatMap(h)
}

func galleryTree() *charts.Chart {
	t := charts.Treemap{Kind: charts.KindCount}
	for i, s := range segmentNames {
		t.Items = append(t.Items, charts.Item{Name: s, Value: 2000 / float64(i*i+1), Color: charts.SegmentColor(s.EN), Detail: charts.Percent(0.65 / float64(i+1))})
	}
	return charts.TreemapChart(t)
}

func gallerySankey() *charts.Chart {
	s := charts.Sankey{Kind: charts.KindCount, Left: charts.Date(asOf - 30), Right: charts.Date(asOf)}
	for range 2 {
		for _, n := range segmentNames {
			s.Nodes = append(s.Nodes, charts.Node{Name: n, Color: charts.SegmentColor(n.EN)})
		}
	}
	for i := range 11 {
		for d := -2; d <= 2; d++ {
			if j := i + d; j >= 0 && j < 11 {
				s.Flows = append(s.Flows, charts.Flow{From: i, To: 11 + j, Value: 400 / float64(1+d*d) / float64(1+i)})
			}
		}
	}
	return charts.SankeyChart(s)
}

func galleryStack() *charts.Chart {
	b := charts.Bars{Names: months(12), Kind: charts.KindMoney, Name: both("Revenue (GBP)", "收入 (GBP)"), Stacked: true}
	for k, n := range segmentNames[:4] {
		s := charts.Bar{Name: n, Color: charts.SegmentColor(n.EN)}
		for i := range 12 {
			s.Values = append(s.Values, float64((k+1)*100000+i*30000))
		}
		b.Series = append(b.Series, s)
	}
	return charts.BarChart(b)
}

func months(n int) []charts.Text {
	out := make([]charts.Text, n)
	for i := range out {
		out[i] = charts.Same(analytics.ByMonth.Label(2010*12 + 11 + i))
	}
	return out
}

func galleryHeat() *charts.Chart {
	h := charts.Heat{XName: both("Months after the first purchase", "首次购买后的月数"), YName: both("Cohort", "队列"), Y: months(13), Kind: charts.KindPercent, ValueName: both("of the cohort bought", "的队列客户购买")}
	for j := range 13 {
		h.X = append(h.X, charts.Count(j))
		for i := range 13 - j {
			v := 1.0
			if j > 0 {
				v = 0.38 - 0.02*float64(i) + 0.01*float64(j)
			}
			h.Cells = append(h.Cells, charts.Cell{X: j, Y: i, Value: v, Open: i+j == 12})
		}
	}
	return charts.HeatMap(h)
}

func galleryLines(n int) *charts.Chart {
	l := charts.Lines{XKind: charts.KindNumber, YKind: charts.KindPercent, X: months(13), YName: both("Bought again", "再次购买")}
	for k := range n {
		line := charts.Line{Name: months(13)[k], Band: n == 2 && k == 1, Dashed: k == 1}
		if n == 2 {
			line.Name = []charts.Text{both("Actual purchases", "实际购买"), both("Expected by the model", "模型预期")}[k]
		}
		for i := range 13 - k {
			y := 0.3 + 0.02*float64(k) + 0.05*math.Sin(float64(i))
			line.Points = append(line.Points, charts.Point{X: float64(i), Y: y, Low: y - 0.04, High: y + 0.04, Open: i == 12-k && k == 0})
		}
		l.Series = append(l.Series, line)
	}
	return charts.LineChart(l)
}

func gallerySurvival() *charts.Chart {
	l := charts.Lines{XKind: charts.KindDays, YKind: charts.KindPercent, XName: both("Days since the first purchase", "首次购买后的天数"), YName: both("Have bought again", "已再次购买"), YMin: charts.At(0)}
	for k, name := range []charts.Text{both("App", "App"), both("Shop", "门店"), both("Web", "网站")} {
		line := charts.Line{Name: name, Band: true, Step: true}
		for i := range 60 {
			y := 1 - math.Exp(-float64(i)*float64(k+1)/60)
			line.Points = append(line.Points, charts.Point{X: float64(i * 6), Y: y, Low: y - 0.03, High: y + 0.03})
		}
		l.Series = append(l.Series, line)
	}
	l.Marks = []charts.Mark{{X: charts.At(90), Name: both("90 days", "90 天")}}
	return charts.LineChart(l)
}

func galleryWaterfall() *charts.Chart {
	return charts.WaterfallChart(charts.Waterfall{Kind: charts.KindCount, Name: both("Current customers", "现有客户"), Steps: []charts.Step{
		{Name: both("Opening", "期初"), Value: 2814, Total: true}, {Name: both("New", "新增"), Value: 320}, {Name: both("Reactivated", "重新激活"), Value: 141},
		{Name: both("Churned", "流失"), Value: -512}, {Name: both("Closing", "期末"), Value: 2763, Total: true}}})
}

func galleryWhiskers() *charts.Chart {
	b := charts.Bars{Kind: charts.KindPercent, Names: []charts.Text{both("Price", "价格"), both("Service", "服务"), both("Convenience", "便利性"), both("Product", "产品"), both("Brand image", "品牌形象")},
		Series: []charts.Bar{{Name: both("This year", "今年"), Values: []float64{.5, .6, .7, .65, .8}, Low: []float64{.45, .55, .66, .6, .7}, High: []float64{.55, .65, .74, .7, .9}},
			{Name: both("Last year", "去年"), Values: []float64{.4, .5, .6, .7, .75}, Low: []float64{.35, .45, .56, .65, .6}, High: []float64{.45, .55, .64, .75, .85}}}}
	return charts.BarChart(b)
}

func galleryScatter() *charts.Chart {
	s := charts.Scatter{XKind: charts.KindNumber, YKind: charts.KindNumber, XName: both("Performance", "表现"), YName: both("Importance", "重要性"), Loose: true,
		Corners: [4]charts.Text{both("Mend first", "优先改进"), both("Keep up", "继续保持"), both("Low priority", "低优先级"), both("Possible overkill", "可能过度")},
		Marks:   []charts.Mark{{X: charts.At(7.1)}, {Y: charts.At(6.8)}},
		Series:  []charts.Dots{{Name: both("Dimensions", "维度")}}}
	for i, n := range []charts.Text{both("Price", "价格"), both("Service", "服务"), both("Convenience", "便利性"), both("Product", "产品"), both("Brand image", "品牌形象"), both("Relationship", "关系")} {
		s.Series[0].Dots = append(s.Series[0].Dots, charts.Dot{X: 6.2 + 0.3*float64(i), Y: 7.9 - 0.4*float64(i*i%5), Name: n})
	}
	return charts.ScatterChart(s)
}

func galleryTrap() *charts.Chart {
	l := charts.Lines{XKind: charts.KindNumber, YKind: charts.KindPercent, XName: both("Satisfaction score", "满意度评分"), YName: both("Bought again within a year", "一年内再次购买"), Spans: []charts.Span{{From: 4, To: 7, Name: both("trap", "陷阱")}}}
	raw := charts.Line{Name: both("Observed", "观测"), Band: true, Dots: true}
	for i := range 11 {
		y := 0.2 + 0.06*math.Min(float64(i), 4) + 0.08*math.Max(0, float64(i)-7)
		raw.Points = append(raw.Points, charts.Point{X: float64(i), Y: y, Low: y - 0.05, High: y + 0.05})
	}
	l.Series = []charts.Line{raw}
	return charts.LineChart(l)
}

func galleryHostile() *charts.Chart {
	b := charts.Bars{Kind: charts.KindMoney, Flat: true, Series: []charts.Bar{{Name: charts.Same(hostile[0])}}}
	for i, n := range hostile {
		b.Names = append(b.Names, charts.Same(n))
		b.Series[0].Values = append(b.Series[0].Values, float64(100000-3000*i))
	}
	return charts.BarChart(b)
}

// changed is a change on the year with a standard error, and one beyond a season that so many years tell.
func changed(now, yearBefore, se, beyond float64, years int) kpi.Change {
	variance := se * se / 2
	c := kpi.ChangeOf(kpi.Revenue, kpi.Part{Value: now, Variance: variance}, kpi.Unknown(), kpi.Part{Value: yearBefore, Variance: variance}, nil)
	if years > 0 {
		c.Years, c.Beyond = years, kpi.OnYear(kpi.Part{Value: 1 + beyond, Variance: variance}, kpi.Part{Value: 1, Variance: variance})
	}
	return c
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
		{Key: FigureRevenue, Now: 1084321.5, Before: 1190233, Spark: scaled(1000), Change: changed(1084321.5, 871000, .04, .02, 2)},
		{Key: FigureBuyers, Now: 1664, Before: 1711, Spark: scaled(1.6)},
		{Key: FigureReturning, Now: .806, Before: .791, Spark: scaled(0.0007)},
		{Key: FigureOrderValue, Now: 447.13, Before: 437.9, Spark: scaled(0.4)},
		{Key: FigureCurrent, Now: 2941, Before: math.NaN()},
		{Key: FigureFuture, Now: 5841221, Before: 5640000, Low: 5500000, High: 6200000},
		{Key: FigureOrders, Now: 2425, Before: 2718},
		{Key: FigureNPS, Now: .32, Before: .35, N: 812},
	}
}

// sampleActions is a queue of four actions, and what two lists achieved.
func sampleActions() ActionsInput {
	q := queue.New(1000, 2)
	for i := range 60 {
		id := hostile[i%len(hostile)]
		if i >= len(hostile) {
			id = charts.Count(12000 + i).EN
		}
		r := queue.Row{Customer: id, Action: queue.Actions[i%4], Reason: "silence", Gain: 1240 / float64(i+1), Response: 0.05, Value: 20, IfBought: 900, Status: "lost", Silent: 200, Segment: "At risk",
			Owner: id, Deadline: asOf + 30, Consent: "unknown", HeldOut: i%10 == 0, Last: asOf - 200, Category: id, Channel: "web"}
		if r.Action == queue.Settle {
			r.Reason, r.About = "complaint", id
		}
		q.Add(r)
	}
	q.Thank(queue.Row{Customer: "7", Value: 99, Status: "active", Segment: "Champions", Deadline: asOf + 9, Consent: "given"})
	q.Refuse(queue.Hold)
	q.Sort()
	in := ActionsInput{AsOf: asOf, Returns: sampleReturns(0.4), Names: map[string]charts.Text{}, QueueInput: QueueInput{
		Currency: "GBP", Horizon: 365, MinGroup: 10, Forecast: true, Rows: q.List, Sums: q.Sums(), Terms: queue.Terms{Response: 0.041, Cost: 2}, Supposed: 0.05,
		Effects: sampleEffects(analytics.More),
	}}
	for _, n := range segmentNames {
		in.Names[n.EN] = n
	}
	return in
}

// sampleEffects are two lists, one of which is over.
func sampleEffects(v analytics.Verdict) *queue.Result {
	one := queue.Effect{List: hostile[0], From: asOf - 200, State: queue.Measured, Assigned: 900, Contacted: 880, HeldOut: 100, Rate: 0.15, HeldRate: 0.1, Effect: 0.05, Low: 0.01, High: 0.09, Verdict: v,
		Spent: 30, HeldSpent: 22, PerGain: 1.5, GainLow: -1, GainHigh: 4}
	all := one
	all.List, all.From = "all", analytics.NoDay
	running := queue.Effect{List: "hold 2011-12-01", From: asOf - 8, State: queue.Running, Assigned: 80, HeldOut: 9, Rate: math.NaN(), HeldRate: math.NaN(), Effect: math.NaN(), Low: math.NaN(), High: math.NaN()}
	return &queue.Result{Lists: []queue.Effect{one, running}, All: all}
}

func sampleData() DataInput {
	return DataInput{
		Currency: "GBP", AsOf: asOf, LastDay: asOf, Read: 541909, Kept: 406829, Unattributed: 1447682.12, Revenue: 8300065.81,
		Inputs:  []Input{{"transactions", "data/online_retail_by_month/2010-12.parquet", 42481, 512345, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", analytics.NewDay(2010, 12, 1), analytics.NewDay(2010, 12, 23)}},
		Refused: []Refused{{"transactions", "no_customer", 135080, 1447682.12, false}, {"transactions", "after_as_of", 12, math.NaN(), false}},
		Gate:    Gate{Table: "transactions", Rows: 0, Share: 0, Limit: "1%", Allowed: 5419},
		Mapping: []Mapped{{"transactions", "customer_id", "CustomerID", "recognised"}, {"transactions", "amount", "quantity*unit_price", "given"}},
		Checks:  []Check{{both("Segments add up to all customers", "各细分之和等于全部客户"), true, both("4,339 = 4,339", "4,339 = 4,339")}},
		Models:  []ModelStatus{{"bgnbd", "converged", both("The gradient is zero and the Hessian is negative definite.", "梯度为零，Hessian 负定。"), 4339, true}},
		Options: []Option{{"--as-of", "2011-12-09"}, {"--lang", "both"}},
	}
}
