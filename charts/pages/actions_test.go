package pages

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/winback"
	"regulars/charts"
)

// sampleReturns is what became of 200 lost regulars, of whom 20 came back; the tenth ranked best spent so much of it all.
func sampleReturns(top float64) winback.ReturnResult {
	row := func(by, group string, customers, returned int, spent float64) winback.ReturnRow {
		share := analytics.ShareOf(int64(returned), int64(customers))
		r := winback.ReturnRow{By: by, Group: group, Customers: customers, Chance: 0.11, Forecast: 900, Returned: returned,
			Rate: share.Share, Low: share.Low, High: share.High, Share: spent / 1000}
		r.Spent.Add(analytics.MoneyOf(spent))
		return r
	}
	res := winback.ReturnResult{Since: asOf - 200, Until: asOf, All: row("all", "", 200, 20, 1000), Beyond: 4}
	for i := range 10 {
		share := top
		if i > 0 {
			share = (1 - top) / 9
		}
		res.Ranks = append(res.Ranks, row("rank", strconv.Itoa(i+1), 20, 2, 1000*share))
	}
	res.Silences = []winback.ReturnRow{row("silence", "0", 5, 3, 10), row("silence", "31", 100, 15, 900), row("silence", "366", 95, 2, 90)}
	res.Reasons = []winback.ReturnRow{row("reason", "complaint", 40, 4, 100), row("reason", "low score", 5, 1, 50), row("reason", "silence", 155, 15, 850)}
	return res
}

func checkActions(t *testing.T, in ActionsInput) charts.Page {
	t.Helper()
	p := Actions(in)
	saysBoth(t, "answer", p.Answer)
	checkWording(t, p)
	for _, s := range p.Sections {
		saysBoth(t, s.ID+" title", s.Title)
		saysBoth(t, s.ID+" note", s.Note)
		saysBoth(t, s.ID+" definition", s.Definition)
	}
	if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: asOf, Compare: asOf - 30, Run: "1", Currency: "GBP"}, Pages: []charts.Page{p}}); err != nil {
		t.Error(err)
	}
	return p
}

