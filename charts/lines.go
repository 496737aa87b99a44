package charts

import (
	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Lines describe a line chart: trends, cohort curves, survival steps, Lorenz and loyalty curves, forecasts with bands.
type Lines struct {
	X            []Text // names along the axis, such as months; empty where X of the points is a number or a day
	Series       []Line
	XKind, YKind Kind
	XName, YName Text
	Marks        []Mark // reference lines
	Spans        []Span // shaded stretches of the x axis, such as the satisfaction trap
	Loose        bool   // the y axis need not begin at zero
	YMin, YMax   *float64
	Height       int // pixels; 0 means 320
}

// Line is one line. Colour defaults to the accent for a single line and to the palette for several.
type Line struct {
	Name   Text
	Points []Point
	Color  Color
	Band   bool // points carry an interval
	Step   bool // the value holds until the next point, as in a survival curve
	Dashed bool // projected, expected or compared with
	Dots   bool // every point is marked
}

// Point is a point of a line. With names along the axis X is the index of the name; with KindDate it is a day
// (float64(analytics.Day)). A point that is not known is left out.
type Point struct {
	X, Y      float64
	Low, High float64 // read where Line.Band is set
	Open      bool    // of a period that is not finished: drawn hollow
}

// Mark is a reference line at a value of one axis.
type Mark struct {
	X, Y *float64 // set one
	Name Text
}

// Span is a stretch of the x axis.
type Span struct {
	From, To float64
	Name     Text
}

// At is a pointer to x, for Mark and axis limits.
func At(x float64) *float64 { return &x }

// LineChart draws lines.
func LineChart(l Lines) *Chart {
	c := &Chart{kind: "line", height: or(l.Height, 320), unit: units{X: l.XKind, Y: l.YKind}}
	c.name(l.XName, l.YName)
	g := echarts.NewLine()
	axisX := opts.XAxis{Type: "value"}
	if len(l.X) > 0 {
		axisX.Type, c.unit.X = "category", KindText
		g.SetXAxis(c.lexicon.list(l.X))
	}
	axisY := opts.YAxis{Type: "value", Scale: opts.Bool(l.Loose)}
	if l.YMin != nil {
		axisY.Min = *l.YMin
	}
	if l.YMax != nil {
		axisY.Max = *l.YMax
	}
	g.XAxisList[0], g.YAxisList[0] = axisX, axisY
	points := 0
	for _, line := range l.Series {
		points += len(line.Points)
	}
	for i, line := range l.Series {
		line.Points = thin(line.Points, (points+MaxPoints-1)/MaxPoints)
		g.MultiSeries = append(g.MultiSeries, c.line(i, line, len(l.Series), len(l.X))...)
	}
	c.mark(g.MultiSeries, l.Marks, l.Spans)
	return c.finish(g)
}

// thin keeps every k-th point and the last: what more would draw no eye can tell apart.
func thin(points []Point, k int) []Point {
	if k <= 1 {
		return points
	}
	var kept []Point
	for i := range points {
		if i%k == 0 || i == len(points)-1 {
			kept = append(kept, points[i])
		}
	}
	return kept
}

// line is the series of a line and that of its band.
func (c *Chart) line(i int, l Line, of, names int) []echarts.SingleSeries {
	id := seriesID(i)
	color := l.Color
	if color == "" {
		color = colorOf(i, of)
	}
	s := echarts.SingleSeries{Type: "line", Id: id, Name: c.lexicon.word(l.Name), Color: string(color)}
	s.ShowSymbol = opts.Bool(l.Dots)
	if l.Step {
		s.Step = "end"
	}
	if l.Dashed {
		s.LineStyle = &opts.LineStyle{Type: "dashed"}
	}
	data := make([]any, len(l.Points))
	band := make([][]any, len(l.Points))
	for j, p := range l.Points {
		c.check("line "+l.Name.EN, p.X, p.Y)
		if names > 0 && (p.X < 0 || int(p.X) >= names) {
			c.fail("line %s: point %v is beyond the %d names of the axis", l.Name.EN, p.X, names)
		}
		data[j] = []float64{p.X, p.Y}
		if p.Open {
			data[j] = map[string]any{"value": data[j], "open": true}
			s.ShowSymbol = opts.Bool(true)
		}
		if l.Band {
			c.check("band of "+l.Name.EN, p.Low, p.High)
			band[j] = []any{p.X, p.Low, p.High}
		}
	}
	s.Data = data
	if !l.Band {
		return []echarts.SingleSeries{s}
	}
	how := "band"
	if l.Step {
		how = "steps"
	}
	return []echarts.SingleSeries{interval(id, how, color, band), s}
}

// mark puts reference lines and spans onto the last series, which lies on top.
func (c *Chart) mark(ms []echarts.SingleSeries, marks []Mark, spans []Span) {
	if len(ms) == 0 {
		c.fail("there is nothing to draw")
		return
	}
	s := &ms[len(ms)-1]
	for _, m := range marks {
		at := map[string]any{"name": c.lexicon.word(m.Name)}
		if m.X != nil {
			c.check("mark", *m.X)
			at["xAxis"] = *m.X
		}
		if m.Y != nil {
			c.check("mark", *m.Y)
			at["yAxis"] = *m.Y
		}
		if s.MarkLines == nil {
			s.MarkLines = &opts.MarkLines{}
		}
		s.MarkLines.Data = append(s.MarkLines.Data, at)
	}
	for _, span := range spans {
		c.check("span", span.From, span.To)
		if s.MarkAreas == nil {
			s.MarkAreas = &opts.MarkAreas{}
		}
		s.MarkAreas.Data = append(s.MarkAreas.Data, []any{
			map[string]any{"name": c.lexicon.word(span.Name), "xAxis": span.From}, map[string]any{"xAxis": span.To},
		})
	}
}

func (c *Chart) name(x, y Text) {
	c.unit.XName, c.unit.YName = c.lexicon.word(x), c.lexicon.word(y)
}
