package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

func kindsInput(next loyalty.Next) LoyaltyInput {
	row := func(by, name, repeat string, n int64) loyalty.TypeRow {
		return loyalty.TypeRow{By: by, Name: name, Repeats: repeat, Customers: n, Share: float64(n) / 100, Low: 0, High: 1, Revenue: float64(n), OfRevenue: .25}
	}
	return LoyaltyInput{Currency: "GBP", MinGroup: 10, Types: &loyalty.Types{
		Loyal: analytics.ShareOf(40, 100), Asked: 60, Revenue: 800, Next: next,
		Kinds:  []loyalty.TypeRow{row("type", "super-value", "high", 20), row("type", "latent", "low", 12), row("type", "none", "", 3)},
		Habits: []loyalty.TypeRow{row("behaviour", "at a discount", "high", 15), row("behaviour", "other", "low", 85)},
	}}
}

func TestLoyalFinding(t *testing.T) {
	says(t, kindsInput(loyalty.Next{}).loyalFinding(),
		"40% of customers are loyal: current, and bought on two days or more of the last 365. They brought GBP\u00a0800 in the last 365 days; what they will bring next year can be told after three years of data.",
		"40%的客户是忠诚客户：为现有客户，且最近 365 天内在两天或以上购买过。他们在最近 365 天带来 GBP\u00a0800；积累三年数据后才能预计他们明年带来多少。")
	next := loyalty.Next{Known: true, Then: 30, Revenue: loyalty.Estimate{Value: 720, Low: 600, High: 840}, LastShare: .5}
	in := kindsInput(next)
	says(t, in.loyalFinding(),
		"40% of customers are loyal: current, and bought on two days or more of the last 365. They brought GBP\u00a0800 in the last 365 days; if they do as those of a year ago did, they will bring GBP\u00a0600 to GBP\u00a0840 in the next. Last year 50% of revenue came from who was loyal when it began.",
		"40%的客户是忠诚客户：为现有客户，且最近 365 天内在两天或以上购买过。他们在最近 365 天带来 GBP\u00a0800；若与一年前的忠诚客户表现相同，来年将带来 GBP\u00a0600 至 GBP\u00a0840。过去一年收入的 50% 来自年初的忠诚客户。")
	if cards := in.loyalCards(); len(cards) != 2 || cards[1].Value != charts.Same("GBP\u00a0720") {
		t.Errorf("cards: %+v", cards)
	}
	if rows := in.loyal().Table.Rows; len(rows) != 5 {
		t.Errorf("rows: %v", rows)
	}
}

func TestTypesFinding(t *testing.T) {
	in := kindsInput(loyalty.Next{})
	says(t, in.typesFinding(),
		"Of 60 customers who were asked, 20% like us and come back often, and bring 25% of their revenue. 12% like us but seldom buy: they need an occasion, not persuading.",
		"在被询问的 60 位客户中，20% 既认同我们又常回来，贡献其中 25% 的收入。12% 认同我们但少买：他们需要的是契机，而非说服。")
	if s := in.types(); len(s.Table.Rows) != 2 || !strings.Contains(s.Note.EN, "Not shown: 1 group of fewer than 10 customers.") {
		t.Errorf("small kinds are shown: %v, %q", s.Table.Rows, s.Note.EN)
	}
	in.Types.Kinds = in.Types.Kinds[:1]
	says(t, in.typesFinding(), "Of 60 customers who were asked, 20% like us and come back often, and bring 25% of their revenue.",
		"在被询问的 60 位客户中，20% 既认同我们又常回来，贡献其中 25% 的收入。")
	in.Types.Kinds = nil
	says(t, in.typesFinding(), "Of 60 customers who were asked, none both likes us and comes back often.", "在被询问的 60 位客户中，没有人既认同我们又常回来。")
}

