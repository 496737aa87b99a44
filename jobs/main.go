// Regulars tells a business which customers come back, why, and what they are worth. This package is the program around the job: commands,
// settings, exit codes, and the help topics (help/*.txt); the job is package jobs/night.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	_ "time/tzdata" // zones are known where the machine has no files of them
	"unicode"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"regulars/data"
	"regulars/jobs/night"
	"regulars/jobs/publish"
)

func main() {
	ctx, stop := untilSignal(context.Background())
	err := run(ctx, os.Args, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(printable{os.Stderr}, "regulars:", line(err))
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
	stdout = printable{stdout}
	app := &cli.App{
		Name: "regulars", Version: version, Usage: "which customers come back, why, and what they are worth", Description: topicList(),
		Writer: stdout, ErrWriter: stderr, HideHelpCommand: true, DisableSliceFlagSeparator: true,
		Flags:          []cli.Flag{cli.HelpFlag},
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   usageError,
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return night.Usagef("there is no command %q: the commands are run, check, customer, tables, sample and help", c.Args().First())
			}
			return cli.ShowAppHelp(c)
		},
		Commands: []*cli.Command{
			runCommand(stdout, stderr), checkCommand(stdout), customerCommand(stdout, stderr), tablesCommand(stdout), sampleCommand(stdout, stderr),
			helpCommand(stdout),
		},
	}
	err := app.RunContext(ctx, named(args))
	if cause := context.Cause(ctx); cause != nil && err != nil {
		return cause
	}
	return err
}

// exitCode is what the shell is told.
func exitCode(err error) int {
	var s signalled
	switch {
	case err == nil:
		return 0
	case errors.As(err, &s):
		return 128 + int(s.Signal.(syscall.Signal))
	case errors.Is(err, publish.ErrLocked):
		return 11
	case errors.Is(err, night.ErrGate):
		return 4
	case errors.Is(err, night.ErrUsage), errors.Is(err, data.ErrUsage), errors.Is(err, data.ErrEmpty):
		return 2
	default:
		return 1
	}
}

// line is an error as one line.
func line(err error) string {
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

// printable shows what a terminal would obey, such as the escape character in a file's name, as it is written in Go.
type printable struct{ io.Writer }

func (p printable) Write(b []byte) (int, error) {
	obeyed := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
	}
	if bytes.IndexFunc(b, obeyed) < 0 {
		return p.Writer.Write(b)
	}
	var shown []byte
	for _, r := range string(b) {
		if obeyed(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			shown = append(shown, quoted[1:len(quoted)-1]...)
		} else {
			shown = utf8.AppendRune(shown, r)
		}
	}
	_, err := p.Writer.Write(shown)
	return len(b), err
}
