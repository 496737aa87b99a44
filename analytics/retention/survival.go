package retention

import (
	"fmt"
	"maps"
	"slices"

	"regulars/analytics"
)

// MaxDays is the longest time observed; longer ones count as censored there. It bounds memory whatever dates the data hold.
const MaxDays = 100 * 366

// MaxGroups is how many acquisition channels are told apart. With more, a channel is no group to compare, and there are none.
const MaxGroups = 32

// Survival is an accumulator of the time from the first purchase to an event, over all customers with a purchase and by
// acquisition channel: the channel of the first purchase.
type Survival struct {
	Name    string // the curve: second_purchase or churn
	asOf    analytics.Day
	labels  *analytics.Labels
	until   func(c *analytics.Customer) (event analytics.Day, ok bool)
	all     counts
	groups  map[analytics.Label]counts
	tooMany bool
	known   analytics.Customer // reused
}

// counts are events and censorings by day.
type counts [][2]int32

// NewSecondPurchase observes the time to the second purchase occasion.
func NewSecondPurchase(q analytics.Question) *Survival {
	return newSurvival("second_purchase", q, secondOccasion)
}

// NewUntilChurn observes the time to churn: until the first day on which the customer counts as lost. Who comes back later
// has still been lost.
func NewUntilChurn(q analytics.Question, rule Rule) *Survival {
	t := &timeline{rule: rule}
	return newSurvival("churn", q, t.lost)
}

func newSurvival(name string, q analytics.Question, until func(*analytics.Customer) (analytics.Day, bool)) *Survival {
	return &Survival{Name: name, asOf: q.AsOf, labels: q.Labels, until: until, groups: map[analytics.Label]counts{}}
}

// secondOccasion is the day of the second purchase occasion.
func secondOccasion(c *analytics.Customer) (analytics.Day, bool) {
	first := analytics.NoDay
	for i := range c.Rows {
		r := &c.Rows[i]
		switch {
		case r.Purchases == 0:
		case first == analytics.NoDay:
			first = r.Day
		case r.Day > first:
			return r.Day, true
		}
	}
	return 0, false
}

// Add adds a customer.
func (s *Survival) Add(c *analytics.Customer) {
	s.known = c.Until(s.asOf)
	known := &s.known
	i := firstPurchase(known.Rows)
	if i == len(known.Rows) {
		return
	}
	first := known.Rows[i].Day
	end, event := s.until(known)
	if !event || end > s.asOf {
		end, event = s.asOf, false
	}
	days := int(end) - int(first)
	if days > MaxDays {
		days, event = MaxDays, false
	}
	s.all.add(days, event)
	if group := acquisition(known.Rows[i:]); group != 0 && !s.tooMany {
		g := s.groups[group]
		g.add(days, event)
		s.groups[group] = g
		s.limit()
	}
}

// acquisition is the channel of the first purchase; the first by name where that day has several, no label where it has none.
func acquisition(rows []analytics.Row) analytics.Label {
	channel := analytics.Label(0)
	for i := range rows {
		r := &rows[i]
		if r.Day > rows[0].Day {
			break
		}
		if r.Purchases > 0 && r.Channel != 0 && (channel == 0 || r.Channel < channel) {
			channel = r.Channel
		}
	}
	return channel
}

// limit drops the groups once there are too many; since that depends on the set of channels alone, the order of customers
// does not matter.
func (s *Survival) limit() {
	if s.tooMany = s.tooMany || len(s.groups) > MaxGroups; s.tooMany {
		clear(s.groups)
	}
}

func (c *counts) add(days int, event bool) {
	c.grow(days + 1)
	if event {
		(*c)[days][0]++
	} else {
		(*c)[days][1]++
	}
}

func (c *counts) grow(n int) {
	if more := n - len(*c); more > 0 {
		*c = append(*c, make(counts, more)...)
	}
}

func (c *counts) merge(o counts) {
	c.grow(len(o))
	for i := range o {
		(*c)[i][0] += o[i][0]
		(*c)[i][1] += o[i][1]
	}
}

// list is the counts of the days on which anything happened.
func (c counts) list() []Count {
	var list []Count
	for day, n := range c {
		if n != [2]int32{} {
			list = append(list, Count{day, int(n[0]), int(n[1])})
		}
	}
	return list
}

// Merge adds the customers of another accumulator of the same question.
func (s *Survival) Merge(o *Survival) {
	s.all.merge(o.all)
	s.tooMany = s.tooMany || o.tooMany
	for label, from := range o.groups {
		to := s.groups[label]
		to.merge(from)
		s.groups[label] = to
	}
	s.limit()
}

// Curve is the curve of all customers.
func (s *Survival) Curve() Curve { return CurveOf(s.all.list()) }

// Group is the curve of the customers of one acquisition channel.
type Group struct {
	Channel   string
	Customers int
	Curve     Curve
}

// Groups are the acquisition channels in the order of their names; none where the data have no channels or fewer than two.
func (s *Survival) Groups() []Group {
	if len(s.groups) < 2 {
		return nil
	}
	var groups []Group
	for _, label := range s.channels() {
		curve := CurveOf(s.groups[label].list())
		groups = append(groups, Group{s.labels.Name(label), curve[0].AtRisk, curve})
	}
	return groups
}

func (s *Survival) channels() []analytics.Label { return slices.Sorted(maps.Keys(s.groups)) }

// Test tells whether the channels' curves differ by more than chance. There is no test without two channels.
func (s *Survival) Test() LogRank {
	var samples [][]Count
	for _, label := range s.channels() {
		samples = append(samples, s.groups[label].list())
	}
	return LogRankOf(samples...)
}

// Step is a row of the table survival.
type Step struct {
	Curve    string  `col:"curve"`     // second_purchase or churn
	Group    string  `col:"group"`     // all, or channel=NAME
	Time     int     `col:"time_days"` // since the first purchase
	AtRisk   int     `col:"at_risk"`
	Events   int     `col:"events"`
	Censored int     `col:"censored"`
	Survival float64 `col:"survival"`
	Low      float64 `col:"low"`
	High     float64 `col:"high"`
}

// Steps lists the curve of all customers, then those of the channels.
func (s *Survival) Steps() []Step {
	steps := s.Curve().steps(s.Name, "all", nil)
	for _, g := range s.Groups() {
		steps = g.Curve.steps(s.Name, fmt.Sprint("channel=", g.Channel), steps)
	}
	return steps
}

func (c Curve) steps(curve, group string, to []Step) []Step {
	for _, p := range c {
		to = append(to, Step{curve, group, p.Time, p.AtRisk, p.Events, p.Censored, p.Survival, p.Low, p.High})
	}
	return to
}

// SurvivalTable is the table survival of several curves.
func SurvivalTable(curves ...*Survival) analytics.Table {
	var steps []Step
	for _, s := range curves {
		steps = append(steps, s.Steps()...)
	}
	return analytics.TableOf("survival", steps)
}
