package pages

import (
	"cmp"
	"slices"
	"strings"

	"regulars/analytics"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// responded is how many customers answered, beside what was counted of them.
func (in SatisfactionInput) responded() charts.Text {
	if len(in.Response) == 0 {
		return charts.Text{}
	}
	return charts.Sentence("%s of customers answered in the last 365 days.", "最近 365 天内有 %s 的客户作答。", charts.Percent(in.Response[0].Rate))
}

// response is who answered beside all customers; there is none where too few did.
func (in SatisfactionInput) response() charts.Section {
	if len(in.Response) == 0 || !in.enough(in.Response[0].Answered) {
		return charts.Section{}
	}
	s := charts.Section{
		ID: "response", Title: in.responseFinding(), What: both("Share of customers who answered in the last 365 days, with 95% intervals", "最近 365 天内作答的客户占比，附 95% 区间"),
		Note: charts.Sentence("n = %s with a purchase, %s of whom answered.", "n = %s（有购买），其中 %s 作答。",
			charts.Plural(in.Response[0].Customers, "customer", "customers", "位客户"), charts.Count(in.Response[0].Answered)),
		Definition: both(
			"A customer answered who gave a usable score or recommendation within the 365 days to the reporting date, of all with a purchase ever. Status and segment are those of the reporting date. A group is said to answer more or less often where its interval and that of the others do not overlap.",
			"作答：在截至报告日的 365 天内给出有效评分或推荐意愿，以所有曾购买的客户为分母。状态与细分为报告日的状态与细分。某组的区间与其余客户的区间不重叠时，才称其作答更多或更少。",
		),
		Table: &charts.Grid{Name: "survey_response", Columns: []charts.Column{
			{Title: both("Group", "组"), Kind: charts.KindText, Key: "group"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"},
			{Title: both("Answered", "作答"), Kind: charts.KindCount, Key: "answered"}, {Title: both("Share who answered", "作答占比"), Kind: charts.KindPercent, Key: "rate"},
			{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"},
			{Title: both("Of all customers", "占全部客户"), Kind: charts.KindPercent, Key: "share_base"}, {Title: both("Of those who answered", "占作答客户"), Kind: charts.KindPercent, Key: "share_answered"},
		}},
	}
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true, Series: []charts.Bar{{Color: charts.Accent}}}
	for _, r := range in.Response {
		if !in.enough(r.Customers) {
			continue
		}
		name, b := in.circle(r), &bars.Series[0]
		bars.Names, b.Values, b.Low, b.High = append(bars.Names, name), append(b.Values, r.Rate), append(b.Low, r.Low), append(b.High, r.High)
		s.Table.Rows = append(s.Table.Rows, []any{name, r.Customers, r.Answered, r.Rate, r.Low, r.High, r.OfBase, r.OfThose})
	}
	s.Chart = charts.BarChart(bars)
	return s
}

// circle is what a group of customers is called.
func (in SatisfactionInput) circle(r satisfaction.ResponseRow) charts.Text {
	switch r.Cut {
	case "status":
		for s, t := range statusNames {
			if s.String() == r.Group {
				return charts.Text{EN: strings.ToLower(t.EN), ZH: t.ZH}
			}
		}
		return charts.Same(r.Group)
	case "segment":
		if t, ok := in.SegmentNames[r.Group]; ok {
			return t
		}
		return charts.Same(r.Group)
	default:
		return both("All customers", "全部客户")
	}
}

// responseFinding says how many answered, and in what they differ from the base: in what they spend and which status they are most in.
func (in SatisfactionInput) responseFinding() charts.Text {
	all := in.Response[0]
	t := charts.Sentence("%s of customers answered.", "%s 的客户作答。", charts.Percent(all.Rate))
	spent, base := in.Currency.Money(all.SpendOf), in.Currency.Money(all.Spend)
	switch all.Verdict {
	case analytics.More:
		t = charts.Join(t, charts.Sentence("They buy more than customers on the whole: %s a year against %s.", "其购买高于全体客户：年均 %s，全体为 %s。", spent, base))
	case analytics.Less:
		t = charts.Join(t, charts.Sentence("They buy less than customers on the whole: %s a year against %s.", "其购买低于全体客户：年均 %s，全体为 %s。", spent, base))
	}
	var far []satisfaction.ResponseRow
	for _, r := range in.Response {
		if r.Cut == "status" && r.Verdict.Clear() && in.enough(r.Customers) {
			far = append(far, r)
		}
	}
	if len(far) == 0 {
		return t
	}
	r := slices.MaxFunc(far, func(a, b satisfaction.ResponseRow) int {
		return cmp.Compare(max(a.OfThose-a.OfBase, a.OfBase-a.OfThose), max(b.OfThose-b.OfBase, b.OfBase-b.OfThose))
	})
	return charts.Join(t, charts.Sentence("%s of them are %s, of all customers %s.", "其中%[2]s客户占 %[1]s，全体客户中占 %[3]s。", charts.Percent(r.OfThose), in.circle(r), charts.Percent(r.OfBase)))
}
