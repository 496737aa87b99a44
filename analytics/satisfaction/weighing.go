package satisfaction

import (
	"math"

	"regulars/analytics"
)

// weighing is the exact sums of a mean of scores x weighted by importances d: of d and dx, and, of scores and importances in
// thousandths so that no number of answers overflows them, of the squares that its error needs.
type weighing struct {
	n             int64
	d, dx         analytics.Total // in millionths, and their squares
	dd, ddx, ddxx analytics.Total // in thousandths, to their power
}

const thousandth = analytics.MoneyScale / 1000

func (w *weighing) add(x, d analytics.Money) {
	w.n++
	w.d.Add(d)
	w.dx.AddProduct(d, x)
	d, x = d/thousandth, x/thousandth
	w.dd.AddProduct(d, d)
	w.ddx.AddProduct(d*d, x)
	w.ddxx.AddProduct(d*x, d*x)
}

func (w *weighing) merge(o *weighing) {
	w.n += o.n
	w.d.Merge(o.d)
	w.dx.Merge(o.dx)
	w.dd.Merge(o.dd)
	w.ddx.Merge(o.ddx)
	w.ddxx.Merge(o.ddxx)
}

// weighted is the sums of a weighing on some scale.
type weighted struct {
	n                    int64
	d, dx, dd, ddx, ddxx float64
}

// on puts the scores on a line: each times slope, plus shift.
func (w *weighing) on(slope, shift float64) weighted {
	d, dx := w.d.Units(), w.dx.Units()/analytics.MoneyScale
	dd, ddx, ddxx := w.dd.Units(), w.ddx.Units()/1e3, w.ddxx.Units()/1e6
	return weighted{
		w.n, d, slope*dx + shift*d, dd, slope*ddx + shift*dd, slope*slope*ddxx + 2*slope*shift*ddx + shift*shift*dd,
	}
}

// and pools two sets of answers.
func (w weighted) and(o weighted) weighted {
	return weighted{w.n + o.n, w.d + o.d, w.dx + o.dx, w.dd + o.dd, w.ddx + o.ddx, w.ddxx + o.ddxx}
}

// estimate is R = Σdx/Σd with the error of a ratio, √(n/(n − 1)·Σd²(x − R)²)/Σd (Cochran, Sampling Techniques, 1977,
// section 6.3), and Student's t; without an interval where the scores do not vary.
func (w weighted) estimate(varies bool) Estimate {
	if w.n == 0 || w.d <= 0 {
		return unknown
	}
	e := Estimate{N: w.n, Mean: w.dx / w.d, Low: math.NaN(), High: math.NaN()}
	if varies && w.n > 1 {
		residual := math.Max(0, w.ddxx-2*e.Mean*w.ddx+e.Mean*e.Mean*w.dd)
		n := float64(w.n)
		half := analytics.StudentQuantile(n-1) * math.Sqrt(n/(n-1)*residual) / w.d
		e.Low, e.High = e.Mean-half, e.Mean+half
	}
	return e
}
