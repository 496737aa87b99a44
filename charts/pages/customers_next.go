package pages

import (
	"cmp"
	"slices"

	"regulars/analytics"
	"regulars/analytics/nextbuy"
	"regulars/charts"
)

// mostPairs is how many pairs of categories the page shows.
const mostPairs = 20

// nextPurchase is what customers of a category buy next, where that is more than all do.
func (in CustomersInput) nextPurchase() charts.Section {
	g := &charts.Grid{Name: "next_purchase", Columns: []charts.Column{{Title: both("Customers of", "已购品类"), Kind: charts.KindText, Key: "category"}, {Title: both("buy next", "接着购买"), Kind: charts.KindText, Key: "next_category"},
		{Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "n"}, {Title: both("Share", "占比"), Kind: charts.KindPercent, Key: "share"}, {Title: both("Share of all", "全体占比"), Kind: charts.KindPercent, Key: "share_all"},
		{Title: both("Lift", "提升度"), Kind: charts.KindNumber, Key: "lift"}, {Title: both("from", "下限"), Kind: charts.KindNumber, Key: "lift_low"}, {Title: both("to", "上限"), Kind: charts.KindNumber, Key: "lift_high"}}}
	pairs := in.pairs()
	for _, r := range pairs[:min(len(pairs), mostPairs)] {
		g.Rows = append(g.Rows, []any{r.From, r.To, r.N, r.Share, r.Base, r.Lift, r.LiftLow, r.LiftHigh})
	}
	s := charts.Section{ID: "next-purchase", Title: nextFinding(pairs), What: both("What customers of a category buy next that they had not bought", "某品类的客户接着购买的新品类"),
		Definition: both("Next: the first later order with a category that the customer had not bought. Share: of customers of the category who had not bought the other. Share of all: the same among all such orders. Lift: one over the other, with its interval at 95% (delta method).",
			"接着：之后首次含未购品类的订单。占比：该品类客户中尚未购买另一品类者的比例。全体占比：所有此类订单中的同一比例。提升度：两者之比，附 95% 区间（delta 法）。")}
	if len(g.Rows) > 0 {
		s.Table = g
	}
	return s
}

// pairs are those with enough customers, the greatest lift first.
func (in CustomersInput) pairs() []nextbuy.Row {
	rows := slices.DeleteFunc(slices.Clone(in.Next), func(r nextbuy.Row) bool { return !in.enough(r.Customers) || !in.enough(r.N-r.Customers) })
	slices.SortStableFunc(rows, func(a, b nextbuy.Row) int { return cmp.Compare(b.Lift, a.Lift) })
	return rows
}

// nextFinding is the pair whose lift is the most certain to be one.
func nextFinding(pairs []nextbuy.Row) charts.Text {
	told := slices.DeleteFunc(slices.Clone(pairs), func(r nextbuy.Row) bool { return r.Verdict() != analytics.More })
	if len(told) == 0 {
		return both("No category leads to another more than chance would have it.", "没有哪个品类会带动另一品类，差异均在偶然范围之内。")
	}
	best := slices.MaxFunc(told, func(a, b nextbuy.Row) int { return cmp.Compare(a.LiftLow, b.LiftLow) })
	return charts.Sentence("Customers of %s buy %s next %s times as often as all do (likely %s).", "购买过%s的客户接着购买%s的可能是全体的 %s 倍（很可能为 %s）。",
		charts.Same(best.From), charts.Same(best.To), charts.Same(charts.Significant(best.Lift, 2)), charts.Range(charts.Same(charts.Significant(best.LiftLow, 2)), charts.Same(charts.Significant(best.LiftHigh, 2))))
}
