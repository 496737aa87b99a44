package pages

import (
	"slices"

	"regulars/analytics"
	"regulars/analytics/complaint"
	"regulars/charts"
)

var groupWords = map[string]charts.Text{
	complaint.Resolved.String(): both("Complaint resolved", "抱怨已解决"), complaint.Unresolved.String(): both("Complaint not resolved", "抱怨未解决"),
	complaint.Never.String(): both("No complaint before", "此前从未抱怨"),
}

// compared tells whether all groups have enough customers, and most of the complainers have somebody like them in each.
func (in ComplaintsInput) compared() bool {
	r := &in.Result.Recovery
	return r.Comparable() && !slices.ContainsFunc(r.Groups, func(g complaint.GroupRow) bool { return !in.enough(g.Customers) })
}

// recoveryFinding says whether handling goes with coming back, and whether there is a recovery paradox.
func (in ComplaintsInput) recoveryFinding() charts.Text {
	if !in.compared() {
		return in.handledFinding()
	}
	return charts.Join(in.handledFinding(), in.paradox())
}

// handledFinding says whether handling goes with coming back.
func (in ComplaintsInput) handledFinding() charts.Text {
	r := in.Result.Recovery
	if !in.compared() {
		return in.whyNotCompared()
	}
	rates := []any{charts.Percent(r.Groups[complaint.Resolved].Adjusted), charts.Percent(r.Groups[complaint.Unresolved].Adjusted), charts.Days(float64(r.Days))}
	switch {
	case r.Handled.Verdict() == analytics.More:
		return charts.Sentence("Putting things right goes with coming back: %s bought again within %[3]s of a complaint that was resolved, %[2]s of one that was not.",
			"妥善处理与客户回来相关：抱怨获解决的客户中有 %s 在 %[3]s内再次购买，未获解决的为 %[2]s。", rates...)
	case r.Handled.Verdict() == analytics.Less:
		return charts.Sentence("Here customers whose complaint was resolved come back less often: %s within %[3]s, against %[2]s where it was not.",
			"在这里，抱怨获解决的客户反而更少回来：%[3]s内为 %[1]s，未获解决的为 %[2]s。", rates...)
	default:
		return charts.Sentence("Whether a complaint was resolved does not clearly tell who comes back: %s within %[3]s if it was, %[2]s if not.",
			"抱怨是否获解决不能明确区分谁会回来：%[3]s内，获解决的为 %[1]s，未获解决的为 %[2]s。", rates...)
	}
}

// whyNotCompared says what is missing for a comparison.
func (in ComplaintsInput) whyNotCompared() charts.Text {
	few := func(g complaint.Group) bool {
		groups := in.Result.Recovery.Groups
		return len(groups) == 0 || !in.enough(groups[g].Customers)
	}
	switch resolved, unresolved := few(complaint.Resolved), few(complaint.Unresolved); {
	case resolved && unresolved:
		return both("Too few complaints lie back far enough to say whether handling them brings customers back.", "时间足够久远的抱怨太少，无法判断处理抱怨是否让客户回来。")
	case resolved:
		return both("Too few of the complaints that lie back far enough were resolved to say whether that brings customers back.", "时间足够久远的抱怨中获解决的太少，无法判断解决抱怨是否让客户回来。")
	case unresolved:
		return both("Too few of the complaints that lie back far enough were left unresolved to say whether handling brings customers back.", "时间足够久远的抱怨中未获解决的太少，无法判断处理抱怨是否让客户回来。")
	default:
		return both("Too few of those who complained can be compared with customers like them to say whether handling brings customers back.", "抱怨者中可与情况相同的客户比较的太少，无法判断处理抱怨是否让客户回来。")
	}
}

// paradox says how the resolved compare with those who never complained.
func (in ComplaintsInput) paradox() charts.Text {
	p := in.Result.Recovery.Paradox
	likely := charts.Range(charts.Points(p.Low), charts.Points(p.High))
	switch {
	case p.Verdict() == analytics.More:
		return charts.Sentence("After a resolved complaint they come back even more often than customers who had none (%s, likely %s).", "抱怨获解决者甚至比没有抱怨的客户更常回来（%s，很可能为 %s）。", charts.Points(p.Value), likely)
	case p.Verdict() == analytics.Less:
		return charts.Sentence("Even after a resolved complaint they come back less often than customers who had none (%s, likely %s).", "即便抱怨获解决，他们仍比没有抱怨的客户更少回来（%s，很可能为 %s）。", charts.Points(p.Value), likely)
	default:
		return charts.Sentence("Between a resolved complaint and none there is no clear difference (likely %s).", "抱怨获解决者与没有抱怨者没有明确差别（很可能为 %s）。", likely)
	}
}

