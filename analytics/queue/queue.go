package queue

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
)

// Row is a proposed action. It is a row of the table queue, and of the lists that are exported from it.
type Row struct {
	Customer string          `col:"customer_id" en:"customer, who stands in the queue once" zh:"客户（在队列中只出现一次）"`
	Action   Action          `col:"action" en:"win back, hold, second purchase, settle, share of wallet, referral or thank" zh:"win back 赢回、hold 挽留、second purchase 促成再次购买、settle 了结问题、share of wallet 争取份额、referral 邀请推荐、thank 致谢"`
	Reason   string          `col:"reason,nullzero" en:"complaint, price, low score, silence, elsewhere (spends elsewhere), promoter or referrer; empty for thanks" zh:"原因：complaint 抱怨、price 价格、low score 低分、silence 沉默、elsewhere 在别处消费、promoter 推荐者、referrer 曾推荐；致谢则为空"`
	About    string          `col:"about,nullzero" en:"category of the complaint, or dimension that scored low" zh:"抱怨的类别或得分低的方面"`
	Gain     float64         `col:"gain,nullzero" unit:"currency" en:"what a contact gains over doing nothing within the horizon, after its cost: the response × (value if bought − value), and as the action says; empty for thanks" zh:"触达相对不行动在预测期内的净增益（已扣成本）：响应率 ×（若购买的价值 − 现值），各行动略有不同；致谢则为空"`
	Response float64         `col:"response,nullzero" unit:"probability" en:"share of customers like this who buy because of a contact" zh:"此类客户因触达而购买的比例"`
	Value    float64         `col:"value" unit:"currency" en:"value expected within the horizon without a contact" zh:"不触达时预测期内的预期价值"`
	IfBought float64         `col:"value_if_bought" unit:"currency" en:"value expected within the horizon of the same customer had they bought on the reporting date, that purchase included" zh:"若该客户在报告日购买，预测期内的预期价值（含该次购买）"`
	Status   string          `col:"status" en:"new, active, slowing or lost" zh:"状态：new 新客、active 活跃、slowing 放缓、lost 流失"`
	Silent   int             `col:"silent_days" unit:"days" en:"days since the last purchase" zh:"距最近一次购买的天数"`
	Alive    float64         `col:"p_alive" unit:"probability" en:"probability, by the purchase model, that the customer has not left for good" zh:"按购买模型客户尚未永久离开的概率"`
	Segment  string          `col:"segment" en:"RFM segment of the customer" zh:"客户所在的 RFM 细分"`
	Owner    string          `col:"owner,nullzero" en:"employee or store of the case, else store of the last purchase; empty where none is known" zh:"负责人：个案的员工或门店，否则为最近购买的门店；未知则为空"`
	Deadline analytics.Day   `col:"deadline" en:"by when: that of the case; of who is not lost, the last day before they would be; else 30 days" zh:"期限：个案的期限；未流失者为流失前最后一日；其余为 30 天"`
	Consent  string          `col:"consent" en:"given or unknown; who refused is not listed" zh:"given 已同意、unknown 未知；拒绝者不列入"`
	HeldOut  bool            `col:"held_out" en:"left out of every exported list of this calendar quarter, so that what lists achieve can be measured" zh:"本季度不列入任何导出名单（对照组），以衡量名单效果"`
	Last     analytics.Day   `col:"last_order" en:"day of the last purchase" zh:"最近一次购买的日期"`
	Category string          `col:"last_category,nullzero" en:"category bought from last; the first by name of several" zh:"最近购买的品类；同日有多个时取名称排序最前者"`
	Channel  string          `col:"last_channel,nullzero" en:"channel of the last purchase" zh:"最近购买的渠道"`
	Next     string          `col:"next_category,nullzero" en:"likeliest next category not bought yet" zh:"最可能接着购买的新品类"`
	Usual    string          `col:"usual_channel,nullzero" en:"channel of the most orders" zh:"下单最多的渠道"`
	Spent    analytics.Money `col:"revenue" unit:"currency" en:"net revenue so far" zh:"迄今净收入"`
}

