package price

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regulars/analytics"
)

const asOf analytics.Day = 20_000

func priced(prices ...float64) *analytics.Customer {
	return &analytics.Customer{Answers: []analytics.Answer{{Day: asOf - 9, TooCheap: prices[0], Cheap: prices[1], Expensive: prices[2], TooExpensive: prices[3]}}}
}

func derived(list ...*analytics.Customer) *Result {
	t := New(analytics.Question{AsOf: asOf})
	for _, c := range list {
		t.Add(c)
	}
	return t.Result()
}

// TestCrossingsByHand counts the curves of three customers at the prices 1, 2, 3, 4, 5, 6 and 8.
//
//	price          1  2  3  4  5  6  8
//	too cheap      3  2  1  0  0  0  0
//	cheap          3  3  2  1  0  0  0
//	expensive      0  0  0  1  2  3  3
//	too expensive  0  0  0  0  1  2  3
func TestCrossingsByHand(t *testing.T) {
	r := derived(priced(1, 2, 4, 5), priced(2, 3, 5, 6), priced(3, 4, 6, 8))
	want := [4][]int64{{3, 2, 1, 0, 0, 0, 0}, {3, 3, 2, 1, 0, 0, 0}, {0, 0, 0, 1, 2, 3, 3}, {0, 0, 0, 0, 1, 2, 3}}
	if diff := cmp.Diff(want, r.counts); diff != "" {
		t.Fatal(diff)
	}
	for _, x := range []struct {
		name      string
		got, want float64
	}{
		{"marginal cheapness", r.Cheapness.Price, 3.5}, {"least resistance", r.Least.Price, 4},
		{"indifference", r.Indifference.Price, 4}, {"marginal expensiveness", r.Dearness.Price, 4.5},
		{"its lower end", r.Dearness.Low, 1}, {"its upper end", r.Dearness.High, 8},
	} {
		if x.got != x.want {
			t.Errorf("%s is %v, want %v", x.name, x.got, x.want)
		}
	}
	if a, b, c, d := r.Share(TooCheap, 1.5), r.Share(Expensive, 4.5), r.Share(Cheap, 9), r.Share(TooExpensive, 0.5); a != 2./3 || b != 1./3 || c != 0 || d != 0 {
		t.Error(a, b, c, d)
	}
}

// drawn is a customer whose prices are those of the law: the first spread about 28, each next dearer by a factor.
func drawn(r *rand.Rand) (p [4]float64) {
	p[0] = 28 * math.Exp(0.3*r.NormFloat64())
	for i := 1; i < 4; i++ {
		p[i] = p[i-1] * (1.15 + 0.5*r.Float64())
	}
	return p
}

// truth finds where the shares of the law cross, by bisection of shares of many draws.
func truth(falling, rising int) float64 {
	r := rand.New(rand.NewPCG(99, 99))
	draws := make([][4]float64, 200_000)
	for i := range draws {
		draws[i] = drawn(r)
	}
	low, high := 1.0, 500.0
	for range 30 {
		x, d := (low+high)/2, 0
		for i := range draws {
			if draws[i][falling] >= x {
				d++
			}
			if draws[i][rising] <= x {
				d--
			}
		}
		if d > 0 {
			low = x
		} else {
			high = x
		}
	}
	return (low + high) / 2
}

func TestIntervalsHoldTheTruth(t *testing.T) {
	want := [4]float64{truth(TooCheap, Expensive), truth(TooCheap, TooExpensive), truth(Cheap, Expensive), truth(Cheap, TooExpensive)}
	var hits [4]int
	const runs = 400
	for run := range runs {
		r := rand.New(rand.NewPCG(uint64(run), 4))
		var list []*analytics.Customer
		for range 120 {
			p := drawn(r)
			list = append(list, priced(p[:]...))
		}
		x := derived(list...)
		for i, c := range []Crossing{x.Cheapness, x.Least, x.Indifference, x.Dearness} {
			if c.Low <= want[i] && want[i] <= c.High {
				hits[i]++
			}
			if !(c.Low <= c.Price && c.Price <= c.High) {
				t.Fatalf("%+v", c)
			}
		}
	}
	for i, hit := range hits {
		if share := float64(hit) / runs; share < 0.92 || share > 0.995 {
			t.Errorf("crossing %d is in %v of the intervals", i, share)
		}
	}
}

func TestWhoseAnswerCounts(t *testing.T) {
	nan := math.NaN()
	several := priced(1, 2, 3, 4)
	several.Answers = append(several.Answers, analytics.Answer{Day: asOf - 5, TooCheap: 10, Cheap: 20, Expensive: 30, TooExpensive: 40},
		analytics.Answer{Day: asOf - 4, TooCheap: nan, Cheap: 7, Expensive: 8, TooExpensive: 9}, analytics.Answer{Day: asOf + 1, TooCheap: 5, Cheap: 6, Expensive: 7, TooExpensive: 8})
	r := derived(several, priced(5, 4, 6, 7), priced(1, 3, 3, 4), priced(-1, 3, 4, 5), priced(nan, 1, 2, 3), priced(1, 2, 3, math.Inf(1)))
	if r.N != 1 || r.Inconsistent != 3 || r.Prices[0] != 10 {
		t.Errorf("%+v", r)
	}
}

func TestEdges(t *testing.T) {
	none := derived()
	if none.N != 0 || !math.IsNaN(none.Least.Price) || none.Tables() != nil {
		t.Errorf("%+v", none)
	}
	if contrary := derived(priced(4, 3, 2, 1)).Tables(); contrary[0].Record.NumRows() != 0 || contrary[1].Record.NumRows() != 0 {
		t.Error("contradictions make rows")
	}
	one := derived(priced(1, 2, 3, 4))
	if one.Least.Price != 2.5 || one.Least.Low != 1 || one.Least.High != 4 {
		t.Errorf("%+v", one.Least)
	}
	var same []*analytics.Customer
	for range 50 {
		same = append(same, priced(10, 10, 20, 20))
	}
	if r := derived(same...); r.Least.Price != 15 || r.Least.Low != 10 || r.Least.High != 20 {
		t.Errorf("%+v", r)
	}
}

func TestOrderMakesNoDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var list []*analytics.Customer
	a, b := New(analytics.Question{AsOf: asOf}), New(analytics.Question{AsOf: asOf})
	for i := range 100 {
		p := drawn(r)
		c := priced(p[:]...)
		list = append(list, c)
		if i%2 == 0 {
			a.Add(c)
		} else {
			b.Add(c)
		}
	}
	b.Merge(a)
	if diff := cmp.Diff(derived(list...), b.Result(), cmp.AllowUnexported(Result{}), cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
}
