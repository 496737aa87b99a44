package lifetime

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestReturnsAgainstLikelihood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := ParetoNBD{rapid.Float64Range(0.1, 5).Draw(t, "r"), rapid.Float64Range(1, 100).Draw(t, "alpha"), rapid.Float64Range(0.1, 3).Draw(t, "s"), rapid.Float64Range(1, 100).Draw(t, "beta")}
		x, tx, silent := rapid.IntRange(0, 20).Draw(t, "x"), 0.0, rapid.Float64Range(0, 300).Draw(t, "silent")
		if x > 0 {
			tx = rapid.Float64Range(0.1, 300).Draw(t, "tx")
		}
		h := rapid.Float64Range(1, 365).Draw(t, "h")
		silence := logLikelihood(&m, Pattern{x, tx, tx + silent + h, 1}) - logLikelihood(&m, Pattern{x, tx, tx + silent, 1})
		if got, want := m.Returns(x, tx, tx+silent, h), -math.Expm1(silence); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%+v x %d tx %v silent %v h %v: got %v, want %v", m, x, tx, silent, h, got, want)
		}
	})
}

// BG/NBD's eq. 8 gives the chance of no purchase of one who is active.
func TestReturnsAgainstProbability(t *testing.T) {
	for _, m := range []*geometric{&NewBGNBD(0.24, 4.4, 0.8, 2.4).geometric, &NewMBGNBD(0.52, 6.2, 0.9, 1.6).geometric} {
		for _, x := range []int{0, 1, 5, 40} {
			tx := float64(x)
			got, want := m.Returns(x, tx, 39, 26), m.PAlive(x, tx, 39)*(1-m.living(x, 39).probability(0, 26))
			near(t, "chance of a purchase", got, want, 1e-12)
		}
	}
}

// Customers drawn from the model come back as often as it says.
func TestReturnsAgainstSimulation(t *testing.T) {
	m, rng := NewParetoNBD(1, 20, 1, 60), rand.New(rand.NewPCG(1, 2))
	expected, came := 0.0, 0.0
	const n = 40_000
	for range n {
		rate, leaves := rng.ExpFloat64()/20, 60*rng.ExpFloat64()/rng.ExpFloat64()
		x, tx, returned := 0, 0.0, false
		for at := rng.ExpFloat64() / rate; at < min(leaves, 200); at += rng.ExpFloat64() / rate {
			if at > 100 {
				returned = true
				break
			}
			x, tx = x+1, at
		}
		expected += m.Returns(x, tx, 100, 100)
		if returned {
			came++
		}
	}
	if se := math.Sqrt(came * (1 - came/n)); math.Abs(expected-came) > 3*se {
		t.Errorf("expected %.0f to come back, %.0f did (standard error %.0f)", expected, came, se)
	}
}

// One who has almost surely left keeps a chance, in the proportion that the models' own expectation has.
func TestSmallReturns(t *testing.T) {
	m := NewParetoNBD(1.4, 26, 0.8, 50)
	got, want := m.Returns(60, 100, 700, 365)/m.PAlive(60, 100, 700), m.Returns(60, 700, 700, 365)
	near(t, "chance of an active customer", got, want, 1e-12)
	if m.PAlive(60, 100, 700) > 1e-20 {
		t.Errorf("the customer may be active: %v", m.PAlive(60, 100, 700))
	}
}

// Nothing overflows where a customer is surely gone.
func TestReturnsOfTheGone(t *testing.T) {
	for _, m := range []Purchases{NewParetoNBD(0.5, 10, 0.6, 11), NewBGNBD(0.24, 4.4, 0.8, 2.4), NewMBGNBD(0.5, 6, 0.9, 1.6)} {
		if got := m.Returns(5000, 100, 5000, 365); !(got >= 0 && got < 1e-100) {
			t.Errorf("%T: %v", m, got)
		}
	}
}
