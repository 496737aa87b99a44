package pages

import (
	"fmt"
	"slices"
	"strconv"

	"regulars/analytics/retention"
	"regulars/charts"
)

// shownCohorts is how many cohorts and periods the heat map has; more could not be read.
const shownCohorts = 24

// shownPeriods and listedPeriods are how many periods a curve and its table go on for, listedCells how many rows the table of
// cohorts has: the files have all.
const (
	shownPeriods  = 60
	listedPeriods = 18
	listedCells   = 40
)

// cohorts is the heat map of who came back when.
func (in RetentionInput) cohorts() charts.Section {
	cells, hidden := in.shown()
	grid := in.cohortGrid(cells)
	s := charts.Section{
		ID: "cohorts", Title: in.latest(), Table: grid,
		What: charts.Sentence("Share of new customers who bought again, by %s of the first purchase and %s after it; hatched where the period is not over",
			"按首购所在%s与其后第几%s统计的再次购买比例；未结束的期间以斜线标示", in.unit(), in.unit()),
		Note: in.cohortNote(hidden),
		Definition: charts.Join(in.terms().define(TermCohort, TermRetention), both("Period 1 is the one after the cohort's own. In its own, period 0, all have bought by definition.\nRevenue is net; a refund belongs to the cohort of its customer.\nThe comparison is between the newest cohort with a complete period 1 and those before it, without the first in the data, which also holds customers of long standing. Interval of the difference: Newcombe (1998), method 10, widened by how much the earlier cohorts differ among themselves.",
			"第 1 期为首购期间的下一期，首购当期按定义均有购买。\n收入为净额；退款计入所属客户的同期群。\n比较对象为最新的、第 1 期已结束的同期群与此前各同期群；数据中的第一个同期群含有老客户，不参与比较。差值区间：Newcombe（1998）方法 10，并按此前各同期群之间的差异放宽。")),
	}
	if s.Chart = in.heat(cells); s.Chart == nil {
		s.Table = nil
		s.Small = both("No period after a first purchase has begun for a group large enough to show.", "尚无足够大的客户群进入首购之后的期间。")
	}
	return s
}

func (in RetentionInput) unit() charts.Text {
	name := in.words().name
	return both(string(name.EN[0]+'a'-'A')+name.EN[1:], name.ZH)
}

// latest is the finding: whether newer customers stay more or less often.
func (in RetentionInput) latest() charts.Text {
	w := in.words()
	cohort, c, ok := in.Cohorts.Latest(in.MinGroup)
	if !ok {
		if average := in.Cohorts.Average(); len(average) > 1 {
			return charts.Sentence("Of new customers, %s bought again %s; there is nothing yet to compare that with.", "新客户中有 %s 在%s再次购买；目前尚无可比对象。", charts.Percent(average[1].Retention), w.next)
		}
		return both("It is too early to say whether new customers come back.", "判断新客户是否会回来还为时过早。")
	}
	now, before := charts.Percent(c.Now.Rate()), charts.Percent(c.Before.Rate())
	switch {
	case !c.Clear():
		return charts.Sentence("Of the %s won %s, %s bought again %s, against %s of those won %s: the difference may be chance.",
			"%[2]s赢得的 %[1]s中有 %[3]s 在%[4]s再次购买，%[6]s为 %[5]s：差异可能出于偶然。", people(c.Now.Size), in.period(cohort), now, w.next, before, earlier(c))
	case c.Difference() < 0:
		return charts.Sentence("Of the %s won %s, %s bought again %s, %s against those won %[7]s (%[6]s): newer customers stay less often.",
			"%[2]s赢得的 %[1]s中有 %[3]s 在%[4]s再次购买，比%[7]s（%[6]s）变化 %[5]s：新近客户更少留下。", people(c.Now.Size), in.period(cohort), now, w.next, charts.Points(c.Difference()), before, earlier(c))
	default:
		return charts.Sentence("Of the %s won %s, %s bought again %s, %s against those won %[7]s (%[6]s): newer customers stay more often.",
			"%[2]s赢得的 %[1]s中有 %[3]s 在%[4]s再次购买，比%[7]s（%[6]s）变化 %[5]s：新近客户更多留下。", people(c.Now.Size), in.period(cohort), now, w.next, charts.Points(c.Difference()), before, earlier(c))
	}
}

