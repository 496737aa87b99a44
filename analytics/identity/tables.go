package identity

import "regulars/analytics"

// linkRow is a link without what people are known by.
type linkRow struct {
	Customer string `col:"customer_id" en:"customer whom both accounts belong to" zh:"两个账户所属的客户"`
	SourceA  string `col:"source" en:"source of the one account" zh:"其一账户的来源"`
	IDA      string `col:"source_id" en:"id of the one account in its source" zh:"其一账户在其来源的编号"`
	SourceB  string `col:"other_source" en:"source of the other account" zh:"另一账户的来源"`
	IDB      string `col:"other_source_id" en:"id of the other account in its source" zh:"另一账户在其来源的编号"`
	Reason   Reason `col:"reason" en:"what both have in common: phone, e-mail or same account" zh:"共同之处：phone 电话、e-mail 邮箱、same account 同一账户"`
	Name     bool   `col:"name_agrees" en:"their names agree too" zh:"姓名也相符"`
	Birthday bool   `col:"birthday_agrees" en:"their birthdays agree too" zh:"生日也相符"`
}

// LinksSchema describes the table identity_links.
var LinksSchema = analytics.SchemaOf[linkRow](analytics.Schema{
	Name:      "identity_links",
	Row:       "joining of two accounts",
	RowZH:     "两个账户的一次合并",
	Meaning:   "which accounts were taken for one person, and by what",
	MeaningZH: "哪些账户被认作同一人，依据为何",
})

// Tables are identity_links, each joining with its reason, and identity_reasons, how many there are. They hold ids and no personal data.
func (r *Result) Tables() []analytics.Table {
	rows := make([]linkRow, len(r.Links))
	for i, l := range r.Links {
		a, b := &r.Accounts[l.A], &r.Accounts[l.B]
		rows[i] = linkRow{r.ids[l.A], a.Source, a.ID, b.Source, b.ID, l.Reason, l.Name, l.Birthday}
	}
	return []analytics.Table{analytics.TableOf(LinksSchema, rows), analytics.TableOf(ReasonsSchema, r.Summary().ByReason)}
}
