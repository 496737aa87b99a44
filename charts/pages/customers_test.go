package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/concentration"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
	"regulars/charts"
)

// group is so many customers alike, for tests of the Customers page.
type group struct {
	n       int
	now     [3]int // scores
	before  [3]int // zero where they had not bought by the comparison date
	revenue float64
}

// segmentsInput makes the page's input from groups as of day 1,000, compared with day 900.
func segmentsInput(table *segment.Table, groups ...group) CustomersInput {
	s := segment.NewSegments(table, 1000)
	population, before := rfm.NewPopulation(1000), rfm.NewPopulation(900)
	for _, g := range groups {
		for range g.n {
			c := analytics.Summary{Last: 1000 - analytics.Day(50*(5-g.now[0])), Occasions: g.now[1], Revenue: analytics.MoneyOf(g.revenue)}
			s.Add(segment.Member{R: g.now[0], F: g.now[1], M: g.now[2], Now: table.Of(g.now[0], g.now[1], g.now[2]),
				Before: table.Of(g.before[0], g.before[1], g.before[2]), Summary: c, LTV: math.NaN()})
			population.Enter(c)
			if g.before[0] > 0 {
				before.Enter(analytics.Summary{Last: 800, Occasions: 1, Revenue: analytics.MoneyOf(g.revenue / 2)})
			}
		}
	}
	return CustomersInput{Currency: "EUR", AsOf: 1000, Compare: 900, Scale: population.Scale(), Segments: s.Result(),
		Concentration: concentration.Of(&population.Monetary), Before: concentration.Of(&before.Monetary), MinGroup: 10}
}

var (
	champions = [3]int{5, 5, 5}
	loyal     = [3]int{3, 5, 5}
	risky     = [3]int{2, 3, 3}
	lapsed    = [3]int{1, 1, 1}
	recently  = [3]int{5, 1, 1}
	nobody    = [3]int{}
)

func TestSizeFinding(t *testing.T) {
	table := segment.Standard()
	says(t, segmentsInput(table, group{30, lapsed, lapsed, 1}, group{10, champions, champions, 1}).sizeFinding(),
		"“Lost” is the largest segment: 30 customers, 75% of all.",
		"“已流失客户”是最大的细分：30 位客户，占全部的 75%。")
	says(t, segmentsInput(table, group{12, lapsed, lapsed, 1}).sizeFinding(),
		"All 12 customers are in one segment, “Lost”: they are too much alike to be told apart.",
		"全部 12 位客户都属于同一细分“已流失客户”：彼此太相似，无法区分。")
	says(t, segmentsInput(table, group{9, lapsed, lapsed, 1}, group{9, champions, lapsed, 1}).sizeFinding(),
		"The segments are too small to be shown.", "各细分的客户太少，不予展示。")
	own, err := segment.NewTable([]segment.Segment{{Name: "Warm", Where: []segment.Rule{{R: "3-5"}}}, {Name: "Cold", NameZH: "冷", Where: []segment.Rule{{R: "1-2"}}}})
	if err != nil {
		t.Fatal(err)
	}
	says(t, segmentsInput(own, group{30, lapsed, lapsed, 1}, group{10, champions, champions, 1}).sizeFinding(),
		"“Cold” is the largest segment: 30 customers, 75% of all.", "“冷”是最大的细分：30 位客户，占全部的 75%。")
}

