package loyalty

import (
	"math"

	"regulars/analytics"
)

// Tables are the results to take away. The columns of loyalty_curve named in omit are left out.
func (r *Result) Tables(omit ...string) []analytics.Table {
	list := []analytics.Table{analytics.Undescribed("loyalty_curve", r.Levels, omit...), analytics.Undescribed("loyalty_trap", r.Trap.rows())}
	if r.Stake != nil {
		list = append(list, analytics.Undescribed("loyalty_stake", r.Stake.rows()))
	}
	return list
}

// fitRow is a line of loyalty_trap: one fitted line, and what the search came to beside the chosen one.
type fitRow struct {
	Breaks   int     `col:"breaks"`
	Break1   float64 `col:"break_1"`
	Break1SE float64 `col:"se_break_1"`
	Break2   float64 `col:"break_2"`
	Break2SE float64 `col:"se_break_2"`
	Slope1   float64 `col:"slope_1"`
	Slope1SE float64 `col:"se_slope_1"`
	Slope2   float64 `col:"slope_2"`
	Slope2SE float64 `col:"se_slope_2"`
	Slope3   float64 `col:"slope_3"`
	Slope3SE float64 `col:"se_slope_3"`
	SSE      float64 `col:"sse"`
	BIC      float64 `col:"bic"`
	Chosen   bool    `col:"chosen"`
	Verdict  string  `col:"verdict,nullzero"`
	Reason   string  `col:"reason,nullzero"`
	Needed   int64   `col:"n_needed,nullzero"`
}

func (t *Trap) rows() (rows []fitRow) {
	for i, f := range t.Fits {
		at := func(list []float64, k int) float64 {
			if k < len(list) {
				return list[k]
			}
			return math.NaN()
		}
		row := fitRow{
			Breaks: i, Break1: at(f.Breaks, 0), Break1SE: at(f.BreakSE, 0), Break2: at(f.Breaks, 1), Break2SE: at(f.BreakSE, 1),
			Slope1: at(f.Slopes, 0), Slope1SE: at(f.SlopeSE, 0), Slope2: at(f.Slopes, 1), Slope2SE: at(f.SlopeSE, 1),
			Slope3: at(f.Slopes, 2), Slope3SE: at(f.SlopeSE, 2), SSE: f.SSE, BIC: f.BIC, Chosen: i == t.Chosen,
		}
		if row.Chosen {
			row.Verdict, row.Reason, row.Needed = string(t.Verdict), string(t.Reason), t.Needed
		}
		rows = append(rows, row)
	}
	return rows
}

type stakeRow struct {
	Figure string  `col:"figure"`
	Value  float64 `col:"value"`
	Low    float64 `col:"low"`
	High   float64 `col:"high"`
}

func (s *Stake) rows() []stakeRow {
	nan := math.NaN()
	return []stakeRow{
		{"customers_inside", float64(s.Customers), nan, nan}, {"customers_above", float64(s.Above), nan, nan},
		{"customers_compared", float64(s.Compared), nan, nan}, {"spend_inside", s.Spend, nan, nan}, {"share_of_spend", s.Share, nan, nan},
		{"more_above", s.Raw.Value, s.Raw.Low, s.Raw.High}, {"more_above_alike", s.Matched.Value, s.Matched.Low, s.Matched.High},
	}
}
