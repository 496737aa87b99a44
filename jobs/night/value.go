package night

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/referral"
	"regulars/analytics/value"
	"regulars/charts/pages"
)

// valueTopic is what customers are worth apart from the forecast: what they cost, whom they bring, what they spend elsewhere, and the value of
// the relationship.
type valueTopic struct {
	*scope
	base      *baseTopic
	retention *retentionTopic
	forecast  *forecastTopic
	answer    float64 // what an answer is worth

	years int // for which a customer stays by the value formula

	links   *referral.Links
	busy    *value.Activity
	periods *value.Periods

	rates   *value.Rates      // nil where no costs were given
	members *referral.Members // nil where no referrals were given
	trees   *referral.Trees   // the same
	margin  float64           // of a unit of revenue
	months  int               // of a period of wallets

	equity  *value.Equity
	parts   *value.Parts
	wallets *value.Wallets
}

func newValueTopic(s *scope, base *baseTopic, r *retentionTopic, f *forecastTopic, answer float64, years int, first *pass) *valueTopic {
	return &valueTopic{
		scope: s, base: base, retention: r, forecast: f, answer: answer, years: years,
		links:   join(first, func() *referral.Links { return referral.NewLinks(s.Question) }),
		busy:    join(first, func() *value.Activity { return value.NewActivity(s.Question) }),
		periods: join(first, func() *value.Periods { return value.NewPeriods(s.Question) }),
	}
}

// derive shares out costs; part tells that not all sales were read. It registers what tells the worth of those who were referred.
func (t *valueTopic) derive(costs []analytics.Expense, part bool, p *pass) {
	t.margin, t.months = 1, t.periods.Months()
	if t.HasCost {
		t.margin = t.forecast.base.Spend.MarginRate()
	}
	if t.given.table("costs") {
		t.rates = value.NewRates(costs, t.busy, t.Question, part)
	}
	if t.given.table("referrals") {
		forest := t.links.Forest()
		t.members = join(p, func() *referral.Members { return referral.NewMembers(forest, t.memberOf) })
	}
}

// branch draws the trees of referrals.
func (t *valueTopic) branch() {
	if t.members != nil {
		t.trees = t.members.Trees()
	}
}

// memberOf is what a customer is worth to the own referrer.
func (t *valueTopic) memberOf(c *analytics.Customer) referral.Worth {
	known := c.Until(t.AsOf)
	s := known.Summary()
	_, kept := t.retention.year.Kept(&known)
	row := t.of(&known, s, t.forecast.scorer.Score(&known, s))
	return referral.Worth{Bought: s.Occasions > 0, Kept: kept, Revenue: s.Revenue, Value: row.Profitability + row.Lifetime}
}

// of is what a customer, cut at the as-of date, is worth.
func (t *valueTopic) of(c *analytics.Customer, s analytics.Summary, f forecast) valueColumns {
	known := c.Until(t.AsOf)
	row := valueColumns{spent: t.rates.Of(&known), share: value.ShareOf(&known, t.months, t.AsOf)}
	row.Acquisition, row.Retention, row.Service = row.spent[value.Acquisition], row.spent[value.Retention], row.spent[value.Service]
	row.Profitability = s.Revenue - row.Acquisition - row.Retention - row.Service
	if t.HasCost {
		row.Profitability -= s.Cost
	}
	if !math.IsNaN(f.Value) {
		row.Lifetime = analytics.MoneyOf(f.Value - f.Purchases*t.perOrder())
	}
	row.Relationship.Share = math.NaN()
	if row.share.Known() {
		row.Relationship.Share = row.share.Rate()
		row.Potential = analytics.MoneyOf(value.Potential(row.share, t.margin, f.Spend, t.perOrder(), f.PAlive, t.DiscountRate))
	}
	if place := t.trees.Of(c.Key); place != nil {
		row.Referred, row.Referral = place.Referred, analytics.MoneyOf(place.ReferredsValue.Units())
	}
	row.Contributions = value.Contributions(&known)
	row.Capability = analytics.MoneyOf(t.answer * float64(row.Contributions))
	row.Sum()
	return row
}

// perOrder is what an order costs to serve.
func (t *valueTopic) perOrder() float64 {
	if t.rates == nil {
		return 0
	}
	return t.rates.PerOrder
}

// absent names the columns of the table customers whose input was not given.
func (t *valueTopic) absent() (omit []string) {
	if !t.given.table("costs") {
		omit = append(omit, "acquisition_cost", "retention_cost", "service_cost")
	}
	if !t.given.table("wallet") {
		omit = append(omit, "potential", "wallet_share")
	}
	if !t.given.table("referrals") {
		omit = append(omit, "referral_value", "referred")
	}
	if !t.given.table("surveys") && !t.given.table("complaints") {
		omit = append(omit, "capability", "contributions")
	}
	return omit
}

