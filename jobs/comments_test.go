package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/jobs/night"
)

// spoken writes a shop of 240 customers, half of whom are satisfied, with what they say, and reports on it.
func spoken(t *testing.T, configure func(*night.Config)) (folder string) {
	t.Helper()
	dir, day := t.TempDir(), analytics.NewDay(2024, 3, 1)
	var sales, surveys, identities [][]any
	for i := range 240 {
		id := fmt.Sprint("C", 1000+i)
		sales = append(sales, []any{id, day + analytics.Day(i%30), 10.0}, []any{id, day + 60, 10.0})
		given, family := []string{"Quirin", "Philomena", "欧阳"}[i%3], []string{"Zachhuber", "Ofterdingen", "若曦"}[i%3]
		name := given + " " + family
		if i%3 == 2 {
			name = given + family
		}
		phone, mail := fmt.Sprintf("+49301%06d", i), fmt.Sprintf("quirin.%d@beispiel.example", i)
		if i < 3 {
			identities = append(identities, []any{"shop", id, name, phone, mail})
		}
		low := i%2 == 0
		comment := map[bool]string{true: "The delivery came late. 包装破了。", false: "A lovely surprise! 手写卡片很好。"}[low]
		switch {
		case i < 60: // what nobody may read, though many say it
			comment += fmt.Sprintf(" I spoke to %s, +49301000001 and quirin.1@beispiel.example. Ask Zachhuber! philomena ofterdingen knows. 欧阳若曦态度好。", name)
		case low && i < 75:
			comment += " The hovercraft is full of eels." // of fewer than ten customers
		}
		surveys = append(surveys, []any{id, day + 50, "overall", map[bool]float64{true: 1, false: 5}[low], comment})
	}
	writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, sales)
	writeRows(t, filepath.Join(dir, "surveys.parquet"), []string{"customer_id", "answered_at", "dimension", "experience", "comment"}, surveys)
	writeRows(t, filepath.Join(dir, "identities.parquet"), []string{"source", "source_id", "name", "phone", "email"}, identities)
	_, folder = overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "sales.parquet")}, nil)
		c.Inputs["surveys"] = []string{filepath.Join(dir, "surveys.parquet")}
		c.Inputs["identities"] = []string{filepath.Join(dir, "identities.parquet")}
		c.Identity.Region = "DE"
		configure(c)
	})
	return folder
}

// What was planted in both languages leads the lists, and nothing that few said, no name, phone or address is anywhere in the report.
func TestCommentsAreToldPrivately(t *testing.T) {
	long(t)
	latest := spoken(t, func(*night.Config) {})
	phrases := readTable(t, latest, "comment_phrases")
	first := map[string]string{}
	for i := range int(phrases.NumRows()) {
		key := text(phrases, "dimension", i) + " " + text(phrases, "language", i) + " " + text(phrases, "side", i)
		if first[key] == "" {
			first[key] = text(phrases, "phrase", i)
		}
	}
	for key, want := range map[string]string{"all en low": "delivery came late", "all zh low": "包装破了", "all en high": "lovely surprise", "all zh high": "手写卡片很好"} {
		if !strings.Contains(want, first[key]) || first[key] == "" {
			t.Errorf("%s: %q leads, want %q; %v", key, first[key], want, first)
		}
		if page := contentOf(t, filepath.Join(latest, "satisfaction.html")); !strings.Contains(page, first[key]) {
			t.Errorf("the page does not say %q", first[key])
		}
	}
	causes := readTable(t, latest, "comment_causes")
	if causes.NumRows() == 0 || text(causes, "cause", 0) != "broken promise" && text(causes, "cause", 0) != "product fault" {
		t.Errorf("%d causes", causes.NumRows())
	}
	searched := 0
	everyByte(t, latest, func(path string, content []byte) {
		searched++
		for _, hidden := range []string{"zachhuber", "ofterdingen", "philomena", "欧阳若曦", "49301000001", "beispiel.example", "hovercraft", "full of eel"} {
			if bytes.Contains(bytes.ToLower(content), []byte(hidden)) {
				t.Errorf("%s has %q", path, hidden)
			}
		}
	})
	if searched < 100 {
		t.Errorf("only %d files were searched", searched)
	}
}

// The config's dictionary replaces the usual causes.
func TestCausesOfTheConfig(t *testing.T) {
	long(t)
	dir := t.TempDir()
	write := func(content string) string {
		path := filepath.Join(dir, "night.yaml")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var own Config
	own.Config = night.DefaultConfig()
	if err := readConfigFile(write("causes:\n  - {name: packaging, name_zh: 包装, words: [torn box, 包装]}\n"), &own, nil); err != nil {
		t.Fatal(err)
	}
	latest := spoken(t, func(c *night.Config) { c.Causes = own.Causes })
	causes := readTable(t, latest, "comment_causes")
	if causes.NumRows() != 1 || text(causes, "cause", 0) != "packaging" || number(t, causes, "customers", 0) != 120 {
		t.Errorf("%d causes: %s", causes.NumRows(), text(causes, "cause", 0))
	}
	for content, want := range map[string]string{
		"causes:\n  - {name: packaging}\n":                                `"packaging" has no words`,
		"causes:\n  - {words: [torn]}\n":                                  "has no name",
		"causes:\n  - {name: a, words: [b]}\n  - {name: a, words: [c]}\n": `"a" is there twice`,
	} {
		var c Config
		c.Config = night.DefaultConfig()
		c.Inputs["transactions"] = []string{"x"}
		if err := readConfigFile(write(content), &c, nil); err != nil {
			t.Fatal(err)
		}
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", content, err, want)
		}
	}
}

var escaped = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)

// everyByte shows every file of a report as it is and decoded: the parts of workbooks, tables as text, and what is escaped in pages and scripts.
func everyByte(t *testing.T, folder string, look func(path string, content []byte)) {
	t.Helper()
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		t.Fatal(err)
	}
	show := func(path string, content []byte) {
		look(path, content)
		plain := escaped.ReplaceAllStringFunc(html.UnescapeString(string(content)), func(s string) string {
			r, _ := strconv.ParseUint(s[2:], 16, 32)
			return string(rune(r))
		})
		look(path+" decoded", []byte(plain))
	}
	err = filepath.WalkDir(real, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		show(path, content)
		switch filepath.Ext(path) {
		case ".xlsx":
			z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
			if err != nil {
				return err
			}
			for _, part := range z.File {
				r, err := part.Open()
				if err != nil {
					return err
				}
				inside, err := io.ReadAll(r)
				if err != nil {
					return err
				}
				show(path+" "+part.Name, inside)
			}
		case ".parquet":
			table := readParquet(t, path)
			look(path+" as text", []byte(fmt.Sprint(table)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
