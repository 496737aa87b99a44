package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/value"
	"regulars/charts"
)

// equityRow is a group of 40 customers who cost so much each and bring so much, give or take, and leave so much a month.
func equityRow(by, name string, cac, ltv, plus, monthly float64, months int) value.EquityRow {
	r := value.EquityRow{By: by, Name: name, Customers: 50, Acquired: 40, CAC: cac, LTV: ltv, Low: ltv - plus, High: ltv + plus, Ratio: ltv / cac, Observed: months}
	for m := range months {
		left := monthly*float64(m+1) - cac
		r.Cumulated = append(r.Cumulated, left)
		if left >= 0 && r.Payback == 0 {
			r.Payback = m + 1
		}
	}
	return r
}

// costly is a Value page of two channels and two cohorts.
func costly(t *testing.T, all, app, shop value.EquityRow) ValueInput {
	t.Helper()
	in := valueInput(t)
	q := analytics.Question{Start: asOf - 60, AsOf: asOf, Labels: analytics.NewLabels([]string{"service", "travel"})}
	in.Rates = value.NewRates([]analytics.Expense{{Day: asOf - 30, Kind: 1, Amount: 500e6}, {Day: asOf - 30, Kind: 2, Amount: 7e6}}, value.NewActivity(q), q, false)
	in.Equity = []value.EquityRow{all, app, shop, equityRow(value.ByCohort, "2011-10", 10, 30, 5, 6, 3), equityRow(value.ByCohort, "2011-11", 10, 20, 5, 6, 3)}
	in.Parts = new(value.Parts)
	for range 20 {
		r := value.Relationship{Profitability: 30e6, Potential: 2e6, Referral: 8e6, Lifetime: 20e6}
		r.Sum()
		in.Parts.Add(r)
	}
	return in
}

func TestEquitySections(t *testing.T) {
	all := equityRow(value.All, "", 10, 30, 2, 6, 5)
	check := func(id string, all, app, shop value.EquityRow, en, zh string) {
		t.Helper()
		p := Value(costly(t, all, app, shop))
		checkValuePage(t, p)
		checkText(t, id, sectionOf(t, p, id).Title, en, zh)
	}
	app, shop := equityRow(value.ByChannel, "app", 10, 40, 2, 6, 5), equityRow(value.ByChannel, hostile[0], 10, 20, 2, 4, 5)
	const whole, wholeZH = "Winning a customer costs GBP\u00a010 and brings GBP\u00a030, 3 times as much. ", "获得一位客户花费 GBP\u00a010，带来 GBP\u00a030，是成本的 3 倍。"
	check("equity", all, app, shop, whole+"“app” returns most, 4 times; “"+hostile[0]+"” least, 2 times.", wholeZH+"“app”回报最高，4 倍；“"+hostile[0]+"”最低，2 倍。")
	check("equity", all, app, equityRow(value.ByChannel, "", 10, 39, 2, 4, 5), whole+"The channels do not clearly differ.", wholeZH+"各渠道差异不明显。")
	check("equity", equityRow(value.All, "", 10, 5, 2, 1, 5), app, shop, "Winning a customer costs GBP\u00a010 and brings only GBP\u00a05: new customers lose money. “app” returns most, 4 times; “"+hostile[0]+"” least, 2 times.",
		"获得一位客户花费 GBP\u00a010，只带来 GBP\u00a05：新客户亏损。“app”回报最高，4 倍；“"+hostile[0]+"”最低，2 倍。")
	check("payback", all, app, shop, "A new customer has paid back its cost after 2 months. It takes longest through “"+hostile[0]+"”, 3 months.", "新客户 2 个月后回本。经“"+hostile[0]+"”获得的客户最慢，需 3 个月。")
	check("payback", all, app, app, "A new customer has paid back its cost after 2 months.", "新客户 2 个月后回本。")
	check("payback", all, app, equityRow(value.ByChannel, "shop", 10, 20, 2, 1, 5), "A new customer has paid back its cost after 2 months. Through “shop” not within 5 months.", "新客户 2 个月后回本。经“shop”获得的客户 5 个月内未回本。")
	check("payback", equityRow(value.All, "", 10, 30, 2, 1, 5), app, shop, "New customers have not paid back what they cost within 5 months.", "新客户在 5 个月内未能回本。")
	none := value.EquityRow{By: value.All, CAC: math.NaN(), LTV: math.NaN(), Ratio: math.NaN()}
	check("equity", none, app, shop, "What it costs to win a customer is not known", "获客成本未知")
	check("payback", none, app, shop, "How soon a new customer pays back is not known", "新客户回本时间未知")
	in := costly(t, all, app, shop)
	checkText(t, "left", sectionOf(t, Value(in), "equity").Note, "n = 40 customers won in months with acquisition costs, of 50 customers. GBP\u00a0500 of the costs fell in months and channels in which nobody counted here was won or bought, and is on no customer. GBP\u00a07 is of a kind other than acquisition, retention or service, and is left out.",
		"n = 40 位客户（在有获客成本的月份获得），共 50 位客户。GBP\u00a0500 的成本所在月份和渠道没有此处所计的新客户或购买，未计入任何客户。GBP\u00a07 不属于获客、维系或服务成本，未计入。")
	in.Equity[0].Expected.Add(900e6)
	in.Equity[0].Serve.Add(200e6)
	in.Equity[0].Equity.Add(700e6)
	if note := sectionOf(t, Value(in), "equity").Note; !strings.Contains(note.EN, "Still to come: GBP\u00a0900 expected, less GBP\u00a0200 to keep and serve for it.") ||
		!strings.Contains(note.ZH, "未来价值：预期 GBP\u00a0900，减去为此所需的维系与服务成本 GBP\u00a0200。") {
		t.Errorf("%v", note)
	}
	in.Equity = nil
	checkValuePage(t, Value(in))
}

