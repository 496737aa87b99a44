package pages

import (
	"regulars/analytics"
	"regulars/analytics/queue"
	"regulars/charts"
)

// effects is what lists achieved, against those who were held out.
func (in ActionsInput) effects() charts.Section {
	e := in.Effects
	s := charts.Section{
		ID: "effects", Title: in.effectsTitle(), What: both("Share of customers who bought within 90 days of a list, assigned against held out, with 95% intervals of the difference", "名单发出后 90 天内购买的客户占比：名单内与对照组，含差值的 95% 区间"), Open: true,
		Note: charts.Sentence("n = %s assigned and %s held out, each customer once a quarter.", "n = 名单内 %s，对照组 %s（每位客户每季度计一次）。", customersText(int(e.All.Assigned)), customersText(int(e.All.HeldOut))),
		Definition: charts.Sentence("Assigned: all whom a list was meant for, contacted or not; held out: a part of them, drawn at random, whom no list of the quarter contacts. Bought: a purchase in the %s from the date of the list on, its first contact. Effect: the difference of the shares, with its interval after Newcombe (method 10); all lists together are weighted by their sizes. Gain: the difference of net revenue a customer, at the margin rate, by contact, less what it costs. Not told where fewer than %s were held out.",
			"名单内：名单所面向的全部客户，无论是否触达；对照组：其中随机抽取、本季度任何名单均不触达的一部分。购买：自名单日期（首次触达）起 %s内有购买。效果：两占比之差，区间按 Newcombe 方法 10；合计按名单规模加权。净增：人均净收入之差乘以毛利率、折合每次触达，再减成本。对照组不足 %s 人者不予判断。", charts.Days(queue.Watched), charts.Count(queue.FewHeldOut)),
		Table: &charts.Grid{Name: "list_effects", Columns: []charts.Column{
			{Title: both("List", "名单"), Kind: charts.KindText, Key: "list"}, {Title: both("Date", "日期"), Kind: charts.KindDate, Key: "from"}, {Title: both("Assigned", "名单内"), Kind: charts.KindCount, Key: "assigned"}, {Title: both("Held out", "对照组"), Kind: charts.KindCount, Key: "held_out"},
			{Title: both("Bought", "购买"), Kind: charts.KindPercent, Key: "rate"}, {Title: both("Bought, held out", "购买（对照）"), Kind: charts.KindPercent, Key: "rate_held_out"}, {Title: both("Effect", "效果"), Kind: charts.KindPoints, Key: "effect"},
			{Title: both("from", "下限"), Kind: charts.KindPoints, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPoints, Key: "high"}, {Title: both("Gain a contact", "每次触达净增"), Kind: charts.KindMoney, Key: "gain_per_contact"}, {Title: both("Verdict", "结论"), Kind: charts.KindText, Key: "verdict"},
		}},
	}
	for _, l := range append(append([]queue.Effect{}, e.Lists...), e.All) {
		s.Table.Rows = append(s.Table.Rows, in.effectCells(l))
	}
	return s
}

func (in ActionsInput) effectCells(l queue.Effect) []any {
	name := charts.Same(l.List)
	if l.From == analytics.NoDay {
		name = both("all that are measured", "已测合计")
	}
	cells := []any{name, l.From, countFrom(in.MinGroup, int(l.Assigned)), countFrom(in.MinGroup, int(l.HeldOut)), nil, nil, nil, nil, nil, nil, effectVerdict(l)}
	if l.State == queue.Measured {
		for i, x := range []float64{l.Rate, l.HeldRate, l.Effect, l.Low, l.High, l.PerGain} {
			if charts.Known(x) {
				cells[4+i] = x
			}
		}
	}
	return cells
}

// effectVerdict words what is told of a list.
func effectVerdict(l queue.Effect) charts.Text {
	switch {
	case l.State == queue.Running:
		return both("90 days are not over", "90 天未满")
	case l.State == queue.TooFew:
		return both("too few held out", "对照组太少")
	case l.Verdict == analytics.More:
		return both("brings purchases", "有效")
	case l.Verdict == analytics.Less:
		return both("drives customers away", "适得其反")
	default:
		return both("no effect", "未见效果")
	}
}

// effectsTitle says whether lists achieve anything.
func (in ActionsInput) effectsTitle() charts.Text {
	a := in.Effects.All
	figures := []any{charts.Percent(a.Rate), charts.Percent(a.HeldRate), charts.Range(effectPoints(a.Low), effectPoints(a.High))}
	switch {
	case a.State != queue.Measured:
		return charts.Sentence("What lists achieve cannot be told yet: it takes 90 days and %s held out.", "名单的效果尚无法判断：需满 90 天且对照组不少于 %s。", customersText(queue.FewHeldOut))
	case a.Verdict == analytics.More:
		return charts.Join(charts.Sentence("Lists bring purchases: %s of those assigned bought within 90 days, %s of those held out (difference %s).", "名单有效：名单内客户 90 天内有 %s 购买，对照组为 %s（差值 %s）。", figures...), in.pays(a))
	case a.Verdict == analytics.Less:
		return charts.Sentence("Lists drive customers away: %s of those assigned bought within 90 days, %s of those held out (difference %s). Stop them and find out why.", "名单适得其反：名单内客户 90 天内有 %s 购买，对照组为 %s（差值 %s）。应停用并查明原因。", figures...)
	default:
		return charts.Sentence("No effect: %s of those assigned bought within 90 days, %s of those held out (difference %s).", "未见效果：名单内客户 90 天内有 %s 购买，对照组为 %s（差值 %s）。", figures...)
	}
}

// effectPoints is a difference of shares with two digits, for what is clear may be small.
func effectPoints(x float64) charts.Text {
	points := charts.Signed(charts.RoundSignificant(x*100, 2), 4)
	if points == "+1" || points == "−1" {
		return both(points+" point", points+" 个百分点")
	}
	return both(points+" points", points+" 个百分点")
}

// pays says whether a contact gains more than it costs.
func (in QueueInput) pays(e queue.Effect) charts.Text {
	switch analytics.Judge(e.GainLow, e.GainHigh) {
	case analytics.More:
		return charts.Sentence("A contact gains %s.", "每次触达净增 %s。", in.Currency.Money(e.PerGain))
	case analytics.Less:
		return charts.Sentence("A contact loses %s, its cost included.", "每次触达净亏 %s（含成本）。", in.Currency.Money(-e.PerGain))
	default:
		return both("Whether a contact pays cannot be told.", "每次触达是否划算尚无法判断。")
	}
}
