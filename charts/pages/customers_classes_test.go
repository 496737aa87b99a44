package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/nextbuy"
	"regulars/analytics/portfolio"
	"regulars/analytics/segment"
	"regulars/analytics/stage"
	"regulars/charts"
)

func moneyTotal(units float64) (t analytics.Total) {
	t.Add(analytics.MoneyOf(units))
	return t
}

// classesInput is a base of a hundred customers, so many in each class.
func classesInput(abcd, worth [4]int) CustomersInput {
	table := segment.Standard()
	in := segmentsInput(table, group{40, champions, champions, 100}, group{60, lapsed, champions, 10})
	share := func(n int) portfolio.Share {
		return portfolio.Share{Customers: n, Revenue: moneyTotal(float64(n)), OfAll: float64(n) / 100, OfRevenue: float64(n) / 100}
	}
	for i := range 4 {
		class := portfolio.Class(i)
		in.ABCD = append(in.ABCD, portfolio.ABCDRow{Class: class, Name: class.String(), Share: share(abcd[i]), Turnover: 2, Profit: 30})
		in.Worth = append(in.Worth, portfolio.WorthRow{Worth: portfolio.Worth(i), Share: share(worth[i]), Margin: moneyTotal(float64(10 * worth[i])), Expected: moneyTotal(5)})
	}
	in.Worth = append(in.Worth, portfolio.WorthRow{Worth: portfolio.Costly, Share: share(0)})
	in.Levels = []portfolio.LevelRow{level(portfolio.Partnership, 20), level(portfolio.Basic, 80)}
	in.Cuts = portfolio.Cuts{Turnover: 1.5, Profit: 24, TurnoverBy: "median", ProfitBy: "config"}
	return in
}

func TestABCDFinding(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{50, 20, 5, 25})
	says(t, in.abcdFinding(),
		"40% of customers buy often and profitably (A) and bring 40% of revenue; as often but for less (B) buy 20%, who bring 20% and are the ones to reassure and teach.",
		"40% 的客户购买频繁且盈利高（A），贡献 40% 的收入；同样频繁但盈利低（B）的占 20%，贡献 20%，应打消其疑虑并讲清基本知识。")
	says(t, classesInput([4]int{40, 0, 30, 30}, [4]int{}).abcdFinding(),
		"40% of customers buy often and profitably (A): keep them close and let them set the example.",
		"40% 的客户购买频繁且盈利高（A）：维系亲密关系，让他们成为榜样。")
	says(t, classesInput([4]int{9, 40, 30, 21}, [4]int{}).abcdFinding(),
		"Hardly any customer both buys often and profitably: those who buy often leave little, and those who leave much buy seldom.",
		"几乎没有客户既购买频繁又盈利高：频繁者盈利低，盈利高者购买少。")
	says(t, in.cutsDefinition(),
		"Turnover: days with a purchase a year, counted since the first one and over a year at least. Often: more than 1.5 (the median). Profitability: net revenue per purchase, since costs are not known. Profitable: more than EUR\u00a024 (set).",
		"周转率：自首次购买起（至少按一年计）平均每年有购买的天数。频繁：高于 1.5（中位数）。盈利率：因成本未知，取每次购买的净收入。盈利高：高于 EUR\u00a024（设定值）。")
	in.HasCost, in.Cuts.Profit = true, .3
	says(t, in.cutsDefinition(),
		"Turnover: days with a purchase a year, counted since the first one and over a year at least. Often: more than 1.5 (the median). Profitability: revenue less cost of goods, as a share of revenue. Profitable: more than 30% (set).",
		"周转率：自首次购买起（至少按一年计）平均每年有购买的天数。频繁：高于 1.5（中位数）。盈利率：（收入 − 商品成本）÷ 收入。盈利高：高于 30%（设定值）。")
}

func TestABCDDefinition(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{})
	says(t, in.abcdDefinition(), in.cutsDefinition().EN+" Change: since 19 June 1972, by the same cut points.", in.cutsDefinition().ZH+"变化：自 1972年6月19日以来，按相同的分界点。")
	in.Compare = analytics.NoDay
	says(t, in.abcdDefinition(), in.cutsDefinition().EN, in.cutsDefinition().ZH)
}

