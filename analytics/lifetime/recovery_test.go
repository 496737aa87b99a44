package lifetime

import (
	"flag"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
)

var long = flag.Bool("long", false, "recover the parameters of each model from 200 sets of 5,000 customers, instead of 24 of 1,500")

// ahead is how far the simulated customers are followed after they were last seen, in days or opportunities.
const ahead = 26

// lived is a simulated history and the purchases after it.
type lived struct {
	Pattern
	then int
}

// world is a model with its truth, and how to draw a customer from it.
type world struct {
	name  string
	truth []float64
	fit   func([]Pattern) PurchaseFit
	live  func(random *rand.Rand, truth []float64) lived
}

var worlds = []world{
	{BGNBDName, []float64{0.8, 6, 0.9, 2.5}, FitBGNBD, liveGeometric(false)},
	{MBGNBDName, []float64{0.8, 6, 0.6, 2.5}, FitMBGNBD, liveGeometric(true)},
	{ParetoNBDName, []float64{0.8, 6, 0.9, 30}, FitParetoNBD, livePareto},
	{BGBBName, []float64{1.2, 0.75, 0.65, 2.8}, FitBGBB, liveTrying},
}

// liveGeometric draws who leaves after a purchase.
func liveGeometric(first bool) func(*rand.Rand, []float64) lived {
	return func(random *rand.Rand, truth []float64) lived {
		rate, leave := gamma(random, truth[0])/truth[1], beta(random, truth[2], truth[3])
		gone := first && random.Float64() < leave
		return buying(random, rate, math.Inf(1), func() bool { return gone || random.Float64() < leave }, gone)
	}
}

// livePareto draws who leaves at a time.
func livePareto(random *rand.Rand, truth []float64) lived {
	rate, leave := gamma(random, truth[0])/truth[1], gamma(random, truth[2])/truth[3]
	return buying(random, rate, random.ExpFloat64()/leave, func() bool { return false }, false)
}

// buying is a customer of 26 to 78 weeks who buys at a rate until the end, or until leaving after a purchase.
func buying(random *rand.Rand, rate, end float64, leaves func() bool, gone bool) lived {
	c := lived{Pattern: Pattern{T: 26 + 52*random.Float64(), Customers: 1}}
	for at := random.ExpFloat64() / rate; !gone && at < min(end, c.T+ahead); at += random.ExpFloat64() / rate {
		if at > c.T {
			c.then++
		} else {
			c.X, c.TX = c.X+1, at
		}
		gone = leaves()
	}
	return c
}

// liveTrying draws a customer of 6 to 18 opportunities under BG/BB.
func liveTrying(random *rand.Rand, truth []float64) lived {
	p, leave := beta(random, truth[0], truth[1]), beta(random, truth[2], truth[3])
	c := lived{Pattern: Pattern{T: float64(6 + random.IntN(13)), Customers: 1}}
	for at := 1.0; at <= c.T+ahead && random.Float64() >= leave; at++ {
		switch bought := random.Float64() < p; {
		case bought && at > c.T:
			c.then++
		case bought:
			c.X, c.TX = c.X+1, at
		}
	}
	return c
}

func (w *world) draw(customers int, seed uint64) []lived {
	random := rand.New(rand.NewPCG(seed, 2026))
	all := make([]lived, customers)
	for i := range all {
		all[i] = w.live(random, w.truth)
	}
	return all
}

func patternsLived(all []lived) []Pattern {
	patterns := make([]Pattern, len(all))
	for i := range all {
		patterns[i] = all[i].Pattern
	}
	return patterns
}

// recovered is what became of one parameter over many sets: errors of its logarithm, the scale of the fit, in all and in standard errors.
type recovered struct {
	name               string
	sets, covered      int
	sum, square, claim float64 // of the errors, and of the variances that the fits claim
}

func (r *recovered) add(p Parameter, truth float64) {
	miss, se := math.Log(p.Value/truth), p.SE/p.Value
	r.sets++
	r.sum += miss
	r.square += miss * miss
	r.claim += se * se
	if math.Abs(miss) < 1.959963984540054*se {
		r.covered++
	}
}

// bias is the mean error in Monte Carlo standard errors.
func (r *recovered) bias() float64 {
	n := float64(r.sets)
	mean := r.sum / n
	return mean / math.Sqrt((r.square/n-mean*mean)/(n-1))
}

// refit fits many sets, two at a time.
func refit(t *testing.T, sets int, fit func(set int) (Fit, []float64)) []recovered {
	t.Helper()
	fits := make([]Fit, sets)
	var truth []float64
	var all sync.WaitGroup
	turn := make(chan struct{}, 2)
	for i := range sets {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			f, of := fit(i)
			fits[i] = f
			if i == 0 {
				truth = of
			}
		})
	}
	all.Wait()
	var list []recovered
	for _, f := range fits {
		if f.Status != Converged {
			t.Fatalf("%s: %s", f.Model, f.Note.EN)
		}
		for i, p := range f.Parameters {
			if len(list) <= i {
				list = append(list, recovered{name: p.Name})
			}
			list[i].add(p, truth[i])
		}
	}
	return list
}

