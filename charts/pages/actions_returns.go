package pages

import (
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/winback"
	"regulars/charts"
)

// watched tells whether enough regulars had lapsed on the earlier day to say what became of them.
func (in ActionsInput) watched() bool {
	n := in.Returns.All.Customers
	return n > 0 && n >= in.MinGroup
}

func (in ActionsInput) returnCard() charts.Card {
	all := in.Returns.All
	return charts.Card{
		Label: both("Earlier lost who came back", "以往流失后回来的比例"), Value: charts.Percent(all.Rate), Exact: charts.Count(all.Returned),
		Note: charts.Sentence("of %s, within %s", "共 %s，%s内", charts.Plural(all.Customers, "customer", "customers", "位客户"), in.watchedFor()),
	}
}

func (in ActionsInput) watchedFor() charts.Text {
	return charts.Days(float64(in.Returns.Until - in.Returns.Since))
}

// returns shows what became of those who had lapsed on an earlier day, by the rank the list would have given them then.
func (in ActionsInput) returns() charts.Section {
	res := in.Returns
	s := charts.Section{
		ID: "returns", Title: in.returnsTitle(), What: both("What each tenth of them then spent, those first of whom most was expected", "每十分之一客户随后的消费，预期高者在前"),
		Table: returnGrid(both("Tenth by forecast", "预期十分位"), charts.KindCount),
		Note: charts.Sentence("n = %s who were lost by %s, watched until %s.", "n = %s，截至%s已流失，观察至%s。",
			charts.Plural(res.All.Customers, "regular", "regulars", "位老客户"), charts.Date(res.Since), charts.Date(res.Until)),
		Definition: in.returnsDefinition(),
	}
	bars := charts.Bar{Name: both("Spent afterwards", "随后消费")}
	var names []charts.Text
	for i, r := range in.ranks() {
		names = append(names, charts.Count(i+1))
		bars.Values = append(bars.Values, r.Spent.Units())
		s.Table.Rows = append(s.Table.Rows, returnCells(i+1, r))
	}
	if len(names) == 0 {
		s.Table.Rows = [][]any{returnCells(nil, res.All)}
		return s
	}
	s.Chart = charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bars}, Kind: charts.KindMoney, Name: bars.Name, XName: both("Tenth by forecast", "预期十分位")})
	return s
}

// ranks are the tenths of the list by rank; none where they are too small to be shown.
func (in ActionsInput) ranks() []winback.ReturnRow {
	if slices.ContainsFunc(in.Returns.Ranks, func(r winback.ReturnRow) bool { return r.Customers < in.MinGroup }) {
		return nil
	}
	return in.Returns.Ranks
}

