package pages

import (
	"cmp"
	"slices"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/analytics/lifetime"
	"regulars/charts"
)

// DataInput is what the Data page is made of.
type DataInput struct {
	Currency     charts.Currency
	AsOf         analytics.Day
	LastDay      analytics.Day // the last day with a transaction
	Read, Kept   int64         // rows of all inputs
	Inputs       []Input
	Refused      []Refused
	Gate         Gate
	Unattributed float64 // net revenue of the rows without a customer (reason no_customer), in units of the currency
	Revenue      float64 // net revenue of the rows kept
	Mapping      []Mapped
	Checks       []Check
	Models       []ModelStatus
	Absent       []charts.Absent   // tables that were not given
	Options      []Option          // the settings of the run
	Terms        Terms             // as the settings have them
	People       *identity.Summary // nil without identities
	Noted        []charts.Text     // concerns that came up on the way
}

// Input is one input file.
type Input struct {
	Table       string
	Path        string
	Rows, Bytes int64
	SHA256      string
	First, Last analytics.Day // of the dates in it; NoDay where they are not known
}

// Refused are the rows of a table that could not be used, for one reason.
type Refused struct {
	Table   string
	Reason  string // no_customer, no_date, after_as_of, no_amount, …
	Rows    int64
	Revenue float64 // net amount on these rows; NaN where it cannot be known
	Counted bool    // held against the quality gate
}

// Gate is the quality gate: above Limit nothing is published.
type Gate struct {
	Table   string  // that has the greatest share of them
	Rows    int64   // rows held against it
	Share   float64 // of the rows read
	Limit   string  // as the user wrote it: "1%" or "500"
	Allowed int64   // as many rows
}

// Mapped says which source column a column came from.
type Mapped struct {
	Table, Column, Source string
	How                   string // "given", "recognised" or "same name"
}

// Check is a check of the data or of the results, such as parts that must add up to a total.
type Check struct {
	Name   charts.Text
	Passed bool
	Detail charts.Text
}

// ModelStatus is how a model's fit ended.
type ModelStatus struct {
	Model     string // "bgnbd"
	Status    string // converged, boundary, not identified, too few customers, failed
	Sentence  charts.Text
	Customers int
	Selected  bool
}

// Option is a setting of the run.
type Option struct{ Name, Value string }

// Limits of the verdict: above them the badge asks to look.
const (
	staleDays         = 3    // days between the last transaction and the as-of date
	largeUnattributed = 0.05 // share of revenue without a customer
)

// Badge is the verdict: bad where a check failed, watch where something should be looked at, else good.
func (in DataInput) Badge() charts.Badge {
	if n := in.failed(); n > 0 {
		return charts.Badge{Page: "data", Level: charts.Bad, Word: both("Poor", "差"), Reason: charts.Sentence("%s failed.", "%s未通过。", charts.Plural(n, "check", "checks", "项检查"))}
	}
	if concerns := in.Concerns(); len(concerns) > 0 {
		return charts.Badge{Page: "data", Level: charts.Watch, Word: both("Check", "需关注"), Reason: charts.Join(concerns...)}
	}
	return charts.Badge{Page: "data", Level: charts.Good, Word: both("Good", "良好"), Reason: both("Every check passed and nothing needs a look.", "所有检查均通过，无需关注。")}
}

func (in DataInput) failed() int {
	n := 0
	for _, c := range in.Checks {
		if !c.Passed {
			n++
		}
	}
	return n
}

// Concerns are the sentences about what should be looked at: the run's warnings.
func (in DataInput) Concerns() []charts.Text {
	var ts []charts.Text
	if days := in.AsOf - in.LastDay; in.LastDay != analytics.NoDay && days > staleDays {
		ts = append(ts, charts.Sentence("The last transaction is %s older than the as-of date.", "最后一笔交易比截止日早 %s。", charts.Days(float64(days))))
	}
	if share := in.unattributedShare(); share > largeUnattributed {
		ts = append(ts, charts.Sentence("%s of sales carry no customer.", "%s 的销售额没有客户信息。", charts.Percent(share)))
	}
	if in.Gate.Rows > 0 {
		ts = append(ts, charts.Sentence("%s of %s could not be used, %s of those read; the limit is %s.", "%[2]s中有 %[1]s无法使用，占读取行数的 %[3]s；上限为 %[4]s。",
			charts.Plural(in.Gate.Rows, "row", "rows", "行"), tableText(in.Gate.Table), charts.Percent(in.Gate.Share), charts.Same(in.Gate.Limit)))
	}
	ts = append(ts, in.Noted...)
	for _, m := range in.Models {
		if m.Selected && m.Status != "converged" {
			ts = append(ts, m.concern())
		}
	}
	purchases := slices.DeleteFunc(slices.Clone(in.Models), func(m ModelStatus) bool { return m.Model == lifetime.GammaGammaName })
	if len(purchases) > 0 && !slices.ContainsFunc(purchases, func(m ModelStatus) bool { return m.Selected }) {
		ts = append(ts, charts.Join(both("Nothing can be forecast.", "无法作出预测。"), purchases[0].Sentence))
	}
	return ts
}

