package pages

import (
	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

// LoyaltyInput is what the Loyalty page is made of.
type LoyaltyInput struct {
	Currency  charts.Currency
	Result    *loyalty.Result // nil where no surveys were given
	Referrals bool            // were given
	Segments  []SegmentCurve  // the curve by segment on the day of the answer
	Types     *loyalty.Types
	Dynamics  []loyalty.ChangeRow
	Standings []loyalty.StandingRow
	Weak      []loyalty.WeakRow    // what came before customers slowed or were lost
	Rule      analytics.StatusRule // of who is current
	MinGroup  int                  // levels and groups with fewer customers are not shown
}

// Loyalty is the page of what customers did after they answered.
func Loyalty(in LoyaltyInput) charts.Page {
	p := charts.Page{
		Name: "loyalty", Title: both("Loyalty", "忠诚"),
		Question: both("Where does satisfaction pay?", "满意在哪里带来回报？"),
	}
	if in.Result == nil {
		return in.withoutSurveys(p)
	}
	levels := in.shown()
	if len(levels) == 0 {
		p.Answer = in.tooFew()
		p.Sections = []charts.Section{{ID: "curve", Title: both("There are too few customers to set scores beside purchases.", "客户太少，无法将评分与购买对照。"), Small: p.Answer, Note: in.counted()}}
		p.Sections = append(p.Sections, in.kinds()...)
		return p
	}
	p.Answer, p.Brief = charts.Join(in.curveFinding(levels), in.caution()), in.curveFinding(levels)
	if in.Result.Trap.Verdict == loyalty.Found {
		p.Answer, p.Brief = charts.Join(in.trapFinding(), in.caution()), in.trapFinding()
	}
	p.Cards = append(in.cards(levels), in.loyalCards()...)
	p.Sections = append(in.sections(levels), in.kinds()...)
	return p
}

// withoutSurveys is the behavioural half, or where there are too few customers for it what surveys would give.
func (in LoyaltyInput) withoutSurveys(p charts.Page) charts.Page {
	need := both(
		"With it this page shows how many customers bought again, and what they spent, after they answered, by the score they gave.",
		"有了它，本页将按评分展示客户在回答之后有多少再次购买、花费多少。",
	)
	if len(in.kinds()) == 0 {
		p.Absent = surveysAbsent(need)
		return p
	}
	p.Answer, p.Cards = in.loyalFinding(), in.loyalCards()
	p.Sections = append(in.kinds(), charts.Section{ID: "curve", Title: both("Where satisfaction pays is not known without surveys.", "没有调查，无法得知满意在哪里带来回报。"),
		Small: charts.Join(both("The file of --surveys would fill this, with the columns customer_id, answered_at, dimension and experience.", "可用 --surveys 提供文件，其列为 customer_id、answered_at、dimension 与 experience。"), need)})
	return p
}

func (in LoyaltyInput) sections(levels []loyalty.Level) []charts.Section {
	list := []charts.Section{in.curve(levels), in.trap(levels)}
	if in.Result.Stake != nil {
		list = append(list, in.stake())
	}
	list = append(list, in.before(levels), in.spend(levels))
	if in.Referrals {
		list = append(list, in.refer(levels))
	}
	if len(in.bySegment()) > 0 {
		list = append(list, in.segments())
	}
	for _, s := range []charts.Section{in.standings(), in.dynamics()} {
		if s.ID != "" {
			list = append(list, s)
		}
	}
	return list
}

// shown are the levels with enough customers.
func (in LoyaltyInput) shown() (levels []loyalty.Level) {
	for _, l := range in.Result.Levels {
		if l.N >= int64(max(1, in.MinGroup)) {
			levels = append(levels, l)
		}
	}
	return levels
}

func (in LoyaltyInput) cards(levels []loyalty.Level) []charts.Card {
	all, lowest, highest := in.Result.Again, levels[0], levels[len(levels)-1]
	cards := []charts.Card{in.rateCard(charts.Sentence("Bought again within %s", "%s内再次购买", charts.Days(float64(in.Result.Days))), all.Share, all.Low, all.High, all.N)}
	if len(levels) > 1 {
		cards = append(cards,
			in.rateCard(charts.Sentence("… after a score of %s", "评分为 %s 之后", in.score(highest)), highest.Rate, highest.Low, highest.High, highest.N),
			in.rateCard(charts.Sentence("… after a score of %s", "评分为 %s 之后", in.score(lowest)), lowest.Rate, lowest.Low, lowest.High, lowest.N))
	}
	return cards
}

func (in LoyaltyInput) rateCard(label charts.Text, rate, low, high float64, n int64) charts.Card {
	return charts.Card{Label: label, Value: charts.Percent(rate), Note: charts.Sentence("likely %s (%s)", "很可能为 %s（%s）",
		charts.Range(charts.Percent(low), charts.Percent(high)), charts.Plural(n, "customer", "customers", "位客户"))}
}

// curve is the share who bought again, by score.
func (in LoyaltyInput) curve(levels []loyalty.Level) charts.Section {
	rate := charts.Line{Name: both("Bought again", "再次购买"), Band: true, Dots: true, Color: charts.Accent}
	fit := charts.Line{Name: both("Never falling", "不下降的拟合"), Dashed: true, Color: charts.Muted}
	smooth := charts.Line{Name: both("Smooth", "平滑"), Color: charts.Orange}
	table := &charts.Grid{Name: "loyalty_curve", Columns: []charts.Column{
		{Title: both("Score", "评分"), Kind: charts.KindText, Key: "score"},
		{Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Bought again", "再次购买"), Kind: charts.KindCount, Key: "repurchased"},
		{Title: both("Rate", "比率"), Kind: charts.KindPercent, Key: "rate"},
		{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"},
		{Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"},
		{Title: both("Never falling", "不下降的拟合"), Kind: charts.KindPercent, Key: "isotonic"},
		{Title: both("Smooth", "平滑"), Kind: charts.KindPercent, Key: "lowess"},
	}}
	for _, l := range levels {
		rate.Points = append(rate.Points, charts.Point{X: l.Score, Y: l.Rate, Low: l.Low, High: l.High})
		fit.Points = append(fit.Points, charts.Point{X: l.Score, Y: l.Isotonic})
		smooth.Points = append(smooth.Points, charts.Point{X: l.Score, Y: l.Smooth})
		table.Rows = append(table.Rows, []any{in.score(l), l.N, l.Repurchased, l.Rate, l.Low, l.High, l.Isotonic, l.Smooth})
	}
	return charts.Section{
		ID: "curve", Title: in.curveFinding(levels),
		What: charts.Sentence("Share of customers who bought again within %s of their answer, by score, with 95%% intervals",
			"回答后 %s内再次购买的客户占比，按评分，附 95%% 区间", charts.Days(float64(in.Result.Days))),
		Chart: charts.LineChart(charts.Lines{Series: []charts.Line{fit, smooth, rate}, XKind: charts.KindNumber, YKind: charts.KindPercent,
			XName: both("Score", "评分"), YName: both("Bought again", "再次购买"), Spans: in.span()}),
		Table: table, Note: charts.Join(in.counted(), in.smallLevels(levels), in.caution()), Definition: in.definition(),
	}
}

// spend is what customers spent afterwards, by score.
func (in LoyaltyInput) spend(levels []loyalty.Level) charts.Section {
	names, bar := make([]charts.Text, len(levels)), charts.Bar{Color: charts.Accent}
	table := &charts.Grid{Name: "loyalty_curve", Columns: []charts.Column{
		{Title: both("Score", "评分"), Kind: charts.KindText, Key: "score"},
		{Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "n"},
		{Title: both("Orders per customer", "每位客户订单数"), Kind: charts.KindNumber, Key: "orders"},
		{Title: both("Spend per customer", "每位客户花费"), Kind: charts.KindMoney, Key: "spend"},
		{Title: both("from", "下限"), Kind: charts.KindMoney, Key: "spend_low"},
		{Title: both("to", "上限"), Kind: charts.KindMoney, Key: "spend_high"},
	}}
	intervals := true
	for i, l := range levels {
		names[i] = in.score(l)
		bar.Values, bar.Low, bar.High = append(bar.Values, l.Spend), append(bar.Low, l.SpendLow), append(bar.High, l.SpendHigh)
		intervals = intervals && charts.Known(l.SpendLow)
		table.Rows = append(table.Rows, []any{names[i], l.N, l.Orders, l.Spend, l.SpendLow, l.SpendHigh})
	}
	if !intervals {
		bar.Low, bar.High = nil, nil // where all customers of a level spent the same there is no interval to draw
	}
	return charts.Section{
		ID: "spend", Title: in.spendFinding(levels),
		What: charts.Sentence("Net spend per customer within %s of the answer, by score, with 95%% intervals",
			"回答后 %s内每位客户的净花费，按评分，附 95%% 区间", charts.Days(float64(in.Result.Days))),
		Chart: charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bar}, Kind: charts.KindMoney, XName: both("Score", "评分")}),
		Table: table, Note: charts.Join(in.counted(), in.smallLevels(levels), in.caution()),
		Definition: charts.Join(Terms{}.define(TermRevenue), both(
			"Counted after the day of the answer, over all customers of the score, those who bought nothing included. The interval is Student's t at 95%. What a point goes with is the slope of a straight line through the spend of all, at 95% by errors that allow for spend that varies more among some scores (White 1980).",
			"计回答日之后，按该评分的全部客户平均，包括没有购买的客户。区间为 95% 学生 t 区间。每分之差为全体花费的直线斜率，95% 区间采用异方差稳健标准误（White 1980）。",
		)),
	}
}

func (in LoyaltyInput) score(l loyalty.Level) charts.Text { return charts.Same(plainNumber(l.Score)) }
