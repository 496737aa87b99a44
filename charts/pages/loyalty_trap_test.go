package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics/loyalty"
	"regulars/charts"
)

func trapInput(t loyalty.Trap) LoyaltyInput {
	in := loyaltyInput(.2, .4, loyaltyLevel(1, 200, 50, 10, 2), loyaltyLevel(5, 200, 164, 30, 2))
	in.Result.Trap = t
	return in
}

func TestTrapFinding(t *testing.T) {
	straight := loyalty.Broken{Slopes: []float64{.042}}
	once := loyalty.Broken{Breaks: []float64{6}, Slopes: []float64{.05, 0}}
	twice := loyalty.Broken{Breaks: []float64{3, 7.04}, Slopes: []float64{0, .05, 0}}
	fits := []loyalty.Broken{straight, once, twice}
	from, to := loyalty.Estimate{Value: 5.04, Low: 4.6, High: 5.5}, loyalty.Estimate{Value: 8, Low: 7.6, High: 8.2}
	for _, x := range []struct {
		trap   loyalty.Trap
		en, zh string
	}{
		{loyalty.Trap{Verdict: loyalty.Found, Flat: true, From: from, To: to},
			"From about 5.0 to 8.0 satisfaction does not pay: within this stretch a higher score goes with no more customers coming back, below and above it does.",
			"大约从 5.0 到 8.0，满意不带来回报：在此区间内，评分更高并不伴随更多客户回来；低于或高于此区间则会。"},
		{loyalty.Trap{Verdict: loyalty.Found, From: from, To: to},
			"From about 5.0 to 8.0 satisfaction does not pay: within this stretch a higher score goes with no more customers coming back, perhaps with fewer; below and above it does.",
			"大约从 5.0 到 8.0，满意不带来回报：在此区间内，评分更高并不伴随更多客户回来，甚至可能更少；低于或高于此区间则会。"},
		{loyalty.Trap{Verdict: loyalty.TooSmall, Reason: loyalty.Rises, N: 60, Needed: 5560},
			"The scores of 60 customers are too few to tell whether there is a stretch where satisfaction does not pay. It would take about 5,560 customers.",
			"60 位客户的评分太少，无法判断是否存在满意不带来回报的区间。大约需要 5,560 位客户。"},
		{loyalty.Trap{Verdict: loyalty.TooSmall, Reason: loyalty.Unrelated, N: 60},
			"The scores of 60 customers are too few to tell whether there is a stretch where satisfaction does not pay.",
			"60 位客户的评分太少，无法判断是否存在满意不带来回报的区间。"},
		{loyalty.Trap{Verdict: loyalty.TooSmall, Reason: loyalty.Unclear, N: 600, Needed: 900, From: from, To: to},
			"From 5.0 to 8.0 the curve looks flat, but the scores of 600 customers are too few to be sure. It would take about 900 customers.",
			"从 5.0 到 8.0，曲线看似持平，但 600 位客户的评分太少，无法确定。大约需要 900 位客户。"},
		{loyalty.Trap{Verdict: loyalty.NotFound, Reason: loyalty.FewLevels},
			"With fewer than four scores there is no telling whether satisfaction pays everywhere.", "评分档位少于四个，无法判断满意是否处处带来回报。"},
		{loyalty.Trap{Verdict: loyalty.NotFound, Reason: loyalty.Falls},
			"There is no stretch to get past: the higher the score, the fewer customers come back here.", "没有需要跨越的区间：在这里，评分越高，回来的客户越少。"},
		{loyalty.Trap{Verdict: loyalty.NotFound, Reason: loyalty.Unrelated},
			"The score makes no difference that matters to who comes back, anywhere on the scale.", "在整个量表上，评分对谁会回来没有值得一提的差别。"},
		{loyalty.Trap{Verdict: loyalty.NotFound, Reason: loyalty.Rises, Fits: fits},
			"Satisfaction pays all along the scale: no stretch was found where it does not; a point more goes with +4.2 points of customers coming back.",
			"满意在整个量表上都带来回报：没有发现不带来回报的区间；评分每高一分，回来的客户占比 +4.2 个百分点。"},
		{loyalty.Trap{Verdict: loyalty.NotFound, Reason: loyalty.Rises, Fits: fits, Chosen: 1, Ends: [2]bool{false, true}},
			"Satisfaction pays up to about 6.0: above, a higher score goes with no more customers coming back.",
			"满意到大约 6.0 为止带来回报：高于它，评分更高并不伴随更多客户回来。"},
		{loyalty.Trap{Verdict: loyalty.NotFound, Reason: loyalty.Rises, Fits: fits, Chosen: 1, Ends: [2]bool{true, false}},
			"Satisfaction pays from about 6.0 on: below, a higher score goes with no more customers coming back.",
			"满意从大约 6.0 起才带来回报：低于它，评分更高并不伴随更多客户回来。"},
		{loyalty.Trap{Verdict: loyalty.NotFound, Reason: loyalty.Rises, Fits: fits, Chosen: 2, Ends: [2]bool{true, true}},
			"Satisfaction pays between about 3.0 and 7.0 only: below and above, a higher score goes with no more customers coming back.",
			"满意只在大约 3.0 与 7.0 之间带来回报：低于或高于此区间，评分更高并不伴随更多客户回来。"},
	} {
		says(t, trapInput(x.trap).trapFinding(), x.en, x.zh)
	}
}