func TestSmallClassesAreHidden(t *testing.T) {
	in := classesInput([4]int{61, 30, 9, 0}, [4]int{61, 30, 9, 0})
	for _, s := range []charts.Section{in.abcd(), in.worth()} {
		if row := s.Table.Rows[2]; row[1] != (both("under 10", "少于 10")) || row[2] != nil || row[3] != nil || row[4] != nil {
			t.Errorf("%s: a class of nine is shown: %v", s.ID, row)
		}
		if !strings.Contains(s.Note.EN, "Not shown: 1 group with fewer than 10 customers.") {
			t.Errorf("%s: %q", s.ID, s.Note.EN)
		}
		if !isDrawn(s) {
			t.Errorf("%s: no chart", s.ID)
		}
	}
}

func TestWorthFinding(t *testing.T) {
	says(t, classesInput([4]int{}, [4]int{50, 20, 5, 25}).worthFinding(),
		"50 customers are worth keeping: they brought EUR\u00a0500 in the last 365 days and are current. Another 20 customers brought EUR\u00a0200 but are lost.",
		"50 位客户值得保持：最近 365 天带来 EUR\u00a0500，且为现有客户。另有 20 位客户带来 EUR\u00a0200，但已流失。")
	says(t, classesInput([4]int{}, [4]int{50, 9, 5, 36}).worthFinding(),
		"50 customers are worth keeping: they brought EUR\u00a0500 in the last 365 days and are current.", "50 位客户值得保持：最近 365 天带来 EUR\u00a0500，且为现有客户。")
	in := classesInput([4]int{}, [4]int{50, 9, 5, 36})
	in.HasCost = true
	says(t, in.worthFinding(),
		"50 customers are worth keeping: they brought a margin of EUR\u00a0500 in the last 365 days and are current.", "50 位客户值得保持：最近 365 天带来毛利 EUR\u00a0500，且为现有客户。")
	says(t, classesInput([4]int{}, [4]int{9, 9, 0, 82}).worthFinding(),
		"Hardly any customer was profitable in the last 365 days and is current.", "几乎没有客户在最近 365 天内盈利且为现有客户。")
	in = classesInput([4]int{}, [4]int{50, 9, 5, 16})
	in.Worth[portfolio.Costly] = portfolio.WorthRow{Worth: portfolio.Costly, Share: portfolio.Share{Customers: 20}, Margin: moneyTotal(-300)}
	kept := "50 customers are worth keeping: they brought EUR\u00a0500 in the last 365 days and are current. 20 customers lost EUR\u00a0300 in these days"
	zh := "50 位客户值得保持：最近 365 天带来 EUR\u00a0500，且为现有客户。20 位客户在此期间亏损 EUR\u00a0300"
	in.Losses = []portfolio.LossRow{{On: portfolio.Returns, Customers: 9, Lost: moneyTotal(300)}}
	says(t, in.worthFinding(), kept+".", zh+"。")
	in.Losses = []portfolio.LossRow{{On: portfolio.Returns, Customers: 10, Lost: moneyTotal(100)}, {On: portfolio.Service, Customers: 10, Lost: moneyTotal(200)}}
	says(t, in.worthFinding(), kept+", most of it on service.", zh+"，主要在于服务。")
}

func TestWorthDefinition(t *testing.T) {
	in := classesInput([4]int{}, [4]int{50, 20, 5, 25})
	check := func(en, zh string) {
		t.Helper()
		d := in.worthDefinition()
		if !strings.Contains(d.EN, en) || !strings.Contains(d.ZH, zh) {
			t.Errorf("got %q and %q, want %q and %q", d.EN, d.ZH, en, zh)
		}
	}
	check("costs are not known", "成本未知")
	check("Without a forecast nobody", "没有预测时")
	if row := in.worth().Table.Rows[0]; row[6] != nil {
		t.Errorf("an expected margin without a forecast: %v", row)
	}
	in.Forecast = true
	check("half a purchase or more", "预期购买 0.5 次及以上")
	in.PerOrder = 3
	check("days less what was spent on keeping and serving the customer", "减维系、服务成本")
	check("EUR\u00a03 an order", "每单 EUR\u00a03")
	in.HasCost = true
	check("less the cost of goods and what was spent on keeping and serving the customer", "减商品成本及维系、服务成本")
	in.PerOrder = 0
	check("less the cost of goods.", "减商品成本。")
}

