package queue

import (
	"math"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func standing(s analytics.Status, occasions int) analytics.Standing {
	return analytics.Standing{Status: s, Occasions: occasions, Limits: analytics.Limits{Slow: 20, Lost: 30}}
}

// past is what became of lapses: of those silent for one to two limits half came back, of those for two to four a tenth, of longer ones none.
var past = Returned{counts: [2][bands][2]int{{{50, 50}, {90, 10}, {100, 0}}, {{50, 50}, {24, 6}, {29, 0}}}}

func TestOffers(t *testing.T) {
	terms := Terms{Response: 0.1, Cost: 2, Newcomer: 50, Returned: past}
	check := func(what string, p Prospect, want Action, response, gain float64) {
		t.Helper()
		got, ok := terms.Offer(&p)
		if ok != (want != "") || got.Action != want || math.Abs(got.Response-response) > 1e-12 || math.Abs(got.Gain-gain) > 1e-12 {
			t.Errorf("%s: got %+v, want %s at %v for %v", what, got, want, response, gain)
		}
	}
	lost := Prospect{Standing: standing(analytics.Lost, 3), Silent: 40, Value: 10, IfBought: 110}
	check("lost lately", lost, WinBack, 0.1, 8) // half of them came back, of all fewer: no more than the response itself
	lost.Silent = 61
	check("lost for longer", lost, WinBack, 0.1*0.1/0.2, 0.05*100-2)
	lost.Silent = 121
	check("lost for years", lost, "", 0, 0)
	check("slowing", Prospect{Standing: standing(analytics.Slowing, 3), Value: 10, IfBought: 110}, Hold, 0.1, 8)
	check("slowing after one", Prospect{Standing: standing(analytics.Slowing, 1), Value: 10, IfBought: 110}, Hold, 0.1, 8)
	check("new", Prospect{Standing: standing(analytics.New, 1), Value: 10, IfBought: 110}, SecondPurchase, 0.1, 8)
	check("lost after one", Prospect{Standing: standing(analytics.Lost, 1), Silent: 61, Value: 10, IfBought: 110}, SecondPurchase, 0.1*0.2/(56.0/159), 0.1*0.2/(56.0/159)*100-2)
	check("few were silent as long", Prospect{Standing: standing(analytics.Lost, 1), Silent: 130, Value: 10, IfBought: 110}, SecondPurchase, 0.1*0.2/(56.0/159), 0.1*0.2/(56.0/159)*100-2)
	active := Prospect{Standing: standing(analytics.Active, 3), Value: 10, IfBought: 110, Alive: 0.5}
	check("active", active, "", 0, 0)
	active.Elsewhere = 100
	check("spends elsewhere", active, ShareOfWallet, 0.1, 0.1*0.5*100-2)
	active.Advocate, active.Elsewhere = true, 0
	check("advocate", active, Referral, 0.1, 3)
	active.LowScore = true
	check("low score", active, Settle, 0.1, 8)
	gone := lost
	gone.Advocate, gone.Elsewhere = true, math.NaN()
	check("a lost advocate", gone, "", 0, 0)
	open := Prospect{Standing: standing(analytics.Slowing, 3), Value: 10, IfBought: 110, Alive: 1, Elsewhere: 1e6, Advocate: true, Open: true}
	check("nobody is sold to before being helped", open, Settle, 0.1, 8)
	open.IfBought = 29
	check("a case that is worth less than a contact", open, "", 0, 0)
	nan := math.NaN()
	check("nothing forecast", Prospect{Standing: standing(analytics.New, 1), Value: nan, IfBought: nan, Alive: nan, Elsewhere: nan}, "", 0, 0)
}

// Whatever customers are, an offer gains more than nothing after its cost, no other action would gain more, and it fits the status.
func TestOffersGain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.OneOf(rapid.Float64Range(-100, 1000), rapid.Just(math.NaN()))
		p := Prospect{
			Standing: standing(analytics.Status(rapid.IntRange(1, 4).Draw(t, "status")), rapid.IntRange(1, 4).Draw(t, "occasions")), Silent: rapid.IntRange(0, 400).Draw(t, "silent"),
			Value: amount.Draw(t, "value"), IfBought: amount.Draw(t, "if bought"), Alive: rapid.Float64Range(0, 1).Draw(t, "alive"), Elsewhere: amount.Draw(t, "elsewhere"),
			Advocate: rapid.Bool().Draw(t, "advocate"), Open: rapid.Bool().Draw(t, "open"), LowScore: rapid.Bool().Draw(t, "low"),
		}
		terms := Terms{Response: rapid.Float64Range(0, 1).Draw(t, "response"), Cost: rapid.SampledFrom([]float64{0, 2}).Draw(t, "cost"), Newcomer: amount.Draw(t, "newcomer"), Returned: past}
		got, ok := terms.Offer(&p)
		s := p.Standing
		switch {
		case !ok && got != Offer{}:
			t.Fatalf("no offer, but %+v", got)
		case !ok:
		case !(got.Gain > 0) || got.Response > terms.Response:
			t.Fatalf("%+v gains nothing", got)
		case p.Open && got.Action != Settle,
			got.Action == WinBack && (s.Status != analytics.Lost || s.Occasions < 2), got.Action == Hold && s.Status != analytics.Slowing,
			got.Action == SecondPurchase && (s.Occasions != 1 && s.Status != analytics.New || s.Status == analytics.Slowing), got.Action == Referral && (!p.Advocate || !s.Status.Current()):
			t.Fatalf("%+v of %+v", got, p)
		}
	})
}