func TestRevenueFinding(t *testing.T) {
	table := segment.Standard()
	says(t, segmentsInput(table, group{30, lapsed, lapsed, 10}, group{10, champions, champions, 90}).revenueFinding(),
		"“Champions” is 25% of customers and brings 75% of revenue: to lose one of them costs as much as to lose 3 average customers.",
		"“冠军客户”占客户的 25%，贡献 75% 的收入：失去其中一位，相当于失去 3 位普通客户。")
	says(t, segmentsInput(table, group{30, lapsed, lapsed, 10}, group{10, champions, champions, 10}).revenueFinding(),
		"No segment stands out: “Lost” brings the most, 75% of revenue from 75% of customers.",
		"没有特别突出的细分：“已流失客户”贡献最多，以 75% 的客户贡献 75% 的收入。")
	says(t, segmentsInput(table, group{30, lapsed, lapsed, 10}).revenueFinding(),
		"All revenue comes from one segment, “Lost”.", "全部收入来自同一细分“已流失客户”。")
	says(t, segmentsInput(table, group{30, lapsed, lapsed, -10}, group{10, champions, champions, 30}).revenueFinding(),
		"Refunds are as great as purchases, so no segment can be given a share of the revenue.", "退款不低于购买额，无法计算各细分的收入占比。")
	says(t, segmentsInput(table, group{9, lapsed, lapsed, 1}, group{9, champions, lapsed, 1}).revenueFinding(),
		"The segments are too small to be shown.", "各细分的客户太少，不予展示。")
	says(t, segmentsInput(table, group{30, lapsed, lapsed, 10}, group{10, champions, champions, 90}).revenueBrief(),
		"“Champions” is 25% of customers and brings 75% of revenue.", "“冠军客户”占客户的 25%，贡献 75% 的收入。")
	says(t, segmentsInput(table, group{30, lapsed, lapsed, 10}).revenueBrief(),
		"All revenue comes from one segment, “Lost”.", "全部收入来自同一细分“已流失客户”。")
}

func TestGridFinding(t *testing.T) {
	table := segment.Standard()
	away := [3]int{2, 5, 5}
	says(t, segmentsInput(table, group{1200, away, away, 100}, group{300, champions, champions, 1}).gridFinding(),
		"1,200 of the 1,500 customers who buy often have stayed away lately; they have brought EUR\u00a0120,000 and are the first to win back.",
		"购买频繁的 1,500 位客户中，有 1,200 位久未购买；他们共带来 EUR\u00a012万，应优先赢回。")
	says(t, segmentsInput(table, group{9, away, away, 100}, group{30, champions, champions, 1}).gridFinding(),
		"Fewer than 10 of those who buy often have stayed away; 30 customers have bought lately.", "购买频繁的客户中，久未购买的少于 10 位；最近有购买的有 30 位客户。")
	says(t, segmentsInput(table, group{30, champions, champions, 1}).gridFinding(),
		"All 30 customers who buy often have bought lately.", "购买频繁的 30 位客户最近都有购买。")
	says(t, segmentsInput(table, group{30, lapsed, lapsed, 1}).gridFinding(),
		"No customer buys often enough to score 4 or 5 in frequency.", "没有客户的购买频度达到 4 分或 5 分。")
}

func TestProfileFinding(t *testing.T) {
	table := segment.Standard()
	says(t, segmentsInput(table, group{20, champions, champions, 1}, group{30, lapsed, champions, 1}, group{25, recently, nobody, 1}, group{20, lapsed, lapsed, 1}).profileFinding(),
		"25 customers bought for the first time since 19 June 1972, 35.7% on top of 70. “Lost” grew most (+30) and “Champions” shrank most (−30).",
		"自 1972年6月19日以来有 25 位客户首次购买，在 70 的基础上增加 35.7%。“已流失客户”增加最多（+30），“冠军客户”减少最多（−30）。")
	says(t, segmentsInput(table, group{20, champions, champions, 1}, group{25, recently, nobody, 1}).profileFinding(),
		"25 customers bought for the first time since 19 June 1972, 125% on top of 20. “New customers” grew most (+25).",
		"自 1972年6月19日以来有 25 位客户首次购买，在 20 的基础上增加 125%。“新近客户”增加最多（+25）。")
	says(t, segmentsInput(table, group{20, champions, champions, 1}, group{30, lapsed, lapsed, 1}).profileFinding(),
		"No customer was won since 19 June 1972. Every segment is as large as it was.",
		"自 1972年6月19日以来没有新增客户。各细分的规模没有变化。")
	says(t, segmentsInput(table, group{20, champions, champions, 1}, group{5, recently, champions, 1}).profileFinding(),
		"No customer was won since 19 June 1972. “Champions” shrank most (−5).", "自 1972年6月19日以来没有新增客户。“冠军客户”减少最多（−5）。")
	says(t, segmentsInput(table, group{9, champions, champions, 1}, group{9, recently, champions, 1}).profileFinding(),
		"No customer was won since 19 June 1972.", "自 1972年6月19日以来没有新增客户。")
	says(t, segmentsInput(table, group{20, champions, nobody, 400}, group{25, lapsed, nobody, 30}).profileFinding(),
		"A customer of “Champions” has brought EUR\u00a0400 on average, one of “Lost” EUR\u00a030: spend effort in proportion.",
		"“冠军客户”的客户平均带来 EUR\u00a0400，“已流失客户”的客户平均带来 EUR\u00a030：投入应与之相称。")
	says(t, segmentsInput(table, group{20, champions, nobody, 400}).profileFinding(),
		"All 20 customers are in one segment, “Champions”: they are too much alike to be told apart.",
		"全部 20 位客户都属于同一细分“冠军客户”：彼此太相似，无法区分。")
}

