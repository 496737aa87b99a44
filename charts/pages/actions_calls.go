package pages

import (
	"regulars/analytics/winback"
	"regulars/charts"
)

// mondayCalls is how many calls the page lists: what a team can make in a morning.
const mondayCalls = 30

var purposeWords = map[winback.Purpose]charts.Text{
	winback.ToWinBack: both("win back", "赢回"), winback.ToSettle: both("settle the complaint", "解决投诉"),
	winback.ToAsk: both("ask what went wrong", "询问原因"), winback.ToGrow: both("win a larger share", "争取更大份额"),
}

// calls is whom to call first, whatever for.
func (in ActionsInput) calls() charts.Section {
	list := in.Calls[:min(mondayCalls, len(in.Calls))]
	s := charts.Section{
		ID: "calls", Title: in.callsTitle(list), What: both("Value at stake in these calls, by what they are for", "这些联系涉及的价值（按目的）"), Open: true,
		Note: charts.Sentence("n = %s, the most valuable of all customers to call.", "n = %s，为所有待联系客户中价值最高者。", charts.Plural(len(list), "customer", "customers", "位客户")),
		Definition: charts.Sentence("Each customer stands here once, for what is most worth a call. Win back: a regular who is lost; the value is what may still come within %s, chance included.\n"+
			"Settle the complaint, ask what went wrong: a current customer who complained without its being resolved, or scored low, within 90 days or since the last purchase; the value is all that is expected within %[1]s, which the call is to keep. Win a larger share: a customer who spends elsewhere; the value is the potential of the Value page. Who refused contact is not listed.",
			"每位客户只列一次，取最值得联系的目的。赢回：已流失的老客户，价值为 %s内仍可能带来的部分（已计概率）。\n解决投诉、询问原因：现有客户中、90 天内或最近购买以来有未解决投诉或低分的客户，价值为 %[1]s内全部预期价值，联系旨在留住。争取更大份额：在别处消费的客户，价值为价值页所述潜力。拒绝联系者不列入。",
			charts.Days(float64(in.Horizon))),
		Table: &charts.Grid{Name: "calls", Total: len(in.Calls), Columns: []charts.Column{
			{Title: both("Customer", "客户"), Kind: charts.KindText, Key: "customer_id"}, {Title: both("What for", "目的"), Kind: charts.KindText, Key: "purpose"}, {Title: both("Reason", "原因"), Kind: charts.KindText, Key: "reason"},
			{Title: both("Last bought", "最后购买"), Kind: charts.KindText, Key: "last_category"}, {Title: both("Last order", "最近下单"), Kind: charts.KindDate, Key: "last_order"},
			{Title: both("Segment", "细分"), Kind: charts.KindText, Key: "segment"}, {Title: both("At stake", "涉及价值"), Kind: charts.KindMoney, Key: "value"},
		}},
	}
	sums := map[winback.Purpose]float64{}
	for _, c := range list {
		sums[c.Purpose] += c.Value
		s.Table.Rows = append(s.Table.Rows, []any{c.Customer, purposeWords[c.Purpose], callReason(c), boughtLast(c.Category, c.Channel), c.Last, in.segmentName(c.Segment), c.Value})
	}
	bars := charts.Bars{Kind: charts.KindMoney, Flat: true, Name: both("Value at stake", "涉及价值"), Series: []charts.Bar{{}}}
	for _, purpose := range purposesBy(sums) {
		bars.Names, bars.Series[0].Values = append(bars.Names, purposeWords[purpose]), append(bars.Series[0].Values, sums[purpose])
	}
	s.Chart = charts.BarChart(bars)
	return s
}

func callReason(c winback.Call) charts.Text {
	if c.Purpose == winback.ToGrow {
		return both("spends elsewhere", "在别处消费")
	}
	return reasonAbout(c.Reason, c.About)
}

// purposesBy lists the purposes with the most value first.
func purposesBy(sums map[winback.Purpose]float64) (list []winback.Purpose) {
	for _, p := range []winback.Purpose{winback.ToWinBack, winback.ToSettle, winback.ToAsk, winback.ToGrow} {
		if sums[p] == 0 {
			continue
		}
		at := len(list)
		for at > 0 && sums[list[at-1]] < sums[p] {
			at--
		}
		list = append(list[:at], append([]winback.Purpose{p}, list[at:]...)...)
	}
	return list
}

func (in ActionsInput) callsTitle(list []winback.Call) charts.Text {
	sum, most, counts := 0.0, list[0].Purpose, map[winback.Purpose]int{}
	for _, c := range list {
		sum += c.Value
		if counts[c.Purpose]++; counts[c.Purpose] > counts[most] {
			most = c.Purpose
		}
	}
	first := charts.Sentence("First of all call customer %s: %s, %s at stake.", "首先联系客户 %s：%s，涉及 %s。", charts.Same(list[0].Customer), purposeWords[list[0].Purpose], in.Currency.Money(list[0].Value))
	if len(list) == 1 {
		return first
	}
	return charts.Join(first, charts.Sentence("%s hold %s; most often the purpose is to %[4]s (%[3]s of them).", "%s共涉及 %s；最常见的目的是%[4]s（%[3]s 位）。",
		both("The first "+charts.Count(len(list)).EN, "前 "+charts.Count(len(list)).EN+" 位"), in.Currency.Money(sum), charts.Count(counts[most]), purposeWords[most]))
}
