// Package stage follows customers along the six stages of loyalty: suspect, prospect, first-time, repeat, devoted, advocate.
//
// Suspects are people with an account and no purchase, prospects those of them whom a source calls qualified. Repeat customers bought on
// two days or more. Devoted are repeat customers who bought in at least 80 % of the categories that the median customer of the broadest
// tenth buys in, where these are three or more. Advocates are repeat customers who have referred somebody, or whose last recommendation is 9
// or 10. The highest stage counts, so that everybody is in one. Devotion and advocacy do not follow each other: either is a conversion of
// repeat customers.
package stage

import (
	"math"

	"regulars/analytics"
)

// Stage is a stage of loyalty.
type Stage int

// The stages. Nobody is known at None.
const (
	None Stage = iota
	Suspect
	Prospect
	FirstTime
	Repeat
	Devoted
	Advocate
	stages
)

var names = [stages]string{"", "suspect", "prospect", "first-time", "repeat", "devoted", "advocate"}

func (s Stage) String() string { return names[s] }

// Breadth gathers in how many categories customers buy. It is an accumulator.
type Breadth struct {
	asOf analytics.Day
	of   analytics.Multiset
}

// NewBreadth makes an accumulator.
func NewBreadth(q analytics.Question) *Breadth { return &Breadth{asOf: q.AsOf} }

// Add adds a customer.
func (b *Breadth) Add(c *analytics.Customer) {
	known := c.Until(b.asOf)
	if known.Summary().Occasions > 0 {
		b.of.Add(int64(len(known.Categories)))
	}
}

// Merge adds the customers of another accumulator.
func (b *Breadth) Merge(o *Breadth) { b.of.Merge(&o.of) }

// Rule says who is at which stage.
type Rule struct {
	Categories int  // from how many a repeat customer is devoted; 0 where categories tell nothing
	Accounts   bool // accounts are known, and so suspects and prospects
	Praise     bool // referrals or recommendations are known, and so advocates
}

// Knows tells whether anybody could be found to be at a stage.
func (r Rule) Knows(s Stage) bool {
	switch s {
	case Suspect, Prospect:
		return r.Accounts
	case Devoted:
		return r.Categories > 0
	case Advocate:
		return r.Praise
	default:
		return s != None
	}
}

const (
	topShare    = 10 // the broadest tenth
	nearlyAll   = 0.8
	leastKinds  = 3 // categories of the broadest: whoever buys in nearly all of two has shown nothing
	promoterMin = 9 // of 10
)

// Categories is from how many categories a repeat customer is devoted; 0 where even the broadest buy in few.
func (b *Breadth) Categories() int {
	top := (b.of.Len() + topShare - 1) / topShare
	middle := float64(b.fromTop((top+1)/2)+b.fromTop(top/2+1)) / 2
	if middle < leastKinds {
		return 0
	}
	return int(math.Ceil(nearlyAll * middle))
}

// fromTop is the value of a rank, 1 being the greatest.
func (b *Breadth) fromTop(rank int) int64 {
	runs := b.of.Runs()
	for i := len(runs) - 1; i >= 0; i-- {
		if rank -= runs[i].Count; rank <= 0 {
			return runs[i].Value
		}
	}
	return 0
}

// Of is the stage of a customer, cut at a day.
func (r Rule) Of(c *analytics.Customer) Stage {
	p := r.path(c)
	switch {
	case p[Repeat] != analytics.NoDay && recommends(c):
		return Advocate
	case p[Devoted] != analytics.NoDay:
		return Devoted
	case p[Repeat] != analytics.NoDay:
		return Repeat
	case p[FirstTime] != analytics.NoDay:
		return FirstTime
	}
	known := None
	for _, a := range c.Accounts {
		if known = max(known, Suspect); a.Qualified {
			return Prospect
		}
	}
	return known
}

// recommends tells whether a customer has referred somebody, or would by the last answer.
func recommends(c *analytics.Customer) bool {
	if len(c.Referrals) > 0 {
		return true
	}
	return c.LastRecommendation() >= promoterMin
}

// path is the day on which a customer first reached each stage from the first purchase on, NoDay for those never reached.
type path [stages]analytics.Day

func (r Rule) path(c *analytics.Customer) path {
	var p path
	for s := range p {
		p[s] = analytics.NoDay
	}
	occasions := c.Occasions()
	if len(occasions) > 0 {
		p[FirstTime] = occasions[0].Day
	}
	if len(occasions) < 2 {
		return p
	}
	p[Repeat] = occasions[1].Day
	if r.Categories > 0 && len(c.Categories) >= r.Categories {
		p[Devoted] = max(p[Repeat], c.Categories[r.Categories-1].First)
	}
	if day := firstPraise(c); day != analytics.NoDay {
		p[Advocate] = max(p[Repeat], day)
	}
	return p
}

// firstPraise is the day of the first referral or recommendation of 9 or 10.
func firstPraise(c *analytics.Customer) analytics.Day {
	day := analytics.NoDay
	if len(c.Referrals) > 0 {
		day = c.Referrals[0].Day
	}
	for i := range c.Answers {
		if a := &c.Answers[i]; a.Recommend >= promoterMin {
			if day == analytics.NoDay || a.Day < day {
				day = a.Day
			}
			break
		}
	}
	return day
}
