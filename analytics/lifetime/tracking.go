package lifetime

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"regulars/analytics"
)

// TrackingRow compares the repeat purchases of the customers acquired in the calibration period with the forecast, up to the end
// of a week; for BG/BB, of a period. It is a row of the table tracking.
type TrackingRow struct {
	Week           int           `col:"week" unit:"weeks" en:"number of the week since the first day in the data; of the period with bgbb" zh:"自数据首日起的第几周（bgbb 为第几个周期）"`
	End            analytics.Day `col:"week_end" en:"its last day" zh:"该周的最后一天"`
	Actual         int           `col:"actual" unit:"occasions" en:"repeat purchases so far of the customers won before the cut" zh:"分割日前获得的客户迄该周的重复购买累计"`
	Expected       float64       `col:"expected" unit:"occasions" en:"repeat purchases so far that the model expects of these customers" zh:"模型预期的这些客户迄该周的重复购买累计"` // the same as the model expects: the sum of E[X(t)] over customers since their first purchase
	Low            float64       `col:"low" unit:"occasions" en:"nine times in ten the total is no less, if the model is right" zh:"若模型成立，十次中九次累计不低于此"`
	High           float64       `col:"high" unit:"occasions" en:"nine times in ten the total is no more, if the model is right" zh:"若模型成立，十次中九次累计不高于此"`
	WeeklyActual   int           `col:"weekly_actual" unit:"occasions" en:"repeat purchases in the week alone" zh:"仅该周的重复购买"`
	WeeklyExpected float64       `col:"weekly_expected" unit:"occasions" en:"repeat purchases in the week alone that the model expects" zh:"模型预期的仅该周的重复购买"`
	Holdout        bool          `col:"holdout" en:"the model has not seen this week" zh:"模型未见过这一周"`
}

// TrackingSchema describes the table tracking.
var TrackingSchema = analytics.SchemaOf[TrackingRow](analytics.Schema{
	Name:      "tracking",
	Row:       "week",
	RowZH:     "周",
	Meaning:   "repeat purchases week by week, actual and as the model expects",
	MeaningZH: "逐周的重复购买：实际与模型预期",
})

const ninety = 1.6448536269514722 // the normal quantile of 0.95

// tracking adds two variances: that of what customers do under the model, and that of the parameters (delta method).
func (v *Validation) tracking(fit *PurchaseFit) []TrackingRow {
	step := v.step()
	places := fit.clock.places(v.Start, len(v.repeats))
	ages := places[len(places)-1] + 1
	expected := v.weekly(places, expectedOf(fit.Purchases, ages))
	spread := v.weekly(places, varianceOf(fit.Purchases, ages))
	for week, x := range v.doubt(fit, places) {
		spread[week] += x
	}
	rows := make([]TrackingRow, len(expected))
	before := TrackingRow{}
	for i := range rows {
		end := v.clock.end(v.first + step*i + step - 1)
		half := ninety * math.Sqrt(spread[i])
		rows[i] = TrackingRow{Week: i + 1, End: end, Actual: before.Actual, Expected: expected[i],
			Low: max(0, expected[i]-half), High: expected[i] + half, Holdout: end > v.Split}
		for _, n := range v.repeats[step*i : step*(i+1)] {
			rows[i].Actual += n
		}
		rows[i].WeeklyActual, rows[i].WeeklyExpected = rows[i].Actual-before.Actual, rows[i].Expected-before.Expected
		before = rows[i]
	}
	return rows
}

// weekly sums over customers what is expected of one t units of time after the first purchase, by the end of each row.
func (v *Validation) weekly(places []int, byAge []float64) []float64 {
	step := v.step()
	weeks := make([]float64, len(v.repeats)/step)
	won := wonOn(v.births)
	for i := range weeks {
		day := step*i + step - 1
		for _, w := range won {
			if w.unit > day {
				break
			}
			weeks[i] += w.customers * byAge[places[day]-places[w.unit]]
		}
	}
	return weeks
}

// won is how many customers made their first purchase in a unit of time.
type won struct {
	unit      int
	customers float64
}

// wonOn leaves out the units without any, so that centuries between two dates cost little.
func wonOn(births []int) (all []won) {
	for unit, n := range births {
		if n > 0 {
			all = append(all, won{unit, float64(n)})
		}
	}
	return all
}

// doubt is the variance of the weekly sums that comes from the parameters; nil where they have no standard errors.
func (v *Validation) doubt(fit *PurchaseFit, places []int) []float64 {
	if fit.covariance == nil {
		return nil
	}
	const step = 1e-3
	var slopes [][]float64
	for i := range fit.Parameters {
		below, above := fit.nearby(i, step)
		ages := places[len(places)-1] + 1
		low, high := v.weekly(places, expectedOf(below, ages)), v.weekly(places, expectedOf(above, ages))
		floats.Sub(high, low)
		floats.Scale(1/(2*step), high)
		slopes = append(slopes, high)
	}
	variance := make([]float64, len(v.repeats)/v.step())
	for i, a := range slopes {
		for j, b := range slopes {
			for week := range variance {
				variance[week] += a[week] * b[week] * fit.covariance.At(i, j)
			}
		}
	}
	return variance
}

// expectedOf is how many purchases a new customer is expected to make within t days, for t = 0, 1, 2, …
func expectedOf(model Purchases, days int) []float64 {
	expected := make([]float64, days)
	for t := 1; t < days; t++ {
		expected[t] = model.Expected(0, 0, 0, float64(t))
	}
	return expected
}

// varianceOf is the variance of that number.
func varianceOf(model Purchases, days int) []float64 {
	variance := make([]float64, days)
	for t := 1; t < days; t++ {
		variance[t] = model.Variance(0, 0, 0, float64(t))
	}
	return variance
}

// Verdict tells whether customers bought more than the model expected, less, or as close to it as chance allows.
func (r TrackingRow) Verdict() analytics.Verdict {
	return analytics.Apart(float64(r.Actual), float64(r.Actual), r.Low, r.High)
}
