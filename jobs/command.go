package main

import (
	"io"
	"log/slog"

	"github.com/urfave/cli/v2"

	"regulars/jobs/night"
)

// command is a subcommand that takes flags only.
func command(name, usage string, flags []cli.Flag, action cli.ActionFunc) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, Flags: flags, HideHelpCommand: true, OnUsageError: usageError,
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return night.Usagef("%q is not a flag: %s takes flags only, so quote patterns and repeat the flag for several files", c.Args().First(), name)
			}
			return action(c)
		},
	}
}

func usageError(c *cli.Context, err error, _ bool) error {
	if c.Command != nil && c.Command.Name != c.App.Name && c.Command.Name != "" {
		return night.Usagef("%w: see regulars %s --help", err, c.Command.Name)
	}
	return night.Usagef("%w: see regulars --help", err)
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