func TestTurnoverFinding(t *testing.T) {
	table := segment.Standard()
	stay, slip, back := group{60, champions, champions, 5}, group{20, risky, loyal, 100}, group{20, champions, lapsed, 30}
	few := func(g group) group { g.n = 4; return g }
	says(t, segmentsInput(table, stay, slip, back).turnoverFinding(),
		"60% of the 100 customers of 19 June 1972 are in the segment they were in; 20 customers with EUR\u00a02,000 of revenue fell back, and 20 customers with EUR\u00a0600 came back.",
		"1972年6月19日的 100 位客户中，60% 仍在原细分；20 位客户退后（迄今收入 EUR\u00a02,000），20 位客户回归（迄今收入 EUR\u00a0600）。")
	says(t, segmentsInput(table, stay, slip, few(back)).turnoverFinding(),
		"71.4% of the 84 customers of 19 June 1972 are in the segment they were in; 20 customers with EUR\u00a02,000 of revenue fell back, and fewer than 10 came back.",
		"1972年6月19日的 84 位客户中，71.4% 仍在原细分；20 位客户退后（迄今收入 EUR\u00a02,000），回归的少于 10 位。")
	says(t, segmentsInput(table, stay, few(slip), back).turnoverFinding(),
		"71.4% of the 84 customers of 19 June 1972 are in the segment they were in; 20 customers came back after a long time, and fewer than 10 fell back.",
		"1972年6月19日的 84 位客户中，71.4% 仍在原细分；20 位客户久未购买后回归，退后的少于 10 位。")
	says(t, segmentsInput(table, stay, few(slip), few(back)).turnoverFinding(),
		"88.2% of the 68 customers of 19 June 1972 are in the segment they were in; hardly anyone fell back or came back.",
		"1972年6月19日的 68 位客户中，88.2% 仍在原细分；几乎没有客户退后或回归。")
	says(t, segmentsInput(table, stay).turnoverFinding(),
		"Nobody changed segment since 19 June 1972.", "自 1972年6月19日以来没有客户改变细分。")
	says(t, segmentsInput(table, group{20, champions, nobody, 1}).turnoverFinding(), "", "")
}

// Where no segment is of customers who have stayed away, the page says nothing of who fell back.
func TestTurnoverOfOwnSegments(t *testing.T) {
	often, err := segment.NewTable([]segment.Segment{{Name: "Often", Where: []segment.Rule{{F: "3-5"}}}, {Name: "Seldom", Where: []segment.Rule{{F: "1-2"}}}})
	if err != nil {
		t.Fatal(err)
	}
	in := segmentsInput(often, group{60, champions, champions, 5}, group{20, lapsed, champions, 100})
	for _, text := range []charts.Text{in.turnoverFinding(), in.turnoverBrief()} {
		says(t, text, "75% of the 80 customers of 19 June 1972 are in the segment they were in.", "1972年6月19日的 80 位客户中，75% 仍在原细分。")
	}
}

