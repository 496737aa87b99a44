package complaint

import "regulars/analytics"

// Rules are what others have found out that the funnel and the comparison go by.
type Rules struct {
	Lost   func(c *analytics.Customer, on analytics.Day) bool
	Within int                         // days after a complaint by which it is asked who is lost
	Rich   [riches - 1]analytics.Money // net revenue from which on each class of customers begins, within which they are compared
	Scale  analytics.Scale             // of answers, and of scores after a case
	Told   Told
}

// Twice is how long customers are followed until it is asked who is lost: twice the silence that means lost, so that who never comes back after a
// complaint is lost by then.
func Twice(r analytics.StatusRule) int { return 2 * r.Everyone.Lost }

// Complaints gathers everything about complaints. It grows with categories, channels and days, not with customers.
type Complaints struct {
	question analytics.Question
	rules    Rules
	funnel   funnel
	times    map[subject]*durations
	followed []*comparison // by length of follow-up
	steps    [steps]kept

	customers, strangers int64 // who complained; and of them, who had bought nothing before
	count                int64
	backward, undated    int64 // closed before they were opened, or resolved on a day that is not known
	offScale             int64 // with a score afterwards that is not on its scale
}

// New makes an accumulator of the complaints up to the question's as-of date.
func New(q analytics.Question, r Rules) *Complaints {
	c := &Complaints{question: q, rules: r, times: map[subject]*durations{}}
	for _, days := range followUps {
		if q.Horizon <= 0 || days <= q.Horizon {
			c.followed = append(c.followed, &comparison{days: days})
		}
	}
	return c
}

// Add adds a customer.
func (s *Complaints) Add(c *analytics.Customer) {
	known := c.Until(s.question.AsOf)
	buyer := known.Summary()
	if n := len(known.Complaints); n > 0 {
		s.customers++
		s.count += int64(n)
		if buyer.Occasions == 0 || known.Complaints[n-1].Opened < buyer.First {
			s.strangers++
		}
		s.time(known.Complaints)
		s.countSteps(known.Complaints)
	}
	if buyer.Occasions == 0 {
		return
	}
	s.funnel.add(s.pathOf(&known, buyer.First), buyer.Revenue)
	for _, f := range s.followed {
		f.add(&known, buyer.First, s)
	}
}

// closed tells whether a case was closed by the as-of date, and handled whether it was resolved by then.
func (s *Complaints) closed(p *analytics.Complaint) bool {
	return p.Closed != analytics.NoDay && p.Closed <= s.question.AsOf
}

func (s *Complaints) handled(p *analytics.Complaint) bool { return s.handledBy(p, s.question.AsOf) }

// handledBy tells whether a case was resolved by a day; one whose day is not known counts.
func (s *Complaints) handledBy(p *analytics.Complaint, day analytics.Day) bool {
	return p.Resolved && (p.Closed == analytics.NoDay || p.Closed <= min(day, s.question.AsOf))
}

// Merge adds the customers of another accumulator.
func (s *Complaints) Merge(o *Complaints) {
	s.customers, s.strangers = s.customers+o.customers, s.strangers+o.strangers
	s.count, s.backward, s.undated, s.offScale = s.count+o.count, s.backward+o.backward, s.undated+o.undated, s.offScale+o.offScale
	s.funnel.merge(&o.funnel)
	for at, d := range o.times {
		s.of(at).merge(d)
	}
	for k, of := range o.steps {
		s.steps[k].n, s.steps[k].done, s.steps[k].customers = s.steps[k].n+of.n, s.steps[k].done+of.done, s.steps[k].customers+of.customers
	}
	for i, f := range o.followed {
		s.followed[i].merge(f)
	}
}

// Result is what complaints say.
type Result struct {
	Count     int64 // complaints
	Customers int64 // who complained
	Strangers int64 // of them, who had bought nothing before they complained
	Backward  int64 // complaints closed before they were opened, whose time is not counted
	Undated   int64 // complaints resolved on a day that is not known, likewise
	OffScale  int64 // complaints with a score afterwards that is not on its scale and not counted
	Flows     []Flow
	Ends      []End
	Times     []Times // all, then by category and by channel, the most frequent first
	Recovery  Recovery
	Handling  []Handling // what is told of it: reply, promise, follow-up, compensation
}

// Result derives everything.
func (s *Complaints) Result() *Result {
	return &Result{
		Count: s.count, Customers: s.customers, Strangers: s.strangers, Backward: s.backward, Undated: s.undated, OffScale: s.offScale,
		Flows: s.funnel.flows(), Ends: s.funnel.ends(s.rules.Within), Times: s.timesTable(), Recovery: s.recovery(), Handling: s.handling(),
	}
}

// Tables are complaints, complaint_funnel, complaint_ends, complaint_handling, recovery and recovery_difference.
func (r *Result) Tables() []analytics.Table {
	return []analytics.Table{
		analytics.TableOf(TimesSchema, r.Times), analytics.TableOf(FunnelSchema, r.Flows), analytics.TableOf(EndsSchema, r.Ends),
		analytics.TableOf(HandlingSchema, r.Handling),
		analytics.TableOf(RecoverySchema, r.Recovery.Groups), analytics.TableOf(DifferenceSchema, r.Recovery.Differences()),
	}
}
