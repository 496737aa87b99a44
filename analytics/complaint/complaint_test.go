package complaint

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"regulars/analytics"
)

const start, asOf = analytics.Day(1000), analytics.Day(2000)

var nan = math.NaN()

func rules() Rules {
	return Rules{
		Lost: func(c *analytics.Customer, on analytics.Day) bool {
			known := c.Until(on)
			return known.Summary().Last < on-200
		},
		Within: 100, Told: Told{true, true, true, true},
		Scale: analytics.Scale{Min: 1, Max: 5}, Rich: [...]analytics.Money{analytics.MoneyOf(100), analytics.MoneyOf(200), analytics.MoneyOf(400)},
	}
}

func question() analytics.Question {
	return analytics.Question{AsOf: asOf, Horizon: 365, Labels: analytics.NewLabels([]string{"app", "billing", "delivery", "price", "store"})}
}

func customer(id int, days ...analytics.Day) *analytics.Customer {
	c := &analytics.Customer{Key: analytics.NumberKey(int64(id))}
	for _, d := range days {
		c.Rows = append(c.Rows, analytics.Row{Day: d, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(10)})
	}
	return c
}

func (s *Complaints) with(customers ...*analytics.Customer) *Result {
	for _, c := range customers {
		s.Add(c)
	}
	return s.Result()
}

func answer(d analytics.Day, experience, expectation float64) analytics.Answer {
	return analytics.Answer{Day: d, Experience: experience, Expectation: expectation, ScaleMin: nan, ScaleMax: nan}
}

func complaintOf(opened, closed analytics.Day, resolved bool, after float64) analytics.Complaint {
	return analytics.Complaint{Opened: opened, Closed: closed, Resolved: resolved, SatisfactionAfter: after, Replied: analytics.NoDay, Promised: analytics.NoDay}
}

// Complaints follow purchases and change nothing: whose case was resolved comes back like others. Were they compared with customers who never
// complain, before or after, these would be those who did not buy.
func TestNobodyIsLeftOutForWhatComesLater(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	s := New(question(), rules())
	for id := range 80_000 {
		c := customer(id)
		for day := start + analytics.Day(rng.ExpFloat64()*60); day <= asOf; day += 1 + analytics.Day(rng.ExpFloat64()*120) {
			c.Rows = append(c.Rows, customer(0, day).Rows...)
			if opened := day + analytics.Day(rng.IntN(3)); rng.Float64() < 0.25 {
				c.Complaints = append(c.Complaints, complaintOf(opened, opened+2, rng.Float64() < 0.7, nan))
			}
		}
		s.Add(c)
	}
	for what, e := range map[string]Estimate{"handled": s.Result().Recovery.Handled, "paradox": s.Result().Recovery.Paradox, "worth": s.Result().Recovery.Worth} {
		t.Logf("%s: %+v", what, e)
		if !(e.Low < 0 && e.High > 0) {
			t.Errorf("%s: %+v, though complaints change nothing", what, e)
		}
	}
}

// A case that was resolved only after the follow-up was not resolved within it.
func TestResolvedTooLate(t *testing.T) {
	late, unknown := customer(1, 1500), customer(2, 1500)
	late.Complaints = []analytics.Complaint{complaintOf(1600, 1781, true, nan)}
	unknown.Complaints = []analytics.Complaint{complaintOf(1600, analytics.NoDay, true, nan)}
	r := New(question(), rules()).with(late, unknown)
	if g := r.Recovery.Groups; g[Resolved].Customers != 1 || g[Unresolved].Customers != 1 || r.Undated != 1 {
		t.Errorf("%+v, %d undated", g, r.Undated)
	}
}

