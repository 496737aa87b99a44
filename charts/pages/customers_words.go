package pages

import (
	"cmp"
	"slices"
	"strings"

	"regulars/analytics/concentration"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
	"regulars/charts"
)

// best is the segment with the most revenue of those large enough to be shown.
func (in CustomersInput) best() (segment.Profile, bool) {
	shown := in.shown()
	if len(shown) == 0 {
		return segment.Profile{}, false
	}
	return slices.MaxFunc(shown, func(a, b segment.Profile) int {
		return cmp.Or(cmp.Compare(a.Revenue.Units(), b.Revenue.Units()), cmp.Compare(b.ID, a.ID))
	}), true
}

// largest is the segment with the most customers.
func (in CustomersInput) largest() segment.Profile {
	return slices.MaxFunc(in.Segments.Profiles, func(a, b segment.Profile) int {
		return cmp.Or(cmp.Compare(a.Customers, b.Customers), cmp.Compare(b.ID, a.ID))
	})
}

func (in CustomersInput) allInOne() bool {
	return in.largest().Customers == in.Segments.Total.Customers
}

// tooSmall stands where every segment is too small to be shown.
var tooSmall = both("The segments are too small to be shown.", "各细分的客户太少，不予展示。")

// sizeFinding is which segment is the largest.
func (in CustomersInput) sizeFinding() charts.Text {
	p := in.largest()
	switch {
	case !in.enough(p.Customers):
		return tooSmall
	case in.allInOne():
		return charts.Sentence("All %s are in one segment, %s: they are too much alike to be told apart.", "全部 %s都属于同一细分%s：彼此太相似，无法区分。",
			customersText(p.Customers), in.quoted(p.ID))
	default:
		return charts.Sentence("%s is the largest segment: %s, %s of all.", "%s是最大的细分：%s，占全部的 %s。",
			in.quoted(p.ID), customersText(p.Customers), charts.Percent(p.CustomerShare))
	}
}

// revenueFinding is which segment brings the most and what one of its customers is worth against the average.
func (in CustomersInput) revenueFinding() charts.Text {
	p, ok := in.best()
	all := in.Segments.Total
	switch times := p.Monetary / all.Monetary; {
	case !ok:
		return tooSmall
	case !(all.Revenue.Units() > 0):
		return both("Refunds are as great as purchases, so no segment can be given a share of the revenue.", "退款不低于购买额，无法计算各细分的收入占比。")
	case in.allInOne():
		return charts.Sentence("All revenue comes from one segment, %s.", "全部收入来自同一细分%s。", in.quoted(p.ID))
	case in.Segments.StandsOut(p):
		return charts.Sentence("%s is %s of customers and brings %s of revenue: to lose one of them costs as much as to lose %s average customers.",
			"%s占客户的 %s，贡献 %s 的收入：失去其中一位，相当于失去 %s 位普通客户。",
			in.quoted(p.ID), charts.Percent(p.CustomerShare), charts.Percent(p.RevenueShare), charts.Same(charts.Significant(times, 2)))
	default:
		return charts.Sentence("No segment stands out: %s brings the most, %s of revenue from %s of customers.", "没有特别突出的细分：%s贡献最多，以 %[3]s 的客户贡献 %[2]s 的收入。",
			in.quoted(p.ID), charts.Percent(p.RevenueShare), charts.Percent(p.CustomerShare))
	}
}

// revenueBrief is revenueFinding without what one customer is worth.
func (in CustomersInput) revenueBrief() charts.Text {
	p, ok := in.best()
	if all := in.Segments.Total; !ok || !(all.Revenue.Units() > 0) || in.allInOne() || !in.Segments.StandsOut(p) {
		return in.revenueFinding()
	}
	return charts.Sentence("%s is %s of customers and brings %s of revenue.", "%s占客户的 %s，贡献 %s 的收入。",
		in.quoted(p.ID), charts.Percent(p.CustomerShare), charts.Percent(p.RevenueShare))
}

