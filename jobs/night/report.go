package night

import (
	"slices"

	"regulars/charts"
	"regulars/charts/pages"
)

// report lays out what the topics have found as pages, and says what there is to worry about.
func (t *topics) report(header charts.Header, checks []pages.Check) (charts.Report, []charts.Text) {
	segments, retention, value := t.segments.page(t.classes.input(), t.status, t.queue.segments(t.segments.table)), t.retention.page(), t.forecast.page(t.value.input())
	satisfaction, loyalty, complaints := t.satisfaction.page(t.comments.result), t.loyalty.page(), t.complaints.page()
	actions := t.actions.input(t.lists.exported())
	quality := t.quality.input(t.base, t.people, t.forecast.statuses(), checks)
	quality.Terms = t.terms(header.Zone)
	header.Badge = quality.Badge()
	overview := pages.OverviewInput{
		Currency: t.currency, AsOf: t.AsOf, Compare: t.Compare, Length: t.base.kpis.Length, Actions: actions.Top(3), Badge: header.Badge, Bridge: t.status.changes.Bridge(), Status: t.status.count,
		Figures: t.base.headlines(t.status.compared(), slices.Concat(t.forecast.headlines(), t.satisfaction.headlines(), t.loyalty.headlines())...),
	}
	for _, p := range []charts.Page{retention, satisfaction, segments, value, loyalty, complaints} {
		if p.Absent == nil && !p.Answer.IsZero() {
			overview.Findings = append(overview.Findings, p.Finding())
		}
	}
	return charts.Report{Header: header, Moved: pages.Moved(), Pages: []charts.Page{
		pages.Overview(overview), segments, retention, value, satisfaction, loyalty, complaints, pages.Actions(actions), pages.Data(quality),
	}}, quality.Concerns()
}

// terms are the words of the report as its settings have them.
func (t *topics) terms(zone string) pages.Terms {
	return pages.Terms{
		Zone: zone, Rule: t.status.rule, Horizon: t.Horizon, Discount: t.DiscountRate, Margins: t.HasCost, MinGroup: t.MinGroup,
		Categories: t.classes.rule.Categories,
	}
}
