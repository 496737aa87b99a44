package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// stores are stores whose customers are the happier the happier their employees are, though not quite.
func stores(n int) *satisfaction.Staff {
	s := &satisfaction.Staff{Slope: estimate(int64(n), .5, .1), Intercept: 1, Correlation: .9}
	for i := range n {
		x := float64(5 + i)
		s.Stores = append(s.Stores, satisfaction.StoreStaff{Store: string(rune('A' + i)), Employees: estimate(12, x, .2), Customers: estimate(50, 1+.5*x+.1*float64(i%2), .3)})
	}
	return s
}

func TestStaffFindings(t *testing.T) {
	with := func(mean, half float64) charts.Text {
		in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Staff: stores(5)}
		in.Staff.Slope = estimate(5, mean, half)
		return in.staff().Title
	}
	says(t, with(.5, .1), "Customers are happier where employees are: a point more of theirs goes with 0.50 points more of customers' experience (likely +0.4 to +0.6).",
		"员工更满意的门店，客户也更满意：员工每高一分，客户体验相应高 0.50 分（很可能为 +0.4 至 +0.6）。")
	says(t, with(-.5, .1), "Customers are less happy where employees are happier: a point more of theirs goes with 0.50 points less of customers' experience (likely −0.6 to −0.4).",
		"员工更满意的门店，客户反而较不满意：员工每高一分，客户体验相应低 0.50 分（很可能为 −0.6 至 −0.4）。")
	says(t, with(.1, .2), "Employees' satisfaction does not tell how happy a store's customers are: a point of it may go with −0.1 to +0.3 points of their experience.",
		"员工满意度不能说明门店客户的满意程度：员工每高一分，客户体验的差异可能为 −0.1 至 +0.3 分。")
	says(t, with(math.NaN(), 0), "There are too few stores to tell whether customers are happier where employees are.", "门店太少，无法判断员工更满意的门店客户是否也更满意。")
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Staff: &satisfaction.Staff{Left: 2, Slope: estimate(0, math.NaN(), 0)}}
	if s := in.staff(); s.Chart != nil || s.Small.IsZero() || !strings.Contains(s.Note.EN, "2 stores with fewer than 10 answers") {
		t.Errorf("without stores: %+v", s)
	}
	if s := (SatisfactionInput{Result: oneToFive()}).staff(); s.ID != "" {
		t.Errorf("without employees: %+v", s)
	}
}

func TestRivalsFindings(t *testing.T) {
	lead := func(name string, mean float64) satisfaction.Rivalry {
		return satisfaction.Rivalry{Dimension: name, Competitor: satisfaction.All, Lead: estimate(50, mean, .2)}
	}
	price, service, product := lead("price", -.5), lead("service", .1), lead("product", .75)
	says(t, rivalsFinding([]satisfaction.Rivalry{price, service, product}), "Competitors beat us in “price” (−0.5); we beat them in “product” (+0.75).",
		"竞争对手胜过我们的是“价格”（−0.5）；我们胜过他们的是“产品”（+0.75）。")
	says(t, rivalsFinding([]satisfaction.Rivalry{price, service}), "Competitors beat us in “price” (−0.5), and nowhere are we clearly better.",
		"竞争对手胜过我们的是“价格”（−0.5），我们没有明显更好的方面。")
	says(t, rivalsFinding([]satisfaction.Rivalry{service, product}), "We beat competitors in “product” (+0.75), and nowhere are they clearly better.",
		"我们胜过竞争对手的是“产品”（+0.75），他们没有明显更好的方面。")
	says(t, rivalsFinding([]satisfaction.Rivalry{service}), "Customers see no clear difference between us and competitors.", "客户看不出我们与竞争对手有明显差异。")
}

