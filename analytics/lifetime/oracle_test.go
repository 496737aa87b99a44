package lifetime

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"regulars/analytics"
)

// fitOracle is what btyd.json says of a fit; the covariance is that of the logarithms of the parameters.
type fitOracle struct {
	Params, SE map[string]float64
	LL         float64
	Least      float64     `json:"hess_eig_min"`
	Cov        [][]float64 `json:"cov_log"`
	Corr       [][]float64 `json:"corr_log"`
}

type estimatesOracle struct {
	Published map[string]any
	MLE       map[string]struct {
		N        int
		Patterns int       `json:"unique_patterns"`
		BG       fitOracle `json:"BG/NBD"`
		MBG      fitOracle `json:"MBG/NBD"`
		Pareto   fitOracle `json:"Pareto/NBD"`
	} `json:"mle"`
	Spend map[string]struct {
		fitOracle
		Returning  int     `json:"n_returning"`
		Excluded   int     `json:"n_excluded_zero_money"`
		Population float64 `json:"population_mean_pv/(q-1)"`
		Pearson    float64 `json:"corr_x_m_pearson"`
	} `json:"gamma_gamma"`
	Donations fitOracle `json:"bgbb_donations"`
}

// check compares all the oracle says of a fit; unit is how many of its units of time make one of the oracle's, logs what it adds to the likelihood.
func (o *fitOracle) check(t *testing.T, fit Fit, unit, logs float64) {
	t.Helper()
	if fit.Status != Converged || len(fit.Parameters) != len(o.Params) {
		t.Fatalf("%s: %s with %d parameters", fit.Model, fit.Status, len(fit.Parameters))
	}
	near(t, fit.Model+" log-likelihood", fit.LogLikelihood+logs, o.LL, 1e-12)
	for i, p := range fit.Parameters {
		u := 1.0
		if fit.Model != BGBBName && (p.Name == "alpha" || p.Name == "beta") {
			u = unit
		}
		near(t, fit.Model+" "+p.Name, p.Value/u, o.Params[p.Name], 1e-8)
		near(t, fit.Model+" se of "+p.Name, p.SE/u, o.SE[p.Name], 1e-7)
		for j := range fit.Parameters {
			nearly(t, fit.Model+" covariance", fit.covariance.At(i, j), o.Cov[i][j], 1e-7*(1e-3+math.Abs(o.Cov[i][j])))
			correlation := fit.covariance.At(i, j) / math.Sqrt(fit.covariance.At(i, i)*fit.covariance.At(j, j))
			nearly(t, fit.Model+" correlation", correlation, o.Corr[i][j], 1e-7)
		}
	}
	var eigen mat.EigenSym
	eigen.Factorize(fit.covariance, false)
	values := eigen.Values(nil)
	near(t, fit.Model+" least curvature", 1/values[len(values)-1], o.Least, 1e-6)
}

// Every estimate, standard error, covariance and likelihood of btyd.json, on exact days and on the published summary with two decimals.
func TestAllEstimates(t *testing.T) {
	all := oracle[estimatesOracle](t, "oracles/btyd.json")
	for key, patterns := range map[string][]Pattern{"sample_exact_days": patternsOf(cdnow(t), calibrationEnd), "summary_csv_2dp": summaryPatterns(t)} {
		want, unit := all.MLE[key], 1.0
		if key == "sample_exact_days" {
			unit = 7
		}
		c := countCustomers(patterns)
		if c.customers != want.N || len(patterns) != want.Patterns {
			t.Errorf("%s: %d customers of %d kinds, want %d of %d", key, c.customers, len(patterns), want.N, want.Patterns)
		}
		logs := float64(c.repeats) * math.Log(unit)
		want.BG.check(t, FitBGNBD(patterns).Fit, unit, logs)
		want.MBG.check(t, FitMBGNBD(patterns).Fit, unit, logs)
		want.Pareto.check(t, FitParetoNBD(patterns).Fit, unit, logs)
	}
	all.Donations.check(t, FitBGBB(donations(t)).Fit, 1, 0)
}

