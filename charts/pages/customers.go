package pages

import (
	"regulars/analytics"
	"regulars/analytics/concentration"
	"regulars/analytics/queue"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
	"regulars/analytics/status"
	"regulars/charts"
)

// CustomersInput is what the Customers page is made of.
type CustomersInput struct {
	Currency      charts.Currency
	AsOf          analytics.Day
	Compare       analytics.Day // NoDay where there is no earlier date
	Scale         rfm.Scale     // of the as-of date
	Segments      segment.Result
	Concentration concentration.Result
	Before        concentration.Result // at the comparison date; no customers where there is none
	MinGroup      int                  // groups with fewer customers are not shown
	Status        *status.Base         // nil where it is not told
	StatusFlows   []*status.Flows      // since the comparison date, and since a year before where it is known

	ToDo map[string][]queue.Sum // of each segment with customers in the queue, the action that gains most first; see actions_queue.go

	ClassInput
}

func (in CustomersInput) terms() Terms {
	return Terms{MinGroup: in.MinGroup, Margins: in.HasCost, Categories: in.ClassInput.Rule.Categories}
}

// Customers is the page of who the customers are and where they are moving.
func Customers(in CustomersInput) charts.Page {
	p := charts.Page{
		Name: "customers", Title: both("Customers", "客群"),
		Question: both("Who are our customers, and where are they moving?", "我们的客户是谁？他们在向哪里移动？"),
	}
	if n := in.Segments.Total.Customers; !in.enough(n) {
		p.Answer = both("There are too few customers to tell them apart.", "客户太少，无法细分。")
		p.Sections = []charts.Section{{ID: "segments", Title: p.Answer, Small: charts.Sentence("Only %s with a purchase; groups under %s are not shown.",
			"仅有 %s有过购买；少于 %s 的分组不予展示。", customersText(n), charts.Count(max(1, in.MinGroup)))}}
		return p
	}
	p.Answer = charts.Join(in.revenueBrief(), in.turnoverBrief())
	p.Cards = in.segmentCards()
	p.Sections = append(in.statusSections(), in.sizes(), in.revenues(), in.grid(), in.profile())
	if in.compared() {
		p.Sections = append(p.Sections, in.flows(), in.matrix())
	} else {
		p.Sections = append(p.Sections, charts.Section{ID: "migration", Title: both("Where customers moved is not known yet.", "尚不知道客户如何移动。"), Small: both(
			"Nobody had bought by an earlier date to compare with; --compare sets that date.", "对比日期之前没有购买记录；可用 --compare 指定对比日期。")})
	}
	p.Sections = append(p.Sections, in.classes()...)
	p.Sections = append(p.Sections, in.lorenz(), in.topShares())
	return p
}

func (in CustomersInput) enough(n int) bool { return n >= max(1, in.MinGroup) }

// compared says whether there are customers of an earlier date.
func (in CustomersInput) compared() bool {
	return in.Compare != analytics.NoDay && in.enough(in.Segments.Total.Before)
}

func customersText(n int) charts.Text { return charts.Plural(n, "customer", "customers", "位客户") }

// name is a segment's name; none is where new customers come from.
func (in CustomersInput) name(id segment.ID) charts.Text {
	if id == 0 {
		return both("New since then", "此后新增")
	}
	s := in.Segments.Table.Segment(id)
	return both(s.Name, s.NameZH)
}

func (in CustomersInput) quoted(id segment.ID) charts.Text {
	return charts.Sentence("“%s”", "“%s”", in.name(id))
}

func (in CustomersInput) color(id segment.ID) charts.Color {
	if id == 0 {
		return charts.Muted
	}
	return charts.SegmentColor(in.Segments.Table.Name(id))
}

// shown are the segments that are large enough to be shown, in the order of the table.
func (in CustomersInput) shown() []segment.Profile {
	var ps []segment.Profile
	for _, p := range in.Segments.Profiles {
		if in.enough(p.Customers) {
			ps = append(ps, p)
		}
	}
	return ps
}

// count is a number of customers as a table shows it.
func (in CustomersInput) count(n int) any { return countFrom(in.MinGroup, n) }

// hide is a figure of n customers as a table shows it: not at all where they are too few.
func (in CustomersInput) hide(n int, figure any) any { return figureFrom(in.MinGroup, n, figure) }

