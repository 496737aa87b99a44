package retention

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"regulars/analytics"
)

// MaxDays is the longest time observed; longer ones count as censored there. It bounds memory whatever dates the data hold.
const MaxDays = 100 * 366

// MaxGroups is how many groups of a grouping are told apart. With more there is nothing to compare, and there are none.
const MaxGroups = 32

// Survival is an accumulator of the time from one event to another, over all customers who had the first and by groups of them.
// What makes a group must be known when the time begins; else those who lasted long enough to get into a group would make it
// look good.
type Survival struct {
	Name      string // the curve: second_purchase, churn …
	asOf      analytics.Day
	span      func(c *analytics.Customer) span
	all       counts
	groupings []*grouping
	known     analytics.Customer // reused
}

// span is the time between two events of a customer.
type span struct {
	from, to analytics.Day
	begun    bool // from is known
	ended    bool // to is known
}

// grouping splits customers by one property.
type grouping struct {
	name    string // channel, category, score …
	of      func(c *analytics.Customer, from analytics.Day) analytics.Label
	title   func(analytics.Label) string
	groups  map[analytics.Label]counts
	tooMany bool
}

// counts are events and censorings by day.
type counts [][2]int32

// NewSecondPurchase observes the time from the first to the second purchase occasion, by the channel and the category of the first.
func NewSecondPurchase(q analytics.Question) *Survival {
	s := NewNextPurchase(1, q)
	s.by("channel", func(c *analytics.Customer, _ analytics.Day) analytics.Label { return c.Acquisition().Channel }, q.Labels.Name)
	s.by("category", func(c *analytics.Customer, _ analytics.Day) analytics.Label { return c.Acquisition().Category }, q.Labels.Name)
	return s
}

// NewNextPurchase observes the time from the k-th purchase occasion, k from 1 to 4, to the next.
func NewNextPurchase(k int, q analytics.Question) *Survival {
	name := [...]string{"second_purchase", "third_purchase", "fourth_purchase", "fifth_purchase"}[k-1]
	return newSurvival(name, q, func(c *analytics.Customer) span { return gap(c, k) })
}

// NewUntilChurn observes the time from the first purchase to churn: until the first day on which the customer counts as lost, by
// the channel and the category of the first purchase. Who comes back later has still been lost.
func NewUntilChurn(q analytics.Question, rule analytics.StatusRule) *Survival {
	t := &timeline{rule: rule}
	s := newSurvival("churn", q, func(c *analytics.Customer) span {
		first := gap(c, 1)
		first.to, first.ended = t.lost(c)
		return first
	})
	s.by("channel", func(c *analytics.Customer, _ analytics.Day) analytics.Label { return c.Acquisition().Channel }, q.Labels.Name)
	s.by("category", func(c *analytics.Customer, _ analytics.Day) analytics.Label { return c.Acquisition().Category }, q.Labels.Name)
	return s
}

// NewAfterAnswer observes the time from the first answer to a survey to the next purchase occasion after that day, by the
// experience in that answer: the mean of its dimensions, rounded to whole points.
func NewAfterAnswer(q analytics.Question) *Survival {
	s := newSurvival("purchase_after_answer", q, func(c *analytics.Customer) span {
		day, _, ok := firstScore(c)
		return span{from: day, begun: ok}.purchase(c)
	})
	s.by("score", func(c *analytics.Customer, _ analytics.Day) analytics.Label {
		if _, score, ok := firstScore(c); ok && score >= 0 {
			return analytics.Label(score) + 1
		}
		return 0
	}, func(l analytics.Label) string { return strconv.Itoa(int(l) - 1) })
	return s
}

