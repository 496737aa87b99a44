package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// cost is what a command took, all of its processes together.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // most resident at a time, in bytes
}

// measure runs a command and gives what it printed and took.
func measure(ctx context.Context, name string, args ...string) ([]byte, cost, error) {
	c := exec.CommandContext(ctx, name, args...)
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	start := time.Now()
	if err := c.Run(); err != nil {
		return nil, cost{}, fmt.Errorf("%s %v: %w: %s", name, args, err, complaint.Bytes())
	}
	took := cost{wall: time.Since(start), cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	took.memory = c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
	return out.Bytes(), took, nil
}

// median is the median of each figure by itself.
func median(rounds []cost) cost {
	of := func(figure func(cost) int64) int64 {
		var list []int64
		for _, c := range rounds {
			list = append(list, figure(c))
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	return cost{
		wall:   time.Duration(of(func(c cost) int64 { return int64(c.wall) })),
		cpu:    time.Duration(of(func(c cost) int64 { return int64(c.cpu) })),
		memory: of(func(c cost) int64 { return c.memory }),
	}
}

func (c cost) String() string {
	return fmt.Sprintf("%.2f / %.2f / %.2f", c.wall.Seconds(), c.cpu.Seconds(), float64(c.memory)/1e9)
}

// over is how many times as much another took: wall, CPU and memory.
func (c cost) over(o cost) string {
	return fmt.Sprintf("%.2f / %.2f / %.2f", float64(c.wall)/float64(o.wall), float64(c.cpu)/float64(o.cpu), float64(c.memory)/float64(o.memory))
}

// same tells how two digests differ; sums of money may differ by what floating point loses.
func same(a, b []byte) error {
	var x, y digest
	if err := json.Unmarshal(a, &x); err != nil {
		return err
	}
	if err := json.Unmarshal(b, &y); err != nil {
		return err
	}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }
	if x.Customers != y.Customers || x.Orders != y.Orders || x.Lines != y.Lines || x.First != y.First || x.Last != y.Last || !near(x.Revenue, y.Revenue) {
		return fmt.Errorf("the summaries differ: %+v and %+v", x, y)
	}
	if len(x.Cohorts) != len(y.Cohorts) {
		return fmt.Errorf("the cohort matrices have %d and %d cells", len(x.Cohorts), len(y.Cohorts))
	}
	for at, v := range x.Cohorts {
		if w, ok := y.Cohorts[at]; !ok || v[0] != w[0] || !near(v[1], w[1]) {
			return fmt.Errorf("cohort %s is %v and %v", at, v, w)
		}
	}
	return nil
}

func self() (string, error) { return os.Executable() }
