package complaint

import (
	"math"

	"regulars/analytics"
)

// State is where customers are in the funnel.
type State string

// The states, in the order customers come to them.
const (
	Bought       State = "bought"
	Satisfied    State = "satisfied"
	Dissatisfied State = "dissatisfied"
	NotAsked     State = "not asked"
	Complained   State = "complained"
	Silent       State = "silent"
	Handled      State = "handled"
	NotHandled   State = "not handled"
	Pleased      State = "satisfied again"
	Angry        State = "still angry"
	AfterUnknown State = "not asked again"
	Again        State = "complained again"
	SettledAgain State = "handled again"
	Furious      State = "angry for good"
	TooRecent    State = "too recent"
	Stayed       State = "stayed"
	Lost         State = "lost"
)

// routes are the ways through the funnel, but for the last step, which who is too recent has not come to.
var routes = [...][]State{
	{Bought, Satisfied}, {Bought, NotAsked}, {Bought, Dissatisfied, Silent},
	{Bought, Dissatisfied, Complained, NotHandled},
	{Bought, Dissatisfied, Complained, Handled, Angry},
	{Bought, Dissatisfied, Complained, Handled, AfterUnknown},
	{Bought, Dissatisfied, Complained, Handled, Pleased},
	{Bought, Dissatisfied, Complained, Handled, Again, SettledAgain},
	{Bought, Dissatisfied, Complained, Handled, Again, Furious},
	{Bought, TooRecent},
}

const (
	satisfiedRoute = iota
	notAskedRoute
	silentRoute
	notHandledRoute
	angryRoute
	unknownRoute
	pleasedRoute
	settledRoute
	furiousRoute
	recentRoute
)

// path is a route and its end.
type path struct {
	route int
	lost  bool
}

// pathOf is the way of a customer since the first purchase. Whoever complained is followed from the first complaint, others from a drawn day,
// all of them for the same time; whose time is not over is too recent.
func (s *Complaints) pathOf(c *analytics.Customer, first analytics.Day) path {
	days := analytics.Day(s.rules.Within)
	end := s.question.AsOf - days
	p := firstComplaint(c, first)
	if end < first || p != nil && p.Opened > end {
		return path{route: recentRoute}
	}
	if p != nil {
		return path{s.afterwards(c.Complaints, p, p.Opened+days), s.rules.Lost(c, p.Opened+days)}
	}
	day := s.drawDay(c, first, end)
	return path{s.unheard(c, day), s.rules.Lost(c, day+days)}
}

// drawDay is a day between two on which the customer was not lost yet, for who complains is not: an answer's where there is one, for answers
// follow purchases as complaints do, else any. A few draws find one, and the first purchase is one.
func (s *Complaints) drawDay(c *analytics.Customer, first, end analytics.Day) analytics.Day {
	var asked []analytics.Day
	for i := range c.Answers {
		if d := c.Answers[i].Day; d >= first && d <= end && (len(asked) == 0 || d > asked[len(asked)-1]) {
			asked = append(asked, d)
		}
	}
	x := bitsOf(c.Key)
	if len(asked) > 0 {
		return asked[int(unit(x)*float64(len(asked)))]
	}
	for range 16 {
		if day := first + analytics.Day(unit(x)*float64(end-first+1)); !s.rules.Lost(c, day) {
			return day
		}
		x = mix(x + 1)
	}
	return first
}

// unheard is the way of who has not complained, by the last answers up to a day.
func (s *Complaints) unheard(c *analytics.Customer, day analytics.Day) int {
	known := c.Until(day)
	switch content := s.content(known.Answers); {
	case math.IsNaN(content):
		return notAskedRoute
	case content >= 0:
		return satisfiedRoute
	default:
		return silentRoute
	}
}

// afterwards is the way from a complaint until a day: how it was handled, and whether the customer complained once more after that.
func (s *Complaints) afterwards(all []analytics.Complaint, p *analytics.Complaint, until analytics.Day) int {
	if !s.handledBy(p, until) {
		return notHandledRoute
	}
	for i := range all {
		if q := &all[i]; p.Closed != analytics.NoDay && q != p && q.Opened >= max(p.Opened, p.Closed) && q.Opened <= until {
			if s.handledBy(q, until) && !(s.after(q) < 0) {
				return settledRoute
			}
			return furiousRoute
		}
	}
	switch after := s.after(p); {
	case math.IsNaN(after):
		return unknownRoute
	case after >= 0:
		return pleasedRoute
	default:
		return angryRoute
	}
}

// content is not below zero for the satisfied, and NaN where nothing is known: the mean of the answers of the last day with one, the overall
// ones where there are any, each less what was expected, or, where that is not known, less the middle of the scale.
func (s *Complaints) content(answers []analytics.Answer) float64 {
	day, sum, n, overall := analytics.NoDay, 0.0, 0, false
	for i := len(answers) - 1; i >= 0 && (n == 0 || answers[i].Day == day); i-- {
		a := &answers[i]
		whole := analytics.IsOverall(s.question.Labels.Name(a.Dimension))
		height := s.above(a)
		if math.IsNaN(height) || overall && !whole {
			continue
		}
		if whole && !overall {
			sum, n, overall = 0, 0, true
		}
		day, sum, n = a.Day, sum+height, n+1
	}
	return sum / float64(n)
}

// above is how far an experience lies above what was expected, or above the middle of its scale.
func (s *Complaints) above(a *analytics.Answer) float64 {
	low, high := s.rules.Scale.Ends(a)
	height := s.height(a.Experience, low, high)
	if !math.IsNaN(height) && !math.IsNaN(a.Expectation) {
		return a.Experience - a.Expectation
	}
	return height
}