// earlier says what a group was compared with.
func earlier(c retention.Comparison) charts.Text {
	if c.Season {
		return both("at that time of earlier years", "往年同期")
	}
	return both("before", "此前")
}

// latestBrief is the same without the counts.
func (in RetentionInput) latestBrief() charts.Text {
	cohort, c, ok := in.Cohorts.Latest(in.MinGroup)
	if !ok {
		return in.latest()
	}
	now, before, next := charts.Percent(c.Now.Rate()), charts.Percent(c.Before.Rate()), in.words().next
	switch {
	case !c.Clear():
		return charts.Sentence("Of those won %s, %s came back %s, no clear change from %s %s.", "%s赢得的客户中有 %s 在%s再次购买，与%[5]s的 %[4]s 相比无明显变化。", in.period(cohort), now, next, before, earlier(c))
	case c.Difference() < 0:
		return charts.Sentence("Newer customers stay less often: of those won %s, %s came back %s, against %s %s.", "新近客户更少留下：%s赢得的客户中有 %s 在%s再次购买，%[5]s为 %[4]s。", in.period(cohort), now, next, before, earlier(c))
	default:
		return charts.Sentence("Newer customers stay more often: of those won %s, %s came back %s, against %s %s.", "新近客户更多留下：%s赢得的客户中有 %s 在%s再次购买，%[5]s为 %[4]s。", in.period(cohort), now, next, before, earlier(c))
	}
}

// shown are the cells of cohorts that are large enough, the newest cohort first, and how many cohorts are not.
func (in RetentionInput) shown() (cells []retention.Cell, hidden int) {
	all := in.Cohorts.Cells()
	for end := len(all); end > 0; {
		begin := end - 1 - all[end-1].Period
		if all[begin].Size < in.MinGroup {
			hidden++
		} else {
			cells = append(cells, all[begin:end]...)
		}
		end = begin
	}
	return cells, hidden
}

// heat draws the newest cohorts from period 1 on, since period 0 is always 100 %; nil without any.
func (in RetentionInput) heat(cells []retention.Cell) *charts.Chart {
	h := charts.Heat{
		Kind: charts.KindPercent, XName: charts.Sentence("%s after the first purchase", "首购后第几%s", in.words().name),
		YName: both("First purchase", "首购期间"), ValueName: both("Bought again", "再次购买"),
	}
	wide := 0
	for _, c := range cells {
		if c.Period == 0 {
			continue
		}
		if c.Period == 1 {
			if len(h.Y) == shownCohorts {
				break
			}
			h.Y = append(h.Y, charts.Same(c.Cohort))
		}
		if c.Period > shownCohorts {
			continue
		}
		wide = max(wide, c.Period)
		h.Cells = append(h.Cells, charts.Cell{X: c.Period - 1, Y: len(h.Y) - 1, Value: drawn(c.Retention), Open: !c.Complete})
	}
	if len(h.Cells) == 0 {
		return nil
	}
	for i := range wide {
		h.X = append(h.X, charts.Same(strconv.Itoa(i+1)))
	}
	h.Plain = wide > 13
	upright(&h)
	return charts.HeatMap(h)
}

// upright turns the rows round, so that the oldest cohort stands on top.
func upright(h *charts.Heat) {
	slices.Reverse(h.Y)
	for i := range h.Cells {
		h.Cells[i].Y = len(h.Y) - 1 - h.Cells[i].Y
	}
}

func (in RetentionInput) cohortNote(hidden int) charts.Text {
	average := in.Cohorts.Average()
	n := 0
	if len(average) > 0 {
		n = average[0].Size
	}
	note := charts.Sentence("n = %s in complete first periods. The data begin on %s: who had bought before counts as new at the first purchase since.",
		"n = %s（首购期间已结束）。数据始于%s：此前已购买的客户以其后首次购买计为新客户。", people(n), charts.Date(in.Start))
	if hidden > 0 {
		note = charts.Join(note, charts.Sentence("%s with fewer than %d customers not shown.", "少于 %[2]d 位客户的 %[1]s未展示。", charts.Plural(hidden, "group", "groups", "个同期群"), in.MinGroup))
	}
	if in.Cohorts.Older > 0 {
		note = charts.Join(note, charts.Sentence("%s first bought more than %d periods ago and are left out.", "%s首购于 %d 期之前，未计入。", people(in.Cohorts.Older), retention.MaxPeriods))
	}
	if early := in.Cohorts.Early.Units(); early != 0 {
		note = charts.Join(note, charts.Sentence("Refunds to customers before their first purchase here (%s) belong to no group.", "数据中首购之前的退款（%s）不属于任何同期群。", in.Currency.Money(early)))
	}
	return note
}

