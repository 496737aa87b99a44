package sample

import (
	"math"
	"slices"
	"testing"
	"time"
)

// drawn is a shop of the default size in memory, and what its customers did.
func drawn(t *testing.T, customers int) *shop {
	t.Helper()
	o, err := Options{Customers: customers, Seed: 4, Out: "x"}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	return newShop(o)
}

// near checks an estimate against the truth, within five standard errors.
func near(t *testing.T, what string, got, want, se float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 5*se) {
		t.Errorf("%s is %v, want %v ± %v", what, got, want, 5*se)
	}
}

// mean collects values; the zero value is ready.
type mean struct{ n, sum, squares float64 }

func (m *mean) add(x float64) { m.n, m.sum, m.squares = m.n+1, m.sum+x, m.squares+x*x }
func (m *mean) value() float64 {
	return m.sum / m.n
}
func (m *mean) se() float64 {
	return math.Sqrt(max(m.squares/m.n-m.value()*m.value(), 0) / m.n)
}

func (m *mean) near(t *testing.T, what string, want float64) {
	t.Helper()
	near(t, what, m.value(), want, m.se())
}

func one(b bool) float64 { return float64(bit(b)) }

func TestMomentsMatchTheParameters(t *testing.T) {
	s := drawn(t, 20_000)
	var lambda, logLambda, mu, spend, spread, guests, refunds, late, resolved, seekers, panel, discounts mean
	var p person
	for n := range s.Customers {
		s.live(n, &p)
		lambda.add(p.lambda)
		logLambda.add(p.lambda * p.lambda)
		mu.add(p.mu / s.dropout(p.satisfaction))
		spend.add(s.P / p.nu)
		spread.add(p.lifetime * p.mu)
		seekers.add(one(p.seeker))
		panel.add(one(p.panel))
		for i := range p.orders {
			o := &p.orders[i]
			guests.add(one(o.guest))
			refunds.add(one(o.refunded > 0))
			discounts.add(one(o.discount > 0))
			if !s.isStore(o.channel) {
				late.add(one(o.late))
			}
			if o.opened > 0 {
				resolved.add(one(o.resolved))
			}
		}
	}
	lambda.near(t, "mean λ", s.R/s.Alpha)
	logLambda.near(t, "mean λ²", s.R*(s.R+1)/s.Alpha/s.Alpha)
	mu.near(t, "mean μ", s.S/s.Beta)
	spend.near(t, "mean spend of an order", s.P*s.V/(s.Q-1))
	spread.near(t, "lifetime by dropout", 1)
	guests.near(t, "share of guests", s.GuestRate)
	refunds.near(t, "share of refunds", s.RefundRate)
	late.near(t, "share of late deliveries", s.LateRate)
	resolved.near(t, "share of resolved complaints", s.ResolvedRate)
	seekers.near(t, "share of deal seekers", s.DealSeekers)
	panel.near(t, "share of the panel", s.Panel)
	if d := discounts.value(); d < 0.1 || d > 0.4 {
		t.Errorf("%v of orders have a discount", d)
	}
}

// TestOrdersFollowTheRate checks the count of the repeat orders of customers who did not leave against λ times the busy time they had, and
// what orders cost against the customer's mean.
func TestOrdersFollowTheRate(t *testing.T) {
	s := drawn(t, 20_000)
	var surplus, cost mean
	var p person
	for n := range s.Customers {
		s.live(n, &p)
		if p.leaves >= s.days {
			expected := p.lambda * (s.busy[s.days] - s.busy[p.first+1])
			if expected > 0 {
				surplus.add((float64(len(p.orders)-1) - expected) / math.Sqrt(expected))
			}
		}
		for _, o := range p.orders {
			paid := int64(0)
			for _, it := range p.items[o.from:o.to] {
				paid += it.amount()
			}
			cost.add(float64(paid) / 100 / (s.P / p.nu))
		}
	}
	if n := surplus.n; n < 3000 {
		t.Fatalf("only %v customers stayed", n)
	}
	surplus.near(t, "repeat orders beyond λ times the time, in standard deviations", 0)
	near(t, "its variance", surplus.squares/surplus.n, 1, 0.03)
	near(t, "cost of an order by the customer's mean", cost.value(), 1, cost.se()+0.0005)
}

