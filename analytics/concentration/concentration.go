// Package concentration measures how much of the revenue comes from how few customers: the Lorenz curve, its Gini
// coefficient, the share of the best customers and how many make 80 % of the revenue.
//
// It is over the customers with a purchase and their net revenue. The Lorenz curve L(p) is the share of revenue of the p least
// spending customers, a straight line between customers (Lorenz 1905; Gastwirth 1971), so that no share depends on rounding
// to whole customers; the share of the best p is 1 − L(1−p).
//
// Customers whose refunds exceed their purchases count as they are, with their negative revenue, because the parts must add
// up to the revenue; the curve then dips below zero at its beginning. [Result] says how many there are. Where they
// outweigh the rest, or there is no revenue, no share means anything, and all of them are NaN.
package concentration

import (
	"math"
	"sort"

	"regulars/analytics"
)

// Result is how concentrated the revenue is.
type Result struct {
	Customers int             // with a purchase
	Revenue   analytics.Total // net revenue of them all
	Gini      float64         // population form, 0 (all equal) to nearly 1; NaN without revenue, or where refunds push it over 1
	Curve     []Point         // 0 % to 100 % of customers, by 1 %
	Top       []Top           // the best 1, 5, 10 and 20 %
	Most      int             // the least number of customers that make 80 % of the revenue; 0 without revenue
	MostShare float64         // of all customers; NaN without revenue
	Negative  int             // customers whose refunds exceed their purchases
	Refunded  analytics.Total // their net revenue, negative
	Greatest  float64         // share of the revenue of the best customer alone
	Inequality
}

// Point is a row of the table concentration.
type Point struct {
	Percentile    int     `col:"percentile" unit:"number" en:"the p-th percentile of customers by net revenue, 0 to 100" zh:"客户按净收入排序的百分位（0 至 100）"`
	CustomerShare float64 `col:"share_customers" unit:"share" en:"share of the customers up to it" zh:"至该百分位的客户占比"`
	RevenueShare  float64 `col:"share_revenue" unit:"share" en:"share of net revenue of the least spending so many, L(p)" zh:"花费最少的这些客户所占净收入，L(p)"`
	TopShare      float64 `col:"top_share_revenue" unit:"share" en:"share of net revenue of the best so many, 1 − L(1−p)" zh:"花费最多的同样多客户所占净收入，1 − L(1−p)"`
}

// Schema describes the table concentration.
var Schema = analytics.SchemaOf[Point](analytics.Schema{
	Name:      "concentration",
	Row:       "percentile of customers",
	RowZH:     "客户百分位",
	Meaning:   "Lorenz curve: how much of revenue comes from how many customers",
	MeaningZH: "洛伦兹曲线：多少客户带来多少收入",
})

// Top is the share of the best customers.
type Top struct {
	Percent      int     // of the customers
	RevenueShare float64 // of the revenue
}

// mostNumerator and mostDenominator are the 80 % of [Result.Most], exactly.
const mostNumerator, mostDenominator = 4, 5

// Of measures the concentration of net revenues, which are [analytics.Money].
func Of(revenues *analytics.Multiset) Result {
	runs, n := revenues.Runs(), revenues.Len()
	r := Result{Customers: n, Gini: math.NaN(), MostShare: math.NaN(), Greatest: math.NaN(), Inequality: Inequality{math.NaN(), math.NaN(), math.NaN()}}
	for _, run := range runs {
		r.Revenue.AddTimes(analytics.Money(run.Value), run.Count)
		if run.Value < 0 {
			r.Negative += run.Count
			r.Refunded.AddTimes(analytics.Money(run.Value), run.Count)
		}
	}
	r.Curve = curve(runs, n, r.Revenue)
	for _, percent := range []int{1, 5, 10, 20} {
		r.Top = append(r.Top, Top{percent, r.Curve[percent].TopShare})
	}
	if total := r.Revenue.Units(); total > 0 {
		r.Gini = gini(runs, n, total)
		r.Inequality = inequality(runs, n, total)
		r.Most = most(runs, r.Revenue)
		r.MostShare = float64(r.Most) / float64(n)
		r.Greatest = analytics.Money(runs[len(runs)-1].Value).Units() / total
	}
	return r
}

// curve reads the Lorenz curve at each whole per cent.
func curve(runs []analytics.Run, n int, revenue analytics.Total) []Point {
	points := make([]Point, 101)
	var sum analytics.Total // of the customers below the run
	below, at := 0, 0
	for p := range points {
		whole, rest := p*n/100, float64(p*n%100)/100
		for at < len(runs) && below+runs[at].Count <= whole {
			sum.AddTimes(analytics.Money(runs[at].Value), runs[at].Count)
			below += runs[at].Count
			at++
		}
		part := sum
		if at < len(runs) {
			part.AddTimes(analytics.Money(runs[at].Value), whole-below)
		}
		share := part.Units()
		if at < len(runs) {
			share += rest * analytics.Money(runs[at].Value).Units()
		}
		points[p] = Point{Percentile: p, CustomerShare: float64(p) / 100, RevenueShare: math.NaN(), TopShare: math.NaN()}
		if total := revenue.Units(); total > 0 {
			points[p].RevenueShare = share / total
		}
	}
	for p := range points {
		points[p].TopShare = 1 - points[100-p].RevenueShare
	}
	return points
}

// gini is Σ (2i − n − 1) x(i) / (n Σ x) over the values in rising order. For a run of equal values at the ranks a to b, 2i averages
// a + b.
func gini(runs []analytics.Run, n int, total float64) float64 {
	sum, below := 0.0, 0
	for _, run := range runs {
		weight := float64(run.Count) * float64(2*below+run.Count-n)
		sum += weight * analytics.Money(run.Value).Units()
		below += run.Count
	}
	g := sum / (float64(n) * total)
	if g > 1 {
		return math.NaN()
	}
	return g
}

// most counts customers from the best down until they make 80 % of the revenue. The comparison is exact: 5 · part ≥ 4 · all.
func most(runs []analytics.Run, revenue analytics.Total) int {
	count := 0
	var part analytics.Total
	for i := len(runs) - 1; i >= 0; i-- {
		value := analytics.Money(runs[i].Value)
		need := sort.Search(runs[i].Count, func(k int) bool { return enough(part, value, k, revenue) })
		count += need
		if enough(part, value, need, revenue) {
			return count
		}
		part.AddTimes(value, runs[i].Count)
	}
	return count
}

func enough(part analytics.Total, value analytics.Money, times int, revenue analytics.Total) bool {
	part.AddTimes(value, times)
	var difference analytics.Total
	for range mostDenominator {
		difference.Merge(part)
	}
	for range mostNumerator {
		difference.Merge(revenue.Neg())
	}
	return difference.Units() >= 0
}

// Table is the table concentration.
func (r Result) Table() analytics.Table { return analytics.TableOf(Schema, r.Curve) }

// even is the share of the best 20 % below which revenue counts as evenly spread.
const even = 0.3

// Even says that revenue is spread evenly over the customers.
func (r Result) Even() bool { return r.Curve[20].TopShare < even }
