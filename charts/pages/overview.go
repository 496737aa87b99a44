package pages

import (
	"math"
	"slices"
	"strings"

	"regulars/analytics"
	"regulars/charts"
)

// OverviewInput is what the start page is made of.
type OverviewInput struct {
	Currency charts.Currency
	AsOf     analytics.Day
	Compare  analytics.Day    // NoDay where there is no earlier date
	Length   int              // days of a period: of the figures that are sums over one, and of the sparklines
	Figures  []Figure         // headline figures, most important first; see headlines for which get a card
	Findings []charts.Finding // of the other pages (Page.Finding), most important first; the first three are shown
	Actions  []charts.Action  // the first three are shown; see ActionsInput.Top
	Badge    charts.Badge     // see DataInput.Badge
}

// Figure is a headline figure.
type Figure struct {
	Key       FigureKey
	Now       float64           // a share is a fraction of 1; NaN where it is not known
	Before    float64           // at the comparison date, or over the period before; NaN where it is not known
	Low, High float64           // interval of an estimate; both zero where it is not one
	Verdict   analytics.Verdict // on Now − Before
	N         int               // how many it rests on, where that is worth saying; 0 means it is not said
	Spark     []float64         // the figure of recent periods, oldest first, this one last
}

// FigureKey names a headline figure the program knows.
type FigureKey string

// The headline figures.
const (
	FigureRevenue      FigureKey = "revenue"      // net revenue of the period
	FigureBuyers       FigureKey = "buyers"       // customers who bought in the period
	FigureNew          FigureKey = "new"          // of these, for the first time
	FigureReturning    FigureKey = "returning"    // share of the period's buyers who had bought before
	FigureOrders       FigureKey = "orders"       // orders of the period
	FigureOrderValue   FigureKey = "order_value"  // net revenue per order
	FigureActive       FigureKey = "active"       // customers likely still active (sum of P(alive))
	FigureFuture       FigureKey = "future"       // expected value of the customers of today over the horizon
	FigureRetained     FigureKey = "retained"     // share of new customers who came back
	FigureSatisfaction FigureKey = "satisfaction" // share of answers in the top two boxes
	FigureNPS          FigureKey = "nps"          // promoters less detractors, as a fraction of 1
	FigureLoyal        FigureKey = "loyal"        // share of loyal customers
)

// Overview is the start page: better or worse, why, and what first.
func Overview(in OverviewInput) charts.Page {
	p := charts.Page{
		Name: "index", Title: both("Overview", "总览"),
		Question: both("Better or worse, why, and what first?", "变好还是变差？为什么？先做什么？"),
		Answer:   in.answer(),
		Findings: in.Findings[:min(3, len(in.Findings))],
		Actions:  in.Actions[:min(3, len(in.Actions))],
	}
	var rows [][]any
	var terms []string
	var meanings []string
	for _, f := range in.headlines() {
		p.Cards = append(p.Cards, in.card(f, figureWords[f.Key]))
	}
	for _, f := range in.Figures {
		w, ok := figureWords[f.Key]
		if !ok || !charts.Known(f.Now) {
			continue
		}
		rows = append(rows, []any{w.label, w.value(f.Now, in.Currency), w.value(f.Before, in.Currency), w.change(f).Words})
		meaning := Terms{}.meaning(w.term)
		terms = append(terms, w.label.EN+": "+meaning.EN)
		meanings = append(meanings, w.label.ZH+"："+meaning.ZH)
	}
	if s, ok := in.revenue(); ok {
		p.Sections = append(p.Sections, s)
	}
	if len(rows) > 0 {
		p.Sections = append(p.Sections, in.figures(rows, both(strings.Join(terms, "\n"), strings.Join(meanings, "\n"))))
	}
	return p
}

