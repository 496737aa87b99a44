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

// named gives the first argument of customer and tables the flag it stands for, since arguments would end the flags.
func named(args []string) []string {
	flag := map[string]string{"customer": "--id=", "tables": "--name="}
	if len(args) > 2 && flag[args[1]] != "" && !strings.HasPrefix(args[2], "-") {
		return slices.Concat(args[:2], []string{flag[args[1]] + args[2]}, args[3:])
	}
	return args
}
