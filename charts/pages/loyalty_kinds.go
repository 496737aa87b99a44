package pages

import (
	"slices"

	"regulars/analytics/loyalty"
	"regulars/charts"
)

// kinds are the sections of who is loyal, why, and what it brings; none where there are too few customers.
func (in LoyaltyInput) kinds() (list []charts.Section) {
	if in.Types == nil || in.Types.Loyal.N < int64(max(1, in.MinGroup)) {
		return nil
	}
	list = append(list, in.loyal())
	if in.Types.Asked >= int64(max(1, in.MinGroup)) {
		list = append(list, in.types())
	}
	list = append(list, in.habits())
	if weak := in.weakens(); weak.ID != "" {
		list = append(list, weak)
	}
	return list
}

func (in LoyaltyInput) loyalCards() []charts.Card {
	if len(in.kinds()) == 0 {
		return nil
	}
	l, next := in.Types.Loyal, in.Types.Next
	cards := []charts.Card{in.rateCard(both("Loyal customers", "忠诚客户"), l.Share, l.Low, l.High, l.N)}
	if next.Known {
		cards = append(cards, charts.Card{Label: both("Revenue from them next year", "他们明年的收入"), Value: in.Currency.Money(next.Revenue.Value),
			Note: charts.Sentence("likely %s", "很可能为 %s", charts.Range(in.Currency.Money(next.Revenue.Low), in.Currency.Money(next.Revenue.High)))})
	}
	return cards
}

func (in LoyaltyInput) loyalFinding() charts.Text {
	t := in.Types
	who := charts.Sentence("%s of customers are loyal: %s.", "%s的客户是忠诚客户：%s。", charts.Percent(t.Loyal.Share), Terms{Rule: in.Rule}.meaning(TermLoyal))
	if !t.Next.Known {
		return charts.Join(who, charts.Sentence("They brought %s in the last 365 days; what they will bring next year can be told after three years of data.",
			"他们在最近 365 天带来 %s；积累三年数据后才能预计他们明年带来多少。", in.Currency.Money(t.Revenue)))
	}
	return charts.Join(who, charts.Sentence("They brought %s in the last 365 days; if they do as those of a year ago did, they will bring %s to %s in the next. Last year %s of revenue came from who was loyal when it began.",
		"他们在最近 365 天带来 %s；若与一年前的忠诚客户表现相同，来年将带来 %s 至 %s。过去一年收入的 %s 来自年初的忠诚客户。",
		in.Currency.Money(t.Revenue), in.Currency.Money(t.Next.Revenue.Low), in.Currency.Money(t.Next.Revenue.High), charts.Percent(t.Next.LastShare)))
}

// loyal is what loyal customers bring.
func (in LoyaltyInput) loyal() charts.Section {
	t := in.Types
	s := charts.Section{
		ID: "loyal", Title: in.loyalFinding(), What: both("Net revenue of loyal customers in a year, with 95% interval", "忠诚客户的年净收入，附 95% 区间"),
		Note: charts.Sentence("n = %s with a purchase, of whom %s are loyal.", "n = %s有过购买，其中 %s 位为忠诚客户。",
			charts.Plural(t.Loyal.N, "customer", "customers", "位客户"), charts.Count(t.Loyal.Count)),
		Definition: charts.Join(Terms{Rule: in.Rule}.define(TermLoyal), loyalDefinition), Open: true,
		Table: &charts.Grid{Columns: []charts.Column{
			{Title: both("Figure", "指标"), Kind: charts.KindText}, {Title: both("Amount", "数值"), Kind: charts.KindText}, {Title: both("likely", "很可能为"), Kind: charts.KindText},
		}, Rows: [][]any{
			{both("Loyal customers", "忠诚客户"), charts.Percent(t.Loyal.Share), charts.Range(charts.Percent(t.Loyal.Low), charts.Percent(t.Loyal.High))},
			{both("Their revenue of the last 365 days", "他们最近 365 天的收入"), in.Currency.Money(t.Revenue), nil},
		}},
	}
	if !t.Next.Known {
		return s
	}
	n := t.Next
	s.Table.Rows = append(s.Table.Rows,
		[]any{both("Their revenue of the next 365 days", "他们未来 365 天的收入"), in.Currency.Money(n.Revenue.Value), charts.Range(in.Currency.Money(n.Revenue.Low), in.Currency.Money(n.Revenue.High))},
		[]any{both("Customers who were loyal a year ago", "一年前的忠诚客户"), charts.Count(n.Then), nil},
		[]any{both("Share of last year's revenue from who was loyal when it began", "过去一年收入中来自年初忠诚客户的占比"), charts.Percent(n.LastShare), nil})
	s.Chart = charts.BarChart(charts.Bars{Names: []charts.Text{both("Last 365 days", "最近 365 天"), both("Next 365 days", "未来 365 天")}, Kind: charts.KindMoney, Flat: true,
		Series: []charts.Bar{{Values: []float64{t.Revenue, n.Revenue.Value}, Low: []float64{t.Revenue, n.Revenue.Low}, High: []float64{t.Revenue, n.Revenue.High}}}})
	return s
}

