// Package alert opens a case for each low score (低分预警), with an owner, a deadline and the value at stake, and closes it when the customer
// answers or buys again.
//
// A case belongs to a customer and a day: the overall answer of the day is low, or, where the overall question was not asked that day, any
// other. Low is the lower part of the scale. All of it follows from answers and purchases, so that a case is the same on every night,
// whichever nights were missed or run again: it is open from the day of the answer, overdue when its deadline has passed, and closed on the
// first later day with an answer or a purchase. Cases older than [Fresh] days are left to the win-back list.
package alert

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
)

// Fresh is how many days a case is followed.
const Fresh = 90

// Status is how a case stands.
type Status string

// How cases stand.
const (
	Overdue Status = "overdue" // open after its deadline
	Open    Status = "open"
	Closed  Status = "closed"
)

// Case is a low score that somebody should look into. It is a row of the table alerts.
type Case struct {
	Customer string        `col:"customer_id" en:"customer who gave the score" zh:"打分的客户"`
	Status   Status        `col:"status" en:"overdue, open or closed, as of the report" zh:"截止日的状态：overdue 逾期、open 待处理、closed 已关闭"`
	Opened   analytics.Day `col:"opened" en:"day of the low score" zh:"给出低分的日期"`
	Deadline analytics.Day `col:"deadline" en:"day by which somebody should have looked into it" zh:"应处理完毕的日期"`
	Closed   analytics.Day `col:"closed" en:"day of the answer or purchase that closed the case; empty while it is open" zh:"使个案关闭的回答或购买的日期；未关闭则为空"`
	ClosedBy string        `col:"closed_by,nullzero" en:"what closed it: a later answer or a later purchase" zh:"关闭方式：answer 其后的回答，purchase 其后的购买"`
	Score    float64       `col:"score" unit:"points" en:"the score itself, on the scale it was given on" zh:"所打的分数（按当时的量表）"`
	Lowest   float64       `col:"scale_min" unit:"points" en:"lowest score of that scale" zh:"该量表的最低分"`
	Highest  float64       `col:"scale_max" unit:"points" en:"highest score of that scale" zh:"该量表的最高分"`
	About    string        `col:"about,nullzero" en:"dimension that scored lowest on its scale that day" zh:"当天在各自量表上得分最低的方面"`
	Employee string        `col:"employee,nullzero" en:"employee who served the customer, where transactions name one" zh:"服务该客户的员工（交易中有记录时）"`
	Store    string        `col:"store,nullzero" en:"store of the customer's purchase" zh:"客户购买的门店"`
	Segment  string        `col:"segment,nullzero" en:"RFM segment of the customer" zh:"客户所在的 RFM 细分"`
	Value    float64       `col:"value_at_stake" unit:"currency" en:"what the customer is expected to be worth within the horizon" zh:"客户在预测期内的预期价值"`
}

// Schema describes the table alerts.
var Schema = analytics.SchemaOf[Case](analytics.Schema{
	Name:      "alerts",
	Row:       "low score of the last 90 days: overdue cases, open ones, closed ones, the most valuable first, 10,000 at most",
	RowZH:     "最近 90 天的一次低分：依次为逾期、待处理、已关闭，价值高者在前，最多一万条",
	Meaning:   "low scores somebody should look into, and whether they did",
	MeaningZH: "应有人跟进的低分，以及是否已了结",
})

// Rule says what a low score is and when a case is due.
type Rule struct {
	Scale analytics.Scale
	Days  int // from the answer to the deadline
}

// Alerts keeps the cases with the most value at stake, and counts all. It is filled customer by customer.
type Alerts struct {
	List    []Case // once sorted: overdue, open and closed ones, the most valuable first
	Counts  map[Status]int
	Late    int     // closed after the deadline
	AtStake float64 // in cases that are open or overdue, in units of the currency, of customers with a forecast
	Refused int     // open cases of customers who do not want to be contacted; they are not listed

	rule   Rule
	asOf   analytics.Day
	labels *analytics.Labels
	keep   int
}

// New makes an accumulator that lists at most keep cases.
func New(q analytics.Question, r Rule, keep int) *Alerts {
	return &Alerts{rule: r, asOf: q.AsOf, labels: q.Labels, keep: keep, Counts: map[Status]int{}}
}

// Consider takes a customer, with the value expected within the horizon, NaN where there is none; who is not to be contacted is counted only.
func (l *Alerts) Consider(c *analytics.Customer, segment string, value float64, contact bool) {
	for _, found := range l.rule.Cases(c, l.asOf, l.labels) {
		found.Customer, found.Segment, found.Value = c.Key.String(), segment, value
		l.count(found, contact)
	}
}

