package analytics

import (
	"context"
	"errors"
	"iter"

	"golang.org/x/sync/errgroup"
)

// Accumulator gathers one analysis over customers: Add each customer once, Merge two accumulators of disjoint
// customers, derive the result at the end.
type Accumulator[A any] interface {
	Add(c *Customer)
	Merge(other A)
}

// Scan gathers an analysis over all customers of the ledger. It fills one fresh accumulator per partition, with
// customers in the order of their ids, and merges them in the order of the partitions, so the result is the same on any number of threads.
func Scan[A Accumulator[A]](ctx context.Context, l *Ledger, threads int, fresh func() A) (A, error) {
	all := fresh()
	err := Each(ctx, l, threads, func(customers iter.Seq[*Customer]) (A, error) {
		part := fresh()
		for c := range customers {
			part.Add(c)
		}
		return part, nil
	}, func(part A) error {
		all.Merge(part)
		return nil
	})
	return all, err
}

// Each runs work on every partition's customers, several at a time, and hands what it returns to collect, one at a time and in
// the order of the partitions. Customers are good only until the next one.
func Each[T any](ctx context.Context, l *Ledger, threads int, work func(iter.Seq[*Customer]) (T, error), collect func(T) error) error {
	threads = max(threads, 1)
	group, ctx := errgroup.WithContext(ctx)
	done := make([]chan T, Partitions)
	for i := range done {
		done[i] = make(chan T, 1)
	}
	ahead := make(chan struct{}, threads+1) // how far work may run ahead of collect
	next := make(chan int)
	group.Go(func() error {
		defer close(next)
		for p := range Partitions {
			if err := send(ctx, ahead, struct{}{}); err != nil {
				return err
			}
			if err := send(ctx, next, p); err != nil {
				return err
			}
		}
		return nil
	})
	for range threads {
		group.Go(func() error {
			g := grouper{ledger: l}
			for p := range next {
				result, err := work(g.customersOf(ctx, p))
				if err = errors.Join(g.err, err, ctx.Err()); err != nil {
					return err
				}
				done[p] <- result
			}
			return nil
		})
	}
	group.Go(func() error {
		for p := range Partitions {
			select {
			case result := <-done[p]:
				if err := collect(result); err != nil {
					return err
				}
				<-ahead
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}

func send[T any](ctx context.Context, to chan<- T, v T) error {
	select {
	case to <- v:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