func level(l portfolio.Level, n int) portfolio.LevelRow {
	return portfolio.LevelRow{Level: l, Share: portfolio.Share{Customers: n, OfAll: float64(n) / 100}, Margin: moneyTotal(240), OfMargin: .25, Each: 12}
}

func TestLevelFinding(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{})
	in.HasCost, in.Forecast = true, true
	check := func(en, zh string, first portfolio.LevelRow) {
		t.Helper()
		in.Levels[0] = first
		says(t, in.levelFinding(), en, zh)
	}
	check("20 customers, 20% of the current ones, make the first fifth of the expected margin: a partnership with each may cost up to EUR\u00a012.",
		"20 位客户（占现有客户 20%）贡献预期毛利的前五分之一：与每位建立伙伴关系的投入至多 EUR\u00a012。", level(portfolio.Partnership, 20))
	check("Fewer than 10 customers make the first fifth of the expected margin: know each of them.", "不足 10 位客户即贡献预期毛利的前五分之一：应逐一熟识。", level(portfolio.Partnership, 9))
	none := level(portfolio.Partnership, 0)
	none.OfMargin = math.NaN()
	check("Current customers have no expected margin, so the basic level will do for all.", "现有客户没有预期毛利，均以基本型维护即可。", none)
	in.HasCost, in.Forecast = false, false
	check("20 customers, 20% of the current ones, make the first fifth of the revenue of the last 365 days: a partnership with each may cost up to EUR\u00a012.",
		"20 位客户（占现有客户 20%）贡献最近 365 天收入的前五分之一：与每位建立伙伴关系的投入至多 EUR\u00a012。", level(portfolio.Partnership, 20))
	in.Levels[1] = level(portfolio.Basic, 9)
	in.LevelSegments = []portfolio.LevelSegmentRow{{Level: portfolio.Partnership, Segment: "Champions", Customers: 11}, {Level: portfolio.Partnership, Segment: "Loyal", Customers: 9}}
	s := in.levels()
	if len(s.Table.Rows) != 2 || s.Table.Rows[0][5] != both("Champions", "冠军客户") || s.Table.Rows[1][3] != nil || !strings.Contains(s.Note.EN, "Not shown: 1 group") || !strings.Contains(s.Note.EN, "Without a purchase model") {
		t.Errorf("%v, %q", s.Table.Rows, s.Note.EN)
	}
}

func conversion(from, to stage.Stage, count, n int) stage.Conversion {
	s := analytics.ShareOf(int64(count), int64(n))
	return stage.Conversion{From: from, To: to, Of: from.String(), Name: to.String(), N: n, Count: count, Rate: s.Share, Low: s.Low, High: s.High}
}

func atStage(at stage.Stage, n, reached, before int) stage.Row {
	s := analytics.ShareOf(int64(reached), int64(before))
	return stage.Row{Stage: at, Customers: n, Before: n, Reached: reached, Rate: s.Share, Low: s.Low, High: s.High, Median: math.NaN(), MovedDays: math.NaN()}
}

