package night

import (
	"context"
	"math"

	"regulars/analytics"
	"regulars/analytics/referral"
	"regulars/analytics/retention"
	"regulars/analytics/value"
	"regulars/charts/pages"
)

// worth is what the value of a relationship needs to know of the whole base.
type worth struct {
	question analytics.Question
	rates    *value.Rates    // nil where no costs were given
	trees    *referral.Trees // nil where no referrals were given
	margin   float64         // of a unit of revenue
	answer   float64         // what an answer is worth
	months   int             // of a period of wallets
}

// weigh shares out costs and draws the trees of referrals. A customer's referrals stand in other partitions, so what these are worth
// needs a walk of its own before customers are scored.
func (r *results) weigh(ctx context.Context, ledger *analytics.Ledger) (err error) {
	w := &worth{question: r.question, margin: 1, answer: r.cfg.AnswerValue, months: r.population.wallets.Months()}
	r.findings.worth = w
	if r.question.HasCost {
		w.margin = r.population.base.Spend.MarginRate()
	}
	if r.has("costs") {
		w.rates = value.NewRates(ledger.Costs(), r.population.busy, r.question, len(r.cfg.Where) > 0)
	}
	if !r.has("referrals") {
		return nil
	}
	forest := r.population.links.Forest()
	members, err := analytics.Scan(ctx, ledger, r.cfg.Threads, func() *referral.Members {
		return referral.NewMembers(forest, r.memberOf)
	})
	if err == nil {
		w.trees = members.Trees()
	}
	return err
}

// memberOf is what a customer is worth to the own referrer.
func (r *results) memberOf(c *analytics.Customer) referral.Worth {
	known := c.Until(r.question.AsOf)
	s := known.Summary()
	_, kept := r.population.year.Kept(&known)
	row := r.findings.worth.of(&known, s, r.findings.scorer.Score(&known, s))
	return referral.Worth{Bought: s.Occasions > 0, Kept: kept, Revenue: s.Revenue, Value: row.Profitability + row.Lifetime}
}

// worthRow is what the table customers says of the value of a relationship.
type worthRow struct {
	Acquisition analytics.Money `col:"acquisition_cost" unit:"currency" en:"what was spent on winning the customer" zh:"获得该客户的成本"`
	Retention   analytics.Money `col:"retention_cost" unit:"currency" en:"what was spent on keeping the customer" zh:"维系该客户的成本"`
	Service     analytics.Money `col:"service_cost" unit:"currency" en:"what was spent on serving the customer" zh:"服务该客户的成本"`
	value.Relationship

	spent value.Costs
	share value.Share
}

// of is what a customer, cut at the as-of date, is worth.
func (w *worth) of(c *analytics.Customer, s analytics.Summary, f forecast) worthRow {
	known := c.Until(w.question.AsOf)
	row := worthRow{spent: w.rates.Of(&known), share: value.ShareOf(&known, w.months, w.question.AsOf)}
	row.Acquisition, row.Retention, row.Service = row.spent[value.Acquisition], row.spent[value.Retention], row.spent[value.Service]
	row.Profitability = s.Revenue - row.Acquisition - row.Retention - row.Service
	if w.question.HasCost {
		row.Profitability -= s.Cost
	}
	if !math.IsNaN(f.Value) {
		row.Lifetime = analytics.MoneyOf(f.Value - f.Purchases*w.perOrder())
	}
	row.Relationship.Share = math.NaN()
	if row.share.Known() {
		row.Relationship.Share = row.share.Rate()
		row.Potential = analytics.MoneyOf(value.Potential(row.share, w.margin, f.Spend, w.perOrder(), f.PAlive, w.question.DiscountRate))
	}
	if place := w.trees.Of(c.Key); place != nil {
		row.Referred, row.Referral = place.Referred, analytics.MoneyOf(place.ReferredsValue.Units())
	}
	row.Contributions = value.Contributions(&known)
	row.Capability = analytics.MoneyOf(w.answer * float64(row.Contributions))
	row.Sum()
	return row
}

func (w *worth) perOrder() float64 {
	if w.rates == nil {
		return 0
	}
	return w.rates.PerOrder
}

// member is the customer as the equity needs it.
func (r *customerRow) member() value.Member {
	return value.Member{Summary: r.summary, Spent: r.spent, Expected: r.forecast.Value, Orders: r.Purchases}
}

