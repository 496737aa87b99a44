package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// peers is the program that runs DuckDB, Polars and lifetimes and makes the data.
//
//go:embed peer.py
var peers []byte

const threads = "2"

// plan is what is to be compared.
type plan struct {
	program, python, dir string
	rounds, lines, most  int
	customers            int // that models are fitted to

	script string
	out    io.Writer
}

// contender is a way of doing one task.
type contender struct {
	name    string
	command []string
}

func (p *plan) run(ctx context.Context, out io.Writer) error {
	p.out = out
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return err
	}
	p.script = filepath.Join(p.dir, "peer.py")
	if err := os.WriteFile(p.script, peers, 0o644); err != nil {
		return err
	}
	if err := p.about(ctx); err != nil {
		return err
	}
	if p.customers > 0 {
		if err := p.fits(ctx); err != nil {
			return err
		}
	}
	if p.lines == 0 {
		return nil
	}
	for _, ids := range []string{"int", "text", "uuid"} {
		if err := p.compare(ctx, ids); err != nil {
			return err
		}
	}
	if err := p.nights(ctx); err != nil {
		return err
	}
	if p.most == 0 {
		return nil
	}
	return p.growth(ctx)
}

// about prints the machine and the versions.
func (p *plan) about(ctx context.Context) error {
	versions, _, err := measure(ctx, p.python, "-c", "import duckdb, polars, lifetimes; print('DuckDB', duckdb.__version__, 'Polars', polars.__version__, 'lifetimes', lifetimes.__version__)")
	if err != nil {
		return err
	}
	version, _, err := measure(ctx, p.program, "--version")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s, %s, %s, %s/%s, %d processors, %s threads each; medians of %d rounds\n\nwall s / CPU s / peak GB of the whole process\n",
		strings.TrimSpace(string(version)), strings.TrimSpace(string(versions)), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), threads, p.rounds)
	return err
}

// data is a folder with so many lines, made if it is not there.
func (p *plan) data(ctx context.Context, lines int, ids string) (string, error) {
	dir := filepath.Join(p.dir, fmt.Sprintf("%d-%s", lines, ids))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	making := dir + ".making"
	if err := os.RemoveAll(making); err != nil {
		return "", err
	}
	files := max(1, lines/1_250_000)
	if _, _, err := measure(ctx, p.python, p.script, "generate", making, fmt.Sprint(lines), fmt.Sprint(lines/10), fmt.Sprint(files), ids); err != nil {
		return "", err
	}
	return dir, os.Rename(making, dir)
}

// compare times the summary by each engine, and our whole night, on the same files.
func (p *plan) compare(ctx context.Context, ids string) error {
	dir, err := p.data(ctx, p.lines, ids)
	if err != nil {
		return err
	}
	us, err := self()
	if err != nil {
		return err
	}
	engines := []contender{
		{"regulars", []string{us, "summary", dir, threads}},
		{"DuckDB", []string{p.python, p.script, "duckdb", dir, threads}},
		{"Polars", []string{p.python, p.script, "polars", dir, threads}},
		{"regulars, the whole night", p.night(dir, threads, filepath.Join(p.dir, "out"))},
	}
	costs, err := p.inTurn(ctx, engines, 3)
	if err != nil {
		return err
	}
	better := costs[1]
	if costs[2].cpu < better.cpu {
		better = costs[2]
	}
	if _, err := fmt.Fprintf(p.out, "\n%d lines, %s ids: summary per customer and cohort matrix\n", p.lines, ids); err != nil {
		return err
	}
	for i, e := range engines {
		if _, err := fmt.Fprintf(p.out, "| %-28s | %s | the better peer takes %s times as much |\n", e.name, costs[i], better.over(costs[i])); err != nil {
			return err
		}
	}
	return nil
}

