package night

import (
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/lifetime"
	"regulars/analytics/winback"
	"regulars/charts/pages"
)

// How many customers the tables of the Actions page list.
const (
	winBackList = 10_000
	callList    = 1_000
	alertList   = 10_000 // cases
)

// actionTopic is whom to act on: lost customers to win back, customers to call, and cases that low scores have opened.
type actionTopic struct {
	*scope
	segments *segmentTopic
	status   *statusTopic
	forecast *forecastTopic

	scale analytics.Scale // of surveys
	rule  alert.Rule

	winback *winback.WinBack
	lapses  *winback.Returns
	calls   *winback.Calls
	alerts  *alert.Alerts
	returns winback.ReturnResult
}

func newActionTopic(s *scope, segments *segmentTopic, st *statusTopic, f *forecastTopic) *actionTopic {
	return &actionTopic{scope: s, segments: segments, status: st, forecast: f}
}

// derive is told the scale of the survey's scores, and the days in which somebody should look into a low one.
func (t *actionTopic) derive(scale analytics.Scale, days int) {
	t.scale = scale
	t.rule = alert.Rule{Scale: scale, Days: days}
}

func (t *actionTopic) second(p *pass) {
	t.winback = joinWith(p, func() *winback.WinBack { return winback.NewWinBack(winBackList, t.reasons(), t.returnChance) },
		func(a *winback.WinBack, v *visit) {
			if v.bought && v.row.Churned {
				a.Consider(v.customer, v.row.summary, t.AsOf, v.row.Segment, v.row.Value, v.listed)
			}
		})
	t.lapses = join(p, t.newReturns)
	t.calls = joinWith(p, func() *winback.Calls { return winback.NewCalls(t.AsOf, callList, t.reasons()) }, func(a *winback.Calls, v *visit) {
		if v.bought && v.listed {
			a.Consider(v.customer, prospect(v.row))
		}
	})
	t.alerts = joinWith(p, func() *alert.Alerts { return alert.New(t.Question, t.rule, alertList) }, func(a *alert.Alerts, v *visit) {
		a.Consider(v.customer, v.row.Segment, stake(v.row), v.listed)
	})
}

func (t *actionTopic) finish() {
	t.winback.Sort()
	t.calls.Sort()
	t.alerts.Sort()
	t.returns = t.lapses.Result()
}

// stake is what is expected of the customer; NaN where nothing can be.
func stake(r *customerRow) float64 {
	if r.Occasions == 0 {
		return math.NaN()
	}
	return r.Value
}

// prospect is the customer as one who may be called.
func prospect(r *customerRow) winback.Prospect {
	return winback.Prospect{Summary: r.summary, Segment: r.Segment, Lapsed: r.Churned, Expected: r.forecast.Value, Potential: r.Potential.Units()}
}

// reasons reads why customers left.
func (t *actionTopic) reasons() *winback.Reasons {
	return winback.NewReasons(t.Labels, t.scale)
}

// returnChance is the chance that a customer buys again within the horizon; NaN where nothing can be forecast.
func (t *actionTopic) returnChance(c *analytics.Customer, s analytics.Summary) float64 {
	chance, _ := t.forecast.models.Chosen.Forecast(c, s, t.AsOf, t.Horizon)
	return chance
}

// newReturns measures those who were lost a quarter of the observed days ago, or a horizon ago where that is less, ranked by the model that
// was fitted to the first half alone.
func (t *actionTopic) newReturns() *winback.Returns {
	then := winback.Then{Lapsed: t.status.lost, Forecast: func(*analytics.Customer, analytics.Summary) (chance, value float64, known bool) { return 0, 0, false }}
	since, check := analytics.NoDay, &t.forecast.check
	at := slices.IndexFunc(check.Models, func(m lifetime.PurchaseFit) bool { return m.Model == check.Model && m.Purchases != nil })
	if at >= 0 {
		since = t.AsOf - analytics.Day(min(t.Horizon, int(t.AsOf-t.Start+1)/4))
		fit := &check.Models[at]
		then.Forecast = func(c *analytics.Customer, s analytics.Summary) (chance, value float64, known bool) {
			chance, expected := fit.Forecast(c, s, since, int(t.AsOf-since))
			return chance, expected * s.Revenue.Units() / float64(s.Occasions), true
		}
	}
	return winback.NewReturns(since, t.AsOf, then, t.reasons())
}

// call is why to call a customer; nil where there is no reason.
func (t *actionTopic) call(c *analytics.Customer, r *customerRow) *winback.Call {
	calls := winback.NewCalls(t.AsOf, 1, t.reasons())
	if calls.Consider(c, prospect(r)); len(calls.List) > 0 {
		return &calls.List[0]
	}
	return nil
}

// input is what the Actions page is made of.
func (t *actionTopic) input(exported []pages.Exported) pages.ActionsInput {
	in := pages.ActionsInput{
		Currency: t.currency, AsOf: t.AsOf, Horizon: t.Horizon, MinGroup: t.MinGroup, Returns: t.returns, Calls: t.calls.List, Exported: exported,
		Segments: t.segments.actions(), Rule: t.status.rule, AlertRule: t.rule,
	}
	if t.forecast.usable() {
		in.WinBack = t.winback
	}
	if t.given.table("surveys") {
		in.Alerts = t.alerts
	}
	return in
}

// actionSchemas describe the tables of the topic.
var actionSchemas = []analytics.Schema{winback.WinBackSchema, winback.ReturnsSchema, winback.CallsSchema, alert.Schema}

func (t *actionTopic) told() told {
	of := told{tables: []analytics.Table{t.winback.Table(t.winBackAbsent()...), t.returns.Table(), t.calls.Table(t.winBackAbsent()...)}}
	if t.given.table("surveys") {
		of.tables = append(of.tables, t.alerts.Table(t.alertsAbsent()...))
	}
	return of
}

// winBackAbsent are the columns of the tables winback and calls whose input is absent.
func (t *actionTopic) winBackAbsent() (omit []string) {
	if !t.given.column("transactions", "category") {
		omit = append(omit, "last_category")
	}
	if !t.given.column("transactions", "channel") {
		omit = append(omit, "last_channel")
	}
	if !t.given.table("surveys") && !t.given.table("complaints") {
		omit = append(omit, "about")
	}
	return omit
}

// alertsAbsent are the columns of the table alerts whose input is absent.
func (t *actionTopic) alertsAbsent() (omit []string) {
	for _, column := range []string{"employee", "store"} {
		if !t.given.column("surveys", column) {
			omit = append(omit, column)
		}
	}
	if !t.forecast.usable() {
		omit = append(omit, "value_at_stake")
	}
	return omit
}