func TestNobodyOrdersAfterLeaving(t *testing.T) {
	s := drawn(t, 20_000)
	var p person
	before := 0
	for n := range s.Customers {
		s.live(n, &p)
		if p.first < before {
			t.Fatalf("customer %d comes on day %d, after one on day %d", n, p.first, before)
		}
		before = p.first
		if len(p.orders) == 0 || p.orders[0].day != p.first {
			t.Fatalf("customer %d does not order on the first day", n)
		}
		for i, o := range p.orders {
			if o.day >= p.leaves || o.day >= s.days || s.dayOf(o.at) != o.day {
				t.Fatalf("customer %d, who leaves on day %d, orders on day %d at %v", n, p.leaves, o.day, time.Unix(o.at, 0).UTC())
			}
			if i > 0 && (o.at < p.orders[i-1].at || o.number <= p.orders[i-1].number) {
				t.Fatalf("customer %d: order %d is out of order", n, i)
			}
		}
	}
}

// TestPlateau looks for the plateau where a report does: in who orders again within half a year of an answer to the survey.
func TestPlateau(t *testing.T) {
	s := drawn(t, 1)
	for _, x := range []float64{5, 6.2, 8} {
		if s.dropout(x) != 1 || s.loyalty(x) != 1 {
			t.Errorf("dropout is %v and loyalty %v at %v, on the plateau", s.dropout(x), s.loyalty(x), x)
		}
	}
	if s.dropout(4) != s.BelowFactor || s.dropout(9) != s.AboveFactor || s.loyalty(3) >= s.loyalty(4) || s.loyalty(10) <= s.loyalty(9) {
		t.Errorf("dropout is %v at 4 and %v at 9", s.dropout(4), s.dropout(9))
	}

	s = drawn(t, 50_000)
	var again [11]mean
	var p person
	for n := range s.Customers {
		s.live(n, &p)
		o, rng := &p.orders[0], s.random(n, ofAnswers)
		if p.panel && !o.guest && o.day+180 < s.days {
			score := onScale(p.satisfaction + s.AnswerNoise*rng.NormFloat64())
			back := slices.ContainsFunc(p.orders[1:], func(next order) bool { return next.day <= o.day+180 })
			again[int(score)].add(one(back))
		}
	}
	level := func(scores ...int) (rate, se float64) {
		var m mean
		for _, x := range scores {
			m.n, m.sum, m.squares = m.n+again[x].n, m.sum+again[x].sum, m.squares+again[x].squares
		}
		return m.value(), m.se()
	}
	low, lowSE := level(2, 3)
	early, earlySE := level(5, 6)
	late, lateSE := level(7)
	high, highSE := level(9, 10)
	if early-low < 0.1 || early-low < 4*math.Hypot(lowSE, earlySE) {
		t.Errorf("%v come back at 2 and 3, %v at 5 and 6: no rise to the plateau", low, early)
	}
	if high-late < 0.07 || high-late < 3*math.Hypot(highSE, lateSE) {
		t.Errorf("%v come back at 7, %v at 9 and 10: no rise behind the plateau", late, high)
	}
	near(t, "the rise along the plateau", late-early, 0, min(0.01, math.Hypot(earlySE, lateSE)))
}

// TestReferrers checks that customers are brought by others who had bought before and had not left, mostly by delighted ones.
func TestReferrers(t *testing.T) {
	s := drawn(t, 20_000)
	var p, candidate, r person
	referred, delighted := 0.0, 0.0
	for n := range s.Customers {
		s.character(n, &p)
		number, day := s.referrer(&p, &candidate)
		if number < 0 {
			continue
		}
		referred++
		s.live(number, &r)
		if r.first >= day || r.leaves <= day || day > p.first || day < p.first-21 || number >= n {
			t.Fatalf("customer %d, who comes on day %d, is brought on day %d by %d, who is there from %d to %d", n, p.first, day, number, r.first, r.leaves)
		}
		if r.satisfaction > s.PlateauTo {
			delighted++
		}
	}
	if share := referred / float64(s.Customers); share < s.ReferredRate*0.85 || share > s.ReferredRate*1.05 {
		t.Errorf("%v were brought, want nearly %v", share, s.ReferredRate)
	}
	if delighted/referred < 0.6 {
		t.Errorf("%v of referrers are delighted, want most", delighted/referred)
	}
}

