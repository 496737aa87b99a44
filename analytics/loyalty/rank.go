package loyalty

import (
	"math"

	"regulars/analytics"
)

// contingency counts customers by score and outcome: a row for each score and a column for each outcome, both rising.
type contingency [][]float64

// sides are the totals of rows and of columns, and the whole.
func (c contingency) sides() (rows, columns []float64, n float64) {
	rows, columns = make([]float64, len(c)), []float64{}
	for i, row := range c {
		columns = append(columns, make([]float64, max(0, len(row)-len(columns)))...)
		for j, x := range row {
			rows[i], columns[j], n = rows[i]+x, columns[j]+x, n+x
		}
	}
	return rows, columns, n
}

// spearman is the correlation of the ranks, equal values sharing their mean rank, with the interval of Bonett & Wright (2000).
func (c contingency) spearman() Correlation {
	rows, columns, n := c.sides()
	x, y := ranks(rows, n), ranks(columns, n)
	var xy, xx, yy float64
	for i, row := range c {
		xx += rows[i] * x[i] * x[i]
		for j, k := range row {
			xy += k * x[i] * y[j]
		}
	}
	for j, k := range columns {
		yy += k * y[j] * y[j]
	}
	rho := xy / math.Sqrt(xx*yy)
	return correlation(rho, math.Sqrt((1+rho*rho/2)/(n-3)))
}

// ranks are mean ranks less their mean.
func ranks(counts []float64, n float64) []float64 {
	r, below := make([]float64, len(counts)), 0.0
	for i, k := range counts {
		r[i] = below + k/2 - n/2
		below += k
	}
	return r
}

// kendall is tau-b, with the interval of Fieller, Hartley & Pearson (1957).
func (c contingency) kendall() Correlation {
	rows, columns, n := c.sides()
	less := make([]float64, len(columns)) // of the rows before, by column
	var score float64
	for _, row := range c {
		below, above := 0.0, 0.0
		for _, k := range less {
			above += k
		}
		for j, k := range row {
			above -= less[j]
			score += k * (below - above)
			below += less[j]
		}
		for j, k := range row {
			less[j] += k
		}
	}
	pairs := n * (n - 1) / 2
	tau := score / math.Sqrt((pairs-ties(rows))*(pairs-ties(columns)))
	return correlation(tau, math.Sqrt(0.437/(n-4)))
}

func ties(counts []float64) (pairs float64) {
	for _, k := range counts {
		pairs += k * (k - 1) / 2
	}
	return pairs
}

// correlation puts an interval around a correlation by Fisher's transformation, where se is the standard error there.
func correlation(r, se float64) Correlation {
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return Correlation{math.NaN(), math.NaN(), math.NaN()}
	}
	c := Correlation{Value: r, Low: math.NaN(), High: math.NaN()}
	if at := math.Atanh(r); !math.IsInf(at, 0) && se > 0 && !math.IsInf(se, 0) {
		c.Low, c.High = math.Tanh(at-analytics.Z*se), math.Tanh(at+analytics.Z*se)
	}
	return c
}

// again sets score against buying again.
func again(levels []Level) (c contingency) {
	for _, l := range levels {
		c = append(c, []float64{float64(l.N - l.Repurchased), float64(l.Repurchased)})
	}
	return c
}
