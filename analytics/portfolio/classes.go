package portfolio

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
)

// Member is one customer with a purchase, as the accumulator takes it.
type Member struct {
	Class   Class
	Before  Class // at the comparison date
	Bought  bool  // by then
	Worth   Worth
	Summary analytics.Summary // as of the as-of date
	Year    Year
	Value   float64         // expected margin; NaN where it is not known
	Level   Level           // NoLevel of who is not current
	Prized  analytics.Money // the margin that the level goes by
	Segment string
}

// Classes adds up customers by class and worth. It is an accumulator whose sums are exact, so that parts add up to totals.
type Classes struct {
	asOf   analytics.Day
	abcd   [classes]sums
	before [classes]int // customers at the comparison date
	worths [worths]sums
	losses [losses]sums
	levels [levels]sums
	places [levels]map[string]int // customers by segment
}

type sums struct {
	customers, occasions  int
	turnover              int64 // millionths
	revenue, cost, margin analytics.Total
	refunds, discounts    analytics.Total // of the last 365 days, as the margin
	service, expected     analytics.Total
	prized                analytics.Total
}

// NewClasses makes an accumulator as of a day.
func NewClasses(asOf analytics.Day) *Classes {
	c := &Classes{asOf: asOf}
	for l := range c.places {
		c.places[l] = map[string]int{}
	}
	return c
}

// Add adds a customer.
func (c *Classes) Add(m Member) {
	c.abcd[m.Class].add(m, c.asOf)
	c.worths[m.Worth].add(m, c.asOf)
	c.losses[m.Year.Loss()].add(m, c.asOf)
	c.levels[m.Level].add(m, c.asOf)
	c.places[m.Level][m.Segment]++
	if m.Bought {
		c.before[m.Before]++
	}
}

func (s *sums) add(m Member, asOf analytics.Day) {
	s.customers++
	s.occasions += m.Summary.Occasions
	s.turnover += turnover(m.Summary, asOf)
	s.revenue.Add(m.Summary.Revenue)
	s.cost.Add(m.Summary.Cost)
	s.margin.Add(m.Year.Margin)
	s.refunds.Add(m.Year.Refunds)
	s.discounts.Add(m.Year.Discounts)
	s.service.Add(m.Year.Service)
	s.prized.Add(m.Prized)
	if !math.IsNaN(m.Value) {
		s.expected.Add(analytics.MoneyOf(m.Value))
	}
}

// Merge adds the customers of another accumulator.
func (c *Classes) Merge(o *Classes) {
	for i := range c.abcd {
		c.abcd[i].merge(&o.abcd[i])
		c.before[i] += o.before[i]
	}
	for i := range c.worths {
		c.worths[i].merge(&o.worths[i])
	}
	for i := range c.losses {
		c.losses[i].merge(&o.losses[i])
	}
	for i := range c.levels {
		c.levels[i].merge(&o.levels[i])
		for segment, n := range o.places[i] {
			c.places[i][segment] += n
		}
	}
}

func (s *sums) merge(o *sums) {
	s.customers += o.customers
	s.occasions += o.occasions
	s.turnover += o.turnover
	s.revenue.Merge(o.revenue)
	s.cost.Merge(o.cost)
	s.margin.Merge(o.margin)
	s.refunds.Merge(o.refunds)
	s.discounts.Merge(o.discounts)
	s.service.Merge(o.service)
	s.expected.Merge(o.expected)
	s.prized.Merge(o.prized)
}

// Share is how many customers a class has and what they brought so far.
type Share struct {
	Customers int             `col:"customers" unit:"customers" en:"customers in the class" zh:"该类客户数"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"their net revenue so far" zh:"其迄今净收入"`
	OfAll     float64         `col:"share_customers" unit:"share" en:"share of all customers" zh:"占全部客户的比例"`
	OfRevenue float64         `col:"share_revenue" unit:"share" en:"share of all net revenue; empty where that is not above zero" zh:"占全部净收入的比例；全部净收入不大于零则为空"`
}

func (s *sums) share(all *sums) Share {
	share := Share{s.customers, s.revenue, float64(s.customers) / float64(all.customers), math.NaN()}
	if total := all.revenue.Units(); total > 0 {
		share.OfRevenue = s.revenue.Units() / total
	}
	return share
}

