package pages

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

// curveFinding says how buying again goes with the score.
func (in LoyaltyInput) curveFinding(levels []loyalty.Level) charts.Text {
	lowest, highest, days := levels[0], levels[len(levels)-1], charts.Days(float64(in.Result.Days))
	again := func(l loyalty.Level) []any { return []any{in.score(l), charts.Percent(l.Rate)} }
	switch c := in.Result.Concordant; {
	case len(levels) == 1:
		return charts.Sentence("Nearly all customers gave the same score, so it tells nothing about who comes back; %s of those who gave %s bought again within %s.",
			"几乎所有客户评分相同，因此无法据此判断谁会回来；评分为 %[2]s 的客户中有 %[1]s在 %[3]s内再次购买。", charts.Percent(lowest.Rate), in.score(lowest), days)
	case c.Verdict() == analytics.More:
		return charts.Sentence("Customers who score us higher come back more often: of those who gave %s, %s bought again within %s; of those who gave %s, %s.",
			"评分越高的客户越常回来：评分 %s 的客户中有 %s 在 %s内再次购买；评分 %s 的客户中有 %s。", append(append(again(highest), days), again(lowest)...)...)
	case c.Verdict() == analytics.Less:
		return charts.Sentence("Here customers who score us higher come back less often: of those who gave %s, %s bought again within %s; of those who gave %s, %s.",
			"在这里，评分越高的客户反而越少回来：评分 %s 的客户中有 %s 在 %s内再次购买；评分 %s 的客户中有 %s。", append(append(again(highest), days), again(lowest)...)...)
	default:
		return charts.Sentence("The score does not clearly tell who comes back: of those who gave %s, %s bought again within %s; of those who gave %s, %s. The difference may be chance.",
			"评分不能明确区分谁会回来：评分 %s 的客户中有 %s 在 %s内再次购买；评分 %s 的客户中有 %s。差异可能只是偶然。", append(append(again(highest), days), again(lowest)...)...)
	}
}

// spendFinding says how spend goes with the score, and what the customers of the highest and of the lowest score spent.
func (in LoyaltyInput) spendFinding(levels []loyalty.Level) charts.Text {
	lowest, highest, days := levels[0], levels[len(levels)-1], charts.Days(float64(in.Result.Days))
	high, low := in.Currency.Money(highest.Spend), in.Currency.Money(lowest.Spend)
	point := in.Result.SpendSlope
	per := charts.Range(in.Currency.Money(math.Min(math.Abs(point.Low), math.Abs(point.High))), in.Currency.Money(math.Max(math.Abs(point.Low), math.Abs(point.High))))
	switch {
	case len(levels) == 1:
		return charts.Sentence("Customers who gave %s spent %s on average within %s.", "评分 %s 的客户在 %[3]s内平均花费 %[2]s。", in.score(lowest), low, days)
	case point.Verdict() == analytics.More:
		return charts.Sentence("Customers who score us higher spend more afterwards, likely %s more within %s for a point: those who gave %s %s on average, those who gave %s %s.",
			"评分越高的客户之后花费越多，%[2]s内每高一分很可能多 %[1]s：评分 %[3]s 的客户平均 %[4]s，评分 %[5]s 的客户 %[6]s。", per, days, in.score(highest), high, in.score(lowest), low)
	case point.Verdict() == analytics.Less:
		return charts.Sentence("Here customers who score us higher spend less afterwards, likely %s less within %s for a point: those who gave %s %s on average, those who gave %s %s.",
			"在这里，评分越高的客户之后花费越少，%[2]s内每高一分很可能少 %[1]s：评分 %[3]s 的客户平均 %[4]s，评分 %[5]s 的客户 %[6]s。", per, days, in.score(highest), high, in.score(lowest), low)
	default:
		return charts.Sentence("Customers who gave %s spent %s on average within %s, those who gave %s %s; the difference may be chance.",
			"评分 %s 的客户在 %[3]s内平均花费 %[2]s，评分 %[4]s 的客户为 %[5]s；差异可能只是偶然。", in.score(highest), high, days, in.score(lowest), low)
	}
}

// caution says what the curve is not.
func (in LoyaltyInput) caution() charts.Text {
	return both(
		"This is an association, not an effect: good customers may answer well because they are good customers.",
		"这是关联而非因果：好客户可能正因为是好客户才给出好评。",
	)
}

// tooFew says why nothing is shown.
func (in LoyaltyInput) tooFew() charts.Text {
	r := in.Result
	switch {
	case r.Answered == 0:
		return both("The surveys hold no usable score.", "调查中没有有效评分。")
	case r.Strangers == r.Answered:
		return charts.Sentence("None of the %s who answered had bought anything up to then: perhaps the surveys name customers by other ids than the transactions.",
			"%s作答时都没有购买记录：调查与交易中的客户编号可能不一致。", charts.Plural(r.Answered, "customer", "customers", "位客户"))
	case r.Recent > r.Customers:
		return charts.Sentence("Too few customers have been observed long enough: %s gave their answer less than %s ago, %s longer ago.",
			"观察时间足够的客户太少：%[1]s作答不足 %[2]s，%[3]s 位更早。", charts.Plural(r.Recent, "customer", "customers", "位客户"),
			charts.Days(float64(r.Days)), charts.Count(r.Customers))
	default:
		return charts.Sentence("No score was given by as many as %s who could be followed; smaller groups are not shown.",
			"没有任何一个评分有 %s可供跟踪；更小的分组不予展示。", charts.Plural(in.MinGroup, "customer", "customers", "位客户"))
	}
}

