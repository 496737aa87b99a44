package night

import (
	"sync"

	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/complaint"
	"regulars/analytics/concentration"
	"regulars/analytics/driver"
	"regulars/analytics/identity"
	"regulars/analytics/kpi"
	"regulars/analytics/lifetime"
	"regulars/analytics/loyalty"
	"regulars/analytics/portfolio"
	"regulars/analytics/price"
	"regulars/analytics/recovery"
	"regulars/analytics/referral"
	"regulars/analytics/retention"
	"regulars/analytics/rfm"
	"regulars/analytics/satisfaction"
	"regulars/analytics/segment"
	"regulars/analytics/stage"
	"regulars/analytics/value"
)

// The analyses stand in two lists, because some need what another has found out about the whole base. To add an analysis, add its
// accumulator to one of them, and its tables and page to those of results.

// population are the analyses that need nothing but the ledger.
type population struct {
	pass
	kpis    *kpi.Base
	now     *rfm.Population // as of the as-of date
	before  *rfm.Population // as of the comparison date
	cohorts *retention.Cohorts
	second  *retention.Survival
	further []*retention.Survival
	answer  *retention.Survival
	rolling *retention.Rolling
	rhythm  *retention.Rhythm
	base    *lifetime.Base
	survey  *satisfaction.Survey
	after   *complaint.Scores
	curve   *loyalty.Curve
	year    *value.Year
	links   *referral.Links
	busy    *value.Activity
	wallets *value.Periods
	matrix  *portfolio.Base
	breadth *stage.Breadth
	prices  *price.Tolerance
}

func newPopulation(q analytics.Question) *population {
	var p population
	p.kpis = join(&p.pass, kpi.New(q))
	p.now = join(&p.pass, rfm.NewPopulation(q.AsOf))
	p.before = join(&p.pass, rfm.NewPopulation(q.Compare))
	p.cohorts = join(&p.pass, retention.NewCohorts(q))
	p.second = join(&p.pass, retention.NewSecondPurchase(q))
	for k := 2; k <= 4; k++ {
		p.further = append(p.further, join(&p.pass, retention.NewNextPurchase(k, q)))
	}
	p.answer = join(&p.pass, retention.NewAfterAnswer(q))
	p.rolling = join(&p.pass, retention.NewRolling(q))
	p.rhythm = join(&p.pass, retention.NewRhythm(q))
	p.base = join(&p.pass, lifetime.NewBase(q))
	p.survey = join(&p.pass, satisfaction.New(q))
	p.after = join(&p.pass, complaint.NewScores(q))
	p.curve = join(&p.pass, loyalty.New(q))
	p.year = join(&p.pass, value.NewYear(q))
	p.links = join(&p.pass, referral.NewLinks(q))
	p.busy = join(&p.pass, value.NewActivity(q))
	p.wallets = join(&p.pass, value.NewPeriods(q))
	p.matrix = join(&p.pass, portfolio.NewBase(q))
	p.breadth = join(&p.pass, stage.NewBreadth(q))
	p.prices = join(&p.pass, price.New(q))
	return &p
}

// Merge merges the analyses of other customers.
func (p *population) Merge(o *population) { p.pass.merge(&o.pass) }

// findings are what the population tells about every customer.
type findings struct {
	question            analytics.Question
	now, before         rfm.Scale
	segments            *segment.Table
	rule                retention.Rule
	projection          retention.Projection
	models              lifetime.Models
	check               lifetime.Check
	once                []lifetime.OnceRow
	months              []lifetime.MonthRow
	scorer              *lifetime.Scorer
	concentration       concentration.Result
	concentrationBefore concentration.Result // at the comparison date
	survey              *satisfaction.Result
	scale               analytics.Scale    // of answers
	after               satisfaction.Scale // of scores after complaints
	parts               map[string]satisfaction.Part
	curve               *loyalty.Result
	judge               *loyalty.Judge
	worth               *worth
	matrix              portfolio.Cuts
	stages              stage.Rule
	people              *identity.Result // nil without identities
	exports             []exportList
	alertRule           alert.Rule
	complaints          bool // were given
}

// derive draws the conclusions from the population: scales, rules and models.
func derive(p *population, q analytics.Question, cfg Config) (*findings, error) {
	f := &findings{question: q, now: p.now.Scale(), before: p.before.Scale(), rule: p.rhythm.Rule()}
	var err error
	if f.segments, err = cfg.segmentTable(); err != nil {
		return nil, err
	}
	if f.exports, err = cfg.wanted(f.segments); err != nil {
		return nil, err
	}
	if cfg.Scoring == rfm.Fixed {
		if f.now, err = cfg.fixedScale(); err != nil {
			return nil, err
		}
		f.before = f.now
	}
	f.projection = p.cohorts.Project(f.rule)
	var checked sync.WaitGroup
	checked.Go(func() { f.check = p.base.Check(q.Model) })
	f.models = p.base.Models(q.Model)
	checked.Wait()
	var told sync.WaitGroup
	told.Go(func() { f.once, f.months = p.base.Once(&f.models, &f.check), p.base.Monthly(&f.models) })
	f.scorer = lifetime.NewScorer(p.base, f.models, q)
	told.Wait()
	f.concentration = concentration.Of(&p.now.Monetary)
	f.concentrationBefore = concentration.Of(&p.before.Monetary)
	f.survey, f.parts = p.survey.Result(), cfg.Survey.parts()
	f.after = afterScale(f.survey.Scale, cfg.Survey.Coding, p.after)
	f.curve = p.curve.Result()
	f.matrix = p.matrix.Cuts(cfg.CutPoints.Turnover, cfg.CutPoints.Profitability)
	f.stages = stage.Rule{
		Categories: p.breadth.Categories(), Accounts: cfg.given("identities"), Praise: cfg.given("surveys") || cfg.given("referrals"),
	}
	f.scale = analytics.Scale{Min: f.survey.Scale.Min, Max: f.survey.Scale.Max, Low: cfg.AlertBelow}
	f.alertRule = alert.Rule{Scale: f.scale, Days: cfg.AlertDays}
	f.complaints = cfg.given("complaints")
	f.judge = loyalty.NewJudge(q, f.scale)
	return f, nil
}