func TestTurnoverBrief(t *testing.T) {
	table := segment.Standard()
	stay, slip, back := group{60, champions, champions, 5}, group{20, risky, loyal, 100}, group{20, champions, lapsed, 30}
	size := func(g group, n int) group { g.n = n; return g }
	says(t, segmentsInput(table, stay, slip, back).turnoverBrief(),
		"Since 19 June 1972 as many have fallen back as come back (20 customers).", "自1972年6月19日以来，退后的与回归的一样多（各 20 位客户）。")
	says(t, segmentsInput(table, stay, slip, size(back, 15)).turnoverBrief(),
		"Since 19 June 1972 more have fallen back (20 customers) than come back (15 customers).", "自1972年6月19日以来，退后的（20 位客户）多于回归的（15 位客户）。")
	says(t, segmentsInput(table, stay, size(slip, 15), back).turnoverBrief(),
		"Since 19 June 1972 more have come back (20 customers) than fallen back (15 customers).", "自1972年6月19日以来，回归的（20 位客户）多于退后的（15 位客户）。")
	says(t, segmentsInput(table, stay, slip, size(back, 4)).turnoverBrief(),
		"Since 19 June 1972, 20 customers have fallen back, and fewer than 10 have come back.", "自1972年6月19日以来，20 位客户退后，回归的少于 10 位。")
	says(t, segmentsInput(table, stay, size(slip, 4), back).turnoverBrief(),
		"Since 19 June 1972, 20 customers have come back after a long time, and fewer than 10 have fallen back.", "自1972年6月19日以来，20 位客户久未购买后回归，退后的少于 10 位。")
	says(t, segmentsInput(table, stay, size(slip, 4), size(back, 4)).turnoverBrief(),
		"Since 19 June 1972 hardly anyone has fallen back or come back.", "自1972年6月19日以来，几乎没有客户退后或回归。")
	says(t, segmentsInput(table, stay).turnoverBrief(), "Nobody changed segment since 19 June 1972.", "自 1972年6月19日以来没有客户改变细分。")
	says(t, segmentsInput(table, group{20, champions, nobody, 1}).turnoverBrief(), "", "")
}

func TestMoveFinding(t *testing.T) {
	table := segment.Standard()
	stay := group{60, champions, champions, 5}
	says(t, segmentsInput(table, stay, group{20, risky, champions, 100}, group{500, recently, nobody, 100}).moveFinding(),
		"The largest move is from “Champions” to “At risk”: 20 customers, 25% of those who were in it.",
		"最大的移动是从“冠军客户”到“流失风险客户”：20 位客户，占原细分的 25%。")
	says(t, segmentsInput(table, stay, group{9, risky, champions, 100}).moveFinding(),
		"No move between two segments is as large as 10 customers.", "没有任何两个细分之间的移动达到 10 位客户。")
	says(t, segmentsInput(table, stay).moveFinding(), "Nobody changed segment since 19 June 1972.", "自 1972年6月19日以来没有客户改变细分。")
	own, err := segment.NewTable([]segment.Segment{{Name: "Warm", Where: []segment.Rule{{R: "3-5"}}}, {Name: "Cold", Where: []segment.Rule{{R: "1-2"}}}})
	if err != nil {
		t.Fatal(err)
	}
	says(t, segmentsInput(own, stay, group{20, risky, champions, 100}).moveFinding(),
		"The largest move is from “Warm” to “Cold”: 20 customers, 25% of those who were in it.", "最大的移动是从“Warm”到“Cold”：20 位客户，占原细分的 25%。")
}

