package charts

import (
	"encoding/json"
	"fmt"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
)

// Chart is a drawing made by one of the constructors: [LineChart], [BarChart], [WaterfallChart], [HeatMap],
// [TreemapChart], [SankeyChart], [ScatterChart]. A constructor never fails; what is wrong with its input (an unknown
// figure, lengths that differ, too many points) is the error of [Write], with page and section.
//
// The drawing carries what to show; how it looks on a screen, in the dark, on a phone and on paper is decided by the
// script beside the pages.
type Chart struct {
	kind    string
	height  int
	wide    bool // does not shrink to a narrow screen, but scrolls
	unit    units
	option  any
	lexicon lexicon
	err     error
}

// units are the kinds of the values on a chart, from which the script writes labels and tooltips.
type units struct {
	X     Kind `json:"x,omitempty"`
	Y     Kind `json:"y,omitempty"`
	Z     Kind `json:"z,omitempty"`
	XName word `json:"xName,omitempty"`
	YName word `json:"yName,omitempty"`
	ZName word `json:"zName,omitempty"`

	Corners []word `json:"corners,omitempty"` // of a scatter chart: top left, top right, bottom left, bottom right
}

// MaxPoints is how many points a chart may have; aggregate above.
const MaxPoints = 5000

// word stands for a text in an option: "~" and its number in the chart's lexicon. As every text of a chart is in the
// lexicon, no name from the data can be taken for one.
type word = string

// lexicon are the texts of a chart, each once.
type lexicon struct {
	words  []Text
	number map[Text]int
}

func (l *lexicon) word(t Text) word {
	if t.IsZero() {
		return ""
	}
	n, ok := l.number[t]
	if !ok {
		if l.number == nil {
			l.number = map[Text]int{}
		}
		n = len(l.words)
		l.number[t] = n
		l.words = append(l.words, t)
	}
	return fmt.Sprintf("~%d", n)
}

func (l *lexicon) list(ts []Text) []word {
	ws := make([]word, len(ts))
	for i, t := range ts {
		ws[i] = l.word(t)
	}
	return ws
}

// in are the texts in the languages of the report: a string where they are all the same, else one for each language.
func (l *lexicon) in(langs []string) []any {
	out := make([]any, len(l.words))
	for i, t := range l.words {
		if len(langs) == 1 || t.EN == t.ZH {
			out[i] = t.In(langs[0])
			continue
		}
		both := make([]string, len(langs))
		for j, lang := range langs {
			both[j] = t.In(lang)
		}
		out[i] = both
	}
	return out
}

// json is the chart as the script reads it.
func (c *Chart) json(langs []string) ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	return json.Marshal(map[string]any{
		"kind": c.kind, "height": c.height, "unit": c.unit, "option": c.option, "words": c.lexicon.in(langs),
	})
}

// fail keeps the first thing that is wrong.
func (c *Chart) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// check refuses figures that cannot be drawn: one NaN would leave a chart dead without a word.
func (c *Chart) check(what string, xs ...float64) {
	for _, x := range xs {
		if !Known(x) {
			c.fail("%s: %v cannot be drawn; leave the point out", what, x)
			return
		}
	}
}

func (c *Chart) checkPoints(n int) {
	if n > MaxPoints {
		c.fail("%d points are more than %d; aggregate them", n, MaxPoints)
	}
}

// drawing is what go-echarts charts have in common.
type drawing interface {
	Validate()
	JSON() map[string]any
}

// finish turns a go-echarts chart into its option, without what the script decides.
func (c *Chart) finish(d drawing) *Chart {
	d.Validate()
	option := d.JSON()
	for _, key := range []string{"title", "toolbox", "color", "legend", "tooltip"} {
		delete(option, key)
	}
	c.option = option
	return c
}

// interval is the series that draws the intervals of another: a band or whiskers, by the script's own functions.
func interval(of, how string, color Color, data [][]any) echarts.SingleSeries {
	return echarts.SingleSeries{Type: "custom", Id: of + ":" + how, Color: string(color), Data: data}
}