// scored are the analyses that need every customer's scores, segment and forecast.
type scored struct {
	pass
	findings   *findings
	movement   *retention.Movement
	churn      *retention.Survival
	since      *retention.Survival // the comparison date, by the segment then
	segments   *segment.Segments
	values     *lifetime.Distribution
	winback    *recovery.WinBack
	returns    *recovery.Returns
	calls      *recovery.Calls
	equity     *value.Equity
	parts      value.Parts
	wallets    value.Wallets
	kinds      *loyalty.Kinds
	sections   *loyalty.BySegment
	cuts       *satisfaction.Cuts
	delivered  *satisfaction.Delivered
	classes    *portfolio.Classes
	stages     *stage.Stages
	complaints *complaint.Complaints // nil without complaints
	drivers    *driver.Drivers
	alerts     *alert.Alerts
	exports    *exports
	rows       []customerRow
	before     segment.ID // of the customer being added, at the comparison date

	occasions   int
	active      int             // customers who have not churned
	wasActive   float64         // customers likely still active at the comparison date
	refundsOnly analytics.Total // net revenue of customers without a purchase
}

func newScored(f *findings) *scored {
	s := &scored{
		findings: f,
		segments: segment.NewSegments(f.segments, f.question.AsOf),
		values:   lifetime.NewDistribution(f.question.Cohort),
		winback:  recovery.NewWinBack(winBackList, f.reasons(), f.returnChance),
		calls:    recovery.NewCalls(f.question.AsOf, callList, f.reasons()),
		equity:   value.NewEquity(f.worth.rates, f.question),
		kinds:    loyalty.NewKinds(f.question),
		classes:  portfolio.NewClasses(f.question.AsOf),
		alerts:   alert.New(f.question, f.alertRule, alertList),
		exports:  newExports(f.exports),
	}
	s.sections = join(&s.pass, loyalty.NewBySegment(f.question, f.curve, f.segmentOn))
	s.cuts = join(&s.pass, satisfaction.NewCuts(f.question, f.survey, f.segmentOn))
	s.delivered = join(&s.pass, satisfaction.NewDelivered(f.question, f.survey, f.parts))
	s.stages = join(&s.pass, stage.New(f.stages, f.question))
	s.movement = join(&s.pass, retention.NewMovement(f.question, f.rule))
	s.churn = join(&s.pass, retention.NewUntilChurn(f.question, f.rule))
	s.since = join(&s.pass, retention.NewAfterSegment(f.question, s.segmentThen, func(id int) string { return f.segments.Name(segment.ID(id)) }))
	s.returns = join(&s.pass, f.returns())
	s.drivers = join(&s.pass, driver.New(f.question, f.scale))
	if f.complaints {
		s.complaints = join(&s.pass, complaint.New(f.question, f.complaintRules()))
	}
	return s
}

// segmentThen is the segment at the comparison date of the customer being added.
func (s *scored) segmentThen(*analytics.Customer, analytics.Day) int { return int(s.before) }

// Add scores a customer and adds the row to those of the table customers.
func (s *scored) Add(c *analytics.Customer) {
	s.rows = append(s.rows, customerRow{})
	row := &s.rows[len(s.rows)-1] // filled in place, for it is large
	ok := s.findings.score(c, row)
	s.before = row.before
	s.pass.Add(c)
	s.equity.Add(c, row.member())
	s.alerts.Consider(c, row.Segment, row.stake(), !s.findings.people.Refuses(c.Key))
	if !ok {
		s.rows = s.rows[:len(s.rows)-1]
		return
	}
	s.parts.Add(row.Relationship)
	s.wallets.Add(row.share)
	if row.Occasions == 0 {
		s.refundsOnly.Add(row.Revenue)
		return
	}
	s.occasions += row.Occasions
	s.kinds.Add(row.loyal)
	s.segments.Add(segment.Member{
		R: row.R, F: row.F, M: row.M, Now: row.now, Before: row.before, Summary: row.summary, LTV: row.Value, Doubt: row.Value * (1 - row.PAlive),
	})
	s.values.Add(row.summary, row.forecast)
	s.wasActive += row.wasActive
	s.classes.Add(row.class)
	listed := !s.findings.people.Refuses(c.Key) // who does not want to be contacted is in no list to act on
	s.exports.add(row, listed)
	if listed {
		s.calls.Consider(c, row.prospect())
	}
	if !row.Churned {
		s.active++
	} else {
		s.winback.Consider(c, row.summary, s.findings.question.AsOf, row.Segment, row.Value, listed)
	}
}

// Merge merges the analyses of other customers; their rows have been written and are gone.
func (s *scored) Merge(o *scored) {
	s.pass.merge(&o.pass)
	s.segments.Merge(o.segments)
	s.values.Merge(o.values)
	s.winback.Merge(o.winback)
	s.calls.Merge(o.calls)
	s.equity.Merge(o.equity)
	s.parts.Merge(&o.parts)
	s.wallets.Merge(&o.wallets)
	s.kinds.Merge(o.kinds)
	s.classes.Merge(o.classes)
	s.alerts.Merge(o.alerts)
	s.exports.merge(o.exports)
	s.occasions += o.occasions
	s.active += o.active
	s.wasActive += o.wasActive
	s.refundsOnly.Merge(o.refundsOnly)
}
