package lifetime

import "math"

// ParetoNBD is the Pareto/NBD model of purchases.
//
// Assumptions: while active, a customer buys at random at a rate λ of their own; the customer leaves for good at any moment, between
// purchases too, at a rate μ of their own; λ ~ Gamma(r, α) and μ ~ Gamma(s, β) over customers, independently. So the longer
// the silence, the likelier the customer has left, also without a repeat purchase.
//
// The model is that of Schmittlein, Morrison & Colombo (1987), Counting Your Customers: Who Are They and What Will They Do
// Next?, Management Science 33(1). The formulas are those of Fader & Hardie (2005), A Note on Deriving the Pareto/NBD Model
// and Related Expressions, before the last integral is solved by Gauss's hypergeometric function: the customer is active
// still, or left at some moment u after the last purchase.
//
//	L = Γ(r+x) α^r β^s / Γ(r) · [(α+T)^−(r+x) (β+T)^−s + s ∫_{t_x}^T (α+u)^−(r+x) (β+u)^−(s+1) du]
//
// PAlive is the first term in the bracket divided by both. All terms are positive and smooth, so quadrature is exact to
// rounding for any parameters, where the closed form divides by α − β, takes differences of like numbers and overflows.
//
// Expected is eq. 41 of the note, and for a new customer (T = 0) eq. 27: with P = PAlive,
//
//	E = P · (r+x)(β+T) / ((α+T)(s−1)) · [1 − ((β+T)/(β+T+h))^(s−1)]
//
// Without a horizon, discounted purchases are the discounted expected residual transactions of Fader, Hardie & Lee (2005), RFM and CLV:
// Using Iso-Value Curves for Customer Base Analysis, Journal of Marketing Research 42(4).
type ParetoNBD struct{ R, Alpha, S, Beta float64 }

// NewParetoNBD makes the model with given parameters; alpha and beta are in days.
func NewParetoNBD(r, alpha, s, beta float64) *ParetoNBD { return &ParetoNBD{r, alpha, s, beta} }

// PAlive is the probability that a customer with the history is still active.
func (m *ParetoNBD) PAlive(x int, tx, t float64) float64 {
	shape, alpha, beta := m.R+float64(x), m.Alpha+tx, m.Beta+tx // seen from the last purchase
	silence := func(u float64) float64 {                        // ln of how likely it is to last for u
		return -shape*math.Log1p(u/alpha) - m.S*math.Log1p(u/beta)
	}
	left := panels(t-tx, func(u float64) float64 {
		return smoothest(shape, alpha+u, m.S, beta+u)
	}, func(u float64) float64 {
		return m.S / (beta + u) * math.Exp(silence(u))
	})
	return 1 / (1 + math.Exp(math.Log(left)-silence(t-tx)))
}

func (m *ParetoNBD) staying(x int, t float64) staying {
	return staying{m.R + float64(x), m.Alpha + t, m.S, m.Beta + t, nil}
}

// Expected is the number of purchases expected in the next h days of a customer with the history.
func (m *ParetoNBD) Expected(x int, tx, t, h float64) float64 {
	return m.PAlive(x, tx, t) * m.staying(x, t).expected(h)
}

// Variance is that of the number of purchases in the next h days of a customer with the history.
func (m *ParetoNBD) Variance(x int, tx, t, h float64) float64 {
	alive, c := m.PAlive(x, tx, t), m.staying(x, t)
	mean := alive * c.expected(h)
	return max(0, alive*c.pairs(h)+mean-mean*mean)
}

func (m *ParetoNBD) ahead(x int, t float64) active { return m.staying(x, t) }
