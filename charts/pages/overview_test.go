package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/recovery"
	"regulars/charts"
)

func overview(revenue, revenueBefore, buyers, buyersBefore, orders, ordersBefore float64) OverviewInput {
	return OverviewInput{Currency: "GBP", AsOf: asOf, Compare: asOf - 30, Length: 30, Figures: []Figure{
		{Key: FigureRevenue, Now: revenue, Before: revenueBefore}, {Key: FigureBuyers, Now: buyers, Before: buyersBefore},
		{Key: FigureOrders, Now: orders, Before: ordersBefore},
	}}
}

func TestOverviewSaysBetterOrWorseAndWhy(t *testing.T) {
	unknown := math.NaN()
	check := func(in OverviewInput, en, zh string) {
		t.Helper()
		got := in.answer()
		checkText(t, "answer", both(strings.ReplaceAll(got.EN, "\u00a0", " "), strings.ReplaceAll(got.ZH, "\u00a0", " ")), en, zh)
	}
	check(overview(1200, 1000, 110, 100, 120, 120),
		"Better: revenue in the 30 days to 9 December 2011 was GBP 1,200, 20% more than in the period before. The main reason: orders were worth more (+20%).",
		"变好：截至2011年12月9日的 30 天，收入为 GBP 1,200，高于上一周期 20%。主要原因：每单金额上升（+20%）。")
	check(overview(900, 1000, 80, 100, 120, 120),
		"Worse: revenue in the 30 days to 9 December 2011 was GBP 900, 10% less than in the period before. The main reason: fewer customers bought (−20%).",
		"变差：截至2011年12月9日的 30 天，收入为 GBP 900，低于上一周期 10%。主要原因：购买的客户减少（−20%）。")
	check(overview(1500, 1000, 100, 100, 150, 100),
		"Better: revenue in the 30 days to 9 December 2011 was GBP 1,500, 50% more than in the period before. The main reason: customers ordered more often (+50%).",
		"变好：截至2011年12月9日的 30 天，收入为 GBP 1,500，高于上一周期 50%。主要原因：客户下单更频繁（+50%）。")
	check(overview(900, 1000, 100, 100, 90, 100),
		"Worse: revenue in the 30 days to 9 December 2011 was GBP 900, 10% less than in the period before. The main reason: customers ordered less often (−10%).",
		"变差：截至2011年12月9日的 30 天，收入为 GBP 900，低于上一周期 10%。主要原因：客户下单更少（−10%）。")
	check(overview(900, 1000, 100, 100, 100, 100),
		"Worse: revenue in the 30 days to 9 December 2011 was GBP 900, 10% less than in the period before. The main reason: orders were worth less (−10%).",
		"变差：截至2011年12月9日的 30 天，收入为 GBP 900，低于上一周期 10%。主要原因：每单金额下降（−10%）。")
	check(overview(1100, 1000, 120, 100, 100, 100),
		"Better: revenue in the 30 days to 9 December 2011 was GBP 1,100, 10% more than in the period before. The main reason: more customers bought (+20%).",
		"变好：截至2011年12月9日的 30 天，收入为 GBP 1,100，高于上一周期 10%。主要原因：购买的客户增多（+20%）。")
	check(overview(1000, 1000, 1, 1, 1, 1),
		"Neither better nor worse: revenue in the 30 days to 9 December 2011 was GBP 1,000, as in the period before.",
		"基本持平：截至2011年12月9日的 30 天，收入为 GBP 1,000，与上一周期相同。")
	check(overview(1000, unknown, 1, 1, 1, 1),
		"Revenue in the 30 days to 9 December 2011 was GBP 1,000. There is no earlier period to compare it with.",
		"截至2011年12月9日的 30 天，收入为 GBP 1,000。尚无更早的周期可供比较。")
	check(overview(1100, 1000, unknown, unknown, unknown, unknown),
		"Better: revenue in the 30 days to 9 December 2011 was GBP 1,100, 10% more than in the period before.",
		"变好：截至2011年12月9日的 30 天，收入为 GBP 1,100，高于上一周期 10%。")
	check(overview(unknown, 1, 1, 1, 1, 1), "Revenue is not known, so there is no verdict.", "收入未知，无法给出结论。")
}

