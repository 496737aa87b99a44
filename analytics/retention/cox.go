package retention

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
	"regulars/analytics"
)

// Cox is a fit of the proportional hazards model (Cox 1972).
//
// Assumptions. Whatever the rate of events is at a time, that of a customer with covariates x is exp(β'x) times as high as that of
// one with x = 0, by the same factor at all times; who is no longer watched is otherwise like who is. With the sums S over those at
// risk and D over the d with the event at a time, of exp(β'x), of x exp(β'x) and of xx' exp(β'x), the logarithm of the partial
// likelihood, its gradient and the information are, summed over times and over l = 0 … d−1, with f = l/d,
//
//	L  = β'x of the events − log(S₀ − f D₀)                                 Efron (1977); with f = 0, Breslow (1974)
//	U  = x of the events − m,  m = (S₁ − f D₁)/(S₀ − f D₀)
//	I  = (S₂ − f D₂)/(S₀ − f D₀) − m m'
//
// Whether the factor is the same at all times is told by the score test of β + γ g(t) having γ = 0, with g(t) = 1 − S(t−), one less the
// Kaplan–Meier survival of all just before, centred over the events (Grambsch & Therneau 1994; R's cox.zph with transform "km").
//
// Events of one day are ties; Efron's way takes them as having come one after the other in an order that is not known.
type Cox struct {
	Coefficients, SE []float64
	Null             float64 // log partial likelihood at β = 0
	LogLikelihood    float64
	Score, Wald      float64 // χ² of β = 0, as many degrees of freedom as covariates
	Drift            []Drift // of each coefficient over time
	DriftAll         float64 // χ² of none of them changing, as many degrees of freedom
	Converged        bool    // else nothing but Null is known: the events tell no finite β
}

// Drift is the test of one coefficient being the same at all times.
type Drift struct {
	ChiSquared float64 // one degree of freedom
	Rises      bool    // the coefficient rises with time rather than falls
}

// P is the chance of as much drift as seen where there is none.
func (d Drift) P() float64 { return distuv.ChiSquared{K: 1}.Survival(d.ChiSquared) }

// Ties says how events of one day are counted.
type Ties int

// The ways to count ties.
const (
	Efron Ties = iota
	Breslow
)

// coxMoment is what one time with events adds: those at risk and the events of each sample.
type coxMoment struct{ atRisk, events []float64 }

const coxSteps = 50

// CoxOf fits the model to samples with ascending times, whose customers have the covariates x each.
func CoxOf(ties Ties, x [][]float64, samples ...[]Count) Cox {
	var moments []coxMoment
	walk(samples, func(atRisk, events []float64) {
		both := append(append(make([]float64, 0, 2*len(samples)), atRisk...), events...)
		moments = append(moments, coxMoment{both[:len(samples)], both[len(samples):]})
	})
	if len(moments) == 0 || len(x[0]) == 0 {
		return Cox{}
	}
	f := newCoxFit(ties, x, moments)
	f.at(f.beta)
	c := Cox{Null: f.likelihood}
	step, ok := f.step()
	if !ok {
		return c
	}
	c.Score = mat.Dot(f.gradients(), step)
	for range coxSteps {
		decrement := mat.Dot(f.gradients(), step)
		if !f.climb(step) {
			return c
		}
		if step, ok = f.step(); !ok {
			return c
		}
		if decrement < 1e-20 {
			return f.result(c)
		}
	}
	return c
}

// coxFit holds the likelihood, its gradient and the information at β.
type coxFit struct {
	ties        Ties
	x           [][]float64
	moments     []coxMoment
	beta        *mat.VecDense
	likelihood  float64
	gradient    []float64
	information []float64 // by rows, the upper half
	relative    []float64 // exp(β'x) of each sample
	risk, event coxSums
}

// coxSums are sums of exp(β'x), of x exp(β'x) and of xx' exp(β'x), the last by rows.
type coxSums struct {
	zero     float64
	one, two []float64
}

func newCoxFit(ties Ties, x [][]float64, moments []coxMoment) *coxFit {
	p := len(x[0])
	sums := func() coxSums { return coxSums{one: make([]float64, p), two: make([]float64, p*p)} }
	return &coxFit{ties: ties, x: x, moments: moments, beta: mat.NewVecDense(p, nil), gradient: make([]float64, p),
		information: make([]float64, p*p), relative: make([]float64, len(x)), risk: sums(), event: sums()}
}

