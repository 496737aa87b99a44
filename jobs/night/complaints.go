package night

import (
	"math"
	"strings"

	"regulars/analytics"
	"regulars/analytics/complaint"
	"regulars/analytics/satisfaction"
	"regulars/charts"
	"regulars/charts/pages"
)

// complaintTopic is what becomes of customers who complain, and how complaints are handled.
type complaintTopic struct {
	*scope
	after *complaint.Scores

	scale satisfaction.Scale // of scores after complaints
	rules complaint.Rules
	lost  analytics.StatusRule

	complaints *complaint.Complaints // nil without complaints
}

func newComplaintTopic(s *scope, first *pass) *complaintTopic {
	return &complaintTopic{scope: s, after: join(first, func() *complaint.Scores { return complaint.NewScores(s.Question) })}
}

// derive finds what the funnel and the comparison of complaints go by. Regular and best customers are those who have spent more than the third
// and the fourth fifth of customers.
func (t *complaintTopic) derive(survey satisfaction.Scale, low float64, set analytics.Coding, segments *segmentTopic, st *statusTopic) {
	t.scale = afterScale(survey, set, t.after)
	regular, best := segments.scale.Monetary[2], segments.scale.Monetary[3]
	t.lost = st.rule
	given := func(column string) bool { return t.given.column("complaints", column) }
	t.rules = complaint.Rules{
		Lost: st.lost, Within: complaint.Twice(st.rule), Rich: [...]analytics.Money{regular, best, 2 * min(best, math.MaxInt64/2)},
		Scale: analytics.Scale{Min: t.scale.Min, Max: t.scale.Max, Low: low},
		Told:  complaint.Told{Replied: given("replied_at"), Promised: given("promised_at"), After: given("satisfaction_after"), Compensation: given("compensation")},
	}
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

// absent names the column of the table customers that needs complaints.
func (t *complaintTopic) absent() []string {
	if t.given.table("complaints") {
		return nil
	}
	return []string{"complaints"}
}

func (t *complaintTopic) second(p *pass) {
	if t.given.table("complaints") {
		t.complaints = join(p, func() *complaint.Complaints { return complaint.New(t.Question, t.rules) })
	}
}

func (t *complaintTopic) page() charts.Page {
	in := pages.ComplaintsInput{Currency: t.currency, MinGroup: t.MinGroup, HasCost: t.HasCost, Surveys: t.given.table("surveys"), Low: t.scale.Min, High: t.scale.Max, Rule: t.lost}
	if t.complaints != nil {
		in.Result = t.complaints.Result()
	}
	return pages.Complaints(in)
}

// complaintSchemas describe the tables of the topic.
var complaintSchemas = []analytics.Schema{
	complaint.TimesSchema, complaint.FunnelSchema, complaint.EndsSchema, complaint.HandlingSchema, complaint.RecoverySchema, complaint.DifferenceSchema,
}

func (t *complaintTopic) told() (of told) {
	if t.complaints != nil {
		result := t.complaints.Result()
		of.tables = result.Tables()
		if r := &result.Recovery; len(r.Groups) > 0 {
			of.verdicts = map[string]analytics.Verdict{
				"complaint_resolved": r.Handled.Verdict(), "recovery_paradox": r.Paradox.Verdict(), "complaint_resolved_spend": r.Spend.Verdict(),
				"complaint_resolved_gain": r.Worth.Verdict(),
			}
		}
		if w := result.Recovery.Worth; len(result.Recovery.Groups) > 0 {
			of.figures = map[string]float64{"complaint_resolved_gain": w.Value}
		}
		for _, h := range result.Handling {
			if of.verdicts == nil {
				of.verdicts = map[string]analytics.Verdict{}
			}
			of.verdicts["complaint_"+strings.ReplaceAll(h.Step, " ", "_")] = h.Verdict
		}
	}
	return of
}