func returnGrid(first charts.Text, kind charts.Kind) *charts.Grid {
	return &charts.Grid{Name: "winback_returns", Columns: []charts.Column{
		{Title: first, Kind: kind, Key: "group"}, {Title: both("Lost", "流失客户"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Chance then given", "当时估计的概率"), Kind: charts.KindPercent, Key: "chance"},
		{Title: both("Came back", "已回来"), Kind: charts.KindCount, Key: "returned"}, {Title: both("Share", "比例"), Kind: charts.KindPercent, Key: "rate"}, {Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"},
		{Title: both("Spent", "消费"), Kind: charts.KindMoney, Key: "spent"}, {Title: both("Share of spend", "消费占比"), Kind: charts.KindPercent, Key: "share_spent"},
	}}
}

func returnCells(first any, r winback.ReturnRow) []any {
	return []any{first, r.Customers, r.Chance, r.Returned, r.Rate, r.Low, r.High, r.Spent, r.Share}
}

// returnsTitle says what came back by itself, and whether the ranking would have found it.
func (in ActionsInput) returnsTitle() charts.Text {
	all := in.Returns.All
	if all.Returned == 0 {
		return charts.Sentence("None of the %s who were lost by %s has come back within %s.", "截至%[2]s流失的 %[1]s，%[3]s内无人回来。",
			charts.Plural(all.Customers, "regular", "regulars", "位老客户"), charts.Date(in.Returns.Since), in.watchedFor())
	}
	came := charts.Sentence("%s of %s who were lost by %s came back within %s and spent %s; %s were expected to.", "截至%[3]s流失的 %[2]s中，%[1]s 位在 %[4]s内回来，消费 %[5]s；预期为 %[6]s 位。",
		charts.Count(all.Returned), charts.Plural(all.Customers, "regular", "regulars", "位老客户"), charts.Date(in.Returns.Since), in.watchedFor(), in.Currency.Money(all.Spent.Units()),
		charts.Count(int(math.Round(all.Chance*float64(all.Customers)))))
	return charts.Join(came, in.ranking(), in.calibration())
}

// calibration says where the chances given were clearly wrong.
func (in ActionsInput) calibration() charts.Text {
	switch in.Returns.Calibration() {
	case analytics.More:
		return both("More came back than expected: forecasts of lost customers are too low.", "实际回来的比预期多：对流失客户的预测偏低。")
	case analytics.Less:
		return both("Fewer came back than expected: forecasts of lost customers are too high.", "实际回来的比预期少：对流失客户的预测偏高。")
	default:
		return charts.Text{}
	}
}

func (in ActionsInput) ranking() charts.Text {
	ranks, verdict := in.ranks(), in.Returns.Ranking()
	switch {
	case len(ranks) == 0 || verdict == analytics.Untold:
		return both("That is too few to judge the forecasts by.", "人数太少，无法检验预测。")
	case verdict == analytics.Less:
		return charts.Sentence("The tenth of whom most was expected brought %s of it, little more than any tenth would: the forecasts do not tell lost customers apart.",
			"预期最高的十分之一只带来其中 %s，与随机的十分之一相差不大：预测无法区分流失客户。", charts.Percent(ranks[0].Share))
	case verdict == analytics.Chance:
		return charts.Sentence("The tenth of whom most was expected brought %s of it, but so few came back that this may be chance.",
			"预期最高的十分之一带来其中 %s，但回来的人太少，可能出于偶然。", charts.Percent(ranks[0].Share))
	default:
		return charts.Sentence("The tenth of whom most was expected brought %s of it: the forecasts tell lost customers apart.",
			"预期最高的十分之一带来其中 %s：预测能够区分流失客户。", charts.Percent(ranks[0].Share))
	}
}

func (in ActionsInput) returnsDefinition() charts.Text {
	return charts.Sentence("Customers who were lost at the end of %[1]s (%[3]s), ranked by what the purchase model, fitted to the first half of the data alone, expected of each at the customer's mean spend per purchase.\nExpected to, chance then given: of buying again by the end, by the same model. Came back: bought at least once in the %[2]s after it. Spent: net revenue in that time. from, to: 95%% interval of the share (Wilson).\nThe forecasts are taken to tell customers apart where the top tenth brought a fifth or more, and clearly (95%%) more than a tenth drawn at random.\nNobody knows who of them was contacted: it is what happened, not what a contact adds. That is measured by customers held out of lists.",
		"%[1]s日终已流失的老客户（%[3]s），按只用前一半数据拟合的购买模型、以客户平均每次消费计算的预期价值排序。\n预期与当时估计的概率：同一模型给出的再次购买概率。已回来：其后 %[2]s内至少购买一次。消费：同期净收入。上下限：比例的 95%% 区间（Wilson）。\n最前的十分之一带来五分之一以上，且明显（95%%）多于随机抽取的十分之一时，视为预测能够区分客户。\n不知当时谁被联系过：这是实际结果，并非联系的效果；效果以名单的对照组衡量。",
		charts.Date(in.Returns.Since), in.watchedFor(), in.terms().meaning(TermLapsed))
}

// silence shows how soon a call must come.
func (in ActionsInput) silence() charts.Section {
	res := in.Returns
	shown := slices.DeleteFunc(slices.Clone(res.Silences), func(r winback.ReturnRow) bool { return r.Customers < in.MinGroup })
	s := charts.Section{
		ID: "silence", Title: in.silenceTitle(shown), What: both("Share of earlier lost who came back, by how long they had been silent, with 95% intervals", "以往流失客户的回来比例（按沉默时长，含 95% 区间）"),
		Table: returnGrid(both("Silent for", "沉默时长"), charts.KindText),
		Note:  charts.Sentence("n = %s who were lost by %s.", "n = %s，截至%s已流失。", charts.Plural(res.All.Customers, "regular", "regulars", "位老客户"), charts.Date(res.Since)),
		Definition: both("As in the section above; how long a customer had been silent is counted to the earlier day.",
			"同上一部分；沉默时长计至较早日期。"),
	}
	bar := charts.Bar{Name: both("Came back", "已回来")}
	var names []charts.Text
	for _, r := range shown {
		names = append(names, silenceText(r))
		bar.Values, bar.Low, bar.High = append(bar.Values, r.Rate), append(bar.Low, r.Low), append(bar.High, r.High)
		s.Table.Rows = append(s.Table.Rows, returnCells(silenceText(r), r))
	}
	if len(names) > 0 {
		s.Chart = charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bar}, Kind: charts.KindPercent, Name: bar.Name, Flat: true})
	}
	return s
}

var silenceWords = map[string]charts.Text{
	"0": both("up to a month", "一个月以内"), "31": both("one to three months", "一至三个月"), "92": both("three to six months", "三至六个月"),
	"183": both("six to twelve months", "六至十二个月"), "366": both("more than a year", "一年以上"),
}

