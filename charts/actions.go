package charts

import "regulars/analytics"

// ActionsInput is what the Actions page is made of.
type ActionsInput struct {
	Currency Currency
	AsOf     analytics.Day
	Horizon  int             // days over which values are expected
	WinBack  []Lapsed        // most valuable first; the page shows at most MaxRows
	Lapsed   int             // how many win-back candidates there are in all
	AtStake  float64         // their value at stake together
	Segments []SegmentAction // what to do with each segment, any order
}

// Lapsed is a customer worth winning back.
type Lapsed struct {
	Customer   string
	Segment    Text
	LastOrder  analytics.Day
	LastBought string  // category last bought; empty where it is not known
	Revenue    float64 // net revenue so far
	Return     float64 // probability of coming back
	Value      float64 // value at stake: value regained × probability of return
	Reason     Reason
}

// Reason is why a customer may have stopped.
type Reason string

// The reasons.
const (
	ReasonSilence   Reason = "silence"   // silent for longer than usual for this customer, nothing else is known
	ReasonComplaint Reason = "complaint" // a complaint before the silence
	ReasonLowScore  Reason = "low_score" // a low score before the silence
	ReasonPrice     Reason = "price"     // bought mostly at a discount, or a low score for price
)

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
