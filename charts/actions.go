package charts

import (
	"regulars/analytics"
	"regulars/analytics/recovery"
)

// ActionsInput is what the Actions page is made of.
type ActionsInput struct {
	Currency Currency
	AsOf     analytics.Day
	Horizon  int               // days over which values are expected
	WinBack  *recovery.WinBack // lapsed customers, best first; nil where there is no forecast
	Segments []SegmentAction   // what to do with each segment, any order
}

// SegmentAction is what to do with a segment.
type SegmentAction struct {
	Segment   string // English name; decides the colour
	Name      Text
	Action    Text // the suggested action, an imperative
	Customers int
	Revenue   float64 // net revenue so far
	Value     float64 // expected value over the horizon; NaN where there is no forecast
	AtRisk    float64 // of it, the part that is lost if nothing is done; NaN where it is not known
}
