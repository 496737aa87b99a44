package pages

import (
	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

var factorNames = map[loyalty.Factor]charts.Text{
	loyalty.Parity: both("a competitor scored as good as us", "给对手的评分不低于我们"), loyalty.Moved: both("two new categories or more", "新买两类及以上商品"),
	loyalty.Narrow: both("one category only", "只买一类商品"), loyalty.Uninvolved: both("half of the orders at a discount", "半数订单打折"),
	loyalty.Complained: both("a complaint", "抱怨"), loyalty.LowScore: both("a low score", "低分"),
}

// weakens is what came before customers slowed or were lost; there is none where nothing can be told.
func (in LoyaltyInput) weakens() charts.Section {
	s := charts.Section{
		ID: "weakens", Title: in.weakensFinding(),
		What: both("Odds of having slowed or been lost with each of these before, against alike customers without it, with 95% intervals", "此前有下列情形者放缓或流失的优势比（相对于情况相似而无此情形者），附 95% 区间"),
		Note: both("1 means no difference. An association, not an effect.", "1 表示无差别。这是关联而非因果。"),
		Definition: both(
			"Customers who were active 365 days ago, by what they did and said in the year up to then, and whether they have slowed or are lost today. Alike are those of one class of purchase occasions (1, 2, 3–4, 5–9, 10 and more) and of days since the last (up to 30, 90, 180, more) on that day; the odds ratio is that of Mantel and Haenszel over these classes. The verdicts of all of them together err in 5% at most (Holm). Of a competitor or a score those count who gave one. Prices of single goods are not kept, so a price rise is not among them.",
			"365 天前活跃的客户，按截至当时一年内的行为与回答区分，看其如今是否放缓或流失。情况相似：当日购买次数（1、2、3–4、5–9、10 次及以上）与距上次购买天数（30、90、180 天以内，及更久）属同一类；优势比为跨类的 Mantel–Haenszel 估计。全部判断合计误判率不超过 5%（Holm）。对手与评分两项仅计给出评分者。不保存单件商品价格，故不含涨价。",
		),
		Table: &charts.Grid{Name: "loyalty_weakening", Columns: []charts.Column{
			{Title: both("What came before", "此前情形"), Kind: charts.KindText, Key: "factor"}, {Title: both("Customers with it", "有此情形的客户"), Kind: charts.KindCount, Key: "with"},
			{Title: both("Weakened", "减弱"), Kind: charts.KindPercent, Key: "weakened"}, {Title: both("without it", "无此情形"), Kind: charts.KindPercent, Key: "weakened_without"},
			{Title: both("Odds ratio", "优势比"), Kind: charts.KindNumber, Key: "odds_ratio"}, {Title: both("from", "下限"), Kind: charts.KindNumber, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindNumber, Key: "high"},
		}},
	}
	bars := charts.Bars{Kind: charts.KindNumber, Flat: true, Name: both("Odds ratio", "优势比"), Series: []charts.Bar{{}}}
	for _, r := range in.Weak {
		if r.Verdict == analytics.Untold {
			continue
		}
		name, b := factorNames[r.Factor], &bars.Series[0]
		bars.Names, b.Values, b.Low, b.High = append(bars.Names, name), append(b.Values, r.Odds), append(b.Low, r.Low), append(b.High, r.High)
		s.Table.Rows = append(s.Table.Rows, []any{name, r.With, r.Share, r.Without, r.Odds, r.Low, r.High})
	}
	if len(bars.Names) == 0 {
		return charts.Section{}
	}
	s.Chart = charts.BarChart(bars)
	return s
}

// weakensFinding names what goes with weakening for certain.
func (in LoyaltyInput) weakensFinding() charts.Text {
	var t charts.Text
	for _, r := range in.Weak {
		if r.Verdict == analytics.More {
			t = charts.Join(t, charts.Sentence("After %s, %s of customers have slowed or are lost, of others %s.", "有%s者中，%s 已放缓或流失，其他客户为 %s。",
				factorNames[r.Factor], charts.Percent(r.Share), charts.Percent(r.Without)))
		}
	}
	if t.IsZero() {
		return both("Nothing that came before is shown to weaken loyalty.", "没有任何此前情形被证实会削弱忠诚。")
	}
	return t
}
