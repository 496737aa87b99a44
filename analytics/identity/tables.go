package identity

import "regulars/analytics"

// linkRow is a link without what people are known by.
type linkRow struct {
	Customer string `col:"customer_id"`
	SourceA  string `col:"source"`
	IDA      string `col:"source_id"`
	SourceB  string `col:"other_source"`
	IDB      string `col:"other_source_id"`
	Reason   Reason `col:"reason"`
	Name     bool   `col:"name_agrees"`
	Birthday bool   `col:"birthday_agrees"`
}

// Tables are identity_links, each joining with its reason, and identity_reasons, how many there are. They hold ids and no personal data.
func (r *Result) Tables() []analytics.Table {
	rows := make([]linkRow, len(r.Links))
	for i, l := range r.Links {
		a, b := &r.Accounts[l.A], &r.Accounts[l.B]
		rows[i] = linkRow{r.ids[l.A], a.Source, a.ID, b.Source, b.ID, l.Reason, l.Name, l.Birthday}
	}
	return []analytics.Table{analytics.Undescribed("identity_links", rows), analytics.Undescribed("identity_reasons", r.Summary().ByReason)}
}
