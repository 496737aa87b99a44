package satisfaction

import (
	"math"
	"math/rand/v2"
	"testing"

	"regulars/analytics"
)

// asked is a customer won so many days before the answers of the earlier and the later asking, who gave these scores; NaN for none.
type asked struct {
	won           analytics.Day
	before, after float64
}

var earlier, later = asOf - 400, asOf - 10

func (a asked) customer() *analytics.Customer {
	c := &analytics.Customer{Rows: []analytics.Row{{Day: a.won, Purchases: 1, NewOrder: true}}}
	for _, of := range []struct {
		day   analytics.Day
		score float64
	}{{earlier, a.before}, {later, a.after}} {
		if !math.IsNaN(of.score) {
			// an answer of the day before that no longer counts, and the one that does
			for i, score := range []float64{9, of.score} {
				c.Answers = append(c.Answers, answer("overall", of.day+analytics.Day(i-1), func(a *analytics.Answer) { a.Experience, a.Recommend = score, score }))
			}
		}
	}
	return c
}

func changeOf(people []asked) (*Result, Change) {
	q := question()
	q.Repeated = analytics.LastAnswer
	s, part := New(q), New(q)
	for i, p := range people {
		if i%2 == 0 {
			part.Add(p.customer())
		} else {
			s.Add(p.customer())
		}
	}
	s.Merge(part)
	r := s.Result()
	return r, r.Change
}

// base are customers of all bands in both askings, newcomers more often asked in the later one. Those who stay long are happier.
func base(r *rand.Rand, rise float64) (people []asked) {
	score := func(level, rise float64) float64 {
		return math.Round(math.Max(0, math.Min(10, level+rise+1.5*r.NormFloat64())))
	}
	for i := range 100 {
		people = append(people, asked{earlier - 20, score(5, 0), math.NaN()}, asked{earlier - 500, score(7, 0), score(7, rise)})
		if i < 50 {
			people = append(people, asked{earlier - 200, score(6, 0), math.NaN()}, asked{later - 200, math.NaN(), score(6, rise)})
		}
		people = append(people, asked{later - 30, math.NaN(), score(5, rise)}, asked{later - 35, math.NaN(), score(5, rise)}, asked{later - 30, math.NaN(), score(5, rise)})
	}
	return people
}

// Both askings are weighted to the later one's shares, and a customer in both counts as one: figures by the definition, customer by customer.
func TestChange(t *testing.T) {
	people := base(rand.New(rand.NewPCG(31, 32)), 0.5)
	_, c := changeOf(people)
	type band struct{ n, sum [2]float64 }
	var of [3]band
	where := func(p asked, day analytics.Day) int { return int(bandOf(int(day - p.won))) }
	each := func(p asked, do func(asking, band int, y float64)) {
		if !math.IsNaN(p.before) {
			do(0, where(p, earlier), p.before)
		}
		if !math.IsNaN(p.after) {
			do(1, where(p, later), p.after)
		}
	}
	total := 0.0
	for _, p := range people {
		each(p, func(i, b int, y float64) {
			of[b].n[i]++
			of[b].sum[i] += y
			total += float64(i)
		})
	}
	var mean [2]float64
	for _, b := range of {
		for i := range mean {
			mean[i] += b.n[1] / total * b.sum[i] / b.n[i]
		}
	}
	variance := 0.0
	for _, p := range people {
		own := 0.0
		each(p, func(i, b int, y float64) {
			n := of[b].n[i]
			own += float64(2*i-1) * of[b].n[1] / total * (y - of[b].sum[i]/n) / math.Sqrt(n*(n-1))
		})
		variance += own * own
	}
	check(t, "before", c.Before.Mean, mean[0], 1e-12)
	check(t, "now", c.Now.Mean, mean[1], 1e-12)
	half := analytics.StudentQuantile(249) * math.Sqrt(variance)
	check(t, "low", c.Low, c.By-half, 1e-9)
	check(t, "high", c.High, c.By+half, 1e-9)
	if c.Before.N != 250 || c.Now.N != 450 || c.From != asOf-729 || c.Verdict() != analytics.More {
		t.Errorf("got %+v", c)
	}
}

// Without a change one is found in about a twentieth of surveys, though the later asking has far more newcomers, who score lower.
func TestNoChangeIsNone(t *testing.T) {
	found := 0
	draws := 300
	if testing.Short() {
		draws = 150
	}
	for draw := range draws {
		people := base(rand.New(rand.NewPCG(uint64(draw), 33)), 0)
		r, c := changeOf(people)
		found += truthOf(c.Verdict().Clear())
		if n := r.NPSChange; n.Verdict() == analytics.Untold || n.Now.N != c.Now.N {
			t.Fatalf("recommendations: %+v", n)
		}
	}
	t.Logf("%d of %d", found, draws)
	if share := float64(found) / float64(draws); share < 0.01 || share > 0.08 {
		t.Errorf("a change where there is none in %.1f %%", 100*share)
	}
}

// With fewer than thirty customers in a band of either asking there is no change to tell.
func TestChangeNeedsEveryBand(t *testing.T) {
	people := base(rand.New(rand.NewPCG(31, 32)), 0.5)
	kept := people[:0]
	left := 71 // of 100 newcomers in the earlier asking
	for _, p := range people {
		if p.won == earlier-20 && left > 0 {
			left--
			continue
		}
		kept = append(kept, p)
	}
	if _, c := changeOf(kept); c.Told() || c.Reason != FewInABand || c.Verdict() != analytics.Untold || !math.IsNaN(c.By) {
		t.Errorf("29 customers in a band: %+v", c)
	}
}

// Of customers who never bought nothing is told over time.
func TestChangeLeavesStrangersOut(t *testing.T) {
	s := New(question())
	for range 200 {
		c := asked{asOf, 5, 6}.customer()
		s.Add(&analytics.Customer{Answers: c.Answers})
	}
	if c := s.Result().Change; c.Now.N != 0 || c.Told() {
		t.Errorf("got %+v", c)
	}
}
