package pages

import (
	"math/rand/v2"
	"testing"

	"regulars/analytics"
	"regulars/analytics/price"
)

// priced are the prices of customers who name some about twenty.
func priced(q analytics.Question, n int) *price.Result {
	tolerance, r := price.New(q), rand.New(rand.NewPCG(1, 2))
	for range n {
		p := 10 + r.Float64()*8
		tolerance.Add(&analytics.Customer{Answers: []analytics.Answer{{Day: asOf, TooCheap: p, Cheap: p * 1.3, Expensive: p * 1.8, TooExpensive: p * 2.2}}})
	}
	return tolerance.Result()
}

func TestPriceSection(t *testing.T) {
	crossing := func(x, half float64) price.Crossing { return price.Crossing{Price: x, Low: x - half, High: x + half} }
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Currency: "GBP", Prices: &price.Result{
		N: 100, Cheapness: crossing(20, 1), Least: crossing(25, 2), Indifference: crossing(26, 1), Dearness: crossing(30, 1),
	}}
	says(t, in.priceFinding(),
		"Customers tolerate prices from GBP\u00a020 to GBP\u00a030: below, more find it too cheap than expensive; above, more find it too expensive than cheap. Resistance is least at GBP\u00a025 (likely GBP\u00a023 to GBP\u00a027).",
		"客户可接受的价格为 GBP\u00a020 至 GBP\u00a030：低于此，嫌过于便宜的多于嫌贵的；高于此，嫌太贵的多于觉得便宜的。阻力最小的价格为 GBP\u00a025（很可能为 GBP\u00a023 至 GBP\u00a027）。")
	in.Prices.Cheapness = crossing(24, 6)
	says(t, in.priceFinding(),
		"The answers do not tell clearly which prices customers tolerate; resistance is least at about GBP\u00a025 (likely GBP\u00a023 to GBP\u00a027).",
		"现有回答无法明确判断可接受的价格范围；阻力最小的价格约为 GBP\u00a025（很可能为 GBP\u00a023 至 GBP\u00a027）。")
	says(t, in.priceNote(), "n = 100 customers, each with the last answer that gives all four prices.", "n = 100 位客户，每人计最后一次给出全部四个价格的回答。")
	in.Prices.Inconsistent = 1
	says(t, in.priceNote(), "n = 100 customers, each with the last answer that gives all four prices. Left out: 1 customer whose prices contradict each other, such as too cheap above cheap.",
		"n = 100 位客户，每人计最后一次给出全部四个价格的回答。未计入：1 位客户，其价格自相矛盾，例如“过于便宜”高于“便宜”。")
	in.Prices.N = 9
	s := in.prices()
	says(t, s.Title, "Too few customers named consistent prices to say which they tolerate.", "给出一致价格的客户太少，无法判断其价格承受力。")
	says(t, s.Small, "Only 9 customers; groups under 10 customers are not shown.", "仅有 9 位客户；少于 10 位的分组不予展示。")
	in.Prices = &price.Result{}
	if s := in.prices(); s.ID != "" {
		t.Errorf("%+v", s)
	}
}

func TestPricesThatAreAllEqualAreDrawn(t *testing.T) {
	tolerance := price.New(analytics.Question{AsOf: asOf})
	for range 50 {
		tolerance.Add(&analytics.Customer{Answers: []analytics.Answer{{Day: asOf, TooCheap: 10, Cheap: 10, Expensive: 20, TooExpensive: 20}}})
	}
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Prices: tolerance.Result()}
	if !isDrawn(in.prices()) {
		t.Error("no chart of the prices")
	}
}
