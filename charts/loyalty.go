package charts

import (
	"regulars/analytics/loyalty"
)

// LoyaltyInput is what the Loyalty page is made of.
type LoyaltyInput struct {
	Currency  Currency
	Result    *loyalty.Result // nil where no surveys were given
	Referrals bool            // were given
	Segments  []SegmentCurve  // the curve by segment on the day of the answer
	Types     *loyalty.Types
	MinGroup  int // levels and groups with fewer customers are not shown
}

// Loyalty is the page of what customers did after they answered.
func Loyalty(in LoyaltyInput) Page {
	p := Page{
		Name: "loyalty", Title: Text{"Loyalty", "忠诚"},
		Question: Text{"Where does satisfaction pay?", "满意在哪里带来回报？"},
	}
	if in.Result == nil {
		return in.withoutSurveys(p)
	}
	levels := in.shown()
	if len(levels) == 0 {
		p.Answer = in.tooFew()
		p.Sections = []Section{{ID: "curve", Title: Text{"There are too few customers to set scores beside purchases.", "客户太少，无法将评分与购买对照。"}, Small: p.Answer, Note: in.counted()}}
		p.Sections = append(p.Sections, in.kinds()...)
		return p
	}
	p.Answer, p.Brief = Join(in.curveFinding(levels), in.caution()), in.curveFinding(levels)
	if in.Result.Trap.Verdict == loyalty.Found {
		p.Answer, p.Brief = Join(in.trapFinding(), in.caution()), in.trapFinding()
	}
	p.Cards = append(in.cards(levels), in.loyalCards()...)
	p.Sections = append(in.sections(levels), in.kinds()...)
	return p
}

// withoutSurveys is the behavioural half, or where there are too few customers for it what surveys would give.
func (in LoyaltyInput) withoutSurveys(p Page) Page {
	need := Text{
		"With it this page shows how many customers bought again, and what they spent, after they answered, by the score they gave.",
		"有了它，本页将按评分展示客户在回答之后有多少再次购买、花费多少。",
	}
	if len(in.kinds()) == 0 {
		p.Absent = surveysAbsent(need)
		return p
	}
	p.Answer, p.Cards = in.loyalFinding(), in.loyalCards()
	p.Sections = append(in.kinds(), Section{ID: "curve", Title: Text{"Where satisfaction pays is not known without surveys.", "没有调查，无法得知满意在哪里带来回报。"},
		Small: Join(Text{"The file of --surveys would fill this, with the columns customer_id, answered_at, dimension and experience.", "可用 --surveys 提供文件，其列为 customer_id、answered_at、dimension 与 experience。"}, need)})
	return p
}

