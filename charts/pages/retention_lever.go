package pages

import (
	"regulars/analytics"
	"regulars/analytics/retention"
	"regulars/charts"
)

// lever is what more retention would be worth.
func (in RetentionInput) lever() charts.Section {
	l := in.Lever
	title := both("What five points more retention would buy cannot be said.", "无法判断留存率提高五个百分点的价值。")
	switch points := l.Points(); {
	case l.Before < in.MinGroup:
		return small("lever", title, charts.Sentence("Fewer than %s could have stayed from one period to the next.", "能够从前一时期留到后一时期的客户不足 %s。", people(in.MinGroup)))
	case l.Stayed == 0:
		return small("lever", title, both("Nobody stayed from one period to the next, so what a customer who stays brings is not known.", "没有客户从前一时期留到后一时期，因此留下的客户能带来多少无从得知。"))
	case l.Stayed == l.Before:
		return small("lever", title, both("Nobody left from one period to the next, so there is nothing to gain.", "从前一时期到后一时期无人离开，因此没有提升空间。"))
	case !(l.Margin > 0):
		return small("lever", title, both("Customers who stay bring no profit, so more of them would not pay.", "留下的客户不带来利润，留下更多客户并不划算。"))
	case len(points) < 2:
		return small("lever", title, both("Less than one point is missing to everybody staying.", "距离全部留下已不足一个百分点。"))
	default:
		return in.leverSection(points)
	}
}

func (in RetentionInput) leverSection(points []retention.LeverPoint) charts.Section {
	l := in.Lever
	low, high := l.Interval()
	return charts.Section{
		ID: "lever", Title: leverFinding(points), Chart: leverChart(points), Table: in.leverGrid(points),
		What: both("Change of the future value of the last year's buyers (with its 95% interval) and of next year's profit from them, by points of yearly retention; Reichheld's 25–50% for five points beside it",
			"年留存率每提高若干个百分点，近一年买家未来价值（含 95% 区间）与下一年利润的变化；对照 Reichheld 的五个百分点带来 25–50%"),
		Note: charts.Join(charts.Sentence("Today %s stay a year (95%% interval %s; n = %s).", "目前年留存率为 %s（95%% 区间 %s；n = %s）。", charts.Percent(l.Retention()), charts.Range(charts.Percent(low), charts.Percent(high)), people(l.Before)),
			in.leverAssumption()),
		Definition: both("Yearly retention r: share of the buyers of the 52 weeks before who bought again in the last 52 (half of the data each where these are shorter, scaled to a year). Yearly margin m: of those who did. Discount rate d.\n"+
			"Profit next year = N · r · m of the N buyers of the last year; their future value = N · m · r/(1+d−r), the margin multiple (Gupta and Lehmann 2005). Interval: Wilson's of r, carried through. Costs of acquisition, retention and service are not taken off.\n"+
			"Reichheld: five points more retention raise profit by 25 to 50 % (Reichheld and Sasser 1990; Reichheld 1996); drawn in proportion to the points. His is the profit over a customer's whole life, so the future value is what compares with it.",
			"年留存率 r：前 52 周的买家中在最近 52 周再次购买的比例（数据较短时各取一半并换算为一年）。年毛利 m：这些客户的人均值。折现率 d。\n"+
				"下一年利润 = N · r · m，N 为近一年的买家数；其未来价值 = N · m · r/(1+d−r)，即毛利倍数（Gupta 与 Lehmann 2005）。区间：由 r 的 Wilson 区间推得。未扣除获客、留存与服务成本。\n"+
				"Reichheld：留存率提高五个百分点使利润提高 25% 至 50%（Reichheld 与 Sasser 1990；Reichheld 1996），图中按百分点成比例画出。其所指为客户整个生命期的利润，故应与未来价值比较。"),
	}
}

// leverAssumption says in words what the figures rest on.
func (in RetentionInput) leverAssumption() charts.Text {
	return charts.Join(
		both("Assumed: retention stays what it is then, who is kept buys like those who stay now, and keeping them costs nothing; new customers are not counted.",
			"假设：留存率此后保持不变，被留下的客户与现在留下的客户购买相同，且挽留不花成本；不计新客户。"),
		in.leverMargin())
}

func (in RetentionInput) leverMargin() charts.Text {
	m := in.Currency.Money(in.Lever.Margin)
	if in.HasCost {
		return charts.Sentence("A customer who stays leaves %s a year after the cost of goods; discounted at %s.", "留下的客户每年在扣除商品成本后带来 %s；折现率 %s。", m, charts.Percent(in.Lever.Discount))
	}
	return charts.Sentence("Costs are not known, so %s of net revenue a year stands for profit: the changes in per cent are the same at any constant margin. Discounted at %s.",
		"成本未知，以每年净收入 %s 代替利润：只要毛利率不变，百分比变化相同。折现率 %s。", m, charts.Percent(in.Lever.Discount))
}

