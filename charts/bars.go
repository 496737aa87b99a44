package charts

import (
	"strconv"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Bars describe a bar chart. Bars begin at zero. Sort them unless their names have an order of their own.
type Bars struct {
	Names   []Text // along the axis, top to bottom where Flat
	Series  []Bar
	Kind    Kind // of the values
	Name    Text // of the value axis
	XName   Text // of the axis with the names
	Flat    bool // horizontal bars, for long names
	Stacked bool
	Marks   []Mark // reference lines; Y is a value, whichever way the bars lie
	Height  int    // pixels; 0 means 320, or as many as flat bars need
}

// Bar is one series of bars.
type Bar struct {
	Name      Text
	Values    []float64 // one for each name
	Low, High []float64 // intervals, drawn as whiskers; empty where there are none
	Color     Color     // of all bars; the accent for a single series, the palette for several
	Colors    []Color   // of each bar, such as SegmentColor; empty means Color
}

// BarChart draws bars.
func BarChart(b Bars) *Chart {
	c := &Chart{kind: "bar", height: or(b.Height, 320), unit: units{X: KindText, Y: b.Kind}}
	c.name(b.XName, b.Name)
	g := echarts.NewBar()
	g.SetXAxis(c.lexicon.list(b.Names))
	g.XAxisList[0], g.YAxisList[0] = opts.XAxis{Type: "category"}, opts.YAxis{Type: "value"}
	marks := b.Marks
	if b.Flat {
		c.kind = "flat"
		c.height = or(b.Height, 60+len(b.Names)*max(26, 14*len(b.Series)))
		g.XYReversal()
		g.XAxisList[0], g.YAxisList[0] = opts.XAxis{Type: "value"}, opts.YAxis{Type: "category", Inverse: opts.Bool(true)}
		marks = turned(marks)
	}
	for i, s := range b.Series {
		g.MultiSeries = append(g.MultiSeries, c.bar(i, s, b)...)
	}
	c.checkPoints(len(b.Series) * len(b.Names))
	c.mark(g.MultiSeries, marks, nil)
	return c.finish(g)
}

// bar is the series of the bars and that of their whiskers.
func (c *Chart) bar(i int, b Bar, of Bars) []echarts.SingleSeries {
	id := seriesID(i)
	color := b.Color
	if color == "" {
		color = colorOf(i, len(of.Series))
	}
	s := echarts.SingleSeries{Type: "bar", Id: id, Name: c.lexicon.word(b.Name), Color: string(color)}
	if of.Stacked {
		s.Stack = "all"
	}
	n := len(of.Names)
	if len(b.Values) != n || (len(b.Colors) > 0 && len(b.Colors) != n) || len(b.Low) != len(b.High) || (len(b.Low) > 0 && len(b.Low) != n) {
		c.fail("bars %s: values, colours and intervals must be as many as the %d names", b.Name.EN, n)
		return nil
	}
	c.check("bars "+b.Name.EN, b.Values...)
	data := make([]any, n)
	for j, v := range b.Values {
		data[j] = v
		if len(b.Colors) > 0 {
			data[j] = map[string]any{"value": v, "itemStyle": map[string]any{"color": b.Colors[j]}}
		}
	}
	s.Data = data
	if len(b.Low) == 0 {
		return []echarts.SingleSeries{s}
	}
	c.check("intervals of "+b.Name.EN, append(b.Low[:n:n], b.High...)...)
	return []echarts.SingleSeries{s, interval(id, "whisker", color, whiskers(b))}
}

// whiskers are [position, low, high]; where bars are flat the script turns them.
func whiskers(b Bar) [][]any {
	out := make([][]any, len(b.Low))
	for j := range b.Low {
		out[j] = []any{j, b.Low[j], b.High[j]}
	}
	return out
}

// turned are marks for bars that lie.
func turned(marks []Mark) []Mark {
	out := make([]Mark, len(marks))
	for i, m := range marks {
		out[i] = Mark{X: m.Y, Y: m.X, Name: m.Name}
	}
	return out
}

func seriesID(i int) string { return "s" + strconv.Itoa(i) }

func colorOf(i, n int) Color {
	if n == 1 {
		return Accent
	}
	return SeriesColor(i)
}

func or(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}
