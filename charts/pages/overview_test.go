package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/kpi"
	"regulars/charts"
)

func overview(revenue kpi.Change, bridge ...kpi.Step) OverviewInput {
	return OverviewInput{Currency: "GBP", AsOf: asOf, Compare: asOf - 30, Length: 30, Figures: []Figure{{Key: FigureRevenue, Now: revenue.Now, Change: revenue}}, Bridge: bridge}
}

func step(name string, customers int, amount float64) kpi.Step {
	s := kpi.Step{Step: name, Customers: customers}
	s.Amount.Add(analytics.MoneyOf(amount))
	return s
}

func TestOverviewSaysBetterOrWorseThanTheSeasonAndWhy(t *testing.T) {
	check := func(in OverviewInput, en, zh string) {
		t.Helper()
		got := in.answer()
		checkText(t, "answer", both(strings.ReplaceAll(got.EN, "\u00a0", " "), strings.ReplaceAll(got.ZH, "\u00a0", " ")), en, zh)
	}
	bridge := []kpi.Step{step(kpi.StepBefore, 50, 1000), step(kpi.StepWon, 30, 700), step(kpi.StepBack, 5, 60), step(kpi.StepOrders, 20, 40), step(kpi.StepAverage, 20, -10),
		step(kpi.StepRefunds, -1, -5), step(kpi.StepGone, 30, -585), step(kpi.StepNow, 55, 1200)}
	const season, seasonZH = " Against the 30 days before: no more than the season.", "与前 30 天相比，变化未超出季节所能解释的范围。"
	check(overview(changed(1200, 1000, .05, .02, 2), bridge...),
		"Better: revenue in the 30 days to 9 December 2011 was GBP 1,200, 20% more than a year before. The main reason: customers won since then (+GBP 700)."+season,
		"变好：截至2011年12月9日的 30 天，收入为 GBP 1,200，高于去年同期 20%。主要原因：此后赢得的客户（+GBP 700）。"+seasonZH)
	check(overview(changed(900, 1000, .05, .3, 1), bridge...),
		"Worse: revenue in the 30 days to 9 December 2011 was GBP 900, 10% less than a year before. The main reason: customers who bought then and not now (−GBP 585). Against the 30 days before it rose 30% beyond the season.",
		"变差：截至2011年12月9日的 30 天，收入为 GBP 900，低于去年同期 10%。主要原因：去年同期购买而本期未买的客户（−GBP 585）。与前 30 天相比，剔除季节后上升 30%。")
	check(overview(changed(1100, 1000, .05, -.3, 1)),
		"Neither better nor worse: revenue in the 30 days to 9 December 2011 was GBP 1,100, 10% more than a year before, which may be chance. Against the 30 days before it fell 30% beyond the season.",
		"基本持平：截至2011年12月9日的 30 天，收入为 GBP 1,100，高于去年同期 10%，可能出于偶然。与前 30 天相比，剔除季节后下降 30%。")
	check(overview(changed(1200, 1000, .05, 0, 0)),
		"Better: revenue in the 30 days to 9 December 2011 was GBP 1,200, 20% more than a year before. Whether the step from the 30 days before is the season is not known yet.",
		"变好：截至2011年12月9日的 30 天，收入为 GBP 1,200，高于去年同期 20%。与前 30 天相比的变化是否出于季节，尚无法得知。")
	check(overview(changed(1000, math.NaN(), .05, 0, 0)),
		"Revenue in the 30 days to 9 December 2011 was GBP 1,000. There is no year before to compare it with, so that the season is not known and there is no verdict.",
		"截至2011年12月9日的 30 天，收入为 GBP 1,000。没有去年同期可比，季节未知，无法给出结论。")
	check(OverviewInput{}, "Revenue is not known, so there is no verdict.", "收入未知，无法给出结论。")
}