func (in LoyaltyInput) sections(levels []loyalty.Level) []Section {
	list := []Section{in.curve(levels), in.trap(levels)}
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

func (in LoyaltyInput) cards(levels []loyalty.Level) []Card {
	all, lowest, highest := in.Result.Again, levels[0], levels[len(levels)-1]
	cards := []Card{in.rateCard(Sentence("Bought again within %s", "%s内再次购买", Days(float64(in.Result.Days))), all.Share, all.Low, all.High, all.N)}
	if len(levels) > 1 {
		cards = append(cards,
			in.rateCard(Sentence("… after a score of %s", "评分为 %s 之后", in.score(highest)), highest.Rate, highest.Low, highest.High, highest.N),
			in.rateCard(Sentence("… after a score of %s", "评分为 %s 之后", in.score(lowest)), lowest.Rate, lowest.Low, lowest.High, lowest.N))
	}
	return cards
}

func (in LoyaltyInput) rateCard(label Text, rate, low, high float64, n int64) Card {
	return Card{Label: label, Value: Percent(rate), Note: Sentence("likely %s (%s)", "很可能为 %s（%s）",
		Range(Percent(low), Percent(high)), Plural(n, "customer", "customers", "位客户"))}
}

// curve is the share who bought again, by score.
func (in LoyaltyInput) curve(levels []loyalty.Level) Section {
	rate := Line{Name: Text{"Bought again", "再次购买"}, Band: true, Dots: true, Color: Accent}
	fit := Line{Name: Text{"Never falling", "不下降的拟合"}, Dashed: true, Color: Muted}
	smooth := Line{Name: Text{"Smooth", "平滑"}, Color: Orange}
	table := &Grid{Name: "loyalty_curve", Columns: []Column{
		{Text{"Score", "评分"}, KindText, "score"},
		{Text{"Customers", "客户数"}, KindCount, "n"},
		{Text{"Bought again", "再次购买"}, KindCount, "repurchased"},
		{Text{"Rate", "比率"}, KindPercent, "rate"},
		{Text{"from", "下限"}, KindPercent, "low"},
		{Text{"to", "上限"}, KindPercent, "high"},
		{Text{"Never falling", "不下降的拟合"}, KindPercent, "isotonic"},
		{Text{"Smooth", "平滑"}, KindPercent, "lowess"},
	}}
	for _, l := range levels {
		rate.Points = append(rate.Points, Point{X: l.Score, Y: l.Rate, Low: l.Low, High: l.High})
		fit.Points = append(fit.Points, Point{X: l.Score, Y: l.Isotonic})
		smooth.Points = append(smooth.Points, Point{X: l.Score, Y: l.Smooth})
		table.Rows = append(table.Rows, []any{in.score(l), l.N, l.Repurchased, l.Rate, l.Low, l.High, l.Isotonic, l.Smooth})
	}
	return Section{
		ID: "curve", Title: in.curveFinding(levels),
		What: Sentence("Share of customers who bought again within %s of their answer, by score, with 95%% intervals",
			"回答后 %s内再次购买的客户占比，按评分，附 95%% 区间", Days(float64(in.Result.Days))),
		Chart: LineChart(Lines{Series: []Line{fit, smooth, rate}, XKind: KindNumber, YKind: KindPercent,
			XName: Text{"Score", "评分"}, YName: Text{"Bought again", "再次购买"}, Spans: in.span()}),
		Table: table, Note: Join(in.counted(), in.smallLevels(levels), in.caution()), Definition: in.definition(),
	}
}

// spend is what customers spent afterwards, by score.
func (in LoyaltyInput) spend(levels []loyalty.Level) Section {
	names, bar := make([]Text, len(levels)), Bar{Color: Accent}
	table := &Grid{Name: "loyalty_curve", Columns: []Column{
		{Text{"Score", "评分"}, KindText, "score"},
		{Text{"Customers", "客户数"}, KindCount, "n"},
		{Text{"Orders per customer", "每位客户订单数"}, KindNumber, "orders"},
		{Text{"Spend per customer", "每位客户花费"}, KindMoney, "spend"},
		{Text{"from", "下限"}, KindMoney, "spend_low"},
		{Text{"to", "上限"}, KindMoney, "spend_high"},
	}}
	intervals := true
	for i, l := range levels {
		names[i] = in.score(l)
		bar.Values, bar.Low, bar.High = append(bar.Values, l.Spend), append(bar.Low, l.SpendLow), append(bar.High, l.SpendHigh)
		intervals = intervals && known(l.SpendLow)
		table.Rows = append(table.Rows, []any{names[i], l.N, l.Orders, l.Spend, l.SpendLow, l.SpendHigh})
	}
	if !intervals {
		bar.Low, bar.High = nil, nil // where all customers of a level spent the same there is no interval to draw
	}
	return Section{
		ID: "spend", Title: in.spendFinding(levels),
		What: Sentence("Net spend per customer within %s of the answer, by score, with 95%% intervals",
			"回答后 %s内每位客户的净花费，按评分，附 95%% 区间", Days(float64(in.Result.Days))),
		Chart: BarChart(Bars{Names: names, Series: []Bar{bar}, Kind: KindMoney, XName: Text{"Score", "评分"}}),
		Table: table, Note: Join(in.counted(), in.smallLevels(levels), in.caution()),
		Definition: Text{
			"Net revenue after the day of the answer, refunds taken off on their own date, over all customers of the score, those who bought nothing included. The interval is Student's t at 95%. What a point goes with is the slope of a straight line through the spend of all, at 95% by errors that allow for spend that varies more among some scores (White 1980).",
			"回答日之后的净收入，退款按其日期扣除，按该评分的全部客户平均，包括没有购买的客户。区间为 95% 学生 t 区间。每分之差为全体花费的直线斜率，95% 区间采用异方差稳健标准误（White 1980）。",
		},
	}
}

func (in LoyaltyInput) score(l loyalty.Level) Text { return Same(plainNumber(l.Score)) }
