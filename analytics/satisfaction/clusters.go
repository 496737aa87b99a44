package satisfaction

// Intervals with customers as clusters.
//
// Assumed: customers are independent of each other, answers of one customer are not. With n_g answers of customer g, N in all, and p their
// mean, the variance of p is
//
//	v = Σ_g (Σ_{i∈g}(y_i − p)/(1 − n_g/N))² / N²
//
// which is the jackknife over customers (Bell & McCaffrey 2002, Survey Methodology 28, the estimator JK): a customer with many answers pulls
// the mean towards them, so that the plain residuals would be too small. The customers count as G* = N²/Σn_g² of equal size (Kish 1965,
// Survey Sampling, section 8.2), whose interval is Student's with G* − 1 degrees; below ten there is none. Where each customer has one answer the
// formulas are the plain ones, s²/N with Wilson's interval of shares.

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// clusters are exact sums of what customers said, by how many answers each gave on which scales. They grow with these, not with customers.
type clusters struct {
	n         int64 // answers
	customers int64
	low, high analytics.Money
	own       []turn // of the customer whose answers are being added
	of        map[string]*bundle
	last      *bundle // that the last customer went to
}

// turn is what one customer said on one scale: so many answers, the sum of their scores, and that of their weights where they have some.
type turn struct {
	scale Scale
	n     int64
	sums  [2]analytics.Money
}

// bundle is the customers with so many answers on these scales: the sums of their scores and weights, scale by scale, and of the products.
type bundle struct {
	turns     []turn // whose sums are not used
	customers int64
	sums      []analytics.Total
	products  []analytics.Total // upper triangle, row by row
}

// add adds an answer of the customer, in millionths.
func (c *clusters) add(v analytics.Money, on Scale) {
	c.reach(v)
	c.put(on, v, 0)
}

func (c *clusters) reach(v analytics.Money) {
	if c.n == 0 && len(c.own) == 0 {
		c.low, c.high = v, v
	}
	c.low, c.high = min(c.low, v), max(c.high, v)
}

// only adds a customer with one score.
func (c *clusters) only(v analytics.Money) {
	c.add(v, Scale{})
	c.close()
}

// mark adds whether something holds of an answer of the customer.
func (c *clusters) mark(holds bool) {
	if holds {
		c.add(analytics.MoneyScale, Scale{})
	} else {
		c.add(0, Scale{})
	}
}

// weigh adds an answer with a weight. Both are taken in ten-thousandths, so that squares of a customer's sums are exact.
func (c *clusters) weigh(x, weight analytics.Money, on Scale) {
	c.reach(x)
	x, weight = analytics.MoneyOf(x.Units()/hundred), analytics.MoneyOf(weight.Units()/hundred)
	c.put(on, x*weight, weight)
}

// hundred turns sums of ten-thousandths into those of millionths, and by division those of their products.
const hundred = 100

func (c *clusters) put(on Scale, sum, weight analytics.Money) {
	i := slices.IndexFunc(c.own, func(t turn) bool { return t.scale == on })
	if i < 0 {
		i = len(c.own)
		c.own = append(c.own, turn{scale: on})
	}
	t := &c.own[i]
	t.n, t.sums[0], t.sums[1] = t.n+1, t.sums[0]+sum, t.sums[1]+weight
}

// close ends the answers of a customer.
func (c *clusters) close() {
	if len(c.own) == 0 {
		return
	}
	if len(c.own) > 1 {
		slices.SortFunc(c.own, func(a, b turn) int { return a.scale.compare(b.scale) })
	}
	if c.last == nil || !c.last.fits(c.own) { // most customers answer as often as the one before
		c.last = c.bundle()
	}
	c.last.add(c.own)
	c.customers++
	for _, t := range c.own {
		c.n += t.n
	}
	c.own = c.own[:0]
}

// bundle is that of the customer's turns.
func (c *clusters) bundle() *bundle {
	var key []byte
	for _, t := range c.own {
		key = binary.BigEndian.AppendUint64(key, math.Float64bits(t.scale.Min))
		key = binary.BigEndian.AppendUint64(key, math.Float64bits(t.scale.Max))
		key = binary.BigEndian.AppendUint64(key, uint64(t.n))
	}
	b := c.of[string(key)]
	if b == nil {
		b = newBundle(c.own)
		if c.of == nil {
			c.of = map[string]*bundle{}
		}
		c.of[string(key)] = b
	}
	return b
}

func (b *bundle) fits(own []turn) bool {
	return slices.EqualFunc(b.turns, own, func(a, b turn) bool { return a.n == b.n && a.scale == b.scale })
}

func newBundle(turns []turn) *bundle {
	n := 2 * len(turns)
	return &bundle{turns: slices.Clone(turns), sums: make([]analytics.Total, n), products: make([]analytics.Total, n*(n+1)/2)}
}

func (b *bundle) add(own []turn) {
	b.customers++
	at := 0
	for i := range b.sums {
		x := own[i/2].sums[i%2]
		b.sums[i].Add(x)
		for j := i; j < len(b.sums); j++ {
			if y := own[j/2].sums[j%2]; y != 0 {
				b.products[at].AddProduct(x, y)
			}
			at++
		}
	}
}

func (c *clusters) merge(o *clusters) {
	if o.n == 0 {
		return
	}
	if c.n == 0 {
		c.low, c.high = o.low, o.high
	}
	c.n, c.customers = c.n+o.n, c.customers+o.customers
	c.low, c.high = min(c.low, o.low), max(c.high, o.high)
	if c.of == nil {
		c.of = map[string]*bundle{}
	}
	for key, b := range o.of {
		own := c.of[key]
		if own == nil {
			own = newBundle(b.turns)
			c.of[key] = own
		}
		own.customers += b.customers
		for i, t := range b.sums {
			own.sums[i].Merge(t)
		}
		for i, t := range b.products {
			own.products[i].Merge(t)
		}
	}
}

