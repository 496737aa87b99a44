package status

import "regulars/analytics"

// Flows counts how customers moved from one status to another between two days, and what they spent in between. It is an accumulator.
//
// Who is first known after From was not yet a customer on it, so every row sums to an opening and every column to a closing count.
type Flows struct {
	From, To analytics.Day
	rule     analytics.StatusRule
	Count    [analytics.Statuses][analytics.Statuses]int             // from, to
	Revenue  [analytics.Statuses][analytics.Statuses]analytics.Total // net, after From up to To
}

// NewFlows makes an accumulator of the moves from the end of one day to the end of another, which comes later.
func NewFlows(rule analytics.StatusRule, from, to analytics.Day) *Flows {
	return &Flows{From: from, To: to, rule: rule}
}

// Add adds a customer.
func (f *Flows) Add(c *analytics.Customer) {
	if !known(c, f.To) {
		return
	}
	from, to := f.rule.On(c, f.From).Status, f.rule.On(c, f.To).Status
	f.Count[from][to]++
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Day > f.From && r.Day <= f.To {
			f.Revenue[from][to].Add(r.Net())
		}
	}
}

// Merge adds the customers of another accumulator of the same rule and days.
func (f *Flows) Merge(o *Flows) {
	for from := range f.Count {
		for to := range f.Count[from] {
			f.Count[from][to] += o.Count[from][to]
			f.Revenue[from][to].Merge(o.Revenue[from][to])
		}
	}
}

// Opening is how many customers had a status at the end of From.
func (f *Flows) Opening(s analytics.Status) (n int) {
	for _, m := range f.Count[s] {
		n += m
	}
	return n
}

// Closing is how many customers had a status at the end of To.
func (f *Flows) Closing(s analytics.Status) (n int) {
	for from := range f.Count {
		n += f.Count[from][s]
	}
	return n
}

// Customers is how many customers there are in all.
func (f *Flows) Customers() (n int) {
	for _, s := range Order {
		n += f.Closing(s)
	}
	return n
}

// FlowRow is a row of the table status_flows.
type FlowRow struct {
	From       analytics.Day   `col:"from_date" en:"the earlier day, at whose end from_status holds" zh:"较早的日期，from_status 为其当日结束时的状态"`
	To         analytics.Day   `col:"to_date" en:"the later day, at whose end to_status holds" zh:"较晚的日期，to_status 为其当日结束时的状态"`
	FromStatus string          `col:"from_status" en:"status on the earlier day; not yet where the customer had not bought, or was not known" zh:"较早日期的状态；尚未购买或未知者为 not yet 未购"`
	ToStatus   string          `col:"to_status" en:"status on the later day" zh:"较晚日期的状态"`
	Customers  int             `col:"customers" unit:"customers" en:"customers who moved so, or stayed" zh:"如此变动（或未变）的客户数"`
	Revenue    analytics.Total `col:"revenue" unit:"currency" en:"their net revenue after the earlier day up to the later" zh:"其在两日之间的净收入"`
}

// FlowSchema describes the table status_flows.
var FlowSchema = analytics.SchemaOf[FlowRow](analytics.Schema{
	Name: "status_flows",
	Row:  "two days × status on the one × status on the other", RowZH: "两个日期 × 前一状态 × 后一状态",
	Meaning:   "how customers moved between statuses since the comparison date, and since the day a year before; rows of two days sum to the opening and closing counts",
	MeaningZH: "自比较日及一年前以来客户在各状态间的变动；同两个日期的各行之和等于期初与期末客户数",
})

// FlowTable is the table status_flows.
func FlowTable(flows ...*Flows) analytics.Table {
	var rows []FlowRow
	for _, f := range flows {
		rows = append(rows, f.Rows()...)
	}
	return analytics.TableOf(FlowSchema, rows)
}

// Rows are the moves that occur.
func (f *Flows) Rows() []FlowRow {
	var rows []FlowRow
	for _, from := range Order {
		for _, to := range Order {
			if n := f.Count[from][to]; n > 0 {
				rows = append(rows, FlowRow{f.From, f.To, from.String(), to.String(), n, f.Revenue[from][to]})
			}
		}
	}
	return rows
}
