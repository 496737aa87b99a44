package satisfaction

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"regulars/analytics"
)

// Survey gathers answers. It grows with dimensions, months, stated scales and how often customers answer, not with answers.
type Survey struct {
	question  analytics.Question
	same      []analytics.Label // of each dimension the first label with its name
	cells     map[place]*cell
	nps       map[int]*recommended // by month, and ever
	matches   map[matchup]*match
	askings   [2]*panel // of the overall question and of all others, a year apart
	promoting *panel
	outside   int64 // scores of competitors that are beyond their scale
	customers int64
	missing   int64
	open      []*cell // with answers of the customer that is being added
	room      []analytics.Answer
}

// place is where an answer is counted: about a dimension, or about all but the overall question, in a month or whenever.
type place struct {
	dimension analytics.Label
	month     int
}

const (
	aspects = analytics.Label(math.MaxUint32)
	ever    = math.MinInt
)

// cell holds the answers of one place.
type cell struct {
	experience, expectation, importance, ideal clusters
	satisfaction, gap                          clusters
	byImportance                               clusters
	levels                                     [3]clusters              // whether experience is below, at and above expectation
	top                                        [len(usual) + 1]clusters // whether in the two best boxes, where scores that state no scale are on each of the usual ones, or on none
	low, high                                  analytics.Money          // least and greatest score without a stated scale; low is above high where there is none
	outside                                    int64
	entered                                    bool
}

func newCell() *cell { return &cell{low: math.MaxInt64, high: math.MinInt64} }

// New makes an accumulator of the answers up to the question's as-of date.
func New(q analytics.Question) *Survey {
	s := &Survey{question: q, same: sameNames(q.Labels), cells: map[place]*cell{}, nps: map[int]*recommended{}, matches: map[matchup]*match{}, promoting: newPanel()}
	s.askings = [2]*panel{newPanel(), newPanel()}
	return s
}

// sameNames is of each label the first with its name, so that a dimension that files write in several ways is one.
func sameNames(labels *analytics.Labels) (same []analytics.Label) {
	first := map[string]analytics.Label{}
	for l := range labels.Len() {
		name := nameOf(labels, analytics.Label(l))
		if _, ok := first[name]; !ok {
			first[name] = analytics.Label(l)
		}
		same = append(same, first[name])
	}
	return same
}

func nameOf(labels *analytics.Labels, l analytics.Label) string {
	name := strings.TrimSpace(labels.Name(l))
	if analytics.IsOverall(name) {
		return Overall
	}
	return name
}

// Add adds a customer's answers.
func (s *Survey) Add(c *analytics.Customer) {
	if len(c.Answers) == 0 {
		return
	}
	known, before := c.Until(s.question.AsOf), s.missing
	s.room = renamed(s.room[:0], known.Answers, s.same)
	said := voices(recent(s.room, s.question), s.question.Repeated)
	for i := range said {
		s.enter(ever, &said[i])
	}
	if s.missing-before < int64(len(said)) {
		s.customers++
	}
	for _, of := range byMonth(s.room) {
		for _, a := range voices(of, s.question.Repeated) {
			s.enter(analytics.ByMonth.Period(a.Day), &a)
		}
	}
	s.recommendations(&known)
	s.compare(s.room, said)
	s.ask(&known, s.room)
	s.close()
}

// renamed are answers, each about the first label with its dimension's name.
func renamed(to, answers []analytics.Answer, same []analytics.Label) []analytics.Answer {
	for _, a := range answers {
		a.Dimension = same[a.Dimension]
		to = append(to, a)
	}
	return to
}

func byMonth(answers []analytics.Answer) [][]analytics.Answer {
	return runs(answers, func(a, b analytics.Answer) bool {
		return analytics.ByMonth.Period(a.Day) == analytics.ByMonth.Period(b.Day)
	})
}

// year is how long an asking lasts, in days.
const year = 365

// recent are the answers that can count: where the last ones do, those of the year up to the as-of date.
func recent(answers []analytics.Answer, q analytics.Question) []analytics.Answer {
	if q.Repeated != analytics.LastAnswer {
		return answers
	}
	from, _ := slices.BinarySearchFunc(answers, q.AsOf-year+1, func(a analytics.Answer, day analytics.Day) int { return cmp.Compare(a.Day, day) })
	return answers[from:]
}

func (s *Survey) close() {
	for _, x := range s.open {
		x.close()
	}
	s.open = s.open[:0]
	for _, n := range s.nps {
		n.scores.close()
	}
}

// weights is what importance is on: any weight that is not below zero.
var weights = Scale{Max: limit, Stated: true}

