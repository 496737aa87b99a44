package main

import (
	"slices"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/analytics/recovery"
)

// winBackList is how many lapsed customers the table winback lists.
const winBackList = 10_000

// reasons reads why customers left.
func (f *findings) reasons() *recovery.Reasons {
	return recovery.NewReasons(f.question.Labels, f.survey.Scale.Min, f.survey.Scale.Max)
}

// returns measures those who had lapsed when the holdout of the check began, ranked by the model fitted to what came before.
func (f *findings) returns() *recovery.Returns {
	then := recovery.Then{Lapsed: f.rule.Churned, Forecast: func(analytics.Summary) (chance, value float64, known bool) { return 0, 0, false }}
	at := slices.IndexFunc(f.check.Models, func(m lifetime.PurchaseFit) bool { return m.Model == f.check.Model && m.Purchases != nil })
	if at >= 0 {
		model, split, days := f.check.Models[at].Purchases, f.check.Split, float64(f.check.Days)
		then.Forecast = func(s analytics.Summary) (chance, value float64, known bool) {
			x, tx, t := s.Occasions-1, float64(s.Last-s.First), float64(split-s.First)
			return model.PAlive(x, tx, t), model.Expected(x, tx, t, days) * s.Revenue.Units() / float64(s.Occasions), true
		}
	}
	return recovery.NewReturns(f.check.Split, f.question.AsOf, then, f.reasons())
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
