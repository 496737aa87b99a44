// Package referral draws the trees of who brought whom.
//
// Every customer has at most one referrer: the first by date, of several on one day the least by id. Referrals of oneself, later
// referrals of somebody already referred, and referrals that would close a circle are left out and counted. So the rest are trees, every
// customer stands in one tree once, and the values of the trees add up to that of the customers in them.
package referral

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// Links gathers who referred whom. It is an accumulator and keeps 56 bytes for each referral.
type Links struct {
	asOf  analytics.Day
	links []link
}

type link struct {
	from, to analytics.Key
	day      analytics.Day
}

// NewLinks makes an accumulator.
func NewLinks(q analytics.Question) *Links { return &Links{asOf: q.AsOf} }

// Add adds a customer.
func (l *Links) Add(c *analytics.Customer) {
	for _, r := range c.Until(l.asOf).Referrals {
		l.links = append(l.links, link{c.Key, r.Referred, r.Day})
	}
}

// Merge adds the customers of another accumulator.
func (l *Links) Merge(o *Links) { l.links = append(l.links, o.links...) }

// Forest is all trees. A customer's place in it is fixed; see [Members] for what they are worth.
type Forest struct {
	Links                  int // that stand
	Self, Repeated, Circle int // left out: of oneself, of somebody already referred, closing a circle
	nodes                  []node
	set                    []int32 // union–find over nodes: those of one tree have one root
	place                  map[analytics.Key]int32
}

type node struct {
	key    analytics.Key
	parent int32 // −1 for a root
	day    analytics.Day
}

// Forest draws the trees.
func (l *Links) Forest() *Forest {
	slices.SortFunc(l.links, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.day, b.day), a.from.Compare(b.from), a.to.Compare(b.to))
	})
	f := &Forest{place: map[analytics.Key]int32{}}
	for _, k := range l.links {
		if k.from == k.to {
			f.Self++
			continue
		}
		from, to := f.at(k.from), f.at(k.to)
		switch {
		case f.nodes[to].parent >= 0:
			f.Repeated++
		case f.find(from) == f.find(to):
			f.Circle++
		default:
			f.nodes[to].parent, f.nodes[to].day = from, k.day
			f.set[f.find(to)] = f.find(from)
			f.Links++
		}
	}
	return f
}

func (f *Forest) at(k analytics.Key) int32 {
	i, ok := f.place[k]
	if !ok {
		i = int32(len(f.nodes))
		f.place[k] = i
		f.nodes = append(f.nodes, node{key: k, parent: -1, day: analytics.NoDay})
		f.set = append(f.set, i)
	}
	return i
}

// find is what stands for a node's tree; it shortens the way there for the next time.
func (f *Forest) find(i int32) int32 {
	for f.set[i] != i {
		f.set[i] = f.set[f.set[i]]
		i = f.set[i]
	}
	return i
}
