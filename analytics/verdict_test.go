package analytics

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestVerdicts(t *testing.T) {
	nan := math.NaN()
	check := func(what string, got, want Verdict) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	check("above", Judge(0.1, 2), More)
	check("below", Judge(-2, -0.1), Less)
	check("across", Judge(-1, 2), Chance)
	check("from zero on", Judge(0, 2), Chance)
	check("up to zero", Judge(-2, 0), Chance)
	check("unknown", Judge(nan, 2), Untold)
	check("unknown", Judge(-2, nan), Untold)
	check("apart", Apart(3, 4, 1, 2), More)
	check("apart", Apart(1, 2, 3, 4), Less)
	check("touching", Apart(1, 3, 3, 4), Chance)
	check("against the unknown", Apart(1, 3, nan, 4), Untold)
	check("beyond noise", Beyond(10, 9.9), More)
	check("just noise", Beyond(10, 10), Chance)
	check("fallen beyond noise", Beyond(-10, 9.9), Less)
	check("noise not known", Beyond(10, nan), Untold)
	check("no noise", Beyond(10, 0), Untold)
	if !More.Clear() || !Less.Clear() || Chance.Clear() || Untold.Clear() || Within.Clear() {
		t.Error("clear is more or less, and nothing else")
	}
	if !Told(0.049) || Told(0.05) || Told(nan) {
		t.Error("a test tells something below 5 %")
	}
	if got, want := CountNoise(500, 400), 1.959963984540054*30; math.Abs(got-want) > 1e-12 {
		t.Errorf("noise of counts: %v, want %v", got, want)
	}
	if got, want := ShareNoise(.6, 500, .75, 400), 1.959963984540054*math.Sqrt(.6*.4/500+.75*.25/400); math.Abs(got-want) > 1e-12 {
		t.Errorf("noise of shares: %v, want %v", got, want)
	}
	if a, b := ShareOf(10, 1000), ShareOf(100, 1000); a.Against(b) != Less || b.Against(a) != More || a.Against(a) != Chance || a.Against(ShareOf(0, 0)) != Untold {
		t.Error("shares are judged by their intervals")
	}
}

// What is more than another is what the other is less than, whatever the intervals.
func TestVerdictsAreMutual(t *testing.T) {
	mirror := map[Verdict]Verdict{More: Less, Less: More, Chance: Chance}
	rapid.Check(t, func(t *rapid.T) {
		ends := func(name string) (low, high float64) {
			a, b := rapid.Float64Range(-5, 5).Draw(t, name), rapid.Float64Range(-5, 5).Draw(t, name)
			return min(a, b), max(a, b)
		}
		a, b := ends("one")
		c, d := ends("other")
		if got, back := Apart(a, b, c, d), Apart(c, d, a, b); back != mirror[got] {
			t.Fatalf("%v–%v is %q against %v–%v, which is %q", a, b, got, c, d, back)
		}
	})
}