// concern says what is the matter with a model the forecasts rest on.
func (m ModelStatus) concern() charts.Text {
	what := both("forecasts", "预测")
	if m.Model == lifetime.GammaGammaName {
		what = both("forecasts of spend", "消费预测")
	}
	return charts.Sentence("Take %s with care (%s: %s).", "%s需谨慎对待（%s：%s）。", what, modelName(m.Model), statusText(m.Status))
}

func (in DataInput) unattributedShare() float64 {
	if whole := in.Revenue + in.Unattributed; whole > 0 {
		return in.Unattributed / whole
	}
	return 0
}

// Data is the page that says whether the report can be trusted today.
func Data(in DataInput) charts.Page {
	b := in.Badge()
	p := charts.Page{
		Name: "data", Title: both("Data", "数据"),
		Question: both("Can I trust today's figures?", "今天的数字可信吗？"),
		Answer:   charts.Join(verdict(b.Level), b.Reason),
		Cards:    in.cards(),
	}
	for _, s := range []charts.Section{in.refusals(), in.inputs(), in.checks(), in.people(), in.models(), in.warnings(), in.mapping(), in.absent(), in.settings(), in.terms()} {
		if !s.Title.IsZero() {
			p.Sections = append(p.Sections, s)
		}
	}
	return p
}

func verdict(level charts.Tone) charts.Text {
	switch level {
	case charts.Good:
		return both("Yes.", "可信。")
	case charts.Watch:
		return both("Yes, with care.", "可信，但需留意。")
	default:
		return both("Not without a second look.", "须复核后方可采信。")
	}
}

func (in DataInput) cards() []charts.Card {
	cards := []charts.Card{
		{Label: both("Rows read", "读取行数"), Value: charts.Number(float64(in.Read)), Exact: charts.Count(in.Read)},
		{Label: both("Rows used", "使用行数占比"), Value: charts.Percent(float64(in.Kept) / float64(in.Read)), Exact: charts.Count(in.Kept)},
		{Label: both("Sales without a customer", "无客户信息的销售额"), Value: in.Currency.Money(in.Unattributed),
			Note: charts.Sentence("%s of sales", "占销售额 %s", charts.Percent(in.unattributedShare()))},
		{Label: both("Checks passed", "通过的检查"), Value: charts.Sentence("%s of %s", "%s / %s", charts.Count(len(in.Checks)-in.failed()), charts.Count(len(in.Checks)))},
	}
	if in.LastDay != analytics.NoDay {
		cards = append(cards, charts.Card{Label: both("Last transaction", "最后一笔交易"), Value: charts.Same(in.LastDay.String()), Note: age(int(in.AsOf - in.LastDay))})
	}
	return cards
}

// age says how fresh the data is.
func age(days int) charts.Text {
	if days <= 0 {
		return both("on the as-of date", "即截止日当天")
	}
	return charts.Sentence("%s before the as-of date", "早于截止日 %s", charts.Days(float64(days)))
}

