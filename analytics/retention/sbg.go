package retention

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"regulars/analytics"
)

// The shifted-beta-geometric model (Fader & Hardie 2007, "How to project customer retention").
//
// Assumptions. A customer leaves at the end of each period with the same chance θ throughout, and never comes back. θ differs
// between customers as a beta distribution with parameters α and β. Nothing about a customer changes with time: the share
// that stays rises only because those who leave easily leave first.
//
//	P(T=1) = α/(α+β)                                                  Fader & Hardie (2007), equation 5
//	r(t) = S(t)/S(t−1) = (β+t−1)/(α+β+t−1)                            equation 7
//	S(t) = Π r(i), i ≤ t = B(α, β+t)/B(α, β)                          equation 6
//	log L = Σ lost(t) log(1−r(t)) S(t−1) + left log S(last)           equation B3, with several cohorts pooled:
//	      = Σ stayed(t) log(β+t−1) + lost(t) log α − (stayed(t)+lost(t)) log(α+β+t−1)
//	DEL = Σ S(t)/(1+d)^t, t ≥ 0                                       Fader & Hardie (2010), equation 5
//	DERL(n) = Σ S(t)/S(n−1) / (1+d)^(t−n), t ≥ n                      equation 6
//
// Where α and β grow without limit at a fixed α/(α+β), everybody has the same θ: the geometric model. Data that cannot be
// told from it leave α and β unknown and fix their ratio alone.

// Renewal is how many customers stayed and how many left in one period after their first.
type Renewal struct{ Stayed, Lost float64 }

// FitStatus says how a fit ended.
type FitStatus string

// The ways the fit can end. Short of [Converged], [SBG.At] is the limit of the model that fits best, if any.
const (
	Converged     FitStatus = "converged"
	NotIdentified FitStatus = "not identified"    // customers cannot be told to differ: only α/(α+β) is known
	Boundary      FitStatus = "boundary"          // nobody left, everybody left, or nobody left after the first period
	TooFew        FitStatus = "too few customers" // not tried
)

// SBG is a fitted shifted-beta-geometric model.
type SBG struct {
	Alpha, Beta     float64 // NaN where there is no finite estimate
	SEAlpha, SEBeta float64 // NaN unless converged
	LogLikelihood   float64
	Mean            float64 // α/(α+β), the share lost in the first period
	Gradient        float64 // greatest absolute derivative of the log-likelihood by log α and log β; NaN unless it has a summit
	Status          FitStatus
	covariance      *mat.SymDense // of log α and log β
	leveled         bool          // nobody leaves after the first period
}

// identified is how much better than the geometric model the fit must be: half of the 95 % point of the mixture of χ² with 0 and
// 1 degrees of freedom, which holds where the parameter tested lies on its boundary (Self & Liang 1987, case 5).
const identified = 2.705543454095404 / 2

// FitSBG fits the model to periods in order, period 1 first. Dispersion, at least 1, widens the errors by how much more cohorts
// differ than chance would make them.
func FitSBG(periods []Renewal, dispersion float64) SBG {
	stayed, lost := 0.0, 0.0
	for _, p := range periods {
		stayed, lost = stayed+p.Stayed, lost+p.Lost
	}
	nan := math.NaN()
	f := SBG{Alpha: nan, Beta: nan, SEAlpha: nan, SEBeta: nan, LogLikelihood: nan, Gradient: nan, Mean: lost / (stayed + lost), Status: TooFew}
	switch {
	case stayed+lost == 0:
		return f
	case stayed == 0 || lost == 0:
		f.Status, f.LogLikelihood = Boundary, 0
		return f
	}
	f.LogLikelihood = lost*math.Log(f.Mean) + stayed*math.Log1p(-f.Mean)
	if first := periods[0]; first.Lost == lost && stayed > first.Stayed {
		f.Status, f.leveled, f.Mean = Boundary, true, lost/(first.Stayed+lost)
		f.LogLikelihood = lost * math.Log(f.Mean)
		if first.Stayed > 0 {
			f.LogLikelihood += first.Stayed * math.Log1p(-f.Mean)
		}
		return f
	}
	f.Status = NotIdentified
	f.climb(periods, max(1, dispersion))
	return f
}

