package charts

import (
	"math"

	"strings"

	"regulars/analytics/lifetime"
)

// tenths shows how unevenly value is spread.
func (in ValueInput) tenths() Section {
	rows := in.Worth.Tenths()
	s := Section{
		ID: "tenths", Title: Text{"The customers are not expected to bring anything.", "预计客户不会带来价值。"},
		What: Text{"Share of the expected value, by tenths of the customers, the most valuable first", "按价值从高到低每十分之一客户的价值占比"},
		Note: in.customers(), Definition: in.valueDefinition(),
	}
	if len(rows) == 0 {
		return s
	}
	if rows[0].Customers < float64(in.MinGroup) {
		s.Title = Text{"Too few customers to compare tenths of them", "客户太少，无法按十分之一比较"}
		s.Small = Sentence("A tenth of them is fewer than %s.", "其十分之一少于 %s。", customersText(in.MinGroup))
		return s
	}
	s.Title = in.tenthsTitle(rows)
	grid := &Grid{Name: "value_tenths", Columns: []Column{{Text{"Tenth", "十分位"}, KindCount, "tenth"}, {Text{"Customers", "客户数"}, KindCount, "customers"},
		{Text{"Value", "价值"}, KindMoney, "value"}, {Text{"Share", "占比"}, KindPercent, "share"}}}
	bars := Bar{Name: Text{"Share of value", "价值占比"}}
	var names []Text
	for _, r := range rows {
		names = append(names, Count(r.Tenth))
		bars.Values = append(bars.Values, r.Share)
		grid.Rows = append(grid.Rows, []any{r.Tenth, int(math.Round(r.Customers)), r.Value, r.Share})
	}
	s.Chart = BarChart(Bars{Names: names, Series: []Bar{bars}, Kind: KindPercent, Name: bars.Name, XName: Text{"Tenth of customers", "客户十分位"}})
	s.Table = grid
	return s
}

func (in ValueInput) tenthsTitle(rows []lifetime.TenthRow) Text {
	if top := rows[0].Share; top < 0.15 {
		return Sentence("Value is spread evenly: the most valuable tenth of customers holds %s of it.", "价值分布均匀：最有价值的十分之一客户占 %s。", Percent(top))
	}
	half := 0
	for sum := 0.0; sum < 0.5 && half < len(rows); half++ {
		sum += rows[half].Share
	}
	return Sentence("The most valuable tenth of customers holds %s of the expected value; %s hold half of it, so look after them first.",
		"最有价值的十分之一客户占预期价值的 %s；%s持有一半，应优先维护。", Percent(rows[0].Share), tenthsWords(half))
}

// fewWords are the numbers from two to five, which half of anything sorted lies within.
var fewWords = [...]string{"two", "three", "four", "five"}

func tenthsWords(n int) Text {
	if n == 1 {
		return Text{"these alone", "仅这部分就"}
	}
	return Sentence("the first %s tenths", "前 %s 个十分之一", Text{fewWords[n-2], Count(n).ZH})
}

// spread counts customers by classes of value.
func (in ValueInput) spread() Section {
	bands := foldLow(in.Worth.Bands(), in.Worth.Equity.Units()/float64(in.Worth.Customers))
	most, below := 0, 0
	for i, b := range bands {
		if b.Customers > bands[most].Customers {
			most = i
		}
		if b.To <= in.Worth.Equity.Units()/float64(in.Worth.Customers) {
			below += b.Customers
		}
	}
	grid := &Grid{Name: "value_bands", Columns: []Column{{Text{"Value of a customer", "单个客户价值"}, KindText, ""}, {Text{"Customers", "客户数"}, KindCount, "customers"},
		{Text{"Share", "占比"}, KindPercent, ""}, {Text{"Value in all", "合计价值"}, KindMoney, "value"}}}
	bars := Bar{Name: Text{"Customers", "客户数"}}
	var names []Text
	small := 0
	for _, b := range bands {
		grid.Rows = append(grid.Rows, []any{bandName(b), countFrom(in.MinGroup, b.Customers),
			figureFrom(in.MinGroup, b.Customers, float64(b.Customers)/float64(in.Worth.Customers)), figureFrom(in.MinGroup, b.Customers, b.Value)})
		if b.Customers > 0 && b.Customers < in.MinGroup {
			small++
			continue
		}
		names, bars.Values = append(names, bandName(b)), append(bars.Values, float64(b.Customers))
	}
	s := Section{
		ID: "by-value", Title: in.spreadTitle(below, bands[most]),
		What:  Text{"Customers by expected value", "按预期价值划分的客户数"},
		Table: grid, Note: Join(in.customers(), smallGroups(in.MinGroup, small)), Definition: in.valueDefinition(),
	}
	if len(names) > 0 {
		s.Chart = BarChart(Bars{Names: names, Series: []Bar{bars}, Kind: KindCount, Name: bars.Name, XName: valueAxis(in.Currency), Flat: true})
	}
	return s
}

// foldLow puts the classes far below the average into one, which is all a reader needs of them.
func foldLow(bands []lifetime.BandRow, average float64) []lifetime.BandRow {
	low := 0
	for low < len(bands) && bands[low].To <= average/20 {
		low++
	}
	if low < 2 {
		return bands
	}
	all := lifetime.BandRow{To: bands[low-1].To}
	for _, b := range bands[:low] {
		all.Customers += b.Customers
		all.Value.Merge(b.Value)
	}
	return append([]lifetime.BandRow{all}, bands[low:]...)
}

