package lifetime

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"regulars/analytics"
)

type hardFits struct {
	Fits []struct {
		Case   string
		Params map[string]float64
		LL     *float64
	}
	GammaGamma []struct {
		Case   string
		Params []float64
		X      int
		M      any
	} `json:"gamma_gamma"`
}

// hardFit checks a fit of hardcases.json: where a peer is right, against its figures to the digits it reaches; where it errs or gives up, by what is
// true of the data.
type hardFit func(t *testing.T, theirs map[string]float64)

// Every fit of hardcases.json. Those whose data are not there are made likewise: customers who never leave, spend that hardly has a mean.
func TestEveryHardFit(t *testing.T) {
	checks := map[string]hardFit{
		"BG/NBD fit in DAYS instead of weeks (alpha should be 7x)": sameFit(FitBGNBD, 1, 1e-6),
		"Pareto/NBD fit in days":                                   sameFit(FitParetoNBD, 1, 1e-4),
		"BG/NBD fit in hours":                                      sameFit(FitBGNBD, 24, 1e-6),
		"all customers x=0":                                        tooFew(FitBGNBD), "all customers x=0 Pareto": tooFew(FitParetoNBD),
		"OWN MLE: all customers x=0 BG/NBD": tooFew(FitBGNBD), "OWN MLE: all customers x=0 Pareto/NBD": tooFew(FitParetoNBD),
		"no dropout at all (pure NBD data)": nobodyLeft(FitBGNBD), "no dropout at all Pareto/NBD": nobodyLeft(FitParetoNBD),
		"OWN MLE: no dropout BG/NBD": nobodyLeft(FitBGNBD), "OWN MLE: no dropout Pareto/NBD": nobodyLeft(FitParetoNBD),
		"n=30 customers":            thirty,
		"3 whales x=5000/3000/1500": whales(FitBGNBD, 1e-6),
		"OWN MLE: 3 whales BG/NBD":  whales(FitBGNBD, 1e-8),
		"3 whales Pareto/NBD":       betterThanPeer, "OWN MLE: 3 whales Pareto/NBD": betterThanPeer,
		"tx>T (clock skew)": noSkew, "x=0 with tx>0": noSkew,
		"GG with a refund-net-negative m": leftOut, "GG incl x=0,m=0": leftOut,
		"GG identical m=20 for all (no variance)": noVariance,
		"GG heavy tail (q<1)":                     heavyTail, "GG heavy tail q_constraint=True": heavyTail,
		"GG in cents (m*100)":           scaledSpend(100),
		"GG money in 1e6 units (m*1e6)": scaledSpend(1e6),
	}
	all := oracle[hardFits](t, "oracles/hardcases.json").Fits
	if len(all) != len(checks) {
		t.Errorf("%d fits, %d are tested", len(all), len(checks))
	}
	for _, c := range all {
		t.Run(c.Case, func(t *testing.T) {
			if checks[c.Case] == nil {
				t.Fatal("not tested")
			}
			checks[c.Case](t, c.Params)
		})
	}
}

func inUnits(patterns []Pattern, perDay float64) []Pattern {
	scaled := make([]Pattern, len(patterns))
	for i, p := range patterns {
		p.TX, p.T = p.TX*perDay, p.T*perDay
		scaled[i] = p
	}
	return scaled
}

func sameFit(fit func([]Pattern) PurchaseFit, perDay, within float64) hardFit {
	return func(t *testing.T, theirs map[string]float64) {
		for _, p := range fit(inUnits(patternsOf(cdnow(t), calibrationEnd), perDay)).Parameters {
			near(t, p.Name, p.Value, theirs[p.Name], within)
		}
	}
}

func tooFew(fit func([]Pattern) PurchaseFit) hardFit {
	return func(t *testing.T, _ map[string]float64) {
		once := fit([]Pattern{{0, 0, 30, 400}, {0, 0, 38, 600}})
		if once.Status != TooFew || once.Purchases != nil || !strings.Contains(once.Note.EN, "Only 0 customers have bought again") {
			t.Errorf("%s: %s", once.Status, once.Note.EN)
		}
	}
}