func TestComplaints(t *testing.T) {
	s := drawn(t, 20_000)
	var low, other, late, on, stayed, lost mean
	var p person
	for n := range s.Customers {
		s.live(n, &p)
		for _, o := range p.orders {
			made := one(o.opened > 0)
			switch {
			case o.guest || o.day > s.days-15:
			case o.late:
				late.add(made)
			case p.satisfaction < s.PlateauFrom:
				low.add(made)
			default:
				other.add(made)
			}
			if o.opened == 0 || o.opened > s.days-90 || o.opened >= p.leaves {
				continue
			}
			on.add(one(o.closed >= o.opened))
			if left := one(p.leaves > o.opened+90); o.resolved {
				stayed.add(left)
			} else {
				lost.add(left)
			}
		}
	}
	low.near(t, "complaints below the plateau", s.LowComplains)
	other.near(t, "complaints of others", s.OtherComplains)
	if late.value() < s.LateComplains {
		t.Errorf("%v of late deliveries lead to complaints, want more than %v", late.value(), s.LateComplains)
	}
	if on.value() != 1 {
		t.Error("complaints are closed before they are opened")
	}
	if stayed.value()-lost.value() < 4*math.Hypot(stayed.se(), lost.se()) {
		t.Errorf("%v stay after a resolved complaint, %v after an unresolved one", stayed.value(), lost.value())
	}
}

// TestStoreEffect checks that customers are more satisfied where employees are, by the slope between the two; the ends of the scale take a
// little off it.
func TestStoreEffect(t *testing.T) {
	s := drawn(t, 50_000)
	var employees, products mean
	var p person
	for n := range s.Customers {
		s.character(n, &p)
		x := s.Employees[p.store] - 7
		employees.add(x)
		products.add(x * (p.satisfaction - s.SatisfactionMean))
	}
	slope := products.value() / (employees.squares / employees.n)
	if slope < 0.8*s.StoreEffect || slope > 1.1*s.StoreEffect {
		t.Errorf("a point of the employees is worth %v points of the customers, want a little less than %v", slope, s.StoreEffect)
	}
}

func TestCalendar(t *testing.T) {
	s := drawn(t, 1)
	near(t, "busy time", s.busy[s.days], float64(s.days), 1e-9*float64(s.days))
	factor := func(y int, m time.Month, d int) float64 {
		n := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(s.first).Hours() / 24)
		return s.busy[n+1] - s.busy[n]
	}
	// all are Saturdays
	if july := factor(2024, 7, 13); factor(2024, 12, 14) < 1.5*july || factor(2023, 11, 11) < 2.5*july || factor(2024, 2, 3) < 1.4*july {
		t.Errorf("a Saturday has %v in July, %v in December, %v on 11.11. and %v before Chinese New Year",
			july, factor(2024, 12, 14), factor(2023, 11, 11), factor(2024, 2, 3))
	}
	if factor(2024, 7, 13) <= factor(2024, 7, 8) {
		t.Error("a Monday is as busy as a Saturday")
	}
	for _, c := range []struct{ x, day float64 }{{0, 0}, {s.busy[1], 1}, {s.busy[1] * 0.999, 0}, {1e9, float64(s.days)}} {
		if got := dayWhen(s.busy, c.x); got != int(c.day) {
			t.Errorf("%v of busy time pass on day %d, want %v", c.x, got, c.day)
		}
	}
}

func TestGamma(t *testing.T) {
	for _, shape := range []float64{0.3, 0.75, 1, 4.5} {
		rng := random(1, 1, ofStore)
		var m mean
		for range 200_000 {
			m.add(gamma(rng, shape, 2))
		}
		m.near(t, "mean of a gamma distribution", shape/2)
		near(t, "its variance", m.squares/m.n-m.value()*m.value(), shape/4, 0.01*shape/4*max(1, 1/shape))
	}
}