// Schema describes the table queue.
var Schema = analytics.SchemaOf[Row](analytics.Schema{
	Name:      "queue",
	Row:       "customer to act on, once each: by gain, thanks last; 1,000,000 at most",
	RowZH:     "应采取行动的客户，每人一行：按增益排序，致谢在最后；最多一百万行",
	Meaning:   "what to do about whom first, and what it gains",
	MeaningZH: "先对谁做什么，能带来多少增益",
})

// WinBackSchema describes the table winback, the part of the queue that wins lost customers back.
var WinBackSchema = analytics.SchemaOf[Row](analytics.Schema{
	Name:      "winback",
	Row:       "lost customer to win back, the first 10,000 of the queue by gain",
	RowZH:     "应赢回的流失客户，按增益取队列前一万名",
	Meaning:   "customers who bought repeatedly and are lost, by what winning them back gains",
	MeaningZH: "重复购买过而已流失的客户，按赢回的增益排序",
})

// CallsSchema describes the table calls, the top of the queue.
var CallsSchema = analytics.SchemaOf[Row](analytics.Schema{
	Name:      "calls",
	Row:       "customer to call, the first 1,000 of the queue by gain",
	RowZH:     "应联系的客户，按增益取队列前一千名",
	Meaning:   "the top of the queue: whom to call first, and what about",
	MeaningZH: "队列最前部分：应先联系谁、为何事",
})

// Sum adds up an action. It is a row of the table queue_actions.
type Sum struct {
	Action    Action          `col:"action" en:"the action, the one that gains most first" zh:"行动，增益大者在前"`
	Customers int             `col:"customers" unit:"customers" en:"customers who stand in the queue under it" zh:"队列中该行动的客户数"`
	Gain      analytics.Total `col:"gain,nullzero" unit:"currency" en:"what contacting all of them gains over doing nothing within the horizon, after the cost; empty for thanks" zh:"全部触达相对不行动在预测期内的净增益（已扣成本）；致谢则为空"`
	Cost      float64         `col:"cost" unit:"currency" en:"what contacting all of them costs" zh:"全部触达的成本"`
	Response  float64         `col:"response" unit:"probability" en:"mean share of them who buy because of a contact; empty for thanks" zh:"因触达而购买的平均比例；致谢则为空"`
	First     analytics.Day   `col:"first_deadline" en:"the earliest of their deadlines" zh:"其中最早的期限"`
	HeldOut   int             `col:"held_out" unit:"customers" en:"of these, held out of exported lists this quarter" zh:"其中本季度不列入导出名单者"`
	Refused   int             `col:"refused" unit:"customers" en:"customers beside them who would stand there had they not refused contact" zh:"因拒绝联系而未列入的客户数"`

	responses analytics.Total
}

// ActionsSchema describes the table queue_actions.
var ActionsSchema = analytics.SchemaOf[Sum](analytics.Schema{
	Name:      "queue_actions",
	Row:       "action with customers, by what it gains",
	RowZH:     "有客户的行动，按增益排序",
	Meaning:   "what the queue holds by action, and what it gains",
	MeaningZH: "队列中各行动的客户数与增益",
})

// Queue keeps the customers of the largest gains, and adds all of them up. It is filled customer by customer.
type Queue struct {
	List   []Row // best first once sorted; see Sort
	cost   float64
	keep   int
	sums   map[Action]*Sum
	parts  map[string]map[Action]*Sum // of each segment
	thanks []Row
}

// thanked is how many customers are thanked: those of whom most is expected.
const thanked = 100

// New keeps the best keep customers; a contact costs so much.
func New(keep int, cost float64) *Queue {
	return &Queue{keep: keep, cost: cost, sums: map[Action]*Sum{}, parts: map[string]map[Action]*Sum{}}
}

// Refuse counts a customer who would stand in the queue but for having refused contact.
func (q *Queue) Refuse(a Action) { sumOf(q.sums, a).Refused++ }

// Add adds a customer with an action.
func (q *Queue) Add(r Row) {
	if q.parts[r.Segment] == nil {
		q.parts[r.Segment] = map[Action]*Sum{}
	}
	sumOf(q.sums, r.Action).add(&r)
	sumOf(q.parts[r.Segment], r.Action).add(&r)
	if q.List = append(q.List, r); len(q.List) >= 2*q.keep {
		q.trim()
	}
}