// unresolved is how many of those who were followed had no solution.
func (in ComplaintsInput) unresolved() int64 {
	return in.Result.Recovery.Groups[complaint.Unresolved].Customers
}

// worthFinding says what a resolved complaint was worth.
func (in ComplaintsInput) worthFinding() charts.Text {
	r := in.Result.Recovery
	days := charts.Days(float64(r.Days))
	switch w := r.Worth; {
	case !in.compared():
		return charts.Text{}
	case w.Verdict() == analytics.More:
		return charts.Sentence("Within %[6]s a resolved complaint brought %[1]s more in %[5]s than one that was not, after compensation (likely %[2]s). If that is due to the handling, which cannot be proved here, the %[3]s left without a solution would have brought %[4]s more.",
			"%[6]s内，抱怨获解决者比未获解决者多带来 %[1]s %[5]s（已扣除补偿，很可能为 %[2]s）。若确由处理所致（此处无法证明），未获解决的 %[3]s本可多带来 %[4]s。",
			in.Currency.Money(w.Value), charts.Range(in.Currency.Money(w.Low), in.Currency.Money(w.High)),
			charts.Plural(in.unresolved(), "customer", "customers", "位客户"), in.Currency.Money(w.Value*float64(in.unresolved())), in.brought(), days)
	case w.Verdict() == analytics.Less:
		return charts.Sentence("Within %[4]s a resolved complaint brought %[1]s less in %[3]s than one that was not, after compensation (likely %[2]s less).",
			"%[4]s内，抱怨获解决者比未获解决者少带来 %[1]s %[3]s（已扣除补偿，很可能少 %[2]s）。", in.Currency.Money(-w.Value), charts.Range(in.Currency.Money(-w.High), in.Currency.Money(-w.Low)), in.brought(), days)
	default:
		return charts.Sentence("After compensation, what they brought in %[3]s does not clearly differ (%[1]s, likely %[2]s).", "扣除补偿后，双方带来的%[3]s没有明确差别（%[1]s，很可能为 %[2]s）。",
			in.Currency.Money(w.Value), charts.Range(in.Currency.Money(w.Low), in.Currency.Money(w.High)), in.brought())
	}
}

// brought is what money is counted that customers brought.
func (in ComplaintsInput) brought() charts.Text {
	if in.HasCost {
		return both("margin", "毛利")
	}
	return both("net revenue", "净收入")
}

