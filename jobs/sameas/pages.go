package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// renamed are pages that had another name: what is compared is the page, not the redirect that is left under the old name.
var renamed = map[string]string{"segments": "customers", "quality": "data"}

// comparePages compares the text of all pages, in both languages, and what their charts are made of.
func comparePages(was, now string) (found []difference, err error) {
	before, err := pages(was)
	if err != nil {
		return nil, err
	}
	after, err := pages(now)
	if err != nil {
		return nil, err
	}
	for old, name := range renamed {
		if before[name] == nil && before[old] != nil && after[name] != nil {
			before[name] = before[old]
			delete(before, old)
			delete(after, old)
		}
	}
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		found = append(found, differingLines("pages/"+name, before[name], after[name])...)
	}
	return found, nil
}

// pages are the texts of a report's pages by name.
func pages(report string) (map[string][]string, error) {
	files, err := filepath.Glob(filepath.Join(report, "*.html"))
	if err != nil {
		return nil, err
	}
	run, err := runOf(report)
	if err != nil {
		return nil, err
	}
	own := strings.NewReplacer(fmt.Sprint(run["run"]), "RUN", fmt.Sprint(run["version"]), "VERSION")
	all := map[string][]string{}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		page, err := html.Parse(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		var lines []string
		for _, line := range textOf(page, nil) {
			lines = append(lines, own.Replace(line))
		}
		all[strings.TrimSuffix(filepath.Base(file), ".html")] = lines
	}
	return all, nil
}

// textOf are the pieces of text below a node in order: what stands between tags, in attributes that are shown, and in the data of charts.
func textOf(n *html.Node, lines []string) []string {
	if n.Type == html.TextNode {
		if s := strings.Join(strings.Fields(n.Data), " "); s != "" {
			lines = append(lines, s)
		}
	}
	data := false
	for _, a := range n.Attr {
		switch {
		case a.Key == "type" && a.Val == "application/json":
			data = true
		case slices.Contains(shownAttributes, a.Key) && a.Val != "":
			lines = append(lines, a.Key+": "+a.Val)
		}
	}
	if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "script" && !data) {
		return lines
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		lines = textOf(c, lines)
	}
	return lines
}

var shownAttributes = []string{"title", "aria-label", "alt", "data-en", "data-zh", "data-en-label", "data-zh-label"}

// differingLines are the lines that only one of two texts has, or that the lines are in another order.
func differingLines(place string, was, now []string) (found []difference) {
	if slices.Equal(was, now) {
		return nil
	}
	count := map[string]int{}
	for _, line := range was {
		count[line]++
	}
	for _, line := range now {
		if count[line]--; count[line] < 0 {
			found = append(found, difference{place: place, now: line})
		}
	}
	for _, line := range was {
		if count[line] > 0 {
			count[line]--
			found = append(found, difference{place: place, was: line})
		}
	}
	if len(found) == 0 {
		found = []difference{{place: place, was: "the same lines", now: "in another order"}}
	}
	return found
}

// runOf is a report's run.json.
func runOf(report string) (run map[string]any, err error) {
	b, err := os.ReadFile(filepath.Join(report, "run.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no report: it has no run.json", report)
	}
	if err == nil {
		err = json.Unmarshal(b, &run)
	}
	return run, err
}

// compareRuns compares run.json but for the version, the id and the times.
func compareRuns(was, now string) (found []difference, err error) {
	var flat [2]map[string]string
	for i, report := range []string{was, now} {
		run, err := runOf(report)
		if err != nil {
			return nil, err
		}
		for _, key := range []string{"run", "version", "seconds"} {
			delete(run, key)
		}
		flat[i] = map[string]string{}
		flatten("", run, flat[i])
	}
	all := maps.Clone(flat[0])
	maps.Copy(all, flat[1])
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if a, b := flat[0][key], flat[1][key]; a != b {
			found = append(found, difference{place: "run.json/" + strings.ReplaceAll(key, "/", "∕"), was: a, now: b})
		}
	}
	return found, nil
}

// nameOf is what an element of a list goes by: its name, so that the order of checks and models does not matter, or its number.
func nameOf(element any, number int) string {
	if m, ok := element.(map[string]any); ok {
		for _, key := range []string{"name", "model"} {
			if s, ok := m[key].(string); ok {
				return s
			}
		}
	}
	return fmt.Sprint(number)
}

// flatten puts the values of nested objects and lists under one key each.
func flatten(key string, v any, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			flatten(strings.TrimPrefix(key+"."+name, "."), x, into)
		}
	case []any:
		for i, x := range v {
			flatten(key+"."+nameOf(x, i), x, into)
		}
	default:
		into[key] = fmt.Sprint(v)
	}
}
