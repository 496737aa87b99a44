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
	Name      string          `col:"class"`
	Customers int             `col:"customers"`
	Revenue   analytics.Total `col:"revenue"` // net, so far
	OfAll     float64         `col:"share_customers"`
	OfRevenue float64         `col:"share_revenue"` // NaN where the net revenue of all is not positive
	Before    int             `col:"customers_before"`
	Change    int             `col:"change_customers"`
	Reached   int             `col:"reached"`    // at this stage or a higher one
	Rate      float64         `col:"conversion"` // of those who reached the stage before; NaN for the first
	Low       float64         `col:"conversion_low"`
	High      float64         `col:"conversion_high"`
	Median    float64         `col:"days_in_stage"` // half of those who entered had moved on after so many days; NaN where fewer ever do
	Moved     int             `col:"moved_on"`      // to a higher stage, ever
	MovedDays float64         `col:"days_of_moved"` // median of those who moved on
	SoFar     float64         `col:"days_so_far"`   // median of those who have come no further
}

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
	Then     string `col:"from_stage"`
	Now      string `col:"to_stage"`
	People   int    `col:"customers"`
}

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
	return []analytics.Table{analytics.Undescribed("stages", s.Rows()), analytics.Undescribed("stage_flows", s.Flows())}
}
