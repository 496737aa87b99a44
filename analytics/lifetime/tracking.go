package lifetime

import (
	"math"

	"regulars/analytics"
)

// TrackingRow compares the repeat purchases of the customers acquired in the calibration period with the forecast, up to the end
// of a week. It is a row of the table tracking.
type TrackingRow struct {
	Week           int           `col:"week"` // since the first day in the data
	End            analytics.Day `col:"week_end"`
	Actual         int           `col:"actual"`   // repeat occasions so far
	Expected       float64       `col:"expected"` // the same as the model expects: the sum of E[X(t)] over customers since their first purchase
	Low            float64       `col:"low"`      // nine times in ten the total lies between Low and High, if the model and its parameters hold
	High           float64       `col:"high"`
	WeeklyActual   int           `col:"weekly_actual"`
	WeeklyExpected float64       `col:"weekly_expected"`
	Holdout        bool          `col:"holdout"` // the models have not seen this week
}

const ninety = 1.6448536269514722 // the normal quantile of 0.95

func (v *Validation) tracking(model Purchases) []TrackingRow {
	mean, variance := newcomers(model, len(v.repeats))
	var rows []TrackingRow
	actual, before, expected := 0, 0, 0.0
	for day, n := range v.repeats {
		actual += n
		if day%7 != 6 {
			continue
		}
		sum, spread := 0.0, 0.0
		for born, n := range v.births[:min(day+1, len(v.births))] {
			sum += float64(n) * mean[day-born]
			spread += float64(n) * variance[day-born]
		}
		half := ninety * math.Sqrt(spread)
		rows = append(rows, TrackingRow{
			Week: len(rows) + 1, End: v.Start + analytics.Day(day), Actual: actual, Expected: sum, Low: max(0, sum-half), High: sum + half,
			WeeklyActual: actual - before, WeeklyExpected: sum - expected, Holdout: v.Start+analytics.Day(day) > v.Split,
		})
		before, expected = actual, sum
	}
	return rows
}

// newcomers are mean and variance of the purchases a new customer makes within t days, for t = 0, 1, 2, …
func newcomers(model Purchases, days int) (mean, variance []float64) {
	mean, variance = make([]float64, days), make([]float64, days)
	for t := 1; t < days; t++ {
		mean[t] = model.Expected(0, 0, 0, float64(t))
		variance[t] = model.Variance(0, 0, 0, float64(t))
	}
	return mean, variance
}
