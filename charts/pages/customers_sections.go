package pages

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/segment"
	"regulars/charts"
)

var (
	segmentColumn   = charts.Column{Title: both("Segment", "细分"), Kind: charts.KindText, Key: "segment"}
	customersColumn = charts.Column{Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}
	revenueColumn   = charts.Column{Title: both("Revenue", "收入"), Kind: charts.KindMoney, Key: "revenue"}
)

// sizes is how many customers each segment has.
func (in CustomersInput) sizes() charts.Section {
	shown := in.shown()
	slices.SortStableFunc(shown, func(a, b segment.Profile) int { return -cmp.Compare(a.Customers, b.Customers) })
	t := charts.Treemap{Kind: charts.KindCount}
	for _, p := range shown {
		t.Items = append(t.Items, charts.Item{Name: in.name(p.ID), Value: float64(p.Customers), Color: in.color(p.ID), Detail: charts.Percent(p.CustomerShare)})
	}
	s := charts.Section{
		ID: "sizes", Title: in.sizeFinding(), What: both("Customers by segment", "各细分的客户数"), Table: in.sizeTable(),
		Note: charts.Join(in.counted(), in.hidden(in.smallSegments())), Definition: in.segmentDefinition(),
	}
	if len(shown) > 0 {
		s.Chart = charts.TreemapChart(t)
	}
	return s
}

func (in CustomersInput) sizeTable() *charts.Grid {
	g := &charts.Grid{Name: "segments", Columns: []charts.Column{segmentColumn, customersColumn,
		{Title: both("Share of customers", "客户占比"), Kind: charts.KindPercent, Key: "share_customers"}, revenueColumn,
		{Title: both("Share of revenue", "收入占比"), Kind: charts.KindPercent, Key: "share_revenue"}}}
	for _, p := range in.Segments.Profiles {
		g.Rows = append(g.Rows, []any{in.name(p.ID), in.count(p.Customers), in.hide(p.Customers, p.CustomerShare),
			in.hide(p.Customers, p.Revenue), in.hide(p.Customers, p.RevenueShare)})
	}
	return g
}

// revenues is each segment's share of the revenue beside its share of the customers.
func (in CustomersInput) revenues() charts.Section {
	shown := in.shown()
	slices.SortStableFunc(shown, func(a, b segment.Profile) int { return -cmp.Compare(a.Revenue.Units(), b.Revenue.Units()) })
	customers := charts.Bar{Name: both("Share of customers", "客户占比"), Color: charts.Muted}
	revenue := charts.Bar{Name: both("Share of revenue", "收入占比"), Color: charts.Accent}
	var names []charts.Text
	for _, p := range shown {
		names = append(names, in.name(p.ID))
		customers.Values = append(customers.Values, p.CustomerShare)
		revenue.Values = append(revenue.Values, p.RevenueShare)
	}
	s := charts.Section{
		ID: "revenue", Title: in.revenueFinding(), What: both("Share of revenue and of customers by segment, most revenue first", "各细分的收入占比与客户占比，收入高者在前"),
		Table: in.sizeTable(), Note: charts.Join(in.counted(), in.hidden(in.smallSegments())),
		Definition: charts.Join(in.terms().define(TermRevenue), both("It counts from the first purchase up to the as-of date. Parts add up to the revenue of all customers with a purchase.",
			"计算期自首次购买至截止日。各部分之和等于全部有购买客户的收入。")),
	}
	if len(shown) > 0 && in.Segments.Total.Revenue.Units() > 0 {
		s.Chart = charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{revenue, customers}, Kind: charts.KindPercent, Flat: true})
	}
	return s
}

