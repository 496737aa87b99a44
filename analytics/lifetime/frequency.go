package lifetime

import (
	"math"
	"slices"

	"regulars/analytics"
)

// Gamma–Gamma supposes that what customers spend on an occasion does not depend on how often they buy. That is tested by the correlation of x and mean
// spend over returning customers (Fader, Hardie & Lee 2005 report .11 for CDNOW's sample); where it matters, spend is fitted within bands of frequency.

// Correlation is Pearson's, with an interval that holds it 19 times in 20 whatever the distribution (its variance is that of the influence of a customer).
type Correlation struct {
	Rho, Low, High float64
	Customers      int
}

// dependent is a correlation from which on it matters.
const dependent = 0.1

// Matters tells whether frequent buyers spend so differently that bands are needed.
func (c *Correlation) Matters() bool { return math.Abs(c.Rho) > dependent && c.Low*c.High > 0 }

func correlate(spenders []Spender) Correlation {
	n, x, z := 0.0, 0.0, 0.0
	for _, s := range spenders {
		c := float64(s.Customers)
		n, x, z = n+c, x+c*float64(s.X), z+c*s.Mean
	}
	x, z = x/n, z/n
	var xx, zz, xz float64
	for _, s := range spenders {
		c, dx, dz := float64(s.Customers), float64(s.X)-x, s.Mean-z
		xx, zz, xz = xx+c*dx*dx/n, zz+c*dz*dz/n, xz+c*dx*dz/n
	}
	r := Correlation{Rho: xz / math.Sqrt(xx*zz), Low: math.NaN(), High: math.NaN(), Customers: int(n)}
	if !(xx > 0) || !(zz > 0) {
		r.Rho = math.NaN()
		return r
	}
	variance := 0.0
	for _, s := range spenders {
		u, v := (float64(s.X)-x)/math.Sqrt(xx), (s.Mean-z)/math.Sqrt(zz)
		influence := u*v - r.Rho*(u*u+v*v)/2
		variance += float64(s.Customers) * influence * influence / (n * n)
	}
	half := analytics.Z * math.Sqrt(variance)
	r.Low, r.High = r.Rho-half, r.Rho+half
	return r
}

// SpendBand is the spend of customers with From to To repeat occasions; those without one are taken to spend as the first band does.
type SpendBand struct {
	From, To int
	SpendFit
	of []Spender
}

// bandCustomers are those that a band needs; one with fewer joins the one below.
const bandCustomers = 200

// fitSpend fits spend to all, and within bands of frequency where these matter: 1–3, 4–7, 8–15 occasions and so on, for a single occasion does not tell how
// much a customer's spend varies.
func fitSpend(spenders []Spender) (all SpendFit, c Correlation, bands []SpendBand) {
	all, c = FitGammaGamma(spenders), correlate(spenders)
	if !c.Matters() || !all.Usable() {
		return all, c, nil
	}
	for from := 0; from < len(spenders); {
		to := from
		for limit, n := max(4, 2*spenders[from].X), 0; to < len(spenders) && (spenders[to].X < limit || n < bandCustomers); to++ {
			n += spenders[to].Customers
		}
		for to < len(spenders) && spenders[to].X == spenders[to-1].X {
			to++
		}
		if customersOfSpend(spenders[to:]) < bandCustomers {
			to = len(spenders)
		}
		bands = joined(bands, spenders[from:to])
		from = to
	}
	if len(bands) < 2 || !bands[0].Usable() {
		return all, c, nil
	}
	return all, c, bands
}

// joined adds a band; where it cannot be told how these customers spend, or those below, they are taken together.
func joined(bands []SpendBand, spenders []Spender) []SpendBand {
	fit := FitGammaGamma(spenders)
	if n := len(bands); n > 0 && (!fit.Usable() || !bands[n-1].Usable()) {
		return joined(bands[:n-1], append(slices.Clip(bands[n-1].of), spenders...))
	}
	return append(bands, SpendBand{spenders[0].X, spenders[len(spenders)-1].X, fit, spenders})
}

func customersOfSpend(spenders []Spender) (n int) {
	for _, s := range spenders {
		n += s.Customers
	}
	return n
}

// spendFor is the fit for customers with x repeat occasions.
func (m *Models) spendFor(x int) *SpendFit {
	for i := range m.Bands {
		if x <= m.Bands[i].To || i == len(m.Bands)-1 {
			return &m.Bands[i].SpendFit
		}
	}
	return &m.Spend
}

// SpendRow is a row of the table spend_bands.
type SpendRow struct {
	From      int     `col:"from"` // repeat occasions
	To        int     `col:"to"`
	Customers int     `col:"customers"` // with a positive spend on them
	Mean      float64 `col:"mean"`      // of their mean spend
	Expected  float64 `col:"expected"`  // of one of whom nothing is known but that: pv/(q−1)
	P         float64 `col:"p"`
	Q         float64 `col:"q"`
	V         float64 `col:"v"`
	Rho       float64 `col:"correlation"` // of frequency and spend, of all customers
	RhoLow    float64 `col:"correlation_low"`
	RhoHigh   float64 `col:"correlation_high"`
}

// SpendRows are the bands that spend is fitted within, or one row of all.
func (m *Models) SpendRows() (rows []SpendRow) {
	bands, nan := m.Bands, math.NaN()
	if len(bands) == 0 {
		bands = []SpendBand{{1, math.MaxInt32, m.Spend, nil}}
	}
	for _, b := range bands {
		r := SpendRow{b.From, b.To, b.Customers, nan, nan, nan, nan, nan, m.Frequency.Rho, m.Frequency.Low, m.Frequency.High}
		if g := b.Spend; g != nil {
			r.Mean, r.Expected, r.P, r.Q, r.V = g.Mean, g.Expected(0, 0), g.P, g.Q, g.V
		}
		rows = append(rows, r)
	}
	return rows
}