// reached is the point of Reichheld's claim, or the last that can be reached.
func reached(points []retention.LeverPoint) retention.LeverPoint {
	return points[min(retention.ReichheldPoints, len(points)-1)]
}

// leverFinding says what five points buy, and how that compares.
func leverFinding(points []retention.LeverPoint) charts.Text {
	p := reached(points)
	gain := charts.Sentence("%s more retention would raise the future value of the last year's buyers by %s and next year's profit from them by %s",
		"留存率提高 %s，近一年买家的未来价值将提高 %s，下一年利润提高 %s", charts.Plural(p.Points, "point", "points", "个百分点"), leverGain(p), charts.Percent(p.ProfitChange))
	claim := charts.Range(charts.Percent(p.ReichheldLow), charts.Percent(p.ReichheldHigh))
	switch p.Claim() {
	case analytics.Less:
		return charts.Sentence("%s: less than the %s of Reichheld's studies.", "%s：低于 Reichheld 研究中的 %s。", gain, claim)
	case analytics.More:
		return charts.Sentence("%s: more than the %s of Reichheld's studies.", "%s：高于 Reichheld 研究中的 %s。", gain, claim)
	case analytics.Within:
		return charts.Sentence("%s: within the %s of Reichheld's studies.", "%s：在 Reichheld 研究的 %s 之内。", gain, claim)
	default:
		return charts.Sentence("%s: no clear difference from the %s of Reichheld's studies.", "%s：与 Reichheld 研究的 %s 无明显差别。", gain, claim)
	}
}

func leverGain(p retention.LeverPoint) charts.Text {
	if !charts.Known(p.High) {
		return charts.Percent(p.EquityChange)
	}
	return charts.Sentence("%s (%s)", "%s（%s）", charts.Percent(p.EquityChange), charts.Range(charts.Percent(p.Low), charts.Percent(p.High)))
}

// leverChart draws both gains from 0 points on.
func leverChart(points []retention.LeverPoint) *charts.Chart {
	value := charts.Line{Name: both("Future value", "未来价值"), Color: charts.Accent, Band: true}
	profit := charts.Line{Name: both("Profit next year", "下一年利润"), Color: charts.SeriesColor(1)}
	claim := charts.Line{Name: both("Reichheld", "Reichheld"), Color: charts.SeriesColor(2), Dashed: true, Band: true}
	for _, p := range points {
		x := float64(p.Points)
		if !charts.Known(p.High) {
			value.Band = false
		}
		value.Points = append(value.Points, charts.Point{X: x, Y: drawn(p.EquityChange), Low: drawn(p.Low), High: drawn(p.High)})
		profit.Points = append(profit.Points, charts.Point{X: x, Y: drawn(p.ProfitChange)})
		if p.Points <= retention.ReichheldPoints {
			claim.Points = append(claim.Points, charts.Point{X: x, Y: (p.ReichheldLow + p.ReichheldHigh) / 2, Low: p.ReichheldLow, High: p.ReichheldHigh})
		}
	}
	return charts.LineChart(charts.Lines{
		Series: []charts.Line{value, profit, claim}, XKind: charts.KindCount, YKind: charts.KindPercent,
		XName: both("Points of retention more", "留存率提高的百分点"), YName: both("Change", "变化"),
	})
}

func (in RetentionInput) leverGrid(points []retention.LeverPoint) *charts.Grid {
	g := &charts.Grid{Name: "retention_lever", Columns: []charts.Column{
		{Title: both("Points more", "提高百分点"), Kind: charts.KindCount, Key: "points"}, {Title: both("Retention", "留存率"), Kind: charts.KindPercent, Key: "retention"},
		{Title: both("Profit next year", "下一年利润"), Kind: charts.KindMoney, Key: "profit"}, {Title: both("Change", "变化"), Kind: charts.KindPercent, Key: "profit_change"},
		{Title: both("Value of a customer", "单个客户价值"), Kind: charts.KindMoney, Key: "value"}, {Title: both("Of all the last year's buyers", "全部近一年买家"), Kind: charts.KindMoney, Key: "equity"},
		{Title: both("Change", "变化"), Kind: charts.KindPercent, Key: "equity_change"}, {Title: both("Low", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("High", "上限"), Kind: charts.KindPercent, Key: "high"},
		{Title: both("Reichheld from", "Reichheld 起"), Kind: charts.KindPercent, Key: "reichheld_low"}, {Title: both("to", "止"), Kind: charts.KindPercent, Key: "reichheld_high"},
	}}
	for _, p := range points {
		g.Rows = append(g.Rows, []any{p.Points, p.Retention, p.Profit, p.ProfitChange, p.Value, p.Equity, p.EquityChange, p.Low, finite(p.High), p.ReichheldLow, p.ReichheldHigh})
	}
	return g
}
