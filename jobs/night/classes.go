package night

import (
	"regulars/analytics"
	"regulars/analytics/portfolio"
	"regulars/analytics/stage"
	"regulars/charts/pages"
)

// classRow is what the table customers says of the classes a customer is in.
type classRow struct {
	ABCD  string `col:"abcd,nullzero" en:"class A to D by turnover and profitability; empty without a purchase" zh:"按周转率与盈利率的 A 至 D 类；没有购买则为空"`
	Worth string `col:"worth,nullzero" en:"keep, profitable, potentially profitable or costly" zh:"keep 保持、profitable 盈利、potentially profitable 潜在盈利、costly 赔本"`
	Stage string `col:"stage,nullzero" en:"highest stage of loyalty reached: suspect to advocate" zh:"到达的最高忠诚阶段：suspect 潜在至 advocate 宣传"`

	class portfolio.Member
}

// judge finds the classes of a customer with a purchase, once all else of the row is known.
func (k *classRow) judge(f *findings, c *analytics.Customer, r *customerRow) {
	perOrder := f.worth.perOrder()
	k.class = portfolio.Member{
		Class: f.matrix.Of(r.summary), Summary: r.summary, Margin: portfolio.YearMargin(c, f.question, perOrder), Value: r.Value,
	}
	k.class.Worth = portfolio.WorthOf(k.class.Margin, portfolio.Outlook{
		Lost: r.Churned, PAlive: r.PAlive, Value: r.Value, Purchases: r.Purchases,
	}, perOrder)
	k.ABCD, k.Worth = k.class.Class.String(), k.class.Worth.String()
}

func (f *findings) stageOf(c *analytics.Customer) string {
	known := c.Until(f.question.AsOf)
	return f.stages.Of(&known).String()
}

// levels are the levels of relationship of the segments.
func (r *results) levels() []portfolio.LevelRow {
	var groups []portfolio.Group
	for _, p := range r.segments.Profiles {
		g := portfolio.Group{Name: p.Segment, Customers: p.Customers, Revenue: p.Revenue, Margin: p.Revenue}
		if r.question.HasCost {
			g.Margin = p.Margin
		}
		groups = append(groups, g)
	}
	return portfolio.LevelsOf(groups)
}

// classInput is what the Customers page shows of the classes.
func (r *results) classInput() pages.ClassInput {
	f, s := r.findings, r.scored
	return pages.ClassInput{
		HasCost: r.question.HasCost, Cuts: f.matrix, ABCD: s.classes.ABCD(r.question.HasCost), Worth: s.classes.Worths(), Forecast: f.models.Chosen != nil,
		PerOrder: f.worth.perOrder(), Levels: r.levels(), Rule: f.stages, Stages: s.stages.Rows(), StageFlows: s.stages.Flows(),
	}
}

func (r *results) classTables() []analytics.Table {
	var noMargin, noForecast []string
	if !r.question.HasCost {
		noMargin = []string{"margin"}
	}
	if r.findings.models.Chosen == nil {
		noForecast = []string{"expected_margin"}
	}
	list := []analytics.Table{
		analytics.TableOf(portfolio.ABCDSchema, r.scored.classes.ABCD(r.question.HasCost), noMargin...),
		analytics.TableOf(portfolio.WorthSchema, r.scored.classes.Worths(), noForecast...),
		analytics.TableOf(portfolio.LevelsSchema, r.levels()),
	}
	return append(list, r.scored.stages.Tables()...)
}

// classChecks are that classes and stages add up to the customers.
func (r *results) classChecks() []pages.Check {
	want, abcd, worth, buyers := int64(r.population.kpis.Whole.Buyers), 0, 0, 0
	for _, row := range r.scored.classes.ABCD(false) {
		abcd += row.Customers
	}
	for _, row := range r.scored.classes.Worths() {
		worth += row.Customers
	}
	for _, row := range r.scored.stages.Rows() {
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
