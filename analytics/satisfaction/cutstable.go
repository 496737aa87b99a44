package satisfaction

import (
	"math"

	"regulars/analytics"
)

type measureRow struct {
	Cut       string `col:"cut"`
	Group     string `col:"group"`
	Dimension string `col:"dimension"`
	N         int64  `col:"n"`

	Experience       float64 `col:"experience"`
	ExperienceLow    float64 `col:"experience_low"`
	ExperienceHigh   float64 `col:"experience_high"`
	TopTwo           float64 `col:"top_two_box"`
	Low              float64 `col:"low"`
	High             float64 `col:"high"`
	Weighted         float64 `col:"weighted_average"`
	WeightedLow      float64 `col:"weighted_low"`
	WeightedHigh     float64 `col:"weighted_high"`
	Paired           int64   `col:"n_expectation"`
	Dissatisfied     float64 `col:"dissatisfied"`
	DissatisfiedLow  float64 `col:"dissatisfied_low"`
	DissatisfiedHigh float64 `col:"dissatisfied_high"`
	Satisfied        float64 `col:"satisfied"`
	SatisfiedLow     float64 `col:"satisfied_low"`
	SatisfiedHigh    float64 `col:"satisfied_high"`
	Delighted        float64 `col:"delighted"`
	DelightedLow     float64 `col:"delighted_low"`
	DelightedHigh    float64 `col:"delighted_high"`

	Asked   int64   `col:"n_recommend,nullnegative"` // of the whole only
	NPS     float64 `col:"nps"`
	NPSLow  float64 `col:"nps_low"`
	NPSHigh float64 `col:"nps_high"`
}

// CutsTable is the table `measures` of groups.
func CutsTable(groups []Group) analytics.Table {
	var rows []measureRow
	for _, g := range groups {
		row := measureOf(g, g.Whole)
		row.Asked, row.NPS, row.NPSLow, row.NPSHigh = g.NPS.N, g.NPS.Score, g.NPS.Low, g.NPS.High
		rows = append(rows, row)
		for _, d := range g.Aspects {
			rows = append(rows, measureOf(g, d))
		}
	}
	return analytics.Undescribed("measures", rows)
}

func measureOf(g Group, d Dimension) measureRow {
	return measureRow{
		Cut: string(g.Cut), Group: g.Name, Dimension: d.Name, N: d.Experience.N,
		Experience: d.Experience.Mean, ExperienceLow: d.Experience.Low, ExperienceHigh: d.Experience.High,
		TopTwo: d.TopTwo.Share, Low: d.TopTwo.Low, High: d.TopTwo.High,
		Weighted: d.ByImportance.Mean, WeightedLow: d.ByImportance.Low, WeightedHigh: d.ByImportance.High,
		Paired:       d.Dissatisfied.N,
		Dissatisfied: d.Dissatisfied.Share, DissatisfiedLow: d.Dissatisfied.Low, DissatisfiedHigh: d.Dissatisfied.High,
		Satisfied: d.Satisfied.Share, SatisfiedLow: d.Satisfied.Low, SatisfiedHigh: d.Satisfied.High,
		Delighted: d.Delighted.Share, DelightedLow: d.Delighted.Low, DelightedHigh: d.Delighted.High,
		Asked: -1, NPS: math.NaN(), NPSLow: math.NaN(), NPSHigh: math.NaN(),
	}
}
