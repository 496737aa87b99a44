// Package night is the job of a night: inputs are read, analysed, and published as a report. This file is the job from top to bottom; every
// subject of the report has a file of its own, with all that belongs to it. The pipeline in prose, and the rules that no compiler knows, stand
// with package analytics.
package night

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"regulars/analytics"
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
	if err := publish.Check(cfg.Out); err != nil {
		return "", err
	}
	n, err := prepare(ctx, cfg, cfg.Out, log, bar)
	if err != nil {
		return "", err
	}
	ledger := n.ledger
	defer ledger.Discard()

	edition, err := publish.Begin(cfg.Out, n.header.Run)
	if err != nil {
		return "", err
	}
	defer edition.Discard()
	if err := n.score(ctx, ledger, cfg.Threads, filepath.Join(edition.Dir, "tables")); err != nil {
		return "", err
	}
	n.clock.lap("customers")

	warnings, err := n.write(edition.Dir)
	if err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	published, err := edition.Publish()
	if err != nil {
		return "", err
	}
	log.Info("published", "report", published, "as_of", n.AsOf, "customers", n.base.kpis.Whole.Buyers, "warnings", warnings)
	for _, trouble := range append(edition.Troubles, publish.Prune(cfg.Out, cfg.Keep)) {
		if trouble != nil { // the report is out, whatever comes after
			log.Warn("published, but", "what", trouble)
		}
	}
	return edition.Front(), nil
}

// night is what a run knows and has found out so far.
type night struct {
	topics
	header charts.Header
	ledger *analytics.Ledger
	past   *remembered // nil without --state
	clock  *clock
}

// prepare reads the inputs and finds out all that the base as a whole tells: what comes before customers are scored.
func prepare(ctx context.Context, cfg Config, scratch string, log *slog.Logger, bar *Progress) (n *night, err error) {
	n = &night{clock: newClock()}
	if err := n.read(ctx, &cfg, scratch, log, bar); err != nil {
		return nil, err
	}
	n.clock.lap("read")
	ledger := n.ledger
	defer func() {
		if err != nil {
			ledger.Discard()
		}
	}()

	if err := n.close(ctx, &cfg, ledger); err != nil {
		return nil, err
	}
	n.clock.lap("ledger")

	var population, worths pass
	if err := n.open(&cfg, ledger.Employees(), &population); err != nil {
		return nil, err
	}
	if err := population.over(ctx, ledger, cfg.Threads); err != nil {
		return nil, err
	}
	n.quality.noteIDs(n.base.ids, log)
	n.clock.lap("population")

	if err := n.derive(&cfg, ledger.Costs(), &worths); err != nil {
		return nil, err
	}
	if names := n.satisfaction.unasked(cfg.Survey.Parts); len(names) > 0 {
		log.Warn("no answer is about these dimensions of --delivered-value: correct their names", "dimensions", names)
	}
	if err := worths.over(ctx, ledger, cfg.Threads); err != nil {
		return nil, err
	}
	n.value.branch()
	n.classes.grade()
	n.queue.settle()
	n.clock.lap("models")
	return n, nil
}

// read fills the ledger from the inputs, if they are good enough.
func (n *night) read(ctx context.Context, cfg *Config, scratch string, log *slog.Logger, bar *Progress) error {
	how := cfg.HowToRead()
	notes, err := how.decide(ctx, cfg.Out)
	if err != nil {
		return err
	}
	found, err := findPeople(ctx, &how, cfg.Identity)
	if err != nil {
		return err
	}
	n.people = &peopleTopic{cfg.Contacts, found}
	if len(cfg.Export) > 0 && found != nil && !cfg.Contacts.shows() {
		log.Warn("contacts are left out of the exports: give a key with --hash-key-file to have them hashed, or write them with --clear-contacts")
	}
	for _, name := range cfg.Export {
		if _, former := formerLists[strings.ToLower(name)]; former {
			log.Info("--export "+name+" is a part of the queue, whose lists are queue and its actions; the old name goes on working", "list", name)
		}
	}
	inputs, err := n.readAll(ctx, cfg, &how, scratch, log, bar)
	if err != nil {
		return err
	}
	notes = append(notes, how.doubts(inputs)...)
	gate, err := Gate{}, how.foundCurrency(inputs)
	cfg.Reading = how
	if err == nil {
		gate, err = Judge(inputs, cfg)
	}
	if err != nil {
		n.ledger.Discard()
	}
	n.quality = &qualityTopic{inputs: inputs, gate: gate, most: cfg.MaxBadRows, noted: notes, hashed: cfg.HashIDs}
	n.quality.noteInputs(n.past, log)
	return err
}

// readAll reads the inputs into a ledger; where rows lie far from all others in time, once more without them.
func (n *night) readAll(ctx context.Context, cfg *Config, how *Reading, scratch string, log *slog.Logger, bar *Progress) (inputs []*data.Report, err error) {
	for {
		n.ledger = cfg.emptyLedger(how, scratch)
		inputs, n.past, err = read(ctx, how, n.ledger, log, bar)
		if err == nil && !how.setNear(inputs) {
			return inputs, nil
		}
		n.ledger.Discard()
		if err != nil {
			return nil, err
		}
	}
}

// emptyLedger is a ledger that takes the inputs as they are to be read.
func (c *Config) emptyLedger(how *Reading, scratch string) *analytics.Ledger {
	l := analytics.NewLedger()
	limit(c, l, scratch)
	l.CodedAs(how.Survey.Coding)
	if how.OrdersByDay {
		l.OrdersByDay()
	}
	return l
}

