package pages

import (
	"math"
	"testing"

	"regulars/analytics"
	"regulars/analytics/satisfaction"
)

func TestResponse(t *testing.T) {
	row := func(cut, group string, n, answered int64, verdict analytics.Verdict) satisfaction.ResponseRow {
		s := analytics.ShareOf(answered, n)
		return satisfaction.ResponseRow{Cut: cut, Group: group, Customers: n, Answered: answered, Rate: s.Share, Low: s.Low, High: s.High,
			OfBase: float64(n) / 100, OfThose: float64(answered) / 40, Spend: 100, SpendOf: 150, Verdict: verdict}
	}
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Currency: "EUR", Response: []satisfaction.ResponseRow{
		row("all", "all", 100, 40, analytics.More), row("status", "active", 60, 36, analytics.More), row("status", "lost", 31, 4, analytics.Less), row("status", "new", 9, 0, analytics.Less),
	}}
	s := in.response()
	says(t, s.Title, "40% of customers answered. They buy more than customers on the whole: EUR\u00a0150 a year against EUR\u00a0100. 90% of them are active, of all customers 60%.",
		"40% 的客户作答。其购买高于全体客户：年均 EUR\u00a0150，全体为 EUR\u00a0100。其中活跃客户占 90%，全体客户中占 60%。")
	if len(s.Table.Rows) != 3 {
		t.Errorf("%d rows; nine new customers are too few to show", len(s.Table.Rows))
	}
	in.Response[0].Verdict, in.Response[1].Verdict, in.Response[2].Verdict = analytics.Less, analytics.Chance, analytics.Chance
	says(t, in.response().Title, "40% of customers answered. They buy less than customers on the whole: EUR\u00a0150 a year against EUR\u00a0100.", "40% 的客户作答。其购买低于全体客户：年均 EUR\u00a0150，全体为 EUR\u00a0100。")
	in.Response[0].Verdict = analytics.Chance
	says(t, in.response().Title, "40% of customers answered.", "40% 的客户作答。")
	in.Response[0].Answered = 9
	if got := in.response(); got.ID != "" {
		t.Errorf("of nine who answered: %+v", got)
	}
}

func TestIndex(t *testing.T) {
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10}
	in.Result.Whole.ByImportance = satisfaction.Estimate{N: 90, Mean: 3.456, Low: 3.2, High: 3.7}
	says(t, in.index(), "Weighted by importance, all dimensions together score 3.46 (likely 3.20 to 3.70).", "按重要性加权，各方面合计得 3.46 分（很可能为 3.20 至 3.70）。")
	in.Result.Whole.ByImportance.Low = math.NaN()
	says(t, in.index(), "Weighted by importance, all dimensions together score 3.46.", "按重要性加权，各方面合计得 3.46 分。")
	in.Result.Whole.ByImportance.N = 9
	if got := in.index(); !got.IsZero() {
		t.Errorf("of nine answers: %q", got.EN)
	}
}