// TestNoPraiseForTheSeason makes a December that is above November by the usual season, and reads every word of the page.
func TestNoPraiseForTheSeason(t *testing.T) {
	december := changed(1450, 1430, .05, .02, 2)
	december.Before = 1000
	in := overview(december)
	in.Figures[0].Before = 1000
	in.Figures[0].Spark = []float64{1000, 980, 1020, 990, 1010, 1000, 1450}
	p := Overview(in)
	var all strings.Builder
	all.WriteString(p.Answer.EN + p.Answer.ZH)
	for _, c := range p.Cards {
		if c.Change.Tone != charts.Neutral {
			t.Errorf("%s is coloured %v", c.Label.EN, c.Change.Tone)
		}
		all.WriteString(c.Change.Words.EN + c.Note.EN + c.Note.ZH)
	}
	for _, s := range p.Sections {
		all.WriteString(s.Title.EN + s.Title.ZH)
	}
	for _, praise := range []string{"Better", "best", "45%", "变好", "最高", "highest"} {
		if strings.Contains(strings.ReplaceAll(all.String(), "Neither better", ""), praise) {
			t.Errorf("the season is praised: %q in %s", praise, all.String())
		}
	}
	if !strings.Contains(p.Answer.EN, "no more than the season") {
		t.Error(p.Answer.EN)
	}
}

func TestTheBridgeOnTheOverview(t *testing.T) {
	in := overview(changed(1200, 1000, .05, .02, 2), step(kpi.StepBefore, 50, 1000), step(kpi.StepWon, 30, 300), step(kpi.StepRefunds, -1, -5), step(kpi.StepGone, 30, -95), step(kpi.StepNow, 55, 1200))
	s, ok := in.bridge()
	if !ok || len(s.Table.Rows) != 5 || s.Table.Rows[2][1] != nil || s.Table.Rows[4][2] != 1200.0 {
		t.Fatalf("%v %+v", ok, s.Table)
	}
	checkText(t, "title", s.Title, "From GBP\u00a01,000 a year before to GBP\u00a01,200.", "从去年同期的 GBP\u00a01,000 到 GBP\u00a01,200。")
	checkText(t, "n", s.Note, "n = 60 customers who bought in either period.", "n = 60 位客户（任一时期有购买）。")
	checkWording(t, Overview(in))
	if _, ok := (OverviewInput{}).bridge(); ok {
		t.Error("a bridge from nowhere")
	}
}

// TestCardsSayWhatTheyAreComparedWith checks the words beside a figure, and that chance has no colour.
func TestCardsSayWhatTheyAreComparedWith(t *testing.T) {
	card := func(c kpi.Change) charts.Card {
		return overview(c).card(Figure{Key: FigureBuyers, Now: c.Now, Change: c}, figureWords[FigureBuyers])
	}
	for _, x := range []struct {
		change kpi.Change
		tone   charts.Tone
		en, zh string
	}{
		{changed(120, 100, .05, .01, 2), charts.Good, "On the year. On the period before no more than the season.", "与去年同期相比。环比未超出季节。"},
		{changed(80, 100, .05, .3, 2), charts.Bad, "On the year. +30% on the period before, beyond the season.", "与去年同期相比。剔除季节后环比 +30%。"},
		{changed(105, 100, .05, -.3, 2), charts.Neutral, "On the year; may be chance. −30% on the period before, beyond the season.", "与去年同期相比；可能出于偶然。剔除季节后环比 −30%。"},
		{changed(105, math.NaN(), .05, 0, 0), charts.Neutral, "No year before to compare with. The season is not known.", "没有去年同期可比。季节未知。"},
	} {
		c := card(x.change)
		if c.Change.Tone != x.tone && !(x.change.OnYear.Change != x.change.OnYear.Change) {
			t.Errorf("%s: tone %v", x.en, c.Change.Tone)
		}
		checkText(t, "note", c.Note, x.en, x.zh)
	}
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
	active, future := Figure{Key: FigureCurrent, Now: 2, Before: unknown}, Figure{Key: FigureFuture, Now: 2, Before: unknown}
	nps := Figure{Key: FigureNPS, Now: .2, Before: unknown, Low: .1, High: .3}
	check("revenue buyers returning orders nps current", moved(FigureRevenue), moved(FigureBuyers), moved(FigureReturning), active, future, nps, moved(FigureOrders), moved(FigureNew))
	check("revenue buyers returning orders current new", moved(FigureRevenue), moved(FigureBuyers), moved(FigureReturning), active, moved(FigureOrders), moved(FigureNew))
	check("revenue current", moved(FigureRevenue), active, Figure{Key: FigureNew, Now: unknown}, Figure{Key: "unheard of", Now: 1})
	check("current future", active, future)
	check("")
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

func TestQualityWithoutAnything(t *testing.T) {
	p := Data(DataInput{AsOf: asOf, LastDay: analytics.NoDay})
	if err := charts.Write(t.TempDir(), charts.Report{Pages: []charts.Page{p, Actions(ActionsInput{}), Overview(OverviewInput{})}}); err != nil {
		t.Error(err)
	}
}
