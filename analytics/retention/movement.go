package retention

import (
	"math"
	"slices"

	"regulars/analytics"
)

// MaxMonths is how many months back the movement reaches; what was before is in the opening of the first.
const MaxMonths = 1200

// Movement is an accumulator of how the base of current customers moved from month to month: who came, came back and went,
// and the revenue that came and went with them.
//
// Customers. A customer is current at the end of a month by the [analytics.StatusRule]. Of those not current at the end of the month before,
// the ones with a purchase in the month are new (their first) or reactivated; of all these and those current before, the ones not
// current at the end of the month have churned: they are lost. So opening + new + reactivated − churned = closing, and new is the size of
// the month's cohort.
//
// Revenue. What a current customer stands for is the net revenue of the last Window months up to the month's end. Months alone
// would not do: a customer of three months' silence brings none in the month of churn. The closing revenue is the sum over
// those current. It moves by new, reactivated (all they stand for at the end), churned (all they stood for at the
// beginning), expansion and contraction (who stayed and stands for more, or less). So opening + new + reactivated +
// expansion − contraction − churned = closing, exactly.
type Movement struct {
	Window int // months of revenue that a customer stands for
	Rule   analytics.StatusRule
	start  analytics.Day
	asOf   analytics.Day
	first  int             // number of the first month
	ends   []analytics.Day // ends[0] is the day before the first month, then the months' last days, cut at the as-of date
	slots  []slot          // slots[0] is everything before the first month
	line   timeline
}

// slot is one month.
type slot struct {
	new, reactivated, churned, passing, closing                    int
	revNew, revReactivated, revChurned, revExpansion, revReduction analytics.Total
	revClosing, revenue                                            analytics.Total
}

// NewMovement makes an accumulator from q.Start to q.AsOf. The Window is a year, which evens out the seasons, or half of the
// whole months between them where these are fewer than 24, so that half of the months can be compared with a full window.
func NewMovement(q analytics.Question, rule analytics.StatusRule) *Movement {
	const g = analytics.ByMonth
	first, last := g.Period(q.Start), g.Period(q.AsOf)
	first = max(min(first, last), last-MaxMonths+1)
	whole := last - first
	if g.End(last) <= q.AsOf {
		whole++
	}
	m := &Movement{Window: max(1, min(12, whole/2)), Rule: rule, start: q.Start, asOf: q.AsOf, first: first, line: timeline{rule: rule}}
	for period := first - 1; period <= last; period++ {
		m.ends = append(m.ends, min(g.End(period), q.AsOf))
	}
	m.slots = make([]slot, len(m.ends))
	return m
}

// Add adds a customer.
func (m *Movement) Add(c *analytics.Customer) {
	known := c.Until(m.asOf)
	m.sum(known.Rows)
	spells := m.line.of(&known)
	if len(spells) == 0 {
		return
	}
	at, _ := slices.BinarySearch(m.ends, spells[0].day)
	w := window{rows: known.Rows}
	before := state{}
	for bought := -1; at < len(m.ends); at++ {
		from := bought
		for bought+1 < len(spells) && spells[bought+1].day <= m.ends[at] {
			bought++
		}
		start := analytics.Day(math.MinInt32)
		if at >= m.Window {
			start = m.ends[at-m.Window] + 1
		}
		now := state{active: m.ends[at] <= spells[bought].until, worth: w.to(start, m.ends[at])}
		m.slots[at].move(before, now, bought > from, from < 0)
		if before = now; !now.active && bought == len(spells)-1 {
			return
		}
	}
}

// sum adds the net revenue of each month.
func (m *Movement) sum(rows []analytics.Row) {
	at := 0
	for i := range rows {
		for rows[i].Day > m.ends[at] {
			at++
		}
		m.slots[at].revenue.Add(rows[i].Net())
	}
}

// window is the net revenue of the rows between two days that only move forward.
type window struct {
	rows       []analytics.Row
	head, tail int
	net        analytics.Money
}

