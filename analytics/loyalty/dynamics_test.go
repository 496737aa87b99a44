package loyalty

import (
	"math"
	"math/rand/v2"
	"testing"

	"regulars/analytics"
)

// changing customers answer twice, 200 days apart; how much more often they buy after the second goes with the change of score by so much for
// the whole scale.
func changing(r *rand.Rand, n int, slope float64) (list []analytics.Customer) {
	for range n {
		first, second := float64(r.IntN(11)), float64(r.IntN(11))
		one, two := asOf-400, asOf-200
		c := analytics.Customer{Rows: []analytics.Row{purchase(one-10, 10)}, Answers: []analytics.Answer{overallOf(one, first), overallOf(two, second)}}
		times := func(mean float64) int { return int(math.Floor(mean + r.Float64())) }
		for i := range times(3) {
			c.Rows = append(c.Rows, purchase(one+analytics.Day(5+i), 10))
		}
		for i := range times(3 + slope*(second-first)/10) {
			c.Rows = append(c.Rows, purchase(two+analytics.Day(5+i), 10))
		}
		list = append(list, c)
	}
	return list
}

func dynamics(customers []analytics.Customer) []ChangeRow {
	q := kindQuestion()
	whole := &Result{Days: 90, Basis: Overall}
	all, part := NewDynamics(q, whole, analytics.Scale{Max: 10}), NewDynamics(q, whole, analytics.Scale{Max: 10})
	for i := range customers {
		if i%3 == 0 {
			part.Add(&customers[i])
		} else {
			all.Add(&customers[i])
		}
	}
	all.Merge(part)
	return all.Rows()
}

// The slope that was made is held by its interval in about 95 of 100 samples, and where there is none about one in twenty shows some.
func TestDynamics(t *testing.T) {
	held, wrong := 0, 0
	for i := range 200 {
		rows := dynamics(changing(rand.New(rand.NewPCG(uint64(i), 61)), 400, 2))
		all := rows[len(rows)-1]
		if all.Score != "all" || all.N != 400 || rows[0].Score != "fell" || rows[0].Verdict != analytics.Less || rows[2].Verdict != analytics.More || all.Verdict != analytics.More {
			t.Fatalf("got %+v", rows)
		}
		held += truth(all.From <= 2 && 2 <= all.To)
		none := dynamics(changing(rand.New(rand.NewPCG(uint64(i), 62)), 400, 0))
		wrong += truth(none[len(none)-1].Verdict.Clear())
	}
	if held < 180 || wrong > 20 {
		t.Errorf("held in %d of 200, something in %d of 200 without anything", held, wrong)
	}
}

// Follow-ups that overlap, or are not over, or come before the first purchase, do not count; of several answers the first and the last do.
func TestDynamicsCountsFirstAndLast(t *testing.T) {
	for what, x := range map[string]struct {
		days []analytics.Day
		n    int64
	}{
		"apart": {[]analytics.Day{asOf - 400, asOf - 200}, 1}, "overlapping": {[]analytics.Day{asOf - 400, asOf - 311}, 0}, "just apart": {[]analytics.Day{asOf - 400, asOf - 310}, 1},
		"not over": {[]analytics.Day{asOf - 400, asOf - 89}, 0}, "before the first purchase": {[]analytics.Day{asOf - 600, asOf - 200}, 0},
		"three": {[]analytics.Day{asOf - 400, asOf - 300, asOf - 90}, 1},
	} {
		c := analytics.Customer{Rows: []analytics.Row{purchase(asOf-500, 10)}}
		for i, day := range x.days {
			c.Answers = append(c.Answers, overallOf(day, float64(i)))
		}
		d := NewDynamics(kindQuestion(), &Result{Days: 90, Basis: Overall}, analytics.Scale{Max: 10})
		d.Add(&c)
		if int64(len(d.at)) != x.n {
			t.Errorf("%s: %v", what, d.at)
		}
		if x.n == 1 {
			for at := range d.at {
				if want := int32(1000 * (len(x.days) - 1)); at.score != want {
					t.Errorf("%s: changed by %d, want %d", what, at.score, want)
				}
			}
		}
	}
}

// Newcomers and regulars have curves of their own, which add up to the whole.
func TestStandings(t *testing.T) {
	q := question()
	customers := random(rand.New(rand.NewPCG(63, 64)), 2000)
	whole := curve(q, customers...)
	status := func(c *analytics.Customer, day analytics.Day) string { return kindRule.On(c, day).Status.String() }
	tenure, of := NewBySegment(q, whole, Tenure), NewBySegment(q, whole, status)
	for i := range customers {
		tenure.Add(&customers[i])
		of.Add(&customers[i])
	}
	n := map[string]int64{}
	for _, r := range Standings(tenure, of, 1) {
		n[r.Cut] += r.N
	}
	if n["tenure"] != whole.Customers || n["status"] != whole.Customers {
		t.Errorf("%v of %d", n, whole.Customers)
	}
	if rows := Standings(tenure, of, int(whole.Customers)+1); len(rows) > 0 {
		t.Errorf("groups under the least: %+v", rows)
	}
}
