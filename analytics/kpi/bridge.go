package kpi

import (
	"math/big"

	"regulars/analytics"
)

// group is customers who did the same in both periods of the bridge, with what they bought then and now.
type group struct {
	customers int
	gross     [2]analytics.Total // then, now
	orders    [2]int
}

func (g *group) add(then, now *own) {
	g.customers++
	g.gross[0].Add(then.gross)
	g.gross[1].Add(now.gross)
	g.orders[0] += then.orders
	g.orders[1] += now.orders
}

func (g *group) merge(o *group) {
	g.customers += o.customers
	for i := range g.gross {
		g.gross[i].Merge(o.gross[i])
		g.orders[i] += o.orders[i]
	}
}

// cause is who bought in the headline period and in the same days a year before.
type cause struct {
	won, back, gone, kept group
	refunds               [2]analytics.Total
}

// add adds a customer by what was bought a year before and now; won tells that the first purchase ever lies after the earlier period.
func (b *cause) add(then, now *own, won bool) {
	b.refunds[0].Add(then.refunds)
	b.refunds[1].Add(now.refunds)
	switch {
	case then.bought && now.bought:
		b.kept.add(then, now)
	case then.bought:
		b.gone.add(then, now)
	case now.bought && won:
		b.won.add(then, now)
	case now.bought:
		b.back.add(then, now)
	}
}

func (b *cause) merge(o *cause) {
	b.won.merge(&o.won)
	b.back.merge(&o.back)
	b.gone.merge(&o.gone)
	b.kept.merge(&o.kept)
	for i := range b.refunds {
		b.refunds[i].Merge(o.refunds[i])
	}
}

// The steps of the bridge, in order.
const (
	StepBefore  = "year_before"
	StepWon     = "won"
	StepBack    = "back"
	StepOrders  = "kept_orders"
	StepAverage = "kept_average_order"
	StepRefunds = "refunds"
	StepGone    = "gone"
	StepNow     = "now"
)

// Step is a step of the bridge from the revenue of a year before to that of the headline period. It is a row of the table bridge.
type Step struct {
	Step      string          `col:"step" en:"step: year_before, won (first purchase ever after the earlier period), back (bought before, not in the earlier period), kept_orders, kept_average_order (bought in both), refunds, gone (bought in the earlier period only), now" zh:"步骤：year_before 去年同期、won 新赢得（首购在其后）、back 回流（此前买过、去年同期未买）、kept_orders 与 kept_average_order 留存客户的订单数与每单金额、refunds 退款、gone 离开（仅去年同期买过）、now 本期"`
	Customers int             `col:"customers,nullnegative" unit:"customers" en:"customers of the step; empty for refunds" zh:"该步骤涉及的客户数；退款为空"`
	Amount    analytics.Total `col:"amount" unit:"currency" en:"revenue of the first and last step, change of revenue of the others; the first and the changes sum to the last" zh:"首末两步为收入，其余为收入变化；首步与各变化之和等于末步"`
}

// Bridge explains the change of revenue on the year; nil where the data do not reach back. With G gross purchases, O orders in all,
// A = G/O, F refunds, 0 a year before and 1 now:
//
//	ΔR = G₁(won) + G₁(back) − G₀(gone) + (O₁−O₀)(A₀+A₁)/2 + (A₁−A₀)(O₀+O₁)/2 − (F₁−F₀)
//
// O and A being those of the kept. Amounts add up exactly: the part of the orders is rounded to cents, and that of the average order is
// the rest of what the kept bought more.
func (p *Compared) Bridge() []Step {
	if len(p.now) < 2 {
		return nil
	}
	b, then, now := &p.cause, &p.now[1], &p.now[0]
	more := less(b.kept.gross[1], b.kept.gross[0])
	orders := b.kept.ordersPart()
	return []Step{
		{StepBefore, then.Buyers, then.Revenue},
		{StepWon, b.won.customers, b.won.gross[1]},
		{StepBack, b.back.customers, b.back.gross[1]},
		{StepOrders, b.kept.customers, orders},
		{StepAverage, b.kept.customers, less(more, orders)},
		{StepRefunds, -1, less(b.refunds[0], b.refunds[1])},
		{StepGone, b.gone.customers, b.gone.gross[0].Neg()},
		{StepNow, now.Buyers, now.Revenue},
	}
}

func less(a, b analytics.Total) analytics.Total {
	a.Merge(b.Neg())
	return a
}

// ordersPart is (O₁−O₀)(A₀+A₁)/2, rounded to cents, halves away from zero; nothing where either period has no order that began in it.
func (g *group) ordersPart() (part analytics.Total) {
	o0, o1 := int64(g.orders[0]), int64(g.orders[1])
	if o0 == 0 || o1 == 0 {
		return part
	}
	mean := new(big.Rat).Add(new(big.Rat).SetFrac(g.gross[0].Int(), big.NewInt(o0)), new(big.Rat).SetFrac(g.gross[1].Int(), big.NewInt(o1)))
	cents := mean.Mul(mean, big.NewRat(o1-o0, 2*analytics.MoneyScale/100))
	digits, _ := new(big.Int).SetString(cents.FloatString(0), 10)
	return analytics.TotalOf(digits.Mul(digits, big.NewInt(analytics.MoneyScale/100)))
}

// BridgeSchema describes the table bridge.
var BridgeSchema = analytics.SchemaOf[Step](analytics.Schema{
	Name: "bridge",
	Row:  "step from the revenue of a year before to that of the period", RowZH: "从去年同期收入到本期收入的一步",
	Meaning:   "why revenue of the headline period differs from that of the same days a year before, by who bought",
	MeaningZH: "本期收入与去年同期相比的变化原因，按客户是否购买分解",
})

// BridgeTable is the table bridge.
func (p *Compared) BridgeTable() analytics.Table { return analytics.TableOf(BridgeSchema, p.Bridge()) }
