package night

import (
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/kpi"
	"regulars/charts/pages"
)

// baseTopic is the customer base as a whole: what the other topics' parts add up to, and the headline figures.
type baseTopic struct {
	*scope
	lines int64 // kept of the transactions
	kpis  *kpi.Base
	ids   *contactIDs
	tally *tally
}

func newBaseTopic(s *scope, lines int64, first *pass) *baseTopic {
	return &baseTopic{
		scope: s, lines: lines, kpis: join(first, func() *kpi.Base { return kpi.New(s.Question) }), ids: join(first, func() *contactIDs { return new(contactIDs) }),
	}
}

func (t *baseTopic) second(p *pass) {
	t.tally = joinWith(p, func() *tally { return new(tally) }, (*tally).add)
}

// tally counts the customers who have been scored.
type tally struct {
	occasions   int
	refundsOnly analytics.Total // net revenue of customers without a purchase
}

func (t *tally) add(v *visit) {
	switch {
	case !v.known:
	case !v.bought:
		t.refundsOnly.Add(v.row.Revenue)
	default:
		t.occasions += v.row.Occasions
	}
}

// Merge adds the counts of other customers.
func (t *tally) Merge(o *tally) {
	t.occasions += o.occasions
	t.refundsOnly.Merge(o.refundsOnly)
}

// changes are the verdicts on how the figures moved since the period before; there are none where the data do not cover it.
func (t *baseTopic) changes() kpi.Changes {
	if t.kpis.Covered() < 2 {
		return kpi.Changes{}
	}
	return t.kpis.Period[0].Since(t.kpis.Period[1])
}

// periodFigures are the headline figures of a period, as the page names them and as they are read.
var periodFigures = map[kpi.Name]struct {
	key   pages.FigureKey
	value func(kpi.Figures) float64
}{
	kpi.Revenue:      {pages.FigureRevenue, func(k kpi.Figures) float64 { return k.Revenue.Units() }},
	kpi.Buyers:       {pages.FigureBuyers, func(k kpi.Figures) float64 { return float64(k.Buyers) }},
	kpi.Returning:    {pages.FigureReturning, kpi.Figures.Returning},
	kpi.Orders:       {pages.FigureOrders, func(k kpi.Figures) float64 { return float64(k.Orders) }},
	kpi.OrderValue:   {pages.FigureOrderValue, kpi.Figures.OrderValue},
	kpi.NewCustomers: {pages.FigureNew, func(k kpi.Figures) float64 { return float64(k.New) }},
	kpi.Current:      {pages.FigureCurrent, nil},
}

// figure is a headline figure with what it stands against and the periods before.
func (t *baseTopic) figure(c kpi.Change) pages.Figure {
	of := periodFigures[c.Name]
	f := pages.Figure{Key: of.key, Now: c.Now, Before: c.Before, Change: c}
	for _, period := range slices.Backward(t.kpis.Period[:t.kpis.Covered()]) {
		if of.value == nil {
			break
		}
		if v := of.value(period); !math.IsNaN(v) && !math.IsInf(v, 0) {
			f.Spark = append(f.Spark, v)
		}
	}
	return f
}

// headlines are the headline figures, most important first; further are those of other topics.
func (t *baseTopic) headlines(changes []kpi.Change, further ...pages.Figure) []pages.Figure {
	of := map[kpi.Name]pages.Figure{}
	for _, c := range changes {
		of[c.Name] = t.figure(c)
	}
	return slices.Concat([]pages.Figure{of[kpi.Revenue], of[kpi.Current], of[kpi.Buyers], of[kpi.Returning]}, further,
		[]pages.Figure{of[kpi.Orders], of[kpi.OrderValue], of[kpi.NewCustomers]})
}

// baseSchemas describe the tables of the topic.
var baseSchemas = []analytics.Schema{kpi.Schema}

func (t *baseTopic) told() told {
	k, moved := t.kpis, t.changes()
	return told{
		verdicts: map[string]analytics.Verdict{"period_buyers": moved.Buyers, "period_new": moved.New, "period_returning": moved.Returning},
		tables:   []analytics.Table{k.Table()},
		checks:   []pages.Check{count("Every line that was read stands in the ledger", "读取的每一行都已入账", t.lines, int64(k.Lines))},
		figures: map[string]float64{
			"customers": float64(k.Whole.Buyers), "customers_with_refunds_only": float64(k.Net - k.Whole.Buyers), "orders": float64(k.Whole.Orders),
			"lines": float64(k.Lines), "occasions": float64(t.tally.occasions), "revenue": k.Whole.Revenue.Units(), "refunds": k.Whole.Refunds.Units(),
			"period_days": float64(k.Length), "period_revenue": k.Period[0].Revenue.Units(), "period_buyers": float64(k.Period[0].Buyers),
			"period_new": float64(k.Period[0].New),
		},
	}
}