func TestAcquisitionTitle(t *testing.T) {
	check := func(before, now float64, en, zh string) {
		t.Helper()
		rows := []value.EquityRow{equityRow(value.ByCohort, "2011-10", before, 30, 5, 6, 3), equityRow(value.ByCohort, "2011-11", now, 30, 5, 6, 3)}
		checkText(t, "title", ValueInput{Currency: "GBP"}.acquisitionTitle(rows), en, zh)
	}
	check(10, 10.2, "Winning a customer has cost GBP\u00a010.2 since 2011-11, about as much as before (GBP\u00a010).", "自 2011-11 以来，获得一位客户花费 GBP\u00a010.2，与之前（GBP\u00a010）大致相同。")
	check(10, 15, "Winning a customer has cost GBP\u00a015 since 2011-11, 50% more than before (GBP\u00a010).", "自 2011-11 以来，获得一位客户花费 GBP\u00a015，比之前（GBP\u00a010）高 50%。")
	check(10, 5, "Winning a customer has cost GBP\u00a05 since 2011-11, 50% less than before (GBP\u00a010).", "自 2011-11 以来，获得一位客户花费 GBP\u00a05，比之前（GBP\u00a010）低 50%。")
	checkText(t, "title", ValueInput{}.acquisitionTitle(nil), "Too few cohorts to compare what customers cost", "队列太少，无法比较获客成本")
}