// after is how far the score after a case lies above the middle of the scale.
func (s *Complaints) after(p *analytics.Complaint) float64 {
	return s.height(p.SatisfactionAfter, s.rules.Scale.Min, s.rules.Scale.Max)
}

// height is a score above the middle of a scale; NaN off the scale or where that is not known.
func (s *Complaints) height(score, low, high float64) float64 {
	if math.IsNaN(analytics.Place(score, low, high)) {
		return math.NaN()
	}
	return score - (low+high)/2
}

// funnel counts customers by path.
type funnel struct {
	customers [len(routes)][2]int64
	revenue   [len(routes)][2]analytics.Total
}

func (f *funnel) add(p path, revenue analytics.Money) {
	end := 0
	if p.lost {
		end = 1
	}
	f.customers[p.route][end]++
	f.revenue[p.route][end].Add(revenue)
}

func (f *funnel) merge(o *funnel) {
	for route := range routes {
		for end := range 2 {
			f.customers[route][end] += o.customers[route][end]
			f.revenue[route][end].Merge(o.revenue[route][end])
		}
	}
}

// Flow is how many customers went from one state to the next, with the net revenue they have brought so far.
type Flow struct {
	From      State           `col:"from" en:"state that customers come from" zh:"客户原先的状态"`
	To        State           `col:"to" en:"state that they go to" zh:"客户转入的状态"`
	Customers int64           `col:"customers" unit:"customers" en:"customers who took this step, by their first complaint since the first purchase" zh:"走这一步的客户数（按首购以来的首次抱怨计）"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"net revenue they have brought so far" zh:"这些客户迄今的净收入"`
}

// FunnelSchema describes the table complaint_funnel.
var FunnelSchema = analytics.SchemaOf[Flow](analytics.Schema{
	Name:      "complaint_funnel",
	Row:       "step from one state to the next",
	RowZH:     "从一个状态到下一个状态的一步",
	Meaning:   "the way of customers from purchase over complaint and its outcome to staying or leaving",
	MeaningZH: "客户从购买、抱怨、处理结果到留存或流失的流向",
})

func (f *funnel) flows() (flows []Flow) {
	at := map[[2]State]int{}
	count := func(from, to State, n int64, revenue analytics.Total) {
		i, ok := at[[2]State{from, to}]
		if !ok {
			i = len(flows)
			at[[2]State{from, to}] = i
			flows = append(flows, Flow{From: from, To: to})
		}
		flows[i].Customers += n
		flows[i].Revenue.Merge(revenue)
	}
	for route, states := range routes {
		for end, last := range []State{Stayed, Lost} {
			n, revenue := f.customers[route][end], f.revenue[route][end]
			if route == recentRoute {
				last = TooRecent
			}
			for i, to := range stepsTo(states, last) {
				count(states[i], to, n, revenue)
			}
		}
	}
	return flows
}

// stepsTo are the states after the first, up to the last.
func stepsTo(states []State, last State) []State {
	if states[len(states)-1] == last {
		return states[1:]
	}
	return append(states[1:len(states):len(states)], last)
}

// End is what became of the customers who came to a last state.
type End struct {
	State       State           `col:"state" en:"last state before staying or leaving" zh:"留存或流失之前的最后状态"`
	Days        int             `col:"days" unit:"days" en:"days after the complaint, or after the day drawn for who had none, on which it is asked who is lost" zh:"在抱怨（无抱怨者为抽取日）之后多少天判断是否流失"`
	Customers   int64           `col:"customers" unit:"customers" en:"customers who came to this state" zh:"到达该状态的客户数"`
	Lost        int64           `col:"lost" unit:"customers" en:"of these, who were lost by then" zh:"其中届时已流失的客户数"`
	Rate        float64         `col:"rate" unit:"share" en:"share of these who were lost by then; empty for who is too recent to tell" zh:"其中届时已流失的占比；时间未满者为空"`
	Low         float64         `col:"low" unit:"share" en:"lower end of the rate's 95 % interval (Wilson)" zh:"流失占比的 95% 区间下限（Wilson）"`
	High        float64         `col:"high" unit:"share" en:"upper end of the rate's 95 % interval (Wilson)" zh:"流失占比的 95% 区间上限（Wilson）"`
	Revenue     analytics.Total `col:"revenue" unit:"currency" en:"net revenue so far of the customers in this state" zh:"该状态客户迄今的净收入"`
	LostRevenue analytics.Total `col:"lost_revenue" unit:"currency" en:"of it, that of the customers who were lost by then" zh:"其中届时已流失客户的净收入"`
}

// EndsSchema describes the table complaint_ends.
var EndsSchema = analytics.SchemaOf[End](analytics.Schema{
	Name:      "complaint_ends",
	Row:       "last state before staying or leaving",
	RowZH:     "留存或流失之前的最后状态",
	Meaning:   "how many customers were lost after each course of a complaint, and who had none",
	MeaningZH: "不同抱怨经历的客户以及没有抱怨的客户各流失多少",
})

func (f *funnel) ends(days int) (ends []End) {
	for route, states := range routes {
		lost := f.customers[route][1]
		e := End{State: states[len(states)-1], Days: days, Customers: f.customers[route][0] + lost, Lost: lost, LostRevenue: f.revenue[route][1]}
		e.Revenue.Merge(f.revenue[route][0])
		e.Revenue.Merge(f.revenue[route][1])
		share := analytics.ShareOf(lost, e.Customers)
		if e.Rate, e.Low, e.High = share.Share, share.Low, share.High; route == recentRoute {
			e.Rate, e.Low, e.High = math.NaN(), math.NaN(), math.NaN()
		}
		ends = append(ends, e)
	}
	return ends
}

// Against is the verdict on the share lost at one end against that at another.
func (e End) Against(o End) analytics.Verdict { return analytics.Apart(e.Low, e.High, o.Low, o.High) }