// grid is recency by frequency.
func (in CustomersInput) grid() charts.Section {
	h := charts.Heat{XName: both("How often (frequency score)", "购买频度（F 得分）"), YName: both("How lately (recency score)", "最近购买（R 得分）"),
		Kind: charts.KindCount, ValueName: both("Customers", "客户数")}
	for i := range 5 {
		h.X, h.Y = append(h.X, charts.Count(i+1)), append(h.Y, charts.Count(5-i))
	}
	g := &charts.Grid{Name: "rfm_grid", Columns: []charts.Column{{Title: both("Recency score", "R 得分"), Kind: charts.KindCount, Key: "r"}, {Title: both("Frequency score", "F 得分"), Kind: charts.KindCount, Key: "f"},
		customersColumn, revenueColumn, {Title: both("Mostly", "主要细分"), Kind: charts.KindText, Key: "segment"}}}
	small := 0
	for _, c := range slices.Backward(in.Segments.Grid) {
		if c.Customers == 0 {
			g.Rows = append(g.Rows, []any{c.R, c.F, 0, c.Revenue, nil})
			continue
		}
		g.Rows = append(g.Rows, []any{c.R, c.F, in.count(c.Customers), in.hide(c.Customers, c.Revenue), in.name(c.ID)})
		if !in.enough(c.Customers) {
			small++
			continue
		}
		n := charts.Count(c.Customers)
		h.Cells = append(h.Cells, charts.Cell{X: c.F - 1, Y: 5 - c.R, Value: float64(c.Customers), Color: in.color(c.ID), Label: charts.Sentence("%s\n%s", "%s\n%s", in.name(c.ID), n)})
	}
	return charts.Section{
		ID: "grid", Title: in.gridFinding(), What: both("Customers by how lately and how often they bought; each cell has the colour of the segment most of it is in", "按最近购买与购买频度划分的客户数；颜色为该格多数客户所属的细分"),
		Chart: charts.HeatMap(h), Table: g, Note: charts.Join(in.counted(), in.hidden(small)), Definition: in.scoreDefinition(),
	}
}

// profile is what marks each segment, and what to do with it.
func (in CustomersInput) profile() charts.Section {
	g := &charts.Grid{Name: "segments", Columns: []charts.Column{segmentColumn, customersColumn,
		{Title: both("Change", "变化"), Kind: charts.KindNumber, Key: "change_customers"},
		{Title: both("Days since the last purchase", "距上次购买天数"), Kind: charts.KindDays, Key: "recency_days"},
		{Title: both("Purchases", "购买次数"), Kind: charts.KindNumber, Key: "frequency"},
		{Title: both("Revenue each", "人均收入"), Kind: charts.KindMoney, Key: "monetary"},
		{Title: both("To contact", "应触达"), Kind: charts.KindCount}, {Title: both("Gain", "净增"), Kind: charts.KindMoney}, {Title: both("Most by", "首要行动"), Kind: charts.KindText}}}
	for _, p := range in.Segments.Profiles {
		g.Rows = append(g.Rows, append([]any{in.name(p.ID), in.count(p.Customers), in.changed(p.Customers, p.Before), in.hide(p.Customers, p.Recency), in.hide(p.Customers, p.Frequency),
			in.hide(p.Customers, p.Monetary)}, in.toDo(p)...))
	}
	if !in.compared() {
		g.Columns = slices.Delete(g.Columns, 2, 3)
		for i := range g.Rows {
			g.Rows[i] = slices.Delete(g.Rows[i], 2, 3)
		}
	}
	return charts.Section{
		ID: "profile", Title: in.profileFinding(), What: both("Averages per customer, and what a contact gains by the queue of actions", "每位客户的平均值，以及行动队列中触达的净增"), Table: g, Open: true,
		Note: charts.Join(in.counted(), in.hidden(in.smallSegments())),
		Definition: charts.Sentence("Days since the last purchase, purchases (%s) and net revenue are averages over the segment's customers. Change is the number of customers now less that at the comparison date, each by the scores of that date. To contact: those of whom a contact gains something, what it gains in all, and the action that gains most; see the Actions page.",
			"距上次购买天数、购买次数（%s）和净收入均为该细分客户的平均值。变化为当前客户数减对比日的客户数，各按当日得分计算。应触达：触达有增益的客户、其净增合计与增益最大的行动，见行动页。", occasions()),
	}
}

// toDo is how many of a segment stand in the queue, what contacting them gains, and by which action most.
func (in CustomersInput) toDo(p segment.Profile) []any {
	n, gain := 0, analytics.Total{}
	sums := in.ToDo[p.Segment]
	for _, s := range sums {
		n += s.Customers
		gain.Merge(s.Gain)
	}
	switch {
	case n == 0:
		return []any{0, nil, charts.None}
	case !in.enough(n) || !in.enough(p.Customers):
		return []any{in.count(n), nil, charts.None}
	case !in.enough(sums[0].Customers):
		return []any{n, gain.Units(), charts.None}
	default:
		return []any{n, gain.Units(), capital(actionWords[sums[0].Action])}
	}
}

