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
	Segment     string  `col:"segment"`
	N           int64   `col:"n"`
	Repurchased int64   `col:"repurchased"`
	Rate        float64 `col:"rate"`
	Low         float64 `col:"low"` // 95 % (Wilson)
	High        float64 `col:"high"`
	Slope       float64 `col:"slope"`     // of the rate, a point of the score; NaN where the score does not vary
	SlopeLow    float64 `col:"slope_low"` // 95 % (Student's t)
	SlopeHigh   float64 `col:"slope_high"`
	Tau         float64 `col:"tau_b"` // Kendall's, of score and repurchase
	TauLow      float64 `col:"tau_b_low"`
	TauHigh     float64 `col:"tau_b_high"`
}

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