// Customers with more revenue before have their cases resolved more often and spend more: within classes of it nothing differs.
func TestWorthIsNotPriorRevenue(t *testing.T) {
	s := New(question(), rules())
	for id := range 400 {
		class := id / 100
		before := []float64{50, 150, 300, 900}[class]
		c := customer(id, 1600, 1700)
		c.Rows[0].Gross, c.Rows[1].Gross = analytics.MoneyOf(before), analytics.MoneyOf(before+float64(id%2*20))
		if id%100 < 20+20*class {
			c.Complaints = []analytics.Complaint{complaintOf(1603, 1605, true, nan)}
		} else {
			c.Complaints = []analytics.Complaint{complaintOf(1603, analytics.NoDay, false, nan)}
		}
		s.Add(c)
		other := customer(1000+id, asOf-180)
		other.Rows[0].Gross = analytics.MoneyOf(before)
		s.Add(other)
	}
	if r := s.Result().Recovery; math.Abs(r.Worth.Value) > 1e-9 || r.Beyond > 1e-12 {
		t.Errorf("%+v, beyond %v", r.Worth, r.Beyond)
	}
}

// A subject has as many customers as made complaints about it, and scores off the scale are no scores.
func TestCustomersOfASubject(t *testing.T) {
	c := customer(1, 1500)
	for i := range 4 {
		p := complaintOf(1600, 1601, true, []float64{2, 4, -99, 6}[i])
		p.Category = 2
		c.Complaints = append(c.Complaints, p)
	}
	r := New(question(), rules()).with(c)
	for _, row := range r.Times {
		if row.Complaints != 4 || row.Customers != 1 || row.After != 3 {
			t.Errorf("%+v", row)
		}
	}
	if r.OffScale != 2 {
		t.Errorf("%d off the scale", r.OffScale)
	}
}

// Who complained before the first purchase goes through the funnel by the answers.
func TestComplaintsBeforeTheFirstPurchase(t *testing.T) {
	c := customer(1, 1700)
	c.Complaints = []analytics.Complaint{complaintOf(1600, 1601, true, 5)}
	r := New(question(), rules()).with(c)
	for _, e := range r.Ends {
		if want := map[bool]int64{true: 1}[e.State == NotAsked]; e.Customers != want {
			t.Errorf("%d are %s", e.Customers, e.State)
		}
	}
	if r.Strangers != 1 {
		t.Errorf("%d strangers", r.Strangers)
	}
	for _, g := range r.Recovery.Groups {
		if g.Customers != 0 {
			t.Errorf("%+v", g)
		}
	}
}

// The scores of the complaints by the as-of date tell their range, whichever way the customers were split.
func TestScores(t *testing.T) {
	a, b := NewScores(question()), NewScores(question())
	c := customer(1)
	c.Complaints = []analytics.Complaint{complaintOf(1600, 1601, true, 4), complaintOf(1600, 1601, true, nan), complaintOf(1601, 1602, true, 1), complaintOf(asOf+1, asOf+2, true, 10)}
	b.Add(c)
	a.Merge(b)
	if a.Low != 1 || a.High != 4 || NewScores(question()).Low < NewScores(question()).High {
		t.Errorf("%+v", a)
	}
}

