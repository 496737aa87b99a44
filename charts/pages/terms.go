package pages

import (
	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

// Terms words the terms of a report as its settings have them. Every definition stands here once; pages quote it.
type Terms struct {
	Zone       string               // reporting time zone, whose calendar days count; empty where it does not matter
	Rule       analytics.StatusRule // when a customer counts as slowing and as lost
	Horizon    int                  // days that forecasts look ahead; 0 where it is not known
	Discount   float64              // yearly discount rate of what is expected
	Margins    bool                 // costs of goods are known, so that values are margins
	MinGroup   int                  // groups of fewer are not shown
	Categories int                  // in how many a devoted customer has bought; 0 where that is not told
}

// Term is a word that the report always uses in one meaning.
type Term struct {
	Key     TermKey
	Label   charts.Text
	Meaning charts.Text // without a stop
}

// TermKey names a term.
type TermKey string

// The terms.
const (
	TermPurchase     TermKey = "purchase"
	TermOrder        TermKey = "order"
	TermRefund       TermKey = "refund"
	TermRevenue      TermKey = "revenue"
	TermOrderValue   TermKey = "order_value"
	TermCustomer     TermKey = "customer"
	TermBuyers       TermKey = "buyers"
	TermNew          TermKey = "new"
	TermReturning    TermKey = "returning"
	TermLost         TermKey = "lost"
	TermSlowing      TermKey = "slowing"
	TermActive       TermKey = "active"
	TermNewcomer     TermKey = "status_new"
	TermNotYet       TermKey = "not_yet"
	TermCurrent      TermKey = "current"
	TermLapsed       TermKey = "lapsed"
	TermLoyal        TermKey = "loyal"
	TermLoyalShare   TermKey = "share_loyal"
	TermFirstTime    TermKey = "first_time"
	TermRepeat       TermKey = "repeat"
	TermDevoted      TermKey = "devoted"
	TermAdvocate     TermKey = "advocate"
	TermCohort       TermKey = "cohort"
	TermRetention    TermKey = "retention"
	TermCameBack     TermKey = "came_back"
	TermNRR          TermKey = "nrr"
	TermGRR          TermKey = "grr"
	TermAlive        TermKey = "p_alive"
	TermValue        TermKey = "ltv"
	TermEquity       TermKey = "equity"
	TermWallet       TermKey = "share_of_wallet"
	TermRecency      TermKey = "recency"
	TermFrequency    TermKey = "frequency"
	TermMonetary     TermKey = "monetary"
	TermSegment      TermKey = "segment"
	TermTurnover     TermKey = "turnover"
	TermGini         TermKey = "gini"
	TermBest         TermKey = "top_two_box"
	TermDissatisfied TermKey = "dissatisfied"
	TermSatisfied    TermKey = "satisfied"
	TermDelighted    TermKey = "delighted"
	TermGap          TermKey = "gap"
	TermKeyGap       TermKey = "key_experience"
	TermNPS          TermKey = "nps"
	TermAttached     TermKey = "attached"
	TermBackAgain    TermKey = "comes_back"
	TermTrap         TermKey = "trap"
	TermSmall        TermKey = "small_group"
)

// List is every term, in the order of a reader who begins with none.
func (t Terms) List() []Term {
	var list []Term
	for _, part := range [][]Term{t.trade(), t.standing(), t.worth(), t.scores(), t.opinion()} {
		list = append(list, part...)
	}
	return list
}

// of is a term by its key; there is one for every key.
func (t Terms) of(key TermKey) Term {
	for _, term := range t.List() {
		if term.Key == key {
			return term
		}
	}
	panic("no term " + string(key))
}

// meaning is what a term means, to stand within a sentence.
func (t Terms) meaning(key TermKey) charts.Text { return t.of(key).Meaning }

// define writes terms as a definition does: "Label: meaning."
func (t Terms) define(keys ...TermKey) charts.Text {
	var list []charts.Text
	for _, key := range keys {
		term := t.of(key)
		list = append(list, charts.Sentence("%s: %s.", "%s：%s。", term.Label, term.Meaning))
	}
	return charts.Join(list...)
}

// occasion is what counts as one purchase of a customer, occasions several.
func occasion() charts.Text  { return both("day with a purchase", "购买日") }
func occasions() charts.Text { return both("days with a purchase", "有购买的天数") }

// occasionIn is an occasion where a model counts by another period: "week with a purchase".
func occasionIn(period charts.Text) charts.Text {
	return charts.Sentence("%s with a purchase", "有购买的%s", period)
}

// trade is what is bought and by whom.
func (t Terms) trade() []Term {
	days := both("a calendar day on which the customer bought, however many orders it holds", "客户有购买的一个日历日，无论当日有几笔订单")
	if t.Zone != "" {
		days = charts.Sentence("%s (days are those of %s)", "%s（以 %s 的日期为准）", days, charts.Same(t.Zone))
	}
	return []Term{
		{TermPurchase, both("Purchase occasion", "购买次数"), days},
		{TermOrder, both("Orders", "订单数"), both("distinct order ids with a purchase line", "含购买行的不同订单号")},
		{TermRefund, both("Refund", "退款"), both("a line with a negative amount, a cancellation included; it is never a purchase", "金额为负的行（包括取消），不计为购买")},
		{TermRevenue, both("Net revenue", "净收入"), both("purchases less refunds and cancellations, each on its own date", "购买金额减去退款和取消金额，各按其发生日期计入")},
		{TermOrderValue, both("Revenue per order", "每单收入"), both("net revenue of the period divided by its orders", "周期净收入除以订单数")},
		{TermCustomer, both("Customer", "客户"), both("somebody with at least one purchase; who has refunds only is in no score, cohort or model", "至少有一次购买者；仅有退款者不计入任何得分、同期群或模型")},
		{TermBuyers, both("Customers who bought", "购买客户数"), both("customers with a purchase in the period", "周期内有购买的客户")},
		{TermNew, both("New customers", "新客户数"), both("customers with the first purchase of their lives in the period", "周期内首次购买的客户")},
		{TermReturning, both("Buyers who had bought before", "老客户占比"), both("share of the period's buyers with a purchase before it", "周期内购买者中此前已购买过的比例")},
	}
}

// standing is whether customers stay.
func (t Terms) standing() []Term {
	back := both("bought on two days or more of the last 365", "最近 365 天内在两天或以上购买过")
	loyal := charts.Sentence("current, and bought on two days or more of the last %s", "为现有客户，且最近 %s 天内在两天或以上购买过", charts.Count(loyalty.Window(t.Rule)))
	return []Term{
		{TermLost, both("Lost", "流失"), t.lost()},
		{TermSlowing, both("Slowing", "放缓"), t.slowing()},
		{TermActive, both("Active", "活跃"), both("two days with a purchase or more, neither slowing nor lost", "有两个及以上购买日，且未放缓、未流失")},
		{TermNewcomer, both("New by status", "新客"), both("one day with a purchase, neither slowing nor lost; nothing says yet that they stay", "仅一个购买日，且未放缓、未流失；尚不能说明其会留下")},
		{TermNotYet, both("Not yet", "未购"), both("an account without a purchase, or refunds only", "没有购买的账户，或仅有退款")},
		{TermCurrent, both("Current customers", "现有客户"), both("those who are new, active or slowing: who have bought and are not lost", "新客、活跃或放缓的客户，即有过购买且未流失者")},
		{TermLapsed, both("Lost regulars", "流失的老客户"), charts.Sentence("lost, after two %s or more", "已流失，且至少有两个%s", both(occasions().EN, occasion().ZH))},
		{TermLoyal, both("Loyal", "忠诚"), loyal},
		{TermLoyalShare, both("Loyal customers", "忠诚客户占比"), charts.Sentence("share of customers who are %s", "%s的客户比例", loyal)},
		{TermBackAgain, both("Coming back", "回来"), back},
		{TermFirstTime, both("First-time", "首次消费"), both("bought on one day", "在一天购买过")},
		{TermRepeat, both("Repeat", "重复消费"), both("bought on two days or more", "在两天或以上购买过")},
		{TermDevoted, both("Devoted", "铁杆客户"), t.devoted()},
		{TermAdvocate, both("Advocate", "宣传客户"), both("a repeat customer who has referred somebody, or whose last recommendation is 9 or 10 of 10", "重复消费且推荐过他人，或最近一次推荐意愿为 9 或 10 分")},
		{TermCohort, both("Cohort", "同期群"), both("the customers with their first purchase in one calendar period", "首次购买落在同一日历期间的客户")},
		{TermRetention, both("Retention", "留存率"), both("the share of them with a purchase in a later calendar period", "其中在后续某一期间有购买的比例")},
		{TermCameBack, both("New customers who came back", "新客户回购率"), both("share of new customers with a second purchase", "新客户中再次购买的比例")},
		{TermNRR, both("NRR (net revenue retention)", "NRR（净收入保留率）"), both("(opening + expansion − contraction − churned) / opening", "（期初 + 扩张 − 收缩 − 流失）÷ 期初")},
		{TermGRR, both("GRR (gross revenue retention)", "GRR（总收入保留率）"), both("the same without expansion", "同上，不含扩张")},
	}
}

// lost is the silence beyond which a customer is lost: the one that was asked for, or the one that follows from the gaps between purchases.
func (t Terms) lost() charts.Text {
	days := charts.Days(float64(t.Rule.Everyone.Lost))
	switch {
	case t.Rule.After > 0:
		return charts.Sentence("silent for longer than %s, that is, without a purchase, as was asked for", "沉默超过 %s（即未购买，按设定）", days)
	case t.Rule.Gaps == 0:
		return charts.Sentence("silent for longer than %s, that is, without a purchase, for nobody has bought twice yet", "沉默超过 %s（即未购买；尚无人购买过两次）", days)
	default:
		return charts.Sentence("silent for longer than %s, that is, without a purchase: the longer of 95%% of all gaps between purchases and one and a half times 80%% of them; who has %d gaps or more goes by the own",
			"沉默超过 %s（即未购买）：取全部购买间隔的 95%% 分位与 80%% 分位的 1.5 倍中较长者；有 %d 个及以上间隔的客户按自身间隔判定", days, analytics.OwnGaps)
	}
}

func (t Terms) slowing() charts.Text {
	return charts.Sentence("silent for longer than %s, 80%% of those gaps at most, and not lost", "沉默超过 %s（至多为上述间隔的 80%% 分位），尚未流失", charts.Days(float64(t.Rule.Everyone.Slow)))
}

func (t Terms) devoted() charts.Text {
	if t.Categories == 0 {
		return both("a repeat customer of many categories", "购买过多个品类的重复消费客户")
	}
	return charts.Sentence("a repeat customer who bought in %s categories or more, 80%% of what the median customer of the broadest tenth buys in",
		"重复消费且购买过 %s 个及以上品类，即品类最广的十分之一客户中位数的 80%%", charts.Count(t.Categories))
}

// worth is what customers are worth.
func (t Terms) worth() []Term {
	basis := both("net revenue, as costs are not given", "净收入（未提供成本）")
	if t.Margins {
		basis = both("margin: net revenue times the margin rate of all customers", "毛利：净收入乘以全体客户的毛利率")
	}
	within := both("the horizon", "预测期")
	if t.Horizon > 0 {
		within = charts.Days(float64(t.Horizon))
	}
	return []Term{
		{TermAlive, both("Customers the model expects to buy again", "模型预计会再购买的客户"), both("sum over all customers of the chance, by the purchase model, that they will buy again", "按购买模型，各客户仍会购买的概率之和")},
		{TermValue, charts.Sentence("Value (customer lifetime value over %s)", "价值（%s内的客户生命周期价值）", within),
			charts.Sentence("expected spend per purchase × expected purchases, each discounted at %s a year from when it is expected. It is %s",
				"每次预期消费 × 预期购买次数，并按每年 %s 折现。此处为%s", charts.Percent(t.Discount), basis)},
		{TermEquity, both("Worth of customers won so far", "已购客户的未来价值"), both("what all customers won so far, lost ones included, are expected to be worth over the horizon, discounted", "已购客户在预测期内的预期价值（折现）")},
		{TermWallet, both("Share of wallet", "钱包份额"), both("net revenue from a customer in the periods for which the whole spending on goods of our kind is known, divided by that spending", "在总消费已知的时期内，客户在本店的净消费除以其同类商品总消费")},
		{TermGini, both("Gini coefficient (population form)", "基尼系数（总体公式）"), both("0 where all spend the same, near 1 where one customer spends everything", "人人相同时为 0，全部来自一位客户时接近 1")},
	}
}

// scores is how customers are sorted.
func (t Terms) scores() []Term {
	return []Term{
		{TermRecency, both("Recency (R)", "最近购买（R）"), both("days since the last purchase", "距上次购买的天数")},
		{TermFrequency, both("Frequency (F)", "购买频度（F）"), occasions()},
		{TermMonetary, both("Monetary value (M)", "消费金额（M）"), both("net revenue", "净收入")},
		{TermSegment, both("Segment", "细分"), both("one of the groups of the 125 combinations of the scores of recency (R), frequency (F) and monetary value (M), 1 to 5 each", "由最近购买（R）、购买频度（F）、消费金额（M）得分（各 1 至 5）的 125 种组合划分")},
		{TermTurnover, both("Turnover", "周转率"), charts.Sentence("%s a year, counted since the first one and over a year at least", "自首次购买起（至少按一年计）平均每年%s", occasions())},
		{TermSmall, both("Small group", "小分组"), charts.Sentence("fewer than %s; it is not shown", "少于 %s；不予展示", charts.Plural(t.MinGroup, "customer", "customers", "位客户"))},
	}
}

// opinion is what customers think.
func (t Terms) opinion() []Term {
	return []Term{
		{TermBest, both("Best scores (top-two box)", "高分（前两档）"), both("the upper two points of a scale of three to eleven points, the upper fifth of any other", "三至十一点量表的最高两点，其他量表的最高五分之一")},
		{TermDissatisfied, both("Dissatisfied", "不满意"), both("experience below expectation", "体验低于期望")},
		{TermSatisfied, both("Satisfied", "基本满意"), both("experience equal to expectation", "体验等于期望")},
		{TermDelighted, both("Delighted", "超满意"), both("experience above expectation", "体验高于期望")},
		{TermGap, both("Experience gap", "体验差距"), both("satisfaction c = a − b, experience a less expectation b where an answer has both", "满意度 c = a − b，即体验 a 减期望 b（回答须两者都有）")},
		{TermKeyGap, both("Key experience", "关键体验"), both("the dimension whose weighted gap is the worst", "加权差距最差的方面")},
		{TermNPS, both("Net promoter score", "净推荐值"), both("the share of promoters (9–10) less that of detractors (0–6) among those who said how likely they are to recommend, times 100", "在回答推荐意愿的人中，推荐者（9–10）占比减去贬损者（0–6）占比，再乘以 100")},
		{TermAttached, both("Attached", "依恋"), both("three quarters of the scale or more, on average of the last recommendation, the relationship and the overall question", "最近一次推荐意愿、关系与总体评分的均值达到量表的四分之三")},
		{TermTrap, both("Satisfaction trap", "满意陷阱"), both("a range of scores over which coming back does not rise, between two over which it does", "一段评分区间，其中回来的比率不上升，而其两侧上升")},
	}
}
