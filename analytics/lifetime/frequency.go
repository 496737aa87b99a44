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

// SpendRow is the spend of customers with so many repeat occasions. It is a row of the table spend_bands.
type SpendRow struct {
	From      int     `col:"from" unit:"occasions" en:"repeat occasions from which the band goes" zh:"该组重复购买次数下限"`
	To        int     `col:"to" unit:"occasions" en:"repeat occasions to which it goes" zh:"该组重复购买次数上限"`
	Customers int     `col:"customers" unit:"customers" en:"customers with a positive spend on them" zh:"重复购买净消费为正的客户数"`
	Mean      float64 `col:"mean" unit:"currency" en:"mean over these customers of what an occasion brought" zh:"这些客户每次购买平均净消费的均值"`
	Expected  float64 `col:"expected" unit:"currency" en:"spend expected of an occasion of a customer of whom no more is known" zh:"除此之外一无所知的客户每次购买的预期消费"`
	P         float64 `col:"p" unit:"parameter" en:"see the table models" zh:"见 models 表"`
	Q         float64 `col:"q" unit:"parameter" en:"see the table models" zh:"见 models 表"`
	V         float64 `col:"v" unit:"parameter" en:"see the table models" zh:"见 models 表"`
	Rho       float64 `col:"correlation" unit:"number" en:"Pearson correlation of repeat occasions and mean spend over all returning customers; spend is fitted by bands where it is certain and beyond 0.1" zh:"全部回头客户重复次数与平均消费的 Pearson 相关；显著且超过 0.1 时按组拟合"`
	RhoLow    float64 `col:"correlation_low" unit:"number" en:"lower end of its 95% interval (by the influence of single customers)" zh:"其 95% 区间下限（按单个客户的影响计算）"`
	RhoHigh   float64 `col:"correlation_high" unit:"number" en:"upper end of it" zh:"该区间上限"`
}

// SpendBandsSchema describes the table spend_bands.
var SpendBandsSchema = analytics.SchemaOf[SpendRow](analytics.Schema{
	Name:      "spend_bands",
	Row:       "band of frequency",
	RowZH:     "购买频率分组",
	Meaning:   "whether frequent buyers spend otherwise, and the spend models by frequency where it matters; one row where it does not",
	MeaningZH: "消费额是否随购买频率而不同；显著时按频率分组的消费模型，否则只有一行",
})

// SpendTable is the table spend_bands.
func (m *Models) SpendTable() analytics.Table {
	var rows []SpendRow
	if m.Chosen != nil {
		rows = m.SpendRows()
	}
	return analytics.TableOf(SpendBandsSchema, rows)
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
