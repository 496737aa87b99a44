package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"regulars/analytics"
	"regulars/charts"
	"regulars/data"
	"regulars/jobs/night"
)

// checkCommand reads all inputs and says what was recognised, mapped and refused, and why. It fails as a run would.
func checkCommand(stdout io.Writer) *cli.Command {
	list := append(flags(), &cli.StringFlag{Name: "write-config", Usage: "`FILE` to write for run --config, with all that was recognised and said, commented; there must be none yet"})
	return command("check", "read the inputs and say what was recognised, mapped, refused and why; writes nothing but the file of --write-config", list, func(c *cli.Context) error {
		cfg, err := configOf(c)
		if err != nil {
			return err
		}
		path := c.String("write-config")
		if err := unwritten(path); err != nil {
			return err
		}
		return checkInputs(c.Context, &cfg, stdout, path)
	})
}

// checkInputs checks, and writes a config file where one is wanted, though the quality gate may refuse the data: what mends them can be said in it.
func checkInputs(ctx context.Context, cfg *Config, out io.Writer, configFile string) error {
	how := cfg.HowToRead()
	reports, notes, err := night.Check(ctx, &how, cfg.Out)
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
	for _, n := range notes {
		if _, err := fmt.Fprintf(out, "Look at this: %s\n", n.EN); err != nil {
			return err
		}
	}
	if configFile != "" {
		if err := writeConfig(configFile, cfg, &how, reports); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "All this is in %s: regulars run --config %[1]s\n", configFile); err != nil {
			return err
		}
	}
	g, err := night.Judge(reports, &cfg.Config)
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
	for _, reason := range slices.Sorted(maps.Keys(r.Refused)) {
		refused := r.Refused[reason]
		held := "held against the quality gate"
		if !night.Counted(reason) {
			held = "not held against the quality gate"
		}
		fmt.Fprintf(w, "  refused\t%s\t%d rows\t%s; %s; first at %s\n", reason, refused.Rows, amountOf(reason, refused), held, refused.First)
		if advice := night.Advice(r, reason); advice != "" {
			fmt.Fprintf(w, "    %s\n", advice)
		}
	}
	for _, column := range slices.Sorted(maps.Keys(r.Words)) {
		describeWords(w, column, r.Words[column])
	}
	for _, column := range slices.Sorted(maps.Keys(r.Blanked)) {
		fmt.Fprintf(w, "  blanked\t%s\t%d values\tcannot be used and count as not given\n", column, r.Blanked[column])
	}
	fmt.Fprintln(w)
}

// describeWords lists the values of a closed column, and what each is taken as.
func describeWords(w io.Writer, column string, words map[string]data.Word) {
	const most = 50
	values := slices.SortedFunc(maps.Keys(words), func(a, b string) int {
		return cmp.Or(cmp.Compare(words[b].Rows, words[a].Rows), cmp.Compare(a, b))
	})
	for _, v := range values[:min(len(values), most)] {
		taken := "taken as " + words[v].Taken
		if words[v].Taken == "" {
			taken = "not known"
		}
		fmt.Fprintf(w, "  value\t%s\t%q\t%d rows\t%s\n", column, v, words[v].Rows, taken)
	}
	if more := len(values) - most; more > 0 {
		fmt.Fprintf(w, "  value\t%s\t%d others\n", column, more)
	}
}

// amountOf says how much money is on refused rows.
func amountOf(reason string, refused data.Refusal) string {
	if reason == "after_as_of" {
		return "amounts not summed"
	}
	return fmt.Sprintf("amount %.2f", analytics.Money(refused.Amount).Units())
}