// NewAfterSegment observes the time from the comparison date to the next purchase occasion of customers who had bought by then, by
// the segment they were in: segments at the as-of date are made of the very purchases that are observed here. Segment tells it as a
// number from 1, 0 being none, and name names it.
func NewAfterSegment(q analytics.Question, segment func(c *analytics.Customer, on analytics.Day) int, name func(int) string) *Survival {
	s := newSurvival("purchase_after_segment", q, func(c *analytics.Customer) span {
		first := gap(c, 1)
		return span{from: q.Compare, begun: first.begun && first.from <= q.Compare}.purchase(c)
	})
	s.by("segment", func(c *analytics.Customer, from analytics.Day) analytics.Label {
		return analytics.Label(segment(c, from))
	}, func(l analytics.Label) string { return name(int(l)) })
	return s
}

func newSurvival(name string, q analytics.Question, of func(*analytics.Customer) span) *Survival {
	return &Survival{Name: name, asOf: q.AsOf, span: of}
}

func (s *Survival) by(name string, of func(*analytics.Customer, analytics.Day) analytics.Label, title func(analytics.Label) string) {
	s.groupings = append(s.groupings, &grouping{name: name, of: of, title: title, groups: map[analytics.Label]counts{}})
}

// gap is the time from the k-th purchase occasion to the next.
func gap(c *analytics.Customer, k int) (g span) {
	occasions := c.Occasions()
	if g.begun = len(occasions) >= k; g.begun {
		g.from = occasions[k-1].Day
	}
	if g.ended = len(occasions) > k; g.ended {
		g.to = occasions[k].Day
	}
	return g
}

// purchase ends a span with the first purchase after the day it begins.
func (g span) purchase(c *analytics.Customer) span {
	if !g.begun {
		return g
	}
	if next := c.NextPurchase(g.from); next != analytics.NoDay {
		g.to, g.ended = next, true
	}
	return g
}

// firstScore is the mean experience of the first day with one, rounded.
func firstScore(c *analytics.Customer) (day analytics.Day, score int, ok bool) {
	sum, n := 0.0, 0
	for i := range c.Answers {
		a := &c.Answers[i]
		switch {
		case n > 0 && a.Day != day:
			return day, int(math.Round(sum / float64(n))), true
		case !math.IsNaN(a.Experience):
			day, sum, n = a.Day, sum+a.Experience, n+1
		}
	}
	if n == 0 {
		return analytics.NoDay, 0, false
	}
	return day, int(math.Round(sum / float64(n))), true
}

// Add adds a customer.
func (s *Survival) Add(c *analytics.Customer) {
	known := c
	if !c.Within(s.asOf) {
		s.known = c.Until(s.asOf)
		known = &s.known
	}
	g := s.span(known)
	if !g.begun || g.from > s.asOf {
		return
	}
	end, event := g.to, g.ended
	if !event || end > s.asOf {
		end, event = s.asOf, false
	}
	days := int(end) - int(g.from)
	if days > MaxDays {
		days, event = MaxDays, false
	}
	s.all.add(days, event)
	for _, by := range s.groupings {
		by.add(by.of(known, g.from), days, event)
	}
}

func (g *grouping) add(label analytics.Label, days int, event bool) {
	if label == 0 || g.tooMany {
		return
	}
	c := g.groups[label]
	c.add(days, event)
	g.groups[label] = c
	g.limit()
}

// limit drops the groups once there are too many; since that depends on the set of labels alone, the order of customers does not
// matter.
func (g *grouping) limit() {
	if g.tooMany = g.tooMany || len(g.groups) > MaxGroups; g.tooMany {
		clear(g.groups)
	}
}

func (g *grouping) merge(o *grouping) {
	g.tooMany = g.tooMany || o.tooMany
	for label, from := range o.groups {
		to := g.groups[label]
		to.merge(from)
		g.groups[label] = to
	}
	g.limit()
}

func (c *counts) add(days int, event bool) {
	c.grow(days + 1)
	if event {
		(*c)[days][0]++
	} else {
		(*c)[days][1]++
	}
}

func (c *counts) grow(n int) {
	if more := n - len(*c); more > 0 {
		*c = append(*c, make(counts, more)...)
	}
}

