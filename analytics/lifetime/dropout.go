package lifetime

import (
	"math"

	"gonum.org/v1/gonum/floats"
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
func (g geometric) likelihood(c *sample) surface {
	buyers, passers := g.exceeding(c.strata)
	n, groups := float64(c.customers), c.strata
	return func(at []float64) (float64, []float64, *mat.SymDense) {
		r, alpha, a, b := math.Exp(at[0]), math.Exp(at[1]), math.Exp(at[2]), math.Exp(at[3])
		var d derivatives
		d.purchases(r, alpha, buyers[1:])
		d.survival(a, b, passers)
		var times []instant
		for i := range groups {
			s := &groups[i]
			times = s.instants(alpha, times)
			d.silent(r, alpha, s, times)
			if m := g.chances(int(s.x)); m > 0 {
				d.left(r, a, b+float64(m-1), s, times)
			}
		}
		return d.inLogs([]float64{r, alpha, a, b}, n)
	}
}

// exceeding counts customers: buyers[j] those with x ≥ j, passers[j] those who passed more than j chances to leave.
func (g *geometric) exceeding(strata []stratum) (buyers, passers []int) {
	for i := range strata {
		x, customers := int(strata[i].x), int(floats.Sum(strata[i].seen))
		m := g.chances(x)
		buyers = append(buyers, make([]int, max(0, x+1-len(buyers)))...)
		passers = append(passers, make([]int, max(0, m-len(passers)))...)
		buyers[x] += customers
		if m > 0 {
			passers[m-1] += customers
		}
	}
	for _, counts := range [][]int{buyers, passers} {
		for j := len(counts) - 2; j >= 0; j-- {
			counts[j] += counts[j+1]
		}
	}
	return buyers, passers
}

// purchases adds Γ(r+x) α^−x / Γ(r) of all customers; more[j] is how many have more than j purchases. Each factor is (r+j)/α, which keeps its digits
// where both run off.
func (d *derivatives) purchases(r, alpha float64, more []int) {
	for j, count := range more {
		c, y := float64(count), r+float64(j)
		d.value += c * math.Log(y/alpha)
		d.slope[0] += c / y
		d.slope[1] -= c / alpha
		d.curve[0][0] -= c / (y * y)
		d.curve[1][1] += c / (alpha * alpha)
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

// instant is a time t of a stratum as (α+t)^−(r+x) and its derivatives need it. The logarithm is that of 1 + t/α, for differences of it keep
// their digits when α is great.
type instant struct {
	ln, inverse   float64 // ln(1 + t/α) and 1/(α+t)
	grown, shrunk float64 // ((α+t)/(α+t₀))^y, t₀ being the first time, and its inverse
}

// tooFar is a difference of logarithms beyond which powers would overflow.
const tooFar = 600

// grown works out the powers of a stratum's instants, if that serves: if they don't overflow and there are more cases than instants.
func (s *stratum) grown(y float64, times []instant) bool {
	first := times[0].ln
	if len(s.cases) < 2*len(times) || y*(times[len(times)-1].ln-first) > tooFar {
		return false
	}
	for i := range times {
		t := &times[i]
		t.grown = math.Exp(y * (t.ln - first))
		t.shrunk = 1 / t.grown
	}
	return true
}

func (s *stratum) instants(alpha float64, into []instant) []instant {
	into = into[:0]
	for _, t := range s.times {
		into = append(into, instant{ln: math.Log1p(t / alpha), inverse: 1 / (alpha + t)})
	}
	return into
}

// silent adds (1 + T/α)^−(r+x) of a stratum's customers, as if all were still active.
func (d *derivatives) silent(r, alpha float64, s *stratum, times []instant) {
	y := r + s.x
	for i, c := range s.seen {
		t := &times[i]
		grown := s.times[i] * t.inverse / alpha // 1/α − 1/(α+T)
		d.value -= c * y * t.ln
		d.slope[0] -= c * t.ln
		d.slope[1] += c * y * grown
		d.curve[0][1] += c * grown
		d.curve[1][1] -= c * y * grown * (1/alpha + t.inverse)
	}
}

// left adds 1 + odds of a stratum's customers, the odds of having left at the last purchase: a/b ((α+T)/(α+t_x))^(r+x), where b has the chances
// passed before in it.
func (d *derivatives) left(r, a, b float64, s *stratum, times []instant) {
	y, k := r+s.x, 1/b
	g := s.gone(math.Log(a*k), y, times)
	d.value += g.ln.sum()
	d.slope[0] += g.l
	d.slope[1] -= y * g.i
	d.slope[2] += g.one / a
	d.slope[3] -= g.one * k
	d.curve[0][0] += g.vll
	d.curve[0][1] -= y*g.vli + g.i
	d.curve[0][2] += g.vl / a
	d.curve[0][3] -= g.vl * k
	d.curve[1][1] += y*y*g.vii + y*g.ii
	d.curve[1][2] -= y * g.vi / a
	d.curve[1][3] += y * g.vi * k
	d.curve[2][2] += (g.v - g.one) / (a * a)
	d.curve[2][3] -= g.v * k / a
	d.curve[3][3] += (g.v + g.one) * k * k
}

// departures are sums over a stratum's customers. Each is gone with a probability p: the first ones are sums of p and of p times what is named, the
// later ones of p(1−p) times it; l is ln (α+T)/(α+t_x), i the difference of 1/(α+t) between t_x and T, and ii that of its square.
type departures struct {
	ln                       product // of 1 + odds
	one, l, i, ii            float64
	v, vl, vi, vll, vli, vii float64
}

// gone sums up a stratum. Its loop is where fitting spends its time.
func (s *stratum) gone(lnOdds, y float64, times []instant) departures {
	g, base := departures{ln: product{value: 1}}, math.Exp(lnOdds)
	quick := s.grown(y, times)
	for _, c := range s.cases {
		from, to := &times[c.from], &times[c.to]
		l, i := to.ln-from.ln, from.inverse-to.inverse
		odds := lnOdds + y*l
		var less float64 // the odds or their inverse, whichever is less
		switch {
		case !quick:
			less = math.Exp(-math.Abs(odds))
		case odds > 0:
			less = 1 / (base * to.grown * from.shrunk)
		default:
			less = base * to.grown * from.shrunk
		}
		g.ln.times(1+less, c.customers)
		p := less / (1 + less)
		v := c.customers * p * (1 - p)
		if odds > 0 {
			p = 1 / (1 + less)
			g.ln.ln += c.customers * odds
		}
		p *= c.customers
		g.one += p
		g.l += p * l
		g.i += p * i
		g.ii += p * i * (from.inverse + to.inverse)
		vl, vi := v*l, v*i
		g.v += v
		g.vl += vl
		g.vi += vi
		g.vll += vl * l
		g.vli += vl * i
		g.vii += vi * i
	}
	return g
}

// product gathers the logarithm of a product of many factors; it takes but few logarithms.
type product struct{ ln, value float64 }

// times multiplies by a factor to a power, a count of customers.
func (p *product) times(factor, power float64) {
	if power > 16 || factor < 1e-6 || factor > 1e6 {
		p.ln += power * math.Log(factor)
		return
	}
	for ; power > 0; power-- {
		p.value *= factor
	}
	if p.value < 1e-200 || p.value > 1e200 {
		p.ln += math.Log(p.value)
		p.value = 1
	}
}

func (p *product) sum() float64 { return p.ln + math.Log(p.value) }