func (s *coxSums) of(n, relative []float64, x [][]float64) {
	s.zero = 0
	clear(s.one)
	clear(s.two)
	for k, w := range relative {
		if n[k] == 0 {
			continue
		}
		w *= n[k]
		s.zero += w
		for i, a := range x[k] {
			s.one[i] += w * a
			for j, b := range x[k] {
				s.two[i*len(s.one)+j] += w * a * b
			}
		}
	}
}

// at evaluates the likelihood and its derivatives.
func (f *coxFit) at(beta *mat.VecDense) {
	f.likelihood = 0
	clear(f.gradient)
	clear(f.information)
	for k, x := range f.x {
		f.relative[k] = math.Exp(mat.Dot(beta, mat.NewVecDense(len(x), x)))
	}
	for _, m := range f.moments {
		f.enter(m, beta)
	}
}

// enter adds the events of one time.
func (f *coxFit) enter(m coxMoment, beta *mat.VecDense) {
	f.risk.of(m.atRisk, f.relative, f.x)
	f.event.of(m.events, f.relative, f.x)
	d := 0.0
	for k, n := range m.events {
		d += n
		for i, x := range f.x[k] {
			f.likelihood += n * x * beta.AtVec(i)
			f.gradient[i] += n * x
		}
	}
	f.add(d)
}

// add takes the d events of a time off the likelihood. With s = S₀ − f D₀, every sum over the events is one of 1/s and 1/s²: m is
// D₁/D₀ + (S₁ − S₀D₁/D₀)/s, and the part with S₂ likewise.
func (f *coxFit) add(d float64) {
	logs, one, two := f.ties.sums(d, f.risk.zero, f.event.zero)
	f.likelihood -= logs
	p := len(f.gradient)
	for i := range p {
		a, b := f.split(f.risk.one[i], f.event.one[i])
		f.gradient[i] -= d*a + b*one
		for j := i; j < p; j++ {
			a2, b2 := f.split(f.risk.two[i*p+j], f.event.two[i*p+j])
			aj, bj := f.split(f.risk.one[j], f.event.one[j])
			f.information[i*p+j] += d*a2 + b2*one - d*a*aj - (a*bj+b*aj)*one - b*bj*two
		}
	}
}

// split writes (S − f D)/s as a + b/s.
func (f *coxFit) split(risk, event float64) (a, b float64) {
	if f.ties == Breslow {
		return 0, risk
	}
	a = event / f.event.zero
	return a, risk - f.risk.zero*a
}

// sums are those of log s, 1/s and 1/s² over the d events of a time.
func (t Ties) sums(d, risk, event float64) (logs, one, two float64) {
	if t == Breslow {
		return d * math.Log(risk), d / risk, d / (risk * risk)
	}
	product := 1.0
	for l := range int(d) {
		s := risk - float64(l)/d*event
		if product *= s / risk; product < 1e-200 {
			logs += math.Log(product)
			product = 1
		}
		one += 1 / s
		two += 1 / (s * s)
	}
	return logs + math.Log(product) + d*math.Log(risk), one, two
}

// step is Newton's; there is none where the information is not positive.
func (f *coxFit) step() (*mat.VecDense, bool) {
	var c mat.Cholesky
	var step mat.VecDense
	if !c.Factorize(mat.NewSymDense(len(f.gradient), f.information)) || c.SolveVecTo(&step, f.gradients()) != nil {
		return nil, false
	}
	return &step, true
}

func (f *coxFit) gradients() *mat.VecDense { return mat.NewVecDense(len(f.gradient), f.gradient) }

// climb goes along a step, or a part of it, as far as the likelihood does not fall.
func (f *coxFit) climb(step *mat.VecDense) bool {
	before := f.likelihood
	for part := 1.0; part > 1e-6; part /= 2 {
		var next mat.VecDense
		next.AddScaledVec(f.beta, part, step)
		f.at(&next)
		if f.likelihood >= before-1e-12*math.Abs(before) {
			f.beta = &next
			return true
		}
	}
	return false
}

func (f *coxFit) result(c Cox) Cox {
	var cholesky mat.Cholesky
	var inverse mat.SymDense
	information := mat.NewSymDense(len(f.gradient), f.information)
	if !cholesky.Factorize(information) || cholesky.InverseTo(&inverse) != nil {
		return c
	}
	c.LogLikelihood, c.Converged, c.Wald = f.likelihood, true, mat.Inner(f.beta, information, f.beta)
	for i := range f.beta.Len() {
		c.Coefficients = append(c.Coefficients, f.beta.AtVec(i))
		c.SE = append(c.SE, math.Sqrt(inverse.At(i, i)))
	}
	c.Drift, c.DriftAll = f.drift()
	return c
}

