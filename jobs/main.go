// Regulars tells a business which customers come back, why, and what they are worth.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"regulars/data"
)

// version is set by the build.
var version = "dev"

func main() {
	ctx, stop := untilSignal(context.Background())
	err := run(ctx, os.Args, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "regulars:", line(err))
	}
	os.Exit(exitCode(err))
}

// signalled is why the context ended.
type signalled struct{ os.Signal }

func (s signalled) Error() string { return s.String() + ": the last report is as it was" }

// untilSignal is a context that ends with the first interrupt or request to terminate; the second one kills.
func untilSignal(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			cancel(signalled{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	app := &cli.App{
		Name: "regulars", Version: version, Usage: "which customers come back, why, and what they are worth",
		Writer: stdout, ErrWriter: stderr, HideHelpCommand: true, DisableSliceFlagSeparator: true,
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   usageError,
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return usagef("there is no command %q: the commands are run, check, customer and sample", c.Args().First())
			}
			return cli.ShowAppHelp(c)
		},
		Commands: []*cli.Command{
			command("run", "the nightly job: read, compute, write pages and tables, publish", flags(), func(c *cli.Context) error {
				cfg, err := configOf(c)
				if err != nil {
					return err
				}
				published, err := nightly(c.Context, cfg, logger(cfg, stderr), reading(cfg, stderr))
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(stdout, published)
				return err
			}),
			command("check", "read the inputs and say what was recognised, mapped, refused and why; writes nothing", flags(), func(c *cli.Context) error {
				cfg, err := configOf(c)
				if err != nil {
					return err
				}
				return checkInputs(c.Context, cfg, stdout)
			}),
			customerCommand(stdout, stderr),
			command("sample", "write a realistic set of all input tables with a known truth", sampleFlags(), func(c *cli.Context) error {
				return writeSample(c, stdout, stderr)
			}),
		},
	}
	err := app.RunContext(ctx, withID(args))
	if cause := context.Cause(ctx); cause != nil && err != nil {
		return cause
	}
	return err
}

// command is a subcommand that takes flags only.
func command(name, usage string, flags []cli.Flag, action cli.ActionFunc) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, Flags: flags, HideHelpCommand: true, OnUsageError: usageError,
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return usagef("%q is not a flag: %s takes flags only, so quote patterns and repeat the flag for several files", c.Args().First(), name)
			}
			return action(c)
		},
	}
}

// customerCommand takes the id of a customer, before the flags or behind them.
func customerCommand(stdout, stderr io.Writer) *cli.Command {
	more := []cli.Flag{
		&cli.StringFlag{Name: "id", Usage: "`ID` of the customer, as any source knows it; it can be given without the flag, as the first argument"},
		&cli.StringFlag{Name: "html", Usage: "`FILE` to write it into as a page that stands alone"},
	}
	return command("customer", "print one customer's history, scores, forecasts and reasons: regulars customer ID", append(flags(), more...), func(c *cli.Context) error {
		if c.String("id") == "" {
			return usagef("which customer? Write regulars customer ID, with the same flags as run")
		}
		cfg, err := configOf(c)
		if err != nil {
			return err
		}
		cfg.Quiet = true
		return aboutCustomer(c.Context, cfg, c.String("id"), c.String("html"), logger(cfg, stderr), reading(cfg, stderr), stdout)
	})
}

// withID names the id of regulars customer ID, since arguments would end the flags.
func withID(args []string) []string {
	if len(args) > 2 && args[1] == "customer" && !strings.HasPrefix(args[2], "-") {
		return slices.Concat(args[:2], []string{"--id=" + args[2]}, args[3:])
	}
	return args
}

func usageError(c *cli.Context, err error, _ bool) error {
	if c.Command != nil && c.Command.Name != c.App.Name && c.Command.Name != "" {
		return usagef("%w: see regulars %s --help", err, c.Command.Name)
	}
	return usagef("%w: see regulars --help", err)
}

// errUsage marks what the user has to say differently.
var errUsage = errors.New("usage")

type usage struct{ error }

func (usage) Is(target error) bool { return target == errUsage }

func (u usage) Unwrap() error { return u.error }

func usagef(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// exitCode is what the shell is told.
func exitCode(err error) int {
	var s signalled
	switch {
	case err == nil:
		return 0
	case errors.As(err, &s):
		return 128 + int(s.Signal.(syscall.Signal))
	case errors.Is(err, errLocked):
		return 11
	case errors.Is(err, errGate):
		return 4
	case errors.Is(err, errUsage), errors.Is(err, data.ErrUsage), errors.Is(err, data.ErrEmpty):
		return 2
	default:
		return 1
	}
}

// line is an error as one line.
func line(err error) string {
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
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