func TestRelationshipSection(t *testing.T) {
	in := valueInput(t)
	check := func(n int, r value.Relationship, en, zh string) charts.Section {
		t.Helper()
		in.Parts = new(value.Parts)
		r.Sum()
		for range n {
			in.Parts.Add(r)
		}
		p := Value(in)
		checkValuePage(t, p)
		s := sectionOf(t, p, "relationship")
		checkText(t, "title", s.Title, en, zh)
		return s
	}
	s := check(20, value.Relationship{Profitability: 30e6, Potential: 2e6, Referral: 8e6, Lifetime: 20e6}, "The relationships are worth GBP\u00a01,200; the largest part is profitability, GBP\u00a0600.", "关系价值共 GBP\u00a01,200；最大部分是盈利性，GBP\u00a0600。")
	checkText(t, "note", s.Note, "n = 20 customers. The referral part counts customers who stand in their own rows too: without it all are worth GBP\u00a01,040.", "n = 20 位客户。推荐部分所计的客户同时也在自己的行中：不含推荐，合计为 GBP\u00a01,040。")
	if !strings.Contains(s.Definition.EN, "No value of an answer is set") {
		t.Errorf("%s", s.Definition.EN)
	}
	in.AnswerValue = 2
	s = check(20, value.Relationship{Profitability: -30e6, Capability: 2e6}, "The relationships are worth GBP\u00a0−560: they cost more than they bring.", "关系价值为 GBP\u00a0−560：成本高于收益。")
	checkText(t, "note without referrals", s.Note, "n = 20 customers.", "n = 20 位客户。")
	if !strings.Contains(s.Definition.EN, "worth GBP\u00a02.00") {
		t.Errorf("%s", s.Definition.EN)
	}
	if s := check(3, value.Relationship{Lifetime: 1e6}, "Too few customers to show what relationships are worth", "客户太少，无法展示关系价值"); s.Small.IsZero() {
		t.Error("three customers are shown")
	}
}

func TestWalletSection(t *testing.T) {
	in := valueInput(t)
	in.Wallets = new(value.Wallets)
	if s := in.wallet(); s.Small.IsZero() {
		t.Error("nobody's wallet is shown")
	}
	for i := range 20 {
		in.Wallets.Add(value.Share{Own: analytics.Money(i * 5e6), Whole: 100e6})
	}
	if s := in.wallet(); s.Chart != nil || s.Table.Rows[0][1] != (both("under 10", "少于 10")) || s.Table.Rows[0][2] != nil || s.Table.Rows[0][3] != nil {
		t.Errorf("five customers are shown: %v", s.Table.Rows[0])
	}
	in.MinGroup = 4
	p := Value(in)
	checkValuePage(t, p)
	s := sectionOf(t, p, "wallet")
	checkText(t, "title", s.Title, "Customers spend 47.5% of their money for goods of our kind here; GBP\u00a01,050 went elsewhere.", "客户在本店的消费占其同类消费的 47.5%；另有 GBP\u00a01,050 流向别处。")
	if len(s.Table.Rows) != 5 || s.Chart == nil || s.Table.Rows[0][1] != 5 || s.Table.Rows[4][1] != (both("under 4", "少于 4")) || s.Table.Rows[4][0] != (both("95% and more", "95% 及以上")) || s.Table.Rows[0][0] != charts.Same("0–25%") {
		t.Errorf("%v", s.Table.Rows)
	}
}

// What was not given is named, with its columns.
func TestMissingTables(t *testing.T) {
	in := valueInput(t)
	in.Parts = new(value.Parts)
	p := Value(in)
	checkValuePage(t, p)
	s := sectionOf(t, p, "missing")
	for _, want := range []string{"costs (period, kind, amount; channel, customer_id)", "wallet (", "referrals (", "who brought whom"} {
		if !strings.Contains(s.Small.EN, want) {
			t.Errorf("%q is not in %q", want, s.Small.EN)
		}
	}
	in.Wallets, in.Trees = new(value.Wallets), trees(0)
	in = costlyLike(t, in)
	if list := in.missing(); list != nil {
		t.Errorf("all was given, yet %v", list)
	}
}

// costlyLike gives an input costs.
func costlyLike(t *testing.T, in ValueInput) ValueInput {
	t.Helper()
	all := equityRow(value.All, "", 10, 30, 2, 6, 5)
	in.Rates = costly(t, all, all, all).Rates
	return in
}