type summaryLine struct {
	X    int32   `parquet:"x"`
	TX   float64 `parquet:"t_x"`
	T    float64 `parquet:"T"`
	Mean float64 `parquet:"zbar"`
}

// summary is the published summary of the CDNOW sample, in weeks with two decimals.
func summary(t testing.TB) []summaryLine {
	t.Helper()
	lines, err := parquet.ReadFile[summaryLine](shared(t, "data/cdnow/cdnow_customers_summary_with_transactions.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func summaryPatterns(t testing.TB) (patterns []Pattern) {
	at := map[summaryLine]int{}
	for _, l := range summary(t) {
		l.Mean = 0
		i, ok := at[l]
		if !ok {
			i, at[l] = len(patterns), len(patterns)
			patterns = append(patterns, Pattern{int(l.X), l.TX, l.T, 0})
		}
		patterns[i].Customers++
	}
	return patterns
}

// Every figure of btyd.json about spend.
func TestAllSpendEstimates(t *testing.T) {
	all := oracle[estimatesOracle](t, "oracles/btyd.json").Spend
	var exact Spend
	customers := cdnow(t)
	for i := range customers {
		cut := customers[i].Until(calibrationEnd)
		s := cut.Summary()
		exact.add(s, seen{historyOf(s, calibrationEnd), s.Repeat})
	}
	var rounded []Spender
	for _, l := range summary(t) {
		if l.X > 0 && l.Mean > 0 {
			rounded = append(rounded, Spender{int(l.X), l.Mean, 1})
		}
	}
	for key, spenders := range map[string][]Spender{"sample_exact": exact.Sorted(), "summary_csv_zbar_2dp": rounded} {
		want, fit := all[key], FitGammaGamma(spenders)
		want.check(t, fit.Fit, 1, 0)
		if fit.Customers != want.Returning || exact.Excluded != want.Excluded {
			t.Errorf("%s: %d customers, %d left out", key, fit.Customers, exact.Excluded)
		}
		near(t, "population mean", fit.Spend.Expected(0, 0), want.Population, 1e-8)
		var x, m, w []float64
		for _, s := range spenders {
			x, m, w = append(x, float64(s.X)), append(m, s.Mean), append(w, float64(s.Customers))
		}
		near(t, "correlation of x and spend", stat.Correlation(x, m, w), want.Pearson, 1e-9)
	}
}

// The published estimates, to the digits that were printed.
func TestPublished(t *testing.T) {
	published := oracle[estimatesOracle](t, "oracles/btyd.json").Published
	exact := oracle[estimatesOracle](t, "oracles/btyd.json").MLE["sample_exact_days"]
	for name, o := range map[string]fitOracle{"BG/NBD": exact.BG, "Pareto/NBD": exact.Pareto} {
		printed := published[name].([]any)
		for i, p := range map[string][]string{"BG/NBD": {"r", "alpha", "a", "b"}, "Pareto/NBD": {"r", "alpha", "s", "beta"}}[name] {
			if got := fmt.Sprintf("%.3f", o.Params[p]); got != fmt.Sprintf("%.3f", printed[i]) {
				t.Errorf("%s: %s is %s, published as %v", name, p, got, printed[i])
			}
		}
		nearly(t, name+" log-likelihood", o.LL, printed[4].(float64), 0.05)
	}
	for i, p := range []string{"p", "q", "v"} {
		got := oracle[estimatesOracle](t, "oracles/btyd.json").Spend["sample_exact"].Params[p]
		if printed := published["Gamma-Gamma"].([]any)[i]; fmt.Sprintf("%.2f", got) != fmt.Sprintf("%.2f", printed) {
			t.Errorf("%s is %g, published as %v", p, got, printed)
		}
	}
}

type holdoutFigures struct {
	Holdout map[string]struct {
		RMSE, Pearson float64
		Alive         float64 `json:"mean_palive"`
	} `json:"holdout_39w"`
	Customers struct {
		Delta float64 `json:"delta_weekly"`
		Rows  []struct {
			X             int
			TX            float64 `json:"tx_days"`
			T             float64 `json:"T_days"`
			ID            string
			Holdout       int     `json:"holdout_repeat_39w"`
			ExpectedSpend float64 `json:"cond_expected_avg_profit"`
			Models        map[string]struct {
				LL       float64 `json:"LL_i"`
				DERT     float64 `json:"dert_15pct_annual"`
				Residual float64 `json:"residual_clv_dert_x_spend"`
			}
		}
	}
}

// The figures of the holdout that are on no page: the root of the mean square error, the correlation of forecast and fact, the mean P(alive).
func TestHoldoutFigures(t *testing.T) {
	all := oracle[holdoutFigures](t, "oracles/btyd.json").Holdout
	b, _ := cdnowBase(t)
	for name, model := range famousModels() {
		forecasts := b.Validation.forecasts(model, clock{})
		want := all[name]
		var then, expected, customers []float64
		alive, n := 0.0, 0.0
		for _, f := range forecasts {
			then, expected, customers = append(then, float64(f.then)), append(expected, f.expected), append(customers, f.customers)
			alive += f.customers * model.PAlive(int(f.x), float64(f.tx), float64(f.t))
			n += f.customers
		}
		near(t, name+" mean P(alive)", alive/n, want.Alive, 1e-9)
		near(t, name+" RMSE", rootMeanSquare(forecasts, func(f forecast) float64 { return f.expected }), want.RMSE, 1e-9)
		near(t, name+" correlation", stat.Correlation(then, expected, customers), want.Pearson, 1e-9)
		naive := rootMeanSquare(forecasts, func(f forecast) float64 { return f.sameRate })
		near(t, "naive RMSE", naive, all["naive_same_rate(x/T*39)"].RMSE, 1e-9)
	}
}

func rootMeanSquare(forecasts []forecast, of func(forecast) float64) float64 {
	square, n := 0.0, 0.0
	for _, f := range forecasts {
		square += f.customers * math.Pow(of(f)-float64(f.then), 2)
		n += f.customers
	}
	return math.Sqrt(square / n)
}

func famousModels() map[string]Purchases {
	return map[string]Purchases{"BG/NBD": NewBGNBD(weeks(BGNBDName)), "MBG/NBD": NewMBGNBD(weeks(MBGNBDName)), "Pareto/NBD": famousPareto()}
}

// The likelihoods of the eight customers, what they did, and their residual value.
func TestEightLikelihoods(t *testing.T) {
	want := oracle[holdoutFigures](t, "oracles/btyd.json").Customers
	near(t, "weekly rate", math.Log(1.15)/52, want.Delta, 1e-12)
	customers := cdnow(t)
	for _, c := range want.Rows {
		p := Pattern{c.X, c.TX, c.T, 1}
		for name, model := range famousModels() {
			near(t, name+" log-likelihood", likelihoodOf(model, p)+float64(c.X)*math.Log(7), c.Models[name].LL, 1e-11)
		}
		near(t, "residual value", c.Models["Pareto/NBD"].DERT*c.ExpectedSpend, c.Models["Pareto/NBD"].Residual, 1e-12)
		then := 0
		for i := range customers {
			if customers[i].Key == analytics.TextKey(c.ID) {
				then = customers[i].Between(calibrationEnd+1, math.MaxInt32).Occasions
			}
		}
		if then != c.Holdout {
			t.Errorf("customer %s bought %d times in the holdout, want %d", c.ID, then, c.Holdout)
		}
	}
}

// likelihoodOf is the log-likelihood of one history by a model with given parameters.
func likelihoodOf(model Purchases, p Pattern) float64 {
	var f surface
	var at []float64
	switch m := model.(type) {
	case *ParetoNBD:
		f, at = paretoLikelihood(sampleOf([]Pattern{p}, 1)), []float64{m.R, m.Alpha, m.S, m.Beta}
	case *BGNBD:
		f, at = m.likelihood(sampleOf([]Pattern{p}, 1)), []float64{m.R, m.Alpha, m.A, m.B}
	case *MBGNBD:
		f, at = m.likelihood(sampleOf([]Pattern{p}, 1)), []float64{m.R, m.Alpha, m.A, m.B}
	}
	for i := range at {
		at[i] = math.Log(at[i])
	}
	value, _, _ := f(at)
	return value
}

type hardOracle struct {
	BGParams     []float64 `json:"bg_params"`
	MBGParams    []float64 `json:"mbg_params"`
	ParetoParams []float64 `json:"pn_params"`
	Pointwise    []struct {
		Case, Quantity string
		Truth          float64
	}
	Reported []struct {
		Source, Model string
		Params        []float64
		X             int
		TX, T         float64
		Horizon       float64 `json:"t"`
		CET           float64 `json:"truth_cet"`
		Alive         float64 `json:"truth_palive"`
		LL            float64 `json:"truth_LL"`
	}
}

// hardHistory is a history of hardcases.json and how far ahead it is looked, in weeks. The file names it in words; what they leave open was found
// as the only round numbers that give the truth of every figure of the case.
type hardHistory struct {
	x          int
	tx, t, far float64
}

var hardHistories = map[string]hardHistory{
	"x=29": {29, 37.7, 38, 39}, "x=200,tx=T-0.1": {200, 99.9, 100, 39}, "x=500": {500, 150, 151, 52}, "x=1000": {1000, 200, 200.5, 39},
	"x=2000 hourly-ish": {2000, 300, 300.2, 52}, "x=0,T=0 (acquired today)": {0, 0, 0, 39}, "x=0,T=1e-3": {0, 0, 1e-3, 39}, "x=1,tx=T": {1, 39, 39, 39},
	"T=5000 days,x=3": {3, 100, 5000, 365}, "T=5000,x=150,tx=10": {150, 10, 5000, 39}, "t=1e4 horizon": {5, 30, 39, 1e4}, "t=1e-6": {5, 30, 39, 1e-6},
	"x=3": {3, 30, 39, 39}, "x=3,tx=30.0": {3, 30, 39, 39}, "x=0,tx=0.0": {0, 0, 39, 39}, "x=3,tx=39.0": {3, 39, 39, 39}, "x=60,tx=38.99": {60, 38.99, 39, 39},
}

// hardModels are the parameters that a case names, in weeks, the others as found likewise.
var hardModels = map[string]Purchases{
	"BG/NBD a=1 exactly": NewBGNBD(.25, 4.5, 1, 2.4), "BG/NBD a=1+1e-9": NewBGNBD(.25, 4.5, 1+1e-9, 2.4), "BG/NBD a=1+1e-12": NewBGNBD(.25, 4.5, 1+1e-12, 2.4),
	"BG/NBD a=0.01": NewBGNBD(.25, 4.5, .01, 2.4), "BG/NBD a=1e-4,b=1e-3": NewBGNBD(.25, 4.5, 1e-4, 1e-3), "BG/NBD a=50,b=200": NewBGNBD(.25, 4.5, 50, 200),
	"BG/NBD a=5000,b=20000": NewBGNBD(.25, 4.5, 5000, 20000), "BG/NBD r=1e-3": NewBGNBD(1e-3, 4.5, .8, 2.4), "BG/NBD alpha=1e-3": NewBGNBD(.25, 1e-3, .8, 2.4),
	"BG/NBD a=.8,b=0.05,x=0 (c<b)": NewBGNBD(.25, 4.5, .8, .05),
	"Pareto/NBD s=1 exactly":       NewParetoNBD(.55, 10.6, 1, 11.7), "Pareto/NBD s=1+1e-9": NewParetoNBD(.55, 10.6, 1+1e-9, 11.7), "Pareto/NBD s=1+1e-12": NewParetoNBD(.55, 10.6, 1+1e-12, 11.7),
	"Pareto/NBD alpha=beta": NewParetoNBD(.55, 11, .6, 11), "Pareto/NBD alpha=beta(1+1e-13)": NewParetoNBD(.55, 11, .6, 11*(1+1e-13)),
	"Pareto/NBD alpha>>beta 1e4": NewParetoNBD(.55, 1e4, .6, 1), "Pareto/NBD beta>>alpha 1e6 (no death)": NewParetoNBD(.55, 1, .6, 1e6),
	"Pareto/NBD s=1e-6": NewParetoNBD(.55, 10.6, 1e-6, 11.7), "Pareto/NBD s=80,beta=4000 (exp. limit)": NewParetoNBD(.55, 10.6, 80, 4000),
}

// model of a case, and its history.
func (o *hardOracle) find(name string) (Purchases, hardHistory, bool) {
	for prefix, model := range hardModels {
		if h, ok := hardHistories[strings.TrimSpace(strings.TrimPrefix(name, prefix+" "))]; ok && strings.HasPrefix(name, prefix+" ") {
			return model, h, true
		}
	}
	kind, rest, _ := strings.Cut(name, " ")
	h, ok := hardHistories[rest]
	model, known := o.models()[kind]
	return model, h, ok && known
}

func (o *hardOracle) models() map[string]Purchases {
	b, m, p := o.BGParams, o.MBGParams, o.ParetoParams
	return map[string]Purchases{"BG/NBD": NewBGNBD(b[0], b[1], b[2], b[3]), "MBG/NBD": NewMBGNBD(m[0], m[1], m[2], m[3]), "Pareto/NBD": NewParetoNBD(p[0], p[1], p[2], p[3])}
}

// Every point of hardcases.json, to 1e-11; the likelihood near zero of a customer acquired an hour ago to 1e-10.
func TestEveryHardPoint(t *testing.T) {
	all := oracle[hardOracle](t, "oracles/hardcases.json")
	for _, c := range all.Pointwise {
		if n, ok := strings.CutPrefix(c.Case, "BG/NBD pmf n="); ok {
			var number int
			fmt.Sscan(n, &number)
			near(t, c.Case, all.models()["BG/NBD"].(*BGNBD).living(0, 0).probability(number, 39), c.Truth, 1e-10)
			continue
		}
		model, h, ok := all.find(c.Case)
		if !ok {
			t.Errorf("the point %q is not tested", c.Case)
			continue
		}
		switch c.Quantity {
		case "Palive":
			near(t, c.Case, model.PAlive(h.x, h.tx, h.t), c.Truth, 1e-11)
		case "CET":
			near(t, c.Case, model.Expected(h.x, h.tx, h.t, h.far), c.Truth, 1e-11)
		case "LL":
			near(t, c.Case, likelihoodOf(model, Pattern{h.x, h.tx, h.t, 1}), c.Truth, 1e-10)
		default:
			t.Errorf("the quantity %q is not tested", c.Quantity)
		}
	}
	if len(all.Pointwise) != 92 {
		t.Errorf("%d points, want 92", len(all.Pointwise))
	}
	for _, c := range all.Reported {
		var model Purchases = NewBGNBD(c.Params[0], c.Params[1], c.Params[2], c.Params[3])
		if c.Model == "P" {
			model = NewParetoNBD(c.Params[0], c.Params[1], c.Params[2], c.Params[3])
		}
		near(t, c.Source, model.PAlive(c.X, c.TX, c.T), c.Alive, 1e-10)
		near(t, c.Source, model.Expected(c.X, c.TX, c.T, c.Horizon), c.CET, 1e-10)
		near(t, c.Source, likelihoodOf(model, Pattern{c.X, c.TX, c.T, 1}), c.LL, 1e-10)
	}
}
