package driver

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"regulars/analytics"
)

// score is a score on 0–10 as its place.
func score(x float64) float64 { return math.Max(0, math.Min(10, math.Round(x))) / 10 }

// The slopes and their errors are those of the regression by its definition, with (X'X)⁻¹X'diag(e²)X(X'X)⁻¹·n/(n − p).
func TestSlopesByDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	var list []said
	for range 300 {
		a, b := score(5+2*r.NormFloat64()), score(6.2+1.8*r.NormFloat64())
		list = append(list, said{float64(1 + r.IntN(2)), []float64{a, b}, 0.3 + 0.5*math.Min(a-0.5, 0) + 0.2*b + 0.1*(1+a)*r.NormFloat64()})
	}
	got := contrasts(list, []string{"a", "b"}, 10)
	var rows, y []float64
	all, ends := 0, [4]float64{}
	for _, s := range list {
		for i, end := range []bool{s.scores[0] == 0, s.scores[0] == 1, s.scores[1] == 0, s.scores[1] == 1} {
			ends[i] += s.n * truth(end)
		}
		all += int(s.n)
	}
	p, n := 0, 0
	for _, s := range list {
		for range int(s.n) {
			a, b := s.scores[0], s.scores[1]
			row := []float64{1, math.Min(a-got[0].Knot, 0), math.Max(a-got[0].Knot, 0), math.Min(b-got[1].Knot, 0), math.Max(b-got[1].Knot, 0)}
			for i, end := range []bool{a == 0, a == 1, b == 0, b == 1} {
				if ends[i] > 0.005*float64(all) {
					row = append(row, truth(end))
				}
			}
			rows, p = append(rows, row...), len(row)
			y, n = append(y, s.overall), n+1
		}
	}
	if p < 7 {
		t.Fatalf("%d columns, of which two ends are no test", p)
	}
	x := mat.NewDense(n, p, rows)
	var beta, fitted mat.VecDense
	if err := beta.SolveVec(x, mat.NewVecDense(n, y)); err != nil {
		t.Fatal(err)
	}
	fitted.MulVec(x, &beta)
	weighted := mat.DenseCopyOf(x)
	for i := range n {
		for j := range p {
			weighted.Set(i, j, x.At(i, j)*(y[i]-fitted.AtVec(i)))
		}
	}
	var xx, inverse, meat, v mat.Dense
	xx.Mul(x.T(), x)
	if err := inverse.Inverse(&xx); err != nil {
		t.Fatal(err)
	}
	meat.Mul(weighted.T(), weighted)
	v.Product(&inverse, &meat, &inverse)
	v.Scale(float64(n)/float64(n-p), &v)
	for i, e := range []Estimate{got[0].Penalty, got[0].Reward, got[1].Penalty, got[1].Reward} {
		at := 1 + i
		near(t, "slope", e.Value, beta.AtVec(at), 1e-9)
		near(t, "its error", (e.High-e.Value)/analytics.Z, math.Sqrt(v.At(at, at)), 1e-9)
	}
	p1 := oneSided(0.5*beta.AtVec(1)-beta.AtVec(2), v.At(1, 1)/4+v.At(2, 2)-v.At(1, 2))
	near(t, "the least p-value, of four", got[0].PBasic, 4*p1, 1e-12)
}

// mood is a survey that is linear in one mood: six aspects whose means lie from −3 to 3 points from the middle. Of several answers of a
// customer the last counts.
func mood(r *rand.Rand, n, most int) (v voices) {
	v = voices{}
	about := []analytics.Label{1, 2, 3, 4, 5, 6}
	for range n {
		own := 1.2 * r.NormFloat64()
		var last response
		for range 1 + r.IntN(most) {
			felt := own + 1.2*r.NormFloat64()
			last = response{about: about, overall: score(5 + felt), scores: make([]float64, 6)}
			for j, mean := range []float64{-3, -2, -1, 1, 2, 3} {
				last.scores[j] = score(5 + mean + 0.7*felt + 1.2*r.NormFloat64())
			}
		}
		v.add(last)
	}
	return v
}

var six = []string{"a", "b", "c", "d", "e", "f"}

// kinds counts the surveys in which some aspect is basic or latent, and how many aspects are not told.
func kinds(list []Contrast) (found, untold int) {
	for _, c := range list {
		switch c.Kind {
		case Basic, Latent:
			found = 1
		case Unknown, Same:
			untold++
		}
	}
	return found, untold
}

