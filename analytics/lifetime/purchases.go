package lifetime

import (
	"fmt"
	"math"
	"slices"

	"regulars/analytics"
)

// Purchases is a model of how often customers buy and when they leave. Times are in days, for BG/BB in opportunities.
type Purchases interface {
	// PAlive is the probability that a customer with the history is still active.
	PAlive(x int, tx, t float64) float64
	// Expected is the number of purchases expected of such a customer in the next h days.
	Expected(x int, tx, t, h float64) float64
	// Returns is the probability that such a customer buys in the next h days.
	Returns(x int, tx, t, h float64) float64
	// Variance is the variance of that number.
	Variance(x int, tx, t, h float64) float64
	// ahead is what is known of a customer with x purchases in the time t who is still active.
	ahead(x int, t float64) active
}

// PurchaseFit is a fitted purchase model.
type PurchaseFit struct {
	Fit
	Purchases Purchases // nil where there are no parameters; forecasts rest on a fit that is not usable only where it was asked for
	clock     clock
}

// Period is the opportunity to buy that the model counts, empty where it counts days.
func (f *PurchaseFit) Period() analytics.Grain { return f.clock.grain }

// Forecast is the probability that a customer, cut at a day, buys in the days after it, and the number of purchases expected; both NaN where
// there is no model or no purchase yet.
func (f *PurchaseFit) Forecast(c *analytics.Customer, s analytics.Summary, day analytics.Day, days int) (returns, expected float64) {
	if f == nil || f.Purchases == nil || s.Occasions == 0 {
		return math.NaN(), math.NaN()
	}
	h, ahead := f.clock.see(c, s, day).history, f.clock.units(day, float64(days))
	x, tx, t := int(h.x), float64(h.tx), float64(h.t)
	return f.Purchases.Returns(x, tx, t, ahead), f.Purchases.Expected(x, tx, t, ahead)
}

// The names of the purchase models.
const (
	BGNBDName     = "bgnbd"
	MBGNBDName    = "mbgnbd"
	ParetoNBDName = "paretonbd"
	BGBBName      = "bgbb"
)

// minReturning is how many customers must have bought again before four parameters are asked of them.
const minReturning = 10

// FitBGNBD fits the BG/NBD model.
func FitBGNBD(patterns []Pattern) PurchaseFit { return bgnbd.fit(patterns) }

// FitMBGNBD fits the MBG/NBD model.
func FitMBGNBD(patterns []Pattern) PurchaseFit { return mbgnbd.fit(patterns) }

// FitParetoNBD fits the Pareto/NBD model.
func FitParetoNBD(patterns []Pattern) PurchaseFit { return paretonbd.fit(patterns) }

// FitBGBB fits the BG/BB model to histories in opportunities.
func FitBGBB(patterns []Pattern) PurchaseFit { return bgbb.fit(patterns) }

// purchaseModel is how a purchase model is fitted. The third of its four parameters goes to zero where nobody leaves.
type purchaseModel struct {
	name       string
	parameters [4]string
	lasting    [4]bool       // parameters that are times
	starts     [3][3]float64 // the parameters but the second, times in units of the mean age
	discrete   bool          // time passes in opportunities
	likelihood func(*sample) surface
	model      func(values []float64) Purchases
}

var (
	bgnbd = purchaseModel{BGNBDName, [4]string{"r", "alpha", "a", "b"}, [4]bool{1: true}, geometricStarts, false, geometric{}.likelihood,
		func(v []float64) Purchases { return NewBGNBD(v[0], v[1], v[2], v[3]) }}
	mbgnbd = purchaseModel{MBGNBDName, [4]string{"r", "alpha", "a", "b"}, [4]bool{1: true}, geometricStarts, false, geometric{first: true}.likelihood,
		func(v []float64) Purchases { return NewMBGNBD(v[0], v[1], v[2], v[3]) }}
	paretonbd = purchaseModel{ParetoNBDName, [4]string{"r", "alpha", "s", "beta"}, [4]bool{1: true, 3: true}, paretoStarts, false, paretoLikelihood,
		func(v []float64) Purchases { return NewParetoNBD(v[0], v[1], v[2], v[3]) }}
	bgbb = purchaseModel{BGBBName, [4]string{"alpha", "beta", "gamma", "delta"}, [4]bool{}, bgbbStarts, true, bgbbLikelihood,
		func(v []float64) Purchases { return NewBGBB(v[0], v[1], v[2], v[3]) }}

	geometricStarts = [3][3]float64{{0.3, 0.8, 2.5}, {1, 0.5, 5}, {3, 1, 1}}
	paretoStarts    = [3][3]float64{{0.5, 0.6, 0.5}, {1, 2, 4}, {3, 0.3, 1}}
	bgbbStarts      = [3][3]float64{{1, 0.7, 3}, {0.4, 0.3, 1}, {3, 2, 20}}
)

// purchases is the model of a name with given parameters.
func purchases(name string, values []float64) Purchases { return purchaseModelOf(name).model(values) }

func purchaseModelOf(name string) *purchaseModel {
	for _, m := range []*purchaseModel{&bgnbd, &mbgnbd, &bgbb} {
		if m.name == name {
			return m
		}
	}
	return &paretonbd
}

// sample is what models are fitted to.
type sample struct {
	counts
	patterns []Pattern
	strata   []stratum
	scale    float64 // the unit of time of the strata, in units of the patterns
}

func sampleOf(patterns []Pattern, scale float64) *sample {
	return &sample{countCustomers(patterns), patterns, strata(patterns, scale), scale}
}