// refusals are the rows that could not be used.
func (in DataInput) refusals() charts.Section {
	s := charts.Section{
		ID: "refused", Title: both("Every row that was read could be used.", "读取的所有行均可使用。"),
		Note: charts.Sentence("n = %s read, %s used.", "n = 读取 %s，使用 %s。", charts.Plural(in.Read, "row", "rows", "行"), charts.Plural(in.Kept, "row", "rows", "行")),
		Definition: charts.Sentence("Refused rows are counted by reason and never dropped silently. The quality gate stops publication above %s of the rows; it held %s against the data. Rows without a customer are sales that nobody can be given, and rows after the as-of date belong to a later report: neither is held against the data.",
			"无法使用的行按原因计数，绝不会被悄悄丢弃。超过 %s 时质量门槛会阻止发布；本次计入 %s。没有客户信息的行属于无法归属的销售，晚于截止日的行属于以后的报告：两者均不计入。",
			charts.Same(in.Gate.Limit), charts.Plural(in.Gate.Rows, "row", "rows", "行")),
	}
	if len(in.Refused) == 0 {
		return s
	}
	list := slices.Clone(in.Refused)
	slices.SortStableFunc(list, func(a, b Refused) int { return cmp.Compare(b.Rows, a.Rows) })
	bars := charts.Bars{Kind: charts.KindCount, Flat: true, Name: both("Rows", "行数"), Series: []charts.Bar{{}}}
	var rows [][]any
	var all int64
	for _, r := range list {
		all += r.Rows
		bars.Names = append(bars.Names, charts.Sentence("%s (%s)", "%s（%s）", refusalText(r.Reason), tableText(r.Table)))
		bars.Series[0].Values = append(bars.Series[0].Values, float64(r.Rows))
		rows = append(rows, []any{tableText(r.Table), r.Reason, refusalText(r.Reason), r.Rows, r.Revenue, r.Counted})
	}
	s.Title = charts.Sentence("%s could not be used, %s of those read; the most frequent reason: %s.", "%s无法使用，占读取行数的 %s；最常见的原因：%s。",
		charts.Plural(all, "row", "rows", "行"), charts.Percent(float64(all)/float64(in.Read)), refusalText(list[0].Reason))
	if !list[0].Counted {
		s.Title = charts.Sentence("%s could not be used, %s of those read, most of them for a reason that is not the data's fault: %s.",
			"%s无法使用，占读取行数的 %s，其中多数并非数据错误：%s。", charts.Plural(all, "row", "rows", "行"), charts.Percent(float64(all)/float64(in.Read)), refusalText(list[0].Reason))
	}
	s.What, s.Open = both("Refused rows by reason", "按原因统计的无法使用行"), true
	s.Chart = charts.BarChart(bars)
	s.Table = &charts.Grid{Columns: []charts.Column{{Title: both("Table", "表"), Kind: charts.KindText}, {Title: both("Code", "代码"), Kind: charts.KindText}, {Title: both("Reason", "原因"), Kind: charts.KindText},
		{Title: both("Rows", "行数"), Kind: charts.KindCount}, {Title: both("Amount on them", "涉及金额"), Kind: charts.KindMoney}, {Title: both("Held against the gate", "计入质量门槛"), Kind: charts.KindText}}, Rows: rows}
	return s
}

func (in DataInput) inputs() charts.Section {
	g := &charts.Grid{Columns: []charts.Column{{Title: both("Table", "表"), Kind: charts.KindText}, {Title: both("File", "文件"), Kind: charts.KindText}, {Title: both("Rows", "行数"), Kind: charts.KindCount},
		{Title: both("Bytes", "字节"), Kind: charts.KindCount}, {Title: both("Fingerprint (SHA-256 begins)", "指纹（SHA-256 开头）"), Kind: charts.KindText}}}
	dated := slices.ContainsFunc(in.Inputs, func(f Input) bool { return f.Last != analytics.NoDay })
	if dated {
		g.Columns = append(g.Columns, charts.Column{Title: both("First date", "最早日期"), Kind: charts.KindDate}, charts.Column{Title: both("Last date", "最晚日期"), Kind: charts.KindDate})
	}
	for _, f := range in.Inputs {
		row := []any{tableText(f.Table), f.Path, f.Rows, f.Bytes, f.SHA256[:min(12, len(f.SHA256))]}
		if dated {
			row = append(row, f.First, f.Last)
		}
		g.Rows = append(g.Rows, row)
	}
	return charts.Section{
		ID: "inputs", Open: true, Table: g,
		Title: charts.Sentence("%s read, %s in all.", "读取了 %s，共 %s。", charts.Plural(len(in.Inputs), "file was", "files were", "个文件"), charts.Plural(in.Read, "row", "rows", "行")),
	}
}

