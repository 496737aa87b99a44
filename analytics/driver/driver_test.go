package driver

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"regulars/analytics"
)

// unit is the scale of answers from 0 to 1.
var unit = analytics.Scale{Max: 1, Low: analytics.DefaultLow}

const asOf = analytics.Day(2000)

var nan = math.NaN()

var names = []string{"basic", "idle", "latent", "overall", "price", "service"}

func question() analytics.Question {
	return analytics.Question{AsOf: asOf, Horizon: 365, MinGroup: 10, Labels: analytics.NewLabels(names)}
}

func label(name string) analytics.Label {
	for i, n := range names {
		if n == name {
			return analytics.Label(i + 1)
		}
	}
	panic(name)
}

// customer answers on a day, on a scale from 0 to 1, in the order of the labels.
func customer(id int, scores map[string]float64, bought ...analytics.Day) *analytics.Customer {
	c := &analytics.Customer{Key: analytics.NumberKey(int64(id))}
	for _, n := range names {
		if x, ok := scores[n]; ok {
			c.Answers = append(c.Answers, analytics.Answer{Day: 1500, Dimension: label(n), Experience: x, ScaleMin: nan, ScaleMax: nan})
		}
	}
	for _, d := range bought {
		c.Rows = append(c.Rows, analytics.Row{Day: d, Purchases: 1})
	}
	return c
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func shared() string {
	if dir := os.Getenv("REGULARS_SHARED"); dir != "" {
		return dir
	}
	return "../../../shared"
}

// permuted is LMG by its definition: the mean over all orders of what each score adds to R², each regression by gonum's QR.
func permuted(x [][]float64, y []float64) []float64 {
	p := len(x[0])
	r2 := func(set map[int]bool) float64 {
		design := mat.NewDense(len(y), 1+len(set), nil)
		mean := 0.0
		for i := range y {
			mean += y[i] / float64(len(y))
			design.Set(i, 0, 1)
			at := 1
			for j := range p {
				if set[j] {
					design.Set(i, at, x[i][j])
					at++
				}
			}
		}
		var b, fitted mat.VecDense
		if err := b.SolveVec(design, mat.NewVecDense(len(y), y)); err != nil {
			panic(err)
		}
		fitted.MulVec(design, &b)
		rest, total := 0.0, 0.0
		for i := range y {
			rest += (y[i] - fitted.AtVec(i)) * (y[i] - fitted.AtVec(i))
			total += (y[i] - mean) * (y[i] - mean)
		}
		return 1 - rest/total
	}
	parts, orders := make([]float64, p), 0.0
	var walk func(set map[int]bool, before float64, weight []int)
	walk = func(set map[int]bool, before float64, order []int) {
		if len(order) == p {
			orders++
			return
		}
		for j := range p {
			if set[j] {
				continue
			}
			set[j] = true
			now := r2(set)
			rest := 1.0
			for k := 2; k <= p-len(order)-1; k++ {
				rest *= float64(k)
			}
			parts[j] += rest * (now - before)
			walk(set, now, append(order, j))
			delete(set, j)
		}
	}
	walk(map[int]bool{}, 0, nil)
	for j := range parts {
		parts[j] /= orders
	}
	return parts
}

func TestShapleyIsTheMeanOverOrders(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	m := newMoments(6)
	var x [][]float64
	var y []float64
	for range 60 {
		a, b := rng.Float64(), rng.Float64()
		row := []float64{a, a + 0.5*b, b + 0.3*rng.Float64(), rng.Float64()}
		target := a + 0.4*b + 0.2*rng.NormFloat64()
		x, y = append(x, row), append(y, target)
		m.add(append(append([]float64{1}, row...), target))
	}
	parts, r2 := shapley(m, 4)
	sum := 0.0
	for j, want := range permuted(x, y) {
		near(t, fmt.Sprint("part ", j), parts[j], want, 1e-9)
		sum += parts[j]
	}
	near(t, "their sum", sum, r2, 1e-12)
}

// Parts are not negative and add up to R², whatever the scores: the same ones twice, constants, few.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.IntRange(1, 5).Draw(t, "scores")
		m := newMoments(p + 2)
		for range rapid.IntRange(1, 30).Draw(t, "n") {
			v := []float64{1}
			for range p {
				v = append(v, float64(rapid.IntRange(0, 4).Draw(t, "score"))/4)
			}
			if p > 1 && rapid.Bool().Draw(t, "same") {
				v[2] = v[1]
			}
			m.add(append(v, float64(rapid.IntRange(0, 1).Draw(t, "target"))))
		}
		parts, r2 := shapley(m, p)
		sum := 0.0
		for _, x := range parts {
			if !(x > -1e-9) {
				t.Fatalf("part %v", x)
			}
			sum += x
		}
		if math.Abs(sum-r2) > 1e-9 || r2 < 0 || r2 > 1 {
			t.Fatalf("parts add up to %v, R² is %v", sum, r2)
		}
	})
}