// headlines are at most six figures for the cards: four that can be called better or worse come first, then what has
// been measured with its interval, then forecasts, then the rest.
func (in OverviewInput) headlines() []Figure {
	var moved, measured, others, rest []Figure
	for _, f := range in.Figures {
		w, ok := figureWords[f.Key]
		switch {
		case !ok || !charts.Known(f.Now):
		case !w.change(f).Words.IsZero() && len(moved) < 4:
			moved = append(moved, f)
		case !w.change(f).Words.IsZero():
			rest = append(rest, f)
		case f.Low < f.High:
			measured = append(measured, f)
		default:
			others = append(others, f)
		}
	}
	all := slices.Concat(moved, measured, others, rest)
	return all[:min(6, len(all))]
}

// period names the period of the figures: "the 30 days to 9 December 2011".
func (in OverviewInput) period() charts.Text {
	return charts.Sentence("the %s to %s", "截至%[2]s的 %[1]s", charts.Days(float64(in.Length)), charts.Date(in.AsOf))
}

func (in OverviewInput) figure(key FigureKey) Figure {
	for _, f := range in.Figures {
		if f.Key == key {
			return f
		}
	}
	return Figure{Key: key, Now: math.NaN(), Before: math.NaN()}
}

// answer says how revenue moved and which of its three factors moved it most: buyers × orders per buyer × revenue per
// order is revenue, so the logarithms of their changes add up to that of revenue.
func (in OverviewInput) answer() charts.Text {
	revenue := in.figure(FigureRevenue)
	if !charts.Known(revenue.Now) {
		return both("Revenue is not known, so there is no verdict.", "收入未知，无法给出结论。")
	}
	money := in.Currency.Money(revenue.Now)
	change := charts.ChangeRatio(revenue.Now, revenue.Before, charts.Higher)
	switch {
	case change.Words.IsZero():
		return charts.Sentence("Revenue in %s was %s. There is no earlier period to compare it with.", "%s，收入为 %s。尚无更早的周期可供比较。", in.period(), money)
	case change.Up == 0:
		return charts.Sentence("Neither better nor worse: revenue in %s was %s, as in the period before.", "基本持平：%s，收入为 %s，与上一周期相同。", in.period(), money)
	}
	verdict := both("Worse", "变差")
	moved := both("less than in the period before", "低于上一周期")
	if change.Up > 0 {
		verdict, moved = both("Better", "变好"), both("more than in the period before", "高于上一周期")
	}
	size := charts.Same(strings.TrimLeft(change.Words.EN, "+−"))
	return charts.Join(
		charts.Sentence("%s: revenue in %s was %s, %s %s.", "%s：%s，收入为 %s，%[5]s %[4]s。", verdict, in.period(), money, size, moved),
		in.because(change.Up))
}

// because names the factor that moved revenue most in the direction it moved.
func (in OverviewInput) because(up int) charts.Text {
	buyers, orders, revenue := in.figure(FigureBuyers), in.figure(FigureOrders), in.figure(FigureRevenue)
	factors := []struct {
		now, before float64
		more, less  charts.Text
	}{
		{buyers.Now, buyers.Before, both("more customers bought", "购买的客户增多"), both("fewer customers bought", "购买的客户减少")},
		{orders.Now / buyers.Now, orders.Before / buyers.Before, both("customers ordered more often", "客户下单更频繁"), both("customers ordered less often", "客户下单更少")},
		{revenue.Now / orders.Now, revenue.Before / orders.Before, both("orders were worth more", "每单金额上升"), both("orders were worth less", "每单金额下降")},
	}
	most, words, by := 0.0, charts.Text{}, charts.Change{}
	for _, f := range factors {
		part := math.Log(f.now/f.before) * float64(up)
		if !charts.Known(part) || part <= most {
			continue
		}
		most, by, words = part, charts.ChangeRatio(f.now, f.before, charts.Higher), f.more
		if up < 0 {
			words = f.less
		}
	}
	if words.IsZero() || by.Up == 0 {
		return charts.Text{}
	}
	return charts.Sentence("The main reason: %s (%s).", "主要原因：%s（%s）。", words, by.Words)
}