// countFrom is a number of customers as a table shows it where a group must have so many.
func countFrom(least, n int) any {
	if n > 0 && n < least {
		return charts.Sentence("under %s", "少于 %s", charts.Count(least))
	}
	return n
}

// figureFrom is a figure of n customers as a table shows it where a group must have so many.
func figureFrom(least, n int, figure any) any {
	if n < max(1, least) {
		return nil
	}
	return figure
}

// smallGroups says how many groups are too small to be shown.
func smallGroups(least, n int) charts.Text {
	if n == 0 {
		return charts.Text{}
	}
	return charts.Sentence("Not shown: %s with fewer than %s.", "未展示：%s，其客户少于 %s 位。",
		charts.Plural(n, "group", "groups", "个分组"), charts.Sentence("%s customers", "%s", charts.Count(least)))
}

// hidden says how many groups are too small to be shown.
func (in CustomersInput) hidden(n int) charts.Text { return smallGroups(in.MinGroup, n) }

// hiddenMoves says the same of moves, which the counts of the drawing leave out.
func (in CustomersInput) hiddenMoves(n int) charts.Text {
	if n == 0 {
		return charts.Text{}
	}
	return charts.Sentence("Not drawn and not counted in the drawing: %s of fewer than %s customers.", "未绘出且图中未计入：%s，每个少于 %s 位客户。",
		charts.Plural(n, "move", "moves", "个移动"), charts.Count(in.MinGroup))
}

// counted is what the page's figures rest on.
func (in CustomersInput) counted() charts.Text {
	return charts.Sentence("n = %s with a purchase up to %s.", "n = %s，截至%s有过购买。", customersText(in.Segments.Total.Customers), charts.Date(in.AsOf))
}

// smallSegments is how many segments have customers, but too few to be shown.
func (in CustomersInput) smallSegments() int {
	n := 0
	for _, p := range in.Segments.Profiles {
		if p.Customers > 0 && !in.enough(p.Customers) {
			n++
		}
	}
	return n
}

func (in CustomersInput) segmentCards() []charts.Card {
	all := in.Segments.Total
	customers := charts.Card{Label: both("Customers with a purchase", "有过购买的客户"), Value: charts.Number(float64(all.Customers)), Exact: charts.Count(all.Customers)}
	if in.compared() {
		customers.Change = charts.ChangeRatio(float64(all.Customers), float64(all.Before), charts.Higher)
	}
	cards := []charts.Card{customers}
	if best, ok := in.best(); ok && charts.Known(best.RevenueShare) {
		cards = append(cards, charts.Card{
			Label: charts.Sentence("Revenue from %s", "来自%s的收入", in.quoted(best.ID)), Value: charts.Percent(best.RevenueShare),
			Note: charts.Sentence("from %s of customers", "来自 %s 的客户", charts.Percent(best.CustomerShare)),
		})
	}
	if t := in.Segments.Turnover(); in.compared() && in.enough(t.Slipped) {
		cards = append(cards, charts.Card{
			Label: charts.Sentence("Fallen back since %s", "自%s以来退后", charts.Date(in.Compare)), Value: charts.Number(float64(t.Slipped)), Exact: charts.Count(t.Slipped),
			Note: charts.Sentence("customers, with %s of revenue so far", "位客户，迄今收入 %s", in.Currency.Money(t.SlippedRevenue.Units())),
		})
	}
	return append(cards, in.concentrationCards()...)
}

func (in CustomersInput) concentrationCards() []charts.Card {
	c := in.Concentration
	if !charts.Known(c.Gini) {
		return nil
	}
	top := charts.Card{Label: both("Revenue from the best 20% of customers", "前 20% 客户贡献的收入"), Value: charts.Percent(in.top20(c))}
	if in.enough(in.Before.Customers) {
		top.Change = charts.ChangePoints(in.top20(c), in.top20(in.Before), charts.Neither)
	}
	return []charts.Card{top, {
		Label: both("Customers that make 80% of revenue", "贡献 80% 收入的客户"), Value: charts.Number(float64(c.Most)), Exact: charts.Count(c.Most),
		Note: charts.Sentence("%s of customers", "占客户的 %s", charts.Percent(c.MostShare)),
	}}
}

// top20 is the share of revenue of the best 20 %.
func (in CustomersInput) top20(c concentration.Result) float64 { return c.Curve[20].TopShare }
