package night

import (
	"slices"

	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/queue"
	"regulars/analytics/segment"
	"regulars/analytics/winback"
	"regulars/charts/pages"
)

// queueRows is how many customers the queue lists at most: as many as a spreadsheet holds.
const queueRows = 1_000_000

// queueTopic is whom to act on, each customer once by what that gains, and what lists have achieved.
type queueTopic struct {
	*scope
	people   *peopleTopic
	status   *statusTopic
	forecast *forecastTopic
	value    *valueTopic

	response, cost float64 // as asked for
	holdOut        queue.HoldOut
	cases          alert.Rule
	reasons        *winback.Reasons

	lapses  *queue.Lapses
	dates   *queue.Dates
	effects *queue.Effects // nil without contacts
	result  queue.Result   // of them
	terms   queue.Terms

	queue *queue.Queue
}

func newQueueTopic(s *scope, cfg *Config, people *peopleTopic, st *statusTopic, f *forecastTopic, v *valueTopic, first *pass) *queueTopic {
	return &queueTopic{
		scope: s, people: people, status: st, forecast: f, value: v, response: cfg.Response, cost: cfg.ContactCost,
		holdOut: queue.NewHoldOut(cfg.Contacts.Key, cfg.HoldOut, s.AsOf),
		lapses:  join(first, func() *queue.Lapses { return queue.NewLapses(s.Question) }),
		dates:   join(first, func() *queue.Dates { return queue.NewDates(s.AsOf) }),
	}
}

// derive is told the scale of the survey's scores, and the days in which somebody should look into a case. It registers what measures the lists.
func (t *queueTopic) derive(scale analytics.Scale, days int, p *pass) {
	t.cases = alert.Rule{Scale: scale, Days: days}
	t.reasons = winback.NewReasons(t.Labels, scale)
	if t.given.table("contacts") {
		t.effects = join(p, func() *queue.Effects { return queue.NewEffects(t.dates) })
	}
}

// settle sets the terms, once lists are measured.
func (t *queueTopic) settle() {
	t.terms = queue.Terms{Response: t.response, Cost: t.cost, Newcomer: t.forecast.scorer.Newcomer(), Returned: t.lapses.Returned(t.status.rule)}
	if t.effects != nil {
		t.result = t.effects.Result(t.Labels, t.value.margin, t.cost)
		t.terms.Response = t.result.Response(t.response)
	}
}

func (t *queueTopic) second(p *pass) {
	t.queue = joinWith(p, func() *queue.Queue { return queue.New(queueRows, t.cost) }, func(a *queue.Queue, v *visit) {
		if !v.bought {
			return
		}
		row, ok := t.propose(v.customer, v.row)
		switch {
		case ok && !v.listed:
			a.Refuse(row.Action)
		case ok:
			a.Add(row)
		case v.listed && v.row.standing.Status == analytics.Active && v.row.Value > 0:
			a.Thank(row)
		}
	})
}

func (t *queueTopic) finish() { t.queue.Sort() }

// propose is the action that gains most of a customer with a purchase, cut at the as-of date; false where none gains anything, and then what else
// the queue says of the customer.
func (t *queueTopic) propose(c *analytics.Customer, r *customerRow) (queue.Row, bool) {
	open := t.openCase(c)
	p := queue.Prospect{
		Standing: r.standing, Silent: int(t.AsOf - r.Last), Value: r.Value, IfBought: t.forecast.scorer.Again(c, r.summary), Alive: r.PAlive,
		Elsewhere: r.share.ElseAYear * float64(t.Horizon) / 365 * t.value.margin, Open: open.waits, LowScore: open.score,
		Advocate: r.Recommend >= promoter || len(c.Referrals) > 0,
	}
	offer, ok := t.terms.Offer(&p)
	last := c.LastPurchase()
	row := queue.Row{
		Customer: r.ID, Action: offer.Action, Gain: offer.Gain, Response: offer.Response, Value: r.Value, IfBought: p.IfBought, Status: r.Status,
		Silent: p.Silent, Alive: r.PAlive, Segment: r.Segment, Owner: t.Labels.Name(last.Store), Deadline: t.AsOf + monthAhead, Consent: "unknown",
		HeldOut: t.holdOut.Holds(r.ID), Last: r.Last, Category: t.Labels.Name(last.Category), Channel: t.Labels.Name(last.Channel), Spent: r.Revenue, Next: r.Next, Usual: r.Usual,
	}
	if t.people.found.Agrees(c.Key) {
		row.Consent = "given"
	}
	if r.standing.Status.Current() {
		row.Deadline = r.standing.Until()
	}
	t.explain(&row, c, open)
	return row, ok
}

// promoter is the least recommendation of a promoter.
const promoter = 9

// monthAhead is by when to act on who is lost.
const monthAhead = 30

