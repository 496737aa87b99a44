package charts

import (
	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Scatter describes points in a plane: an importance–performance map, forecast against reality.
type Scatter struct {
	Series       []Dots
	XKind, YKind Kind
	XName, YName Text
	Lines        []Line  // curves drawn beneath the points, such as the diagonal; their X is a number
	Marks        []Mark  // the lines between quadrants
	Corners      [4]Text // names of the quadrants: top left, top right, bottom left, bottom right; may be empty
	Loose        bool    // axes need not begin at zero
	Height       int     // pixels; 0 means 400
}

// Dots is one series of points.
type Dots struct {
	Name  Text
	Color Color
	Dots  []Dot
}

// Dot is a point.
type Dot struct {
	X, Y float64
	Name Text    // written beside it, and in its tooltip
	Size float64 // diameter in pixels; 0 means 11
}

// ScatterChart draws points.
func ScatterChart(s Scatter) *Chart {
	c := &Chart{kind: "scatter", height: or(s.Height, 400), unit: units{X: s.XKind, Y: s.YKind}}
	c.name(s.XName, s.YName)
	g := echarts.NewScatter()
	g.XAxisList[0] = opts.XAxis{Type: "value", Scale: opts.Bool(s.Loose)}
	g.YAxisList[0] = opts.YAxis{Type: "value", Scale: opts.Bool(s.Loose)}
	points := 0
	for i, l := range s.Lines {
		if l.Color == "" {
			l.Color = Muted
		}
		points += len(l.Points)
		g.MultiSeries = append(g.MultiSeries, c.line(i, l, len(s.Lines), 0)...)
	}
	for i, d := range s.Series {
		points += len(d.Dots)
		g.MultiSeries = append(g.MultiSeries, c.dots(len(s.Lines)+i, d, i, len(s.Series)))
	}
	c.checkPoints(points)
	c.mark(g.MultiSeries, s.Marks, nil)
	c.corners(s.Corners)
	return c.finish(g)
}

func (c *Chart) dots(id int, d Dots, i, of int) echarts.SingleSeries {
	color := d.Color
	if color == "" {
		color = colorOf(i, of)
	}
	data := make([]any, len(d.Dots))
	for j, dot := range d.Dots {
		c.check("point "+dot.Name.EN, dot.X, dot.Y, dot.Size)
		item := map[string]any{"value": []float64{dot.X, dot.Y}}
		if !dot.Name.IsZero() {
			item["name"] = c.lexicon.word(dot.Name)
		}
		if dot.Size > 0 {
			item["symbolSize"] = dot.Size
		}
		data[j] = item
	}
	return echarts.SingleSeries{Type: "scatter", Id: seriesID(id), Name: c.lexicon.word(d.Name), Color: string(color), Data: data}
}

// corners name the quadrants.
func (c *Chart) corners(names [4]Text) {
	for _, n := range names {
		if !n.IsZero() {
			c.unit.Corners = c.lexicon.list(names[:])
			return
		}
	}
}
