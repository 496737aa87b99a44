package night

import (
	"context"
	"iter"

	"regulars/analytics"
)

// visit is a customer as a pass shows it to the accumulators. In the pass over the population that is all; in the one after it the customer is
// cut at the as-of date and scored.
type visit struct {
	customer *analytics.Customer
	row      *customerRow
	known    bool // has transactions; false for one who is known from surveys or complaints alone
	bought   bool
	listed   bool // may be contacted, and so be in a list to act on
}

// pass is a walk over all customers that fills several accumulators.
type pass struct{ accumulators []accumulator }

// accumulator is a registered one: the one of the whole base, and how those of partitions are made, which are merged into it.
type accumulator struct {
	whole part
	fresh func() part
}

// part is an accumulator of some of the customers.
type part struct {
	self  any
	add   func(*visit)
	merge func() // into the one of the whole base
}

// merger takes over what another of its kind has found.
type merger[A any] interface{ Merge(A) }

// join registers an accumulator of all customers and hands back the one of the whole base: this line is all that it takes to have it filled
// and merged.
func join[A analytics.Accumulator[A]](p *pass, fresh func() A) A {
	return joinWith(p, fresh, func(a A, v *visit) { a.Add(v.customer) })
}

// joinWith is join for an accumulator that is shown something else than the customer, or not every one.
func joinWith[A merger[A]](p *pass, fresh func() A, add func(A, *visit)) A {
	whole := fresh()
	of := func(a A) part { return part{a, func(v *visit) { add(a, v) }, func() { whole.Merge(a) }} }
	p.accumulators = append(p.accumulators, accumulator{of(whole), func() part { return of(fresh()) }})
	return whole
}

// parts are fresh accumulators, one of each.
type parts []part

func (p *pass) parts() parts {
	all := make(parts, len(p.accumulators))
	for i := range all {
		all[i] = p.accumulators[i].fresh()
	}
	return all
}

func (p parts) add(v *visit) {
	for i := range p {
		p[i].add(v)
	}
}

func (p parts) merge() {
	for i := range p {
		p[i].merge()
	}
}

// over walks all customers of the ledger. Partitions are merged in their order, so that the result is the same on any number of threads.
func (p *pass) over(ctx context.Context, ledger *analytics.Ledger, threads int) error {
	if len(p.accumulators) == 0 {
		return nil
	}
	return analytics.Each(ctx, ledger, threads, func(customers iter.Seq[*analytics.Customer]) (parts, error) {
		all, v := p.parts(), new(visit)
		for c := range customers {
			v.customer = c
			all.add(v)
		}
		return all, nil
	}, func(all parts) error {
		all.merge()
		return nil
	})
}
