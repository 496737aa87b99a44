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
	all, err := analytics.Scan(ctx, ledger, threads, func() *totals { return new(totals) })
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
	cohorts [][]entry // by month of the first purchase, from 1970 on, then by months since
}

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
	cohort, before := t.monthOf(s.First), -1
	var last *entry
	for i := range c.Rows {
		if month := t.monthOf(c.Rows[i].Day); month != before {
			last = t.at(cohort, month-cohort)
			last.customers++
			before = month
		}
		last.revenue.Add(c.Rows[i].Net())
	}
}

func (t *totals) monthOf(d analytics.Day) int {
	for len(t.month) <= int(d) {
		t.month = append(t.month, analytics.ByMonth.Period(analytics.Day(len(t.month)))-epoch)
	}
	return t.month[d]
}

// epoch is January 1970 as months are counted.
var epoch = analytics.ByMonth.Period(0)

func (t *totals) at(cohort, age int) *entry {
	for len(t.cohorts) <= cohort {
		t.cohorts = append(t.cohorts, nil)
	}
	for len(t.cohorts[cohort]) <= age {
		t.cohorts[cohort] = append(t.cohorts[cohort], entry{})
	}
	return &t.cohorts[cohort][age]
}

// Merge adds the totals of other customers.
func (t *totals) Merge(o *totals) {
	t.sums.Customers += o.sums.Customers
	t.sums.Orders += o.sums.Orders
	t.sums.Lines += o.sums.Lines
	t.sums.First += o.sums.First
	t.sums.Last += o.sums.Last
	t.revenue.Merge(o.revenue)
	for cohort, ages := range o.cohorts {
		for age, e := range ages {
			own := t.at(cohort, age)
			own.customers += e.customers
			own.revenue.Merge(e.revenue)
		}
	}
}

func (t *totals) digest() digest {
	d := t.sums
	d.Revenue, d.Cohorts = t.revenue.Units(), map[string][2]float64{}
	for cohort, ages := range t.cohorts {
		for age, e := range ages {
			if e.customers > 0 {
				d.Cohorts[fmt.Sprintf("%d/%d", epoch+cohort, epoch+cohort+age)] = [2]float64{float64(e.customers), e.revenue.Units()}
			}
		}
	}
	return d
}
