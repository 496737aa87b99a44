package charts

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/segment"
)

var (
	segmentColumn   = Column{Text{"Segment", "细分"}, KindText, "segment"}
	customersColumn = Column{Text{"Customers", "客户数"}, KindCount, "customers"}
	revenueColumn   = Column{Text{"Revenue", "收入"}, KindMoney, "revenue"}
)

// sizes is how many customers each segment has.
func (in SegmentsInput) sizes() Section {
	shown := in.shown()
	slices.SortStableFunc(shown, func(a, b segment.Profile) int { return -cmp.Compare(a.Customers, b.Customers) })
	t := Treemap{Kind: KindCount}
	for _, p := range shown {
		t.Items = append(t.Items, Item{Name: in.name(p.ID), Value: float64(p.Customers), Color: in.color(p.ID), Detail: Percent(p.CustomerShare)})
	}
	s := Section{
		ID: "sizes", Title: in.sizeFinding(), What: Text{"Customers by segment", "各细分的客户数"}, Table: in.sizeTable(),
		Note: Join(in.counted(), in.hidden(in.smallSegments())), Definition: in.segmentDefinition(),
	}
	if len(shown) > 0 {
		s.Chart = TreemapChart(t)
	}
	return s
}

func (in SegmentsInput) sizeTable() *Grid {
	g := &Grid{Name: "segments", Columns: []Column{segmentColumn, customersColumn,
		{Text{"Share of customers", "客户占比"}, KindPercent, "share_customers"}, revenueColumn,
		{Text{"Share of revenue", "收入占比"}, KindPercent, "share_revenue"}}}
	for _, p := range in.Segments.Profiles {
		g.Rows = append(g.Rows, []any{in.name(p.ID), in.count(p.Customers), in.hide(p.Customers, p.CustomerShare),
			in.hide(p.Customers, p.Revenue), in.hide(p.Customers, p.RevenueShare)})
	}
	return g
}

// revenues is each segment's share of the revenue beside its share of the customers.
func (in SegmentsInput) revenues() Section {
	shown := in.shown()
	slices.SortStableFunc(shown, func(a, b segment.Profile) int { return -cmp.Compare(a.Revenue.Units(), b.Revenue.Units()) })
	customers := Bar{Name: Text{"Share of customers", "客户占比"}, Color: Muted}
	revenue := Bar{Name: Text{"Share of revenue", "收入占比"}, Color: Accent}
	var names []Text
	for _, p := range shown {
		names = append(names, in.name(p.ID))
		customers.Values = append(customers.Values, p.CustomerShare)
		revenue.Values = append(revenue.Values, p.RevenueShare)
	}
	s := Section{
		ID: "revenue", Title: in.revenueFinding(), What: Text{"Share of revenue and of customers by segment, most revenue first", "各细分的收入占比与客户占比，收入高者在前"},
		Table: in.sizeTable(), Note: Join(in.counted(), in.hidden(in.smallSegments())),
		Definition: Text{"Revenue is net: purchases less refunds, from the first purchase up to the as-of date. Parts add up to the revenue of all customers with a purchase.",
			"收入为净额：购买减退款，自首次购买至截止日。各部分之和等于全部有购买客户的收入。"},
	}
	if len(shown) > 0 && in.Segments.Total.Revenue.Units() > 0 {
		s.Chart = BarChart(Bars{Names: names, Series: []Bar{revenue, customers}, Kind: KindPercent, Flat: true})
	}
	return s
}

// grid is recency by frequency.
func (in SegmentsInput) grid() Section {
	h := Heat{XName: Text{"How often (frequency score)", "购买频度（F 得分）"}, YName: Text{"How lately (recency score)", "最近购买（R 得分）"},
		Kind: KindCount, ValueName: Text{"Customers", "客户数"}}
	for i := range 5 {
		h.X, h.Y = append(h.X, Count(i+1)), append(h.Y, Count(5-i))
	}
	g := &Grid{Name: "rfm_grid", Columns: []Column{{Text{"Recency score", "R 得分"}, KindCount, "r"}, {Text{"Frequency score", "F 得分"}, KindCount, "f"},
		customersColumn, revenueColumn, {Text{"Mostly", "主要细分"}, KindText, "segment"}}}
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
		n := Count(c.Customers)
		h.Cells = append(h.Cells, Cell{X: c.F - 1, Y: 5 - c.R, Value: float64(c.Customers), Color: in.color(c.ID), Label: Sentence("%s\n%s", "%s\n%s", in.name(c.ID), n)})
	}
	return Section{
		ID: "grid", Title: in.gridFinding(), What: Text{"Customers by how lately and how often they bought; each cell has the colour of the segment most of it is in", "按最近购买与购买频度划分的客户数；颜色为该格多数客户所属的细分"},
		Chart: HeatMap(h), Table: g, Note: Join(in.counted(), in.hidden(small)), Definition: in.scoreDefinition(),
	}
}

