package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/complaint"
	"regulars/charts"
)

// sampleComplaints are 300 complaints of whom 200 were resolved.
func sampleComplaints() ComplaintsInput {
	end := func(s complaint.State, n, lost int64) complaint.End {
		share := analytics.ShareOf(lost, n)
		return complaint.End{State: s, Customers: n, Lost: lost, Rate: share.Share, Low: share.Low, High: share.High, Days: 240}
	}
	times := func(by, name string, n, resolved int64, median, ninetieth float64) complaint.Times {
		share := analytics.ShareOf(resolved, n)
		return complaint.Times{By: by, Name: name, Complaints: n, Customers: n, Resolved: resolved, Rate: share.Share, Low: share.Low, High: share.High, Open: 9, Median: median, Ninetieth: ninetieth, After: math.NaN()}
	}
	group := func(name string, rate float64) complaint.GroupRow {
		return complaint.GroupRow{Group: name, Days: 180, Customers: 100, Back: 50, Rate: 0.5, Low: 0.4, High: 0.6, Adjusted: rate, AdjustedLow: rate - 0.05, AdjustedHigh: rate + 0.05, Spend: 100, SpendLow: 90, SpendHigh: 110}
	}
	return ComplaintsInput{Currency: "EUR", MinGroup: 10, Surveys: true, Result: &complaint.Result{
		Count: 300, Customers: 250,
		Ends: []complaint.End{
			end(complaint.Satisfied, 400, 80), end(complaint.NotAsked, 900, 300), end(complaint.Silent, 500, 300), end(complaint.NotHandled, 80, 40),
			end(complaint.Angry, 20, 12), end(complaint.AfterUnknown, 0, 0), end(complaint.Pleased, 150, 40),
			end(complaint.SettledAgain, 12, 3), end(complaint.Furious, 15, 12), end(complaint.TooRecent, 70, 0),
		},
		Handling: []complaint.Handling{
			{Step: "prompt reply", Complaints: 300, Customers: 250, Share: 0.6, Low: 0.55, High: 0.65, Done: 120, NotDone: 80, RateDone: 0.5, RateNot: 0.45, Difference: 0.05, DiffLow: -0.1, DiffHigh: 0.2, Verdict: analytics.Chance},
			{Step: "promise kept", Complaints: 200, Customers: 150, Share: 0.5, Low: 0.45, High: 0.55, Done: 80, NotDone: 70, RateDone: 0.6, RateNot: 0.4, Difference: 0.2, DiffLow: 0.1, DiffHigh: 0.3, Verdict: analytics.More},
			{Step: "followed up", Complaints: 30, Customers: 5, Share: 0.1, Low: 0.05, High: 0.15, DiffLow: math.NaN()},
		},
		Flows: []complaint.Flow{{From: complaint.Bought, To: complaint.Satisfied, Customers: 400}, {From: complaint.Satisfied, To: complaint.Lost, Customers: 80}, {From: complaint.Satisfied, To: complaint.Stayed, Customers: 4}},
		Times: []complaint.Times{times("all", "all", 300, 200, 3, 12), times("category", "delivery", 200, 180, 3, 9), times("category", "billing", 90, 20, 5, math.NaN()), times("channel", "web", 5, 1, 1, 2)},
		Recovery: complaint.Recovery{
			Days: 180, Groups: []complaint.GroupRow{group("resolved", 0.8), group("not resolved", 0.7), group("never complained", 0.75)}, Recent: 7, Beyond: 0.01,
			Handled: complaint.Estimate{Value: 0.1, Low: 0.02, High: 0.18}, Paradox: complaint.Estimate{Value: 0.05, Low: -0.02, High: 0.12}, Worth: complaint.Estimate{Value: 50, Low: 10, High: 90},
		},
	}}
}

