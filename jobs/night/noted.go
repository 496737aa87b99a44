package night

import (
	"log/slog"

	"regulars/charts"
)

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
