package lifetime

import (
	"math"
	"testing"

	"regulars/analytics"
)

var calibrationEnd = analytics.NewDay(1997, 9, 30)

// The estimates on the CDNOW sample, of ../shared/oracles/btyd.json (mle.sample_exact_days), in weeks: maximum likelihood by
// Newton's method, cross-checked with lifetimes 0.11.3 and R BTYD 2.4.3.
var famous = map[string]struct{ values, errors [4]float64 }{
	BGNBDName: {[4]float64{0.2425945224301569, 4.413602019013501, 0.7929220172255875, 2.4259067768263005},
		[4]float64{0.012557378067872261, 0.37822405985380686, 0.18573382137217506, 0.7054142597948055}},
	MBGNBDName: {[4]float64{0.5248431591062813, 6.183085279575887, 0.8913593907322509, 1.6140022401704681},
		[4]float64{0.08326820657976984, 0.6956206425090091, 0.15478992777776313, 0.5374947982398984}},
	ParetoNBDName: {[4]float64{0.553277046853159, 10.577683463302108, 0.6062399891279504, 11.668735288859434},
		[4]float64{0.047627925979129515, 0.8427225338163933, 0.18728134231172636, 6.211113590598593}},
}

var famousLikelihood = map[string]float64{BGNBDName: -9582.42920667393, MBGNBDName: -9582.13571555375, ParetoNBDName: -9594.976178939545}

func TestFamousFits(t *testing.T) {
	patterns := patternsOf(cdnow(t), calibrationEnd)
	if len(patterns) != 1016 {
		t.Errorf("got %d distinct patterns, want 1016", len(patterns))
	}
	repeats := countCustomers(patterns).repeats
	for _, fit := range []PurchaseFit{FitBGNBD(patterns), FitMBGNBD(patterns), FitParetoNBD(patterns)} {
		if fit.Status != Converged || fit.Customers != 2357 {
			t.Errorf("%s: %s with %d customers", fit.Model, fit.Status, fit.Customers)
		}
		want := famous[fit.Model]
		for i, p := range fit.Parameters {
			unit := 1.0
			if p.Name == "alpha" || p.Name == "beta" {
				unit = 7
			}
			near(t, fit.Model+" "+p.Name, p.Value/unit, want.values[i], 1e-9)
			near(t, fit.Model+" se of "+p.Name, p.SE/unit, want.errors[i], 1e-8)
		}
		near(t, fit.Model+" log-likelihood", fit.LogLikelihood+float64(repeats)*math.Log(7), famousLikelihood[fit.Model], 1e-12)
		if !(fit.Gradient < 1e-6) {
			t.Errorf("%s: gradient %g at the optimum", fit.Model, fit.Gradient)
		}
	}
}

type customerOracle struct {
	Customers struct {
		Rows []struct {
			X             int
			TX            float64 `json:"tx_days"`
			T             float64 `json:"T_days"`
			M             float64
			ExpectedSpend float64 `json:"cond_expected_avg_profit"`
			Models        map[string]struct {
				LL     float64 `json:"LL_i"`
				PAlive float64
				CET    map[string]float64
				CLV    float64 `json:"clv_12m_1pct_factor4p345"`
				DERT   float64 `json:"dert_15pct_annual"`
			}
		}
	}
}

func TestEightCustomers(t *testing.T) {
	for name, model := range map[string]Purchases{
		"BG/NBD":     NewBGNBD(weeks(BGNBDName)),
		"MBG/NBD":    NewMBGNBD(weeks(MBGNBDName)),
		"Pareto/NBD": famousPareto(),
	} {
		for _, c := range oracle[customerOracle](t, "oracles/btyd.json").Customers.Rows {
			want := c.Models[name]
			near(t, name+" P(alive)", model.PAlive(c.X, c.TX, c.T), want.PAlive, 1e-12)
			for weeks, purchases := range map[float64]string{91: "13", 182: "26", 273: "39"} {
				near(t, name+" expected", model.Expected(c.X, c.TX, c.T, weeks), want.CET[purchases], 1e-10)
			}
		}
	}
}

func famousPareto() *ParetoNBD {
	r, alpha, s, beta := weeks(ParetoNBDName)
	return NewParetoNBD(r, alpha, s, 7*beta)
}

// The oracle discounts by 15 % a year of 52 weeks and looks ahead for ever.
func TestFamousResidual(t *testing.T) {
	for _, c := range oracle[customerOracle](t, "oracles/btyd.json").Customers.Rows {
		m := famousPareto()
		got := m.PAlive(c.X, c.TX, c.T) * m.ahead(c.X, c.T).residual(math.Log(1.15)/364)
		want := c.Models["Pareto/NBD"].DERT
		near(t, "discounted residual purchases", got, want, 1e-11)
		near(t, "log-likelihood", logLikelihood(famousPareto(), Pattern{c.X, c.TX, c.T, 1})+float64(c.X)*math.Log(7), c.Models["Pareto/NBD"].LL, 1e-11)
	}
}

// weeks are the famous parameters with alpha in days.
func weeks(model string) (r, alpha, a, b float64) {
	p := famous[model].values
	return p[0], 7 * p[1], p[2], p[3]
}

// Of ../shared/oracles/btyd.json (gamma_gamma.sample_exact).
func TestFamousSpend(t *testing.T) {
	var spend Spend
	customers := cdnow(t)
	for i := range customers {
		cut := customers[i].Until(calibrationEnd)
		s := cut.Summary()
		spend.add(s, seen{historyOf(s, calibrationEnd), s.Repeat})
	}
	fit := FitGammaGamma(spend.Sorted())
	if fit.Status != Converged || fit.Customers != 946 {
		t.Errorf("%s with %d customers, %d left out", fit.Status, fit.Customers, spend.Excluded)
	}
	near(t, "log-likelihood", fit.LogLikelihood, -4055.917694801874, 1e-12)
	values := []float64{6.249572271324278, 3.744224667131951, 15.443520962587522}
	errors := []float64{1.1900553359639099, 0.2901330652761641, 4.159422751967059}
	for i, p := range fit.Parameters {
		near(t, p.Name, p.Value, values[i], 1e-8)
		near(t, "se of "+p.Name, p.SE, errors[i], 1e-7)
	}
	near(t, "population mean", fit.Spend.Expected(0, 0), 35.17037126565609, 1e-9)
	for _, c := range oracle[customerOracle](t, "oracles/btyd.json").Customers.Rows {
		near(t, "expected spend", fit.Spend.Expected(c.X, c.M), c.ExpectedSpend, 1e-8)
	}
}
