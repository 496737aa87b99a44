package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"regulars/data"
	"regulars/jobs/night"
	"regulars/jobs/publish"
)

// commandNames are those that regulars knows, help the last.
var commandNames = []string{"run", "check", "customer", "tables", "sample", "help"}

// documents are the README and all topics, by name.
func documents(t *testing.T) map[string]string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"README.md": string(readme)}
	for _, name := range topics() {
		all[name], _ = topic(name)
	}
	return all
}

// example is the config file of that name in the help topics.
func example(t *testing.T, name string) []byte {
	t.Helper()
	for _, name2 := range topics() {
		text, _ := topic(name2)
		_, after, ok := strings.Cut(text, "    # "+name)
		if !ok {
			continue
		}
		var config strings.Builder
		for i, line := range strings.Split(after, "\n") {
			if i > 0 && !strings.HasPrefix(line, "    ") {
				break
			}
			config.WriteString(strings.TrimPrefix(line, "    ") + "\n")
		}
		return []byte("#" + config.String())
	}
	t.Fatalf("no topic has the example %s", name)
	return nil
}

func TestHelp(t *testing.T) {
	list, _, code := regulars(t, nil, "help")
	if code != 0 || len(topics()) < 10 {
		t.Errorf("exit %d; the topics are %v", code, topics())
	}
	for _, args := range [][]string{{"--help"}, {"-h"}, {}} {
		if got, stderr, code := regulars(t, nil, args...); code != 0 || got != list {
			t.Errorf("regulars %v is not regulars help: exit %d, %s%s", args, code, got, stderr)
		}
	}
	for _, name := range topics() {
		text, _ := topic(name)
		title, body, _ := strings.Cut(text, "\n\n")
		if got, stderr, code := regulars(t, nil, "help", name); code != 0 || got != text || stderr != "" {
			t.Errorf("regulars help %s: exit %d, %s%s", name, code, got, stderr)
		}
		about, ok := strings.CutPrefix(title, name+": ")
		if !ok || strings.Contains(title, "\n") || len(body) < 100 || !regexp.MustCompile(name+` +`+regexp.QuoteMeta(about)+"\n").MatchString(list) {
			t.Errorf("topic %s begins with %q, or regulars help does not list it", name, title)
		}
		for line := range strings.Lines(text) {
			if utf8.RuneCountInString(line) > 130 {
				t.Errorf("topic %s: too wide for a terminal: %s", name, line)
			}
		}
	}
	for _, name := range commandNames[:len(commandNames)-1] {
		own, _, _ := regulars(t, nil, name, "--help")
		if got, _, code := regulars(t, nil, "help", name); code != 0 || got != own || !strings.Contains(got, "regulars "+name) || !strings.Contains(list, "\n   "+name+" ") {
			t.Errorf("regulars help %s: exit %d, %s", name, code, got)
		}
	}
	for name, says := range map[string]string{"confg": "did you mean config", "tabels": "did you mean tables", "zzz": "regulars help lists"} {
		if stdout, stderr, code := regulars(t, nil, "help", name); code != 2 || stdout != "" || !strings.Contains(stderr, says) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("regulars help %s: exit %d, %s%s", name, code, stdout, stderr)
		}
	}
}

// TestFlagsAreTold has every flag in the help of run with its default, unless it may be given several times, is a switch, or has none.
func TestFlagsAreTold(t *testing.T) {
	help, _, _ := regulars(t, nil, "run", "--help")
	for _, s := range settings() {
		usage := strings.ReplaceAll(s.usage, "`", "")
		if !strings.Contains(help, usage) || !strings.Contains(help, "--"+s.name+" ") {
			t.Errorf("regulars run --help does not tell of --%s", s.name)
		}
		if !s.repeat && !s.isSwitch && !strings.Contains(usage, "default: ") && s.name != "currency" {
			t.Errorf("--%s does not tell its default: %s", s.name, usage)
		}
		if s.repeat && !strings.Contains(usage, "repeatable") {
			t.Errorf("--%s does not tell that it may be given several times: %s", s.name, usage)
		}
	}
	for name, want := range map[string]string{
		"horizon": "(default: 365)", "discount-rate": "(default: 0.10)", "cohort": "(default: month)", "keep": "(default: 30)", "alert-below": "(default: 0.4)",
		"min-group": "(default: 10)", "max-bad-rows": "(default: 1%)", "alert-days": "(default: 7)", "shared-key": "(default: 4)",
	} {
		at := slices.IndexFunc(settings(), func(s setting) bool { return s.name == name })
		if usage := settings()[at].usage; !strings.Contains(usage, want) {
			t.Errorf("--%s says %q, want %s", name, usage, want)
		}
	}
	d := night.DefaultConfig()
	if d.Horizon != 365 || d.DiscountRate != 0.1 || d.Cohort != "month" || d.Keep != 30 || d.AlertBelow != 0.4 || d.MinGroup != 10 || d.AlertDays != 7 ||
		d.Identity.Most != 4 || d.MaxBadRows.String() != "1%" || d.Lang != "both" || d.Model != "auto" || d.Out != "out" {
		t.Errorf("the defaults are not those that help tells: %+v", d)
	}
}