// climb looks for a summit with finite parameters, and takes it where it is clearly higher than the geometric model.
func (f *SBG) climb(periods []Renewal, dispersion float64) {
	best, x := f.LogLikelihood, [2]float64{}
	for _, size := range []float64{0.3, 1, 4, 30, 300} {
		y, height, ok := summit(periods, [2]float64{math.Log(size * f.Mean), math.Log(size * (1 - f.Mean))})
		if ok && height > best {
			best, x = height, y
		}
	}
	if best == f.LogLikelihood {
		return
	}
	gain := best - f.LogLikelihood
	_, gradient, hessian := renewals(periods, x)
	f.LogLikelihood, f.Gradient = best, max(math.Abs(gradient[0]), math.Abs(gradient[1]))
	f.Alpha, f.Beta = math.Exp(x[0]), math.Exp(x[1])
	f.Mean = f.Alpha / (f.Alpha + f.Beta)
	if covariance := inverse(hessian, dispersion); gain/dispersion > identified && covariance != nil {
		f.Status, f.covariance = Converged, covariance
		f.SEAlpha, f.SEBeta = f.Alpha*math.Sqrt(covariance.At(0, 0)), f.Beta*math.Sqrt(covariance.At(1, 1))
	}
}

// far is the logarithm beyond which a parameter counts as without limit.
const far = 20

// summit climbs from a start; it is not ok where the way leads without end along a ridge.
func summit(periods []Renewal, start [2]float64) (at [2]float64, height float64, ok bool) {
	problem := optimize.Problem{
		Func: func(x []float64) float64 { v, _, _ := renewals(periods, [2]float64(x)); return -v },
		Grad: func(g, x []float64) {
			_, d, _ := renewals(periods, [2]float64(x))
			g[0], g[1] = -d[0], -d[1]
		},
		Hess: func(h *mat.SymDense, x []float64) {
			_, _, m := renewals(periods, [2]float64(x))
			h.SetSym(0, 0, -m[0])
			h.SetSym(0, 1, -m[1])
			h.SetSym(1, 1, -m[2])
		},
	}
	r, _ := optimize.Minimize(problem, start[:], &optimize.Settings{MajorIterations: 200, GradientThreshold: 1e-9}, &optimize.Newton{})
	if r == nil || math.Abs(r.X[0]) > far || math.Abs(r.X[1]) > far {
		return at, height, false
	}
	at = polish(periods, [2]float64(r.X))
	height, gradient, _ := renewals(periods, at)
	return at, height, max(math.Abs(gradient[0]), math.Abs(gradient[1])) < 1e-6*(1+math.Abs(height)) && !math.IsNaN(height)
}

// polish takes plain Newton steps as long as they make the gradient smaller, where rounding hides what is left of the slope.
func polish(periods []Renewal, x [2]float64) [2]float64 {
	_, g, h := renewals(periods, x)
	for range 20 {
		det := h[0]*h[2] - h[1]*h[1]
		y := [2]float64{x[0] - (h[2]*g[0]-h[1]*g[1])/det, x[1] - (h[0]*g[1]-h[1]*g[0])/det}
		_, slope, curve := renewals(periods, y)
		if !(math.Hypot(slope[0], slope[1]) < math.Hypot(g[0], g[1])) {
			break
		}
		x, g, h = y, slope, curve
	}
	return x
}

// renewals is the log-likelihood at log α and log β with its gradient and Hessian (αα, αβ, ββ) by these logarithms.
func renewals(periods []Renewal, x [2]float64) (value float64, gradient [2]float64, hessian [3]float64) {
	a, b := math.Exp(x[0]), math.Exp(x[1])
	for i, p := range periods {
		t := float64(i)
		if n := p.Stayed + p.Lost; n > 0 {
			stay, both := b+t, a+b+t
			value += p.Stayed*math.Log(stay) + p.Lost*x[0] - n*math.Log(both)
			gradient[0] += p.Lost - n*a/both
			gradient[1] += p.Stayed*b/stay - n*b/both
			hessian[0] -= n * a * (b + t) / (both * both)
			hessian[1] += n * a * b / (both * both)
			hessian[2] += p.Stayed*b*t/(stay*stay) - n*b*(a+t)/(both*both)
		}
	}
	return value, gradient, hessian
}