func (t *valueTopic) second(p *pass) {
	t.equity = joinWith(p, func() *value.Equity { return value.NewEquity(t.rates, t.Question) }, func(a *value.Equity, v *visit) {
		r := v.row
		a.Add(v.customer, value.Member{Summary: r.summary, Spent: r.spent, Expected: r.forecast.Value, Orders: r.Purchases})
	})
	t.parts = joinWith(p, func() *value.Parts { return new(value.Parts) }, func(a *value.Parts, v *visit) {
		if v.known {
			a.Add(v.row.Relationship)
		}
	})
	t.wallets = joinWith(p, func() *value.Wallets { return new(value.Wallets) }, func(a *value.Wallets, v *visit) {
		if v.known {
			a.Add(v.row.share)
		}
	})
}

// costs are all that was given, and all that is found again: on customers, left over, and spent on those who have not bought.
func (t *valueTopic) costs() (given, found analytics.Total) {
	given.Merge(t.equity.Direct)
	found.Merge(t.equity.Idle)
	for _, row := range t.rates.Rows() {
		given.Merge(row.Given)
		found.Merge(row.Left)
	}
	if rows := t.equity.Rows(); len(rows) > 0 {
		found.Merge(rows[0].Acquisition)
		found.Merge(rows[0].Retention)
		found.Merge(rows[0].Service)
	}
	return given, found
}

// books fills the value formulas of the course books.
func (t *valueTopic) books() pages.BooksInput {
	y, brought := t.retention.year, -1
	if t.trees != nil {
		brought = t.trees.Brought(y.From, y.To)
	}
	return pages.BooksInput{Year: y, Value: y.Textbook(t.years, brought)}
}

// input is what the Value page shows apart from the forecast.
func (t *valueTopic) input() pages.WorthInput {
	in := pages.WorthInput{
		Books: t.books(), Trees: t.trees, Revenue: t.base.kpis.Whole.Revenue.Units(), Equity: t.equity.Rows(), Rates: t.rates,
		Parts: t.parts, AnswerValue: t.answer,
	}
	if t.given.table("wallet") {
		in.Wallets = t.wallets
	}
	return in
}

// valueSchemas describe the tables of the topic.
var valueSchemas = []analytics.Schema{
	value.EquitySchema, value.PaybackSchema, value.CostsSchema, value.RelationshipSchema, value.WalletSchema, value.TextbookSchema, referral.Schema,
}

func (t *valueTopic) told() told {
	of := told{tables: t.tables(), figures: t.figures()}
	if t.given.table("costs") {
		given, found := t.costs()
		of.checks = append(of.checks, money(t.currency, "What was spent on customers and what is left over add up to the costs given", "分摊到客户的成本与未分摊部分之和等于给定成本", given, found))
	}
	return of
}

func (t *valueTopic) tables() []analytics.Table {
	books := t.books()
	list := []analytics.Table{
		value.TextbookTable(books.Year.Rows(books.Value, t.DiscountRate, string(t.currency))),
		analytics.TableOf(value.EquitySchema, t.equity.Rows(), t.equityAbsent()...), t.parts.Table(),
	}
	if t.rates != nil {
		list = append(list, analytics.TableOf(value.CostsSchema, t.rates.Rows()), value.PaybackTable(t.equity.Rows()))
	}
	if t.trees != nil {
		list = append(list, t.trees.Table())
	}
	if t.given.table("wallet") {
		list = append(list, t.wallets.Table())
	}
	return list
}

// equityAbsent are the columns of the table equity whose input is absent.
func (t *valueTopic) equityAbsent() (omit []string) {
	if !t.HasCost {
		omit = append(omit, "margin")
	}
	if !t.given.table("costs") {
		omit = append(omit, "acquisition_cost", "retention_cost", "service_cost", "expected_cost", "acquired", "cac", "ltv", "ltv_low", "ltv_high",
			"ltv_cac", "payback_months", "observed_months")
	}
	if !t.forecast.usable() {
		omit = append(omit, "expected_margin", "expected_cost", "equity")
	}
	return omit
}

func (t *valueTopic) figures() map[string]float64 {
	all := map[string]float64{
		"relationship_value": t.parts.Total().Units(), "wallet_share": t.wallets.Share(), "cac": math.NaN(), "ltv_cac": math.NaN(),
	}
	rows := t.equity.Rows()
	if len(rows) > 0 {
		all["cac"], all["ltv_cac"] = rows[0].CAC, rows[0].Ratio
	}
	if t.forecast.usable() {
		all["equity"] = t.forecast.values.Equity.Units()
		if len(rows) > 0 {
			all["equity"] = rows[0].Equity.Units() // after what it costs to keep and serve, where that is known
		}
	}
	return all
}
