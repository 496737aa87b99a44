package satisfaction

import (
	"math"

	"regulars/analytics"
)

// Survey gathers answers. It grows with dimensions, months and stated scales, not with answers.
type Survey struct {
	question  analytics.Question
	cells     map[place]*cell
	nps       map[int]*NPS // by month
	matches   map[matchup]*match
	outside   int64 // scores of competitors that are beyond their scale
	customers int64
	missing   int64
}

// place is where an answer is counted.
type place struct {
	dimension analytics.Label
	month     int
	scale     Scale // as stated; zero where it is not
}

// cell holds the answers of one place.
type cell struct {
	experience, expectation, importance, ideal moments
	satisfaction, gap                          moments
	byImportance                               weighing
	levels                                     [3]int64          // experience below, at and above expectation
	top                                        [len(usual)]int64 // in the two best boxes of each usual scale; of the stated scale in top[0]
	outside                                    int64
}

// New makes an accumulator of the answers up to the question's as-of date.
func New(q analytics.Question) *Survey {
	return &Survey{question: q, cells: map[place]*cell{}, nps: map[int]*NPS{}, matches: map[matchup]*match{}}
}

// Add adds a customer's answers.
func (s *Survey) Add(c *analytics.Customer) {
	known, before := c.Until(s.question.AsOf), s.missing
	answers := voices(known.Answers, s.question.Repeated)
	for i := range answers {
		s.answer(&answers[i])
	}
	for _, a := range recommendations(&known, s.question.Repeated) {
		s.recommend(&a)
	}
	for _, a := range comparisons(known.Answers, s.question.Repeated) {
		s.compare(&a)
	}
	if s.missing-before < int64(len(answers)) {
		s.customers++
	}
}

// weights is what importance is on: any weight that is not below zero.
var weights = Scale{Max: limit, Stated: true}

// limit is the greatest score that is taken, so that squares of differences are exact in a Money.
const limit = 1000

// answer counts one answer. One whose experience is unusable counts as missing; its importance and expectation count
// for nothing either, since there is nothing to set them against.
func (s *Survey) answer(a *analytics.Answer) {
	at := place{a.Dimension, analytics.ByMonth.Period(a.Day), stated(a)}
	x := s.cells[at]
	if x == nil {
		x = &cell{}
		s.cells[at] = x
	}
	if !x.add(a, at.scale) {
		s.missing++
	}
}

func stated(a *analytics.Answer) Scale {
	if a.ScaleMin < a.ScaleMax && math.Abs(a.ScaleMin) <= limit && math.Abs(a.ScaleMax) <= limit {
		return Scale{Min: a.ScaleMin, Max: a.ScaleMax, Stated: true, Known: true}
	}
	return Scale{}
}

// add tells whether the answer has a usable experience.
func (x *cell) add(a *analytics.Answer, scale Scale) bool {
	experience, ok := x.score(a.Experience, scale)
	if !ok {
		return false
	}
	x.experience.add(experience)
	x.box(a.Experience, scale)
	if b, ok := x.score(a.Expectation, scale); ok {
		x.expectation.add(b)
		x.satisfaction.add(experience - b)
		x.levels[level(experience-b)]++
	}
	if d, ok := x.score(a.Importance, weights); ok {
		x.importance.add(d)
		x.byImportance.add(experience, d)
	}
	if e, ok := x.score(a.Ideal, scale); ok {
		x.ideal.add(e)
		x.gap.add(experience - e)
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

func (x *cell) box(experience float64, scale Scale) {
	if scale.Stated {
		if experience >= scale.topTwo() {
			x.top[0]++
		}
		return
	}
	for i, s := range usual {
		if experience >= s.topTwo() {
			x.top[i]++
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

// recommend counts the first recommendation of a customer's day.
func (s *Survey) recommend(a *analytics.Answer) {
	month := analytics.ByMonth.Period(a.Day)
	n := s.nps[month]
	if n == nil {
		n = &NPS{}
		s.nps[month] = n
	}
	n.add(a.Recommend)
}

// Merge adds the answers of other customers.
func (s *Survey) Merge(o *Survey) {
	s.customers += o.customers
	s.missing += o.missing
	s.outside += o.outside
	for at, x := range o.cells {
		if s.cells[at] == nil {
			s.cells[at] = &cell{}
		}
		s.cells[at].merge(x)
	}
	for month, n := range o.nps {
		if s.nps[month] == nil {
			s.nps[month] = &NPS{}
		}
		s.nps[month].merge(n)
	}
	for at, m := range o.matches {
		if s.matches[at] == nil {
			s.matches[at] = &match{}
		}
		s.matches[at].merge(m)
	}
}

func (x *cell) merge(o *cell) {
	x.experience.merge(&o.experience)
	x.expectation.merge(&o.expectation)
	x.importance.merge(&o.importance)
	x.ideal.merge(&o.ideal)
	x.satisfaction.merge(&o.satisfaction)
	x.gap.merge(&o.gap)
	x.byImportance.merge(&o.byImportance)
	for i := range x.levels {
		x.levels[i] += o.levels[i]
	}
	for i := range x.top {
		x.top[i] += o.top[i]
	}
	x.outside += o.outside
}
