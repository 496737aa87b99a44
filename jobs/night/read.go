package night

import (
	"context"
	"log/slog"
	"maps"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/data"
)

// Tables are the inputs there can be, in the order they are read.
var Tables = []string{"transactions", "surveys", "complaints", "referrals", "identities", "costs", "wallet", "employees"}

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
		s.AsOf = c.midnight(asOf)
	}
	if table == "transactions" {
		s.Where, s.DropDuplicates = c.Where, c.DropDuplicates
	}
	return s
}

// midnight is the beginning of a day by the clock of the reporting zone.
func (c *Config) midnight(of analytics.Day) time.Time {
	y, m, d := of.Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, c.Zone)
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
		of.Map["dimension"], of.Map["experience"] = "'"+q.Dimension+"'", q.Column
		list = append(list, of)
	}
	return list
}

// input is a table that was given, and what was read of it so far.
type input struct {
	table   string
	sets    []*data.Dataset // one, or one for each question of a survey
	writers []*analytics.Writer
	enter   func(worker int, batch arrow.Record) error
	counts  data.Counts
	known   []bool // files that need not be read: their rows are in the ledger
	seconds float64
}

// Check reads every column of every table that was given, and says what was found in them.
func Check(ctx context.Context, cfg Config) ([]*data.Report, error) {
	reports, _, err := read(ctx, cfg, nil, slog.New(slog.DiscardHandler), nil)
	return reports, err
}

// read reads every table that was given, and fills the ledger, if there is one; without it, every column is read.
func read(ctx context.Context, cfg Config, ledger *analytics.Ledger, log *slog.Logger, bar *Progress) ([]*data.Report, *nights, error) {
	inputs, err := openInputs(ctx, cfg, ledger)
	if err != nil {
		return nil, nil, err
	}
	past, err := recall(ctx, cfg, inputs, ledger, log)
	defer past.close()
	if err != nil {
		return nil, nil, err
	}
	for _, in := range inputs {
		in.enterInto(ledger, cfg.Threads)
	}
	if err := past.extend(ctx, cfg, inputs, ledger, log, bar); err != nil {
		return nil, nil, err
	}
	for _, in := range inputs {
		if err := in.read(ctx, cfg, func(file int) bool { return !in.known[file] }, bar); err != nil {
			return nil, nil, err
		}
		if in.table == "transactions" {
			cfg.follow(in.counts, inputs)
		}
	}
	bar.Finish()
	var reports []*data.Report
	for _, in := range inputs {
		r := in.report()
		log.Info("read", "table", in.table, "files", len(r.Files), "rows", r.Read, "kept", r.Kept, "skipped", r.Skipped, "seconds", in.seconds)
		reports = append(reports, r)
	}
	return reports, past, nil
}

func openInputs(ctx context.Context, cfg Config, ledger *analytics.Ledger) (inputs []*input, err error) {
	for _, table := range Tables {
		if !cfg.given(table) {
			continue
		}
		in := &input{table: table}
		for _, spec := range cfg.specs(table, cfg.AsOf) {
			if ledger == nil {
				spec.Columns = nil
			}
			set, err := data.Open(ctx, spec, cfg.Threads)
			if err != nil {
				return nil, err
			}
			in.sets = append(in.sets, set)
		}
		in.known = make([]bool, len(in.sets[0].Files()))
		inputs = append(inputs, in)
	}
	return inputs, nil
}

// read reads the files that are wanted.
func (in *input) read(ctx context.Context, cfg Config, wanted func(file int) bool, bar *Progress) error {
	start := time.Now()
	for _, set := range in.sets {
		counts, err := set.Read(ctx, cfg.Threads, wanted, func(worker int, batch arrow.Record) error {
			bar.add(batch.NumRows())
			return in.enter(worker, batch)
		})
		if err != nil {
			return err
		}
		in.counts = in.counts.And(counts)
	}
	in.seconds += time.Since(start).Seconds()
	return nil
}

// follow makes the day of the last transaction the as-of date of the other tables where none was given: what was said after it belongs to a
// later report.
func (c *Config) follow(transactions data.Counts, inputs []*input) {
	if c.AsOf != analytics.NoDay || transactions.Last.IsZero() {
		return
	}
	for _, in := range inputs {
		for _, set := range in.sets {
			if in.table != "transactions" {
				set.Until(c.midnight(analytics.DayOf(transactions.Last)))
			}
		}
	}
}

// report is what was found in the table.
func (in *input) report() (r *data.Report) {
	for _, set := range in.sets {
		r = r.And(set.Report())
	}
	r.Counts = in.counts
	return r
}

// enterInto says what is done with the batches of the table.
func (in *input) enterInto(ledger *analytics.Ledger, threads int) {
	in.enter = func(int, arrow.Record) error { return nil }
	enter, ok := entries[in.table]
	if ledger == nil || !ok {
		return
	}
	for range threads {
		in.writers = append(in.writers, ledger.Writer())
	}
	in.enter = func(worker int, batch arrow.Record) error { return enter(in.writers[worker], batch) }
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