func TestConcentrationFinding(t *testing.T) {
	table := segment.Standard()
	in := segmentsInput(table, group{80, lapsed, lapsed, 10}, group{20, champions, champions, 160})
	says(t, in.concentrationFinding(),
		"The best 20% of customers bring 80% of revenue, as on 19 June 1972; 20 customers (20%) make 80% of it: the result depends on keeping them.",
		"前 20% 的客户贡献 80% 的收入，与 1972年6月19日持平；20 位客户（20%）贡献了 80%：业绩取决于能否留住他们。")
	says(t, in.topFinding(),
		"The best 1% of customers (1) bring 4% of revenue, 4 times their share of the customers.",
		"前 1% 的客户（1 位）贡献 4% 的收入，是其人数占比的 4 倍。")
	in = segmentsInput(table, group{80, lapsed, lapsed, 10}, group{20, champions, nobody, 160})
	says(t, in.concentrationFinding(),
		"The best 20% of customers bring 80% of revenue (+60 points since 19 June 1972); 20 customers (20%) make 80% of it: the result depends on keeping them.",
		"前 20% 的客户贡献 80% 的收入（自 1972年6月19日以来 +60 个百分点）；20 位客户（20%）贡献了 80%：业绩取决于能否留住他们。")
	in = segmentsInput(table, group{50, lapsed, nobody, 10})
	says(t, in.concentrationFinding(), "Revenue is spread evenly: the best 20% of customers bring 20% of it.", "收入分布均匀：前 20% 的客户贡献 20%。")
	says(t, in.topFinding(), "The best 10% of customers bring 10% of revenue.", "前 10% 的客户贡献 10% 的收入。")
	in = segmentsInput(table, group{50, lapsed, nobody, -10})
	en, zh := "Refunds are too great against purchases to say how concentrated the revenue is.", "退款相对购买额过高，无法衡量收入集中度。"
	says(t, in.concentrationFinding(), en, zh)
	says(t, in.topFinding(), en, zh)
}

func TestNegativeNote(t *testing.T) {
	table := segment.Standard()
	says(t, segmentsInput(table, group{50, lapsed, nobody, 10}).negativeNote(), "", "")
	says(t, segmentsInput(table, group{50, lapsed, nobody, 10}, group{3, lapsed, nobody, -1}).negativeNote(),
		"Fewer than 10 customers were refunded more than they bought and count with their negative revenue.", "退款超过购买额的客户少于 10 位，按其负收入计入。")
	says(t, segmentsInput(table, group{50, lapsed, nobody, 10}, group{30, lapsed, nobody, -1}).negativeNote(),
		"30 customers were refunded more than they bought (EUR\u00a0−30 in all) and count with their negative revenue.",
		"30 位客户退款超过购买额（合计 EUR\u00a0−30），按其负收入计入。")
}

func TestScoreDefinition(t *testing.T) {
	in := segmentsInput(segment.Standard(), group{50, champions, nobody, 100}, group{50, lapsed, nobody, 10})
	check := func(got charts.Text, en, zh string) {
		t.Helper()
		if !strings.Contains(got.EN, en) || !strings.Contains(got.ZH, zh) {
			t.Errorf("got %s\n%s\nwant %s\n%s", got.EN, got.ZH, en, zh)
		}
	}
	check(in.scoreDefinition(), "⌈5 · mean rank / n⌉", "⌈5 · 平均名次 / n⌉")
	check(in.scoreDefinition(), "R: 4 up to 0 days; 2 up to 200 days; 1 the rest", "R：4 分：不超过 0 天；2 分：不超过 200 天；1 分：其余")
	check(in.scoreDefinition(), "M: 4 from EUR\u00a0100; 2 from EUR\u00a010; 1 the rest", "M：4 分：不低于 EUR\u00a0100；2 分：不低于 EUR\u00a010；1 分：其余")
	check(in.segmentDefinition(), "Loyal (R 4–5 F 4–5 M 1–3 | R 3 F 4–5). Buy often", "忠诚客户（R 4–5 F 4–5 M 1–3 | R 3 F 4–5）。购买频繁")
	check(in.migrationDefinition(), "because others did", "相对排名")
	fixed, err := rfm.FixedScale([]int{1, 2, 3, 4}, []int{1, 2, 3, 4}, []float64{1, 2, 3, 4})
	if err != nil {
		t.Fatal(err)
	}
	in.Scale = fixed
	check(in.scoreDefinition(), "by the cut points of the configuration", "按配置的分界点")
	if strings.Contains(in.migrationDefinition().EN, "because others did") {
		t.Error("fixed scores do not rank customers against each other")
	}
	if got := ruleText(segment.Rule{}); got != "R F M 1–5" {
		t.Errorf("a rule for all scores reads %q", got)
	}
}