func (in ValueInput) spreadTitle(below int, most lifetime.BandRow) Text {
	if below == 0 {
		return Sentence("Most often a customer is expected to bring %s: that holds for %s.", "最常见的预期价值为 %s，共 %s。",
			in.bandMoney(most), Plural(most.Customers, "customer", "customers", "位客户"))
	}
	n := float64(in.Worth.Customers)
	return Sentence("%s of customers are expected to bring clearly less than the average of %s; most often it is %s.",
		"%s 的客户预期价值明显低于平均值 %s；最常见的预期价值：%s。",
		Percent(float64(below)/n), in.Currency.Money(in.Worth.Equity.Units()/n), in.bandMoney(most))
}

func valueAxis(c Currency) Text {
	if c == "" {
		return Text{"Expected value", "预期价值"}
	}
	return Sentence("Expected value, %s", "预期价值（%s）", string(c))
}

// bandName is "20–50", and "under 0.01" for the lowest.
func bandName(b lifetime.BandRow) Text {
	if b.From == 0 {
		return Sentence("under %s", "低于 %s", Number(b.To))
	}
	return Text{thousandsShort(b.From) + "–" + thousandsShort(b.To), strings.ReplaceAll(Number(b.From).ZH+"–"+Number(b.To).ZH, ",", "")}
}

// thousandsShort is a bound of a class, as short as an axis needs it: "500", "20k", "1M".
func thousandsShort(x float64) string {
	if x >= 1e3 && x < 1e6 {
		return Number(x/1e3).EN + "k"
	}
	return Number(x).EN
}

// bandMoney is a class of value in a sentence: "GBP 1,000–2,000".
func (in ValueInput) bandMoney(b lifetime.BandRow) Text {
	if b.From == 0 {
		return Sentence("under %s", "低于 %s", in.Currency.Money(b.To))
	}
	return Sentence("%s–%s", "%s–%s", in.Currency.Money(b.From), Number(b.To))
}

// maxCohorts is how many cohorts a chart can show with names that can be read.
const maxCohorts = 36

// cohorts shows what the customers acquired in each period are still worth.
func (in ValueInput) cohorts() Section {
	var shown []lifetime.CohortRow
	small := 0
	for _, c := range in.Worth.Cohorts() {
		if c.Customers < max(in.MinGroup, 2) {
			small++
			continue
		}
		shown = append(shown, c)
	}
	s := Section{
		ID: "by-cohort", Title: Text{"Too few customers to tell cohorts apart", "客户太少，无法区分队列"},
		What:       Text{"Expected value per customer, by period of the first purchase; whiskers are 95% intervals", "按首次购买时期的人均预期价值；须线为 95% 区间"},
		Definition: in.valueDefinition(),
	}
	if len(shown) == 0 {
		s.Small = Sentence("Every cohort has fewer than %s customers.", "每个队列都少于 %s 位客户。", Count(in.MinGroup))
		return s
	}
	s.Title, s.Note = in.cohortsTitle(shown), in.customers()
	if small > 0 {
		s.Note = Join(s.Note, Sentence("Left out: %s with fewer than %s customers.", "未计入：%s（少于 %s 位客户）。", Plural(small, "cohort", "cohorts", "个队列"), Count(in.MinGroup)))
	}
	s.Chart, s.Table = cohortsChart(shown[max(0, len(shown)-maxCohorts):]), cohortsTable(shown)
	return s
}

func each(c lifetime.CohortRow) float64 { return c.Value.Units() / float64(c.Customers) }

// sure is how many standard errors a cohort must lie above the average to be named: few enough false alarms for the best of many.
const sure = 3

// cohortsTitle names the cohort that is worth most per head, if it stands out.
func (in ValueInput) cohortsTitle(cs []lifetime.CohortRow) Text {
	average := in.Worth.Equity.Units() / float64(in.Worth.Customers)
	best := -1
	for i, c := range cs {
		if each(c)-sure*c.Error > average && (best < 0 || each(c) > each(cs[best])) {
			best = i
		}
	}
	if best < 0 {
		return Sentence("No period stands out: customers are worth about %s each whenever they came, and the differences may be chance.",
			"没有突出的时期：无论何时到来，客户人均价值约 %s，差异可能出于偶然。", in.Currency.Money(average))
	}
	return Sentence("Customers acquired in %s are worth most per head: %s each against an average of %s.",
		"%s 获得的客户人均价值最高：%s，平均值为 %s。",
		Same(cs[best].Cohort), in.Currency.Money(each(cs[best])), in.Currency.Money(average))
}

func cohortsChart(cs []lifetime.CohortRow) *Chart {
	bars := Bar{Name: Text{"Value per customer", "人均价值"}}
	var names []Text
	for _, c := range cs {
		names = append(names, Same(c.Cohort))
		half := 1.96 * c.Error
		bars.Values = append(bars.Values, each(c))
		bars.Low, bars.High = append(bars.Low, max(each(c)-half, min(0, each(c)))), append(bars.High, each(c)+half)
	}
	return BarChart(Bars{Names: names, Series: []Bar{bars}, Kind: KindMoney, Name: bars.Name, XName: Text{"First purchase", "首次购买"}})
}

func cohortsTable(cs []lifetime.CohortRow) *Grid {
	g := &Grid{Name: "value_cohorts", Columns: []Column{{Text{"First purchase", "首次购买"}, KindText, "cohort"}, {Text{"Customers", "客户数"}, KindCount, "customers"},
		{Text{"Likely still active", "可能仍活跃"}, KindNumber, "active"}, {Text{"Revenue so far", "至今收入"}, KindMoney, "revenue"},
		{Text{"Expected value", "预期价值"}, KindMoney, "value"}, {Text{"Per customer", "人均"}, KindMoney, "value_each"}}}
	for _, c := range cs {
		g.Rows = append(g.Rows, []any{c.Cohort, c.Customers, c.Active, c.Revenue, c.Value, each(c)})
	}
	return g
}
