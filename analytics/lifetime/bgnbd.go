package lifetime

// BGNBD is the beta-geometric/NBD model of purchases.
//
// Assumptions: while active, a customer buys at random at a rate λ of their own; after every repeat purchase, and only
// then, the customer leaves for good with a probability p of their own; λ ~ Gamma(r, α) and p ~ Beta(a, b) over
// customers, independently. So a customer without a repeat purchase is taken to be active.
//
// Likelihood of one customer (Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way, Marketing Science 24(2),
// eq. 6), δ = 1 if x > 0 and 0 otherwise:
//
//	L = B(a, b+x)/B(a, b) · Γ(r+x) α^r / (Γ(r) (α+T)^(r+x)) + δ · B(a+1, b+x−1)/B(a, b) · Γ(r+x) α^r / (Γ(r) (α+t_x)^(r+x))
//
// PAlive is Fader, Hardie & Lee (2008), Computing P(alive) Using the BG/NBD Model:
//
//	P = 1 / (1 + δ · a/(b+x−1) · ((α+T)/(α+t_x))^(r+x))
//
// Expected is eq. 10 of the 2005 paper, computed by quadrature over p (see living.expected).
type BGNBD struct{ geometric }

// NewBGNBD makes the model with given parameters; alpha is in days.
func NewBGNBD(r, alpha, a, b float64) *BGNBD {
	return &BGNBD{geometric{R: r, Alpha: alpha, A: a, B: b}}
}
