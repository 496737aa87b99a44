package pages

import (
	"math"
	"slices"
	"strings"

	"regulars/analytics"
	"regulars/analytics/kpi"
	"regulars/analytics/status"
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
	Bridge   []kpi.Step       // of revenue on the year; nil where there is no year before
	Status   *status.Base     // nil where it is not told
}

// Figure is a headline figure.
type Figure struct {
	Key       FigureKey
	Now       float64    // a share is a fraction of 1; NaN where it is not known
	Before    float64    // at the comparison date, or over the period before; NaN where it is not known
	Low, High float64    // interval of an estimate; both zero where it is not one
	Change    kpi.Change // on the year and beyond the season; the zero value where it is not compared
	N         int        // how many it rests on, where that is worth saying; 0 means it is not said
	Spark     []float64  // the figure of recent periods, oldest first, this one last
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
	FigureCurrent      FigureKey = "current"      // customers who are current, by status
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
		before := f.Before
		if f.Change.Name != "" {
			before = f.Change.YearBefore
		}
		rows = append(rows, []any{w.label, w.value(f.Now, in.Currency), w.value(before, in.Currency), w.change(f).Words})
		meaning := in.terms().meaning(w.term)
		terms = append(terms, w.label.EN+": "+meaning.EN)
		meanings = append(meanings, w.label.ZH+"："+meaning.ZH)
	}
	if s, ok := in.bridge(); ok {
		p.Sections = append(p.Sections, s)
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

// answer says how revenue stands against a year before, why, and whether it rose or fell beyond the season since the period before.
func (in OverviewInput) answer() charts.Text {
	revenue := in.figure(FigureRevenue)
	if !charts.Known(revenue.Now) {
		return both("Revenue is not known, so there is no verdict.", "收入未知，无法给出结论。")
	}
	money, c := in.Currency.Money(revenue.Now), revenue.Change
	if c.Name == "" || !charts.Known(c.OnYear.Change) {
		return charts.Join(charts.Sentence("Revenue in %s was %s.", "%s，收入为 %s。", in.period(), money),
			both("There is no year before to compare it with, so that the season is not known and there is no verdict.", "没有去年同期可比，季节未知，无法给出结论。"))
	}
	size := charts.Same(strings.TrimLeft(share(c.OnYear.Change).EN, "+−"))
	direction := both("more than a year before", "高于去年同期")
	if c.OnYear.Change < 0 {
		direction = both("less than a year before", "低于去年同期")
	}
	verdict := both("Better", "变好")
	switch {
	case !c.OnYear.Finding:
		return charts.Join(charts.Sentence("Neither better nor worse: revenue in %s was %s, %s %s, which may be chance.", "基本持平：%s，收入为 %s，%[4]s %[3]s，可能出于偶然。", in.period(), money, size, direction), in.beyond())
	case c.OnYear.Change < 0:
		verdict = both("Worse", "变差")
	}
	return charts.Join(charts.Sentence("%s: revenue in %s was %s, %s %s.", "%s：%s，收入为 %s，%[5]s %[4]s。", verdict, in.period(), money, size, direction), in.because(c.OnYear.Change), in.beyond())
}

// share is a change in per cent with its sign.
func share(change float64) charts.Text { return charts.ChangeRatio(1+change, 1, charts.Neither).Words }

// because names the step of the bridge that moved revenue most in the direction it moved.
func (in OverviewInput) because(change float64) charts.Text {
	most, step := 0.0, kpi.Step{}
	for _, s := range in.Bridge {
		if moved := s.Amount.Units() * math.Copysign(1, change); s.Step != kpi.StepBefore && s.Step != kpi.StepNow && moved > most {
			most, step = moved, s
		}
	}
	words, ok := stepWords[step.Step]
	if !ok {
		return charts.Text{}
	}
	return charts.Sentence("The main reason: %s (%s).", "主要原因：%s（%s）。", words, signedMoney(in.Currency, step.Amount.Units()))
}

// signedMoney is an amount with its sign.
func signedMoney(c charts.Currency, x float64) charts.Text {
	sign := "+"
	if x < 0 {
		sign = "−"
	}
	return charts.Sentence("%s%s", "%s%s", charts.Same(sign), c.Money(math.Abs(x)))
}

var stepWords = map[string]charts.Text{
	kpi.StepBefore: both("A year before", "去年同期"), kpi.StepWon: both("customers won since then", "此后赢得的客户"),
	kpi.StepBack: both("customers who came back", "回来的客户"), kpi.StepOrders: both("kept customers, by their orders", "留存客户的订单数"),
	kpi.StepAverage: both("kept customers, by their average order", "留存客户的每单金额"), kpi.StepRefunds: both("refunds", "退款"),
	kpi.StepGone: both("customers who bought then and not now", "去年同期购买而本期未买的客户"), kpi.StepNow: both("This period", "本期"),
}

// beyond says how revenue moved since the period before, beyond the season.
func (in OverviewInput) beyond() charts.Text {
	c := in.figure(FigureRevenue).Change
	before := charts.Days(float64(in.Length))
	switch {
	case c.Years == 0 || !charts.Known(c.Beyond.Change):
		return charts.Sentence("Whether the step from the %s before is the season is not known yet.", "与前 %s相比的变化是否出于季节，尚无法得知。", before)
	case !c.Beyond.Finding:
		return charts.Sentence("Against the %s before: no more than the season.", "与前 %s相比，变化未超出季节所能解释的范围。", before)
	case c.Beyond.Change > 0:
		return charts.Sentence("Against the %s before it rose %s beyond the season.", "与前 %s相比，剔除季节后上升 %s。", before, charts.Percent(c.Beyond.Change))
	default:
		return charts.Sentence("Against the %s before it fell %s beyond the season.", "与前 %s相比，剔除季节后下降 %s。", before, charts.Percent(-c.Beyond.Change))
	}
}

func (in OverviewInput) card(f Figure, w figureWord) charts.Card {
	c := charts.Card{Label: w.label, Value: w.value(f.Now, in.Currency), Change: w.change(f), Spark: f.Spark, Page: w.page}
	if exact, err := w.kind.Cell(f.Now, w.decimals); err == nil {
		c.Exact = exact
	}
	if w.sum && in.Length > 0 {
		c.Of = charts.Sentence("last %s", "最近 %s", charts.Days(float64(in.Length)))
	}
	interval := charts.Range(w.value(f.Low, in.Currency), w.value(f.High, in.Currency))
	n := charts.Sentence("n = %s", "n = %s", charts.Count(f.N))
	switch {
	case f.Change.Name != "":
		c.Note = f.against(w)
	case f.Low < f.High && f.N > 0:
		c.Note = charts.Sentence("likely %s; %s", "很可能为 %s；%s", interval, n)
	case f.Low < f.High:
		c.Note = charts.Sentence("likely %s", "很可能为 %s", interval)
	case f.N > 0:
		c.Note = n
	}
	if f.Key == FigureCurrent && in.Status != nil {
		c.Note = charts.Join(c.Note, charts.Sentence("Lost after %s of silence.", "沉默 %s以上为流失。", charts.Days(float64(in.Status.Rule.Everyone.Lost))), ruleWarning(in.Status))
	}
	return c
}

// against says what a figure stands against: the year before, and the period before beyond the season.
func (f Figure) against(w figureWord) charts.Text {
	year := both("No year before to compare with.", "没有去年同期可比。")
	switch c := f.Change.OnYear; {
	case !charts.Known(c.Change):
	case c.Finding:
		year = both("On the year.", "与去年同期相比。")
	default:
		year = both("On the year; may be chance.", "与去年同期相比；可能出于偶然。")
	}
	switch c := f.Change.Beyond; {
	case f.Change.Years == 0 || !charts.Known(c.Change):
		return charts.Join(year, both("The season is not known.", "季节未知。"))
	case c.Finding:
		return charts.Join(year, charts.Sentence("%s on the period before, beyond the season.", "剔除季节后环比 %s。", share(c.Change)))
	default:
		return charts.Join(year, both("On the period before no more than the season.", "环比未超出季节。"))
	}
}

// revenue is the section with revenue by period.
func (in OverviewInput) revenue() (charts.Section, bool) {
	spark := in.figure(FigureRevenue).Spark
	if len(spark) < 3 || in.Length < 1 {
		return charts.Section{}, false
	}
	bars := charts.Bars{Kind: charts.KindMoney, Name: charts.Sentence("Revenue%s", "收入%s", charts.Same(in.unit())), Series: []charts.Bar{{}}}
	rows := make([][]any, 0, len(spark))
	for i, y := range spark {
		end := in.AsOf - analytics.Day((len(spark)-1-i)*in.Length)
		bars.Names = append(bars.Names, charts.Same(end.String()))
		bars.Series[0].Values = append(bars.Series[0].Values, y)
		color := charts.Muted
		if i == len(spark)-1 {
			color = charts.Accent
		}
		bars.Series[0].Colors = append(bars.Series[0].Colors, color)
		rows = append(rows, []any{end - analytics.Day(in.Length) + 1, end, y})
	}
	return charts.Section{
		ID: "revenue", Title: in.revenueTitle(),
		What:  charts.Sentence("Net revenue by period of %s; the last one in colour", "各 %s周期的净收入；最近一期以彩色显示", charts.Days(float64(in.Length))),
		Chart: charts.BarChart(bars),
		Table: &charts.Grid{Name: "kpis", Columns: []charts.Column{{Title: both("From", "起"), Kind: charts.KindDate, Key: "from"}, {Title: both("To", "止"), Kind: charts.KindDate, Key: "to"},
			{Title: both("Revenue", "收入"), Kind: charts.KindMoney, Key: "revenue"}}, Rows: rows},
		Note:       charts.Sentence("n = %s, all of the same length; each is finished.", "n = %s，长度相同，均已结束。", charts.Plural(len(spark), "period", "periods", "个周期")),
		Definition: Terms{}.define(TermRevenue),
	}, true
}

// revenueTitle says how the last period stands beyond the season.
func (in OverviewInput) revenueTitle() charts.Text {
	return charts.Join(charts.Sentence("The last %s brought %s.", "最近 %s带来 %s。", charts.Days(float64(in.Length)), in.Currency.Money(in.figure(FigureRevenue).Now)), in.beyond())
}

// bridge is the section that explains the change on the year; false where there is no year before.
func (in OverviewInput) bridge() (charts.Section, bool) {
	if len(in.Bridge) == 0 {
		return charts.Section{}, false
	}
	steps := charts.Waterfall{Kind: charts.KindMoney, Name: charts.Sentence("Revenue%s", "收入%s", charts.Same(in.unit()))}
	grid := &charts.Grid{Name: "bridge", Columns: []charts.Column{
		{Title: both("Step", "步骤"), Kind: charts.KindText, Key: "step"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Amount", "金额"), Kind: charts.KindMoney, Key: "amount"}}}
	for _, s := range in.Bridge {
		total := s.Step == kpi.StepBefore || s.Step == kpi.StepNow
		steps.Steps = append(steps.Steps, charts.Step{Name: stepWords[s.Step], Value: s.Amount.Units(), Total: total})
		row := []any{stepWords[s.Step], s.Customers, s.Amount.Units()}
		if s.Customers < 0 {
			row[1] = nil
		}
		grid.Rows = append(grid.Rows, row)
	}
	first, last := in.Bridge[0].Amount.Units(), in.Bridge[len(in.Bridge)-1].Amount.Units()
	return charts.Section{
		ID: "bridge", Title: charts.Sentence("From %s a year before to %s.", "从去年同期的 %s 到 %s。", in.Currency.Money(first), in.Currency.Money(last)),
		What: both("Why revenue differs from that of the same days a year before", "本期收入与去年同期差异的构成"), Chart: charts.WaterfallChart(steps), Table: grid, Open: true,
		Note: charts.Sentence("n = %s who bought in either period.", "n = %s（任一时期有购买）。", customersText(in.bridged())),
		Definition: both("A year before: the same days 364 days earlier. Won since then: first purchase ever after that period. Came back: bought before it ended, not in it, and now. Kept: bought in both; the part of the orders is the change of their number at the mean of both average orders, rounded to cents, the rest is the part of the average order. Amounts are before refunds, which are one step for all; the steps add up exactly.",
			"去年同期：364 天前的相同天数。此后赢得：首次购买在该期之后。回流：该期结束前买过、该期未买、本期购买。留存：两期均购买；订单数部分为订单数之差乘以两期平均每单金额的均值（取到分），其余为每单金额部分。金额未扣退款，退款为单独一步；各步之和完全相等。"),
	}, true
}

// bridged is how many customers bought in either period of the bridge.
func (in OverviewInput) bridged() (n int) {
	for _, s := range in.Bridge {
		switch s.Step {
		case kpi.StepWon, kpi.StepBack, kpi.StepOrders, kpi.StepGone:
			n += s.Customers
		}
	}
	return n
}

func (in OverviewInput) unit() string {
	if in.Currency == "" {
		return ""
	}
	return " (" + string(in.Currency) + ")"
}

// figures is the section with all headline figures and their definitions.
func (in OverviewInput) figures(rows [][]any, definition charts.Text) charts.Section {
	before := both("A year before", "去年同期")
	return charts.Section{
		ID: "figures", Title: both("Every headline figure, and what it means", "全部关键指标及其含义"), Open: true,
		Table: &charts.Grid{Columns: []charts.Column{{Title: both("Figure", "指标"), Kind: charts.KindText}, {Title: charts.Sentence("As of %s", "截至%s", charts.Date(in.AsOf)), Kind: charts.KindNumber},
			{Title: before, Kind: charts.KindNumber}, {Title: both("Change", "变化"), Kind: charts.KindNumber}}, Rows: rows},
		Definition: definition,
	}
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

// change is how the figure stands against a year before, or against Before where it is not compared with a year; without colour where
// that may be chance.
func (w figureWord) change(f Figure) charts.Change {
	before := f.Before
	if f.Change.Name != "" {
		before = f.Change.YearBefore
	}
	var c charts.Change
	switch w.kind {
	case charts.KindPercent, charts.KindPoints:
		c = charts.ChangePoints(f.Now, before, w.better)
	default:
		c = charts.ChangeRatio(f.Now, before, w.better)
	}
	if f.Change.Name != "" && !f.Change.OnYear.Finding {
		c.Tone = charts.Neutral
	}
	return c
}

var figureWords = map[FigureKey]figureWord{
	FigureRevenue:      {both("Revenue", "收入"), charts.KindMoney, 0, charts.Higher, true, "", TermRevenue},
	FigureCurrent:      {both("Current customers", "现有客户"), charts.KindCount, 0, charts.Higher, false, "customers", TermCurrent},
	FigureBuyers:       {both("Customers who bought", "购买客户数"), charts.KindCount, 0, charts.Higher, true, "customers", TermBuyers},
	FigureNew:          {both("New customers", "新客户数"), charts.KindCount, 0, charts.Higher, true, "retention", TermNew},
	FigureReturning:    {both("Buyers who had bought before", "老客户占比"), charts.KindPercent, 1, charts.Higher, true, "retention", TermReturning},
	FigureOrders:       {both("Orders", "订单数"), charts.KindCount, 0, charts.Higher, true, "", TermOrder},
	FigureOrderValue:   {both("Revenue per order", "每单收入"), charts.KindMoney, 2, charts.Higher, true, "", TermOrderValue},
	FigureFuture:       {both("Worth of customers won so far", "已购客户的未来价值"), charts.KindMoney, 0, charts.Higher, false, "value", TermEquity},
	FigureRetained:     {both("New customers who came back", "新客户回购率"), charts.KindPercent, 1, charts.Higher, false, "retention", TermCameBack},
	FigureSatisfaction: {both("Satisfied answers", "满意回答占比"), charts.KindPercent, 1, charts.Higher, false, "satisfaction", TermBest},
	FigureNPS:          {both("Would recommend us, net", "净推荐值"), charts.KindPoints, 0, charts.Higher, false, "satisfaction", TermNPS},
	FigureLoyal:        {both("Loyal customers", "忠诚客户占比"), charts.KindPercent, 1, charts.Higher, false, "loyalty", TermLoyalShare},
}

// terms are the words of the page as the rule of status has them.
func (in OverviewInput) terms() Terms {
	if in.Status == nil {
		return Terms{}
	}
	return Terms{Rule: in.Status.Rule}
}
