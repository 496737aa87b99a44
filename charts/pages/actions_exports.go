package pages

import (
	"cmp"
	"slices"

	"regulars/charts"
)

// Exported is a list of customers that was written as files for other programs.
type Exported struct {
	Name      string // as it was asked for
	File      string // below exports/, without an extension
	Customers int
	Refused   int    // left out since they do not want to be contacted; −1 where that is not counted
	HeldOut   int    // left out at random, so that what the list achieves can be measured
	Contacts  string // "clear", "hashed", "left out" or "not known"
}

var contactWords = map[string]charts.Text{
	"clear": both("in clear", "明文"), "hashed": both("hashed with the key", "密钥哈希"), "left out": both("left out, for there is no key", "未写入（无密钥）"),
	"not known": both("not known", "未知"),
}

// exports is which lists stand in files beside the pages.
func (in ActionsInput) exports() charts.Section {
	s := charts.Section{
		ID: "exports", Title: in.exportsTitle(), What: both("Lists in the folder exports, as CSV, Excel and Parquet", "exports 文件夹中的名单（CSV、Excel、Parquet）"), Open: true,
		Note: both("All customers of each list but those who refuse contact and those held out; the files have all rows, and contacts beside them the rows to hand back.", "每份名单含除拒绝联系者与对照组以外的全部客户；文件含全部行，contacts 文件夹中为需交回的记录。"),
		Definition: both(
			"Parts of the queue are in its order, others by what is expected of customers, then by what they have brought. Held out: a share of the customers (--hold-out), drawn at random for the quarter, whom no list contacts. The rows to hand back, contacts, say who was on the list and who was held out: with --contacts the next reports measure what it achieved. Who refused contact in any account is in no list.\nA hashed contact is the HMAC-SHA-256 of the phone in the form of E.164, the e-mail address in lower case, or the name as written; with the same key, other programs find the same.",
			"队列名单按队列次序，其余按预期价值、再按已带来的收入从高到低排列。对照组：本季度随机抽取（--hold-out）、任何名单均不触达的客户。需交回的记录（contacts）说明谁在名单中、谁为对照；以 --contacts 交回后，之后的报告会衡量效果。任一账户拒绝联系者不在任何名单中。\n哈希联系方式为 E.164 格式电话、小写电子邮箱或原样姓名的 HMAC-SHA-256；使用相同密钥，其他程序可得到相同结果。",
		),
		Table: &charts.Grid{Name: "exports", Columns: []charts.Column{
			{Title: both("List", "名单"), Kind: charts.KindText, Key: "list"}, {Title: both("File", "文件"), Kind: charts.KindText, Key: "file"}, {Title: both("Customers", "客户"), Kind: charts.KindCount, Key: "customers"},
			{Title: both("Left out, refuse contact", "拒绝联系而未列入"), Kind: charts.KindCount, Key: "left_out_for_refusal"}, {Title: both("Held out", "对照组"), Kind: charts.KindCount, Key: "held_out"}, {Title: both("Contacts", "联系方式"), Kind: charts.KindText, Key: "contacts"},
		}},
	}
	for _, e := range in.Exported {
		var refused any
		if e.Refused >= 0 {
			refused = e.Refused
		}
		s.Table.Rows = append(s.Table.Rows, []any{e.Name, "exports/" + e.File + ".csv", e.Customers, refused, e.HeldOut, contactWords[e.Contacts]})
	}
	return s
}

// exportsTitle adds nothing up over several lists, for a customer can stand in each of them.
func (in ActionsInput) exportsTitle() charts.Text {
	longest := slices.MaxFunc(in.Exported, func(a, b Exported) int { return cmp.Compare(a.Customers, b.Customers) })
	who := charts.Plural(longest.Customers, "customer", "customers", "位客户")
	if longest.Customers == 0 {
		return both("Nobody is on a list that was asked for.", "所要的名单上没有客户。")
	}
	if len(in.Exported) > 1 {
		return charts.Sentence("%s can be taken to other programs; the longest is %s with %s.", "%s可供其他程序使用；最长的是 %s，共 %s。",
			charts.Plural(len(in.Exported), "list", "lists", "份名单"), charts.Same(longest.Name), who)
	}
	title := charts.Sentence("The list %s with %s can be taken to other programs.", "名单 %s（%s）可供其他程序使用。", charts.Same(longest.Name), who)
	if longest.Refused <= 0 {
		return title
	}
	return charts.Join(title, charts.Sentence("Left out: %s who refused contact.", "未列入：%s拒绝联系。", charts.Plural(longest.Refused, "customer", "customers", "位客户")))
}