// Every way through the funnel, one customer each.
func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		change func(*analytics.Customer)
		want   State
	}{
		{func(c *analytics.Customer) {}, NotAsked},
		{func(c *analytics.Customer) { c.Answers = []analytics.Answer{answer(1900, 3, nan)} }, Satisfied},
		{func(c *analytics.Customer) { c.Answers = []analytics.Answer{answer(1900, 2, nan)} }, Silent},
		{func(c *analytics.Customer) { c.Answers = []analytics.Answer{answer(1900, 4, 5)} }, Silent},    // below what was expected
		{func(c *analytics.Customer) { c.Answers = []analytics.Answer{answer(1900, 2, 1)} }, Satisfied}, // low, but more than expected
		{func(c *analytics.Customer) {
			c.Answers = []analytics.Answer{answer(1900, 5, nan), answer(1901, 1, nan)}
		}, Satisfied}, // what is said within the time that is followed comes too late
		{func(c *analytics.Customer) { c.Answers = []analytics.Answer{answer(1900, 9, nan)} }, NotAsked}, // off the scale
		{func(c *analytics.Customer) {
			price := answer(1900, 1, nan)
			price.Dimension = 4
			c.Answers = []analytics.Answer{answer(1900, 5, nan), price}
		}, Satisfied}, // the overall question before others
		{func(c *analytics.Customer) {
			c.Complaints = []analytics.Complaint{complaintOf(1900, analytics.NoDay, false, nan)}
		}, NotHandled},
		{func(c *analytics.Customer) { c.Complaints = []analytics.Complaint{complaintOf(1900, 1910, false, 5)} }, NotHandled},
		{func(c *analytics.Customer) { c.Complaints = []analytics.Complaint{complaintOf(1900, 2100, true, 5)} }, NotHandled}, // not yet
		{func(c *analytics.Customer) { c.Complaints = []analytics.Complaint{complaintOf(1900, 1910, true, nan)} }, AfterUnknown},
		{func(c *analytics.Customer) { c.Complaints = []analytics.Complaint{complaintOf(1900, 1910, true, 4)} }, Pleased},
		{func(c *analytics.Customer) { c.Complaints = []analytics.Complaint{complaintOf(1900, 1910, true, 2)} }, Angry},
		{func(c *analytics.Customer) {
			c.Complaints = []analytics.Complaint{complaintOf(1800, 1810, true, 5), complaintOf(1900, analytics.NoDay, false, nan)}
		}, Furious}, // a second complaint after the first was handled
		{func(c *analytics.Customer) {
			c.Complaints = []analytics.Complaint{complaintOf(1800, 1810, true, nan), complaintOf(1850, 1860, true, 2)}
		}, Furious}, // handled, and angry none the less
		{func(c *analytics.Customer) {
			c.Complaints = []analytics.Complaint{complaintOf(1800, 1810, true, 5), complaintOf(1850, 1860, true, nan)}
		}, SettledAgain},
		{func(c *analytics.Customer) {
			c.Complaints = []analytics.Complaint{complaintOf(1800, 1810, true, 5), complaintOf(1805, 1806, true, nan)}
		}, Pleased}, // the second is older than what was done about the first
		{func(c *analytics.Customer) {
			c.Complaints = []analytics.Complaint{complaintOf(1800, 1810, true, 5), complaintOf(1901, analytics.NoDay, false, nan)}
		}, Pleased}, // the second comes after the time that is followed
		{func(c *analytics.Customer) {
			c.Complaints = []analytics.Complaint{complaintOf(1800, 1901, true, 5)}
		}, NotHandled}, // not within the time
		{func(c *analytics.Customer) {
			c.Complaints = []analytics.Complaint{complaintOf(1901, 1902, true, 5)}
		}, TooRecent},
	} {
		of := customer(1, 1750, 1850)
		c.change(of)
		for _, e := range New(question(), rules()).with(of).Ends {
			if want := map[bool]int64{true: 1}[e.State == c.want]; e.Customers != want {
				t.Errorf("%+v %+v: %d are %s, want %s", of.Answers, of.Complaints, e.Customers, e.State, c.want)
			}
		}
	}
}

// Days of five closed cases and two open ones, by the product-limit estimator worked by hand: closed after 1, 2, 2, 5 and 9 days, open for
// 3 and 20: after 1 day 6/7 are open, after 2 4/7, after 5 4/7·2/3 = 0.38, after 9 0.19; so the median is 5 and nine of ten are not closed yet.
func TestTimes(t *testing.T) {
	s := New(question(), rules())
	c := customer(1, 1500)
	for _, days := range []analytics.Day{1, 2, 2, 5, 9} {
		c.Complaints = append(c.Complaints, complaintOf(1900, 1900+days, days < 9, nan))
	}
	c.Complaints = append(c.Complaints, complaintOf(asOf-20, analytics.NoDay, false, nan), complaintOf(asOf-3, asOf+1, true, nan),
		complaintOf(asOf-2, asOf-4, true, 3), complaintOf(asOf-1, analytics.NoDay, true, 4)) // closed before it was opened, or nobody knows when
	r := s.with(c)
	all := r.Times[0]
	if all.Median != 5 || !math.IsNaN(all.Ninetieth) || all.Complaints != 9 || all.Open != 2 || all.Resolved != 6 || r.Backward != 1 || all.After != 3.5 {
		t.Errorf("%+v; %d backward", all, r.Backward)
	}
}

