package status

import (
	"math"

	"regulars/analytics"
)

// TooShort is the share of those once lost who have bought since, above which the rule is too short for the base.
const TooShort = 0.25

// FewGaps is how many gaps the rule needs before it is not worth saying on how many it rests.
const FewGaps = 100

// Base counts the customers by status at the as-of date, and what became of those who were lost half the history ago, by the rule as
// it was known then. It is an accumulator.
type Base struct {
	Rule     analytics.StatusRule
	AsOf     analytics.Day
	Half     analytics.Day // the day half the history ago; NoDay where there is none
	then     analytics.StatusRule
	Count    [analytics.Statuses]int
	Revenue  [analytics.Statuses]analytics.Total // net, of all time
	Year     [analytics.Statuses]analytics.Total // net, of the 365 days to AsOf
	Own      int                                 // customers who go by their own gaps
	WereLost int                                 // at the end of Half
	Returned int                                 // of these, those who bought after it
}

// HalfAgo is the day half the history ago; NoDay where the history is not longer than a day.
func HalfAgo(q analytics.Question) analytics.Day {
	if q.Start == analytics.NoDay || q.Start >= q.AsOf {
		return analytics.NoDay
	}
	return q.Start + (q.AsOf-q.Start)/2
}

// NewBase makes an accumulator; then is the rule that followed from the gaps that had ended half the history ago.
func NewBase(q analytics.Question, rule, then analytics.StatusRule) *Base {
	return &Base{Rule: rule, AsOf: q.AsOf, Half: HalfAgo(q), then: then}
}

// Add adds a customer. One who is known from surveys or complaints alone has no status.
func (b *Base) Add(c *analytics.Customer) {
	if !known(c, b.AsOf) {
		return
	}
	now := b.Rule.On(c, b.AsOf)
	b.Count[now.Status]++
	if now.Own {
		b.Own++
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Day > b.AsOf {
			break
		}
		b.Revenue[now.Status].Add(r.Net())
		if r.Day > b.AsOf-365 {
			b.Year[now.Status].Add(r.Net())
		}
	}
	if b.Half == analytics.NoDay || b.then.On(c, b.Half).Status != analytics.Lost {
		return
	}
	b.WereLost++
	if now.Last > b.Half {
		b.Returned++
	}
}

// known tells whether a customer has a row or an account at the end of a day.
func known(c *analytics.Customer, day analytics.Day) bool {
	return len(c.Rows) > 0 && c.Rows[0].Day <= day || len(c.Accounts) > 0 && c.Accounts[0].Day <= day
}

// Merge adds the customers of another accumulator of the same rule.
func (b *Base) Merge(o *Base) {
	for s := range b.Count {
		b.Count[s] += o.Count[s]
		b.Revenue[s].Merge(o.Revenue[s])
		b.Year[s].Merge(o.Year[s])
	}
	b.Own += o.Own
	b.WereLost += o.WereLost
	b.Returned += o.Returned
}

// Current is how many customers are current.
func (b *Base) Current() int {
	return b.Count[analytics.New] + b.Count[analytics.Active] + b.Count[analytics.Slowing]
}

// Buyers is how many customers have a purchase.
func (b *Base) Buyers() int { return b.Current() + b.Count[analytics.Lost] }

// Back is the share of those lost half the history ago who have bought since; NaN where nobody was.
func (b *Base) Back() float64 { return float64(b.Returned) / float64(b.WereLost) }

// TooShort tells whether so many of those once lost have bought since that the rule is too short for this base.
func (b *Base) TooShort() bool { return b.Back() > TooShort }

// Row is a row of the table status.
type Row struct {
	Status    string          `col:"status" en:"new, active, slowing or lost, as the rule of the table status_rule says; not yet: an account without a purchase, or refunds only" zh:"状态：new 新客、active 活跃、slowing 放缓、lost 流失，按 status_rule 表的规则；not yet 未购：无购买的账户或仅有退款"`
	Customers int             `col:"customers" unit:"customers" en:"customers with the status at the as-of date" zh:"截至日处于该状态的客户数"`
	Share     float64         `col:"share_customers" unit:"share" en:"their share of the customers with a purchase; empty for not yet" zh:"占有购买客户的比例；未购为空"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"their net revenue so far" zh:"其迄今净收入"`
	Year      analytics.Total `col:"revenue_365" unit:"currency" en:"their net revenue of the 365 days to the as-of date" zh:"其截至日前 365 天的净收入"`
}

