package lifetime

import (
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// GammaGamma is the gamma-gamma model of spend per purchase.
//
// Assumptions: what a customer spends on an occasion varies at random about the customer's own mean, as Gamma(p, ν); the
// means vary over customers, ν ~ Gamma(q, v), but not over time, and not with how often the customer buys.
//
// Likelihood of one customer with x repeat occasions of mean spend z (Fader & Hardie 2013, The Gamma-Gamma Model of
// Monetary Value, eq. 1a):
//
//	L = Γ(px+q)/(Γ(px) Γ(q)) · v^q z^(px−1) x^(px) / (v + xz)^(px+q)
//
// Expected spend per occasion given x and z (eq. 5): a weighted mean of z and of the population's mean pv/(q−1),
//
//	E = p(v + xz)/(px + q − 1)
//
// With q ≤ 1 the population has no mean; then Mean, the plain mean of what returning customers spent, stands in.
type GammaGamma struct {
	P, Q, V float64
	Mean    float64
}

// Expected is the expected spend per occasion of a customer with x repeat occasions of mean spend z. Refunds may have made z negative;
// that is taken as nothing spent.
func (g *GammaGamma) Expected(x int, z float64) float64 {
	if g.Q <= 1 && (x == 0 || g.P*float64(x)+g.Q <= 1) {
		return g.Mean
	}
	n := float64(x)
	if x == 0 {
		z = 0 // there is nothing to take a mean of
	}
	return g.P * (g.V + n*max(z, 0)) / (g.P*n + g.Q - 1)
}

// doubt is the standard error of Expected that comes from the parameters, given the covariance of their logarithms: the delta method. NaN where that
// is unknown.
func (g *GammaGamma) doubt(x int, z float64, covariance *mat.SymDense) float64 {
	if covariance == nil {
		return math.NaN()
	}
	if x == 0 {
		z = 0
	}
	n, e := float64(x), g.Expected(x, z)
	left := g.P*n + g.Q - 1
	if g.Q <= 1 && (x == 0 || left <= 0) {
		return math.NaN() // the plain mean stands in
	}
	slopes := [3]float64{e * (g.Q - 1) / left, -e * g.Q / left, e * g.V / (g.V + n*max(z, 0))}
	variance := 0.0
	for i, a := range slopes {
		for j, b := range slopes {
			variance += a * b * covariance.At(i, j)
		}
	}
	return math.Sqrt(max(0, variance))
}

// Spender is how many customers have x repeat occasions of one mean spend.
type Spender struct {
	X         int
	Mean      float64 // net revenue of the repeat occasions / x, in units of the currency; positive
	Customers int
}

// SpendFit is a fitted spend model.
type SpendFit struct {
	Fit
	Spend *GammaGamma // nil if the fit is not usable
}

// GammaGammaName names the spend model.
const GammaGammaName = "gammagamma"

// FitGammaGamma fits the gamma-gamma model to the returning customers.
func FitGammaGamma(spenders []Spender) SpendFit {
	customers, mean, scale := 0, 0.0, 0.0
	for _, s := range spenders {
		customers += s.Customers
		mean += s.Mean * float64(s.Customers)
		scale += math.Log(s.Mean) * float64(s.Customers)
	}
	if customers < minReturning {
		return SpendFit{Fit: unfitted(GammaGammaName, customers, len(spenders), TooFew, noteTooFew(customers))}
	}
	mean /= float64(customers)
	scale = math.Exp(scale / float64(customers)) // the geometric mean, which one great spender does not move
	f, constant := spendLikelihood(spenders, scale)
	starts := [][]float64{{1.8, 1.3, 0}, {0, 0.7, 0}, {3, 3, 0}}
	var best summit
	if len(spenders) <= many {
		best = climbFrom(f, starts)
	} else {
		part, _ := spendLikelihood(thinned(spenders), scale)
		best = climbOn(f, part, starts)
	}
	g := GammaGamma{math.Exp(best.at[0]), math.Exp(best.at[1]), math.Exp(best.at[2]) * scale, mean}
	fit := fitted(GammaGammaName, []string{"p", "q", "v"}, []float64{g.P, g.Q, g.V}, customers, len(spenders), best, constant)
	if g.Q <= 1 && fit.Usable() {
		fit.Status, fit.Note = Boundary, noteNoMean
	}
	if fit.Status == NotIdentified && spendAlike(f, best, float64(customers)) {
		fit.Status, fit.Note = Boundary, noteSpendAlike
	}
	if !fit.Usable() {
		return SpendFit{Fit: fit}
	}
	return SpendFit{fit, &g}
}

// spendAlike tells whether the data are as likely if all customers spend alike, the limit of the model where q and v run off together. Then these cannot
// be told, but forecasts hardly depend on them.
func spendAlike(f surface, best summit, customers float64) bool {
	value, _, _ := f([]float64{best.at[0], edge, best.at[2] + edge - best.at[1]})
	return customers*(best.value-value) < negligible
}

var noteSpendAlike = Note{
	"The data do not show that customers differ in what they spend on an occasion, so q and v, which say how much, cannot be told.",
	"数据未显示客户的单次消费彼此不同，因此表示差异的参数 q、v 无法确定。",
}

var noteNoMean = Note{
	"A few customers spend so much that the fitted spend has no mean (q ≤ 1); the plain mean stands in for customers without a repeat purchase.",
	"少数客户消费极高，拟合的消费分布没有均值（q ≤ 1）；没有复购的客户改用简单平均值。",
}

// spendLikelihood is the log-likelihood per customer as a function of ln p, ln q and ln v, with spend in units of scale, and what is to be
// added to the sum over customers: −ln z, which no parameter touches.
func spendLikelihood(spenders []Spender, scale float64) (f surface, constant float64) {
	groups, n := spendGroups(spenders, scale)
	for _, s := range spenders {
		constant -= float64(s.Customers) * math.Log(s.Mean)
	}
	return func(at []float64) (float64, []float64, *mat.SymDense) {
		p, q, v := math.Exp(at[0]), math.Exp(at[1]), math.Exp(at[2])
		var d derivatives
		for i := range groups {
			d.spendGroup(p, q, v, &groups[i])
		}
		return d.inLogs([]float64{p, q, v}, n)
	}, constant
}

// spendGroup is the customers with x repeat occasions, who share all terms with a gamma function.
type spendGroup struct {
	x, customers float64
	logs         float64 // the sum of ln xz
	each         []spending
}

// spending is what some customers spent in all on their repeat occasions, xz.
type spending struct{ sum, customers float64 }

func spendGroups(spenders []Spender, scale float64) (groups []spendGroup, n float64) {
	byX := map[int]*spendGroup{}
	for _, s := range spenders {
		g := byX[s.X]
		if g == nil {
			g = &spendGroup{x: float64(s.X)}
			byX[s.X] = g
		}
		one := spending{g.x * s.Mean / scale, float64(s.Customers)}
		n += one.customers
		g.customers += one.customers
		g.logs += one.customers * math.Log(one.sum)
		g.each = append(g.each, one)
	}
	for _, x := range slices.Sorted(maps.Keys(byX)) {
		groups = append(groups, *byX[x])
	}
	return groups, n
}

// spendGroup adds a group. Where q and v run off together, as where all customers spend alike, all that is left are differences: of gamma functions at
// px+q and q, and ln(1 + xz/v), none of which loses digits.
func (d *derivatives) spendGroup(p, q, v float64, g *spendGroup) {
	c, x, px, lnV := g.customers, g.x, p*g.x, math.Log(v)
	ln, first, second := risen(q, px)
	d.value += c*(ln-px*lnV-lnGamma(px)) + px*g.logs
	d.slope[0] += c*x*(digamma(px+q)-lnV-digamma(px)) + x*g.logs
	d.slope[1] += c * first
	both := trigamma(px + q)
	d.curve[0][0] += c * x * x * (both - trigamma(px))
	d.curve[0][1] += c * x * both
	d.curve[1][1] += c * second

	y, l, i, ii, iii := px+q, g.grown(v), 0.0, 0.0, 0.0
	for _, s := range g.each {
		inverse := 1 / (v + s.sum)
		i += s.customers * inverse
		ii += s.customers * s.sum * inverse
		iii += s.customers * s.sum * (2*v + s.sum) * inverse * inverse
	}
	d.value -= y * l
	d.slope[0] -= x * l
	d.slope[1] -= l
	d.slope[2] += (q*ii - c*px + px*ii) / v
	d.curve[0][2] -= x * i
	d.curve[1][2] += ii / v
	d.curve[2][2] += (c*px - y*iii) / (v * v)
}

// grown is the sum over customers of ln(1 + xz/v).
func (g *spendGroup) grown(v float64) float64 {
	const little = 1e-3 // of which 1 + xz/v would lose digits
	product := product{value: 1}
	for _, s := range g.each {
		if part := s.sum / v; part < little {
			product.ln += s.customers * math.Log1p(part)
		} else {
			product.times(1+part, s.customers)
		}
	}
	return product.sum()
}

// risen is ln Γ(q+h) − ln Γ(q) with its first and second derivatives by q. Where h is little beside q, plain differences would lose digits: there it is
// that of Stirling's series (DLMF 5.11.1), whose terms beyond are below 1e-20.
func risen(q, h float64) (ln, first, second float64) {
	const great = 1e4
	if q < great || h > q/100 {
		return lnGamma(q+h) - lnGamma(q), digamma(q+h) - digamma(q), trigamma(q+h) - trigamma(q)
	}
	i := h / (q * (q + h)) // 1/q − 1/(q+h)
	k, l := 1/q+1/(q+h), math.Log1p(h/q)
	ln = h*math.Log(q) + (q+h-0.5)*l - h - i/12*(1-(k*k-1/(q*(q+h)))/30)
	first = l + i/2 + i*k/12
	second = -i - i*k/2 - i*(k*k-1/(q*(q+h)))/6
	return ln, first, second
}
