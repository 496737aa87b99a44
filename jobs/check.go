package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"text/tabwriter"

	"regulars/analytics"
	"regulars/charts"
	"regulars/data"
)

// checkInputs reads all inputs and says what was recognised, mapped and refused, and why. It fails as a run would.
func checkInputs(ctx context.Context, cfg Config, out io.Writer) error {
	reports, _, err := read(ctx, cfg, nil, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range reports {
		describe(w, r)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := cfg.usable(reports); err != nil {
		return err
	}
	g, err := cfg.MaxBadRows.check(reports)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "The quality gate lets the data through: at most %d of %d allowed bad rows (%s).\n", g.Rows, g.Allowed, cmp.Or(g.Table, "none"))
	return err
}

func describe(w io.Writer, r *data.Report) {
	fmt.Fprintf(w, "%s: %s, %d rows read, %d usable, %d filtered out\n", r.Table, charts.Plural(len(r.Files), "file", "files", "").EN, r.Read, r.Kept, r.Filtered)
	if !r.First.IsZero() {
		fmt.Fprintf(w, "  dates from %s to %s\n", r.First.Format("2006-01-02"), r.Last.Format("2006-01-02"))
	}
	for _, c := range r.Columns {
		fmt.Fprintf(w, "  %s\t= %s\t%s\t(%s)\n", c.Canonical, c.Source, c.Type, c.How)
	}
	for _, c := range r.Unmapped {
		fmt.Fprintf(w, "  -\t= %s\t\t(not used)\n", c)
	}
	for reason, refused := range sorted(r.Refused) {
		held := "held against the quality gate"
		if !counted(reason) {
			held = "not held against the quality gate"
		}
		fmt.Fprintf(w, "  refused\t%s\t%d rows\t%s; %s; first at %s\n", reason, refused.Rows, amountOf(reason, refused), held, refused.First)
	}
	for column, n := range sorted(r.Blanked) {
		fmt.Fprintf(w, "  blanked\t%s\t%d values\tcannot be used and count as not given\n", column, n)
	}
	fmt.Fprintln(w)
}

// amountOf says how much money is on refused rows.
func amountOf(reason string, refused data.Refusal) string {
	if reason == "after_as_of" {
		return "amounts not summed"
	}
	return fmt.Sprintf("amount %.2f", analytics.Money(refused.Amount).Units())
}