func TestTimesBySubject(t *testing.T) {
	a, b := complaintOf(1900, 1901, true, nan), complaintOf(1900, 1904, true, nan)
	a.Category, a.Channel, b.Category = 3, 1, 2
	c := customer(1, 1500)
	c.Complaints = []analytics.Complaint{a, b}
	var got []string
	for _, row := range New(question(), rules()).with(c).Times {
		got = append(got, fmt.Sprint(row.By, " ", row.Name, " ", row.Complaints, " ", row.Median))
	}
	want := []string{"all all 2 1", "category billing 1 4", "category delivery 1 1", "channel app 1 1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Among like customers: 8 of 10 whose case was resolved came back, 3 of 10 whose case was not, and 6 of 10 who never complained. All are in
// one class, so adjusting changes nothing, and what came back spent 10 each.
func TestRecoveryInOneClass(t *testing.T) {
	s := New(question(), rules())
	id := 0
	add := func(n, back int, resolved, complains bool) {
		for i := range n {
			id++
			c := customer(id, 1600)
			if complains {
				c.Complaints = []analytics.Complaint{complaintOf(1600, 1605, resolved, nan)}
			}
			if i < back {
				c.Rows = append(c.Rows, customer(0, 1700).Rows...)
			}
			if !complains { // so that the day drawn lies in the same class
				c.Rows = customer(0, asOf-180).Rows
				if i < back {
					c.Rows = append(c.Rows, customer(0, asOf-100).Rows...)
				}
			}
			s.Add(c)
		}
	}
	add(10, 8, true, true)
	add(10, 3, false, true)
	add(10, 6, false, false)
	r := s.Result().Recovery
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) < 1e-12) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	if r.Days != 180 || len(r.Groups) != 3 {
		t.Fatalf("%+v", r)
	}
	near("rate of the resolved", r.Groups[0].Rate, 0.8)
	near("adjusted", r.Groups[0].Adjusted, 0.8)
	near("unresolved", r.Groups[1].Adjusted, 0.3)
	near("never", r.Groups[2].Adjusted, 0.6)
	near("handled", r.Handled.Value, 0.5)
	near("paradox", r.Paradox.Value, 0.2)
	near("worth", r.Worth.Value, 5)
	p, q := 9.0/12, 4.0/12
	near("its error", r.Handled.High-r.Handled.Value, analytics.Z*math.Sqrt((p*(1-p)+q*(1-q))/12))
	near("beyond", r.Beyond, 0)
}

// Whose case is resolved had bought more before: within classes nothing differs, and adjusting says so.
func TestAdjustmentTakesPriorValueOut(t *testing.T) {
	s := New(question(), rules())
	id := 0
	for _, rich := range []bool{false, true} {
		for i := range 400 {
			id++
			c := customer(id, 1600)
			if rich {
				c.Rows[0].Gross = analytics.MoneyOf(500)
			}
			group := i % 4
			switch {
			case group == 3:
				c.Rows[0].Day = asOf - 180
			case group == 0 == rich: // the rich complain mostly with success
				c.Complaints = []analytics.Complaint{complaintOf(1603, 1605, false, nan)}
			default:
				c.Complaints = []analytics.Complaint{complaintOf(1603, 1605, true, nan)}
			}
			if i/4%10 < 2 || rich && i/4%10 < 8 {
				c.Rows = append(c.Rows, customer(0, c.Rows[0].Day+90).Rows...)
			}
			s.Add(c)
		}
	}
	r := s.Result().Recovery
	if raw := r.Groups[0].Rate - r.Groups[1].Rate; raw < 0.15 || math.Abs(r.Handled.Value) > 1e-9 {
		t.Errorf("raw %v, adjusted %v", raw, r.Handled.Value)
	}
}

