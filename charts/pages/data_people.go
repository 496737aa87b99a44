package pages

import (
	"regulars/analytics/identity"
	"regulars/charts"
)

// people says which accounts were found to be one customer's, and why.
func (in DataInput) people() charts.Section {
	if in.People == nil {
		return charts.Section{}
	}
	p := in.People
	shared := 0
	rows := make([][]any, len(p.ByReason))
	for i, j := range p.ByReason {
		shared += j.Shared + j.Disputed
		rows[i] = []any{reasonWords[j.Reason], j.Links, j.Confirmed, j.Shared, j.Disputed}
	}
	s := charts.Section{
		ID: "people", Open: true, Title: charts.Sentence("No two of %s were found to be one person's.", "%s中没有发现属于同一人的。", charts.Plural(p.Accounts, "account", "accounts", "个账户")),
		Note: charts.Sentence("n = %s, %s, of whom %s not want to be contacted.", "n = %s，%s；其中 %s不愿被联系。",
			charts.Plural(p.Accounts, "account", "accounts", "个账户"), charts.Plural(p.People, "person", "people", "人"), charts.Plural(p.Refusing, "does", "do", "人")),
		Definition: both(
			"Accounts with the same phone or e-mail address, brought to one form, are one customer, and every table is counted under that customer. A phone or address of too many accounts (--shared-key) joins nobody; one whose accounts have different names or birthdays joins only those that agree. Name and birthday alone join nobody. An id that different people have in different sources stays as it is. Whoever refused contact in any account is in no list to act on.",
			"电话或邮箱规范化后相同的账户视为同一客户，所有表均按该客户统计。账户过多的电话或邮箱（--shared-key）不合并任何人；同一电话或邮箱下姓名或生日不一致时，只合并其中一致的账户。仅凭姓名和生日不合并。不同来源中属于不同人的相同编号保持原样。在任一账户中拒绝联系的人不会出现在任何行动名单中。",
		),
		Table: &charts.Grid{Name: "identity_reasons", Columns: []charts.Column{{Title: both("Reason", "依据"), Kind: charts.KindText, Key: "reason"}, {Title: both("Accounts joined", "合并的账户"), Kind: charts.KindCount, Key: "links"},
			{Title: both("Name or birthday agrees too", "姓名或生日也一致"), Kind: charts.KindCount, Key: "confirmed"}, {Title: both("Shared by too many", "共用账户过多"), Kind: charts.KindCount, Key: "shared_keys"},
			{Title: both("Shared by different people", "由不同的人共用"), Kind: charts.KindCount, Key: "disputed_keys"}}, Rows: rows},
	}
	if p.Joined > 0 {
		s.Title = charts.Sentence("%s are %s: %s with more than one account.", "%s属于 %s，其中 %s有多个账户。", charts.Plural(p.Accounts, "account", "accounts", "个账户"),
			charts.Plural(p.People, "person", "people", "人"), charts.Plural(p.Joined, "person", "people", "人"))
	}
	if shared > 0 {
		s.Title = charts.Join(s.Title, charts.Sentence("%s shared and not trusted.", "%s为多人共用，未予采信。", charts.Plural(shared, "phone or address is", "phones or addresses are", "个电话或邮箱")))
	}
	if p.Clashing > 0 {
		s.Title = charts.Join(s.Title, charts.Sentence("%s different people in different sources: give each source ids of its own.", "%s在不同来源中属于不同的人：请为各来源使用不同的编号。", charts.Plural(p.Clashing, "id means", "ids mean", "个编号")))
	}
	return s
}

var reasonWords = map[identity.Reason]charts.Text{
	identity.SamePhone: both("same phone", "电话相同"), identity.SameEmail: both("same e-mail address", "邮箱相同"),
	identity.SameAccount: both("same account, listed twice", "同一账户重复列出"),
}