func nobodyLeft(fit func([]Pattern) PurchaseFit) hardFit {
	return func(t *testing.T, _ map[string]float64) {
		f := fit(unending(3000, 40, 5))
		checkNobodyLeaves(t, f)
		if want := f.Parameters[2].Name + " and " + f.Parameters[3].Name; !strings.Contains(f.Note.EN, want) || !strings.Contains(f.Note.EN, "cannot be told") {
			t.Errorf("%q does not say that %s cannot be told", f.Note.EN, want)
		}
	}
}

// thirty: which thirty customers they were is not said. Of the first thirty, so few left that how they differ in leaving cannot be
// told, and the fit is refused.
func thirty(t *testing.T, _ map[string]float64) {
	fit := FitBGNBD(patternsOf(cdnow(t)[:30], calibrationEnd))
	if fit.Status != NotIdentified || !(fit.Gradient < 1e-6) || fit.Usable() || !strings.Contains(fit.Note.EN, "of a and b fit") {
		t.Errorf("%s, gradient %g: %s", fit.Status, fit.Gradient, fit.Note.EN)
	}
}

func whales(fit func([]Pattern) PurchaseFit, within float64) hardFit {
	return func(t *testing.T, theirs map[string]float64) {
		for _, p := range fit(withWhales(cdnow(t))).Parameters {
			near(t, p.Name, p.Value, theirs[p.Name], within)
		}
	}
}

// betterThanPeer: the peer's parameters are no maximum.
func betterThanPeer(t *testing.T, theirs map[string]float64) {
	patterns := withWhales(cdnow(t))
	fit := FitParetoNBD(patterns)
	if them := logLikelihood(NewParetoNBD(theirs["r"], theirs["alpha"], theirs["s"], theirs["beta"]), patterns...); fit.Status != Converged || !(fit.LogLikelihood > them) {
		t.Errorf("%s at %.10g, theirs is %.10g", fit.Status, fit.LogLikelihood, them)
	}
}

// noSkew: whatever is dated after the as-of date is not seen, so no history ends after it, nor has one without a repeat a last day.
func noSkew(t *testing.T, _ map[string]float64) {
	b := NewBase(analytics.Question{Start: 0, AsOf: 100, Horizon: 365})
	late := analytics.Customer{Rows: []analytics.Row{{Day: 90, Purchases: 1, NewOrder: true}, {Day: 120, Purchases: 1, NewOrder: true}}}
	b.Add(&late)
	for _, p := range b.Patterns.Sorted() {
		if p.X != 0 || p.TX != 0 || p.T != 10 {
			t.Errorf("%+v", p)
		}
	}
}

func leftOut(t *testing.T, _ map[string]float64) {
	var s Spend
	s.add(analytics.Summary{}, seen{history{x: 2}, -100})
	s.add(analytics.Summary{}, seen{history{x: 2}, 0})
	s.add(analytics.Summary{}, seen{history{}, 0})
	if s.Excluded != 2 || len(s.Sorted()) != 0 {
		t.Errorf("%d left out, %d kept", s.Excluded, len(s.Sorted()))
	}
}

// noVariance: who all spend the same leave p, q and v untold, and the plain mean stands in.
func noVariance(t *testing.T, _ map[string]float64) {
	fit := FitGammaGamma([]Spender{{1, 20, 300}, {2, 20, 100}, {5, 20, 40}})
	if fit.Status == Converged || !strings.Contains(fit.Note.EN, "p") || fit.Status == Failed {
		t.Errorf("%s: %s, %v", fit.Status, fit.Note.EN, fit.Parameters)
	}
	if fit.Spend != nil {
		near(t, "expected", fit.Spend.Expected(3, 20), 20, 1e-3)
	}
	t.Log(fit.Status, fit.Note.EN)
}

