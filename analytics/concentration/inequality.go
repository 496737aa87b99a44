package concentration

import (
	"math"

	"regulars/analytics"
)

// Inequality is how unequal the customers are, in one figure each. All are NaN without revenue.
type Inequality struct {
	Error      float64 // standard error of the Gini coefficient by the jackknife (Sandström, Wretman and Waldén 1988); NaN where one customer has everything
	Theil      float64 // T = mean of (x/µ) ln (x/µ), nobody's zero counting nothing (Theil 1967); NaN where somebody's revenue is negative
	Herfindahl float64 // Σ (x/Σx)², 1/n where all are equal (Herfindahl 1950, Hirschman 1945)
}

// inequality goes through the runs of equal values, which are in rising order.
func inequality(runs []analytics.Run, n int, total float64) Inequality {
	var q Inequality
	for _, run := range runs {
		x, count := analytics.Money(run.Value).Units(), float64(run.Count)
		share := x / total
		q.Herfindahl += count * share * share
		switch ratio := share * float64(n); {
		case ratio < 0:
			q.Theil = math.NaN()
		case ratio > 0:
			q.Theil += count * ratio * math.Log(ratio) / float64(n)
		}
	}
	q.Error = jackknife(runs, float64(n), total)
	return q
}

// jackknife is the standard error of G = 2 Σ i·x(i) / (n Σ x) − (n + 1)/n from its values without each customer. Without one of a run of
// equal values at the ranks a to b, Σ i·x(i) falls by b·x and by all that lies above, whose ranks fall by one.
func jackknife(runs []analytics.Run, n, total float64) float64 {
	ranked, below := 0.0, 0.0
	for _, run := range runs {
		count := float64(run.Count)
		ranked += analytics.Money(run.Value).Units() * count * (below + (count+1)/2)
		below += count
	}
	without := make([]float64, len(runs))
	mean, rank, above := 0.0, 0.0, total
	for i, run := range runs {
		x, count := analytics.Money(run.Value).Units(), float64(run.Count)
		rank += count
		above -= count * x
		without[i] = 2*(ranked-rank*x-above)/((n-1)*(total-x)) - n/(n-1)
		mean += count * without[i] / n
	}
	squares := 0.0
	for i, run := range runs {
		squares += float64(run.Count) * (without[i] - mean) * (without[i] - mean)
	}
	return math.Sqrt((n - 1) / n * squares)
}

// summaryRow is the row of the table concentration_summary.
type summaryRow struct {
	Customers  int             `col:"customers"`
	Revenue    analytics.Total `col:"revenue"`
	Gini       float64         `col:"gini"`
	Error      float64         `col:"gini_se"`
	Theil      float64         `col:"theil"`
	Herfindahl float64         `col:"herfindahl"`
	Most       int             `col:"customers_for_80_percent"`
	MostShare  float64         `col:"share_for_80_percent"`
	Negative   int             `col:"negative_customers"`
}

// Summary is the table concentration_summary.
func (r Result) Summary() analytics.Table {
	return analytics.Undescribed("concentration_summary", []summaryRow{{
		r.Customers, r.Revenue, r.Gini, r.Inequality.Error, r.Theil, r.Herfindahl, r.Most, r.MostShare, r.Negative,
	}})
}
