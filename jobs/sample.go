package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"regulars/data/sample"
	"regulars/jobs/night"
)

// sampleCommand writes a shop that every other command can be tried on.
func sampleCommand(stdout, stderr io.Writer) *cli.Command {
	return command("sample", "write a realistic set of all input tables with a known truth", sampleFlags(), func(c *cli.Context) error {
		return writeSample(c, stdout, stderr)
	})
}

func sampleFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "customers", Value: 10_000, Usage: "`N` customers"},
		&cli.IntFlag{Name: "months", Value: 36, Usage: "`N` months"},
		&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "`N` that decides every chance; the same seed gives the same files"},
		&cli.StringFlag{Name: "out", Value: "sample", Usage: "`DIR` to make; an earlier sample there is replaced"},
	}
}

// sampleMemory makes the runtime collect garbage as it nears this many bytes, so that a large sample takes no more memory than a small one:
// what is in use at a time is less.
const sampleMemory = 96 << 20

// writeSample makes a sample and says what is in it.
func writeSample(c *cli.Context, stdout, stderr io.Writer) error {
	o := sample.Options{Customers: c.Int("customers"), Months: c.Int("months"), Seed: c.Uint64("seed"), Out: c.String("out")}
	if o.Customers < 1 || o.Months < 1 {
		return night.Usagef("--customers %d --months %d: give at least one of each", o.Customers, o.Months)
	}
	if err := o.Check(); err != nil {
		return night.Usagef("%w", err)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(sampleMemory)
	}
	bar := night.NewProgress(stderr, "making", "steps", 2*int64(o.Customers))
	o.Progress = func(done, _ int) { bar.Set(int64(done)) }
	made, err := sample.Write(c.Context, o)
	bar.Finish()
	if errors.Is(err, sample.ErrNotASample) {
		return night.Usagef("%w", err)
	}
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, table := range slices.Sorted(maps.Keys(made.Rows)) {
		fmt.Fprintf(w, "%d\t%s\t\n", made.Rows[table], table)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "The sample is in %s, its truth in %s/truth.\n", made.Out, made.Out)
	return err
}
