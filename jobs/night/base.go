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
	active      int             // customers who have not churned
	refundsOnly analytics.Total // net revenue of customers without a purchase
}

func (t *tally) add(v *visit) {
	switch {
	case !v.known:
	case !v.bought:
		t.refundsOnly.Add(v.row.Revenue)
	default:
		t.occasions += v.row.Occasions
		if !v.row.Churned {
			t.active++
		}
	}
}

// Merge adds the counts of other customers.
func (t *tally) Merge(o *tally) {
	t.occasions += o.occasions
	t.active += o.active
	t.refundsOnly.Merge(o.refundsOnly)
}

// changes are the verdicts on how the figures moved since the period before; there are none where the data do not cover it.
func (t *baseTopic) changes() kpi.Changes {
	if t.kpis.Covered() < 2 {
		return kpi.Changes{}
	}
	return t.kpis.Period[0].Since(t.kpis.Period[1])
}

// figure is a headline figure of the last period, with those before it.
func (t *baseTopic) figure(key pages.FigureKey, verdict analytics.Verdict, value func(kpi.Figures) float64) pages.Figure {
	covered := t.kpis.Period[:t.kpis.Covered()]
	f := pages.Figure{Key: key, Now: value(t.kpis.Period[0]), Before: math.NaN(), Verdict: verdict}
	if len(covered) > 1 {
		f.Before = value(covered[1])
	}
	for _, period := range slices.Backward(covered) {
		if v := value(period); !math.IsNaN(v) && !math.IsInf(v, 0) {
			f.Spark = append(f.Spark, v)
		}
	}
	return f
}

// headlines are the headline figures, most important first; further are those of other topics.
func (t *baseTopic) headlines(further ...pages.Figure) []pages.Figure {
	moved := t.changes()
	return slices.Concat([]pages.Figure{
		t.figure(pages.FigureRevenue, analytics.Untold, func(k kpi.Figures) float64 { return k.Revenue.Units() }),
		t.figure(pages.FigureBuyers, moved.Buyers, func(k kpi.Figures) float64 { return float64(k.Buyers) }),
		t.figure(pages.FigureReturning, moved.Returning, kpi.Figures.Returning),
	}, further, []pages.Figure{
		t.figure(pages.FigureOrders, analytics.Untold, func(k kpi.Figures) float64 { return float64(k.Orders) }),
		t.figure(pages.FigureOrderValue, analytics.Untold, kpi.Figures.OrderValue),
		t.figure(pages.FigureNew, moved.New, func(k kpi.Figures) float64 { return float64(k.New) }),
	})
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
			"period_new": float64(k.Period[0].New), "active": float64(t.tally.active),
		},
	}
}
