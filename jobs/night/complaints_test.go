package night

import (
	"testing"

	"regulars/analytics"
	"regulars/analytics/complaint"
	"regulars/analytics/satisfaction"
)

// Scores after complaints are on the survey's scale, or the one that is set, or the usual one that holds them all.
func TestScaleAfterComplaints(t *testing.T) {
	survey, set := satisfaction.Scale{Min: 0, Max: 10}, analytics.Coding{Min: 1, Max: 7}
	scores := &complaint.Scores{Low: 2, High: 5}
	for i, got := range []satisfaction.Scale{
		afterScale(survey, set, scores), afterScale(satisfaction.Scale{}, set, scores), afterScale(satisfaction.Scale{}, analytics.Coding{}, scores),
		afterScale(satisfaction.Scale{}, analytics.Coding{}, complaint.NewScores(analytics.Question{})),
	} {
		if want := [][2]float64{{0, 10}, {1, 7}, {1, 5}, {1, 5}}[i]; got.Min != want[0] || got.Max != want[1] {
			t.Errorf("%d: %+v, want %v", i, got, want)
		}
	}
}