// heavyTail: with q < 1 there is no mean, which is said, and the plain one stands in.
func heavyTail(t *testing.T, _ map[string]float64) {
	random := rand.New(rand.NewPCG(8, 9))
	var spenders []Spender
	for i := range 4000 {
		x := 1 + i%6
		spenders = append(spenders, Spender{x, gamma(random, 2*float64(x)) / (gamma(random, 0.8) / 30) / float64(x), 1})
	}
	fit := FitGammaGamma(spenders)
	if fit.Status != Boundary || fit.Note != noteNoMean || math.Abs(fit.Parameters[1].Value-0.8) > 0.1 || fit.Spend.Expected(0, 0) != fit.Spend.Mean {
		t.Errorf("%s: %s, %v", fit.Status, fit.Note.EN, fit.Parameters)
	}
}

func scaledSpend(by float64) hardFit {
	return func(t *testing.T, theirs map[string]float64) {
		var spend Spend
		customers := cdnow(t)
		for i := range customers {
			cut := customers[i].Until(calibrationEnd)
			s := cut.Summary()
			spend.add(s, seen{historyOf(s, calibrationEnd), s.Repeat})
		}
		spenders := spend.Sorted()
		for i := range spenders {
			spenders[i].Mean *= by
		}
		for _, p := range FitGammaGamma(spenders).Parameters {
			near(t, p.Name, p.Value, theirs[p.Name], 1e-6)
		}
	}
}

// Every expected spend of hardcases.json. Where the population has no mean the peer gives a negative one or none; here the plain mean stands in.
func TestEveryHardSpend(t *testing.T) {
	const plain = 44
	want := map[string]float64{
		"x=0,m=0 (one-time buyer) -> population mean": 35.21897810218978, "x=0,m=NaN": 35.21897810218978,
		"q=0.9: infinite population mean; lifetimes gives negative": plain, "q=0.9,x=1,m=20": 52.63157894736839,
		"q=1 exactly": plain, "q=1,x=2,m=50": 65,
	}
	all := oracle[hardFits](t, "oracles/hardcases.json").GammaGamma
	if len(all) != len(want) {
		t.Errorf("%d cases, %d are tested", len(all), len(want))
	}
	for _, c := range all {
		z, known := c.M.(float64)
		if !known {
			z = math.NaN()
		}
		near(t, c.Case, (&GammaGamma{c.Params[0], c.Params[1], c.Params[2], plain}).Expected(c.X, z), want[c.Case], 1e-13)
	}
}

// A ridge is named: where every customer was seen for one opportunity alone, how often they buy and how fast they leave cannot be told apart.
func TestRidgeIsNamed(t *testing.T) {
	for name, fit := range map[string]PurchaseFit{
		"one opportunity":    FitBGBB([]Pattern{{0, 0, 1, 700}, {1, 1, 1, 300}}),
		"two opportunities":  FitBGBB([]Pattern{{0, 0, 2, 500}, {1, 1, 2, 200}, {1, 2, 2, 150}, {2, 2, 2, 150}}),
		"everybody the same": FitBGNBD([]Pattern{{2, 20, 30, 500}}),
		"everybody left":     FitBGNBD([]Pattern{{1, 1, 700, 100}, {1, 2, 700, 100}, {1, 3, 700, 100}}),
		"sixty who stay":     FitBGNBD(unending(60, 100, 64)),
		"the same, Pareto":   FitParetoNBD([]Pattern{{2, 20, 30, 500}}),
	} {
		t.Log(name, fit.Status, fit.Note.EN, fit.Parameters)
		if fit.Status == Converged || fit.Status == Failed {
			t.Errorf("%s: %s", name, fit.Status)
		}
		named := false
		for _, p := range fit.Parameters {
			named = named || strings.Contains(fit.Note.EN, " "+p.Name+" ") && strings.Contains(fit.Note.ZH, p.Name)
		}
		if !named {
			t.Errorf("%s: %q names no parameter", name, fit.Note.EN)
		}
	}
}
