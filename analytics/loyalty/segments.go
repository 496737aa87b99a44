package loyalty

import (
	"slices"

	"regulars/analytics"
)

// BySegment is the curve by the segment a customer was in on the day of the answer. The segment of today would not do: who bought again
// is in a better one because of that.
type BySegment struct {
	curve  *Curve
	counts func(analytics.Label) bool
	on     func(cut *analytics.Customer, day analytics.Day) string
	sides  map[string]*side
}

// NewBySegment makes an accumulator for the same follow-up and basis as a whole curve has; on names the segment of a customer, cut at a
// day, on that day, and is empty for customers in none.
func NewBySegment(q analytics.Question, whole *Result, on func(cut *analytics.Customer, day analytics.Day) string) *BySegment {
	b := &BySegment{curve: &Curve{question: q, days: []int{whole.Days}}, on: on, sides: map[string]*side{}}
	b.counts = func(analytics.Label) bool { return true }
	if whole.Basis == Overall {
		b.counts = b.curve.isOverall
	}
	return b
}

// Add adds a customer.
func (b *BySegment) Add(customer *analytics.Customer) {
	if len(customer.Answers) == 0 {
		return
	}
	known := customer.Until(b.curve.question.AsOf)
	_, day, ok := (&side{}).first(known.Answers, b.counts)
	if !ok {
		return
	}
	cut := known.Until(day)
	if name := b.on(&cut, day); name != "" {
		b.curve.add(b.side(name), &known, b.counts)
	}
}

func (b *BySegment) side(segment string) *side {
	if b.sides[segment] == nil {
		s := b.curve.side()
		b.sides[segment] = &s
	}
	return b.sides[segment]
}

// Merge adds other customers.
func (b *BySegment) Merge(o *BySegment) {
	for name, s := range o.sides {
		b.side(name).merge(s)
	}
}

// SegmentRow is the curve of a segment in a few figures. It is a row of the table loyalty_segments.
type SegmentRow struct {
	Segment     string  `col:"segment" en:"RFM segment on the day of the answer" zh:"回答当日的 RFM 细分"`
	N           int64   `col:"n" unit:"customers" en:"customers with an answer" zh:"有回答的客户数"`
	Repurchased int64   `col:"repurchased" unit:"customers" en:"of these, who bought again within the follow-up" zh:"其中在跟踪期内再次购买的客户数"`
	Rate        float64 `col:"rate" unit:"share" en:"share who bought again" zh:"再次购买的占比"`
	Low         float64 `col:"low" unit:"share" en:"lower end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High        float64 `col:"high" unit:"share" en:"upper end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Slope       float64 `col:"slope" unit:"share" en:"how much the rate rises with a point of the score; empty where the score does not vary" zh:"评分每高一分，再次购买率的变化；评分无差异则为空"`
	SlopeLow    float64 `col:"slope_low" unit:"share" en:"lower end of the slope's 95 % interval (Student's t)" zh:"斜率的 95% 区间下限（学生 t）"`
	SlopeHigh   float64 `col:"slope_high" unit:"share" en:"upper end of the slope's 95 % interval (Student's t)" zh:"斜率的 95% 区间上限（学生 t）"`
	Tau         float64 `col:"tau_b" unit:"number" en:"Kendall's tau-b of score and repurchase, −1 to 1" zh:"评分与再次购买的 Kendall τ-b（−1 至 1）"`
	TauLow      float64 `col:"tau_b_low" unit:"number" en:"lower end of the 95 % interval of tau_b" zh:"tau_b 的 95% 区间下限"`
	TauHigh     float64 `col:"tau_b_high" unit:"number" en:"upper end of the 95 % interval of tau_b" zh:"tau_b 的 95% 区间上限"`
}

// SegmentsSchema describes the table loyalty_segments.
var SegmentsSchema = analytics.SchemaOf[SegmentRow](analytics.Schema{
	Name:      "loyalty_segments",
	Row:       "segment on the day of the answer",
	RowZH:     "回答当日的细分",
	Meaning:   "in which segments satisfaction goes with coming back",
	MeaningZH: "在哪些细分中满意度与再次购买相关",
})

// Rows derives the curves of the segments, in the order of their names given; segments without customers are left out.
func (b *BySegment) Rows(names []string) (rows []SegmentRow) {
	for _, name := range names {
		s := b.sides[name]
		if s == nil {
			continue
		}
		r := &Result{}
		placed := binned(r.onOneScale(s.within[0].at))
		if r.levels(placed); r.Customers == 0 {
			continue
		}
		slope := r.slope(r.cells(placed), func(prior) prior { return 0 })
		tau := again(r.Levels).kendall()
		rows = append(rows, SegmentRow{
			name, r.Customers, r.Again.Count, r.Again.Share, r.Again.Low, r.Again.High,
			slope.Value, slope.Low, slope.High, tau.Value, tau.Low, tau.High,
		})
	}
	return slices.Clip(rows)
}

// Verdict tells whether more customers of the segment come back for a point more, fewer, or either by chance.
func (r SegmentRow) Verdict() analytics.Verdict { return analytics.Judge(r.SlopeLow, r.SlopeHigh) }