// Rows are the statuses, the best first.
func (b *Base) Rows() []Row {
	var rows []Row
	for _, s := range Order {
		row := Row{s.String(), b.Count[s], float64(b.Count[s]) / float64(b.Buyers()), b.Revenue[s], b.Year[s]}
		if s == analytics.NotYet {
			row.Share = math.NaN()
		}
		rows = append(rows, row)
	}
	return rows
}

// Order is the order in which statuses are shown.
var Order = [analytics.Statuses]analytics.Status{analytics.New, analytics.Active, analytics.Slowing, analytics.Lost, analytics.NotYet}

// RuleRow is the row of the table status_rule: the rule for everybody and what became of those whom it called lost.
type RuleRow struct {
	Slow     int           `col:"slowing_after_days" unit:"days" en:"silence after which customers without ten gaps of their own are slowing: the 80 % gap of all" zh:"不足十个自身间隔的客户，沉默超过此天数为放缓：全体间隔的 80% 分位"`
	Lost     int           `col:"lost_after_days" unit:"days" en:"silence after which they are lost: the 95 % gap of all, or one and a half times the 80 % gap if that is longer, or what --churn-after says" zh:"沉默超过此天数为流失：全体间隔的 95% 分位，或 80% 分位的 1.5 倍（取较长者），或由 --churn-after 指定"`
	Asked    bool          `col:"asked_for" en:"whether --churn-after says when a customer is lost" zh:"流失天数是否由 --churn-after 指定"`
	Gaps     int           `col:"gaps" unit:"number" en:"gaps between purchase occasions on which the rule rests: the first ten of each customer" zh:"规则所依据的购买间隔数：每位客户的前十个间隔"`
	Own      int           `col:"customers_by_own_gaps" unit:"customers" en:"customers with ten gaps or more, who go by their own" zh:"有十个及以上间隔、按自身间隔判定的客户数"`
	Half     analytics.Day `col:"check_date" en:"day half the history ago, on which the rule is checked" zh:"检验规则的日期：历史的中点"`
	Then     int           `col:"lost_after_days_then" unit:"days" en:"lost_after_days as it followed from the gaps known on that day" zh:"当日已知间隔得出的流失天数"`
	WereLost int           `col:"lost_then" unit:"customers" en:"customers who were lost on that day by the rule as it was then" zh:"按当日规则当日已流失的客户数"`
	Returned int           `col:"bought_since" unit:"customers" en:"of these, customers who have bought since" zh:"其中此后又购买的客户数"`
	Back     float64       `col:"share_bought_since" unit:"share" en:"their share; above a quarter the rule is too short for this base" zh:"其比例；超过四分之一说明规则对该客群过短"`
	TooShort bool          `col:"too_short" en:"whether the rule is too short for this base" zh:"规则对该客群是否过短"`
}

// RuleRow is the rule with its check.
func (b *Base) RuleRow() RuleRow {
	return RuleRow{
		Slow: b.Rule.Everyone.Slow, Lost: b.Rule.Everyone.Lost, Asked: b.Rule.After > 0, Gaps: b.Rule.Gaps, Own: b.Own, Half: b.Half, Then: b.then.Everyone.Lost,
		WereLost: b.WereLost, Returned: b.Returned, Back: b.Back(), TooShort: b.TooShort(),
	}
}

// Schema describes the table status.
var Schema = analytics.SchemaOf[Row](analytics.Schema{
	Name: "status",
	Row:  "status", RowZH: "状态",
	Meaning: "how many customers are new, active, slowing and lost at the as-of date", MeaningZH: "截至日新客、活跃、放缓与流失的客户数",
})

// RuleSchema describes the table status_rule.
var RuleSchema = analytics.SchemaOf[RuleRow](analytics.Schema{
	Name: "status_rule",
	Row:  "the rule", RowZH: "规则",
	Meaning:   "when a customer without a rhythm of the own counts as slowing and lost, and what became of those whom the rule called lost half the history ago",
	MeaningZH: "无自身节奏的客户何时算放缓与流失，以及历史中点时被判为流失的客户后来如何",
})

// Tables are the tables status and status_rule.
func (b *Base) Tables() []analytics.Table {
	return []analytics.Table{analytics.TableOf(Schema, b.Rows()), analytics.TableOf(RuleSchema, []RuleRow{b.RuleRow()})}
}