// judge reports and checks: each bias against its Monte Carlo error, and the coverage of 95 % intervals over the parameters of the model.
func judgeRecovery(t *testing.T, model string, list []recovered) {
	t.Helper()
	covered, sets, limit, off := 0, 0, 2.0, 0.02
	if !*long { // so few sets that chance alone goes further: a bias in one of 20 parameters, a coverage of one or two sets of 24
		limit, off = 3.5, 0.095
	}
	for _, r := range list {
		n := float64(r.sets)
		t.Logf("%s %-5s %d sets: bias %+.3f%% (%+.2f Monte Carlo standard errors), spread %.3f, claimed %.3f, 95%% intervals cover %.1f%%",
			model, r.name, r.sets, 100*r.sum/n, r.bias(), math.Sqrt(r.square/n), math.Sqrt(r.claim/n), 100*float64(r.covered)/n)
		covered, sets = covered+r.covered, sets+r.sets
		if math.Abs(r.bias()) > limit {
			t.Errorf("%s: the bias of %s is %.2f Monte Carlo standard errors", model, r.name, r.bias())
		}
	}
	share := float64(covered) / float64(sets)
	t.Logf("%s: 95%% intervals cover %.1f%%", model, 100*share)
	if math.Abs(share-0.95) > off {
		t.Errorf("%s: 95%% intervals cover %.1f%%", model, 100*share)
	}
}

func size() (sets, customers int) {
	if *long {
		return 200, 5000
	}
	return 24, 1500
}

func TestRecoverPurchases(t *testing.T) {
	sets, customers := size()
	for _, w := range worlds {
		judgeRecovery(t, w.name, refit(t, sets, func(set int) (Fit, []float64) {
			return w.fit(patternsLived(w.draw(customers, uint64(set)))).Fit, w.truth
		}))
	}
}

func TestRecoverSpend(t *testing.T) {
	sets, customers := size()
	truth := []float64{6, 4, 15}
	judgeRecovery(t, GammaGammaName, refit(t, sets, func(set int) (Fit, []float64) {
		random := rand.New(rand.NewPCG(uint64(set), 2027))
		spenders := make([]Spender, customers)
		for i := range spenders {
			x := 1 + random.IntN(8)
			spenders[i] = Spender{x, gamma(random, truth[0]*float64(x)) / (gamma(random, truth[1]) / truth[2]) / float64(x), 1}
		}
		return FitGammaGamma(spenders).Fit, truth
	}))
}

// hits is how often the interval that holds nine in ten outcomes held what a customer did. As the number of purchases is discrete, the plain
// interval holds more, up to all outcomes of a customer who hardly buys. Exactly nine in ten is what it must hold when an outcome at a bound counts by
// the part of its probability that lies within the 5 % and 95 % points.
type hits struct{ customers, plain, exact float64 }

func (s *hits) add(p *prospects, c *lived) {
	atMost := p.distribution(c)
	below, upTo := 0.0, atMost(c.then)
	if c.then > 0 {
		below = atMost(c.then - 1)
	}
	s.customers++
	if upTo >= lowest && below < highest {
		s.plain++
	}
	if just := upTo - below; just > 0 {
		s.exact += max(0, min(upTo, highest)-max(below, lowest)) / just
	}
}

// distribution gives the probability of n purchases at most, over the models around the fit.
func (p *prospects) distribution(c *lived) func(n int) float64 {
	ahead := p.make(c.X, c.T, p.rules(c.X))
	return func(n int) float64 {
		var more [most]float64
		for i, m := range p.models {
			if n < len(ahead.more) {
				more[i] = m.PAlive(c.X, c.TX, c.T) * ahead.more[n][i]
			}
		}
		return 1 - p.mean(&more)
	}
}

// The 90 % intervals of single customers hold nine in ten of what they did after they were last seen.
func TestPurchaseIntervals(t *testing.T) {
	sets, customers := 2, 1500
	if *long {
		sets, customers = 20, 5000
	}
	for _, w := range worlds {
		var s hits
		for set := range sets {
			all := w.draw(customers, uint64(1000+set))
			fit := w.fit(patternsLived(all))
			if fit.Status != Converged {
				t.Fatal(fit.Note.EN)
			}
			p := newProspects(&fit, outlook{horizon: ahead, rate: 0}, nil)
			for i := range all {
				s.add(p, &all[i])
			}
		}
		t.Logf("%s: 90%% intervals of %g customers hold %.1f%% of the outcomes, %.1f%% by the parts at the bounds", w.name, s.customers, 100*s.plain/s.customers, 100*s.exact/s.customers)
		if share := s.exact / s.customers; share < 0.88 || share > 0.92 || s.plain < s.exact {
			t.Errorf("%s: 90%% intervals hold %.1f%%", w.name, 100*share)
		}
	}
}
