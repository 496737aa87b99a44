package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics/loyalty"
	"regulars/charts"
)

func loyaltyLevel(score float64, n, again int64, spend, half float64) loyalty.Level {
	rate := float64(again) / float64(n)
	return loyalty.Level{
		Score: score, N: n, Repurchased: again, Rate: rate, Low: rate - .05, High: rate + .05, Isotonic: rate,
		Spend: spend, SpendLow: spend - half, SpendHigh: spend + half, Orders: 1,
	}
}

func loyaltyInput(low, high float64, levels ...loyalty.Level) LoyaltyInput {
	unknown := loyalty.Correlation{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
	r := &loyalty.Result{Days: 180, Basis: loyalty.Overall, Levels: levels, Trap: loyalty.Trap{Verdict: loyalty.TooSmall}, RankOrders: unknown, ConcordantOrders: unknown, Concordant: loyalty.Correlation{Value: (low + high) / 2, Low: low, High: high}}
	for _, l := range levels {
		r.Customers += l.N
		r.Again.Count += l.Repurchased
	}
	return LoyaltyInput{Currency: "GBP", Result: r, MinGroup: 10}
}

func TestCurveFinding(t *testing.T) {
	one, five := loyaltyLevel(1, 200, 50, 10, 2), loyaltyLevel(5, 200, 164, 30, 2)
	with := func(low, high float64, levels ...loyalty.Level) charts.Text {
		return loyaltyInput(low, high, levels...).curveFinding(levels)
	}
	says(t, with(.2, .4, one, five),
		"Customers who score us higher come back more often: of those who gave 5, 82% bought again within 180 days; of those who gave 1, 25%.",
		"评分越高的客户越常回来：评分 5 的客户中有 82% 在 180 天内再次购买；评分 1 的客户中有 25%。")
	says(t, with(-.4, -.2, five, one),
		"Here customers who score us higher come back less often: of those who gave 1, 25% bought again within 180 days; of those who gave 5, 82%.",
		"在这里，评分越高的客户反而越少回来：评分 1 的客户中有 25% 在 180 天内再次购买；评分 5 的客户中有 82%。")
	says(t, with(-.1, .2, one, five),
		"The score does not clearly tell who comes back: of those who gave 5, 82% bought again within 180 days; of those who gave 1, 25%. The difference may be chance.",
		"评分不能明确区分谁会回来：评分 5 的客户中有 82% 在 180 天内再次购买；评分 1 的客户中有 25%。差异可能只是偶然。")
	says(t, with(math.NaN(), math.NaN(), five),
		"Nearly all customers gave the same score, so it tells nothing about who comes back; 82% of those who gave 5 bought again within 180 days.",
		"几乎所有客户评分相同，因此无法据此判断谁会回来；评分为 5 的客户中有 82%在 180 天内再次购买。")
}

func TestSpendFinding(t *testing.T) {
	low, high := loyaltyLevel(1, 200, 50, 10, 2), loyaltyLevel(5, 200, 164, 30, 2)
	with := func(slope loyalty.Estimate, levels ...loyalty.Level) charts.Text {
		in := loyaltyInput(.2, .4, levels...)
		in.Result.SpendSlope = slope
		return in.spendFinding(levels)
	}
	up, none, down := loyalty.Estimate{Value: 5, Low: 3, High: 7}, loyalty.Estimate{Value: 5, Low: -3, High: 13}, loyalty.Estimate{Value: -5, Low: -7, High: -3}
	says(t, with(up, low, high),
		"Customers who score us higher spend more afterwards, likely GBP\u00a03 to GBP\u00a07 more within 180 days for a point: those who gave 5 GBP\u00a030 on average, those who gave 1 GBP\u00a010.",
		"评分越高的客户之后花费越多，180 天内每高一分很可能多 GBP\u00a03 至 GBP\u00a07：评分 5 的客户平均 GBP\u00a030，评分 1 的客户 GBP\u00a010。")
	says(t, with(down, high, low),
		"Here customers who score us higher spend less afterwards, likely GBP\u00a03 to GBP\u00a07 less within 180 days for a point: those who gave 1 GBP\u00a010 on average, those who gave 5 GBP\u00a030.",
		"在这里，评分越高的客户之后花费越少，180 天内每高一分很可能少 GBP\u00a03 至 GBP\u00a07：评分 1 的客户平均 GBP\u00a010，评分 5 的客户 GBP\u00a030。")
	says(t, with(none, low, loyaltyLevel(5, 200, 164, 30, 50)),
		"Customers who gave 5 spent GBP\u00a030 on average within 180 days, those who gave 1 GBP\u00a010; the difference may be chance.",
		"评分 5 的客户在 180 天内平均花费 GBP\u00a030，评分 1 的客户为 GBP\u00a010；差异可能只是偶然。")
	says(t, with(up, low), "Customers who gave 1 spent GBP\u00a010 on average within 180 days.", "评分 1 的客户在 180 天内平均花费 GBP\u00a010。")
}

func TestTooFewForACurve(t *testing.T) {
	with := func(r loyalty.Result) charts.Text {
		r.Days = 90
		p := Loyalty(LoyaltyInput{Currency: "GBP", Result: &r, MinGroup: 10})
		if len(p.Sections) != 1 || p.Sections[0].Small.IsZero() || len(p.Cards) != 0 {
			t.Errorf("%+v", p)
		}
		return p.Answer
	}
	says(t, with(loyalty.Result{}), "The surveys hold no usable score.", "调查中没有有效评分。")
	says(t, with(loyalty.Result{Answered: 300, Strangers: 300}),
		"None of the 300 customers who answered had bought anything up to then: perhaps the surveys name customers by other ids than the transactions.",
		"300 位客户作答时都没有购买记录：调查与交易中的客户编号可能不一致。")
	says(t, with(loyalty.Result{Answered: 300, Recent: 297, Customers: 3}),
		"Too few customers have been observed long enough: 297 customers gave their answer less than 90 days ago, 3 longer ago.",
		"观察时间足够的客户太少：297 位客户作答不足 90 天，3 位更早。")
	says(t, with(loyalty.Result{Answered: 9, Customers: 9, Levels: []loyalty.Level{loyaltyLevel(5, 9, 4, 1, 1)}}),
		"No score was given by as many as 10 customers who could be followed; smaller groups are not shown.",
		"没有任何一个评分有 10 位客户可供跟踪；更小的分组不予展示。")
}

func TestCurveNotes(t *testing.T) {
	in := loyaltyInput(.2, .4, loyaltyLevel(1, 200, 50, 10, 2), loyaltyLevel(3, 4, 2, 10, 2), loyaltyLevel(5, 200, 164, 30, 2))
	r := in.Result
	r.Recent, r.Strangers, r.Outside, r.Rescaled, r.Binned, r.Basis = 5, 6, 1, 2, true, loyalty.Mean
	says(t, in.counted(),
		"n = 404 customers, each with the first score given, the mean of that day's dimensions. Left out: 5 customers observed for less than 180 days. Left out: 6 customers without a purchase up to the answer. 1 score lies beyond the scale and not counted. 2 scores were on another scale and put on this one, end to end. Scores are rounded to the levels shown.",
		"n = 404 位客户，每位计其首次评分（当日各方面的平均）。未计入：5 位客户的观察期不足 180 天。未计入：6 位客户在作答前没有购买。1 个评分超出量表，未计入。2 个评分采用其他量表，已按两端对齐换算。评分已取整到所示档位。")
	r.Basis, r.Dimension = loyalty.Only, "service"
	says(t, in.about(), " about “service”", "（“服务”）")
	r.Basis = loyalty.Overall
	says(t, in.about(), " to the overall question", "（总体问题）")
	says(t, in.smallLevels(in.shown()), "Not shown: 1 score given by fewer than 10 customers.", "未展示：1 个评分的客户少于 10 位。")
	p := Loyalty(in)
	if rows := p.Sections[0].Table.Rows; len(rows) != 2 {
		t.Errorf("rows: %v", rows)
	}
	r.Rank = loyalty.Correlation{Value: .31, Low: .21, High: .41}
	says(t, in.ranks(), "Kendall's tau-b of score and buying again is 0.300 (0.200 to 0.400), Spearman's rho 0.310 (0.210 to 0.410); the finding goes by the interval of tau-b.",
		"评分与再次购买的 Kendall tau-b 为 0.300（0.200 至 0.400），Spearman rho 为 0.310（0.210 至 0.410）；结论依据 tau-b 的区间。")
	r.RankOrders = loyalty.Correlation{Value: .31, Low: .21, High: .41}
	r.ConcordantOrders = r.RankOrders
	if got := in.ranks().EN; !strings.HasSuffix(got, "Of score and orders tau-b is 0.310 (0.210 to 0.410), rho 0.310 (0.210 to 0.410).") {
		t.Errorf("got %q", got)
	}
	r.Concordant.Low = math.NaN()
	says(t, in.ranks(), "Score and buying again do not both vary enough for a rank correlation.", "评分与再次购买的变化不足以计算秩相关。")
}
