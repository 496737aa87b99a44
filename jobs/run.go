package main

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/urfave/cli/v2"

	"regulars/jobs/night"
)

// runCommand is the nightly job; it prints where the report is.
func runCommand(stdout, stderr io.Writer) *cli.Command {
	return command("run", "the nightly job: read, compute, write pages and tables, publish", flags(), func(c *cli.Context) error {
		cfg, err := configOf(c)
		if err != nil {
			return err
		}
		published, err := night.Run(c.Context, cfg.Config, logger(cfg, stderr), reading(cfg, stderr))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(stdout, published)
		return err
	})
}

func logger(cfg Config, stderr io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if cfg.Quiet {
		options.Level = slog.LevelWarn
	}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(stderr, options))
	}
	return slog.New(slog.NewTextHandler(stderr, options))
}

// reading is the progress of reading the inputs.
func reading(cfg Config, w io.Writer) *night.Progress {
	if cfg.Quiet {
		return nil
	}
	return night.NewProgress(w, "reading", "rows", -1)
}