// counted is what the curve rests on and what was left out.
func (in LoyaltyInput) counted() charts.Text {
	r := in.Result
	t := charts.Join(charts.Sentence("n = %s, each with the first score given%s.", "n = %s，每位计其首次评分%s。",
		charts.Plural(r.Customers, "customer", "customers", "位客户"), in.about()), in.leftOut())
	if r.Rescaled > 0 {
		t = charts.Join(t, charts.Sentence("%s on another scale and put on this one, end to end.", "%s采用其他量表，已按两端对齐换算。",
			charts.Plural(r.Rescaled, "score was", "scores were", "个评分")))
	}
	if r.Binned {
		t = charts.Join(t, both("Scores are rounded to the levels shown.", "评分已取整到所示档位。"))
	}
	return t
}

func (in LoyaltyInput) about() charts.Text {
	switch r := in.Result; r.Basis {
	case loyalty.Overall:
		return both(" to the overall question", "（总体问题）")
	case loyalty.Only:
		return charts.Sentence(" about %s", "（%s）", quotedDimension(r.Dimension))
	default:
		return both(", the mean of that day's dimensions", "（当日各方面的平均）")
	}
}

func (in LoyaltyInput) leftOut() (t charts.Text) {
	r := in.Result
	if r.Recent > 0 {
		t = charts.Join(t, charts.Sentence("Left out: %s observed for less than %s.", "未计入：%s的观察期不足 %s。",
			charts.Plural(r.Recent, "customer", "customers", "位客户"), charts.Days(float64(r.Days))))
	}
	if r.Strangers > 0 {
		t = charts.Join(t, charts.Sentence("Left out: %s without a purchase up to the answer.", "未计入：%s在作答前没有购买。", charts.Plural(r.Strangers, "customer", "customers", "位客户")))
	}
	if r.Outside > 0 {
		t = charts.Join(t, charts.Sentence("%s beyond the scale and not counted.", "%s超出量表，未计入。", charts.Plural(r.Outside, "score lies", "scores lie", "个评分")))
	}
	return t
}

func (in LoyaltyInput) smallLevels(shown []loyalty.Level) charts.Text {
	small := len(in.Result.Levels) - len(shown)
	if small == 0 {
		return charts.Text{}
	}
	return charts.Sentence("Not shown: %s given by fewer than %s.", "未展示：%s的客户少于 %s。",
		charts.Plural(small, "score", "scores", "个评分"), charts.Plural(in.MinGroup, "customer", "customers", "位"))
}

func (in LoyaltyInput) definition() charts.Text {
	r := in.Result
	return charts.Join(charts.Sentence(
		"Bought again: a purchase on a later day than the answer, up to %s later, by customers who had bought before and have been observed that long. The follow-up is the longest of 30, 60, 90 and 180 days, none longer than the forecast horizon, for which at least half of the customers have been observed. Each customer counts once, with the first answer.\n"+
			"Intervals are Wilson's at 95%%. Never falling is the isotonic fit: the rates that don't fall with the score and are closest to those observed. Smooth is LOWESS through two thirds of the customers, without robustness steps, kept within 0 and 100%%.\n",
		"再次购买：在作答日之后、最多 %s内的购买，仅计此前买过且观察期足够长的客户。跟踪期取 30、60、90、180 天中不超过预测期、且至少一半客户已观察满的最长者。每位客户计一次，取首次回答。\n"+
			"区间为 95%% Wilson 区间。“不下降的拟合”为保序拟合：随评分不下降且最接近观察值的比率。“平滑”为取三分之二客户的 LOWESS，无稳健步骤，限于 0 至 100%% 之间。\n", charts.Days(float64(r.Days))), in.ranks())
}

func (in LoyaltyInput) ranks() charts.Text {
	rank, tau := in.Result.Rank, in.Result.Concordant
	if !charts.Known(tau.Low) || !charts.Known(rank.Low) {
		return both("Score and buying again do not both vary enough for a rank correlation.", "评分与再次购买的变化不足以计算秩相关。")
	}
	three := func(x float64) charts.Text { return charts.Same(charts.Decimal(x, 3)) }
	t := charts.Sentence("Kendall's tau-b of score and buying again is %s (%s), Spearman's rho %s (%s); the finding goes by the interval of tau-b.",
		"评分与再次购买的 Kendall tau-b 为 %s（%s），Spearman rho 为 %s（%s）；结论依据 tau-b 的区间。",
		three(tau.Value), charts.Range(three(tau.Low), three(tau.High)), three(rank.Value), charts.Range(three(rank.Low), three(rank.High)))
	rank, tau = in.Result.RankOrders, in.Result.ConcordantOrders
	if !charts.Known(tau.Low) || !charts.Known(rank.Low) {
		return t
	}
	return charts.Join(t, charts.Sentence("Of score and orders tau-b is %s (%s), rho %s (%s).", "评分与订单数的 tau-b 为 %s（%s），rho 为 %s（%s）。",
		three(tau.Value), charts.Range(three(tau.Low), three(tau.High)), three(rank.Value), charts.Range(three(rank.Low), three(rank.High))))
}
