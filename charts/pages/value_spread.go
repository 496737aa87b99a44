package pages

import (
	"math"

	"strings"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/charts"
)

// tenths shows how unevenly value is spread.
func (in ValueInput) tenths() charts.Section {
	rows := in.Worth.Tenths()
	s := charts.Section{
		ID: "tenths", Title: both("The customers are not expected to bring anything.", "预计客户不会带来价值。"),
		What: both("Share of the expected value, by tenths of the customers, the most valuable first", "按价值从高到低每十分之一客户的价值占比"),
		Note: in.customers(), Definition: in.valueDefinition(),
	}
	if len(rows) == 0 {
		return s
	}
	if rows[0].Customers < float64(in.MinGroup) {
		s.Title = both("Too few customers to compare tenths of them", "客户太少，无法按十分之一比较")
		s.Small = charts.Sentence("A tenth of them is fewer than %s.", "其十分之一少于 %s。", customersText(in.MinGroup))
		return s
	}
	s.Title = in.tenthsTitle(rows)
	grid := &charts.Grid{Name: "value_tenths", Columns: []charts.Column{{Title: both("Tenth", "十分位"), Kind: charts.KindCount, Key: "tenth"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"},
		{Title: both("Value", "价值"), Kind: charts.KindMoney, Key: "value"}, {Title: both("Share", "占比"), Kind: charts.KindPercent, Key: "share"}}}
	bars := charts.Bar{Name: both("Share of value", "价值占比")}
	var names []charts.Text
	for _, r := range rows {
		names = append(names, charts.Count(r.Tenth))
		bars.Values = append(bars.Values, r.Share)
		grid.Rows = append(grid.Rows, []any{r.Tenth, int(math.Round(r.Customers)), r.Value, r.Share})
	}
	s.Chart = charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bars}, Kind: charts.KindPercent, Name: bars.Name, XName: both("Tenth of customers", "客户十分位")})
	s.Table = grid
	return s
}

func (in ValueInput) tenthsTitle(rows []lifetime.TenthRow) charts.Text {
	if top := rows[0].Share; top < 0.15 {
		return charts.Sentence("Value is spread evenly: the most valuable tenth of customers holds %s of it.", "价值分布均匀：最有价值的十分之一客户占 %s。", charts.Percent(top))
	}
	half := 0
	for sum := 0.0; sum < 0.5 && half < len(rows); half++ {
		sum += rows[half].Share
	}
	return charts.Sentence("The most valuable tenth of customers holds %s of the expected value; %s hold half of it, so look after them first.",
		"最有价值的十分之一客户占预期价值的 %s；%s持有一半，应优先维护。", charts.Percent(rows[0].Share), tenthsWords(half))
}

// fewWords are the numbers from two to five, which half of anything sorted lies within.
var fewWords = [...]string{"two", "three", "four", "five"}

func tenthsWords(n int) charts.Text {
	if n == 1 {
		return both("these alone", "仅这部分就")
	}
	return charts.Sentence("the first %s tenths", "前 %s 个十分之一", both(fewWords[n-2], charts.Count(n).ZH))
}

// spread counts customers by classes of value.
func (in ValueInput) spread() charts.Section {
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
	grid := &charts.Grid{Name: "value_bands", Columns: []charts.Column{{Title: both("Value of a customer", "单个客户价值"), Kind: charts.KindText}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"},
		{Title: both("Share", "占比"), Kind: charts.KindPercent}, {Title: both("Value in all", "合计价值"), Kind: charts.KindMoney, Key: "value"}}}
	bars := charts.Bar{Name: both("Customers", "客户数")}
	var names []charts.Text
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
	s := charts.Section{
		ID: "by-value", Title: in.spreadTitle(below, bands[most]),
		What:  both("Customers by expected value", "按预期价值划分的客户数"),
		Table: grid, Note: charts.Join(in.customers(), smallGroups(in.MinGroup, small)), Definition: in.valueDefinition(),
	}
	if len(names) > 0 {
		s.Chart = charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bars}, Kind: charts.KindCount, Name: bars.Name, XName: valueAxis(in.Currency), Flat: true})
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

func (in ValueInput) spreadTitle(below int, most lifetime.BandRow) charts.Text {
	if below == 0 {
		return charts.Sentence("Most often a customer is expected to bring %s: that holds for %s.", "最常见的预期价值为 %s，共 %s。",
			in.bandMoney(most), charts.Plural(most.Customers, "customer", "customers", "位客户"))
	}
	n := float64(in.Worth.Customers)
	return charts.Sentence("%s of customers are expected to bring clearly less than the average of %s; most often it is %s.",
		"%s 的客户预期价值明显低于平均值 %s；最常见的预期价值：%s。",
		charts.Percent(float64(below)/n), in.Currency.Money(in.Worth.Equity.Units()/n), in.bandMoney(most))
}

func valueAxis(c charts.Currency) charts.Text {
	if c == "" {
		return both("Expected value", "预期价值")
	}
	return charts.Sentence("Expected value, %s", "预期价值（%s）", string(c))
}

