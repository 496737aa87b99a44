package lifetime

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// geometric is what BG/NBD and MBG/NBD share: customers buy at random at their own rate λ ~ Gamma(r, α), and at each chance
// leave for good with their own probability p ~ Beta(a, b). The two differ only in how many chances a history holds.
type geometric struct {
	R, Alpha, A, B float64
	first          bool // there is a chance to leave after the first purchase too
}

// chances is how many chances to leave the customer passed if still active.
func (g *geometric) chances(x int) int {
	if g.first {
		return x + 1
	}
	return x
}

// PAlive is the probability that a customer with the history is still active.
func (g *geometric) PAlive(x int, tx, t float64) float64 {
	m := g.chances(x)
	if m == 0 {
		return 1
	}
	left := math.Log(g.A/(g.B+float64(m-1))) + (g.R+float64(x))*math.Log((g.Alpha+t)/(g.Alpha+tx))
	return 1 / (1 + math.Exp(left))
}

func (g *geometric) living(x int, t float64) living {
	return living{g.R + float64(x), g.Alpha + t, g.A, g.B + float64(g.chances(x)), nil}
}

// Expected is the number of purchases expected in the next h days of a customer with the history.
func (g *geometric) Expected(x int, tx, t, h float64) float64 {
	return g.PAlive(x, tx, t) * g.living(x, t).expected(h)
}

// Variance is that of the number of purchases in the next h days of a customer with the history.
func (g *geometric) Variance(x int, tx, t, h float64) float64 {
	alive, l := g.PAlive(x, tx, t), g.living(x, t)
	mean := alive * l.expected(h)
	return max(0, alive*l.pairs(h)+mean-mean*mean)
}

func (g *geometric) ahead(x int, t float64) active { return g.living(x, t) }

// likelihood is the log-likelihood of the patterns per customer as a function of the logarithms of r, α, a and b.
//
// The binomial and beta functions are products over j < x, so that the sums over customers collapse to sums over j of the
// number of customers with more than j purchases: exact, and without gamma functions.
func (g geometric) likelihood(patterns []Pattern) surface {
	buyers, passers := g.exceeding(patterns)
	n := float64(buyers[0])
	return func(at []float64) (float64, []float64, *mat.SymDense) {
		r, alpha, a, b := math.Exp(at[0]), math.Exp(at[1]), math.Exp(at[2]), math.Exp(at[3])
		var d derivatives
		d.purchases(r, alpha, n, buyers[1:])
		d.survival(a, b, passers)
		for i := range patterns {
			d.pattern(r, alpha, a, b, g.chances(patterns[i].X), &patterns[i])
		}
		return d.inLogs([]float64{r, alpha, a, b}, n)
	}
}

// exceeding counts customers: buyers[j] those with x ≥ j, passers[j] those who passed more than j chances to leave.
func (g *geometric) exceeding(patterns []Pattern) (buyers, passers []int) {
	for _, p := range patterns {
		m := g.chances(p.X)
		buyers = append(buyers, make([]int, max(0, p.X+1-len(buyers)))...)
		passers = append(passers, make([]int, max(0, m-len(passers)))...)
		buyers[p.X] += p.Customers
		if m > 0 {
			passers[m-1] += p.Customers
		}
	}
	for _, counts := range [][]int{buyers, passers} {
		for j := len(counts) - 2; j >= 0; j-- {
			counts[j] += counts[j+1]
		}
	}
	return buyers, passers
}

// purchases adds Γ(r+x) α^r / Γ(r) of all customers; more[j] is how many have more than j purchases.
func (d *derivatives) purchases(r, alpha, n float64, more []int) {
	d.value += n * r * math.Log(alpha)
	d.slope[0] += n * math.Log(alpha)
	d.slope[1] += n * r / alpha
	d.curve[0][1] += n / alpha
	d.curve[1][1] -= n * r / (alpha * alpha)
	for j, count := range more {
		c, y := float64(count), r+float64(j)
		d.value += c * math.Log(y)
		d.slope[0] += c / y
		d.curve[0][0] -= c / (y * y)
	}
}

// survival adds B(a, b+m)/B(a, b) of all customers; more[j] is how many passed more than j chances.
func (d *derivatives) survival(a, b float64, more []int) {
	for j, count := range more {
		c, y := float64(count), b+float64(j)
		i, k := 1/y, 1/(a+y)
		d.value -= c * math.Log1p(a*i)
		d.slope[2] -= c * k
		d.slope[3] += c * a * i * k
		d.curve[2][2] += c * k * k
		d.curve[2][3] += c * k * k
		d.curve[3][3] -= c * a * i * k * (i + k)
	}
}

// pattern adds what depends on when the customer bought: (α+T)^−(r+x) if still active, or left at the last purchase.
func (d *derivatives) pattern(r, alpha, a, b float64, m int, p *Pattern) {
	c, s := float64(p.Customers), r+float64(p.X)
	logT, invT := math.Log(alpha+p.T), 1/(alpha+p.T)
	if m == 0 {
		d.value -= c * s * logT
		d.slope[0] -= c * logT
		d.slope[1] -= c * s * invT
		d.curve[0][1] -= c * invT
		d.curve[1][1] += c * s * invT * invT
		return
	}
	logX, invX, invB := math.Log(alpha+p.TX), 1/(alpha+p.TX), 1/(b+float64(m-1))
	odds := math.Log(a*invB) + s*math.Log1p((p.T-p.TX)*invX) // of having left
	gone := 1 / (1 + math.Exp(-odds))
	stay := 1 / (1 + math.Exp(odds))
	d.value += c * (max(odds, 0) + math.Log1p(math.Exp(-math.Abs(odds))) - s*logT)
	toStay := [4]float64{-logT, -s * invT, 0, 0}
	toGone := [4]float64{-logX, -s * invX, 1 / a, -invB}
	for i := range 4 {
		d.slope[i] += c * (stay*toStay[i] + gone*toGone[i])
		for j := i; j < 4; j++ {
			d.curve[i][j] += c * stay * gone * (toStay[i] - toGone[i]) * (toStay[j] - toGone[j])
		}
	}
	d.curve[0][1] -= c * (stay*invT + gone*invX)
	d.curve[1][1] += c * s * (stay*invT*invT + gone*invX*invX)
	d.curve[2][2] -= c * gone / (a * a)
	d.curve[3][3] += c * gone * invB * invB
}
