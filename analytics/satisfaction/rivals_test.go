package satisfaction

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regulars/analytics"
)

func against(competitor analytics.Label, day int, ours, theirs float64) analytics.Answer {
	return answer("price", analytics.NewDay(2024, 3, day), func(a *analytics.Answer) {
		a.Competitor, a.Experience, a.CompetitorExperience = competitor, ours, theirs
	})
}

// Against the first of the labels we lead by −1, 0 and −2, against the second by 3.
func TestRivalries(t *testing.T) {
	r := survey(question(), []analytics.Answer{against(1, 1, 3, 4), against(1, 2, 3, 3), against(2, 3, 5, 2), against(2, 4, 5, missing)}, []analytics.Answer{against(1, 1, 2, 4)})
	want := []Rivalry{
		{Dimension: "price", Competitor: All, Ours: Estimate{N: 4, Mean: 13.0 / 4}, Theirs: Estimate{N: 4, Mean: 13.0 / 4}, Lead: Estimate{N: 4}},
		{Dimension: "price", Competitor: "brand image", Ours: Estimate{N: 3, Mean: 8.0 / 3}, Theirs: Estimate{N: 3, Mean: 11.0 / 3}, Lead: Estimate{N: 3, Mean: -1}},
		{Dimension: "price", Competitor: "convenience", Ours: Estimate{N: 1, Mean: 5}, Theirs: Estimate{N: 1, Mean: 2}, Lead: Estimate{N: 1, Mean: 3}},
	}
	if diff := cmp.Diff(want, r.Rivalries, cmpopts.IgnoreFields(Estimate{}, "Low", "High"), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
	if low := r.Rivalries[1].Lead.Low; !math.IsNaN(low) {
		t.Errorf("two customers tell an interval from %v", low)
	}
}

// Of one customer's two answers about each competitor the last counts, or their mean; of all four about any of them one.
func TestRivalriesOfRepeatedAnswers(t *testing.T) {
	answers := []analytics.Answer{against(1, 1, 3, 4), against(2, 2, 4, 2), against(1, 3, 5, 2), against(2, 4, 2, 2)}
	for count, want := range map[analytics.Repeated][]float64{analytics.AllAnswers: {1, 1, 1}, analytics.LastAnswer: {0, 3, 0}, analytics.MeanAnswer: {1, 1, 1}} {
		q := question()
		q.Repeated = count
		r := survey(q, answers).Rivalries
		for i, lead := range want {
			check(t, string(count)+" "+r[i].Competitor, r[i].Lead.Mean, lead, 1e-12)
		}
		if n := map[analytics.Repeated]int64{analytics.AllAnswers: 4, analytics.LastAnswer: 1, analytics.MeanAnswer: 1}[count]; r[0].Lead.N != n {
			t.Errorf("%s: %d of %d answers", count, r[0].Lead.N, n)
		}
	}
}

// A rival's score is on the answer's scale: 75 and 50 of 100 are 4 and 3 of 5, beyond 100 is nothing.
func TestRivalriesOnAnotherScale(t *testing.T) {
	hundred := func(theirs float64) analytics.Answer {
		a := against(1, 1, 75, theirs)
		a.ScaleMin, a.ScaleMax = 0, 100
		return a
	}
	r := survey(question(), []analytics.Answer{hundred(50)}, []analytics.Answer{hundred(101)}, []analytics.Answer{experience("service", 2), experience("service", 5), experience("service", 1)})
	if c := r.Rivalries[0]; c.Lead.N != 1 || r.Outside != 1 || c.Theirs.Mean != 3 || c.Lead.Mean != 1 {
		t.Errorf("got %+v", r.Rivalries)
	}
}

// staffed are groups of stores by their customers' experience, each of 20 answers.
func staffed(customers ...float64) (groups []Group) {
	for i, x := range customers {
		groups = append(groups, Group{Cut: ByStore, Name: names[i], Whole: Dimension{Experience: Estimate{N: 20, Mean: x}}})
	}
	return groups
}

// scores are one score of each store's employees.
func scores(of ...float64) (list []analytics.EmployeeScore) {
	for i, x := range of {
		list = append(list, analytics.EmployeeScore{Day: asOf, Store: analytics.Label(i + 1), Satisfaction: x})
	}
	return list
}

// By hand: with x 1, 2, 3, 4 and y 2, 4, 5, 7, Σ(x − x̄)² is 5, Σ(x − x̄)(y − ȳ) 8 and Σ(y − ȳ)² 13, so the line is 1.6x + 0.5.
func TestStaffSlope(t *testing.T) {
	s := StaffOf(scores(1, 2, 3, 4), question(), staffed(2, 4, 5, 7))
	check(t, "slope", s.Slope.Mean, 1.6, 1e-12)
	check(t, "intercept", s.Intercept, 0.5, 1e-12)
	check(t, "correlation", s.Correlation, 8/math.Sqrt(5*13), 1e-12)
	half := analytics.StudentQuantile(2) * math.Sqrt(0.2/2/5) // residuals −0.1, 0.3, −0.3, 0.1
	check(t, "low", s.Slope.Low, 1.6-half, 1e-12)
	check(t, "high", s.Slope.High, 1.6+half, 1e-12)
	if s.Slope.N != 4 || len(s.Stores) != 4 || s.Left != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestStaffWithoutASlope(t *testing.T) {
	few := staffed(2, 4, 5)
	few[2].Whole.Experience.N = 9
	for what, s := range map[string]Staff{
		"two stores":     StaffOf(scores(1, 2, 3), question(), few),
		"all alike":      StaffOf(scores(3, 3, 3), question(), staffed(2, 4, 5)),
		"no overlap":     StaffOf(scores(1, 2, 3), question(), nil),
		"no employees":   StaffOf(nil, question(), staffed(2, 4, 5)),
		"codes, no date": StaffOf(append(scores(missing, -9999), analytics.EmployeeScore{Day: asOf + 1, Store: 1, Satisfaction: 3}), question(), staffed(1, 2)),
	} {
		if !math.IsNaN(s.Slope.Mean) || !math.IsNaN(s.Correlation) {
			t.Errorf("%s: %+v", what, s)
		}
		if tables := s.Tables(); tables[1].Record.NumRows() != 1 {
			t.Errorf("%s: %d tables", what, len(tables))
		}
	}
	if s := StaffOf(scores(1, 2, 3), question(), few); s.Left != 1 || len(s.Stores) != 2 {
		t.Errorf("a store with nine answers: %+v", s)
	}
}

func delivered(q analytics.Question, customers ...[]analytics.Answer) DeliveredResult {
	base := survey(q, customers...)
	d := NewDelivered(q, base, UsualParts())
	for _, answers := range slices.Backward(customers) {
		part := NewDelivered(q, base, UsualParts())
		part.Add(&analytics.Customer{Answers: answers})
		d.Merge(part)
	}
	return d.Result()
}

// On 1–5: product 5 and service 4 are worth 4 and 3 points, price 2 costs 3, convenience 3 costs 2: 7 − 5 = 2. All 4 expected is 6 − 2.
func TestDelivered(t *testing.T) {
	given := func(dimension string, x, competitor float64) analytics.Answer {
		return answer(dimension, asOf, func(a *analytics.Answer) { a.Experience, a.Expectation, a.CompetitorExperience = x, 4, competitor })
	}
	first := []analytics.Answer{given("convenience", 3, 1), given("price", 2, 1), given("product", 5, 1), given("service", 4, 1)}
	best := []analytics.Answer{given("convenience", 5, missing), given("price", 5, 1), given("product", 5, 1), given("service", 5, 1)}
	r := delivered(question(), first, best, first[:2])
	for _, x := range []struct {
		what string
		got  Estimate
		mean float64
		n    int64
	}{
		{"value", r.Value.Experienced, 7.5, 2}, {"cost", r.Cost.Experienced, 2.5, 2}, {"delivered", r.Delivered.Experienced, 5, 2},
		{"expected", r.Delivered.Expected, 4, 2}, {"elsewhere", r.Delivered.Elsewhere, -8, 1}, {"against expected", r.Lead.Expected, 1, 2},
		{"against competitors", r.Lead.Elsewhere, 10, 1}, {"price", r.Parts[2].Experienced, 1.5, 2},
	} {
		if x.got.Mean != x.mean || x.got.N != x.n {
			t.Errorf("%s: got %v of %d, want %v of %d", x.what, x.got.Mean, x.got.N, x.mean, x.n)
		}
	}
	if len(r.Parts) != 4 || r.Parts[2].Part != "money" || !slices.Equal(r.Parts[2].Dimensions, []string{"price"}) || r.Left != 1 {
		t.Errorf("got %+v", r)
	}
	sum := r.Parts[0].Experienced.Mean + r.Parts[1].Experienced.Mean
	check(t, "parts of the value", sum, r.Value.Experienced.Mean, 1e-12)
	many := delivered(question(), slices.Repeat([][]analytics.Answer{first, best}, 5)...).Delivered.Experienced
	half := analytics.StudentQuantile(9) // 2 and 8, five times each: the standard deviation is 3·√(10/9), the error 1
	check(t, "low", many.Low, 5-half, 1e-9)
	if rows := r.Table().Record.NumRows(); rows != 7 {
		t.Errorf("%d rows", rows)
	}
}

func TestDeliveredNeedsBothSides(t *testing.T) {
	r := delivered(question(), []analytics.Answer{experience("product", 5), experience("service", 3)})
	if len(r.Parts) != 0 || r.Table().Record.NumRows() != 0 {
		t.Errorf("value without cost: %+v", r)
	}
	r = delivered(question(), []analytics.Answer{experience("overall", 5)}, nil)
	if len(r.Parts) != 0 {
		t.Errorf("overall alone: %+v", r)
	}
}

func TestPartOf(t *testing.T) {
	if p, err := PartOf("mind"); err != nil || !p.Cost() {
		t.Errorf("mind: %v %v", p, err)
	}
	if p, err := PartOf("image"); err != nil || p.Cost() {
		t.Errorf("image: %v %v", p, err)
	}
	if _, err := PartOf("price"); err == nil {
		t.Error("price is no part")
	}
}

// With twelve answers each, a lead of 1 with a spread of 1 is sure alone (t = 3.3 against 2.2) and among four comparisons (against 3.0), but
// not among forty (against 4.0).
func TestChallenge(t *testing.T) {
	lead := func(dimension, competitor string, mean float64) Rivalry {
		half := analytics.StudentQuantile(11) * math.Sqrt(12.0/11/12)
		return Rivalry{Dimension: dimension, Competitor: competitor, Lead: Estimate{N: 12, Mean: mean, Low: mean - half, High: mean + half}}
	}
	all := []Rivalry{lead(Overall, "A", -3), lead("price", All, -3), lead("price", "A", -1), lead("price", "B", 0), lead("service", "A", 0), lead("service", "B", -1.1)}
	if c := challenge(all, 10); c == nil || c.Competitor != "B" || c.Dimension != "service" {
		t.Errorf("got %+v", c)
	}
	for what, c := range map[string]*Rivalry{
		"too few answers": challenge(all, 13), "one competitor": challenge(slices.DeleteFunc(slices.Clone(all), func(r Rivalry) bool { return r.Competitor == "B" }), 10),
		"many": challenge(slices.Repeat(all, 10), 10), "none": challenge(nil, 10),
	} {
		if c != nil {
			t.Errorf("%s: %+v", what, c)
		}
	}
}
