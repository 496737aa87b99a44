package night

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
	"regulars/charts/pages"
)

// loyaltyTopic is whether what customers say goes with what they do, the satisfaction trap, and why they are loyal.
type loyaltyTopic struct {
	*scope
	segments *segmentTopic

	curve *loyalty.Curve

	result *loyalty.Result
	judge  *loyalty.Judge
	scale  analytics.Scale
	rule   analytics.StatusRule // of who is current

	kinds    *loyalty.Kinds
	sections *loyalty.BySegment
	weak     *loyalty.Weakening
	dynamics *loyalty.Dynamics
	tenure   *loyalty.BySegment
	status   *loyalty.BySegment
}

func newLoyaltyTopic(s *scope, segments *segmentTopic, first *pass) *loyaltyTopic {
	return &loyaltyTopic{scope: s, segments: segments, curve: join(first, func() *loyalty.Curve { return loyalty.New(s.Question) })}
}

// derive is told the scale of the survey's scores.
func (t *loyaltyTopic) derive(scale analytics.Scale, rule analytics.StatusRule) {
	t.result, t.rule, t.scale = t.curve.Result(), rule, scale
	t.judge = loyalty.NewJudge(t.Question, rule, scale)
}

// score fills the kind of loyalty of a customer with a purchase.
func (t *loyaltyTopic) score(c *analytics.Customer, r *customerRow) {
	r.loyal = t.judge.Of(c, r.walletShare())
	r.Loyalty = r.loyal.Kind
}

// absent names the column of the table customers that needs surveys.
func (t *loyaltyTopic) absent() []string {
	if t.given.table("surveys") {
		return nil
	}
	return []string{"loyalty_type"}
}

func (t *loyaltyTopic) second(p *pass) {
	t.kinds = joinWith(p, func() *loyalty.Kinds { return loyalty.NewKinds(t.Question) }, func(a *loyalty.Kinds, v *visit) {
		if v.bought {
			a.Add(v.row.loyal)
		}
	})
	t.weak = join(p, func() *loyalty.Weakening { return loyalty.NewWeakening(t.Question, t.rule, t.scale) })
	t.dynamics = join(p, func() *loyalty.Dynamics { return loyalty.NewDynamics(t.Question, t.result, t.scale) })
	t.tenure = join(p, func() *loyalty.BySegment { return loyalty.NewBySegment(t.Question, t.result, loyalty.Tenure) })
	t.status = join(p, func() *loyalty.BySegment {
		return loyalty.NewBySegment(t.Question, t.result, func(c *analytics.Customer, day analytics.Day) string { return t.rule.On(c, day).Status.String() })
	})
	t.sections = join(p, func() *loyalty.BySegment { return loyalty.NewBySegment(t.Question, t.result, t.segments.on) })
}

// headlines is the share of loyal customers.
func (t *loyaltyTopic) headlines() []pages.Figure {
	return []pages.Figure{{Key: pages.FigureLoyal, Now: t.kinds.Types().Loyal.Share, Before: math.NaN()}}
}

func (t *loyaltyTopic) page() charts.Page {
	in := pages.LoyaltyInput{Currency: t.currency, Referrals: t.given.table("referrals"), Types: t.kinds.Types(), Weak: t.weak.Rows(), Rule: t.rule, MinGroup: t.MinGroup}
	if !t.given.table("surveys") {
		return pages.Loyalty(in)
	}
	in.Result, in.Dynamics, in.Standings = t.result, t.dynamics.Rows(), t.standings()
	for _, p := range t.segments.result.Profiles {
		s := t.segments.table.Segment(p.ID)
		for _, row := range t.sections.Rows([]string{s.Name}) {
			in.Segments = append(in.Segments, pages.SegmentCurve{Name: charts.Text{EN: s.Name, ZH: s.NameZH}, SegmentRow: row})
		}
	}
	return pages.Loyalty(in)
}

// loyaltySchemas describe the tables of the topic.
var loyaltySchemas = []analytics.Schema{loyalty.CurveSchema, loyalty.TrapSchema, loyalty.StakeSchema, loyalty.SegmentsSchema, loyalty.TypesSchema, loyalty.WeakeningSchema, loyalty.DynamicsSchema, loyalty.StandingSchema}

func (t *loyaltyTopic) told() told {
	of := told{tables: []analytics.Table{t.kinds.Types().Table(), analytics.TableOf(loyalty.WeakeningSchema, t.weak.Rows())}, figures: map[string]float64{"loyal": t.kinds.Types().Loyal.Share}}
	if !t.given.table("surveys") {
		return of
	}
	var omit []string
	if !t.given.table("referrals") {
		omit = []string{"referred", "referred_low", "referred_high"}
	}
	var names []string
	for _, p := range t.segments.result.Profiles {
		names = append(names, t.segments.table.Name(p.ID))
	}
	of.verdicts = map[string]analytics.Verdict{"score_repurchase": t.result.Concordant.Verdict(), "score_spend": t.result.SpendSlope.Verdict()}
	of.tables = append(of.tables, analytics.TableOf(loyalty.SegmentsSchema, t.sections.Rows(names)))
	of.tables = append(of.tables, analytics.TableOf(loyalty.DynamicsSchema, t.dynamics.Rows()), analytics.TableOf(loyalty.StandingSchema, t.standings()))
	of.tables = append(of.tables, t.result.Tables(omit...)...)
	return of
}

func (t *loyaltyTopic) standings() []loyalty.StandingRow {
	return loyalty.Standings(t.tenure, t.status, max(1, t.MinGroup))
}

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
func (t *loyaltyTopic) trap() *runTrap {
	if !t.given.table("surveys") {
		return nil
	}
	c := t.result
	r := &runTrap{Found: c.Trap.Verdict == loyalty.Found, Verdict: string(c.Trap.Verdict), Reason: string(c.Trap.Reason), Days: c.Days, Customers: c.Trap.N}
	r.Smallest = figure(c.Trap.Smallest)
	if c.Trap.Needed > 0 {
		r.Needed = &c.Trap.Needed
	}
	if r.Found {
		r.From, r.FromLow, r.FromHigh = figures(c.Trap.From)
		r.To, r.ToLow, r.ToHigh = figures(c.Trap.To)
		r.Slope, r.SlopeLow, r.SlopeHigh = figures(c.Trap.Slope)
	}
	if c.Stake != nil {
		r.Revenue = figure(c.Stake.Spend)
		r.Past, r.PastLow, r.PastHigh = figures(c.Stake.Matched)
	}
	return r
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
