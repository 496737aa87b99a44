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
	Customers  int             `col:"customers" unit:"customers" en:"customers with a purchase" zh:"有购买的客户数"`
	Revenue    analytics.Total `col:"revenue" unit:"currency" en:"their net revenue" zh:"其净收入"`
	Gini       float64         `col:"gini" unit:"number" en:"Gini coefficient of net revenue, 0 where all are equal" zh:"净收入的基尼系数，完全相等为 0"`
	Error      float64         `col:"gini_se" unit:"number" en:"standard error of gini (jackknife)" zh:"gini 的标准误（刀切法）"`
	Theil      float64         `col:"theil" unit:"number" en:"Theil index T; empty where somebody's net revenue is negative" zh:"泰尔指数 T；有客户净收入为负时为空"`
	Herfindahl float64         `col:"herfindahl" unit:"number" en:"Herfindahl index, the sum of squared shares; 1/n where all are equal" zh:"赫芬达尔指数（份额平方和），完全相等为 1/n"`
	Most       int             `col:"customers_for_80_percent" unit:"customers" en:"the fewest customers that make 80 % of net revenue" zh:"贡献 80% 净收入的最少客户数"`
	MostShare  float64         `col:"share_for_80_percent" unit:"share" en:"the fewest customers that make 80 % of net revenue, as a share of all" zh:"贡献 80% 净收入的最少客户占全部客户的比例"`
	Negative   int             `col:"negative_customers" unit:"customers" en:"customers whose net revenue is negative" zh:"净收入为负的客户数"`
}

// SummarySchema describes the table concentration_summary.
var SummarySchema = analytics.SchemaOf[summaryRow](analytics.Schema{
	Name:      "concentration_summary",
	Row:       "one row",
	RowZH:     "只有一行",
	Meaning:   "how concentrated revenue is, in single figures",
	MeaningZH: "以单个数字表示的收入集中程度",
})

// Summary is the table concentration_summary.
func (r Result) Summary() analytics.Table {
	return analytics.TableOf(SummarySchema, []summaryRow{{
		r.Customers, r.Revenue, r.Gini, r.Inequality.Error, r.Theil, r.Herfindahl, r.Most, r.MostShare, r.Negative,
	}})
}
