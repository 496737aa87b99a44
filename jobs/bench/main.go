// Bench times the program against DuckDB and Polars, and its fits against lifetimes: the same files, the same threads, in turn, results compared.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 3 && args[0] == "summary" { // what a round of ours runs
		threads, err := strconv.Atoi(args[2])
		if err != nil {
			return err
		}
		return summarize(ctx, args[1], threads, os.Stdout)
	}
	if len(args) == 2 && args[0] == "fits" { // likewise
		return fitAll(args[1], os.Stdout)
	}
	var p plan
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&p.program, "program", "bin/regulars", "the program")
	flags.StringVar(&p.python, "python", "", "a Python with DuckDB, Polars and lifetimes")
	flags.StringVar(&p.dir, "dir", filepath.Join(".cache", "bench"), "where the data are kept")
	flags.IntVar(&p.rounds, "rounds", 5, "rounds, of which the median counts")
	flags.IntVar(&p.lines, "lines", 20_000_000, "lines of the main comparison; a tenth as many customers; 0 leaves all but the fits out")
	flags.IntVar(&p.most, "most", 100_000_000, "lines of the largest file set for growth; 0 leaves growth out")
	flags.IntVar(&p.customers, "customers", 1_000_000, "customers that models are fitted to; 0 leaves the fits out")
	if err := flags.Parse(args); err != nil {
		return err
	}
	return p.run(ctx, os.Stdout)
}