func TestStageFinding(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{})
	in.Stages = []stage.Row{atStage(stage.FirstTime, 60, 100, 0), atStage(stage.Repeat, 38, 40, 100), atStage(stage.Advocate, 2, 2, 40)}
	in.Conversions = []stage.Conversion{conversion(stage.Suspect, stage.Prospect, 90, 100), conversion(stage.FirstTime, stage.Repeat, 40, 100), conversion(stage.Repeat, stage.Advocate, 2, 40)}
	says(t, in.stageFinding(),
		"The narrowest step is to “Repeat”: 40% of the 100 who came as far as “First-time” take it (likely 30.9% to 49.8%).",
		"最窄的一步是迈向“重复消费”：到达“首次消费”的 100 人中有 40% 迈出这一步（很可能为 30.9% 至 49.8%）。")
	in.Stages[0].Moved, in.Stages[0].MovedDays = 40, 21
	says(t, in.stageFinding(),
		"The narrowest step is to “Repeat”: 40% of the 100 who came as far as “First-time” take it (likely 30.9% to 49.8%). Fewer than half ever buy on a second day; those who do come back after 21 days (median): the time to invite them is before that.",
		"最窄的一步是迈向“重复消费”：到达“首次消费”的 100 人中有 40% 迈出这一步（很可能为 30.9% 至 49.8%）。不足一半的客户会再次购买；再次购买者的间隔中位数为 21 天：应在此之前邀请。")
	in.Stages[0].Median = 80
	says(t, in.stageFinding(),
		"The narrowest step is to “Repeat”: 40% of the 100 who came as far as “First-time” take it (likely 30.9% to 49.8%). Half of new customers buy again within 80 days: invite the others then.",
		"最窄的一步是迈向“重复消费”：到达“首次消费”的 100 人中有 40% 迈出这一步（很可能为 30.9% 至 49.8%）。一半的新客户在 80 天内再次购买：届时应邀请其余客户。")
	in.Stages = []stage.Row{atStage(stage.FirstTime, 60, 100, 0), atStage(stage.Repeat, 30, 40, 100), atStage(stage.Advocate, 10, 18, 40)}
	in.Conversions = []stage.Conversion{conversion(stage.FirstTime, stage.Repeat, 40, 100), conversion(stage.Repeat, stage.Advocate, 18, 40)}
	says(t, in.stageFinding(),
		"The narrowest steps are to “Repeat” (40% of those who came as far as “First-time”) and to “Advocates” (45% of “Repeat”); which is narrower cannot be told.",
		"最窄的两步是迈向“重复消费”（占到达“首次消费”者的 40%）和“宣传客户”（占“重复消费”者的 45%）；两者孰窄无法判断。")
	in.Conversions = in.Conversions[:1]
	says(t, in.stageFinding(), "40% of the 100 who came as far as “First-time” went on to “Repeat” (likely 30.9% to 49.8%).",
		"到达“首次消费”的 100 人中有 40% 进入“重复消费”（很可能为 30.9% 至 49.8%）。")
	in.Conversions = []stage.Conversion{conversion(stage.Repeat, stage.Devoted, 20, 40), conversion(stage.Repeat, stage.Advocate, 10, 40), conversion(stage.Devoted, stage.Advocate, 10, 20)}
	says(t, in.besides(), "Of the devoted 50% are advocates, of all repeat customers 25%.", "铁杆客户中 50% 为宣传客户，全部重复消费客户中为 25%。")
	in.Conversions = nil
	says(t, in.stageFinding(), "Too few customers have come further than the first stage to follow their way.", "走过首个阶段的客户太少，无法追踪其路径。")
}

func TestStagesSayWhatIsUnknown(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{})
	in.Stages = []stage.Row{atStage(stage.FirstTime, 95, 100, 0), atStage(stage.Repeat, 5, 5, 100)}
	s := in.stages()
	if !strings.Contains(s.Note.EN, "It would take --identities") || !strings.Contains(s.Note.ZH, "以识别宣传客户") || len(s.Table.Rows) != 2 || s.Table.Rows[1][1] != (both("under 10", "少于 10")) {
		t.Errorf("%q, %v", s.Note.EN, s.Table.Rows)
	}
	in.Rule = stage.Rule{Categories: 4, Accounts: true, Praise: true}
	s = in.stages()
	if strings.Contains(s.Note.EN, "It would take") || !strings.Contains(s.Note.EN, "n = 100 people: 100 customers with a purchase") || !strings.Contains(s.Definition.EN, "in 4 categories or more, 80% of") ||
		!strings.Contains(s.Note.EN, "found to be one person's count once") || !strings.Contains(s.Note.ZH, "认定为同一人的多个账户只计一次") {
		t.Errorf("%q, %q", s.Note.EN, s.Definition.EN)
	}
}