// shop is customers whose overall satisfaction falls with "basic" below the middle, rises with "latent" above it, goes with "price" all along, and has
// nothing to do with "idle"; only price brings them back.
func shop(n int) []*analytics.Customer {
	rng := rand.New(rand.NewPCG(3, 4))
	var all []*analytics.Customer
	for id := range n {
		s := map[string]float64{}
		for _, name := range []string{"basic", "idle", "latent", "price"} {
			s[name] = float64(rng.IntN(11)) / 10
		}
		overall := 0.5 + 0.4*math.Min(s["basic"]-0.5, 0) + 0.4*math.Max(s["latent"]-0.5, 0) + 0.3*(s["price"]-0.5)
		s["overall"] = math.Max(0, math.Min(1, overall+0.1*rng.NormFloat64()))
		bought := []analytics.Day{1400}
		if rng.Float64() < 0.2+0.6*s["price"] {
			bought = append(bought, 1550)
		}
		if rng.Float64() < 0.1 {
			delete(s, "idle") // some leave a question out
		}
		all = append(all, customer(id, s, bought...))
	}
	return all
}

func TestTruthIsFound(t *testing.T) {
	d := New(question(), unit, nil)
	for _, c := range shop(4000) {
		d.Add(c)
	}
	r := d.Result()
	for name, want := range map[string]Kind{"basic": Basic, "latent": Latent, "price": Performance, "idle": Performance} {
		share, kind, ok := r.Of(name)
		if !ok || kind != want {
			t.Errorf("%s is %q, want %q", name, kind, want)
		}
		if name == "idle" && share > 0.02 || name != "idle" && share < 0.1 {
			t.Errorf("%s has a share of %v", name, share)
		}
	}
	if got := r.Repurchase.Drivers[0]; got.Dimension != "price" || got.Low < 0.9 || r.Repurchase.Days != 180 {
		t.Errorf("%+v", r.Repurchase)
	}
	if n := r.Overall.N; n < 3500 || n > 3700 {
		t.Errorf("%d responses have all dimensions; one in ten leaves one out", n)
	}
	for _, c := range r.Contrasts {
		if c.Dimension == "basic" && !(c.Penalty.Low <= 0.4 && 0.4 <= c.Penalty.High && math.Abs(c.Reward.Value) < 0.05) || c.Knot < 0.4 || c.Knot > 0.6 {
			t.Errorf("%+v, made with 0.4 and 0", c)
		}
	}
}

// The interval of a share holds the truth about nineteen times in twenty: here that of two equal, independent dimensions, a half each.
func TestShareIntervals(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	held, runs := 0, 200
	for range runs {
		d := New(question(), unit, nil)
		for id := range 300 {
			a, b := float64(rng.IntN(11))/10, float64(rng.IntN(11))/10
			d.Add(customer(id, map[string]float64{"price": a, "service": b, "overall": (a + b + 2*rng.Float64()) / 4}))
		}
		if share := d.Result().Overall.Drivers[0]; share.Low <= 0.5 && 0.5 <= share.High {
			held++
		}
	}
	if held < runs*90/100 {
		t.Errorf("%d of %d intervals hold the truth", held, runs)
	}
}

