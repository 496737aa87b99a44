package charts

import (
	"strings"
	"testing"

	"regulars/analytics/lifetime"
)

// Under Pareto/NBD customers leave with time: half of them within β(2^(1/s) − 1).
func TestValueParetoTitles(t *testing.T) {
	in := valueInput(t)
	in.Models.Chosen.Model = lifetime.ParetoNBDName
	for s, want := range map[float64]string{1: "half of the customers leave for good within 80 days", 0.1: "hardly anyone"} {
		in.Models.Chosen.Parameters = []lifetime.Parameter{{Name: "r", Value: 0.5}, {Name: "alpha", Value: 30}, {Name: "s", Value: s}, {Name: "beta", Value: 80}}
		title := in.parametersTitle()
		saysBoth(t, "parameters", title)
		if !strings.Contains(title.EN, want) || !strings.Contains(title.EN, "60 days") {
			t.Errorf("%q, want %q", title.EN, want)
		}
		for _, row := range in.parameters().Table.Rows[:4] {
			if words := row[4].(Text); row[0] != Same("Pareto/NBD") || words.EN == "" || words.ZH == "" {
				t.Errorf("row %v", row)
			}
		}
	}
}