func TestOverviewShowsAtMostSixCardsAndThreeOfEach(t *testing.T) {
	in := OverviewInput{Currency: "GBP", AsOf: asOf, Compare: asOf - 30, Length: 30, Figures: sampleFigures(),
		Findings: make([]charts.Finding, 5), Actions: make([]charts.Action, 5)}
	p := Overview(in)
	if len(p.Cards) != 6 || len(p.Findings) != 3 || len(p.Actions) != 3 {
		t.Errorf("%d cards, %d findings, %d actions", len(p.Cards), len(p.Findings), len(p.Actions))
	}
	in.Figures = []Figure{{Key: "unheard of", Now: 1}, {Key: FigureNPS, Now: math.NaN()}, {Key: FigureNPS, Now: .32, Before: .35, N: 812}}
	checkWording(t, p)
	p = Overview(in)
	if len(p.Cards) != 1 || p.Cards[0].Value.EN != "+32" || p.Cards[0].Change.Tone != charts.Bad || p.Cards[0].Note.EN != "n = 812" {
		t.Errorf("%+v", p.Cards)
	}
}

func TestHeadlines(t *testing.T) {
	check := func(want string, figures ...Figure) {
		t.Helper()
		var got []string
		for _, f := range (OverviewInput{Figures: figures}).headlines() {
			got = append(got, string(f.Key))
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s, want %s", g, want)
		}
	}
	unknown := math.NaN()
	moved := func(k FigureKey) Figure { return Figure{Key: k, Now: 2, Before: 1} }
	active, future := Figure{Key: FigureActive, Now: 2, Before: unknown}, Figure{Key: FigureFuture, Now: 2, Before: unknown}
	nps := Figure{Key: FigureNPS, Now: .2, Before: unknown, Low: .1, High: .3}
	check("revenue buyers returning orders nps active", moved(FigureRevenue), moved(FigureBuyers), moved(FigureReturning), active, future, nps, moved(FigureOrders), moved(FigureNew))
	check("revenue buyers returning orders active new", moved(FigureRevenue), moved(FigureBuyers), moved(FigureReturning), active, moved(FigureOrders), moved(FigureNew))
	check("revenue active", moved(FigureRevenue), active, Figure{Key: FigureNew, Now: unknown}, Figure{Key: "unheard of", Now: 1})
	check("active future", active, future)
	check("")
}

func TestRankOfThePeriod(t *testing.T) {
	check := func(spark []float64, en, zh string) {
		t.Helper()
		s, ok := OverviewInput{AsOf: asOf, Length: 30, Figures: []Figure{{Key: FigureRevenue, Spark: spark}}}.revenue()
		if en == "" {
			if ok {
				t.Error("a section of too few periods")
			}
			return
		}
		checkText(t, "rank", s.Title, en, zh)
	}
	check([]float64{1, 2, 3}, "The last 30 days were the best of 3 periods.", "最近 30 天是 3 个周期中收入最高的一期。")
	check([]float64{3, 2, 1}, "The last 30 days were the weakest of 3 periods.", "最近 30 天是 3 个周期中收入最低的一期。")
	check([]float64{3, 1, 2}, "The last 30 days rank 2nd by revenue among 3 periods.", "最近 30 天的收入在 3 个周期中排第 2。")
	check([]float64{3, 1}, "", "")
}

