package night

import (
	"math"
	"testing"

	"regulars/analytics/kpi"
	"regulars/charts"
)

func TestNoiseOfFigures(t *testing.T) {
	now, before := kpi.Figures{Buyers: 500, New: 200}, kpi.Figures{Buyers: 400, New: 100}
	for key, want := range map[charts.FigureKey]float64{
		charts.FigureBuyers: 1.959963984540054 * 30, charts.FigureNew: 1.959963984540054 * math.Sqrt(300), charts.FigureRevenue: 0,
		charts.FigureReturning: 1.959963984540054 * math.Sqrt(.6*.4/500+.75*.25/400),
	} {
		if got := noise(key, now, before); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
	if got := noise(charts.FigureReturning, now, kpi.Figures{}); !math.IsNaN(got) {
		t.Errorf("the share of nobody has noise %v", got)
	}
}
