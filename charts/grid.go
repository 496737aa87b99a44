package charts

import (
	"fmt"
	"math"

	"regulars/analytics"
)

// Kind is what a value is, and so how it is written and aligned.
type Kind string

// The kinds. Numbers are right-aligned; unknown ones (NaN, NoDay, nil) are shown as a dash.
const (
	KindText    Kind = "text"
	KindCount   Kind = "count"   // a whole number
	KindNumber  Kind = "number"  // a measure, three or more significant digits
	KindPercent Kind = "percent" // a fraction of 1, shown as per cent
	KindPoints  Kind = "points"  // a difference of fractions of 1, shown as signed percentage points
	KindMoney   Kind = "money"   // units of the currency, which stands in the column's head
	KindDate    Kind = "date"    // an analytics.Day
	KindDays    Kind = "days"    // a length of time in days
)

// MaxRows is how many rows of a table a page shows at most (fewer where a page has several long tables); the file beside it
// has all.
const MaxRows = 200

// Grid is a table on a page.
type Grid struct {
	Name    string // of the table in tables/NAME.csv with all rows; empty where there is no file
	Columns []Column
	Rows    [][]any // a cell is a string, Text, bool, int, int32, int64, float64, analytics.Money, Total or Day, or nil
	Total   int     // how many rows there are, where Rows was cut before; 0 means len(Rows)
}

// Column is a column of a grid.
type Column struct {
	Title Text
	Kind  Kind
	Key   string // name of the column in the file; may be empty
}

// cells are the first rows as they are shown, written column by column so that decimals agree.
func (g *Grid) cells(most int) ([][]Text, error) {
	rows := g.Rows[:min(len(g.Rows), most)]
	out := make([][]Text, len(rows))
	for i, row := range rows {
		if len(row) != len(g.Columns) {
			return nil, fmt.Errorf("table %s: row %d has %d cells for %d columns", g.Name, i, len(row), len(g.Columns))
		}
		out[i] = make([]Text, len(row))
	}
	for j, c := range g.Columns {
		decimals := c.decimals(rows, j)
		for i, row := range rows {
			t, err := c.Kind.Cell(row[j], decimals)
			if err != nil {
				return nil, fmt.Errorf("table %s: row %d, column %s: %w", g.Name, i, c.Title.EN, err)
			}
			out[i][j] = t
		}
	}
	return out, nil
}

// decimals are as many as the column's figures need to be told apart: none from a thousand on.
func (c Column) decimals(rows [][]any, j int) int {
	greatest, whole := 0.0, true
	for _, row := range rows {
		x, ok := number(row[j])
		if !ok || !Known(x) {
			continue
		}
		greatest = math.Max(greatest, math.Abs(x))
		whole = whole && x == math.Trunc(x)
	}
	switch {
	case c.Kind == KindPercent, c.Kind == KindPoints, c.Kind == KindDays && !whole:
		return 1
	case whole, greatest >= 1000:
		return 0
	case c.Kind == KindMoney, greatest >= 10:
		return 2
	default:
		return 3
	}
}

// Cell writes one value of a kind.
func (k Kind) Cell(v any, decimals int) (Text, error) {
	switch v := v.(type) {
	case nil:
		return None, nil
	case Text:
		return v, nil
	case string:
		return Same(v), nil
	case bool:
		if v {
			return Text{"yes", "是"}, nil
		}
		return Text{"no", "否"}, nil
	case analytics.Day:
		if v == analytics.NoDay {
			return None, nil
		}
		return Same(v.String()), nil
	}
	x, ok := number(v)
	switch {
	case !ok:
		return Text{}, fmt.Errorf("a value of type %T cannot be shown", v)
	case !Known(x):
		return None, nil
	case k == KindPercent:
		return Same(Decimal(x*100, decimals) + "%"), nil
	case k == KindPoints:
		return Same(Signed(x*100, decimals)), nil
	case k == KindCount:
		return Same(Decimal(x, 0)), nil
	default:
		return Same(Decimal(x, decimals)), nil
	}
}

// number reads a cell as a figure; money comes in units of the currency.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int32:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case analytics.Money:
		return v.Units(), true
	case analytics.Total:
		return v.Units(), true
	default:
		return 0, false
	}
}
