package pages

import (
	"strings"

	"regulars/analytics/referral"
	"regulars/analytics/value"
	"regulars/charts"
)

// WorthInput is what customers are worth apart from the forecast: the sections on costs, books, referrals, wallets and relationships.
type WorthInput struct {
	Books       BooksInput
	Trees       *referral.Trees   // nil where no referrals were given
	Revenue     float64           // of all customers so far
	Equity      []value.EquityRow // all customers first
	Rates       *value.Rates      // nil where no costs were given
	Parts       *value.Parts
	Wallets     *value.Wallets // nil where no wallets were given
	AnswerValue float64        // what one answer is worth
}

// worthOf is the sections on what customers are worth apart from the forecast.
func (in ValueInput) worthOf() (list []charts.Section) {
	if in.Rates != nil {
		list = append(list, in.equity(), in.payback(), in.acquisition())
	}
	if in.Parts != nil && in.Parts.Customers > 0 {
		list = append(list, in.relationship())
	}
	if in.Books.Year != nil {
		list = append(list, in.textbook())
	}
	if in.Wallets != nil {
		list = append(list, in.wallet())
	}
	if in.Trees != nil {
		list = append(list, in.referrals())
	}
	if in.Parts != nil {
		list = append(list, in.missing()...)
	}
	return list
}

// missing says which tables would show more.
func (in ValueInput) missing() []charts.Section {
	var tables []string
	var gives []charts.Text
	for _, t := range []struct {
		absent bool
		table  string
		gives  charts.Text
	}{
		{in.Rates == nil, "costs (period, kind, amount; channel, customer_id)", both("what a new customer costs and how soon that is paid back", "获客成本及回本时间")},
		{in.Wallets == nil, "wallet (customer_id, period, amount)", both("what customers spend elsewhere", "客户在别处的消费")},
		{in.Trees == nil, "referrals (referrer_id, referred_id, referred_at)", both("who brought whom", "谁带来了谁")},
	} {
		if t.absent {
			tables, gives = append(tables, t.table), append(gives, t.gives)
		}
	}
	if len(tables) == 0 {
		return nil
	}
	return []charts.Section{{
		ID: "missing", Title: both("What more tables would show", "补充数据表后可展示的内容"),
		Small: charts.Sentence("This page would also show %s, if it were given: %s.", "提供以下数据表后，本页还可展示%s：%s。", charts.And(gives...), strings.Join(tables, "; ")),
	}}
}
