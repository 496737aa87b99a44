package pages

import (
	"regulars/analytics/winback"
	"regulars/charts"
)

// segmentName is a segment's name as the other pages write it.
func (in ActionsInput) segmentName(segment string) charts.Text {
	for _, s := range in.Segments {
		if s.Segment == segment {
			return s.Name
		}
	}
	return charts.Same(segment)
}

// winBack is the list of the lapsed.
func (in ActionsInput) winBack() charts.Section {
	list := in.WinBack.List
	rows := make([][]any, len(list))
	for i, l := range list {
		rows[i] = []any{l.Customer, in.segmentName(l.Segment), reasonAbout(l.Reason, l.About), boughtLast(l.Category, l.Channel), l.Last, l.Silent, l.Revenue, l.AtStake, l.Chance, l.Expected}
	}
	bars := charts.Bars{Kind: charts.KindMoney, Flat: true, Name: both("Worth winning back", "可赢回价值 × 概率"), Series: []charts.Bar{{}}}
	for _, l := range list[:min(15, len(list))] {
		bars.Names = append(bars.Names, charts.Same(l.Customer))
		bars.Series[0].Values = append(bars.Series[0].Values, l.Expected)
	}
	return charts.Section{
		ID: "winback", Title: in.winBackTitle(), Open: true,
		What:  charts.Sentence("The first %s of the list, by what each may still bring within %s", "名单前 %s 位，按其在 %s内仍可能带来的价值排列", charts.Count(len(bars.Names)), charts.Days(float64(in.Horizon))),
		Chart: charts.BarChart(bars),
		Table: &charts.Grid{Name: "winback", Total: len(in.WinBack.List), Columns: []charts.Column{
			{Title: both("Customer", "客户"), Kind: charts.KindText, Key: "customer_id"}, {Title: both("Segment", "细分"), Kind: charts.KindText, Key: "segment"},
			{Title: both("Probable reason", "可能原因"), Kind: charts.KindText, Key: "reason"}, {Title: both("Last bought", "最后购买"), Kind: charts.KindText, Key: "last_category"},
			{Title: both("Last order", "最近下单"), Kind: charts.KindDate, Key: "last_order"},
			{Title: both("Silent, days", "沉默天数"), Kind: charts.KindDays, Key: "silent_days"},
			{Title: both("Revenue so far", "累计收入"), Kind: charts.KindMoney, Key: "revenue"}, {Title: both("At stake", "可赢回价值"), Kind: charts.KindMoney, Key: "value_at_stake"},
			{Title: both("Chance", "概率"), Kind: charts.KindPercent, Key: "chance"}, {Title: both("At stake × chance", "可赢回价值 × 概率"), Kind: charts.KindMoney, Key: "expected_value"},
		}, Rows: rows},
		Note: in.winBackNote(),
		Definition: paragraphsOf(in.terms().define(TermLost, TermLapsed), charts.Sentence(
			"At stake: what the customer would bring within %s on coming back. Chance: that the customer buys again in that time, by the purchase model. The list is ranked by their product.\nProbable reason: an unresolved complaint; else the price, where it scored lowest on the last day of answers and in the lower %s of its scale; else another low score of that day; else the price, where more than half of the purchases were on discount; else silence alone.\nLast bought: the category and channel of the last purchase; what was paid and the usual gap stand in the CSV.",
			"可赢回价值：客户若回来，在 %s内预期带来的价值。概率：按购买模型，客户在该期内再次购买的概率。名单按两者之积排序。\n可能原因：有未解决的投诉；否则价格（最近一次答卷中价格得分最低且处于量表低 %s 区间）；否则当次其他评分偏低；否则价格（半数以上购买享有折扣）；否则仅为沉默。\n最后购买：最近一次购买的品类与渠道；当日金额与通常间隔见 CSV。",
			charts.Days(float64(in.Horizon)), charts.Percent(in.AlertRule.Scale.Low))),
	}
}

func (in ActionsInput) winBackNote() charts.Text {
	w := in.WinBack
	t := charts.Sentence("n = %s (%s).", "n = %s（%s）。", charts.Plural(w.Lapsed, "lost customer", "lost customers", "位流失的老客户"), in.terms().meaning(TermLapsed))
	if w.Refused > 0 {
		t = charts.Join(t, charts.Sentence("Not counted and not listed: %s contact.", "未计入也未列出：另有 %s拒绝联系。", charts.Plural(w.Refused, "customer more who refuses", "customers more who refuse", "位客户")))
	}
	return t
}

func (in ActionsInput) winBackTitle() charts.Text {
	list := in.WinBack.List
	reasons := 0
	for _, l := range list {
		if l.Reason != winback.BySilence {
			reasons++
		}
	}
	if reasons == 0 {
		return charts.Sentence("Customer %s heads the list with %s at stake; none of the listed has given a reason.",
			"名单首位为客户 %s，可赢回价值 %s；名单上无人留下原因。", charts.Same(list[0].Customer), in.Currency.Money(list[0].Expected))
	}
	return charts.Sentence("Customer %s heads the list with %s at stake; for %s of the %s listed a reason is known: a complaint, a low score or the price.",
		"名单首位为客户 %s，可赢回价值 %s；名单上 %[4]s 位中有 %[3]s 位原因可查：投诉、低分或价格。",
		charts.Same(list[0].Customer), in.Currency.Money(list[0].Expected), charts.Count(reasons), charts.Count(len(list)))
}

// reasonAbout is a reason with what it was about.
func reasonAbout(r winback.Reason, about string) charts.Text {
	if about == "" || r == winback.ByPrice {
		return reasonText(r)
	}
	return charts.Sentence("%s: %s", "%s：%s", reasonText(r), aboutText(about))
}

// aboutText is a complaint's category or a dimension, as the data name it or, for the usual ones, in the reader's language.
func aboutText(name string) charts.Text {
	if t, ok := aboutWords[name]; ok {
		return t
	}
	return charts.Same(name)
}

var aboutWords = map[string]charts.Text{
	"price": both("price", "价格"), "brand image": both("brand image", "品牌形象"), "relationship": both("relationship", "关系"), "service": both("service", "服务"),
	"product": both("product", "产品"), "convenience": both("convenience", "便利性"), "quality": both("quality", "质量"), "delivery": both("delivery", "配送"), "billing": both("billing", "账单"),
}

// boughtLast is what was bought last, and where.
func boughtLast(category, channel string) charts.Text {
	switch {
	case category != "" && channel != "":
		return charts.Sentence("%s (%s)", "%s（%s）", charts.Same(category), charts.Same(channel))
	case category != "":
		return charts.Same(category)
	case channel != "":
		return charts.Same(channel)
	default:
		return charts.None
	}
}

func reasonText(r winback.Reason) charts.Text {
	switch r {
	case winback.ByComplaint:
		return both("unresolved complaint", "投诉未解决")
	case winback.ByPrice:
		return both("price", "价格")
	case winback.ByLowScore:
		return both("low score", "评分低")
	case winback.BySilence:
		return both("no reason known", "原因不明")
	default:
		return charts.Same(string(r))
	}
}
