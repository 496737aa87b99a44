package charts

import (
	"regulars/analytics/recovery"
)

// segmentName is a segment's name as the other pages write it.
func (in ActionsInput) segmentName(segment string) Text {
	for _, s := range in.Segments {
		if s.Segment == segment {
			return s.Name
		}
	}
	return Same(segment)
}

// winBack is the list of the lapsed.
func (in ActionsInput) winBack() Section {
	list := in.WinBack.List
	rows := make([][]any, len(list))
	for i, l := range list {
		rows[i] = []any{l.Customer, in.segmentName(l.Segment), reasonAbout(l.Reason, l.About), boughtLast(l.Category, l.Channel), l.Last, l.Silent, l.Revenue, l.AtStake, l.Chance, l.Expected}
	}
	bars := Bars{Kind: KindMoney, Flat: true, Name: Text{"Worth winning back", "可赢回价值 × 概率"}, Series: []Bar{{}}}
	for _, l := range list[:min(15, len(list))] {
		bars.Names = append(bars.Names, Same(l.Customer))
		bars.Series[0].Values = append(bars.Series[0].Values, l.Expected)
	}
	return Section{
		ID: "winback", Title: in.winBackTitle(), Open: true,
		What:  Sentence("The first %s of the list, by what each may still bring within %s", "名单前 %s 位，按其在 %s内仍可能带来的价值排列", Count(len(bars.Names)), Days(float64(in.Horizon))),
		Chart: BarChart(bars),
		Table: &Grid{Name: "winback", Total: len(in.WinBack.List), Columns: []Column{
			{Text{"Customer", "客户"}, KindText, "customer_id"}, {Text{"Segment", "细分"}, KindText, "segment"},
			{Text{"Probable reason", "可能原因"}, KindText, "reason"}, {Text{"Last bought", "最后购买"}, KindText, "last_category"},
			{Text{"Last order", "最近下单"}, KindDate, "last_order"},
			{Text{"Silent, days", "沉默天数"}, KindDays, "silent_days"},
			{Text{"Revenue so far", "累计收入"}, KindMoney, "revenue"}, {Text{"At stake", "可赢回价值"}, KindMoney, "value_at_stake"},
			{Text{"Chance", "概率"}, KindPercent, "chance"}, {Text{"At stake × chance", "可赢回价值 × 概率"}, KindMoney, "expected_value"},
		}, Rows: rows},
		Note: in.winBackNote(),
		Definition: Sentence(
			"Lapsed: silent for longer than churn is set to, with at least two days of purchase.\nAt stake: what the customer would bring within %s on coming back. Chance: that the customer buys again in that time, by the purchase model. The list is ranked by their product.\nProbable reason: an unresolved complaint; else the price, where it scored lowest on the last day of answers and in the lower 40%% of its scale; else another low score of that day; else the price, where more than half of the purchases were on discount; else silence alone.\nLast bought: the category and channel of the last day of purchase; what was paid and the usual gap stand in the CSV.",
			"流失：至少有两个购买日，且沉默时间超过流失阈值。\n可赢回价值：客户若回来，在 %s内预期带来的价值。概率：按购买模型，客户在该期内再次购买的概率。名单按两者之积排序。\n可能原因：有未解决的投诉；否则价格（最近一次答卷中价格得分最低且处于量表低 40%% 区间）；否则当次其他评分偏低；否则价格（半数以上购买享有折扣）；否则仅为沉默。\n最后购买：最近购买日的品类与渠道；当日金额与通常间隔见 CSV。",
			Days(float64(in.Horizon))),
	}
}

func (in ActionsInput) winBackNote() Text {
	w := in.WinBack
	t := Sentence("n = %s with at least two purchases.", "n = %s（至少购买过两次）。", Plural(w.Lapsed, "lapsed customer", "lapsed customers", "位流失客户"))
	if w.Refused > 0 {
		t = Join(t, Sentence("Not counted and not listed: %s contact.", "未计入也未列出：另有 %s拒绝联系。", Plural(w.Refused, "customer more who refuses", "customers more who refuse", "位客户")))
	}
	return t
}

func (in ActionsInput) winBackTitle() Text {
	list := in.WinBack.List
	reasons := 0
	for _, l := range list {
		if l.Reason != recovery.BySilence {
			reasons++
		}
	}
	if reasons == 0 {
		return Sentence("Customer %s heads the list with %s at stake; none of the listed has given a reason.",
			"名单首位为客户 %s，可赢回价值 %s；名单上无人留下原因。", Same(list[0].Customer), in.Currency.Money(list[0].Expected))
	}
	return Sentence("Customer %s heads the list with %s at stake; for %s of the %s listed a reason is known: a complaint, a low score or the price.",
		"名单首位为客户 %s，可赢回价值 %s；名单上 %[4]s 位中有 %[3]s 位原因可查：投诉、低分或价格。",
		Same(list[0].Customer), in.Currency.Money(list[0].Expected), Count(reasons), Count(len(list)))
}

// reasonAbout is a reason with what it was about.
func reasonAbout(r recovery.Reason, about string) Text {
	if about == "" || r == recovery.ByPrice {
		return reasonText(r)
	}
	return Sentence("%s: %s", "%s：%s", reasonText(r), aboutText(about))
}

// aboutText is a complaint's category or a dimension, as the data name it or, for the usual ones, in the reader's language.
func aboutText(name string) Text {
	if t, ok := aboutWords[name]; ok {
		return t
	}
	return Same(name)
}

var aboutWords = map[string]Text{
	"price": {"price", "价格"}, "brand image": {"brand image", "品牌形象"}, "relationship": {"relationship", "关系"}, "service": {"service", "服务"},
	"product": {"product", "产品"}, "convenience": {"convenience", "便利性"}, "quality": {"quality", "质量"}, "delivery": {"delivery", "配送"}, "billing": {"billing", "账单"},
}

// boughtLast is what was bought last, and where.
func boughtLast(category, channel string) Text {
	switch {
	case category != "" && channel != "":
		return Sentence("%s (%s)", "%s（%s）", Same(category), Same(channel))
	case category != "":
		return Same(category)
	case channel != "":
		return Same(channel)
	default:
		return none
	}
}

func reasonText(r recovery.Reason) Text {
	switch r {
	case recovery.ByComplaint:
		return Text{"unresolved complaint", "投诉未解决"}
	case recovery.ByPrice:
		return Text{"price", "价格"}
	case recovery.ByLowScore:
		return Text{"low score", "评分低"}
	case recovery.BySilence:
		return Text{"silence", "沉默"}
	default:
		return Same(string(r))
	}
}
