package main

import (
	"regulars/analytics"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// satisfaction is what the Satisfaction page is made of.
func (r *results) satisfaction() charts.SatisfactionInput {
	in := charts.SatisfactionInput{MinGroup: r.question.MinGroup, Drivers: r.drivers, SegmentNames: r.findings.segmentNames()}
	if r.has("surveys") {
		in.Result, in.Groups = r.findings.survey, r.scored.cuts.Groups()
	}
	return in
}

// satisfactionTables are the tables of what customers answered.
func (r *results) satisfactionTables() []analytics.Table {
	return append(r.findings.survey.Tables(), satisfaction.CutsTable(r.scored.cuts.Groups()))
}
