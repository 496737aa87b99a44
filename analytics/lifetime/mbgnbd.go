package lifetime

// MBGNBD is the modified beta-geometric/NBD model of purchases.
//
// Assumptions: those of [BGNBD], and the customer may leave after the first purchase too. So a customer without a repeat
// purchase may have left, which is nearer to life where many buy once.
//
// Likelihood of one customer (Batislam, Denizel & Filiztekin 2007, Empirical validation and comparison of models for
// customer base analysis, International Journal of Research in Marketing 24(3), eq. 4; the same as Hoppe & Wagner's
// CBG/NBD 2007):
//
//	L = B(a, b+x+1)/B(a, b) · Γ(r+x) α^r / (Γ(r) (α+T)^(r+x)) + B(a+1, b+x)/B(a, b) · Γ(r+x) α^r / (Γ(r) (α+t_x)^(r+x))
//
// PAlive:
//
//	P = 1 / (1 + a/(b+x) · ((α+T)/(α+t_x))^(r+x))
//
// Expected is that of an active customer under BG/NBD with b+x+1 in place of b+x.
type MBGNBD struct{ geometric }

// NewMBGNBD makes the model with given parameters; alpha is in days.
func NewMBGNBD(r, alpha, a, b float64) *MBGNBD {
	return &MBGNBD{geometric{R: r, Alpha: alpha, A: a, B: b, first: true}}
}
