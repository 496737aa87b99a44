package lifetime

import "math"

// A customer who buys nothing in the next h days has the same history (x, t_x) seen over T + h, so for every model here
//
//	P(no purchase in (T, T+h]) = L(x, t_x, T+h) / L(x, t_x, T)
//
// It is computed for one who is active at T, as if the last purchase were then, so that the chance of somebody who has almost surely
// left keeps all its digits:
//
//	P(purchase) = PAlive(x, t_x, T) · [1 − A(T+h)/A(T) / PAlive(x, T, T+h)]
//
// where A(T) = (α+T)^−(r+x) is the likelihood of being active still, for Pareto/NBD times (β+T)^−s; with BG/NBD and MBG/NBD nobody leaves
// without a purchase, and the second PAlive is 1.

// Returns is the probability that a customer with the history buys in the next h days.
func (g *geometric) Returns(x int, tx, t, h float64) float64 {
	return -g.PAlive(x, tx, t) * math.Expm1(-(g.R+float64(x))*math.Log1p(h/(g.Alpha+t)))
}

// Returns is the probability that a customer with the history buys in the next h days.
func (m *ParetoNBD) Returns(x int, tx, t, h float64) float64 {
	active := -(m.R+float64(x))*math.Log1p(h/(m.Alpha+t)) - m.S*math.Log1p(h/(m.Beta+t))
	silent := active - math.Log(m.PAlive(x, t, t+h))
	return -m.PAlive(x, tx, t) * math.Expm1(min(silent, 0))
}