// flows is where customers moved since the comparison date.
func (in CustomersInput) flows() charts.Section {
	n := in.Segments.Table.Len() + 1
	s := charts.Sankey{Kind: charts.KindCount, Left: charts.Date(in.Compare), Right: charts.Date(in.AsOf), Height: 520, Wide: true} // names of two lines would overlap on a narrow screen
	for range 2 {
		for id := range n {
			s.Nodes = append(s.Nodes, charts.Node{Name: in.name(segment.ID(id)), Color: in.color(segment.ID(id))})
		}
	}
	g := &charts.Grid{Name: "migration", Columns: []charts.Column{{Title: both("From", "原细分"), Kind: charts.KindText, Key: "from_segment"}, {Title: both("To", "现细分"), Kind: charts.KindText, Key: "to_segment"}, customersColumn, revenueColumn}}
	small := 0
	for _, m := range in.Segments.Moves {
		g.Rows = append(g.Rows, []any{in.name(m.From), in.name(m.To), in.count(m.Customers), in.hide(m.Customers, m.Revenue)})
		if !in.enough(m.Customers) {
			small++
			continue
		}
		s.Flows = append(s.Flows, charts.Flow{From: int(m.From), To: n + int(m.To), Value: float64(m.Customers)})
	}
	section := charts.Section{
		ID: "migration", Title: in.turnoverFinding(), What: charts.Sentence("Customers by segment on %s and on %s", "客户在 %s与 %s所属的细分", charts.Date(in.Compare), charts.Date(in.AsOf)),
		Table: g, Note: charts.Join(in.counted(), in.hiddenMoves(small)), Definition: in.migrationDefinition(),
	}
	if len(s.Flows) > 0 {
		section.Chart = charts.SankeyChart(s)
	}
	return section
}

// matrix is the share of each segment's customers that is in each segment now.
func (in CustomersInput) matrix() charts.Section {
	h := charts.Heat{XName: both("Segment now", "现细分"), YName: both("Segment then", "原细分"), Kind: charts.KindPercent, ValueName: both("of the segment's customers", "占原细分客户")}
	g := &charts.Grid{Name: "migration", Columns: []charts.Column{{Title: both("From", "原细分"), Kind: charts.KindText, Key: "from_segment"}}}
	column, row := map[segment.ID]int{}, map[segment.ID]int{}
	for _, p := range in.Segments.Profiles {
		if p.Customers > 0 {
			column[p.ID] = len(h.X)
			h.X = append(h.X, in.name(p.ID))
			g.Columns = append(g.Columns, charts.Column{Title: in.name(p.ID), Kind: charts.KindCount})
		}
	}
	from := in.origins()
	small := 0
	for _, m := range in.Segments.Moves {
		at, ok := row[m.From]
		if !ok {
			at = len(h.Y)
			row[m.From] = at
			h.Y = append(h.Y, in.name(m.From))
			g.Rows = append(g.Rows, in.emptyRow(m.From, len(h.X)))
		}
		g.Rows[at][column[m.To]+1] = in.count(m.Customers)
		if !in.enough(m.Customers) {
			small++
			continue
		}
		h.Cells = append(h.Cells, charts.Cell{X: column[m.To], Y: at, Value: float64(m.Customers) / float64(from[m.From])})
	}
	s := charts.Section{
		ID: "moves", Title: in.moveFinding(), What: charts.Sentence("Share of each segment of %s that is in each segment on %s", "%s各细分的客户在 %s所属细分的占比", charts.Date(in.Compare), charts.Date(in.AsOf)),
		Table: g, Note: charts.Join(in.counted(), in.hidden(small)), Definition: in.migrationDefinition(),
	}
	if len(h.Cells) > 0 {
		s.Chart = charts.HeatMap(h)
	}
	return s
}

func (in CustomersInput) emptyRow(from segment.ID, columns int) []any {
	row := []any{in.name(from)}
	for range columns {
		row = append(row, 0)
	}
	return row
}

// origins is how many customers came from each segment, and how many are new.
func (in CustomersInput) origins() map[segment.ID]int {
	from := map[segment.ID]int{}
	for _, m := range in.Segments.Moves {
		from[m.From] += m.Customers
	}
	return from
}