func (in OverviewInput) card(f Figure, w figureWord) charts.Card {
	c := charts.Card{Label: w.label, Value: w.value(f.Now, in.Currency), Change: w.change(f), Spark: f.Spark, Page: w.page}
	if exact, err := w.kind.Cell(f.Now, w.decimals); err == nil {
		c.Exact = exact
	}
	if w.sum && in.Length > 0 {
		c.Of = charts.Sentence("last %s", "最近 %s", charts.Days(float64(in.Length)))
	}
	chance := f.Verdict == analytics.Chance && c.Change.Up != 0
	if chance {
		c.Change = c.Change.Plain()
	}
	interval := charts.Range(w.value(f.Low, in.Currency), w.value(f.High, in.Currency))
	n := charts.Sentence("n = %s", "n = %s", charts.Count(f.N))
	switch {
	case f.Key == FigureActive && f.N > 0:
		c.Note = charts.Sentence("%s of all customers", "占全部客户的 %s", charts.Percent(f.Now/float64(f.N)))
	case f.Low < f.High && f.N > 0:
		c.Note = charts.Sentence("likely %s; %s", "很可能为 %s；%s", interval, n)
	case f.Low < f.High:
		c.Note = charts.Sentence("likely %s", "很可能为 %s", interval)
	case f.N > 0:
		c.Note = n
	}
	if chance {
		c.Note = charts.Join(c.Note, charts.MayBeChance)
	}
	return c
}

// revenue is the section with revenue by period.
func (in OverviewInput) revenue() (charts.Section, bool) {
	spark := in.figure(FigureRevenue).Spark
	if len(spark) < 3 || in.Length < 1 {
		return charts.Section{}, false
	}
	bars := charts.Bars{Kind: charts.KindMoney, Name: charts.Sentence("Revenue%s", "收入%s", charts.Same(in.unit())), Series: []charts.Bar{{}}}
	rows := make([][]any, 0, len(spark))
	rank := 1
	for i, y := range spark {
		end := in.AsOf - analytics.Day((len(spark)-1-i)*in.Length)
		bars.Names = append(bars.Names, charts.Same(end.String()))
		bars.Series[0].Values = append(bars.Series[0].Values, y)
		color := charts.Muted
		if i == len(spark)-1 {
			color = charts.Accent
		} else if y > spark[len(spark)-1] {
			rank++
		}
		bars.Series[0].Colors = append(bars.Series[0].Colors, color)
		rows = append(rows, []any{end - analytics.Day(in.Length) + 1, end, y})
	}
	return charts.Section{
		ID: "revenue", Title: in.rank(rank, len(spark)),
		What:  charts.Sentence("Net revenue by period of %s; the last one in colour", "各 %s周期的净收入；最近一期以彩色显示", charts.Days(float64(in.Length))),
		Chart: charts.BarChart(bars),
		Table: &charts.Grid{Name: "kpis", Columns: []charts.Column{{Title: both("From", "起"), Kind: charts.KindDate, Key: "from"}, {Title: both("To", "止"), Kind: charts.KindDate, Key: "to"},
			{Title: both("Revenue", "收入"), Kind: charts.KindMoney, Key: "revenue"}}, Rows: rows},
		Note:       charts.Sentence("n = %s, all of the same length; each is finished.", "n = %s，长度相同，均已结束。", charts.Plural(len(spark), "period", "periods", "个周期")),
		Definition: Terms{}.define(TermRevenue),
	}, true
}

func (in OverviewInput) unit() string {
	if in.Currency == "" {
		return ""
	}
	return " (" + string(in.Currency) + ")"
}

// rank says where the last period stands among all.
func (in OverviewInput) rank(rank, n int) charts.Text {
	switch rank {
	case 1:
		return charts.Sentence("The last %s were the best of %s periods.", "最近 %s是 %s 个周期中收入最高的一期。", charts.Days(float64(in.Length)), charts.Count(n))
	case n:
		return charts.Sentence("The last %s were the weakest of %s periods.", "最近 %s是 %s 个周期中收入最低的一期。", charts.Days(float64(in.Length)), charts.Count(n))
	default:
		return charts.Sentence("The last %s rank %s by revenue among %s periods.", "最近 %s的收入在 %[3]s 个周期中排第 %[2]s。", charts.Days(float64(in.Length)), ordinal(rank), charts.Count(n))
	}
}

