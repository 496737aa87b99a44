package charts

import (
	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Heat describes a heat map: cohorts by period, a migration matrix, or the grid of R × F, whose cells have the colours
// of their segments.
type Heat struct {
	X, Y         []Text // columns left to right, rows top to bottom
	Cells        []Cell // a cell that is not known is left out
	Kind         Kind
	XName, YName Text
	ValueName    Text
	Plain        bool // values are not written into the cells
	Height       int  // pixels; 0 means as many as the rows need
}

// Cell is one cell.
type Cell struct {
	X, Y  int // column and row
	Value float64
	Label Text  // written instead of the value; may have two lines
	Color Color // instead of the shade of the value
	Open  bool  // of a period that is not finished: drawn hatched
}

// HeatMap draws a heat map. Shades go from pale to strong with the value, between its least and its greatest.
func HeatMap(h Heat) *Chart {
	c := &Chart{kind: "heat", height: or(h.Height, 70+len(h.Y)*max(20, min(44, 300/max(1, len(h.Y))))),
		unit: units{X: KindText, Y: KindText, Z: h.Kind, ZName: ""}}
	c.name(h.XName, h.YName)
	c.unit.ZName = c.lexicon.word(h.ValueName)
	g := echarts.NewHeatMap()
	g.XAxisList[0] = opts.XAxis{Type: "category", Data: c.lexicon.list(h.X)}
	g.YAxisList[0] = opts.YAxis{Type: "category", Data: c.lexicon.list(h.Y), Inverse: opts.Bool(true)}
	data := make([]any, len(h.Cells))
	for i, cell := range h.Cells {
		data[i] = c.cell(cell, h)
	}
	c.checkPoints(len(h.Cells))
	s := echarts.SingleSeries{Type: "heatmap", Id: "s0", Data: data}
	s.Label = &opts.Label{Show: opts.Bool(!h.Plain)}
	g.MultiSeries = append(g.MultiSeries, s)
	return c.finish(g)
}

func (c *Chart) cell(cell Cell, h Heat) any {
	c.check("cell", cell.Value)
	if cell.X < 0 || cell.X >= len(h.X) || cell.Y < 0 || cell.Y >= len(h.Y) {
		c.fail("cell (%d, %d) is outside the %d columns and %d rows", cell.X, cell.Y, len(h.X), len(h.Y))
	}
	value := []any{cell.X, cell.Y, cell.Value}
	if cell.Label.IsZero() && cell.Color == "" && !cell.Open {
		return value
	}
	item := map[string]any{"value": value}
	if !cell.Label.IsZero() {
		item["text"] = c.lexicon.word(cell.Label)
	}
	if cell.Color != "" {
		item["itemStyle"] = map[string]any{"color": cell.Color}
	}
	if cell.Open {
		item["open"] = true
	}
	return item
}
