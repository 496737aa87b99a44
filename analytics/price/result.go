package price

import (
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Result is which prices customers tolerate, in units of the currency.
type Result struct {
	N            int64        // customers with four prices in order
	Inconsistent int64        // customers whose prices fall, such as cheap above expensive; they are left out
	Cheapness    Crossing     // marginal cheapness: below, more find it too cheap than expensive
	Least        Crossing     // least resistance: as many find it too cheap as too expensive
	Indifference Crossing     // as many find it cheap as expensive
	Dearness     Crossing     // marginal expensiveness: above, more find it too expensive than cheap
	Prices       []float64    // that were named, rising
	Curves       [4][]float64 // too cheap, cheap, expensive, too expensive at Prices: fractions of the customers
	counts       [4][]int64   // the same as customers
}

// Clear tells whether the range of prices that are tolerated has ends that are told apart.
func (r *Result) Clear() bool {
	return analytics.Apart(r.Cheapness.Low, r.Cheapness.High, r.Dearness.Low, r.Dearness.High) == analytics.Less
}

// Crossing is where two curves meet, with its 95 % interval. NaN without customers.
type Crossing struct {
	Price, Low, High float64
}

// The curves, as indices of Curves.
const (
	TooCheap = iota
	Cheap
	Expensive
	TooExpensive
)

// Result derives the curves and their crossings.
func (t *Tolerance) Result() *Result {
	r := &Result{N: t.n, Inconsistent: t.inconsistent}
	prices := slices.Sorted(maps.Keys(t.at))
	var below [4]int64 // named prices that are less
	for _, p := range prices {
		r.Prices = append(r.Prices, p.Units())
		for i, n := range t.at[p] {
			on := t.n - below[i] // customers whose price is this or more
			below[i] += n
			if i >= Expensive {
				on = below[i]
			}
			r.counts[i] = append(r.counts[i], on)
			r.Curves[i] = append(r.Curves[i], float64(on)/float64(t.n))
		}
	}
	r.Cheapness, r.Least = r.crossing(TooCheap, Expensive), r.crossing(TooCheap, TooExpensive)
	r.Indifference, r.Dearness = r.crossing(Cheap, Expensive), r.crossing(Cheap, TooExpensive)
	return r
}

// crossing is where a falling curve meets a rising one.
func (r *Result) crossing(falling, rising int) Crossing {
	if r.N == 0 {
		return Crossing{math.NaN(), math.NaN(), math.NaN()}
	}
	f, g, last := r.counts[falling], r.counts[rising], len(r.Prices)-1
	c := Crossing{Low: r.Prices[0], High: r.Prices[last]}
	for i := range f {
		if beyond(f[i], g[i]) {
			c.Low = r.Prices[i]
		}
	}
	for i := last; i >= 0; i-- {
		if beyond(g[i], f[i]) {
			c.High = r.Prices[i]
		}
	}
	c.Price = r.meet(f, g)
	return c
}

// beyond tells whether a number is greater than another by more than chance, by the sign test.
func beyond(more, less int64) bool {
	d := float64(more - less)
	return d > 0 && d*d > analytics.Z*analytics.Z*float64(more+less)
}

// meet is the price at which the curves cross: on the straight lines between the named prices, or the middle of those where they are equal.
func (r *Result) meet(f, g []int64) float64 {
	after, first, last := -1, -1, -1 // the first price past the crossing; the first and last at which they are equal
	for i := range f {
		if f[i] == g[i] {
			if first < 0 {
				first = i
			}
			last = i
		}
		if after < 0 && f[i] < g[i] {
			after = i
		}
	}
	switch {
	case first >= 0:
		return (r.Prices[first] + r.Prices[last]) / 2
	case after <= 0:
		return r.Prices[len(r.Prices)-1]
	}
	a, b := float64(f[after-1]-g[after-1]), float64(g[after]-f[after])
	return r.Prices[after-1] + (r.Prices[after]-r.Prices[after-1])*a/(a+b)
}

// Share is the fraction of customers on a curve at any price.
func (r *Result) Share(curve int, price float64) float64 {
	i, found := slices.BinarySearch(r.Prices, price)
	switch {
	case found:
		return r.Curves[curve][i]
	case curve >= Expensive && i == 0, curve < Expensive && i == len(r.Prices):
		return 0
	case curve >= Expensive:
		return r.Curves[curve][i-1]
	default:
		return r.Curves[curve][i]
	}
}

type crossingRow struct {
	Point        string  `col:"point" en:"crossing of two curves: marginal cheapness, least resistance, indifference or marginal expensiveness" zh:"两条曲线的交点：marginal cheapness 低价边界、least resistance 最小阻力、indifference 无差异、marginal expensiveness 高价边界"`
	Price        float64 `col:"price" unit:"currency" en:"price at which they cross" zh:"交点的价格"`
	Low          float64 `col:"low" unit:"currency" en:"lowest price at which the two shares cannot be told apart at 95 % (sign test)" zh:"两者占比在 95% 水平无法区分的最低价（符号检验）"`
	High         float64 `col:"high" unit:"currency" en:"highest such price" zh:"两者占比在 95% 水平无法区分的最高价"`
	N            int64   `col:"n" unit:"customers" en:"customers whose four prices count" zh:"四个价格计入的客户数"`
	Inconsistent int64   `col:"inconsistent" unit:"customers" en:"customers left out, for their prices contradict each other" zh:"价格自相矛盾而未计入的客户数"`
}

// ToleranceSchema describes the table price_tolerance.
var ToleranceSchema = analytics.SchemaOf[crossingRow](analytics.Schema{
	Name:      "price_tolerance",
	Row:       "crossing of two curves",
	RowZH:     "两条曲线的交点",
	Meaning:   "what prices customers call acceptable (van Westendorp)",
	MeaningZH: "客户认为可接受的价格（van Westendorp）",
})

type pointRow struct {
	Price        float64 `col:"price" unit:"currency" en:"a price that somebody named" zh:"有人提到的价格"`
	TooCheap     float64 `col:"too_cheap" unit:"share" en:"share of customers to whom it is too cheap" zh:"认为太便宜的客户占比"`
	Cheap        float64 `col:"cheap" unit:"share" en:"share of customers to whom it is cheap" zh:"认为便宜的客户占比"`
	Expensive    float64 `col:"expensive" unit:"share" en:"share of customers to whom it is expensive" zh:"认为贵的客户占比"`
	TooExpensive float64 `col:"too_expensive" unit:"share" en:"share of customers to whom it is too expensive" zh:"认为太贵的客户占比"`
}

// CurvesSchema describes the table price_curves.
var CurvesSchema = analytics.SchemaOf[pointRow](analytics.Schema{
	Name:      "price_curves",
	Row:       "price that was named",
	RowZH:     "提到过的价格",
	Meaning:   "how many customers find each price too cheap, cheap, expensive, too expensive",
	MeaningZH: "各价格被多少客户视为太便宜、便宜、贵、太贵",
})

// Tables are price_tolerance, a row for each crossing, and price_curves, a row for each price that was named. There
// are none where no prices were asked.
func (r *Result) Tables() []analytics.Table {
	if r.N+r.Inconsistent == 0 {
		return nil
	}
	var rows []crossingRow
	add := func(name string, c Crossing) {
		rows = append(rows, crossingRow{name, c.Price, c.Low, c.High, r.N, r.Inconsistent})
	}
	if r.N > 0 {
		add("marginal cheapness", r.Cheapness)
		add("least resistance", r.Least)
		add("indifference", r.Indifference)
		add("marginal expensiveness", r.Dearness)
	}
	var points []pointRow
	for i, p := range r.Prices {
		points = append(points, pointRow{p, r.Curves[TooCheap][i], r.Curves[Cheap][i], r.Curves[Expensive][i], r.Curves[TooExpensive][i]})
	}
	return []analytics.Table{analytics.TableOf(ToleranceSchema, rows), analytics.TableOf(CurvesSchema, points)}
}