// inMeanAges takes the mean age as the unit of time, so that it does not matter what the unit of the patterns is.
func inMeanAges(patterns []Pattern) *sample {
	c := countCustomers(patterns)
	return sampleOf(patterns, c.age/float64(c.customers))
}

func (m *purchaseModel) fit(patterns []Pattern) PurchaseFit {
	if m.discrete {
		return m.fitTo(sampleOf(patterns, 1), nil)
	}
	return m.fitTo(inMeanAges(patterns), nil)
}

// fitTo climbs from a fit nearby, if there is one and that leads somewhere.
func (m *purchaseModel) fitTo(c *sample, near *PurchaseFit) PurchaseFit {
	if c.returning < minReturning {
		return PurchaseFit{Fit: unfitted(m.name, c.customers, len(c.patterns), TooFew, noteTooFew(c.returning))}
	}
	best, f := m.climb(c, near)
	values := make([]float64, len(best.at))
	for i, at := range best.at {
		if values[i] = math.Exp(at); m.lasting[i] {
			values[i] *= c.scale
		}
	}
	fit := fitted(m.name, m.parameters[:], values, c.customers, len(c.patterns), best, -float64(c.repeats)*math.Log(c.scale))
	if fit.Status != Converged && fit.Gradient < negligible && nobodyLeaves(f, best, float64(c.customers)) {
		fit.Status, fit.Note = Boundary, noteNobodyLeaves(m.parameters[2], m.parameters[3])
	}
	if slices.ContainsFunc(values, func(v float64) bool { return !(v > 0) || math.IsInf(v, 0) }) {
		return PurchaseFit{Fit: fit}
	}
	return PurchaseFit{Fit: fit, Purchases: m.model(values)}
}

// negligible is a difference of log-likelihoods that no test would notice (the 5 % point of χ²₁ is 3.84, halved 1.92).
const negligible = 0.5

// nobodyLeaves tells whether the data are as likely without any dropout, the limit of the model where a (or s) goes to zero. Then a and
// b (or s and beta) cannot be told apart, but forecasts do not depend on them.
func nobodyLeaves(f surface, best summit, customers float64) bool {
	limit := slices.Clone(best.at)
	limit[2] = -edge
	value, _, _ := f(limit)
	return customers*(best.value-value) < negligible
}

// ShowsLeaving tells whether the customers' purchases show who has left for good. Where they do not, every customer counts as likely
// active, which is no finding.
func (f *PurchaseFit) ShowsLeaving() bool { return f.Status == Converged || f.Status == Given }

// nearby are the models one step to either side of the fit, by the logarithm of one parameter.
func (f *PurchaseFit) nearby(parameter int, step float64) (below, above Purchases) {
	low, high := make([]float64, len(f.Parameters)), make([]float64, len(f.Parameters))
	for i, p := range f.Parameters {
		low[i], high[i] = p.Value, p.Value
	}
	low[parameter] *= math.Exp(-step)
	high[parameter] *= math.Exp(step)
	return purchases(f.Model, low), purchases(f.Model, high)
}

// climb climbs from several starts.
func (m *purchaseModel) climb(c *sample, near *PurchaseFit) (best summit, f surface) {
	often := float64(c.repeats) / float64(c.customers)
	if m.discrete {
		often = float64(c.repeats) / (c.age - float64(c.repeats) + 1)
	}
	f = m.likelihood(c)
	if near != nil {
		if best = climb(f, m.logarithms(near, c.scale)); best.reached {
			return best, f
		}
	}
	var starts [][]float64
	for _, s := range m.starts {
		r := math.Log(s[0])
		starts = append(starts, []float64{r, r - math.Log(often), math.Log(s[1]), math.Log(s[2])})
	}
	return m.climbAll(f, c, starts), f
}

// logarithms are those of a fit's parameters, in units of a scale.
func (m *purchaseModel) logarithms(of *PurchaseFit, scale float64) []float64 {
	at := make([]float64, len(of.Parameters))
	for i, p := range of.Parameters {
		if at[i] = math.Log(p.Value); m.lasting[i] {
			at[i] -= math.Log(scale)
		}
	}
	return at
}

// many is how many patterns are too many to try every start on.
const many = 40_000

// climbAll tries the starts on a part of the patterns where these are many, and climbs on all from where that leads; if it leads nowhere,
// from the first start as well.
func (m *purchaseModel) climbAll(f surface, c *sample, starts [][]float64) summit {
	if len(c.patterns) <= many {
		return climbFrom(f, starts)
	}
	return climbOn(f, m.likelihood(sampleOf(thinned(c.patterns), c.scale)), starts)
}

// climbOn climbs on all from where a climb on a part leads.
func climbOn(all, part surface, starts [][]float64) summit {
	s := climb(all, climbFrom(part, starts).at)
	if s.reached {
		return s
	}
	return higher(climb(all, starts[0]), s)
}

// thinned takes an item every so often, from a sorted list some of each kind.
func thinned[T any](list []T) []T {
	var some []T
	for i := 0; i < len(list); i += 2 * len(list) / many {
		some = append(some, list[i])
	}
	return some
}

type counts struct {
	customers, returning, repeats int
	age                           float64 // days, summed over customers
}

func countCustomers(patterns []Pattern) (c counts) {
	for _, p := range patterns {
		c.customers += p.Customers
		c.repeats += p.X * p.Customers
		c.age += p.T * float64(p.Customers)
		if p.X > 0 {
			c.returning += p.Customers
		}
	}
	return c
}

func noteTooFew(returning int) Note {
	return Note{
		fmt.Sprintf("Only %d customers have bought again; a forecast needs at least %d.", returning, minReturning),
		fmt.Sprintf("只有 %d 位客户再次购买；预测至少需要 %d 位。", returning, minReturning),
	}
}