func (in DataInput) checks() charts.Section {
	if len(in.Checks) == 0 {
		return charts.Section{}
	}
	rows := make([][]any, len(in.Checks))
	for i, c := range in.Checks {
		rows[i] = []any{c.Name, passed(c.Passed), c.Detail}
	}
	s := charts.Section{
		ID: "checks", Open: true, Title: charts.Sentence("Every check passed (%s of %[1]s).", "所有检查均已通过（%s / %[1]s）。", charts.Count(len(rows))),
		Table: &charts.Grid{Columns: []charts.Column{{Title: both("Check", "检查"), Kind: charts.KindText}, {Title: both("Result", "结果"), Kind: charts.KindText}, {Title: both("Detail", "详情"), Kind: charts.KindText}}, Rows: rows},
	}
	if n := in.failed(); n > 0 {
		s.Title = charts.Sentence("%s of %s failed.", "%[2]s中有 %[1]s 项未通过。", charts.Count(n), charts.Plural(len(rows), "check", "checks", "项检查"))
	}
	return s
}

func passed(ok bool) charts.Text {
	if ok {
		return both("✓ passed", "✓ 通过")
	}
	return both("✗ failed", "✗ 未通过")
}

func (in DataInput) models() charts.Section {
	if len(in.Models) == 0 {
		return charts.Section{}
	}
	s := charts.Section{ID: "models", Open: true, Title: both("No model could be fitted, so no forecast is shown.", "没有可用的模型，因此不显示预测。")}
	rows := make([][]any, len(in.Models))
	var used []charts.Text
	for i, m := range in.Models {
		rows[i] = []any{modelName(m.Model), statusText(m.Status), m.Selected, m.Customers, m.Sentence}
		if m.Selected {
			used = append(used, charts.Sentence("%s (%s)", "%s（%s）", modelName(m.Model), statusText(m.Status)))
		}
	}
	if len(used) > 0 {
		s.Title = charts.Sentence("Forecasts rest on %s.", "预测基于 %s。", charts.And(used...))
	}
	s.Table = &charts.Grid{Name: "models", Columns: []charts.Column{{Title: both("Model", "模型"), Kind: charts.KindText, Key: "model"}, {Title: both("Fit", "拟合"), Kind: charts.KindText, Key: "status"}, {Title: both("Used", "采用"), Kind: charts.KindText, Key: "selected"},
		{Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("In words", "说明"), Kind: charts.KindText}}, Rows: rows}
	return s
}

func (in DataInput) warnings() charts.Section {
	concerns := in.Concerns()
	if len(concerns) == 0 {
		return charts.Section{}
	}
	rows := make([][]any, len(concerns))
	for i, w := range concerns {
		rows[i] = []any{w}
	}
	return charts.Section{ID: "warnings", Open: true, Title: charts.Sentence("This run has %s.", "本次运行有 %s。", charts.Plural(len(rows), "warning", "warnings", "条警告")),
		Table: &charts.Grid{Columns: []charts.Column{{Title: both("Warning", "警告"), Kind: charts.KindText}}, Rows: rows}}
}

func (in DataInput) mapping() charts.Section {
	if len(in.Mapping) == 0 {
		return charts.Section{}
	}
	rows := make([][]any, len(in.Mapping))
	for i, m := range in.Mapping {
		rows[i] = []any{tableText(m.Table), m.Column, m.Source, howText(m.How)}
	}
	return charts.Section{ID: "mapping", Title: both("Which source column each column came from", "各列对应的源列"),
		Table: &charts.Grid{Columns: []charts.Column{{Title: both("Table", "表"), Kind: charts.KindText}, {Title: both("Column", "列"), Kind: charts.KindText}, {Title: both("Source column", "源列"), Kind: charts.KindText},
			{Title: both("How", "方式"), Kind: charts.KindText}}, Rows: rows}}
}

func (in DataInput) absent() charts.Section {
	if len(in.Absent) == 0 {
		return charts.Section{}
	}
	rows := make([][]any, len(in.Absent))
	for i, a := range in.Absent {
		rows[i] = []any{tableText(a.Table), a.Flag, a.Gives}
	}
	return charts.Section{ID: "absent", Title: charts.Sentence("%s not given.", "有 %s未提供。", charts.Plural(len(rows), "table was", "tables were", "张表")),
		Table: &charts.Grid{Columns: []charts.Column{{Title: both("Table", "表"), Kind: charts.KindText}, {Title: both("Flag", "参数"), Kind: charts.KindText}, {Title: both("What it would show", "可展示的内容"), Kind: charts.KindText}}, Rows: rows}}
}

