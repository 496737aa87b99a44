package complaint

import (
	"math"
	"testing"

	"regulars/analytics"
)

// Whether somebody is lost is asked the same time after every complaint: who bought until long after it and left then had stayed, and who came
// back years later had left.
func TestLostWithinTheSameTime(t *testing.T) {
	stayed, left := customer(1, 1000, 1150, 1190), customer(2, 1000, 1950)
	for _, c := range []*analytics.Customer{stayed, left} {
		c.Complaints = []analytics.Complaint{complaintOf(1110, analytics.NoDay, false, nan)}
	}
	for lost, c := range []*analytics.Customer{stayed, left} {
		for _, e := range New(question(), rules()).with(c).Ends {
			if e.State == NotHandled && (e.Customers != 1 || e.Lost != int64(lost) || e.Days != 100) {
				t.Errorf("%+v, want %d lost", e, lost)
			}
		}
	}
}

// The day drawn for who has not complained is one on which the customer was not lost yet: who bought long ago is not lost before it begins.
func TestDrawnDays(t *testing.T) {
	s := New(question(), rules())
	for id := range 500 {
		c := customer(id, start)
		day := s.drawDay(c, start, 1900)
		if day < start || day > start+200 {
			t.Fatalf("day %d is drawn, though the customer was lost after %d", day, start+200)
		}
	}
	c := customer(7, start, 1850)
	c.Answers = []analytics.Answer{answer(start-1, 1, nan), answer(1300, 1, nan), answer(1950, 1, nan)}
	if day := s.drawDay(c, start, 1900); day != 1300 {
		t.Errorf("day %d is drawn, not that of the answer", day)
	}
}

// What was done about a complaint, and whether that is known.
func TestSteps(t *testing.T) {
	s := New(question(), rules())
	at := func(change func(*analytics.Complaint)) *analytics.Complaint {
		p := complaintOf(1900, 1910, true, nan)
		change(&p)
		return &p
	}
	for i, c := range []struct {
		step        step
		complaint   *analytics.Complaint
		done, known bool
	}{
		{promptReply, at(func(p *analytics.Complaint) { p.Replied = 1901 }), true, true},
		{promptReply, at(func(p *analytics.Complaint) { p.Replied = 1902 }), false, true},
		{promptReply, at(func(p *analytics.Complaint) {}), false, true},
		{promptReply, at(func(p *analytics.Complaint) { p.Opened = asOf }), false, false}, // there is time until tomorrow
		{promptReply, at(func(p *analytics.Complaint) { p.Opened, p.Replied = asOf, asOf+1 }), false, false},
		{keptPromise, at(func(p *analytics.Complaint) { p.Promised = 1910 }), true, true},
		{keptPromise, at(func(p *analytics.Complaint) { p.Promised = 1909 }), false, true},
		{keptPromise, at(func(p *analytics.Complaint) {}), false, false},
		{keptPromise, at(func(p *analytics.Complaint) { p.Closed, p.Promised = analytics.NoDay, asOf }), false, false}, // not due yet
		{keptPromise, at(func(p *analytics.Complaint) { p.Closed, p.Promised = analytics.NoDay, asOf-1 }), false, true},
		{followedUp, at(func(p *analytics.Complaint) { p.SatisfactionAfter = 1 }), true, true},
		{followedUp, at(func(p *analytics.Complaint) {}), false, true},
		{followedUp, at(func(p *analytics.Complaint) { p.Closed = analytics.NoDay }), false, false},
		{paid, at(func(p *analytics.Complaint) { p.Compensation = 1 }), true, true},
		{paid, at(func(p *analytics.Complaint) {}), false, true},
	} {
		if done, known := c.step.done(c.complaint, s); done != c.done && c.known || known != c.known {
			t.Errorf("%d: %s of %+v: %v, %v", i, stepNames[c.step], *c.complaint, done, known)
		}
	}
}