func TestRivalsLeaveOverallOut(t *testing.T) {
	overall := satisfaction.Rivalry{Dimension: satisfaction.Overall, Lead: estimate(50, -1, .1)}
	price := satisfaction.Rivalry{Dimension: "price", Lead: estimate(50, 0, .1)}
	says(t, rivalsFinding([]satisfaction.Rivalry{overall, price}), "Customers see no clear difference between us and competitors.", "客户看不出我们与竞争对手有明显差异。")
	says(t, rivalsFinding([]satisfaction.Rivalry{overall}), "Competitors beat us in “overall” (−1), and nowhere are we clearly better.", "竞争对手胜过我们的是“总体”（−1），我们没有明显更好的方面。")
	says(t, challengeFinding(&satisfaction.Rivalry{Dimension: "price", Competitor: "Marktwelt", Lead: estimate(50, -.5, .1)}),
		"Of single competitors “Marktwelt” beats us most, in “price” (−0.5).", "单个竞争对手中，“Marktwelt”领先我们最多，在“价格”方面（−0.5）。")
	if got := challengeFinding(nil); !got.IsZero() {
		t.Errorf("got %q", got.EN)
	}
}

func TestRivalsAreSuppressedWhenFew(t *testing.T) {
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10}
	in.Result.Rivalries = []satisfaction.Rivalry{
		{Dimension: "price", Competitor: satisfaction.All, Lead: estimate(15, -.5, .2)},
		{Dimension: "price", Competitor: "", Lead: estimate(10, -.5, .2)},
		{Dimension: "price", Competitor: "Secret", Lead: estimate(5, -.5, .2)},
	}
	s := in.rivals()
	says(t, s.Note, "n = 15 answers about a dimension at most. Not shown: 1 comparison with fewer than 10 answers.", "n = 15 条回答（单个方面最多）。未展示：1 项比较的回答少于 10 条。")
	if len(s.Table.Rows) != 2 || s.Table.Rows[1][1] != (both("not named", "未注明")) {
		t.Errorf("rows: %v", s.Table.Rows)
	}
	in.Result.Rivalries = in.Result.Rivalries[2:]
	if s := in.rivals(); s.ID != "" {
		t.Errorf("five answers: %+v", s)
	}
}

func TestDeliveredFindings(t *testing.T) {
	with := func(expected, elsewhere float64) charts.Section {
		d := &satisfaction.DeliveredResult{Left: 1, Parts: []satisfaction.PartWorth{
			{Part: "product", Dimensions: []string{"product", "Lieferung"}, Worth: satisfaction.Worth{Experienced: estimate(50, 6, .2)}},
			{Part: "money", Dimensions: []string{"price"}, Worth: satisfaction.Worth{Experienced: estimate(50, 4, .2)}},
		}}
		d.Value.Experienced, d.Cost.Experienced = estimate(50, 6, .2), estimate(50, 4, .2)
		d.Delivered = satisfaction.Worth{Experienced: estimate(50, 2, .2), Expected: estimate(50, 2-expected, .2), Elsewhere: estimate(50, 2-elsewhere, .2)}
		d.Lead = satisfaction.Worth{Expected: estimate(50, expected, .2), Elsewhere: estimate(50, elsewhere, .2)}
		return SatisfactionInput{Result: oneToFive(), MinGroup: 10, Delivered: d}.delivered()
	}
	const en, zh = "Customers get 6.0 points of value for 4.0 points of cost: 2.0 points are delivered.", "客户以 4.0 分成本获得 6.0 分价值：让渡价值为 2.0 分。"
	says(t, with(1, -1).Title, en+" They expected less (1.0). Competitors deliver more in their eyes (3.0).", zh+"高于其期望（1.0）。在客户看来竞争对手提供得更多（3.0）。")
	says(t, with(-1, 1).Title, en+" They expected more (3.0). Competitors deliver less in their eyes (1.0).", zh+"低于其期望（3.0）。在客户看来竞争对手提供得更少（1.0）。")
	says(t, with(0, 0).Title, en+" They expected about as much (2.0). Competitors deliver about as much in their eyes (2.0).", zh+"与其期望相当（2.0）。在客户看来竞争对手与我们相当（2.0）。")
	says(t, with(0, 0).Note, "n = 50 customers who scored every part. Left out: 1 customer who scored only some.", "n = 50 位客户，对各组成部分均有评分。未计入：1 位客户只对部分组成评分。")
	if name := with(0, 0).Table.Rows[0][0]; name != (both("product: product and Lieferung", "产品价值：产品和 Lieferung")) {
		t.Errorf("got %q", name)
	}
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Delivered: &satisfaction.DeliveredResult{}}
	if s := in.delivered(); s.ID != "" {
		t.Errorf("nobody scored every part: %+v", s)
	}
}
