package main

import (
	"fmt"
	"io"

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
		log := logger(cfg, stderr)
		published, err := night.Run(c.Context, cfg.Config, log, reading(cfg, stderr))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(stdout, published); err != nil { // it is out all the same
			log.Warn("where the report is cannot be printed", "report", published, "why", err)
		}
		return nil
	})
}