// profile is what marks each segment, and what to do with it.
func (in SegmentsInput) profile() Section {
	g := &Grid{Name: "segments", Columns: []Column{segmentColumn, customersColumn,
		{Text{"Change", "变化"}, KindNumber, "change_customers"},
		{Text{"Days since the last purchase", "距上次购买天数"}, KindDays, "recency_days"},
		{Text{"Purchases", "购买次数"}, KindNumber, "frequency"},
		{Text{"Revenue each", "人均收入"}, KindMoney, "monetary"},
		{Text{"What to do", "建议行动"}, KindText, "action"}}}
	for _, p := range in.Segments.Profiles {
		s := in.Segments.Table.Segment(p.ID)
		g.Rows = append(g.Rows, []any{in.name(p.ID), in.count(p.Customers), in.changed(p.Customers, p.Before), in.hide(p.Customers, p.Recency), in.hide(p.Customers, p.Frequency),
			in.hide(p.Customers, p.Monetary), Text{s.Action, s.ActionZH}})
	}
	if !in.compared() {
		g.Columns = slices.Delete(g.Columns, 2, 3)
		for i := range g.Rows {
			g.Rows[i] = slices.Delete(g.Rows[i], 2, 3)
		}
	}
	return Section{
		ID: "profile", Title: in.profileFinding(), What: Text{"Averages per customer, and the suggested action", "每位客户的平均值与建议行动"}, Table: g, Open: true,
		Note: Join(in.counted(), in.hidden(in.smallSegments())),
		Definition: Text{"Days since the last purchase, purchases (days with one) and net revenue are averages over the segment's customers. Change is the number of customers now less that at the comparison date, each by the scores of that date.",
			"距上次购买天数、购买次数（有购买的天数）和净收入均为该细分客户的平均值。变化为当前客户数减对比日的客户数，各按当日得分计算。"},
	}
}

// flows is where customers moved since the comparison date.
func (in SegmentsInput) flows() Section {
	n := in.Segments.Table.Len() + 1
	s := Sankey{Kind: KindCount, Left: Date(in.Compare), Right: Date(in.AsOf), Height: 520, Wide: true} // names of two lines would overlap on a narrow screen
	for range 2 {
		for id := range n {
			s.Nodes = append(s.Nodes, Node{in.name(segment.ID(id)), in.color(segment.ID(id))})
		}
	}
	g := &Grid{Name: "migration", Columns: []Column{{Text{"From", "原细分"}, KindText, "from_segment"}, {Text{"To", "现细分"}, KindText, "to_segment"}, customersColumn, revenueColumn}}
	small := 0
	for _, m := range in.Segments.Moves {
		g.Rows = append(g.Rows, []any{in.name(m.From), in.name(m.To), in.count(m.Customers), in.hide(m.Customers, m.Revenue)})
		if !in.enough(m.Customers) {
			small++
			continue
		}
		s.Flows = append(s.Flows, Flow{int(m.From), n + int(m.To), float64(m.Customers)})
	}
	section := Section{
		ID: "migration", Title: in.turnoverFinding(), What: Sentence("Customers by segment on %s and on %s", "客户在 %s与 %s所属的细分", Date(in.Compare), Date(in.AsOf)),
		Table: g, Note: Join(in.counted(), in.hiddenMoves(small)), Definition: in.migrationDefinition(),
	}
	if len(s.Flows) > 0 {
		section.Chart = SankeyChart(s)
	}
	return section
}

