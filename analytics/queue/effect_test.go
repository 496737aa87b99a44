package queue

import (
	"math"
	"math/rand/v2"
	"testing"

	"regulars/analytics"
)

const (
	day   = analytics.Day(1000)
	listA = analytics.Label(1)
	listB = analytics.Label(2)
)

var names = analytics.NewLabels([]string{"list A", "list B"})

// lists measures customers as of a day.
func lists(asOf analytics.Day, customers ...analytics.Customer) Result {
	d := NewDates(asOf)
	for i := range customers {
		d.Add(&customers[i])
	}
	one, two := NewEffects(d), NewEffects(d)
	for i := range customers {
		[]*Effects{one, two}[i%2].Add(&customers[i])
	}
	one.Merge(two)
	return one.Result(names, 0.5, 2)
}

// listed makes so many customers who were assigned to a list or held out of it, of whom some bought for 10 on a day.
func listed(list analytics.Label, held bool, n, bought int, at analytics.Day) (all []analytics.Customer) {
	for i := range n {
		c := analytics.Customer{Contacts: []analytics.Contact{{Day: day, List: list, HeldOut: held}}}
		if held {
			c.Contacts[0].Day = analytics.NoDay
		}
		if i < bought {
			c.Rows = []analytics.Row{{Day: at, Purchases: 1, Gross: analytics.MoneyOf(10)}}
		}
		all = append(all, c)
	}
	return all
}

// Newcombe (1998), table II, row (a), method 10: 56/70 − 48/80 lies between .0524 and .3339.
func TestEffect(t *testing.T) {
	got := lists(day+89, append(listed(listA, false, 70, 56, day), listed(listA, true, 80, 48, day+89)...)...)
	for _, e := range []Effect{got.Lists[0], got.All} {
		if e.State != Measured || e.Assigned != 70 || e.Contacted != 70 || e.HeldOut != 80 || math.Abs(e.Effect-0.2) > 1e-12 || math.Abs(e.Low-0.0524) > 5e-5 || math.Abs(e.High-0.3339) > 5e-5 || e.Verdict != analytics.More {
			t.Errorf("%+v", e)
		}
		// What a contact gains: half of the difference of 8 and 6, less 2; the variances of the means are those of a share times ten.
		half := analytics.Z * 0.5 * 10 * math.Sqrt(0.8*0.2/69+0.6*0.4/79)
		if math.Abs(e.PerGain+1) > 1e-9 || math.Abs(e.GainHigh-e.PerGain-half) > 1e-9 || math.Abs(e.PerGain-e.GainLow-half) > 1e-9 {
			t.Errorf("a contact gains %v (%v to %v), %v to either side", e.PerGain, e.GainLow, e.GainHigh, half)
		}
	}
	se2 := 0.8*0.2/70 + 0.6*0.4/80
	w := 0.05 * 0.05 / (0.05*0.05 + se2)
	if r := got.Response(0.05); math.Abs(r-(w*0.2+(1-w)*0.05)) > 1e-12 {
		t.Errorf("response %v", r)
	}
}

// Purchases before the list and after its days are not its; a list whose days are not over, or with few held out, is not told.
func TestEffectNotTold(t *testing.T) {
	of := func(asOf analytics.Day, held int, at analytics.Day) Result {
		return lists(asOf, append(listed(listA, false, 200, 100, at), listed(listA, true, held, 0, at)...)...)
	}
	if e := of(day+400, 50, day-1).Lists[0]; e.State != Measured || e.Rate != 0 {
		t.Errorf("%+v", e)
	}
	if e := of(day+400, 50, day+90).Lists[0]; e.Rate != 0 {
		t.Errorf("%+v", e)
	}
	for want, got := range map[State]Result{Running: of(day+88, 50, day), TooFew: of(day+400, 49, day)} {
		if e := got.Lists[0]; e.State != want || !math.IsNaN(e.Rate) || !math.IsNaN(e.Effect) || e.Verdict != analytics.Untold || got.All.State != TooFew || got.Response(0.07) != 0.07 {
			t.Errorf("%s: %+v", want, e)
		}
	}
	if r := (&Result{}).Response(0.05); r != 0.05 {
		t.Errorf("nothing is measured, and the response is %v", r)
	}
	bad := Result{All: Effect{State: Measured, Effect: -0.5, error: 0.001}}
	if bad.Response(0.05) != 0 {
		t.Error("a response is below zero")
	}
}

