package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v4"

	"regulars/jobs/night"
)

// unflagged are the keys that have no flag.
var unflagged = []string{"segments", "cut-points", "causes"}

// readConfigFile applies the settings of a YAML file, but for those already said. A key is the name of a flag; beside them
// there are segments, cut-points and causes, which have no flag.
func readConfigFile(path string, cfg *Config, said map[string]bool) error {
	b, err := readSmall(path, 16<<20)
	if err != nil {
		return night.Usagef("--config: %w", err)
	}
	var doc, more yaml.Node
	file := yaml.NewDecoder(bytes.NewReader(b))
	if err := file.Decode(&doc); err != nil && err != io.EOF {
		return night.Usagef("%s: %w", path, err)
	}
	if err := file.Decode(&more); err != io.EOF {
		return night.Usagef("%s: there is more than one document: write all settings in one, without --- between them", path)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return night.Usagef("%s: line %d: write settings as name: value", path, root.Line)
	}
	at := map[string]int{} // line
	for i := 0; i < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if before, ok := at[key.Value]; ok {
			return night.Usagef("%s: line %d: %s is given already in line %d", path, key.Line, key.Value, before)
		}
		at[key.Value] = key.Line
		if err := applyKey(cfg, key.Value, value, said); err != nil {
			return night.Usagef("%s: line %d: %s: %w", path, key.Line, key.Value, err)
		}
		cfg.tell(key.Value, value)
	}
	return nil
}

func applyKey(cfg *Config, key string, value *yaml.Node, said map[string]bool) error {
	switch key {
	case "segments":
		return value.Load(&cfg.Segments, yaml.WithKnownFields())
	case "causes":
		return value.Load(&cfg.Causes, yaml.WithKnownFields())
	case "cut-points":
		return value.Load(&cfg.CutPoints, yaml.WithKnownFields())
	}
	all := settings()
	at := slices.IndexFunc(all, func(s setting) bool { return s.name == key })
	if at < 0 {
		return fmt.Errorf("there is no such setting; see the flags of the command run")
	}
	if said[key] {
		return nil
	}
	values, err := valuesOf(key, value)
	if err != nil {
		return err
	}
	if len(values) != 1 && !all[at].repeat {
		return fmt.Errorf("give one value")
	}
	for _, v := range values {
		if err := all[at].set(cfg, v); err != nil {
			return err
		}
	}
	return nil
}

// valuesOf are the values of a key as a command line would give them: those of the mappings map, where, except,
// refund-where, date-format, survey-question, delivered-value and driver-levels as column=value.
func valuesOf(key string, n *yaml.Node) ([]string, error) {
	switch {
	case n.Kind == yaml.ScalarNode:
		return []string{n.Value}, nil
	case n.Kind == yaml.SequenceNode:
		var values []string
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode {
				return nil, fmt.Errorf("line %d: write a list of single values", item.Line)
			}
			values = append(values, item.Value)
		}
		return values, nil
	case n.Kind == yaml.MappingNode && (key == "map" || key == "where" || key == "except" || key == "refund-where" || key == "date-format" || key == "survey-question" || key == "delivered-value" || key == "driver-levels"):
		return pairs("", n)
	default:
		return nil, fmt.Errorf("write a value or a list of values")
	}
}

// pairs flattens {transactions: {amount: price}} to transactions.amount=price.
func pairs(under string, n *yaml.Node) ([]string, error) {
	var all []string
	for i := 0; i < len(n.Content); i += 2 {
		name, value := under+n.Content[i].Value, n.Content[i+1]
		if value.Kind == yaml.MappingNode && under == "" {
			more, err := pairs(name+".", value)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
			continue
		}
		values, err := valuesOf("", value)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			all = append(all, name+"="+v)
		}
	}
	return all, nil
}
