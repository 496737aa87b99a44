package night

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/complaint"
	"regulars/analytics/satisfaction"
	"regulars/charts"
	"regulars/charts/pages"
)

// complaintRules are what the funnel and the comparison of complaints go by.
func (f *findings) complaintRules() complaint.Rules {
	regular, best := f.now.Monetary[2], f.now.Monetary[3]
	return complaint.Rules{Lost: f.rule.Churned, Rich: [...]analytics.Money{regular, best, 2 * min(best, math.MaxInt64/2)}, Scale: analytics.Scale{Min: f.after.Min, Max: f.after.Max, Low: f.scale.Low}}
}

// afterScale is the scale of scores after complaints: the survey's, or the one that is set, or the usual one that holds them all.
func afterScale(survey satisfaction.Scale, set analytics.Coding, scores *complaint.Scores) satisfaction.Scale {
	switch {
	case survey.Min < survey.Max:
		return survey
	case set.Min < set.Max:
		return satisfaction.Scale{Min: set.Min, Max: set.Max}
	default:
		return satisfaction.Infer(scores.Low, scores.High)
	}
}

// complaints is what the Complaints page is made of.
func (r *results) complaints(currency charts.Currency) pages.ComplaintsInput {
	in := pages.ComplaintsInput{Currency: currency, MinGroup: r.question.MinGroup, Surveys: r.has("surveys"), Low: r.findings.after.Min, High: r.findings.after.Max}
	if r.has("complaints") {
		in.Result = r.scored.complaints.Result()
	}
	return in
}
