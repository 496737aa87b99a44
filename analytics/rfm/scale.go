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
	R int `col:"r,nullzero" unit:"score" en:"recency score, 1 (longest ago) to 5; empty without a purchase" zh:"近度评分，1（最久）至 5；没有购买则为空"`
	F int `col:"f,nullzero" unit:"score" en:"frequency score, 1 (fewest occasions) to 5; empty without a purchase" zh:"频度评分，1（最少）至 5；没有购买则为空"`
	M int `col:"m,nullzero" unit:"score" en:"monetary score, 1 (least net revenue) to 5; empty without a purchase" zh:"金额评分，1（最少）至 5；没有购买则为空"`
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
	Score     int     `col:"score" unit:"score" en:"the score, 1 to 5" zh:"评分，1 至 5"`
	Recency   float64 `col:"recency_days" unit:"days" en:"at most so many days since the last occasion; empty for a score that nobody has, and for the lowest" zh:"距最近购买至多这么多天；无人得此分或最低分则为空"`
	Frequency float64 `col:"frequency" unit:"occasions" en:"at least so many purchase occasions; empty for a score that nobody has, and for the lowest" zh:"至少这么多次购买；无人得此分或最低分则为空"`
	Monetary  float64 `col:"monetary" unit:"currency" en:"at least so much net revenue; empty for a score that nobody has, and for the lowest" zh:"至少这么多净收入；无人得此分或最低分则为空"`
}

// ScaleSchema describes the table rfm_scale.
var ScaleSchema = analytics.SchemaOf[Cut](analytics.Schema{
	Name:      "rfm_scale",
	Row:       "score",
	RowZH:     "评分",
	Meaning:   "what each RFM score takes",
	MeaningZH: "各 RFM 评分所需的条件",
})

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
func (s *Scale) Table() analytics.Table { return analytics.TableOf(ScaleSchema, s.Cuts()) }
