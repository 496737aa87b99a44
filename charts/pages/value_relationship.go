package pages

import (
	"strconv"
	"strings"

	"regulars/analytics/value"
	"regulars/charts"
)

var partWords = map[string]charts.Text{
	"profitability": both("Profitability", "盈利性"), "potential": both("Potential", "潜力"), "referral": both("Referral", "推荐"),
	"lifetime": both("Lifetime", "生命周期"), "capability": both("Capability", "能力"), "total": both("Relationship value", "关系价值"),
}

// relationship shows what the relationships are worth, in their five parts.
func (in ValueInput) relationship() charts.Section {
	rows := in.Parts.Rows()
	s := charts.Section{
		ID: "relationship", Title: in.relationshipTitle(rows), What: both("Relationship value of all customers, by part", "全体客户的关系价值（按组成部分）"), Open: true,
		Note:       in.relationshipNote(rows),
		Definition: in.relationshipDefinition(),
	}
	if in.Parts.Customers < in.MinGroup {
		s.Title, s.Note = both("Too few customers to show what relationships are worth", "客户太少，无法展示关系价值"), charts.Text{}
		s.Small = charts.Sentence("Only %s; groups under %s are not shown.", "仅 %s；少于 %s 位的分组不予展示。",
			charts.Plural(in.Parts.Customers, "customer", "customers", "位客户"), charts.Count(in.MinGroup))
		return s
	}
	bars := charts.Bars{Kind: charts.KindMoney, Flat: true, Name: both("Value", "价值"), Series: []charts.Bar{{}}}
	s.Table = &charts.Grid{Name: "relationship", Columns: []charts.Column{
		{Title: both("Part", "组成"), Kind: charts.KindText, Key: "part"}, {Title: both("Customers with it", "涉及客户"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Value", "价值"), Kind: charts.KindMoney, Key: "value"}, {Title: both("Per customer", "人均"), Kind: charts.KindMoney, Key: "mean"},
	}}
	for _, r := range rows {
		if r.Part != "total" {
			bars.Names, bars.Series[0].Values = append(bars.Names, partWords[r.Part]), append(bars.Series[0].Values, r.Value.Units())
		}
		s.Table.Rows = append(s.Table.Rows, []any{partWords[r.Part], r.Customers, r.Value, r.Mean})
	}
	s.Chart = charts.BarChart(bars)
	return s
}

func (in ValueInput) relationshipNote(rows []value.PartRow) charts.Text {
	note := charts.Sentence("n = %s.", "n = %s。", charts.Plural(in.Parts.Customers, "customer", "customers", "位客户"))
	if rows[2].Customers == 0 {
		return note
	}
	return charts.Join(note, charts.Sentence("The referral part counts customers who stand in their own rows too: without it all are worth %s.",
		"推荐部分所计的客户同时也在自己的行中：不含推荐，合计为 %s。", in.Currency.Money(rows[5].Value.Units()-rows[2].Value.Units())))
}

func (in ValueInput) relationshipTitle(rows []value.PartRow) charts.Text {
	total, most := rows[5].Value.Units(), rows[0]
	for _, r := range rows[:5] {
		if r.Value.Units() > most.Value.Units() {
			most = r
		}
	}
	if total <= 0 {
		return charts.Sentence("The relationships are worth %s: they cost more than they bring.", "关系价值为 %s：成本高于收益。", in.Currency.Money(total))
	}
	return charts.Sentence("The relationships are worth %s; the largest part is %s, %s.", "关系价值共 %s；最大部分是%s，%s。",
		in.Currency.Money(total), inSentence(partWords[most.Part]), in.Currency.Money(most.Value.Units()))
}

// capital is a word as it begins a line.
func capital(t charts.Text) charts.Text { return both(strings.ToUpper(t.EN[:1])+t.EN[1:], t.ZH) }

// inSentence is a name as it stands within a sentence.
func inSentence(t charts.Text) charts.Text { return both(string(t.EN[0]|0x20)+t.EN[1:], t.ZH) }

func (in ValueInput) relationshipDefinition() charts.Text {
	answers := both("No value of an answer is set, so capability is counted in the customers table and worth nothing here.", "未设定每次反馈的价值，因此能力只在客户表中计数，此处价值为零。")
	if in.AnswerValue > 0 {
		answers = charts.Sentence("An answer or complaint is set to be worth %s.", "每次反馈设定为 %s。", in.Currency.Exact(in.AnswerValue))
	}
	return charts.Sentence("Profitability: net revenue so far, less cost of goods, acquisition, retention and service where these are given. "+
		"Potential: what a customer spends elsewhere in a year, where the wallet is known, at the margin rate, less the retention and service of the orders it would take, times the model's probability that the customer buys again, discounted by half a year. "+
		"Referral: profitability and lifetime of the customers referred directly. "+
		"Lifetime: expected margin within %s, discounted, less retention and service of the expected orders. "+
		"Capability: days with survey answers and complaints, which tell what to mend. %s\nParts whose table is not given are zero. The five add up to the relationship value, for every customer and in total.",
		"盈利性：至今净收入，减去已提供的商品、获客、维系与服务成本。潜力：钱包已知的客户一年在别处的消费，按毛利率，减去所需订单的维系与服务成本，乘以模型估计的再购买概率，按半年折现。推荐：直接推荐客户的盈利性与生命周期价值。生命周期：%s内预期毛利（折现），减去预期订单的维系与服务成本。能力：有调查回答的天数与投诉次数，它们指出该改进之处。%s\n未提供数据表的部分为零。五部分之和等于关系价值，逐个客户与合计皆然。",
		in.within(), answers)
}

// wallet shows how much of their spending customers do here.
func (in ValueInput) wallet() charts.Section {
	w := in.Wallets
	s := charts.Section{
		ID: "wallet", Title: both("Share of wallet", "钱包份额"), What: both("Customers by the share of their spending that is spent here", "按钱包份额划分的客户数"),
		Note: charts.Sentence("n = %s whose whole spending is known, over the periods that have ended.", "n = %s（总消费已知），按已结束的时期计。", charts.Plural(w.Customers, "customer", "customers", "位客户")),
		Definition: charts.Join(in.terms().define(TermWallet), both("From 95% on the customer buys practically nowhere else.",
			"达到 95% 即几乎不在别处购买。")),
	}
	if w.Customers < in.MinGroup {
		s.Small = charts.Sentence("The whole spending of only %s is known for a period that has ended; groups under %s are not shown.", "仅 %s在已结束时期内的总消费已知；少于 %s 位的分组不予展示。",
			charts.Plural(w.Customers, "customer", "customers", "位客户"), charts.Count(in.MinGroup))
		return s
	}
	s.Title = charts.Sentence("Customers spend %s of their money for goods of our kind here; %s went elsewhere.", "客户在本店的消费占其同类消费的 %s；另有 %s 流向别处。",
		charts.Percent(w.Share()), in.Currency.Money(w.Whole.Units()-w.Own.Units()))
	bars := charts.Bars{Kind: charts.KindCount, Name: both("Customers", "客户数"), XName: both("Share of wallet", "钱包份额"), Series: []charts.Bar{{}}}
	s.Table = &charts.Grid{Name: "wallet_share", Columns: []charts.Column{
		{Title: both("Share of wallet", "钱包份额"), Kind: charts.KindText, Key: "from_share"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Spent here", "本店消费"), Kind: charts.KindMoney, Key: "spent_here"}, {Title: both("Spent in all", "总消费"), Kind: charts.KindMoney, Key: "spent_in_all"},
	}}
	small := 0
	for _, r := range w.Rows() {
		s.Table.Rows = append(s.Table.Rows, []any{bandOfWallet(r), countFrom(in.MinGroup, r.Customers), figureFrom(in.MinGroup, r.Customers, r.Own), figureFrom(in.MinGroup, r.Customers, r.Whole)})
		if r.Customers > 0 && r.Customers < in.MinGroup {
			small++
			continue
		}
		bars.Names, bars.Series[0].Values = append(bars.Names, bandOfWallet(r)), append(bars.Series[0].Values, float64(r.Customers))
	}
	s.Note = charts.Join(s.Note, smallGroups(in.MinGroup, small))
	if len(bars.Names) > 0 {
		s.Chart = charts.BarChart(bars)
	}
	return s
}

func bandOfWallet(r value.WalletRow) charts.Text {
	from := strconv.Itoa(int(100 * r.From))
	if !charts.Known(r.To) {
		return charts.Sentence("%s%% and more", "%s%% 及以上", from)
	}
	return charts.Same(from + "–" + strconv.Itoa(int(100*r.To)) + "%")
}
