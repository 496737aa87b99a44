package night

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/analytics/loyalty"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
)

type (
	scores   = rfm.Score
	forecast = lifetime.Score
)

// customerRow is a row of the table customers.
type customerRow struct {
	ID        string          `col:"customer_id" en:"customer, under the id of the main source" zh:"客户（主要来源中的编号）"`
	First     analytics.Day   `col:"first_order" en:"day of the first purchase" zh:"首次购买的日期"`
	Last      analytics.Day   `col:"last_order" en:"day of the last purchase" zh:"最近一次购买的日期"`
	Orders    int             `col:"orders" unit:"orders" en:"distinct orders with a purchase line" zh:"有购买行的不同订单数"`
	Occasions int             `col:"occasions" unit:"occasions" en:"purchase occasions: days with a purchase in the reporting time zone" zh:"购买次数：按报告时区有购买的天数"`
	Lines     int             `col:"lines" unit:"lines" en:"all lines, refunds included" zh:"全部行数，含退款"`
	Revenue   analytics.Money `col:"revenue" unit:"currency" en:"net revenue so far: purchases less refunds" zh:"迄今净收入：购买减退款"`
	Refunds   analytics.Money `col:"refunds" unit:"currency" en:"refunded money, as a positive number" zh:"退款金额（正数）"`
	Margin    analytics.Money `col:"margin" unit:"currency" en:"net revenue less cost of goods so far" zh:"迄今净收入减商品成本"`
	Recency   int             `col:"recency_days,nullnegative" unit:"days" en:"as-of date less last purchase; empty without a purchase" zh:"截止日距最近一次购买的天数；没有购买则为空"`
	Frequency int             `col:"frequency" unit:"occasions" en:"purchase occasions, as RFM counts them" zh:"购买次数（RFM 的频度）"`
	Monetary  analytics.Money `col:"monetary" unit:"currency" en:"net revenue, as RFM counts it" zh:"净收入（RFM 的金额）"`
	Tenure    int             `col:"tenure_days,nullnegative" unit:"days" en:"as-of date less first purchase; empty without a purchase" zh:"截止日距首次购买的天数；没有购买则为空"`
	scores
	Segment  string `col:"segment,nullzero" en:"RFM segment; empty without a purchase" zh:"RFM 细分；没有购买则为空"`
	Previous string `col:"previous_segment,nullzero" en:"RFM segment at the comparison date; empty without a purchase by then" zh:"对比日的 RFM 细分；当时没有购买则为空"`
	classRow
	Loyalty loyalty.Kind `col:"loyalty_type,nullzero" en:"super-value, monopoly, incentive, inertia, price, latent or none, of customers who were asked; else empty" zh:"忠诚类型（仅被问过的客户）：super-value 超值、monopoly 垄断、incentive 激励、inertia 惰性、price 价格、latent 潜在、none 无"`
	X       int          `col:"x,nullnegative" unit:"occasions" en:"repeat purchase occasions: occasions − 1; empty without a purchase" zh:"重复购买次数：购买次数减 1；没有购买则为空"`
	TX      int          `col:"t_x_days,nullnegative" unit:"days" en:"last purchase less first; empty without a purchase" zh:"首次与最近一次购买相隔的天数；没有购买则为空"`
	T       int          `col:"T_days,nullnegative" unit:"days" en:"as-of date less first purchase; empty without a purchase" zh:"截止日距首次购买的天数（模型的 T）；没有购买则为空"`
	forecast
	Churned      bool    `col:"churned" en:"silent for longer than the churn rule allows" zh:"沉默时间超过流失规则的界限"`
	Satisfaction float64 `col:"satisfaction" unit:"points" en:"mean experience of the last day with an answer" zh:"最近有回答之日的平均体验"`
	Recommend    float64 `col:"recommend" unit:"points" en:"last recommendation, 0 to 10" zh:"最近一次推荐意愿，0 至 10"`
	Complaints   int     `col:"complaints" unit:"complaints" en:"complaints made" zh:"提出的抱怨数"`
	worthRow

	summary     analytics.Summary
	wasActive   float64 // at the comparison date
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

// score fills everything the table customers says of a customer. It is false for one who is known from surveys or
// complaints alone.
func (f *findings) score(c *analytics.Customer, r *customerRow) bool {
	q := &f.question
	c.Rows = c.Until(q.AsOf).Rows
	if len(c.Rows) == 0 {
		*r = customerRow{worthRow: worthRow{spent: f.worth.rates.Of(c)}}
		return false
	}
	s := c.Summary()
	*r = customerRow{
		ID: c.Key.String(), First: s.First, Last: s.Last, Orders: s.Orders, Occasions: s.Occasions, Lines: s.Lines,
		Revenue: s.Revenue, Refunds: s.Refunds, Margin: s.Revenue - s.Cost,
		Recency: -1, Frequency: s.Occasions, Monetary: s.Revenue, Tenure: -1, X: -1, TX: -1, T: -1,
		Complaints: len(c.Complaints), summary: s,
	}
	r.Satisfaction, r.Recommend = latestScores(c)
	r.forecast = f.scorer.Score(c, s)
	r.worthRow = f.worth.of(c, s, r.forecast)
	r.Stage = f.stageOf(c)
	if s.Occasions == 0 {
		return true
	}
	r.loyal = f.judge.Of(c, r.walletShare())
	r.Loyalty = r.loyal.Kind
	r.Recency, r.Tenure = int(q.AsOf-s.Last), int(q.AsOf-s.First)
	r.X, r.TX, r.T = s.Occasions-1, int(s.Last-s.First), r.Tenure
	r.scores = f.now.Score(s, q.AsOf)
	r.now = f.segments.Of(r.R, r.F, r.M)
	r.Segment = f.segments.Name(r.now)
	r.Churned = f.rule.Churned(c, q.AsOf)
	r.classRow.judge(f, c, r)
	if early := c.Until(q.Compare); len(early.Rows) > 0 {
		f.compare(&early, r)
	}
	return true
}

// compare fills what the row says of the comparison date, at which the customer is cut.
func (f *findings) compare(c *analytics.Customer, r *customerRow) {
	s, day := c.Summary(), f.question.Compare
	r.before = f.earlier(s)
	r.Previous = f.segments.Name(r.before)
	if was := f.scorer.ActiveOn(c, s, day); was > 0 {
		r.wasActive = was
	}
	if r.Previous != "" {
		r.class.Before, r.class.Bought = f.matrix.On(s, day), true
	}
}

// earlier is the segment of a customer by the summary at the comparison date.
func (f *findings) earlier(s analytics.Summary) segment.ID {
	score := f.before.Score(s, f.question.Compare)
	return f.segments.Of(score.R, score.F, score.M)
}

// latestScores are the mean experience of the last day with one, and the last recommendation; NaN where there are none.
func latestScores(c *analytics.Customer) (experience, recommend float64) {
	day, sum, n := analytics.NoDay, 0.0, 0
	for i := len(c.Answers) - 1; i >= 0; i-- {
		a := &c.Answers[i]
		if math.IsNaN(a.Experience) || n > 0 && a.Day != day {
			continue
		}
		day = a.Day
		sum += a.Experience
		n++
	}
	return sum / float64(n), c.LastRecommendation()
}

// absent names the columns of the table customers whose input was not given.
func (f *findings) absent(has func(table string) bool) []string {
	var omit []string
	if !f.question.HasCost {
		omit = append(omit, "margin")
	}
	if !has("surveys") {
		omit = append(omit, "satisfaction", "recommend", "loyalty_type")
	}
	if !has("complaints") {
		omit = append(omit, "complaints")
	}
	if f.models.Chosen == nil {
		omit = append(omit, lifetime.ScoreColumns()...)
	}
	return append(omit, f.worth.absent(has)...)
}
