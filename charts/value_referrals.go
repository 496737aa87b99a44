package charts

import (
	"regulars/analytics/referral"
)

// shownTrees is how many trees are drawn.
const shownTrees = 15

// referrals shows who brought whom, and what the branches are worth.
func (in ValueInput) referrals() Section {
	t := in.Trees
	s := Section{
		ID: "referrals", Title: in.referralsTitle(), What: Text{"What the customers below each head of a tree are worth, so far and expected", "各推荐树顶端客户之下的客户价值（至今及预期）"},
		Note:       in.referralsNote(),
		Definition: referralsDefinition,
	}
	if t.Forest.Links < in.MinGroup {
		s.Title, s.Note = Text{"Too few referrals to show", "推荐太少，无法展示"}, Text{}
		s.Small = Sentence("Only %s; groups under %s are not shown.", "仅 %s；少于 %s 位的分组不予展示。",
			Plural(t.Forest.Links, "referred customer", "referred customers", "位被推荐客户"), Count(in.MinGroup))
		return s
	}
	bars := Bars{Kind: KindMoney, Flat: true, Name: Text{"Value of the branch", "分支价值"}, Series: []Bar{{}}}
	s.Table = &Grid{Name: "referral_trees", Total: len(t.Rows), Columns: []Column{
		{Text{"Head of the tree", "推荐树顶端"}, KindText, "customer_id"}, {Text{"Referred directly", "直接推荐"}, KindCount, "referred"},
		{Text{"Below in all", "分支人数"}, KindCount, "branch"}, {Text{"of whom bought", "其中已购买"}, KindCount, "branch_bought"},
		{Text{"Own revenue", "自身收入"}, KindMoney, "revenue"}, {Text{"Revenue of the branch", "分支收入"}, KindMoney, "branch_revenue"}, {Text{"Value of the branch", "分支价值"}, KindMoney, "branch_value"},
	}}
	for _, r := range heads(t, shownTrees) {
		bars.Names, bars.Series[0].Values = append(bars.Names, Same(r.Customer)), append(bars.Series[0].Values, r.BranchValue.Units())
		s.Table.Rows = append(s.Table.Rows, []any{r.Customer, r.Referred, r.Branch, r.BranchBought, r.Revenue, r.BranchRevenue, r.BranchValue})
	}
	s.Chart = BarChart(bars)
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

func (in ValueInput) referralsTitle() Text {
	t := in.Trees
	share := t.Revenue.Units() / in.Revenue
	if !known(share) || t.Bought == 0 {
		return Text{"Referrals have brought no buyer yet.", "推荐尚未带来买家。"}
	}
	return Sentence("%s came by referral and brought %s, %s of all revenue; the largest tree has %s below its head.",
		"%s经推荐而来，带来 %s，占总收入 %s；最大的推荐树有 %s。",
		Plural(t.Bought, "buyer", "buyers", "位买家"), in.Currency.Money(t.Revenue.Units()), Percent(share), Plural(largest(t), "customer", "customers", "位下级客户"))
}

func largest(t *referral.Trees) (most int) {
	for i := range t.Rows {
		if t.Rows[i].By == "" {
			most = max(most, t.Rows[i].Branch)
		}
	}
	return most
}

func (in ValueInput) referralsNote() Text {
	f := in.Trees.Forest
	n := Sentence("n = %s in %s.", "n = %s，%s。", Plural(f.Links, "referred customer", "referred customers", "位被推荐客户"), Plural(in.Trees.Heads, "tree", "trees", "棵推荐树"))
	left := f.Self + f.Repeated + f.Circle
	if left == 0 {
		return n
	}
	return Join(n, Sentence("Left out: %s of oneself, %s of customers already referred, %s that would close a circle.",
		"未计入：自荐 %s 条，重复推荐 %s 条，成环 %s 条。", Count(f.Self), Count(f.Repeated), Count(f.Circle)))
}

var referralsDefinition = Text{
	"Every customer has at most one referrer, the first by date; referrals of oneself, of customers already referred and those that would close a circle are left out, so everybody stands in one tree once. A branch is everybody brought by a customer, and everybody brought by these.\n" +
		"Revenue: net, so far. Value: what the customer has left so far plus what is expected within the horizon. A branch leaves out the customer at its head, so heads and branches add up to all customers in the trees.",
	"每位客户至多有一位推荐人（以最早日期为准）；自荐、对已被推荐客户的推荐以及会成环的推荐均不计入，因此每人只在一棵树中出现一次。分支：由某客户带来的所有客户，以及由他们再带来的客户。\n" +
		"收入：至今净收入。价值：客户至今的贡献加上期内预期价值。分支不含顶端客户本人，因此顶端与分支之和等于树中全部客户。",
}
