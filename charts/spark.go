package charts

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

const sparkWidth, sparkHeight, sparkMargin = 120.0, 32.0, 3.0

// spark draws the recent periods of a figure as a line that needs no script; unknown periods are gaps, and the last one is
// hollow where it is not finished.
func spark(c Card) template.HTML {
	low, high := math.Inf(1), math.Inf(-1)
	for _, y := range c.Spark {
		if Known(y) {
			low, high = math.Min(low, y), math.Max(high, y)
		}
	}
	if len(c.Spark) < 2 || low > high {
		return ""
	}
	at := func(i int, y float64) (float64, float64) {
		h := 0.5
		if high > low {
			h = (y - low) / (high - low)
		}
		return sparkMargin + (sparkWidth-2*sparkMargin)*float64(i)/float64(len(c.Spark)-1),
			sparkHeight - sparkMargin - (sparkHeight-2*sparkMargin)*h
	}
	var path strings.Builder
	pen := "M"
	for i, y := range c.Spark {
		if !Known(y) {
			pen = "M"
			continue
		}
		x, y := at(i, y)
		fmt.Fprintf(&path, "%s%.1f %.1f", pen, x, y)
		pen = "L"
	}
	end := ""
	if i := len(c.Spark) - 1; Known(c.Spark[i]) {
		x, y := at(i, c.Spark[i])
		class := "end"
		if c.Open {
			class = "end open"
		}
		end = fmt.Sprintf(`<circle class="%s" cx="%.1f" cy="%.1f" r="2.5"/>`, class, x, y)
	}
	return template.HTML(fmt.Sprintf(`<svg class="spark" viewBox="0 0 %g %g" aria-hidden="true"><path d="%s"/>%s</svg>`,
		sparkWidth, sparkHeight, path.String(), end))
}