// limit is the greatest score that is taken, so that squares of differences are exact in a Money.
const limit = 1000

// enter counts an answer. One whose experience is unusable counts as missing; its importance and expectation count
// for nothing either, since there is nothing to set them against.
func (s *Survey) enter(month int, a *analytics.Answer) {
	if !s.cell(place{a.Dimension, month}).add(a) && month == ever {
		s.missing++
	}
	if nameOf(s.question.Labels, a.Dimension) != Overall {
		s.cell(place{aspects, month}).add(a)
	}
}

func (s *Survey) cell(at place) *cell {
	x := s.cells[at]
	if x == nil {
		x = newCell()
		s.cells[at] = x
	}
	if !x.entered {
		x.entered, s.open = true, append(s.open, x)
	}
	return x
}

func stated(a *analytics.Answer) Scale {
	if a.ScaleMin < a.ScaleMax && math.Abs(a.ScaleMin) <= limit && math.Abs(a.ScaleMax) <= limit {
		return Scale{Min: a.ScaleMin, Max: a.ScaleMax, Stated: true, Known: true}
	}
	return Scale{}
}

// add tells whether the answer has a usable experience.
func (x *cell) add(a *analytics.Answer) bool {
	scale := stated(a)
	experience, ok := x.score(a.Experience, scale)
	if !ok {
		return false
	}
	x.experience.add(experience, scale)
	x.reach(experience, scale)
	x.box(a.Experience, scale)
	if b, ok := x.score(a.Expectation, scale); ok {
		x.expectation.add(b, scale)
		x.reach(b, scale)
		x.satisfaction.add(experience-b, scale)
		for i := range x.levels {
			x.levels[i].mark(level(experience-b) == i)
		}
	}
	if d, ok := x.score(a.Importance, weights); ok {
		x.importance.add(d, Scale{})
		x.byImportance.weigh(experience, d, scale)
	}
	if e, ok := x.score(a.Ideal, scale); ok {
		x.ideal.add(e, scale)
		x.reach(e, scale)
		x.gap.add(experience-e, scale)
	}
	return true
}

// score is a score in millionths, if it is given and on its scale.
func (x *cell) score(v float64, on Scale) (analytics.Money, bool) {
	if math.IsNaN(v) {
		return 0, false
	}
	if math.Abs(v) > limit || on.Stated && (v < on.Min || v > on.Max) {
		x.outside++
		return 0, false
	}
	return analytics.MoneyOf(v), true
}

func (x *cell) reach(v analytics.Money, scale Scale) {
	if !scale.Stated {
		x.low, x.high = min(x.low, v), max(x.high, v)
	}
}

func (x *cell) box(experience float64, scale Scale) {
	for i := range x.top {
		switch {
		case scale.Stated:
			x.top[i].mark(experience >= scale.topTwo())
		case i < len(usual):
			x.top[i].mark(experience >= usual[i].topTwo())
		}
	}
}

func level(c analytics.Money) int {
	switch {
	case c < 0:
		return 0
	case c == 0:
		return 1
	default:
		return 2
	}
}

// measures are all that a cell adds up.
func (x *cell) measures() [16]*clusters {
	return [...]*clusters{
		&x.experience, &x.expectation, &x.importance, &x.ideal, &x.satisfaction, &x.gap, &x.byImportance, &x.levels[0], &x.levels[1], &x.levels[2],
		&x.top[0], &x.top[1], &x.top[2], &x.top[3], &x.top[4], &x.top[5],
	}
}

func (x *cell) close() {
	x.entered = false
	for _, m := range x.measures() {
		m.close()
	}
}

func (x *cell) merge(o *cell) {
	theirs := o.measures()
	for i, m := range x.measures() {
		m.merge(theirs[i])
	}
	x.low, x.high = min(x.low, o.low), max(x.high, o.high)
	x.outside += o.outside
}

// Merge adds the answers of other customers.
func (s *Survey) Merge(o *Survey) {
	s.customers += o.customers
	s.missing += o.missing
	s.outside += o.outside
	for at, x := range o.cells {
		if s.cells[at] == nil {
			s.cells[at] = newCell()
		}
		s.cells[at].merge(x)
	}
	for month, n := range o.nps {
		if s.nps[month] == nil {
			s.nps[month] = &recommended{}
		}
		s.nps[month].merge(n)
	}
	for at, m := range o.matches {
		if s.matches[at] == nil {
			s.matches[at] = &match{}
		}
		s.matches[at].merge(m)
	}
	for i, p := range s.askings {
		p.merge(o.askings[i])
	}
	s.promoting.merge(o.promoting)
}
