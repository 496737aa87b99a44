package night

import (
	"regulars/analytics"
	"regulars/analytics/audit"
	"regulars/analytics/kpi"
	"regulars/analytics/status"
)

// statusTopic is what customers are by the one rule of status, how that and the headline figures changed, and the customer-base audit.
type statusTopic struct {
	*scope
	base *baseTopic

	gaps    *status.Gaps
	then    *status.Gaps // that had ended half the history ago
	changes *kpi.Compared
	profits *audit.Profits

	rule     analytics.StatusRule
	ruleThen analytics.StatusRule

	count   *status.Base
	flows   []*status.Flows
	current *status.Current
	audit   *audit.Audit
}

func newStatusTopic(s *scope, base *baseTopic, first *pass) *statusTopic {
	return &statusTopic{
		scope: s, base: base,
		gaps:    join(first, func() *status.Gaps { return status.NewGaps(s.AsOf) }),
		then:    join(first, func() *status.Gaps { return status.NewGaps(status.HalfAgo(s.Question)) }),
		changes: join(first, func() *kpi.Compared { return kpi.NewCompared(s.Question) }),
		profits: join(first, func() *audit.Profits { return audit.NewProfits(s.Question) }),
	}
}

func (t *statusTopic) derive() {
	t.rule, t.ruleThen = t.gaps.Rule(t.ChurnAfter), t.then.Rule(t.ChurnAfter)
}

// lost tells whether a customer was lost at the end of a day.
func (t *statusTopic) lost(c *analytics.Customer, on analytics.Day) bool {
	return t.rule.On(c, on).Status == analytics.Lost
}

// score fills what a customer is.
func (t *statusTopic) score(c *analytics.Customer, r *customerRow) {
	r.standing = t.rule.On(c, t.AsOf)
	r.Status, r.Churned = r.standing.Status.String(), r.standing.Status == analytics.Lost
}

func (t *statusTopic) second(p *pass) {
	t.count = join(p, func() *status.Base { return status.NewBase(t.Question, t.rule, t.ruleThen) })
	for _, from := range t.flowsFrom() {
		t.flows = append(t.flows, join(p, func() *status.Flows { return status.NewFlows(t.rule, from, t.AsOf) }))
	}
	t.current = join(p, func() *status.Current { return status.NewCurrent(t.rule, t.currentDays()) })
	tenths := t.profits.Tenths()
	t.audit = join(p, func() *audit.Audit { return audit.New(t.Question, tenths) })
}

// flowsFrom are the days that the flows between statuses begin at: the comparison date, and the day a year before.
func (t *statusTopic) flowsFrom() []analytics.Day {
	days := []analytics.Day{t.Compare}
	if year := t.changes.YearBefore(); year != analytics.NoDay && year != t.Compare {
		days = append(days, year)
	}
	return days
}

// currentDays are the days on which current customers are counted: today, the comparison date, a year before, and both of each year that
// tells the season.
func (t *statusTopic) currentDays() []analytics.Day {
	days := []analytics.Day{t.AsOf, t.Compare, t.changes.YearBefore()}
	for _, y := range t.changes.Years() {
		days = append(days, y[:]...)
	}
	return days
}

// currentChange compares how many customers are current.
func (t *statusTopic) currentChange() kpi.Change {
	on := func(day analytics.Day) kpi.Part {
		if day == analytics.NoDay || day < t.Start {
			return kpi.Unknown()
		}
		return kpi.Counted(t.current.On(day))
	}
	var years [][2]kpi.Part
	for _, y := range t.changes.Years() {
		years = append(years, [2]kpi.Part{on(y[0]), on(y[1])})
	}
	return kpi.ChangeOf(kpi.Current, on(t.AsOf), on(t.Compare), on(t.changes.YearBefore()), years)
}

// compared are the headline figures with what they stand against.
func (t *statusTopic) compared() []kpi.Change { return append(t.changes.Changes(), t.currentChange()) }

// statusSchemas describe the tables of the topic.
var statusSchemas = []analytics.Schema{
	status.Schema, status.FlowSchema, status.RuleSchema, kpi.ChangeSchema, kpi.BridgeSchema,
	audit.TenthSchema, audit.MoveSchema, audit.CohortSchema, audit.AgeSchema, audit.YearSchema,
}

func (t *statusTopic) told() told {
	tables := append(t.count.Tables(), status.FlowTable(t.flows...), kpi.ChangeTable(t.compared()))
	if t.changes.YearBefore() != analytics.NoDay {
		tables = append(tables, t.changes.BridgeTable())
	}
	whole := t.base.kpis.Whole
	var years analytics.Total
	for _, y := range t.audit.Years() {
		years.Merge(y.Revenue)
	}
	of := told{
		tables: append(tables, t.audit.Tables()...),
		figures: map[string]float64{
			"current": float64(t.count.Current()), "active": float64(t.count.Count[analytics.Active]), "lost": float64(t.count.Count[analytics.Lost]),
		},
	}
	of.checks = append(of.checks, count("Statuses add up to the customers", "各状态之和等于客户数", int64(whole.Buyers), int64(t.count.Buyers())),
		money(t.currency, "Revenue by year of the audit adds up to all revenue", "审计各年收入之和等于总收入", whole.Revenue, years))
	return of
}
