package night

import (
	"regulars/analytics"
	"regulars/analytics/retention"
	"regulars/analytics/segment"
	"regulars/analytics/value"
	"regulars/charts"
	"regulars/charts/pages"
)

// retentionTopic is whether customers stay: cohorts, times until the next purchase and until churn, and how the base moves.
type retentionTopic struct {
	*scope
	base     *baseTopic
	status   *statusTopic
	segments *segmentTopic

	cohorts *retention.Cohorts
	next    []*retention.Survival // until the second purchase, the third and so on
	answer  *retention.Survival   // from the first answer
	rolling *retention.Rolling
	year    *value.Year // of which customers stay from one to the next

	projection retention.Projection

	movement *retention.Movement
	churn    *retention.Survival
	since    *sinceSegment
}

func newRetentionTopic(s *scope, base *baseTopic, status *statusTopic, segments *segmentTopic, first *pass) *retentionTopic {
	q := s.Question
	t := &retentionTopic{
		scope: s, base: base, status: status, segments: segments,
		cohorts: join(first, func() *retention.Cohorts { return retention.NewCohorts(q) }),
		next:    []*retention.Survival{join(first, func() *retention.Survival { return retention.NewSecondPurchase(q) })},
		answer:  join(first, func() *retention.Survival { return retention.NewAfterAnswer(q) }),
		rolling: join(first, func() *retention.Rolling { return retention.NewRolling(q) }),
		year:    join(first, func() *value.Year { return value.NewYear(q) }),
	}
	for k := 2; k <= 4; k++ {
		t.next = append(t.next, join(first, func() *retention.Survival { return retention.NewNextPurchase(k, q) }))
	}
	return t
}

func (t *retentionTopic) derive() {
	t.projection = t.cohorts.Project(t.status.rule)
}

func (t *retentionTopic) second(p *pass) {
	t.movement = join(p, func() *retention.Movement { return retention.NewMovement(t.Question, t.status.rule) })
	t.churn = join(p, func() *retention.Survival { return retention.NewUntilChurn(t.Question, t.status.rule) })
	t.since = joinWith(p, t.newSinceSegment, (*sinceSegment).add)
}

// sinceSegment is the time from the comparison date to the next purchase, by the segment at that date.
type sinceSegment struct {
	*retention.Survival
	before segment.ID // of the customer being added
}

func (t *retentionTopic) newSinceSegment() *sinceSegment {
	s := &sinceSegment{}
	s.Survival = retention.NewAfterSegment(t.Question, func(*analytics.Customer, analytics.Day) int { return int(s.before) },
		func(id int) string { return t.segments.table.Name(segment.ID(id)) })
	return s
}

func (s *sinceSegment) add(v *visit) {
	s.before = v.row.before
	s.Survival.Add(v.customer)
}

// Merge merges the times of other customers.
func (s *sinceSegment) Merge(o *sinceSegment) { s.Survival.Merge(o.Survival) }

// lever is what a higher share of customers who stay would be worth.
func (t *retentionTopic) lever() retention.Lever {
	y := t.year
	return retention.Lever{
		Customers: y.Buyers, Before: y.Before, Stayed: y.Stayed, Years: y.Years(), Margin: y.YearlyMargin(), Discount: t.DiscountRate,
	}
}

func (t *retentionTopic) page() charts.Page {
	return pages.Retention(pages.RetentionInput{
		Currency: t.currency, Start: t.Start, AsOf: t.AsOf, MinGroup: t.MinGroup,
		Cohorts: t.cohorts, Second: t.next[0], Lost: t.churn, Movement: t.movement, Status: t.status.count,
		Compare: t.Compare, Further: t.next[1:], Answer: t.answer, Segment: t.since.Survival, SegmentNames: t.segments.names(),
		Rolling: t.rolling, Projection: t.projection, Lever: t.lever(), HasCost: t.HasCost,
	})
}

// retentionSchemas describe the tables of the topic.
var retentionSchemas = []analytics.Schema{
	retention.CohortsSchema, retention.CurveSchema, retention.RollingSchema, retention.ProjectionSchema, retention.ModelSchema,
	retention.LeverSchema, retention.SurvivalSchema, retention.SurvivalSummarySchema, retention.MovementSchema,
}

func (t *retentionTopic) told() told {
	curves := append(t.next[:len(t.next):len(t.next)], t.churn, t.answer, t.since.Survival)
	tables := []analytics.Table{
		t.cohorts.Table(), t.cohorts.CurveTable(), t.rolling.Table(), retention.SurvivalTable(curves...), retention.SummaryTable(curves...), t.movement.Table(),
	}
	won := 0
	for _, c := range t.cohorts.Cells() {
		if c.Period == 0 {
			won += c.Size
		}
	}
	checks := []pages.Check{count("Cohorts add up to the customers", "各同期群之和等于客户数", int64(t.base.kpis.Whole.Buyers), int64(won+t.cohorts.Older))}
	if months := t.movement.Months(); len(months) > 0 {
		checks = append(checks, count("The movement of the base closes at the current customers", "客户变动的期末数等于现有客户数",
			int64(t.status.count.Current()), int64(months[len(months)-1].Closing)))
	}
	return told{
		tables:  append(append(tables, t.projection.Tables()...), t.lever().Table()),
		checks:  checks,
		figures: map[string]float64{"yearly_retention": t.year.Retention()},
	}
}