// drift tests each coefficient, and all, for changing with time. It takes the likelihood apart by time, so it comes last.
func (f *coxFit) drift() (each []Drift, all float64) {
	p := f.beta.Len()
	score, information := mat.NewVecDense(2*p, nil), mat.NewSymDense(2*p, nil)
	at := f.times()
	for t, m := range f.moments {
		clear(f.gradient)
		clear(f.information)
		f.enter(m, f.beta)
		for i := range p {
			score.SetVec(p+i, score.AtVec(p+i)+at[t]*f.gradient[i])
			for j := range p {
				v := f.information[min(i, j)*p+max(i, j)]
				information.SetSym(i, p+j, information.At(i, p+j)+at[t]*v)
				if j >= i {
					information.SetSym(i, j, information.At(i, j)+v)
					information.SetSym(p+i, p+j, information.At(p+i, p+j)+at[t]*at[t]*v)
				}
			}
		}
	}
	tested := make([]int, p, 2*p)
	for i := range p {
		tested[i] = i
	}
	for i := range p {
		each = append(each, Drift{scoreTest(score, information, append(tested, p+i)), score.AtVec(p+i) > 0})
	}
	for i := range p {
		tested = append(tested, p+i)
	}
	return each, scoreTest(score, information, tested)
}

// times are g at each time, less its mean over the events.
func (f *coxFit) times() []float64 {
	g, survival, mean, events := make([]float64, len(f.moments)), 1.0, 0.0, 0.0
	for t, m := range f.moments {
		d := floats.Sum(m.events)
		g[t] = 1 - survival
		mean, events = mean+d*g[t], events+d
		survival *= 1 - d/floats.Sum(m.atRisk)
	}
	floats.AddConst(-mean/events, g)
	return g
}

// scoreTest is u'I⁻¹u of some parameters; NaN where their information is not positive, as where all events come at one time.
func scoreTest(score *mat.VecDense, information *mat.SymDense, of []int) float64 {
	u, v := mat.NewVecDense(len(of), nil), mat.NewSymDense(len(of), nil)
	for i, a := range of {
		u.SetVec(i, score.AtVec(a))
		for j, b := range of[i:] {
			v.SetSym(i, i+j, information.At(a, b))
		}
	}
	var c mat.Cholesky
	var solved mat.VecDense
	if !c.Factorize(v) || c.SolveVecTo(&solved, u) != nil {
		return math.NaN()
	}
	return mat.Dot(u, &solved)
}

// Ratio is how many times as often as in the rest events come in a group, at any time, with its 95 % interval: the hazard ratio of
// the group against all others of the grouping. NaN where one of the two has no events.
type Ratio struct {
	Ratio, Low, High float64
	Drift            Drift // tells whether it is the same at all times
}

// Changes tells whether the ratio changes with time by more than chance; Ratio is then an average.
func (r Ratio) Changes() bool { return analytics.Told(r.Drift.P()) }

// Verdict tells whether events come more often than in the rest, less often, or as often for all that can be told.
func (r Ratio) Verdict() analytics.Verdict { return analytics.Apart(r.Low, r.High, 1, 1) }

// mostRatio is the largest logarithm of a ratio that is told; beyond it, the events tell no finite one.
const mostRatio = 15

// Ratios are the hazard ratios of the groups of a grouping, in the order of [Survival.Groups].
func (s *Survival) Ratios(by string) (ratios []Ratio) {
	g := s.grouping(by)
	if len(g.groups) < 2 {
		return nil
	}
	for _, label := range g.labels() {
		var rest counts
		for other, c := range g.groups {
			if other != label {
				rest.merge(c)
			}
		}
		ratios = append(ratios, ratioOf(g.groups[label].list(), rest.list()))
	}
	return ratios
}

func ratioOf(group, rest []Count) Ratio {
	c := CoxOf(Efron, [][]float64{{1}, {0}}, group, rest)
	if !c.Converged || math.Abs(c.Coefficients[0]) > mostRatio {
		return Ratio{math.NaN(), math.NaN(), math.NaN(), Drift{ChiSquared: math.NaN()}}
	}
	b, half := c.Coefficients[0], analytics.Z*c.SE[0]
	return Ratio{math.Exp(b), math.Exp(b - half), math.Exp(b + half), c.Drift[0]}
}