func TestTrapLeadsThePage(t *testing.T) {
	two := loyalty.Broken{Intercept: .1, Breaks: []float64{2, 4}, Slopes: []float64{.1, 0, .1}}
	in := trapInput(loyalty.Trap{
		Verdict: loyalty.Found, Flat: true, Chosen: 2, Fits: []loyalty.Broken{{Slopes: []float64{.1}}, {Breaks: []float64{2}, Slopes: []float64{.1, .2}}, two}, Smallest: .025,
		From: loyalty.Estimate{Value: 2, Low: 1.5, High: 2.5}, To: loyalty.Estimate{Value: 4, Low: 3.5, High: 4.5}, Slope: loyalty.Estimate{Value: 0, Low: -.01, High: .012},
	})
	in.Result.Stake = &loyalty.Stake{From: 2, To: 4, Customers: 40, Spend: 800, Share: .4, Above: 30, Compared: 38, Matched: loyalty.Estimate{Value: 5, Low: 1, High: 9}}
	p := Loyalty(in)
	if p.Brief != in.trapFinding() || !strings.HasPrefix(p.Answer.EN, p.Brief.EN) {
		t.Errorf("the page begins with %q", p.Answer.EN)
	}
	if len(p.Sections) < 3 || p.Sections[1].ID != "trap" || p.Sections[2].ID != "stake" {
		t.Fatalf("sections: %+v", p.Sections)
	}
	says(t, in.ends(), "It is likely to begin at 1.5 to 2.5 and to end at 3.5 to 4.5; within it a point goes with −1 point to +1.2 points (90% interval; less than +2.5 points matters little).",
		"它很可能始于 1.5 至 2.5，止于 3.5 至 4.5；其中每分对应 −1 个百分点至 +1.2 个百分点（90% 区间；影响甚微者小于 +2.5 个百分点）。")
	if rows := p.Sections[1].Table.Rows; len(rows) != 3 || rows[2][1] != charts.Same("2.00; 4.00") && rows[2][1] != (both("2.00; 4.00", "2.00；4.00")) {
		t.Errorf("lines: %v", rows)
	}
}

func TestStakeFinding(t *testing.T) {
	in := trapInput(loyalty.Trap{})
	with := func(e loyalty.Estimate) charts.Text {
		in.Result.Stake = &loyalty.Stake{Customers: 40, Spend: 800, Share: .4, Matched: e}
		return in.stakeFinding()
	}
	en, zh := "40 customers in the trap spent GBP\u00a0800 within 180 days of their answer, 40% of what all spent. ", "陷阱中的 40 位客户在回答后 180 天内花费 GBP\u00a0800，占全部花费的 40%。"
	says(t, with(loyalty.Estimate{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}), en+"There are too few above it to compare with.", zh+"高于陷阱的客户太少，无法比较。")
	says(t, with(loyalty.Estimate{Value: 5, Low: 1, High: 9}),
		en+"Those above it, who had bought as often and as recently before, spent GBP\u00a05 more each (GBP\u00a01 to GBP\u00a09): so much being past it was worth here.",
		zh+"高于陷阱且此前购买同样频繁、同样新近的客户，人均多花费 GBP\u00a05（GBP\u00a01 至 GBP\u00a09）：这就是在这里跨过陷阱的价值。")
	says(t, with(loyalty.Estimate{Value: -5, Low: -9, High: -1}),
		en+"Those above it, who had bought as often and as recently before, spent GBP\u00a05 less each (GBP\u00a01 to GBP\u00a09): being past it was worth nothing here.",
		zh+"高于陷阱且此前购买同样频繁、同样新近的客户，人均少花费 GBP\u00a05（GBP\u00a01 至 GBP\u00a09）：在这里跨过陷阱没有价值。")
	says(t, with(loyalty.Estimate{Value: 1, Low: -1, High: 3}),
		en+"Those above it, who had bought as often and as recently before, spent about as much each; the difference of GBP\u00a01 may be chance.",
		zh+"高于陷阱且此前购买同样频繁、同样新近的客户，人均花费相近；GBP\u00a01 的差异可能只是偶然。")
}