// ABCDRow is a row of the table abcd.
type ABCDRow struct {
	Class Class
	Name  string `col:"class" en:"A, B, C or D by turnover and profitability" zh:"按周转率与盈利率分为 A、B、C、D"`
	Share
	Margin   analytics.Total `col:"margin" unit:"currency" en:"net revenue less cost of goods so far" zh:"迄今净收入减商品成本"`
	Turnover float64         `col:"turnover" unit:"per year" en:"mean purchase occasions a year since the first purchase, counted over a year at least" zh:"首购以来平均每年购买次数（至少按一年计）"`
	Profit   float64         `col:"profitability" unit:"varies" en:"of the class as a whole: margin rate, or net revenue per occasion where costs are not known" zh:"该类整体的盈利率：毛利率；成本未知则为每次购买净收入"`
	Focus    string          `col:"focus" en:"what the work with the class is about, in English" zh:"该类的工作重点（英文）"`
	Skills   string          `col:"skills" en:"what its account manager needs most, in English: what is very high" zh:"客户经理最需要的能力（英文），即“很高”者"`
	Manager
	Before int `col:"customers_before" unit:"customers" en:"customers in the class at the comparison date, by the same cut points" zh:"对比日该类客户数（同样的分界）"`
	Change int `col:"change_customers" unit:"customers" en:"customers now less those then" zh:"现在与当时客户数之差"`
}

// ABCDSchema describes the table abcd.
var ABCDSchema = analytics.SchemaOf[ABCDRow](analytics.Schema{
	Name:      "abcd",
	Row:       "class",
	RowZH:     "类别",
	Meaning:   "customers by how often they buy and how profitable they are",
	MeaningZH: "按购买频繁程度与盈利程度划分的客户",
})

// Need is how much of a skill an account manager needs.
type Need int

// The three levels of need.
const (
	Fair Need = iota
	High
	VeryHigh
)

var needNames = [...]string{"fair", "high", "very high"}

func (n Need) String() string { return needNames[n] }

// Manager is what the account manager of a class needs of each skill.
type Manager struct {
	Communication string `col:"communication" en:"skill in communication that its account manager needs: fair, high or very high" zh:"客户经理的沟通能力：fair 一般、high 较高、very high 很高"`
	Service       string `col:"service" en:"level of service that its account manager needs, likewise" zh:"客户经理的服务水平，同上"`
	Expertise     string `col:"expertise" en:"expertise that its account manager needs, likewise" zh:"客户经理的专业能力，同上"`
}

// Advice is what the work with a class is about and what its account manager needs, from the course text.
type Advice struct {
	Focus, FocusZH                    string
	Communication, Service, Expertise Need
}

// Advice is that for the class.
func (c Class) Advice() Advice { return advice[c] }

var advice = [classes]Advice{
	A: {"Keep them close and let them set the example.", "情感交流；发挥示范效应。", High, VeryHigh, Fair},
	B: {"Reassure them and teach them the basics.", "心理安慰；基础知识和技巧的辅导。", High, High, VeryHigh},
	C: {"Get in touch again and settle old problems.", "加强联系；重点解决历史遗留问题。", VeryHigh, Fair, High},
	D: {"Keep them close and guide their next purchase.", "情感交流；引导操作。", High, Fair, VeryHigh},
}

// most is the skill that is needed most.
func (a Advice) most() string {
	switch VeryHigh {
	case a.Communication:
		return "communication"
	case a.Service:
		return "service"
	default:
		return "expertise"
	}
}

// ABCD are the classes; empty ones too.
func (c *Classes) ABCD(hasCost bool) []ABCDRow {
	var all sums
	for i := range c.abcd {
		all.merge(&c.abcd[i])
	}
	var rows []ABCDRow
	for i := range c.abcd {
		s, class := &c.abcd[i], Class(i)
		r := ABCDRow{Class: class, Name: class.String(), Share: s.share(&all), Margin: s.revenue, Focus: advice[i].Focus, Skills: advice[i].most(),
			Manager: Manager{advice[i].Communication.String(), advice[i].Service.String(), advice[i].Expertise.String()}}
		r.Before, r.Change = c.before[i], s.customers-c.before[i]
		r.Margin.Merge(s.cost.Neg())
		r.Turnover = float64(s.turnover) / shares / float64(s.customers)
		if r.Profit = s.revenue.Units() / float64(s.occasions); hasCost {
			r.Profit = r.Margin.Units() / s.revenue.Units()
		}
		rows = append(rows, r)
	}
	return rows
}