// close ends the filling of the ledger, in which every account becomes its customer, and says what is asked of it.
func (n *night) close(ctx context.Context, cfg *Config, ledger *analytics.Ledger) error {
	if err := ledger.Close(); err != nil {
		return err
	}
	if n.people.found != nil {
		if err := ledger.Unify(ctx, cfg.Threads, n.people.found.Aliases()); err != nil {
			return err
		}
	}
	question := cfg.question(ledger, n.quality.reach())
	n.scope = &scope{question, charts.Currency(cfg.Currency), givenIn(n.quality.inputs)}
	n.quality.scope, n.quality.options = n.scope, cfg.options(question)
	_, n.quality.lastDay = ledger.Span()
	n.header = cfg.header(question)
	n.header.Run = cfg.runID(question, n.quality.inputs)
	_, n.header.Rows = n.quality.rows()
	return nil
}

// open makes the topics, which register what they want to know of the population: everything that needs nothing but the ledger.
func (n *night) open(cfg *Config, employees []analytics.EmployeeScore, first *pass) error {
	table, err := cfg.segmentTable()
	if err != nil {
		return err
	}
	lists, err := wantedLists(cfg.Export, table)
	if err != nil {
		return err
	}
	n.base = newBaseTopic(n.scope, n.quality.sales(), first)
	n.segments = newSegmentTopic(n.scope, n.base, table, first)
	n.status = newStatusTopic(n.scope, n.base, first)
	n.retention = newRetentionTopic(n.scope, n.base, n.status, n.segments, first)
	n.forecast = newForecastTopic(n.scope, first)
	n.value = newValueTopic(n.scope, n.base, n.retention, n.forecast, cfg.AnswerValue, cfg.ValueYears, first)
	n.classes = newClassTopic(n.scope, n.base, n.status, n.forecast, n.value, first)
	n.satisfaction = newSatisfactionTopic(n.scope, n.segments, employees, first)
	n.comments = newCommentTopic(n.scope, n.people, cfg.causes(), first)
	n.loyalty = newLoyaltyTopic(n.scope, n.segments, first)
	n.complaints = newComplaintTopic(n.scope, first)
	n.queue = newQueueTopic(n.scope, cfg, n.people, n.status, n.forecast, n.value, first)
	n.actions = newActionTopic(n.scope, n.segments, n.status, n.forecast, n.queue)
	n.lists = newListTopic(n.queue, n.actions, n.people, lists)
	return nil
}

// derive draws the conclusions from the population: scales, rules and models. A customer's referrals stand in other partitions, and a level of
// relationship goes by the margins of all, so what customers are worth needs a pass of its own before they are scored.
func (n *night) derive(cfg *Config, costs []analytics.Expense, worths *pass) error {
	fixed, err := cfg.fixedScale()
	if err != nil {
		return err
	}
	n.segments.derive(fixed)
	n.status.derive()
	n.retention.derive()
	n.forecast.derive(cfg.Parameters)
	n.satisfaction.derive(cfg.Survey.Parts, cfg.Survey.Levels, cfg.AlertBelow)
	n.complaints.derive(n.satisfaction.result.Scale, cfg.AlertBelow, cfg.Survey.Coding, n.segments, n.status)
	n.loyalty.derive(n.satisfaction.scale, n.status.rule)
	n.queue.derive(n.satisfaction.scale, cfg.AlertDays, worths)
	n.actions.derive(n.satisfaction.scale, cfg.AlertDays)
	n.scoring = &scoring{
		scope: n.scope, people: n.people, segments: n.segments, status: n.status, forecast: n.forecast, value: n.value, classes: n.classes,
		satisfaction: n.satisfaction, loyalty: n.loyalty, complaints: n.complaints,
	}
	n.value.derive(costs, len(cfg.Where) > 0, worths)
	n.classes.derive(cfg.CutPoints.Turnover, cfg.CutPoints.Profitability, worths)
	return nil
}

// score is the pass over the customers: everything that needs their scores, segments and forecasts; it writes the table customers.
func (n *night) score(ctx context.Context, ledger *analytics.Ledger, threads int, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of tables: %w", err)
	}
	var customers pass
	n.join(&customers)
	if err := n.scoring.walk(ctx, ledger, threads, &customers, dir); err != nil {
		return err
	}
	n.finish()
	return nil
}

// write writes tables, workbook, lists, pages and run.json, and says how much there is to worry about.
func (n *night) write(dir string) (warnings int, err error) {
	told := n.told()
	if err := writeTables(filepath.Join(dir, "tables"), told.tables); err != nil {
		return 0, err
	}
	n.clock.lap("tables")
	// The table customers is not in the workbook, for it may be too long.
	if err := writeWorkbook(filepath.Join(dir, "report.xlsx"), "tables/", told.tables, n.scoring.schema()); err != nil {
		return 0, err
	}
	n.clock.lap("workbook")
	if err := n.lists.write(filepath.Join(dir, "exports")); err != nil {
		return 0, err
	}
	report, concerns := n.topics.report(n.header, told.checks)
	if err := charts.Write(dir, report); err != nil {
		return 0, err
	}
	n.clock.lap("pages")
	if err := n.forecast.writeParameters(dir); err != nil {
		return 0, err
	}
	return len(concerns), n.runFile(n.header, told, concerns, n.past, n.clock.seconds).write(dir)
}
