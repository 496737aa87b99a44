package night

import (
	"regulars/analytics"
	"regulars/analytics/concentration"
	"regulars/analytics/queue"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
	"regulars/charts"
	"regulars/charts/pages"
)

// segmentTopic is who the customers are: RFM scores, segments and how they move, and how revenue is concentrated.
type segmentTopic struct {
	*scope
	base        *baseTopic
	table       *segment.Table
	now, before *rfm.Population // as of the as-of and the comparison date

	scale, scaleBefore          rfm.Scale
	concentration, concentrated concentration.Result // now, and at the comparison date

	profiles *segment.Segments
	result   segment.Result
}

func newSegmentTopic(s *scope, base *baseTopic, table *segment.Table, first *pass) *segmentTopic {
	return &segmentTopic{
		scope: s, base: base, table: table,
		now:    join(first, func() *rfm.Population { return rfm.NewPopulation(s.AsOf) }),
		before: join(first, func() *rfm.Population { return rfm.NewPopulation(s.Compare) }),
	}
}

// derive finds the scales of the scores; fixed is nil where they follow from the customers.
func (t *segmentTopic) derive(fixed *rfm.Scale) {
	t.scale, t.scaleBefore = t.now.Scale(), t.before.Scale()
	if fixed != nil {
		t.scale, t.scaleBefore = *fixed, *fixed
	}
	t.concentration, t.concentrated = concentration.Of(&t.now.Monetary), concentration.Of(&t.before.Monetary)
}

// score fills the scores and the segment of a customer with a purchase.
func (t *segmentTopic) score(r *customerRow) {
	r.scores = t.scale.Score(r.summary, t.AsOf)
	r.now = t.table.Of(r.R, r.F, r.M)
	r.Segment = t.table.Name(r.now)
}

// compare fills the segment at the comparison date, by the summary at that date.
func (t *segmentTopic) compare(s analytics.Summary, r *customerRow) {
	score := t.scaleBefore.Score(s, t.Compare)
	r.before = t.table.Of(score.R, score.F, score.M)
	r.Previous = t.table.Name(r.before)
}

// on is the segment of a customer, cut at a day, on that day, by today's cut points; empty without a purchase.
func (t *segmentTopic) on(c *analytics.Customer, day analytics.Day) string {
	s := c.Summary()
	if s.Occasions == 0 {
		return ""
	}
	score := t.scale.Score(s, day)
	return t.table.Name(t.table.Of(score.R, score.F, score.M))
}

func (t *segmentTopic) second(p *pass) {
	t.profiles = joinWith(p, func() *segment.Segments { return segment.NewSegments(t.table, t.AsOf) }, func(a *segment.Segments, v *visit) {
		if r := v.row; v.bought {
			a.Add(segment.Member{R: r.R, F: r.F, M: r.M, Now: r.now, Before: r.before, Summary: r.summary, LTV: r.Value, Doubt: r.Value * (1 - r.PAlive)})
		}
	})
}

func (t *segmentTopic) finish() { t.result = t.profiles.Result() }

// names are the segments in both languages.
func (t *segmentTopic) names() map[string]charts.Text {
	names := map[string]charts.Text{}
	for id := segment.ID(1); int(id) <= t.table.Len(); id++ {
		s := t.table.Segment(id)
		names[s.Name] = charts.Text{EN: s.Name, ZH: s.NameZH}
	}
	return names
}

// page is the Customers page, which shows the classes too.
func (t *segmentTopic) page(classes pages.ClassInput, st *statusTopic, todo map[string][]queue.Sum) charts.Page {
	return pages.Customers(pages.CustomersInput{
		Currency: t.currency, AsOf: t.AsOf, Compare: t.Compare, Scale: t.scale, Segments: t.result,
		Concentration: t.concentration, Before: t.concentrated, MinGroup: t.MinGroup, ClassInput: classes,
		Status: st.count, StatusFlows: st.flows, ToDo: todo,
	})
}

// segmentSchemas describe the tables of the topic.
var segmentSchemas = []analytics.Schema{
	segment.SegmentsSchema, segment.MigrationSchema, segment.GridSchema, rfm.ScaleSchema, concentration.Schema, concentration.SummarySchema,
}

func (t *segmentTopic) told() told {
	customers, revenue := 0, t.base.tally.refundsOnly
	for _, p := range t.result.Profiles {
		customers += p.Customers
		revenue.Merge(p.Revenue)
	}
	whole := t.base.kpis.Whole
	return told{
		tables: append([]analytics.Table{t.scale.Table(), t.concentration.Table(), t.concentration.Summary()}, t.result.Tables(t.HasCost)...),
		checks: []pages.Check{
			count("Segments add up to the customers", "各细分之和等于客户数", int64(whole.Buyers), int64(customers)),
			money(t.currency, "Revenue by segment adds up to all revenue", "各细分收入之和等于总收入", whole.Revenue, revenue),
		},
		figures: map[string]float64{"gini": t.concentration.Gini},
	}
}