// lorenz is how much of the revenue comes from how few.
func (in CustomersInput) lorenz() charts.Section {
	c := in.Concentration
	s := charts.Section{
		ID: "concentration", Title: in.concentrationFinding(), What: both("Share of revenue of the customers who spend least, against equal spending", "消费由低到高累计的收入占比，对照人人相等的情形"),
		Note: charts.Join(in.counted(), in.negativeNote()), Definition: concentrationDefinition(c),
	}
	if !charts.Known(c.Gini) {
		return s
	}
	equal := charts.Line{Name: both("If all spent the same", "若人人消费相同"), Color: charts.Muted, Dashed: true, Points: []charts.Point{{X: 0, Y: 0}, {X: 1, Y: 1}}}
	curve := charts.Line{Name: both("Revenue", "收入"), Color: charts.Accent}
	g := &charts.Grid{Name: "concentration", Columns: []charts.Column{{Title: both("Customers", "客户"), Kind: charts.KindPercent, Key: "share_customers"},
		{Title: both("Revenue of those who spend least", "消费最低者的收入"), Kind: charts.KindPercent, Key: "share_revenue"},
		{Title: both("Revenue of those who spend most", "消费最高者的收入"), Kind: charts.KindPercent, Key: "top_share_revenue"}}}
	for _, p := range c.Curve {
		curve.Points = append(curve.Points, charts.Point{X: p.CustomerShare, Y: p.RevenueShare})
		g.Rows = append(g.Rows, []any{p.CustomerShare, p.RevenueShare, p.TopShare})
	}
	lowest := slices.MinFunc(curve.Points, func(a, b charts.Point) int { return cmp.Compare(a.Y, b.Y) }).Y
	lowest = math.Floor(lowest*10+0.2) / 10 // a dip of less than 2 % is not worth room below zero
	s.Table = g
	s.Chart = charts.LineChart(charts.Lines{
		Series: []charts.Line{equal, curve}, XKind: charts.KindPercent, YKind: charts.KindPercent,
		XName: both("Customers, least spending first", "客户（消费由低到高）"), YName: both("Share of revenue", "收入占比"),
		Marks: []charts.Mark{{X: charts.At(0.8), Name: charts.Sentence("Best 20%%: %s", "前 20%%：%s", charts.Percent(in.top20(c)))}}, YMin: charts.At(lowest), YMax: charts.At(1),
	})
	return s
}

// topShares are the shares of the best 1, 5, 10 and 20 %.
func (in CustomersInput) topShares() charts.Section {
	c := in.Concentration
	s := charts.Section{ID: "top", Title: in.topFinding(), What: both("Share of revenue of the customers who spend most", "消费最高客户的收入占比"),
		Note: charts.Join(in.counted(), in.negativeNote()), Definition: concentrationDefinition(c)}
	if !charts.Known(c.Gini) {
		return s
	}
	then := in.Compare != analytics.NoDay && in.enough(in.Before.Customers) && charts.Known(in.Before.Gini)
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true}
	now, before := charts.Bar{Name: charts.Date(in.AsOf), Color: charts.Accent}, charts.Bar{Name: charts.Date(in.Compare), Color: charts.Muted}
	g := &charts.Grid{Name: "concentration", Columns: []charts.Column{{Title: both("Best customers", "最优客户"), Kind: charts.KindPercent, Key: "share_customers"},
		{Title: both("Share of revenue", "收入占比"), Kind: charts.KindPercent, Key: "top_share_revenue"}}}
	for _, top := range c.Top {
		bars.Names = append(bars.Names, charts.Sentence("Best %d%%", "前 %d%%", top.Percent))
		now.Values = append(now.Values, top.RevenueShare)
		row := []any{float64(top.Percent) / 100, top.RevenueShare}
		if then {
			share := in.Before.Curve[top.Percent].TopShare
			before.Values = append(before.Values, share)
			row = append(row, share)
		}
		g.Rows = append(g.Rows, row)
	}
	bars.Series = []charts.Bar{now}
	if then {
		bars.Series = append(bars.Series, before)
		g.Columns = append(g.Columns, charts.Column{Title: charts.Sentence("Share of revenue on %s", "%s的收入占比", charts.Date(in.Compare)), Kind: charts.KindPercent})
	}
	s.Chart, s.Table = charts.BarChart(bars), g
	return s
}
