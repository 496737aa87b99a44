package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"regulars/analytics"
	"regulars/jobs/night"
)

// tablesCommand says what the tables of a report are, or the columns of one.
func tablesCommand(stdout io.Writer) *cli.Command {
	return &cli.Command{
		Name: "tables", Usage: "what every table of a report tells, or every column of one: regulars tables NAME", HideHelpCommand: true, OnUsageError: usageError,
		ArgsUsage: "[NAME]",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "name", Usage: "`NAME` of a table; it can be given without the flag, as the only argument"},
			&cli.StringFlag{Name: "lang", Value: "both", Usage: "`LANGUAGE` of the meanings: en, zh or both", EnvVars: []string{"REGULARS_LANG"}},
		},
		Action: func(c *cli.Context) error {
			names := slices.DeleteFunc(append([]string{c.String("name")}, c.Args().Slice()...), func(s string) bool { return s == "" })
			lang := c.String("lang")
			if err := oneOf(lang, "en", "zh", "both"); err != nil {
				return night.Usagef("--lang: %w", err)
			}
			switch len(names) {
			case 0:
				return printTables(stdout, lang)
			case 1:
				return printTable(stdout, lang, names[0])
			default:
				return night.Usagef("one table at a time: write regulars tables %s", names[0])
			}
		},
	}
}

// printTables lists all tables.
func printTables(stdout io.Writer, lang string) error {
	rows := [][]string{}
	for _, s := range night.Schemas() {
		rows = append(rows, bilingual(lang, []string{s.Name}, s.Meaning, s.MeaningZH)...)
	}
	return align(stdout, rows)
}

// printTable lists the columns of a table.
func printTable(stdout io.Writer, lang, name string) error {
	schemas := night.Schemas()
	at := slices.IndexFunc(schemas, func(s analytics.Schema) bool { return s.Name == name })
	if at < 0 {
		var names []string
		for _, s := range schemas {
			names = append(names, s.Name)
		}
		return night.Usagef("there is no table %q; %sregulars tables lists all", name, didYouMean(name, names))
	}
	s := schemas[at]
	about := bilingual(lang, []string{s.Name}, s.Meaning, s.MeaningZH)
	about = append(about, bilingual(lang, []string{""}, "a row: "+s.Row, "每行为："+s.RowZH)...)
	if err := align(stdout, append(about, nil)); err != nil {
		return err
	}
	rows := [][]string{{"column", "type", "unit", "meaning"}}
	for _, c := range s.Columns {
		rows = append(rows, bilingual(lang, []string{c.Name, c.TypeName(), c.Unit}, c.Meaning, c.MeaningZH)...)
	}
	return align(stdout, rows)
}

// bilingual are the lines of a list that say the same in the languages asked for, behind cells that only the first has.
func bilingual(lang string, cells []string, en, zh string) (lines [][]string) {
	if lang != "zh" {
		lines = append(lines, append(slices.Clone(cells), en))
		cells = make([]string, len(cells))
	}
	if lang != "en" {
		lines = append(lines, append(slices.Clone(cells), zh))
	}
	return lines
}

// align prints rows of cells in columns.
func align(stdout io.Writer, rows [][]string) error {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	w := bufio.NewWriter(stdout)
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(runewidth.FillRight(cell, widths[i]+2))
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
	return w.Flush()
}
