package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/data"
)

// digest is what the engines must agree on: sums over the per-customer summary, and the cohort matrix.
type digest struct {
	Customers int64                 `json:"customers"`
	Orders    int64                 `json:"orders"`
	Lines     int64                 `json:"lines"`
	Revenue   float64               `json:"revenue"`
	First     int64                 `json:"first"`
	Last      int64                 `json:"last"`
	Cohorts   map[string][2]float64 `json:"cohorts"` // "cohort/month": customers, revenue
}

// summarize does with our engine what peer.py does with the others.
func summarize(ctx context.Context, folder string, threads int, stdout io.Writer) error {
	ledger := analytics.NewLedger()
	writers := make([]*analytics.Writer, threads)
	for i := range writers {
		writers[i] = ledger.Writer()
	}
	spec := data.Spec{Table: "transactions", Paths: []string{folder}, Columns: []string{"order_id"}, Zone: time.UTC}
	_, err := data.Read(ctx, spec, threads, func(worker int, batch arrow.Record) error { return writers[worker].Transactions(batch) })
	if err != nil {
		return err
	}
	if err := ledger.Close(); err != nil {
		return err
	}
	all, err := analytics.Scan(ctx, ledger, threads, func() *totals { return &totals{months: map[cell]*entry{}} })
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(all.digest())
}

// totals sums up what customers did.
type totals struct {
	sums    digest
	month   []int // of each day from 1970 on, filled as far as needed
	revenue analytics.Total
	months  map[cell]*entry
}

// cell is a cohort in a month, both counted from year 0.
type cell struct{ cohort, month int }

type entry struct {
	customers int64
	revenue   analytics.Total
}

// Add adds a customer.
func (t *totals) Add(c *analytics.Customer) {
	s := c.Summary()
	t.sums.Customers++
	t.sums.Orders += int64(s.Orders)
	t.sums.Lines += int64(s.Lines)
	t.sums.First += int64(s.First)
	t.sums.Last += int64(s.Last)
	t.revenue.Add(s.Revenue)
	cohort := t.monthOf(s.First)
	var last *entry
	for i, before := 0, -1; i < len(c.Rows); i++ {
		month := t.monthOf(c.Rows[i].Day)
		if month != before {
			last = t.at(cell{cohort, month})
			last.customers++
			before = month
		}
		last.revenue.Add(c.Rows[i].Net())
	}
}

func (t *totals) monthOf(d analytics.Day) int {
	for len(t.month) <= int(d) {
		t.month = append(t.month, analytics.ByMonth.Period(analytics.Day(len(t.month))))
	}
	return t.month[d]
}

func (t *totals) at(c cell) *entry {
	e := t.months[c]
	if e == nil {
		e = &entry{}
		t.months[c] = e
	}
	return e
}

// Merge adds the totals of other customers.
func (t *totals) Merge(o *totals) {
	t.sums.Customers += o.sums.Customers
	t.sums.Orders += o.sums.Orders
	t.sums.Lines += o.sums.Lines
	t.sums.First += o.sums.First
	t.sums.Last += o.sums.Last
	t.revenue.Merge(o.revenue)
	for c, e := range o.months {
		own := t.at(c)
		own.customers += e.customers
		own.revenue.Merge(e.revenue)
	}
}

func (t *totals) digest() digest {
	d := t.sums
	d.Revenue, d.Cohorts = t.revenue.Units(), map[string][2]float64{}
	for c, e := range t.months {
		d.Cohorts[fmt.Sprintf("%d/%d", c.cohort, c.month)] = [2]float64{float64(e.customers), e.revenue.Units()}
	}
	return d
}
