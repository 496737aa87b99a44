package night

import (
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/lifetime"
	"regulars/analytics/queue"
	"regulars/analytics/winback"
	"regulars/charts/pages"
)

// How many customers the tables of the Actions page list.
const (
	winBackList = 10_000
	callList    = 1_000
	alertCases  = 10_000 // cases
)

// actionTopic is whom to act on: lost customers to win back, customers to call, and cases that low scores have opened.
type actionTopic struct {
	*scope
	segments *segmentTopic
	status   *statusTopic
	forecast *forecastTopic
	queue    *queueTopic

	scale analytics.Scale // of surveys
	rule  alert.Rule

	lapses  *winback.Returns
	alerts  *alert.Alerts
	returns winback.ReturnResult
}

func newActionTopic(s *scope, segments *segmentTopic, st *statusTopic, f *forecastTopic, q *queueTopic) *actionTopic {
	return &actionTopic{scope: s, segments: segments, status: st, forecast: f, queue: q}
}

// derive is told the scale of the survey's scores, and the days in which somebody should look into a low one.
func (t *actionTopic) derive(scale analytics.Scale, days int) {
	t.scale = scale
	t.rule = alert.Rule{Scale: scale, Days: days}
}

func (t *actionTopic) second(p *pass) {
	t.lapses = join(p, t.newReturns)
	t.alerts = joinWith(p, func() *alert.Alerts { return alert.New(t.Question, t.rule, alertCases) }, func(a *alert.Alerts, v *visit) {
		a.Consider(v.customer, v.row.Segment, stake(v.row), v.listed)
	})
}

func (t *actionTopic) finish() {
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

// reasons reads why customers left.
func (t *actionTopic) reasons() *winback.Reasons {
	return winback.NewReasons(t.Labels, t.scale)
}

// newReturns measures those who were lost a quarter of the observed days ago, or a horizon ago where that is less, ranked by the model that
// was fitted to the first half alone.
func (t *actionTopic) newReturns() *winback.Returns {
	then := winback.Then{Lapsed: t.status.lost, Forecast: func(*analytics.Customer, analytics.Summary) (chance, value float64, known bool) { return 0, 0, false }}
	since, check := analytics.NoDay, &t.forecast.check
	at := slices.IndexFunc(check.Models, func(m lifetime.PurchaseFit) bool { return m.Model == check.Model && m.Purchases != nil })
	if at >= 0 {
		since = queue.LapsesSince(t.Question)
		fit := &check.Models[at]
		then.Forecast = func(c *analytics.Customer, s analytics.Summary) (chance, value float64, known bool) {
			chance, expected := fit.Forecast(c, s, since, int(t.AsOf-since))
			return chance, expected * s.Revenue.Units() / float64(s.Occasions), true
		}
	}
	return winback.NewReturns(since, t.AsOf, then, t.reasons())
}

// input is what the Actions page is made of.
func (t *actionTopic) input(exported []pages.Exported) pages.ActionsInput {
	in := pages.ActionsInput{
		QueueInput: t.queue.input(), AsOf: t.AsOf, Returns: t.returns, Exported: exported, Names: t.segments.names(), AlertRule: t.rule,
	}
	if t.given.table("surveys") {
		in.Alerts = t.alerts
	}
	return in
}

// actionSchemas describe the tables of the topic.
var actionSchemas = []analytics.Schema{queue.WinBackSchema, winback.ReturnsSchema, queue.CallsSchema, alert.Schema}

func (t *actionTopic) told() told {
	winBack, calls, absent := t.queue.queue.Of(queue.WinBack), t.queue.queue.Of(formerLists["calls"]...), t.queue.absent()
	of := told{tables: []analytics.Table{
		analytics.TableOf(queue.WinBackSchema, winBack[:min(len(winBack), winBackList)], absent...), t.returns.Table(),
		analytics.TableOf(queue.CallsSchema, calls[:min(len(calls), callList)], absent...),
	}}
	if t.given.table("surveys") {
		of.tables = append(of.tables, t.alerts.Table(t.alertsAbsent()...))
	}
	return of
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