// Parts merged give what the whole gives.
func TestMerge(t *testing.T) {
	whole, a, b := New(question(), unit, nil), New(question(), unit, nil), New(question(), unit, nil)
	for i, c := range shop(400) {
		whole.Add(c)
		map[bool]*Drivers{true: a, false: b}[i < 130].Add(c)
	}
	a.Merge(b)
	x, y := whole.Result(), a.Result()
	if diff := cmp.Diff(x.Contrasts, y.Contrasts, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	for i := range x.Overall.Drivers {
		near(t, "share", y.Overall.Drivers[i].Share, x.Overall.Drivers[i].Share, 1e-9)
	}
}

// One answer, one dimension, all answers alike, the overall question alone, strangers: a right figure or none.
func TestFewAnswers(t *testing.T) {
	for name, of := range map[string]func(id int) *analytics.Customer{
		"one dimension": func(id int) *analytics.Customer {
			return customer(id, map[string]float64{"price": float64(id%11) / 10, "overall": float64(id%11) / 10})
		},
		"all alike": func(int) *analytics.Customer {
			return customer(1, map[string]float64{"price": 0.5, "service": 0.5, "overall": 0.5})
		},
		"overall alone": func(id int) *analytics.Customer { return customer(id, map[string]float64{"overall": 0.5}) },
		"no overall": func(id int) *analytics.Customer {
			return customer(id, map[string]float64{"price": float64(id%11) / 10})
		},
		"nobody bought": func(id int) *analytics.Customer {
			return customer(id, map[string]float64{"price": 0.2, "overall": 0.1})
		},
		"off the scale": func(id int) *analytics.Customer { return customer(id, map[string]float64{"price": 7, "overall": -99}) },
		"twins": func(id int) *analytics.Customer {
			x := float64(id*7%11) / 10
			return customer(id, map[string]float64{"price": x, "service": x, "overall": x * x})
		},
		"nobody answers": func(id int) *analytics.Customer { return customer(id, nil, 1400) },
	} {
		for _, n := range []int{0, 1, 200} {
			d := New(question(), unit, nil)
			for id := range n {
				d.Add(of(id))
			}
			r := d.Result()
			for _, m := range []Model{r.Overall, r.Repurchase} {
				for _, x := range m.Drivers {
					if math.IsNaN(x.Share) || math.IsNaN(x.Low) || x.Share < -1e-9 || x.Share > 1+1e-9 {
						t.Errorf("%s, %d: %+v", name, n, x)
					}
				}
			}
			if name == "twins" && n == 200 && (math.Abs(r.Overall.Drivers[0].Share-0.5) > 1e-9 || len(r.Overall.Drivers) != 2) {
				t.Errorf("dimensions that say the same do not share alike: %+v", r.Overall.Drivers)
			}
			if name == "one dimension" && n == 200 && math.Abs(r.Overall.Drivers[0].R2-1) > 1e-9 {
				t.Errorf("%+v", r.Overall.Drivers)
			}
		}
	}
}

// Where nothing goes with anything, about one survey in twenty shows something.
func TestNothingIsSeldomTakenForSomething(t *testing.T) {
	rng, found := rand.New(rand.NewPCG(8, 1)), 0
	const runs = 300
	for range runs {
		d := New(question(), unit, nil)
		for id := range 150 {
			s := map[string]float64{}
			for _, name := range []string{"basic", "latent", "price", "overall"} {
				s[name] = float64(rng.IntN(11)) / 10
			}
			d.Add(customer(id, s))
		}
		if m := d.Result().Overall; m.Clear() {
			found++
		}
	}
	if found == 0 || found > runs*8/100 {
		t.Errorf("%d of %d surveys without any effect show one", found, runs)
	}
}

func TestTruthIsClear(t *testing.T) {
	d := New(question(), unit, nil)
	for _, c := range shop(300) {
		d.Add(c)
	}
	if r := d.Result(); !r.Overall.Clear() || !r.Repurchase.Clear() {
		t.Errorf("%v, %v", r.Overall.P, r.Repurchase.P)
	}
	near(t, "the F test's 5 % point with 2 and 10 degrees of freedom", chance(4.102821*2/(10+4.102821*2), 2, 13), 0.05, 1e-6)
}

// One customer alone differs from the others: nothing is known without the block of that one.
func TestOneCustomerMakesNoDriver(t *testing.T) {
	d := New(question(), unit, nil)
	for id := range 100 {
		x := truth(id == 7)
		d.Add(customer(id, map[string]float64{"basic": x, "price": x / 2, "overall": x}, 1400))
	}
	if m := d.Result().Overall; len(m.Drivers) > 0 || m.N != 100 {
		t.Errorf("%+v", m)
	}
}

func TestSameDimensionsAreNotToldApart(t *testing.T) {
	rng, d := rand.New(rand.NewPCG(2, 2)), New(question(), unit, nil)
	for id := range 2000 {
		x, y, other := float64(rng.IntN(11))/10, float64(rng.IntN(3))/2, float64(rng.IntN(11))/10
		d.Add(customer(id, map[string]float64{"basic": x, "latent": x, "price": other, "service": math.Round(y), "overall": (x + other) / 2}))
	}
	for _, c := range d.Result().Contrasts {
		if want := map[string]Kind{"basic": Same, "latent": Same, "price": Performance, "service": Unknown}[c.Dimension]; c.Kind != want {
			t.Errorf("%s is %q, want %q", c.Dimension, c.Kind, want)
		}
	}
}

func TestWhichOfSeveralResponsesCount(t *testing.T) {
	on := func(day analytics.Day, name string, x float64) analytics.Answer {
		return analytics.Answer{Day: day, Dimension: label(name), Experience: x, ScaleMin: nan, ScaleMax: nan}
	}
	c := &analytics.Customer{Answers: []analytics.Answer{
		on(10, "overall", 0.2), on(10, "price", 0.2), on(20, "overall", 0.8), on(20, "price", 0.4), on(20, "service", 1), on(30, "service", 0.5),
	}}
	for count, want := range map[analytics.Repeated]string{
		analytics.AllAnswers: "[[price] [price service]] [[0.2] [0.4 1]]", analytics.LastAnswer: "[] []", analytics.MeanAnswer: "[[price service]] [[0.3 0.75]]",
	} {
		q := question()
		q.Repeated = count
		d := New(q, unit, nil)
		d.Add(c)
		sets, sums := [][]string{}, [][]float64{}
		for _, key := range slices.Sorted(maps.Keys(d.overall.sets)) {
			for _, m := range d.overall.sets[key] {
				if m == nil {
					continue
				}
				var of []string
				var sum []float64
				for i, l := range labelsOf(key) {
					of, sum = append(of, names[l-1]), append(sum, math.Round(m.at(0, 1+i)*1e9)/1e9)
				}
				sets, sums = append(sets, of), append(sums, sum)
			}
		}
		if got := fmt.Sprint(sets, sums); got != want {
			t.Errorf("%s: %s, want %s", count, got, want)
		}
	}
}

// Fourteen dimensions, two of them in fewer responses than the others: these are left out, and counted.
func TestTwelveDimensionsAtMost(t *testing.T) {
	var labels []string
	for i := range 14 {
		labels = append(labels, fmt.Sprintf("d%02d", i))
	}
	q := question()
	q.Labels = analytics.NewLabels(append(labels, "overall"))
	rng, d := rand.New(rand.NewPCG(6, 6)), New(q, unit, nil)
	for id := range 300 {
		c := &analytics.Customer{Key: analytics.NumberKey(int64(id))}
		for i := range 15 {
			if i == 3 && id%5 == 0 || i == 8 && id%4 == 0 {
				continue
			}
			c.Answers = append(c.Answers, analytics.Answer{Day: 1500, Dimension: analytics.Label(i + 1), Experience: float64(rng.IntN(11)) / 10, ScaleMin: nan, ScaleMax: nan})
		}
		d.Add(c)
	}
	m := d.Result().Overall
	if m.Beyond != 2 || len(m.Drivers) != 12 || m.N != 300 || slices.ContainsFunc(m.Drivers, func(d Driver) bool { return d.Dimension == "d03" || d.Dimension == "d08" }) {
		t.Errorf("%+v", m)
	}
}

// The data set fair through the whole analysis: R² is Pearson's correlation squared.
func TestFairThroughTheAnalysis(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(shared(), "oracles/satisfaction.json"))
	if err != nil {
		t.Skip("needs ../shared")
	}
	var oracle struct {
		Correlation map[string]struct {
			N       int64
			Pearson struct{ R float64 }
		}
		Fair struct {
			Levels []struct {
				Level    float64
				N, Loyal int
			}
		} `json:"fair_satisfaction_loyalty"`
	}
	if err := json.Unmarshal(b, &oracle); err != nil {
		t.Fatal(err)
	}
	d, id := New(question(), unit, nil), 0
	for _, level := range oracle.Fair.Levels {
		for i := range level.N {
			d.Add(customer(id, map[string]float64{"price": (level.Level - 1) / 4, "overall": truth(i < level.Loyal)}))
			id++
		}
	}
	r, pearson := d.Result(), oracle.Correlation["fair: rate_marriage vs loyal(affairs==0)"]
	if r.Overall.N != pearson.N {
		t.Fatalf("%d responses, want %d", r.Overall.N, pearson.N)
	}
	near(t, "R²", r.Overall.R2.Value, pearson.Pearson.R*pearson.Pearson.R, 1e-12)
}
