package main

import (
	"regulars/analytics/complaint"
	"regulars/charts"
)

// complaintRules are what the funnel and the comparison of complaints go by.
func (f *findings) complaintRules() complaint.Rules {
	return complaint.Rules{Lost: f.rule.Churned, Rich: f.now.Monetary[2], Low: f.survey.Scale.Min, High: f.survey.Scale.Max}
}

// complaints is what the Complaints page is made of.
func (r *results) complaints(currency charts.Currency) charts.ComplaintsInput {
	in := charts.ComplaintsInput{Currency: currency, MinGroup: r.question.MinGroup, Surveys: r.has("surveys")}
	if r.has("complaints") {
		in.Result = r.scored.complaints.Result()
	}
	return in
}