// Cases are those of a customer as of a day, the oldest first: who it is, the segment and the value are left to the caller.
func (r *Rule) Cases(c *analytics.Customer, asOf analytics.Day, labels *analytics.Labels) (cases []Case) {
	known := c.Until(asOf)
	for answers := known.Answers; len(answers) > 0; {
		n := 1
		for n < len(answers) && answers[n].Day == answers[0].Day {
			n++
		}
		if asOf-answers[0].Day <= Fresh {
			if found, ok := r.low(answers[:n], labels); ok {
				found.settle(&known, asOf)
				cases = append(cases, found)
			}
		}
		answers = answers[n:]
	}
	return cases
}

// low is the case of a day's answers, if they open one.
func (r *Rule) low(day []analytics.Answer, labels *analytics.Labels) (found Case, ok bool) {
	worst, overall := math.NaN(), math.NaN()
	for i := range day {
		a := &day[i]
		place := r.Scale.Place(a)
		if math.IsNaN(place) {
			continue
		}
		name := labels.Name(a.Dimension)
		whole := analytics.IsOverall(name)
		if whole && !(overall <= place) {
			overall = place
		}
		if !whole && !(worst <= place) {
			worst, found.About = place, name
		}
		if (whole && place == overall) || (math.IsNaN(overall) && place == worst) {
			found.Score = a.Experience
			found.Lowest, found.Highest = r.Scale.Ends(a)
			found.Employee, found.Store = labels.Name(a.Employee), labels.Name(a.Store)
		}
	}
	found.Opened = day[0].Day
	found.Deadline = found.Opened + analytics.Day(r.Days)
	if !math.IsNaN(overall) {
		return found, r.Scale.IsLow(overall)
	}
	return found, r.Scale.IsLow(worst)
}

// settle finds out how a case stands.
func (found *Case) settle(c *analytics.Customer, asOf analytics.Day) {
	found.Closed = analytics.NoDay
	for i := range c.Answers {
		if d := c.Answers[i].Day; d > found.Opened {
			found.Closed, found.ClosedBy = d, "answer"
			break
		}
	}
	if next := c.NextPurchase(found.Opened); next != analytics.NoDay && (found.Closed == analytics.NoDay || next < found.Closed) {
		found.Closed, found.ClosedBy = next, "purchase"
	}
	switch {
	case found.Closed != analytics.NoDay:
		found.Status = Closed
	case asOf > found.Deadline:
		found.Status = Overdue
	default:
		found.Status = Open
	}
}

func (l *Alerts) count(c Case, contact bool) {
	if !contact {
		if c.Status != Closed {
			l.Refused++
		}
		return
	}
	l.Counts[c.Status]++
	switch {
	case c.Status == Closed && c.Closed > c.Deadline:
		l.Late++
	case c.Status != Closed && !math.IsNaN(c.Value):
		l.AtStake += c.Value
	}
	if l.List = append(l.List, c); len(l.List) >= 2*l.keep {
		l.Sort()
	}
}

// Merge adds the cases of another accumulator.
func (l *Alerts) Merge(o *Alerts) {
	for s, n := range o.Counts {
		l.Counts[s] += n
	}
	l.Late, l.AtStake, l.Refused = l.Late+o.Late, l.AtStake+o.AtStake, l.Refused+o.Refused
	if l.List = append(l.List, o.List...); len(l.List) >= 2*l.keep {
		l.Sort()
	}
}

// Sort puts the list in order and cuts it: overdue cases, open ones, closed ones, and of each the most valuable first; ties go by customer
// and day.
func (l *Alerts) Sort() {
	rank := map[Status]int{Overdue: 0, Open: 1, Closed: 2}
	slices.SortFunc(l.List, func(a, b Case) int {
		return cmp.Or(cmp.Compare(rank[a.Status], rank[b.Status]), -cmp.Compare(a.Value, b.Value), cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.Opened, b.Opened))
	})
	l.List = l.List[:min(len(l.List), l.keep)]
}

// Pending is how many cases wait for somebody.
func (l *Alerts) Pending() int { return l.Counts[Open] + l.Counts[Overdue] }

// Waiting are the cases of the sorted list that are not closed.
func (l *Alerts) Waiting() []Case {
	n := slices.IndexFunc(l.List, func(c Case) bool { return c.Status == Closed })
	if n < 0 {
		n = len(l.List)
	}
	return l.List[:n]
}

// Table lists the cases as they are sorted; omit names the columns whose input is absent.
func (l *Alerts) Table(omit ...string) analytics.Table {
	return analytics.TableOf(Schema, l.List, omit...)
}