func (in DataInput) settings() charts.Section {
	if len(in.Options) == 0 {
		return charts.Section{}
	}
	rows := make([][]any, len(in.Options))
	for i, o := range in.Options {
		rows[i] = []any{o.Name, phrase(valueWords, o.Value)}
	}
	return charts.Section{ID: "settings", Title: both("Settings of this run", "本次运行的设置"),
		Table:      &charts.Grid{Columns: []charts.Column{{Title: both("Setting", "设置"), Kind: charts.KindText}, {Title: both("Value", "值"), Kind: charts.KindText}}, Rows: rows},
		Definition: both("The same input, settings and version give the same report.", "相同的输入、设置和版本会得到相同的报告。")}
}

// phrase is the text of a code, or the code itself where it has none.
func phrase(words map[string]charts.Text, code string) charts.Text {
	if t, ok := words[code]; ok {
		return t
	}
	return charts.Same(code)
}

func tableText(table string) charts.Text { return phrase(tableWords, table) }

func refusalText(reason string) charts.Text { return phrase(refusalWords, reason) }

func statusText(status string) charts.Text { return phrase(statusWords, status) }

func howText(how string) charts.Text { return phrase(howWords, how) }

var tableWords = map[string]charts.Text{
	"transactions": both("transactions", "交易"), "surveys": both("surveys", "满意度调查"), "complaints": both("complaints", "投诉"),
	"referrals": both("referrals", "推荐"), "identities": both("identities", "身份"), "costs": both("costs", "成本"),
	"wallet": both("wallet", "钱包份额"), "employees": both("employees", "员工满意度"),
}

var refusalWords = map[string]charts.Text{
	"no_customer": both("no customer", "没有客户"), "no_date": both("no date", "没有日期"), "no_amount": both("no amount", "没有金额"),
	"after_as_of": both("after the as-of date", "晚于截止日"), "bad_date": both("date that cannot be", "日期无效"), "far_date": both("date far from all others", "日期远离其余各行"),
	"bad_amount": both("amount that cannot be", "金额无效"), "other_currency": both("other currency", "其他币种"), "no_rate": both("no rate for the currency", "缺少汇率"),
	"no_dimension": both("no dimension", "没有维度"), "bad_experience": both("score outside its scale", "评分超出量表"), "no_experience": both("no score", "没有评分"),
	"bad_satisfaction": both("score outside its scale", "评分超出量表"), "no_satisfaction": both("no score", "没有评分"),
	"bad_customer": both("customer id that cannot be", "客户编号无效"), "inexact_customer": both("customer id in a float that is not exact", "以浮点数表示而不精确的客户编号"),
	"unknown_outcome": both("outcome in unknown words", "处理结果用词无法识别"), "unknown_kind": both("unknown kind of cost", "成本类型无法识别"),
	"unknown_consent": both("consent in unknown words", "同意与否用词无法识别"), "unknown_qualified": both("qualification in unknown words", "是否合格用词无法识别"),
	"unknown_held_out": both("held out in unknown words", "是否留作对照用词无法识别"), "filtered": both("left out by --where", "被 --where 排除"),
}

var statusWords = map[string]charts.Text{
	"given":     both("parameters given, fitted to other customers", "参数由外部给定"),
	"converged": both("fitted well", "拟合良好"), "boundary": both("at the edge of what it can describe", "达到其所能描述的边界"),
	"not identified":    both("the data cannot tell its parameters apart", "数据无法识别其参数"),
	"too few customers": both("too few customers", "客户太少"), "failed": both("could not be fitted", "拟合失败"),
}

var valueWords = map[string]charts.Text{
	"each customer's own rhythm": both("each customer's own rhythm", "按客户自身节奏"), "auto": both("auto", "自动"), "true": both("yes", "是"),
}

var howWords = map[string]charts.Text{
	"given": both("given by the user", "用户指定"), "computed": both("computed", "计算得出"), "recognised": both("recognised by its name", "按名称识别"), "same name": both("same name", "同名"),
}

// terms are the words of the report with their meanings.
func (in DataInput) terms() charts.Section {
	s := charts.Section{ID: "terms", Title: both("What the words of this report mean", "本报告用词的含义"), Note: both("Each word has this one meaning on every page.", "各页用词含义一致。")}
	for _, t := range in.Terms.List() {
		s.AddRow([]any{t.Label, t.Meaning}, charts.Column{Title: both("Term", "术语"), Kind: charts.KindText}, charts.Column{Title: both("Meaning", "含义"), Kind: charts.KindText})
	}
	return s
}