// gridFinding is how many of the frequent customers stay away.
func (in CustomersInput) gridFinding() charts.Text {
	away, here := 0, 0
	revenue := 0.0
	for _, c := range in.Segments.Grid {
		switch {
		case c.F >= 4 && c.R <= 2:
			away += c.Customers
			revenue += c.Revenue.Units()
		case c.F >= 4:
			here += c.Customers
		}
	}
	switch {
	case away+here == 0:
		return both("No customer buys often enough to score 4 or 5 in frequency.", "没有客户的购买频度达到 4 分或 5 分。")
	case away == 0:
		return charts.Sentence("All %s who buy often have bought lately.", "购买频繁的 %s最近都有购买。", customersText(here))
	case !in.enough(away):
		return charts.Sentence("Fewer than %s of those who buy often have stayed away; %s have bought lately.", "购买频繁的客户中，久未购买的少于 %s 位；最近有购买的有 %s。",
			charts.Count(in.MinGroup), customersText(here))
	default:
		return charts.Sentence("%s of the %s who buy often have stayed away lately; they have brought %s and are the first to win back.",
			"购买频繁的 %[2]s中，有 %[1]s 位久未购买；他们共带来 %[3]s，应优先赢回。",
			charts.Count(away), customersText(away+here), in.Currency.Money(revenue))
	}
}

// profileFinding is which segments grew and shrank or, without a comparison, how much they differ.
func (in CustomersInput) profileFinding() charts.Text {
	if !in.compared() {
		return in.contrastFinding()
	}
	shown := slices.DeleteFunc(in.shown(), func(p segment.Profile) bool { return p.Before > 0 && !in.enough(p.Before) })
	base := in.baseFinding()
	if len(shown) == 0 {
		return base
	}
	byChange := func(a, b segment.Profile) int {
		return cmp.Or(cmp.Compare(a.Change, b.Change), cmp.Compare(b.ID, a.ID))
	}
	up, down := slices.MaxFunc(shown, byChange), slices.MinFunc(shown, byChange)
	grew := charts.Sentence("%s grew most (%s)", "%s增加最多（%s）", in.quoted(up.ID), charts.Same(charts.Signed(float64(up.Change), 0)))
	shrank := charts.Sentence("%s shrank most (%s)", "%s减少最多（%s）", in.quoted(down.ID), charts.Same(charts.Signed(float64(down.Change), 0)))
	switch {
	case up.Change > 0 && down.Change < 0:
		return charts.Join(base, charts.Sentence("%s and %s.", "%s，%s。", grew, shrank))
	case up.Change > 0:
		return charts.Join(base, charts.Sentence("%s.", "%s。", grew))
	case down.Change < 0:
		return charts.Join(base, charts.Sentence("%s.", "%s。", shrank))
	default:
		return charts.Join(base, both("Every segment is as large as it was.", "各细分的规模没有变化。"))
	}
}

// baseFinding is how the whole base grew; it cannot shrink, since a purchase is never undone.
func (in CustomersInput) baseFinding() charts.Text {
	all := in.Segments.Total
	if all.Change == 0 {
		return charts.Sentence("No customer was won since %s.", "自 %s以来没有新增客户。", charts.Date(in.Compare))
	}
	return charts.Sentence("%s bought for the first time since %s, %s on top of %s.", "自 %[2]s以来有 %[1]s首次购买，在 %[4]s 的基础上增加 %[3]s。",
		customersText(all.Change), charts.Date(in.Compare), charts.Percent(float64(all.Change)/float64(all.Before)), charts.Count(all.Before))
}

func (in CustomersInput) contrastFinding() charts.Text {
	shown := in.shown()
	if len(shown) < 2 {
		return in.sizeFinding()
	}
	byMoney := func(a, b segment.Profile) int {
		return cmp.Or(cmp.Compare(a.Monetary, b.Monetary), cmp.Compare(b.ID, a.ID))
	}
	high, low := slices.MaxFunc(shown, byMoney), slices.MinFunc(shown, byMoney)
	return charts.Sentence("A customer of %s has brought %s on average, one of %s %s: spend effort in proportion.", "%s的客户平均带来 %s，%s的客户平均带来 %s：投入应与之相称。",
		in.quoted(high.ID), in.Currency.Money(high.Monetary), in.quoted(low.ID), in.Currency.Money(low.Monetary))
}

