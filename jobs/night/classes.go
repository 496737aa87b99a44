package night

import (
	"regulars/analytics"
	"regulars/analytics/nextbuy"
	"regulars/analytics/portfolio"
	"regulars/analytics/stage"
	"regulars/charts/pages"
)

// classTopic is how customers are classified beside segments: the ABCD matrix, kinds of worth, levels of relationship and stages of loyalty; and
// what each is likely to buy next, and where.
type classTopic struct {
	*scope
	base     *baseTopic
	status   *statusTopic
	forecast *forecastTopic
	value    *valueTopic

	matrix  *portfolio.Base
	breadth *stage.Breadth
	steps   *nextbuy.Steps
	margins *portfolio.Margins // of current customers

	cuts  portfolio.Cuts
	rule  stage.Rule
	guess *nextbuy.Guess
	scale portfolio.Scale

	classes *portfolio.Classes
	stages  *stage.Stages
}

func newClassTopic(s *scope, base *baseTopic, st *statusTopic, f *forecastTopic, v *valueTopic, first *pass) *classTopic {
	return &classTopic{
		scope: s, base: base, status: st, forecast: f, value: v,
		matrix:  join(first, func() *portfolio.Base { return portfolio.NewBase(s.Question) }),
		breadth: join(first, func() *stage.Breadth { return stage.NewBreadth(s.Question) }),
		steps:   join(first, func() *nextbuy.Steps { return nextbuy.New(s.Question) }),
	}
}

// derive cuts the matrix, at the medians where the cut points are NaN. It registers what tells how margins are spread, which needs models and
// costs.
func (t *classTopic) derive(turnover, profitability float64, p *pass) {
	t.cuts = t.matrix.Cuts(turnover, profitability)
	t.rule = stage.Rule{
		Categories: t.breadth.Categories(), Accounts: t.given.table("identities"), Praise: t.given.table("surveys") || t.given.table("referrals"),
	}
	t.guess = t.steps.Guess()
	t.margins = join(p, func() *portfolio.Margins { return portfolio.NewMargins(t.marginOf) })
}

// grade draws the levels of relationship.
func (t *classTopic) grade() { t.scale = t.margins.Scale() }

// marginOf is the margin that a customer's level of relationship goes by, and whether the customer is current.
func (t *classTopic) marginOf(c *analytics.Customer) (margin analytics.Money, current bool) {
	known := c.Until(t.AsOf)
	if !t.status.rule.On(&known, t.AsOf).Status.Current() {
		return 0, false
	}
	return t.prized(t.forecast.scorer.Value(&known, known.Summary()), t.year(&known)), true
}

// prized is the margin that the level of a customer goes by: the one expected or, without a purchase model, that of the last 365 days.
func (t *classTopic) prized(expected float64, year portfolio.Year) analytics.Money {
	if t.forecast.usable() {
		return analytics.MoneyOf(expected)
	}
	return year.Margin
}

// year is what a customer, cut at the as-of date, left in the last 365 days.
func (t *classTopic) year(c *analytics.Customer) portfolio.Year {
	return portfolio.YearOf(c, t.Question, t.value.rates.Served(c, t.AsOf-364, t.AsOf))
}

// score finds the classes of a customer with a purchase, once all else of the row is known.
func (t *classTopic) score(c *analytics.Customer, r *customerRow) {
	r.class = portfolio.Member{Class: t.cuts.Of(r.summary), Summary: r.summary, Year: t.year(c), Value: r.Value, Segment: r.Segment}
	m := &r.class
	m.Worth = portfolio.WorthOf(m.Year.Margin, portfolio.Outlook{Lost: r.Churned, Value: r.Value, Purchases: r.Purchases}, t.value.perOrder())
	m.Prized = t.prized(r.Value, m.Year)
	if r.standing.Status.Current() {
		m.Level = t.scale.Of(m.Prized)
	}
	r.ABCD, r.Worth, r.Level = m.Class.String(), m.Worth.String(), m.Level.String()
	r.YearMargin, r.LostOn = m.Year.Margin, m.Year.Loss().String()
	r.Next, r.Usual = t.Labels.Name(t.guess.Of(c)), t.Labels.Name(c.UsualChannel())
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

// input is what the Customers page shows of the classes.
func (t *classTopic) input() pages.ClassInput {
	return pages.ClassInput{
		HasCost: t.HasCost, Cuts: t.cuts, ABCD: t.classes.ABCD(t.HasCost), Worth: t.classes.Worths(), Forecast: t.forecast.usable(),
		PerOrder: t.value.perOrder(), Losses: t.classes.Losses(), Levels: t.classes.Levels(), LevelSegments: t.classes.LevelSegments(),
		Rule: t.rule, Stages: t.stages.Rows(), Conversions: t.stages.Conversions(), StageFlows: t.stages.Flows(), Next: t.steps.Rows(),
	}
}

// classSchemas describe the tables of the topic.
var classSchemas = []analytics.Schema{
	portfolio.ABCDSchema, portfolio.WorthSchema, portfolio.LossesSchema, portfolio.LevelsSchema,
	portfolio.LevelSegmentsSchema, stage.StagesSchema, stage.ConversionsSchema, stage.FlowsSchema, nextbuy.Schema,
}

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
		analytics.TableOf(portfolio.LossesSchema, t.classes.Losses()),
		analytics.TableOf(portfolio.LevelsSchema, t.classes.Levels()), analytics.TableOf(portfolio.LevelSegmentsSchema, t.classes.LevelSegments()),
	}
	if t.given.column("transactions", "category") {
		list = append(list, t.steps.Table())
	}
	return told{tables: append(list, t.stages.Tables()...), checks: t.checks()}
}

// checks are that classes and stages add up to the customers.
func (t *classTopic) checks() []pages.Check {
	want, abcd, worth, buyers, levels := int64(t.base.kpis.Whole.Buyers), 0, 0, 0, 0
	for _, row := range t.classes.ABCD(false) {
		abcd += row.Customers
	}
	for _, row := range t.classes.Worths() {
		worth += row.Customers
	}
	for _, row := range t.classes.Levels() {
		levels += row.Customers
	}
	for _, row := range t.stages.Rows() {
		if row.Stage >= stage.FirstTime {
			buyers += row.Customers
		}
	}
	return []pages.Check{
		count("ABCD classes add up to the customers", "ABCD 各类之和等于客户数", want, int64(abcd)),
		count("Kinds of worth add up to the customers", "各价值类别之和等于客户数", want, int64(worth)),
		count("Levels of relationship add up to the current customers", "各关系水平之和等于现有客户数", int64(t.status.count.Current()), int64(levels)),
		count("Stages from the first purchase on add up to the customers", "首次消费及以上各阶段之和等于客户数", want, int64(buyers)),
	}
}

// absent names the columns of the table customers whose input was not given.
func (t *classTopic) absent() (omit []string) {
	if !t.given.column("transactions", "category") {
		omit = append(omit, "next_category")
	}
	if !t.given.column("transactions", "channel") {
		omit = append(omit, "usual_channel")
	}
	return omit
}