// drawn makes a base of customers with answers and complaints.
func drawn(t *rapid.T) []*analytics.Customer {
	var all []*analytics.Customer
	for id := range rapid.IntRange(1, 30).Draw(t, "customers") {
		var days []analytics.Day
		for d := range rapid.IntRange(0, 4).Draw(t, "purchases") {
			days = append(days, start+analytics.Day(200*d+rapid.IntRange(0, 190).Draw(t, "day")))
		}
		c := customer(id, days...)
		for range rapid.IntRange(0, 2).Draw(t, "answers") {
			c.Answers = append(c.Answers, answer(asOf-100, float64(rapid.IntRange(0, 6).Draw(t, "score")), nan))
		}
		opened := start
		for range rapid.IntRange(0, 2).Draw(t, "complaints") {
			opened += analytics.Day(rapid.IntRange(0, 600).Draw(t, "opened"))
			closed := analytics.NoDay
			if rapid.Bool().Draw(t, "closed") {
				closed = opened + analytics.Day(rapid.IntRange(-5, 60).Draw(t, "days"))
			}
			p := complaintOf(opened, closed, rapid.Bool().Draw(t, "resolved"), float64(rapid.IntRange(1, 5).Draw(t, "after")))
			p.Replied = opened + analytics.Day(rapid.IntRange(0, 4).Draw(t, "replied"))
			p.Promised = opened + analytics.Day(rapid.IntRange(0, 30).Draw(t, "promised"))
			p.Compensation = analytics.MoneyOf(float64(rapid.IntRange(0, 1).Draw(t, "paid")))
			p.Category = analytics.Label(rapid.IntRange(0, 3).Draw(t, "category"))
			c.Complaints = append(c.Complaints, p)
		}
		all = append(all, c)
	}
	return all
}

// What flows into a state flows out of it, the ends add up to the buyers and their revenue, categories to the complaints that have one, and
// parts merged give what the whole gives.
func TestFlowsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers := drawn(t)
		r := New(question(), rules()).with(customers...)
		in, out := map[State]int64{}, map[State]int64{}
		for _, f := range r.Flows {
			out[f.From] += f.Customers
			in[f.To] += f.Customers
		}
		buyers, revenue := int64(0), analytics.Total{}
		for _, c := range customers {
			if s := c.Summary(); s.Occasions > 0 {
				buyers++
				revenue.Add(s.Revenue)
			}
		}
		ends, lost := int64(0), int64(0)
		for _, e := range r.Ends {
			ends, lost = ends+e.Customers, lost+e.Lost
			revenue.Add(-analytics.MoneyOf(e.Revenue.Units()))
		}
		if out[Bought] != buyers || ends != buyers || in[Stayed]+in[Lost]+in[TooRecent] != buyers || in[Lost] != lost || revenue.Units() != 0 {
			t.Fatalf("%d buyers, %d flow out, ends hold %d, %v left over", buyers, out[Bought], ends, revenue.Units())
		}
		for _, s := range []State{Dissatisfied, Complained, Handled, Again, Satisfied, Pleased, Furious, SettledAgain} {
			if in[s] != out[s] {
				t.Fatalf("%d come to %s and %d leave it", in[s], s, out[s])
			}
		}
		whole, parts := New(question(), rules()), New(question(), rules())
		half := New(question(), rules())
		for i, c := range customers {
			whole.Add(c)
			if i < len(customers)/2 {
				parts.Add(c)
			} else {
				half.Add(c)
			}
		}
		parts.Merge(half)
		if a, b := fmt.Sprint(whole.Result()), fmt.Sprint(parts.Result()); a != b {
			t.Fatalf("\n%s\n%s", a, b)
		}
	})
}

// One complaint, none at all, complaints of strangers: figures are not known, and nothing is infinite.
func TestFewComplaints(t *testing.T) {
	one := customer(1, 1500)
	one.Complaints = []analytics.Complaint{complaintOf(1600, analytics.NoDay, false, nan)}
	stranger := customer(2)
	stranger.Complaints = one.Complaints
	early := customer(3, 1700)
	early.Complaints = one.Complaints
	for _, of := range [][]*analytics.Customer{{}, {one}, {stranger}, {early}, {one, stranger, early, customer(4, 1600)}} {
		r := New(question(), rules()).with(of...)
		for _, x := range []float64{r.Recovery.Handled.Value, r.Recovery.Worth.High, r.Recovery.Beyond} {
			if math.IsInf(x, 0) {
				t.Errorf("%+v", r)
			}
		}
		for _, table := range r.Tables() {
			table.Record.Release()
		}
	}
}