func (c *counts) merge(o counts) {
	c.grow(len(o))
	for i := range o {
		(*c)[i][0] += o[i][0]
		(*c)[i][1] += o[i][1]
	}
}

// list is the counts of the days on which anything happened.
func (c counts) list() []Count {
	var list []Count
	for day, n := range c {
		if n != [2]int32{} {
			list = append(list, Count{day, int(n[0]), int(n[1])})
		}
	}
	return list
}

// Merge adds the customers of another accumulator of the same question.
func (s *Survival) Merge(o *Survival) {
	s.all.merge(o.all)
	for i, g := range s.groupings {
		g.merge(o.groupings[i])
	}
}

// Curve is the curve of all customers.
func (s *Survival) Curve() Curve { return CurveOf(s.all.list()) }

// Group is the curve of the customers of one group.
type Group struct {
	Name      string
	Customers int
	Curve     Curve
}

// Groups are the groups of a grouping in the order of their labels; none where the data have fewer than two, or too many.
func (s *Survival) Groups(by string) (groups []Group) {
	g := s.grouping(by)
	if len(g.groups) < 2 {
		return nil
	}
	for _, label := range g.labels() {
		curve := CurveOf(g.groups[label].list())
		groups = append(groups, Group{g.title(label), curve[0].AtRisk, curve})
	}
	return groups
}

// grouping is the grouping of a name; one without groups where there is none.
func (s *Survival) grouping(name string) *grouping {
	for _, g := range s.groupings {
		if g.name == name {
			return g
		}
	}
	return &grouping{}
}

func (g *grouping) labels() []analytics.Label { return slices.Sorted(maps.Keys(g.groups)) }

// Test tells whether the curves of a grouping differ by more than chance. There is no test without two groups.
func (s *Survival) Test(by string) LogRank { return LogRankOf(s.grouping(by).samples()...) }

func (g *grouping) samples() (samples [][]Count) {
	for _, label := range g.labels() {
		samples = append(samples, g.groups[label].list())
	}
	return samples
}

// Step is a row of the table survival.
type Step struct {
	Curve    string  `col:"curve" en:"second_purchase to fifth_purchase, churn, purchase_after_answer or purchase_after_segment" zh:"second_purchase 至 fifth_purchase 第二至第五次购买、churn 流失、purchase_after_answer 回答后购买、purchase_after_segment 定细分后购买"`
	Group    string  `col:"group" en:"all, or channel=, category=, score=, segment= and which" zh:"all 全部，或 channel= 渠道、category= 品类、score= 评分、segment= 细分"`
	Time     int     `col:"time_days" unit:"days" en:"days since the time began" zh:"计时以来的天数"`
	AtRisk   int     `col:"at_risk" unit:"customers" en:"customers still watched without the event" zh:"仍在观察且事件未发生的客户数"`
	Events   int     `col:"events" unit:"customers" en:"customers with the event on this day" zh:"当日发生事件的客户数"`
	Censored int     `col:"censored" unit:"customers" en:"customers watched no longer than to this day" zh:"观察止于当日的客户数"`
	Survival float64 `col:"survival" unit:"share" en:"share without the event by then (Kaplan–Meier)" zh:"至此事件未发生的比例（Kaplan–Meier）"`
	Low      float64 `col:"low" unit:"share" en:"lower end of the 95 % log–log band of survival" zh:"survival 的 95% 区间下限（log–log）"`
	High     float64 `col:"high" unit:"share" en:"upper end of the 95 % log–log band of survival" zh:"survival 的 95% 区间上限（log–log）"`
	Hazard   float64 `col:"hazard" unit:"number" en:"cumulative hazard (Nelson–Aalen)" zh:"累积风险（Nelson–Aalen）"`
}

// SurvivalSchema describes the table survival.
var SurvivalSchema = analytics.SchemaOf[Step](analytics.Schema{
	Name:      "survival",
	Row:       "curve × group × day with an event",
	RowZH:     "曲线 × 组 × 有事件的日子",
	Meaning:   "how long it takes until the next purchase or until churn",
	MeaningZH: "距下次购买或流失需要多久",
})

