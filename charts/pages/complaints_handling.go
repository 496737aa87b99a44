package pages

import (
	"regulars/analytics"
	"regulars/analytics/complaint"
	"regulars/charts"
)

// handlingWords are the steps of handling, as they are named and as their share is told, each of what it is a share of.
var handlingWords = map[string]struct{ name, told charts.Text }{
	"prompt reply": {both("Replied to by the next day", "次日前回复"), both("%s of the complaints are replied to by the next day.", "%s的抱怨在次日前得到回复。")},
	"promise kept": {both("Promise kept", "兑现承诺"), both("%s of the promises that are due were kept.", "到期的承诺中有 %s 得到兑现。")},
	"followed up":  {both("Asked afterwards", "事后回访"), both("After %s of the closed cases the customer was asked how it went.", "已关闭的案件中有 %s 作了事后回访。")},
	"compensated":  {both("Compensated", "给予补偿"), both("%s of the closed cases were compensated.", "已关闭的案件中有 %s 获得补偿。")},
}

// handling is what is done about complaints, and what that goes with.
func (in ComplaintsInput) handling() charts.Section {
	s := charts.Section{
		ID: "handling", Title: in.handlingFinding(), What: both("Share of complaints for which each step was taken, with 95% intervals", "各处理步骤做到的占比，附 95% 区间"),
		Note: in.counted(), Definition: both(
			"Replied to by the next day: on the day it was opened or the day after. Promise kept: closed by the day that was promised; promises that are not due yet are left out. Asked afterwards, and compensated: of closed cases. Bought again: by whether it was done with the first complaint, among resolved and unresolved cases apart and within classes of customers who are alike before, as above. What is done was not drawn by lot, so this is an association.",
			"次日前回复：提出当天或次日。兑现承诺：在承诺日前关闭；尚未到期的承诺不计。事后回访与补偿：以已关闭案件计。再次购买：按首次抱怨是否做到区分，已解决与未解决分开，并在此前情况相同的客户中比较，如上所述。做到与否并非随机，因此只是关联。",
		),
		Table: &charts.Grid{Name: "complaint_handling", Columns: []charts.Column{
			{Title: both("Step", "步骤"), Kind: charts.KindText, Key: "step"}, {Title: both("Complaints", "抱怨"), Kind: charts.KindCount, Key: "complaints"}, {Title: both("Done", "做到"), Kind: charts.KindPercent, Key: "share"},
			{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"},
			{Title: both("Bought again: done", "做到者再购"), Kind: charts.KindPercent, Key: "rate_done"}, {Title: both("not done", "未做到者再购"), Kind: charts.KindPercent, Key: "rate_not"},
			{Title: both("Difference", "差值"), Kind: charts.KindPoints, Key: "difference"}, {Title: both("from", "下限"), Kind: charts.KindPoints, Key: "difference_low"}, {Title: both("to", "上限"), Kind: charts.KindPoints, Key: "difference_high"},
		}},
	}
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true, Name: both("Done", "做到"), Series: []charts.Bar{{}}}
	for _, h := range in.Result.Handling {
		if !in.enough(h.Customers) {
			continue
		}
		row := []any{handlingWords[h.Step].name, h.Complaints, h.Share, h.Low, h.High, nil, nil, nil, nil, nil}
		if in.setBeside(h) {
			row = append(row[:5], h.RateDone, h.RateNot, h.Difference, h.DiffLow, h.DiffHigh)
		}
		s.Table.Rows = append(s.Table.Rows, row)
		bars.Names = append(bars.Names, handlingWords[h.Step].name)
		b := &bars.Series[0]
		b.Values, b.Low, b.High = append(b.Values, h.Share), append(b.Low, h.Low), append(b.High, h.High)
	}
	if len(bars.Names) > 0 {
		s.Chart = charts.BarChart(bars)
	}
	return s
}

// setBeside tells whether enough customers saw a step done, and enough not.
func (in ComplaintsInput) setBeside(h complaint.Handling) bool {
	return in.enough(h.Done) && in.enough(h.NotDone) && charts.Known(h.DiffLow)
}

// handlingFinding says what is done least, and what goes with coming back.
func (in ComplaintsInput) handlingFinding() charts.Text {
	var least *complaint.Handling
	for i := range in.Result.Handling {
		if h := &in.Result.Handling[i]; in.enough(h.Customers) && (least == nil || h.Share < least.Share) {
			least = h
		}
	}
	if least == nil {
		return both("Of too few complaints is it known how they were handled.", "已知处理过程的抱怨太少。")
	}
	told := handlingWords[least.Step].told
	t := charts.Sentence(told.EN, told.ZH, charts.Percent(least.Share))
	clear := false
	for _, h := range in.Result.Handling {
		if !in.setBeside(h) || !h.Verdict.Clear() {
			continue
		}
		clear = true
		often := both("more often", "更常")
		if h.Verdict == analytics.Less {
			often = both("less often", "更少")
		}
		t = charts.Join(t, charts.Sentence("Customers bought again %s where this was done: %s (%s against %s).", "做到“%[2]s”时，客户%[1]s再次购买（%[3]s 对 %[4]s）。",
			often, handlingWords[h.Step].name, charts.Percent(h.RateDone), charts.Percent(h.RateNot)))
	}
	if clear {
		return t
	}
	return charts.Join(t, both("Beyond resolving the case, none of the steps clearly goes with coming back.", "除解决问题本身外，各步骤与再次购买均无明确关联。"))
}
