package night

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/analytics/driver"
	"regulars/analytics/satisfaction"
	"regulars/charts"
	"regulars/data"
)

// Tables are the inputs there can be, in the order they are read.
var Tables = []string{"transactions", "surveys", "complaints", "referrals", "identities", "costs", "wallet", "employees", "contacts", "events"}

// Reading is what is read, and how.
type Reading struct {
	Inputs         map[string][]string          // table → files, globs and folders
	Map            map[string]map[string]string // table → column → source column
	Where          map[string][]string          // column → values, any of which a line must have
	Zone           *time.Location
	AsOf           analytics.Day // NoDay: the last date in the data
	DropDuplicates bool
	Survey         Survey
	Threads        int
	State          string // folder of what is known of the files of earlier nights; "" for none

	idKey    []byte   // hashes customer ids as they are read; nil: they stay in clear
	own      []string // folders that the program writes to, whose files are no input
	Currency string   // of the report; "": that of all amounts

	// What is left out of the inputs, and how their files are to be read where they do not say so themselves. A column stands for one of the
	// transactions, and for one of another table with that before it: complaints.channel.
	Except       map[string][]string // column → values that are left out
	Since, Until analytics.Day       // NoDay: from the first date, up to the last
	RefundWhere  map[string][]string // column → values of lines that are refunds
	DateOrders   map[string]string   // table, table.column or "" for all → order of day, month and year in texts
	DecimalComma bool
	Rates        []string          // files of currency rates
	OrdersByDay  bool              // order ids begin anew each day
	LatestBy     map[string]string // table → column by which the latest version of a line is kept
	Scales       Scales            // that were given, remembered or found

	rates *data.Rates             // once they are read
	days  map[string][2]time.Time // by table, the first and the last that are not far from all others
}

// Survey is how surveys are to be read.
type Survey struct {
	Coding    analytics.Coding
	Repeated  analytics.Repeated
	Parts     map[string]satisfaction.Part // of delivered value, by dimension in small letters; empty: the usual
	Levels    driver.Levels                // of what drives satisfaction, likewise
	Questions []Question                   // of files with a column for each; empty where a row is an answer about its dimension
}

// Question is a dimension and the column of its scores.
type Question struct{ Dimension, Column string }

// given tells whether a table was given.
func (r *Reading) given(table string) bool { return len(r.Inputs[table]) > 0 }

// used are the optional columns that the analyses need; only they are read. Tables without an entry are read for their report.
var used = map[string][]string{
	"transactions": {"order_id", "cost", "discount", "channel", "store", "region", "category", "currency"},
	"surveys": {
		"expectation", "importance", "ideal", "recommend", "scale_min", "scale_max", "repurchase_intent", "competitor", "competitor_experience",
		"price_too_cheap", "price_cheap", "price_expensive", "price_too_expensive", "store", "employee", "channel", "region",
		"comment",
	},
	"complaints": {"closed_at", "replied_at", "promised_at", "outcome", "category", "channel", "satisfaction_after", "compensation", "currency"},
	"costs":      {"channel", "customer_id", "currency"},
	"wallet":     {"currency"},
	"contacts":   {"contacted_at", "held_out"},
	"events":     {"name_zh", "until"},
	"identities": {"phone", "email", "name", "birthday", "consent", "qualified", "updated_at"},
}

// spec says how to read a table.
func (r *Reading) spec(table string, asOf analytics.Day) data.Spec {
	s := data.Spec{Table: table, Paths: r.Inputs[table], Except: r.own, Map: r.Map[table], Columns: used[table], Zone: r.Zone}
	if asOf != analytics.NoDay && table != "events" { // those to come are plans
		s.AsOf = r.midnight(asOf)
	}
	s.DropDuplicates = r.DropDuplicates
	r.rules(&s)
	return s
}

// midnight is the beginning of a day by the clock of the reporting zone.
func (r *Reading) midnight(of analytics.Day) time.Time {
	y, m, d := of.Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, r.Zone)
}

