package charts

import (
	"cmp"
	"slices"

	"regulars/analytics/loyalty"
)

// SegmentCurve is the curve of a segment.
type SegmentCurve struct {
	Name Text
	loyalty.SegmentRow
}

// bySegment are the segments that can be shown, the steepest curve first.
func (in LoyaltyInput) bySegment() (rows []SegmentCurve) {
	for _, s := range in.Segments {
		if s.N >= int64(max(1, in.MinGroup)) && known(s.SlopeLow) {
			rows = append(rows, s)
		}
	}
	slices.SortStableFunc(rows, func(a, b SegmentCurve) int { return cmp.Compare(b.Slope, a.Slope) })
	return rows
}

// segmentFinding says in how many segments the score tells who comes back.
func (in LoyaltyInput) segmentFinding() Text {
	rows := in.bySegment()
	var up, down []Text
	for _, r := range rows {
		switch {
		case r.SlopeLow > 0:
			up = append(up, Sentence("“%s” (%s)", "“%s”（%s）", r.Name, Points(r.Slope)))
		case r.SlopeHigh < 0:
			down = append(down, Sentence("“%s” (%s)", "“%s”（%s）", r.Name, Points(r.Slope)))
		}
	}
	finding := Text{"In no segment alone does the score clearly tell who comes back: each is small.", "在任何单个细分中，评分都不能明确区分谁会回来：每个细分都较小。"}
	if len(up) > 0 {
		finding = Sentence("A higher score clearly goes with more customers coming back in %s of %s; a point's difference: %s.",
			"在 %[2]s中的 %[1]s 个，评分更高明确伴随更多客户回来；每分之差：%[3]s。", Count(len(up)), Plural(len(rows), "segment", "segments", "个细分"), And(up[:min(3, len(up))]...))
	}
	if len(down) == 0 {
		return finding
	}
	less := Sentence("With fewer it goes in %s.", "在 %s则相反。", And(down[:min(3, len(down))]...))
	if len(up) == 0 {
		return Sentence("A higher score goes with fewer customers coming back in %s.", "在 %s，评分更高伴随更少客户回来。", And(down[:min(3, len(down))]...))
	}
	return Join(finding, less)
}

// segments is the curve by segment.
func (in LoyaltyInput) segments() Section {
	bars := Bars{Kind: KindPoints, Flat: true, Name: Text{"Difference a point", "每分之差"}, Series: []Bar{{}}}
	grid := &Grid{Name: "loyalty_segments", Columns: []Column{
		{Text{"Segment", "细分"}, KindText, "segment"}, {Text{"Customers", "客户数"}, KindCount, "n"}, {Text{"Bought again", "再次购买"}, KindPercent, "rate"},
		{Text{"Difference a point", "每分之差"}, KindPoints, "slope"}, {Text{"from", "下限"}, KindPoints, "slope_low"}, {Text{"to", "上限"}, KindPoints, "slope_high"},
		{Text{"tau-b", "tau-b"}, KindNumber, "tau_b"},
	}}
	for _, r := range in.bySegment() {
		b := &bars.Series[0]
		bars.Names, b.Values = append(bars.Names, r.Name), append(b.Values, r.Slope)
		b.Low, b.High, b.Colors = append(b.Low, r.SlopeLow), append(b.High, r.SlopeHigh), append(b.Colors, SegmentColor(r.Segment))
		grid.Rows = append(grid.Rows, []any{r.Name, r.N, r.Rate, r.Slope, r.SlopeLow, r.SlopeHigh, r.Tau})
	}
	return Section{
		ID: "by-segment", Title: in.segmentFinding(), Chart: BarChart(bars), Table: grid,
		What: Text{"How much more often customers came back for a point of score, by their segment on the day of the answer, with 95% intervals",
			"评分每高一分，客户多回来多少，按回答当日所属细分，附 95% 区间"},
		Note: Join(in.counted(), in.caution()),
		Definition: Text{
			"The slope of a straight line through the shares who bought again, by score. A customer counts to the segment of the day of the answer, by today's cut points: today's segment would hold what came after. Of several segments the steepest is always steep by chance, too.",
			"再次购买占比随评分变化的直线斜率。客户按回答当日所属细分计入，采用今天的分界点：今天的细分已包含此后的行为。多个细分中，最陡者总有偶然成分。",
		},
	}
}