// Steps lists the curve of all customers, then those of the groups.
func (s *Survival) Steps() []Step {
	steps := s.Curve().steps(s.Name, "all", nil)
	for _, by := range s.groupings {
		for _, g := range s.Groups(by.name) {
			steps = g.Curve.steps(s.Name, by.name+"="+g.Name, steps)
		}
	}
	return steps
}

func (c Curve) steps(curve, group string, to []Step) []Step {
	for _, p := range c {
		to = append(to, Step{curve, group, p.Time, p.AtRisk, p.Events, p.Censored, p.Survival, p.Low, p.High, p.Hazard})
	}
	return to
}

// SurvivalTable is the table survival of several curves.
func SurvivalTable(curves ...*Survival) analytics.Table {
	var steps []Step
	for _, s := range curves {
		steps = append(steps, s.Steps()...)
	}
	return analytics.TableOf(SurvivalSchema, steps)
}

// summary is a row of the table survival_summary.
type summary struct {
	Curve     string  `col:"curve" en:"which time, as in the table survival" zh:"哪一种时间（同表 survival）"`
	Group     string  `col:"group" en:"which customers, as in the table survival" zh:"哪些客户（同表 survival）"`
	Customers int     `col:"customers" unit:"customers" en:"customers in the group" zh:"该组客户数"`
	Events    int     `col:"events" unit:"customers" en:"customers with the event" zh:"发生事件的客户数"`
	Median    float64 `col:"median_days" unit:"days" en:"days by which half had the event; empty where fewer had" zh:"半数发生事件所需天数；不足半数则为空"`
	Low       float64 `col:"median_low" unit:"days" en:"lower end of the 95 % interval of median_days" zh:"median_days 的 95% 区间下限"`
	High      float64 `col:"median_high" unit:"days" en:"upper end of the 95 % interval of median_days" zh:"median_days 的 95% 区间上限"`
	Until     int     `col:"restricted_to_days" unit:"days" en:"the longest of 7, 30, 90, 180 and 365 days that the curve reaches" zh:"曲线所及的 7、30、90、180、365 天中最长者"`
	Mean      float64 `col:"restricted_mean" unit:"days" en:"mean days without the event within that time" zh:"该时间内事件未发生的平均天数"`
	SE        float64 `col:"restricted_mean_se" unit:"days" en:"standard error of restricted_mean" zh:"restricted_mean 的标准误"`
	Chi       float64 `col:"log_rank" unit:"number" en:"log-rank chi-square of the grouping, in each of its rows" zh:"该分组的对数秩卡方（该分组各行相同）"`
	Freedom   int     `col:"degrees_of_freedom,nullzero" unit:"number" en:"degrees of freedom of the tests of the grouping" zh:"该分组各检验的自由度"`
	P         float64 `col:"p" unit:"probability" en:"of so great a chi-square where the groups do not differ" zh:"各组无差异时出现如此大卡方的概率"`
	Gehan     float64 `col:"gehan" unit:"number" en:"chi-square of Gehan's test, where early times weigh more" zh:"Gehan 检验的卡方（早期权重更大）"`
	GehanP    float64 `col:"gehan_p" unit:"probability" en:"p value of gehan" zh:"gehan 的 p 值"`
	Tarone    float64 `col:"tarone_ware" unit:"number" en:"chi-square of the test of Tarone and Ware" zh:"Tarone–Ware 检验的卡方"`
	TaroneP   float64 `col:"tarone_ware_p" unit:"probability" en:"p value of tarone_ware" zh:"tarone_ware 的 p 值"`
	Peto      float64 `col:"peto" unit:"number" en:"chi-square of Peto's test" zh:"Peto 检验的卡方"`
	PetoP     float64 `col:"peto_p" unit:"probability" en:"p value of peto" zh:"peto 的 p 值"`
	Fleming   float64 `col:"harrington_fleming" unit:"number" en:"chi-square of the test of Harrington and Fleming" zh:"Harrington–Fleming 检验的卡方"`
	FlemingP  float64 `col:"harrington_fleming_p" unit:"probability" en:"p value of harrington_fleming" zh:"harrington_fleming 的 p 值"`
	Ratio     float64 `col:"hazard_ratio" unit:"ratio" en:"hazard of the group against the rest of its grouping (Cox)" zh:"该组对同分组其余客户的风险比（Cox）"`
	RatioLow  float64 `col:"hazard_ratio_low" unit:"ratio" en:"lower end of the 95 % interval of hazard_ratio" zh:"hazard_ratio 的 95% 区间下限"`
	RatioHigh float64 `col:"hazard_ratio_high" unit:"ratio" en:"upper end of the 95 % interval of hazard_ratio" zh:"hazard_ratio 的 95% 区间上限"`
	DriftP    float64 `col:"hazard_ratio_drift_p" unit:"probability" en:"p value of hazard_ratio being the same at all times" zh:"hazard_ratio 不随时间变化的检验 p 值"`
}

