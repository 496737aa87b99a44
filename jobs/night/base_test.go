package night

import (
	"math"
	"testing"

	"regulars/analytics/kpi"
	"regulars/charts/pages"
)

func TestNoiseOfFigures(t *testing.T) {
	now, before := kpi.Figures{Buyers: 500, New: 200}, kpi.Figures{Buyers: 400, New: 100}
	for key, want := range map[pages.FigureKey]float64{
		pages.FigureBuyers: 1.959963984540054 * 30, pages.FigureNew: 1.959963984540054 * math.Sqrt(300), pages.FigureRevenue: 0,
		pages.FigureReturning: 1.959963984540054 * math.Sqrt(.6*.4/500+.75*.25/400),
	} {
		if got := noise(key, now, before); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
	if got := noise(pages.FigureReturning, now, kpi.Figures{}); !math.IsNaN(got) {
		t.Errorf("the share of nobody has noise %v", got)
	}
}

// What one part of the customers has counted is all there when it is merged into nothing.
func TestTallyMerges(t *testing.T) {
	part := tally{occasions: 3, active: 2}
	part.refundsOnly.Add(-500)
	var whole tally
	if whole.Merge(&part); whole != part {
		t.Errorf("%+v became %+v", part, whole)
	}
}