var loyalDefinition = both(
	"Next year: what they spent in the last 365 days times what those who were loyal a year ago brought after it for each unit they had spent in the year before, separately by days since the last purchase (up to 30, 90, 180, more) and since the first (up to 90, 180, 365, more). It takes three years of data, so that there were customers of all ages a year ago. It assumes that the next year treats its customers as the last one did; the interval holds what comes from there being so many customers (separate ratio estimator, Cochran 1977), not a change of the times.",
	"来年：他们最近 365 天的花费，乘以一年前的忠诚客户其后一年收入与此前一年花费之比，按距上次购买天数（30、90、180 天以内，及更久）与距首次购买天数（90、180、365 天以内，及更久）分别计算。需要三年数据，以便一年前已有各种年资的客户。假设来年客户的表现与去年相同；区间只反映客户数量带来的不确定性（分层比率估计，Cochran 1977），不含时势变化。",
)

var kindNames = map[string]charts.Text{
	string(loyalty.SuperValue): both("Super-value: attached, come back", "超值：认同且常回来"), string(loyalty.Incentive): both("Incentive: come back for discounts", "激励：为折扣而回来"),
	string(loyalty.Inertia): both("Inertia: come back for no other reason", "惰性：别无缘由而回来"), string(loyalty.Monopoly): both("Monopoly: have no alternative", "垄断：别无选择"),
	string(loyalty.PriceLed): both("Price: came for a discount", "价格：为折扣而来"), string(loyalty.Latent): both("Latent: attached, seldom buy", "潜在：认同但少买"),
	string(loyalty.None): both("None: neither attached nor often here", "无：既不认同也少来"),
	loyalty.InOnePlace:   both("– of inertia: in one place at steady gaps", "其中惰性：同一地点、间隔稳定"), loyalty.OutOfHabit: both("– of inertia: out of habit", "其中惰性：出于习惯"),
}

// typesFinding says how many of those who come back are attached.
func (in LoyaltyInput) typesFinding() charts.Text {
	t := in.Types
	attached, ok := in.typeRow(loyalty.SuperValue)
	if !ok {
		return charts.Sentence("Of %s who were asked, none both likes us and comes back often.", "在被询问的 %s中，没有人既认同我们又常回来。", charts.Plural(t.Asked, "customer", "customers", "位客户"))
	}
	finding := charts.Sentence("Of %s who were asked, %s like us and come back often, and bring %s of their revenue.", "在被询问的 %s中，%s 既认同我们又常回来，贡献其中 %s 的收入。",
		charts.Plural(t.Asked, "customer", "customers", "位客户"), charts.Percent(attached.Share), charts.Percent(attached.OfRevenue))
	if latent, ok := in.typeRow(loyalty.Latent); ok {
		finding = charts.Join(finding, charts.Sentence("%s like us but seldom buy: they need an occasion, not persuading.", "%s 认同我们但少买：他们需要的是契机，而非说服。", charts.Percent(latent.Share)))
	}
	return finding
}

func (in LoyaltyInput) typeRow(kind loyalty.Kind) (loyalty.TypeRow, bool) {
	i := slices.IndexFunc(in.Types.Kinds, func(r loyalty.TypeRow) bool { return r.Name == string(kind) && r.Customers >= int64(in.MinGroup) })
	if i < 0 {
		return loyalty.TypeRow{}, false
	}
	return in.Types.Kinds[i], true
}

// types are the five kinds of loyalty and the rest.
func (in LoyaltyInput) types() charts.Section {
	s := in.shares(slices.Concat(in.Types.Kinds, in.Types.Inertia), func(r loyalty.TypeRow) charts.Text { return kindNames[r.Name] })
	s.ID, s.Title = "types", in.typesFinding()
	s.What = both("Customers who were asked, by kind of loyalty, with 95% intervals", "被询问客户按忠诚类型的占比，附 95% 区间")
	s.Note = charts.Join(charts.Sentence("n = %s whose attachment is known.", "n = %s已知其依恋程度。", charts.Plural(in.Types.Asked, "customer", "customers", "位客户")), s.Note)
	s.Definition = charts.Join(Terms{}.define(TermAttached, TermBackAgain), both(
		"Why somebody who is not attached comes back, the first that holds: 95% or more of the known spending is here (monopoly); half of the orders or more at a discount (incentive); else inertia, which is told apart into always one store, or one channel where stores are not known, at steady gaps, their standard deviation at most half of their mean, and habit. Who is not attached and seldom buys came for a discount (price) or for none of these. Revenue is net, of the last 365 days. Whether a region has one supplier only is not in the data.",
		"不依恋却回来的原因，取首个成立者：已知花费的 95% 以上在此（垄断）；一半以上订单享受折扣（激励）；否则为惰性，并区分为始终在同一门店（无门店信息时为同一渠道）且间隔稳定（标准差不超过均值的一半），以及出于习惯。不依恋且少买者，或为折扣而来（价格），或均不属于。收入为最近 365 天净额。数据中无从得知某地区是否只有一家供应商。",
	))

	return s
}

