package night

import (
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/analytics/recovery"
)

// winBackList is how many lapsed customers the table winback lists.
const winBackList = 10_000

// callList is how many customers the table calls lists.
const callList = 1_000

// alertList is how many cases the table alerts lists.
const alertList = 10_000

// stake is what is expected of the customer; NaN where nothing can be.
func (r *customerRow) stake() float64 {
	if r.Occasions == 0 {
		return math.NaN()
	}
	return r.Value
}

// alertsAbsent are the columns of the table alerts whose input is absent.
func (r *results) alertsAbsent() (omit []string) {
	for _, column := range []string{"employee", "store"} {
		if !r.hasColumn("surveys", column) {
			omit = append(omit, column)
		}
	}
	if r.findings.models.Chosen == nil {
		omit = append(omit, "value_at_stake")
	}
	return omit
}

// prospect is the customer as one who may be called.
func (r *customerRow) prospect() recovery.Prospect {
	return recovery.Prospect{Summary: r.summary, Segment: r.Segment, Lapsed: r.Churned, Expected: r.forecast.Value, Potential: r.Potential.Units()}
}

// reasons reads why customers left.
func (f *findings) reasons() *recovery.Reasons {
	return recovery.NewReasons(f.question.Labels, f.scale)
}

// returnChance is the chance that a customer buys again within the horizon; NaN where nothing can be forecast.
func (f *findings) returnChance(c *analytics.Customer, s analytics.Summary) float64 {
	chance, _ := f.models.Chosen.Forecast(c, s, f.question.AsOf, f.question.Horizon)
	return chance
}

// returns measures those who had lapsed a quarter of the observed days ago, or a horizon ago where that is less, ranked by the model that was
// fitted to the first half alone.
func (f *findings) returns() *recovery.Returns {
	then := recovery.Then{Lapsed: f.rule.Churned, Forecast: func(*analytics.Customer, analytics.Summary) (chance, value float64, known bool) { return 0, 0, false }}
	since, asOf := analytics.NoDay, f.question.AsOf
	at := slices.IndexFunc(f.check.Models, func(m lifetime.PurchaseFit) bool { return m.Model == f.check.Model && m.Purchases != nil })
	if at >= 0 {
		since = asOf - analytics.Day(min(f.question.Horizon, int(asOf-f.question.Start+1)/4))
		fit := &f.check.Models[at]
		then.Forecast = func(c *analytics.Customer, s analytics.Summary) (chance, value float64, known bool) {
			chance, expected := fit.Forecast(c, s, since, int(asOf-since))
			return chance, expected * s.Revenue.Units() / float64(s.Occasions), true
		}
	}
	return recovery.NewReturns(since, asOf, then, f.reasons())
}

// winBackAbsent are the columns of the table winback whose input is absent.
func (r *results) winBackAbsent() (omit []string) {
	if !r.hasColumn("transactions", "category") {
		omit = append(omit, "last_category")
	}
	if !r.hasColumn("transactions", "channel") {
		omit = append(omit, "last_channel")
	}
	if !r.has("surveys") && !r.has("complaints") {
		omit = append(omit, "about")
	}
	return omit
}

// hasColumn tells whether a column of a table was given.
func (r *results) hasColumn(table, column string) bool {
	for _, in := range r.inputs {
		for _, c := range in.Columns {
			if in.Table == table && c.Canonical == column {
				return true
			}
		}
	}
	return false
}
