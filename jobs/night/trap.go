package night

import (
	"regulars/analytics/loyalty"
)

// runTrap is the satisfaction trap in run.json. Scores and slopes are those of the survey's scale, slopes as fractions of customers a
// point; figures that are not known are null.
type runTrap struct {
	Found     bool     `json:"found"`
	Verdict   string   `json:"verdict"`
	Reason    string   `json:"reason"`
	From      *float64 `json:"from"`
	FromLow   *float64 `json:"from_low"`
	FromHigh  *float64 `json:"from_high"`
	To        *float64 `json:"to"`
	ToLow     *float64 `json:"to_low"`
	ToHigh    *float64 `json:"to_high"`
	Slope     *float64 `json:"slope"`
	SlopeLow  *float64 `json:"slope_low"` // of a 90 % interval
	SlopeHigh *float64 `json:"slope_high"`
	Smallest  *float64 `json:"smallest_slope"`
	Days      int      `json:"follow_up_days"`
	Customers int64    `json:"customers"`
	Needed    *int64   `json:"customers_needed"`
	Revenue   *float64 `json:"revenue"` // of the customers in the trap, within the follow-up
	Past      *float64 `json:"worth_past"`
	PastLow   *float64 `json:"worth_past_low"`
	PastHigh  *float64 `json:"worth_past_high"`
}

// trap is nil where no surveys were given. The ends are given where a trap was found.
func (r *results) trap() *runTrap {
	if !r.has("surveys") {
		return nil
	}
	c := r.findings.curve
	t := &runTrap{Found: c.Trap.Verdict == loyalty.Found, Verdict: string(c.Trap.Verdict), Reason: string(c.Trap.Reason), Days: c.Days, Customers: c.Trap.N}
	t.Smallest = figure(c.Trap.Smallest)
	if c.Trap.Needed > 0 {
		t.Needed = &c.Trap.Needed
	}
	if t.Found {
		t.From, t.FromLow, t.FromHigh = figures(c.Trap.From)
		t.To, t.ToLow, t.ToHigh = figures(c.Trap.To)
		t.Slope, t.SlopeLow, t.SlopeHigh = figures(c.Trap.Slope)
	}
	if c.Stake != nil {
		t.Revenue = figure(c.Stake.Spend)
		t.Past, t.PastLow, t.PastHigh = figures(c.Stake.Matched)
	}
	return t
}

func figures(e loyalty.Estimate) (value, low, high *float64) {
	return figure(e.Value), figure(e.Low), figure(e.High)
}

// figure is nil where x is not known.
func figure(x float64) *float64 {
	if !known(x) {
		return nil
	}
	return &x
}