func TestHabitsFinding(t *testing.T) {
	in := kindsInput(loyalty.Next{})
	says(t, in.habitsFinding(), "15% of customers come back mostly at a discount, and bring 25% of revenue: they may leave when it ends.",
		"15% 的客户多在有折扣时回来，贡献 25% 的收入：折扣结束时他们可能离开。")
	says(t, habitName(in.Types.Habits[0]), "Come back, mostly at a discount", "常回来，多为折扣购买")
	says(t, habitName(in.Types.Habits[1]), "Seldom buy, no such habit", "少买，无上述习惯")
	in.Types.Habits = in.Types.Habits[1:]
	says(t, in.habitsFinding(), "Customers who come back do so without discounts, for the most part.", "回来的客户大多不是为了折扣。")
}

func TestWithoutSurveysTheBehaviourIsShown(t *testing.T) {
	in := kindsInput(loyalty.Next{})
	in.Types.Asked, in.Types.Kinds = 0, nil
	p := Loyalty(in)
	var ids []string
	for _, s := range p.Sections {
		ids = append(ids, s.ID)
	}
	if p.Absent != nil || strings.Join(ids, " ") != "loyal habits curve" || p.Sections[2].Small.IsZero() || p.Answer != in.loyalFinding() {
		t.Errorf("sections %v, answer %q", ids, p.Answer.EN)
	}
	in.Types.Loyal.N = 9
	if p := Loyalty(in); p.Absent == nil {
		t.Errorf("nine customers are shown: %+v", p)
	}
}

func TestEveryKindHasItsName(t *testing.T) {
	for _, k := range []loyalty.Kind{loyalty.SuperValue, loyalty.Incentive, loyalty.Inertia, loyalty.Monopoly, loyalty.PriceLed, loyalty.Latent, loyalty.None} {
		if n := kindNames[string(k)]; n.EN == "" || n.ZH == "" {
			t.Errorf("%s has no name", k)
		}
	}
	for _, h := range []loyalty.Habit{loyalty.Captive, loyalty.Discounted, loyalty.Steady, loyalty.Other} {
		if n := habitNames[string(h)]; n.EN == "" || n.ZH == "" {
			t.Errorf("%s has no name", h)
		}
	}
}

func TestSegmentFinding(t *testing.T) {
	curve := func(name, zh string, slope, half float64) SegmentCurve {
		return SegmentCurve{both(name, zh), loyalty.SegmentRow{Segment: name, N: 50, Slope: slope, SlopeLow: slope - half, SlopeHigh: slope + half}}
	}
	with := func(rows ...SegmentCurve) charts.Text {
		return LoyaltyInput{MinGroup: 10, Segments: rows}.segmentFinding()
	}
	up, flat, down := curve("Loyal", "忠诚", .05, .02), curve("Lost", "流失", .01, .02), curve("New", "新", -.04, .02)
	says(t, with(flat), "In no segment alone does the score clearly tell who comes back: each is small.", "在任何单个细分中，评分都不能明确区分谁会回来：每个细分都较小。")
	says(t, with(flat, up), "A higher score clearly goes with more customers coming back in 1 of 2 segments; a point's difference: “Loyal” (+5 points).",
		"在 2 个细分中的 1 个，评分更高明确伴随更多客户回来；每分之差：“忠诚”（+5 个百分点）。")
	says(t, with(flat, up, down), "A higher score clearly goes with more customers coming back in 1 of 3 segments; a point's difference: “Loyal” (+5 points). With fewer it goes in “New” (−4 points).",
		"在 3 个细分中的 1 个，评分更高明确伴随更多客户回来；每分之差：“忠诚”（+5 个百分点）。在 “新”（−4 个百分点）则相反。")
	says(t, with(flat, down), "A higher score goes with fewer customers coming back in “New” (−4 points).", "在 “新”（−4 个百分点），评分更高伴随更少客户回来。")
	small := curve("Small", "小", .5, .1)
	small.N = 9
	unknown := curve("Unknown", "未知", 0, math.NaN())
	if rows := (LoyaltyInput{MinGroup: 10, Segments: []SegmentCurve{flat, small, unknown, up}}).bySegment(); len(rows) != 2 || rows[0].Segment != "Loyal" {
		t.Errorf("got %+v", rows)
	}
}