// bandName is "20–50", and "under 0.01" for the lowest.
func bandName(b lifetime.BandRow) charts.Text {
	if b.From == 0 {
		return charts.Sentence("under %s", "低于 %s", charts.Number(b.To))
	}
	return both(thousandsShort(b.From)+"–"+thousandsShort(b.To), strings.ReplaceAll(charts.Number(b.From).ZH+"–"+charts.Number(b.To).ZH, ",", ""))
}

// thousandsShort is a bound of a class, as short as an axis needs it: "500", "20k", "1M".
func thousandsShort(x float64) string {
	if x >= 1e3 && x < 1e6 {
		return charts.Number(x/1e3).EN + "k"
	}
	return charts.Number(x).EN
}

// bandMoney is a class of value in a sentence: "GBP 1,000–2,000".
func (in ValueInput) bandMoney(b lifetime.BandRow) charts.Text {
	if b.From == 0 {
		return charts.Sentence("under %s", "低于 %s", in.Currency.Money(b.To))
	}
	return charts.Sentence("%s–%s", "%s–%s", in.Currency.Money(b.From), charts.Number(b.To))
}

// maxCohorts is how many cohorts a chart can show with names that can be read.
const maxCohorts = 36

// cohorts shows what the customers acquired in each period are still worth.
func (in ValueInput) cohorts() charts.Section {
	var shown []lifetime.CohortRow
	small := 0
	for _, c := range in.Worth.Cohorts() {
		if c.Customers < max(in.MinGroup, 2) {
			small++
			continue
		}
		shown = append(shown, c)
	}
	s := charts.Section{
		ID: "by-cohort", Title: both("Too few customers to tell cohorts apart", "客户太少，无法区分队列"),
		What:       both("Expected value per customer, by period of the first purchase; whiskers are 95% intervals", "按首次购买时期的人均预期价值；须线为 95% 区间"),
		Definition: in.valueDefinition(),
	}
	if len(shown) == 0 {
		s.Small = charts.Sentence("Every cohort has fewer than %s customers.", "每个队列都少于 %s 位客户。", charts.Count(in.MinGroup))
		return s
	}
	s.Title, s.Note = in.cohortsTitle(shown), in.customers()
	if small > 0 {
		s.Note = charts.Join(s.Note, charts.Sentence("Left out: %s with fewer than %s customers.", "未计入：%s（少于 %s 位客户）。", charts.Plural(small, "cohort", "cohorts", "个队列"), charts.Count(in.MinGroup)))
	}
	s.Chart, s.Table = cohortsChart(shown[max(0, len(shown)-maxCohorts):]), cohortsTable(shown)
	return s
}

func each(c lifetime.CohortRow) float64 { return c.Value.Units() / float64(c.Customers) }

// cohortsTitle names the cohort that is worth most per head, if it stands out.
func (in ValueInput) cohortsTitle(cs []lifetime.CohortRow) charts.Text {
	average := in.Worth.Equity.Units() / float64(in.Worth.Customers)
	best := -1
	for i, c := range cs {
		if c.Against(average) == analytics.More && (best < 0 || each(c) > each(cs[best])) {
			best = i
		}
	}
	if best < 0 {
		return charts.Sentence("No period stands out: customers are worth about %s each whenever they came, and the differences may be chance.",
			"没有突出的时期：无论何时到来，客户人均价值约 %s，差异可能出于偶然。", in.Currency.Money(average))
	}
	return charts.Sentence("Customers acquired in %s are worth most per head: %s each against an average of %s.",
		"%s 获得的客户人均价值最高：%s，平均值为 %s。",
		charts.Same(cs[best].Cohort), in.Currency.Money(each(cs[best])), in.Currency.Money(average))
}

func cohortsChart(cs []lifetime.CohortRow) *charts.Chart {
	bars := charts.Bar{Name: both("Value per customer", "人均价值")}
	var names []charts.Text
	for _, c := range cs {
		names = append(names, charts.Same(c.Cohort))
		half := 1.96 * c.Error
		bars.Values = append(bars.Values, each(c))
		bars.Low, bars.High = append(bars.Low, max(each(c)-half, min(0, each(c)))), append(bars.High, each(c)+half)
	}
	return charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{bars}, Kind: charts.KindMoney, Name: bars.Name, XName: both("First purchase", "首次购买")})
}

func cohortsTable(cs []lifetime.CohortRow) *charts.Grid {
	g := &charts.Grid{Name: "value_cohorts", Columns: []charts.Column{{Title: both("First purchase", "首次购买"), Kind: charts.KindText, Key: "cohort"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"},
		{Title: both("Expected to buy again", "预计会再购买"), Kind: charts.KindNumber, Key: "active"}, {Title: both("Revenue so far", "至今收入"), Kind: charts.KindMoney, Key: "revenue"},
		{Title: both("Expected value", "预期价值"), Kind: charts.KindMoney, Key: "value"}, {Title: both("Per customer", "人均"), Kind: charts.KindMoney, Key: "value_each"}}}
	for _, c := range cs {
		g.Rows = append(g.Rows, []any{c.Cohort, c.Customers, c.Active, c.Revenue, c.Value, each(c)})
	}
	return g
}
