package analytics

// Accumulator gathers one analysis over customers: Add each customer once, Merge two accumulators of disjoint
// customers, derive the result at the end.
type Accumulator[A any] interface {
	Add(c *Customer)
	Merge(other A)
}
