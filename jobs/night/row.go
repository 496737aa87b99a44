package night

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/analytics/loyalty"
	"regulars/analytics/portfolio"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
	"regulars/analytics/value"
)

type (
	scores   = rfm.Score
	forecast = lifetime.Score
	further  = lifetime.Further
)

// customerRow is a row of the table customers, and beside it what topics note of a customer for their own figures.
type customerRow struct {
	ID        string          `col:"customer_id" en:"customer, under the id of the main source" zh:"客户（主要来源中的编号）"`
	Status    string          `col:"status" en:"new, active, slowing or lost; not yet: refunds only" zh:"状态：new 新客、active 活跃、slowing 放缓、lost 流失；not yet 未购：仅有退款"`
	First     analytics.Day   `col:"first_order" en:"day of the first purchase" zh:"首次购买的日期"`
	Last      analytics.Day   `col:"last_order" en:"day of the last purchase" zh:"最近一次购买的日期"`
	Orders    int             `col:"orders" unit:"orders" en:"orders so far" zh:"迄今订单数"`
	Occasions int             `col:"occasions" unit:"occasions" en:"purchase occasions so far" zh:"迄今购买次数"`
	Lines     int             `col:"lines" unit:"lines" en:"all lines, refunds included" zh:"全部行数，含退款"`
	Revenue   analytics.Money `col:"revenue" unit:"currency" en:"net revenue so far" zh:"迄今净收入"`
	Refunds   analytics.Money `col:"refunds" unit:"currency" en:"refunded money, as a positive number" zh:"退款金额（正数）"`
	Margin    analytics.Money `col:"margin" unit:"currency" en:"net revenue less cost of goods so far" zh:"迄今净收入减商品成本"`
	Recency   int             `col:"recency_days,nullnegative" unit:"days" en:"as-of date less last purchase; empty without a purchase" zh:"截止日距最近一次购买的天数；没有购买则为空"`
	Frequency int             `col:"frequency" unit:"occasions" en:"purchase occasions, as RFM counts them" zh:"购买次数（RFM 的频度）"`
	Monetary  analytics.Money `col:"monetary" unit:"currency" en:"net revenue, as RFM counts it" zh:"净收入（RFM 的金额）"`
	Tenure    int             `col:"tenure_days,nullnegative" unit:"days" en:"as-of date less first purchase; empty without a purchase" zh:"截止日距首次购买的天数；没有购买则为空"`
	scores
	Segment  string `col:"segment,nullzero" en:"RFM segment; empty without a purchase" zh:"RFM 细分；没有购买则为空"`
	Previous string `col:"previous_segment,nullzero" en:"RFM segment at the comparison date; empty without a purchase by then" zh:"对比日的 RFM 细分；当时没有购买则为空"`
	classColumns
	Loyalty loyalty.Kind `col:"loyalty_type,nullzero" en:"super-value, monopoly, incentive, inertia, price, latent or none, of customers who were asked; else empty" zh:"忠诚类型（仅被问过的客户）：super-value 超值、monopoly 垄断、incentive 激励、inertia 惰性、price 价格、latent 潜在、none 无"`
	X       int          `col:"x,nullnegative" unit:"occasions" en:"repeat purchase occasions: occasions − 1; empty without a purchase" zh:"重复购买次数：购买次数减 1；没有购买则为空"`
	TX      int          `col:"t_x_days,nullnegative" unit:"days" en:"last purchase less first; empty without a purchase" zh:"首次与最近一次购买相隔的天数；没有购买则为空"`
	T       int          `col:"T_days,nullnegative" unit:"days" en:"as-of date less first purchase; empty without a purchase" zh:"截止日距首次购买的天数（模型的 T）；没有购买则为空"`
	forecast
	further
	Churned      bool    `col:"churned" en:"lost as of the reporting date" zh:"截至报告日已流失"`
	Satisfaction float64 `col:"satisfaction" unit:"points" en:"mean experience of the last day with an answer" zh:"最近有回答之日的平均体验"`
	Recommend    float64 `col:"recommend" unit:"points" en:"last recommendation, 0 to 10" zh:"最近一次推荐意愿，0 至 10"`
	Complaints   int     `col:"complaints" unit:"complaints" en:"complaints made" zh:"提出的抱怨数"`
	valueColumns

	summary     analytics.Summary
	standing    analytics.Standing
	now, before segment.ID
	loyal       loyalty.Member
}

// CustomersSchema describes the table customers.
var CustomersSchema = analytics.SchemaOf[customerRow](analytics.Schema{
	Name:      "customers",
	Row:       "customer, those with refunds only included, in an order that is always the same",
	RowZH:     "客户（含只有退款者），次序恒定",
	Meaning:   "all that is known and expected of each customer",
	MeaningZH: "每位客户的已知情况与预期",
})

// classColumns are the classes that a customer is in.
type classColumns struct {
	ABCD  string `col:"abcd,nullzero" en:"class A to D by turnover and profitability; empty without a purchase" zh:"按周转率与盈利率的 A 至 D 类；没有购买则为空"`
	Worth string `col:"worth,nullzero" en:"keep, profitable, potentially profitable, dormant or costly (a true loss)" zh:"keep 保持、profitable 盈利、potentially profitable 潜在盈利、dormant 沉睡、costly 赔本（确有亏损）"`
	Stage string `col:"stage,nullzero" en:"highest stage of loyalty reached: suspect to advocate" zh:"到达的最高忠诚阶段：suspect 潜在至 advocate 宣传"`
	Level string `col:"relationship_level,nullzero" en:"level of relationship that the expected margin deserves: partnership to basic; empty for who is not current" zh:"按预期毛利应有的关系水平：partnership 伙伴型至 basic 基本型；非现有客户为空"`

	YearMargin analytics.Money `col:"margin_365" unit:"currency" en:"net revenue of the last 365 days less cost of goods and what was spent on keeping and serving the customer, as far as these are known" zh:"最近 365 天净收入减商品成本及维系、服务成本（已知者）"`
	LostOn     string          `col:"lost_on,nullzero" en:"what most of a loss went on: returns, discounts, service or goods; empty without a loss" zh:"亏损主要所在：returns 退货、discounts 折扣、service 服务、goods 商品；无亏损则为空"`
	Next       string          `col:"next_category,nullzero" en:"category not bought yet that is the likeliest to be next; empty where all were bought" zh:"最可能接着购买的新品类；各品类均已购买则为空"`
	Usual      string          `col:"usual_channel,nullzero" en:"channel of the most orders, of equal ones the latest" zh:"下单最多的渠道；相同者取最近"`

	class portfolio.Member
}

// valueColumns are what a customer has cost, and the value of the relationship.
type valueColumns struct {
	Acquisition analytics.Money `col:"acquisition_cost" unit:"currency" en:"what was spent on winning the customer" zh:"获得该客户的成本"`
	Retention   analytics.Money `col:"retention_cost" unit:"currency" en:"what was spent on keeping the customer" zh:"维系该客户的成本"`
	Service     analytics.Money `col:"service_cost" unit:"currency" en:"what was spent on serving the customer" zh:"服务该客户的成本"`
	value.Relationship

	spent value.Costs
	share value.Share
}

// walletShare is the customer's share of wallet; NaN where it is not known.
func (v *valueColumns) walletShare() float64 {
	if !v.share.Known() {
		return math.NaN()
	}
	return v.share.Rate()
}
