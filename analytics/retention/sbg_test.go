package retention

import (
	"flag"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

var long = flag.Bool("long", false, "parameter recovery at its full size")

// lossesOf turns survivors by period into renewals.
func lossesOf(survivors []float64) (periods []Renewal) {
	for i, n := range survivors[1:] {
		periods = append(periods, Renewal{n, survivors[i] - n})
	}
	return periods
}

type sbgOracle struct {
	Survivors   []float64
	S           []float64
	Alpha, Beta float64
	LL          any
	SE          struct{ Alpha, Beta float64 }
	Mean        float64   `json:"mean_theta"`
	Fit         []float64 `json:"S_fit_1_12"`
	Rate        []float64 `json:"r_fit_1_12"`
	DEL         float64   `json:"DEL_d10"`
	DERL        []float64 `json:"DERL_d10_n1_to_5"`
}

func TestSBG(t *testing.T) {
	fits := 0
	for name, want := range oracle[map[string]sbgOracle](t, "sbg.json") {
		if strings.HasPrefix(name, "hard") {
			continue
		}
		fits++
		f := FitSBG(lossesOf(want.Survivors), 1)
		if f.Status != Converged || f.Gradient > 1e-6 {
			t.Errorf("%s: %s, gradient %v", name, f.Status, f.Gradient)
		}
		for _, x := range []struct {
			what      string
			got, want float64
			tolerance float64
		}{
			{"alpha", f.Alpha, want.Alpha, 1e-6}, {"beta", f.Beta, want.Beta, 1e-6}, {"log-likelihood", f.LogLikelihood, want.LL.(float64), 1e-10},
			{"error of alpha", f.SEAlpha, want.SE.Alpha, 1e-5}, {"error of beta", f.SEBeta, want.SE.Beta, 1e-5}, {"mean", f.Mean, want.Mean, 1e-6},
		} {
			near(t, name+" "+x.what, x.got/x.want, 1, x.tolerance)
		}
		want.given(t, name)
	}
	if fits != 6 {
		t.Errorf("%d fits in the oracle", fits)
	}
}

// given checks the formulas at the oracle's own parameters.
func (want sbgOracle) given(t *testing.T, name string) {
	g := SBG{Alpha: want.Alpha, Beta: want.Beta, Status: Converged}
	for i := range want.Fit {
		near(t, name+" S", g.At(i+1)/want.Fit[i], 1, 1e-12)
		near(t, name+" r", g.Rate(i+1)/want.Rate[i], 1, 1e-12)
	}
	near(t, name+" DEL", g.Lifetime(0.1)/want.DEL, 1, 1e-9)
	for i, derl := range want.DERL {
		near(t, name+" DERL", g.Residual(i+1, 0.1)/derl, 1, 1e-9)
	}
}

func TestSBGNotIdentified(t *testing.T) {
	for name, status := range map[string]FitStatus{"geometric_S=1000*.8^t": NotIdentified, "no_churn": Boundary, "all_lost_period1": Boundary} {
		want, ok := oracle[map[string]sbgOracle](t, "sbg.json")["hard|"+name]
		if !ok {
			t.Fatalf("the oracle has no %s", name)
		}
		f := FitSBG(lossesOf(want.S), 1)
		if f.Status != status || !math.IsNaN(f.SEAlpha) {
			t.Errorf("%s: %s, error %v", name, f.Status, f.SEAlpha)
		}
		near(t, name+": ratio", f.Mean, want.Alpha/(want.Alpha+want.Beta), 1e-6)
		if ll, ok := want.LL.(float64); ok {
			near(t, name+": log-likelihood", f.LogLikelihood, ll, 1e-5)
		}
		if low, high := f.Band(3); !math.IsNaN(low) || !math.IsNaN(high) {
			t.Errorf("%s has a band", name)
		}
	}
}

// Fader & Hardie (2007), the High End table over seven years.
func TestSBGHighEnd(t *testing.T) {
	f := FitSBG(lossesOf([]float64{1000, 869, 743, 653, 593, 551, 517, 491}), 1)
	near(t, "alpha", f.Alpha, 0.668088, 1e-6)
	near(t, "beta", f.Beta, 3.806095, 1e-6)
}

func TestSBGLimits(t *testing.T) {
	for name, x := range map[string]struct {
		survivors []float64
		status    FitStatus
		second    float64 // S(2)
	}{
		"nothing seen":              {[]float64{1000}, TooFew, math.NaN()},
		"nobody":                    {[]float64{0, 0}, TooFew, math.NaN()},
		"one period":                {[]float64{1000, 600}, NotIdentified, 0.36},
		"one customer":              {[]float64{1, 1, 0}, NotIdentified, 0.25},
		"nobody ever left":          {[]float64{50, 50, 50}, Boundary, 1},
		"all left at once":          {[]float64{50, 0, 0}, Boundary, 0},
		"the rest stay for ever":    {[]float64{1000, 600, 600, 600}, Boundary, 0.6},
		"more leave later":          {[]float64{1000, 900, 500, 100}, NotIdentified, 0.36},
		"all but one left, it did:": {[]float64{50, 1, 0}, NotIdentified, 1. / 51 / 51},
	} {
		f := FitSBG(lossesOf(x.survivors), 1)
		if f.Status != x.status {
			t.Errorf("%s: %s, want %s", name, f.Status, x.status)
		}
		if math.IsNaN(f.Alpha) && name != "more leave later" {
			near(t, name, f.At(2), x.second, 1e-12)
		}
		if s := f.At(40); s < 0 || s > 1 || math.IsNaN(s) != (x.status == TooFew) {
			t.Errorf("%s: S(40) is %v", name, s)
		}
		if l := f.Lifetime(0.1); l < 1 || math.IsNaN(l) != (x.status == TooFew) || math.IsInf(l, 0) {
			t.Errorf("%s: DEL is %v", name, l)
		}
	}
}

// Without discounting, the sum is Gauss's; it is the limit of small rates.
func TestSBGUndiscounted(t *testing.T) {
	f := SBG{Alpha: 3, Beta: 5, Status: Converged}
	near(t, "DEL", f.Lifetime(0), 3.5, 1e-12)
	near(t, "near it", f.Lifetime(1e-6), 3.5, 1e-4)
	if l := (SBG{Alpha: 0.9, Beta: 5, Status: Converged}).Lifetime(0); !math.IsInf(l, 1) {
		t.Errorf("DEL at α < 1 is %v", l)
	}
}

// The exact gradient and Hessian against differences.
func TestSBGDerivatives(t *testing.T) {
	periods, x, h := lossesOf([]float64{1000, 631, 468, 382, 326}), [2]float64{-0.4, 0.3}, 1e-5
	_, g, m := renewals(periods, x)
	for i := range 2 {
		up, down := x, x
		up[i], down[i] = x[i]+h, x[i]-h
		vu, gu, _ := renewals(periods, up)
		vd, gd, _ := renewals(periods, down)
		near(t, "gradient", g[i], (vu-vd)/(2*h), 1e-5)
		near(t, "hessian", m[2*i], (gu[i]-gd[i])/(2*h), 1e-5)
		near(t, "cross", m[1], (gu[1-i]-gd[1-i])/(2*h), 1e-5)
	}
}

// The band holds the curve, and four times the dispersion makes it twice as wide.
func TestSBGBand(t *testing.T) {
	f := FitSBG(lossesOf([]float64{1000, 631, 468, 382, 326}), 1)
	low, high := f.Band(10)
	if s := f.At(10); !(low < s && s < high) || high-low > 0.1 {
		t.Errorf("S(10) is %v, between %v and %v", s, low, high)
	}
	wide := FitSBG(lossesOf([]float64{1000, 631, 468, 382, 326}), 4)
	l, h := wide.Band(10)
	near(t, "log(−log) band, twice as wide", math.Log(math.Log(l)/math.Log(h))/math.Log(math.Log(low)/math.Log(high)), 2, 1e-9)
}

// TestSBGRecovery simulates 200 sets of 5,000 customers with known parameters, ten times as many with -long: the bias of α and β
// is within two Monte Carlo errors of the 200 sets, the intervals of parameters and projection cover 93 to 97 %, give or take what
// chance does to so many sets.
func TestSBGRecovery(t *testing.T) {
	const customers = 5000
	sets := 200
	if *long {
		sets = 2000
	}
	const alpha, beta, seen = 0.7, 2.5, 8
	truth := SBG{Alpha: alpha, Beta: beta, Status: Converged}
	rng := rand.New(rand.NewPCG(11, 3))
	var sumA, sumB, squareA, squareB float64
	covered := [3]int{}
	for range sets {
		f := FitSBG(simulate(rng, truth, customers, seen), 1)
		if f.Status != Converged {
			t.Fatalf("a set is %s", f.Status)
		}
		a, b := f.Alpha-alpha, f.Beta-beta
		sumA, sumB, squareA, squareB = sumA+a, sumB+b, squareA+a*a, squareB+b*b
		for i, inside := range []bool{math.Abs(a) < 1.96*f.SEAlpha, math.Abs(b) < 1.96*f.SEBeta, within(f, 20, truth.At(20))} {
			if inside {
				covered[i]++
			}
		}
	}
	n := float64(sets)
	for name, x := range map[string][2]float64{"alpha": {sumA, squareA}, "beta": {sumB, squareB}} {
		mean := x[0] / n
		if mc := math.Sqrt((x[1]/n - mean*mean) / 200); math.Abs(mean) > 2*mc {
			t.Errorf("%s is off by %v, more than twice its Monte Carlo error %v", name, mean, mc)
		}
	}
	slack := .02 + math.Sqrt(.95*.05/n)
	for i, name := range []string{"alpha", "beta", "S(20)"} {
		share := float64(covered[i]) / n
		t.Logf("%s covered in %.1f %% of %d sets", name, 100*share, sets)
		if math.Abs(share-.95) > slack {
			t.Errorf("intervals of %s cover %v", name, share)
		}
	}
}

func within(f SBG, t int, x float64) bool {
	low, high := f.Band(t)
	return low <= x && x <= high
}

// simulate lets customers decide period by period at the model's rates.
func simulate(rng *rand.Rand, truth SBG, customers, seen int) []Renewal {
	periods := make([]Renewal, seen)
	for range customers {
		for i := range periods {
			if rng.Float64() >= truth.Rate(i+1) {
				periods[i].Lost++
				break
			}
			periods[i].Stayed++
		}
	}
	return periods
}
