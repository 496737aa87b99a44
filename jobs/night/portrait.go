package night

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"regulars/analytics"
	"regulars/charts"
	"regulars/charts/pages"
)

// PrintCustomer prints what is known of one customer, by an id that any source knows, and writes it as a page where a file is named.
func PrintCustomer(ctx context.Context, cfg Config, id, page string, log *slog.Logger, bar *Progress, stdout io.Writer) error {
	n, err := prepare(ctx, cfg, os.TempDir(), log, bar)
	if err != nil {
		return err
	}
	ledger := n.ledger
	defer ledger.Discard()
	if cfg.HashIDs {
		id = cfg.Contacts.hash(id)
	}
	if to, ok := n.people.found.Customer(analytics.TextKey(id)); ok {
		id = to
	}
	found, err := analytics.Scan(ctx, ledger, cfg.Threads, func() *portrait { return &portrait{topics: &n.topics, of: analytics.TextKey(id)} })
	if err != nil {
		return err
	}
	if found.page == nil {
		return Usagef("no table knows a customer %q as of %s: ids are as in the table customers", id, n.AsOf)
	}
	if page != "" {
		mode := os.FileMode(0o644)
		if cfg.Contacts.Clear {
			mode = 0o600
		}
		html, err := charts.Single(n.header, *found.page)
		if err != nil {
			return err
		}
		if err := os.WriteFile(page, html, mode); err != nil {
			return fmt.Errorf("--html: %w", err)
		}
	}
	return charts.Print(stdout, n.header, *found.page)
}

// portrait is an accumulator that looks for one customer.
type portrait struct {
	topics *topics
	of     analytics.Key
	page   *charts.Page
}

// Add makes the page when the customer comes by.
func (p *portrait) Add(c *analytics.Customer) {
	if c.Key == p.of {
		page := pages.Portrait(p.topics.portray(c))
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
func (t *topics) portray(c *analytics.Customer) pages.PortraitInput {
	known := c.Until(t.AsOf)
	var row customerRow
	t.scoring.score(&known, &row)
	in := pages.PortraitInput{
		Currency: t.currency, AsOf: t.AsOf, Horizon: t.Horizon, History: &known, Labels: t.Labels, Summary: row.summary,
		Forecast: row.forecast, Forecasts: t.forecast.usable(), Clear: t.people.contacts.Clear,
	}
	if t.people.found != nil {
		in.Golden, in.Accounts = t.people.found.Person(c.Key.String())
	}
	if row.Occasions == 0 {
		return in
	}
	names := t.segments.names()
	in.Score, in.Segment, in.Previous = row.scores, names[row.Segment], names[row.Previous]
	in.ABCD, in.Worth, in.Stage, in.Loyalty = row.class.Class, row.class.Worth, t.classes.stage(&known), row.Loyalty
	in.Standing, in.Level, in.Next, in.Usual = row.standing, row.class.Level, row.Next, row.Usual
	in.Leaving = in.Forecasts && t.forecast.models.Chosen.ShowsLeaving()
	in.Active = t.forecast.activeOver(&known)
	if !t.people.found.Refuses(c.Key) {
		in.ToDo = t.queue.proposal(&known, &row)
	}
	return in
}
