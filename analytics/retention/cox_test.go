package retention

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

var rossiCovariates = []string{"fin", "age", "race", "wexp", "mar", "paro", "prio"}

// patterns are the counts of the rows with the same covariates.
func patterns(t testing.TB, rows []map[string]string, time, event string, columns []string) (x [][]float64, samples [][]Count) {
	t.Helper()
	by := map[string][]map[string]string{}
	for _, r := range rows {
		var key []string
		for _, c := range columns {
			key = append(key, r[c])
		}
		k := strings.Join(key, " ")
		by[k] = append(by[k], r)
	}
	for key, same := range by {
		var values []float64
		for _, v := range strings.Fields(key) {
			values = append(values, float64(whole(t, v)))
		}
		x, samples = append(x, values), append(samples, observations(same, time, event, t, everyone))
	}
	return x, samples
}

func relative(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	near(t, what, got/want, 1, tolerance)
}

// The seven covariates of Rossi's data, as R's coxph has them with both ways to count ties.
func TestCoxAgainstR(t *testing.T) {
	type fit struct {
		Coef, SE    map[string]float64
		LogLik      []float64
		Score, Wald float64
		Concordance float64
	}
	want := oracle[struct{ Cox struct{ Efron, Breslow fit } }](t, "survival_r.json").Cox
	rows := readCSV(t, "rossi.csv")
	x, samples := patterns(t, rows, "week", "arrest", rossiCovariates)
	for ties, w := range map[Ties]fit{Efron: want.Efron, Breslow: want.Breslow} {
		c := CoxOf(ties, x, samples...)
		if !c.Converged || len(c.Coefficients) != len(w.Coef) || len(w.Coef) != 7 {
			t.Fatalf("got %+v", c)
		}
		for i, name := range rossiCovariates {
			relative(t, name, c.Coefficients[i], w.Coef[name], 1e-6)
			relative(t, "error of "+name, c.SE[i], w.SE[name], 1e-6)
		}
		relative(t, "null", c.Null, w.LogLik[0], 1e-12)
		relative(t, "likelihood", c.LogLikelihood, w.LogLik[1], 1e-12)
		relative(t, "score", c.Score, w.Score, 1e-9)
		relative(t, "Wald", c.Wald, w.Wald, 1e-6)
		relative(t, "concordance", concordance(t, rows, c.Coefficients), w.Concordance, 1e-9)
	}
}

// concordance is the share of pairs of Rossi's prisoners, of whom one was arrested before the other, in which the fit puts that one at
// the higher rate (Harrell et al. 1982); equal rates count half.
func concordance(t *testing.T, rows []map[string]string, coefficients []float64) float64 {
	rate, week := make([]float64, len(rows)), make([]int, len(rows))
	for i, r := range rows {
		week[i] = whole(t, r["week"])
		for k, name := range rossiCovariates {
			rate[i] += coefficients[k] * float64(whole(t, r[name]))
		}
	}
	right, pairs := 0.0, 0.0
	for i := range rows {
		for j := range rows {
			if rows[i]["arrest"] != "1" || week[i] > week[j] || week[i] == week[j] && rows[j]["arrest"] == "1" {
				continue
			}
			pairs++
			switch d := rate[i] - rate[j]; {
			case math.Abs(d) < 1e-12:
				right += .5
			case d > 0:
				right++
			}
		}
	}
	return right / pairs
}

// R's cox.zph of the fit with Efron's ties.
func TestCoxDriftAgainstR(t *testing.T) {
	want := oracle[struct {
		ZPH []struct {
			ChiSq, P float64
			DF       int
			Name     string
		} `json:"cox_zph"`
	}](t, "survival_r.json").ZPH
	x, samples := patterns(t, readCSV(t, "rossi.csv"), "week", "arrest", rossiCovariates)
	c := CoxOf(Efron, x, samples...)
	if len(want) != 8 {
		t.Fatalf("the oracle has %d tests", len(want))
	}
	for i, w := range want[:7] {
		if w.Name != rossiCovariates[i] {
			t.Fatalf("test %d is of %s", i, w.Name)
		}
		relative(t, "drift of "+w.Name, c.Drift[i].ChiSquared, w.ChiSq, 1e-6)
		relative(t, "its p", c.Drift[i].P(), w.P, 1e-6)
	}
	relative(t, "drift of all", c.DriftAll, want[7].ChiSq, 1e-6)
}