// inverse is the covariance that belongs to a Hessian; nil where it is not that of a summit.
func inverse(h [3]float64, dispersion float64) *mat.SymDense {
	var c mat.Cholesky
	if !c.Factorize(mat.NewSymDense(2, []float64{-h[0], -h[1], -h[1], -h[2]})) {
		return nil
	}
	var covariance mat.SymDense
	if c.InverseTo(&covariance) != nil {
		return nil
	}
	covariance.ScaleSym(dispersion, &covariance)
	return &covariance
}

// At is the share of customers who stay for t periods or more; NaN where the fit was not tried.
func (f SBG) At(t int) float64 {
	if t <= 0 && f.Status != TooFew {
		return 1
	}
	switch {
	case f.Status == TooFew:
		return math.NaN()
	case f.leveled:
		return 1 - f.Mean
	case math.IsNaN(f.Alpha):
		return math.Pow(1-f.Mean, float64(t))
	}
	return f.after(f.Beta, t)
}

// after is Π (b+i)/(α+b+i) over t periods.
func (f SBG) after(b float64, t int) float64 {
	share := 1.0
	for i := range t {
		share *= (b + float64(i)) / (f.Alpha + b + float64(i))
	}
	return share
}

// Rate is the share of those who stayed t−1 periods who stay one more; t counts from 1.
func (f SBG) Rate(t int) float64 {
	switch {
	case f.Status == TooFew:
		return math.NaN()
	case f.leveled && t > 1:
		return 1
	case math.IsNaN(f.Alpha):
		return 1 - f.Mean
	}
	i := float64(t - 1)
	return (f.Beta + i) / (f.Alpha + f.Beta + i)
}

// Band is the 95 % interval of [SBG.At] by the delta method on log(−log S), so that it stays within 0 and 1; NaN unless the fit
// converged. It is that of the estimate: what chance adds for a cohort of a certain size is not in it.
func (f SBG) Band(t int) (low, high float64) {
	if f.covariance == nil {
		return math.NaN(), math.NaN()
	}
	if t <= 0 {
		return 1, 1
	}
	s, da, db := f.At(t), 0.0, 0.0
	for i := range t { // log S by log α and log β
		b, both := f.Beta+float64(i), f.Alpha+f.Beta+float64(i)
		da -= f.Alpha / both
		db += f.Beta/b - f.Beta/both
	}
	c := f.covariance
	variance := da*da*c.At(0, 0) + 2*da*db*c.At(0, 1) + db*db*c.At(1, 1)
	w := math.Exp(analytics.Z * math.Sqrt(variance) / -math.Log(s))
	return math.Pow(s, w), math.Pow(s, 1/w)
}

// Lifetime is how many periods a new customer stays in the mean, the first included, with later ones discounted at a rate a
// period: DEL. It is infinite where somebody stays for ever undiscounted.
func (f SBG) Lifetime(rate float64) float64 { return f.discounted(1, rate) }

// Residual is the discounted number of further periods of a customer who has just stayed for n−1 periods and is about to decide
// again: DERL, n from 1.
func (f SBG) Residual(n int, rate float64) float64 { return f.Rate(n) * f.discounted(n+1, rate) }

// discounted is Σ over k ≥ 0 of the share that stays k periods more, of those about to enter period n+1 for sure, by (1+rate)^k.
func (f SBG) discounted(n int, rate float64) float64 {
	switch {
	case f.Status == TooFew || rate < 0:
		return math.NaN()
	case f.leveled && (n > 1 || rate == 0):
		return (1 + rate) / rate
	case f.leveled:
		return 1 + (1-f.Mean)/rate
	case math.IsNaN(f.Alpha):
		return 1 / (1 - (1-f.Mean)/(1+rate))
	case rate == 0:
		return f.undiscounted(n)
	}
	sum, term := 0.0, 1.0
	for t := n; term > sum*rate*1e-17; t++ {
		sum += term
		term *= f.Rate(t) / (1 + rate)
	}
	return sum
}

// undiscounted is 2F1(1, b; α+b; 1) with b = β+n−1, which is (α+b−1)/(α−1) by Gauss's theorem, and infinite at α ≤ 1.
func (f SBG) undiscounted(n int) float64 {
	if f.Alpha <= 1 {
		return math.Inf(1)
	}
	return (f.Alpha + f.Beta + float64(n) - 2) / (f.Alpha - 1)
}
