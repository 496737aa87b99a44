package charts

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestChartsRefuseWhatCannotBeDrawn(t *testing.T) {
	nan, names := math.NaN(), []Text{Same("a"), Same("b")}
	for what, c := range map[string]*Chart{
		"cannot be drawn":     BarChart(Bars{Names: names, Series: []Bar{{Values: []float64{1, nan}}}}),
		"as many as":          BarChart(Bars{Names: names, Series: []Bar{{Values: []float64{1}}}}),
		"intervals":           BarChart(Bars{Names: names, Series: []Bar{{Values: []float64{1, 2}, Low: []float64{nan, 1}, High: []float64{2, 3}}}}),
		"aggregate":           ScatterChart(Scatter{Series: []Dots{{Dots: make([]Dot, MaxPoints+1)}}}),
		"+Inf":                LineChart(Lines{Series: []Line{{Points: []Point{{Y: math.Inf(1)}}}}}),
		"beyond":              LineChart(Lines{X: names, Series: []Line{{Points: []Point{{X: 2}}}}}),
		"band":                LineChart(Lines{Series: []Line{{Band: true, Points: []Point{{Low: nan}}}}}),
		"nothing to draw":     LineChart(Lines{}),
		"outside":             HeatMap(Heat{X: names, Y: names, Cells: []Cell{{X: 2}}}),
		"cell":                HeatMap(Heat{X: names, Y: names, Cells: []Cell{{Value: nan}}}),
		"negative":            TreemapChart(Treemap{Items: []Item{{Value: -1}}}),
		"circle":              SankeyChart(Sankey{Nodes: []Node{{}, {}}, Flows: []Flow{{0, 1, 1}, {1, 0, 1}}}),
		"in a circle":         SankeyChart(Sankey{Nodes: []Node{{}}, Flows: []Flow{{0, 0, 1}}}),
		"there are 1 nodes":   SankeyChart(Sankey{Nodes: []Node{{}}, Flows: []Flow{{0, 3, 1}}}),
		"point":               ScatterChart(Scatter{Series: []Dots{{Dots: []Dot{{X: nan}}}}}),
		"step":                WaterfallChart(Waterfall{Steps: []Step{{Value: nan}}}),
		"mark: NaN":           LineChart(Lines{Series: []Line{{Points: []Point{{}}}}, Marks: []Mark{{X: &nan}}}),
		"span: NaN cannot be": LineChart(Lines{Series: []Line{{Points: []Point{{}}}}, Spans: []Span{{From: nan}}}),
	} {
		if _, err := c.json([]string{"en"}); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Every text of an option stands in the lexicon, so that no name from the data can be taken for anything else.
func TestOptionsHoldNoNames(t *testing.T) {
	name := `~0 @accent </script>`
	for _, c := range []*Chart{
		BarChart(Bars{Names: []Text{Same(name)}, Series: []Bar{{Name: Same(name), Values: []float64{1}}}}),
		LineChart(Lines{X: []Text{Same(name)}, Series: []Line{{Name: Same(name), Points: []Point{{}}}}, Marks: []Mark{{Y: At(1), Name: Same(name)}}, Spans: []Span{{0, 0, Same(name)}}}),
		HeatMap(Heat{X: []Text{Same(name)}, Y: []Text{Same(name)}, Cells: []Cell{{Label: Same(name)}}, ValueName: Same(name)}),
		TreemapChart(Treemap{Items: []Item{{Name: Same(name), Detail: Same(name)}}}),
		SankeyChart(Sankey{Nodes: []Node{{Name: Same(name)}, {Name: Same(name)}}, Flows: []Flow{{0, 1, 1}}, Left: Same(name)}),
		ScatterChart(Scatter{Series: []Dots{{Name: Same(name), Dots: []Dot{{Name: Same(name)}}}}, Corners: [4]Text{Same(name)}}),
		WaterfallChart(Waterfall{Steps: []Step{{Name: Same(name)}}}),
	} {
		if c.err != nil {
			t.Fatal(c.kind, c.err)
		}
		option, _ := json.Marshal(c.option)
		unit, _ := json.Marshal(c.unit)
		if s := string(option) + string(unit); strings.Contains(s, "accent <") || strings.Contains(s, `\u003c`) {
			t.Errorf("%s: %s", c.kind, s)
		}
		if len(c.lexicon.words) != 1 {
			t.Errorf("%s: %d words", c.kind, len(c.lexicon.words))
		}
		whole, err := c.json([]string{"en", "zh"})
		if err != nil || strings.Contains(string(whole), "<") {
			t.Errorf("%s: %v %s", c.kind, err, whole)
		}
	}
}

func TestFlowsWithoutValueAreNoCircle(t *testing.T) {
	if loops(2, []Flow{{0, 1, 5}, {1, 0, 0}}) {
		t.Error("a flow of zero closes a circle")
	}
	if !loops(3, []Flow{{0, 1, 1}, {1, 2, 1}, {2, 1, 1}}) {
		t.Error("a circle is not seen")
	}
}

func TestSegmentColors(t *testing.T) {
	seen := map[Color]string{}
	for _, s := range []string{
		"Champions", "Loyal customers", "Potential loyalists", "New customers", "Promising", "Need attention", "About to sleep", "At risk",
		"Cannot lose them", "Hibernating", "Lost",
	} {
		c := SegmentColor(s)
		if other, ok := seen[c]; ok || !strings.HasPrefix(string(c), "@seg") {
			t.Errorf("%s has %s, as %s", s, c, other)
		}
		seen[c] = s
	}
	if SegmentColor("At Risk") != SegmentColor("at_risk") {
		t.Error("spelling changes a colour")
	}
	if c := SegmentColor("my own"); !strings.HasPrefix(string(c), "@") {
		t.Errorf("a user's segment has %s", c)
	}
}

// A line of more points than an eye can tell apart is thinned, and ends where it did.
func TestLongLinesAreThinned(t *testing.T) {
	var long []Point
	for i := range 3*MaxPoints + 7 {
		long = append(long, Point{X: float64(i)})
	}
	kept := thin(long, 4)
	if len(kept) > MaxPoints || kept[0] != long[0] || kept[len(kept)-1] != long[len(long)-1] {
		t.Errorf("%d points from %v to %v", len(kept), kept[0], kept[len(kept)-1])
	}
	if c := LineChart(Lines{Series: []Line{{Points: long}, {Points: long}}}); c.err != nil {
		t.Error(c.err)
	}
}
