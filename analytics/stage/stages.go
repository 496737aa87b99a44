package stage

import (
	"math"

	"regulars/analytics"
)

// Stages adds up who is at which stage, who moved since the comparison date, and how long it took. It is an accumulator.
type Stages struct {
	Rule          Rule
	asOf, compare analytics.Day
	revenue       [stages]analytics.Total
	moves         [stages][stages]int // by stage then, and now
	moved, stays  [stages]analytics.Multiset
}

// New makes an accumulator.
func New(r Rule, q analytics.Question) *Stages {
	return &Stages{Rule: r, asOf: q.AsOf, compare: q.Compare}
}

// Add adds a customer.
func (s *Stages) Add(c *analytics.Customer) {
	now, then := c.Until(s.asOf), c.Until(s.compare)
	at := s.Rule.Of(&now)
	if at == None {
		return
	}
	s.moves[s.Rule.Of(&then)][at]++
	s.revenue[at].Add(now.Summary().Revenue)
	if at <= Prospect {
		s.since(&now, at)
	}
	s.time(s.Rule.path(&now))
}

// since enters since when a person without a purchase has been known, where an account says so.
func (s *Stages) since(c *analytics.Customer, at Stage) {
	for _, a := range c.Accounts {
		if a.Day != analytics.NoDay {
			s.stays[at].Add(int64(s.asOf - a.Day))
			return
		}
	}
}

// time enters how long a customer stayed at each stage until first reaching a higher one. Who reached two on one day did not stay at the
// lower.
func (s *Stages) time(p path) {
	left := analytics.NoDay
	for at := Advocate; at >= FirstTime; at-- {
		entered := p[at]
		if entered == analytics.NoDay || left != analytics.NoDay && left <= entered {
			continue
		}
		if left == analytics.NoDay {
			s.stays[at].Add(int64(s.asOf - entered))
		} else {
			s.moved[at].Add(int64(left - entered))
		}
		left = entered
	}
}

// Merge adds the customers of another accumulator.
func (s *Stages) Merge(o *Stages) {
	for i := range s.moves {
		s.revenue[i].Merge(o.revenue[i])
		s.moved[i].Merge(&o.moved[i])
		s.stays[i].Merge(&o.stays[i])
		for j := range s.moves[i] {
			s.moves[i][j] += o.moves[i][j]
		}
	}
}

// Row is a row of the table stages.
type Row struct {
	Stage     Stage
	Name      string          `col:"class" en:"suspect, prospect, first-time, repeat, devoted or advocate; those that the inputs tell of" zh:"suspect 潜在、prospect 目标、first-time 首次消费、repeat 重复消费、devoted 铁杆、advocate 宣传；仅限输入数据能判断者"`
	Customers int             `col:"customers" unit:"customers" en:"customers at this stage as of the report" zh:"截止日处于该阶段的客户数"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"their net revenue so far" zh:"其迄今净收入"`
	OfAll     float64         `col:"share_customers" unit:"share" en:"share of all" zh:"占全部的比例"`
	OfRevenue float64         `col:"share_revenue" unit:"share" en:"share of all net revenue; empty where that is not above zero" zh:"占全部净收入的比例；全部净收入不大于零则为空"`
	Before    int             `col:"customers_before" unit:"customers" en:"customers at this stage at the comparison date" zh:"对比日处于该阶段的客户数"`
	Change    int             `col:"change_customers" unit:"customers" en:"customers now less those then" zh:"现在与当时客户数之差"`
	Reached   int             `col:"reached" unit:"customers" en:"customers at this stage or a higher one" zh:"处于该阶段或更高阶段的客户数"`
	Rate      float64         `col:"conversion" unit:"share" en:"share of those who reached the stage before; empty for the first" zh:"占到达上一阶段者的比例；第一阶段为空"`
	Low       float64         `col:"conversion_low" unit:"share" en:"lower end of the 95 % interval of conversion (Wilson)" zh:"conversion 的 95% 区间下限（Wilson）"`
	High      float64         `col:"conversion_high" unit:"share" en:"upper end of the 95 % interval of conversion (Wilson)" zh:"conversion 的 95% 区间上限（Wilson）"`
	Median    float64         `col:"days_in_stage" unit:"days" en:"days after which half of those who entered had moved on (Kaplan–Meier); empty where fewer ever do" zh:"进入者半数升级所需天数（Kaplan–Meier）；不足半数则为空"`
	Moved     int             `col:"moved_on" unit:"customers" en:"customers who have moved on to a higher stage" zh:"已升入更高阶段的客户数"`
	MovedDays float64         `col:"days_of_moved" unit:"days" en:"median days in the stage of those who moved on" zh:"已升级者在该阶段天数的中位数"`
	SoFar     float64         `col:"days_so_far" unit:"days" en:"median days of those who came no further; before the first purchase since the account was last updated" zh:"未升级者至今天数的中位数；首购前自账户最近更新起计"`
}

