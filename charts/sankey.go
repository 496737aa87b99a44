package charts

import (
	"strconv"

	echarts "github.com/go-echarts/go-echarts/v2/charts"
)

// Sankey describes flows between nodes, left to right. A state at two dates is two nodes.
type Sankey struct {
	Nodes       []Node
	Flows       []Flow
	Kind        Kind
	Left, Right Text // headings of the first and last column, such as the two dates
	Height      int  // pixels; 0 means 420
	Wide        bool // so many columns that a narrow screen scrolls
}

// Node is a node; nodes may share a name.
type Node struct {
	Name  Text
	Color Color
}

// Flow goes from one node to another, both by index into Nodes.
type Flow struct {
	From, To int
	Value    float64 // not negative; a flow of zero is not drawn
}

// SankeyChart draws flows. Flows may not lead back to where they came from.
func SankeyChart(s Sankey) *Chart {
	c := &Chart{kind: "sankey", height: or(s.Height, 420), unit: units{Z: s.Kind}, wide: s.Wide}
	c.name(s.Left, s.Right)
	g := echarts.NewSankey()
	used := make([]bool, len(s.Nodes))
	var flows []any
	for _, f := range s.Flows {
		if f.From < 0 || f.To < 0 || f.From >= len(s.Nodes) || f.To >= len(s.Nodes) {
			c.fail("flow from %d to %d: there are %d nodes", f.From, f.To, len(s.Nodes))
			continue
		}
		c.check("flow from "+s.Nodes[f.From].Name.EN, f.Value)
		if f.Value > 0 {
			used[f.From], used[f.To] = true, true
			flows = append(flows, map[string]any{"source": nodeID(f.From), "target": nodeID(f.To), "value": f.Value})
		}
	}
	if loops(len(s.Nodes), s.Flows) {
		c.fail("the flows lead in a circle; make a state at two dates two nodes")
	}
	var nodes []any
	for i, n := range s.Nodes {
		if !used[i] {
			continue
		}
		color := n.Color
		if color == "" {
			color = SeriesColor(i)
		}
		nodes = append(nodes, map[string]any{
			"name": nodeID(i), "text": c.lexicon.word(n.Name), "itemStyle": map[string]any{"color": color},
		})
	}
	g.MultiSeries = append(g.MultiSeries, echarts.SingleSeries{Type: "sankey", Id: "s0", Data: nodes, Links: flows})
	return c.finish(g)
}

func nodeID(i int) string { return "n" + strconv.Itoa(i) }

// loops says whether the flows lead in a circle, by taking away nodes nothing flows into until none is left.
func loops(nodes int, flows []Flow) bool {
	into := make([]int, nodes)
	for _, f := range flows {
		if f.Value > 0 && f.To >= 0 && f.To < nodes {
			into[f.To]++
		}
	}
	gone := make([]bool, nodes)
	for left := nodes; left > 0; {
		before := left
		for i := range nodes {
			if gone[i] || into[i] > 0 {
				continue
			}
			gone[i], left = true, left-1
			for _, f := range flows {
				if f.Value > 0 && f.From == i && f.To >= 0 && f.To < nodes {
					into[f.To]--
				}
			}
		}
		if left == before {
			return true
		}
	}
	return false
}
