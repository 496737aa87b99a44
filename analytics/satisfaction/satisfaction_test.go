package satisfaction

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regulars/analytics"
)

var _ analytics.Accumulator[*Survey] = (*Survey)(nil)

var (
	asOf    = analytics.NewDay(2024, 12, 31)
	missing = math.NaN()
	names   = []string{"brand image", "convenience", "overall", "price", "product", "service"}
)

func question() analytics.Question {
	return analytics.Question{AsOf: asOf, MinGroup: 10, Labels: analytics.NewLabels(names)}
}

// answer is an answer about a dimension with nothing given but what set sets.
func answer(dimension string, day analytics.Day, set func(*analytics.Answer)) analytics.Answer {
	a := analytics.Answer{
		Day: day, Dimension: analytics.Label(slices.Index(names, dimension) + 1), Experience: missing, Expectation: missing,
		Importance: missing, Ideal: missing, Recommend: missing, CompetitorExperience: missing, ScaleMin: missing, ScaleMax: missing,
	}
	set(&a)
	return a
}

func experience(dimension string, x float64) analytics.Answer {
	return answer(dimension, asOf, func(a *analytics.Answer) { a.Experience = x })
}

func survey(q analytics.Question, customers ...[]analytics.Answer) *Result {
	s := New(q)
	for _, answers := range customers {
		s.Add(&analytics.Customer{Answers: answers})
	}
	return s.Result()
}

func check(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s: got %.17g, want %.17g", what, got, want)
	}
}

// The worked example of the experience gap: convenience a 5, b 7, c −2, d 9, d·c −18, ideal 10, gap −5; product c −1;
// price and brand image c 0.
func TestExperienceGapExample(t *testing.T) {
	given := func(dimension string, a, b, d, e float64) analytics.Answer {
		return answer(dimension, asOf, func(x *analytics.Answer) {
			x.Experience, x.Expectation, x.Importance, x.Ideal = a, b, d, e
		})
	}
	q := question()
	q.MinGroup = 1
	r := survey(q, []analytics.Answer{
		given("brand image", 7, 7, 6, missing), given("convenience", 5, 7, 9, 10),
		given("price", 7, 7, 8, missing), given("product", 6, 7, 8, missing),
	})
	byName := map[string]Dimension{}
	for _, d := range r.Aspects {
		byName[d.Name] = d
	}
	c := byName["convenience"]
	for _, x := range []struct {
		what      string
		got, want float64
	}{
		{"a", c.Experience.Mean, 5}, {"b", c.Expectation.Mean, 7}, {"c", c.Satisfaction.Mean, -2}, {"d", c.Importance.Mean, 9},
		{"d·c", c.Weighted.Mean, -18}, {"e", c.Ideal.Mean, 10}, {"a − e", c.Gap.Mean, -5},
		{"product c", byName["product"].Satisfaction.Mean, -1}, {"price c", byName["price"].Satisfaction.Mean, 0},
		{"brand image c", byName["brand image"].Satisfaction.Mean, 0},
	} {
		if x.got != x.want {
			t.Errorf("%s: got %v, want exactly %v", x.what, x.got, x.want)
		}
	}
	if r.Key == nil || r.Key.Dimension != "convenience" || r.Key.Next != "product" || !r.Key.Weighted {
		t.Errorf("key experience: got %+v", r.Key)
	}
	if c.Dissatisfied.Count != 1 || byName["price"].Satisfied.Count != 1 {
		t.Errorf("levels: convenience should dissatisfy and price satisfy: %+v %+v", c, byName["price"])
	}
}

// Published: statsmodels 0.15 and scipy 1.17 on 500 answers; ../shared/oracles/satisfaction.json.
// nps is that of customers with one answer each.
func nps(counts ...int) NPS {
	var n recommended
	for score, times := range counts {
		for range times {
			n.add(float64(score))
			n.scores.close()
		}
	}
	return n.derive()
}