// specs are how to read a table, one after the other: surveys with a column for each question are read once a question.
func (r *Reading) specs(table string, asOf analytics.Day) []data.Spec {
	spec := r.spec(table, asOf)
	if table != "surveys" || len(r.Survey.Questions) == 0 {
		return []data.Spec{spec}
	}
	var list []data.Spec
	for _, q := range r.Survey.Questions {
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

// Check reads every column of every table that was given, and says what was found in them and what looks wrong. Out is where the last report is.
// What follows from the data, such as scales and the currency, is settled in how.
func Check(ctx context.Context, how *Reading, out string) ([]*data.Report, []charts.Text, error) {
	limitThreads(how.Threads)
	notes, err := how.decide(ctx, out)
	if err != nil {
		return nil, nil, err
	}
	for {
		reports, _, err := read(ctx, how, nil, slog.New(slog.DiscardHandler), nil)
		if err != nil {
			return nil, nil, err
		}
		if !how.setNear(reports) {
			return reports, append(notes, how.doubts(reports)...), how.foundCurrency(reports)
		}
	}
}

// read reads every table that was given, and fills the ledger, if there is one; without it, every column is read.
func read(ctx context.Context, how *Reading, ledger *analytics.Ledger, log *slog.Logger, bar *Progress) ([]*data.Report, *remembered, error) {
	inputs, err := openInputs(ctx, how, ledger)
	if err != nil {
		return nil, nil, err
	}
	past, err := recall(ctx, how, inputs, ledger, log)
	defer past.close()
	if err != nil {
		return nil, nil, err
	}
	hashers := hashersWith(how.idKey, how.Threads)
	for _, in := range inputs {
		in.enterInto(ledger, how.Threads, hashers)
	}
	if err := past.extend(ctx, how, inputs, ledger, log, bar); err != nil {
		return nil, nil, err
	}
	for _, in := range inputs {
		if err := in.read(ctx, how, func(file int) bool { return !in.known[file] }, bar); err != nil {
			return nil, nil, err
		}
		if in.table == "transactions" {
			how.follow(in.counts, inputs)
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

func openInputs(ctx context.Context, how *Reading, ledger *analytics.Ledger) (inputs []*input, err error) {
	for _, table := range Tables {
		if !how.given(table) {
			continue
		}
		in := &input{table: table}
		for _, spec := range how.specs(table, how.AsOf) {
			if ledger == nil {
				spec.Columns = nil
			}
			set, err := data.Open(ctx, spec, how.Threads)
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
func (in *input) read(ctx context.Context, how *Reading, wanted func(file int) bool, bar *Progress) error {
	start := time.Now()
	for _, set := range in.sets {
		counts, err := set.Read(ctx, how.Threads, wanted, func(worker int, batch arrow.Record) error {
			bar.add(batch.NumRows())
			return in.enter(worker, batch)
		})
		if err != nil {
			return err
		}
		in.counts = in.counts.And(counts)
		if !slices.Equal(set.Files(), in.sets[0].Files()) { // opened for another question
			return fmt.Errorf("files of %s were replaced while they were being read: run again when they are whole", in.table)
		}
	}
	in.seconds += time.Since(start).Seconds()
	return nil
}

// follow makes the day of the last transaction the as-of date of the other tables where none was given: what was said after it belongs to a
// later report.
func (r *Reading) follow(transactions data.Counts, inputs []*input) {
	if r.AsOf != analytics.NoDay || transactions.Reach.IsZero() {
		return
	}
	for _, in := range inputs {
		for _, set := range in.sets {
			if in.table != "transactions" && in.table != "events" {
				set.Until(r.midnight(analytics.DayOf(transactions.Reach)))
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
func (in *input) enterInto(ledger *analytics.Ledger, threads int, hashers []*hasher) {
	in.enter = func(int, arrow.Record) error { return nil }
	enter, ok := entries[in.table]
	if ledger == nil || !ok {
		return
	}
	for range threads {
		in.writers = append(in.writers, ledger.Writer())
	}
	in.enter = func(worker int, batch arrow.Record) error { return enter(in.writers[worker], batch) }
	if len(hashers) > 0 {
		in.enter = func(worker int, batch arrow.Record) error {
			batch = hashers[worker].ids(batch)
			defer batch.Release()
			return enter(in.writers[worker], batch)
		}
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
	"contacts":     (*analytics.Writer).Contacts,
	"events":       (*analytics.Writer).Events,
}
