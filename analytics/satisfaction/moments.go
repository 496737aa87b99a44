package satisfaction

import (
	"math"

	"regulars/analytics"
)

// moments are exact sums of scores, which are held in millionths.
type moments struct {
	n         int64
	sum       analytics.Total // of the scores
	squares   analytics.Total // of their squares, in millionths of millionths
	low, high analytics.Money
}

func (m *moments) add(v analytics.Money) {
	one := moments{n: 1, low: v, high: v}
	one.sum.Add(v)
	one.squares.AddProduct(v, v)
	m.merge(&one)
}

func (m *moments) merge(o *moments) {
	if o.n == 0 {
		return
	}
	if m.n == 0 {
		m.low, m.high = o.low, o.high
	}
	m.n += o.n
	m.sum.Merge(o.sum)
	m.squares.Merge(o.squares)
	m.low, m.high = min(m.low, o.low), max(m.high, o.high)
}

// spread is a number of values by their mean and the sum of their squared deviations.
type spread struct {
	n         int64
	mean, m2  float64
	low, high float64
}

// on puts the scores on a line: each times slope, plus shift.
func (m *moments) on(slope, shift float64) spread {
	if m.n == 0 {
		return spread{}
	}
	mean := m.sum.Units() / float64(m.n)
	m2 := m.squares.Units()/analytics.MoneyScale - float64(m.n)*mean*mean
	return spread{
		n: m.n, mean: slope*mean + shift, m2: slope * slope * math.Max(0, m2),
		low: slope*m.low.Units() + shift, high: slope*m.high.Units() + shift,
	}
}

// and pools two sets of values (Chan, Golub & LeVeque 1979).
func (s spread) and(o spread) spread {
	switch {
	case s.n == 0:
		return o
	case o.n == 0:
		return s
	}
	n := float64(s.n + o.n)
	d := o.mean - s.mean
	return spread{
		n: s.n + o.n, mean: s.mean + d*float64(o.n)/n, m2: s.m2 + o.m2 + d*d*float64(s.n)*float64(o.n)/n,
		low: math.Min(s.low, o.low), high: math.Max(s.high, o.high),
	}
}

// varies tells whether the values tell anything about their spread.
func (s spread) varies() bool { return s.n > 1 && s.low < s.high }

// variance is the unbiased variance.
func (s spread) variance() float64 { return s.m2 / float64(s.n-1) }

func (s spread) estimate() Estimate {
	if s.n == 0 {
		return unknown
	}
	e := Estimate{N: s.n, Mean: s.mean, Low: math.NaN(), High: math.NaN()}
	if s.varies() {
		half := analytics.StudentQuantile(float64(s.n-1)) * math.Sqrt(s.variance()/float64(s.n))
		e.Low, e.High = e.Mean-half, e.Mean+half
	}
	return e
}

var unknown = Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN()}
