package pages

import (
	"math"
	"testing"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

func TestWeakens(t *testing.T) {
	in := kindsInput(loyalty.Next{})
	in.Weak = []loyalty.WeakRow{
		{Factor: loyalty.Complained, N: 400, With: 90, Share: .6, Without: .3, Odds: 3, Low: 2, High: 4, Verdict: analytics.More},
		{Factor: loyalty.Parity, N: 300, With: 80, Share: .4, Without: .35, Odds: 1.2, Low: .9, High: 1.6, Verdict: analytics.Chance},
		{Factor: loyalty.LowScore, N: 40, With: 12, Share: .4, Without: .35, Odds: math.NaN(), Low: math.NaN(), High: math.NaN()},
	}
	s := in.weakens()
	says(t, s.Title, "After a complaint, 60% of customers have slowed or are lost, of others 30%.", "有抱怨者中，60% 已放缓或流失，其他客户为 30%。")
	if len(s.Table.Rows) != 2 {
		t.Errorf("%d rows; of a low score nothing is told", len(s.Table.Rows))
	}
	page := charts.Page{Name: "loyalty", Title: charts.Same("x"), Answer: charts.Same("x"), Sections: []charts.Section{s}}
	checkWording(t, page)
	for _, f := range []loyalty.Factor{loyalty.Parity, loyalty.Moved, loyalty.Narrow, loyalty.Uninvolved, loyalty.Complained, loyalty.LowScore} {
		if factorNames[f].IsZero() {
			t.Errorf("%s has no name", f)
		}
	}
	in.Weak[0].Verdict = analytics.Less
	says(t, in.weakens().Title, "Nothing that came before is shown to weaken loyalty.", "没有任何此前情形被证实会削弱忠诚。")
	in.Weak = in.Weak[2:]
	if got := in.weakens(); got.ID != "" {
		t.Errorf("nothing told: %+v", got)
	}
}
