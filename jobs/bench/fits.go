package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/parquet-go/parquet-go"

	"regulars/analytics/lifetime"
)

// fitted is what a fit found and took; its parameters are in days.
type fitted struct {
	Parameters map[string]float64 `json:"parameters"`
	CPU        float64            `json:"cpu"` // seconds
	Wall       float64            `json:"wall"`
}

// history is a customer of the file that both fit.
type history struct {
	X    int32   `parquet:"x"`
	TX   int32   `parquet:"t_x"`
	T    int32   `parquet:"t"`
	Mean float64 `parquet:"mean"` // spend per repeat purchase, 0 without one
}

// fitAll fits all models to the customers of a file; the time to read it does not count, that to find equal histories does.
func fitAll(file string, stdout io.Writer) error {
	customers, err := parquet.ReadFile[history](file)
	if err != nil {
		return err
	}
	all := map[string]fitted{}
	for name, fit := range map[string]func([]lifetime.Pattern) lifetime.PurchaseFit{
		lifetime.BGNBDName: lifetime.FitBGNBD, lifetime.MBGNBDName: lifetime.FitMBGNBD, lifetime.ParetoNBDName: lifetime.FitParetoNBD,
	} {
		all[name] = timed(func() lifetime.Fit { return fit(patterns(customers)).Fit })
	}
	all[lifetime.GammaGammaName] = timed(func() lifetime.Fit { return lifetime.FitGammaGamma(spenders(customers)).Fit })
	return json.NewEncoder(stdout).Encode(all)
}

func timed(fit func() lifetime.Fit) fitted {
	start, before := time.Now(), used()
	f := fit()
	r := fitted{Parameters: map[string]float64{}, CPU: (used() - before).Seconds(), Wall: time.Since(start).Seconds()}
	for _, p := range f.Parameters {
		r.Parameters[p.Name] = p.Value
	}
	return r
}

// used is the CPU time of the process so far.
func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func patterns(customers []history) []lifetime.Pattern {
	counts := map[history]int{}
	for _, c := range customers {
		c.Mean = 0
		counts[c]++
	}
	list := make([]lifetime.Pattern, 0, len(counts))
	for h, n := range counts {
		list = append(list, lifetime.Pattern{X: int(h.X), TX: float64(h.TX), T: float64(h.T), Customers: n})
	}
	slices.SortFunc(list, func(a, b lifetime.Pattern) int { // as the program has them
		return slices.Compare([]float64{float64(a.X), a.TX, a.T}, []float64{float64(b.X), b.TX, b.T})
	})
	return list
}

func spenders(customers []history) (list []lifetime.Spender) {
	for _, c := range customers {
		if c.X > 0 {
			list = append(list, lifetime.Spender{X: int(c.X), Mean: c.Mean, Customers: 1})
		}
	}
	return list
}

// fits compares our fits with those of lifetimes on the same customers, in turn.
func (p *plan) fits(ctx context.Context) error {
	file := filepath.Join(p.dir, fmt.Sprintf("customers-%d.parquet", p.customers))
	if _, err := os.Stat(file); err != nil {
		if _, _, err := measure(ctx, p.python, p.script, "customers", file, fmt.Sprint(p.customers)); err != nil {
			return err
		}
	}
	us, err := self()
	if err != nil {
		return err
	}
	var ours, theirs []map[string]fitted
	for range min(p.rounds, 3) { // lifetimes takes minutes a round
		for _, c := range []struct {
			command []string
			into    *[]map[string]fitted
		}{{[]string{us, "fits", file}, &ours}, {[]string{p.python, p.script, "lifetimes", file}, &theirs}} {
			out, _, err := measure(ctx, c.command[0], c.command[1:]...)
			if err != nil {
				return err
			}
			var round map[string]fitted
			if err := json.Unmarshal(out, &round); err != nil {
				return err
			}
			*c.into = append(*c.into, round)
		}
	}
	if _, err := fmt.Fprintf(p.out, "\nFits to %d customers: wall s / CPU s of the fit itself, medians\n", p.customers); err != nil {
		return err
	}
	for _, model := range []string{lifetime.BGNBDName, lifetime.MBGNBDName, lifetime.ParetoNBDName, lifetime.GammaGammaName} {
		if err := p.compareFits(model, ours, theirs); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) compareFits(model string, ours, theirs []map[string]fitted) error {
	middle := func(rounds []map[string]fitted, of func(fitted) float64) float64 {
		var all []float64
		for _, r := range rounds {
			all = append(all, of(r[model]))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	cpu, wall := func(f fitted) float64 { return f.CPU }, func(f fitted) float64 { return f.Wall }
	off := 0.0
	for name, v := range ours[0][model].Parameters {
		off = math.Max(off, math.Abs(theirs[0][model].Parameters[name]/v-1))
	}
	_, err := fmt.Fprintf(p.out, "| %-10s | regulars %.2f / %.2f | lifetimes %.2f / %.2f | lifetimes takes %.1f times the CPU | estimates differ by %.1g |\n", model,
		middle(ours, wall), middle(ours, cpu), middle(theirs, wall), middle(theirs, cpu), middle(theirs, cpu)/middle(ours, cpu), off)
	return err
}
