package portfolio

// Levels of relationship (关系水平; Kotler, Marketing Management, "levels of investment in customer relationship building"): few customers
// with a high margin deserve a partnership, many with a low one the product and no more. Here the margins themselves say how few: M being
// the sum of the positive margins of current customers, a customer's level goes by the share of M of those with a strictly larger margin.
// So the first fifth of M is that of partners, however few they are, and equal margins have an equal level.

import (
	"math/big"

	"regulars/analytics"
)

// Level is a level of relationship.
type Level int

// The levels, from the least.
const (
	NoLevel Level = iota // of who is not current
	Basic
	Reactive
	Accountable
	Proactive
	Partnership
	levels
)

var levelNames = [levels]string{"", "basic", "reactive", "accountable", "proactive", "partnership"}

func (l Level) String() string { return levelNames[l] }

// below are the per cent of M, of those with a larger margin, below which a customer is at a level.
var below = [levels]int64{Partnership: 20, Proactive: 50, Accountable: 80, Reactive: 95}

// Margins gathers the margins of current customers. It is an accumulator.
type Margins struct {
	of   func(*analytics.Customer) (margin analytics.Money, current bool)
	were analytics.Multiset // above zero
}

// NewMargins makes an accumulator; of tells a customer's margin, and whether the customer is current.
func NewMargins(of func(*analytics.Customer) (margin analytics.Money, current bool)) *Margins {
	return &Margins{of: of}
}

// Add adds a customer.
func (m *Margins) Add(c *analytics.Customer) {
	if margin, current := m.of(c); current && margin > 0 {
		m.were.Add(int64(margin))
	}
}

// Merge adds the customers of another accumulator.
func (m *Margins) Merge(o *Margins) { m.were.Merge(&o.were) }

// Scale tells the level of a margin: it holds the least margin of each level.
type Scale [levels]analytics.Money

// never is more than any margin.
const never = analytics.Money(1<<63 - 1)

// Scale is that of the margins gathered.
func (m *Margins) Scale() Scale {
	s := Scale{Reactive: never, Accountable: never, Proactive: never, Partnership: never}
	runs := m.were.Runs()
	var all, larger analytics.Total
	for _, r := range runs {
		all.AddTimes(analytics.Money(r.Value), r.Count)
	}
	for i := len(runs) - 1; i >= 0; i-- {
		for l := Reactive; l < levels; l++ {
			if lessThan(larger, below[l], all) {
				s[l] = analytics.Money(runs[i].Value)
			}
		}
		larger.AddTimes(analytics.Money(runs[i].Value), runs[i].Count)
	}
	return s
}

// lessThan tells whether a part is less than so many per cent of all, exactly.
func lessThan(part analytics.Total, percent int64, all analytics.Total) bool {
	hundredfold := new(big.Int).Mul(part.Int(), big.NewInt(100))
	return hundredfold.Cmp(new(big.Int).Mul(all.Int(), big.NewInt(percent))) < 0
}

// Of is the level of a current customer with a margin.
func (s Scale) Of(margin analytics.Money) Level {
	for l := Partnership; l > Basic; l-- {
		if margin > 0 && margin >= s[l] {
			return l
		}
	}
	return Basic
}

// LevelRow is a row of the table relationship_levels.
type LevelRow struct {
	Level Level
	Name  string `col:"class" en:"level of relationship: partnership, proactive, accountable, reactive or basic" zh:"关系水平：partnership 伙伴型、proactive 主动型、accountable 负责型、reactive 被动型、basic 基本型"`
	Share
	Margin   analytics.Total `col:"expected_margin" unit:"currency" en:"their margin expected within the horizon; without a purchase model that of the last 365 days" zh:"其预测期内预期毛利；没有购买模型时为最近 365 天毛利"`
	OfMargin float64         `col:"share_margin" unit:"share" en:"its share of that of all current customers; empty where that is not above zero" zh:"占全部现有客户之比；总额不大于零则为空"`
	Each     float64         `col:"margin_each" unit:"currency" en:"expected margin of a customer on average: what the level may cost for each at most" zh:"人均预期毛利，即该水平对每位客户的投入上限"`
}

// LevelsSchema describes the table relationship_levels.
var LevelsSchema = analytics.SchemaOf[LevelRow](analytics.Schema{
	Name:      "relationship_levels",
	Row:       "level, the highest first",
	RowZH:     "关系水平，高者在前",
	Meaning:   "how much relationship current customers deserve by the margin expected of each (Kotler)",
	MeaningZH: "按各自预期毛利，现有客户值得投入的关系水平（Kotler）",
})

// LevelSegmentRow is a row of the table level_segments.
type LevelSegmentRow struct {
	Level     Level
	Name      string `col:"class" en:"level of relationship" zh:"关系水平"`
	Segment   string `col:"segment" en:"RFM segment" zh:"RFM 细分"`
	Customers int    `col:"customers" unit:"customers" en:"current customers of the segment at the level" zh:"该细分中处于该水平的现有客户数"`
}

// LevelSegmentsSchema describes the table level_segments.
var LevelSegmentsSchema = analytics.SchemaOf[LevelSegmentRow](analytics.Schema{
	Name:      "level_segments",
	Row:       "level × segment",
	RowZH:     "关系水平 × 细分",
	Meaning:   "which segments the customers of each level of relationship stand in",
	MeaningZH: "各关系水平的客户所在的细分",
})
