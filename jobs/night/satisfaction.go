package night

import (
	"slices"
	"strings"

	"regulars/analytics"
	"regulars/analytics/satisfaction"
	"regulars/charts"
	"regulars/charts/pages"
)

// satisfaction is what the Satisfaction page is made of.
func (r *results) satisfaction(currency charts.Currency) pages.SatisfactionInput {
	in := pages.SatisfactionInput{MinGroup: r.question.MinGroup, Drivers: r.drivers, SegmentNames: r.findings.segmentNames(), Currency: currency}
	if !r.has("surveys") {
		return in
	}
	delivered := r.scored.delivered.Result()
	in.Prices = r.population.prices.Result()
	in.Result, in.Groups, in.Delivered = r.findings.survey, r.scored.cuts.Groups(), &delivered
	if r.has("employees") {
		staff := r.staff(in.Groups)
		in.Staff = &staff
	}
	return in
}

// unasked are the dimensions of --delivered-value that no answer is about.
func (r *results) unasked() (names []string) {
	for name := range sorted(r.cfg.Survey.Parts) {
		if !slices.ContainsFunc(r.findings.survey.Aspects, func(d satisfaction.Dimension) bool { return strings.ToLower(d.Name) == name }) {
			names = append(names, name)
		}
	}
	return names
}

// staff sets the stores' employees against their customers.
func (r *results) staff(groups []satisfaction.Group) satisfaction.Staff {
	return satisfaction.StaffOf(r.employees, r.question, groups)
}

// satisfactionTables are the tables of what customers answered.
func (r *results) satisfactionTables() []analytics.Table {
	groups, delivered := r.scored.cuts.Groups(), r.scored.delivered.Result()
	list := append(r.findings.survey.Tables(), satisfaction.CutsTable(groups))
	if len(delivered.Parts) > 0 {
		list = append(list, delivered.Table())
	}
	if r.has("employees") {
		staff := r.staff(groups)
		list = append(list, staff.Tables()...)
	}
	return append(list, r.population.prices.Result().Tables()...)
}