func (w *window) to(from, to analytics.Day) analytics.Money {
	for ; w.head < len(w.rows) && w.rows[w.head].Day <= to; w.head++ {
		w.net += w.rows[w.head].Net()
	}
	for ; w.tail < w.head && w.rows[w.tail].Day < from; w.tail++ {
		w.net -= w.rows[w.tail].Net()
	}
	return w.net
}

// state is a customer at the end of a month.
type state struct {
	active bool
	worth  analytics.Money // net revenue of the window
}

// move enters how a customer got from one month's end to the next.
func (s *slot) move(before, now state, bought, first bool) {
	came := !before.active && bought
	switch {
	case came && first:
		s.new++
	case came:
		s.reactivated++
	}
	if now.active {
		s.closing++
		s.revClosing.Add(now.worth)
	} else if before.active || came {
		s.churned++
		if came {
			s.passing++
		}
	}
	switch {
	case before.active && !now.active:
		s.revChurned.Add(before.worth)
	case before.active && now.worth > before.worth:
		s.revExpansion.Add(now.worth - before.worth)
	case before.active:
		s.revReduction.Add(before.worth - now.worth)
	case now.active && first:
		s.revNew.Add(now.worth)
	case now.active:
		s.revReactivated.Add(now.worth)
	}
}

// Merge adds the customers of another accumulator of the same question and rule.
func (m *Movement) Merge(o *Movement) {
	for i := range m.slots {
		a, b := &m.slots[i], &o.slots[i]
		a.new += b.new
		a.reactivated += b.reactivated
		a.churned += b.churned
		a.passing += b.passing
		a.closing += b.closing
		a.revNew.Merge(b.revNew)
		a.revReactivated.Merge(b.revReactivated)
		a.revChurned.Merge(b.revChurned)
		a.revExpansion.Merge(b.revExpansion)
		a.revReduction.Merge(b.revReduction)
		a.revClosing.Merge(b.revClosing)
		a.revenue.Merge(b.revenue)
	}
}

// Month is a row of the table movement.
type Month struct {
	From        analytics.Day `col:"month" en:"first day of the month" zh:"月份的第一天"`
	Month       string        // 2011-12
	Opening     int           `col:"opening" unit:"customers" en:"current at the end of the month before: new, active or slowing" zh:"上月末的现有客户数（新客、活跃或放缓）"`
	New         int           `col:"new" unit:"customers" en:"with their first purchase in the month" zh:"当月首次购买的客户数"`
	Reactivated int           `col:"reactivated" unit:"customers" en:"lost at the end of the month before, with a purchase in the month" zh:"上月末已流失、当月又购买的客户数"`
	Churned     int           `col:"churned" unit:"customers" en:"lost in the month" zh:"当月流失的客户数"`
	Closing     int           `col:"closing" unit:"customers" en:"current at the end of the month: opening + new + reactivated − churned" zh:"月末的现有客户数：期初 + 新增 + 回归 − 流失"`

	RevenueOpening     analytics.Total `col:"revenue_opening" unit:"currency" en:"what those opening stood for: net revenue of the last 12 months, or of half the months there are where these are fewer than 24" zh:"期初客户所代表的收入：最近 12 个月（数据不足 24 个月时为一半月数）的净收入"`
	RevenueNew         analytics.Total `col:"revenue_new" unit:"currency" en:"of the new" zh:"新增客户的"`
	RevenueReactivated analytics.Total `col:"revenue_reactivated" unit:"currency" en:"of the reactivated" zh:"回归客户的"`
	RevenueExpansion   analytics.Total `col:"revenue_expansion" unit:"currency" en:"by which those who stayed stand for more" zh:"留存客户增加的"`
	RevenueContraction analytics.Total `col:"revenue_contraction" unit:"currency" en:"by which those who stayed stand for less" zh:"留存客户减少的"`
	RevenueChurned     analytics.Total `col:"revenue_churned" unit:"currency" en:"of the churned" zh:"流失客户的"`
	RevenueClosing     analytics.Total `col:"revenue_closing" unit:"currency" en:"of those closing: opening + new + reactivated + expansion − contraction − churned, to the cent" zh:"期末客户所代表的收入：期初 + 新增 + 回归 + 增购 − 减购 − 流失，分毫不差"`

	NRR       float64           `col:"nrr" unit:"share" en:"net revenue retention: (opening + expansion − contraction − churned) / opening; empty before a full window and in an incomplete month" zh:"净收入留存率：（期初 + 增购 − 减购 − 流失）/ 期初；窗口未满或月份未完则为空"`
	GRR       float64           `col:"grr" unit:"share" en:"gross revenue retention: (opening − contraction − churned) / opening; empty before a full window and in an incomplete month" zh:"毛收入留存率：（期初 − 减购 − 流失）/ 期初；窗口未满或月份未完则为空"`
	LogoChurn float64           `col:"logo_churn" unit:"share" en:"share of the opening customers lost in the month" zh:"期初客户在当月流失的占比"`
	Passing   int               `col:"came_and_churned" unit:"customers" en:"of the churned, those who came in the same month" zh:"流失者中当月才来的客户数"`
	Revenue   analytics.Total   `col:"revenue" unit:"currency" en:"net revenue of the month alone, of all customers" zh:"全部客户当月的净收入"`
	Complete  bool              `col:"complete" en:"the month ended on or before the as-of date" zh:"该月在截止日或之前结束"`
	Change    analytics.Verdict `col:"verdict" en:"more or less customers at the end than at the beginning, or chance where as many would come and go by chance; empty where nobody came or went" zh:"月末客户数较期初 more 更多、less 更少，或 chance（可能偶然）；无人来去则为空"`
}

