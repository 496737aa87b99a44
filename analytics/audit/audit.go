package audit

import "regulars/analytics"

// Audit fills the views of one period, of two, and of cohorts. It is an accumulator: the second walk.
type Audit struct {
	Year     Year
	q        analytics.Question
	cuts     Tenths
	tenths   [10]sum
	moves    map[move]moved
	cohorts  cohorts
	calendar calendar // of years
	years    []shareOfYear
}

// sum is what customers did together.
type sum struct {
	customers, buyers, orders int
	revenue, profit           analytics.Total
}

func (s *sum) add(d *did) {
	s.customers++
	if d.bought {
		s.buyers++
	}
	s.orders += d.orders
	s.revenue.Add(d.net)
	s.profit.Add(d.profit)
}

func (s *sum) merge(o *sum) {
	s.customers += o.customers
	s.buyers += o.buyers
	s.orders += o.orders
	s.revenue.Merge(o.revenue)
	s.profit.Merge(o.profit)
}

// move is how customers got from one year to the next: their tenths, 0 where they did nothing in it.
type move struct {
	before, now int
	change      int // of profit: 1 more, -1 less, 0 neither
}

type moved struct {
	customers   int
	before, now analytics.Total // profit
}

// shareOfYear is the net revenue of a calendar year, and what of it came from customers won before it began.
type shareOfYear struct{ all, wonBefore analytics.Total }

// New makes an accumulator.
func New(q analytics.Question, cuts Tenths) *Audit {
	a := &Audit{Year: YearOf(q), q: q, cuts: cuts, moves: map[move]moved{}, cohorts: newCohorts(q), calendar: newCalendar(analytics.ByYear, q)}
	a.years = make([]shareOfYear, len(a.calendar.ends))
	return a
}

// Add adds a customer.
func (a *Audit) Add(c *analytics.Customer) {
	known := c.Until(a.q.AsOf)
	if len(known.Rows) == 0 {
		return
	}
	now, before := a.Year.of(&known)
	m := move{}
	if now.any {
		m.now = a.cuts.now.of(now.profit)
		a.tenths[m.now-1].add(&now)
	}
	if a.Year.Known() && (now.any || before.any) {
		if before.any {
			m.before = a.cuts.before.of(before.profit)
		}
		m.change = sign(now.profit - before.profit)
		to := a.moves[m]
		to.customers++
		to.before.Add(before.profit)
		to.now.Add(now.profit)
		a.moves[m] = to
	}
	first := firstPurchase(&known)
	a.cohorts.add(&known, first)
	a.shareYears(&known, first)
}

func sign(m analytics.Money) int {
	switch {
	case m > 0:
		return 1
	case m < 0:
		return -1
	default:
		return 0
	}
}

// firstPurchase is the day of the first purchase; NoDay without one.
func firstPurchase(c *analytics.Customer) analytics.Day {
	for i := range c.Rows {
		if c.Rows[i].Purchases > 0 {
			return c.Rows[i].Day
		}
	}
	return analytics.NoDay
}

func (a *Audit) shareYears(c *analytics.Customer, first analytics.Day) {
	a.calendar.each(c.Rows, func(year int, rows []analytics.Row) {
		net := analytics.Money(0)
		for i := range rows {
			net += rows[i].Net()
		}
		a.years[year].all.Add(net)
		if first != analytics.NoDay && a.calendar.of(first) < year {
			a.years[year].wonBefore.Add(net)
		}
	})
}

// Merge adds the customers of another accumulator of the same question.
func (a *Audit) Merge(o *Audit) {
	for i := range a.tenths {
		a.tenths[i].merge(&o.tenths[i])
	}
	for m, from := range o.moves {
		to := a.moves[m]
		to.customers += from.customers
		to.before.Merge(from.before)
		to.now.Merge(from.now)
		a.moves[m] = to
	}
	a.cohorts.merge(&o.cohorts)
	for i := range a.years {
		a.years[i].all.Merge(o.years[i].all)
		a.years[i].wonBefore.Merge(o.years[i].wonBefore)
	}
}