var habitNames = map[string]charts.Text{
	string(loyalty.Captive): both("buy all of it here", "全部在此购买"), string(loyalty.Discounted): both("mostly at a discount", "多为折扣购买"),
	string(loyalty.Steady): both("one place, steady gaps", "同一地点、间隔稳定"), string(loyalty.Other): both("no such habit", "无上述习惯"),
}

func habitName(r loyalty.TypeRow) charts.Text {
	if r.Repeats == "high" {
		return charts.Sentence("Come back, %s", "常回来，%s", habitNames[r.Name])
	}
	return charts.Sentence("Seldom buy, %s", "少买，%s", habitNames[r.Name])
}

func (in LoyaltyInput) habitsFinding() charts.Text {
	for _, r := range in.Types.Habits {
		if r.Repeats == "high" && r.Name == string(loyalty.Discounted) && r.Customers >= int64(in.MinGroup) {
			return charts.Sentence("%s of customers come back mostly at a discount, and bring %s of revenue: they may leave when it ends.",
				"%s 的客户多在有折扣时回来，贡献 %s 的收入：折扣结束时他们可能离开。", charts.Percent(r.Share), charts.Percent(r.OfRevenue))
		}
	}
	return both("Customers who come back do so without discounts, for the most part.", "回来的客户大多不是为了折扣。")
}

// habits are how customers buy, asked or not.
func (in LoyaltyInput) habits() charts.Section {
	s := in.shares(in.Types.Habits, habitName)
	s.ID, s.Title = "habits", in.habitsFinding()
	s.What = both("All customers, by how they buy, with 95% intervals", "全部客户按购买方式的占比，附 95% 区间")
	s.Note = charts.Join(charts.Sentence("n = %s with a purchase.", "n = %s有过购买。", charts.Plural(in.Types.Loyal.N, "customer", "customers", "位客户")), s.Note)
	s.Definition = both(
		"The behavioural half of the kinds of loyalty, the first that holds: 95% or more of the known spending is here; half of the orders or more at a discount; always one store or channel at steady gaps (at least three, their standard deviation at most half of their mean).",
		"忠诚类型的行为一面，取首个成立者：已知花费的 95% 以上在此；一半以上订单享受折扣；始终同一门店或渠道且间隔稳定（至少三个间隔，标准差不超过均值的一半）。",
	)
	return s
}

// shares draws shares of customers as bars.
func (in LoyaltyInput) shares(rows []loyalty.TypeRow, name func(loyalty.TypeRow) charts.Text) charts.Section {
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true, Name: both("Share of customers", "客户占比"), Series: []charts.Bar{{}}}
	grid := &charts.Grid{Name: "loyalty_types", Columns: []charts.Column{
		{Title: both("Kind", "类型"), Kind: charts.KindText, Key: "name"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Share", "占比"), Kind: charts.KindPercent, Key: "share"},
		{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"}, {Title: both("Revenue", "收入"), Kind: charts.KindMoney, Key: "revenue"},
		{Title: both("of revenue", "收入占比"), Kind: charts.KindPercent, Key: "share_revenue"},
	}}
	hidden := 0
	for _, r := range rows {
		if r.Customers < int64(in.MinGroup) {
			hidden++
			continue
		}
		b := &bars.Series[0]
		bars.Names, b.Values, b.Low, b.High = append(bars.Names, name(r)), append(b.Values, r.Share), append(b.Low, r.Low), append(b.High, r.High)
		grid.Rows = append(grid.Rows, []any{name(r), r.Customers, r.Share, r.Low, r.High, r.Revenue, r.OfRevenue})
	}
	s := charts.Section{Table: grid}
	if len(bars.Names) > 0 {
		s.Chart = charts.BarChart(bars)
	}
	if hidden > 0 {
		s.Note = charts.Sentence("Not shown: %s of fewer than %s.", "未展示：%s，客户少于 %s。", charts.Plural(hidden, "group", "groups", "个分组"), charts.Plural(in.MinGroup, "customer", "customers", "位"))
	}
	return s
}