// Of resolved cases 9 of 10 come back, of others 1 of 10, whether or not they are replied to; but resolved ones are replied to more often. The
// reply goes with nothing.
func TestAReplyIsNotTheSolution(t *testing.T) {
	s := New(question(), rules())
	for id := range 400 {
		c := customer(id, 1600)
		resolved := id < 200
		p := complaintOf(1600, 1605, resolved, nan)
		if id%200 < 50 || resolved && id < 150 { // 150 of 200, and 50 of 200
			p.Replied = 1601
		}
		if c.Complaints = []analytics.Complaint{p}; resolved == (id%10 > 0) {
			c.Rows = append(c.Rows, customer(0, 1700).Rows...)
		}
		s.Add(c)
	}
	h := s.Result().Handling[promptReply]
	if h.Complaints != 400 || h.Done != 200 || h.NotDone != 200 || h.Share != 0.5 || h.Days != 180 {
		t.Errorf("%+v", h)
	}
	if math.Abs(h.Difference) > 1e-12 || h.Verdict != analytics.Chance || math.Abs(h.RateDone-0.5) > 1e-12 {
		t.Errorf("a reply goes with %v (%s), %v come back", h.Difference, h.Verdict, h.RateDone)
	}
}

// A promise that was kept brings back 8 of 10, a broken one 3 of 10: by hand, with the error of Agresti and Caffo.
func TestKeptPromises(t *testing.T) {
	s := New(question(), rules())
	for id := range 20 {
		c := customer(id, 1600)
		p := complaintOf(1600, 1605, true, nan)
		p.Promised = 1605 - analytics.Day(id/10)
		if c.Complaints = []analytics.Complaint{p}; id < 8 || id >= 10 && id < 13 {
			c.Rows = append(c.Rows, customer(0, 1700).Rows...)
		}
		s.Add(c)
	}
	h := s.Result().Handling[keptPromise]
	p, q := 9.0/12, 4.0/12
	if half := analytics.Z * math.Sqrt((p*(1-p)+q*(1-q))/12); math.Abs(h.Difference-0.5) > 1e-12 || math.Abs(h.DiffHigh-h.Difference-half) > 1e-12 || h.Verdict != analytics.More {
		t.Errorf("%+v, want a half-width of %v", h, half)
	}
	r := rules()
	r.Told = Told{Replied: true}
	if rows := New(question(), r).Result().Handling; len(rows) != 1 || rows[0].Step != "prompt reply" {
		t.Errorf("without the columns that tell of it: %+v", rows)
	}
}

// Resolved cases brought 10 more in revenue, 6 in margin, and cost 7 in compensation, of which 2 for another complaint within the time: what is
// left is 3, or a loss of 1.
func TestWorthIsNetOfWhatItCost(t *testing.T) {
	for hasCost, want := range map[bool]float64{false: 3, true: -1} {
		q := question()
		q.HasCost = hasCost
		s := New(q, rules())
		for id := range 40 {
			c := customer(id, 1600)
			first, second := complaintOf(1600, 1605, id < 20, nan), complaintOf(1650, 1651, true, nan)
			if id < 20 {
				first.Compensation, second.Compensation = analytics.MoneyOf(5), analytics.MoneyOf(2)
				c.Rows = append(c.Rows, customer(0, 1700).Rows...)
				c.Rows[1].Cost = analytics.MoneyOf(4)
			}
			late := complaintOf(1790, 1791, true, nan)
			late.Compensation = analytics.MoneyOf(100) // after the time that is followed
			c.Complaints = []analytics.Complaint{first, second, late}
			s.Add(c)
			s.Add(customer(100+id, asOf-180))
		}
		r := s.Result().Recovery
		if math.Abs(r.Worth.Value-want) > 1e-9 || math.Abs(r.Spend.Value-10) > 1e-9 {
			t.Errorf("with costs %v: worth %v, want %v; spend %v", hasCost, r.Worth.Value, want, r.Spend.Value)
		}
		if g := r.Groups[Resolved]; math.Abs(g.Gain-want) > 1e-9 {
			t.Errorf("%+v", g)
		}
	}
}
