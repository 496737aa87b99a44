package pages

import (
	"math"
	"testing"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

func TestDynamicsWords(t *testing.T) {
	all := loyalty.ChangeRow{Score: "all", N: 90, Change: .1, Low: -.1, High: .3, Slope: 2, From: 1, To: 3, Verdict: analytics.More}
	in := LoyaltyInput{MinGroup: 10, Result: &loyalty.Result{Days: 90}, Dynamics: []loyalty.ChangeRow{{Score: "fell", N: 9}, {Score: "rose", N: 60, Change: 1, Low: .5, High: 1.5}, all}}
	s := in.dynamics()
	says(t, s.Title, "Customers whose score rose came to buy more often than those whose score fell (90 customers who answered twice or more).", "评分上升的客户比评分下降的客户更多地增加了购买（90 位客户至少回答过两次）。")
	if len(s.Table.Rows) != 2 {
		t.Errorf("%d rows; nine customers are too few to show", len(s.Table.Rows))
	}
	all.Verdict = analytics.Less
	says(t, dynamicsFinding(all), "Customers whose score rose came to buy less often than those whose score fell (90 customers who answered twice or more).", "评分上升的客户反而比评分下降的客户减少了购买（90 位客户至少回答过两次）。")
	all.Verdict = analytics.Chance
	says(t, dynamicsFinding(all), "Whether a customer's score rose or fell does not tell how buying changed (90 customers who answered twice or more).", "客户评分的升降不能说明其购买的变化（90 位客户至少回答过两次）。")
	in.Dynamics[2].From = math.NaN()
	if got := in.dynamics(); got.ID != "" {
		t.Errorf("without a slope: %+v", got)
	}
	checkWording(t, charts.Page{Name: "loyalty", Title: charts.Same("x"), Answer: charts.Same("x"), Sections: []charts.Section{s}})
}

func TestStandingsWords(t *testing.T) {
	row := func(cut, standing string, slope float64, verdict analytics.Verdict) loyalty.StandingRow {
		return loyalty.StandingRow{Cut: cut, Standing: standing, N: 50, Rate: .5, Slope: slope, From: slope - .01, To: slope + .01, Verdict: verdict}
	}
	in := LoyaltyInput{MinGroup: 10, Result: &loyalty.Result{Days: 90, Levels: []loyalty.Level{{Score: 1, N: 50}}}, Standings: []loyalty.StandingRow{
		row("tenure", loyalty.FirstYear, .05, analytics.More), row("tenure", loyalty.Later, 0, analytics.Chance), row("status", "active", .03, analytics.More),
	}}
	s := in.standings()
	says(t, s.Title, "By how customers stood when they answered, a point more clearly goes with coming back among those who were in their first year (+5 points) and active (+3 points).",
		"按回答当日的情况，评分更高明确伴随更多回来的是：首年客户（+5 个百分点）和活跃客户（+3 个百分点）。")
	for i := range in.Standings {
		in.Standings[i].Verdict = analytics.Chance
	}
	says(t, in.standings().Title, "Neither among newcomers nor among regulars does the score clearly tell who comes back.", "无论新客还是老客，评分都不能明确区分谁会回来。")
	in.Standings = in.Standings[:1]
	if got := in.standings(); got.ID != "" {
		t.Errorf("one group alone: %+v", got)
	}
}
