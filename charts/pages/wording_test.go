package pages

import (
	"regexp"
	"strings"
	"testing"

	"regulars/charts"
)

// texts are all texts of a page, those of its tables included.
func texts(p charts.Page) []charts.Text {
	ts := []charts.Text{p.Title, p.Question, p.Answer, p.Brief}
	for _, c := range p.Cards {
		ts = append(ts, c.Label, c.Value, c.Note, c.Of, c.Change.Words)
	}
	for _, a := range p.Actions {
		ts = append(ts, a.Title, a.Why)
	}
	for _, s := range p.Sections {
		ts = append(ts, s.Title, s.What, s.Note, s.Definition, s.Small)
		if s.Table == nil {
			continue
		}
		for _, c := range s.Table.Columns {
			ts = append(ts, c.Title)
		}
		for _, row := range s.Table.Rows {
			for _, cell := range row {
				if t, ok := cell.(charts.Text); ok {
					ts = append(ts, t)
				}
			}
		}
	}
	return ts
}

// slips are what no sentence may have: doubled stops, stops after other marks, doubled spaces, failed formats, and
// in Chinese a space between its own characters.
var slips = regexp.MustCompile(`[^.]\.\.(?:[^./]|$)|。。|[,;:，；：]\s*[.。]|[。；：]\.|\S  \S|%!|[\p{Han}）] [\p{Han}（]`)

// mostWords is how many words the start page may quote of a page, so that all of it is read in a minute.
const mostWords = 40

// checkWording looks for slips in every text of a page and for findings that are too long to quote.
func checkWording(t *testing.T, p charts.Page) {
	t.Helper()
	for _, text := range texts(p) {
		for _, s := range []string{text.EN, text.ZH} {
			if slip := slips.FindString(s); slip != "" && text.EN != text.ZH {
				t.Errorf("%s: %q in %q", p.Name, slip, s)
			}
		}
	}
	if n := len(strings.Fields(p.Finding().Text.EN)); n > mostWords {
		t.Errorf("%s: the start page would quote %d words: %s", p.Name, n, p.Finding().Text.EN)
	}
}

func checkText(t *testing.T, what string, got charts.Text, en, zh string) {
	t.Helper()
	if got.EN != en || got.ZH != zh {
		t.Errorf("%s: %q, %q; want %q, %q", what, got.EN, got.ZH, en, zh)
	}
}

// isDrawn says that a section has a chart that can be drawn.
func isDrawn(s charts.Section) bool {
	_, err := charts.Single(charts.Header{}, charts.Page{Name: "one", Sections: []charts.Section{s}})
	return s.Chart != nil && err == nil
}