func TestActionsByStake(t *testing.T) {
	in := sampleActions()
	top := in.Top(3)
	if len(top) != 3 || !strings.HasPrefix(top[0].Title.EN, "At risk: ") || top[0].Value != 3e5 || top[1].Value < top[2].Value {
		t.Errorf("%+v", top)
	}
	in.Segments = []SegmentAction{{Segment: "x", Name: charts.Same("x"), Action: charts.Same("call"), Customers: 30, Revenue: 90, Value: math.NaN(), AtRisk: math.NaN()}, {Segment: "empty"},
		{Segment: "small", Name: charts.Same("small"), Action: charts.Same("call"), Customers: 9, Revenue: 90, Value: 9e9, AtRisk: 9e9}}
	top = in.Top(5)
	if len(top) != 2 || top[0].Title.EN != "Win back 412 lapsed regulars" || top[1].Why.EN != "30 customers who brought GBP\u00a090 so far." {
		t.Errorf("%+v", top)
	}
	in.WinBack.Lapsed = 13394
	in.Segments = []SegmentAction{{Segment: "x", Name: charts.Same("x"), Action: charts.Same("call"), Customers: 30, Revenue: 90, Value: 1200, AtRisk: 5e5}}
	top = in.Top(2)
	checkText(t, "why", top[0].Why, "30 customers, expected to bring GBP\u00a01,200 within 365 days; GBP\u00a0500,000 of it hangs on customers who may have left.",
		"30 位客户，预计 365 天内带来 GBP\u00a01,200；其中 GBP\u00a050万 取决于可能已流失的客户。")
	checkText(t, "about", top[1].Title, "Win back 13,400 lapsed regulars", "赢回 1.34万位流失的老客户")
	in.WinBack.Lapsed = 1394
	checkText(t, "about", in.Top(2)[1].Title, "Win back 1,390 lapsed regulars", "赢回 1,390 位流失的老客户")
	if got := (ActionsInput{}).Top(3); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestActionsAnswer(t *testing.T) {
	check := func(w *recovery.WinBack, en, zh string) {
		t.Helper()
		got := Actions(ActionsInput{Currency: "GBP", AsOf: asOf, Horizon: 365, WinBack: w}).Answer
		checkText(t, "answer", both(strings.ReplaceAll(got.EN, "\u00a0", " "), strings.ReplaceAll(got.ZH, "\u00a0", " ")), en, zh)
	}
	check(nil, "No list can be ranked, because no forecast could be made.", "无法给名单排序，因为没有可用的预测。")
	check(recovery.NewWinBack(10, nil, nil), "Nobody who used to buy regularly has fallen silent.", "没有老客户陷入沉默。")
	one := recovery.NewWinBack(10, nil, nil)
	one.Lapsed, one.Expected, one.List = 1, 50, []recovery.Lapsed{{Customer: "17850", Expected: 50, Reason: recovery.ByComplaint}}
	check(one, "1 lapsed regular may still bring GBP 50 within 365 days. Call them in the order of the list.", "1 位流失的老客户在 365 天内仍可能带来 GBP 50。请按名单顺序联系。")
	many := recovery.NewWinBack(100, nil, nil)
	many.Lapsed, many.Expected = 40, 400
	for range 40 {
		many.List = append(many.List, recovery.Lapsed{Expected: 10})
	}
	check(many, "40 lapsed regulars may still bring GBP 400 within 365 days. The first 20 on the list hold 50% of it: call them first.",
		"40 位流失的老客户在 365 天内仍可能带来 GBP 400，其中名单前 20 位占 50%：先联系他们。")
	if title := (ActionsInput{WinBack: one}).winBackTitle().EN; !strings.HasSuffix(title, "for 1 of the 1 listed a reason is known: a complaint, a low score or the price.") {
		t.Error(title)
	}
}

func TestQualityBadge(t *testing.T) {
	check := func(in DataInput, level charts.Tone, en, zh string) {
		t.Helper()
		b := in.Badge()
		if b.Level != level {
			t.Errorf("%s: %s", b.Level, b.Reason.EN)
		}
		checkText(t, "reason", b.Reason, en, zh)
	}
	good := DataInput{AsOf: asOf, LastDay: asOf, Revenue: 100}
	check(good, charts.Good, "Every check passed and nothing needs a look.", "所有检查均通过，无需关注。")
	in := good
	in.LastDay = asOf - 10
	check(in, charts.Watch, "The last transaction is 10 days older than the as-of date.", "最后一笔交易比截止日早 10 天。")
	in = good
	in.LastDay = analytics.NoDay
	check(in, charts.Good, "Every check passed and nothing needs a look.", "所有检查均通过，无需关注。")
	in = good
	in.Unattributed = 25
	check(in, charts.Watch, "20% of sales carry no customer.", "20% 的销售额没有客户信息。")
	in = good
	in.Gate = Gate{Table: "transactions", Rows: 3, Share: .003, Limit: "1%"}
	check(in, charts.Watch, "3 rows of transactions could not be used, 0.3% of those read; the limit is 1%.", "交易中有 3 行无法使用，占读取行数的 0.3%；上限为 1%。")
	in = good
	in.Models = []ModelStatus{{Model: "bgnbd", Status: "boundary", Selected: true}, {Model: "paretonbd", Status: "failed"}}
	check(in, charts.Watch, "Take forecasts with care (BG/NBD: at the edge of what it can describe).", "预测需谨慎对待（BG/NBD：达到其所能描述的边界）。")
	in.Models = []ModelStatus{{Model: "gammagamma", Status: "not identified", Selected: true}}
	check(in, charts.Watch, "Take forecasts of spend with care (Gamma–Gamma: the data cannot tell its parameters apart).", "消费预测需谨慎对待（Gamma–Gamma：数据无法识别其参数）。")
	in = good
	in.Checks = []Check{{Passed: false}, {Passed: true}}
	check(in, charts.Bad, "1 check failed.", "1 项检查未通过。")
}

func TestModelsOnTheQualityPage(t *testing.T) {
	check := func(en, zh string, ms ...ModelStatus) {
		t.Helper()
		checkText(t, "models", DataInput{Models: ms}.models().Title, en, zh)
	}
	check("No model could be fitted, so no forecast is shown.", "没有可用的模型，因此不显示预测。", ModelStatus{Model: "bgnbd", Status: "failed"})
	check("Forecasts rest on BG/NBD (fitted well) and Gamma–Gamma (at the edge of what it can describe).", "预测基于 BG/NBD（拟合良好）和 Gamma–Gamma（达到其所能描述的边界）。",
		ModelStatus{Model: "bgnbd", Status: "converged", Selected: true}, ModelStatus{Model: "gammagamma", Status: "boundary", Selected: true})
	checkText(t, "refusals", DataInput{Read: 5, Kept: 5}.refusals().Title, "Every row that was read could be used.", "读取的所有行均可使用。")
	in := DataInput{Read: 1000, Refused: []Refused{{"surveys", "odd_reason", 1, math.NaN(), true}, {"transactions", "no_date", 4, 2, true}}}
	checkText(t, "refusals", in.refusals().Title, "5 rows could not be used, 0.5% of those read; the most frequent reason: no date.", "5 行无法使用，占读取行数的 0.5%；最常见的原因：没有日期。")
	checkText(t, "checks", DataInput{Checks: []Check{{Passed: true}, {Passed: false}}}.checks().Title, "1 of 2 checks failed.", "2 项检查中有 1 项未通过。")
	checkText(t, "checks", DataInput{Checks: []Check{{Passed: true}}}.checks().Title, "Every check passed (1 of 1).", "所有检查均已通过（1 / 1）。")
}

func TestRanks(t *testing.T) {
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 111: "111th"} {
		if got := ordinal(n).EN; got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestQualityWithoutAnything(t *testing.T) {
	p := Data(DataInput{AsOf: asOf, LastDay: analytics.NoDay})
	if err := charts.Write(t.TempDir(), charts.Report{Pages: []charts.Page{p, Actions(ActionsInput{}), Overview(OverviewInput{})}}); err != nil {
		t.Error(err)
	}
}

// A change that chance may have made has no colour, and the card says so; its arrow and words stay.
func TestOverviewChangeWithinNoise(t *testing.T) {
	in := overview(1200, 1000, 110, 100, 120, 120)
	for verdict, want := range map[analytics.Verdict]charts.Tone{analytics.Untold: charts.Good, analytics.More: charts.Good, analytics.Chance: charts.Neutral} {
		c := in.card(Figure{Key: FigureBuyers, Now: 110, Before: 100, Verdict: verdict}, figureWords[FigureBuyers])
		if c.Change.Tone != want || c.Change.Up != 1 || c.Change.Words.EN != "+10%" {
			t.Errorf("%q: %+v", verdict, c.Change)
		}
		if says := strings.Contains(c.Note.EN, "The change may be chance."); says != (want == charts.Neutral) || says != strings.Contains(c.Note.ZH, "变化可能出于偶然。") {
			t.Errorf("%q: %q", verdict, c.Note)
		}
	}
	same := in.card(Figure{Key: FigureBuyers, Now: 100, Before: 100, Verdict: analytics.Chance}, figureWords[FigureBuyers])
	if strings.Contains(same.Note.EN, "chance") {
		t.Errorf("nothing changed, and the card says %q", same.Note.EN)
	}
}
