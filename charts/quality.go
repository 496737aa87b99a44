package charts

import (
	"cmp"
	"slices"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/analytics/lifetime"
)

// QualityInput is what the Quality page is made of.
type QualityInput struct {
	Currency     Currency
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
	Absent       []Absent          // tables that were not given
	Options      []Option          // the settings of the run
	People       *identity.Summary // nil without identities
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
	Name   Text
	Passed bool
	Detail Text
}

// ModelStatus is how a model's fit ended.
type ModelStatus struct {
	Model     string // "bgnbd"
	Status    string // converged, boundary, not identified, too few customers, failed
	Sentence  Text
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
func (in QualityInput) Badge() Badge {
	if n := in.failed(); n > 0 {
		return Badge{Bad, Text{"Poor", "差"}, Sentence("%s failed.", "%s未通过。", Plural(n, "check", "checks", "项检查"))}
	}
	if concerns := in.Concerns(); len(concerns) > 0 {
		return Badge{Watch, Text{"Check", "需关注"}, Join(concerns...)}
	}
	return Badge{Good, Text{"Good", "良好"}, Text{"Every check passed and nothing needs a look.", "所有检查均通过，无需关注。"}}
}

func (in QualityInput) failed() int {
	n := 0
	for _, c := range in.Checks {
		if !c.Passed {
			n++
		}
	}
	return n
}

// Concerns are the sentences about what should be looked at: the run's warnings.
func (in QualityInput) Concerns() []Text {
	var ts []Text
	if days := in.AsOf - in.LastDay; in.LastDay != analytics.NoDay && days > staleDays {
		ts = append(ts, Sentence("The last transaction is %s older than the as-of date.", "最后一笔交易比截止日早 %s。", Days(float64(days))))
	}
	if share := in.unattributedShare(); share > largeUnattributed {
		ts = append(ts, Sentence("%s of sales carry no customer.", "%s 的销售额没有客户信息。", Percent(share)))
	}
	if in.Gate.Rows > 0 {
		ts = append(ts, Sentence("%s of %s could not be used, %s of those read; the limit is %s.", "%[2]s中有 %[1]s无法使用，占读取行数的 %[3]s；上限为 %[4]s。",
			Plural(in.Gate.Rows, "row", "rows", "行"), tableText(in.Gate.Table), Percent(in.Gate.Share), Same(in.Gate.Limit)))
	}
	for _, m := range in.Models {
		if m.Selected && m.Status != "converged" {
			ts = append(ts, m.concern())
		}
	}
	return ts
}

// concern says what is the matter with a model the forecasts rest on.
func (m ModelStatus) concern() Text {
	what := Text{"forecasts", "预测"}
	if m.Model == lifetime.GammaGammaName {
		what = Text{"forecasts of spend", "消费预测"}
	}
	return Sentence("Take %s with care (%s: %s).", "%s需谨慎对待（%s：%s）。", what, modelName(m.Model), statusText(m.Status))
}

func (in QualityInput) unattributedShare() float64 {
	if whole := in.Revenue + in.Unattributed; whole > 0 {
		return in.Unattributed / whole
	}
	return 0
}

// Quality is the page that says whether the report can be trusted today.
func Quality(in QualityInput) Page {
	b := in.Badge()
	p := Page{
		Name: "quality", Title: Text{"Quality", "数据质量"},
		Question: Text{"Can I trust today's figures?", "今天的数字可信吗？"},
		Answer:   Join(verdict(b.Level), b.Reason),
		Cards:    in.cards(),
	}
	for _, s := range []Section{in.refusals(), in.inputs(), in.checks(), in.people(), in.models(), in.warnings(), in.mapping(), in.absent(), in.settings()} {
		if !s.Title.IsZero() {
			p.Sections = append(p.Sections, s)
		}
	}
	return p
}

func verdict(level Tone) Text {
	switch level {
	case Good:
		return Text{"Yes.", "可信。"}
	case Watch:
		return Text{"Yes, with care.", "可信，但需留意。"}
	default:
		return Text{"Not without a second look.", "须复核后方可采信。"}
	}
}

func (in QualityInput) cards() []Card {
	cards := []Card{
		{Label: Text{"Rows read", "读取行数"}, Value: Number(float64(in.Read)), Exact: Count(in.Read)},
		{Label: Text{"Rows used", "使用行数占比"}, Value: Percent(float64(in.Kept) / float64(in.Read)), Exact: Count(in.Kept)},
		{Label: Text{"Sales without a customer", "无客户信息的销售额"}, Value: in.Currency.Money(in.Unattributed),
			Note: Sentence("%s of sales", "占销售额 %s", Percent(in.unattributedShare()))},
		{Label: Text{"Checks passed", "通过的检查"}, Value: Sentence("%s of %s", "%s / %s", Count(len(in.Checks)-in.failed()), Count(len(in.Checks)))},
	}
	if in.LastDay != analytics.NoDay {
		cards = append(cards, Card{Label: Text{"Last transaction", "最后一笔交易"}, Value: Same(in.LastDay.String()), Note: age(int(in.AsOf - in.LastDay))})
	}
	return cards
}

// age says how fresh the data is.
func age(days int) Text {
	if days <= 0 {
		return Text{"on the as-of date", "即截止日当天"}
	}
	return Sentence("%s before the as-of date", "早于截止日 %s", Days(float64(days)))
}

// refusals are the rows that could not be used.
func (in QualityInput) refusals() Section {
	s := Section{
		ID: "refused", Title: Text{"Every row that was read could be used.", "读取的所有行均可使用。"},
		Note: Sentence("n = %s read, %s used.", "n = 读取 %s，使用 %s。", Plural(in.Read, "row", "rows", "行"), Plural(in.Kept, "row", "rows", "行")),
		Definition: Sentence("Refused rows are counted by reason and never dropped silently. The quality gate stops publication above %s of the rows; it held %s against the data. Rows without a customer are sales that nobody can be given, and rows after the as-of date belong to a later report: neither is held against the data.",
			"无法使用的行按原因计数，绝不会被悄悄丢弃。超过 %s 时质量门槛会阻止发布；本次计入 %s。没有客户信息的行属于无法归属的销售，晚于截止日的行属于以后的报告：两者均不计入。",
			Same(in.Gate.Limit), Plural(in.Gate.Rows, "row", "rows", "行")),
	}
	if len(in.Refused) == 0 {
		return s
	}
	list := slices.Clone(in.Refused)
	slices.SortStableFunc(list, func(a, b Refused) int { return cmp.Compare(b.Rows, a.Rows) })
	bars := Bars{Kind: KindCount, Flat: true, Name: Text{"Rows", "行数"}, Series: []Bar{{}}}
	var rows [][]any
	var all int64
	for _, r := range list {
		all += r.Rows
		bars.Names = append(bars.Names, Sentence("%s (%s)", "%s（%s）", refusalText(r.Reason), tableText(r.Table)))
		bars.Series[0].Values = append(bars.Series[0].Values, float64(r.Rows))
		rows = append(rows, []any{tableText(r.Table), r.Reason, refusalText(r.Reason), r.Rows, r.Revenue, r.Counted})
	}
	s.Title = Sentence("%s could not be used, %s of those read; the most frequent reason: %s.", "%s无法使用，占读取行数的 %s；最常见的原因：%s。",
		Plural(all, "row", "rows", "行"), Percent(float64(all)/float64(in.Read)), refusalText(list[0].Reason))
	if !list[0].Counted {
		s.Title = Sentence("%s could not be used, %s of those read, most of them for a reason that is not the data's fault: %s.",
			"%s无法使用，占读取行数的 %s，其中多数并非数据错误：%s。", Plural(all, "row", "rows", "行"), Percent(float64(all)/float64(in.Read)), refusalText(list[0].Reason))
	}
	s.What, s.Open = Text{"Refused rows by reason", "按原因统计的无法使用行"}, true
	s.Chart = BarChart(bars)
	s.Table = &Grid{Columns: []Column{{Text{"Table", "表"}, KindText, ""}, {Text{"Code", "代码"}, KindText, ""}, {Text{"Reason", "原因"}, KindText, ""},
		{Text{"Rows", "行数"}, KindCount, ""}, {Text{"Amount on them", "涉及金额"}, KindMoney, ""}, {Text{"Held against the gate", "计入质量门槛"}, KindText, ""}}, Rows: rows}
	return s
}

func (in QualityInput) inputs() Section {
	g := &Grid{Columns: []Column{{Text{"Table", "表"}, KindText, ""}, {Text{"File", "文件"}, KindText, ""}, {Text{"Rows", "行数"}, KindCount, ""},
		{Text{"Bytes", "字节"}, KindCount, ""}, {Text{"Fingerprint (SHA-256 begins)", "指纹（SHA-256 开头）"}, KindText, ""}}}
	dated := slices.ContainsFunc(in.Inputs, func(f Input) bool { return f.Last != analytics.NoDay })
	if dated {
		g.Columns = append(g.Columns, Column{Text{"First date", "最早日期"}, KindDate, ""}, Column{Text{"Last date", "最晚日期"}, KindDate, ""})
	}
	for _, f := range in.Inputs {
		row := []any{tableText(f.Table), f.Path, f.Rows, f.Bytes, f.SHA256[:min(12, len(f.SHA256))]}
		if dated {
			row = append(row, f.First, f.Last)
		}
		g.Rows = append(g.Rows, row)
	}
	return Section{
		ID: "inputs", Open: true, Table: g,
		Title: Sentence("%s read, %s in all.", "读取了 %s，共 %s。", Plural(len(in.Inputs), "file was", "files were", "个文件"), Plural(in.Read, "row", "rows", "行")),
	}
}

func (in QualityInput) checks() Section {
	if len(in.Checks) == 0 {
		return Section{}
	}
	rows := make([][]any, len(in.Checks))
	for i, c := range in.Checks {
		rows[i] = []any{c.Name, passed(c.Passed), c.Detail}
	}
	s := Section{
		ID: "checks", Open: true, Title: Sentence("Every check passed (%s of %[1]s).", "所有检查均已通过（%s / %[1]s）。", Count(len(rows))),
		Table: &Grid{Columns: []Column{{Text{"Check", "检查"}, KindText, ""}, {Text{"Result", "结果"}, KindText, ""}, {Text{"Detail", "详情"}, KindText, ""}}, Rows: rows},
	}
	if n := in.failed(); n > 0 {
		s.Title = Sentence("%s of %s failed.", "%[2]s中有 %[1]s 项未通过。", Count(n), Plural(len(rows), "check", "checks", "项检查"))
	}
	return s
}

func passed(ok bool) Text {
	if ok {
		return Text{"✓ passed", "✓ 通过"}
	}
	return Text{"✗ failed", "✗ 未通过"}
}

func (in QualityInput) models() Section {
	if len(in.Models) == 0 {
		return Section{}
	}
	s := Section{ID: "models", Open: true, Title: Text{"No model could be fitted, so no forecast is shown.", "没有可用的模型，因此不显示预测。"}}
	rows := make([][]any, len(in.Models))
	var used []Text
	for i, m := range in.Models {
		rows[i] = []any{modelName(m.Model), statusText(m.Status), m.Selected, m.Customers, m.Sentence}
		if m.Selected {
			used = append(used, Sentence("%s (%s)", "%s（%s）", modelName(m.Model), statusText(m.Status)))
		}
	}
	if len(used) > 0 {
		s.Title = Sentence("Forecasts rest on %s.", "预测基于 %s。", And(used...))
	}
	s.Table = &Grid{Name: "models", Columns: []Column{{Text{"Model", "模型"}, KindText, "model"}, {Text{"Fit", "拟合"}, KindText, "status"}, {Text{"Used", "采用"}, KindText, "selected"},
		{Text{"Customers", "客户数"}, KindCount, "customers"}, {Text{"In words", "说明"}, KindText, ""}}, Rows: rows}
	return s
}

func (in QualityInput) warnings() Section {
	concerns := in.Concerns()
	if len(concerns) == 0 {
		return Section{}
	}
	rows := make([][]any, len(concerns))
	for i, w := range concerns {
		rows[i] = []any{w}
	}
	return Section{ID: "warnings", Open: true, Title: Sentence("This run has %s.", "本次运行有 %s。", Plural(len(rows), "warning", "warnings", "条警告")),
		Table: &Grid{Columns: []Column{{Text{"Warning", "警告"}, KindText, ""}}, Rows: rows}}
}

func (in QualityInput) mapping() Section {
	if len(in.Mapping) == 0 {
		return Section{}
	}
	rows := make([][]any, len(in.Mapping))
	for i, m := range in.Mapping {
		rows[i] = []any{tableText(m.Table), m.Column, m.Source, howText(m.How)}
	}
	return Section{ID: "mapping", Title: Text{"Which source column each column came from", "各列对应的源列"},
		Table: &Grid{Columns: []Column{{Text{"Table", "表"}, KindText, ""}, {Text{"Column", "列"}, KindText, ""}, {Text{"Source column", "源列"}, KindText, ""},
			{Text{"How", "方式"}, KindText, ""}}, Rows: rows}}
}

func (in QualityInput) absent() Section {
	if len(in.Absent) == 0 {
		return Section{}
	}
	rows := make([][]any, len(in.Absent))
	for i, a := range in.Absent {
		rows[i] = []any{tableText(a.Table), a.Flag, a.Gives}
	}
	return Section{ID: "absent", Title: Sentence("%s not given.", "有 %s未提供。", Plural(len(rows), "table was", "tables were", "张表")),
		Table: &Grid{Columns: []Column{{Text{"Table", "表"}, KindText, ""}, {Text{"Flag", "参数"}, KindText, ""}, {Text{"What it would show", "可展示的内容"}, KindText, ""}}, Rows: rows}}
}

func (in QualityInput) settings() Section {
	if len(in.Options) == 0 {
		return Section{}
	}
	rows := make([][]any, len(in.Options))
	for i, o := range in.Options {
		rows[i] = []any{o.Name, phrase(valueWords, o.Value)}
	}
	return Section{ID: "settings", Title: Text{"Settings of this run", "本次运行的设置"},
		Table:      &Grid{Columns: []Column{{Text{"Setting", "设置"}, KindText, ""}, {Text{"Value", "值"}, KindText, ""}}, Rows: rows},
		Definition: Text{"The same input, settings and version give the same report.", "相同的输入、设置和版本会得到相同的报告。"}}
}

// phrase is the text of a code, or the code itself where it has none.
func phrase(words map[string]Text, code string) Text {
	if t, ok := words[code]; ok {
		return t
	}
	return Same(code)
}

func tableText(table string) Text { return phrase(tableWords, table) }

func refusalText(reason string) Text { return phrase(refusalWords, reason) }

func statusText(status string) Text { return phrase(statusWords, status) }

func howText(how string) Text { return phrase(howWords, how) }

var tableWords = map[string]Text{
	"transactions": {"transactions", "交易"}, "surveys": {"surveys", "满意度调查"}, "complaints": {"complaints", "投诉"},
	"referrals": {"referrals", "推荐"}, "identities": {"identities", "身份"}, "costs": {"costs", "成本"},
	"wallet": {"wallet", "钱包份额"}, "employees": {"employees", "员工满意度"},
}

var refusalWords = map[string]Text{
	"no_customer": {"no customer", "没有客户"}, "no_date": {"no date", "没有日期"}, "no_amount": {"no amount", "没有金额"},
	"after_as_of": {"after the as-of date", "晚于截止日"}, "bad_date": {"date that cannot be", "日期无效"},
	"bad_amount": {"amount that cannot be", "金额无效"}, "other_currency": {"other currency", "其他币种"},
	"no_dimension": {"no dimension", "没有维度"}, "bad_score": {"score outside its scale", "评分超出量表"}, "filtered": {"left out by --where", "被 --where 排除"},
}

var statusWords = map[string]Text{
	"converged": {"fitted well", "拟合良好"}, "boundary": {"at the edge of what it can describe", "达到其所能描述的边界"},
	"not identified":    {"the data cannot tell its parameters apart", "数据无法识别其参数"},
	"too few customers": {"too few customers", "客户太少"}, "failed": {"could not be fitted", "拟合失败"},
}

var valueWords = map[string]Text{
	"each customer's own rhythm": {"each customer's own rhythm", "按客户自身节奏"}, "auto": {"auto", "自动"}, "true": {"yes", "是"},
}

var howWords = map[string]Text{
	"given": {"given by the user", "用户指定"}, "computed": {"computed", "计算得出"}, "recognised": {"recognised by its name", "按名称识别"}, "same name": {"same name", "同名"},
}
