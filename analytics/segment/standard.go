package segment

// Standard are the usual eleven segments, the best first. Recency and frequency place a customer; monetary value decides
// between the best and the good, and lets those who buy seldom but spend well count for more.
func Standard() *Table {
	t, err := NewTable(StandardSegments())
	if err != nil {
		panic("segment: the standard table does not cover the scores: " + err.Error())
	}
	return t
}

// StandardSegments are the segments of [Standard] as a user would write them.
func StandardSegments() []Segment {
	return []Segment{
		{
			Name: "Champions", NameZH: "冠军客户",
			Description:   "Bought lately, buy often and spend the most.",
			DescriptionZH: "最近购买过，购买频繁，消费最高。",
			Action:        "Thank them in person, show them new things first and ask them to recommend us.",
			ActionZH:      "专人致谢，新品优先体验，邀请其推荐亲友。",
			Where:         []Rule{{"4-5", "4-5", "4-5"}},
		},
		{
			Name: "Loyal", NameZH: "忠诚客户",
			Description:   "Buy often and not long ago, for smaller sums or a little less lately than the best.",
			DescriptionZH: "购买频繁且间隔不久，但金额较小，或最近一次稍早。",
			Action:        "Reward their loyalty and offer what goes with what they buy.",
			ActionZH:      "回馈其忠诚，推荐与其常购商品相配的商品。",
			Where:         []Rule{{"4-5", "4-5", "1-3"}, {"3", "4-5", ""}},
		},
		{
			Name: "Potential loyalists", NameZH: "潜力忠诚客户",
			Description:   "Bought lately, and are coming back or spending well.",
			DescriptionZH: "最近购买过，并且开始复购或消费较高。",
			Action:        "Invite them into the loyalty programme and suggest the next purchase.",
			ActionZH:      "邀请加入会员计划，推荐下一次购买。",
			Where:         []Rule{{"4-5", "3", ""}, {"4-5", "1-2", "4-5"}},
		},
		{
			Name: "New customers", NameZH: "新近客户",
			Description:   "Bought very lately, but seldom and little so far.",
			DescriptionZH: "刚刚购买过，但次数少、金额小。",
			Action:        "Welcome them, help with the first purchase and give a reason for the second.",
			ActionZH:      "欢迎并协助其用好首单，给出再次购买的理由。",
			Where:         []Rule{{"5", "1-2", "1-3"}},
		},
		{
			Name: "Promising", NameZH: "有望客户",
			Description:   "Bought fairly lately, but seldom and little so far.",
			DescriptionZH: "近期购买过，但次数少、金额小。",
			Action:        "Stay in their minds with useful news and a small offer.",
			ActionZH:      "用有用的资讯和小额优惠保持印象。",
			Where:         []Rule{{"4", "1-2", "1-3"}},
		},
		{
			Name: "Need attention", NameZH: "需关注客户",
			Description:   "Middling in how often they buy or good in what they spend, and buying less of late.",
			DescriptionZH: "购买次数中等或消费较高，但最近较少购买。",
			Action:        "Make an offer for a limited time, based on what they bought.",
			ActionZH:      "根据购买记录提供限时优惠。",
			Where:         []Rule{{"3", "3", ""}, {"3", "1-2", "4-5"}},
		},
		{
			Name: "About to sleep", NameZH: "即将沉睡客户",
			Description:   "Bought seldom and little, and not lately.",
			DescriptionZH: "购买次数少、金额小，且已有一段时间未购买。",
			Action:        "Remind them with popular products before they forget us.",
			ActionZH:      "趁其尚未淡忘，以热销商品提醒。",
			Where:         []Rule{{"3", "1-2", "1-3"}},
		},
		{
			Name: "At risk", NameZH: "流失风险客户",
			Description:   "Used to buy fairly often, but not for a long time.",
			DescriptionZH: "曾经购买较为频繁，但已很久未购买。",
			Action:        "Write to them personally, ask what is missing and offer a way back.",
			ActionZH:      "个性化联系，了解原因，并给出回归优惠。",
			Where:         []Rule{{"1-2", "3", ""}, {"1-2", "4-5", "1-3"}},
		},
		{
			Name: "Cannot lose them", NameZH: "不可失去的客户",
			Description:   "Used to buy often and spend much, but not for a long time.",
			DescriptionZH: "曾经购买频繁、消费很高，但已很久未购买。",
			Action:        "Call them, settle what went wrong and win them back before others do.",
			ActionZH:      "致电沟通，解决问题，抢在对手之前赢回。",
			Where:         []Rule{{"1-2", "4-5", "4-5"}},
		},
		{
			Name: "Hibernating", NameZH: "休眠客户",
			Description:   "Bought seldom, and long ago.",
			DescriptionZH: "购买次数少，且已很久未购买。",
			Action:        "Send an occasional offer that costs little.",
			ActionZH:      "偶尔发送低成本的优惠。",
			Where:         []Rule{{"2", "1-2", ""}},
		},
		{
			Name: "Lost", NameZH: "已流失客户",
			Description:   "Bought seldom, and longest ago.",
			DescriptionZH: "购买次数少，且距上次购买最久。",
			Action:        "Try once more at low cost, then spend the money elsewhere.",
			ActionZH:      "低成本再尝试一次，之后将预算用于他处。",
			Where:         []Rule{{"1", "1-2", ""}},
		},
	}
}
