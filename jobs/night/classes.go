package night

import (
	"regulars/analytics"
	"regulars/analytics/portfolio"
	"regulars/analytics/stage"
	"regulars/charts/pages"
)

// classTopic is how customers are classified beside segments: the ABCD matrix, kinds of worth, levels of relationship and stages of loyalty.
type classTopic struct {
	*scope
	base     *baseTopic
	segments *segmentTopic
	forecast *forecastTopic
	value    *valueTopic

	matrix  *portfolio.Base
	breadth *stage.Breadth

	cuts portfolio.Cuts
	rule stage.Rule

	classes *portfolio.Classes
	stages  *stage.Stages
}

func newClassTopic(s *scope, base *baseTopic, segments *segmentTopic, f *forecastTopic, v *valueTopic, first *pass) *classTopic {
	return &classTopic{
		scope: s, base: base, segments: segments, forecast: f, value: v,
		matrix:  join(first, func() *portfolio.Base { return portfolio.NewBase(s.Question) }),
		breadth: join(first, func() *stage.Breadth { return stage.NewBreadth(s.Question) }),
	}
}

// derive cuts the matrix, at the medians where the cut points are NaN.
func (t *classTopic) derive(turnover, profitability float64) {
	t.cuts = t.matrix.Cuts(turnover, profitability)
	t.rule = stage.Rule{
		Categories: t.breadth.Categories(), Accounts: t.given.table("identities"), Praise: t.given.table("surveys") || t.given.table("referrals"),
	}
}

// score finds the classes of a customer with a purchase, once all else of the row is known.
func (t *classTopic) score(c *analytics.Customer, r *customerRow) {
	perOrder := t.value.perOrder()
	r.class = portfolio.Member{
		Class: t.cuts.Of(r.summary), Summary: r.summary, Margin: portfolio.YearMargin(c, t.Question, perOrder), Value: r.Value,
	}
	r.class.Worth = portfolio.WorthOf(r.class.Margin, portfolio.Outlook{
		Lost: r.Churned, Value: r.Value, Purchases: r.Purchases,
	}, perOrder)
	r.ABCD, r.Worth = r.class.Class.String(), r.class.Worth.String()
}

// stage is the stage of anybody with transactions.
func (t *classTopic) stage(c *analytics.Customer) stage.Stage {
	known := c.Until(t.AsOf)
	return t.rule.Of(&known)
}

// compare fills the class at the comparison date, by the summary at that date.
func (t *classTopic) compare(s analytics.Summary, r *customerRow) {
	if r.Previous != "" {
		r.class.Before, r.class.Bought = t.cuts.On(s, t.Compare), true
	}
}

func (t *classTopic) second(p *pass) {
	t.classes = joinWith(p, func() *portfolio.Classes { return portfolio.NewClasses(t.AsOf) }, func(a *portfolio.Classes, v *visit) {
		if v.bought {
			a.Add(v.row.class)
		}
	})
	t.stages = join(p, func() *stage.Stages { return stage.New(t.rule, t.Question) })
}

// levels are the levels of relationship of the segments.
func (t *classTopic) levels() []portfolio.LevelRow {
	var groups []portfolio.Group
	for _, p := range t.segments.result.Profiles {
		g := portfolio.Group{Name: p.Segment, Customers: p.Customers, Revenue: p.Revenue, Margin: p.Revenue}
		if t.HasCost {
			g.Margin = p.Margin
		}
		groups = append(groups, g)
	}
	return portfolio.LevelsOf(groups)
}

// input is what the Customers page shows of the classes.
func (t *classTopic) input() pages.ClassInput {
	return pages.ClassInput{
		HasCost: t.HasCost, Cuts: t.cuts, ABCD: t.classes.ABCD(t.HasCost), Worth: t.classes.Worths(), Forecast: t.forecast.usable(),
		PerOrder: t.value.perOrder(), Levels: t.levels(), Rule: t.rule, Stages: t.stages.Rows(), StageFlows: t.stages.Flows(),
	}
}

// classSchemas describe the tables of the topic.
var classSchemas = []analytics.Schema{portfolio.ABCDSchema, portfolio.WorthSchema, portfolio.LevelsSchema, stage.StagesSchema, stage.FlowsSchema}

func (t *classTopic) told() told {
	var noMargin, noForecast []string
	if !t.HasCost {
		noMargin = []string{"margin"}
	}
	if !t.forecast.usable() {
		noForecast = []string{"expected_margin"}
	}
	list := []analytics.Table{
		analytics.TableOf(portfolio.ABCDSchema, t.classes.ABCD(t.HasCost), noMargin...),
		analytics.TableOf(portfolio.WorthSchema, t.classes.Worths(), noForecast...),
		analytics.TableOf(portfolio.LevelsSchema, t.levels()),
	}
	return told{tables: append(list, t.stages.Tables()...), checks: t.checks()}
}

// checks are that classes and stages add up to the customers.
func (t *classTopic) checks() []pages.Check {
	want, abcd, worth, buyers := int64(t.base.kpis.Whole.Buyers), 0, 0, 0
	for _, row := range t.classes.ABCD(false) {
		abcd += row.Customers
	}
	for _, row := range t.classes.Worths() {
		worth += row.Customers
	}
	for _, row := range t.stages.Rows() {
		if row.Stage >= stage.FirstTime {
			buyers += row.Customers
		}
	}
	return []pages.Check{
		count("ABCD classes add up to the customers", "ABCD 各类之和等于客户数", want, int64(abcd)),
		count("Kinds of worth add up to the customers", "各价值类别之和等于客户数", want, int64(worth)),
		count("Stages from the first purchase on add up to the customers", "首次消费及以上各阶段之和等于客户数", want, int64(buyers)),
	}
}