// Who was not reached counts as assigned, who was contacted after all as held out, and who is on two lists of a quarter once.
func TestAssigned(t *testing.T) {
	c := analytics.Customer{Contacts: []analytics.Contact{{Day: analytics.NoDay, List: listB}, {Day: day, List: listA}, {Day: day + 40, List: listA}}}
	both := analytics.Customer{Contacts: []analytics.Contact{{Day: analytics.NoDay, List: listA, HeldOut: true}, {Day: day, List: listA}, {Day: day + 9, List: listB}}}
	got := lists(day+400, c, both)
	a, b := got.Lists[0], got.Lists[1]
	if a.List != "list A" || a.From != day || a.Assigned != 1 || a.Contacted != 1 || a.HeldOut != 1 || b.From != day+9 || b.Assigned != 2 || b.Contacted != 1 || b.HeldOut != 0 {
		t.Errorf("%+v\n%+v", a, b)
	}
	many := append(listed(listA, false, 60, 0, day), listed(listA, true, 60, 0, day)...)
	for i := range many {
		k := many[i].Contacts[0]
		k.List = listB
		many[i].Contacts = append(many[i].Contacts, k)
	}
	if all := lists(day+400, many...).All; all.Assigned != 60 || all.HeldOut != 60 || all.Verdict != analytics.Chance {
		t.Errorf("%+v", all)
	}
}

// drawn is a list of 1,000 customers, a tenth held out, who buy with a chance that the list raises.
func drawn(rng *rand.Rand, list analytics.Label, chance, effect float64) (all []analytics.Customer) {
	for range 1000 {
		held := rng.Float64() < 0.1
		c := listed(list, held, 1, 0, day)[0]
		if p := chance + effect; rng.Float64() < p && (!held || rng.Float64() < chance/p) {
			c.Rows = []analytics.Row{{Day: day + analytics.Day(rng.IntN(Watched)), Purchases: 1, Gross: analytics.MoneyOf(10)}}
		}
		all = append(all, c)
	}
	return all
}

// TestEffectCovers simulates a thousand pairs of lists whose customers buy at different rates: with an effect of five points it lies in the interval in 93
// to 97 % of them, of one list and of both; without, that is said in 93 % or more.
func TestEffectCovers(t *testing.T) {
	const runs = 1000
	for _, effect := range []float64{0.05, 0} {
		one, both, none := 0, 0, 0
		for run := range runs {
			rng := rand.New(rand.NewPCG(uint64(run), 16))
			got := lists(day+Watched, append(drawn(rng, listA, 0.08, effect), drawn(rng, listB, 0.25, effect)...)...)
			one += index(got.Lists[0].Low <= effect && effect <= got.Lists[0].High)
			both += index(got.All.Low <= effect && effect <= got.All.High)
			none += index(got.All.Verdict == analytics.Chance)
		}
		t.Logf("effect %v: in the interval of one list in %.1f %%, of both in %.1f %%; no effect told in %.1f %%", effect, float64(one)/10, float64(both)/10, float64(none)/10)
		if one < 930 || one > 970 || both < 930 || both > 970 {
			t.Errorf("effect %v: in the interval in %d and %d of %d runs", effect, one, both, runs)
		}
		if effect == 0 && none < 930 {
			t.Errorf("no effect is told in %d of %d runs", none, runs)
		}
	}
}