// TenthRow is a row of the table audit_period: a tenth of the customers of the last twelve months by what they left. Profit is
// customers × orders each × average order × margin rate.
type TenthRow struct {
	Tenth      int             `col:"tenth" unit:"number" en:"tenth of the customers by profit of the last twelve months, 1 the best; equal profits are in one tenth" zh:"按最近十二个月利润划分的十分位，1 为最高；利润相同者同属一档"`
	Customers  int             `col:"customers" unit:"customers" en:"customers with a line in those months" zh:"该期间有记录的客户数"`
	Orders     int             `col:"orders" unit:"orders" en:"their orders" zh:"其订单数"`
	OrdersEach float64         `col:"orders_each" unit:"orders" en:"orders per customer" zh:"人均订单数"`
	Average    float64         `col:"average_order" unit:"currency" en:"net revenue per order; empty without orders" zh:"每单净收入；无订单则为空"`
	MarginRate float64         `col:"margin_rate" unit:"share" en:"profit as a share of net revenue" zh:"利润占净收入的比例"`
	Revenue    analytics.Total `col:"revenue" unit:"currency" en:"net revenue" zh:"净收入"`
	Profit     analytics.Total `col:"profit" unit:"currency" en:"net revenue less cost of the goods; net revenue where costs are not known" zh:"净收入减商品成本；成本未知时为净收入"`
	Share      float64         `col:"share_profit" unit:"share" en:"share of the profit of all" zh:"占全部利润的比例"`
}

// Tenths are the tenths in which there is anybody, the best first.
func (a *Audit) Tenths() []TenthRow {
	var all analytics.Total
	for i := range a.tenths {
		all.Merge(a.tenths[i].profit)
	}
	var rows []TenthRow
	for i := range a.tenths {
		s := &a.tenths[i]
		if s.customers == 0 {
			continue
		}
		rows = append(rows, TenthRow{
			Tenth: i + 1, Customers: s.customers, Orders: s.orders, OrdersEach: float64(s.orders) / float64(s.customers),
			Average: s.revenue.Units() / float64(s.orders), MarginRate: s.profit.Units() / s.revenue.Units(),
			Revenue: s.revenue, Profit: s.profit, Share: s.profit.Units() / all.Units(),
		})
	}
	return rows
}

// MoveRow is a row of the table audit_two_periods: customers by their tenth in the twelve months before and in the last twelve.
type MoveRow struct {
	Group     string          `col:"group" en:"both: customers of both years; before_only: of the twelve months before alone; now_only: of the last twelve alone" zh:"both 两年均有；before_only 仅前十二个月；now_only 仅最近十二个月"`
	Before    int             `col:"before,nullzero" unit:"number" en:"tenth by profit in the twelve months before; empty for now_only" zh:"前十二个月的利润十分位；now_only 为空"`
	Now       int             `col:"now,nullzero" unit:"number" en:"tenth by profit in the last twelve months; empty for before_only" zh:"最近十二个月的利润十分位；before_only 为空"`
	Direction string          `col:"direction" en:"whether the customer left more (rose), less (fell) or the same" zh:"利润 rose 上升、fell 下降或 same 不变"`
	Customers int             `col:"customers" unit:"customers" en:"customers who moved so" zh:"如此变动的客户数"`
	Earlier   analytics.Total `col:"profit_before" unit:"currency" en:"their profit in the twelve months before" zh:"其前十二个月利润"`
	Later     analytics.Total `col:"profit_now" unit:"currency" en:"their profit in the last twelve months" zh:"其最近十二个月利润"`
	Change    analytics.Total `col:"change" unit:"currency" en:"profit_now less profit_before" zh:"两者之差"`
}

