package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"regulars/analytics"
	"regulars/charts"
	"regulars/data"
	"regulars/jobs/night"
)

// unwritten says why a config file cannot be written, before anything is read for it.
func unwritten(path string) error {
	if path == "" {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return night.Usagef("--write-config %s: the file is there already and stays as it is: name another, or remove it", path)
	}
	return nil
}

// writeConfig writes a config file with all that was said and all that was recognised, so that a run with it reads the inputs in the same way.
func writeConfig(path string, cfg *Config, how *night.Reading, reports []*data.Report) error {
	root := &yaml.Node{Kind: yaml.MappingNode}
	for _, key := range slices.Concat(keysOf(settings()), unflagged) {
		if value, comment := settled(key, cfg, how, reports); value != nil {
			root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key, HeadComment: comment}, value)
		}
	}
	text, err := yaml.Dump(root, yaml.WithIndent(2))
	if err != nil {
		return fmt.Errorf("--write-config %s: %w", path, err)
	}
	text = append([]byte(heading(how, reports)), text...)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return unwritten(path)
	} else if err != nil {
		return fmt.Errorf("--write-config: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(fmt.Errorf("--write-config: %w", err), os.Remove(path))
	}
	return nil
}

func keysOf(all []setting) (keys []string) {
	for _, s := range all {
		keys = append(keys, s.name)
	}
	return keys
}

// heading tells what the file is, and what is not in it.
func heading(how *night.Reading, reports []*data.Report) string {
	lines := []string{
		"Written by regulars check: the inputs as they were recognised, for regulars run --config. Change what is not right;",
		"regulars help config tells of all keys, and regulars check --config says what is made of them.",
	}
	for _, r := range reports {
		if r.Table == "transactions" && !r.Reach.IsZero() && how.AsOf == analytics.NoDay {
			lines = append(lines, "The report is as of the last day of the data, today "+r.Reach.Format(time.DateOnly)+"; another is as-of: DATE.")
		}
	}
	if how.Currency == "" {
		lines = append(lines, "No column tells the currency; currency: EUR shows one with all amounts.")
	}
	return "# " + strings.Join(lines, "\n# ") + "\n\n"
}

// settled is the value of a key with what is to be said of it; nil where it is left to its default.
func settled(key string, cfg *Config, how *night.Reading, reports []*data.Report) (value *yaml.Node, comment string) {
	value = cfg.told[key]
	switch key {
	case "map":
		return mapNode(cfg, how, reports), "Where each column comes from. A source may be a product or have a factor (price / 100); 'text' in quotes is a constant, '' leaves a column out."
	case "currency":
		if how.Currency != "" {
			value = scalar(how.Currency)
		}
		return value, "Amounts in another currency are refused, unless rates convert them."
	case "tz":
		return scalar(how.Zone.String()), "The zone whose days are reported; times with an offset are converted to it."
	case "survey-scale":
		var scales []string
		for _, column := range slices.Sorted(maps.Keys(how.Scales)) {
			scales = append(scales, column+"="+how.Scales[column].String())
		}
		if len(scales) > 0 {
			value = sequence(scales)
		}
		return value, "The scales that scores are on, the worst first; scores beyond are refused."
	case "quiet", "log-format":
		return value, ""
	}
	if at := slices.IndexFunc(reports, func(r *data.Report) bool { return r.Table == key }); at >= 0 {
		return value, whatIsIn(reports[at])
	}
	return value, ""
}

// whatIsIn sums an input up in a line.
func whatIsIn(r *data.Report) string {
	line := fmt.Sprintf("%s: %s, %s", r.Table, charts.Plural(len(r.Files), "file", "files", "").EN, charts.Plural(int(r.Read), "row", "rows", "").EN)
	if !r.First.IsZero() {
		line += ", dates from " + r.First.Format(time.DateOnly) + " to " + r.Last.Format(time.DateOnly)
	}
	return line
}

// mapNode is the mapping of all columns of all tables.
func mapNode(cfg *Config, how *night.Reading, reports []*data.Report) *yaml.Node {
	all := &yaml.Node{Kind: yaml.MappingNode}
	for _, r := range reports {
		columns, remarks := columnsOf(r, how.Map[r.Table], len(cfg.Survey.Questions) > 0 && r.Table == "surveys")
		if len(columns.Content) > 0 {
			all.Content = append(all.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: r.Table, HeadComment: strings.Join(remarks, "\n")}, columns)
		}
	}
	return all
}

// columnsOf are the sources of a table's columns: what was said of them, or else what was recognised. Where files name one in different ways or
// some have none, no source is written, so that each file's goes on being recognised.
func columnsOf(r *data.Report, said map[string]string, questions bool) (columns *yaml.Node, remarks []string) {
	columns = &yaml.Node{Kind: yaml.MappingNode}
	add := func(column, source, remark string) {
		columns.Content = append(columns.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: column}, scalar(source))
		columns.Content[len(columns.Content)-1].LineComment = remark
	}
	found := map[string]bool{}
	for _, b := range r.Columns {
		found[b.Canonical] = true
		source, mapped := said[b.Canonical]
		names := r.Sources[b.Canonical]
		switch {
		case questions && (b.Canonical == "dimension" || b.Canonical == "experience"): // each question has its own
		case mapped:
			add(b.Canonical, source, b.Type)
		case len(names) == 1:
			add(b.Canonical, names[0], b.Type+", "+b.How)
		case slices.Contains(names, ""):
			remarks = append(remarks, fmt.Sprintf("%s is in some files only: %s", b.Canonical, b.Source))
		default:
			remarks = append(remarks, fmt.Sprintf("%s has several names: %s", b.Canonical, b.Source))
		}
	}
	for _, column := range slices.Sorted(maps.Keys(said)) {
		if !found[column] {
			add(column, said[column], "")
		}
	}
	if len(r.Unmapped) > 0 {
		remarks = append(remarks, "not used: "+strings.Join(r.Unmapped, ", "))
	}
	return columns, remarks
}

// scalar is a text, quoted where it would be read as something else.
func scalar(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

func sequence(values []string) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, v := range values {
		list.Content = append(list.Content, scalar(v))
	}
	return list
}

// node is what was said of a setting as a config file has it.
func (s setting) node(values []string) *yaml.Node {
	switch {
	case s.isSwitch:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: values[0]}
	case s.repeat && len(values) != 1:
		return sequence(values)
	}
	return scalar(values[0])
}
