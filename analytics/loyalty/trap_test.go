package loyalty

import (
	"flag"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var long = flag.Bool("long", false, "simulations at full size")

func runs(few, many int) int {
	if *long {
		return many
	}
	return few
}

// Scores from 0 to 10 as customers give them.
var spread = []float64{3, 2, 3, 5, 7, 12, 14, 18, 18, 10, 8}

// simulate draws answers and repurchases; rate is the chance of a repurchase by score.
func simulate(rng *rand.Rand, n int, rate func(score float64) float64) []Point {
	points := make([]Point, len(spread))
	for i := range points {
		points[i].X = float64(i)
	}
	for range n {
		u, at := rng.Float64()*100, 0
		for u > spread[at] {
			u -= spread[at]
			at++
		}
		points[at].N++
		if rng.Float64() < rate(float64(at)) {
			points[at].Sum++
		}
	}
	var kept []Point
	for _, p := range points {
		if p.Squares = p.Sum; p.N > 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

func plateau(score float64) float64 {
	return .15 + .05*math.Min(score, 5) + .08*math.Max(0, score-8)
}

func TestPlateauIsFound(t *testing.T) {
	rng, n, found := rand.New(rand.NewPCG(1, 1)), runs(40, 1000), 0
	start := time.Now()
	for range n {
		trap := Search(simulate(rng, 40_000, plateau))
		if trap.Verdict == Found && math.Abs(trap.From.Value-5) <= 1 && math.Abs(trap.To.Value-8) <= 1 {
			found++
		} else {
			t.Logf("%+v", trap)
		}
	}
	t.Logf("found within ±1 in %d of %d, %v each", found, n, time.Since(start)/time.Duration(n))
	if float64(found) < .95*float64(n) {
		t.Errorf("found within ±1 in %d of %d", found, n)
	}
}

var without = map[string]func(float64) float64{
	"straight": func(x float64) float64 { return .2 + .05*x },
	"logistic": func(x float64) float64 { return 1 / (1 + math.Exp(2-.5*x)) },
	"ceiling":  func(x float64) float64 { return .2 + .08*math.Min(x, 6) },
	"floor":    func(x float64) float64 { return .2 + .12*math.Max(0, x-5) },
	"falling":  func(x float64) float64 { return .7 - .04*x },
	"nothing":  func(float64) float64 { return .4 },
	"concave":  func(x float64) float64 { return .1 + .25*math.Sqrt(x) },
	"slower":   func(x float64) float64 { return .1 + .06*x - .03*math.Max(0, math.Min(3, x-5)) },
}

func TestNoPlateauIsNotFound(t *testing.T) {
	n := runs(20, 500)
	for name, rate := range without {
		rng, found, told := rand.New(rand.NewPCG(2, 2)), 0, 0
		for range n {
			switch Search(simulate(rng, 40_000, rate)).Verdict {
			case Found:
				found++
			case NotFound:
				told++
			}
		}
		t.Logf("%s: found %d, not found %d of %d", name, found, told, n)
		if float64(found) > .05*float64(n) {
			t.Errorf("%s: found in %d of %d", name, found, n)
		}
		if float64(told) < .9*float64(n) {
			t.Errorf("%s: not found is said in %d of %d", name, told, n)
		}
	}
}

func TestSixtyAnswersAreTooFew(t *testing.T) {
	n := runs(50, 1000)
	for name, rate := range map[string]func(float64) float64{"plateau": plateau, "straight": without["straight"], "nothing": without["nothing"]} {
		rng, small := rand.New(rand.NewPCG(3, 3)), 0
		for range n {
			if trap := Search(simulate(rng, 60, rate)); trap.Verdict == TooSmall && trap.Needed > 60 {
				small++
			}
		}
		t.Logf("%s: too small to tell in %d of %d", name, small, n)
		if float64(small) < .95*float64(n) {
			t.Errorf("%s: too small to tell in %d of %d", name, small, n)
		}
	}
}

func TestFairHasNoTrap(t *testing.T) {
	rating, affairs := pairs(t, "fair.csv", "rate_marriage", "affairs")
	for i, a := range affairs {
		affairs[i] = 0
		if a == 0 {
			affairs[i] = 1
		}
	}
	trap := Search(gather(rating, affairs, 1, 5))
	if trap.Verdict != NotFound || trap.Reason != Rises || trap.N != 6366 || trap.Needed > 6366 {
		t.Errorf("got %+v", trap)
	}
}

// Early parcels are all alike, late ones the worse the later: the curve over earliness is flat at its upper end, and no trap.
func TestDelaysHaveTheirPlateau(t *testing.T) {
	points := delays(t, -40, 30)
	slices.Reverse(points)
	for i := range points {
		points[i].X *= -1
	}
	trap := Search(points)
	if trap.Verdict != NotFound || trap.Chosen != 2 || trap.Ends != [2]bool{false, true} {
		t.Errorf("got %+v", trap)
	}
	relative(t, "begin of the plateau", trap.Fits[2].Breaks[1], 0.23841875508694554, 1e-6)
}

func TestEquivalenceOfSlopesAndSteps(t *testing.T) {
	type slope struct{ Margin, Slope, SE, P float64 }
	o := oracle[struct {
		Delays struct {
			Left  slope `json:"plateau_TOST_left_slope"`
			Right slope `json:"plateau_TOST_right_slope"`
		} `json:"olist_delay_satisfaction"`
		Fair struct {
			Steps []struct {
				Diff, SE float64
				Margin   float64 `json:"tost_margin"`
				P        float64 `json:"tost_p"`
			} `json:"adjacent_steps"`
		} `json:"fair_satisfaction_loyalty"`
	}](t, "satisfaction.json")
	for _, s := range []slope{o.Delays.Left, {.02, -0.028288989708984857, 0.013565331729764128, o.Delays.Right.P}} {
		relative(t, "slope", equivalence(s.Slope, s.SE, s.Margin), s.P, 1e-9)
	}
	if len(o.Fair.Steps) != 4 {
		t.Fatalf("%d steps in the oracle", len(o.Fair.Steps))
	}
	for _, s := range o.Fair.Steps {
		relative(t, "step", equivalence(s.Diff, s.SE, s.Margin), s.P, 1e-12)
	}
}

// With as many customers as a search asks for it finds a trap in about four cases of five.
func TestNeededIsHonest(t *testing.T) {
	straight := func(x float64) float64 { return .2 + .05*x }
	rng := rand.New(rand.NewPCG(4, 4))
	needed := Search(simulate(rng, 40_000, straight)).Needed
	outer := .5 / 6
	trap := func(x float64) float64 { return .2 + outer*(math.Min(x, 3)+math.Max(0, x-7)) }
	n, found := runs(60, 500), 0
	for range n {
		if Search(simulate(rng, int(needed), trap)).Verdict == Found {
			found++
		}
	}
	t.Logf("needed %d; found in %d of %d", needed, found, n)
	if share := float64(found) / float64(n); share < .7 || needed > 40_000 {
		t.Errorf("with %d found in %d of %d", needed, found, n)
	}
}

func TestSearchTakesAnything(t *testing.T) {
	one := []Point{{3, 1, 1, 1}}
	equal := []Point{{1, 10, 10, 10}, {2, 10, 10, 10}, {3, 10, 10, 10}, {4, 10, 10, 10}, {5, 10, 10, 10}}
	single := []Point{{1, 1, 0, 0}, {2, 1, 0, 0}, {3, 1, 1, 1}, {4, 1, 1, 1}, {5, 1, 1, 1}}
	steps := []Point{{1, 50, 0, 0}, {2, 50, 0, 0}, {3, 50, 50, 50}, {4, 50, 50, 50}, {5, 50, 50, 50}}
	for i, points := range [][]Point{nil, one, equal, single, steps} {
		if trap := Search(points); trap.Verdict == Found || trap.Verdict == "" {
			t.Errorf("%d: %+v", i, trap)
		}
	}
}

func TestSearchIsTheSameEachTime(t *testing.T) {
	points := simulate(rand.New(rand.NewPCG(5, 5)), 5000, plateau)
	if diff := cmp.Diff(Search(points), Search(points), cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
}
