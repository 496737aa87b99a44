package night

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"regulars/analytics"
	"regulars/analytics/recovery"
	"regulars/charts"
	"regulars/charts/pages"
)

// PrintCustomer prints what is known of one customer, by an id that any source knows, and writes it as a page where a file is named.
func PrintCustomer(ctx context.Context, cfg Config, id, page string, log *slog.Logger, bar *Progress, stdout io.Writer) error {
	ledger := analytics.NewLedger()
	defer ledger.Discard()
	r, err := prepare(ctx, cfg, ledger, log, bar)
	if err != nil {
		return err
	}
	if to, ok := r.people.Customer(analytics.TextKey(id)); ok {
		id = to
	}
	found, err := analytics.Scan(ctx, ledger, cfg.Threads, func() *portrait { return &portrait{r: r, of: analytics.TextKey(id)} })
	if err != nil {
		return err
	}
	if found.page == nil {
		return Usagef("no table knows a customer %q as of %s: ids are as in the table customers", id, r.question.AsOf)
	}
	if page != "" {
		mode := os.FileMode(0o644)
		if cfg.Contacts.Clear {
			mode = 0o600
		}
		html, err := charts.Single(r.header(charts.Badge{}), *found.page)
		if err != nil {
			return err
		}
		if err := os.WriteFile(page, html, mode); err != nil {
			return fmt.Errorf("--html: %w", err)
		}
	}
	return charts.Print(stdout, r.header(charts.Badge{}), *found.page)
}

// portrait is an accumulator that looks for one customer.
type portrait struct {
	r    *results
	of   analytics.Key
	page *charts.Page
}

// Add makes the page when the customer comes by.
func (p *portrait) Add(c *analytics.Customer) {
	if c.Key == p.of {
		page := pages.Portrait(p.r.portray(c))
		p.page = &page
	}
}

// Merge keeps what either has found.
func (p *portrait) Merge(o *portrait) {
	if o.page != nil {
		p.page = o.page
	}
}

// portray is what the page of a customer is made of.
func (r *results) portray(c *analytics.Customer) pages.PortraitInput {
	f, q := r.findings, r.question
	known := c.Until(q.AsOf)
	var row customerRow
	f.score(&known, &row)
	in := pages.PortraitInput{
		Currency: charts.Currency(r.cfg.Currency), AsOf: q.AsOf, Horizon: q.Horizon, History: &known, Labels: q.Labels, Summary: row.summary,
		Forecast: row.forecast, Forecasts: f.models.Chosen != nil, Clear: r.cfg.Contacts.Clear,
	}
	if r.people != nil {
		in.Golden, in.Accounts = r.people.Person(c.Key.String())
	}
	if row.Occasions == 0 {
		return in
	}
	names := f.segmentNames()
	s := f.segments.Segment(row.now)
	in.Score, in.Segment, in.Previous, in.Action = row.scores, names[row.Segment], names[row.Previous], charts.Text{EN: s.Action, ZH: s.ActionZH}
	in.ABCD, in.Worth, in.Stage, in.Loyalty = row.class.Class, row.class.Worth, f.stages.Of(&known), row.Loyalty
	in.ActiveUntil, in.OwnRhythm = f.rule.Until(&known, q.AsOf)
	in.Leaving = in.Forecasts && f.models.Chosen.ShowsLeaving()
	if !r.people.Refuses(c.Key) {
		calls := recovery.NewCalls(q.AsOf, 1, f.reasons())
		if calls.Consider(&known, row.prospect()); len(calls.List) > 0 {
			in.Call = &calls.List[0]
		}
	}
	return in
}
