package night

import (
	"log/slog"
	"math"

	"regulars/analytics"
	"regulars/charts"
	"regulars/charts/pages"
	"regulars/data"
)

// qualityTopic is whether the figures can be trusted: what was read and refused, the quality gate, and sums that must hold.
type qualityTopic struct {
	*scope
	inputs  []*data.Report
	gate    Gate
	most    Limit         // of bad rows
	lastDay analytics.Day // in the data
	options []pages.Option
	noted   []charts.Text // concerns that come up on the way
	hashed  bool          // customer ids are
}

// rows are how many were read, and how many could be used.
func (t *qualityTopic) rows() (read, kept int64) {
	for _, in := range t.inputs {
		read, kept = read+in.Read, kept+in.Kept
	}
	return read, kept
}

// sales are the lines of transactions that could be used.
func (t *qualityTopic) sales() (kept int64) {
	for _, in := range t.inputs {
		if in.Table == "transactions" {
			kept = in.Kept
		}
	}
	return kept
}

// reach is the last day of all transactions up to the as-of date, whatever the filter.
func (t *qualityTopic) reach() analytics.Day {
	for _, in := range t.inputs {
		if in.Table == "transactions" && !in.Reach.IsZero() {
			return analytics.DayOf(in.Reach)
		}
	}
	return analytics.NoDay
}

// input is what the Data page is made of.
func (t *qualityTopic) input(base *baseTopic, people *peopleTopic, models []pages.ModelStatus, checks []pages.Check) pages.DataInput {
	read, kept := t.rows()
	in := pages.DataInput{
		Currency: t.currency, AsOf: t.AsOf, LastDay: t.lastDay, Read: read, Kept: kept,
		Revenue: base.kpis.Whole.Revenue.Units(), Checks: checks, Options: t.options, Models: models, Noted: t.noted, People: people.summary(),
		Gate: pages.Gate{Table: t.gate.Table, Rows: t.gate.Rows, Share: t.gate.Share, Limit: t.most.String(), Allowed: t.gate.Allowed},
	}
	for _, table := range t.inputs {
		for _, file := range table.Files {
			in.Inputs = append(in.Inputs, pages.Input{
				Table: table.Table, Path: file.Path, Rows: file.Rows, Bytes: file.Bytes, SHA256: file.SHA256,
				First: analytics.NoDay, Last: analytics.NoDay,
			})
		}
		for _, c := range table.Columns {
			in.Mapping = append(in.Mapping, pages.Mapped{Table: table.Table, Column: c.Canonical, Source: c.Source, How: c.How})
		}
		for reason, refused := range sorted(table.Refused) {
			net := math.NaN()
			if table.Table == "transactions" && reason != "after_as_of" { // whose amounts are not summed
				net = analytics.Money(refused.Amount).Units()
			}
			if table.Table == "transactions" && reason == "no_customer" {
				in.Unattributed = net
			}
			in.Refused = append(in.Refused, pages.Refused{
				Table: table.Table, Reason: reason, Rows: refused.Rows, Revenue: net, Counted: Counted(reason),
			})
		}
	}
	return in
}

// noteInputs notes files that were given twice, and a state that was of no use.
func (t *qualityTopic) noteInputs(past *remembered, log *slog.Logger) {
	for _, in := range t.inputs {
		for _, c := range in.Copies {
			log.Warn("two files have the same content, which is counted once: remove one of them", "table", in.Table, "file", c.Path, "of", c.Of)
			t.noted = append(t.noted, charts.Sentence("%s has the content of %s, so it was counted once: remove one of them.", "%s 与 %s 内容相同，只计一次：请删除其一。",
				charts.Same(c.Path), charts.Same(c.Of)))
		}
	}
	if past != nil && past.trouble != nil {
		t.noted = append(t.noted, charts.Sentence("The folder of --state is in trouble, which costs time and no figure: %s.", "--state 文件夹有问题，只影响用时，不影响数字：%s。",
			charts.Same(past.trouble.Error())))
	}
}

// noteIDs warns of customer ids by which anybody who sees the report can reach the customers.
func (t *qualityTopic) noteIDs(ids *contactIDs, log *slog.Logger) {
	if !ids.are() {
		return
	}
	log.Warn("customer ids look like e-mail addresses or phones, and stand in clear in the report: hash them with --hash-ids",
		"emails", ids.emails, "phones", ids.phones, "customers", ids.customers)
	t.noted = append(t.noted, charts.Sentence("Customer ids look like e-mail addresses or phones and stand in clear in this report: hash them with %s.",
		"客户编号疑为电子邮箱或电话号码，在本报告中以明文出现：请用 %s 散列。", charts.Same("--hash-ids")))
}
