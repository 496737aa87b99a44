package satisfaction

import (
	"cmp"
	"maps"
	"slices"

	"regulars/analytics"
)

// Cut is what answers are divided by.
type Cut string

// The cuts. Channel and store are those of the answer or, where it names none, of the customer's last row before it.
const (
	ByNothing Cut = "all"
	ByMonth   Cut = "month"
	BySegment Cut = "segment" // the customer's on the day of the answer
	ByChannel Cut = "channel"
	ByStore   Cut = "store"
)

var cuts = []Cut{ByNothing, ByMonth, BySegment, ByChannel, ByStore}

// Cuts gathers the measures of groups of answers. It grows with groups and dimensions, not with answers.
type Cuts struct {
	question analytics.Question
	base     *Result
	segment  func(c *analytics.Customer, on analytics.Day) string
	same     []analytics.Label
	groups   map[name]*Survey
	room     []analytics.Answer
}

// name is a group of a cut.
type name struct {
	cut  Cut
	name string
}

// NewCuts makes an accumulator. The result of all answers gives the scales; segment names the segment that a customer, cut at a
// day, was in, or nothing.
func NewCuts(q analytics.Question, base *Result, segment func(*analytics.Customer, analytics.Day) string) *Cuts {
	return &Cuts{question: q, base: base, segment: segment, same: sameNames(q.Labels), groups: map[name]*Survey{}}
}

// Add adds a customer's answers to their groups.
func (s *Cuts) Add(c *analytics.Customer) {
	if len(c.Answers) == 0 {
		return
	}
	known, count := c.Until(s.question.AsOf), s.question.Repeated
	at := situation{cuts: s, customer: &known, day: analytics.NoDay, filled: map[*Survey]bool{}}
	s.room = renamed(s.room[:0], known.Answers, s.same)
	for _, a := range voices(recent(s.room, s.question), count) {
		at.groups(&a, func(g *Survey) { g.enter(ever, &a) })
	}
	recommended := known.Recommendations()
	for _, a := range voiced(recent(recommended, s.question), count) {
		at.groups(&a, func(g *Survey) { g.recommend(ever, &a) })
	}
	for _, of := range byMonth(s.room) {
		for _, a := range voices(of, count) {
			at.month(&a, func(g *Survey) { g.enter(ever, &a) })
		}
	}
	for _, of := range byMonth(recommended) {
		for _, a := range voiced(of, count) {
			at.month(&a, func(g *Survey) { g.recommend(ever, &a) })
		}
	}
	for g := range at.filled {
		g.close()
	}
}

// situation is where a customer stood on a day; it is worked out once for all answers of the day.
type situation struct {
	cuts           *Cuts
	customer       *analytics.Customer
	day            analytics.Day
	segment        string
	channel, store analytics.Label
	filled         map[*Survey]bool
}

// groups hands the surveys of an answer's groups over.
func (t *situation) groups(a *analytics.Answer, to func(*Survey)) {
	if t.day != a.Day {
		t.move(a.Day)
	}
	labels := t.cuts.question.Labels
	channel, store := labels.Name(cmp.Or(a.Channel, t.channel)), labels.Name(cmp.Or(a.Store, t.store))
	for _, of := range [...]name{{ByNothing, All}, {BySegment, t.segment}, {ByChannel, channel}, {ByStore, store}} {
		if of.name != "" {
			t.fill(of, to)
		}
	}
}

func (t *situation) month(a *analytics.Answer, to func(*Survey)) {
	t.fill(name{ByMonth, analytics.ByMonth.Label(analytics.ByMonth.Period(a.Day))}, to)
}

func (t *situation) fill(of name, to func(*Survey)) {
	g := t.cuts.group(of)
	t.filled[g] = true
	to(g)
}

func (t *situation) move(day analytics.Day) {
	past := t.customer.Until(day)
	t.day, t.segment = day, t.cuts.segment(&past, day)
	t.channel, t.store = 0, 0
	for i := len(past.Rows) - 1; i >= 0 && (t.channel == 0 || t.store == 0); i-- {
		t.channel, t.store = cmp.Or(t.channel, past.Rows[i].Channel), cmp.Or(t.store, past.Rows[i].Store)
	}
}

func (s *Cuts) group(of name) *Survey {
	if s.groups[of] == nil {
		s.groups[of] = New(s.question)
	}
	return s.groups[of]
}

// Merge adds the answers of other customers.
func (s *Cuts) Merge(o *Cuts) {
	for of, survey := range o.groups {
		s.group(of).Merge(survey)
	}
}

// Group is what is thought in one group.
type Group struct {
	Cut     Cut
	Name    string
	Whole   Dimension   // of the overall question, or of all answers where there is none in the base
	Aspects []Dimension // the other dimensions, by name
	NPS     NPS
}

// Groups are the measures of every group, by cut and name.
func (s *Cuts) Groups() (groups []Group) {
	names := slices.SortedFunc(maps.Keys(s.groups), func(a, b name) int {
		return cmp.Or(cmp.Compare(slices.Index(cuts, a.cut), slices.Index(cuts, b.cut)), cmp.Compare(a.name, b.name))
	})
	for _, of := range names {
		groups = append(groups, s.derive(of))
	}
	return groups
}

func (s *Cuts) derive(of name) Group {
	survey := s.groups[of]
	v := survey.view()
	v.inferred, v.scale = s.base.Inferred, s.base.Scale
	r := &Result{}
	v.aspects(r)
	if s.base.Asked && !r.Asked {
		r.Whole = v.dimension(newCell(), Overall) // all answers would not compare with the other groups' overall question
	}
	all, _ := survey.promoters()
	return Group{of.cut, of.name, r.Whole, r.Aspects, all}
}
