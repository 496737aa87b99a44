package night

import "regulars/analytics"

// pass is several analyses filled in one walk over the ledger.
type pass struct{ members []member }

type member struct {
	self  any
	add   func(*analytics.Customer)
	merge func(other any)
}

// join adds an analysis to the pass and hands it back.
func join[A analytics.Accumulator[A]](p *pass, a A) A {
	p.members = append(p.members, member{a, a.Add, func(other any) { a.Merge(other.(A)) }})
	return a
}

// Add shows a customer to every analysis.
func (p *pass) Add(c *analytics.Customer) {
	for i := range p.members {
		p.members[i].add(c)
	}
}

// merge merges the analyses of another pass of the same kind, one by one.
func (p *pass) merge(o *pass) {
	for i := range p.members {
		p.members[i].merge(o.members[i].self)
	}
}
