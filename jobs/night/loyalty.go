package night

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
	"regulars/charts/pages"
)

// segmentOn is the segment of a customer, cut at a day, on that day, by today's cut points; empty without a purchase.
func (f *findings) segmentOn(c *analytics.Customer, day analytics.Day) string {
	s := c.Summary()
	if s.Occasions == 0 {
		return ""
	}
	score := f.now.Score(s, day)
	return f.segments.Name(f.segments.Of(score.R, score.F, score.M))
}

// walletShare is the customer's share of wallet; NaN where it is not known.
func (r *customerRow) walletShare() float64 {
	if !r.share.Known() {
		return math.NaN()
	}
	return r.share.Rate()
}

// loyalty is what the Loyalty page is made of.
func (r *results) loyalty(currency charts.Currency) pages.LoyaltyInput {
	in := pages.LoyaltyInput{Currency: currency, Referrals: r.has("referrals"), Types: r.scored.kinds.Types(), MinGroup: r.question.MinGroup}
	if !r.has("surveys") {
		return in
	}
	in.Result = r.findings.curve
	for _, p := range r.segments.Profiles {
		s := r.findings.segments.Segment(p.ID)
		for _, row := range r.scored.sections.Rows([]string{s.Name}) {
			in.Segments = append(in.Segments, pages.SegmentCurve{Name: charts.Text{EN: s.Name, ZH: s.NameZH}, SegmentRow: row})
		}
	}
	return in
}

// loyaltyTables are the tables of what customers did after they answered, and of the kinds of loyalty.
func (r *results) loyaltyTables() []analytics.Table {
	list := []analytics.Table{r.scored.kinds.Types().Table()}
	if !r.has("surveys") {
		return list
	}
	var omit []string
	if !r.has("referrals") {
		omit = []string{"referred", "referred_low", "referred_high"}
	}
	var segments []string
	for _, p := range r.segments.Profiles {
		segments = append(segments, r.findings.segments.Name(p.ID))
	}
	list = append(list, analytics.TableOf(loyalty.SegmentsSchema, r.scored.sections.Rows(segments)))
	return append(list, r.findings.curve.Tables(omit...)...)
}
