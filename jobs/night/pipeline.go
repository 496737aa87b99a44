// Package night is the job of a night: inputs are read, analysed, and published as a report.
package night

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"regulars/analytics"
	"regulars/analytics/driver"
	"regulars/analytics/identity"
	"regulars/analytics/recovery"
	"regulars/analytics/segment"
	"regulars/charts"
	"regulars/data"
	"regulars/jobs/publish"
)

// Run is the job: read, compute, write, publish. It returns the folder of the published report; on any error the last report
// is untouched.
func Run(ctx context.Context, cfg Config, log *slog.Logger, bar *Progress) (string, error) {
	unlock, err := publish.Lock(cfg.Out)
	if err != nil {
		return "", err
	}
	defer unlock()
	ledger := analytics.NewLedger()
	defer ledger.Discard()
	r, err := prepare(ctx, cfg, ledger, log, bar)
	if err != nil {
		return "", err
	}

	edition, err := publish.Begin(cfg.Out, r.run)
	if err != nil {
		return "", err
	}
	defer edition.Discard()
	if err := r.score(ctx, ledger, filepath.Join(edition.Dir, "tables")); err != nil {
		return "", err
	}
	r.clock.lap("customers")

	if err := r.write(edition.Dir); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	published, err := edition.Publish()
	if err != nil {
		return "", err
	}
	log.Info("published", "report", published, "as_of", r.question.AsOf, "customers", r.population.kpis.Whole.Buyers, "warnings", len(r.concerns))
	return filepath.Join(cfg.Out, "latest", "index.html"), publish.Prune(cfg.Out, cfg.Keep)
}

// prepare reads the inputs and finds out all that the base as a whole tells: what comes before customers are scored.
func prepare(ctx context.Context, cfg Config, ledger *analytics.Ledger, log *slog.Logger, bar *Progress) (r *results, err error) {
	r = &results{cfg: cfg, clock: newClock()}
	limitMemory(cfg, ledger)
	ledger.CodedAs(cfg.Survey.Coding)
	if r.people, err = people(ctx, cfg); err != nil {
		return nil, err
	}
	if len(cfg.Export) > 0 && r.people != nil && !cfg.Contacts.shows() {
		log.Warn("contacts are left out of the exports: give a key with --hash-key-file to have them hashed, or write them with --clear-contacts")
	}
	if r.inputs, r.nights, err = read(ctx, cfg, ledger, log, bar); err != nil {
		return nil, err
	}
	if r.gate, err = Judge(&cfg, r.inputs); err != nil {
		return nil, err
	}
	r.clock.lap("read")

	if err := ledger.Close(); err != nil {
		return nil, err
	}
	if r.people != nil {
		if err := ledger.Unify(ctx, cfg.Threads, r.people.Aliases()); err != nil {
			return nil, err
		}
	}
	if r.question, err = cfg.question(ledger, analytics.DayOf(time.Now())); err != nil {
		return nil, err
	}
	_, r.lastDay = ledger.Span()
	r.employees = ledger.Employees()
	r.run = r.id()
	r.clock.lap("ledger")

	r.population, err = analytics.Scan(ctx, ledger, cfg.Threads, func() *population { return newPopulation(r.question) })
	if err != nil {
		return nil, err
	}
	r.clock.lap("population")

	if r.findings, err = derive(r.population, r.question, cfg); err != nil {
		return nil, err
	}
	r.findings.people = r.people
	if names := r.unasked(); len(names) > 0 {
		log.Warn("no answer is about these dimensions of --delivered-value: correct their names", "dimensions", names)
	}
	if err := r.weigh(ctx, ledger); err != nil {
		return nil, err
	}
	r.clock.lap("models")
	return r, nil
}

// results are everything a run has found out; pages, tables and run.json are made from them.
type results struct {
	cfg        Config
	run        string // its id
	inputs     []*data.Report
	people     *identity.Result // nil without identities
	employees  []analytics.EmployeeScore
	nights     *nights // nil without --state
	gate       Gate
	question   analytics.Question
	lastDay    analytics.Day
	population *population
	findings   *findings
	scored     *scored
	segments   segment.Result
	returns    recovery.ReturnResult
	drivers    *driver.Result // nil without surveys
	concerns   []charts.Text  // of the Data page
	clock      *clock
}

// score scores every customer and writes the table customers, one partition after the other.
func (r *results) score(ctx context.Context, ledger *analytics.Ledger, dir string) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of tables: %w", err)
	}
	file, err := newCustomersFile(dir, r.findings.absent(r.has))
	if err != nil {
		return err
	}
	defer func() {
		if e := file.close(); err == nil { // what has failed once fails again here
			err = e
		}
	}()

	type part struct {
		*scored
		customersPart
	}
	const atOnce = 1024 // rows that are held before they become columns: few enough that they stay in a core's cache
	r.scored = newScored(r.findings)
	work := func(customers iter.Seq[*analytics.Customer]) (part, error) {
		p := part{scored: newScored(r.findings)}
		for c := range customers {
			if p.Add(c); len(p.rows) == atOnce {
				if err := file.add(&p.customersPart, p.rows); err != nil {
					return p, err
				}
				p.rows = p.rows[:0]
			}
		}
		err := file.add(&p.customersPart, p.rows)
		p.rows = nil
		return p, err
	}
	err = analytics.Each(ctx, ledger, r.cfg.Threads, work, func(p part) error {
		r.scored.Merge(p.scored)
		return file.write(p.customersPart)
	})
	r.scored.winback.Sort()
	r.scored.calls.Sort()
	r.scored.alerts.Sort()
	r.scored.exports.sort()
	if r.has("surveys") {
		r.drivers = r.scored.drivers.Result()
		r.findings.survey.Driven(func(dimension string) (float64, string, bool) {
			share, kind, ok := r.drivers.Of(dimension)
			return share, string(kind), ok
		})
	}
	r.segments, r.returns = r.scored.segments.Result(), r.scored.returns.Result()
	return err
}

// write writes pages, tables, workbook and run.json.
func (r *results) write(dir string) error {
	tables := r.tables()
	if err := writeTables(filepath.Join(dir, "tables"), tables); err != nil {
		return err
	}
	r.clock.lap("tables")
	// The table customers is not in the workbook, for it may be too long.
	if err := writeWorkbook(filepath.Join(dir, "report.xlsx"), "tables/", tables, []any{"(customers)", "", "tables/customers.csv"}); err != nil {
		return err
	}
	r.clock.lap("workbook")
	if err := r.writeExports(filepath.Join(dir, "exports")); err != nil {
		return err
	}
	if err := charts.Write(dir, r.report()); err != nil {
		return err
	}
	r.clock.lap("pages")
	return r.writeRunFile(dir)
}

// has tells whether a table was given.
func (r *results) has(table string) bool { return r.cfg.given(table) }

func (r *results) read() (n int64) {
	for _, in := range r.inputs {
		n += in.Read
	}
	return n
}

func (r *results) kept() (n int64) {
	for _, in := range r.inputs {
		n += in.Kept
	}
	return n
}