func TestPriorFinding(t *testing.T) {
	in := trapInput(loyalty.Trap{})
	with := func(raw, within loyalty.Estimate) charts.Text {
		in.Result.Adjusted = loyalty.Adjusted{Raw: raw, Within: within}
		return in.priorFinding()
	}
	up, none, down := loyalty.Estimate{Value: .05, Low: .03, High: .07}, loyalty.Estimate{Value: .01, Low: -.01, High: .03}, loyalty.Estimate{Value: -.05, Low: -.07, High: -.03}
	lost := loyalty.Estimate{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
	says(t, with(up, lost), "There are too few alike to set against what customers did before.", "情况相同的客户太少，无法与此前的行为对照。")
	says(t, with(up, up),
		"Among customers who had bought as often and as recently before, a point more still goes with +5 points coming back (+3 points to +7 points); among all it is +5 points.",
		"在此前购买同样频繁、同样新近的客户中，评分每高一分，回来的占比仍 +5 个百分点（+3 个百分点至 +7 个百分点）；在全部客户中为 +5 个百分点。")
	says(t, with(none, down),
		"Among customers who had bought as often and as recently before, a point more goes with −5 points coming back (−7 points to −3 points); among all it is +1 point.",
		"在此前购买同样频繁、同样新近的客户中，评分每高一分，回来的占比 −5 个百分点（−7 个百分点至 −3 个百分点）；在全部客户中为 +1 个百分点。")
	says(t, with(up, none),
		"Good customers answer well: among customers who had bought as often and as recently before, the score no longer clearly tells who comes back (+1 point a point; among all +5 points).",
		"好客户才给好评：在此前购买同样频繁、同样新近的客户中，评分不再能明确区分谁会回来（每分 +1 个百分点；全部客户中为 +5 个百分点）。")
	says(t, with(none, none),
		"Nor does the score clearly tell who comes back among customers who had bought as often and as recently before (+1 point a point).",
		"在此前购买同样频繁、同样新近的客户中，评分同样不能明确区分谁会回来（每分 +1 个百分点）。")
}

func TestReferFinding(t *testing.T) {
	level := func(score, rate, half float64) loyalty.Level {
		l := loyaltyLevel(score, 200, 50, 10, 2)
		l.Referred, l.ReferredLow, l.ReferredHigh = rate, rate-half, rate+half
		return l
	}
	low, high := level(1, .05, .02), level(5, .2, .02)
	with := func(tauLow, tauHigh float64, levels ...loyalty.Level) charts.Text {
		in := loyaltyInput(.2, .4, levels...)
		in.Result.ConcordantReferred = loyalty.Correlation{Value: (tauLow + tauHigh) / 2, Low: tauLow, High: tauHigh}
		return in.referFinding(levels)
	}
	says(t, with(.1, .3, low), "Of those who gave 1, 5% brought somebody afterwards.", "评分 1 的客户中有 5% 此后带来新客。")
	says(t, with(.1, .3, low, high), "Satisfied customers bring others: of those who gave 5, 20% brought somebody afterwards; of those who gave 1, 5%.",
		"满意的客户会带来他人：评分 5 的客户中有 20% 此后带来新客；评分 1 的客户中有 5%。")
	says(t, with(-.3, -.1, high, low), "Here satisfied customers bring fewer others: of those who gave 1, 5% brought somebody afterwards; of those who gave 5, 20%.",
		"在这里，满意的客户带来的人更少：评分 1 的客户中有 5% 此后带来新客；评分 5 的客户中有 20%。")
	says(t, with(-.1, .1, low, high), "Who brings others does not clearly go with the score: of those who gave 5, 20% brought somebody afterwards; of those who gave 1, 5%.",
		"谁会带来他人与评分没有明确关系：评分 5 的客户中有 20% 此后带来新客；评分 1 的客户中有 5%。")
}
