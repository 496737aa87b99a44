package rfm

import (
	"fmt"
	"math"

	"regulars/analytics"
)

// Method names a scoring.
type Method string

// The scorings.
const (
	Quantile Method = "quantile"
	Fixed    Method = "fixed"
)

// noValue is the cut point of a score that nobody reaches.
const noValue = math.MaxInt64

// Score is a customer's scores, 1 (worst) to 5 (best); zero where the customer has no purchase.
type Score struct {
	R int `col:"r,nullzero"`
	F int `col:"f,nullzero"`
	M int `col:"m,nullzero"`
}

// Scale says which values score what. Element i of each measure is the cut point of score i+2: recency of at most so
// many days, frequency and monetary of at least so much.
type Scale struct {
	Method    Method
	Customers int                // the scale was made from; 0 for a fixed scale
	Recency   [4]int             // days, not rising; −1 for a score that nobody reaches
	Frequency [4]int             // occasions, not falling; the greatest int for a score that nobody reaches
	Monetary  [4]analytics.Money // net revenue, not falling; the greatest Money for a score that nobody reaches
}

// FixedScale makes a scale of cut points as users write them, four rising numbers each: recency in days, where at most the first
// scores 5 and more than the last scores 1; frequency in occasions and monetary in units of the currency, where less
// than the first scores 1 and at least the last scores 5.
func FixedScale(recency, frequency []int, monetary []float64) (Scale, error) {
	s := Scale{Method: Fixed}
	if err := checkCuts("recency", "30, 90, 180, 365", recency); err != nil {
		return s, err
	}
	if err := checkCuts("frequency", "2, 3, 5, 10", frequency); err != nil {
		return s, err
	}
	if err := checkCuts("monetary", "50, 100, 250, 1000", monetary); err != nil {
		return s, err
	}
	if recency[0] < 0 {
		return s, fmt.Errorf("recency cut point %d: days cannot be negative", recency[0])
	}
	for i := range 4 {
		s.Recency[i] = recency[3-i]
		s.Frequency[i] = frequency[i]
		s.Monetary[i] = analytics.MoneyOf(monetary[i])
	}
	return s, nil
}

// maxCut is beyond any amount that exact sums hold.
const maxCut = 9e12

func checkCuts[N int | float64](measure, example string, cuts []N) error {
	if len(cuts) != 4 {
		return fmt.Errorf("%s has %d cut points: five scores need 4, such as %s", measure, len(cuts), example)
	}
	for i, c := range cuts {
		if x := float64(c); !(math.Abs(x) < maxCut) {
			return fmt.Errorf("%s cut point %v is out of range: give numbers such as %s", measure, c, example)
		}
		if i > 0 && c <= cuts[i-1] {
			return fmt.Errorf("%s cut points must rise, but %v follows %v: give numbers such as %s", measure, c, cuts[i-1], example)
		}
	}
	return nil
}

// Score scores a customer by the summary as of a day.
func (s *Scale) Score(c analytics.Summary, asOf analytics.Day) Score {
	if c.Occasions == 0 {
		return Score{}
	}
	score := Score{1, 1, 1}
	days := int(asOf - c.Last)
	for i := range 4 {
		if days <= s.Recency[i] {
			score.R++
		}
		if c.Occasions >= s.Frequency[i] {
			score.F++
		}
		if c.Revenue >= s.Monetary[i] {
			score.M++
		}
	}
	return score
}

// Cut is a row of the table rfm_scale: what a score needs at least. It is NaN for a score that nobody reaches, and for the lowest.
type Cut struct {
	Score     int     `col:"score"`
	Recency   float64 `col:"recency_days"` // at most so many days since the last occasion
	Frequency float64 `col:"frequency"`    // at least so many occasions
	Monetary  float64 `col:"monetary"`     // at least so much net revenue
}

// Cuts are the cut points, the best score first.
func (s *Scale) Cuts() []Cut {
	var cuts []Cut
	for i := 3; i >= 0; i-- {
		c := Cut{i + 2, math.NaN(), math.NaN(), math.NaN()}
		if s.Recency[i] >= 0 {
			c.Recency = float64(s.Recency[i])
		}
		if s.Frequency[i] != noValue {
			c.Frequency = float64(s.Frequency[i])
		}
		if s.Monetary[i] != noValue {
			c.Monetary = s.Monetary[i].Units()
		}
		cuts = append(cuts, c)
	}
	return append(cuts, Cut{1, math.NaN(), math.NaN(), math.NaN()})
}

// Table is the table rfm_scale.
func (s *Scale) Table() analytics.Table { return analytics.Undescribed("rfm_scale", s.Cuts()) }