// A lead that is there at first and gone later falls; one that comes later rises; none that stays the same does either.
func TestDrift(t *testing.T) {
	early := []Count{{1, 40, 0}, {2, 30, 0}, {10, 1, 0}, {20, 1, 28}}
	late := []Count{{1, 5, 0}, {2, 5, 0}, {10, 30, 0}, {20, 40, 20}}
	even := []Count{{1, 20, 0}, {2, 16, 0}, {10, 13, 0}, {20, 10, 41}}
	for name, x := range map[string]struct {
		group          []Count
		changes, rises bool
	}{"early": {early, true, false}, "late": {late, true, true}, "even": {[]Count{{1, 20, 0}, {2, 16, 0}, {10, 13, 0}, {20, 10, 41}}, false, false}} {
		r := ratioOf(x.group, even)
		if r.Changes() != x.changes || x.changes && r.Drift.Rises != x.rises {
			t.Errorf("%s: %+v, p %v", name, r, r.Drift.P())
		}
	}
	if r := ratioOf([]Count{{5, 3, 4}}, []Count{{5, 2, 4}}); r.Changes() || !math.IsNaN(r.Drift.P()) {
		t.Errorf("a change within one time: %+v", r)
	}
}

// The same by lifelines, which stops a little earlier.
func TestCoxAgainstLifelines(t *testing.T) {
	w := oracle[struct {
		Rossi struct {
			Cox struct {
				Coef, SE, P map[string]float64
				LogLik      float64
				LR          float64 `json:"lr_stat"`
			} `json:"cox_efron"`
		}
	}](t, "survival_lifelines.json").Rossi.Cox
	x, samples := patterns(t, readCSV(t, "rossi.csv"), "week", "arrest", rossiCovariates)
	c := CoxOf(Efron, x, samples...)
	for i, name := range rossiCovariates {
		relative(t, name, c.Coefficients[i], w.Coef[name], 1e-6)
		relative(t, "error of "+name, c.SE[i], w.SE[name], 1e-6)
		relative(t, "p of "+name, math.Erfc(math.Abs(c.Coefficients[i]/c.SE[i])/math.Sqrt2), w.P[name], 1e-6)
	}
	relative(t, "likelihood", c.LogLikelihood, w.LogLik, 1e-12)
	relative(t, "likelihood ratio", 2*(c.LogLikelihood-c.Null), w.LR, 1e-9)
}

// Cox (1972) on remission times of leukaemia (Freireich et al. 1963): 6-MP against placebo. R's survival gives, with Efron's ties,
// coef −1.5721 and error 0.4124; with Breslow's −1.5092 and 0.4096.
func TestCoxLeukaemia(t *testing.T) {
	placebo := []Count{{1, 2, 0}, {2, 2, 0}, {3, 1, 0}, {4, 2, 0}, {5, 2, 0}, {8, 4, 0}, {11, 2, 0}, {12, 2, 0}, {15, 1, 0}, {17, 1, 0}, {22, 1, 0}, {23, 1, 0}}
	drug := []Count{{6, 3, 1}, {7, 1, 0}, {9, 0, 1}, {10, 1, 1}, {11, 0, 1}, {13, 1, 0}, {16, 1, 0}, {17, 0, 1}, {19, 0, 1}, {20, 0, 1}, {22, 1, 0}, {23, 1, 0}, {25, 0, 1}, {32, 0, 2}, {34, 0, 1}, {35, 0, 1}}
	x := [][]float64{{0}, {1}}
	efron, breslow := CoxOf(Efron, x, placebo, drug), CoxOf(Breslow, x, placebo, drug)
	near(t, "Efron", efron.Coefficients[0], -1.5721, 5e-5)
	near(t, "its error", efron.SE[0], 0.4124, 5e-5)
	near(t, "Breslow", breslow.Coefficients[0], -1.5092, 5e-5)
	near(t, "its error", breslow.SE[0], 0.4096, 5e-5)
	ratio := ratioOf(drug, placebo)
	near(t, "ratio", ratio.Ratio, math.Exp(efron.Coefficients[0]), 1e-12)
	near(t, "interval", ratio.High/ratio.Low, math.Exp(2*analytics.Z*efron.SE[0]), 1e-9)
}

