package satisfaction

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/analytics"
)

// Of 100 customers who spend 10 or 30, 40 answered; the ten who are lost never did.
func TestResponse(t *testing.T) {
	whole, part, one := NewRespondents(question()), NewRespondents(question()), NewRespondents(question())
	for i := range 100 {
		c := &analytics.Customer{Rows: []analytics.Row{{Day: asOf - 5, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(10)}, {Day: asOf - 400, Purchases: 1, Gross: analytics.MoneyOf(999)}}}
		status, segment := "active", "loyal"
		switch {
		case i < 40:
			c.Rows[0].Gross = analytics.MoneyOf(float64(30 - i%2))
			c.Answers = []analytics.Answer{experience("price", 3)}
		case i < 50:
			c.Answers = []analytics.Answer{answer("price", asOf-365, func(a *analytics.Answer) { a.Experience = 3 })}
		case i < 60:
			status, segment = "lost", ""
		}
		c.Rows[0], c.Rows[1] = c.Rows[1], c.Rows[0]
		one.Add(c, status, segment)
		if i%2 == 0 {
			whole.Add(c, status, segment)
		} else {
			part.Add(c, status, segment)
		}
	}
	whole.Merge(part)
	if diff := cmp.Diff(one.groups, whole.groups, cmp.AllowUnexported(purse{}, circle{}), cmp.Comparer(func(a, b analytics.Total) bool { return a == b })); diff != "" {
		t.Errorf("another split gives another result: %s", diff)
	}
	rows := whole.Rows()
	if len(rows) != 4 || rows[0].Customers != 100 || rows[0].Answered != 40 || rows[0].Verdict != analytics.More || rows[1].Group != "active" || rows[3].Cut != "segment" {
		t.Fatalf("got %+v", rows)
	}
	check(t, "revenue", rows[0].Spend, (40*29.5+60*10)/100, 1e-9)
	check(t, "of those who answered", rows[0].SpendOf, 29.5, 1e-9)
	if lost := rows[2]; lost.Group != "lost" || lost.Rate != 0 || lost.Verdict != analytics.Less || lost.OfBase != 0.1 || lost.OfThose != 0 {
		t.Errorf("lost: %+v", lost)
	}
	if active := rows[1]; active.Verdict != analytics.More || active.OfThose != 1 {
		t.Errorf("active: %+v", active)
	}
	if NewRespondents(question()).Rows() != nil {
		t.Error("rows of nobody")
	}
}