// figures is the section with all headline figures and their definitions.
func (in OverviewInput) figures(rows [][]any, definition charts.Text) charts.Section {
	before := both("In the period before", "上一周期")
	if in.Compare != analytics.NoDay {
		before = charts.Sentence("As of %s", "截至%s", charts.Date(in.Compare))
	}
	return charts.Section{
		ID: "figures", Title: both("Every headline figure, and what it means", "全部关键指标及其含义"), Open: true,
		Table: &charts.Grid{Columns: []charts.Column{{Title: both("Figure", "指标"), Kind: charts.KindText}, {Title: charts.Sentence("As of %s", "截至%s", charts.Date(in.AsOf)), Kind: charts.KindNumber},
			{Title: before, Kind: charts.KindNumber}, {Title: both("Change", "变化"), Kind: charts.KindNumber}}, Rows: rows},
		Definition: definition,
	}
}

// ordinal is a rank: "2nd", "3rd", "11th".
func ordinal(n int) charts.Text {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	s := charts.Count(n).EN
	return both(s+suffix, s)
}

// figureWord is how a headline figure is written and judged.
type figureWord struct {
	label    charts.Text
	kind     charts.Kind
	decimals int // of the exact figure
	better   charts.Better
	sum      bool // of the period; else a state at its end
	page     string
	term     TermKey // what it means
}

func (w figureWord) value(x float64, c charts.Currency) charts.Text {
	switch w.kind {
	case charts.KindMoney:
		return c.Money(x)
	case charts.KindPercent:
		return charts.Percent(x)
	case charts.KindPoints:
		if !charts.Known(x) {
			return charts.None
		}
		return charts.Same(charts.Signed(x*100, 0))
	default:
		return charts.Number(x)
	}
}

func (w figureWord) change(f Figure) charts.Change {
	switch w.kind {
	case charts.KindPercent, charts.KindPoints:
		return charts.ChangePoints(f.Now, f.Before, w.better)
	default:
		return charts.ChangeRatio(f.Now, f.Before, w.better)
	}
}

var figureWords = map[FigureKey]figureWord{
	FigureRevenue:      {both("Revenue", "收入"), charts.KindMoney, 0, charts.Higher, true, "", TermRevenue},
	FigureBuyers:       {both("Customers who bought", "购买客户数"), charts.KindCount, 0, charts.Higher, true, "customers", TermBuyers},
	FigureNew:          {both("New customers", "新客户数"), charts.KindCount, 0, charts.Higher, true, "retention", TermNew},
	FigureReturning:    {both("Buyers who had bought before", "老客户占比"), charts.KindPercent, 1, charts.Higher, true, "retention", TermReturning},
	FigureOrders:       {both("Orders", "订单数"), charts.KindCount, 0, charts.Higher, true, "", TermOrder},
	FigureOrderValue:   {both("Revenue per order", "每单收入"), charts.KindMoney, 2, charts.Higher, true, "", TermOrderValue},
	FigureActive:       {both("Customers likely still active", "可能仍活跃的客户"), charts.KindCount, 0, charts.Higher, false, "value", TermAlive},
	FigureFuture:       {both("Worth of today's customers", "现有客户的未来价值"), charts.KindMoney, 0, charts.Higher, false, "value", TermEquity},
	FigureRetained:     {both("New customers who came back", "新客户回购率"), charts.KindPercent, 1, charts.Higher, false, "retention", TermCameBack},
	FigureSatisfaction: {both("Satisfied answers", "满意回答占比"), charts.KindPercent, 1, charts.Higher, false, "satisfaction", TermBest},
	FigureNPS:          {both("Would recommend us, net", "净推荐值"), charts.KindPoints, 0, charts.Higher, false, "satisfaction", TermNPS},
	FigureLoyal:        {both("Loyal customers", "忠诚客户占比"), charts.KindPercent, 1, charts.Higher, false, "loyalty", TermLoyalShare},
}
