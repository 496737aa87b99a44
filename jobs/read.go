package main

import (
	"context"
	"log/slog"
	"maps"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/data"
)

// used are the optional columns that the analyses need; only they are read. Tables without an entry are read for their report.
var used = map[string][]string{
	"transactions": {"order_id", "cost", "discount", "channel", "store", "region", "category"},
	"surveys": {
		"expectation", "importance", "ideal", "recommend", "scale_min", "scale_max", "repurchase_intent", "competitor", "competitor_experience",
		"price_too_cheap", "price_cheap", "price_expensive", "price_too_expensive", "store", "employee", "channel", "region",
	},
	"complaints": {"closed_at", "outcome", "category", "channel", "satisfaction_after", "compensation"},
	"costs":      {"channel", "customer_id"},
	"identities": {"phone", "email", "name", "birthday", "consent", "qualified", "updated_at"},
}

// spec says how to read a table.
func (c *Config) spec(table string, asOf analytics.Day) data.Spec {
	s := data.Spec{Table: table, Paths: c.Inputs[table], Map: c.Map[table], Columns: used[table], Zone: c.Zone}
	if asOf != analytics.NoDay {
		y, m, d := asOf.Time().Date()
		s.AsOf = time.Date(y, m, d, 0, 0, 0, 0, c.Zone)
	}
	if table == "transactions" {
		s.Where, s.DropDuplicates = c.Where, c.DropDuplicates
	}
	return s
}

// specs are how to read a table, one after the other: surveys with a column for each question are read once a question.
func (c *Config) specs(table string, asOf analytics.Day) []data.Spec {
	spec := c.spec(table, asOf)
	if table != "surveys" || len(c.Survey.Questions) == 0 {
		return []data.Spec{spec}
	}
	var list []data.Spec
	for _, q := range c.Survey.Questions {
		of := spec
		if of.Map = maps.Clone(spec.Map); of.Map == nil {
			of.Map = map[string]string{}
		}
		of.Map["dimension"], of.Map["experience"] = "'"+q.dimension+"'", q.column
		list = append(list, of)
	}
	return list
}

// read reads every table that was given, and fills the ledger, under the ids of the people, if there is one; without it, every column is
// read.
func read(ctx context.Context, cfg Config, ledger *analytics.Ledger, people *identity.Result, log *slog.Logger, bar *progress) ([]*data.Report, error) {
	var reports []*data.Report
	asOf := cfg.AsOf // by default that of the last transaction; what was said after it belongs to a later report
	for _, table := range tables {
		if len(cfg.Inputs[table]) == 0 {
			continue
		}
		start := time.Now()
		enter := entering(table, ledger, people, cfg.Threads)
		var report *data.Report
		for _, spec := range cfg.specs(table, asOf) {
			if ledger == nil {
				spec.Columns = nil
			}
			next, err := data.Read(ctx, spec, cfg.Threads, func(worker int, batch arrow.Record) error {
				bar.add(batch.NumRows())
				return enter(worker, batch)
			})
			if err != nil {
				return nil, err
			}
			report = report.And(next)
		}
		log.Info("read", "table", table, "files", len(report.Files), "rows", report.Read, "kept", report.Kept, "skipped", report.Skipped,
			"seconds", time.Since(start).Seconds())
		reports = append(reports, report)
		if asOf == analytics.NoDay && table == "transactions" && !report.Last.IsZero() {
			asOf = analytics.DayOf(report.Last)
		}
	}
	bar.finish()
	return reports, nil
}

// entering is what is done with the batches of a table.
func entering(table string, ledger *analytics.Ledger, people *identity.Result, threads int) func(worker int, batch arrow.Record) error {
	if ledger == nil {
		return func(int, arrow.Record) error { return nil }
	}
	writers := make([]*analytics.Writer, threads)
	for i := range writers {
		writers[i] = ledger.Writer()
	}
	enter, ok := entries[table]
	if !ok {
		return func(int, arrow.Record) error { return nil }
	}
	if people == nil {
		return func(worker int, batch arrow.Record) error { return enter(writers[worker], batch) }
	}
	desks := make([]rekeying, threads)
	return func(worker int, batch arrow.Record) error {
		unified, err := desks[worker].unify(batch, people)
		if err != nil {
			return err
		}
		defer unified.Release()
		return enter(writers[worker], unified)
	}
}

// entries are how the ledger takes each table.
var entries = map[string]func(*analytics.Writer, arrow.Record) error{
	"transactions": (*analytics.Writer).Transactions,
	"surveys":      (*analytics.Writer).Surveys,
	"complaints":   (*analytics.Writer).Complaints,
	"referrals":    (*analytics.Writer).Referrals,
	"identities":   (*analytics.Writer).Identities,
	"costs":        (*analytics.Writer).Costs,
	"wallet":       (*analytics.Writer).Wallet,
	"employees":    (*analytics.Writer).Employees,
}