func silenceText(r winback.ReturnRow) charts.Text { return silenceWords[r.Group] }

func (in ActionsInput) silenceTitle(shown []winback.ReturnRow) charts.Text {
	if len(shown) < 2 {
		return both("Too few to compare short silence with long.", "人数太少，无法比较沉默长短。")
	}
	short, long := shown[0], shown[len(shown)-1]
	figures := []any{charts.Percent(short.Rate), silenceText(short), charts.Percent(long.Rate), silenceText(long)}
	switch short.Against(long) {
	case analytics.More:
		return charts.Sentence("%s of those silent for %s came back, %s of those silent for %s.", "沉默%[2]s的客户有 %[1]s 回来，沉默%[4]s的只有 %[3]s。", figures...)
	case analytics.Less:
		return charts.Sentence("%s of those silent for %s came back, but %s of those silent for %s.", "沉默%[2]s的客户有 %[1]s 回来，沉默%[4]s的却有 %[3]s。", figures...)
	default:
		return both("How long customers had been silent makes no clear difference to who comes back: the intervals overlap.", "沉默时长对回来与否没有明显差别：区间重叠。")
	}
}

// reasons shows why the listed left, and how many who left for such a reason came back before.
func (in ActionsInput) reasons() charts.Section {
	res := in.Returns
	shown := slices.DeleteFunc(slices.Clone(res.Reasons), func(r winback.ReturnRow) bool { return r.Customers < in.MinGroup })
	s := charts.Section{
		ID: "reasons", Title: in.reasonsTitle(shown), What: both("Share of earlier lost who came back, by reason, with 95% intervals", "以往流失客户的回来比例（按原因，含 95% 区间）"),
		Table: returnGrid(both("Probable reason", "可能原因"), charts.KindText),
		Note: charts.Sentence("n = %s who were lost by %s.", "n = %s，截至%s已流失。",
			charts.Plural(res.All.Customers, "regular", "regulars", "位老客户"), charts.Date(res.Since)),
		Definition: in.returnsDefinition(),
	}
	if len(shown) < len(res.Reasons) {
		s.Note = charts.Join(s.Note, charts.Sentence("Reasons of fewer than %s customers are not shown.", "不足 %s 位客户的原因不予展示。", charts.Count(in.MinGroup)))
	}
	bar := charts.Bar{Name: both("Came back", "已回来")}
	var names []charts.Text
	for _, r := range shown {
		names = append(names, reasonText(winback.Reason(r.Group)))
		bar.Values, bar.Low, bar.High = append(bar.Values, r.Rate), append(bar.Low, r.Low), append(bar.High, r.High)
		s.Table.Rows = append(s.Table.Rows, returnCells(reasonText(winback.Reason(r.Group)), r))
	}
	if len(names) > 0 {
		s.Chart = charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bar}, Kind: charts.KindPercent, Name: bar.Name, Flat: true})
	}
	return s
}

func (in ActionsInput) reasonsTitle(shown []winback.ReturnRow) charts.Text {
	silent := slices.IndexFunc(shown, func(r winback.ReturnRow) bool { return r.Group == string(winback.BySilence) })
	if len(shown) < 2 || silent < 0 {
		return both("Too few left for a known reason to compare.", "因已知原因离开的客户太少，无法比较。")
	}
	for _, r := range shown {
		name := reasonText(winback.Reason(r.Group))
		switch r.Against(shown[silent]) {
		case analytics.Less:
			return charts.Sentence("Those who left over %s come back less often than those of whom no reason is known, %s against %s.",
				"因%s离开的客户比原因不明的流失客户更少回来（%s 对 %s）。", reasonCause(r, name), charts.Percent(r.Rate), charts.Percent(shown[silent].Rate))
		case analytics.More:
			return charts.Sentence("Those who left over %s come back more often than those of whom no reason is known, %s against %s.",
				"因%s离开的客户比原因不明的流失客户更常回来（%s 对 %s）。", reasonCause(r, name), charts.Percent(r.Rate), charts.Percent(shown[silent].Rate))
		}
	}
	return both("Whether a reason is known makes no clear difference to who comes back: the intervals overlap.", "是否有已知原因对回来与否没有明显差别：区间重叠。")
}

// reasonCause is a reason as the object of a sentence.
func reasonCause(r winback.ReturnRow, name charts.Text) charts.Text {
	switch winback.Reason(r.Group) {
	case winback.ByComplaint:
		return both("an unresolved complaint", "投诉未解决")
	case winback.ByLowScore:
		return both("a low score", "评分低")
	default:
		return name
	}
}