// turnoverFinding is how many customers fell back since the comparison date and how many came back.
func (in CustomersInput) turnoverFinding() charts.Text {
	if !in.compared() {
		return charts.Text{}
	}
	t := in.Segments.Turnover()
	stayed := charts.Sentence("%s of the %s of %s are in the segment they were in", "%[3]s的 %[2]s中，%[1]s 仍在原细分",
		charts.Percent(float64(t.Stayed)/float64(t.Known)), customersText(t.Known), charts.Date(in.Compare))
	switch few := charts.Count(in.MinGroup); {
	case t.Stayed == t.Known:
		return charts.Sentence("Nobody changed segment since %s.", "自 %s以来没有客户改变细分。", charts.Date(in.Compare))
	case !in.Segments.Table.TellsSilence():
		return charts.Sentence("%s.", "%s。", stayed)
	case !in.enough(t.Slipped) && !in.enough(t.Returned):
		return charts.Sentence("%s; hardly anyone fell back or came back.", "%s；几乎没有客户退后或回归。", stayed)
	case !in.enough(t.Slipped):
		return charts.Sentence("%s; %s came back after a long time, and fewer than %s fell back.", "%s；%s久未购买后回归，退后的少于 %s 位。",
			stayed, customersText(t.Returned), few)
	case !in.enough(t.Returned):
		return charts.Sentence("%s; %s with %s of revenue fell back, and fewer than %s came back.", "%s；%s退后（迄今收入 %s），回归的少于 %s 位。",
			stayed, customersText(t.Slipped), in.Currency.Money(t.SlippedRevenue.Units()), few)
	default:
		return charts.Sentence("%s; %s with %s of revenue fell back, and %s with %s came back.", "%s；%s退后（迄今收入 %s），%s回归（迄今收入 %s）。",
			stayed, customersText(t.Slipped), in.Currency.Money(t.SlippedRevenue.Units()), customersText(t.Returned), in.Currency.Money(t.ReturnedRevenue.Units()))
	}
}

// turnoverBrief weighs who fell back against who came back.
func (in CustomersInput) turnoverBrief() charts.Text {
	if !in.compared() {
		return charts.Text{}
	}
	t, since := in.Segments.Turnover(), charts.Date(in.Compare)
	slipped, returned := customersText(t.Slipped), customersText(t.Returned)
	switch few := charts.Count(in.MinGroup); {
	case t.Stayed == t.Known || !in.Segments.Table.TellsSilence():
		return in.turnoverFinding()
	case !in.enough(t.Slipped) && !in.enough(t.Returned):
		return charts.Sentence("Since %s hardly anyone has fallen back or come back.", "自%s以来，几乎没有客户退后或回归。", since)
	case !in.enough(t.Slipped):
		return charts.Sentence("Since %s, %s have come back after a long time, and fewer than %s have fallen back.", "自%s以来，%s久未购买后回归，退后的少于 %s 位。", since, returned, few)
	case !in.enough(t.Returned):
		return charts.Sentence("Since %s, %s have fallen back, and fewer than %s have come back.", "自%s以来，%s退后，回归的少于 %s 位。", since, slipped, few)
	case t.Slipped > t.Returned:
		return charts.Sentence("Since %s more have fallen back (%s) than come back (%s).", "自%s以来，退后的（%s）多于回归的（%s）。", since, slipped, returned)
	case t.Slipped < t.Returned:
		return charts.Sentence("Since %s more have come back (%[3]s) than fallen back (%[2]s).", "自%s以来，回归的（%[3]s）多于退后的（%[2]s）。", since, slipped, returned)
	default:
		return charts.Sentence("Since %s as many have fallen back as come back (%s).", "自%s以来，退后的与回归的一样多（各 %s）。", since, slipped)
	}
}

// moveFinding is the largest move between two segments.
func (in CustomersInput) moveFinding() charts.Text {
	var most segment.Move
	for _, m := range in.Segments.Moves {
		if m.From != 0 && m.From != m.To && m.Customers > most.Customers {
			most = m
		}
	}
	if most.Customers == 0 {
		return charts.Sentence("Nobody changed segment since %s.", "自 %s以来没有客户改变细分。", charts.Date(in.Compare))
	}
	if !in.enough(most.Customers) {
		return charts.Sentence("No move between two segments is as large as %s.", "没有任何两个细分之间的移动达到 %s。", customersText(in.MinGroup))
	}
	return charts.Sentence("The largest move is from %s to %s: %s, %s of those who were in it.", "最大的移动是从%s到%s：%s，占原细分的 %s。",
		in.quoted(most.From), in.quoted(most.To), customersText(most.Customers), charts.Percent(float64(most.Customers)/float64(in.origins()[most.From])))
}

