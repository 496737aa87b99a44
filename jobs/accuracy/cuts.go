package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/data"
)

// public is a set of public data, and the days ahead that its forecasts look.
type public struct {
	name    string
	spec    data.Spec
	ahead   int
	origins int
}

func publics(shared string) []public {
	return []public{
		{"online_retail", data.Spec{Paths: []string{filepath.Join(shared, "online_retail_by_month", "*.parquet")}, Map: map[string]string{"amount": "Quantity*UnitPrice"}}, 91, 3},
		{"cdnow_master", data.Spec{Paths: []string{filepath.Join(shared, "cdnow", "cdnow_master.parquet")}, Map: map[string]string{"amount": "dollar_value", "ordered_at": "date"}}, 91, 4},
	}
}

// writeCuts writes, for each set and origin, what was known of each customer then, what the program forecast, and what happened.
func writeCuts(ctx context.Context, shared, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, p := range publics(shared) {
		file, err := os.Create(filepath.Join(dir, p.name+".csv"))
		if err != nil {
			return err
		}
		w := csv.NewWriter(file)
		if err := w.Write([]string{"origin", "ahead", "model", "x", "t_x", "t", "mean", "before", "money_before", "purchases", "money", "then", "money_then"}); err != nil {
			return err
		}
		if err := p.cuts(ctx, w); err != nil {
			return err
		}
		if w.Flush(); w.Error() != nil {
			return w.Error()
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	return nil
}

func (p *public) cuts(ctx context.Context, w *csv.Writer) error {
	ledger, err := ledgerOf(ctx, p.spec)
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	defer ledger.Discard()
	first, last := ledger.Span()
	for i := p.origins - 1; i >= 0; i-- {
		q := analytics.Question{Start: first, AsOf: last - analytics.Day(p.ahead+91*i), Horizon: p.ahead, Model: lifetime.Auto}
		base, err := analytics.Scan(ctx, ledger, threads, func() *lifetime.Base { return lifetime.NewBase(q) })
		if err != nil {
			return err
		}
		m := base.Models(q.Model)
		if m.Chosen == nil {
			return fmt.Errorf("%s as of %s: %s", p.name, q.AsOf, m.Note.EN)
		}
		c := &cutter{scorer: lifetime.NewScorer(base, m, q), q: q, model: m.Chosen.Model}
		all, err := analytics.Scan(ctx, ledger, 1, func() *cutter { return &cutter{scorer: c.scorer, q: q, model: c.model} })
		if err != nil {
			return err
		}
		if err := w.WriteAll(all.rows); err != nil {
			return err
		}
	}
	return nil
}

// cutter cuts customers at an origin. It is an accumulator.
type cutter struct {
	scorer *lifetime.Scorer
	q      analytics.Question
	model  string
	rows   [][]string
}

// Add adds a customer.
func (c *cutter) Add(of *analytics.Customer) {
	known := of.Until(c.q.AsOf)
	s := known.Summary()
	if s.Occasions == 0 {
		return
	}
	score := c.scorer.Score(&known, s)
	mean := math.NaN()
	if s.Occasions > 1 {
		mean = s.Repeat.Units() / float64(s.Occasions-1)
	}
	earlier := of.Until(c.q.AsOf - analytics.Day(c.q.Horizon))
	before := earlier.Summary()
	then := of.Between(c.q.AsOf+1, c.q.AsOf+analytics.Day(c.q.Horizon))
	repeats := func(s analytics.Summary) int { return max(0, s.Occasions-1) }
	number := func(x float64) string { return fmt.Sprintf("%.12g", x) }
	c.rows = append(c.rows, []string{c.q.AsOf.String(), fmt.Sprint(c.q.Horizon), c.model, fmt.Sprint(repeats(s)), fmt.Sprint(int(s.Last - s.First)), fmt.Sprint(int(c.q.AsOf - s.First)),
		number(mean), fmt.Sprint(repeats(s) - repeats(before)), number((s.Repeat - before.Repeat).Units()),
		number(score.Purchases), number(score.Purchases * score.Spend), fmt.Sprint(then.Occasions), number(then.Net.Units())})
}

// Merge adds the customers of another.
func (c *cutter) Merge(o *cutter) { c.rows = append(c.rows, o.rows...) }
