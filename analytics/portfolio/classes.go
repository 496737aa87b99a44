package portfolio

import (
	"math"

	"regulars/analytics"
)

// Member is one customer with a purchase, as the accumulator takes it.
type Member struct {
	Class   Class
	Before  Class // at the comparison date
	Bought  bool  // by then
	Worth   Worth
	Summary analytics.Summary // as of the as-of date
	Margin  analytics.Money   // of the last 365 days, see [YearMargin]
	Value   float64           // expected margin; NaN where it is not known
}

// Classes adds up customers by class and worth. It is an accumulator whose sums are exact, so that parts add up to totals.
type Classes struct {
	asOf   analytics.Day
	abcd   [classes]sums
	before [classes]int // customers at the comparison date
	worths [worths]sums
}

type sums struct {
	customers, occasions  int
	turnover              int64 // millionths
	revenue, cost, margin analytics.Total
	expected              analytics.Total
}

// NewClasses makes an accumulator as of a day.
func NewClasses(asOf analytics.Day) *Classes { return &Classes{asOf: asOf} }

// Add adds a customer.
func (c *Classes) Add(m Member) {
	c.abcd[m.Class].add(m, c.asOf)
	c.worths[m.Worth].add(m, c.asOf)
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
	s.margin.Add(m.Margin)
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
}

func (s *sums) merge(o *sums) {
	s.customers += o.customers
	s.occasions += o.occasions
	s.turnover += o.turnover
	s.revenue.Merge(o.revenue)
	s.cost.Merge(o.cost)
	s.margin.Merge(o.margin)
	s.expected.Merge(o.expected)
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
	Skills   string          `col:"skills" en:"what its account manager needs most, in English" zh:"客户经理最需要的能力（英文）"`
	Before   int             `col:"customers_before" unit:"customers" en:"customers in the class at the comparison date, by the same cut points" zh:"对比日该类客户数（同样的分界）"`
	Change   int             `col:"change_customers" unit:"customers" en:"customers now less those then" zh:"现在与当时客户数之差"`
}

// ABCDSchema describes the table abcd.
var ABCDSchema = analytics.SchemaOf[ABCDRow](analytics.Schema{
	Name:      "abcd",
	Row:       "class",
	RowZH:     "类别",
	Meaning:   "customers by how often they buy and how profitable they are",
	MeaningZH: "按购买频繁程度与盈利程度划分的客户",
})

// Advice is what the work with a class is about and what its account manager needs.
type Advice struct{ Focus, FocusZH, Skills, SkillsZH string }

// Advice is that for the class.
func (c Class) Advice() Advice { return advice[c] }

var advice = [classes]Advice{
	A: {"Keep them close and let them set the example.", "维系亲密关系，让他们成为榜样。", "expertise and communication", "专业能力与沟通"},
	B: {"Reassure them and teach them the basics.", "打消疑虑，讲清基本知识。", "communication and service", "沟通与服务"},
	C: {"Get in touch again and settle old problems.", "重新联系，解决遗留问题。", "service and communication", "服务与沟通"},
	D: {"Keep them close and guide their next purchase.", "维系亲密关系，引导下一次购买。", "expertise and service", "专业能力与服务"},
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
		r := ABCDRow{Class: class, Name: class.String(), Share: s.share(&all), Margin: s.revenue, Focus: advice[i].Focus, Skills: advice[i].Skills}
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
	Name  string `col:"class" en:"keep, profitable, potentially profitable or costly" zh:"keep 保持、profitable 盈利、potentially profitable 潜在盈利、costly 赔本"`
	Share
	Margin   analytics.Total `col:"margin_365" unit:"currency" en:"their margin of the last 365 days, after the cost of serving the orders where it is known; net revenue where no costs are" zh:"其最近 365 天的毛利，已知服务成本时一并扣除；没有任何成本则为净收入"`
	Expected analytics.Total `col:"expected_margin" unit:"currency" en:"their margin expected within the horizon, before the cost of serving" zh:"其预测期内的预期毛利（未扣服务成本）"`
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
		rows = append(rows, WorthRow{w, w.String(), s.share(&all), s.margin, s.expected})
	}
	return rows
}
