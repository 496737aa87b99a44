package charts

import (
	"regulars/analytics"
	"regulars/analytics/concentration"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
)

// SegmentsInput is what the Segments page is made of.
type SegmentsInput struct {
	Currency      Currency
	AsOf          analytics.Day
	Compare       analytics.Day // NoDay where there is no earlier date
	Scale         rfm.Scale     // of the as-of date
	Segments      segment.Result
	Concentration concentration.Result
	Before        concentration.Result // at the comparison date; no customers where there is none
	MinGroup      int                  // groups with fewer customers are not shown

	ClassInput
}

// Segments is the page of who the customers are and where they are moving.
func Segments(in SegmentsInput) Page {
	p := Page{
		Name: "segments", Title: Text{"Segments", "客户细分"},
		Question: Text{"Who are our customers, and where are they moving?", "我们的客户是谁？他们在向哪里移动？"},
	}
	if n := in.Segments.Total.Customers; !in.enough(n) {
		p.Answer = Text{"There are too few customers to tell them apart.", "客户太少，无法细分。"}
		p.Sections = []Section{{ID: "segments", Title: p.Answer, Small: Sentence("Only %s with a purchase; groups under %s are not shown.",
			"仅有 %s有过购买；少于 %s 的分组不予展示。", customersText(n), Count(max(1, in.MinGroup)))}}
		return p
	}
	p.Answer = Join(in.revenueBrief(), in.turnoverBrief())
	p.Cards = in.segmentCards()
	p.Sections = []Section{in.sizes(), in.revenues(), in.grid(), in.profile()}
	if in.compared() {
		p.Sections = append(p.Sections, in.flows(), in.matrix())
	} else {
		p.Sections = append(p.Sections, Section{ID: "migration", Title: Text{"Where customers moved is not known yet.", "尚不知道客户如何移动。"}, Small: Text{
			"Nobody had bought by an earlier date to compare with; --compare sets that date.", "对比日期之前没有购买记录；可用 --compare 指定对比日期。"}})
	}
	p.Sections = append(p.Sections, in.classes()...)
	p.Sections = append(p.Sections, in.lorenz(), in.topShares())
	return p
}

func (in SegmentsInput) enough(n int) bool { return n >= max(1, in.MinGroup) }

// compared says whether there are customers of an earlier date.
func (in SegmentsInput) compared() bool {
	return in.Compare != analytics.NoDay && in.enough(in.Segments.Total.Before)
}

func customersText(n int) Text { return Plural(n, "customer", "customers", "位客户") }

// name is a segment's name; none is where new customers come from.
func (in SegmentsInput) name(id segment.ID) Text {
	if id == 0 {
		return Text{"New since then", "此后新增"}
	}
	s := in.Segments.Table.Segment(id)
	return Text{s.Name, s.NameZH}
}

func (in SegmentsInput) quoted(id segment.ID) Text {
	return Sentence("“%s”", "“%s”", in.name(id))
}

func (in SegmentsInput) color(id segment.ID) Color {
	if id == 0 {
		return Muted
	}
	return SegmentColor(in.Segments.Table.Name(id))
}

// shown are the segments that are large enough to be shown, in the order of the table.
func (in SegmentsInput) shown() []segment.Profile {
	var ps []segment.Profile
	for _, p := range in.Segments.Profiles {
		if in.enough(p.Customers) {
			ps = append(ps, p)
		}
	}
	return ps
}

// count is a number of customers as a table shows it.
func (in SegmentsInput) count(n int) any { return countFrom(in.MinGroup, n) }

// hide is a figure of n customers as a table shows it: not at all where they are too few.
func (in SegmentsInput) hide(n int, figure any) any { return figureFrom(in.MinGroup, n, figure) }

// countFrom is a number of customers as a table shows it where a group must have so many.
func countFrom(least, n int) any {
	if n > 0 && n < least {
		return Sentence("under %s", "少于 %s", Count(least))
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
func smallGroups(least, n int) Text {
	if n == 0 {
		return Text{}
	}
	return Sentence("Not shown: %s with fewer than %s.", "未展示：%s，其客户少于 %s 位。",
		Plural(n, "group", "groups", "个分组"), Sentence("%s customers", "%s", Count(least)))
}

// hidden says how many groups are too small to be shown.
func (in SegmentsInput) hidden(n int) Text { return smallGroups(in.MinGroup, n) }

// hiddenMoves says the same of moves, which the counts of the drawing leave out.
func (in SegmentsInput) hiddenMoves(n int) Text {
	if n == 0 {
		return Text{}
	}
	return Sentence("Not drawn and not counted in the drawing: %s of fewer than %s customers.", "未绘出且图中未计入：%s，每个少于 %s 位客户。",
		Plural(n, "move", "moves", "个移动"), Count(in.MinGroup))
}

// counted is what the page's figures rest on.
func (in SegmentsInput) counted() Text {
	return Sentence("n = %s with a purchase up to %s.", "n = %s，截至%s有过购买。", customersText(in.Segments.Total.Customers), Date(in.AsOf))
}

// smallSegments is how many segments have customers, but too few to be shown.
func (in SegmentsInput) smallSegments() int {
	n := 0
	for _, p := range in.Segments.Profiles {
		if p.Customers > 0 && !in.enough(p.Customers) {
			n++
		}
	}
	return n
}

func (in SegmentsInput) segmentCards() []Card {
	all := in.Segments.Total
	customers := Card{Label: Text{"Customers with a purchase", "有过购买的客户"}, Value: Number(float64(all.Customers)), Exact: Count(all.Customers)}
	if in.compared() {
		customers.Change = ChangeRatio(float64(all.Customers), float64(all.Before), Higher)
	}
	cards := []Card{customers}
	if best, ok := in.best(); ok && known(best.RevenueShare) {
		cards = append(cards, Card{
			Label: Sentence("Revenue from %s", "来自%s的收入", in.quoted(best.ID)), Value: Percent(best.RevenueShare),
			Note: Sentence("from %s of customers", "来自 %s 的客户", Percent(best.CustomerShare)),
		})
	}
	if t := in.Segments.Turnover(); in.compared() && in.enough(t.Slipped) {
		cards = append(cards, Card{
			Label: Sentence("Gone quiet since %s", "自%s以来转为沉寂", Date(in.Compare)), Value: Number(float64(t.Slipped)), Exact: Count(t.Slipped),
			Note: Sentence("customers, with %s of revenue so far", "位客户，迄今收入 %s", in.Currency.Money(t.SlippedRevenue.Units())),
		})
	}
	return append(cards, in.concentrationCards()...)
}

func (in SegmentsInput) concentrationCards() []Card {
	c := in.Concentration
	if !known(c.Gini) {
		return nil
	}
	top := Card{Label: Text{"Revenue from the best 20% of customers", "前 20% 客户贡献的收入"}, Value: Percent(in.top20(c))}
	if in.enough(in.Before.Customers) {
		top.Change = ChangePoints(in.top20(c), in.top20(in.Before), Neither)
	}
	return []Card{top, {
		Label: Text{"Customers that make 80% of revenue", "贡献 80% 收入的客户"}, Value: Number(float64(c.Most)), Exact: Count(c.Most),
		Note: Sentence("%s of customers", "占客户的 %s", Percent(c.MostShare)),
	}}
}

// top20 is the share of revenue of the best 20 %.
func (in SegmentsInput) top20(c concentration.Result) float64 { return c.Curve[20].TopShare }