// sorted are the bundles in an order that is always the same, so that sums of floating-point figures are.
func (c *clusters) sorted() (list []*bundle) {
	for _, key := range slices.Sorted(maps.Keys(c.of)) {
		list = append(list, c.of[key])
	}
	return list
}

// scales is how many answers were given on each scale.
func (c *clusters) scales() map[Scale]int64 {
	n := map[Scale]int64{}
	for _, b := range c.of {
		for _, t := range b.turns {
			n[t.scale] += t.n * b.customers
		}
	}
	return n
}

// answers is how many a customer of the bundle gave.
func (b *bundle) answers() (n int64) {
	for _, t := range b.turns {
		n += t.n
	}
	return n
}

// line puts scores of a scale on another: each times slope, plus shift.
type line func(Scale) (slope, shift float64)

func asIs(Scale) (slope, shift float64) { return 1, 0 }

// residual is what a customer's sums of the bundle less the mean's share of them come to: Σ by[i]·sums[i] + constant.
type residual struct {
	by       []float64
	constant float64
}

func (b *bundle) plain(mean float64, to line) residual {
	r := residual{by: make([]float64, len(b.sums))}
	for i, t := range b.turns {
		slope, shift := to(t.scale)
		r.by[2*i] = slope
		r.constant += (shift - mean) * float64(t.n)
	}
	return r
}

func (b *bundle) weighted(mean float64, to line) residual {
	r := residual{by: make([]float64, len(b.sums))}
	for i, t := range b.turns {
		slope, shift := to(t.scale)
		r.by[2*i], r.by[2*i+1] = slope/hundred, (shift-mean)*hundred
	}
	return r
}

// over is the sum of the residuals of the bundle's customers, and that of their squares.
func (b *bundle) over(r residual) (sum, squares float64) {
	at, linear := 0, 0.0
	for i, x := range r.by {
		linear += x * b.sums[i].Units()
		for j := i; j < len(r.by); j++ {
			square := x * r.by[j] * b.products[at].Units() / analytics.MoneyScale
			if j > i {
				square *= 2
			}
			squares += square
			at++
		}
	}
	n := float64(b.customers)
	return linear + n*r.constant, math.Max(0, squares+2*r.constant*linear+n*r.constant*r.constant)
}

// weight is the sum of the weights.
func (c *clusters) weight() (sum float64) {
	for _, b := range c.sorted() {
		for i := range b.turns {
			sum += b.sums[2*i+1].Units() * hundred
		}
	}
	return sum
}

// spread is a mean with what its interval rests on.
type spread struct {
	n        int64
	mean     float64
	variance float64 // of the mean
	groups   float64 // customers of equal size that the customers count as
	plain    bool    // each has one answer
	varies   bool
}

// average is the mean of all answers.
func (c *clusters) average(to line) spread {
	sum := 0.0
	for _, b := range c.sorted() {
		s, _ := b.over(b.plain(0, to))
		sum += s
	}
	return c.spread(sum/float64(c.n), float64(c.n), to, (*bundle).plain)
}

// ratio is the mean of all answers by their weights.
func (c *clusters) ratio(to line) spread {
	sum, weight := 0.0, c.weight()
	for _, b := range c.sorted() {
		s, _ := b.over(b.weighted(0, to))
		sum += s
	}
	return c.spread(sum/weight, weight, to, (*bundle).weighted)
}

func (c *clusters) spread(mean, by float64, to line, of func(*bundle, float64, line) residual) spread {
	s := spread{n: c.n, mean: mean, plain: c.customers == c.n}
	n, sizes := float64(c.n), 0.0
	for _, b := range c.sorted() {
		_, squares := b.over(of(b, mean, to))
		size := float64(b.answers())
		left := 1 - size/n
		if !s.plain {
			left *= left
		}
		s.variance += squares / left / (by * by)
		sizes += float64(b.customers) * size * size
	}
	s.groups = n * n / sizes
	s.varies = c.low < c.high || len(c.scales()) > 1
	return s
}

// fewest is how many customers of equal size it takes for an interval.
const fewest = 10

func (s spread) told() bool { return s.groups > fewest-1e-9 }

// half is half of the interval of a mean.
func (s spread) half() float64 { return analytics.StudentQuantile(s.groups-1) * math.Sqrt(s.variance) }

func (s spread) estimate() Estimate {
	if s.n == 0 || math.IsNaN(s.mean) || math.IsInf(s.mean, 0) {
		return unknown
	}
	e := Estimate{N: s.n, Mean: s.mean, Low: math.NaN(), High: math.NaN()}
	if s.told() && s.varies && s.variance > 0 {
		e.Low, e.High = e.Mean-s.half(), e.Mean+s.half()
	}
	return e
}

var unknown = Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN()}

// share is the share of marks that hold, and how many customers its interval rests on.
func (c *clusters) share() (share analytics.Share, effective float64) {
	if c.n == 0 {
		return analytics.ShareOf(0, 0), 0
	}
	s := c.average(asIs)
	share = analytics.ShareOf(int64(math.Round(s.mean*float64(s.n))), s.n)
	p := share.Share
	switch effective = float64(s.n); {
	case s.plain:
	case p == 0 || p == 1:
		effective = s.groups
	default:
		effective = math.Min(effective, p*(1-p)/s.variance)
	}
	switch {
	case !s.told():
		share.Low, share.High = math.NaN(), math.NaN()
	case !s.plain:
		share.Low, share.High = analytics.WilsonAt(p, effective, analytics.StudentQuantile(s.groups-1))
	}
	return share, effective
}