// matrix is the share of each segment's customers that is in each segment now.
func (in SegmentsInput) matrix() Section {
	h := Heat{XName: Text{"Segment now", "现细分"}, YName: Text{"Segment then", "原细分"}, Kind: KindPercent, ValueName: Text{"of the segment's customers", "占原细分客户"}}
	g := &Grid{Name: "migration", Columns: []Column{{Text{"From", "原细分"}, KindText, "from_segment"}}}
	column, row := map[segment.ID]int{}, map[segment.ID]int{}
	for _, p := range in.Segments.Profiles {
		if p.Customers > 0 {
			column[p.ID] = len(h.X)
			h.X = append(h.X, in.name(p.ID))
			g.Columns = append(g.Columns, Column{in.name(p.ID), KindCount, ""})
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
		h.Cells = append(h.Cells, Cell{X: column[m.To], Y: at, Value: float64(m.Customers) / float64(from[m.From])})
	}
	s := Section{
		ID: "moves", Title: in.moveFinding(), What: Sentence("Share of each segment of %s that is in each segment on %s", "%s各细分的客户在 %s所属细分的占比", Date(in.Compare), Date(in.AsOf)),
		Table: g, Note: Join(in.counted(), in.hidden(small)), Definition: in.migrationDefinition(),
	}
	if len(h.Cells) > 0 {
		s.Chart = HeatMap(h)
	}
	return s
}

func (in SegmentsInput) emptyRow(from segment.ID, columns int) []any {
	row := []any{in.name(from)}
	for range columns {
		row = append(row, 0)
	}
	return row
}

// origins is how many customers came from each segment, and how many are new.
func (in SegmentsInput) origins() map[segment.ID]int {
	from := map[segment.ID]int{}
	for _, m := range in.Segments.Moves {
		from[m.From] += m.Customers
	}
	return from
}

// lorenz is how much of the revenue comes from how few.
func (in SegmentsInput) lorenz() Section {
	c := in.Concentration
	s := Section{
		ID: "concentration", Title: in.concentrationFinding(), What: Text{"Share of revenue of the customers who spend least, against equal spending", "消费由低到高累计的收入占比，对照人人相等的情形"},
		Note: Join(in.counted(), in.negativeNote()), Definition: concentrationDefinition(c),
	}
	if !known(c.Gini) {
		return s
	}
	equal := Line{Name: Text{"If all spent the same", "若人人消费相同"}, Color: Muted, Dashed: true, Points: []Point{{X: 0, Y: 0}, {X: 1, Y: 1}}}
	curve := Line{Name: Text{"Revenue", "收入"}, Color: Accent}
	g := &Grid{Name: "concentration", Columns: []Column{{Text{"Customers", "客户"}, KindPercent, "share_customers"},
		{Text{"Revenue of those who spend least", "消费最低者的收入"}, KindPercent, "share_revenue"},
		{Text{"Revenue of those who spend most", "消费最高者的收入"}, KindPercent, "top_share_revenue"}}}
	for _, p := range c.Curve {
		curve.Points = append(curve.Points, Point{X: p.CustomerShare, Y: p.RevenueShare})
		g.Rows = append(g.Rows, []any{p.CustomerShare, p.RevenueShare, p.TopShare})
	}
	lowest := slices.MinFunc(curve.Points, func(a, b Point) int { return cmp.Compare(a.Y, b.Y) }).Y
	lowest = math.Floor(lowest*10+0.2) / 10 // a dip of less than 2 % is not worth room below zero
	s.Table = g
	s.Chart = LineChart(Lines{
		Series: []Line{equal, curve}, XKind: KindPercent, YKind: KindPercent,
		XName: Text{"Customers, least spending first", "客户（消费由低到高）"}, YName: Text{"Share of revenue", "收入占比"},
		Marks: []Mark{{X: At(0.8), Name: Sentence("Best 20%%: %s", "前 20%%：%s", Percent(in.top20(c)))}}, YMin: At(lowest), YMax: At(1),
	})
	return s
}

// topShares are the shares of the best 1, 5, 10 and 20 %.
func (in SegmentsInput) topShares() Section {
	c := in.Concentration
	s := Section{ID: "top", Title: in.topFinding(), What: Text{"Share of revenue of the customers who spend most", "消费最高客户的收入占比"},
		Note: Join(in.counted(), in.negativeNote()), Definition: concentrationDefinition(c)}
	if !known(c.Gini) {
		return s
	}
	then := in.Compare != analytics.NoDay && in.enough(in.Before.Customers) && known(in.Before.Gini)
	bars := Bars{Kind: KindPercent, Flat: true}
	now, before := Bar{Name: Date(in.AsOf), Color: Accent}, Bar{Name: Date(in.Compare), Color: Muted}
	g := &Grid{Name: "concentration", Columns: []Column{{Text{"Best customers", "最优客户"}, KindPercent, "share_customers"},
		{Text{"Share of revenue", "收入占比"}, KindPercent, "top_share_revenue"}}}
	for _, top := range c.Top {
		bars.Names = append(bars.Names, Sentence("Best %d%%", "前 %d%%", top.Percent))
		now.Values = append(now.Values, top.RevenueShare)
		row := []any{float64(top.Percent) / 100, top.RevenueShare}
		if then {
			share := in.Before.Curve[top.Percent].TopShare
			before.Values = append(before.Values, share)
			row = append(row, share)
		}
		g.Rows = append(g.Rows, row)
	}
	bars.Series = []Bar{now}
	if then {
		bars.Series = append(bars.Series, before)
		g.Columns = append(g.Columns, Column{Sentence("Share of revenue on %s", "%s的收入占比", Date(in.Compare)), KindPercent, ""})
	}
	s.Chart, s.Table = BarChart(bars), g
	return s
}
