package main

import (
	"cmp"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"github.com/xrash/smetrics"

	"regulars/jobs/night"
)

// topicFiles are the reference beside flags and tables, a file a topic: the first line names the topic and says what it is about.
//
//go:embed help/*.txt
var topicFiles embed.FS

// topics are the names of all topics.
func topics() (names []string) {
	paths, _ := fs.Glob(topicFiles, "help/*.txt")
	for _, path := range paths {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(path, "help/"), ".txt"))
	}
	return names
}

// topic is the text of a topic.
func topic(name string) (string, bool) {
	b, err := topicFiles.ReadFile("help/" + name + ".txt")
	return string(b), err == nil
}

// topicList says below the commands which topics there are.
func topicList() string {
	list := "regulars help COMMAND has the flags of a command, regulars help TOPIC a page about:\n"
	for _, name := range topics() {
		text, _ := topic(name)
		title, _, _ := strings.Cut(text, "\n")
		list += fmt.Sprintf("   %-12s %s\n", name, strings.TrimPrefix(title, name+": "))
	}
	return strings.TrimSuffix(list, "\n")
}

// helpCommand prints the help of a command, or a topic.
func helpCommand(stdout io.Writer) *cli.Command {
	return &cli.Command{
		Name: "help", Usage: "the flags of a command, or a page about a topic", ArgsUsage: "[COMMAND | TOPIC]", HideHelpCommand: true, OnUsageError: usageError,
		Action: func(c *cli.Context) error {
			if c.NArg() == 0 {
				return cli.ShowAppHelp(c)
			}
			name := c.Args().First()
			if c.App.Command(name) != nil {
				return cli.ShowCommandHelp(c, name)
			}
			text, ok := topic(name)
			if !ok || c.NArg() > 1 {
				var known []string
				for _, command := range c.App.Commands {
					known = append(known, command.Name)
				}
				return night.Usagef("there is no help on %q; %sregulars help lists commands and topics", strings.Join(c.Args().Slice(), " "), didYouMean(name, append(known, topics()...)))
			}
			_, err := io.WriteString(stdout, text)
			return err
		},
	}
}

// didYouMean asks for the names that are spelt most like a name; it is empty where none is.
func didYouMean(name string, all []string) string {
	const alike = 0.75 // by Jaro and Winkler, 1 for the same
	likeness := func(s string) float64 { return smetrics.JaroWinkler(strings.ToLower(name), s, 0.7, 4) }
	all = slices.DeleteFunc(slices.Clone(all), func(s string) bool { return likeness(s) < alike })
	slices.SortStableFunc(all, func(a, b string) int { return -cmp.Compare(likeness(a), likeness(b)) })
	if len(all) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(all[:min(len(all), 3)], " or ") + "? "
}