// concentrationFinding is how few customers the revenue rests on.
func (in CustomersInput) concentrationFinding() charts.Text {
	c := in.Concentration
	if !charts.Known(c.Gini) {
		return both("Refunds are too great against purchases to say how concentrated the revenue is.", "退款相对购买额过高，无法衡量收入集中度。")
	}
	top := in.top20(c)
	change := in.topChange()
	if c.Even() {
		return charts.Sentence("Revenue is spread evenly: the best 20%% of customers bring %s of it%s.", "收入分布均匀：前 20%% 的客户贡献 %s%s。", charts.Percent(top), change)
	}
	return charts.Sentence("The best 20%% of customers bring %s of revenue%s; %s (%s) make 80%% of it: the result depends on keeping them.",
		"前 20%% 的客户贡献 %s 的收入%s；%s（%s）贡献了 80%%：业绩取决于能否留住他们。", charts.Percent(top), change, customersText(c.Most), charts.Percent(c.MostShare))
}

// topChange is how the share of the best 20 % moved.
func (in CustomersInput) topChange() charts.Text {
	if !in.compared() || !in.enough(in.Before.Customers) || !charts.Known(in.Before.Gini) {
		return charts.Text{}
	}
	d := in.top20(in.Concentration) - in.top20(in.Before)
	if charts.RoundTo(d*100, 1) == 0 {
		return charts.Sentence(", as on %s", "，与 %s持平", charts.Date(in.Compare))
	}
	return charts.Sentence(" (%s since %s)", "（自 %[2]s以来 %[1]s）", charts.Points(d), charts.Date(in.Compare))
}

// topFinding is how much rests on the very best.
func (in CustomersInput) topFinding() charts.Text {
	c := in.Concentration
	switch {
	case !charts.Known(c.Gini):
		return in.concentrationFinding()
	case c.Customers < 100:
		return charts.Sentence("The best 10%% of customers bring %s of revenue.", "前 10%% 的客户贡献 %s 的收入。", charts.Percent(c.Curve[10].TopShare))
	default:
		return charts.Sentence("The best 1%% of customers (%s) bring %s of revenue, %s times their share of the customers.",
			"前 1%% 的客户（%s 位）贡献 %s 的收入，是其人数占比的 %s 倍。",
			charts.Count((c.Customers+50)/100), charts.Percent(c.Curve[1].TopShare), charts.Same(charts.Significant(c.Curve[1].TopShare*100, 2)))
	}
}

// negativeNote says how customers count whose refunds exceed their purchases.
func (in CustomersInput) negativeNote() charts.Text {
	c := in.Concentration
	if c.Negative == 0 {
		return charts.Text{}
	}
	if !in.enough(c.Negative) {
		return charts.Sentence("Fewer than %s were refunded more than they bought and count with their negative revenue.", "退款超过购买额的客户少于 %s，按其负收入计入。", charts.Plural(in.MinGroup, "customer", "customers", "位"))
	}
	return charts.Sentence("%s refunded more than they bought (%s in all) and count with their negative revenue.", "%s退款超过购买额（合计 %s），按其负收入计入。",
		charts.Plural(c.Negative, "customer was", "customers were", "位客户"), in.Currency.Money(c.Refunded.Units()))
}

func concentrationDefinition(c concentration.Result) charts.Text {
	gini := charts.Text{}
	if charts.Known(c.Gini) {
		term := Terms{}.of(TermGini)
		gini = charts.Sentence("\n%s: %s; %s.", "\n%s：%s；%s。", term.Label, charts.Same(charts.Decimal(c.Gini, 3)), term.Meaning)
		if charts.Known(c.Error) {
			gini = charts.Join(gini, charts.Sentence("Its standard error is %s (jackknife).", "其标准误为 %s（刀切法）。", charts.Same(charts.Significant(c.Error, 2))))
		}
	}
	return charts.Sentence("Lorenz curve L(p): the share of net revenue of the p least spending customers with a purchase, a straight line between customers. The share of the best p is 1 − L(1 − p).\n"+
		"Customers that make 80%%: the least number, best first, whose revenue is at least 80%% of the whole.%s",
		"洛伦兹曲线 L(p)：消费最低的 p 比例有购买客户的净收入占比，客户之间线性插值。前 p 的占比为 1 − L(1 − p)。\n"+
			"贡献 80%% 的客户：由高到低累计收入达到全部 80%% 的最少客户数。%s", gini)
}