func (in RetentionInput) cohortGrid(cells []retention.Cell) *charts.Grid {
	g := &charts.Grid{
		Name: "cohorts", Total: len(cells),
		Columns: []charts.Column{
			{Title: both("First purchase", "首购期间"), Kind: charts.KindText, Key: "cohort"}, {Title: both("Period after it", "其后第几期"), Kind: charts.KindCount, Key: "period"},
			{Title: both("New customers", "新客户"), Kind: charts.KindCount, Key: "size"}, {Title: both("Bought", "购买客户"), Kind: charts.KindCount, Key: "customers"},
			{Title: both("Retention", "留存率"), Kind: charts.KindPercent, Key: "retention"}, {Title: both("Revenue", "收入"), Kind: charts.KindMoney, Key: "revenue"},
			{Title: both("Orders", "订单"), Kind: charts.KindCount, Key: "orders"}, {Title: both("Period is over", "期间已结束"), Kind: charts.KindText, Key: "complete"},
		},
	}
	for _, c := range cells[:min(len(cells), listedCells)] {
		g.Rows = append(g.Rows, []any{c.Cohort, c.Period, c.Size, c.Customers, c.Retention, c.Revenue, c.Orders, c.Complete})
	}
	return g
}

// course is the average curve, beside those of the newest cohorts.
func (in RetentionInput) course() charts.Section {
	average := in.Cohorts.Average()
	title, ok := in.settling(average)
	if !ok {
		return small("course", title, both("Two whole periods after a first purchase are needed.", "需要首购之后两个完整的期间。"))
	}
	shown := average[:min(len(average), shownPeriods+1)]
	g := &charts.Grid{Name: "retention_curve", Total: len(average), Columns: []charts.Column{
		{Title: both("Period after the first purchase", "首购后第几期"), Kind: charts.KindCount, Key: "period"}, {Title: both("Cohorts", "同期群数"), Kind: charts.KindCount, Key: "cohorts"},
		{Title: both("Customers", "客户"), Kind: charts.KindCount, Key: "size"}, {Title: both("Bought", "购买客户"), Kind: charts.KindCount, Key: "customers"},
		{Title: both("Retention", "留存率"), Kind: charts.KindPercent, Key: "retention"}, {Title: both("Low", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("High", "上限"), Kind: charts.KindPercent, Key: "high"},
	}}
	for _, a := range shown[:min(len(shown), listedPeriods+1)] {
		g.Rows = append(g.Rows, []any{a.Period, a.Cohorts, a.Size, a.Customers, a.Retention, a.Low, a.High})
	}
	return charts.Section{
		ID: "course", Title: title, Table: g, Chart: in.curves(shown),
		What: charts.Sentence("Share of customers who bought, by %s after their first purchase: the average of all with its 95%% interval, and the newest groups; unfinished periods are left out",
			"首购后各%s的购买比例：全体平均及其 95%% 区间，以及最新几期客户；未结束的期间不计", in.unit()),
		Note: charts.Sentence("n = %s in %s.", "n = %s，%s。", people(average[1].Size), charts.Plural(average[1].Cohorts, "cohort", "cohorts", "个同期群")),
		Definition: both("Average: all customers of the cohorts whose period is over, so a larger cohort counts for more. Later periods rest on fewer and older cohorts, of which the first also holds customers of long standing; the finding compares both periods over the same cohorts.\nFrom the own first purchase: the same in periods of equal length that begin with each customer's first purchase, of those watched for the whole of it (table retention_rolling).\nInterval: Wilson's, with the number of customers divided by the dispersion of the cohorts about their average.",
			"平均：期间已结束的各同期群的全部客户，规模大的同期群权重更大。越靠后的期间所依据的同期群越少、越早，其中第一个还含有老客户；结论中两个期间基于相同的同期群比较。\n自各人首购起：以每位客户首购为起点、长度相等的期间内的同一比例，仅计观察满整期者（表 retention_rolling）。\n区间：Wilson 区间，客户数按同期群之间的离散程度折算。"),
	}
}

// settling is the finding: whether the share falls on, holds or rises.
func (in RetentionInput) settling(average []retention.Average) (charts.Text, bool) {
	w := in.words()
	late := 0
	for k := 2; k < len(average) && k <= w.late; k++ {
		if average[k].Cohorts >= min(3, average[1].Cohorts) {
			late = k
		}
	}
	c, ok := in.Cohorts.Course(late)
	if !ok {
		return both("It is too early to say how long new customers stay.", "判断新客户能留多久还为时过早。"), false
	}
	at := both(fmt.Sprintf(w.after.EN, late), fmt.Sprintf(w.after.ZH, late))
	now, before := charts.Percent(c.Now.Rate()), charts.Percent(c.Before.Rate())
	switch {
	case !c.Clear():
		return charts.Sentence("%s of new customers buy %s, %s %s the first purchase: no clear fall or rise.",
			"新客户%[2]s有 %[1]s 购买，首购%[4]s为 %[3]s：没有明显的下降或上升。", now, at, before, w.next), true
	case c.Difference() < 0:
		return charts.Sentence("%s of new customers buy %s the first purchase, but only %s %s: many drift away in between.",
			"新客户首购%[2]s有 %[1]s 购买，到%[4]s只剩 %[3]s：其间许多人流失。", before, w.next, now, at), true
	default:
		return charts.Sentence("%s of new customers buy %s the first purchase, and %s %s: who stays away at first often comes back later.",
			"新客户首购%[2]s有 %[1]s 购买，%[4]s升至 %[3]s：看似离开的客户往往之后回来。", before, w.next, now, at), true
	}
}

// rolled is the share that bought in periods counted from each customer's own first purchase, as far as enough were watched.
func (in RetentionInput) rolled() charts.Line {
	line := charts.Line{Name: charts.Sentence("Every %s from the own first purchase", "自各人首购起每 %s", charts.Days(float64(in.Rolling.Length))), Color: charts.SeriesColor(1)}
	for _, p := range in.Rolling.Periods() {
		if p.Period > 0 && p.Period <= shownPeriods && p.Size >= in.MinGroup {
			line.Points = append(line.Points, charts.Point{X: float64(p.Period), Y: drawn(p.Retention)})
		}
	}
	return line
}

// curves draws the average and the newest cohorts that have a course.
func (in RetentionInput) curves(average []retention.Average) *charts.Chart {
	l := charts.Lines{XKind: charts.KindCount, YKind: charts.KindPercent, XName: charts.Sentence("%s after the first purchase", "首购后第几%s", in.words().name), YName: both("Bought", "购买比例")}
	all := charts.Line{Name: both("Average", "平均"), Band: true, Color: charts.Accent}
	for _, a := range average[1:] {
		all.Points = append(all.Points, charts.Point{X: float64(a.Period), Y: drawn(a.Retention), Low: drawn(a.Low), High: drawn(a.High)})
	}
	l.Series = []charts.Line{all}
	if line := in.rolled(); len(line.Points) > 1 {
		l.Series = append(l.Series, line)
	}
	cells, _ := in.shown()
	for i := 0; i < len(cells) && len(l.Series) < 5; {
		line := charts.Line{Name: charts.Same(cells[i].Cohort), Color: charts.SeriesColor(len(l.Series)), Dashed: true}
		for i++; i < len(cells) && cells[i].Period > 0; i++ {
			if cells[i].Complete && cells[i].Period <= shownPeriods {
				line.Points = append(line.Points, charts.Point{X: float64(cells[i].Period), Y: drawn(cells[i].Retention)})
			}
		}
		if len(line.Points) > 2 {
			l.Series = append(l.Series, line)
		}
	}
	return charts.LineChart(l)
}