// Thank considers a customer from whom a contact gains nothing.
func (q *Queue) Thank(r Row) {
	r.Action, r.Gain, r.Response = Thank, 0, 0
	if q.thanks = append(q.thanks, r); len(q.thanks) >= 2*thanked {
		q.best()
	}
}

// add adds a row, whose deadline may be the first.
func (s *Sum) add(r *Row) {
	s.Customers++
	s.HeldOut += index(r.HeldOut)
	s.Gain.Add(analytics.MoneyOf(r.Gain))
	s.responses.Add(analytics.MoneyOf(r.Response))
	s.First = min(s.First, r.Deadline)
}

// merge adds the rows of another.
func (s *Sum) merge(o *Sum) {
	s.Customers, s.HeldOut, s.Refused = s.Customers+o.Customers, s.HeldOut+o.HeldOut, s.Refused+o.Refused
	s.Gain.Merge(o.Gain)
	s.responses.Merge(o.responses)
	s.First = min(s.First, o.First)
}

func sumOf(sums map[Action]*Sum, a Action) *Sum {
	if sums[a] == nil {
		sums[a] = &Sum{Action: a, First: math.MaxInt32}
	}
	return sums[a]
}

// best keeps those of whom most is expected.
func (q *Queue) best() {
	slices.SortFunc(q.thanks, func(a, b Row) int {
		return cmp.Or(-cmp.Compare(a.Value, b.Value), cmp.Compare(a.Customer, b.Customer))
	})
	q.thanks = q.thanks[:min(len(q.thanks), thanked)]
}

// trim puts the list in order and cuts it; ties go by what the customer is worth, then by customer, so that the order of input does not matter.
func (q *Queue) trim() {
	slices.SortFunc(q.List, func(a, b Row) int {
		return cmp.Or(-cmp.Compare(a.Gain, b.Gain), -cmp.Compare(a.Value, b.Value), cmp.Compare(a.Customer, b.Customer))
	})
	q.List = q.List[:min(len(q.List), q.keep)]
}

// Merge adds the customers of another accumulator.
func (q *Queue) Merge(o *Queue) {
	for a, s := range o.sums {
		sumOf(q.sums, a).merge(s)
	}
	for segment, sums := range o.parts {
		if q.parts[segment] == nil {
			q.parts[segment] = map[Action]*Sum{}
		}
		for a, s := range sums {
			sumOf(q.parts[segment], a).merge(s)
		}
	}
	if q.List = append(q.List, o.List...); len(q.List) >= 2*q.keep {
		q.trim()
	}
	q.thanks = append(q.thanks, o.thanks...)
	q.best()
}

// Sort puts the queue in order, thanks last, after the last customer.
func (q *Queue) Sort() {
	q.trim()
	q.best()
	for i := range q.thanks {
		sumOf(q.sums, Thank).add(&q.thanks[i])
	}
	q.List, q.thanks = append(q.List, q.thanks...), nil
}

// Sums are the actions with customers, the one that gains most first, thanks last.
func (q *Queue) Sums() []Sum { return q.ranked(q.sums) }

// Segment are the actions with customers of a segment, thanks left out.
func (q *Queue) Segment(name string) []Sum { return q.ranked(q.parts[name]) }

func (q *Queue) ranked(sums map[Action]*Sum) (rows []Sum) {
	for _, a := range Actions {
		if s := sums[a]; s != nil {
			row := *s
			row.Cost = float64(s.Customers) * q.cost
			if row.Response = s.responses.Units() / float64(s.Customers); a == Thank {
				row.Response = math.NaN()
			}
			if s.Customers == 0 {
				row.First = analytics.NoDay
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b Sum) int {
		return cmp.Or(cmp.Compare(index(a.Action == Thank), index(b.Action == Thank)), -a.Gain.Int().Cmp(b.Gain.Int()))
	})
	return rows
}

// Of are the rows under some of the actions, in order.
func (q *Queue) Of(actions ...Action) (rows []Row) {
	for i := range q.List {
		if slices.Contains(actions, q.List[i].Action) {
			rows = append(rows, q.List[i])
		}
	}
	return rows
}

// Tables are queue and queue_actions; omit names the columns of the former whose input is absent.
func (q *Queue) Tables(omit ...string) []analytics.Table {
	return []analytics.Table{analytics.TableOf(Schema, q.List, omit...), analytics.TableOf(ActionsSchema, q.Sums())}
}
