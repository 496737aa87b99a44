// Sameas runs the program as it is and as it was at another commit on the same files, and says in what the reports differ: in the values of
// tables, the text of pages, or run.json without version, id and times. Differences that accepted.yaml names, each with its reason, are
// accepted; any other fails.
//
//	sameas -ref COMMIT [-customers N] [-shared DIR] [-dir DIR]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"

	"regulars/jobs/olist"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sameas:", err)
		os.Exit(1)
	}
}

var errDiffers = errors.New("there are differences that accepted.yaml does not name")

func run(ctx context.Context, args []string, out io.Writer) error {
	var c comparison
	flags := flag.NewFlagSet("sameas", flag.ContinueOnError)
	flags.StringVar(&c.ref, "ref", "", "the commit to compare with")
	flags.IntVar(&c.customers, "customers", 5000, "customers of the sample")
	flags.StringVar(&c.shared, "shared", filepath.Join("..", "shared", "data"), "where the public sets are")
	flags.StringVar(&c.dir, "dir", filepath.Join(".cache", "sameas"), "where programs, inputs and reports are kept")
	flags.BoolVar(&c.again, "again", false, "compare the reports of the last time")
	most := flags.Int("show", 20, "differences to show of each set")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if c.ref == "" || flags.NArg() > 0 {
		return errors.New("say which commit: make same-as REF=COMMIT")
	}
	rules, err := readRules(filepath.Join("jobs", "sameas", "accepted.yaml"))
	if err != nil {
		return err
	}
	if c.dir, err = filepath.Abs(c.dir); err != nil {
		return err
	}
	if !c.again {
		if err := c.build(ctx); err != nil {
			return err
		}
	}
	sets, err := c.sets(ctx, out)
	if err != nil {
		return err
	}
	failed := false
	for _, s := range sets {
		found, err := c.compare(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		failed = report(out, s.name, rules, found, *most) || failed
	}
	rules.explain(out)
	if failed {
		return errDiffers
	}
	fmt.Fprintf(out, "the same as %s\n", c.ref)
	return nil
}

// comparison is what is compared, and where.
type comparison struct {
	ref, shared, dir string
	customers        int
	again            bool
}

func (c *comparison) program(which string) string { return filepath.Join(c.dir, "regulars-"+which) }

// which are the two programs.
var which = [2]string{"was", "now"}

// build builds the program as it was, in a tree of its own, and as it is.
func (c *comparison) build(ctx context.Context) (err error) {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return err
	}
	tree, err := os.MkdirTemp(c.dir, "tree-")
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, command(ctx, "", "git", "worktree", "remove", "--force", tree), os.RemoveAll(tree))
	}()
	return errors.Join(
		command(ctx, "", "git", "worktree", "add", "--detach", "--force", tree, c.ref),
		command(ctx, tree, "go", "build", "-ldflags", "-X main.version=sameas-was", "-o", c.program("was"), "./jobs"),
		command(ctx, "", "go", "build", "-ldflags", "-X main.version=sameas-now", "-o", c.program("now"), "./jobs"))
}

// command runs a program; what it printed is in the error.
func command(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	if printed, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, printed)
	}
	return nil
}

// set is some input, and how the program is run on it.
type set struct {
	name string
	args []string
}

// sets are those that are there; the others are named.
func (c *comparison) sets(ctx context.Context, out io.Writer) (list []set, err error) {
	sample := filepath.Join(c.dir, "sample")
	if err := command(ctx, "", c.program("now"), "sample", "--customers", strconv.Itoa(c.customers), "--out", sample); err != nil {
		return nil, err
	}
	all := []string{"--transactions", filepath.Join(sample, "transactions"), "--currency", "EUR", "--phone-region", "FR", "--dots-ignored", "example.com"}
	for _, table := range []string{"surveys", "complaints", "referrals", "identities", "costs", "wallet", "employees"} {
		all = append(all, "--"+table, filepath.Join(sample, table+".parquet"))
	}
	list = append(list, set{"sample", all})
	at := func(path string) string { return filepath.Join(c.shared, path) }
	for _, s := range []set{
		{"online_retail", []string{"--transactions", at("online_retail_by_month"), "--map", "transactions.amount=quantity*unit_price"}},
		{"cdnow", []string{"--transactions", at("cdnow/cdnow_sample.parquet"), "--map", "transactions.customer_id=sampleid"}},
	} {
		if _, err := os.Stat(s.args[1]); err != nil {
			fmt.Fprintf(out, "%s: left out, for there is no %s\n", s.name, s.args[1])
			continue
		}
		list = append(list, s)
	}
	from, joined := at("olist_sample_5000"), filepath.Join(c.dir, "olist")
	if _, err := os.Stat(from); err != nil {
		fmt.Fprintf(out, "olist: left out, for there is no %s\n", from)
		return list, nil
	}
	if err := os.MkdirAll(joined, 0o755); err != nil {
		return nil, err
	}
	if _, err := olist.Join(from, joined); err != nil {
		return nil, err
	}
	return append(list, set{"olist", []string{
		"--transactions", filepath.Join(joined, "lines.parquet"), "--map", "transactions.customer_id=customer_unique_id", "--map", "transactions.amount=price",
		"--surveys", filepath.Join(joined, "reviews.parquet"), "--map", "surveys.customer_id=customer_unique_id", "--map", "surveys.answered_at=review_creation_date",
		"--map", "surveys.experience=review_score", "--survey-scale", "1-5", "--currency", "BRL"}}), nil
}

// compare runs both programs on a set and gives what differs.
func (c *comparison) compare(ctx context.Context, s set) ([]difference, error) {
	var reports [2]string
	for i, program := range which {
		out := filepath.Join(c.dir, s.name+"-"+program)
		reports[i] = filepath.Join(out, "latest")
		if c.again {
			continue
		}
		if err := os.RemoveAll(out); err != nil {
			return nil, err
		}
		if err := command(ctx, "", c.program(program), append([]string{"run", "--quiet", "--out", out}, s.args...)...); err != nil {
			return nil, err
		}
	}
	var all []difference
	for _, part := range []func(was, now string) ([]difference, error){compareTables, comparePages, compareRuns} {
		found, err := part(reports[0], reports[1])
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