// nights times a night that reads everything against one that knows all but a hundredth of the lines.
func (p *plan) nights(ctx context.Context) error {
	old, err := p.data(ctx, p.lines, "int")
	if err != nil {
		return err
	}
	fresh, err := p.data(ctx, p.lines/100, "int")
	if err != nil {
		return err
	}
	known, state, out := filepath.Join(p.dir, "state-known"), filepath.Join(p.dir, "state"), filepath.Join(p.dir, "out")
	if err := os.RemoveAll(known); err != nil {
		return err
	}
	before := append(p.night(old, threads, out), "--state", known)
	if _, _, err := measure(ctx, before[0], before[1:]...); err != nil {
		return err
	}
	full := append(p.night(old, threads, out), "--transactions", fresh)
	list := []contender{{"all lines read", full}, {"a hundredth read", append(slices.Clone(full), "--state", state)}}
	took, read := make([][]cost, len(list)), make([][]float64, len(list))
	for range p.rounds {
		for i, c := range list {
			if err := errors.Join(os.RemoveAll(state), os.CopyFS(state, os.DirFS(known))); err != nil {
				return err
			}
			_, once, err := measure(ctx, c.command[0], c.command[1:]...)
			if err != nil {
				return err
			}
			seconds, err := readingSeconds(filepath.Join(out, "latest", "run.json"))
			if err != nil {
				return err
			}
			took[i], read[i] = append(took[i], once), append(read[i], seconds)
		}
	}
	if _, err := fmt.Fprintf(p.out, "\nNights with %d new lines after %d, int ids\n", p.lines/100, p.lines); err != nil {
		return err
	}
	for i, c := range list {
		slices.Sort(read[i])
		if _, err := fmt.Fprintf(p.out, "| %-16s | %s | of which reading %.2f s wall |\n", c.name, median(took[i]), read[i][len(read[i])/2]); err != nil {
			return err
		}
	}
	return nil
}

// readingSeconds is how long a run took to read its inputs.
func readingSeconds(path string) (float64, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var run struct{ Seconds map[string]float64 }
	err = json.Unmarshal(b, &run)
	return run.Seconds["read"], err
}

func (p *plan) night(dir, threads, out string) []string {
	return []string{p.program, "run", "--quiet", "--transactions", dir, "--threads", threads, "--out", out, "--keep", "1"}
}

// inTurn runs the contenders in turn, round by round, and gives the median of each. The first few must agree.
func (p *plan) inTurn(ctx context.Context, list []contender, agree int) ([]cost, error) {
	all := make([][]cost, len(list))
	for range p.rounds {
		var first []byte
		for i, c := range list {
			out, took, err := measure(ctx, c.command[0], c.command[1:]...)
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], took)
			if i == 0 {
				first = out
			} else if i < agree {
				if err := same(bytes.TrimSpace(first), bytes.TrimSpace(out)); err != nil {
					return nil, fmt.Errorf("%s and %s: %w", list[0].name, c.name, err)
				}
			}
		}
	}
	medians := make([]cost, len(list))
	for i := range all {
		medians[i] = median(all[i])
	}
	return medians, nil
}

// growth times our summary from a million lines up, on one thread and two.
func (p *plan) growth(ctx context.Context) error {
	us, err := self()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(p.out, "\nGrowth, int ids: summary per customer and cohort matrix\n"); err != nil {
		return err
	}
	for lines := 1_000_000; lines <= p.most; lines *= 10 {
		dir, err := p.data(ctx, lines, "int")
		if err != nil {
			return err
		}
		costs, err := p.inTurn(ctx, []contender{
			{"one thread", []string{us, "summary", dir, "1"}}, {"two threads", []string{us, "summary", dir, "2"}},
		}, 2)
		if err != nil {
			return err
		}
		perLine := func(c cost) float64 { return float64(c.cpu/time.Nanosecond) / float64(lines) }
		if _, err := fmt.Fprintf(p.out, "| %d lines | 1 thread %s, %.0f ns CPU a line | 2 threads %s, %.0f ns CPU a line |\n",
			lines, costs[0], perLine(costs[0]), costs[1], perLine(costs[1])); err != nil {
			return err
		}
	}
	return nil
}