// Where the events tell no finite ratio, there is none.
func TestNoRatio(t *testing.T) {
	for name, s := range map[string][2][]Count{
		"no events":             {{{1, 0, 3}}, {{2, 0, 3}}},
		"none in the group":     {{{5, 0, 10}}, {{2, 3, 3}, {3, 2, 0}}},
		"none in the rest":      {{{2, 3, 3}, {3, 2, 0}}, {{5, 0, 10}}},
		"never at risk at once": {{{1, 3, 0}}, {{0, 0, 5}}},
		"the group first":       {{{1, 3, 0}, {2, 3, 0}}, {{8, 5, 0}, {9, 2, 0}}},
	} {
		if r := ratioOf(s[0], s[1]); !math.IsNaN(r.Ratio) || !math.IsNaN(r.Low) || !math.IsNaN(r.High) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// Groups that are alike in every respect have a ratio of one; swapping the groups turns the ratio over; the log-rank test without ties is
// the score test.
func TestRatioOnAnyBase(t *testing.T) {
	draw := func(t *rapid.T, name string, distinct int) []Count {
		times := rapid.SliceOfNDistinct(rapid.IntRange(1, 400), 3, 40, rapid.ID[int]).Draw(t, name)
		slices.Sort(times)
		var counts []Count
		for i, at := range times {
			counts = append(counts, Count{2*at + distinct, 1, i % 2})
		}
		return counts
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a", 0), draw(t, "b", 1)
		one, two := ratioOf(a, b), ratioOf(b, a)
		if math.IsNaN(one.Ratio) != math.IsNaN(two.Ratio) || math.Abs(one.Ratio*two.Ratio-1) > 1e-9 || math.Abs(one.Low*two.High-1) > 1e-9 {
			t.Fatalf("%+v against %+v", one, two)
		}
		same := ratioOf(a, a)
		if math.Abs(same.Ratio-1) > 1e-12 {
			t.Fatalf("%+v of two that are alike", same)
		}
		c, l := CoxOf(Efron, [][]float64{{1}, {0}}, a, b), LogRankOf(a, b)
		if math.Abs(c.Score-l.ChiSquared) > 1e-9*(1+l.ChiSquared) {
			t.Fatalf("score %v, log-rank %v", c.Score, l.ChiSquared)
		}
	})
}

// Every test with weights that the oracles have, under the name they give it.
func TestWeightedTests(t *testing.T) {
	type test struct{ Stat, ChiSq, P float64 }
	type tests map[string]test
	lifelines := oracle[struct {
		Waltons struct {
			Tests tests `json:"logrank"`
		}
		Rossi struct {
			Tests tests `json:"logrank_fin"`
		}
	}](t, "survival_lifelines.json")
	r := oracle[struct {
		Waltons, Rossi struct {
			Rho test `json:"peto_rho1"`
		}
	}](t, "survival_r.json")
	check := func(want tests, rho test, samples ...[]Count) {
		t.Helper()
		got := map[string]LogRank{"logrank": LogRankOf(samples...), "wilcoxon": GehanOf(samples...), "tarone-ware": TaroneWareOf(samples...), "peto": PetoOf(samples...)}
		if len(want) != len(got) {
			t.Fatalf("the oracle has %d tests", len(want))
		}
		for name, w := range want {
			relative(t, name, got[name].ChiSquared, w.Stat, 1e-9)
			relative(t, "p of "+name, got[name].P, w.P, 1e-9)
		}
		h := HarringtonOf(samples...)
		relative(t, "rho = 1", h.ChiSquared, rho.ChiSq, 1e-9)
		relative(t, "its p", h.P, rho.P, 1e-9)
	}
	rows := readCSV(t, "waltons.csv")
	check(lifelines.Waltons.Tests, r.Waltons.Rho, observations(rows, "T", "E", t, with("group", "control")), observations(rows, "T", "E", t, with("group", "miR-137")))
	rows = readCSV(t, "rossi.csv")
	check(lifelines.Rossi.Tests, r.Rossi.Rho, observations(rows, "week", "arrest", t, with("fin", "0")), observations(rows, "week", "arrest", t, with("fin", "1")))
}

// Ratios are in the order of the groups, each against the rest.
func TestRatiosOfGroups(t *testing.T) {
	q := analytics.Question{AsOf: 100, Labels: analytics.NewLabels([]string{"app", "shop", "web"})}
	s := NewSecondPurchase(q)
	for i := range 300 {
		first, then := bought(0, 1), bought(analytics.Day(5+i/3%50+20*(i%3)), 1)
		first.Channel = analytics.Label(i%3 + 1)
		c := customer(first, then)
		s.Add(&c)
	}
	groups, ratios := s.Groups("channel"), s.Ratios("channel")
	if len(groups) != 3 || len(ratios) != 3 || groups[0].Name != "app" || !(ratios[0].Low > 1) || !(ratios[2].High < 1) {
		t.Errorf("got %+v", ratios)
	}
	if s.Ratios("none") != nil {
		t.Error("ratios of no groups")
	}
	row := SummaryTable(s).Record
	if i := row.Schema().FieldIndices("hazard_ratio"); len(i) != 1 || row.Column(i[0]).NullN() != 1 {
		t.Errorf("the summary has %v", row.Schema())
	}
}

func BenchmarkRatio(b *testing.B) {
	var group, rest []Count
	for day := range 1000 {
		group, rest = append(group, Count{day, 50, 10}), append(rest, Count{day, 450, 500})
	}
	for range b.N {
		if fmt.Sprint(ratioOf(group, rest)) == "" {
			b.Fatal()
		}
	}
}