// recovery is who came back.
func (in ComplaintsInput) recovery() charts.Section {
	r := in.Result.Recovery
	s := charts.Section{
		ID: "recovery", Title: charts.Join(in.recoveryFinding()), Open: true,
		What: charts.Sentence("Share who bought again within %s, as if all groups had been like the complainers before, with 95%% intervals",
			"%s内再次购买的占比（假设各组此前情况与抱怨者相同），附 95%% 区间", charts.Days(float64(r.Days))),
		Note: in.recoveryNote(), Definition: recoveryDefinition,
		Table: &charts.Grid{Name: "recovery", Columns: []charts.Column{
			{Title: both("Customers", "客户"), Kind: charts.KindText, Key: "group"}, {Title: both("Number", "人数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("As it was", "实际"), Kind: charts.KindPercent, Key: "rate"},
			{Title: both("Alike before", "此前情况相同"), Kind: charts.KindPercent, Key: "adjusted"}, {Title: both("from", "下限"), Kind: charts.KindPercent, Key: "adjusted_low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "adjusted_high"},
			{Title: both("Spent, alike before", "花费（此前情况相同）"), Kind: charts.KindMoney, Key: "spend"}, {Title: both("from", "下限"), Kind: charts.KindMoney, Key: "spend_low"}, {Title: both("to", "上限"), Kind: charts.KindMoney, Key: "spend_high"},
			{Title: charts.Sentence("Brought in %s, less compensation", "%s（扣除补偿）", in.brought()), Kind: charts.KindMoney, Key: "gain"}, {Title: both("from", "下限"), Kind: charts.KindMoney, Key: "gain_low"}, {Title: both("to", "上限"), Kind: charts.KindMoney, Key: "gain_high"},
		}},
	}
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true, Name: both("Bought again", "再次购买"), Series: []charts.Bar{{}}}
	for _, g := range r.Groups {
		if !in.enough(g.Customers) {
			continue
		}
		s.Table.Rows = append(s.Table.Rows, []any{groupWords[g.Group], g.Customers, g.Rate, g.Adjusted, g.AdjustedLow, g.AdjustedHigh, g.Spend, g.SpendLow, g.SpendHigh, g.Gain, g.GainLow, g.GainHigh})
		if charts.Known(g.AdjustedLow) {
			bars.Names = append(bars.Names, groupWords[g.Group])
			b := &bars.Series[0]
			b.Values, b.Low, b.High = append(b.Values, g.Adjusted), append(b.Low, g.AdjustedLow), append(b.High, g.AdjustedHigh)
		}
	}
	if len(bars.Names) > 0 {
		s.Chart = charts.BarChart(bars)
	}
	return s
}

func (in ComplaintsInput) recoveryNote() charts.Text {
	r := in.Result.Recovery
	complained, other := r.Groups[complaint.Resolved].Customers+r.Groups[complaint.Unresolved].Customers, r.Groups[complaint.Never].Customers
	t := charts.Sentence("n = %s, compared with %s.", "n = %s，与 %s比较。", charts.Plural(complained, "customer who complained", "customers who complained", "位抱怨者"), charts.Plural(other, "other", "others", "位其他客户"))
	if all := in.Result.Times[0]; all.Compensation.Units() > 0 {
		t = charts.Join(t, charts.Sentence("Compensation is taken off: %s for each complaint.", "已扣除补偿：每件抱怨 %s。", in.Currency.Money(all.Compensation.Units()/float64(all.Complaints))))
	}
	if r.Recent > 0 {
		t = charts.Join(t, charts.Sentence("Left out: %s who complained less than %s ago.", "未计入：%s，其抱怨距今不足 %s。", charts.Plural(r.Recent, "customer", "customers", "位客户"), charts.Days(float64(r.Days))))
	}
	if r.Beyond > 0 {
		t = charts.Join(t, charts.Sentence("%s of the complainers are like nobody in some other group, and left out of what is adjusted.", "%s的抱怨者在其他组中没有情况相同者，未计入调整。", charts.Percent(r.Beyond)))
	}
	return t
}

var recoveryDefinition = both(
	"Followed are complainers from their first complaint after a purchase, resolved or not within that time; they are compared with those who had not complained by a day drawn between their first purchase and the last that can be followed up, whether or not they did later. Bought again: on a later day. Alike before: within classes of purchase occasions in the year before (up to 1, 2, 4, 8, more), of days since the last (up to 7, 30, 90, more) and of net revenue so far (the lower three fifths of all customers, the fourth, the upper fifth, and twice its bound), weighted by the complainers in them. Spent: net revenue within the same time, for each customer; brought: margin where costs are known, else net revenue, less the compensation for complaints within that time.\n"+
		"Whose complaint was resolved was not drawn by lot, so this is an association.",
	"抱怨者自购买后的首次抱怨起跟踪，看其是否在此期间获得解决；与之比较的是在首次购买与最后可跟踪日之间随机抽取的一天之前没有抱怨的客户，无论其后是否抱怨。再次购买：在其后的日子购买。此前情况相同：按此前一年购买次数（1、2、4、8 次以内，及更多）、距上次购买天数（7、30、90 天以内，及更久）与累计净收入（全体客户的后五分之三、第四个五分之一、前五分之一，及其界限的两倍以上）分类比较，并按各类中的抱怨者加权。花费：同期每位客户的净收入；贡献：已知成本时为毛利，否则为净收入，并减去同期抱怨的补偿。\n"+
		"抱怨是否获解决并非随机，因此这只是关联。",
)

// times are how long cases take.
func (in ComplaintsInput) times() charts.Section {
	s := charts.Section{
		ID: "times", Title: in.timesFinding(), What: both("Days within which half and nine of ten of the cases are closed", "半数与九成案件关闭所需天数"), Open: true,
		Note: in.counted(), Definition: both(
			"Days from opening to closing. Cases still open count for as long as they have been open (Kaplan and Meier), so slow ones are not forgotten. The interval of the share resolved is Wilson's at 95%.",
			"自提出至关闭的天数。未关闭的案件按已开放时长计入（Kaplan–Meier），因此不会遗漏拖延者。解决率区间为 95% Wilson 区间。",
		),
		Table: &charts.Grid{Name: "complaints", Columns: []charts.Column{
			{Title: both("About", "类别"), Kind: charts.KindText, Key: "name"}, {Title: both("Complaints", "抱怨"), Kind: charts.KindCount, Key: "complaints"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Resolved", "已解决"), Kind: charts.KindPercent, Key: "rate"},
			{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"}, {Title: both("Open", "未关闭"), Kind: charts.KindCount, Key: "open"},
			{Title: both("Half within", "半数"), Kind: charts.KindDays, Key: "median_days"}, {Title: both("Nine of ten within", "九成"), Kind: charts.KindDays, Key: "p90_days"},
			{Title: both("Score after", "事后评分"), Kind: charts.KindNumber, Key: "satisfaction_after"}, {Title: both("Compensation", "补偿"), Kind: charts.KindMoney, Key: "compensation"},
		}},
	}
	bars := charts.Bars{Kind: charts.KindDays, Flat: true, Name: both("Days", "天"), Series: []charts.Bar{{Name: both("Half are closed", "半数已关闭")}, {Name: both("Nine of ten", "九成已关闭")}}}
	for _, t := range in.Result.Times {
		if !in.enough(t.Customers) {
			continue
		}
		s.Table.Rows = append(s.Table.Rows, []any{timesName(t), t.Complaints, t.Customers, t.Rate, t.Low, t.High, t.Open, t.Median, t.Ninetieth, t.After, t.Compensation})
		if charts.Known(t.Median) && charts.Known(t.Ninetieth) {
			half, most := &bars.Series[0], &bars.Series[1]
			bars.Names, half.Values, most.Values = append(bars.Names, timesName(t)), append(half.Values, t.Median), append(most.Values, t.Ninetieth)
		}
	}
	if len(bars.Names) > 0 {
		s.Chart = charts.BarChart(bars)
	}
	return s
}

func timesName(t complaint.Times) charts.Text {
	switch t.By {
	case "all":
		return both("All", "全部")
	case "channel":
		return charts.Sentence("by %s", "渠道：%s", aboutText(t.Name))
	default:
		return aboutText(t.Name)
	}
}

// within is a time from the opening of a case; zero days are the same day.
func within(days float64) charts.Text {
	if days == 0 {
		return both("on the day they are opened", "提出当天")
	}
	return charts.Sentence("within %s", " %s内", charts.Days(days))
}

// timesFinding compares the categories of complaints.
func (in ComplaintsInput) timesFinding() charts.Text {
	all := in.Result.Times[0]
	t := charts.Sentence("%s of the complaints have been resolved.", "%s的抱怨已获解决。", charts.Percent(all.Rate))
	if charts.Known(all.Median) {
		t = charts.Sentence("Half of the complaints are closed %s, %s.", "半数抱怨在%s关闭，%s。", within(all.Median), in.ninetieth())
	}
	var worst, best complaint.Times
	for _, c := range in.Result.Times {
		if c.By != "category" || !in.enough(c.Customers) {
			continue
		}
		if worst.By == "" || c.Rate < worst.Rate {
			worst = c
		}
		if best.By == "" || c.Rate > best.Rate {
			best = c
		}
	}
	if worst.By == "" || worst.Against(best) != analytics.Less {
		return t
	}
	return charts.Join(t, charts.Sentence("Least often resolved: %s (%s), most often %s (%s).", "解决率最低：%s（%s），最高：%s（%s）。", aboutText(worst.Name), charts.Percent(worst.Rate), aboutText(best.Name), charts.Percent(best.Rate)))
}