// WorthRow is a row of the table worth.
type WorthRow struct {
	Worth Worth
	Name  string `col:"class" en:"keep, profitable, potentially profitable, dormant or costly (a true loss)" zh:"keep 保持、profitable 盈利、potentially profitable 潜在盈利、dormant 沉睡、costly 赔本（确有亏损）"`
	Share
	Margin    analytics.Total `col:"margin_365" unit:"currency" en:"their margin of the last 365 days, after what was spent on keeping and serving them where it is known; net revenue where no costs are" zh:"其最近 365 天的毛利，已知维系与服务成本时一并扣除；没有任何成本则为净收入"`
	Refunds   analytics.Total `col:"refunds_365" unit:"currency" en:"of these days, refunded money as a positive number" zh:"其中退款金额（正数）"`
	Discounts analytics.Total `col:"discounts_365" unit:"currency" en:"of these days, discounts granted" zh:"其中折扣金额"`
	Service   analytics.Total `col:"service_365" unit:"currency" en:"of these days, spent on keeping and serving them" zh:"其中维系与服务成本"`
	Expected  analytics.Total `col:"expected_margin" unit:"currency" en:"their margin expected within the horizon, before the cost of serving" zh:"其预测期内的预期毛利（未扣服务成本）"`
}

// WorthSchema describes the table worth.
var WorthSchema = analytics.SchemaOf[WorthRow](analytics.Schema{
	Name:      "worth",
	Row:       "class of worth",
	RowZH:     "价值分类",
	Meaning:   "customers by what they left lately and what they may leave yet",
	MeaningZH: "按近期贡献与未来可能贡献划分的客户",
})

// Worths are the kinds of worth; empty ones too.
func (c *Classes) Worths() []WorthRow {
	var all sums
	for i := range c.worths {
		all.merge(&c.worths[i])
	}
	var rows []WorthRow
	for i := range c.worths {
		s, w := &c.worths[i], Worth(i)
		rows = append(rows, WorthRow{w, w.String(), s.share(&all), s.margin, s.refunds, s.discounts, s.service, s.expected})
	}
	return rows
}

// LossRow is a row of the table losses.
type LossRow struct {
	On        Loss
	Name      string          `col:"lost_on" en:"what most of the loss went on: returns, discounts, service, or goods that cost more than they brought" zh:"亏损主要所在：returns 退货、discounts 折扣、service 服务、goods 商品成本高于收入"`
	Customers int             `col:"customers" unit:"customers" en:"costly customers" zh:"赔本客户数"`
	Lost      analytics.Total `col:"lost" unit:"currency" en:"what they lost in the last 365 days, as a positive number" zh:"其最近 365 天的亏损（正数）"`
	Refunds   analytics.Total `col:"refunds_365" unit:"currency" en:"refunded money of these days" zh:"同期退款金额"`
	Discounts analytics.Total `col:"discounts_365" unit:"currency" en:"discounts granted in these days" zh:"同期折扣金额"`
	Service   analytics.Total `col:"service_365" unit:"currency" en:"spent on keeping and serving them in these days" zh:"同期维系与服务成本"`
}

// LossesSchema describes the table losses.
var LossesSchema = analytics.SchemaOf[LossRow](analytics.Schema{
	Name:      "losses",
	Row:       "what was lost on",
	RowZH:     "亏损所在",
	Meaning:   "what costly customers lost in the last 365 days, and on what",
	MeaningZH: "赔本客户最近 365 天亏损多少、亏在何处",
})

// Losses are what costly customers lost on, of whom there are any.
func (c *Classes) Losses() (rows []LossRow) {
	for l := Returns; l < losses; l++ {
		if s := &c.losses[l]; s.customers > 0 {
			rows = append(rows, LossRow{l, l.String(), s.customers, s.margin.Neg(), s.refunds, s.discounts, s.service})
		}
	}
	return rows
}

// Levels are the levels of relationship, the highest first; empty ones too.
func (c *Classes) Levels() (rows []LevelRow) {
	var all sums
	for l := Basic; l < levels; l++ {
		all.merge(&c.levels[l])
	}
	for l := Partnership; l >= Basic; l-- {
		s := &c.levels[l]
		row := LevelRow{Level: l, Name: l.String(), Share: s.share(&all), Margin: s.prized, OfMargin: math.NaN(), Each: s.prized.Units() / float64(s.customers)}
		if all.prized.Units() > 0 {
			row.OfMargin = s.prized.Units() / all.prized.Units()
		}
		rows = append(rows, row)
	}
	return rows
}

// LevelSegments are the segments that the customers of each level stand in, the largest of a level first.
func (c *Classes) LevelSegments() (rows []LevelSegmentRow) {
	for l := Partnership; l >= Basic; l-- {
		from := len(rows)
		for segment, n := range c.places[l] {
			rows = append(rows, LevelSegmentRow{l, l.String(), segment, n})
		}
		slices.SortFunc(rows[from:], func(a, b LevelSegmentRow) int {
			return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Segment, b.Segment))
		})
	}
	return rows
}
