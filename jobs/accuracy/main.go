// Accuracy measures forecasts against what happened: on samples whose next year is known, and on public data beside lifetimes and naive forecasts.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/data"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("accuracy", flag.ContinueOnError)
	dir := flags.String("dir", filepath.Join(".cache", "accuracy"), "where samples and cuts are kept")
	python := flags.String("python", "", "a Python with lifetimes; without it public data are left out")
	script := flags.String("script", filepath.Join("jobs", "accuracy", "peers.py"), "what it runs")
	shared := flags.String("data", filepath.Join("..", "shared", "data"), "folder of the public data")
	seeds := flags.Int("seeds", 10, "samples; 0 leaves them out")
	customers := flags.Int("customers", 50_000, "customers of a sample")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *seeds > 0 {
		if err := samples(ctx, *dir, *seeds, *customers, os.Stdout); err != nil {
			return err
		}
	}
	if *python == "" {
		return nil
	}
	cuts := filepath.Join(*dir, "cuts")
	if err := writeCuts(ctx, *shared, cuts); err != nil {
		return err
	}
	peers := exec.CommandContext(ctx, *python, *script, cuts, filepath.Join(*shared, "donations", "donations.parquet"))
	peers.Stdout, peers.Stderr = os.Stdout, os.Stderr
	return peers.Run()
}

const threads = 2

// ledgerOf reads transactions.
func ledgerOf(ctx context.Context, spec data.Spec) (*analytics.Ledger, error) {
	ledger := analytics.NewLedger()
	var writers [threads]*analytics.Writer
	for i := range writers {
		writers[i] = ledger.Writer()
	}
	spec.Table, spec.Zone = "transactions", time.UTC
	if _, err := data.Read(ctx, spec, threads, func(worker int, batch arrow.Record) error { return writers[worker].Transactions(batch) }); err != nil {
		return nil, err
	}
	return ledger, ledger.Close()
}
