package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/data"
	"regulars/data/sample"
)

// cell is a forecast of a sample as of a month's end, for the year after it.
type cell struct {
	asOf             analytics.Day
	expected, actual float64
	held             int // months of twelve within their band
	day              float64
}

func (c *cell) off() float64 { return c.expected/c.actual - 1 }

// samples makes samples of 48 months and forecasts each as of twelve month ends whose year after is known.
func samples(ctx context.Context, dir string, seeds, customers int, out io.Writer) error {
	var all []cell
	within := 0
	fmt.Fprintf(out, "Purchases of today's customers within a year, expected against made: samples of %d customers, 48 months, as of the ends of months 25 to 36\n\n", customers)
	fmt.Fprintln(out, "| seed | mean | least | most | months in their band | a day's worth between 364 and 365 |\n| --- | --- | --- | --- | --- | --- |")
	for seed := range seeds {
		cells, err := cellsOf(ctx, filepath.Join(dir, fmt.Sprintf("sample-%d-%d", customers, seed+1)), uint64(seed+1), customers)
		if err != nil {
			return err
		}
		mean, least, most, held, day := 0.0, math.Inf(1), math.Inf(-1), 0, 0.0
		for i := range cells {
			c := &cells[i]
			mean += c.off() / float64(len(cells))
			least, most, held, day = min(least, c.off()), max(most, c.off()), held+c.held, day+c.day/float64(len(cells))
		}
		if math.Abs(mean) <= 0.05 {
			within++
		}
		all = append(all, cells...)
		fmt.Fprintf(out, "| %d | %+.1f%% | %+.1f%% | %+.1f%% | %d of %d | %.2f |\n", seed+1, 100*mean, 100*least, 100*most, held, 12*len(cells), day)
	}
	absolute, signed, near, held := 0.0, 0.0, 0, 0
	for i := range all {
		absolute += math.Abs(all[i].off()) / float64(len(all))
		signed += all[i].off() / float64(len(all))
		if held += all[i].held; math.Abs(all[i].off()) <= 0.08 {
			near++
		}
	}
	_, err := fmt.Fprintf(out, "\nSeeds with a mean within ±5%%: %d of %d. Cells within ±8%%: %d of %d. Mean absolute error %.1f%%, mean error %+.1f%%. Months within the band that holds nine in ten: %.1f%%.\n",
		within, seeds, near, len(all), 100*absolute, 100*signed, 100*float64(held)/float64(12*len(all)))
	return err
}

func cellsOf(ctx context.Context, dir string, seed uint64, customers int) (cells []cell, err error) {
	if _, err := os.Stat(filepath.Join(dir, "truth", "parameters.json")); err != nil {
		if _, err := sample.Write(ctx, sample.Options{Customers: customers, Months: 48, Seed: seed, Out: dir}); err != nil {
			return nil, err
		}
	}
	ledger, err := ledgerOf(ctx, data.Spec{Paths: []string{filepath.Join(dir, "transactions")}, Columns: []string{"order_id"}})
	if err != nil {
		return nil, err
	}
	defer ledger.Discard()
	first, last := ledger.Span()
	for month := 25; month <= 36; month++ {
		q := analytics.Question{Start: first, AsOf: (last + 1).AddMonths(month-48) - 1, Horizon: 365, DiscountRate: 0.1, Model: lifetime.Auto}
		known, err := analytics.Scan(ctx, ledger, threads, func() *followed {
			return &followed{base: lifetime.NewBase(q), asOf: q.AsOf, days: map[analytics.Day]int{}}
		})
		if err != nil {
			return nil, err
		}
		c := cell{asOf: q.AsOf}
		m := known.base.Models(q.Model)
		rows := known.base.Monthly(&m)
		for _, r := range rows {
			actual := 0.0
			for d := r.From; d <= r.To; d++ {
				actual += float64(known.days[d])
			}
			if c.expected, c.actual = c.expected+r.Expected, c.actual+actual; actual >= r.Low && actual <= r.High {
				c.held++
			}
		}
		if c.day, err = lastDay(ctx, ledger, known.base, &m, q); err != nil {
			return nil, err
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// lastDay is what the 365th day adds to the scores of all customers, in days of the month it lies in.
func lastDay(ctx context.Context, ledger *analytics.Ledger, base *lifetime.Base, m *lifetime.Models, q analytics.Question) (float64, error) {
	sums := [2]float64{}
	for i := range sums {
		q.Horizon = 364 + i
		s := lifetime.NewScorer(base, *m, q)
		all, err := analytics.Scan(ctx, ledger, threads, func() *summed { return &summed{scorer: s, asOf: q.AsOf} })
		if err != nil {
			return 0, err
		}
		sums[i] = all.purchases
	}
	rows := base.Monthly(m)
	last := rows[len(rows)-1]
	return (sums[1] - sums[0]) / (last.Expected / float64(last.To-last.From+1)), nil
}

// followed is a base, and what its customers bought after the as-of date. It is an accumulator.
type followed struct {
	base *lifetime.Base
	asOf analytics.Day
	days map[analytics.Day]int
}

// Add adds a customer.
func (f *followed) Add(c *analytics.Customer) {
	f.base.Add(c)
	if known := c.Until(f.asOf); known.Summary().Occasions == 0 {
		return
	}
	for _, o := range c.Occasions() {
		if o.Day > f.asOf {
			f.days[o.Day]++
		}
	}
}

// Merge adds the customers of another.
func (f *followed) Merge(o *followed) {
	f.base.Merge(o.base)
	for day, n := range o.days {
		f.days[day] += n
	}
}

// summed adds up scores. It is an accumulator.
type summed struct {
	scorer    *lifetime.Scorer
	asOf      analytics.Day
	purchases float64
}

// Add adds a customer.
func (s *summed) Add(c *analytics.Customer) {
	known := c.Until(s.asOf)
	if sum := known.Summary(); sum.Occasions > 0 {
		s.purchases += s.scorer.Score(&known, sum).Purchases
	}
}

// Merge adds the customers of another.
func (s *summed) Merge(o *summed) { s.purchases += o.purchases }