// SurvivalSummarySchema describes the table survival_summary.
var SurvivalSummarySchema = analytics.SchemaOf[summary](analytics.Schema{
	Name:      "survival_summary",
	Row:       "curve × group",
	RowZH:     "曲线 × 组",
	Meaning:   "times to the next purchase or to churn in single figures, and whether groups differ",
	MeaningZH: "距下次购买或流失时间的概括，以及各组是否不同",
})

// SummaryTable is the table survival_summary: median, restricted mean, the tests and the hazard ratios of several curves.
func SummaryTable(curves ...*Survival) analytics.Table {
	var rows []summary
	for _, s := range curves {
		if c := s.Curve(); len(c) > 0 {
			rows = append(rows, c.summary(s.Name, "all", testsOf(nil)))
		}
		for _, by := range s.groupings {
			tests, ratios := testsOf(by.samples()), s.Ratios(by.name)
			for i, g := range s.Groups(by.name) {
				row := g.Curve.summary(s.Name, by.name+"="+g.Name, tests)
				row.Ratio, row.RatioLow, row.RatioHigh = ratios[i].Ratio, ratios[i].Low, ratios[i].High
				row.DriftP = ratios[i].Drift.P()
				rows = append(rows, row)
			}
		}
	}
	return analytics.TableOf(SurvivalSummarySchema, rows)
}

// tests are the tests of one grouping.
type tests struct{ logRank, gehan, tarone, peto, fleming LogRank }

func testsOf(samples [][]Count) tests {
	return tests{LogRankOf(samples...), GehanOf(samples...), TaroneWareOf(samples...), PetoOf(samples...), HarringtonOf(samples...)}
}

func (c Curve) summary(curve, group string, t tests) summary {
	r := summary{Curve: curve, Group: group, Customers: c[0].AtRisk, Mean: math.NaN(), SE: math.NaN(),
		Chi: t.logRank.ChiSquared, Freedom: t.logRank.Freedom, P: t.logRank.P, Gehan: t.gehan.ChiSquared, GehanP: t.gehan.P,
		Tarone: t.tarone.ChiSquared, TaroneP: t.tarone.P, Peto: t.peto.ChiSquared, PetoP: t.peto.P,
		Fleming: t.fleming.ChiSquared, FlemingP: t.fleming.P,
		Ratio: math.NaN(), RatioLow: math.NaN(), RatioHigh: math.NaN(), DriftP: math.NaN()}
	for _, p := range c {
		r.Events += p.Events
	}
	r.Median, r.Low, r.High = c.Median()
	for _, days := range []int{7, 30, 90, 180, 365} {
		if mean, se := c.Restricted(days); !math.IsNaN(mean) {
			r.Until, r.Mean, r.SE = days, mean, se
		}
	}
	return r
}
