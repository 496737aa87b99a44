package satisfaction

import (
	"math"
	"slices"

	"regulars/analytics"
)

// Tables are the results to take away: satisfaction, satisfaction_trend, nps and, where competitors were scored, competitors. Columns whose input is absent are left
// out.
func (r *Result) Tables() []analytics.Table {
	list := []analytics.Table{r.table(), r.trendTable(), r.npsTable()}
	if len(r.Rivalries) > 0 {
		list = append(list, r.competitorsTable())
	}
	return list
}

type dimensionRow struct {
	Dimension        string  `col:"dimension"`
	N                int64   `col:"n"`
	Experience       float64 `col:"experience"`
	Expectation      float64 `col:"expectation"`
	Satisfaction     float64 `col:"satisfaction"`
	Importance       float64 `col:"importance"`
	Weighted         float64 `col:"weighted"`
	Ideal            float64 `col:"ideal"`
	Gap              float64 `col:"gap"`
	TopTwo           float64 `col:"top_two_box"`
	Low              float64 `col:"low"`
	High             float64 `col:"high"`
	ExperienceLow    float64 `col:"experience_low"`
	ExperienceHigh   float64 `col:"experience_high"`
	Paired           int64   `col:"n_expectation"`
	SatisfactionLow  float64 `col:"satisfaction_low"`
	SatisfactionHigh float64 `col:"satisfaction_high"`
	Dissatisfied     int64   `col:"dissatisfied"`
	Satisfied        int64   `col:"satisfied"`
	Delighted        int64   `col:"delighted"`
	DriverShare      float64 `col:"driver_share"`
	Kind             string  `col:"kind,nullzero"`
}

func (r *Result) table() analytics.Table {
	var rows []dimensionRow
	for _, d := range r.Dimensions() {
		rows = append(rows, dimensionRow{
			Dimension: d.Name, N: d.Experience.N, Experience: d.Experience.Mean, Expectation: d.Expectation.Mean,
			Satisfaction: d.Satisfaction.Mean, Importance: d.Importance.Mean, Weighted: d.Weighted.Mean, Ideal: d.Ideal.Mean,
			Gap: d.Gap.Mean, TopTwo: d.TopTwo.Share, Low: d.TopTwo.Low, High: d.TopTwo.High,
			ExperienceLow: d.Experience.Low, ExperienceHigh: d.Experience.High, Paired: d.Satisfaction.N,
			SatisfactionLow: d.Satisfaction.Low, SatisfactionHigh: d.Satisfaction.High,
			Dissatisfied: d.Dissatisfied.Count, Satisfied: d.Satisfied.Count, Delighted: d.Delighted.Count,
			DriverShare: d.DriverShare, Kind: d.Kind,
		})
	}
	return analytics.Undescribed("satisfaction", rows, r.absent()...)
}

// absent are the columns that no answer has a score for.
func (r *Result) absent() (columns []string) {
	given := func(of func(Dimension) Estimate, names ...string) {
		for _, d := range r.Dimensions() {
			if of(d).N > 0 {
				return
			}
		}
		columns = append(columns, names...)
	}
	given(func(d Dimension) Estimate { return d.Expectation }, "expectation")
	given(func(d Dimension) Estimate { return d.Satisfaction },
		"satisfaction", "n_expectation", "satisfaction_low", "satisfaction_high", "dissatisfied", "satisfied", "delighted")
	given(func(d Dimension) Estimate { return d.Importance }, "importance")
	given(func(d Dimension) Estimate { return d.Weighted }, "weighted")
	given(func(d Dimension) Estimate { return d.Ideal }, "ideal")
	given(func(d Dimension) Estimate { return d.Gap }, "gap")
	if !slices.ContainsFunc(r.Aspects, func(d Dimension) bool { return !math.IsNaN(d.DriverShare) }) {
		columns = append(columns, "driver_share", "kind")
	}
	return columns
}

type trendRow struct {
	Month        analytics.Day `col:"month"`
	Dimension    string        `col:"dimension"`
	N            int64         `col:"n"`
	Experience   float64       `col:"experience"`
	Low          float64       `col:"low"`
	High         float64       `col:"high"`
	Satisfaction float64       `col:"satisfaction"`
	Complete     bool          `col:"complete"`
}

func (r *Result) trendTable() analytics.Table {
	var rows []trendRow
	for _, m := range r.Trend {
		e := m.Experience
		rows = append(rows, trendRow{m.Month, m.Dimension, e.N, e.Mean, e.Low, e.High, m.Satisfaction.Mean, m.Complete})
	}
	var omit []string
	if r.Whole.Satisfaction.N == 0 && r.Key == nil {
		omit = []string{"satisfaction"}
	}
	return analytics.Undescribed("satisfaction_trend", rows, omit...)
}

type npsRow struct {
	Period     string  `col:"period"` // a month, or "all"
	N          int64   `col:"n"`
	Promoters  int64   `col:"promoters"`
	Passives   int64   `col:"passives"`
	Detractors int64   `col:"detractors"`
	Score      float64 `col:"nps"`
	SE         float64 `col:"se"`
	Low        float64 `col:"low"`
	High       float64 `col:"high"`
	Complete   bool    `col:"complete"`
}

func (r *Result) npsTable() analytics.Table {
	var rows []npsRow
	add := func(period string, n NPS, complete bool) {
		rows = append(rows, npsRow{period, n.N, n.Promoters, n.Passives, n.Detractors, n.Score, n.SE, n.Low, n.High, complete})
	}
	for _, m := range r.NPSTrend {
		add(m.Month.Time().Format("2006-01"), m.NPS, m.Complete)
	}
	if r.NPS.N > 0 {
		add(All, r.NPS, true)
	}
	return analytics.Undescribed("nps", rows)
}