// Moves are the moves that occur, by tenth; nil where the data do not reach back to both years.
func (a *Audit) Moves() (rows []MoveRow) {
	for before := 0; before <= 10; before++ {
		for now := 0; now <= 10; now++ {
			for _, change := range []int{1, 0, -1} {
				m, ok := a.moves[move{before, now, change}]
				if !ok {
					continue
				}
				row := MoveRow{Group: "both", Before: before, Now: now, Direction: [...]string{"fell", "same", "rose"}[change+1],
					Customers: m.customers, Earlier: m.before, Later: m.now, Change: m.now}
				if row.Change.Merge(m.before.Neg()); now == 0 {
					row.Group = "before_only"
				} else if before == 0 {
					row.Group = "now_only"
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// YearRow is a row of the table audit_years: what of a calendar year's net revenue came from customers won before it began.
type YearRow struct {
	Year      int             `col:"year" unit:"number" en:"calendar year" zh:"公历年"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"net revenue of the year" zh:"当年净收入"`
	WonBefore analytics.Total `col:"revenue_won_before" unit:"currency" en:"of it, from customers whose first purchase was before the year began" zh:"其中来自年初之前已首购客户的收入"`
	Share     float64         `col:"share_won_before" unit:"share" en:"its share" zh:"其占比"`
	Complete  bool            `col:"complete" en:"whether the data hold the whole year" zh:"数据是否涵盖全年"`
}

// Years are the calendar years, in order.
func (a *Audit) Years() (rows []YearRow) {
	for i, s := range a.years {
		rows = append(rows, YearRow{
			Year: a.calendar.first + i, Revenue: s.all, WonBefore: s.wonBefore, Share: s.wonBefore.Units() / s.all.Units(),
			Complete: a.calendar.start(i) >= a.q.Start && a.calendar.ends[i] <= a.q.AsOf,
		})
	}
	return rows
}

// The schemas of the tables.
var (
	TenthSchema = analytics.SchemaOf[TenthRow](analytics.Schema{
		Name: "audit_period",
		Row:  "tenth of the customers of the last twelve months", RowZH: "最近十二个月客户的一个十分位",
		Meaning:   "customer-base audit, one period: profit as customers × orders each × average order × margin rate, by tenth",
		MeaningZH: "客户群审计之一期：利润 = 客户数 × 人均订单 × 每单金额 × 利润率，按十分位",
	})
	MoveSchema = analytics.SchemaOf[MoveRow](analytics.Schema{
		Name: "audit_two_periods",
		Row:  "tenth of the twelve months before × tenth of the last twelve", RowZH: "前十二个月十分位 × 最近十二个月十分位",
		Meaning:   "customer-base audit, two periods: who bought in both years or in one, whose profit rose or fell, and what that came to",
		MeaningZH: "客户群审计之两期：两年均购买或仅一年购买的客户，其利润升降及金额",
	})
	CohortSchema = analytics.SchemaOf[CohortRow](analytics.Schema{
		Name: "audit_cohorts",
		Row:  "cohort × period", RowZH: "同期群 × 时期",
		Meaning:   "customer-base audit, cohorts over their lives and all cohorts in one picture: who still buys, how often, for how much; the revenue of a period sums over its cohorts",
		MeaningZH: "客户群审计之同期群：各同期群谁仍在购买、频率与金额；同一时期各同期群之和为当期收入",
	})
	AgeSchema = analytics.SchemaOf[AgeRow](analytics.Schema{
		Name: "audit_equal_age",
		Row:  "cohort × age", RowZH: "同期群 × 年龄",
		Meaning:   "customer-base audit, cohorts at equal age: whether newer customers are better or worse than earlier ones were",
		MeaningZH: "客户群审计之同龄比较：新客户比早先的客户更好还是更差",
	})
	YearSchema = analytics.SchemaOf[YearRow](analytics.Schema{
		Name: "audit_years",
		Row:  "calendar year", RowZH: "公历年",
		Meaning:   "customer-base audit: how much of a year’s revenue came from customers won before it began",
		MeaningZH: "客户群审计：各年收入中来自年初之前已赢得客户的部分",
	})
)

// Tables are the tables of the audit that need no categories.
func (a *Audit) Tables() []analytics.Table {
	var noCost []string
	if !a.q.HasCost {
		noCost = []string{"margin_rate"}
	}
	list := []analytics.Table{
		analytics.TableOf(TenthSchema, a.Tenths(), noCost...), analytics.TableOf(CohortSchema, a.Cohorts()),
		analytics.TableOf(AgeSchema, a.EqualAge()), analytics.TableOf(YearSchema, a.Years()),
	}
	if a.Year.Known() {
		list = append(list, analytics.TableOf(MoveSchema, a.Moves()))
	}
	return list
}