// In data that are linear there is no basic and no latent aspect in 95 % of surveys or more; what is not told is counted apart, and is but the
// aspects that are piled up at an end. A test that is too loose — the plain difference of the slopes, at 5 % each — would find some.
func TestLinearAspectsHaveNoKind(t *testing.T) {
	for n, samples := range map[int]int{1000: 400, 25_000: 40} { // of 25,000 each 400 were tried once
		if testing.Short() {
			samples /= 10
		}
		for what, most := range map[string]int{"once": 1, "all": 3} {
			found, untold, loose := 0, 0, 0
			for i := range samples {
				list := contrasts(mood(rand.New(rand.NewPCG(uint64(i), uint64(n))), n, most).about([]analytics.Label{1, 2, 3, 4, 5, 6}), six, 10)
				f, u := kinds(list)
				found, untold, loose = found+f, untold+u, loose+tooLoose(list)
			}
			t.Logf("n %d, %s: kinds in %d of %d, %d of %d aspects not told; a loose test finds some in %d", n, what, found, samples, untold, 6*samples, loose)
			if found > max(1, samples/20) || untold > 3*samples {
				t.Errorf("n %d, %s: kinds in %d of %d surveys, %d aspects not told", n, what, found, samples, untold)
			}
			if loose <= max(1, samples/20) && !testing.Short() {
				t.Errorf("n %d, %s: a test that is too loose finds kinds in %d of %d only, so this one could not fail", n, what, loose, samples)
			}
		}
	}
}

// tooLoose tells whether intervals of the slopes that do not overlap would be taken for a kind, without a margin for what rounding bends.
func tooLoose(list []Contrast) int {
	for _, c := range list {
		se := math.Hypot(c.Penalty.High-c.Penalty.Value, c.Reward.High-c.Reward.Value) / analytics.Z
		if math.Abs(c.Penalty.Value-c.Reward.Value) > 1.645*se {
			return 1
		}
	}
	return 0
}

// With a slope of .6 on one side and 0 on the other, and 2,000 customers, kinds are found in nine of ten surveys or more.
func TestTrueKindsAreFound(t *testing.T) {
	samples := 200
	if testing.Short() {
		samples = 40
	}
	basic, latent, other := 0, 0, 0
	for i := range samples {
		r := rand.New(rand.NewPCG(uint64(i), 44))
		v := voices{}
		for range 2000 {
			s := make([]float64, 4)
			for j := range s {
				s[j] = score(5.5 + 2*r.NormFloat64())
			}
			felt := 10 * (0.55 + 0.6*math.Min(s[0]-0.5, 0) + 0.6*math.Max(s[1]-0.6, 0) + 0.2*(s[2]-0.5))
			v.add(response{about: []analytics.Label{1, 2, 3, 4}, scores: s, overall: score(felt + 1.2*r.NormFloat64())})
		}
		list := contrasts(v.about([]analytics.Label{1, 2, 3, 4}), six[:4], 10)
		if list[0].Kind == Basic {
			basic++
		}
		if list[1].Kind == Latent {
			latent++
		}
		if f, _ := kinds(list[2:]); f > 0 {
			other++
		}
	}
	t.Logf("basic in %d, latent in %d, others in %d of %d", basic, latent, other, samples)
	if basic < samples*9/10 || latent < samples*9/10 || other > samples/20 {
		t.Errorf("basic in %d, latent in %d, others in %d of %d", basic, latent, other, samples)
	}
}

// Nothing is told with more than a fifth of scores at an end, nor with fewer than a tenth on a side of the median.
func TestWhatIsNotTold(t *testing.T) {
	r := rand.New(rand.NewPCG(45, 46))
	for what, draw := range map[string]func() float64{
		"more than 20 % of scores at one end of the scale": func() float64 { return score(10 - float64(r.IntN(4))) },
		"fewer than 10 % of scores, or too few customers, on one side of the median": func() float64 {
			return []float64{0.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6}[r.IntN(12)]
		},
	} {
		var list []said
		for range 3000 {
			x, other := draw(), score(5+2*r.NormFloat64())
			list = append(list, said{1, []float64{x, other}, math.Min(x-0.5, 0) + other + 0.1*r.NormFloat64()})
		}
		got := contrasts(list, []string{"a", "b"}, 10)
		if got[0].Kind != Unknown || got[0].Reason != what || !math.IsNaN(got[0].Penalty.Value) || got[1].Kind != Performance || got[1].Reason != "" {
			t.Errorf("%s: %s", what, fmt.Sprintf("%+v", got))
		}
	}
}
