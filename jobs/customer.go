package main

import (
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"regulars/jobs/night"
)

// customerCommand takes the id of a customer, before the flags or behind them.
func customerCommand(stdout, stderr io.Writer) *cli.Command {
	more := []cli.Flag{
		&cli.StringFlag{Name: "id", Usage: "`ID` of the customer, as any source knows it; it can be given without the flag, as the first argument"},
		&cli.StringFlag{Name: "html", Usage: "`FILE` to write it into as a page that stands alone"},
	}
	return command("customer", "print one customer's history, scores, forecasts and reasons: regulars customer ID", append(flags(), more...), func(c *cli.Context) error {
		if c.String("id") == "" {
			return night.Usagef("which customer? Write regulars customer ID, with the same flags as run")
		}
		cfg, err := configOf(c)
		if err != nil {
			return err
		}
		cfg.Quiet = true
		return night.PrintCustomer(c.Context, cfg.Config, c.String("id"), c.String("html"), logger(cfg, stderr), reading(cfg, stderr), stdout)
	})
}

// withID names the id of regulars customer ID, since arguments would end the flags.
func withID(args []string) []string {
	if len(args) > 2 && args[1] == "customer" && !strings.HasPrefix(args[2], "-") {
		return slices.Concat(args[:2], []string{"--id=" + args[2]}, args[3:])
	}
	return args
}