// openCase is what a customer waits for.
type openCase struct {
	waits         bool // has an open case
	score         bool // gave a low score lately
	reason, about string
	owner         string
	deadline      analytics.Day
}

// openCase finds the complaint that is still open, or else the low score that nobody has answered to.
func (t *queueTopic) openCase(c *analytics.Customer) (found openCase) {
	for _, k := range t.cases.Cases(c, t.AsOf, t.Labels) {
		if waits := k.Status != alert.Closed; !found.score || waits && !found.waits {
			owner := k.Employee
			if owner == "" {
				owner = k.Store
			}
			found = openCase{waits, true, string(winback.ByLowScore), k.About, owner, k.Deadline}
		}
	}
	at := slices.IndexFunc(c.Complaints, func(p analytics.Complaint) bool {
		return p.Closed == analytics.NoDay && !p.Resolved && p.Opened <= t.AsOf
	})
	if at >= 0 {
		p := &c.Complaints[at]
		found.waits, found.reason, found.about = true, string(winback.ByComplaint), t.Labels.Name(p.Category)
		found.deadline = p.Opened + analytics.Day(t.cases.Days)
	}
	return found
}

// explain says why, whose it is and by when.
func (t *queueTopic) explain(row *queue.Row, c *analytics.Customer, open openCase) {
	switch row.Action {
	case queue.Settle:
		row.Reason, row.About, row.Deadline = open.reason, open.about, open.deadline
		if open.owner != "" {
			row.Owner = open.owner
		}
	case queue.ShareOfWallet:
		row.Reason = "elsewhere"
	case queue.Referral:
		if row.Reason = "promoter"; len(c.Referrals) > 0 {
			row.Reason = "referrer"
		}
	case "":
	default:
		reason, about := t.reasons.Of(c)
		row.Reason, row.About = string(reason), about
	}
}

// absent are the columns of the table queue whose input is absent.
func (t *queueTopic) absent() (omit []string) {
	if !t.given.column("transactions", "category") {
		omit = append(omit, "last_category", "next_category")
	}
	if !t.given.column("transactions", "channel") {
		omit = append(omit, "last_channel", "usual_channel")
	}
	if !t.given.column("transactions", "store") && !t.given.table("surveys") {
		omit = append(omit, "owner")
	}
	if !t.given.table("surveys") && !t.given.table("complaints") {
		omit = append(omit, "about")
	}
	return omit
}

// queueSchemas describe the tables of the topic.
var queueSchemas = []analytics.Schema{queue.Schema, queue.ActionsSchema, queue.LapsesSchema, queue.EffectsSchema}

func (t *queueTopic) told() told {
	of := told{tables: append(t.queue.Tables(t.absent()...), t.terms.Returned.Table()), figures: map[string]float64{"response": t.terms.Response}}
	customers := 0
	var gain analytics.Total
	for _, s := range t.queue.Sums() {
		if s.Action != queue.Thank {
			customers += s.Customers
			gain.Merge(s.Gain)
		}
	}
	of.figures["queue_customers"], of.figures["queue_gain"] = float64(customers), gain.Units()
	of.checks = []pages.Check{t.once()}
	if t.effects != nil {
		all := t.result.All
		of.tables = append(of.tables, t.result.Table())
		of.figures["contacts_effect"], of.figures["contacts_effect_low"], of.figures["contacts_effect_high"] = all.Effect, all.Low, all.High
		of.verdicts = map[string]analytics.Verdict{"contacts": all.Verdict}
	}
	return of
}

// once is the check that nobody stands in the queue twice.
func (t *queueTopic) once() pages.Check {
	seen := make(map[string]bool, len(t.queue.List))
	for i := range t.queue.List {
		seen[t.queue.List[i].Customer] = true
	}
	return count("Every customer stands in the queue once", "每位客户在队列中只出现一次", int64(len(t.queue.List)), int64(len(seen)))
}

// input is what pages are told of the queue.
func (t *queueTopic) input() pages.QueueInput {
	in := pages.QueueInput{
		Rows: t.queue.List, Sums: t.queue.Sums(), Terms: t.terms, Supposed: t.response, Horizon: t.Horizon, Currency: t.currency, MinGroup: t.MinGroup,
		Forecast: t.forecast.usable(), Rule: t.status.rule,
	}
	if t.effects != nil {
		in.Effects = &t.result
	}
	return in
}

// segments are the actions of each segment.
func (t *queueTopic) segments(table *segment.Table) map[string][]queue.Sum {
	all := map[string][]queue.Sum{}
	for id := segment.ID(1); int(id) <= table.Len(); id++ {
		all[table.Name(id)] = t.queue.Segment(table.Name(id))
	}
	return all
}

// proposal is what the queue says of one customer; nil where nothing is to be done.
func (t *queueTopic) proposal(c *analytics.Customer, r *customerRow) *queue.Row {
	if row, ok := t.propose(c, r); ok {
		return &row
	}
	return nil
}
