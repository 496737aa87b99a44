package pages

import (
	"math"

	"regulars/analytics/price"
	"regulars/charts"
)

// prices is which prices customers tolerate; there is none where prices were not asked.
func (in SatisfactionInput) prices() charts.Section {
	r := in.Prices
	if r == nil || r.N+r.Inconsistent == 0 {
		return charts.Section{}
	}
	s := charts.Section{ID: "price", Note: in.priceNote()}
	if !in.enough(r.N) {
		s.Title = both("Too few customers named consistent prices to say which they tolerate.", "给出一致价格的客户太少，无法判断其价格承受力。")
		s.Small = charts.Sentence("Only %s; groups under %s are not shown.", "仅有 %s；少于 %s的分组不予展示。",
			charts.Plural(r.N, "customer", "customers", "位客户"), charts.Plural(in.MinGroup, "customer", "customers", "位"))
		return s
	}
	s.Title, s.Definition = in.priceFinding(), priceDefinition
	s.What = both("Share of customers who find a price too cheap, cheap, expensive and too expensive; shaded: the prices they tolerate", "认为某价格过于便宜、便宜、贵、太贵的客户占比；阴影为可接受的价格")
	s.Chart, s.Table = in.priceLines(), in.priceTable()
	return s
}

// steps is at how many prices the curves are drawn.
const steps = 30

// priceLines draws the four curves from where one in a hundred finds a price too cheap no more to where all but one find it too expensive.
func (in SatisfactionInput) priceLines() *charts.Chart {
	r := in.Prices
	low, high := r.Prices[0], r.Prices[len(r.Prices)-1]
	for _, p := range r.Prices {
		if r.Share(price.TooCheap, p) > 0.99 {
			low = p
		}
	}
	for _, p := range r.Prices {
		if r.Share(price.TooExpensive, p) > 0.99 {
			high = math.Min(high, p)
		}
	}
	lines := []charts.Line{
		{Name: both("Too cheap", "过于便宜"), Dashed: true}, {Name: both("Cheap", "便宜")},
		{Name: both("Expensive", "贵")}, {Name: both("Too expensive", "太贵"), Dashed: true},
	}
	for i := range lines {
		for k := range steps + 1 {
			x := low + (high-low)*float64(k)/steps
			lines[i].Points = append(lines[i].Points, charts.Point{X: charts.RoundSignificant(x, 4), Y: charts.RoundTo(r.Share(i, x), 4)})
		}
	}
	l := charts.Lines{
		Series: lines, XKind: charts.KindMoney, YKind: charts.KindPercent, XName: both("Price", "价格"), YName: both("Customers", "客户"),
		Marks: []charts.Mark{{X: charts.At(r.Least.Price), Name: both("Least resistance", "阻力最小")}}, Loose: true,
	}
	if r.Cheapness.Price < r.Dearness.Price {
		l.Spans = []charts.Span{{From: r.Cheapness.Price, To: r.Dearness.Price}}
	}
	return charts.LineChart(l)
}

func (in SatisfactionInput) priceTable() *charts.Grid {
	r := in.Prices
	g := &charts.Grid{Name: "price_tolerance", Columns: []charts.Column{
		{Title: both("Crossing", "交点"), Kind: charts.KindText, Key: "point"}, {Title: both("Price", "价格"), Kind: charts.KindMoney, Key: "price"},
		{Title: both("from", "下限"), Kind: charts.KindMoney, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindMoney, Key: "high"},
	}}
	for _, row := range []struct {
		name charts.Text
		at   price.Crossing
	}{
		{both("Marginal cheapness", "边际便宜点"), r.Cheapness}, {both("Least resistance", "最小阻力点"), r.Least},
		{both("Indifference", "无差异点"), r.Indifference}, {both("Marginal expensiveness", "边际昂贵点"), r.Dearness},
	} {
		g.Rows = append(g.Rows, []any{row.name, row.at.Price, row.at.Low, row.at.High})
	}
	return g
}

// priceFinding says which prices are tolerated.
func (in SatisfactionInput) priceFinding() charts.Text {
	r, money := in.Prices, in.Currency.Money
	if !r.Clear() {
		return charts.Sentence("The answers do not tell clearly which prices customers tolerate; resistance is least at about %s (likely %s).",
			"现有回答无法明确判断可接受的价格范围；阻力最小的价格约为 %s（很可能为 %s）。", money(r.Least.Price), charts.Range(money(r.Least.Low), money(r.Least.High)))
	}
	return charts.Sentence("Customers tolerate prices from %s to %s: below, more find it too cheap than expensive; above, more find it too expensive than cheap. Resistance is least at %s (likely %s).",
		"客户可接受的价格为 %s 至 %s：低于此，嫌过于便宜的多于嫌贵的；高于此，嫌太贵的多于觉得便宜的。阻力最小的价格为 %s（很可能为 %s）。",
		money(r.Cheapness.Price), money(r.Dearness.Price), money(r.Least.Price), charts.Range(money(r.Least.Low), money(r.Least.High)))
}

// priceNote is who counts and who does not.
func (in SatisfactionInput) priceNote() charts.Text {
	r := in.Prices
	n := charts.Sentence("n = %s, each with the last answer that gives all four prices.", "n = %s，每人计最后一次给出全部四个价格的回答。", charts.Plural(r.N, "customer", "customers", "位客户"))
	if r.Inconsistent == 0 {
		return n
	}
	return charts.Join(n, charts.Sentence("Left out: %s whose prices contradict each other, such as too cheap above cheap.", "未计入：%s，其价格自相矛盾，例如“过于便宜”高于“便宜”。",
		charts.Plural(r.Inconsistent, "customer", "customers", "位客户")))
}

var priceDefinition = both(
	"Price sensitivity meter (Van Westendorp 1976). Too cheap and cheap: the share whose own such price is at least the price shown; expensive and too expensive: the share whose own is at most that. Marginal cheapness: too cheap meets expensive; least resistance: too cheap meets too expensive; indifference: cheap meets expensive; marginal expensiveness: cheap meets too expensive.\n"+
		"The interval of a crossing holds the prices at which the two shares are not told apart at 95% (sign test). What customers say about prices is not what they pay, and the prices are for the one thing that was asked about.",
	"价格敏感度测量（Van Westendorp 1976）。过于便宜、便宜：本人相应价格不低于所示价格的占比；贵、太贵：本人相应价格不高于所示价格的占比。边际便宜点：“过于便宜”与“贵”相交；最小阻力点：“过于便宜”与“太贵”相交；无差异点：“便宜”与“贵”相交；边际昂贵点：“便宜”与“太贵”相交。\n"+
		"交点的区间包含两者占比在 95% 水平上无法区分的价格（符号检验）。客户所说的价格不等于其支付的价格，且仅适用于所问的商品。",
)
