package lifetime

// BGBB is the beta-geometric/beta-binomial model of purchases at discrete opportunities, such as one a month.
//
// Assumptions: at every opportunity an active customer buys with a probability p of their own, once at most; before every opportunity the
// customer leaves for good with a probability θ of their own; p ~ Beta(α, β) and θ ~ Beta(γ, δ) over customers, independently. A history is
// x purchases at n opportunities after the first purchase, the last of them at opportunity t_x.
//
// The formulas are those of Fader, Hardie & Shang (2010), Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing Science
// 29(6). The likelihood of one customer (eq. 5): still active after n, or left after k opportunities with t_x ≤ k < n,
//
//	L = F(n) + Σ_{k=t_x}^{n−1} F(k) γ/(γ+δ+k),  F(k) = B(α+x, β+k−x)/B(α, β) · B(γ, δ+k)/B(γ, δ)
//
// PAlive is F(n)/L, the probability of being active still at the last opportunity, so that it is 1 for who bought at it. The paper's eq. 11 asks
// for the next one, which is later(1) of it.
//
// Expected is eq. 13 written as a sum of positive terms, which holds at γ = 1 too: given that the customer is active,
//
//	E = (α+x)/(α+β+n) · Σ_{k=1}^{h} S(k),  S(k) = B(γ, δ+n+k)/B(γ, δ+n)
//
// Discounted purchases are the same sum with S(k) e^(−rate·k), without end eq. 14; the distribution of the number of purchases is eq. 12.
// All times are in opportunities.
type BGBB struct{ Alpha, Beta, Gamma, Delta float64 }

// NewBGBB makes the model with given parameters.
func NewBGBB(alpha, beta, gamma, delta float64) *BGBB { return &BGBB{alpha, beta, gamma, delta} }

// PAlive is the probability that a customer with the history was still active at the last opportunity.
func (m *BGBB) PAlive(x int, tx, t float64) float64 {
	odds, ratio := 0.0, 1.0 // of having left; F(k)/F(n)
	for k := t - 1; k >= tx; k-- {
		ratio *= (m.Alpha + m.Beta + k) / (m.Beta + k - float64(x)) * (m.Gamma + m.Delta + k) / (m.Delta + k)
		odds += ratio * m.Gamma / (m.Gamma + m.Delta + k)
	}
	return 1 / (1 + odds)
}

func (m *BGBB) trying(x int, t float64) trying {
	return trying{m.Alpha + float64(x), m.Beta + t - float64(x), m.Gamma, m.Delta + t, 0}
}

// Expected is the number of purchases expected at the next h opportunities of a customer with the history.
func (m *BGBB) Expected(x int, tx, t, h float64) float64 {
	return m.PAlive(x, tx, t) * m.trying(x, t).discounted(h, 0)
}

// Returns is the probability that a customer with the history buys at one of the next h opportunities.
func (m *BGBB) Returns(x int, tx, t, h float64) float64 {
	return m.PAlive(x, tx, t) * m.trying(x, t).returns(h)
}

// Variance is that of the number of purchases at the next h opportunities of a customer with the history.
func (m *BGBB) Variance(x int, tx, t, h float64) float64 {
	alive, c := m.PAlive(x, tx, t), m.trying(x, t)
	mean := alive * c.discounted(h, 0)
	return max(0, alive*c.pairs(h)+mean-mean*mean)
}

func (m *BGBB) ahead(x int, t float64) active { return m.trying(x, t) }