// StagesSchema describes the table stages.
var StagesSchema = analytics.SchemaOf[Row](analytics.Schema{
	Name:      "stages",
	Row:       "stage of loyalty",
	RowZH:     "忠诚阶段",
	Meaning:   "how far customers have come, and how many go further",
	MeaningZH: "客户走到哪个忠诚阶段，多少人继续前进",
})

// Rows are the stages that are known of, the first first; empty ones too.
func (s *Stages) Rows() []Row {
	var rows []Row
	var total analytics.Total
	for i := range s.revenue {
		total.Merge(s.revenue[i])
	}
	all, before := s.reached(Suspect), 0
	for at := Suspect; at < stages; at++ {
		if !s.Rule.Knows(at) {
			continue
		}
		r := Row{Stage: at, Name: at.String(), Reached: s.reached(at), Revenue: s.revenue[at], OfRevenue: math.NaN()}
		for i := range s.moves {
			r.Customers += s.moves[i][at]
			r.Before += s.moves[at][i]
		}
		r.Change, r.OfAll = r.Customers-r.Before, float64(r.Customers)/float64(all)
		if total.Units() > 0 {
			r.OfRevenue = r.Revenue.Units() / total.Units()
		}
		passed := analytics.ShareOf(int64(r.Reached), int64(before))
		r.Rate, r.Low, r.High = passed.Share, passed.Low, passed.High
		before = r.Reached
		r.Median, r.MovedDays, r.SoFar = median(&s.moved[at], &s.stays[at]), median(&s.moved[at], nil), median(&s.stays[at], nil)
		r.Moved = s.moved[at].Len()
		rows = append(rows, r)
	}
	return rows
}

// reached is how many are at a stage or a higher one.
func (s *Stages) reached(at Stage) (n int) {
	for i := range s.moves {
		for j := at; j < stages; j++ {
			n += s.moves[i][j]
		}
	}
	return n
}

// median is the time after which half had moved on, by the estimator of Kaplan and Meier (1958), which counts those still there for as long
// as they have been seen.
func median(moved, stays *analytics.Multiset) float64 {
	var censored []analytics.Run
	atRisk := moved.Len()
	if stays != nil {
		censored = stays.Runs()
		atRisk += stays.Len()
	}
	left := 1.0
	for _, run := range moved.Runs() {
		for len(censored) > 0 && censored[0].Value < run.Value {
			atRisk -= censored[0].Count
			censored = censored[1:]
		}
		left *= 1 - float64(run.Count)/float64(atRisk)
		atRisk -= run.Count
		if left <= 0.5+1e-12 {
			return float64(run.Value)
		}
	}
	return math.NaN()
}

// Flow is a row of the table stage_flows: who was at one stage at the comparison date and is at another, or the same.
type Flow struct {
	From, To Stage
	Then     string `col:"from_stage" en:"stage at the comparison date; (new) for who was not known by then" zh:"对比日所处阶段；(new) 为当时尚未知晓"`
	Now      string `col:"to_stage" en:"stage as of the report" zh:"截止日所处阶段"`
	People   int    `col:"customers" unit:"customers" en:"customers who went so" zh:"如此变动的客户数"`
}

// FlowsSchema describes the table stage_flows.
var FlowsSchema = analytics.SchemaOf[Flow](analytics.Schema{
	Name:      "stage_flows",
	Row:       "pair of stages",
	RowZH:     "两个阶段的组合",
	Meaning:   "which stage customers came from and went to",
	MeaningZH: "客户从哪个阶段到哪个阶段",
})

// Flows are the moves with anybody in them.
func (s *Stages) Flows() []Flow {
	var flows []Flow
	for from := range stages {
		for to := range stages {
			if n := s.moves[from][to]; n > 0 {
				f := Flow{from, to, from.String(), to.String(), n}
				if from == None {
					f.Then = "(new)"
				}
				flows = append(flows, f)
			}
		}
	}
	return flows
}

// Tables are stages and stage_flows.
func (s *Stages) Tables() []analytics.Table {
	return []analytics.Table{analytics.TableOf(StagesSchema, s.Rows()), analytics.TableOf(FlowsSchema, s.Flows())}
}

// Against is the verdict on the share that came to a stage against that of another stage.
func (r Row) Against(o Row) analytics.Verdict { return analytics.Apart(r.Low, r.High, o.Low, o.High) }