// segmentDefinition lists who is in which segment.
func (in CustomersInput) segmentDefinition() charts.Text {
	lines := []charts.Text{in.terms().define(TermSegment)}
	for _, p := range in.Segments.Profiles {
		s := in.Segments.Table.Segment(p.ID)
		var rules []string
		for _, r := range s.Where {
			rules = append(rules, ruleText(r))
		}
		lines = append(lines, charts.Sentence("%s (%s). %s", "%s（%s）。%s", in.name(p.ID), strings.Join(rules, " | "), both(s.Description, s.DescriptionZH)))
	}
	return paragraphsOf(append(lines, in.scoreDefinition())...)
}

// ruleText is a rule as "R 4–5 F 4–5 M 1–3"; scores that may be any are left out.
func ruleText(r segment.Rule) string {
	var parts []string
	for _, p := range [][2]string{{"R", r.R}, {"F", r.F}, {"M", r.M}} {
		if p[1] != "" {
			parts = append(parts, p[0]+" "+strings.ReplaceAll(p[1], "-", "–"))
		}
	}
	if len(parts) == 0 {
		return "R F M 1–5"
	}
	return strings.Join(parts, " ")
}

func paragraphsOf(ts ...charts.Text) charts.Text {
	var en, zh []string
	for _, t := range ts {
		en, zh = append(en, t.EN), append(zh, t.ZH)
	}
	return both(strings.Join(en, "\n"), strings.Join(zh, "\n"))
}

// scoreDefinition says what the scores are and which values score what.
func (in CustomersInput) scoreDefinition() charts.Text {
	what := charts.Join(in.terms().define(TermRecency, TermFrequency, TermMonetary), both("5 is best.", "5 分最优。"))
	how := both("Scores are by the cut points of the configuration.", "得分按配置的分界点计算。")
	if in.Scale.Method == rfm.Quantile {
		how = both("Scores are fifths of the customers with a purchase: ⌈5 · mean rank / n⌉, ranked from worst to best; equal values share a mean rank, so a score may stay empty.",
			"得分为有购买客户的五分位：⌈5 · 平均名次 / n⌉，由差到好排名；相同值取平均名次，因此某些得分可能无人。")
	}
	cuts := in.Scale.Cuts()
	recency := in.cuts(cuts, func(c rfm.Cut) float64 { return c.Recency }, both("%s up to %s", "%s 分：不超过 %s"), charts.Days)
	frequency := in.cuts(cuts, func(c rfm.Cut) float64 { return c.Frequency }, both("%s from %s", "%s 分：不低于 %s"),
		func(x float64) charts.Text { return charts.Same(charts.Decimal(x, 0)) })
	monetary := in.cuts(cuts, func(c rfm.Cut) float64 { return c.Monetary }, both("%s from %s", "%s 分：不低于 %s"), in.Currency.Money)
	return paragraphsOf(what, how, charts.Sentence("R: %s", "R：%s", recency), charts.Sentence("F: %s", "F：%s", frequency), charts.Sentence("M: %s", "M：%s", monetary))
}

// cuts lists the scores of a measure with their cut points, the best first; a score whose cut point is that of a better
// one is empty.
func (in CustomersInput) cuts(cuts []rfm.Cut, of func(rfm.Cut) float64, format charts.Text, figure func(float64) charts.Text) charts.Text {
	var en, zh []string
	for i, c := range cuts {
		x := of(c)
		if !charts.Known(x) || i > 0 && of(cuts[i-1]) == x {
			continue
		}
		t := charts.Sentence(format.EN, format.ZH, charts.Count(c.Score), figure(x))
		en, zh = append(en, t.EN), append(zh, t.ZH)
	}
	return both(strings.Join(append(en, "1 the rest"), "; "), strings.Join(append(zh, "1 分：其余"), "；"))
}

func (in CustomersInput) migrationDefinition() charts.Text {
	t := both("A customer's segment then and now is by the scores of each date; revenue is net, up to the as-of date. “New since then” had not bought by the earlier date. "+
		"Fell back: from a segment with recent customers (a recency score of 3 or more) into one without; came back: the other way.",
		"客户在两个日期的细分各按当日得分；收入为截至截止日的净额。“此后新增”指对比日尚未购买的客户。退后：从含近期客户（R 得分 3 及以上）的细分转入不含的细分；回归则相反。")
	if in.Scale.Method != rfm.Quantile {
		return t
	}
	return charts.Join(t, both("Scores rank customers against each other, so a customer can also move because others did.", "得分是客户之间的相对排名，因此他人的变化也会使客户移动。"))
}
