package lifetime

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// The likelihood of many customers, which share powers, products and integrals, is that of each alone put together, with its derivatives.
func TestLikelihoodOfParts(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var patterns []Pattern
	for _, x := range []int{0, 1, 2, 30, 4000} { // the last one's powers overflow
		for range 200 {
			tx := float64(random.IntN(12))
			if x == 0 {
				tx = 0
			}
			patterns = append(patterns, Pattern{x, tx, tx + float64(random.IntN(12)), 1 + random.IntN(30)})
		}
	}
	for name, likelihood := range map[string]func(*sample) surface{
		"BG/NBD": geometric{}.likelihood, "MBG/NBD": geometric{first: true}.likelihood, "Pareto/NBD": paretoLikelihood,
	} {
		var each []surface
		var counts []int
		for _, p := range patterns {
			each, counts = append(each, likelihood(sampleOf([]Pattern{p}, 3))), append(counts, p.Customers)
		}
		for _, at := range [][]float64{{0, 1, 0.5, 2}, {-1, 2, -3, 1}, {3, 4, 2, -2}} {
			checkAddsUp(t, fmt.Sprint(name, " at ", at), likelihood(sampleOf(patterns, 3)), each, counts, at)
		}
	}
}

func TestSpendLikelihoodOfParts(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	var spenders []Spender
	var each []surface
	var counts []int
	for range 1000 {
		s := Spender{1 + random.IntN(9), math.Exp(5 * random.NormFloat64()), 1 + random.IntN(30)}
		one, _ := spendLikelihood([]Spender{s}, 2)
		spenders, each, counts = append(spenders, s), append(each, one), append(counts, s.Customers)
	}
	all, _ := spendLikelihood(spenders, 2)
	checkAddsUp(t, "gamma-gamma", all, each, counts, []float64{1, 0.5, 2})
}

func checkAddsUp(t *testing.T, name string, all surface, each []surface, counts []int, at []float64) {
	t.Helper()
	k, n := len(at), 0.0
	want := make([]float64, 1+k+k*k)
	for i, one := range each {
		c := float64(counts[i])
		n += c
		for j, v := range flattened(one, at) {
			want[j] += c * v
		}
	}
	for j, got := range flattened(all, at) {
		if w := want[j] / n; !(math.Abs(got-w) <= 1e-10*(1+math.Abs(w))) {
			t.Errorf("%s: number %d is %.15g, its parts are %.15g", name, j, got, w)
		}
	}
}

// flattened is the value of a surface, its gradient and its Hessian in one list.
func flattened(f surface, at []float64) []float64 {
	value, gradient, hessian := f(at)
	list := append([]float64{value}, gradient...)
	for i := range at {
		for j := range at {
			list = append(list, hessian.At(i, j))
		}
	}
	return list
}
