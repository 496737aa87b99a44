package charts

import echarts "github.com/go-echarts/go-echarts/v2/charts"

// Treemap describes parts of a whole by area.
type Treemap struct {
	Items  []Item
	Kind   Kind
	Height int // pixels; 0 means 340
}

// Item is a part; its value is not negative.
type Item struct {
	Name   Text
	Value  float64
	Color  Color
	Detail Text // a second line, such as the share
}

// TreemapChart draws a treemap.
func TreemapChart(t Treemap) *Chart {
	c := &Chart{kind: "treemap", height: or(t.Height, 340), unit: units{Z: t.Kind}}
	g := echarts.NewTreeMap()
	data := make([]any, len(t.Items))
	for i, item := range t.Items {
		c.check("item "+item.Name.EN, item.Value)
		if item.Value < 0 {
			c.fail("item %s: an area cannot be negative (%v)", item.Name.EN, item.Value)
		}
		color := item.Color
		if color == "" {
			color = SeriesColor(i)
		}
		data[i] = map[string]any{
			"name": c.lexicon.word(item.Name), "value": item.Value, "text": c.lexicon.word(item.Detail),
			"itemStyle": map[string]any{"color": color},
		}
	}
	g.MultiSeries = append(g.MultiSeries, echarts.SingleSeries{Type: "treemap", Id: "s0", Data: data})
	return c.finish(g)
}