func sectionOf(t *testing.T, p charts.Page, id string) charts.Section {
	t.Helper()
	for _, s := range p.Sections {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("page %s has no section %s", p.Name, id)
	return charts.Section{}
}

func TestReturnsTitle(t *testing.T) {
	check := func(change func(*winback.ReturnResult), top float64, en, zh string) {
		t.Helper()
		in := sampleActions()
		in.Returns = sampleReturns(top)
		change(&in.Returns)
		checkText(t, "title", sectionOf(t, checkActions(t, in), "returns").Title, en, zh)
	}
	const came, zh = "20 of 200 regulars who were lost by 23 May 2011 came back within 200 days and spent GBP\u00a01,000; 22 were expected to. ", "截至2011年5月23日流失的 200 位老客户中，20 位在 200 天内回来，消费 GBP\u00a01,000；预期为 22 位。"
	check(func(*winback.ReturnResult) {}, 0.4, came+"The tenth of whom most was expected brought 40% of it: the forecasts tell lost customers apart.",
		zh+"预期最高的十分之一带来其中 40%：预测能够区分流失客户。")
	check(func(*winback.ReturnResult) {}, 0.1, came+"The tenth of whom most was expected brought 10% of it, little more than any tenth would: the forecasts do not tell lost customers apart.",
		zh+"预期最高的十分之一只带来其中 10%，与随机的十分之一相差不大：预测无法区分流失客户。")
	check(func(r *winback.ReturnResult) { r.Beyond = 1.6 }, 0.4, came+"The tenth of whom most was expected brought 40% of it, but so few came back that this may be chance.", zh+"预期最高的十分之一带来其中 40%，但回来的人太少，可能出于偶然。")
	const right, rightZH = "The tenth of whom most was expected brought 40% of it: the forecasts tell lost customers apart. ", "预期最高的十分之一带来其中 40%：预测能够区分流失客户。"
	check(func(r *winback.ReturnResult) { r.All.Chance = 0.05 }, 0.4, strings.Replace(came, "22", "10", 1)+right+"More came back than expected: forecasts of lost customers are too low.",
		strings.Replace(zh, "22", "10", 1)+rightZH+"实际回来的比预期多：对流失客户的预测偏低。")
	check(func(r *winback.ReturnResult) { r.All.Chance = 0.5 }, 0.4, strings.Replace(came, "22", "100", 1)+right+"Fewer came back than expected: forecasts of lost customers are too high.",
		strings.Replace(zh, "22", "100", 1)+rightZH+"实际回来的比预期少：对流失客户的预测偏高。")
	check(func(r *winback.ReturnResult) { r.Ranks[9].Customers = 9 }, 0.4, came+"That is too few to judge the forecasts by.", zh+"人数太少，无法检验预测。")
	check(func(r *winback.ReturnResult) { r.Ranks = nil }, 0.4, came+"That is too few to judge the forecasts by.", zh+"人数太少，无法检验预测。")
	check(func(r *winback.ReturnResult) {
		r.All.Returned, r.All.Spent = 0, analytics.Total{}
		for i := range r.Ranks {
			r.Ranks[i].Share, r.Ranks[i].Lift = math.NaN(), math.NaN()
		}
	}, 0.4, "None of the 200 regulars who were lost by 23 May 2011 has come back within 200 days.", "截至2011年5月23日流失的 200 位老客户，200 天内无人回来。")
}

// Tenths of fewer customers than a group must have are not shown one by one.
func TestSmallTenths(t *testing.T) {
	in := sampleActions()
	in.Returns = sampleReturns(0.4)
	if s := in.returns(); len(s.Table.Rows) != 10 || s.Chart == nil {
		t.Errorf("%d rows", len(s.Table.Rows))
	}
	in.Returns.Ranks[3].Customers = 9
	if s := in.returns(); len(s.Table.Rows) != 1 || s.Chart != nil || s.Table.Rows[0][1] != 200 {
		t.Errorf("%v", s.Table.Rows)
	}
}

func TestReasonsTitle(t *testing.T) {
	check := func(change func([]winback.ReturnRow) []winback.ReturnRow, en, zh string) {
		t.Helper()
		in := sampleActions()
		in.Returns.Reasons = change(in.Returns.Reasons)
		checkText(t, "title", sectionOf(t, checkActions(t, in), "reasons").Title, en, zh)
	}
	rate := func(i int, reason winback.Reason, rate float64) func([]winback.ReturnRow) []winback.ReturnRow {
		return func(rows []winback.ReturnRow) []winback.ReturnRow {
			rows[i].Group, rows[i].Customers = string(reason), 40
			rows[i].Rate, rows[i].Low, rows[i].High = rate, rate-0.01, rate+0.01
			return rows
		}
	}
	check(func(rows []winback.ReturnRow) []winback.ReturnRow { return rows }, "Whether a reason is known makes no clear difference to who comes back: the intervals overlap.",
		"是否有已知原因对回来与否没有明显差别：区间重叠。")
	check(rate(0, winback.ByComplaint, 0.02), "Those who left over an unresolved complaint come back less often than those of whom no reason is known, 2% against 9.68%.",
		"因投诉未解决离开的客户比原因不明的流失客户更少回来（2% 对 9.68%）。")
	check(rate(1, winback.ByLowScore, 0.5), "Those who left over a low score come back more often than those of whom no reason is known, 50% against 9.68%.",
		"因评分低离开的客户比原因不明的流失客户更常回来（50% 对 9.68%）。")
	check(rate(1, winback.ByPrice, 0.5), "Those who left over price come back more often than those of whom no reason is known, 50% against 9.68%.",
		"因价格离开的客户比原因不明的流失客户更常回来（50% 对 9.68%）。")
	check(func(rows []winback.ReturnRow) []winback.ReturnRow { return rows[2:] }, "Too few left for a known reason to compare.", "因已知原因离开的客户太少，无法比较。")
}

func TestSilenceTitle(t *testing.T) {
	check := func(short, long float64, rows int, en, zh string) {
		t.Helper()
		in := sampleActions()
		for i, rate := range []float64{short, long} {
			r := &in.Returns.Silences[i+1]
			r.Rate, r.Low, r.High = rate, rate-0.01, rate+0.01
		}
		in.Returns.Silences = in.Returns.Silences[:rows]
		s := sectionOf(t, checkActions(t, in), "silence")
		checkText(t, "title", s.Title, en, zh)
		if len(s.Table.Rows) != rows-1 {
			t.Errorf("%d rows, for the first is too small", len(s.Table.Rows))
		}
	}
	check(0.2, 0.05, 3, "20% of those silent for one to three months came back, 5% of those silent for more than a year.", "沉默一至三个月的客户有 20% 回来，沉默一年以上的只有 5%。")
	check(0.05, 0.2, 3, "5% of those silent for one to three months came back, but 20% of those silent for more than a year.", "沉默一至三个月的客户有 5% 回来，沉默一年以上的却有 20%。")
	check(0.2, 0.2, 3, "How long customers had been silent makes no clear difference to who comes back: the intervals overlap.", "沉默时长对回来与否没有明显差别：区间重叠。")
	check(0.2, 0.2, 2, "Too few to compare short silence with long.", "人数太少，无法比较沉默长短。")
}

// Small groups are not shown: neither a small reason nor a small list.
func TestSmallReturns(t *testing.T) {
	in := sampleActions()
	if s := sectionOf(t, checkActions(t, in), "reasons"); len(s.Table.Rows) != 2 || !strings.Contains(s.Note.EN, "fewer than 10") {
		t.Errorf("%d reasons, %s", len(s.Table.Rows), s.Note.EN)
	}
	in.Returns.All.Customers = 9
	if p := checkActions(t, in); len(p.Sections) != 2 {
		t.Errorf("%d sections", len(p.Sections))
	}
}

func TestReasonWords(t *testing.T) {
	check := func(r winback.Reason, about, en, zh string) {
		t.Helper()
		checkText(t, "reason", reasonAbout(r, about), en, zh)
	}
	check(winback.ByComplaint, "delivery", "unresolved complaint: delivery", "投诉未解决：配送")
	check(winback.ByComplaint, "", "unresolved complaint", "投诉未解决")
	check(winback.ByLowScore, "taste", "low score: taste", "评分低：taste")
	check(winback.ByPrice, "price", "price", "价格")
	check(winback.BySilence, "", "no reason known", "原因不明")
	checkText(t, "last", boughtLast("Toys", "app"), "Toys (app)", "Toys（app）")
	checkText(t, "last", boughtLast("Toys", ""), "Toys", "Toys")
	checkText(t, "last", boughtLast("", "app"), "app", "app")
	checkText(t, "last", boughtLast("", ""), "–", "–")
}

func TestExportsTitle(t *testing.T) {
	calls := Exported{Name: "calls", File: "calls", Customers: 1, Refused: -1, Contacts: "left out"}
	regulars := Exported{Name: "segment=At risk", File: "at-risk", Customers: 311, Refused: 12, Contacts: "hashed"}
	for _, c := range []struct {
		lists []Exported
		want  charts.Text
	}{
		{[]Exported{{Name: "alerts", Refused: -1}, {Name: "abcd=A"}}, both("Nobody is on a list that was asked for.", "所要的名单上没有客户。")},
		{[]Exported{calls}, both("The list calls with 1 customer can be taken to other programs.", "名单 calls（1 位客户）可供其他程序使用。")},
		{[]Exported{regulars}, both(
			"The list segment=At risk with 311 customers can be taken to other programs. Left out: 12 customers who refused contact.",
			"名单 segment=At risk（311 位客户）可供其他程序使用。未列入：12 位客户拒绝联系。",
		)},
		{[]Exported{calls, regulars}, both( // not 312 customers, for one may stand in both
			"2 lists can be taken to other programs; the longest is segment=At risk with 311 customers.",
			"2 份名单可供其他程序使用；最长的是 segment=At risk，共 311 位客户。",
		)},
	} {
		in := ActionsInput{QueueInput: QueueInput{Currency: "EUR"}, Exported: c.lists}
		s := sectionOf(t, checkActions(t, in), "exports")
		if s.Title != c.want {
			t.Errorf("%+v", s.Title)
		}
		if left := s.Table.Rows[0][3]; c.lists[0].Refused < 0 && left != nil {
			t.Errorf("%v customers left out of a list that has none to leave out", left)
		}
	}
}

func TestAlertsWords(t *testing.T) {
	list := []alert.Case{
		{Customer: "a", Status: alert.Overdue, Score: 1, Lowest: 1, Highest: 5, About: "price", Employee: "E1", Value: 40, Closed: analytics.NoDay},
		{Customer: "b", Status: alert.Open, Score: 2, Lowest: 1, Highest: 5, Store: "S1", Value: math.NaN(), Closed: analytics.NoDay},
		{Customer: "c", Status: alert.Closed, Score: 2, Lowest: 1, Highest: 5},
	}
	for _, c := range []struct {
		counts  map[alert.Status]int
		atStake float64
		want    charts.Text
		listed  int
	}{
		{map[alert.Status]int{alert.Overdue: 2, alert.Open: 1, alert.Closed: 4}, 40, both("3 low scores of the last 90 days wait for somebody, 2 of them overdue, with EUR\u00a040 at stake.", "最近 90 天有 3 个低分待跟进，其中 2 个逾期，涉及 EUR\u00a040。"), 2},
		{map[alert.Status]int{alert.Overdue: 1}, 0, both("1 low score of the last 90 days waits for somebody, 1 of them overdue.", "最近 90 天有 1 个低分待跟进，其中 1 个逾期。"), 2},
		{map[alert.Status]int{alert.Open: 2}, 0, both("2 low scores of the last 90 days wait for somebody, none of them overdue.", "最近 90 天有 2 个低分待跟进，均未逾期。"), 2},
		{map[alert.Status]int{alert.Closed: 2}, 0, both("Every low score of the last 90 days has been followed by an answer or a purchase.", "最近 90 天的每个低分此后都有作答或购买。"), 2},
	} {
		in := ActionsInput{QueueInput: QueueInput{Currency: "EUR", Horizon: 365}, Alerts: &alert.Alerts{List: list, Counts: c.counts, AtStake: c.atStake, Refused: 1}, AlertRule: alert.Rule{Scale: analytics.Scale{Low: analytics.DefaultLow}, Days: 7}}
		s := sectionOf(t, checkActions(t, in), "alerts")
		checkText(t, "title", s.Title, c.want.EN, c.want.ZH)
		if len(s.Table.Rows) != c.listed {
			t.Errorf("%d cases are listed", len(s.Table.Rows))
		}
	}
}