// section is a section of a page by its id.
func section(t *testing.T, p charts.Page, id string) charts.Section {
	t.Helper()
	for _, s := range p.Sections {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("the page has no section %s", id)
	return charts.Section{}
}

// TestSegmentsPage writes the page, whose charts and tables are checked on the way, for bases of every kind.
func TestSegmentsPage(t *testing.T) {
	table := segment.Standard()
	check := func(sections int, groups ...group) charts.Page {
		t.Helper()
		p := Customers(segmentsInput(table, groups...))
		if len(p.Sections) != sections {
			t.Errorf("%d sections, want %d", len(p.Sections), sections)
		}
		for _, s := range p.Sections {
			if s.Title.EN == "" || s.Title.ZH == "" || (s.Small.IsZero() && (s.Note.IsZero() || s.Definition.IsZero())) {
				t.Errorf("section %s lacks a finding, its n or its definition", s.ID)
			}
		}
		checkWording(t, p)
		p.Name = "index"
		if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: 1000, Compare: 900, Start: 0, Currency: "EUR"}, Pages: []charts.Page{p}}); err != nil {
			t.Error(err)
		}
		return p
	}
	p := check(8, group{60, champions, champions, 50}, group{20, risky, loyal, 100}, group{20, champions, lapsed, 30}, group{15, recently, nobody, 5}, group{3, loyal, risky, 7})
	if len(p.Cards) != 5 || p.Answer.IsZero() {
		t.Errorf("%d cards, answer %v", len(p.Cards), p.Answer)
	}
	if p = check(7, group{60, champions, nobody, 50}); len(section(t, p, "profile").Table.Columns) != 8 || section(t, p, "migration").Small.IsZero() {
		t.Error("without an earlier date there is no change")
	}
	check(8, group{9, champions, champions, 50}, group{9, lapsed, champions, 5})
	check(8, group{20, champions, champions, -50}, group{20, lapsed, champions, 5})
	check(8, group{50, champions, champions, 0})
	check(1, group{1, champions, nobody, 50})
	check(1)
	in := segmentsInput(table, group{1, champions, nobody, 50}, group{2, lapsed, champions, 3})
	in.MinGroup = 0
	in.Segments.Total.Revenue = analytics.Total{}
	if p := Customers(in); len(p.Sections) != 8 {
		t.Errorf("three customers without a least group size have %d sections", len(p.Sections))
	}
}

// TestSmallGroupsStayHidden checks that no figure of fewer than ten customers is in a table of the page.
func TestSmallGroupsStayHidden(t *testing.T) {
	p := Customers(segmentsInput(segment.Standard(), group{60, champions, champions, 50}, group{9, risky, champions, 71}, group{8, loyal, nobody, 33}))
	secret := map[float64]bool{9: true, 8: true, 9 * 71: true, 8 * 33: true, 71: true, 33: true, 9. / 77: true, 8. / 77: true, 9. / 69: true}
	hidden := 0
	for _, s := range p.Sections {
		if s.Table == nil || s.Table.Name == "concentration" {
			continue
		}
		for _, row := range s.Table.Rows {
			for _, cell := range row {
				if x, ok := figure(cell); ok && secret[x] {
					t.Errorf("%s shows %v in %v", s.ID, cell, row)
				}
				if cell == (both("under 10", "少于 10")) {
					hidden++
				}
			}
		}
	}
	if want := 6 * 2; hidden != want { // in sizes, revenue, grid, profile, migration and moves
		t.Errorf("%d figures are hidden, want %d", hidden, want)
	}
	if n := len(section(t, p, "sizes").Table.Rows); n != 11 {
		t.Errorf("%d segments, want all 11", n)
	}
}

// figure is a cell of a table as a number.
func figure(cell any) (float64, bool) {
	switch v := cell.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	case analytics.Money:
		return v.Units(), true
	case analytics.Total:
		return v.Units(), true
	}
	return 0, false
}