func TestComplaintsWords(t *testing.T) {
	below, above, either := complaint.Estimate{Value: -0.1, Low: -0.2, High: -0.01}, complaint.Estimate{Value: 0.1, Low: 0.01, High: 0.2}, complaint.Estimate{Low: -0.1, High: 0.1}
	unknown := complaint.Estimate{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
	variants := map[string]func(*complaint.Result){
		"as it is": func(*complaint.Result) {},
		"resolved worse": func(r *complaint.Result) {
			r.Recovery.Handled, r.Recovery.Paradox, r.Recovery.Worth = below, below, below
		},
		"no difference": func(r *complaint.Result) { r.Recovery.Handled, r.Recovery.Worth = either, either },
		"paradox":       func(r *complaint.Result) { r.Recovery.Paradox = above },
		"too recent":    func(r *complaint.Result) { r.Recovery = complaint.Recovery{} },
		"few alike": func(r *complaint.Result) {
			r.Recovery.Handled, r.Recovery.Worth, r.Recovery.Paradox = unknown, unknown, unknown
		},
		"no surveys": func(r *complaint.Result) { r.Ends[2].Customers = 0 },
		"ends alike": func(r *complaint.Result) {
			for i := range r.Ends {
				r.Ends[i].Low, r.Ends[i].High = 0.1, 0.9
			}
		},
		"broken promises bring back": func(r *complaint.Result) { r.Handling[1].Verdict = analytics.Less },
		"no step tells":              func(r *complaint.Result) { r.Handling = r.Handling[:1] },
		"few steps known":            func(r *complaint.Result) { r.Handling = r.Handling[2:] },
		"one end": func(r *complaint.Result) {
			for i := range r.Ends[1:] {
				r.Ends[i+1].Customers = 0
			}
		},
		"nothing closed": func(r *complaint.Result) { r.Times[0].Median = math.NaN() },
		"one category":   func(r *complaint.Result) { r.Times = r.Times[:2] },
		"most speak up":  func(r *complaint.Result) { r.Ends[2].Customers = 50 },
		"odd rows":       func(r *complaint.Result) { r.Strangers, r.Backward = 3, 1 },
		"few complain":   func(r *complaint.Result) { r.Customers = 4 },
		"few buyers complain": func(r *complaint.Result) {
			for i := 3; i < 9; i++ {
				r.Ends[i].Customers = 0
			}
		},
		"only strangers complain": func(r *complaint.Result) {
			for i := 2; i < 9; i++ {
				r.Ends[i].Customers = 0
			}
			r.Strangers, r.Flows, r.Recovery = r.Customers, nil, complaint.Recovery{}
		},
		"few resolved":    func(r *complaint.Result) { r.Recovery.Groups[0].Customers = 2 },
		"few of either":   func(r *complaint.Result) { r.Recovery.Groups[0].Customers, r.Recovery.Groups[1].Customers = 2, 2 },
		"few are alike":   func(r *complaint.Result) { r.Recovery.Beyond = 0.6 },
		"closed at once":  func(r *complaint.Result) { r.Times[0].Median, r.Times[0].Ninetieth = 0, 0 },
		"paid":            func(r *complaint.Result) { r.Times[0].Compensation.Add(analytics.MoneyOf(900)) },
		"cannot be used":  func(r *complaint.Result) { r.Undated, r.OffScale = 2, 1 },
		"nobody followed": func(r *complaint.Result) { r.Recovery.Groups[1].Customers = 2 },
	}
	for name, change := range variants {
		in := sampleComplaints()
		change(in.Result)
		in.Surveys = name != "no surveys"
		p := Complaints(in)
		saysBoth(t, name, p.Answer)
		checkWording(t, p)
		for _, s := range p.Sections {
			saysBoth(t, name+" "+s.ID+" title", s.Title)
			saysBoth(t, name+" "+s.ID+" note", s.Note)
			for _, said := range []string{s.Title.EN, s.Note.EN, p.Answer.EN} {
				if strings.Contains(said, "NaN") || strings.Contains(said, charts.None.EN) {
					t.Errorf("%s, %s: %s", name, s.ID, said)
				}
			}
		}
		for _, c := range p.Cards {
			saysBoth(t, name+" card", c.Label)
		}
		if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: asOf, Compare: asOf - 30, Run: "1", Currency: "EUR"}, Pages: []charts.Page{p}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestComplaintsAbsent(t *testing.T) {
	if p := Complaints(ComplaintsInput{}); p.Absent == nil || p.Absent.Columns[p.Absent.Need-1].Key != "opened_at" {
		t.Errorf("%+v", p.Absent)
	}
}

// Who is too recent to tell is not set beside the ends, and steps of too few customers are not shown.
func TestHandlingShown(t *testing.T) {
	p := Complaints(sampleComplaints())
	s := sectionOf(t, p, "handling")
	if len(s.Table.Rows) != 2 || !strings.Contains(s.Title.EN, "50% of the promises that are due were kept. Customers bought again more often where this was done: Promise kept (60% against 40%)") {
		t.Errorf("%d rows, %s", len(s.Table.Rows), s.Title.EN)
	}
	for _, row := range sectionOf(t, p, "losses").Table.Rows {
		if row[0] == stateWords[complaint.TooRecent] {
			t.Errorf("%v", row)
		}
	}
	in := sampleComplaints()
	in.Result.Handling[1].NotDone = 9
	if s := sectionOf(t, Complaints(in), "handling"); s.Table.Rows[1][5] != nil || strings.Contains(s.Title.EN, "more often") {
		t.Errorf("%v %s", s.Table.Rows[1], s.Title.EN)
	}
}

// A dozen complaints of one customer are about one customer.
func TestComplaintsOfOneCustomerAreNotShown(t *testing.T) {
	in := sampleComplaints()
	in.Result.Times[1].Customers = 1
	if n := len(sectionOf(t, Complaints(in), "times").Table.Rows); n != 2 {
		t.Errorf("%d subjects are listed", n)
	}
	in.Result.Customers = 1
	if p := Complaints(in); len(p.Sections) != 1 || p.Sections[0].Small.IsZero() || len(p.Cards) > 0 {
		t.Errorf("%+v", p.Sections)
	}
}

// Groups with fewer customers than may be shown are neither drawn nor listed.
func TestSmallEndsAreNotShown(t *testing.T) {
	in := sampleComplaints()
	in.MinGroup = 100
	p := Complaints(in)
	if n := len(sectionOf(t, p, "losses").Table.Rows); n != 4 {
		t.Errorf("%d ends are listed", n)
	}
	if n := len(sectionOf(t, p, "times").Table.Rows); n != 2 {
		t.Errorf("%d subjects are listed", n)
	}
}
