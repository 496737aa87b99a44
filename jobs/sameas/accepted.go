package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// difference is something that was so and now is otherwise. What is new was empty, what is gone now is.
type difference struct {
	place    string // tables/NAME/COLUMN, pages/NAME, run.json/KEY
	row      string // of a table
	was, now string
}

// rule accepts differences.
type rule struct {
	Place  string `yaml:"place"` // with * for anything within a part, after the name of the set
	Was    string `yaml:"was"`   // regular expressions of what was and what is; empty is anything
	Now    string `yaml:"now"`
	Most   int    `yaml:"most"` // of these differences in a set; 0 is any number
	Reason string `yaml:"reason"`

	was, now *regexp.Regexp
	used     int
}

// rules are tried in order.
type rules []*rule

// readRules reads the differences that are accepted; each needs a place and a reason.
func readRules(file string) (list rules, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if err := yaml.Load(b, &list, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for i, r := range list {
		var errs [3]error
		_, errs[0] = path.Match(r.Place, "")
		r.was, errs[1] = regexp.Compile(r.Was)
		r.now, errs[2] = regexp.Compile(r.Now)
		if r.Place == "" || len(strings.TrimSpace(r.Reason)) < 10 {
			errs[0] = errors.Join(errs[0], errors.New("a rule needs a place, and a reason that says why"))
		}
		if err := errors.Join(errs[:]...); err != nil {
			return nil, fmt.Errorf("%s: rule %d: %w", file, i+1, err)
		}
	}
	return list, nil
}

// of is the first rule that accepts a difference in a set, given how often each was used in the set.
func (list rules) of(set string, d difference, used map[*rule]int) *rule {
	for _, r := range list {
		ok, _ := path.Match(r.Place, set+"/"+d.place)
		if ok && r.was.MatchString(d.was) && r.now.MatchString(d.now) && (r.Most == 0 || used[r] < r.Most) {
			return r
		}
	}
	return nil
}

// report says what differs in a set, and whether any of it is not accepted.
func report(out io.Writer, set string, list rules, found []difference, most int) (failed bool) {
	used := map[*rule]int{}
	var other []difference
	for _, d := range found {
		if r := list.of(set, d, used); r != nil {
			used[r]++
			r.used++
		} else {
			other = append(other, d)
		}
	}
	fmt.Fprintf(out, "%s: %d differences accepted, %d not\n", set, len(found)-len(other), len(other))
	slices.SortStableFunc(other, func(a, b difference) int { return cmp.Compare(a.place, b.place) })
	for _, d := range other[:min(len(other), most)] {
		fmt.Fprintf(out, "  %s %s\n    was %s\n    now %s\n", d.place, d.row, clip(d.was), clip(d.now))
	}
	if len(other) > most {
		counts := map[string]int{}
		for _, d := range other {
			counts[d.place]++
		}
		for _, p := range slices.Sorted(func(yield func(string) bool) {
			for p := range counts {
				if !yield(p) {
					return
				}
			}
		}) {
			fmt.Fprintf(out, "  %6d × %s\n", counts[p], p)
		}
	}
	return len(other) > 0
}

// explain says why differences were accepted.
func (list rules) explain(out io.Writer) {
	for _, r := range list {
		if r.used > 0 {
			fmt.Fprintf(out, "accepted %d × %s: %s\n", r.used, r.Place, strings.TrimSpace(r.Reason))
		}
	}
}

func clip(s string) string {
	const most = 300
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + " …"
	}
	return s
}
