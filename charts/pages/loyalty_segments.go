package pages

import (
	"cmp"
	"slices"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

// SegmentCurve is the curve of a segment.
type SegmentCurve struct {
	Name charts.Text
	loyalty.SegmentRow
}

// bySegment are the segments that can be shown, the steepest curve first.
func (in LoyaltyInput) bySegment() (rows []SegmentCurve) {
	for _, s := range in.Segments {
		if s.N >= int64(max(1, in.MinGroup)) && charts.Known(s.SlopeLow) {
			rows = append(rows, s)
		}
	}
	slices.SortStableFunc(rows, func(a, b SegmentCurve) int { return cmp.Compare(b.Slope, a.Slope) })
	return rows
}

// segmentFinding says in how many segments the score tells who comes back.
func (in LoyaltyInput) segmentFinding() charts.Text {
	rows := in.bySegment()
	var up, down []charts.Text
	for _, r := range rows {
		switch r.Verdict() {
		case analytics.More:
			up = append(up, charts.Sentence("“%s” (%s)", "“%s”（%s）", r.Name, charts.Points(r.Slope)))
		case analytics.Less:
			down = append(down, charts.Sentence("“%s” (%s)", "“%s”（%s）", r.Name, charts.Points(r.Slope)))
		}
	}
	finding := both("In no segment alone does the score clearly tell who comes back: each is small.", "在任何单个细分中，评分都不能明确区分谁会回来：每个细分都较小。")
	if len(up) > 0 {
		finding = charts.Sentence("A higher score clearly goes with more customers coming back in %s of %s; a point's difference: %s.",
			"在 %[2]s中的 %[1]s 个，评分更高明确伴随更多客户回来；每分之差：%[3]s。", charts.Count(len(up)), charts.Plural(len(rows), "segment", "segments", "个细分"), charts.And(up[:min(3, len(up))]...))
	}
	if len(down) == 0 {
		return finding
	}
	less := charts.Sentence("With fewer it goes in %s.", "在 %s则相反。", charts.And(down[:min(3, len(down))]...))
	if len(up) == 0 {
		return charts.Sentence("A higher score goes with fewer customers coming back in %s.", "在 %s，评分更高伴随更少客户回来。", charts.And(down[:min(3, len(down))]...))
	}
	return charts.Join(finding, less)
}

// segments is the curve by segment.
func (in LoyaltyInput) segments() charts.Section {
	bars := charts.Bars{Kind: charts.KindPoints, Flat: true, Name: both("Difference a point", "每分之差"), Series: []charts.Bar{{}}}
	grid := &charts.Grid{Name: "loyalty_segments", Columns: []charts.Column{
		{Title: both("Segment", "细分"), Kind: charts.KindText, Key: "segment"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "n"}, {Title: both("Bought again", "再次购买"), Kind: charts.KindPercent, Key: "rate"},
		{Title: both("Difference a point", "每分之差"), Kind: charts.KindPoints, Key: "slope"}, {Title: both("from", "下限"), Kind: charts.KindPoints, Key: "slope_low"}, {Title: both("to", "上限"), Kind: charts.KindPoints, Key: "slope_high"},
		{Title: both("tau-b", "tau-b"), Kind: charts.KindNumber, Key: "tau_b"},
	}}
	for _, r := range in.bySegment() {
		b := &bars.Series[0]
		bars.Names, b.Values = append(bars.Names, r.Name), append(b.Values, r.Slope)
		b.Low, b.High, b.Colors = append(b.Low, r.SlopeLow), append(b.High, r.SlopeHigh), append(b.Colors, charts.SegmentColor(r.Segment))
		grid.Rows = append(grid.Rows, []any{r.Name, r.N, r.Rate, r.Slope, r.SlopeLow, r.SlopeHigh, r.Tau})
	}
	return charts.Section{
		ID: "by-segment", Title: in.segmentFinding(), Chart: charts.BarChart(bars), Table: grid,
		What: both("How much more often customers came back for a point of score, by their segment on the day of the answer, with 95% intervals",
			"评分每高一分，客户多回来多少，按回答当日所属细分，附 95% 区间"),
		Note: charts.Join(in.counted(), in.caution()),
		Definition: both(
			"The slope of a straight line through the shares who bought again, by score. A customer counts to the segment of the day of the answer, by today's cut points: today's segment would hold what came after. Of several segments the steepest is always steep by chance, too.",
			"再次购买占比随评分变化的直线斜率。客户按回答当日所属细分计入，采用今天的分界点：今天的细分已包含此后的行为。多个细分中，最陡者总有偶然成分。",
		),
	}
}
