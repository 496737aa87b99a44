package lifetime

import "math"

// The chance of coming back is what the likelihood of a longer silence leaves. A customer who buys nothing in the next h days has the
// same history (x, t_x) seen over T + h, so for every model here
//
//	P(no purchase in (T, T+h]) = L(x, t_x, T+h) / L(x, t_x, T)
//
// and as L is the likelihood of being active still, A(T), divided by P(alive),
//
//	P(purchase) = 1 − A(T+h)/A(T) · PAlive(T)/PAlive(T+h)
//
// with A(T) = (α+T)^−(r+x), and for Pareto/NBD times (β+T)^−s, up to factors without T.

// Returns is the probability that a customer with the history buys in the next h days.
func (g *geometric) Returns(x int, tx, t, h float64) float64 {
	return -g.PAlive(x, tx, t) * math.Expm1(-(g.R+float64(x))*math.Log1p(h/(g.Alpha+t)))
}

// Returns is the probability that a customer with the history buys in the next h days.
func (m *ParetoNBD) Returns(x int, tx, t, h float64) float64 {
	now, later := m.PAlive(x, tx, t), m.PAlive(x, tx, t+h)
	if now == 0 || later == 0 { // beyond all reason: neither is told from nothing
		return 0
	}
	active := -(m.R+float64(x))*math.Log1p(h/(m.Alpha+t)) - m.S*math.Log1p(h/(m.Beta+t))
	return min(now, max(0, -math.Expm1(active+math.Log(now)-math.Log(later))))
}
