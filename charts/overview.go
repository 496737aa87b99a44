package charts

import (
	"math"
	"slices"
	"strings"

	"regulars/analytics"
)

// OverviewInput is what the start page is made of.
type OverviewInput struct {
	Currency Currency
	AsOf     analytics.Day
	Compare  analytics.Day // NoDay where there is no earlier date
	Length   int           // days of a period: of the figures that are sums over one, and of the sparklines
	Figures  []Figure      // headline figures, most important first; see headlines for which get a card
	Findings []Finding     // of the other pages (Page.Finding), most important first; the first three are shown
	Actions  []Action      // the first three are shown; see ActionsInput.Top
	Badge    Badge         // see QualityInput.Badge
}

// Figure is a headline figure.
type Figure struct {
	Key       FigureKey
	Now       float64   // a share is a fraction of 1; NaN where it is not known
	Before    float64   // at the comparison date, or over the period before; NaN where it is not known
	Low, High float64   // interval of an estimate; both zero where it is not one
	Noise     float64   // half the width of the 95 % interval of Now − Before; zero where it is not known
	N         int       // how many it rests on, where that is worth saying; 0 means it is not said
	Spark     []float64 // the figure of recent periods, oldest first, this one last
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
func Overview(in OverviewInput) Page {
	p := Page{
		Name: "index", Title: Text{"Overview", "总览"},
		Question: Text{"Better or worse, why, and what first?", "变好还是变差？为什么？先做什么？"},
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
		if !ok || !known(f.Now) {
			continue
		}
		rows = append(rows, []any{w.label, w.value(f.Now, in.Currency), w.value(f.Before, in.Currency), w.change(f).Words})
		terms = append(terms, w.label.EN+": "+w.meaning.EN)
		meanings = append(meanings, w.label.ZH+"："+w.meaning.ZH)
	}
	if s, ok := in.revenue(); ok {
		p.Sections = append(p.Sections, s)
	}
	if len(rows) > 0 {
		p.Sections = append(p.Sections, in.figures(rows, Text{strings.Join(terms, "\n"), strings.Join(meanings, "\n")}))
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
		case !ok || !known(f.Now):
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
func (in OverviewInput) period() Text {
	return Sentence("the %s to %s", "截至%[2]s的 %[1]s", Days(float64(in.Length)), Date(in.AsOf))
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
func (in OverviewInput) answer() Text {
	revenue := in.figure(FigureRevenue)
	if !known(revenue.Now) {
		return Text{"Revenue is not known, so there is no verdict.", "收入未知，无法给出结论。"}
	}
	money := in.Currency.Money(revenue.Now)
	change := ChangeRatio(revenue.Now, revenue.Before, Higher)
	switch {
	case change.Words.IsZero():
		return Sentence("Revenue in %s was %s. There is no earlier period to compare it with.", "%s，收入为 %s。尚无更早的周期可供比较。", in.period(), money)
	case change.Up == 0:
		return Sentence("Neither better nor worse: revenue in %s was %s, as in the period before.", "基本持平：%s，收入为 %s，与上一周期相同。", in.period(), money)
	}
	verdict := Text{"Worse", "变差"}
	moved := Text{"less than in the period before", "低于上一周期"}
	if change.Up > 0 {
		verdict, moved = Text{"Better", "变好"}, Text{"more than in the period before", "高于上一周期"}
	}
	size := Same(strings.TrimLeft(change.Words.EN, "+−"))
	return Join(
		Sentence("%s: revenue in %s was %s, %s %s.", "%s：%s，收入为 %s，%[5]s %[4]s。", verdict, in.period(), money, size, moved),
		in.because(change.Up))
}

// because names the factor that moved revenue most in the direction it moved.
func (in OverviewInput) because(up int) Text {
	buyers, orders, revenue := in.figure(FigureBuyers), in.figure(FigureOrders), in.figure(FigureRevenue)
	factors := []struct {
		now, before float64
		more, less  Text
	}{
		{buyers.Now, buyers.Before, Text{"more customers bought", "购买的客户增多"}, Text{"fewer customers bought", "购买的客户减少"}},
		{orders.Now / buyers.Now, orders.Before / buyers.Before, Text{"customers ordered more often", "客户下单更频繁"}, Text{"customers ordered less often", "客户下单更少"}},
		{revenue.Now / orders.Now, revenue.Before / orders.Before, Text{"orders were worth more", "每单金额上升"}, Text{"orders were worth less", "每单金额下降"}},
	}
	most, words, by := 0.0, Text{}, Change{}
	for _, f := range factors {
		part := math.Log(f.now/f.before) * float64(up)
		if !known(part) || part <= most {
			continue
		}
		most, by, words = part, ChangeRatio(f.now, f.before, Higher), f.more
		if up < 0 {
			words = f.less
		}
	}
	if words.IsZero() || by.Up == 0 {
		return Text{}
	}
	return Sentence("The main reason: %s (%s).", "主要原因：%s（%s）。", words, by.Words)
}

func (in OverviewInput) card(f Figure, w figureWord) Card {
	c := Card{Label: w.label, Value: w.value(f.Now, in.Currency), Change: w.change(f), Spark: f.Spark, Page: w.page}
	if exact, err := w.kind.cell(f.Now, w.decimals); err == nil {
		c.Exact = exact
	}
	if w.sum && in.Length > 0 {
		c.Of = Sentence("last %s", "最近 %s", Days(float64(in.Length)))
	}
	var chance bool
	c.Change, chance = c.Change.Within(f.Noise, f.Now, f.Before)
	interval := Range(w.value(f.Low, in.Currency), w.value(f.High, in.Currency))
	n := Sentence("n = %s", "n = %s", Count(f.N))
	switch {
	case f.Key == FigureActive && f.N > 0:
		c.Note = Sentence("%s of all customers", "占全部客户的 %s", Percent(f.Now/float64(f.N)))
	case f.Low < f.High && f.N > 0:
		c.Note = Sentence("likely %s; %s", "很可能为 %s；%s", interval, n)
	case f.Low < f.High:
		c.Note = Sentence("likely %s", "很可能为 %s", interval)
	case f.N > 0:
		c.Note = n
	}
	if chance {
		c.Note = Join(c.Note, mayBeChance)
	}
	return c
}

// revenue is the section with revenue by period.
func (in OverviewInput) revenue() (Section, bool) {
	spark := in.figure(FigureRevenue).Spark
	if len(spark) < 3 || in.Length < 1 {
		return Section{}, false
	}
	bars := Bars{Kind: KindMoney, Name: Sentence("Revenue%s", "收入%s", Same(in.unit())), Series: []Bar{{}}}
	rows := make([][]any, 0, len(spark))
	rank := 1
	for i, y := range spark {
		end := in.AsOf - analytics.Day((len(spark)-1-i)*in.Length)
		bars.Names = append(bars.Names, Same(end.String()))
		bars.Series[0].Values = append(bars.Series[0].Values, y)
		color := Muted
		if i == len(spark)-1 {
			color = Accent
		} else if y > spark[len(spark)-1] {
			rank++
		}
		bars.Series[0].Colors = append(bars.Series[0].Colors, color)
		rows = append(rows, []any{end - analytics.Day(in.Length) + 1, end, y})
	}
	return Section{
		ID: "revenue", Title: in.rank(rank, len(spark)),
		What:  Sentence("Net revenue by period of %s; the last one in colour", "各 %s周期的净收入；最近一期以彩色显示", Days(float64(in.Length))),
		Chart: BarChart(bars),
		Table: &Grid{Name: "kpis", Columns: []Column{{Text{"From", "起"}, KindDate, "from"}, {Text{"To", "止"}, KindDate, "to"},
			{Text{"Revenue", "收入"}, KindMoney, "revenue"}}, Rows: rows},
		Note:       Sentence("n = %s, all of the same length; each is finished.", "n = %s，长度相同，均已结束。", Plural(len(spark), "period", "periods", "个周期")),
		Definition: Text{"Net revenue: purchases less refunds and cancellations, each on its own date.", "净收入：购买金额减去退款和取消金额，各按其发生日期计入。"},
	}, true
}

func (in OverviewInput) unit() string {
	if in.Currency == "" {
		return ""
	}
	return " (" + string(in.Currency) + ")"
}

// rank says where the last period stands among all.
func (in OverviewInput) rank(rank, n int) Text {
	switch rank {
	case 1:
		return Sentence("The last %s were the best of %s periods.", "最近 %s是 %s 个周期中收入最高的一期。", Days(float64(in.Length)), Count(n))
	case n:
		return Sentence("The last %s were the weakest of %s periods.", "最近 %s是 %s 个周期中收入最低的一期。", Days(float64(in.Length)), Count(n))
	default:
		return Sentence("The last %s rank %s by revenue among %s periods.", "最近 %s的收入在 %[3]s 个周期中排第 %[2]s。", Days(float64(in.Length)), ordinal(rank), Count(n))
	}
}

// figures is the section with all headline figures and their definitions.
func (in OverviewInput) figures(rows [][]any, definition Text) Section {
	before := Text{"In the period before", "上一周期"}
	if in.Compare != analytics.NoDay {
		before = Sentence("As of %s", "截至%s", Date(in.Compare))
	}
	return Section{
		ID: "figures", Title: Text{"Every headline figure, and what it means", "全部关键指标及其含义"}, Open: true,
		Table: &Grid{Columns: []Column{{Text{"Figure", "指标"}, KindText, ""}, {Sentence("As of %s", "截至%s", Date(in.AsOf)), KindNumber, ""},
			{before, KindNumber, ""}, {Text{"Change", "变化"}, KindNumber, ""}}, Rows: rows},
		Definition: definition,
	}
}

// ordinal is a rank: "2nd", "3rd", "11th".
func ordinal(n int) Text {
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
	s := Count(n).EN
	return Text{s + suffix, s}
}

// figureWord is how a headline figure is written and judged.
type figureWord struct {
	label    Text
	kind     Kind
	decimals int // of the exact figure
	better   Better
	sum      bool // of the period; else a state at its end
	page     string
	meaning  Text
}

func (w figureWord) value(x float64, c Currency) Text {
	switch w.kind {
	case KindMoney:
		return c.Money(x)
	case KindPercent:
		return Percent(x)
	case KindPoints:
		if !known(x) {
			return none
		}
		return Same(signed(x*100, 0))
	default:
		return Number(x)
	}
}

func (w figureWord) change(f Figure) Change {
	switch w.kind {
	case KindPercent, KindPoints:
		return ChangePoints(f.Now, f.Before, w.better)
	default:
		return ChangeRatio(f.Now, f.Before, w.better)
	}
}

var figureWords = map[FigureKey]figureWord{
	FigureRevenue: {Text{"Revenue", "收入"}, KindMoney, 0, Higher, true, "",
		Text{"purchases less refunds, each on its own date", "购买金额减退款，各按发生日期计入"}},
	FigureBuyers: {Text{"Customers who bought", "购买客户数"}, KindCount, 0, Higher, true, "segments",
		Text{"customers with a purchase in the period", "周期内有购买的客户"}},
	FigureNew: {Text{"New customers", "新客户数"}, KindCount, 0, Higher, true, "retention",
		Text{"customers with the first purchase of their lives in the period", "周期内首次购买的客户"}},
	FigureReturning: {Text{"Buyers who had bought before", "老客户占比"}, KindPercent, 1, Higher, true, "retention",
		Text{"share of the period's buyers with a purchase before it", "周期内购买者中此前已购买过的比例"}},
	FigureOrders: {Text{"Orders", "订单数"}, KindCount, 0, Higher, true, "",
		Text{"distinct order ids with a purchase line", "含购买行的不同订单号"}},
	FigureOrderValue: {Text{"Revenue per order", "每单收入"}, KindMoney, 2, Higher, true, "",
		Text{"net revenue of the period divided by its orders", "周期净收入除以订单数"}},
	FigureActive: {Text{"Customers likely still active", "可能仍活跃的客户"}, KindCount, 0, Higher, false, "value",
		Text{"sum over all customers of the chance, by the purchase model, that they will buy again", "按购买模型，各客户仍会购买的概率之和"}},
	FigureFuture: {Text{"Worth of today's customers", "现有客户的未来价值"}, KindMoney, 0, Higher, false, "value",
		Text{"what the customers of today are expected to be worth over the horizon, discounted", "现有客户在预测期内的预期价值（折现）"}},
	FigureRetained: {Text{"New customers who came back", "新客户回购率"}, KindPercent, 1, Higher, false, "retention",
		Text{"share of new customers with a second purchase", "新客户中再次购买的比例"}},
	FigureSatisfaction: {Text{"Satisfied answers", "满意回答占比"}, KindPercent, 1, Higher, false, "satisfaction",
		Text{"share of answers in the top two boxes of the scale", "评分落在最高两档的回答比例"}},
	FigureNPS: {Text{"Would recommend us, net", "净推荐值"}, KindPoints, 0, Higher, false, "satisfaction",
		Text{"per cent of answers of 9 or 10 less per cent of answers of 0 to 6 (net promoter score)", "9–10 分占比减 0–6 分占比（NPS）"}},
	FigureLoyal: {Text{"Loyal customers", "忠诚客户占比"}, KindPercent, 1, Higher, false, "loyalty",
		Text{"share of customers who bought on two days or more of the last 365", "最近 365 天内在两天或以上购买过的客户比例"}},
}