func TestStageFlowFinding(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{})
	check := func(en, zh string, flows ...stage.Flow) {
		t.Helper()
		in.StageFlows = flows
		says(t, in.stageFlowFinding(), en, zh)
	}
	flow := func(from, to stage.Stage, n int) stage.Flow { return stage.Flow{From: from, To: to, People: n} }
	check("Since 19 June 1972 30 people have risen to a higher stage and 12 people have fallen back; 20 are new.", "自 1972年6月19日以来，30 人升至更高阶段，12 人退回较低阶段；新增 20 人。",
		flow(stage.None, stage.FirstTime, 20), flow(stage.FirstTime, stage.Repeat, 25), flow(stage.Repeat, stage.Advocate, 5), flow(stage.Advocate, stage.Repeat, 12))
	check("Since 19 June 1972 fewer than 10 people have risen to a higher stage.", "自 1972年6月19日以来，升至更高阶段的少于 10 人。", flow(stage.FirstTime, stage.Repeat, 5))
	check("Since 19 June 1972 nobody known then has risen to a higher stage.", "自 1972年6月19日以来，当时已知者中无人升至更高阶段。", flow(stage.Repeat, stage.Repeat, 50))
	if s := in.stageFlows(); !isDrawn(s) {
		t.Error("no chart of the flows")
	}
}

func TestChanged(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{})
	check := func(now, before int, want any) {
		t.Helper()
		if got := in.changed(now, before); got != want {
			t.Errorf("%d after %d: got %v, want %v", now, before, got, want)
		}
	}
	check(30, 20, charts.Same("+10"))
	check(20, 30, charts.Same("−10"))
	check(20, 0, charts.Same("+20"))
	check(9, 30, nil)
	check(30, 9, nil)
	in.Compare = analytics.NoDay
	check(30, 20, nil)
}

// TestClassesOnThePage checks that the sections are there once the classes are known, and none before.
func TestClassesOnThePage(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{50, 20, 5, 25})
	in.Stages = []stage.Row{atStage(stage.FirstTime, 60, 100, 0), atStage(stage.Repeat, 40, 40, 100)}
	has := func(in CustomersInput, id string) bool {
		for _, s := range Customers(in).Sections {
			if s.ID == id {
				return true
			}
		}
		return false
	}
	for _, id := range []string{"abcd", "worth", "levels", "stages", "stage-flows"} {
		if !has(in, id) {
			t.Errorf("no section %s", id)
		}
	}
	in.Compare = analytics.NoDay
	if has(in, "stage-flows") {
		t.Error("flows without an earlier date")
	}
	in.ABCD = nil
	if has(in, "abcd") || has(in, "stages") {
		t.Error("sections of classes that are not known")
	}
}

func TestNextPurchase(t *testing.T) {
	in := classesInput([4]int{40, 20, 30, 10}, [4]int{})
	says(t, in.nextPurchase().Title, "No category leads to another more than chance would have it.", "没有哪个品类会带动另一品类，差异均在偶然范围之内。")
	in.Next = []nextbuy.Row{
		{From: "Tea", To: "Pots", N: 100, Customers: 60, Share: .6, Base: .2, Lift: 3, LiftLow: 2.5, LiftHigh: 3.6},
		{From: "Tea", To: "Cups", N: 100, Customers: 9, Share: .09, Base: .01, Lift: 9, LiftLow: 8, LiftHigh: 10}, // too few
		{From: "Pots", To: "Cups", N: 100, Customers: 30, Share: .3, Base: .29, Lift: 1.03, LiftLow: .9, LiftHigh: 1.1},
	}
	s := in.nextPurchase()
	says(t, s.Title, "Customers of Tea buy Pots next 3 times as often as all do (likely 2.5 to 3.6).", "购买过Tea的客户接着购买Pots的可能是全体的 3 倍（很可能为 2.5 至 3.6）。")
	if len(s.Table.Rows) != 2 {
		t.Errorf("rows %v", s.Table.Rows)
	}
	in.Next = in.Next[2:]
	says(t, in.nextPurchase().Title, "No category leads to another more than chance would have it.", "没有哪个品类会带动另一品类，差异均在偶然范围之内。")
}