// absent names the columns of the table customers whose input was not given.
func (w *worth) absent(has func(table string) bool) (omit []string) {
	if !has("costs") {
		omit = append(omit, "acquisition_cost", "retention_cost", "service_cost")
	}
	if !has("wallet") {
		omit = append(omit, "potential", "wallet_share")
	}
	if !has("referrals") {
		omit = append(omit, "referral_value", "referred")
	}
	if !has("surveys") && !has("complaints") {
		omit = append(omit, "capability", "contributions")
	}
	return omit
}

// costs are all that was given, and all that is found again: on customers, left over, and spent on those who have not bought.
func (r *results) costs() (given, found analytics.Total) {
	e, rates := r.scored.equity, r.findings.worth.rates
	given.Merge(e.Direct)
	found.Merge(e.Idle)
	for _, row := range rates.Rows() {
		given.Merge(row.Given)
		found.Merge(row.Left)
	}
	if rows := e.Rows(); len(rows) > 0 {
		found.Merge(rows[0].Acquisition)
		found.Merge(rows[0].Retention)
		found.Merge(rows[0].Service)
	}
	return given, found
}

// lever is what a higher share of customers who stay would be worth.
func (r *results) lever() retention.Lever {
	y := r.population.year
	return retention.Lever{
		Customers: y.Buyers, Before: y.Before, Stayed: y.Stayed, Years: y.Years(), Margin: y.YearlyMargin(), Discount: r.question.DiscountRate,
	}
}

// books fills the value formulas of the course books.
func (r *results) books() pages.BooksInput {
	y, brought := r.population.year, -1
	if trees := r.findings.worth.trees; trees != nil {
		brought = trees.Brought(y.From, y.To)
	}
	return pages.BooksInput{Year: y, Value: y.Textbook(brought)}
}

// worthInput is what the Value page shows apart from the forecast.
func (r *results) worthInput() pages.WorthInput {
	w, s := r.findings.worth, r.scored
	in := pages.WorthInput{
		Books: r.books(), Trees: w.trees, Revenue: r.population.kpis.Whole.Revenue.Units(), Equity: s.equity.Rows(), Rates: w.rates,
		Parts: &s.parts, AnswerValue: w.answer,
	}
	if r.has("wallet") {
		in.Wallets = &s.wallets
	}
	return in
}

// worthKPIs are the headline figures of what customers are worth; those that are not known are NaN.
func (r *results) worthKPIs() map[string]float64 {
	s, year := r.scored, r.population.year
	all := map[string]float64{
		"relationship_value": s.parts.Total().Units(), "yearly_retention": year.Retention(), "wallet_share": s.wallets.Share(),
		"cac": math.NaN(), "ltv_cac": math.NaN(),
	}
	if rows := s.equity.Rows(); len(rows) > 0 {
		all["cac"], all["ltv_cac"] = rows[0].CAC, rows[0].Ratio
		if r.findings.models.Chosen != nil {
			all["equity"] = rows[0].Equity.Units() // after what it costs to keep and serve, where that is known
		}
	}
	return all
}

// worthTables are the tables of what customers are worth apart from the forecast.
func (r *results) worthTables() []analytics.Table {
	w, books := r.findings.worth, r.books()
	list := []analytics.Table{
		value.TextbookTable(books.Year.Rows(books.Value, r.question.DiscountRate, r.cfg.Currency)),
		analytics.TableOf(value.EquitySchema, r.scored.equity.Rows(), r.equityAbsent()...), r.scored.parts.Table(),
	}
	if w.rates != nil {
		list = append(list, analytics.TableOf(value.CostsSchema, w.rates.Rows()), value.PaybackTable(r.scored.equity.Rows()))
	}
	if w.trees != nil {
		list = append(list, w.trees.Table())
	}
	if r.has("wallet") {
		list = append(list, r.scored.wallets.Table())
	}
	return list
}

// equityAbsent are the columns of the table equity whose input is absent.
func (r *results) equityAbsent() (omit []string) {
	if !r.question.HasCost {
		omit = append(omit, "margin")
	}
	if !r.has("costs") {
		omit = append(omit, "acquisition_cost", "retention_cost", "service_cost", "expected_cost", "acquired", "cac", "ltv", "ltv_low", "ltv_high",
			"ltv_cac", "payback_months", "observed_months")
	}
	if r.findings.models.Chosen == nil {
		omit = append(omit, "expected_margin", "expected_cost", "equity")
	}
	return omit
}