// TestDocumentsNameWhatIsThere finds flags, topics, tables and commands in the README and the topics.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	flags := []string{"--config", "--write-config", "--help", "--html", "--id", "--name", "--customers", "--months", "--seed", "--now"} // the last is of systemctl
	for _, s := range settings() {
		flags = append(flags, "--"+s.name)
	}
	var tables []string
	for _, s := range night.Schemas() {
		tables = append(tables, s.Name)
	}
	known := map[string]struct {
		find *regexp.Regexp
		are  []string
	}{
		"flag":    {regexp.MustCompile("(--[a-z][a-z-]+)"), flags},
		"topic":   {regexp.MustCompile(`regulars help ([a-z][a-z-]+)`), append(topics(), commandNames...)},
		"table":   {regexp.MustCompile(`regulars tables ([a-z_]+)`), tables},
		"command": {regexp.MustCompile(`(?m)(?:^|bin/|["` + "`" + ` ]  )regulars +([a-z]+)`), commandNames},
	}
	found := map[string]int{}
	for name, text := range documents(t) {
		for what, k := range known {
			for _, m := range k.find.FindAllStringSubmatch(text, -1) {
				if found[what]++; !slices.Contains(k.are, m[1]) {
					t.Errorf("%s names the %s %s, which is not there", name, what, m[1])
				}
			}
		}
	}
	if found["flag"] < 20 || found["topic"] < 10 || found["table"] < 3 || found["command"] < 8 {
		t.Errorf("found only %v", found)
	}
}

// TestReadme keeps it short, and has it name every package.
func TestReadme(t *testing.T) {
	readme := documents(t)["README.md"]
	if n := strings.Count(readme, "\n"); n > 200 {
		t.Errorf("the README has %d lines; what is not for the first ten minutes belongs in jobs/help", n)
	}
	packages := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		sources, _ := filepath.Glob(filepath.Join(path, "*.go"))
		if !d.IsDir() || !slices.ContainsFunc(sources, func(s string) bool { return !strings.HasSuffix(s, "_test.go") }) {
			return nil
		}
		packages++
		if name := filepath.ToSlash(strings.TrimPrefix(path, "../")); !strings.Contains(readme, "\n| `"+name+"` | ") {
			t.Errorf("the README has no line for the package %s: add one to the table of packages", name)
		}
		return nil
	})
	if err != nil || packages < 20 {
		t.Errorf("%d packages: %v", packages, err)
	}
}

// TestExampleConfigs reads the config files that no other test runs.
func TestExampleConfigs(t *testing.T) {
	_, inReadme, _ := strings.Cut(documents(t)["README.md"], "```yaml\n")
	inReadme, _, _ = strings.Cut(inReadme, "```")
	for name, config := range map[string]string{"the topic config": string(example(t, "night.yaml")), "the README": inReadme} {
		cfg := Config{Config: night.DefaultConfig()}
		if err := readConfigFile(put(t, filepath.Join(t.TempDir(), "night.yaml"), []byte(config)), &cfg, map[string]bool{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := cfg.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if cfg.Currency != "EUR" || cfg.Map["transactions"]["amount"] != "quantity*unit_price" {
			t.Errorf("%s: %+v", name, cfg)
		}
	}
}

// TestExitCodesAreTold compares the topic with what the program ends with.
func TestExitCodesAreTold(t *testing.T) {
	text, _ := topic("exit-codes")
	var told []string
	for _, m := range regexp.MustCompile(`(?m)^  (\d+(?:, \d+)*)  `).FindAllStringSubmatch(text, -1) {
		told = append(told, strings.Split(m[1], ", ")...)
	}
	if diff := cmp.Diff([]string{"0", "1", "2", "4", "11", "130", "143"}, told); diff != "" {
		t.Error(diff)
	}
	for want, err := range map[int]error{0: nil, 1: fs.ErrPermission, 2: night.ErrUsage, 4: night.ErrGate, 11: publish.ErrLocked} {
		if got := exitCode(err); got != want {
			t.Errorf("%v ends with %d", err, got)
		}
	}
	if exitCode(data.ErrEmpty) != 2 || exitCode(data.ErrUsage) != 2 {
		t.Error("an empty or a missing input is not usage")
	}
}

// TestInputsAreTold has every table of the inputs in its topic.
func TestInputsAreTold(t *testing.T) {
	text, _ := topic("inputs")
	for _, table := range night.Tables {
		if !regexp.MustCompile(`(?m)^  ` + table + ` +needs \w+`).MatchString(text) {
			t.Errorf("the topic inputs does not tell what %s needs", table)
		}
	}
}
