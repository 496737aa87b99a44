package pages

import (
	"strings"
	"testing"

	"regulars/analytics/lifetime"
	"regulars/charts"
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
			if words := row[4].(charts.Text); row[0] != charts.Same("Pareto/NBD") || words.EN == "" || words.ZH == "" {
				t.Errorf("row %v", row)
			}
		}
	}
}

// By BG/BB the page counts periods, and says so.
func TestValueOpportunities(t *testing.T) {
	in := valueInputBy(t, lifetime.BGBBName)
	if in.Models.Chosen == nil || in.Models.Chosen.Model != lifetime.BGBBName || in.Check.Model != lifetime.BGBBName {
		t.Fatalf("chose %v, checked %q", in.Models.Chosen, in.Check.Model)
	}
	for _, words := range []charts.Text{in.checkDefinition(), in.parametersTitle(), in.tracking().Title, in.models().Title, in.holdoutTitle()} {
		saysBoth(t, "words", words)
	}
	if words := in.checkDefinition(); !strings.Contains(words.EN, "a month with a purchase") || !strings.Contains(words.ZH, "有购买的一月") {
		t.Errorf("%v", words)
	}
	if title := in.tracking().Table.Columns[0].Title; title.EN != "Period" {
		t.Errorf("the rows of tracking are called %s", title.EN)
	}
	for leave, want := range map[float64]string{0.1: "buy in 25% of months, and 10% leave for good every month", 0.001: "buy in 25% of months; hardly anyone"} {
		title := in.triesTitle(0.25, leave)
		saysBoth(t, "title", title)
		if !strings.Contains(title.EN, want) {
			t.Errorf("%q, want %q", title.EN, want)
		}
	}
	for _, row := range in.parameters().Table.Rows[:4] {
		if words := row[4].(charts.Text); row[0] != charts.Same("BG/BB") || !strings.Contains(words.EN, "period") && !strings.Contains(words.EN, "smaller both") {
			t.Errorf("row %v", row)
		}
	}
	checkValuePage(t, Value(in))
}