// MovementSchema describes the table movement.
var MovementSchema = analytics.SchemaOf[Month](analytics.Schema{
	Name:      "movement",
	Row:       "month",
	RowZH:     "月份",
	Meaning:   "who came, came back and left, in customers and in revenue",
	MeaningZH: "客户与收入的新增、回归与流失",
})

// Months lists the months from the first purchase on.
func (m *Movement) Months() []Month {
	var months []Month
	for i := 1; i < len(m.slots); i++ {
		before, s := &m.slots[i-1], &m.slots[i]
		if months == nil && before.closing+s.new == 0 {
			continue
		}
		month := Month{
			From: analytics.ByMonth.Start(m.first + i - 1), Month: analytics.ByMonth.Label(m.first + i - 1), Opening: before.closing, New: s.new, Reactivated: s.reactivated,
			Churned: s.churned, Closing: s.closing, RevenueOpening: before.revClosing, RevenueNew: s.revNew,
			RevenueReactivated: s.revReactivated, RevenueExpansion: s.revExpansion, RevenueContraction: s.revReduction,
			RevenueChurned: s.revChurned, RevenueClosing: s.revClosing, NRR: math.NaN(), GRR: math.NaN(),
			LogoChurn: float64(s.churned-s.passing) / float64(before.closing), Passing: s.passing, Revenue: s.revenue,
			Complete: analytics.ByMonth.End(m.first+i-1) <= m.asOf,
		}
		month.Change = analytics.Beyond(float64(s.closing-before.closing), analytics.CountNoise(s.new+s.reactivated, s.churned))
		if i > m.Window && month.Complete {
			month.rate()
		}
		months = append(months, month)
	}
	return months
}

// rate fills the revenue rates. Their parts are summed exactly before they are divided.
func (m *Month) rate() {
	opening := m.RevenueOpening.Units()
	if !(opening > 0) {
		return
	}
	kept := m.RevenueOpening
	kept.Merge(m.RevenueContraction.Neg())
	kept.Merge(m.RevenueChurned.Neg())
	m.GRR = kept.Units() / opening
	kept.Merge(m.RevenueExpansion)
	m.NRR = kept.Units() / opening
}

// Table is the table movement.
func (m *Movement) Table() analytics.Table { return analytics.TableOf(MovementSchema, m.Months()) }
