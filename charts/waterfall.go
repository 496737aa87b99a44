package charts

import (
	"math"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Waterfall describes how an opening figure becomes a closing one.
type Waterfall struct {
	Steps  []Step
	Kind   Kind
	Name   Text // of the value axis
	Height int  // pixels; 0 means 320
}

// Step is one bar: a total that stands on the ground, or a movement that begins where the one before ended.
type Step struct {
	Name  Text
	Value float64
	Total bool
	Tone  Tone // of a movement; none means good where it adds, bad where it takes away
}

// WaterfallChart draws a waterfall.
func WaterfallChart(w Waterfall) *Chart {
	c := &Chart{kind: "waterfall", height: or(w.Height, 320), unit: units{X: KindText, Y: w.Kind}}
	c.name(Text{}, w.Name)
	g := echarts.NewBar()
	names := make([]Text, len(w.Steps))
	bars := make([][]any, len(w.Steps))
	level := 0.0
	for i, s := range w.Steps {
		c.check("step "+s.Name.EN, s.Value)
		names[i] = s.Name
		from, to := level, level+s.Value
		if s.Total {
			from, to = 0, s.Value
		}
		level = to
		// low and high end of the bar, where the next one begins, and the figure to write on it
		bars[i] = []any{i, math.Min(from, to), math.Max(from, to), to, s.Value, s.color()}
	}
	g.SetXAxis(c.lexicon.list(names))
	g.XAxisList[0], g.YAxisList[0] = opts.XAxis{Type: "category"}, opts.YAxis{Type: "value"}
	g.MultiSeries = append(g.MultiSeries, echarts.SingleSeries{Type: "custom", Id: "s0:waterfall", Data: bars})
	return c.finish(g)
}

func (s Step) color() Color {
	switch {
	case s.Total:
		return Muted
	case s.Tone == Good, s.Tone == Neutral && s.Value >= 0:
		return Positive
	default:
		return Negative
	}
}