// The score and its standard error, by statsmodels; where all say the same the interval is the adjusted Wald interval.
func TestNPSOracle(t *testing.T) {
	var file struct {
		NPS map[string]map[string]any
	}
	oracle(t, "satisfaction.json", &file)
	if len(file.NPS) < 3 {
		t.Fatalf("only %d cases in the oracle", len(file.NPS))
	}
	for name, want := range file.NPS {
		var counts []int
		if err := json.Unmarshal([]byte(name[len("counts_0_to_10="):]), &counts); err != nil {
			t.Fatal(err)
		}
		n := nps(counts...)
		check(t, name+" score", n.Score*100, want["nps"].(float64), 1e-12)
		check(t, name+" se", n.SE*100, want["se_n_minus_1"].(float64), 1e-10)
		adjusted := want["adjusted_wald_add3(3/4,3/2,3/4)"].([]any)
		low, high := adjustedWald(float64(n.Promoters), float64(n.Detractors), float64(n.N))
		check(t, name+" adjusted low", low*100, adjusted[0].(float64), 1e-11)
		check(t, name+" adjusted high", high*100, adjusted[1].(float64), 1e-11)
		half := analytics.StudentQuantile(float64(n.N-1)) * n.SE
		switch {
		case n.N < fewest:
			low, high = math.NaN(), math.NaN()
		case n.SE > 0:
			low, high = n.Score-half, min(1, n.Score+half)
		}
		check(t, name+" low", n.Low, low, 1e-12)
		check(t, name+" high", n.High, high, 1e-12)
	}
	if n := nps(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12); n.Score != 1 || n.High != 1 || !(n.Low < 0.8) {
		t.Errorf("twelve promoters of twelve: %+v", n)
	}
}

