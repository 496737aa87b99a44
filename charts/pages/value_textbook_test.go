package pages

import (
	"math"
	"testing"

	"regulars/analytics"
	"regulars/analytics/referral"
	"regulars/analytics/value"
	"regulars/charts"
)

// year is a base of so many customers in the period before, of whom so many stayed and spent 120 a week.
func year(before, stayed int) *value.Year {
	y := value.NewYear(analytics.Question{Start: asOf - 728, AsOf: asOf})
	y.Before, y.Stayed = before, stayed
	for range stayed {
		y.Revenue.Add(analytics.MoneyOf(120 * 52))
	}
	return y
}

func TestTextbookTitle(t *testing.T) {
	check := func(y *value.Year, brought int, en, zh string) {
		t.Helper()
		in := valueInput(t)
		in.Books = BooksInput{y, y.Textbook(10, brought)}
		p := Value(in)
		checkValuePage(t, p)
		checkText(t, "title", sectionOf(t, p, "textbook").Title, en, zh)
	}
	const each, zh = "A customer who stays spends GBP\u00a0120 a week, by the books GBP\u00a05,760 a year", "留下的客户每周消费 GBP\u00a0120，按教科书公式每年 GBP\u00a05,760"
	check(year(100, 90), 90, each+" and GBP\u00a057,600 in 10 years; with the 10 customers brought by word of mouth it is GBP\u00a0576,000.",
		zh+"，10 年共 GBP\u00a05.76万；加上口碑带来的 10 位客户，达 GBP\u00a057.6万。")
	check(year(100, 90), 9, each+" and GBP\u00a057,600 in 10 years; with the one customer brought by word of mouth it is GBP\u00a057,600.",
		zh+"，10 年共 GBP\u00a05.76万；加上口碑带来的 1 位客户，达 GBP\u00a05.76万。")
	check(year(100, 90), 1, each+" and GBP\u00a057,600 in 10 years; word of mouth brings less than one customer each.", zh+"，10 年共 GBP\u00a05.76万；口碑人均带来不足一位客户。")
	check(year(100, 90), -1, each+" and GBP\u00a057,600 in 10 years; what word of mouth adds is not known without referrals.", zh+"，10 年共 GBP\u00a05.76万；没有推荐数据，口碑价值未知。")
	check(year(100, 100), 1, each+" and GBP\u00a057,600 in 10 years; word of mouth brings less than one customer each.", zh+"，10 年共 GBP\u00a05.76万；口碑人均带来不足一位客户。")
	const no, noZH = "The books' value formula cannot be filled", "无法套用教科书价值公式"
	check(year(9, 9), 0, no, noZH)
	check(year(20, 0), 0, no, noZH)
	check(year(0, 0), 0, no, noZH)
}

// trees is so many referrals of one customer; those referred have bought for 10 each.
func trees(n int) *referral.Trees {
	c := &analytics.Customer{Key: analytics.TextKey(hostile[0])}
	links := referral.NewLinks(analytics.Question{AsOf: asOf})
	c.Referrals = append(c.Referrals, analytics.Referral{Day: asOf, Referred: c.Key})
	for i := range n {
		c.Referrals = append(c.Referrals, analytics.Referral{Day: asOf, Referred: analytics.NumberKey(int64(i))})
	}
	links.Add(c)
	m := referral.NewMembers(links.Forest(), func(*analytics.Customer) referral.Worth {
		return referral.Worth{Bought: true, Revenue: 10e6, Value: 12e6}
	})
	for i := range n {
		m.Add(&analytics.Customer{Key: analytics.NumberKey(int64(i))})
	}
	return m.Trees()
}

func TestReferralsSection(t *testing.T) {
	check := func(n int, revenue float64, en, zh string) charts.Section {
		t.Helper()
		in := valueInput(t)
		in.Books, in.Trees, in.Revenue = BooksInput{year(0, 0), value.Textbook{}}, trees(n), revenue
		p := Value(in)
		checkValuePage(t, p)
		s := sectionOf(t, p, "referrals")
		checkText(t, "title", s.Title, en, zh)
		return s
	}
	s := check(30, 1200, "30 buyers came by referral and brought GBP\u00a0300, 25% of all revenue; the largest tree has 30 customers below its head.",
		"30 位买家经推荐而来，带来 GBP\u00a0300，占总收入 25%；最大的推荐树有 30 位下级客户。")
	checkText(t, "note", s.Note, "n = 30 referred customers in 1 tree. Left out: 1 of oneself, 0 of customers already referred, 0 that would close a circle.",
		"n = 30 位被推荐客户，1 棵推荐树。未计入：自荐 1 条，重复推荐 0 条，成环 0 条。")
	check(30, math.NaN(), "Referrals have brought no buyer yet.", "推荐尚未带来买家。")
	if s := check(3, 120, "Too few referrals to show", "推荐太少，无法展示"); s.Small.IsZero() {
		t.Error("three referrals are shown")
	}
}
