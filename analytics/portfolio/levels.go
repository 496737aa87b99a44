package portfolio

// Levels of relationship (Kotler, Marketing Management, "levels of investment in customer relationship building"): few customers with a
// high margin deserve a partnership, many with a low one the product and no more. In his table of three by three each step towards fewer
// customers or a higher margin is one level up, so the level is the sum of both steps.
//
// Assumed: a segment has few or many customers with less than a half or more than one and a half of what it would have if all segments
// were of one size; its margin is low or high below a half or above one and a half of the mean per customer. Revenue stands in for the
// margin where costs are not known.

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
)

// Level is a level of relationship.
type Level int

// The levels, from the least.
const (
	Basic Level = iota
	Reactive
	Accountable
	Proactive
	Partnership
	levels
)

var levelNames = [levels]string{"basic", "reactive", "accountable", "proactive", "partnership"}

func (l Level) String() string { return levelNames[l] }

// Step is where a figure stands against its mean.
type Step int

// The steps.
const (
	Low Step = iota
	Middle
	High
)

const below, above = 0.5, 1.5

func stepOf(x, mean float64) Step {
	switch {
	case x < below*mean:
		return Low
	case x > above*mean:
		return High
	default:
		return Middle
	}
}

// Group is a segment to find a level for.
type Group struct {
	Name      string
	Customers int
	Revenue   analytics.Total
	Margin    analytics.Total // or revenue, where costs are not known
}

// LevelRow is a row of the table relationship_levels.
type LevelRow struct {
	Level   Level
	Name    string `col:"class" en:"level of relationship: partnership, proactive, accountable, reactive or basic" zh:"关系水平：partnership 伙伴型、proactive 主动型、accountable 负责型、reactive 被动型、basic 基本型"`
	Group   int    // the number of the segment among those given
	Segment string `col:"segment" en:"RFM segment" zh:"RFM 细分"`
	Share
	Size   Step    // of the number of customers
	Margin Step    // of the margin of a customer
	Each   float64 `col:"margin_each" unit:"currency" en:"margin of a customer on average, or net revenue where costs are not known" zh:"人均毛利；成本未知则为人均净收入"`
}

// LevelsSchema describes the table relationship_levels.
var LevelsSchema = analytics.SchemaOf[LevelRow](analytics.Schema{
	Name:      "relationship_levels",
	Row:       "segment, the highest level first",
	RowZH:     "细分，水平高者在前",
	Meaning:   "how much relationship each segment deserves (Kotler)",
	MeaningZH: "各细分值得投入的关系水平（Kotler）",
})

// LevelsOf recommends a level for each segment with customers, the highest first.
func LevelsOf(groups []Group) []LevelRow {
	var all sums
	var margin analytics.Total
	filled := 0
	for _, g := range groups {
		all.customers += g.Customers
		all.revenue.Merge(g.Revenue)
		margin.Merge(g.Margin)
		if g.Customers > 0 {
			filled++
		}
	}
	mean := margin.Units() / float64(all.customers)
	var rows []LevelRow
	for i, g := range groups {
		if g.Customers == 0 {
			continue
		}
		s := sums{customers: g.Customers, revenue: g.Revenue}
		r := LevelRow{Group: i, Segment: g.Name, Share: s.share(&all), Each: g.Margin.Units() / float64(g.Customers)}
		r.Size, r.Margin = stepOf(float64(g.Customers), float64(all.customers)/float64(filled)), stepOf(r.Each, math.Max(mean, 0))
		r.Level = LevelOf(r.Size, r.Margin)
		r.Name = r.Level.String()
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b LevelRow) int { return -cmp.Compare(a.Level, b.Level) })
	return rows
}

// LevelOf is the level for a number of customers and a margin.
func LevelOf(size, margin Step) Level { return Level(High - size + margin) }