// oracle reads a file of ../shared/oracles.
func oracle(t *testing.T, name string, into any) {
	t.Helper()
	dir := os.Getenv("REGULARS_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	text, err := os.ReadFile(filepath.Join(dir, "oracles", name))
	if os.IsNotExist(err) {
		t.Skip("needs ../shared")
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestRecommendationsCountOncePerDay(t *testing.T) {
	day := func(d int, dimension string, recommend float64) analytics.Answer {
		return answer(dimension, analytics.NewDay(2024, 3, d), func(a *analytics.Answer) { a.Recommend = recommend })
	}
	r := survey(question(), []analytics.Answer{
		day(1, "brand image", 10), day(1, "price", 10), day(1, "service", 10),
		day(9, "brand image", missing), day(9, "price", 3), day(10, "price", 11),
	})
	if r.NPS.N != 2 || r.NPS.Promoters != 1 || r.NPS.Detractors != 1 || r.NPS.Outside != 1 {
		t.Errorf("got %+v", r.NPS)
	}
	if r.Answers != 0 || r.Missing != 6 || r.Customers != 0 {
		t.Errorf("answers without experience: got %d answers, %d missing, %d customers", r.Answers, r.Missing, r.Customers)
	}
}

// Wilson intervals by statsmodels 0.15: 25 and 127 of 99 and 348.
func TestShare(t *testing.T) {
	s := analytics.ShareOf(25, 99)
	check(t, "low", s.Low, 0.17729376939697622, 1e-15)
	check(t, "high", s.High, 0.34624468910124145, 1e-15)
	none, all := analytics.ShareOf(0, 8), analytics.ShareOf(8, 8)
	if none.Low != 0 || all.High != 1 || none.High < 0.3 || all.Low > 0.7 {
		t.Errorf("at the ends: %+v %+v", none, all)
	}
	if empty := analytics.ShareOf(0, 0); !math.IsNaN(empty.Share) || !math.IsNaN(empty.Low) {
		t.Errorf("of nobody: %+v", empty)
	}
}

// R 4: t.test(1:10) gives 3.334149 … 7.665851. Nine customers are too few, and so is one with ten answers.
func TestMeanInterval(t *testing.T) {
	var customers [][]analytics.Answer
	for x := range 10 {
		customers = append(customers, []analytics.Answer{experience("service", float64(x+1))})
	}
	e := survey(question(), customers...).Aspects[0].Experience
	check(t, "mean", e.Mean, 5.5, 0)
	check(t, "low", e.Low, 3.334149, 1e-6)
	check(t, "high", e.High, 7.665851, 1e-6)
	for what, few := range map[string][][]analytics.Answer{"nine": customers[:9], "one": {slices.Concat(customers...)}} {
		d := survey(question(), few...).Aspects[0]
		if e := d.Experience; !math.IsNaN(e.Low) || !math.IsNaN(d.TopTwo.Low) || !math.IsNaN(d.TopTwo.High) {
			t.Errorf("%s: %+v %+v", what, e, d.TopTwo)
		}
	}
}

// By the definition, with three scales in one customer's answers: v = Σ_g(Σ_{i∈g}(y_i − p)/(1 − n_g/N))²/N², for the mean, the share of best
// scores and the mean weighted by importance.
func TestClusteredIntervals(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	var customers [][]analytics.Answer
	var ys, ws, tops [][]float64
	for g := range 30 {
		var list []analytics.Answer
		var y, w, top []float64
		for range 1 + g%4 {
			x, d := float64(1+r.IntN(5)), float64(1+r.IntN(9))
			a := answer("service", asOf, func(a *analytics.Answer) { a.Experience, a.Importance = x, d })
			if scale := r.IntN(3); scale > 0 { // on 0–40 or 0–4, which put on 1–5 is x again
				a.ScaleMin, a.ScaleMax, a.Experience = 0, 4*math.Pow(10, float64(scale-1)), (x-1)*math.Pow(10, float64(scale-1))
			}
			list, y, w, top = append(list, a), append(y, x), append(w, d), append(top, truth(x >= 4 && a.ScaleMax != 40 || x >= 4.2))
		}
		customers, ys, ws, tops = append(customers, list), append(ys, y), append(ws, w), append(tops, top)
	}
	// more answers on the usual scale, so that the survey is on it
	for range 40 {
		customers = append(customers, []analytics.Answer{experience("service", 1), experience("service", 5)})
		ys, ws, tops = append(ys, []float64{1, 5}), append(ws, nil), append(tops, []float64{0, 1})
	}
	d := survey(question(), customers...).Aspects[0]
	mean, v, groups := byDefinition(ys, nil)
	half := analytics.StudentQuantile(groups-1) * math.Sqrt(v)
	check(t, "mean", d.Experience.Mean, mean, 1e-12)
	check(t, "low", d.Experience.Low, mean-half, 1e-9)
	check(t, "high", d.Experience.High, mean+half, 1e-9)
	p, v, groups := byDefinition(tops, nil)
	low, high := analytics.WilsonAt(p, math.Min(float64(d.TopTwo.N), p*(1-p)/v), analytics.StudentQuantile(groups-1))
	check(t, "share", d.TopTwo.Share, p, 1e-12)
	check(t, "its low", d.TopTwo.Low, low, 1e-9)
	check(t, "its high", d.TopTwo.High, high, 1e-9)
	mean, v, groups = byDefinition(ys[:30], ws[:30])
	half = analytics.StudentQuantile(groups-1) * math.Sqrt(v)
	check(t, "weighted", d.ByImportance.Mean, mean, 1e-12)
	check(t, "weighted low", d.ByImportance.Low, mean-half, 1e-9)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// byDefinition is the mean, its variance and how many customers of equal size there are.
func byDefinition(ys, ws [][]float64) (mean, v, groups float64) {
	var n, sum, by, sizes float64
	weight := func(g, i int) float64 {
		if ws == nil {
			return 1
		}
		return ws[g][i]
	}
	for g := range ys {
		for i, y := range ys[g] {
			n, sum, by = n+1, sum+weight(g, i)*y, by+weight(g, i)
		}
		sizes += float64(len(ys[g]) * len(ys[g]))
	}
	mean = sum / by
	for g := range ys {
		of := 0.0
		for i, y := range ys[g] {
			of += weight(g, i) * (y - mean)
		}
		v += math.Pow(of/(1-float64(len(ys[g]))/n)/by, 2)
	}
	return mean, v, n * n / sizes
}

func TestOneAnswerAndAllEqual(t *testing.T) {
	one := survey(question(), []analytics.Answer{experience("service", 4)}).Whole
	if one.Experience.Mean != 4 || !math.IsNaN(one.Experience.Low) || one.TopTwo.Count != 1 || one.Name != All {
		t.Errorf("one answer: %+v", one)
	}
	var equal [][]analytics.Answer
	for range 20 {
		equal = append(equal, []analytics.Answer{experience("service", 4.1)})
	}
	r := survey(question(), equal...)
	if e := r.Whole.Experience; e.N != 20 || !math.IsNaN(e.Low) || math.Abs(e.Mean-4.1) > 1e-15 {
		t.Errorf("all equal: %+v", e)
	}
	if r.Change.Told() || r.Change.Verdict() != analytics.Untold || r.Change.Reason != FewInABand {
		t.Errorf("one asking, yet a change: %+v", r.Change)
	}
}

func TestNoAnswers(t *testing.T) {
	r := survey(question(), nil, []analytics.Answer{})
	if r.Answers != 0 || r.Customers != 0 || len(r.Aspects) != 0 || r.Asked || !math.IsNaN(r.Whole.Experience.Mean) || !math.IsNaN(r.NPS.Score) {
		t.Errorf("got %+v", r)
	}
	for _, table := range r.Tables() {
		if table.Record.NumRows() != 0 {
			t.Errorf("table %s has rows", table.Name)
		}
	}
}

func TestScales(t *testing.T) {
	for _, x := range []struct {
		low, high float64
		want      Scale
		box       float64
	}{
		{2, 5, Scale{Min: 1, Max: 5, Known: true}, 4},
		{0, 5, Scale{Min: 0, Max: 5, Known: true}, 4},
		{1, 6, Scale{Min: 1, Max: 7, Known: true}, 6},
		{1, 10, Scale{Min: 0, Max: 10, Known: true}, 9},
		{0, 93.5, Scale{Min: 0, Max: 100, Known: true}, 80},
		{-99, 7, Scale{Min: -99, Max: 7}, 7 - 106.0/5},
	} {
		got := Infer(x.low, x.high)
		if got != x.want || got.topTwo() != x.box {
			t.Errorf("%v … %v: got %+v, best boxes from %v", x.low, x.high, got, got.topTwo())
		}
	}
}

// A survey of 1–5 with a few answers on a stated 0–100: 75 of 100 is 4 of 5.
func TestMixedScales(t *testing.T) {
	hundred := answer("price", asOf, func(a *analytics.Answer) {
		a.Experience, a.Expectation, a.ScaleMin, a.ScaleMax = 75, 50, 0, 100
	})
	beyond := answer("price", asOf, func(a *analytics.Answer) { a.Experience, a.ScaleMin, a.ScaleMax = 101, 0, 100 })
	r := survey(question(), []analytics.Answer{hundred, beyond}, []analytics.Answer{experience("price", 2), experience("price", 5)})
	price := r.Aspects[0]
	if r.Scale != (Scale{Min: 1, Max: 5, Known: true}) || r.Rescaled != 1 || r.Outside != 1 || r.Missing != 1 || r.Customers != 2 {
		t.Errorf("got %+v", r)
	}
	check(t, "experience", price.Experience.Mean, (4+2+5)/3.0, 1e-15)
	check(t, "expectation", price.Expectation.Mean, 3, 1e-15)
	check(t, "satisfaction", price.Satisfaction.Mean, 1, 1e-15)
	if price.TopTwo.Count != 1 || price.TopTwo.N != 3 {
		t.Errorf("best boxes: got %+v; 75 is below the upper fifth of 0–100, 5 is not", price.TopTwo)
	}
}

func TestUnknownScaleHasNoBestBoxes(t *testing.T) {
	r := survey(question(), []analytics.Answer{experience("price", -99), experience("price", 5)})
	if r.Scale.Known || r.Scale.Min != -99 || r.Aspects[0].TopTwo.N != 0 || !math.IsNaN(r.Aspects[0].TopTwo.Share) {
		t.Errorf("got %+v", r)
	}
}

func TestNarrowDimensionIsReported(t *testing.T) {
	var answers []analytics.Answer
	for i := range 40 {
		answers = append(answers, experience("overall", float64(i%11)), experience("price", float64(1+i%5)))
	}
	if r := survey(question(), answers); !slices.Equal(r.Narrow, []string{"price"}) {
		t.Errorf("got %v", r.Narrow)
	}
}

func TestAnswersAfterTheAsOfDateAreIgnored(t *testing.T) {
	late := experience("price", 1)
	late.Day = asOf + 1
	if r := survey(question(), []analytics.Answer{experience("price", 5), late}); r.Answers != 1 || r.Whole.Experience.Mean != 5 {
		t.Errorf("got %+v", r.Whole)
	}
}

// Answers without a dimension, and those named overall in Chinese, are about everything.
func TestOverallByAnyName(t *testing.T) {
	q := question()
	q.Labels = analytics.NewLabels([]string{"价格", "总体"})
	at := func(label analytics.Label, x float64) analytics.Answer {
		a := experience("price", x)
		a.Dimension = label
		return a
	}
	r := survey(q, []analytics.Answer{at(0, 2), at(1, 5), at(2, 4)})
	if !r.Asked || r.Whole.Name != Overall || r.Whole.Experience.Mean != 3 || len(r.Aspects) != 1 || r.Aspects[0].Name != "价格" {
		t.Errorf("got %+v", r)
	}
}

// random makes customers with answers in every way incomplete.
func random(r *rand.Rand, customers int) [][]analytics.Answer {
	maybe := func(x float64) float64 {
		if r.IntN(5) == 0 {
			return missing
		}
		return x
	}
	all := make([][]analytics.Answer, customers)
	for i := range all {
		for range r.IntN(6) {
			a := answer(names[r.IntN(len(names))], asOf-analytics.Day(r.IntN(700)), func(a *analytics.Answer) {
				a.Experience, a.Expectation = maybe(float64(1+r.IntN(50))/10), maybe(float64(1+r.IntN(5)))
				a.Importance, a.Ideal, a.Recommend = maybe(float64(r.IntN(11))), maybe(5), maybe(float64(r.IntN(12)))
			})
			if r.IntN(4) == 0 {
				a.ScaleMin, a.ScaleMax = 0, 4+float64(r.IntN(3))
			}
			all[i] = append(all[i], a)
		}
		slices.SortFunc(all[i], func(a, b analytics.Answer) int { return int(a.Day - b.Day) })
	}
	return all
}

func TestOrderAndPartitionsDoNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	customers := random(r, 500)
	want := survey(question(), customers...)
	for range 5 {
		r.Shuffle(len(customers), func(i, j int) { customers[i], customers[j] = customers[j], customers[i] })
		parts := make([]*Survey, 7)
		for i := range parts {
			parts[i] = New(question())
		}
		for _, answers := range customers {
			parts[r.IntN(len(parts))].Add(&analytics.Customer{Answers: answers})
		}
		whole := New(question())
		for _, p := range parts {
			whole.Merge(p)
		}
		if diff := cmp.Diff(want, whole.Result(), cmpopts.EquateNaNs()); diff != "" {
			t.Fatalf("another split gives another result:\n%s", diff)
		}
	}
}

// Against the definitions, computed the plain way.
func TestMeasuresByDefinition(t *testing.T) {
	customers := random(rand.New(rand.NewPCG(3, 4)), 400)
	for i := range customers {
		for j := range customers[i] {
			customers[i][j].ScaleMin, customers[i][j].ScaleMax = missing, missing
		}
	}
	r := survey(question(), customers...)
	for _, d := range r.Dimensions() {
		levels := map[int]int64{}
		var top int64
		for _, answers := range customers {
			for _, x := range answers {
				if names[x.Dimension-1] != d.Name || math.IsNaN(x.Experience) {
					continue
				}
				if x.Experience >= 4 {
					top++
				}
				if !math.IsNaN(x.Expectation) {
					levels[level(analytics.MoneyOf(x.Experience-x.Expectation))]++
				}
			}
		}
		mean := func(what string, got Estimate, of func(*analytics.Answer) float64) {
			var ys [][]float64
			for _, answers := range customers {
				var own []float64
				for i := range answers {
					if y := of(&answers[i]); names[answers[i].Dimension-1] == d.Name && !math.IsNaN(y) {
						own = append(own, y)
					}
				}
				ys = append(ys, own)
			}
			plain(t, d.Name+" "+what, got, ys)
		}
		mean("experience", d.Experience, func(a *analytics.Answer) float64 { return a.Experience })
		mean("satisfaction", d.Satisfaction, func(a *analytics.Answer) float64 { return a.Experience - a.Expectation })
		mean("gap", d.Gap, func(a *analytics.Answer) float64 { return a.Experience - a.Ideal })
		check(t, d.Name+" weighted", d.Weighted.Mean, d.Importance.Mean*d.Satisfaction.Mean, 1e-15)
		if d.TopTwo.Count != top || d.Dissatisfied.Count != levels[0] || d.Satisfied.Count != levels[1] || d.Delighted.Count != levels[2] {
			t.Errorf("%s: counts %+v, want %d %v", d.Name, d, top, levels)
		}
		check(t, d.Name+" shares", d.Dissatisfied.Share+d.Satisfied.Share+d.Delighted.Share, 1, 1e-15)
	}
	var n, recommended int64
	for _, m := range r.Trend {
		if !m.Whole {
			n += m.Experience.N
		} else if m.Dimension == Overall {
			n += m.Experience.N
		}
	}
	for _, m := range r.NPSTrend {
		recommended += m.N
	}
	if n != r.Answers || recommended != r.NPS.N || r.NPS.Promoters+r.NPS.Passives+r.NPS.Detractors != r.NPS.N {
		t.Errorf("months do not add up: %d of %d answers, %d of %d recommendations", n, r.Answers, recommended, r.NPS.N)
	}
}

func plain(t *testing.T, what string, got Estimate, ys [][]float64) {
	t.Helper()
	mean, v, groups := byDefinition(ys, nil)
	n := 0
	for _, own := range ys {
		n += len(own)
	}
	if got.N != int64(n) {
		t.Errorf("%s: n is %d, want %d", what, got.N, n)
	}
	half := analytics.StudentQuantile(groups-1) * math.Sqrt(v)
	check(t, what, got.Mean, mean, 1e-12)
	check(t, what+" low", got.Low, mean-half, 1e-9)
	check(t, what+" high", got.High, mean+half, 1e-9)
}

func TestTables(t *testing.T) {
	r := survey(question(), []analytics.Answer{experience("price", 4), experience("service", 2)})
	got := map[string]string{}
	for _, table := range r.Tables() {
		got[table.Name] = fmt.Sprint(table.Record.NumRows())
		for _, f := range table.Record.Schema().Fields() {
			got[table.Name] += " " + f.Name
		}
	}
	want := map[string]string{
		"satisfaction":       "2 dimension n experience top_two_box low high experience_low experience_high",
		"satisfaction_trend": "3 month dimension n experience low high complete",
		"nps":                "0 period n promoters passives detractors nps se low high complete",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkAdd(b *testing.B) {
	customers := random(rand.New(rand.NewPCG(5, 6)), 10_000)
	answers := 0
	for _, c := range customers {
		answers += len(c)
	}
	for b.Loop() {
		s := New(question())
		for i := range customers {
			s.Add(&analytics.Customer{Answers: customers[i]})
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(answers), "ns/answer")
}

func BenchmarkResult(b *testing.B) {
	s := New(question())
	for _, answers := range random(rand.New(rand.NewPCG(5, 6)), 10_000) {
		s.Add(&analytics.Customer{Answers: answers})
	}
	for b.Loop() {
		s.Result()
	}
}
