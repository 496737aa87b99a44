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
	steps         [stages][stages]int // who meets the conditions of both stages
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
	s.step(s.Rule.meets(&now))
	if at <= Prospect {
		s.since(&now, at)
	}
	s.time(s.Rule.path(&now))
}

// step enters which conditions a customer meets.
func (s *Stages) step(meets [stages]bool) {
	for from := range meets {
		for to := range meets {
			if meets[from] && meets[to] {
				s.steps[from][to]++
			}
		}
	}
}

// meets are the stages whose conditions a customer, cut at a day, meets, whatever higher one there is.
func (r Rule) meets(c *analytics.Customer) (meets [stages]bool) {
	p := r.path(c)
	meets[FirstTime], meets[Repeat], meets[Devoted] = p[FirstTime] != analytics.NoDay, p[Repeat] != analytics.NoDay, p[Devoted] != analytics.NoDay
	meets[Advocate] = meets[Repeat] && recommends(c)
	for _, a := range c.Accounts {
		meets[Suspect], meets[Prospect] = true, meets[Prospect] || a.Qualified
	}
	return meets
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
			s.steps[i][j] += o.steps[i][j]
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
	Reached   int             `col:"reached" unit:"customers" en:"customers who meet the condition of the stage, whatever higher one they are at" zh:"符合该阶段条件的客户数，无论是否处于更高阶段"`
	Of        string          `col:"conversion_of,nullzero" en:"stage of whose customers conversion is the share; empty where there is none" zh:"conversion 所占的阶段；没有则为空"`
	Rate      float64         `col:"conversion" unit:"share" en:"share of those who meet the condition of conversion_of that meets that of this stage too" zh:"符合 conversion_of 条件者中亦符合该阶段条件的比例"`
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
	all := 0
	for i := range s.moves {
		for _, n := range s.moves[i] {
			all += n
		}
	}
	for at := Suspect; at < stages; at++ {
		if !s.Rule.Knows(at) {
			continue
		}
		r := Row{Stage: at, Name: at.String(), Reached: s.steps[at][at], Revenue: s.revenue[at], OfRevenue: math.NaN()}
		for i := range s.moves {
			r.Customers += s.moves[i][at]
			r.Before += s.moves[at][i]
		}
		r.Change, r.OfAll = r.Customers-r.Before, float64(r.Customers)/float64(all)
		if total.Units() > 0 {
			r.OfRevenue = r.Revenue.Units() / total.Units()
		}
		passed := s.conversion(before[at], at)
		r.Of, r.Rate, r.Low, r.High = passed.Of, passed.Rate, passed.Low, passed.High
		r.Median, r.MovedDays, r.SoFar = median(&s.moved[at], &s.stays[at]), median(&s.moved[at], nil), median(&s.stays[at], nil)
		r.Moved = s.moved[at].Len()
		rows = append(rows, r)
	}
	return rows
}

// before is the stage of whose customers those of a stage are a share.
var before = [stages]Stage{Prospect: Suspect, FirstTime: Prospect, Repeat: FirstTime, Devoted: Repeat, Advocate: Repeat}

// Conversion is a row of the table stage_conversions.
type Conversion struct {
	From, To Stage
	Of       string  `col:"of_stage" en:"stage of whose customers it is a share; of suspects: people with an account, of prospects: those whom a source calls qualified, bought or not" zh:"占哪个阶段客户的比例；suspect 为有账户者，prospect 为被标为合格者，无论是否购买"`
	Name     string  `col:"to_stage" en:"stage whose condition they meet too" zh:"同时符合其条件的阶段"`
	N        int     `col:"n" unit:"customers" en:"who meet the condition of of_stage" zh:"符合 of_stage 条件者"`
	Count    int     `col:"customers" unit:"customers" en:"of these, who meet that of to_stage" zh:"其中符合 to_stage 条件者"`
	Rate     float64 `col:"conversion" unit:"share" en:"their share" zh:"其占比"`
	Low      float64 `col:"conversion_low" unit:"share" en:"lower end of its 95 % interval (Wilson)" zh:"其 95% 区间下限（Wilson）"`
	High     float64 `col:"conversion_high" unit:"share" en:"upper end of its 95 % interval (Wilson)" zh:"其 95% 区间上限（Wilson）"`
}

// ConversionsSchema describes the table stage_conversions.
var ConversionsSchema = analytics.SchemaOf[Conversion](analytics.Schema{
	Name:      "stage_conversions",
	Row:       "pair of stages",
	RowZH:     "两个阶段的组合",
	Meaning:   "how many of those at one stage of loyalty come to another; devoted and advocates each of repeat customers, for neither follows the other",
	MeaningZH: "处于某忠诚阶段者中多少人进入另一阶段；铁杆与宣传客户均以重复消费客户为基数，两者互不为先后",
})

// conversion is that from one stage to another; empty from None, and where either is not known of.
func (s *Stages) conversion(from, to Stage) Conversion {
	if !s.Rule.Knows(from) || !s.Rule.Knows(to) {
		return Conversion{Rate: math.NaN(), Low: math.NaN(), High: math.NaN()}
	}
	share := analytics.ShareOf(int64(s.steps[from][to]), int64(s.steps[from][from]))
	return Conversion{from, to, from.String(), to.String(), s.steps[from][from], s.steps[from][to], share.Share, share.Low, share.High}
}

// Conversions are those to each stage, and that of devoted customers to advocates; those that are known of.
func (s *Stages) Conversions() (all []Conversion) {
	for to := Suspect; to < stages; to++ {
		for _, from := range []Stage{before[to], Devoted} {
			if from != None && (from != Devoted || to == Advocate) && s.Rule.Knows(from) && s.Rule.Knows(to) {
				all = append(all, s.conversion(from, to))
			}
		}
	}
	return all
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

// Tables are stages, stage_conversions and stage_flows.
func (s *Stages) Tables() []analytics.Table {
	return []analytics.Table{
		analytics.TableOf(StagesSchema, s.Rows()), analytics.TableOf(ConversionsSchema, s.Conversions()), analytics.TableOf(FlowsSchema, s.Flows()),
	}
}

// Against is the verdict on a conversion against another.
func (c Conversion) Against(o Conversion) analytics.Verdict {
	return analytics.Apart(c.Low, c.High, o.Low, o.High)
}
