package pages

import (
	"regulars/analytics/referral"
	"regulars/charts"
)

// shownTrees is how many trees are drawn.
const shownTrees = 15

// referrals shows who brought whom, and what the branches are worth.
func (in ValueInput) referrals() charts.Section {
	t := in.Trees
	s := charts.Section{
		ID: "referrals", Title: in.referralsTitle(), What: both("What the customers below each head of a tree are worth, so far and expected", "各推荐树顶端客户之下的客户价值（至今及预期）"),
		Note:       in.referralsNote(),
		Definition: referralsDefinition,
	}
	if t.Forest.Links < in.MinGroup {
		s.Title, s.Note = both("Too few referrals to show", "推荐太少，无法展示"), charts.Text{}
		s.Small = charts.Sentence("Only %s; groups under %s are not shown.", "仅 %s；少于 %s 位的分组不予展示。",
			charts.Plural(t.Forest.Links, "referred customer", "referred customers", "位被推荐客户"), charts.Count(in.MinGroup))
		return s
	}
	bars := charts.Bars{Kind: charts.KindMoney, Flat: true, Name: both("Value of the branch", "分支价值"), Series: []charts.Bar{{}}}
	s.Table = &charts.Grid{Name: "referral_trees", Total: len(t.Rows), Columns: []charts.Column{
		{Title: both("Head of the tree", "推荐树顶端"), Kind: charts.KindText, Key: "customer_id"}, {Title: both("Referred directly", "直接推荐"), Kind: charts.KindCount, Key: "referred"},
		{Title: both("Below in all", "分支人数"), Kind: charts.KindCount, Key: "branch"}, {Title: both("of whom bought", "其中已购买"), Kind: charts.KindCount, Key: "branch_bought"},
		{Title: both("Own revenue", "自身收入"), Kind: charts.KindMoney, Key: "revenue"}, {Title: both("Revenue of the branch", "分支收入"), Kind: charts.KindMoney, Key: "branch_revenue"}, {Title: both("Value of the branch", "分支价值"), Kind: charts.KindMoney, Key: "branch_value"},
	}}
	for _, r := range heads(t, shownTrees) {
		bars.Names, bars.Series[0].Values = append(bars.Names, charts.Same(r.Customer)), append(bars.Series[0].Values, r.BranchValue.Units())
		s.Table.Rows = append(s.Table.Rows, []any{r.Customer, r.Referred, r.Branch, r.BranchBought, r.Revenue, r.BranchRevenue, r.BranchValue})
	}
	s.Chart = charts.BarChart(bars)
	return s
}

// heads are the heads of the first n trees.
func heads(t *referral.Trees, n int) (list []*referral.Row) {
	for i := range t.Rows {
		if r := &t.Rows[i]; r.By == "" && len(list) < n {
			list = append(list, r)
		}
	}
	return list
}

func (in ValueInput) referralsTitle() charts.Text {
	t := in.Trees
	share := t.Revenue.Units() / in.Revenue
	if !charts.Known(share) || t.Bought == 0 {
		return both("Referrals have brought no buyer yet.", "推荐尚未带来买家。")
	}
	return charts.Sentence("%s came by referral and brought %s, %s of all revenue; the largest tree has %s below its head.",
		"%s经推荐而来，带来 %s，占总收入 %s；最大的推荐树有 %s。",
		charts.Plural(t.Bought, "buyer", "buyers", "位买家"), in.Currency.Money(t.Revenue.Units()), charts.Percent(share), charts.Plural(largest(t), "customer", "customers", "位下级客户"))
}

func largest(t *referral.Trees) (most int) {
	for i := range t.Rows {
		if t.Rows[i].By == "" {
			most = max(most, t.Rows[i].Branch)
		}
	}
	return most
}

func (in ValueInput) referralsNote() charts.Text {
	f := in.Trees.Forest
	n := charts.Sentence("n = %s in %s.", "n = %s，%s。", charts.Plural(f.Links, "referred customer", "referred customers", "位被推荐客户"), charts.Plural(in.Trees.Heads, "tree", "trees", "棵推荐树"))
	left := f.Self + f.Repeated + f.Circle
	if left == 0 {
		return n
	}
	return charts.Join(n, charts.Sentence("Left out: %s of oneself, %s of customers already referred, %s that would close a circle.",
		"未计入：自荐 %s 条，重复推荐 %s 条，成环 %s 条。", charts.Count(f.Self), charts.Count(f.Repeated), charts.Count(f.Circle)))
}

var referralsDefinition = both(
	"Every customer has at most one referrer, the first by date; referrals of oneself, of customers already referred and those that would close a circle are left out, so everybody stands in one tree once. A branch is everybody brought by a customer, and everybody brought by these.\n"+
		"Revenue is net and so far; the value adds what is expected within the horizon to what the customer has left so far. A branch leaves out the customer at its head, so heads and branches add up to all customers in the trees.",
	"每位客户至多有一位推荐人（以最早日期为准）；自荐、对已被推荐客户的推荐以及会成环的推荐均不计入，因此每人只在一棵树中出现一次。分支：由某客户带来的所有客户，以及由他们再带来的客户。\n"+
		"收入为至今净收入；价值为客户至今的贡献加上期内预期价值。分支不含顶端客户本人，因此顶端与分支之和等于树中全部客户。",
)
