package pages

import (
	"cmp"

	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/winback"
	"regulars/charts"
)

// ActionsInput is what the Actions page is made of.
type ActionsInput struct {
	QueueInput
	AsOf      analytics.Day
	Returns   winback.ReturnResult
	Exported  []Exported
	Alerts    *alert.Alerts // nil without surveys
	AlertRule alert.Rule
	Names     map[string]charts.Text // of segments
}

// compareStakes orders values; an unknown one is the least.
func compareStakes(a, b float64) int {
	switch {
	case charts.Known(a) && charts.Known(b):
		return cmp.Compare(a, b)
	case charts.Known(a):
		return 1
	case charts.Known(b):
		return -1
	default:
		return 0
	}
}

// Actions is the page that says whom to contact, and whether that works.
func Actions(in ActionsInput) charts.Page {
	p := charts.Page{
		Name: "actions", Title: both("Actions", "行动"),
		Question: both("Whom do we contact, and did it work?", "联系谁？是否有效？"),
		Answer:   in.queueAnswer(), Cards: in.queueCards(),
	}
	if len(in.Rows) > 0 {
		p.Sections = append(p.Sections, in.queue())
	}
	if in.Effects != nil && len(in.Effects.Lists) > 0 {
		p.Sections = append(p.Sections, in.effects())
	}
	p.Cards = append(p.Cards, in.alertCards()...)
	if in.Alerts != nil && in.Alerts.Pending()+in.Alerts.Counts[alert.Closed] > 0 {
		p.Sections = append(p.Sections, in.alerts())
	}
	if in.watched() {
		p.Cards = append(p.Cards, in.returnCard())
		p.Sections = append(p.Sections, in.returns(), in.silence(), in.reasons())
	}
	if len(in.Exported) > 0 {
		p.Sections = append(p.Sections, in.exports())
	}
	return p
}
